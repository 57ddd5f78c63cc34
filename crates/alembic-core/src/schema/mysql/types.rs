use crate::schema::Name;
use crate::schema::types::{ColumnType, EnumType};

/// A type of `sqlalchemy.dialects.mysql`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MysqlType {
    /// Integers with a display width, `UNSIGNED` and `ZEROFILL`.
    Integer(MysqlIntegerType),
    /// Exact and floating point numbers with `UNSIGNED` and `ZEROFILL`.
    Numeric(MysqlNumericType),
    /// Character types with a character set and a collation.
    String(MysqlStringType),
    /// `ENUM` and `SET`.
    Enum(MysqlEnumType),
    /// Dates and times with fractional seconds.
    Time(MysqlTimeType),
    /// `BIT`.
    Bit(Option<u32>),
    /// `YEAR`.
    Year(Option<u32>),
    /// `TINYBLOB`.
    Tinyblob,
    /// `MEDIUMBLOB`.
    Mediumblob,
    /// `LONGBLOB`.
    Longblob,
    /// MariaDB's `INET4`.
    Inet4,
    /// MariaDB's `INET6`.
    Inet6,
}

impl MysqlType {
    /// The type's name in SQL, without its arguments.
    #[must_use]
    pub fn keyword(&self) -> &'static str {
        match self {
            Self::Integer(integer) => integer.kind.keyword(),
            Self::Numeric(numeric) => numeric.kind.keyword(),
            Self::String(string) => string.kind.keyword(),
            Self::Enum(values) if values.set => "SET",
            Self::Enum(_) => "ENUM",
            Self::Time(time) => time.kind.keyword(),
            Self::Bit(_) => "BIT",
            Self::Year(_) => "YEAR",
            Self::Tinyblob => "TINYBLOB",
            Self::Mediumblob => "MEDIUMBLOB",
            Self::Longblob => "LONGBLOB",
            Self::Inet4 => "INET4",
            Self::Inet6 => "INET6",
        }
    }
}

macro_rules! keywords {
    ($type:ty: $($variant:ident $keyword:literal),*) => {
        impl $type {
            /// The type's name in SQL, without its arguments.
            #[must_use]
            pub fn keyword(self) -> &'static str {
                match self {
                    $(Self::$variant => $keyword,)*
                }
            }
        }
    };
}

keywords!(MysqlIntegerKind:
    Integer "INTEGER", Bigint "BIGINT", Mediumint "MEDIUMINT", Smallint "SMALLINT", Tinyint "TINYINT");
keywords!(MysqlNumericKind: Numeric "NUMERIC", Decimal "DECIMAL", Float "FLOAT", Double "DOUBLE", Real "REAL");
keywords!(MysqlStringKind:
    Varchar "VARCHAR", Nvarchar "NVARCHAR", Char "CHAR", Nchar "NCHAR", Text "TEXT", Tinytext "TINYTEXT",
    Mediumtext "MEDIUMTEXT", Longtext "LONGTEXT");
keywords!(MysqlTimeKind: Datetime "DATETIME", Time "TIME", Timestamp "TIMESTAMP");

impl From<MysqlType> for ColumnType {
    fn from(type_: MysqlType) -> Self {
        Self::Mysql(type_)
    }
}

/// Which integer type of MySQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MysqlIntegerKind {
    /// `INTEGER`.
    Integer,
    /// `BIGINT`.
    Bigint,
    /// `MEDIUMINT`.
    Mediumint,
    /// `SMALLINT`.
    Smallint,
    /// `TINYINT`.
    Tinyint,
}

