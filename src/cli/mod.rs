//! The command line: arguments, dispatch, exit codes.

mod args;
mod databases;
mod dispatch;
mod fresh;
mod handover;
mod signals;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

pub use args::{ALEMBIC_VERSION, Cli, Command};

use crate::config::url::hide_passwords;
use crate::environment::Environment;
use crate::output::Output;

/// The `alembic` command with the revisions of an environment compiled in: the `main` of an environment crate.
#[must_use]
pub fn main(environment: &Environment) -> ExitCode {
    run(Some(environment))
}

/// The `alembic` command on its own: reads revision files, and builds the environment crate where steps are to be run.
#[must_use]
pub fn main_without_environment() -> ExitCode {
    run(None)
}

fn run(environment: Option<&Environment>) -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let output = Output::new(cli.quiet, cli.raiseerr);
    match dispatch::dispatch(&cli, environment, &output) {
        Ok(code) => code,
        Err(error) => output.fail(&error),
    }
}

/// Prints what clap has to say: help on stdout with exit code 0, wrong usage on stderr with exit code 2.
fn usage(error: &clap::Error) -> ExitCode {
    let text = error.render().to_string();
    match (error.kind(), hide_passwords(&text)) {
        (ErrorKind::DisplayHelp | ErrorKind::DisplayVersion, _) => match error.print() {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::FAILURE,
            _ => ExitCode::SUCCESS,
        },
        (_, hidden) => {
            // Colours are for texts that need no change.
            let _nobody_left = if hidden == text {
                error.print()
            } else {
                io::stderr().write_all(hidden.as_bytes())
            };
            ExitCode::from(2)
        }
    }
}
