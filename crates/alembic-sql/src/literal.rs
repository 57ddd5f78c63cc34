//! Values spelled out as SQL: SQLAlchemy's literal processors.

use alembic_core::schema::mysql::MysqlType;
use alembic_core::schema::postgresql::PostgresqlType;
use alembic_core::schema::{ColumnType, DateTimeKind};
use alembic_core::{DialectName, Value};

use crate::context::Cx;
use crate::error::{CompileErrorKind, Result};
use crate::interval::Span;

/// What a value's type says about its spelling.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Text,
    Number,
    Boolean,
    DateTime,
    Time,
    Uuid,
    Interval,
}

impl Cx<'_> {
    /// A string literal, quoted as the dialect does.
    pub(crate) fn string(&self, text: &str) -> String {
        let mut quoted = String::with_capacity(text.len() + 2);
        quoted.push('\'');
        for character in text.chars() {
            quoted.push(character);
            if character == '\'' || (character == '\\' && self.dialect.escapes_backslashes()) {
                quoted.push(character);
            }
        }
        quoted.push('\'');
        quoted
    }

    /// A value as SQL text. Without a type, the value's own kind decides, as SQLAlchemy guesses it.
    pub(crate) fn literal(&self, value: &Value, type_: Option<&ColumnType>) -> Result<String> {
        let type_ = type_.map(|type_| type_.for_dialect(self.dialect.name));
        let family = match type_ {
            None => guess(value),
            Some(type_) => match family(type_) {
                Some(family) => family,
                None if value.is_null() => Family::Text,
                None => {
                    return Err(CompileErrorKind::NoLiteral {
                        value: plain(value),
                        type_: type_name(type_),
                    });
                }
            },
        };
        Ok(match (family, value) {
            (_, Value::Null) => "NULL".to_owned(),
            (Family::Interval, Value::Text(text)) => self.interval(text),
            (Family::Boolean, value) => self.boolean(truth(value)).to_owned(),
            (Family::Number, Value::Bool(flag)) => i64::from(*flag).to_string(),
            (_, Value::Bool(flag)) if type_.is_none() => self.boolean(*flag).to_owned(),
            (_, Value::Int(number)) => self.number_or_text(family, number.to_string()),
            (_, Value::Float(number)) => self.number_or_text(family, float(*number)),
            (Family::Number, Value::Text(digits)) => digits.clone(),
            (_, Value::Bool(flag)) => self.number_or_text(family, flag.to_string()),
            (_, Value::Text(text)) => self.string(&self.stored_text(family, text)),
            (_, Value::Bytes(bytes)) => match std::str::from_utf8(bytes) {
                Ok(text) => self.string(text),
                Err(_) => {
                    return Err(CompileErrorKind::NoLiteral {
                        value: plain(value),
                        type_: type_.map_or_else(|| "BLOB".to_owned(), type_name),
                    });
                }
            },
        })
    }

    /// The value as it is bound: SQLAlchemy's bind processors, as far as they change a value.
    pub(crate) fn bound(&self, value: &Value, type_: Option<&ColumnType>) -> Value {
        let type_ = type_.map(|type_| type_.for_dialect(self.dialect.name));
        match (type_.and_then(family), value) {
            (_, Value::Text(text)) if matches!(type_, Some(ColumnType::Binary(_))) => {
                Value::Bytes(text.clone().into_bytes())
            }
            (Some(Family::Uuid), Value::Text(text)) if self.dialect.binds_native_uuid() => Value::Text(text.clone()),
            (Some(Family::Number), Value::Text(digits))
                if self.dialect.binds_decimals_as_floats() && matches!(type_, Some(ColumnType::Numeric(_))) =>
            {
                digits.parse().map_or_else(|_| value.clone(), Value::Float)
            }
            (Some(Family::Boolean), Value::Int(number)) => Value::Bool(*number != 0),
            (Some(family), Value::Text(text)) => Value::Text(self.stored_text(family, text)),
            (_, Value::Null) if type_.is_some_and(stores_json_null) => Value::Text("null".to_owned()),
            (_, value) => value.clone(),
        }
    }

    /// A span of time as SQL text; what is no such text is left to the database.
    fn interval(&self, text: &str) -> String {
        match Span::parse(text) {
            Some(span) if self.dialect.has_intervals() => format!("make_interval(secs=>{})", span.seconds()),
            Some(span) => self.string(&span.since_epoch(self.dialect.stores_dates_as_text())),
            None => self.string(text),
        }
    }

    pub(crate) fn boolean(&self, flag: bool) -> &'static str {
        match (self.dialect.has_boolean_words(), flag) {
            (true, true) => "true",
            (true, false) => "false",
            (false, true) => "1",
            (false, false) => "0",
        }
    }

    fn number_or_text(&self, family: Family, digits: String) -> String {
        if family == Family::Number {
            digits
        } else {
            self.string(&digits)
        }
    }

    /// Text as the dialect stores it: SQLite's dates have microseconds, a UUID that is `CHAR(32)` no dashes.
    fn stored_text(&self, family: Family, text: &str) -> String {
        match family {
            Family::DateTime if self.dialect.stores_dates_as_text() => microseconds(text, 19, true),
            Family::Time if self.dialect.stores_dates_as_text() => microseconds(text, 8, false),
            Family::Interval if !self.dialect.has_intervals() => Span::parse(text).map_or_else(
                || text.to_owned(),
                |span| span.since_epoch(self.dialect.stores_dates_as_text()),
            ),
            Family::Uuid if self.dialect.name != DialectName::Postgresql => text.replace('-', ""),
            Family::Text
            | Family::Number
            | Family::Boolean
            | Family::DateTime
            | Family::Time
            | Family::Uuid
            | Family::Interval => text.to_owned(),
        }
    }
}

