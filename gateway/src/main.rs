//! The `alembic` command with the gateway's revisions compiled in.

use std::process::ExitCode;

fn main() -> ExitCode {
    alembic::cli::main(&gateway::environment())
}
