use super::DomainType;
use crate::schema::Name;
use crate::schema::types::example::type_example;
use crate::schema::types::{self, ArrayType, ColumnType, EnumType, JsonType, UuidType};

/// A type of `sqlalchemy.dialects.postgresql` that the generic types do not cover.
#[derive(Debug, Clone, PartialEq)]
pub enum PostgresqlType {
    /// A type without arguments.
    Simple(SimpleType),
    /// `JSONB`.
    Jsonb(JsonType),
    /// `TIMESTAMP(p) WITH TIME ZONE`.
    Timestamp(PgTimeType),
    /// `TIME(p) WITH TIME ZONE`.
    Time(PgTimeType),
    /// `INTERVAL fields (p)`.
    Interval(PgIntervalType),
    /// `BIT` and `BIT VARYING`.
    Bit(BitType),
    /// `ENUM`, which other dialects refuse.
    Enum(EnumType),
    /// A domain.
    Domain(Box<DomainType>),
}

macro_rules! simple_types {
    ($($variant:ident $builder:ident $sql:literal;)*) => {
        /// A type that is only its name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum SimpleType {
            $(#[doc = concat!("`", $sql, "`.")] $variant,)*
        }

        impl SimpleType {
            /// The name in SQL.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $sql,)*
                }
            }
        }

        $(
            #[doc = concat!("PostgreSQL's `", $sql, "`.")]
            #[doc = type_example!(postgresql::$builder() => Postgresql $sql)]
            #[must_use]
            pub fn $builder() -> PostgresqlType {
                PostgresqlType::Simple(SimpleType::$variant)
            }
        )*
    };
}

simple_types! {
    Bytea bytea "BYTEA";
    Cidr cidr "CIDR";
    Citext citext "CITEXT";
    Daterange daterange "DATERANGE";
    Datemultirange datemultirange "DATEMULTIRANGE";
    Hstore hstore "HSTORE";
    Inet inet "INET";
    Int4range int4range "INT4RANGE";
    Int4multirange int4multirange "INT4MULTIRANGE";
    Int8range int8range "INT8RANGE";
    Int8multirange int8multirange "INT8MULTIRANGE";
    Jsonpath jsonpath "JSONPATH";
    Macaddr macaddr "MACADDR";
    Macaddr8 macaddr8 "MACADDR8";
    Money money "MONEY";
    Numrange numrange "NUMRANGE";
    Nummultirange nummultirange "NUMMULTIRANGE";
    Oid oid "OID";
    Regclass regclass "REGCLASS";
    Regconfig regconfig "REGCONFIG";
    Tsquery tsquery "TSQUERY";
    Tsrange tsrange "TSRANGE";
    Tsmultirange tsmultirange "TSMULTIRANGE";
    Tstzrange tstzrange "TSTZRANGE";
    Tstzmultirange tstzmultirange "TSTZMULTIRANGE";
    Tsvector tsvector "TSVECTOR";
}

impl PostgresqlType {
    /// The type's name in SQL, without its arguments.
    #[must_use]
    pub fn keyword(&self) -> &'static str {
        match self {
            Self::Simple(simple) => simple.as_str(),
            Self::Jsonb(_) => "JSONB",
            Self::Timestamp(_) => "TIMESTAMP",
            Self::Time(_) => "TIME",
            Self::Interval(_) => "INTERVAL",
            Self::Bit(_) => "BIT",
            Self::Enum(_) => "ENUM",
            Self::Domain(_) => "DOMAIN",
        }
    }
}

impl From<PostgresqlType> for ColumnType {
    fn from(type_: PostgresqlType) -> Self {
        Self::Postgresql(type_)
    }
}

/// `JSON`: the same as [`types::json`].
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, postgresql};
/// let op = add_column("t", column("c", postgresql::json()));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c JSON;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn json() -> JsonType {
    types::json()
}

/// PostgreSQL's `JSONB`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, postgresql};
/// let op = add_column("t", column("c", postgresql::jsonb()));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c JSONB;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn jsonb() -> PostgresqlType {
    PostgresqlType::Jsonb(JsonType::default())
}

/// `UUID`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, postgresql};
/// let op = add_column("t", column("c", postgresql::uuid()));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c UUID;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn uuid() -> UuidType {
    types::UUID()
}

/// `ARRAY`: the same as [`types::array`].
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, integer, postgresql};
/// let op = add_column("t", column("c", postgresql::array(integer())));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c INTEGER[];");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn array(item_type: impl Into<ColumnType>) -> ArrayType {
    types::array(item_type)
}

/// Precision and time zone of `TIME` and `TIMESTAMP`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PgTimeType {
    /// `WITH TIME ZONE` or `WITHOUT TIME ZONE`.
    pub timezone: bool,
    /// Digits of the seconds.
    pub precision: Option<u32>,
}

/// PostgreSQL's `TIMESTAMP` with a precision.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, postgresql};
/// let op = add_column("t", column("c", postgresql::timestamp(true, 3)));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE t ADD COLUMN c TIMESTAMP(3) WITH TIME ZONE;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn timestamp(timezone: bool, precision: impl Into<Option<u32>>) -> PostgresqlType {
    PostgresqlType::Timestamp(PgTimeType {
        timezone,
        precision: precision.into(),
    })
}

/// PostgreSQL's `TIME` with a precision.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, postgresql};
/// let op = add_column("t", column("c", postgresql::time(false, 3)));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE t ADD COLUMN c TIME(3) WITHOUT TIME ZONE;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn time(timezone: bool, precision: impl Into<Option<u32>>) -> PostgresqlType {
    PostgresqlType::Time(PgTimeType {
        timezone,
        precision: precision.into(),
    })
}

