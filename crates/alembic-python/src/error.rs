//! Why a header could not be read.

/// A Python revision file that Alembic could not import, or whose header needs Python to be known.
///
/// The file's name is not part of the messages: who opened it knows it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderError {
    /// The file is not valid Python.
    #[error("SyntaxError: {message}")]
    Syntax {
        /// What is wrong.
        message: String,
        /// The line, from 1; `None` when the whole file is meant.
        line: Option<usize>,
        /// The column in characters, from 1.
        column: Option<usize>,
    },
    /// The file declares an encoding that we have no table of; Python may have one.
    #[error(
        "the file declares the encoding '{name}', which is not known here; save the file as UTF-8 and declare that"
    )]
    Encoding {
        /// Its name.
        name: String,
    },
    /// An identifier's value is an expression that only Python can evaluate.
    #[error("the value of '{name}' cannot be known without Python: {expression}; write it as a literal")]
    NotLiteral {
        /// The identifier: `revision`, `down_revision`, `branch_labels` or `depends_on`.
        name: &'static str,
        /// The line of the value, from 1.
        line: usize,
        /// The value as written.
        expression: String,
    },
    /// An identifier's value depends on a condition, loop or exception that only Python can decide.
    #[error(
        "the value of '{name}' is decided by '{statement}', which only Python can run; assign it once, outside of that"
    )]
    Conditional {
        /// The identifier.
        name: &'static str,
        /// The line of the statement that decides, from 1.
        line: usize,
        /// The first line of that statement, without its colon.
        statement: String,
    },
    /// An identifier is known, but is not what Alembic can use.
    #[error("'{name}' must be {expected}, not {found}")]
    WrongType {
        /// The identifier.
        name: &'static str,
        /// The line of the value, from 1.
        line: usize,
        /// What it must be.
        expected: &'static str,
        /// Its value as written.
        found: String,
    },
    /// The file raises an exception when imported.
    #[error("the file raises when imported: {statement}")]
    Raises {
        /// The line, from 1.
        line: usize,
        /// The statement as written.
        statement: String,
    },
    /// There is no `down_revision`.
    #[error("the variable 'down_revision' is missing; declare it, with None for a base revision")]
    MissingDownRevision,
}

impl HeaderError {
    /// The line of the fault, from 1; `None` when the whole file is meant.
    pub fn line(&self) -> Option<usize> {
        match self {
            Self::Syntax { line, .. } => *line,
            Self::NotLiteral { line, .. }
            | Self::Conditional { line, .. }
            | Self::WrongType { line, .. }
            | Self::Raises { line, .. } => Some(*line),
            Self::Encoding { .. } | Self::MissingDownRevision => None,
        }
    }

    /// A syntax error of the whole file.
    pub(crate) fn syntax(message: impl Into<String>) -> Self {
        Self::Syntax {
            message: message.into(),
            line: None,
            column: None,
        }
    }
}
