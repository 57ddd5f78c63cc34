use crate::schema::types::{self, ArrayType, ColumnType, EnumType, JsonType, UuidType};
use crate::schema::{Condition, Expr, Name, ServerDefault};

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
#[must_use]
pub fn json() -> JsonType {
    types::json()
}

/// PostgreSQL's `JSONB`.
#[must_use]
pub fn jsonb() -> PostgresqlType {
    PostgresqlType::Jsonb(JsonType::default())
}

/// `UUID`.
#[must_use]
pub fn uuid() -> UuidType {
    types::UUID()
}

/// `ARRAY`: the same as [`types::array`].
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
#[must_use]
pub fn timestamp(timezone: bool, precision: impl Into<Option<u32>>) -> PostgresqlType {
    PostgresqlType::Timestamp(PgTimeType {
        timezone,
        precision: precision.into(),
    })
}

/// PostgreSQL's `TIME` with a precision.
#[must_use]
pub fn time(timezone: bool, precision: impl Into<Option<u32>>) -> PostgresqlType {
    PostgresqlType::Time(PgTimeType {
        timezone,
        precision: precision.into(),
    })
}

/// PostgreSQL's `INTERVAL`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PgIntervalType {
    /// Digits of the seconds.
    pub precision: Option<u32>,
    /// Which fields it holds, such as `DAY TO HOUR`.
    pub fields: Option<String>,
}

/// PostgreSQL's `INTERVAL`.
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
#[must_use]
pub fn bit(length: impl Into<Option<u32>>) -> PostgresqlType {
    PostgresqlType::Bit(BitType {
        length: length.into(),
        varying: false,
    })
}

/// PostgreSQL's `BIT VARYING`.
#[must_use]
pub fn bit_varying(length: impl Into<Option<u32>>) -> PostgresqlType {
    PostgresqlType::Bit(BitType {
        length: length.into(),
        varying: true,
    })
}

/// PostgreSQL's own `ENUM`, which other dialects refuse; [`types::enum_`] works everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PgEnumType(pub EnumType);

/// PostgreSQL's own `ENUM` by its values and its name.
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
    #[must_use]
    pub fn inherit_schema(self, inherit_schema: bool) -> Self {
        Self(self.0.inherit_schema(inherit_schema))
    }

    /// Adds a check constraint on SQLite, where the type is a `VARCHAR`.
    #[must_use]
    pub fn create_constraint(self, create_constraint: bool) -> Self {
        Self(self.0.create_constraint(create_constraint))
    }

    /// Sets the length of the `VARCHAR` that it is on SQLite.
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

/// A domain: `sqlalchemy.dialects.postgresql.DOMAIN`.
#[derive(Debug, Clone, PartialEq)]
pub struct DomainType {
    /// The name.
    pub name: Name,
    /// The schema.
    pub schema: Option<Name>,
    /// The type behind it.
    pub data_type: ColumnType,
    /// The collation.
    pub collation: Option<String>,
    /// The schema of the collation.
    pub collation_schema: Option<String>,
    /// The default.
    pub default: Option<ServerDefault>,
    /// The name of the constraint.
    pub constraint_name: Option<Name>,
    /// `NOT NULL`.
    pub not_null: bool,
    /// The condition behind `CHECK`.
    pub check: Option<Expr>,
    /// `false` leaves `CREATE DOMAIN` to somebody else.
    pub create_type: bool,
}

/// A domain over a type.
#[must_use]
pub fn domain(name: impl Into<Name>, data_type: impl Into<ColumnType>) -> DomainType {
    DomainType {
        name: name.into(),
        schema: None,
        data_type: data_type.into(),
        collation: None,
        collation_schema: None,
        default: None,
        constraint_name: None,
        not_null: false,
        check: None,
        create_type: true,
    }
}

impl DomainType {
    /// Names the schema.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<Name>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// Sets the condition behind `CHECK`.
    #[must_use]
    pub fn check(mut self, condition: impl Into<Condition>) -> Self {
        self.check = Some(condition.into().0);
        self
    }

    /// Sets the default. Plain text is a string literal; `text("…")` is SQL.
    #[must_use]
    pub fn default(mut self, default: impl Into<ServerDefault>) -> Self {
        self.default = Some(default.into());
        self
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

    /// Names the constraint behind `NOT NULL` and `CHECK`.
    #[must_use]
    pub fn constraint_name(mut self, name: impl Into<Name>) -> Self {
        self.constraint_name = Some(name.into());
        self
    }

    /// Forbids `NULL`.
    #[must_use]
    pub fn not_null(mut self, not_null: bool) -> Self {
        self.not_null = not_null;
        self
    }

    /// `false` leaves `CREATE DOMAIN` to somebody else.
    #[must_use]
    pub fn create_type(mut self, create_type: bool) -> Self {
        self.create_type = create_type;
        self
    }
}

impl From<DomainType> for ColumnType {
    fn from(type_: DomainType) -> Self {
        Self::Postgresql(PostgresqlType::Domain(Box::new(type_)))
    }
}
