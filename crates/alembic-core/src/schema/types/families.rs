//! One struct for each family of types; what differs inside a family is its `kind`.

use super::ColumnType;
use crate::schema::{ConstraintName, Name};

/// Which of the character types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StringKind {
    /// `String`.
    String,
    /// `Text`.
    Text,
    /// `Unicode`.
    Unicode,
    /// `UnicodeText`.
    UnicodeText,
    /// `VARCHAR`.
    Varchar,
    /// `NVARCHAR`.
    Nvarchar,
    /// `CHAR`.
    Char,
    /// `NCHAR`.
    Nchar,
    /// `TEXT`.
    UpperText,
    /// `CLOB`.
    Clob,
}

/// A character type.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{StringType, column, string, text_type};
/// let sql = |type_: StringType, dialect| alembic_sql::to_sql(add_column("t", column("c", type_)), dialect);
/// assert_eq!(
///     sql(string(50).collation("de_DE"), DialectName::Postgresql)?,
///     "ALTER TABLE t ADD COLUMN c VARCHAR(50) COLLATE \"de_DE\";"
/// );
/// assert_eq!(
///     sql(string(50).collation("de").collation_schema("app"), DialectName::Postgresql)?,
///     "ALTER TABLE t ADD COLUMN c VARCHAR(50) COLLATE app.de;"
/// );
/// assert_eq!(sql(text_type().length(200), DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c TEXT(200);");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StringType {
    /// Which one.
    pub kind: StringKind,
    /// The greatest number of characters.
    pub length: Option<u32>,
    /// The collation.
    pub collation: Option<String>,
    /// The collation's schema.
    pub collation_schema: Option<String>,
}

impl StringType {
    pub(super) fn new(kind: StringKind, length: Option<u32>) -> Self {
        Self {
            kind,
            length,
            collation: None,
            collation_schema: None,
        }
    }

    /// Sets the collation.
    #[must_use]
    pub fn collation(mut self, collation: impl Into<String>) -> Self {
        self.collation = Some(collation.into());
        self
    }

    /// Sets the schema of the collation.
    #[must_use]
    pub fn collation_schema(mut self, schema: impl Into<String>) -> Self {
        self.collation_schema = Some(schema.into());
        self
    }
}

/// Which of the integer types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntegerKind {
    /// `Integer`.
    Integer,
    /// `BigInteger`.
    BigInteger,
    /// `SmallInteger`.
    SmallInteger,
    /// `INTEGER` and `INT`.
    UpperInteger,
    /// `BIGINT`.
    UpperBigint,
    /// `SMALLINT`.
    UpperSmallint,
}

/// Which of the exact number types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumericKind {
    /// `Numeric`.
    Numeric,
    /// `NUMERIC`.
    UpperNumeric,
    /// `DECIMAL`.
    Decimal,
}

/// An exact number type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumericType {
    /// Which one.
    pub kind: NumericKind,
    /// All digits.
    pub precision: Option<u32>,
    /// Digits behind the point.
    pub scale: Option<u32>,
}

/// Which of the floating point types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FloatKind {
    /// `Float`.
    Float,
    /// `Double`.
    Double,
    /// `FLOAT`.
    UpperFloat,
    /// `REAL`.
    Real,
    /// `DOUBLE`.
    UpperDouble,
    /// `DOUBLE_PRECISION`.
    DoublePrecision,
}

/// A floating point type.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{FloatType, column, float};
/// let sql = |type_: FloatType, dialect| alembic_sql::to_sql(add_column("t", column("c", type_)), dialect);
/// assert_eq!(sql(float().precision(53), DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c FLOAT(53);");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FloatType {
    /// Which one.
    pub kind: FloatKind,
    /// The precision, rendered where the dialect knows it.
    pub precision: Option<u32>,
}

impl FloatType {
    /// Sets the precision.
    #[must_use]
    pub fn precision(mut self, precision: u32) -> Self {
        self.precision = Some(precision);
        self
    }
}

/// `Boolean` and `BOOLEAN`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{boolean, column, table};
/// let type_ = boolean().create_constraint(true).name("ck_done");
/// let task = create_table(table("task").column(column("done", type_)));
/// assert_eq!(
///     alembic_sql::to_sql(task.clone(), DialectName::Sqlite)?,
///     "CREATE TABLE task (\
///      \n    done BOOLEAN, \
///      \n    CONSTRAINT ck_done CHECK (done IN (0, 1))\
///      \n);"
/// );
/// assert_eq!(
///     alembic_sql::to_sql(task, DialectName::Postgresql)?,
///     "CREATE TABLE task (\
///      \n    done BOOLEAN\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BooleanType {
    /// Whether it was written in upper case.
    pub uppercase: bool,
    /// Adds a check constraint where the dialect has no booleans.
    pub create_constraint: bool,
    /// The name of that constraint.
    pub name: ConstraintName,
}

