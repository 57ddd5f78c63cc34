//! `upgrade head` over a thousand small revisions, against the database's own client sending the same SQL in the same
//! transactions, and on SQLite against Python.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, io};

use alembic::config::Config;
use alembic::config::url::make_url;
use alembic::environment::{Environment, EnvironmentContext, Target};
use alembic::prelude::*;
use alembic::script::{CompiledRevision, RustRevision, ScriptDirectory};
use alembic::{command, drivers};

use crate::measure::{in_turns, row};
use crate::{UPGRADE, project};

const REVISIONS: usize = 1_000;
const RUNS: usize = 5;
const DATABASE: &str = "alembic_bench";

/// The revision that runs next; they run in order, and a function pointer knows nothing of its revision.
static NEXT: AtomicUsize = AtomicUsize::new(0);

fn upgrade(op: &mut Operations) -> Result<()> {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("t{number}");
    op.create_table(
        table(&name)
            .column(column("id", integer()).nullable(false))
            .column(column("name", string(50)).nullable(true))
            .primary_key(["id"]),
    )?;
    op.create_index(format!("ix_{name}_name"), name, ["name"])
}

fn downgrade(_: &mut Operations) -> Result<()> {
    Ok(())
}

fn environment() -> Environment {
    let leak = |text: String| -> &'static str { text.leak() };
    let revisions: Vec<CompiledRevision> = (0..REVISIONS)
        .map(|number| {
            let down: Vec<&'static str> = number
                .checked_sub(1)
                .map(|number| leak(project::revision(number)))
                .into_iter()
                .collect();
            CompiledRevision::rust(
                leak(format!("{number}.rs")),
                RustRevision {
                    doc: leak(format!("change {number}")),
                    revision: leak(project::revision(number)),
                    down_revision: down.leak(),
                    branch_labels: &[],
                    depends_on: &[],
                    upgrade,
                    downgrade,
                },
            )
        })
        .collect();
    Environment::new(revisions)
}