/// An integer type of MySQL.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, mysql};
/// let sql = |type_: mysql::MysqlIntegerType| {
///     alembic_sql::to_sql(add_column("t", column("c", type_)), DialectName::Mysql)
/// };
/// assert_eq!(sql(mysql::integer().unsigned(true))?, "ALTER TABLE t ADD COLUMN c INTEGER UNSIGNED;");
/// assert_eq!(
///     sql(mysql::integer().display_width(5).zerofill(true))?,
///     "ALTER TABLE t ADD COLUMN c INTEGER(5) ZEROFILL;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MysqlIntegerType {
    /// Which one.
    pub kind: MysqlIntegerKind,
    /// The display width.
    pub display_width: Option<u32>,
    /// `UNSIGNED`.
    pub unsigned: bool,
    /// `ZEROFILL`.
    pub zerofill: bool,
}

impl MysqlIntegerType {
    /// Sets the display width.
    #[must_use]
    pub fn display_width(mut self, width: u32) -> Self {
        self.display_width = Some(width);
        self
    }
}

/// Which number type of MySQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MysqlNumericKind {
    /// `NUMERIC`.
    Numeric,
    /// `DECIMAL`.
    Decimal,
    /// `FLOAT`.
    Float,
    /// `DOUBLE`.
    Double,
    /// `REAL`.
    Real,
}

/// A number type of MySQL.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, mysql};
/// let sql = |type_: mysql::MysqlNumericType| {
///     alembic_sql::to_sql(add_column("t", column("c", type_)), DialectName::Mysql)
/// };
/// assert_eq!(sql(mysql::decimal().precision(10, 2))?, "ALTER TABLE t ADD COLUMN c DECIMAL(10, 2);");
/// assert_eq!(
///     sql(mysql::float().precision(10, 2).unsigned(true).zerofill(true))?,
///     "ALTER TABLE t ADD COLUMN c FLOAT(10, 2) UNSIGNED ZEROFILL;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MysqlNumericType {
    /// Which one.
    pub kind: MysqlNumericKind,
    /// All digits.
    pub precision: Option<u32>,
    /// Digits behind the point.
    pub scale: Option<u32>,
    /// `UNSIGNED`.
    pub unsigned: bool,
    /// `ZEROFILL`.
    pub zerofill: bool,
}

impl MysqlNumericType {
    /// Sets the digits, all and behind the point.
    #[must_use]
    pub fn precision(mut self, precision: u32, scale: impl Into<Option<u32>>) -> Self {
        self.precision = Some(precision);
        self.scale = scale.into();
        self
    }
}

impl MysqlNumericType {
    /// Whether only one of precision and scale is given to a type that wants both or none.
    #[must_use]
    pub fn lacks_one_of_both(&self) -> bool {
        matches!(self.kind, MysqlNumericKind::Double | MysqlNumericKind::Real)
            && self.precision.is_some() != self.scale.is_some()
    }
}

impl MysqlTimeType {
    /// Says whether it knows its time zone on dialects other than MySQL.
    ///
    /// ```
    /// use alembic_core::{DialectName, ops::add_column};
    /// use alembic_core::schema::{column, mysql};
    /// let op = add_column("t", column("c", mysql::time(None).timezone(true)));
    /// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c TIME WITH TIME ZONE;");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn timezone(mut self, timezone: bool) -> Self {
        self.timezone = timezone;
        self
    }
}

impl From<MysqlTimeType> for ColumnType {
    fn from(type_: MysqlTimeType) -> Self {
        Self::Mysql(MysqlType::Time(type_))
    }
}

macro_rules! signs {
    ($($type:ty => $variant:ident),*) => {
        $(
            impl $type {
                /// Renders `UNSIGNED`.
                #[must_use]
                pub fn unsigned(mut self, unsigned: bool) -> Self {
                    self.unsigned = unsigned;
                    self
                }

                /// Renders `ZEROFILL`.
                #[must_use]
                pub fn zerofill(mut self, zerofill: bool) -> Self {
                    self.zerofill = zerofill;
                    self
                }
            }

            impl From<$type> for ColumnType {
                fn from(type_: $type) -> Self {
                    Self::Mysql(MysqlType::$variant(type_))
                }
            }
        )*
    };
}

