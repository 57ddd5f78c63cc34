//! The SQL types that SQLAlchemy writes in upper case, under the same names.
#![expect(
    non_snake_case,
    reason = "SQLAlchemy's upper-case names are types of their own, beside the generic ones"
)]

use super::families::{
    BinaryKind, BinaryType, BooleanType, DateTimeKind, DateTimeType, FloatKind, FloatType, IntegerKind, NumericKind,
    NumericType, StringKind, StringType, UuidType,
};

macro_rules! strings {
    ($($name:ident => $kind:ident),*) => {
        $(
            #[doc = concat!("`", stringify!($name), "`, with a length or without.")]
            #[must_use]
            pub fn $name(length: impl Into<Option<u32>>) -> StringType {
                StringType::new(StringKind::$kind, length.into())
            }
        )*
    };
}

strings!(VARCHAR => Varchar, NVARCHAR => Nvarchar, CHAR => Char, NCHAR => Nchar);

macro_rules! plain {
    ($($name:ident -> $type:ty: $value:expr;)*) => {
        $(
            #[doc = concat!("`", stringify!($name), "`.")]
            #[must_use]
            pub fn $name() -> $type {
                $value
            }
        )*
    };
}

plain! {
    TEXT -> StringType: StringType::new(StringKind::UpperText, None);
    CLOB -> StringType: StringType::new(StringKind::Clob, None);
    INTEGER -> IntegerKind: IntegerKind::UpperInteger;
    INT -> IntegerKind: IntegerKind::UpperInteger;
    BIGINT -> IntegerKind: IntegerKind::UpperBigint;
    SMALLINT -> IntegerKind: IntegerKind::UpperSmallint;
    FLOAT -> FloatType: FloatType { kind: FloatKind::UpperFloat, precision: None };
    REAL -> FloatType: FloatType { kind: FloatKind::Real, precision: None };
    DOUBLE -> FloatType: FloatType { kind: FloatKind::UpperDouble, precision: None };
    DOUBLE_PRECISION -> FloatType: FloatType { kind: FloatKind::DoublePrecision, precision: None };
    BOOLEAN -> BooleanType: BooleanType { uppercase: true, ..BooleanType::default() };
    DATE -> DateTimeType: DateTimeType { kind: DateTimeKind::UpperDate, timezone: false };
    DATETIME -> DateTimeType: DateTimeType { kind: DateTimeKind::UpperDatetime, timezone: false };
    TIME -> DateTimeType: DateTimeType { kind: DateTimeKind::UpperTime, timezone: false };
    TIMESTAMP -> DateTimeType: DateTimeType { kind: DateTimeKind::Timestamp, timezone: false };
    UUID -> UuidType: UuidType { uppercase: true, native_uuid: true };
}

/// `NUMERIC`.
#[must_use]
pub fn NUMERIC(precision: impl Into<Option<u32>>, scale: impl Into<Option<u32>>) -> NumericType {
    NumericType {
        kind: NumericKind::UpperNumeric,
        precision: precision.into(),
        scale: scale.into(),
    }
}

/// `DECIMAL`.
#[must_use]
pub fn DECIMAL(precision: impl Into<Option<u32>>, scale: impl Into<Option<u32>>) -> NumericType {
    NumericType {
        kind: NumericKind::Decimal,
        precision: precision.into(),
        scale: scale.into(),
    }
}

/// `BLOB`; the length means something to MySQL.
#[must_use]
pub fn BLOB(length: impl Into<Option<u32>>) -> BinaryType {
    BinaryType {
        kind: BinaryKind::Blob,
        length: length.into(),
    }
}

/// `BINARY`.
#[must_use]
pub fn BINARY(length: impl Into<Option<u32>>) -> BinaryType {
    BinaryType {
        kind: BinaryKind::Binary,
        length: length.into(),
    }
}

/// `VARBINARY`.
#[must_use]
pub fn VARBINARY(length: impl Into<Option<u32>>) -> BinaryType {
    BinaryType {
        kind: BinaryKind::Varbinary,
        length: length.into(),
    }
}
