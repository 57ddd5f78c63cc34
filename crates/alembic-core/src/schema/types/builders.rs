//! The generic types by SQLAlchemy's names in Rust's spelling.

use super::ColumnType;
use super::families::{
    ArrayType, BinaryKind, BinaryType, BooleanType, DateTimeKind, DateTimeType, EnumType, FloatKind, FloatType,
    IntegerKind, IntervalType, JsonType, NumericKind, NumericType, StringKind, StringType, UuidType,
};

/// `String`: `VARCHAR` with a length or, where the dialect allows, without.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, string};
/// let op = add_column("t", column("c", string(50)));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c VARCHAR(50);");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn string(length: impl Into<Option<u32>>) -> StringType {
    StringType::new(StringKind::String, length.into())
}

/// `Text`. The name keeps clear of [`text`](crate::schema::text), which is SQL.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, text_type};
/// let sql = |dialect| alembic_sql::to_sql(add_column("t", column("c", text_type())), dialect);
/// assert_eq!(sql(DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c TEXT;");
/// assert_eq!(sql(DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c TEXT;");
/// assert_eq!(sql(DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c TEXT;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn text_type() -> StringType {
    StringType::new(StringKind::Text, None)
}

/// `Unicode`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, unicode};
/// let op = add_column("t", column("c", unicode(50)));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c VARCHAR(50);");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn unicode(length: impl Into<Option<u32>>) -> StringType {
    StringType::new(StringKind::Unicode, length.into())
}

/// `UnicodeText`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, unicode_text};
/// let sql = |dialect| alembic_sql::to_sql(add_column("t", column("c", unicode_text())), dialect);
/// assert_eq!(sql(DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c TEXT;");
/// assert_eq!(sql(DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c TEXT;");
/// assert_eq!(sql(DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c TEXT;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn unicode_text() -> StringType {
    StringType::new(StringKind::UnicodeText, None)
}

impl StringType {
    /// Sets the length, for the types whose builder takes none.
    ///
    /// ```
    /// use alembic_core::DialectName;
    /// use alembic_core::ops::add_column;
    /// use alembic_core::schema::{column, text_type};
    /// let op = add_column("t", column("c", text_type().length(200)));
    /// assert_eq!(alembic_sql::to_sql(op, DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c TEXT(200);");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn length(mut self, length: u32) -> Self {
        self.length = Some(length);
        self
    }
}

/// `Integer`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, integer};
/// let sql = |dialect| alembic_sql::to_sql(add_column("t", column("c", integer())), dialect);
/// assert_eq!(sql(DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c INTEGER;");
/// assert_eq!(sql(DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c INTEGER;");
/// assert_eq!(sql(DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c INTEGER;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn integer() -> IntegerKind {
    IntegerKind::Integer
}

/// `BigInteger`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{big_integer, column};
/// let sql = |dialect| alembic_sql::to_sql(add_column("t", column("c", big_integer())), dialect);
/// assert_eq!(sql(DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c BIGINT;");
/// assert_eq!(sql(DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c BIGINT;");
/// assert_eq!(sql(DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c BIGINT;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn big_integer() -> IntegerKind {
    IntegerKind::BigInteger
}

/// `SmallInteger`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, small_integer};
/// let sql = |dialect| alembic_sql::to_sql(add_column("t", column("c", small_integer())), dialect);
/// assert_eq!(sql(DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c SMALLINT;");
/// assert_eq!(sql(DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c SMALLINT;");
/// assert_eq!(sql(DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c SMALLINT;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn small_integer() -> IntegerKind {
    IntegerKind::SmallInteger
}

/// `Boolean`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{boolean, column};
/// let sql = |dialect| alembic_sql::to_sql(add_column("t", column("c", boolean())), dialect);
/// assert_eq!(sql(DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c BOOLEAN;");
/// assert_eq!(sql(DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c BOOL;");
/// assert_eq!(sql(DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c BOOLEAN;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn boolean() -> BooleanType {
    BooleanType::default()
}

/// `Date`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, date};
/// let sql = |dialect| alembic_sql::to_sql(add_column("t", column("c", date())), dialect);
/// assert_eq!(sql(DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c DATE;");
/// assert_eq!(sql(DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c DATE;");
/// assert_eq!(sql(DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c DATE;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn date() -> DateTimeType {
    DateTimeType {
        kind: DateTimeKind::Date,
        timezone: false,
    }
}

/// `DateTime`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, date_time};
/// let sql = |dialect| alembic_sql::to_sql(add_column("t", column("c", date_time())), dialect);
/// assert_eq!(sql(DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c TIMESTAMP WITHOUT TIME ZONE;");
/// assert_eq!(sql(DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c DATETIME;");
/// assert_eq!(sql(DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c DATETIME;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn date_time() -> DateTimeType {
    DateTimeType {
        kind: DateTimeKind::DateTime,
        timezone: false,
    }
}

/// `Time`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, time};
/// let sql = |dialect| alembic_sql::to_sql(add_column("t", column("c", time())), dialect);
/// assert_eq!(sql(DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c TIME WITHOUT TIME ZONE;");
/// assert_eq!(sql(DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c TIME;");
/// assert_eq!(sql(DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c TIME;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn time() -> DateTimeType {
    DateTimeType {
        kind: DateTimeKind::Time,
        timezone: false,
    }
}

