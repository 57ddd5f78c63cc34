//! The only writer to stdout and stderr.

use std::cell::{Cell, RefCell};
use std::fmt::Arguments;
use std::io::{self, Write};
use std::process::ExitCode;

use crate::config::Config;
use crate::config::url::hide_passwords;
use crate::logging::{Logging, Sinks};
use crate::migration::{Level, Reporter, Status};
use crate::{Error, Result};

/// Python's exit code for `sys.exit(-1)`, Alembic's answer to a `CommandError`.
const COMMAND_ERROR: u8 = 255;
/// Python's exit code for everything that ends in a traceback.
const CRASH: u8 = 1;

/// What a shell sees of Python after Ctrl-C.
const INTERRUPTED: u8 = 130;

/// Messages, log lines and errors on their way to the user.
pub(crate) struct Output {
    quiet: bool,
    raiseerr: bool,
    logging: RefCell<Logging>,
    config: RefCell<Option<Config>>,
    /// Whether the status line that began last was shown.
    in_shown_status: Cell<bool>,
}

impl Output {
    pub(crate) fn new(quiet: bool, raiseerr: bool) -> Self {
        Self {
            quiet,
            raiseerr,
            logging: RefCell::new(Logging::silent(sinks())),
            config: RefCell::new(None),
            in_shown_status: Cell::new(false),
        }
    }

    /// Keeps the configuration whose logging sections take effect when a command enters the environment.
    pub(crate) fn set_config(&self, config: &Config) {
        *self.config.borrow_mut() = Some(config.clone());
    }

    /// Writes a line of a command's result; Alembic's `Config.print_stdout`. A reader that went away is no error.
    pub(crate) fn print(&self, text: Arguments<'_>) -> Result<()> {
        if self.quiet {
            return Ok(());
        }
        match writeln!(io::stdout().lock(), "{text}") {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Reports the end of a command that failed, and gives the exit code Alembic would have given.
    pub(crate) fn fail(&self, error: &Error) -> ExitCode {
        if error.is_interrupted() {
            stderr(format_args!("FAILED: {error}"));
            return ExitCode::from(INTERRUPTED);
        }
        if !error.is_command_error() {
            stderr(format_args!("FAILED: {error}"));
            return ExitCode::from(CRASH);
        }
        if self.raiseerr {
            stderr(format_args!("alembic.util.exc.{}: {error}", exception(error)));
            return ExitCode::from(CRASH);
        }
        // Alembic's message where Alembic has it; what became of the other steps stands on stderr.
        let told = match error {
            Error::Migration(migration) => &migration.cause,
            other => other,
        };
        let told = told.to_string();
        let told = hide_passwords(&told);
        self.logging.borrow().log(Level::Error, "alembic.util.messaging", &told);
        if !self.quiet && writeln!(io::stdout().lock(), "{}", message(&format!("FAILED: {told}"))).is_err() {
            stderr(format_args!("FAILED: {told}"));
        }
        if let Error::Migration(migration) = error {
            stderr(format_args!("{migration}"));
        }
        ExitCode::from(COMMAND_ERROR)
    }
}

impl Reporter for Output {
    fn enter_environment(&self) -> Result<()> {
        if let Some(config) = self.config.borrow_mut().take() {
            *self.logging.borrow_mut() = Logging::from_config(&config, sinks())?;
        }
        Ok(())
    }

    /// Python's `warnings.warn`, without the place in Alembic's source.
    fn warn(&self, message: &str) {
        stderr(format_args!("UserWarning: {message}"));
    }

    fn status(&self, status: Status<'_>) {
        let mut stdout = io::stdout().lock();
        // Alembic shows the lines of write hooks even with `--quiet`.
        let shown = match status {
            Status::Begins { own_line, .. } => {
                let shown = own_line || !self.quiet;
                self.in_shown_status.set(shown);
                shown
            }
            Status::Done | Status::Failed => self.in_shown_status.get(),
            Status::Message(_) => !self.quiet,
        };
        if !shown {
            return;
        }
        let text = match status {
            Status::Begins { text, own_line } => {
                let end = if own_line { "\n" } else { "" };
                message(&format!("{text} ...")) + end
            }
            Status::Done => "  done\n".to_owned(),
            Status::Failed => "  FAILED\n".to_owned(),
            Status::Message(text) => message(text) + "\n",
        };
        // A reader that went away is no error.
        let _nobody_left = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
    }

    fn log(&self, level: Level, logger: &str, message: Arguments<'_>) {
        let logging = self.logging.borrow();
        if logging.is_enabled_for(level, logger) {
            logging.log(level, logger, &message.to_string());
        }
    }
}

fn sinks() -> Sinks {
    Sinks {
        stdout: Box::new(io::stdout()),
        stderr: Box::new(io::stderr()),
    }
}

/// A message as Alembic's `msg` writes it: wrapped and indented when standard input is a terminal.
fn message(text: &str) -> String {
    match terminal_size::terminal_size_of(io::stdin()) {
        Some((terminal_size::Width(width), _)) if width > 0 => wrapped(text, width.into()),
        _ => text.to_owned(),
    }
}

fn wrapped(text: &str, width: usize) -> String {
    let options = textwrap::Options::new(width)
        .initial_indent("  ")
        .subsequent_indent("  ");
    text.lines()
        .flat_map(|line| textwrap::wrap(line, &options))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Alembic's exception class for the error.
fn exception(error: &Error) -> &'static str {
    match error {
        Error::DatabaseNotAtHead => "DatabaseNotAtHead",
        _ => "CommandError",
    }
}

/// Writes a line to stderr, without the passwords of addresses in it; when even that fails there is nobody left to tell.
fn stderr(text: Arguments<'_>) {
    let text = text.to_string();
    let _nobody_left = writeln!(io::stderr().lock(), "{}", hide_passwords(&text));
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn messages_are_indented_in_a_terminal() {
        assert_eq!(
            wrapped("FAILED: Can't locate revision identified by 'nope'", 80),
            "  FAILED: Can't locate revision identified by 'nope'"
        );
        assert_eq!(wrapped("FAILED: one two three", 12), "  FAILED:\n  one two\n  three");
    }
}