/// Upgrades the address to the head: the measured process.
#[expect(clippy::print_stderr, reason = "read by the parent process")]
pub(crate) fn child(url: &str) -> ExitCode {
    match upgrade_url(url) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn upgrade_url(url: &str) -> Result<()> {
    let url = make_url(url).map_err(Error::new)?;
    environment().upgrade(drivers::open(&url)?, "head").map(drop)
}

/// The SQL of the whole upgrade, in the transactions in which we send it.
fn script(url: &str, file: &Path) -> Result<()> {
    NEXT.store(0, Ordering::Relaxed);
    let environment = environment();
    let script = ScriptDirectory::compiled(environment.revisions());
    let config = Config::new();
    let mut env = EnvironmentContext::new(&config, &script, &environment);
    env.url = Some(url.to_owned());
    command::upgrade(&env, Target::Sql(Box::new(fs::File::create(file)?)), "head", None)?;
    let begin = match make_url(url).map_err(Error::new)?.backend_name() {
        "sqlite" => "BEGIN IMMEDIATE;",
        "mysql" => "SET autocommit = 0;",
        _ => return Ok(()),
    };
    let sql = fs::read_to_string(file)?;
    let mut steps = sql.split("-- Running ");
    let mut wrapped = steps.next().unwrap_or_default().to_owned();
    for step in steps {
        wrapped.push_str(&format!("{begin}\n-- Running {step}COMMIT;\n"));
    }
    fs::write(file, wrapped)?;
    Ok(())
}

pub(crate) fn run(scratch: &Path, python: Option<&Path>) -> io::Result<()> {
    sqlite(scratch, python)?;
    for (variable, client) in [
        ("ALEMBIC_TEST_POSTGRESQL_URL", "psql"),
        ("ALEMBIC_TEST_MYSQL_URL", "mariadb"),
    ] {
        match std::env::var(variable) {
            Ok(url) => server(scratch, &url, client)?,
            Err(_) => note(&format!("SKIPPED: {client}; {variable} names its server")),
        }
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the table is the result")]
fn note(text: &str) {
    println!("{text}");
}

fn upgrade_command(url: &str) -> io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.env(UPGRADE, url);
    Ok(command)
}

fn sqlite(scratch: &Path, python: Option<&Path>) -> io::Result<()> {
    let what = format!("`upgrade head`, {REVISIONS} revisions, SQLite");
    let database = scratch.join("upgrade.db");
    let url = format!("sqlite:///{}", database.display());
    let file = scratch.join("sqlite.sql");
    script(&url, &file).map_err(io::Error::other)?;
    let fresh = || match fs::remove_file(&database) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    let mut ours = || fresh().and_then(|()| upgrade_command(&url));
    let mut client = || {
        fresh()?;
        let mut command = Command::new("sqlite3");
        command.arg("-bail").arg(&database).stdin(fs::File::open(&file)?);
        Ok(command)
    };
    let (our_times, client_times) = in_turns(RUNS, &mut ours, Some(&mut client))?;
    row(&what, &our_times, "sqlite3", client_times.as_ref());

    let Some(python) = python else { return Ok(()) };
    let folder = scratch.join("upgrade");
    project::python(&folder, REVISIONS, &url)?;
    let mut theirs = || {
        fresh()?;
        let mut command = Command::new(python);
        command.args(["upgrade", "head"]).current_dir(&folder);
        Ok(command)
    };
    let (our_times, their_times) = in_turns(3, &mut ours, Some(&mut theirs))?;
    row(&what, &our_times, "Python", their_times.as_ref());
    Ok(())
}

/// A client's command line for the server of an address.
struct Client {
    name: &'static str,
    arguments: Vec<String>,
}

impl Client {
    fn new(name: &'static str, url: &str) -> io::Result<Self> {
        let url = make_url(url).map_err(io::Error::other)?;
        let (host, port, user) = match name {
            "psql" => ("-h", "-p", "-U"),
            _ => ("-h", "-P", "-u"),
        };
        let mut arguments = Vec::new();
        if name == "psql" {
            arguments.extend(["-q", "-v", "ON_ERROR_STOP=1"].map(str::to_owned));
        }
        for (option, value) in [
            (host, url.host.clone()),
            (port, url.port.map(|port| port.to_string())),
            (user, url.username),
        ] {
            if let Some(value) = value {
                arguments.extend([option.to_owned(), value]);
            }
        }
        Ok(Self { name, arguments })
    }

    fn command(&self, database: &str) -> Command {
        let mut command = Command::new(self.name);
        command.args(&self.arguments).arg(database);
        command
    }

    fn send(&self, database: &str, sql: &str) -> io::Result<()> {
        let mut command = self.command(database);
        let status = command
            .args([if self.name == "psql" { "-c" } else { "-e" }, sql])
            .stdout(Stdio::null())
            .status()?;
        if status.success() {
            Ok(())
        } else {
            Err(io::Error::other(format!("{}: {sql}", self.name)))
        }
    }
}

fn server(scratch: &Path, base: &str, name: &'static str) -> io::Result<()> {
    let client = Client::new(name, base)?;
    let own = make_url(base).map_err(io::Error::other)?.database.unwrap_or_default();
    let mut url = make_url(base).map_err(io::Error::other)?;
    url.database = Some(DATABASE.to_owned());
    let url = url.render_as_string(false);
    let file: PathBuf = scratch.join(format!("{name}.sql"));
    script(&url, &file).map_err(io::Error::other)?;
    let fresh = || {
        client.send(&own, &format!("DROP DATABASE IF EXISTS {DATABASE}"))?;
        client.send(&own, &format!("CREATE DATABASE {DATABASE}"))
    };
    let mut ours = || fresh().and_then(|()| upgrade_command(&url));
    let mut theirs = || {
        fresh()?;
        let mut command = client.command(DATABASE);
        command.stdin(fs::File::open(&file)?);
        Ok(command)
    };
    let (our_times, their_times) = in_turns(RUNS, &mut ours, Some(&mut theirs))?;
    row(
        &format!("`upgrade head`, {REVISIONS} revisions, {name}'s server"),
        &our_times,
        name,
        their_times.as_ref(),
    );
    client.send(&own, &format!("DROP DATABASE {DATABASE}"))
}
