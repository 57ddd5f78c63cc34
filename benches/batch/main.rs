//! A SQLite table of a million rows, made again: ours, Python's batch, and the same SQL in the `sqlite3` shell.
//!
//! `cargo bench --bench batch` prints the table of `docs/performance.md`. Python's Alembic is the one of
//! `ALEMBIC_ORACLE_VENV`, or of `target/oracle-venv`. What is absent is left out, visibly.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the table is the result")]

#[path = "../versus/measure.rs"]
mod measure;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs, io};

use alembic::drivers::sqlite::SqliteConnection;
use alembic::migration::{ContextOptions, LogFacade, MigrationContext};
use alembic::prelude::*;
use measure::{in_turns, row};

/// The environment variable that makes this program the measured one: it makes the table again in the file it holds.
const FILE: &str = "ALEMBIC_BENCH_BATCH";
const RUNS: usize = 5;

const SETUP: &str = "CREATE TABLE account (id INTEGER NOT NULL, name VARCHAR(50) NOT NULL, age INTEGER, created DATETIME, \
                     balance NUMERIC(10, 2), PRIMARY KEY (id)); \
                     CREATE INDEX ix_account_name ON account (name); \
                     WITH RECURSIVE series (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM series WHERE value < 1000000) \
                     INSERT INTO account SELECT value, 'name ' || value, value % 90, '2020-01-02 03:04:05', value * 0.5 \
                     FROM series";

/// What Alembic sends for the batch, in one transaction.
const SQL: &str = "BEGIN IMMEDIATE;\nCREATE TABLE _alembic_tmp_account (id INTEGER NOT NULL, name VARCHAR(50) NOT NULL, age \
                   INTEGER NOT NULL, created DATETIME, balance NUMERIC(10, 2), PRIMARY KEY (id));\nINSERT INTO \
                   _alembic_tmp_account (id, name, age, created, balance) SELECT account.id, account.name, account.age, \
                   account.created, account.balance FROM account;\nDROP TABLE account;\nALTER TABLE _alembic_tmp_account \
                   RENAME TO account;\nCREATE INDEX ix_account_name ON account (name);\nCOMMIT;\n";

const PYTHON: &str = "
import sys
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
with sa.create_engine('sqlite:///' + sys.argv[1]).begin() as connection:
    op = Operations(MigrationContext.configure(connection))
    with op.batch_alter_table('account') as batch_op:
        batch_op.alter_column('age', nullable=False)
";

fn main() -> ExitCode {
    let outcome = match env::var_os(FILE) {
        Some(file) => child(Path::new(&file)).map_err(io::Error::other),
        None => run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The measured process.
fn child(file: &Path) -> Result<()> {
    let mut connection = rusqlite::Connection::open(file).map_err(Error::new)?;
    let connection = SqliteConnection::borrow(&mut connection)?;
    let mut context = MigrationContext::online(Box::new(connection), ContextOptions::default(), &LogFacade);
    Operations::new(&mut context).batch_alter_table("account", |batch_op| {
        batch_op.alter_column("age", alter().nullable(false))
    })
}

fn run() -> io::Result<()> {
    let scratch = tempfile::tempdir()?;
    let (template, file) = (scratch.path().join("template.db"), scratch.path().join("bench.db"));
    let script = scratch.path().join("batch.sql");
    fs::write(&script, SQL)?;
    rusqlite::Connection::open(&template)
        .and_then(|connection| connection.execute_batch(SETUP))
        .map_err(io::Error::other)?;
    println!("| what | ours | compared with | theirs | theirs / ours |");
    println!("| --- | --- | --- | --- | --- |");
    const WHAT: &str = "batch on 1,000,000 rows, SQLite";
    let fresh = || fs::copy(&template, &file).map(drop);
    let mut ours = || {
        fresh()?;
        let mut command = Command::new(env::current_exe()?);
        command.env(FILE, &file);
        Ok(command)
    };
    let mut shell = || {
        fresh()?;
        let mut command = Command::new("sqlite3");
        command
            .arg("-bail")
            .arg(&file)
            .arg(format!(".read '{}'", script.display()));
        Ok(command)
    };
    match Command::new("sqlite3").arg("--version").output() {
        Ok(_) => {
            let (our_times, times) = in_turns(RUNS, &mut ours, Some(&mut shell))?;
            row(WHAT, &our_times, "`sqlite3` with the same SQL", times.as_ref());
        }
        Err(_) => println!("SKIPPED: the sqlite3 shell is not installed"),
    }
    let Some(python) = python() else {
        println!("SKIPPED: Python's Alembic; tests/oracle/run makes its virtual environment");
        return Ok(());
    };
    let mut theirs = || {
        fresh()?;
        let mut command = Command::new(&python);
        command.arg("-c").arg(PYTHON).arg(&file);
        Ok(command)
    };
    let (our_times, times) = in_turns(RUNS, &mut ours, Some(&mut theirs))?;
    row(WHAT, &our_times, "Python", times.as_ref());
    Ok(())
}

fn python() -> Option<PathBuf> {
    let venv = env::var_os("ALEMBIC_ORACLE_VENV").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/oracle-venv"),
        PathBuf::from,
    );
    Some(venv.join("bin/python")).filter(|python| python.is_file())
}