/// `Interval`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, interval};
/// let sql = |dialect| alembic_sql::to_sql(add_column("t", column("c", interval())), dialect);
/// assert_eq!(sql(DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c INTERVAL;");
/// assert_eq!(sql(DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c DATETIME;");
/// assert_eq!(sql(DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c DATETIME;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn interval() -> IntervalType {
    IntervalType::default()
}

/// `Numeric`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, numeric};
/// let op = add_column("t", column("c", numeric(10, 2)));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c NUMERIC(10, 2);");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn numeric(precision: impl Into<Option<u32>>, scale: impl Into<Option<u32>>) -> NumericType {
    NumericType {
        kind: NumericKind::Numeric,
        precision: precision.into(),
        scale: scale.into(),
    }
}

/// `Float`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, float};
/// let sql = |dialect| alembic_sql::to_sql(add_column("t", column("c", float())), dialect);
/// assert_eq!(sql(DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c FLOAT;");
/// assert_eq!(sql(DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c FLOAT;");
/// assert_eq!(sql(DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c FLOAT;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn float() -> FloatType {
    FloatType {
        kind: FloatKind::Float,
        precision: None,
    }
}

/// `Double`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, double};
/// let sql = |dialect| alembic_sql::to_sql(add_column("t", column("c", double())), dialect);
/// assert_eq!(sql(DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c DOUBLE PRECISION;");
/// assert_eq!(sql(DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c DOUBLE;");
/// assert_eq!(sql(DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c DOUBLE;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn double() -> FloatType {
    FloatType {
        kind: FloatKind::Double,
        precision: None,
    }
}

/// `LargeBinary`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, large_binary};
/// let sql = |dialect| alembic_sql::to_sql(add_column("t", column("c", large_binary(None))), dialect);
/// assert_eq!(sql(DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c BYTEA;");
/// assert_eq!(sql(DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c BLOB;");
/// assert_eq!(sql(DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c BLOB;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn large_binary(length: impl Into<Option<u32>>) -> BinaryType {
    BinaryType {
        kind: BinaryKind::LargeBinary,
        length: length.into(),
    }
}

/// `PickleType`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, pickle_type};
/// let sql = |dialect| alembic_sql::to_sql(add_column("t", column("c", pickle_type())), dialect);
/// assert_eq!(sql(DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c BYTEA;");
/// assert_eq!(sql(DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c BLOB;");
/// assert_eq!(sql(DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c BLOB;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn pickle_type() -> BinaryType {
    BinaryType {
        kind: BinaryKind::Pickle,
        length: None,
    }
}

/// `Enum`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{column, enum_, table};
/// let status = || enum_(["active", "gone"]).name("status");
/// let sql = |dialect| alembic_sql::to_sql(create_table(table("t").column(column("c", status()))), dialect);
/// assert_eq!(
///     sql(DialectName::Postgresql)?,
///     "CREATE TYPE status AS ENUM ('active', 'gone');\
///      \n\nCREATE TABLE t (\
///      \n    c status\
///      \n);"
/// );
/// assert_eq!(
///     sql(DialectName::Mysql)?,
///     "CREATE TABLE t (\
///      \n    c ENUM('active','gone')\
///      \n);"
/// );
/// assert_eq!(
///     sql(DialectName::Sqlite)?,
///     "CREATE TABLE t (\
///      \n    c VARCHAR(6)\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn enum_(enums: impl IntoIterator<Item = impl Into<String>>) -> EnumType {
    EnumType {
        enums: enums.into_iter().map(Into::into).collect(),
        name: None,
        schema: None,
        inherit_schema: false,
        native_enum: true,
        create_constraint: false,
        length: None,
        create_type: true,
    }
}

/// `JSON`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, json};
/// let sql = |dialect| alembic_sql::to_sql(add_column("t", column("c", json())), dialect);
/// assert_eq!(sql(DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c JSON;");
/// assert_eq!(sql(DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c JSON;");
/// assert_eq!(sql(DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c JSON;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn json() -> JsonType {
    JsonType::default()
}

/// `Uuid`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, uuid};
/// let sql = |dialect| alembic_sql::to_sql(add_column("t", column("c", uuid())), dialect);
/// assert_eq!(sql(DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c UUID;");
/// assert_eq!(sql(DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c CHAR(32);");
/// assert_eq!(sql(DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c CHAR(32);");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn uuid() -> UuidType {
    UuidType {
        uppercase: false,
        native_uuid: true,
    }
}

/// `ARRAY`, which only PostgreSQL has.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{array, column, integer};
/// let op = add_column("t", column("c", array(integer())));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c INTEGER[];");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn array(item_type: impl Into<ColumnType>) -> ArrayType {
    ArrayType {
        item_type: item_type.into(),
        dimensions: None,
    }
}

/// A type by its SQL text, rendered as it is.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, sql_type};
/// let op = add_column("t", column("c", sql_type("GEOMETRY(POINT, 4326)")));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE t ADD COLUMN c GEOMETRY(POINT, 4326);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn sql_type(sql: impl Into<String>) -> ColumnType {
    ColumnType::Sql(sql.into())
}

/// No type, for places where it is not known: SQLAlchemy's `NullType`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, null_type};
/// let error = alembic_sql::to_sql(add_column("t", column("c", null_type())), DialectName::Postgresql).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "Can't generate DDL for NullType(); did you forget to specify a type on this Column? \
///      (op.add_column on postgresql: give the column a type)"
/// );
/// ```
#[must_use]
pub fn null_type() -> ColumnType {
    ColumnType::Null
}
