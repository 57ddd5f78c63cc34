//! Declared types: which of SQLAlchemy's they are.

use alembic_core::schema::sqlite::SqliteType;
use alembic_core::schema::{
    BIGINT, BLOB, BOOLEAN, CHAR, ColumnType, DATE, DATETIME, DECIMAL, DOUBLE, FLOAT, INTEGER, NCHAR, NUMERIC, NVARCHAR,
    REAL, SMALLINT, StringKind, StringType, TEXT, TIME, TIMESTAMP, VARCHAR,
};

use super::token::{Kind, tokens};

/// The type by which a column is written again as it was: one of SQLAlchemy's where that has the same text, the
/// text itself otherwise.
pub(super) fn column_type(declared: &str) -> ColumnType {
    let known = sqlalchemy_type(declared);
    let text = match &known {
        ColumnType::Sqlite(type_) => type_.keyword().to_owned(),
        ColumnType::Null => return ColumnType::Sql(declared.to_owned()),
        other => other.to_string(),
    };
    if text == declared {
        known
    } else {
        ColumnType::Sql(declared.to_owned())
    }
}

/// The type that SQLAlchemy's reflection makes of a type declared on SQLite: by its name where it is known, by
/// SQLite's affinity otherwise. A column without a type has [`ColumnType::Null`].
///
/// ```
/// use alembic_core::schema::{ColumnType, INTEGER, VARCHAR};
/// use alembic_sql::reflect::sqlalchemy_type;
/// assert_eq!(sqlalchemy_type("varchar(20)"), ColumnType::from(VARCHAR(20)));
/// assert_eq!(sqlalchemy_type("UNSIGNED BIG INT"), ColumnType::from(INTEGER()));
/// assert_eq!(sqlalchemy_type(""), ColumnType::Null);
/// ```
#[must_use]
pub fn sqlalchemy_type(declared: &str) -> ColumnType {
    // of a type in quotes SQLite tells only what stands between them
    let upper = match tokens(declared).first() {
        Some(first) if first.kind != Kind::Word => first.name().unwrap_or_default().to_uppercase(),
        _ => declared.to_uppercase(),
    };
    let is_name = |character: char| character == '_' || character == ' ' || character.is_alphanumeric();
    let end = upper.find(|character| !is_name(character)).unwrap_or(upper.len());
    let (name, rest) = upper.split_at(end);
    let arguments = numbers(rest.strip_prefix('(').and_then(|rest| rest.split(')').next()));
    let first = arguments.first().copied();
    let second = arguments.get(1).copied();
    // what takes no arguments, or not so many, gets none
    let string = |kind: fn(Option<u32>) -> StringType| match arguments.len() {
        0 | 1 => kind(first).into(),
        _ => kind(None).into(),
    };
    let number = |kind: fn(Option<u32>, Option<u32>) -> ColumnType| kind(first, second);
    let float = |mut type_: alembic_core::schema::FloatType| {
        type_.precision = first;
        type_.into()
    };
    match name {
        "BIGINT" => BIGINT().into(),
        "BLOB" if arguments.len() < 2 => BLOB(first).into(),
        "BLOB" => BLOB(None).into(),
        "BOOL" | "BOOLEAN" => BOOLEAN().into(),
        "CHAR" => string(CHAR),
        "DATE" | "DATE_CHAR" => DATE().into(),
        "DATETIME" | "DATETIME_CHAR" => DATETIME().into(),
        "DOUBLE" => float(DOUBLE()),
        "DECIMAL" => number(|precision, scale| DECIMAL(precision, scale).into()),
        "FLOAT" => float(FLOAT()),
        "INT" | "INTEGER" => INTEGER().into(),
        "JSON" => SqliteType::Json.into(),
        "JSONB" => SqliteType::Jsonb.into(),
        "NUMERIC" => number(|precision, scale| NUMERIC(precision, scale).into()),
        "REAL" => float(REAL()),
        "SMALLINT" => SMALLINT().into(),
        "TEXT" => string(text),
        "TIME" | "TIME_CHAR" => TIME().into(),
        "TIMESTAMP" => TIMESTAMP().into(),
        "VARCHAR" => string(VARCHAR),
        "NVARCHAR" => string(NVARCHAR),
        "NCHAR" => string(NCHAR),
        name if name.contains("INT") => INTEGER().into(),
        name if ["CHAR", "CLOB", "TEXT"].iter().any(|part| name.contains(part)) => string(text),
        name if name.contains("BLOB") || name.is_empty() => ColumnType::Null,
        name if ["REAL", "FLOA", "DOUB"].iter().any(|part| name.contains(part)) => float(REAL()),
        _ => number(|precision, scale| NUMERIC(precision, scale).into()),
    }
}

fn text(length: Option<u32>) -> StringType {
    StringType {
        kind: StringKind::UpperText,
        length,
        ..TEXT()
    }
}

fn numbers(arguments: Option<&str>) -> Vec<u32> {
    arguments
        .unwrap_or_default()
        .split(|character: char| !character.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect()
}
