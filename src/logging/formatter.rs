//! Formatters: from a message to a line.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::record::{Attributes, Record};
use super::strftime::strftime;
use super::{LoggingProblem, str_format, template};
use crate::config::percent::{PercentError, percent_format};
use crate::config::python::python_repr;

/// How a format is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Percent,
    Brace,
    Dollar,
}

/// Python's `logging.Formatter`.
#[derive(Debug, Clone)]
pub(super) struct Formatter {
    style: Style,
    format: String,
    date_format: Option<String>,
}

/// Why a message could not be formatted; Python reports that on standard error and goes on.
#[derive(Debug, thiserror::Error)]
#[error("{class}: {message}")]
pub(super) struct EmitError {
    class: &'static str,
    message: String,
}

impl EmitError {
    pub(super) fn new(class: &'static str, message: impl Into<String>) -> Self {
        Self {
            class,
            message: message.into(),
        }
    }

    pub(super) fn value(message: impl Into<String>) -> Self {
        Self::new("ValueError", message)
    }

    pub(super) fn missing_field(name: &str) -> Self {
        Self::value(format!("Formatting field not found in record: {}", python_repr(name)))
    }
}

impl From<PercentError> for EmitError {
    fn from(error: PercentError) -> Self {
        Self::new(error.python_class(), error.to_string())
    }
}

impl Default for Formatter {
    fn default() -> Self {
        Self {
            style: Style::Percent,
            format: "%(message)s".to_owned(),
            date_format: None,
        }
    }
}

impl Formatter {
    /// Makes a formatter; an empty format counts as none, and is the message alone.
    pub(super) fn new(format: Option<&str>, date_format: Option<&str>, style: &str) -> Result<Self, LoggingProblem> {
        let (style, default) = match style {
            "%" => (Style::Percent, "%(message)s"),
            "{" => (Style::Brace, "{message}"),
            "$" => (Style::Dollar, "${message}"),
            _ => {
                return Err(LoggingProblem::Format {
                    message: "Style must be one of: %,{,$".to_owned(),
                });
            }
        };
        let format = format.filter(|format| !format.is_empty()).unwrap_or(default);
        let checked = match style {
            Style::Percent if has_percent_field(format) => Ok(()),
            Style::Percent => Err(format!("Invalid format '{format}' for '%' style")),
            Style::Brace => str_format::validate(format),
            Style::Dollar => template::validate(format),
        };
        checked.map_err(|message| LoggingProblem::Format { message })?;
        let date_format = date_format.filter(|format| !format.is_empty()).map(str::to_owned);
        Ok(Self {
            style,
            format: format.to_owned(),
            date_format,
        })
    }

    /// The line for a record; `time_zone` is asked for only if the format shows the time.
    pub(super) fn format<'t>(
        &self,
        record: &Record<'_>,
        started: Timestamp,
        time_zone: impl FnOnce() -> &'t TimeZone,
    ) -> Result<String, EmitError> {
        let asctime = self
            .uses_time()
            .then(|| self.format_time(&record.created.to_zoned(time_zone().clone())));
        let attributes = Attributes::of(record, started);
        let values = attributes.values(asctime.as_deref());
        match self.style {
            Style::Percent => percent_format(&self.format, &values).map_err(|error| match error {
                PercentError::Key { key } => EmitError::missing_field(&key),
                other => other.into(),
            }),
            Style::Brace => str_format::format(&self.format, &values),
            Style::Dollar => template::format(&self.format, &values),
        }
    }

    fn uses_time(&self) -> bool {
        match self.style {
            Style::Percent => self.format.contains("%(asctime)"),
            Style::Brace => self.format.contains("{asctime"),
            Style::Dollar => self.format.contains("$asctime") || self.format.contains("${asctime}"),
        }
    }

    fn format_time(&self, time: &Zoned) -> String {
        match &self.date_format {
            Some(format) => strftime(format, time),
            None => format!("{},{:03}", strftime("%Y-%m-%d %H:%M:%S", time), time.millisecond()),
        }
    }
}

/// Whether a format holds a field as `PercentStyle.validation_pattern` finds one:
/// `%\(\w+\)[#0+ -]*(\*|\d+)?(\.(\*|\d+))?[diouxefgcrsa%]`, in any case.
fn has_percent_field(format: &str) -> bool {
    format
        .match_indices("%(")
        .any(|(start, _)| percent_field_at(&format[start + 2..]).is_some())
}

fn percent_field_at(text: &str) -> Option<()> {
    let (name, rest) = text.split_once(')')?;
    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let rest = rest.trim_start_matches(['#', '0', '+', ' ', '-']);
    let rest = strip_number(rest).unwrap_or(rest);
    let rest = rest.strip_prefix('.').and_then(strip_number).unwrap_or(rest);
    rest.starts_with(|c: char| "diouxefgcrsa%".contains(c.to_ascii_lowercase()))
        .then_some(())
}

fn strip_number(text: &str) -> Option<&str> {
    if let Some(rest) = text.strip_prefix('*') {
        return Some(rest);
    }
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (end > 0).then(|| &text[end..])
}
