use std::fmt::Arguments;

use crate::Result;
pub use crate::logging::Level;

/// The logger that reports the steps; the name Alembic's logger has.
pub const MIGRATION_LOGGER: &str = "alembic.runtime.migration";

/// Where log lines go.
///
/// The command line writes them as `alembic.ini` says; a program that embeds the library gets them through the `log`
/// facade, or through a reporter of its own.
pub trait Reporter {
    /// Called when a command enters the environment: where Python's `env.py` calls `fileConfig`.
    ///
    /// # Errors
    /// That the logging configuration makes no sense.
    fn enter_environment(&self) -> Result<()> {
        Ok(())
    }

    /// Takes a warning that Python would have raised with `warnings.warn`.
    fn warn(&self, message: &str) {
        self.log(Level::Warning, "alembic", format_args!("{message}"));
    }

    /// Takes what a command shows of its work on files.
    fn status(&self, _status: Status<'_>) {}

    /// Takes one log record of the named logger.
    fn log(&self, level: Level, logger: &str, message: Arguments<'_>);
}

/// What a command shows of its work on files: Alembic's `util.status` and `util.msg`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status<'a> {
    /// Something begins: `text ...`.
    Begins {
        /// What begins.
        text: &'a str,
        /// Whether other programs print next, so that the line has to end.
        own_line: bool,
    },
    /// What began last is done.
    Done,
    /// What began last has failed.
    Failed,
    /// Something to read.
    Message(&'a str),
}

/// Does `work` between the two halves of a status line, such as `Generating a.py ...  done`.
pub(crate) fn with_status<T>(
    reporter: &dyn Reporter,
    text: &str,
    own_line: bool,
    work: impl FnOnce() -> Result<T>,
) -> Result<T> {
    reporter.status(Status::Begins { text, own_line });
    let result = work();
    reporter.status(if result.is_ok() { Status::Done } else { Status::Failed });
    result
}

/// Forwards to the `log` facade, with the logger's name as the target.
#[derive(Debug, Clone, Copy, Default)]
pub struct LogFacade;

impl Reporter for LogFacade {
    fn log(&self, level: Level, logger: &str, message: Arguments<'_>) {
        let level = match level {
            Level::Debug => log::Level::Debug,
            Level::Info => log::Level::Info,
            Level::Warning => log::Level::Warn,
            Level::Error | Level::Critical => log::Level::Error,
        };
        log::log!(target: logger, level, "{message}");
    }
}
