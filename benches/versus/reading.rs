//! `current`, `heads` and `history`: how long from start to answer, and how much memory.

use std::path::Path;
use std::process::{Command, ExitCode};
use std::{fs, io};

use alembic::command::{HistoryOptions, history};
use alembic::config::{CmdOpts, Config, MAIN_SECTION};
use alembic::environment::{Environment, EnvironmentContext, Target};
use alembic::script::ScriptDirectory;

use crate::measure::{in_turns, row};
use crate::{MEMORY, project};

pub(crate) fn run(scratch: &Path, python: Option<&Path>) -> io::Result<()> {
    let small = scratch.join("current");
    project::python(&small, 3, "sqlite:///x.db")?;
    compare("`current` on SQLite, 3 revisions", &small, python, &["current"], 15)?;
    for count in [1_000, 10_000] {
        let folder = scratch.join(format!("python{count}"));
        project::python(&folder, count, "sqlite:///x.db")?;
        let runs = if count > 1_000 { 5 } else { 9 };
        for command in ["heads", "history"] {
            compare(
                &format!("`{command}`, {count} Python revisions"),
                &folder,
                python,
                &[command],
                runs,
            )?;
        }
        let rust = scratch.join(format!("rust{count}"));
        project::rust(&rust, count)?;
        compare(
            &format!("`history`, {count} Rust revisions"),
            &rust,
            None,
            &["history"],
            runs,
        )?;
        memory(count, &folder)?;
    }
    Ok(())
}

fn compare(what: &str, folder: &Path, python: Option<&Path>, arguments: &[&str], runs: usize) -> io::Result<()> {
    let command = |program: &Path| {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(folder)
            .env_remove("ALEMBIC_URL")
            .env_remove("ALEMBIC_CONFIG");
        Ok(command)
    };
    let mut ours = || command(Path::new(env!("CARGO_BIN_EXE_alembic")));
    let mut theirs = || command(python.unwrap_or(Path::new("alembic")));
    let (ours, theirs) = in_turns(runs, &mut ours, python.is_some().then_some(&mut theirs))?;
    row(what, &ours, "Python", theirs.as_ref());
    Ok(())
}

/// Prints the peak memory of a whole `history`, measured by a process of its own.
#[expect(clippy::print_stdout, reason = "the table is the result")]
fn memory(count: usize, folder: &Path) -> io::Result<()> {
    let output = Command::new(std::env::current_exe()?).env(MEMORY, folder).output()?;
    let peak = String::from_utf8_lossy(&output.stdout);
    println!(
        "| peak memory of `history`, {count} revisions | {} | | | |",
        peak.trim()
    );
    Ok(())
}

/// Lists the history of a project, then prints the peak memory of this process.
#[expect(clippy::print_stdout, reason = "read by the parent process")]
pub(crate) fn memory_child(folder: &str) -> ExitCode {
    let ini = Path::new(folder).join("alembic.ini");
    let config = Config::from_files(Some(ini), None, MAIN_SECTION, CmdOpts::default());
    let listed = ScriptDirectory::from_config(&config).and_then(|script| {
        let environment = Environment::default();
        let env = EnvironmentContext::new(&config, &script, &environment);
        history(&env, Target::Database, &HistoryOptions::default())
    });
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    match (listed, status.lines().find_map(|line| line.strip_prefix("VmHWM:"))) {
        (Ok(_), Some(peak)) => {
            println!("{}", peak.trim());
            ExitCode::SUCCESS
        }
        (Ok(_), None) => {
            println!("unknown here");
            ExitCode::SUCCESS
        }
        (Err(error), _) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}
