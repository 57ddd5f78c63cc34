//! Values of options: text from an ini file, more types from `pyproject.toml`.

use super::ConfigError;
use super::python::python_strip;

/// A value that [`Config::get_alembic_option`](super::Config::get_alembic_option) finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OptionValue {
    /// A text; every value of an ini file is one.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// `true` or `false`.
    Boolean(bool),
    /// A list of texts.
    List(Vec<String>),
    /// A table of texts.
    Table(Vec<(String, String)>),
    /// A list of tables of texts.
    Tables(Vec<Vec<(String, String)>>),
}

impl OptionValue {
    /// What the value is, for messages.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Integer(_) => "an integer",
            Self::Boolean(_) => "a boolean",
            Self::List(_) => "an array",
            Self::Table(_) => "a table",
            Self::Tables(_) => "an array of tables",
        }
    }
}

/// Reads a switch as SQLAlchemy's `asbool()` does: `true`, `yes`, `on`, `y`, `t`, `1` and their opposites in
/// any case, and numbers and lists by being something at all.
///
/// # Errors
/// [`ConfigError::NotBoolean`] for any other text.
///
/// ```
/// use alembic::config::{OptionValue, asbool};
///
/// assert_eq!(asbool(Some(&OptionValue::Text("Yes".into()))), Ok(true));
/// assert_eq!(asbool(None), Ok(false));
/// ```
pub fn asbool(value: Option<&OptionValue>) -> Result<bool, ConfigError> {
    match value {
        None => Ok(false),
        Some(OptionValue::Text(text)) => match python_strip(text).to_lowercase().as_str() {
            "true" | "yes" | "on" | "y" | "t" | "1" => Ok(true),
            "false" | "no" | "off" | "n" | "f" | "0" => Ok(false),
            other => Err(ConfigError::NotBoolean { text: other.to_owned() }),
        },
        Some(OptionValue::Integer(number)) => Ok(*number != 0),
        Some(OptionValue::Boolean(flag)) => Ok(*flag),
        Some(OptionValue::List(items)) => Ok(!items.is_empty()),
        Some(OptionValue::Table(items)) => Ok(!items.is_empty()),
        Some(OptionValue::Tables(tables)) => Ok(!tables.is_empty()),
    }
}
