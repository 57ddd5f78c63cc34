//! What can be wrong with the logging sections of an ini file.

use std::path::PathBuf;

use crate::config::ini::IniError;
use crate::config::python::{InvalidInt, python_repr};

/// Logging sections that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LoggingError {
    /// The file, or a value in it.
    #[error(transparent)]
    Ini(#[from] IniError),
    /// One section says something that does not work.
    #[error("{}{}, section [{section}]: {problem}", file.display(), line_text(*line))]
    Section {
        /// The ini file.
        file: PathBuf,
        /// The line of the option at fault, if there is one.
        line: Option<usize>,
        /// The section.
        section: String,
        /// What does not work.
        problem: LoggingProblem,
    },
}

/// What does not work in a logging section.
///
/// Python ends in a traceback at each of them; where its last line says something, that is the text here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LoggingProblem {
    /// The section is missing (`KeyError`).
    #[error("there is no such section")]
    MissingSection,
    /// An option is missing (`KeyError`).
    #[error("the option {} is missing", python_repr(option))]
    MissingOption {
        /// The option.
        option: String,
    },
    /// A handler names a formatter that `[formatters]` does not list (`KeyError`).
    #[error("there is no formatter {}", python_repr(name))]
    UnknownFormatter {
        /// The formatter.
        name: String,
    },
    /// A logger names a handler that `[handlers]` does not list (`KeyError`).
    #[error("there is no handler {}", python_repr(name))]
    UnknownHandler {
        /// The handler.
        name: String,
    },
    /// `[loggers]` does not list `root` (`ValueError`).
    #[error("keys must name root")]
    NoRootLogger,
    /// A level is none of Python's names in upper case (`ValueError`).
    #[error("Unknown level: {}", python_repr(level))]
    UnknownLevel {
        /// The level.
        level: String,
    },
    /// `propagate` is not a number (`ValueError`).
    #[error(transparent)]
    Propagate(#[from] InvalidInt),
    /// A format or its style is wrong (`ValueError`).
    #[error("{message}")]
    Format {
        /// Python's text.
        message: String,
    },
    /// A class that only Python has.
    #[error("the {kind} class {} is not available; {hint}", python_repr(class))]
    UnsupportedClass {
        /// `handler` or `formatter`.
        kind: &'static str,
        /// The class.
        class: String,
        /// What to use.
        hint: &'static str,
    },
    /// Arguments that are no literals.
    #[error(
        "{} cannot be read: {message}; known are numbers, strings, None, True, False, tuples, lists, \
         dictionaries, sys.stderr and sys.stdout",
        python_repr(text)
    )]
    UnsupportedExpression {
        /// The expression.
        text: String,
        /// What is wrong with it.
        message: String,
    },
    /// Arguments that do not fit the class.
    #[error("{message}")]
    Arguments {
        /// What does not fit.
        message: String,
    },
    /// A log file cannot be opened (`OSError`).
    #[error("cannot open the log file {}: {message}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        message: String,
    },
}

fn line_text(line: Option<usize>) -> String {
    line.map_or_else(String::new, |line| format!(", line {line}"))
}
