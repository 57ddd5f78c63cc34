//! Whether a change of type needs a cast of the values: SQLAlchemy's `_type_affinity`.

use alembic_core::schema::mysql::{MysqlNumericKind, MysqlTimeKind, MysqlType};
use alembic_core::schema::postgresql::{PostgresqlType, SimpleType};
use alembic_core::schema::sqlite::SqliteType;
use alembic_core::schema::{ColumnType, DateTimeKind};

/// The class that a type belongs to. Values go from one type to another of the same class without a cast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TypeAffinity<'a> {
    String,
    Integer,
    Numeric,
    Float,
    Boolean,
    Date,
    DateTime,
    Time,
    Interval,
    Binary,
    Json,
    Uuid,
    Array,
    Range,
    Bit,
    /// Each of these is a class of its own.
    Other(&'static str),
    /// A type by its SQL text.
    Sql(&'a str),
}

pub(super) fn type_affinity(type_: &ColumnType) -> TypeAffinity<'_> {
    match type_ {
        ColumnType::String(_) | ColumnType::Enum(_) => TypeAffinity::String,
        ColumnType::Integer(_) => TypeAffinity::Integer,
        ColumnType::Numeric(_) => TypeAffinity::Numeric,
        ColumnType::Float(_) => TypeAffinity::Float,
        ColumnType::Boolean(_) => TypeAffinity::Boolean,
        ColumnType::DateTime(type_) => match type_.kind {
            DateTimeKind::Date | DateTimeKind::UpperDate => TypeAffinity::Date,
            DateTimeKind::DateTime | DateTimeKind::UpperDatetime | DateTimeKind::Timestamp => TypeAffinity::DateTime,
            DateTimeKind::Time | DateTimeKind::UpperTime => TypeAffinity::Time,
        },
        ColumnType::Interval(_) => TypeAffinity::Interval,
        ColumnType::Binary(_) => TypeAffinity::Binary,
        ColumnType::Json(_) => TypeAffinity::Json,
        ColumnType::Uuid(_) => TypeAffinity::Uuid,
        ColumnType::Array(_) => TypeAffinity::Array,
        ColumnType::Postgresql(type_) => postgresql(type_),
        ColumnType::Mysql(type_) => mysql(type_),
        ColumnType::Sqlite(type_) => match type_ {
            SqliteType::Json | SqliteType::Jsonb => TypeAffinity::Json,
            SqliteType::DatetimeChar => TypeAffinity::DateTime,
            SqliteType::DateChar => TypeAffinity::Date,
            SqliteType::TimeChar => TypeAffinity::Time,
        },
        ColumnType::Sql(sql) => TypeAffinity::Sql(sql),
        ColumnType::Variant(variant) => type_affinity(&variant.base),
        ColumnType::Null => TypeAffinity::Other("NullType"),
    }
}

fn postgresql(type_: &PostgresqlType) -> TypeAffinity<'_> {
    match type_ {
        PostgresqlType::Simple(simple) => match simple {
            SimpleType::Bytea => TypeAffinity::Binary,
            SimpleType::Citext => TypeAffinity::String,
            other if other.as_str().ends_with("RANGE") => TypeAffinity::Range,
            other => TypeAffinity::Other(other.as_str()),
        },
        PostgresqlType::Jsonb(_) => TypeAffinity::Json,
        PostgresqlType::Timestamp(_) => TypeAffinity::DateTime,
        PostgresqlType::Time(_) => TypeAffinity::Time,
        PostgresqlType::Interval(_) => TypeAffinity::Interval,
        PostgresqlType::Bit(_) => TypeAffinity::Bit,
        PostgresqlType::Enum(_) | PostgresqlType::Domain(_) => TypeAffinity::Other("NamedType"),
    }
}

fn mysql(type_: &MysqlType) -> TypeAffinity<'_> {
    match type_ {
        MysqlType::Integer(_) => TypeAffinity::Integer,
        MysqlType::Numeric(type_) => match type_.kind {
            MysqlNumericKind::Numeric | MysqlNumericKind::Decimal => TypeAffinity::Numeric,
            MysqlNumericKind::Float | MysqlNumericKind::Double | MysqlNumericKind::Real => TypeAffinity::Float,
        },
        MysqlType::String(_) => TypeAffinity::String,
        MysqlType::Enum(_) => TypeAffinity::Other("ENUM"),
        MysqlType::Time(type_) => match type_.kind {
            MysqlTimeKind::Datetime | MysqlTimeKind::Timestamp => TypeAffinity::DateTime,
            MysqlTimeKind::Time => TypeAffinity::Time,
        },
        MysqlType::Bit(_) => TypeAffinity::Bit,
        MysqlType::Year(_) => TypeAffinity::Other("YEAR"),
        MysqlType::Tinyblob | MysqlType::Mediumblob | MysqlType::Longblob => TypeAffinity::Binary,
        MysqlType::Inet4 => TypeAffinity::Other("INET4"),
        MysqlType::Inet6 => TypeAffinity::Other("INET6"),
    }
}
