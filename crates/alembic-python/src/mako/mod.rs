//! Mako templates, as far as revision templates (`script.py.mako`) go, rendered without Python.
//!
//! [`render`] gives the text that Mako gives. What it cannot do as Mako would - a tag that reads other files, a Python
//! construct or function it does not know - is an error with the line, never a guess. Nothing here touches a file.

mod builtins;
mod expression;
mod format;
mod interpreter;
mod lexer;
mod methods;
mod patterns;
mod scan;
mod statement;
mod template;
mod value;

use std::fmt;
use std::rc::Rc;

pub use value::{Object, Value};

/// Why a template cannot be rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct MakoError {
    /// The line of the template, from 1.
    pub line: usize,
    /// Which kind of failure it is.
    pub kind: MakoErrorKind,
    /// What is wrong.
    pub message: String,
}

/// The kinds of [`MakoError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MakoErrorKind {
    /// Mako refuses the template too.
    Syntax,
    /// Python would raise an exception while it renders the template.
    Rendering,
    /// Mako could render it, but not without running Python.
    Unsupported,
}

/// What a template can ask the world for.
pub trait Host {
    /// Python's `repr` of a text.
    fn repr(&self, text: &str) -> String;

    /// The value of `import module` or of `from module import name`.
    ///
    /// # Errors
    /// Why there is none without Python; the message says what to do instead.
    fn import(&self, module: &str, name: Option<&str>) -> Result<Value, String>;
}

/// A failure of a piece of Python, before its place is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    kind: MakoErrorKind,
    message: String,
    /// The line, when a function of the template failed.
    line: Option<usize>,
}

type Evaluation<T = Value> = Result<T, Failure>;

impl Failure {
    fn rendering(message: impl fmt::Display) -> Self {
        Self {
            kind: MakoErrorKind::Rendering,
            message: message.to_string(),
            line: None,
        }
    }

    fn unsupported(message: impl fmt::Display) -> Self {
        Self {
            kind: MakoErrorKind::Unsupported,
            message: message.to_string(),
            line: None,
        }
    }

    fn at(self, line: usize) -> MakoError {
        MakoError {
            line: self.line.unwrap_or(line),
            kind: self.kind,
            message: self.message,
        }
    }
}

impl From<MakoError> for Failure {
    fn from(error: MakoError) -> Self {
        Self {
            kind: error.kind,
            message: error.message,
            line: Some(error.line),
        }
    }
}

/// Renders a template with some variables.
///
/// # Errors
/// [`MakoError`], with the line.
///
/// ```
/// use alembic_python::mako::{self, Host, Value};
///
/// struct Nothing;
///
/// impl Host for Nothing {
///     fn repr(&self, text: &str) -> String {
///         format!("'{text}'")
///     }
///
///     fn import(&self, module: &str, _: Option<&str>) -> Result<Value, String> {
///         Err(format!("{module} needs Python"))
///     }
/// }
///
/// let template = "\"\"\"${message}\"\"\"\n% if imports:\n${imports}\n% endif\nrevision = ${repr(up_revision)}\n";
/// let variables = [("message", Value::from("add users")), ("up_revision", Value::from("a1"))];
/// let text = mako::render(template, variables, &Nothing)?;
/// assert_eq!(text, "\"\"\"add users\"\"\"\nrevision = 'a1'\n");
/// # Ok::<(), mako::MakoError>(())
/// ```
pub fn render<'v>(
    source: &str,
    variables: impl IntoIterator<Item = (&'v str, Value)>,
    host: &dyn Host,
) -> Result<String, MakoError> {
    let template = template::Template::parse(source)?;
    let variables = variables.into_iter().map(|(name, value)| (Rc::from(name), value));
    interpreter::Interpreter::new(&template, variables.collect(), host).render()
}
