//! The types of MySQL and MariaDB by their names.

use super::types::{
    CharacterSet, MysqlEnumType, MysqlIntegerKind, MysqlIntegerType, MysqlNumericKind, MysqlNumericType,
    MysqlStringKind, MysqlStringType, MysqlTimeKind, MysqlTimeType, MysqlType,
};
use crate::schema::types::{self, example::type_example};

macro_rules! integers {
    ($($name:ident => $kind:ident $sql:literal;)*) => {
        $(
            #[doc = concat!("MySQL's `", stringify!($kind), "`.")]
            #[doc = type_example!(mysql::$name() => Mysql $sql)]
            #[must_use]
            pub fn $name() -> MysqlIntegerType {
                MysqlIntegerType {
                    kind: MysqlIntegerKind::$kind,
                    display_width: None,
                    unsigned: false,
                    zerofill: false,
                }
            }
        )*
    };
}

integers! {
    integer => Integer "INTEGER";
    bigint => Bigint "BIGINT";
    mediumint => Mediumint "MEDIUMINT";
    smallint => Smallint "SMALLINT";
    tinyint => Tinyint "TINYINT";
}

macro_rules! numerics {
    ($($name:ident => $kind:ident $sql:literal;)*) => {
        $(
            #[doc = concat!("MySQL's `", stringify!($kind), "`.")]
            #[doc = type_example!(mysql::$name() => Mysql $sql)]
            #[must_use]
            pub fn $name() -> MysqlNumericType {
                MysqlNumericType {
                    kind: MysqlNumericKind::$kind,
                    precision: None,
                    scale: None,
                    unsigned: false,
                    zerofill: false,
                }
            }
        )*
    };
}

numerics! {
    numeric => Numeric "NUMERIC";
    decimal => Decimal "DECIMAL";
    float => Float "FLOAT";
    double => Double "DOUBLE";
    real => Real "REAL";
}

macro_rules! strings {
    ($($name:ident => $kind:ident $sql:literal;)*) => {
        $(
            #[doc = concat!("MySQL's `", stringify!($kind), "`.")]
            #[doc = type_example!(mysql::$name(50) => Mysql $sql)]
            #[must_use]
            pub fn $name(length: impl Into<Option<u32>>) -> MysqlStringType {
                MysqlStringType::new(MysqlStringKind::$kind, length.into())
            }
        )*
    };
}

strings! {
    varchar => Varchar "VARCHAR(50)";
    char => Char "CHAR(50)";
    nvarchar => Nvarchar "NATIONAL VARCHAR(50)";
    nchar => Nchar "NATIONAL CHAR(50)";
    text => Text "TEXT(50)";
}

/// MySQL's `TINYTEXT`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, mysql};
/// let op = add_column("t", column("c", mysql::tinytext()));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c TINYTEXT;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn tinytext() -> MysqlStringType {
    MysqlStringType::new(MysqlStringKind::Tinytext, None)
}

/// MySQL's `MEDIUMTEXT`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, mysql};
/// let op = add_column("t", column("c", mysql::mediumtext()));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c MEDIUMTEXT;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn mediumtext() -> MysqlStringType {
    MysqlStringType::new(MysqlStringKind::Mediumtext, None)
}

/// MySQL's `LONGTEXT`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, mysql};
/// let op = add_column("t", column("c", mysql::longtext()));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c LONGTEXT;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn longtext() -> MysqlStringType {
    MysqlStringType::new(MysqlStringKind::Longtext, None)
}

/// MySQL's `ENUM`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, mysql};
/// let op = add_column("t", column("c", mysql::enum_(["open", "done"])));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c ENUM('open','done');");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn enum_(values: impl IntoIterator<Item = impl Into<String>>) -> MysqlEnumType {
    MysqlEnumType {
        set: false,
        values: types::enum_(values),
        charset: CharacterSet::default(),
    }
}

/// MySQL's `SET`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, mysql};
/// let op = add_column("t", column("c", mysql::set(["read", "write"])));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c SET('read','write');");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn set(values: impl IntoIterator<Item = impl Into<String>>) -> MysqlEnumType {
    MysqlEnumType {
        set: true,
        values: types::enum_(values),
        charset: CharacterSet::default(),
    }
}

macro_rules! times {
    ($($name:ident => $kind:ident $sql:literal;)*) => {
        $(
            #[doc = concat!("MySQL's `", stringify!($kind), "` with digits of fractional seconds.")]
            #[doc = type_example!(mysql::$name(6) => Mysql $sql)]
            #[must_use]
            pub fn $name(fsp: impl Into<Option<u32>>) -> MysqlTimeType {
                MysqlTimeType { kind: MysqlTimeKind::$kind, timezone: false, fsp: fsp.into() }
            }
        )*
    };
}

times! {
    datetime => Datetime "DATETIME(6)";
    time => Time "TIME(6)";
    timestamp => Timestamp "TIMESTAMP(6) NULL";
}

/// MySQL's `BIT`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, mysql};
/// let op = add_column("t", column("c", mysql::bit(8)));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c BIT(8);");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn bit(length: impl Into<Option<u32>>) -> MysqlType {
    MysqlType::Bit(length.into())
}

/// MySQL's `YEAR`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, mysql};
/// let op = add_column("t", column("c", mysql::year(None)));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Mysql)?, "ALTER TABLE t ADD COLUMN c YEAR;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn year(display_width: impl Into<Option<u32>>) -> MysqlType {
    MysqlType::Year(display_width.into())
}

macro_rules! plain {
    ($($name:ident => $variant:ident $sql:literal;)*) => {
        $(
            #[doc = concat!("The type `", stringify!($variant), "`.")]
            #[doc = type_example!(mysql::$name() => Mariadb $sql)]
            #[must_use]
            pub fn $name() -> MysqlType {
                MysqlType::$variant
            }
        )*
    };
}

plain! {
    tinyblob => Tinyblob "TINYBLOB";
    mediumblob => Mediumblob "MEDIUMBLOB";
    longblob => Longblob "LONGBLOB";
    inet4 => Inet4 "INET4";
    inet6 => Inet6 "INET6";
}
