//! Log lines as Python's `logging` writes them, configured by the sections `[loggers]`, `[handlers]` and
//! `[formatters]` of the ini file.
//!
//! A [`Logging`] is a value: nothing here is global, and what goes to the standard streams goes to the writers
//! that it was given.

mod error;
mod file;
mod file_config;
mod formatter;
mod handler;
mod level;
mod literal;
mod record;
mod rotation;
mod str_format;
pub(crate) mod strftime;
mod template;
mod tree;

use std::fmt;
use std::io::{self, Write};
use std::sync::{Mutex, OnceLock, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use self::file::LogFile;
use self::file_config::Configuration;
use self::formatter::Formatter;
use self::handler::{Handler, Output};
use self::level::Threshold;
use self::tree::Tree;
use crate::config::Config;
use crate::config::python::python_repr;

pub use error::{LoggingError, LoggingProblem};
pub use level::Level;
pub use record::Record;

/// The writers that stand for the standard streams.
pub struct Sinks {
    /// For handlers on `sys.stdout`.
    pub stdout: Box<dyn Write + Send>,
    /// For handlers on `sys.stderr`, and for what Python itself writes there.
    pub stderr: Box<dyn Write + Send>,
}

impl fmt::Debug for Sinks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sinks")
    }
}

/// A tree of loggers with its handlers: the state of Python's `logging` module.
///
/// ```
/// use std::io;
///
/// use alembic::config::Config;
/// use alembic::logging::{Level, Logging, Sinks};
///
/// let sinks = Sinks { stdout: Box::new(io::sink()), stderr: Box::new(io::sink()) };
/// // Without an ini file Alembic's messages go nowhere, as in Python.
/// let logging = Logging::from_config(&Config::new(), sinks)?;
/// assert!(!logging.is_enabled_for(Level::Info, "alembic.runtime.migration"));
/// logging.log(Level::Error, "alembic.util.messaging", "nobody reads this");
/// # Ok::<(), alembic::logging::LoggingError>(())
/// ```
#[derive(Debug)]
pub struct Logging {
    tree: Tree,
    handlers: Vec<Handler>,
    streams: Mutex<Streams>,
    started: Timestamp,
    time_zone: OnceLock<TimeZone>,
}

/// Everything that a line can be written to.
#[derive(Debug)]
struct Streams {
    sinks: Sinks,
    files: Vec<LogFile>,
}

impl Logging {
    /// Makes the logging that Python has without configuration.
    ///
    /// Alembic's messages go nowhere; those of other loggers go to standard error as they are, from
    /// [`Level::Warning`] on.
    #[must_use]
    pub fn silent(sinks: Sinks) -> Self {
        Self::new(Configuration::none(), sinks)
    }

    /// Configures logging by the ini file, as `fileConfig(config.config_file_name)` does in `env.py`.
    ///
    /// Without the file, or without the three sections in it, the result is that of [`Logging::silent`].
    ///
    /// # Errors
    /// [`LoggingError`] for sections that do not work and log files that cannot be opened.
    pub fn from_config(config: &Config, sinks: Sinks) -> Result<Self, LoggingError> {
        let configuration = match config.config_file_name() {
            Some(file) => Configuration::read(file)?,
            None => None,
        };
        Ok(Self::new(configuration.unwrap_or_else(Configuration::none), sinks))
    }

    /// Shows times in that time zone instead of the system's.
    #[must_use]
    pub fn in_time_zone(mut self, time_zone: TimeZone) -> Self {
        self.time_zone = OnceLock::from(time_zone);
        self
    }

    /// Whether a message of that level gets past the logger itself: Python's `isEnabledFor`.
    #[must_use]
    pub fn is_enabled_for(&self, level: Level, logger: &str) -> bool {
        self.tree.is_enabled_for(level, logger)
    }

    /// Logs a message now.
    pub fn log(&self, level: Level, logger: &str, message: &str) {
        if self.is_enabled_for(level, logger) {
            self.handle(&Record {
                level,
                name: logger,
                message,
                created: Timestamp::now(),
            });
        }
    }

    /// Hands a record to the handlers of its logger and of the ancestors, if it is enabled.
    ///
    /// A message that cannot be formatted or written is reported on the sink for standard error, as Python
    /// does; it stops nothing.
    pub fn handle(&self, record: &Record<'_>) {
        if !self.is_enabled_for(record.level, record.name) {
            return;
        }
        let mut found = false;
        for index in self.tree.handlers(record.name) {
            found = true;
            if let Some(handler) = self.handlers.get(index) {
                self.emit(handler, record);
            }
        }
        if !found {
            // Python's `lastResort`.
            let threshold = Threshold::WARNING;
            self.emit(
                &Handler {
                    threshold,
                    formatter: Formatter::default(),
                    output: Output::Stderr,
                },
                record,
            );
        }
    }

    fn new(configuration: Configuration, sinks: Sinks) -> Self {
        let Configuration { tree, handlers, files } = configuration;
        let streams = Mutex::new(Streams { sinks, files });
        Self {
            tree,
            handlers,
            streams,
            started: Timestamp::now(),
            time_zone: OnceLock::new(),
        }
    }

    fn emit(&self, handler: &Handler, record: &Record<'_>) {
        if handler.output == Output::Nowhere || !handler.threshold.lets_through(record.level) {
            return;
        }
        let line = handler
            .formatter
            .format(record, self.started, || self.time_zone.get_or_init(TimeZone::system));
        // A panic in a writer of another thread leaves the streams usable.
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let problem = match line {
            Ok(line) => match streams.write_line(handler.output, &line, record.created.as_second()) {
                Ok(()) => return,
                Err(error) => format!("OSError: {error}"),
            },
            Err(error) => error.to_string(),
        };
        let message = python_repr(record.message);
        // Nothing can be said about a standard error that cannot be written to.
        let _ = streams.write_line(
            Output::Stderr,
            &format!("--- Logging error ---\n{problem}\nMessage: {message}\nArguments: ()"),
            record.created.as_second(),
        );
    }
}

impl Streams {
    fn write_line(&mut self, output: Output, line: &str, now: i64) -> io::Result<()> {
        let sink = match output {
            Output::Nowhere => return Ok(()),
            Output::Stderr => &mut self.sinks.stderr,
            Output::Stdout => &mut self.sinks.stdout,
            Output::File(index) => {
                return match self.files.get_mut(index) {
                    Some(file) => file.write_line(line, now),
                    None => Ok(()),
                };
            }
        };
        sink.write_all(format!("{line}\n").as_bytes())?;
        sink.flush()
    }
}
