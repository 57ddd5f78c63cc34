use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::CommandFactory;
use jiff::Timestamp;

use super::args::{Cli, Command, Move};
use super::databases::Databases;
use super::{handover, signals};
use crate::command::{self, Direction, Editor, HistoryOptions, InitOptions, MergeOptions, NewRevisionOptions, Stamp};
use crate::config::{CmdOpts, Config, ConfigFiles};
use crate::environment::{Environment, EnvironmentContext, Target};
use crate::migration::Interrupt;
use crate::output::Output;
use crate::script::{CmdFormat, History, ScriptDirectory};
use crate::{Error, Result};

/// Takes the command, in Alembic's order of reading the configuration, the revisions and the environment.
pub(super) fn dispatch(cli: &Cli, environment: Option<&Environment>, output: &Output) -> Result<ExitCode> {
    if let Command::Completions { shell } = cli.command {
        // Not straight to stdout: clap panics when a reader goes away.
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut Cli::command(), "alembic", &mut script);
        output.print(format_args!("{}", String::from_utf8_lossy(&script).trim_end()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let config = read_config(cli)?;
    output.set_config(&config);
    if let Command::ListTemplates = cli.command {
        list_templates(output)?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Command::Init {
        template, directory, ..
    } = &cli.command
    {
        let options = InitOptions {
            directory: directory.clone(),
            template: template.clone(),
        };
        command::init(&config, &options, output)?;
        return Ok(ExitCode::SUCCESS);
    }
    if environment.is_none()
        && needs_environment(&cli.command)
        && let Some(handover) = handover::Handover::of(&config)?
    {
        return handover::hand_over(&handover);
    }
    let standalone = Environment::of_config(&config)?;
    let script = match environment {
        Some(environment) => ScriptDirectory::from_config_with(&config, environment.revisions())?,
        None => ScriptDirectory::from_config(&config)?,
    };
    let environment = environment.unwrap_or(&standalone);
    let interrupt = interrupt(&cli.command);
    if environment.is_multidb() && asks_database(&cli.command) {
        if cli.url.is_some() || url_of_environment()?.is_some() {
            return Err(Error::Config(
                "--url and ALEMBIC_URL name one database, and this environment has several; their addresses are in the \
                 configuration"
                    .to_owned(),
            ));
        }
        let databases = Databases {
            config: &config,
            script: &script,
            environment,
            interrupt,
            output,
        };
        databases.run(&cli.command)?;
        return Ok(ExitCode::SUCCESS);
    }
    let env = EnvironmentContext {
        config: &config,
        script: &script,
        environment,
        url: match &cli.url {
            Some(url) => Some(url.clone()),
            None => url_of_environment()?,
        },
        interrupt,
        reporter: output,
    };
    run(&cli.command, &env, target(as_sql(&cli.command)), output)?;
    Ok(ExitCode::SUCCESS)
}

fn url_of_environment() -> Result<Option<String>> {
    match std::env::var_os("ALEMBIC_URL").filter(|url| !url.is_empty()) {
        None => Ok(None),
        // Going on with another address would be worse than stopping.
        Some(url) => match url.into_string() {
            Ok(url) => Ok(Some(url)),
            Err(_) => Err(Error::Config("ALEMBIC_URL is not UTF-8".to_owned())),
        },
    }
}

/// Commands that change the database end at a step boundary when a signal asks them to.
fn interrupt(command: &Command) -> Option<Interrupt> {
    let changes = match command {
        Command::Upgrade(arguments) | Command::Downgrade(arguments) => !arguments.plan && !arguments.sql.sql,
        Command::Stamp { sql, .. } => !sql.sql,
        _ => false,
    };
    changes.then(|| {
        let interrupt = Interrupt::new();
        signals::raise_on_signal(&interrupt);
        interrupt
    })
}

fn read_config(cli: &Cli) -> Result<Config> {
    let from_environment = std::env::var_os("ALEMBIC_CONFIG").map(PathBuf::from);
    // Alembic does not catch this one, although it is a CommandError.
    let files = ConfigFiles::choose(&cli.config, from_environment.as_deref())
        .map_err(|error| Error::Config(error.to_string()))?;
    let options = CmdOpts {
        x: cli.x.clone(),
        quiet: cli.quiet,
        ..CmdOpts::default()
    };
    Ok(Config::from_files(
        Some(files.ini),
        Some(files.toml),
        &cli.name,
        options,
    ))
}

/// Whether the command looks at a database.
fn asks_database(command: &Command) -> bool {
    let plans = matches!(command, Command::Upgrade(arguments) | Command::Downgrade(arguments) if arguments.plan);
    plans || needs_environment(command)
}

/// Whether Alembic would run `env.py` for the command, and so whether the options of the environment count.
fn needs_environment(command: &Command) -> bool {
    match command {
        Command::Branches(_)
        | Command::Completions { .. }
        | Command::Heads { .. }
        | Command::Init { .. }
        | Command::ListTemplates
        | Command::Merge { .. }
        | Command::Revision(_) => false,
        Command::Current { .. } | Command::EnsureVersion { .. } | Command::Stamp { .. } => true,
        Command::Upgrade(arguments) | Command::Downgrade(arguments) => !arguments.plan,
        Command::Edit { rev } | Command::Show { rev } => rev == "current",
        Command::History {
            rev_range,
            indicate_current,
            ..
        } => *indicate_current || rev_range.as_deref().is_some_and(|range| range.contains("current")),
    }
}

pub(super) fn run(command: &Command, env: &EnvironmentContext<'_>, target: Target<'_>, output: &Output) -> Result<()> {
    match command {
        Command::Upgrade(arguments) => migrate(Direction::Upgrade, arguments, env, target, output),
        Command::Downgrade(arguments) => migrate(Direction::Downgrade, arguments, env, target, output),
        Command::Stamp {
            tag, purge, revisions, ..
        } => {
            let stamp = Stamp {
                revisions: revisions.clone(),
                purge: *purge,
                tag: tag.tag.clone(),
            };
            command::stamp(env, target, &stamp).map(drop)
        }
        Command::EnsureVersion { .. } => command::ensure_version(env, target),
        Command::Current { check_heads, verbose } => current(*check_heads, verbose.verbose, env, target, output),
        Command::History {
            rev_range,
            verbose,
            indicate_current,
        } => {
            let options = HistoryOptions {
                rev_range: rev_range.clone(),
                indicate_current: *indicate_current,
            };
            for entry in command::history(env, target, &options)? {
                let format = CmdFormat {
                    is_current: entry.is_current,
                    ..CmdFormat::HISTORY
                };
                output.print(format_args!(
                    "{}",
                    env.history()?.cmd_format(&entry.revision, verbose.verbose, format)
                ))?;
            }
            Ok(())
        }
        Command::Heads {
            verbose,
            resolve_dependencies,
        } => {
            for revision in command::heads(env.history()?, *resolve_dependencies)? {
                output.print(format_args!(
                    "{}",
                    env.history()?.cmd_format(&revision, verbose.verbose, CmdFormat::HEADS)
                ))?;
            }
            Ok(())
        }
        Command::Branches(verbose) => branches(verbose.verbose, env.history()?, output),
        Command::Show { rev } => {
            for revision in command::show(env, target, rev)? {
                output.print(format_args!("{}", env.history()?.log_entry(&revision, false)))?;
            }
            Ok(())
        }
        Command::Edit { rev } => command::edit(env, target, rev, &Editor::of_environment()).map(drop),
        Command::Revision(arguments) => {
            let options = NewRevisionOptions {
                message: arguments.message.clone(),
                autogenerate: arguments.autogenerate,
                head: arguments.head.clone(),
                splice: arguments.splice,
                branch_label: arguments.branch_label.clone(),
                version_path: arguments.version_path.clone(),
                rev_id: arguments.rev_id.clone(),
                depends_on: arguments.depends_on.clone(),
                now: source_date_epoch()?,
            };
            command::revision(env, target, &options).map(drop)
        }
        Command::Merge {
            message,
            branch_label,
            rev_id,
            splice,
            revisions,
        } => {
            let options = MergeOptions {
                revisions: revisions.clone(),
                message: message.clone(),
                branch_label: branch_label.clone(),
                rev_id: rev_id.clone(),
                splice: *splice,
                now: source_date_epoch()?,
            };
            command::merge(env, target, &options).map(drop)
        }
        Command::Completions { .. } | Command::Init { .. } | Command::ListTemplates => Ok(()),
    }
}

/// The moment that reproducible builds ask for: seconds since 1970 in `SOURCE_DATE_EPOCH`, with a fraction if need be.
fn source_date_epoch() -> Result<Option<Timestamp>> {
    const VARIABLE: &str = "SOURCE_DATE_EPOCH";
    let Some(text) = std::env::var_os(VARIABLE).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let moment = text.to_str().and_then(|text| {
        let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
        let microseconds: i64 = format!("{fraction:0<6}").get(..6)?.parse().ok()?;
        let seconds: i64 = seconds.parse().ok()?;
        Timestamp::from_microsecond(seconds.checked_mul(1_000_000)?.checked_add(microseconds)?).ok()
    });
    moment
        .map(Some)
        .ok_or_else(|| Error::Config(format!("{VARIABLE} is no number of seconds")))
}

/// Whether the command writes SQL instead of sending it.
pub(super) fn as_sql(command: &Command) -> bool {
    match command {
        Command::Upgrade(arguments) | Command::Downgrade(arguments) => arguments.sql.sql,
        Command::Stamp { sql, .. } | Command::EnsureVersion { sql } => sql.sql,
        Command::Revision(arguments) => arguments.sql.sql,
        _ => false,
    }
}

fn target(sql: bool) -> Target<'static> {
    if sql {
        Target::Sql(Box::new(io::stdout()))
    } else {
        Target::Database
    }
}

fn migrate(
    direction: Direction,
    arguments: &Move,
    env: &EnvironmentContext<'_>,
    target: Target<'_>,
    output: &Output,
) -> Result<()> {
    let Move {
        tag, plan, revision, ..
    } = arguments;
    if *plan {
        for step in command::plan(env, target, direction, revision)? {
            // One line a step, however long the docstring's first paragraph is.
            let step = step.to_string();
            output.print(format_args!("Running {}", step.lines().next().unwrap_or_default()))?;
        }
        return Ok(());
    }
    let tag = tag.tag.as_deref();
    match direction {
        Direction::Upgrade => command::upgrade(env, target, revision, tag),
        Direction::Downgrade => command::downgrade(env, target, revision, tag),
    }
    .map(drop)
}

fn current(
    check_heads: bool,
    verbose: bool,
    env: &EnvironmentContext<'_>,
    target: Target<'_>,
    output: &Output,
) -> Result<()> {
    let current = command::current(env, target)?;
    if verbose {
        let url = env.database_url()?.render_as_string(true);
        output.print(format_args!("Current revision(s) for {url}:"))?;
    }
    if check_heads {
        current.check_heads(env.history()?)?;
    }
    for revision in current.revisions(env.history()?)? {
        output.print(format_args!(
            "{}",
            env.history()?.cmd_format(&revision, verbose, CmdFormat::CURRENT)
        ))?;
    }
    Ok(())
}

fn branches(verbose: bool, history: &History, output: &Output) -> Result<()> {
    for revision in command::branches(history)? {
        output.print(format_args!(
            "{}",
            history.cmd_format(&revision, verbose, CmdFormat::BRANCHES)
        ))?;
        let indent = " ".repeat(revision.chars().count());
        let children = history.nextrev(&revision);
        let lines: Vec<String> = children
            .iter()
            .map(|child| {
                let format = CmdFormat {
                    include_doc: verbose,
                    ..CmdFormat::BRANCHES
                };
                format!("{indent} -> {}", history.cmd_format(child, false, format))
            })
            .collect();
        output.print(format_args!("{}\n", lines.join("\n")))?;
    }
    Ok(())
}

fn list_templates(output: &Output) -> Result<()> {
    output.print(format_args!("Available templates:\n"))?;
    for template in command::list_templates() {
        output.print(format_args!("{} - {}", template.name, template.synopsis()))?;
    }
    output.print(format_args!("\nTemplates are used via the 'init' command, e.g.:"))?;
    output.print(format_args!("\n  alembic init --template generic ./scripts"))
}
