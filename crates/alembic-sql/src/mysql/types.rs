//! Types as MySQL and MariaDB write them.

use alembic_core::schema::mysql::{
    CharacterSet, MysqlNumericType, MysqlStringKind, MysqlStringType, MysqlTimeKind, MysqlType,
};
use alembic_core::schema::postgresql::PostgresqlType;
use alembic_core::schema::{ColumnType, EnumType, FloatKind, NumericKind, StringKind, StringType};

use crate::context::Cx;
use crate::error::{CompileErrorKind, Result};
use crate::types::is_blob;

pub(super) fn type_sql(cx: &Cx<'_>, type_: &ColumnType) -> Result<String> {
    match type_ {
        ColumnType::String(string) => generic_string(cx, string),
        ColumnType::Boolean(_) => Ok("BOOL".to_owned()),
        ColumnType::Float(float) => Ok(match (float.kind, float.precision) {
            (FloatKind::Float | FloatKind::UpperFloat, Some(precision)) => format!("FLOAT({precision})"),
            _ => type_.to_string(),
        }),
        ColumnType::Binary(binary) => match binary.length {
            Some(length) if is_blob(binary.kind) => Ok(format!("BLOB({length})")),
            _ => cx.generic_type(type_),
        },
        ColumnType::Enum(enum_) if enum_.native_enum => values(cx, "ENUM", enum_, &CharacterSet::default()),
        ColumnType::Mysql(type_) => own_type(cx, type_),
        ColumnType::Postgresql(PostgresqlType::Bit(bit)) => {
            let length = if bit.varying {
                bit.length
            } else {
                Some(bit.length.unwrap_or(1))
            };
            Ok(with_argument("BIT", length))
        }
        type_ => cx.generic_type(type_),
    }
}

/// The type inside `CAST`, which on MySQL is another one, or none.
pub(super) fn cast_type(cx: &Cx<'_>, type_: &ColumnType) -> Result<Option<String>> {
    Ok(match type_ {
        ColumnType::Integer(_) => Some("SIGNED INTEGER".to_owned()),
        ColumnType::Mysql(MysqlType::Integer(integer)) if integer.unsigned => Some("UNSIGNED INTEGER".to_owned()),
        ColumnType::Mysql(MysqlType::Integer(_)) => Some("SIGNED INTEGER".to_owned()),
        ColumnType::DateTime(time) if time.kind == alembic_core::schema::DateTimeKind::Timestamp => {
            Some("DATETIME".to_owned())
        }
        ColumnType::Mysql(MysqlType::Time(time)) if time.kind == MysqlTimeKind::Timestamp => {
            Some("DATETIME".to_owned())
        }
        ColumnType::DateTime(_) | ColumnType::Mysql(MysqlType::Time(_)) => Some(type_sql(cx, type_)?),
        ColumnType::Numeric(numeric) if numeric.kind == NumericKind::Decimal => Some(type_sql(cx, type_)?),
        ColumnType::Numeric(_) => Some(type_sql(cx, type_)?.replace("NUMERIC", "DECIMAL")),
        ColumnType::String(string) => {
            let adapted = StringType {
                kind: StringKind::Char,
                collation: None,
                ..string.clone()
            };
            Some(type_sql(cx, &adapted.into())?)
        }
        ColumnType::Enum(enum_) if !enum_.native_enum => Some(format!("CHAR({})", enum_.varchar_length())),
        ColumnType::Binary(_) => Some("BINARY".to_owned()),
        ColumnType::Json(_) => Some("JSON".to_owned()),
        ColumnType::Float(_) if cx.dialect.supports_float_cast() => Some(type_sql(cx, type_)?),
        _ => None,
    })
}

fn generic_string(cx: &Cx<'_>, string: &StringType) -> Result<String> {
    let kind = match string.kind {
        StringKind::String | StringKind::Unicode | StringKind::Varchar => MysqlStringKind::Varchar,
        StringKind::Nvarchar => MysqlStringKind::Nvarchar,
        StringKind::Char => MysqlStringKind::Char,
        StringKind::Nchar => MysqlStringKind::Nchar,
        StringKind::Text | StringKind::UnicodeText | StringKind::UpperText => MysqlStringKind::Text,
        StringKind::Clob => return cx.string_type(string),
    };
    let charset = CharacterSet {
        collation: string.collation.clone(),
        collation_schema: string.collation_schema.clone(),
        ..CharacterSet::default()
    };
    own_string(
        cx,
        &MysqlStringType {
            kind,
            length: string.length,
            charset,
        },
    )
}

