//! Types as most dialects write them, and the types of other dialects where they are understood.

use alembic_core::schema::mysql::{MysqlIntegerKind, MysqlNumericKind, MysqlStringKind, MysqlTimeKind, MysqlType};
use alembic_core::schema::postgresql::PostgresqlType;
use alembic_core::schema::sqlite::SqliteType;
use alembic_core::schema::{
    BinaryKind, ColumnType, DateTimeKind, DateTimeType, FloatKind, FloatType, IntegerKind, JsonType, NumericKind,
    NumericType, StringKind, StringType,
};

use crate::context::Cx;
use crate::error::{CompileErrorKind, Result};

impl Cx<'_> {
    /// SQLAlchemy's generic rendering, for what a dialect does not write in its own way.
    pub(crate) fn generic_type(&self, type_: &ColumnType) -> Result<String> {
        match type_ {
            ColumnType::String(string) => self.string_type(string),
            ColumnType::Integer(_)
            | ColumnType::Numeric(_)
            | ColumnType::Float(_)
            | ColumnType::Boolean(_)
            | ColumnType::DateTime(_)
            | ColumnType::Interval(_)
            | ColumnType::Binary(_)
            | ColumnType::Enum(_)
            | ColumnType::Json(_)
            | ColumnType::Sql(_) => Ok(type_.to_string()),
            ColumnType::Uuid(uuid) if uuid.native_uuid && self.dialect.supports_native_uuid() => Ok("UUID".to_owned()),
            ColumnType::Uuid(_) => Ok(type_.to_string()),
            ColumnType::Variant(_) => self.type_sql(type_),
            ColumnType::Null => Err(CompileErrorKind::NoType),
            ColumnType::Mysql(MysqlType::Numeric(numeric)) if numeric.lacks_one_of_both() => {
                Err(CompileErrorKind::MysqlPrecisionAndScale)
            }
            ColumnType::Array(_) | ColumnType::Postgresql(_) | ColumnType::Mysql(_) | ColumnType::Sqlite(_) => {
                match understood_everywhere(type_) {
                    Some(standard) => self.type_sql(&standard),
                    None => Err(self.unsupported_type(type_)),
                }
            }
        }
    }

    pub(crate) fn unsupported_type(&self, type_: &ColumnType) -> CompileErrorKind {
        CompileErrorKind::TypeUnsupported {
            type_: type_.to_string(),
            dialect: self.dialect.name,
        }
    }

    /// `VARCHAR(n) COLLATE x` and its relatives.
    pub(crate) fn string_type(&self, type_: &StringType) -> Result<String> {
        if type_.collation_schema.is_some() && type_.collation.is_none() {
            return Err(CompileErrorKind::CollationSchemaAlone);
        }
        let plain = StringType {
            collation: None,
            collation_schema: None,
            ..type_.clone()
        };
        let mut text = ColumnType::from(plain).to_string();
        if let Some(collation) = type_.collation.as_ref().filter(|_| type_.kind != StringKind::Clob) {
            text.push_str(" COLLATE ");
            if let Some(schema) = &type_.collation_schema {
                text.push_str(&self.preparer.quote_str(schema));
                text.push('.');
            }
            text.push_str(&self.preparer.quote_str(collation));
        }
        Ok(text)
    }
}

/// Types of one dialect that SQLAlchemy renders on the others too, because they are kinds of standard types.
fn understood_everywhere(type_: &ColumnType) -> Option<ColumnType> {
    match type_ {
        ColumnType::Mysql(type_) => mysql_elsewhere(type_),
        ColumnType::Postgresql(type_) => match type_ {
            PostgresqlType::Timestamp(time) => Some(date_time(DateTimeKind::Timestamp, time.timezone)),
            PostgresqlType::Time(time) => Some(date_time(DateTimeKind::UpperTime, time.timezone)),
            PostgresqlType::Enum(enum_) => Some(enum_.clone().into()),
            PostgresqlType::Simple(_)
            | PostgresqlType::Jsonb(_)
            | PostgresqlType::Interval(_)
            | PostgresqlType::Bit(_)
            | PostgresqlType::Domain(_) => None,
        },
        ColumnType::Sqlite(type_) => match type_ {
            SqliteType::Json => Some(JsonType::default().into()),
            SqliteType::Jsonb => None,
            SqliteType::DatetimeChar => Some(date_time(DateTimeKind::DateTime, false)),
            SqliteType::DateChar => Some(date_time(DateTimeKind::Date, false)),
            SqliteType::TimeChar => Some(date_time(DateTimeKind::Time, false)),
        },
        _ => None,
    }
}

