//! The `alembic` command with the revisions compiled in.

use std::process::ExitCode;

fn main() -> ExitCode {
    alembic::cli::main(&${crate}::environment())
}
