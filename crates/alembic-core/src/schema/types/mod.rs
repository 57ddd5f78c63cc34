//! Column types: SQLAlchemy's generic types, its upper-case SQL types, and those of the dialects.

mod affinity;
mod builders;
pub(crate) mod example;
mod families;
mod uppercase;

use super::{mysql, postgresql, sqlite};
use crate::DialectName;

pub use affinity::Affinity;
pub use builders::{
    array, big_integer, boolean, date, date_time, double, enum_, float, integer, interval, json, large_binary,
    null_type, numeric, pickle_type, small_integer, sql_type, string, text_type, time, unicode, unicode_text, uuid,
};
pub use families::{
    ArrayType, BinaryKind, BinaryType, BooleanType, DateTimeKind, DateTimeType, EnumType, FloatKind, FloatType,
    IntegerKind, IntervalType, JsonType, NumericKind, NumericType, StringKind, StringType, UuidType,
};
#[rustfmt::skip]
pub use uppercase::{
    BIGINT, BINARY, BLOB, BOOLEAN, CHAR, CLOB, DATE, DATETIME, DECIMAL, DOUBLE, DOUBLE_PRECISION, FLOAT, INT, INTEGER,
    NCHAR, NUMERIC, NVARCHAR, REAL, SMALLINT, TEXT, TIME, TIMESTAMP, UUID, VARBINARY, VARCHAR,
};

/// The type of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnType {
    /// Characters: `String`, `Text`, `Unicode`, `VARCHAR`, `CHAR`…
    String(StringType),
    /// Integers: `Integer`, `BigInteger`, `SMALLINT`…
    Integer(IntegerKind),
    /// Exact numbers: `Numeric`, `NUMERIC`, `DECIMAL`.
    Numeric(NumericType),
    /// Floating point numbers: `Float`, `Double`, `REAL`…
    Float(FloatType),
    /// `Boolean` and `BOOLEAN`.
    Boolean(BooleanType),
    /// Dates and times: `Date`, `DateTime`, `Time`, `TIMESTAMP`…
    DateTime(DateTimeType),
    /// `Interval`.
    Interval(IntervalType),
    /// Bytes: `LargeBinary`, `BLOB`, `BINARY`, `VARBINARY`, and `PickleType`.
    Binary(BinaryType),
    /// `Enum`.
    Enum(EnumType),
    /// `JSON`.
    Json(JsonType),
    /// `Uuid` and `UUID`.
    Uuid(UuidType),
    /// `ARRAY`.
    Array(Box<ArrayType>),
    /// A type of `sqlalchemy.dialects.postgresql`.
    Postgresql(postgresql::PostgresqlType),
    /// A type of `sqlalchemy.dialects.mysql`.
    Mysql(mysql::MysqlType),
    /// A type of `sqlalchemy.dialects.sqlite`.
    Sqlite(sqlite::SqliteType),
    /// A type by its SQL text, rendered as it is: `UserDefinedType`.
    Sql(String),
    /// Other types on other dialects: `with_variant`.
    Variant(Box<Variant>),
    /// No type: SQLAlchemy's `NullType`, which has no DDL.
    Null,
}

/// A type that is another one on some dialects.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// The type where no other is given.
    pub base: ColumnType,
    /// The types of the named dialects.
    pub mapping: Vec<(DialectName, ColumnType)>,
}

impl ColumnType {
    /// The type as it is on a dialect: a variant's own type, otherwise the type itself.
    #[must_use]
    pub fn for_dialect(&self, dialect: DialectName) -> &Self {
        match self {
            Self::Variant(variant) => variant
                .mapping
                .iter()
                .find(|(name, _)| *name == dialect)
                .map_or(&variant.base, |(_, type_)| type_),
            other => other,
        }
    }

    /// The values and names of an enum: of the generic one, of PostgreSQL's and of MySQL's.
    #[must_use]
    pub fn enum_type(&self) -> Option<&EnumType> {
        match self {
            Self::Enum(enum_) | Self::Postgresql(postgresql::PostgresqlType::Enum(enum_)) => Some(enum_),
            Self::Mysql(mysql::MysqlType::Enum(enum_)) if !enum_.set => Some(&enum_.values),
            _ => None,
        }
    }
}

/// SQLAlchemy's `with_variant`, for every type.
pub trait WithVariant: Into<ColumnType> {
    /// The same type, except that it is `type_` on the named dialects.
    ///
    /// ```
    /// use alembic_core::DialectName;
    /// use alembic_core::ops::add_column;
    /// use alembic_core::schema::{WithVariant, column, json, postgresql};
    /// let type_ = || json().with_variant(postgresql::jsonb(), [DialectName::Postgresql]);
    /// let sql = |dialect| alembic_sql::to_sql(add_column("t", column("c", type_())), dialect);
    /// assert_eq!(sql(DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c JSONB;");
    /// assert_eq!(sql(DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c JSON;");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    fn with_variant(self, type_: impl Into<ColumnType>, dialects: impl IntoIterator<Item = DialectName>) -> ColumnType {
        let type_ = type_.into();
        let mut variant = match self.into() {
            ColumnType::Variant(variant) => *variant,
            base => Variant {
                base,
                mapping: Vec::new(),
            },
        };
        for dialect in dialects {
            variant.mapping.retain(|(name, _)| *name != dialect);
            variant.mapping.push((dialect, type_.clone()));
        }
        ColumnType::Variant(Box::new(variant))
    }
}

impl<T: Into<ColumnType>> WithVariant for T {}
