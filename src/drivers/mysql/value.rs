//! Values of MySQL's text and binary protocols.

use std::error::Error as _;
use std::io;

use alembic_core::Value;
use alembic_sql::DatabaseError;
use mysql::consts::ColumnType;
use mysql::{Column, Error, MySqlError};

/// The character set of columns that hold bytes.
const BINARY: u16 = 63;

/// A bound value.
pub(super) fn bound(value: &Value) -> mysql::Value {
    match value {
        Value::Null => mysql::Value::NULL,
        Value::Bool(flag) => mysql::Value::Int((*flag).into()),
        Value::Int(number) => mysql::Value::Int(*number),
        Value::Float(number) => mysql::Value::Double(*number),
        Value::Text(text) => mysql::Value::Bytes(text.as_bytes().to_vec()),
        Value::Bytes(bytes) => mysql::Value::Bytes(bytes.clone()),
    }
}

/// A value of a result, the same whichever protocol brought it.
pub(super) fn read(value: mysql::Value, column: &Column) -> Value {
    match value {
        mysql::Value::NULL => Value::Null,
        mysql::Value::Bytes(bytes) => from_bytes(bytes, column),
        mysql::Value::Int(number) => Value::Int(number),
        mysql::Value::UInt(number) => {
            i64::try_from(number).map_or_else(|_| Value::Text(number.to_string()), Value::Int)
        }
        // By way of its decimal digits: 1.1 stays 1.1.
        mysql::Value::Float(number) => Value::Float(number.to_string().parse().unwrap_or_else(|_| number.into())),
        mysql::Value::Double(number) => Value::Float(number),
        mysql::Value::Date(year, month, day, hour, minute, second, micros) => {
            let date = format!("{year:04}-{month:02}-{day:02}");
            Value::Text(match column.column_type() {
                ColumnType::MYSQL_TYPE_DATE => date,
                _ => format!("{date} {hour:02}:{minute:02}:{second:02}{}", fraction(micros, column)),
            })
        }
        mysql::Value::Time(negative, days, hours, minutes, seconds, micros) => {
            let sign = if negative { "-" } else { "" };
            let hours = days * 24 + u32::from(hours);
            Value::Text(format!(
                "{sign}{hours:02}:{minutes:02}:{seconds:02}{}",
                fraction(micros, column)
            ))
        }
    }
}

/// As many digits as the column has.
fn fraction(micros: u32, column: &Column) -> String {
    match usize::from(column.decimals()) {
        0 => String::new(),
        digits @ 1..=6 => format!(".{}", &format!("{micros:06}")[..digits]),
        // "Not fixed": of an expression.
        _ if micros == 0 => String::new(),
        _ => format!(".{micros:06}"),
    }
}

fn from_bytes(bytes: Vec<u8>, column: &Column) -> Value {
    use ColumnType as Type;

    let is_number = |number: &str| number.parse().map(Value::Int).ok();
    match column.column_type() {
        Type::MYSQL_TYPE_BIT | Type::MYSQL_TYPE_GEOMETRY => Value::Bytes(bytes),
        Type::MYSQL_TYPE_STRING
        | Type::MYSQL_TYPE_VAR_STRING
        | Type::MYSQL_TYPE_VARCHAR
        | Type::MYSQL_TYPE_TINY_BLOB
        | Type::MYSQL_TYPE_BLOB
        | Type::MYSQL_TYPE_MEDIUM_BLOB
        | Type::MYSQL_TYPE_LONG_BLOB
            if column.character_set() == BINARY =>
        {
            Value::Bytes(bytes)
        }
        kind => match String::from_utf8(bytes) {
            Ok(text) => match kind {
                Type::MYSQL_TYPE_TINY
                | Type::MYSQL_TYPE_SHORT
                | Type::MYSQL_TYPE_INT24
                | Type::MYSQL_TYPE_LONG
                | Type::MYSQL_TYPE_LONGLONG
                | Type::MYSQL_TYPE_YEAR => is_number(&text).unwrap_or(Value::Text(text)),
                Type::MYSQL_TYPE_FLOAT | Type::MYSQL_TYPE_DOUBLE => {
                    text.parse().map_or_else(|_| Value::Text(text.clone()), Value::Float)
                }
                _ => Value::Text(text),
            },
            Err(error) => Value::Bytes(error.into_bytes()),
        },
    }
}

/// The server's own message and number.
pub(super) fn server_error(error: &MySqlError, sql: Option<&str>) -> DatabaseError {
    DatabaseError {
        message: error.message.clone(),
        code: Some(error.code.to_string()),
        statement: sql.map(str::to_owned),
        detail: None,
    }
}

/// Describes a statement's failure.
pub(super) fn statement_error(error: &Error, sql: &str) -> DatabaseError {
    match error {
        Error::MySqlError(error) => server_error(error, Some(sql)),
        error => DatabaseError {
            statement: Some(sql.to_owned()),
            ..match io_error(error) {
                Some(io_error) => DatabaseError {
                    code: Some("2013".to_owned()),
                    ..DatabaseError::new(format!("Lost connection to MySQL server during query ({io_error})"))
                },
                None => DatabaseError::new(plain_text(error)),
            }
        },
    }
}

/// The failure of the network inside an error, if that is what it is.
pub(super) fn io_error(error: &Error) -> Option<&io::Error> {
    match error {
        Error::IoError(error) => Some(error),
        Error::CodecError(error) => error.source()?.downcast_ref(),
        _ => None,
    }
}

/// The text of an error without the name of its kind.
pub(super) fn plain_text(error: &Error) -> String {
    match error {
        Error::CodecError(error) => error.to_string(),
        Error::DriverError(error) => error.to_string(),
        Error::TlsError(error) => error.to_string(),
        error => error.to_string(),
    }
}