impl BooleanType {
    /// Adds a check constraint where the dialect has no booleans.
    #[must_use]
    pub fn create_constraint(mut self, create_constraint: bool) -> Self {
        self.create_constraint = create_constraint;
        self
    }

    /// Names the check constraint.
    #[must_use]
    pub fn name(mut self, name: impl Into<ConstraintName>) -> Self {
        self.name = name.into();
        self
    }
}

/// Which of the date and time types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateTimeKind {
    /// `Date`.
    Date,
    /// `DateTime`.
    DateTime,
    /// `Time`.
    Time,
    /// `DATE`.
    UpperDate,
    /// `DATETIME`.
    UpperDatetime,
    /// `TIME`.
    UpperTime,
    /// `TIMESTAMP`.
    Timestamp,
}

/// A date or time type.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{DateTimeType, column, date_time};
/// let sql = |type_: DateTimeType, dialect| alembic_sql::to_sql(add_column("t", column("c", type_)), dialect);
/// assert_eq!(
///     sql(date_time().timezone(true), DialectName::Postgresql)?,
///     "ALTER TABLE t ADD COLUMN c TIMESTAMP WITH TIME ZONE;"
/// );
/// assert_eq!(sql(date_time().timezone(true), DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c DATETIME;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateTimeType {
    /// Which one.
    pub kind: DateTimeKind,
    /// Whether it knows its time zone, where the dialect can.
    pub timezone: bool,
}

impl DateTimeType {
    /// Says whether it knows its time zone, where the dialect can.
    #[must_use]
    pub fn timezone(mut self, timezone: bool) -> Self {
        self.timezone = timezone;
        self
    }
}

/// `Interval`: native on PostgreSQL, a date elsewhere.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{IntervalType, column, interval};
/// let sql = |type_: IntervalType, dialect| alembic_sql::to_sql(add_column("t", column("c", type_)), dialect);
/// assert_eq!(
///     sql(interval().second_precision(3), DialectName::Postgresql)?,
///     "ALTER TABLE t ADD COLUMN c INTERVAL (3);"
/// );
/// assert_eq!(
///     sql(interval().native(false), DialectName::Postgresql)?,
///     "ALTER TABLE t ADD COLUMN c TIMESTAMP WITHOUT TIME ZONE;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IntervalType {
    /// `false` stores it as a date everywhere.
    pub native: Option<bool>,
    /// Digits of the seconds, where the type is native.
    pub second_precision: Option<u32>,
}

impl IntervalType {
    /// `false` stores it as a date everywhere.
    #[must_use]
    pub fn native(mut self, native: bool) -> Self {
        self.native = Some(native);
        self
    }

    /// Sets the digits of the seconds, where the type is native.
    #[must_use]
    pub fn second_precision(mut self, digits: u32) -> Self {
        self.second_precision = Some(digits);
        self
    }
}

/// Which of the byte types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryKind {
    /// `LargeBinary`.
    LargeBinary,
    /// `PickleType`.
    Pickle,
    /// `BLOB`.
    Blob,
    /// `BINARY`.
    Binary,
    /// `VARBINARY`.
    Varbinary,
}

/// A byte type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BinaryType {
    /// Which one.
    pub kind: BinaryKind,
    /// The greatest number of bytes.
    pub length: Option<u32>,
}

/// `Enum`: a type of its own on PostgreSQL, `ENUM(…)` on MySQL, a `VARCHAR` elsewhere.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{EnumType, column, enum_, table};
/// let sql = |type_: EnumType, dialect| {
///     alembic_sql::to_sql(create_table(table("task").column(column("status", type_)).schema("app")), dialect)
/// };
/// let status = || enum_(["open", "done"]).name("status");
/// assert_eq!(
///     sql(status().schema("types"), DialectName::Postgresql)?,
///     "CREATE TYPE types.status AS ENUM ('open', 'done');\
///      \n\nCREATE TABLE app.task (\
///      \n    status types.status\
///      \n);"
/// );
/// assert_eq!(
///     sql(status().inherit_schema(true), DialectName::Postgresql)?,
///     "CREATE TYPE app.status AS ENUM ('open', 'done');\
///      \n\nCREATE TABLE app.task (\
///      \n    status app.status\
///      \n);"
/// );
/// assert_eq!(
///     sql(status().create_type(false), DialectName::Postgresql)?,
///     "CREATE TABLE app.task (\
///      \n    status status\
///      \n);"
/// );
/// assert_eq!(
///     sql(status().native_enum(false).length(10), DialectName::Postgresql)?,
///     "CREATE TABLE app.task (\
///      \n    status VARCHAR(10)\
///      \n);"
/// );
/// assert_eq!(
///     sql(status().create_constraint(true), DialectName::Sqlite)?,
///     "CREATE TABLE app.task (\
///      \n    status VARCHAR(4), \
///      \n    CONSTRAINT status CHECK (status IN ('open', 'done'))\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumType {
    /// The values.
    pub enums: Vec<String>,
    /// The name of the type on PostgreSQL, and of the check constraint.
    pub name: Option<Name>,
    /// The schema of the type on PostgreSQL.
    pub schema: Option<Name>,
    /// Takes the schema of the table.
    pub inherit_schema: bool,
    /// `false` makes it a `VARCHAR` everywhere.
    pub native_enum: bool,
    /// Adds a check constraint where the type is a `VARCHAR`.
    pub create_constraint: bool,
    /// The length of the `VARCHAR`; that of the longest value if absent.
    pub length: Option<u32>,
    /// `false` leaves `CREATE TYPE` to somebody else.
    pub create_type: bool,
}

