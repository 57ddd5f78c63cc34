//! The `alembic` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    alembic::cli::main_without_environment()
}
