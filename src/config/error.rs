//! What can be wrong with a configuration.

use std::path::PathBuf;

use super::ini::IniError;
use super::percent::PercentError;
use super::python::python_repr;

/// A configuration that cannot be used.
///
/// Where Alembic has a message the text is its own; where Alembic would end in a traceback without one,
/// the text names file, line and option.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The ini file, or a value in it.
    #[error(transparent)]
    Ini(#[from] IniError),
    /// As [`Ini`](Self::Ini), where Python's text does not tell the place.
    #[error("{source} ({place})")]
    IniAt {
        /// What is wrong.
        source: IniError,
        /// The file, or the option with its file and line.
        place: String,
    },
    /// The ini file or its main section is missing (`CommandError`).
    #[error("No config file {} found, or file has no '[{section}]' section", file_repr(file.as_deref()))]
    NoSuchSection {
        /// The ini file, if one was named.
        file: Option<String>,
        /// The section.
        section: String,
    },
    /// `-c` names two toml files (`CommandError`).
    #[error("pyproject.toml indicated more than once")]
    PyprojectTwice,
    /// `-c` names two ini files (`CommandError`).
    #[error("only one ini file may be indicated")]
    IniTwice,
    /// `[tool.alembic]` is not a table (`CommandError`).
    #[error("Incorrect TOML format")]
    IncorrectTomlFormat,
    /// A value is a float or a date (`CommandError`).
    #[error("unsupported TOML value type for key: {}", python_repr(option))]
    UnsupportedTomlValue {
        /// The option.
        option: String,
    },
    /// A switch is not `true` or `false` (`CommandError`).
    #[error("boolean value expected for TOML parameter {}", python_repr(option))]
    TomlBooleanExpected {
        /// The option.
        option: String,
    },
    /// A value, or a part of one, has a type that Alembic cannot use and does not check.
    #[error("{}, line {line}: {expected} expected for TOML parameter {}, found {found}", file.display(), python_repr(option))]
    TomlTypeMismatch {
        /// The toml file.
        file: PathBuf,
        /// The line of the option.
        line: usize,
        /// The option.
        option: String,
        /// What should be there.
        expected: &'static str,
        /// What is there.
        found: &'static str,
    },
    /// A `%` in a value is neither `%%` nor the name of something known.
    #[error(
        "{}, line {line}: TOML parameter {} cannot be formatted ({}: {source}); \
         known is %(here)s, and a percent sign is written %%",
        file.display(), python_repr(option), source.python_class()
    )]
    TomlFormat {
        /// The toml file.
        file: PathBuf,
        /// The line of the option.
        line: usize,
        /// The option.
        option: String,
        /// What Python says of it.
        source: PercentError,
    },
    /// The toml file is not TOML.
    #[error("{} is not valid TOML: {message}", file.display())]
    TomlSyntax {
        /// The toml file.
        file: PathBuf,
        /// What is wrong and where.
        message: String,
    },
    /// `path_separator` or `version_path_separator` has another value than the five allowed ones (`ValueError`).
    #[error("'{value}' is not a valid value for {option}; expected 'space', 'newline', 'os', ':', ';'")]
    InvalidPathSeparator {
        /// The value.
        value: String,
        /// The option.
        option: &'static str,
    },
    /// A text is neither true nor false (SQLAlchemy's `asbool`, `ValueError`).
    #[error("String is not true/false: {}", python_repr(text))]
    NotBoolean {
        /// The text in lower case.
        text: String,
    },
    /// A file or the current directory cannot be read.
    #[error("cannot read {}: {message}", path.display())]
    Io {
        /// The path.
        path: PathBuf,
        /// The operating system's reason.
        message: String,
    },
}

impl ConfigError {
    /// Whether Alembic raises a `CommandError`, which its command line shows as `FAILED: …`.
    ///
    /// The others end in a traceback there.
    #[must_use]
    pub fn is_command_error(&self) -> bool {
        match self {
            Self::NoSuchSection { .. }
            | Self::PyprojectTwice
            | Self::IniTwice
            | Self::IncorrectTomlFormat
            | Self::UnsupportedTomlValue { .. }
            | Self::TomlBooleanExpected { .. } => true,
            Self::Ini(_)
            | Self::IniAt { .. }
            | Self::TomlTypeMismatch { .. }
            | Self::TomlFormat { .. }
            | Self::TomlSyntax { .. }
            | Self::InvalidPathSeparator { .. }
            | Self::NotBoolean { .. }
            | Self::Io { .. } => false,
        }
    }
}

fn file_repr(file: Option<&str>) -> String {
    file.map_or_else(|| "None".to_owned(), python_repr)
}