/// PostgreSQL's `INTERVAL`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, postgresql};
/// let type_ = postgresql::interval().fields("DAY TO SECOND").precision(3);
/// assert_eq!(
///     alembic_sql::to_sql(add_column("t", column("c", type_)), DialectName::Postgresql)?,
///     "ALTER TABLE t ADD COLUMN c INTERVAL DAY TO SECOND (3);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PgIntervalType {
    /// Digits of the seconds.
    pub precision: Option<u32>,
    /// Which fields it holds, such as `DAY TO HOUR`.
    pub fields: Option<String>,
}

/// PostgreSQL's `INTERVAL`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, postgresql};
/// let op = add_column("t", column("c", postgresql::interval()));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c INTERVAL;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn interval() -> PgIntervalType {
    PgIntervalType::default()
}

impl PgIntervalType {
    /// Sets the digits of the seconds.
    #[must_use]
    pub fn precision(mut self, precision: u32) -> Self {
        self.precision = Some(precision);
        self
    }

    /// Sets which fields it holds.
    #[must_use]
    pub fn fields(mut self, fields: impl Into<String>) -> Self {
        self.fields = Some(fields.into());
        self
    }
}

impl From<PgIntervalType> for ColumnType {
    fn from(type_: PgIntervalType) -> Self {
        Self::Postgresql(PostgresqlType::Interval(type_))
    }
}

/// PostgreSQL's `BIT` and `BIT VARYING`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BitType {
    /// The number of bits; `BIT` without one has a single bit.
    pub length: Option<u32>,
    /// `BIT VARYING`.
    pub varying: bool,
}

/// PostgreSQL's `BIT`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, postgresql};
/// let op = add_column("t", column("c", postgresql::bit(8)));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c BIT(8);");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn bit(length: impl Into<Option<u32>>) -> PostgresqlType {
    PostgresqlType::Bit(BitType {
        length: length.into(),
        varying: false,
    })
}

/// PostgreSQL's `BIT VARYING`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, postgresql};
/// let op = add_column("t", column("c", postgresql::bit_varying(8)));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c BIT VARYING(8);");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn bit_varying(length: impl Into<Option<u32>>) -> PostgresqlType {
    PostgresqlType::Bit(BitType {
        length: length.into(),
        varying: true,
    })
}

/// PostgreSQL's own `ENUM`, which other dialects refuse; [`types::enum_`] works everywhere.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{column, postgresql, table};
/// let sql = |type_: postgresql::PgEnumType| {
///     alembic_sql::to_sql(create_table(table("task").column(column("status", type_))), DialectName::Postgresql)
/// };
/// let status = || postgresql::enum_(["open", "done"], "status");
/// assert_eq!(
///     sql(status().schema("app"))?,
///     "CREATE TYPE app.status AS ENUM ('open', 'done');\
///      \n\nCREATE TABLE task (\
///      \n    status app.status\
///      \n);"
/// );
/// assert_eq!(
///     sql(status().create_type(false))?,
///     "CREATE TABLE task (\
///      \n    status status\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PgEnumType(pub EnumType);

/// PostgreSQL's own `ENUM` by its values and its name.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{column, postgresql, table};
/// let status = column("status", postgresql::enum_(["open", "done"], "status"));
/// let task = create_table(table("task").column(status));
/// assert_eq!(
///     alembic_sql::to_sql(task, DialectName::Postgresql)?,
///     "CREATE TYPE status AS ENUM ('open', 'done');\
///      \n\nCREATE TABLE task (\
///      \n    status status\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn enum_(enums: impl IntoIterator<Item = impl Into<String>>, name: impl Into<Name>) -> PgEnumType {
    PgEnumType(types::enum_(enums).name(name))
}

impl PgEnumType {
    /// Names the schema.
    #[must_use]
    pub fn schema(self, schema: impl Into<Name>) -> Self {
        Self(self.0.schema(schema))
    }

    /// `false` leaves `CREATE TYPE` to somebody else.
    #[must_use]
    pub fn create_type(self, create_type: bool) -> Self {
        Self(self.0.create_type(create_type))
    }

    /// Takes the schema of the table.
    ///
    /// ```
    /// use alembic_core::{DialectName, ops::add_column};
    /// use alembic_core::schema::{column, postgresql};
    /// let op = add_column("t", column("c", postgresql::enum_(["a", "b"], "mood").inherit_schema(true)));
    /// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c mood;");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn inherit_schema(self, inherit_schema: bool) -> Self {
        Self(self.0.inherit_schema(inherit_schema))
    }

    /// Adds a check constraint on SQLite, where the type is a `VARCHAR`.
    ///
    /// ```
    /// use alembic_core::{DialectName, ops::add_column};
    /// use alembic_core::schema::{column, postgresql};
    /// let op = add_column("t", column("c", postgresql::enum_(["a", "b"], "mood").create_constraint(true)));
    /// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c mood;");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn create_constraint(self, create_constraint: bool) -> Self {
        Self(self.0.create_constraint(create_constraint))
    }

    /// Sets the length of the `VARCHAR` that it is on SQLite.
    ///
    /// ```
    /// use alembic_core::{DialectName, ops::add_column};
    /// use alembic_core::schema::{column, postgresql};
    /// let op = add_column("t", column("c", postgresql::enum_(["a", "b"], "mood").length(20)));
    /// assert_eq!(alembic_sql::to_sql(op, DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c VARCHAR(20);");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn length(self, length: u32) -> Self {
        Self(self.0.length(length))
    }
}

impl From<PgEnumType> for ColumnType {
    fn from(type_: PgEnumType) -> Self {
        Self::Postgresql(PostgresqlType::Enum(type_.0))
    }
}
