//! The header of a Python revision file.

use std::rc::Rc;

use crate::HeaderError;
use crate::ast::Span;
use crate::decode::{Invalid, decode};
use crate::evaluate::{Binding, Flow, Namespace, Unknown, Value, World, has_unknown};
use crate::host::{Host, NoHost};
use crate::parse::{Module, parse};
use crate::quick::quick_header;

/// What a Python revision file says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PythonHeader {
    /// The module's docstring as written; `None` without one.
    pub doc: Option<String>,
    /// `revision`; `None` when the file does not declare it.
    pub revision: Option<String>,
    /// `down_revision`, empty for a base; `None` when the file does not declare it.
    pub down_revision: Option<Vec<String>>,
    /// `branch_labels`.
    pub branch_labels: Vec<String>,
    /// `depends_on`.
    pub depends_on: Vec<String>,
    /// Whether there is an `upgrade`.
    pub has_upgrade: bool,
    /// Whether there is a `downgrade`.
    pub has_downgrade: bool,
}

/// Reads the header of a revision file from its bytes, in the encoding that the file declares.
///
/// # Errors
/// [`HeaderError`] when the file is no valid Python, when importing it would raise, or when an identifier's value
/// cannot be known without running Python.
///
/// What the file itself does not say is asked of the host; [`NoHost`](crate::NoHost) knows nothing more.
pub fn header_of_bytes(bytes: &[u8], host: &dyn Host) -> Result<PythonHeader, HeaderError> {
    let decoded = decode(bytes)?;
    if decoded.invalid.is_empty()
        && let Some(header) = quick_header(&decoded.text)
    {
        return Ok(header);
    }
    read(&decoded.text, &decoded.invalid, host)
}

/// Reads the header of a revision file from its text, whose lines end with `\n`.
///
/// # Errors
/// As [`header_of_bytes`].
///
/// ```
/// let header = alembic_python::header(
///     "'''create users'''\nrevision: str = 'a1'\ndown_revision = None\ndef upgrade(): pass\n",
/// )?;
/// assert_eq!(header.doc.as_deref(), Some("create users"));
/// assert_eq!(header.revision.as_deref(), Some("a1"));
/// assert!(header.has_upgrade && !header.has_downgrade);
/// # Ok::<(), alembic_python::HeaderError>(())
/// ```
pub fn header(source: &str) -> Result<PythonHeader, HeaderError> {
    read(source, &[], &NoHost)
}

/// Reads with the full parser.
pub(crate) fn read(source: &str, invalid: &[Invalid], host: &dyn Host) -> Result<PythonHeader, HeaderError> {
    let Module { doc, body } = parse(source, invalid)?;
    let mut names = Namespace::new(Rc::new(World::new(host, None)), None, true);
    let nowhere = Span { start: 0, end: 0 };
    names.bind("__doc__", doc.map_or(Value::None, Value::Str), nowhere);
    if let Some(file) = host.file() {
        names.bind("__file__", Value::Str(file), nowhere);
    }
    if let Flow::Raised(span) = names.run(&body) {
        return Err(HeaderError::Raises {
            line: line(source, span),
            statement: one_line(source, span),
        });
    }
    for name in ["revision", "down_revision", "branch_labels", "depends_on"] {
        names.resolve_name(name);
    }
    let reader = Reader { source, names: &names };
    Ok(PythonHeader {
        doc: reader.doc()?,
        revision: reader.revision()?,
        down_revision: reader.identifiers("down_revision", true)?,
        branch_labels: reader.identifiers("branch_labels", false)?.unwrap_or_default(),
        depends_on: reader.identifiers("depends_on", true)?.unwrap_or_default(),
        has_upgrade: names.get("upgrade").is_some(),
        has_downgrade: names.get("downgrade").is_some(),
    })
}

struct Reader<'a, 'h> {
    source: &'a str,
    names: &'a Namespace<'h>,
}

impl Reader<'_, '_> {
    fn doc(&self) -> Result<Option<String>, HeaderError> {
        match self.known("__doc__")? {
            Some(Binding {
                value: Value::Str(text),
                ..
            }) => Ok(Some(text.clone())),
            Some(Binding { value: Value::None, .. }) | None => Ok(None),
            Some(binding) => Err(self.wrong_type("__doc__", binding, "a string")),
        }
    }

    fn revision(&self) -> Result<Option<String>, HeaderError> {
        match self.known("revision")? {
            Some(Binding {
                value: Value::Str(text),
                ..
            }) => Ok(Some(text.clone())),
            Some(binding) => Err(self.wrong_type("revision", binding, "a string")),
            None => Ok(None),
        }
    }

    /// A name whose value is `None`, a string or several strings; `None` when it is not declared. As in Alembic, a
    /// sequence of just `None` counts as `None` where `none_within` says so.
    fn identifiers(&self, name: &'static str, none_within: bool) -> Result<Option<Vec<String>>, HeaderError> {
        let Some(binding) = self.known(name)? else {
            return Ok(None);
        };
        let strings = match &binding.value {
            Value::None => Some(Vec::new()),
            Value::Str(text) => Some(vec![text.clone()]),
            Value::Tuple(items) | Value::List(items) | Value::Set(items) => match items.as_slice() {
                [Value::None] if none_within => Some(Vec::new()),
                items => items
                    .iter()
                    .map(|item| {
                        if let Value::Str(text) = item {
                            Some(text.clone())
                        } else {
                            None
                        }
                    })
                    .collect(),
            },
            Value::Bool(_)
            | Value::Int(_)
            | Value::Dict(_)
            | Value::Path(_)
            | Value::Imported(_)
            | Value::Function(_)
            | Value::Class(_)
            | Value::Unknown(_) => None,
        };
        match strings {
            Some(strings) => Ok(Some(strings)),
            None => Err(self.wrong_type(name, binding, "a string, a sequence of strings or None")),
        }
    }

    /// The binding of a name, if it has one and all of its value is known.
    fn known(&self, name: &'static str) -> Result<Option<&Binding>, HeaderError> {
        match self.names.get(name) {
            Some(Binding {
                value: Value::Unknown(Unknown::Condition(span)),
                ..
            }) => Err(HeaderError::Conditional {
                name,
                line: line(self.source, *span),
                statement: first_line(self.source, *span),
            }),
            Some(Binding { value, span }) if has_unknown(value) || !is_constant(value) => {
                Err(HeaderError::NotLiteral {
                    name,
                    line: line(self.source, *span),
                    expression: one_line(self.source, *span),
                })
            }
            binding => Ok(binding),
        }
    }

    fn wrong_type(&self, name: &'static str, binding: &Binding, expected: &'static str) -> HeaderError {
        let (line, found) = (line(self.source, binding.span), one_line(self.source, binding.span));
        HeaderError::WrongType {
            name,
            line,
            expected,
            found,
        }
    }
}

/// Whether a value is one that a literal could have written.
fn is_constant(value: &Value) -> bool {
    !matches!(
        value,
        Value::Dict(_) | Value::Path(_) | Value::Function(_) | Value::Class(_) | Value::Imported(_)
    )
}

pub(crate) fn line(source: &str, span: Span) -> usize {
    source.as_bytes()[..span.start]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}

fn first_line(source: &str, span: Span) -> String {
    source[span.start..span.end]
        .lines()
        .next()
        .unwrap_or_default()
        .trim_end()
        .trim_end_matches(':')
        .to_owned()
}

/// The text of an expression on one line, shortened when it is long.
pub(crate) fn one_line(source: &str, span: Span) -> String {
    const LONGEST: usize = 100;
    let text = source[span.start..span.end]
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
