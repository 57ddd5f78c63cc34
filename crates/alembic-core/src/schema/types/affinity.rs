use std::fmt;

use super::{BinaryKind, ColumnType, DateTimeKind, FloatKind, IntegerKind, NumericKind, StringKind};
use crate::schema::{mysql::MysqlType, postgresql::PostgresqlType};

/// SQLAlchemy's `_type_affinity`, as far as something depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Affinity {
    /// Integers, which can count themselves up.
    Integer,
    /// Exact numbers, which can when they have no digits behind the point.
    Numeric {
        /// Digits behind the point.
        scale: Option<u32>,
    },
    /// `DateTime` and `TIMESTAMP`, whose defaults may be functions on MySQL.
    DateTime,
    /// Anything else.
    Other,
}

impl ColumnType {
    /// SQLAlchemy's `_type_affinity`, as far as something depends on it.
    #[must_use]
    pub fn affinity(&self) -> Affinity {
        match self {
            Self::Integer(_) => Affinity::Integer,
            Self::Numeric(numeric) => Affinity::Numeric { scale: numeric.scale },
            Self::DateTime(type_) => match type_.kind {
                DateTimeKind::DateTime | DateTimeKind::UpperDatetime | DateTimeKind::Timestamp => Affinity::DateTime,
                DateTimeKind::Date | DateTimeKind::Time | DateTimeKind::UpperDate | DateTimeKind::UpperTime => {
                    Affinity::Other
                }
            },
            Self::Mysql(type_) => mysql_affinity(type_),
            Self::Postgresql(PostgresqlType::Timestamp(_)) => Affinity::DateTime,
            Self::Variant(variant) => variant.base.affinity(),
            Self::String(_)
            | Self::Float(_)
            | Self::Boolean(_)
            | Self::Interval(_)
            | Self::Binary(_)
            | Self::Enum(_)
            | Self::Json(_)
            | Self::Uuid(_)
            | Self::Array(_)
            | Self::Postgresql(_)
            | Self::Sqlite(_)
            | Self::Sql(_)
            | Self::Null => Affinity::Other,
        }
    }
}

fn mysql_affinity(type_: &MysqlType) -> Affinity {
    use crate::schema::mysql::{MysqlNumericKind, MysqlTimeKind};
    match type_ {
        MysqlType::Integer(_) => Affinity::Integer,
        MysqlType::Numeric(numeric) => match numeric.kind {
            MysqlNumericKind::Numeric | MysqlNumericKind::Decimal => Affinity::Numeric { scale: numeric.scale },
            MysqlNumericKind::Float | MysqlNumericKind::Double | MysqlNumericKind::Real => Affinity::Other,
        },
        MysqlType::Time(time) => match time.kind {
            MysqlTimeKind::Datetime | MysqlTimeKind::Timestamp => Affinity::DateTime,
            MysqlTimeKind::Time => Affinity::Other,
        },
        MysqlType::String(_)
        | MysqlType::Enum(_)
        | MysqlType::Bit(_)
        | MysqlType::Year(_)
        | MysqlType::Tinyblob
        | MysqlType::Mediumblob
        | MysqlType::Longblob
        | MysqlType::Inet4
        | MysqlType::Inet6 => Affinity::Other,
    }
}

/// The type for messages, in SQL's usual words.
impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String(type_) => {
                let name = match type_.kind {
                    StringKind::String | StringKind::Unicode | StringKind::Varchar => "VARCHAR",
                    StringKind::Text | StringKind::UnicodeText | StringKind::UpperText => "TEXT",
                    StringKind::Nvarchar => "NVARCHAR",
                    StringKind::Char => "CHAR",
                    StringKind::Nchar => "NCHAR",
                    StringKind::Clob => "CLOB",
                };
                let written = type_
                    .length
                    .filter(|length| *length > 0 && type_.kind != StringKind::Clob);
                with_arguments(f, name, &[written])
            }
            Self::Integer(kind) => f.write_str(match kind {
                IntegerKind::Integer | IntegerKind::UpperInteger => "INTEGER",
                IntegerKind::BigInteger | IntegerKind::UpperBigint => "BIGINT",
                IntegerKind::SmallInteger | IntegerKind::UpperSmallint => "SMALLINT",
            }),
            Self::Numeric(type_) => {
                let name = match type_.kind {
                    NumericKind::Numeric | NumericKind::UpperNumeric => "NUMERIC",
                    NumericKind::Decimal => "DECIMAL",
                };
                with_arguments(f, name, &[type_.precision, type_.scale])
            }
            Self::Float(type_) => f.write_str(match type_.kind {
                FloatKind::Float | FloatKind::UpperFloat => "FLOAT",
                FloatKind::Double | FloatKind::UpperDouble => "DOUBLE",
                FloatKind::Real => "REAL",
                FloatKind::DoublePrecision => "DOUBLE PRECISION",
            }),
            Self::Boolean(_) => f.write_str("BOOLEAN"),
            Self::DateTime(type_) => f.write_str(match type_.kind {
                DateTimeKind::Date | DateTimeKind::UpperDate => "DATE",
                DateTimeKind::DateTime | DateTimeKind::UpperDatetime => "DATETIME",
                DateTimeKind::Time | DateTimeKind::UpperTime => "TIME",
                DateTimeKind::Timestamp => "TIMESTAMP",
            }),
            Self::Interval(_) => f.write_str("DATETIME"),
            Self::Binary(type_) => match type_.kind {
                BinaryKind::LargeBinary | BinaryKind::Pickle | BinaryKind::Blob => f.write_str("BLOB"),
                BinaryKind::Binary => with_arguments(f, "BINARY", &[type_.length.filter(|length| *length > 0)]),
                BinaryKind::Varbinary => with_arguments(f, "VARBINARY", &[type_.length.filter(|length| *length > 0)]),
            },
            Self::Enum(enum_) => write!(f, "VARCHAR({})", enum_.varchar_length()),
            Self::Json(_) => f.write_str("JSON"),
            Self::Uuid(uuid) => f.write_str(if uuid.uppercase { "UUID" } else { "CHAR(32)" }),
            Self::Array(_) => f.write_str("ARRAY"),
            Self::Postgresql(type_) => f.write_str(type_.keyword()),
            Self::Mysql(type_) => f.write_str(type_.keyword()),
            Self::Sqlite(type_) => f.write_str(type_.keyword()),
            Self::Sql(sql) => f.write_str(sql),
            Self::Variant(variant) => variant.base.fmt(f),
            Self::Null => f.write_str("NullType()"),
        }
    }
}

fn with_arguments(f: &mut fmt::Formatter<'_>, name: &str, arguments: &[Option<u32>]) -> fmt::Result {
    let given: Vec<String> = arguments.iter().flatten().map(ToString::to_string).collect();
    if given.is_empty() {
        f.write_str(name)
    } else {
        write!(f, "{name}({})", given.join(", "))
    }
}