signs!(MysqlIntegerType => Integer, MysqlNumericType => Numeric);

/// Which character type of MySQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MysqlStringKind {
    /// `VARCHAR`.
    Varchar,
    /// `CHAR`.
    Char,
    /// `NATIONAL VARCHAR`.
    Nvarchar,
    /// `NATIONAL CHAR`.
    Nchar,
    /// `TEXT`.
    Text,
    /// `TINYTEXT`.
    Tinytext,
    /// `MEDIUMTEXT`.
    Mediumtext,
    /// `LONGTEXT`.
    Longtext,
}

/// A character type of MySQL.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, mysql};
/// let sql = |type_: mysql::MysqlStringType| {
///     alembic_sql::to_sql(add_column("t", column("c", type_)), DialectName::Mysql)
/// };
/// assert_eq!(
///     sql(mysql::varchar(50).charset("utf8mb4").collation("utf8mb4_bin"))?,
///     "ALTER TABLE t ADD COLUMN c VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;"
/// );
/// assert_eq!(sql(mysql::varchar(50).national(true))?, "ALTER TABLE t ADD COLUMN c NATIONAL VARCHAR(50);");
/// assert_eq!(sql(mysql::text(None).ascii(true))?, "ALTER TABLE t ADD COLUMN c TEXT ASCII;");
/// assert_eq!(sql(mysql::text(None).unicode(true))?, "ALTER TABLE t ADD COLUMN c TEXT UNICODE;");
/// assert_eq!(sql(mysql::text(None).binary(true))?, "ALTER TABLE t ADD COLUMN c TEXT BINARY;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MysqlStringType {
    /// Which one.
    pub kind: MysqlStringKind,
    /// The greatest number of characters.
    pub length: Option<u32>,
    /// Character set and collation.
    pub charset: CharacterSet,
}

/// Character set and collation of a character type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CharacterSet {
    /// `CHARACTER SET`.
    pub charset: Option<String>,
    /// `COLLATE`.
    pub collation: Option<String>,
    /// The collation's schema, which MySQL leaves out and other dialects write.
    pub collation_schema: Option<String>,
    /// `ASCII`.
    pub ascii: bool,
    /// `UNICODE`.
    pub unicode: bool,
    /// `BINARY`.
    pub binary: bool,
    /// `NATIONAL`, which knows no character set.
    pub national: bool,
}

/// MySQL's `ENUM` and `SET`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, mysql};
/// let sql = |type_: mysql::MysqlEnumType| {
///     alembic_sql::to_sql(add_column("t", column("c", type_)), DialectName::Mysql)
/// };
/// assert_eq!(
///     sql(mysql::enum_(["a", "b"]).charset("utf8mb4").collation("utf8mb4_bin"))?,
///     "ALTER TABLE t ADD COLUMN c ENUM('a','b') CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;"
/// );
/// assert_eq!(sql(mysql::enum_(["a", "b"]).ascii(true))?, "ALTER TABLE t ADD COLUMN c ENUM('a','b') ASCII;");
/// assert_eq!(sql(mysql::enum_(["a", "b"]).unicode(true))?, "ALTER TABLE t ADD COLUMN c ENUM('a','b') UNICODE;");
/// assert_eq!(sql(mysql::set(["a", "b"]).binary(true))?, "ALTER TABLE t ADD COLUMN c SET('a','b') BINARY;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MysqlEnumType {
    /// `SET` rather than `ENUM`.
    pub set: bool,
    /// The values.
    pub values: EnumType,
    /// Character set and collation.
    pub charset: CharacterSet,
}

