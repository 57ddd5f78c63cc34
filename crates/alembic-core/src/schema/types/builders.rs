//! The generic types by SQLAlchemy's names in Rust's spelling.

use super::ColumnType;
use super::families::{
    ArrayType, BinaryKind, BinaryType, BooleanType, DateTimeKind, DateTimeType, EnumType, FloatKind, FloatType,
    IntegerKind, IntervalType, JsonType, NumericKind, NumericType, StringKind, StringType, UuidType,
};

/// `String`: `VARCHAR` with a length or, where the dialect allows, without.
#[must_use]
pub fn string(length: impl Into<Option<u32>>) -> StringType {
    StringType::new(StringKind::String, length.into())
}

/// `Text`. The name keeps clear of [`text`](crate::schema::text), which is SQL.
#[must_use]
pub fn text_type() -> StringType {
    StringType::new(StringKind::Text, None)
}

/// `Unicode`.
#[must_use]
pub fn unicode(length: impl Into<Option<u32>>) -> StringType {
    StringType::new(StringKind::Unicode, length.into())
}

/// `UnicodeText`.
#[must_use]
pub fn unicode_text() -> StringType {
    StringType::new(StringKind::UnicodeText, None)
}

impl StringType {
    /// Sets the length, for the types whose builder takes none.
    #[must_use]
    pub fn length(mut self, length: u32) -> Self {
        self.length = Some(length);
        self
    }
}

/// `Integer`.
#[must_use]
pub fn integer() -> IntegerKind {
    IntegerKind::Integer
}

/// `BigInteger`.
#[must_use]
pub fn big_integer() -> IntegerKind {
    IntegerKind::BigInteger
}

/// `SmallInteger`.
#[must_use]
pub fn small_integer() -> IntegerKind {
    IntegerKind::SmallInteger
}

/// `Boolean`.
#[must_use]
pub fn boolean() -> BooleanType {
    BooleanType::default()
}

/// `Date`.
#[must_use]
pub fn date() -> DateTimeType {
    DateTimeType {
        kind: DateTimeKind::Date,
        timezone: false,
    }
}

/// `DateTime`.
#[must_use]
pub fn date_time() -> DateTimeType {
    DateTimeType {
        kind: DateTimeKind::DateTime,
        timezone: false,
    }
}

/// `Time`.
#[must_use]
pub fn time() -> DateTimeType {
    DateTimeType {
        kind: DateTimeKind::Time,
        timezone: false,
    }
}

/// `Interval`.
#[must_use]
pub fn interval() -> IntervalType {
    IntervalType::default()
}

/// `Numeric`.
#[must_use]
pub fn numeric(precision: impl Into<Option<u32>>, scale: impl Into<Option<u32>>) -> NumericType {
    NumericType {
        kind: NumericKind::Numeric,
        precision: precision.into(),
        scale: scale.into(),
    }
}

/// `Float`.
#[must_use]
pub fn float() -> FloatType {
    FloatType {
        kind: FloatKind::Float,
        precision: None,
    }
}

/// `Double`.
#[must_use]
pub fn double() -> FloatType {
    FloatType {
        kind: FloatKind::Double,
        precision: None,
    }
}

/// `LargeBinary`.
#[must_use]
pub fn large_binary(length: impl Into<Option<u32>>) -> BinaryType {
    BinaryType {
        kind: BinaryKind::LargeBinary,
        length: length.into(),
    }
}

/// `PickleType`.
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
/// use alembic_core::schema::enum_;
/// let status = enum_(["active", "gone"]).name("status");
/// assert!(status.native_enum && status.create_type);
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
#[must_use]
pub fn json() -> JsonType {
    JsonType::default()
}

/// `Uuid`.
#[must_use]
pub fn uuid() -> UuidType {
    UuidType {
        uppercase: false,
        native_uuid: true,
    }
}

/// `ARRAY`, which only PostgreSQL has.
#[must_use]
pub fn array(item_type: impl Into<ColumnType>) -> ArrayType {
    ArrayType {
        item_type: item_type.into(),
        dimensions: None,
    }
}

/// A type by its SQL text, rendered as it is.
#[must_use]
pub fn sql_type(sql: impl Into<String>) -> ColumnType {
    ColumnType::Sql(sql.into())
}

/// No type, for places where it is not known: SQLAlchemy's `NullType`.
#[must_use]
pub fn null_type() -> ColumnType {
    ColumnType::Null
}