fn mysql_elsewhere(type_: &MysqlType) -> Option<ColumnType> {
    match type_ {
        MysqlType::Integer(integer) => match integer.kind {
            MysqlIntegerKind::Integer => Some(IntegerKind::UpperInteger.into()),
            MysqlIntegerKind::Bigint => Some(IntegerKind::UpperBigint.into()),
            MysqlIntegerKind::Smallint => Some(IntegerKind::UpperSmallint.into()),
            MysqlIntegerKind::Mediumint | MysqlIntegerKind::Tinyint => None,
        },
        MysqlType::Numeric(number) => {
            let numeric = |kind| {
                NumericType {
                    kind,
                    precision: number.precision,
                    scale: number.scale,
                }
                .into()
            };
            let float = |kind| {
                FloatType {
                    kind,
                    precision: number.precision,
                }
                .into()
            };
            Some(match number.kind {
                MysqlNumericKind::Numeric => numeric(NumericKind::UpperNumeric),
                MysqlNumericKind::Decimal => numeric(NumericKind::Decimal),
                MysqlNumericKind::Float => float(FloatKind::UpperFloat),
                MysqlNumericKind::Double => float(FloatKind::UpperDouble),
                MysqlNumericKind::Real => float(FloatKind::Real),
            })
        }
        MysqlType::String(string) => {
            let kind = match string.kind {
                MysqlStringKind::Varchar => StringKind::Varchar,
                MysqlStringKind::Char => StringKind::Char,
                MysqlStringKind::Nvarchar => StringKind::Nvarchar,
                MysqlStringKind::Nchar => StringKind::Nchar,
                MysqlStringKind::Text => StringKind::UpperText,
                MysqlStringKind::Tinytext | MysqlStringKind::Mediumtext | MysqlStringKind::Longtext => return None,
            };
            Some(
                StringType {
                    kind,
                    length: string.length,
                    collation: string.charset.collation.clone(),
                    collation_schema: string.charset.collation_schema.clone(),
                }
                .into(),
            )
        }
        MysqlType::Time(time) => Some(date_time(
            match time.kind {
                MysqlTimeKind::Datetime => DateTimeKind::UpperDatetime,
                MysqlTimeKind::Time => DateTimeKind::UpperTime,
                MysqlTimeKind::Timestamp => DateTimeKind::Timestamp,
            },
            time.timezone,
        )),
        MysqlType::Enum(_)
        | MysqlType::Bit(_)
        | MysqlType::Year(_)
        | MysqlType::Tinyblob
        | MysqlType::Mediumblob
        | MysqlType::Longblob
        | MysqlType::Inet4
        | MysqlType::Inet6 => None,
    }
}

fn date_time(kind: DateTimeKind, timezone: bool) -> ColumnType {
    DateTimeType { kind, timezone }.into()
}

/// Whether a column of this type gets a check of its values on the dialect.
pub(crate) fn needs_check(cx: &Cx<'_>, type_: &ColumnType) -> bool {
    if let ColumnType::Boolean(boolean) = type_ {
        return boolean.create_constraint && !cx.dialect.supports_native_boolean();
    }
    type_
        .enum_type()
        .is_some_and(|enum_| enum_.create_constraint && (!enum_.native_enum || !cx.dialect.supports_native_enum()))
}

/// Whether a byte type is one whose length only MySQL writes.
pub(crate) fn is_blob(kind: BinaryKind) -> bool {
    matches!(kind, BinaryKind::LargeBinary | BinaryKind::Pickle | BinaryKind::Blob)
}