fn own_type(cx: &Cx<'_>, type_: &MysqlType) -> Result<String> {
    Ok(match type_ {
        MysqlType::Integer(integer) => {
            let text = with_argument(type_.keyword(), integer.display_width);
            signs(text, integer.unsigned, integer.zerofill)
        }
        MysqlType::Numeric(numeric) => own_numeric(numeric)?,
        MysqlType::String(string) => own_string(cx, string)?,
        MysqlType::Enum(enum_) => values(cx, type_.keyword(), &enum_.values, &enum_.charset)?,
        MysqlType::Time(time) => with_argument(type_.keyword(), time.fsp.filter(|digits| *digits > 0)),
        MysqlType::Bit(argument) | MysqlType::Year(argument) => with_argument(type_.keyword(), *argument),
        MysqlType::Tinyblob | MysqlType::Mediumblob | MysqlType::Longblob | MysqlType::Inet4 | MysqlType::Inet6 => {
            type_.keyword().to_owned()
        }
    })
}

fn own_numeric(numeric: &MysqlNumericType) -> Result<String> {
    let name = numeric.kind.keyword();
    if numeric.lacks_one_of_both() {
        return Err(CompileErrorKind::MysqlPrecisionAndScale);
    }
    let text = match (numeric.precision, numeric.scale) {
        (Some(precision), Some(scale)) => format!("{name}({precision}, {scale})"),
        (Some(precision), None) => format!("{name}({precision})"),
        (None, _) => name.to_owned(),
    };
    Ok(signs(text, numeric.unsigned, numeric.zerofill))
}

fn signs(mut text: String, unsigned: bool, zerofill: bool) -> String {
    text.push_str(if unsigned { " UNSIGNED" } else { "" });
    text.push_str(if zerofill { " ZEROFILL" } else { "" });
    text
}

fn own_string(cx: &Cx<'_>, string: &MysqlStringType) -> Result<String> {
    let keyword = string.kind.keyword();
    let (name, national) = match string.kind {
        MysqlStringKind::Nvarchar => ("VARCHAR", true),
        MysqlStringKind::Nchar => ("CHAR", true),
        MysqlStringKind::Varchar
        | MysqlStringKind::Char
        | MysqlStringKind::Text
        | MysqlStringKind::Tinytext
        | MysqlStringKind::Mediumtext
        | MysqlStringKind::Longtext => (keyword, false),
    };
    if name == "VARCHAR" && string.length.is_none() {
        return Err(CompileErrorKind::LengthRequired {
            type_: keyword,
            dialect: cx.dialect.name,
        });
    }
    let spec = with_argument(name, string.length);
    character_set(spec, &string.charset, national)
}

/// `CHARACTER SET … COLLATE …`, or `NATIONAL`, which knows no character set.
fn character_set(spec: String, set: &CharacterSet, national: bool) -> Result<String> {
    if set.collation_schema.is_some() && set.collation.is_none() {
        return Err(CompileErrorKind::CollationSchemaAlone);
    }
    let charset = match &set.charset {
        Some(charset) => format!(" CHARACTER SET {charset}"),
        None if set.ascii => " ASCII".to_owned(),
        None if set.unicode => " UNICODE".to_owned(),
        None => String::new(),
    };
    let collation = match &set.collation {
        Some(collation) => format!(" COLLATE {collation}"),
        None if set.binary => " BINARY".to_owned(),
        None => String::new(),
    };
    Ok(if national || set.national {
        format!("NATIONAL {spec}{collation}")
    } else {
        format!("{spec}{charset}{collation}")
    })
}

fn values(cx: &Cx<'_>, name: &str, enum_: &EnumType, charset: &CharacterSet) -> Result<String> {
    let values: Vec<String> = enum_.enums.iter().map(|value| cx.string(value)).collect();
    character_set(format!("{name}({})", values.join(",")), charset, false)
}

fn with_argument(name: &str, argument: Option<u32>) -> String {
    argument.map_or_else(|| name.to_owned(), |argument| format!("{name}({argument})"))
}