fn guess(value: &Value) -> Family {
    match value {
        Value::Bool(_) => Family::Boolean,
        Value::Int(_) | Value::Float(_) => Family::Number,
        Value::Null | Value::Text(_) | Value::Bytes(_) => Family::Text,
    }
}

fn family(type_: &ColumnType) -> Option<Family> {
    Some(match type_ {
        ColumnType::Integer(_) | ColumnType::Numeric(_) | ColumnType::Float(_) => Family::Number,
        ColumnType::Boolean(_) => Family::Boolean,
        ColumnType::DateTime(type_) => match type_.kind {
            DateTimeKind::DateTime | DateTimeKind::UpperDatetime => Family::DateTime,
            DateTimeKind::Time | DateTimeKind::UpperTime => Family::Time,
            DateTimeKind::Date | DateTimeKind::UpperDate | DateTimeKind::Timestamp => Family::Text,
        },
        ColumnType::Mysql(MysqlType::Integer(_) | MysqlType::Numeric(_)) => Family::Number,
        ColumnType::Uuid(_) => Family::Uuid,
        ColumnType::Interval(_) => Family::Interval,
        ColumnType::Postgresql(PostgresqlType::Interval(_)) => Family::Interval,
        ColumnType::String(_)
        | ColumnType::Binary(_)
        | ColumnType::Enum(_)
        | ColumnType::Json(_)
        | ColumnType::Array(_)
        | ColumnType::Postgresql(_)
        | ColumnType::Mysql(_)
        | ColumnType::Sqlite(_)
        | ColumnType::Sql(_) => Family::Text,
        ColumnType::Variant(variant) => return family(&variant.base),
        ColumnType::Null => return None,
    })
}

/// Whether a missing value is JSON's `null` rather than SQL's `NULL`, as it is by default.
fn stores_json_null(type_: &ColumnType) -> bool {
    match type_ {
        ColumnType::Json(json) | ColumnType::Postgresql(PostgresqlType::Jsonb(json)) => !json.none_as_null,
        _ => false,
    }
}

fn type_name(type_: &ColumnType) -> String {
    match type_ {
        ColumnType::Null => "NULL".to_owned(),
        type_ => type_.to_string(),
    }
}

fn truth(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Int(number) => *number != 0,
        Value::Float(number) => *number != 0.0,
        Value::Text(text) => matches!(text.to_ascii_lowercase().as_str(), "true" | "t" | "1"),
        Value::Bytes(bytes) => !bytes.is_empty(),
    }
}

/// A value in messages, as Python shows it.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => float(*number),
        Value::Text(text) => format!("'{text}'"),
        Value::Bytes(bytes) => format!("b'{}'", bytes.escape_ascii()),
    }
}

/// A floating point number as Python's `repr` writes it.
fn float(number: f64) -> String {
    let text = format!("{number:?}");
    match text.split_once('e') {
        None => text,
        Some((digits, exponent)) => {
            let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |rest| ('-', rest));
            format!("{digits}e{sign}{exponent:0>2}")
        }
    }
}

/// A date and time or a time of day, `length` long without a fraction, with six digits of a fraction.
fn microseconds(text: &str, length: usize, with_date: bool) -> String {
    let shape = if with_date { "dddd-dd-dd dd:dd:dd" } else { "dd:dd:dd" };
    let fits = text.len() >= length
        && text.is_ascii()
        && text.bytes().zip(shape.bytes()).all(|(byte, pattern)| match pattern {
            b'd' => byte.is_ascii_digit(),
            b' ' => byte == b' ' || byte == b'T',
            other => byte == other,
        });
    if !fits {
        return text.to_owned();
    }
    let (base, fraction) = text.split_at(length);
    let fraction = if with_date { without_offset(fraction) } else { fraction };
    let digits = fraction
        .strip_prefix('.')
        .unwrap_or(if fraction.is_empty() { "" } else { "?" });
    if digits.len() > 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    format!("{}.{digits:0<6}", base.replace('T', " "))
}

/// A fraction without the offset from UTC behind it, which SQLite does not store.
fn without_offset(fraction: &str) -> &str {
    match fraction.find(['+', '-', 'Z']) {
        Some(position)
            if fraction[position..]
                .bytes()
                .skip(1)
                .all(|byte| byte.is_ascii_digit() || byte == b':') =>
        {
            &fraction[..position]
        }
        _ => fraction,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_look_like_pythons() {
        for (number, expected) in [
            (1.5, "1.5"),
            (1.0, "1.0"),
            (1e16, "1e+16"),
            (1e-5, "1e-05"),
            (1.5e300, "1.5e+300"),
        ] {
            assert_eq!(float(number), expected);
        }
    }

    #[test]
    fn dates_get_microseconds() {
        assert_eq!(
            microseconds("2020-01-02 03:04:05", 19, true),
            "2020-01-02 03:04:05.000000"
        );
        assert_eq!(
            microseconds("2020-01-02T03:04:05.5", 19, true),
            "2020-01-02 03:04:05.500000"
        );
        assert_eq!(microseconds("03:04:05", 8, false), "03:04:05.000000");
        assert_eq!(
            microseconds("2020-01-02 03:04:05.5+01:00", 19, true),
            "2020-01-02 03:04:05.500000"
        );
        for other in ["2020-01-02", "now", "2020-01-02 03:04:05.1234567"] {
            assert_eq!(microseconds(other, 19, true), other);
        }
    }
}