impl EnumType {
    /// The length of the `VARCHAR` that it is where it is no type of its own.
    #[must_use]
    pub fn varchar_length(&self) -> usize {
        let longest = self.enums.iter().map(|value| value.chars().count()).max().unwrap_or(0);
        self.length.map_or(longest, |length| length as usize)
    }

    /// Names the type and the check constraint.
    #[must_use]
    pub fn name(mut self, name: impl Into<Name>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Names the schema of the type.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<Name>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// Takes the schema of the table.
    #[must_use]
    pub fn inherit_schema(mut self, inherit_schema: bool) -> Self {
        self.inherit_schema = inherit_schema;
        self
    }

    /// `false` makes it a `VARCHAR` everywhere.
    #[must_use]
    pub fn native_enum(mut self, native_enum: bool) -> Self {
        self.native_enum = native_enum;
        self
    }

    /// Adds a check constraint where the type is a `VARCHAR`.
    #[must_use]
    pub fn create_constraint(mut self, create_constraint: bool) -> Self {
        self.create_constraint = create_constraint;
        self
    }

    /// Sets the length of the `VARCHAR`.
    #[must_use]
    pub fn length(mut self, length: u32) -> Self {
        self.length = Some(length);
        self
    }

    /// `false` leaves `CREATE TYPE` to somebody else.
    #[must_use]
    pub fn create_type(mut self, create_type: bool) -> Self {
        self.create_type = create_type;
        self
    }
}

/// `JSON`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{JsonType, column, json};
/// let sql = |type_: JsonType, dialect| alembic_sql::to_sql(add_column("t", column("c", type_)), dialect);
/// // how a missing value is stored is not part of the type's SQL
/// assert_eq!(sql(json().none_as_null(true), DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c JSON;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JsonType {
    /// Stores a missing value as SQL `NULL` rather than JSON `null`.
    pub none_as_null: bool,
}

impl JsonType {
    /// Stores a missing value as SQL `NULL` rather than JSON `null`.
    #[must_use]
    pub fn none_as_null(mut self, none_as_null: bool) -> Self {
        self.none_as_null = none_as_null;
        self
    }
}

/// `Uuid` and `UUID`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{UuidType, column, uuid};
/// let sql = |type_: UuidType, dialect| alembic_sql::to_sql(add_column("t", column("c", type_)), dialect);
/// assert_eq!(sql(uuid().native_uuid(false), DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c CHAR(32);");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UuidType {
    /// Whether it was written in upper case: then it is `UUID` on every dialect.
    pub uppercase: bool,
    /// `false` makes it `CHAR(32)` everywhere.
    pub native_uuid: bool,
}

impl UuidType {
    /// `false` makes it `CHAR(32)` everywhere.
    #[must_use]
    pub fn native_uuid(mut self, native_uuid: bool) -> Self {
        self.native_uuid = native_uuid;
        self
    }
}

/// `ARRAY`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{ArrayType, array, column, integer};
/// let sql = |type_: ArrayType, dialect| alembic_sql::to_sql(add_column("t", column("c", type_)), dialect);
/// assert_eq!(
///     sql(array(integer()).dimensions(2), DialectName::Postgresql)?,
///     "ALTER TABLE t ADD COLUMN c INTEGER[][];"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ArrayType {
    /// The type of the elements.
    pub item_type: ColumnType,
    /// The number of dimensions; one if absent.
    pub dimensions: Option<u32>,
}

impl ArrayType {
    /// Sets the number of dimensions.
    #[must_use]
    pub fn dimensions(mut self, dimensions: u32) -> Self {
        self.dimensions = Some(dimensions);
        self
    }
}

macro_rules! into_column_type {
    ($($type:ty => $variant:ident),* $(,)?) => {
        $(impl From<$type> for ColumnType {
            fn from(type_: $type) -> Self {
                Self::$variant(type_)
            }
        })*
    };
}

into_column_type! {
    StringType => String,
    IntegerKind => Integer,
    NumericType => Numeric,
    FloatType => Float,
    BooleanType => Boolean,
    DateTimeType => DateTime,
    IntervalType => Interval,
    BinaryType => Binary,
    EnumType => Enum,
    JsonType => Json,
    UuidType => Uuid,
}

impl From<ArrayType> for ColumnType {
    fn from(type_: ArrayType) -> Self {
        Self::Array(Box::new(type_))
    }
}