macro_rules! character_set {
    ($($type:ty => $variant:ident),*) => {
        $(
            impl $type {
                /// Renders `CHARACTER SET`.
                #[must_use]
                pub fn charset(mut self, charset: impl Into<String>) -> Self {
                    self.charset.charset = Some(charset.into());
                    self
                }

                /// Renders `COLLATE`.
                #[must_use]
                pub fn collation(mut self, collation: impl Into<String>) -> Self {
                    self.charset.collation = Some(collation.into());
                    self
                }

                /// Renders `ASCII`.
                #[must_use]
                pub fn ascii(mut self, ascii: bool) -> Self {
                    self.charset.ascii = ascii;
                    self
                }

                /// Renders `UNICODE`.
                #[must_use]
                pub fn unicode(mut self, unicode: bool) -> Self {
                    self.charset.unicode = unicode;
                    self
                }

                /// Renders `BINARY`.
                #[must_use]
                pub fn binary(mut self, binary: bool) -> Self {
                    self.charset.binary = binary;
                    self
                }

                /// Renders `NATIONAL` instead of a character set.
                ///
                /// ```
                /// use alembic_core::{DialectName, ops::add_column};
                /// use alembic_core::schema::{column, mysql};
                /// let op = add_column("t", column("c", mysql::set(["a"]).national(true)));
                /// assert_eq!(alembic_sql::to_sql(op, DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c NATIONAL SET('a');");
                /// # Ok::<(), alembic_sql::CompileError>(())
                /// ```
                #[must_use]
                pub fn national(mut self, national: bool) -> Self {
                    self.charset.national = national;
                    self
                }

                /// Sets the schema of the collation, which MySQL leaves out and other dialects write.
                ///
                /// ```
                /// use alembic_core::{DialectName, ops::add_column};
                /// use alembic_core::schema::{column, mysql};
                /// let op = add_column("t", column("c", mysql::char(5).collation("C").collation_schema("pg_catalog")));
                /// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c CHAR(5) COLLATE pg_catalog.\"C\";");
                /// # Ok::<(), alembic_sql::CompileError>(())
                /// ```
                #[must_use]
                pub fn collation_schema(mut self, schema: impl Into<String>) -> Self {
                    self.charset.collation_schema = Some(schema.into());
                    self
                }
            }

            impl From<$type> for ColumnType {
                fn from(type_: $type) -> Self {
                    Self::Mysql(MysqlType::$variant(type_))
                }
            }
        )*
    };
}

character_set!(MysqlStringType => String, MysqlEnumType => Enum);

impl MysqlEnumType {
    /// Names the type that it is on PostgreSQL.
    ///
    /// ```
    /// use alembic_core::{DialectName, ops::add_column};
    /// use alembic_core::schema::{column, mysql};
    /// let op = add_column("t", column("c", mysql::enum_(["a"]).name("mood")));
    /// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c mood;");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn name(mut self, name: impl Into<Name>) -> Self {
        self.values.name = Some(name.into());
        self
    }

    /// Names the schema of the type that it is on PostgreSQL.
    ///
    /// ```
    /// use alembic_core::{DialectName, ops::add_column};
    /// use alembic_core::schema::{column, mysql};
    /// let op = add_column("t", column("c", mysql::enum_(["a"]).name("mood").schema("s")));
    /// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TABLE t ADD COLUMN c s.mood;");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn schema(mut self, schema: impl Into<Name>) -> Self {
        self.values.schema = Some(schema.into());
        self
    }
}

impl MysqlStringType {
    pub(super) fn new(kind: MysqlStringKind, length: Option<u32>) -> Self {
        Self {
            kind,
            length,
            charset: CharacterSet::default(),
        }
    }
}

/// Which date or time type of MySQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MysqlTimeKind {
    /// `DATETIME`.
    Datetime,
    /// `TIME`.
    Time,
    /// `TIMESTAMP`.
    Timestamp,
}

/// A date or time type of MySQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MysqlTimeType {
    /// Which one.
    pub kind: MysqlTimeKind,
    /// Digits of the fractional seconds.
    /// Whether it knows its time zone on dialects other than MySQL.
    pub timezone: bool,
    /// Digits of fractional seconds.
    pub fsp: Option<u32>,
}
