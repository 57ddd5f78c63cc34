//! Levels of messages.

use super::LoggingProblem;

/// How serious a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 10 in Python.
    Debug,
    /// 20 in Python.
    Info,
    /// 30 in Python.
    Warning,
    /// 40 in Python.
    Error,
    /// 50 in Python.
    Critical,
}

impl Level {
    /// Python's number.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Debug => 10,
            Self::Info => 20,
            Self::Warning => 30,
            Self::Error => 40,
            Self::Critical => 50,
        }
    }

    /// Python's name, such as `WARNING`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warning => "WARNING",
            Self::Error => "ERROR",
            Self::Critical => "CRITICAL",
        }
    }
}

/// The least level that a logger or a handler lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Threshold(u8);

impl Threshold {
    /// Python's `NOTSET`: a handler takes everything, a logger asks its parent.
    pub(super) const NOT_SET: Self = Self(0);
    /// Where the root logger and SQLAlchemy's begin.
    pub(super) const WARNING: Self = Self(30);

    /// Reads one of Python's names; `_checkLevel` takes no numbers from a text and no lower case.
    pub(super) fn from_name(name: &str) -> Result<Self, LoggingProblem> {
        Ok(Self(match name {
            "CRITICAL" | "FATAL" => 50,
            "ERROR" => 40,
            "WARNING" | "WARN" => 30,
            "INFO" => 20,
            "DEBUG" => 10,
            "NOTSET" => 0,
            _ => return Err(LoggingProblem::UnknownLevel { level: name.to_owned() }),
        }))
    }

    pub(super) fn is_set(self) -> bool {
        self != Self::NOT_SET
    }

    pub(super) fn lets_through(self, level: Level) -> bool {
        level.number() >= self.0
    }
}
