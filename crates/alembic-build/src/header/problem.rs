//! What can be wrong with a Rust revision file.

use std::fmt;

use super::reader::REVISION;

/// A fault in a Rust revision file, with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: HeaderProblem,
}

impl HeaderError {
    pub(crate) fn at(source: &str, offset: usize, problem: HeaderProblem) -> Self {
        let line = source.as_bytes()[..offset.min(source.len())]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
            + 1;
        Self { line, problem }
    }
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(f)
    }
}

impl std::error::Error for HeaderError {}

/// What can be wrong with the header of a Rust revision file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderProblem {
    /// The file is not UTF-8.
    NotUtf8,
    /// A literal or comment has no end.
    Unterminated {
        /// The kind of literal.
        what: &'static str,
    },
    /// A string literal holds an escape that Rust does not know.
    BadEscape,
    /// `REVISION` or `DOWN_REVISION` is not there.
    MissingConstant {
        /// Its name.
        name: &'static str,
    },
    /// A constant's value is not a literal of the right kind.
    NotLiteral {
        /// Its name.
        name: &'static str,
        /// The value as written.
        value: String,
    },
    /// A constant is written twice.
    Twice {
        /// Its name.
        name: &'static str,
    },
    /// A constant stands under a `#[cfg]`.
    Conditional {
        /// Its name.
        name: &'static str,
    },
    /// An identifier is a `static`.
    Static {
        /// Its name.
        name: &'static str,
    },
    /// A constant or function cannot be seen from outside its file.
    Private {
        /// `const` or `fn`.
        keyword: &'static str,
        /// Its name.
        name: &'static str,
    },
    /// `upgrade` or `downgrade` is not there.
    MissingFunction {
        /// Its name.
        name: &'static str,
    },
    /// `upgrade` or `downgrade` is `async`, `unsafe` or `extern`, or has other parameters, or no result.
    WrongFunction {
        /// Its name.
        name: &'static str,
    },
}

impl fmt::Display for HeaderProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => f.write_str("the file is not UTF-8; save it as UTF-8"),
            Self::Unterminated { what } => write!(f, "unterminated {what}"),
            Self::BadEscape => f.write_str("unknown escape in a string literal"),
            Self::MissingConstant { name } => {
                write!(f, "the constant {name} is missing; declare `{}`", declaration(name))
            }
            Self::NotLiteral { name, value } => write!(
                f,
                "{name} must have a literal value, because it is read without compiling the file; found `{value}`; write `{}`",
                declaration(name)
            ),
            Self::Twice { name } => write!(f, "the constant {name} is declared twice; keep one"),
            Self::Conditional { name } => {
                write!(
                    f,
                    "{name} stands under a #[cfg], which cannot be decided here; declare it without one"
                )
            }
            Self::Static { name } => write!(f, "{name} must be a `const`, not a `static`"),
            Self::Private { keyword, name } => write!(f, "{name} is private; write `pub {keyword} {name}`"),
            Self::MissingFunction { name } => write!(
                f,
                "the function {name} is missing; add `pub fn {name}(op: &mut Operations) -> Result<()>`"
            ),
            Self::WrongFunction { name } => write!(
                f,
                "{name} has another signature; write `pub fn {name}(op: &mut Operations) -> Result<()>`"
            ),
        }
    }
}

fn declaration(name: &str) -> String {
    if name == REVISION {
        format!("pub const {name}: &str = \"…\";")
    } else {
        format!("pub const {name}: &[&str] = &[\"…\"];")
    }
}
