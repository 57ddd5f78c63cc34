//! The `[tool.alembic]` table of `pyproject.toml`.

use std::fmt;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};
use toml::{Table, Value};

use super::ini::Source;
use super::percent::{Argument, percent_format};
use super::value::OptionValue;
use super::{ConfigError, parent_of_absolute};

/// The table, and what `%(name)s` stands for in it.
#[derive(Clone, Default)]
pub(super) struct Pyproject {
    file: PathBuf,
    text: String,
    table: Table,
    /// `config_args` of the configuration and `here`, the folder of the file.
    args: Vec<(String, String)>,
}

impl Pyproject {
    /// Reads the file; one that does not exist has no options.
    pub(super) fn read(file: &Path, config_args: &[(String, String)]) -> Result<Self, ConfigError> {
        if !file.exists() {
            return Ok(Self::default());
        }
        let text = std::fs::read_to_string(file).map_err(|error| ConfigError::Io {
            path: file.to_owned(),
            message: error.to_string(),
        })?;
        let mut document: Table = text.parse().map_err(|error: toml::de::Error| ConfigError::TomlSyntax {
            file: file.to_owned(),
            message: error.to_string().trim_end().to_owned(),
        })?;
        let table = match document.remove("tool") {
            Some(Value::Table(mut tools)) => match tools.remove("alembic") {
                Some(Value::Table(table)) => table,
                Some(_) => return Err(ConfigError::IncorrectTomlFormat),
                None => Table::new(),
            },
            Some(_) => return Err(ConfigError::IncorrectTomlFormat),
            None => Table::new(),
        };
        let mut args: Vec<_> = config_args.iter().filter(|(key, _)| key != "here").cloned().collect();
        args.push(("here".to_owned(), parent_of_absolute(file)?));
        Ok(Self {
            file: file.to_owned(),
            text,
            table,
            args,
        })
    }

    /// The value of an option, `%(here)s` replaced: Alembic's `_get_toml_config_value`.
    pub(super) fn get(&self, option: &str) -> Result<Option<OptionValue>, ConfigError> {
        Ok(Some(match self.table.get(option) {
            None => return Ok(None),
            Some(Value::String(text)) => OptionValue::Text(self.format(option, text)?),
            Some(Value::Integer(number)) => OptionValue::Integer(*number),
            Some(Value::Boolean(flag)) => OptionValue::Boolean(*flag),
            Some(Value::Table(table)) => OptionValue::Table(self.texts(option, table)?),
            Some(Value::Array(items)) if matches!(items.first(), Some(Value::Table(_))) => {
                let tables = items.iter().map(|item| match item {
                    Value::Table(table) => self.texts(option, table),
                    other => Err(self.mismatch(option, "a table", other)),
                });
                OptionValue::Tables(tables.collect::<Result<_, _>>()?)
            }
            Some(Value::Array(items)) => OptionValue::List(
                items
                    .iter()
                    .map(|item| self.text(option, item))
                    .collect::<Result<_, _>>()?,
            ),
            Some(Value::Float(_) | Value::Datetime(_)) => {
                return Err(ConfigError::UnsupportedTomlValue {
                    option: option.to_owned(),
                });
            }
        }))
    }

    /// A switch, `false` if it is absent.
    pub(super) fn get_boolean(&self, option: &str) -> Result<bool, ConfigError> {
        match self.table.get(option) {
            None => Ok(false),
            Some(Value::Boolean(flag)) => Ok(*flag),
            Some(_) => Err(ConfigError::TomlBooleanExpected {
                option: option.to_owned(),
            }),
        }
    }

    /// The error for a value of a type that Alembic cannot use.
    pub(super) fn wrong_type(&self, option: &str, expected: &'static str, found: &'static str) -> ConfigError {
        let line = self.where_is(option).map_or(1, |source| source.line);
        ConfigError::TomlTypeMismatch {
            file: self.file.clone(),
            line,
            option: option.to_owned(),
            expected,
            found,
        }
    }

    /// The place of an option.
    pub(super) fn where_is(&self, option: &str) -> Option<Source> {
        self.table.get(option)?;
        // Positions are only wanted beside an error, so the text is read again for them.
        let document = DeTable::parse(&self.text).ok()?.into_inner();
        let table = match document.get("tool")?.get_ref() {
            DeValue::Table(tools) => match tools.get("alembic")?.get_ref() {
                DeValue::Table(table) => table,
                _ => return None,
            },
            _ => return None,
        };
        let (key, _) = table.get_key_value(option)?;
        let line = self.text.get(..key.span().start)?.matches('\n').count() + 1;
        Some(Source {
            file: self.file.clone(),
            line,
        })
    }

    fn texts(&self, option: &str, table: &Table) -> Result<Vec<(String, String)>, ConfigError> {
        table
            .iter()
            .map(|(key, value)| Ok((key.clone(), self.text(option, value)?)))
            .collect()
    }

    fn text(&self, option: &str, value: &Value) -> Result<String, ConfigError> {
        match value {
            Value::String(text) => self.format(option, text),
            other => Err(self.mismatch(option, "a string", other)),
        }
    }

    fn format(&self, option: &str, text: &str) -> Result<String, ConfigError> {
        let args: Vec<_> = self
            .args
            .iter()
            .map(|(key, value)| (key.as_str(), Argument::Str(value)))
            .collect();
        percent_format(text, &args).map_err(|source| ConfigError::TomlFormat {
            file: self.file.clone(),
            line: self.where_is(option).map_or(1, |source| source.line),
            option: option.to_owned(),
            source,
        })
    }

    fn mismatch(&self, option: &str, expected: &'static str, found: &Value) -> ConfigError {
        let found = match found {
            Value::String(_) => "a string",
            Value::Integer(_) => "an integer",
            Value::Float(_) => "a float",
            Value::Boolean(_) => "a boolean",
            Value::Datetime(_) => "a date or time",
            Value::Array(_) => "an array",
            Value::Table(_) => "a table",
        };
        self.wrong_type(option, expected, found)
    }
}

impl fmt::Debug for Pyproject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pyproject")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}
