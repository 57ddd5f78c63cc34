//! The SQL types that SQLAlchemy writes in upper case, under the same names.
#![expect(
    non_snake_case,
    reason = "SQLAlchemy's upper-case names are types of their own, beside the generic ones"
)]

use super::example::type_example;
use super::families::{
    BinaryKind, BinaryType, BooleanType, DateTimeKind, DateTimeType, FloatKind, FloatType, IntegerKind, NumericKind,
    NumericType, StringKind, StringType, UuidType,
};

macro_rules! strings {
    ($($name:ident => $kind:ident $($dialect:ident $sql:literal),+;)*) => {
        $(
            #[doc = concat!("`", stringify!($name), "`, with a length or without.")]
            #[doc = type_example!($name(50) => $($dialect $sql),+)]
            #[must_use]
            pub fn $name(length: impl Into<Option<u32>>) -> StringType {
                StringType::new(StringKind::$kind, length.into())
            }
        )*
    };
}

strings! {
    VARCHAR => Varchar Postgresql "VARCHAR(50)";
    NVARCHAR => Nvarchar Mysql "NATIONAL VARCHAR(50)", Sqlite "NVARCHAR(50)";
    CHAR => Char Postgresql "CHAR(50)";
    NCHAR => Nchar Mysql "NATIONAL CHAR(50)", Sqlite "NCHAR(50)";
}

macro_rules! plain {
    ($($name:ident -> $type:ty: $value:expr => $($dialect:ident $sql:literal),+;)*) => {
        $(
            #[doc = concat!("`", stringify!($name), "`.")]
            #[doc = type_example!($name() => $($dialect $sql),+)]
            #[must_use]
            pub fn $name() -> $type {
                $value
            }
        )*
    };
}

plain! {
    TEXT -> StringType: StringType::new(StringKind::UpperText, None)
        => Postgresql "TEXT";
    CLOB -> StringType: StringType::new(StringKind::Clob, None)
        => Sqlite "CLOB";
    INTEGER -> IntegerKind: IntegerKind::UpperInteger
        => Postgresql "INTEGER";
    INT -> IntegerKind: IntegerKind::UpperInteger
        => Postgresql "INTEGER";
    BIGINT -> IntegerKind: IntegerKind::UpperBigint
        => Postgresql "BIGINT";
    SMALLINT -> IntegerKind: IntegerKind::UpperSmallint
        => Postgresql "SMALLINT";
    FLOAT -> FloatType: FloatType { kind: FloatKind::UpperFloat, precision: None }
        => Postgresql "FLOAT";
    REAL -> FloatType: FloatType { kind: FloatKind::Real, precision: None }
        => Postgresql "REAL";
    DOUBLE -> FloatType: FloatType { kind: FloatKind::UpperDouble, precision: None }
        => Mysql "DOUBLE";
    DOUBLE_PRECISION -> FloatType: FloatType { kind: FloatKind::DoublePrecision, precision: None }
        => Postgresql "DOUBLE PRECISION";
    BOOLEAN -> BooleanType: BooleanType { uppercase: true, ..BooleanType::default() }
        => Postgresql "BOOLEAN", Mysql "BOOL";
    DATE -> DateTimeType: DateTimeType { kind: DateTimeKind::UpperDate, timezone: false }
        => Postgresql "DATE";
    DATETIME -> DateTimeType: DateTimeType { kind: DateTimeKind::UpperDatetime, timezone: false }
        => Mysql "DATETIME", Sqlite "DATETIME";
    TIME -> DateTimeType: DateTimeType { kind: DateTimeKind::UpperTime, timezone: false }
        => Postgresql "TIME WITHOUT TIME ZONE", Mysql "TIME";
    TIMESTAMP -> DateTimeType: DateTimeType { kind: DateTimeKind::Timestamp, timezone: false }
        => Postgresql "TIMESTAMP WITHOUT TIME ZONE", Mysql "TIMESTAMP NULL";
    UUID -> UuidType: UuidType { uppercase: true, native_uuid: true }
        => Postgresql "UUID";
}

/// `NUMERIC`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{NUMERIC, column};
/// let op = add_column("t", column("c", NUMERIC(10, 2)));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c NUMERIC(10, 2);");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn NUMERIC(precision: impl Into<Option<u32>>, scale: impl Into<Option<u32>>) -> NumericType {
    NumericType {
        kind: NumericKind::UpperNumeric,
        precision: precision.into(),
        scale: scale.into(),
    }
}

/// `DECIMAL`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{DECIMAL, column};
/// let op = add_column("t", column("c", DECIMAL(10, 2)));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c DECIMAL(10, 2);");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn DECIMAL(precision: impl Into<Option<u32>>, scale: impl Into<Option<u32>>) -> NumericType {
    NumericType {
        kind: NumericKind::Decimal,
        precision: precision.into(),
        scale: scale.into(),
    }
}

/// `BLOB`; the length means something to MySQL.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{BLOB, column};
/// let op = add_column("t", column("c", BLOB(None)));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c BLOB;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn BLOB(length: impl Into<Option<u32>>) -> BinaryType {
    BinaryType {
        kind: BinaryKind::Blob,
        length: length.into(),
    }
}

/// `BINARY`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{BINARY, column};
/// let op = add_column("t", column("c", BINARY(16)));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c BINARY(16);");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn BINARY(length: impl Into<Option<u32>>) -> BinaryType {
    BinaryType {
        kind: BinaryKind::Binary,
        length: length.into(),
    }
}

/// `VARBINARY`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{VARBINARY, column};
/// let op = add_column("t", column("c", VARBINARY(16)));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c VARBINARY(16);");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn VARBINARY(length: impl Into<Option<u32>>) -> BinaryType {
    BinaryType {
        kind: BinaryKind::Varbinary,
        length: length.into(),
    }
}
