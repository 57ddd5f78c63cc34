//! Revision files that cannot be used.

use std::io;
use std::path::PathBuf;

use alembic_build::{Language, ListError};

/// Why a revision file or version location could not be read. Every message names the file, and the line where there
/// is one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScriptError {
    /// A version location or a folder in it cannot be listed.
    #[error(transparent)]
    List(#[from] ListError),
    /// A revision file is not there: a dangling link, or removed in this moment.
    #[error("Can't find {language:?} file {}", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
        /// Its language.
        language: Language,
    },
    /// A revision file cannot be opened or read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A Python file without a `revision`, whose name is no id either.
    #[error(
        "Could not determine revision id from filename {file_name}. Be sure the 'revision' variable is declared inside \
         the script (please see 'Upgrading from Alembic 0.1 to 0.2' in the documentation)."
    )]
    NoRevisionId {
        /// The name of the file.
        file_name: String,
    },
    /// A Python file is not valid Python.
    #[error("{source} ({}{})", path.display(), position(*line, *column))]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: Option<usize>,
        /// The column in characters, from 1.
        column: Option<usize>,
        /// What is wrong.
        source: alembic_python::HeaderError,
    },
    /// A Python file's identifiers cannot be known without running it.
    #[error("{}{}: {source}", path.display(), source.line().map_or_else(String::new, |line| format!(":{line}")))]
    Python {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: alembic_python::HeaderError,
    },
    /// A Rust file's header is missing something or cannot be read.
    #[error("{}:{}: {source}", path.display(), source.line)]
    Rust {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: alembic_build::HeaderError,
    },
}

impl ScriptError {
    /// Whether Alembic reports this as a `CommandError`; the others would have been a Python traceback.
    pub fn is_command_error(&self) -> bool {
        matches!(self, Self::NoRevisionId { .. })
    }
}

fn position(line: Option<usize>, column: Option<usize>) -> String {
    let part =
        |name: &str, number: Option<usize>| number.map_or_else(String::new, |number| format!(", {name} {number}"));
    part("line", line) + &part("column", column)
}
