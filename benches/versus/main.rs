//! Whole commands against Python's Alembic and against the databases' own clients, in the same run.
//!
//! `cargo bench --bench versus` prints the table of `docs/performance.md`. Python's Alembic is the one of
//! `ALEMBIC_ORACLE_VENV`, or of `target/oracle-venv`; the servers are those of `ALEMBIC_TEST_POSTGRESQL_URL` and
//! `ALEMBIC_TEST_MYSQL_URL`. What is absent is left out, visibly.

#![expect(clippy::print_stdout, reason = "the table is the result")]

mod measure;
mod project;
mod reading;
mod upgrading;

use std::path::PathBuf;
use std::process::ExitCode;

/// The environment variable that makes this program the measured one: it upgrades the address it holds.
const UPGRADE: &str = "ALEMBIC_BENCH_UPGRADE";
/// As above, for the memory that `history` takes in the project folder it holds.
const MEMORY: &str = "ALEMBIC_BENCH_MEMORY";

fn main() -> ExitCode {
    if let Ok(url) = std::env::var(UPGRADE) {
        return upgrading::child(&url);
    }
    if let Ok(project) = std::env::var(MEMORY) {
        return reading::memory_child(&project);
    }
    let scratch = match tempfile::tempdir() {
        Ok(scratch) => scratch,
        Err(error) => {
            println!("no scratch folder: {error}");
            return ExitCode::FAILURE;
        }
    };
    let python = python_alembic();
    if python.is_none() {
        println!("SKIPPED: Python's Alembic; tests/oracle/run makes its virtual environment");
    }
    println!("| what | ours | compared with | theirs | theirs / ours |");
    println!("| --- | --- | --- | --- | --- |");
    let outcome = reading::run(scratch.path(), python.as_deref())
        .and_then(|()| upgrading::run(scratch.path(), python.as_deref()));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("the benchmark stopped: {error}");
            ExitCode::FAILURE
        }
    }
}

fn python_alembic() -> Option<PathBuf> {
    let venv = std::env::var_os("ALEMBIC_ORACLE_VENV").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/oracle-venv"),
        PathBuf::from,
    );
    let alembic = venv.join("bin/alembic");
    alembic.is_file().then_some(alembic)
}
