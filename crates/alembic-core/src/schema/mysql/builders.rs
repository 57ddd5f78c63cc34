//! The types of MySQL and MariaDB by their names.

use super::types::{
    CharacterSet, MysqlEnumType, MysqlIntegerKind, MysqlIntegerType, MysqlNumericKind, MysqlNumericType,
    MysqlStringKind, MysqlStringType, MysqlTimeKind, MysqlTimeType, MysqlType,
};
use crate::schema::types;

macro_rules! integers {
    ($($name:ident => $kind:ident),*) => {
        $(
            #[doc = concat!("MySQL's `", stringify!($kind), "`.")]
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

integers!(integer => Integer, bigint => Bigint, mediumint => Mediumint, smallint => Smallint, tinyint => Tinyint);

macro_rules! numerics {
    ($($name:ident => $kind:ident),*) => {
        $(
            #[doc = concat!("MySQL's `", stringify!($kind), "`.")]
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

numerics!(numeric => Numeric, decimal => Decimal, float => Float, double => Double, real => Real);

macro_rules! strings {
    ($($name:ident => $kind:ident),*) => {
        $(
            #[doc = concat!("MySQL's `", stringify!($kind), "`.")]
            #[must_use]
            pub fn $name(length: impl Into<Option<u32>>) -> MysqlStringType {
                MysqlStringType::new(MysqlStringKind::$kind, length.into())
            }
        )*
    };
}

strings!(varchar => Varchar, char => Char, nvarchar => Nvarchar, nchar => Nchar, text => Text);

/// MySQL's `TINYTEXT`.
#[must_use]
pub fn tinytext() -> MysqlStringType {
    MysqlStringType::new(MysqlStringKind::Tinytext, None)
}

/// MySQL's `MEDIUMTEXT`.
#[must_use]
pub fn mediumtext() -> MysqlStringType {
    MysqlStringType::new(MysqlStringKind::Mediumtext, None)
}

/// MySQL's `LONGTEXT`.
#[must_use]
pub fn longtext() -> MysqlStringType {
    MysqlStringType::new(MysqlStringKind::Longtext, None)
}

/// MySQL's `ENUM`.
#[must_use]
pub fn enum_(values: impl IntoIterator<Item = impl Into<String>>) -> MysqlEnumType {
    MysqlEnumType {
        set: false,
        values: types::enum_(values),
        charset: CharacterSet::default(),
    }
}

/// MySQL's `SET`.
#[must_use]
pub fn set(values: impl IntoIterator<Item = impl Into<String>>) -> MysqlEnumType {
    MysqlEnumType {
        set: true,
        values: types::enum_(values),
        charset: CharacterSet::default(),
    }
}

macro_rules! times {
    ($($name:ident => $kind:ident),*) => {
        $(
            #[doc = concat!("MySQL's `", stringify!($kind), "` with digits of fractional seconds.")]
            #[must_use]
            pub fn $name(fsp: impl Into<Option<u32>>) -> MysqlTimeType {
                MysqlTimeType { kind: MysqlTimeKind::$kind, timezone: false, fsp: fsp.into() }
            }
        )*
    };
}

times!(datetime => Datetime, time => Time, timestamp => Timestamp);

/// MySQL's `BIT`.
#[must_use]
pub fn bit(length: impl Into<Option<u32>>) -> MysqlType {
    MysqlType::Bit(length.into())
}

/// MySQL's `YEAR`.
#[must_use]
pub fn year(display_width: impl Into<Option<u32>>) -> MysqlType {
    MysqlType::Year(display_width.into())
}

macro_rules! plain {
    ($($name:ident => $variant:ident),*) => {
        $(
            #[doc = concat!("The type `", stringify!($variant), "`.")]
            #[must_use]
            pub fn $name() -> MysqlType {
                MysqlType::$variant
            }
        )*
    };
}

plain!(tinyblob => Tinyblob, mediumblob => Mediumblob, longblob => Longblob, inet4 => Inet4, inet6 => Inet6);
