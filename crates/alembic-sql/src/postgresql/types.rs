//! Types as PostgreSQL writes them.

use alembic_core::schema::mysql::MysqlType;
use alembic_core::schema::postgresql::PostgresqlType;
use alembic_core::schema::sqlite::SqliteType;
use alembic_core::schema::{BinaryKind, ColumnType, DateTimeKind, EnumType, FloatKind, IntervalType, Name};

use crate::context::Cx;
use crate::error::{CompileErrorKind, Result};

pub(super) fn type_sql(cx: &Cx<'_>, type_: &ColumnType) -> Result<String> {
    match type_ {
        ColumnType::Float(float) => Ok(match (float.kind, float.precision) {
            (FloatKind::Float | FloatKind::UpperFloat, Some(precision)) if precision > 0 => {
                format!("FLOAT({precision})")
            }
            (FloatKind::Double, _) => "DOUBLE PRECISION".to_owned(),
            _ => type_.to_string(),
        }),
        ColumnType::DateTime(time) => Ok(match time.kind {
            DateTimeKind::DateTime | DateTimeKind::Timestamp => with_zone("TIMESTAMP", None, time.timezone),
            DateTimeKind::Time | DateTimeKind::UpperTime => with_zone("TIME", None, time.timezone),
            DateTimeKind::Date | DateTimeKind::UpperDate | DateTimeKind::UpperDatetime => type_.to_string(),
        }),
        ColumnType::Interval(IntervalType {
            native: Some(false), ..
        }) => Ok(with_zone("TIMESTAMP", None, false)),
        ColumnType::Interval(interval) => Ok(interval_sql(None, interval.second_precision)),
        ColumnType::Binary(binary) if matches!(binary.kind, BinaryKind::LargeBinary | BinaryKind::Pickle) => {
            Ok("BYTEA".to_owned())
        }
        ColumnType::Enum(enum_) if enum_.native_enum => enum_name(cx, enum_, None),
        ColumnType::Array(array) => {
            let item = cx.type_sql(&array.item_type)?;
            let brackets = "[]".repeat(array.dimensions.unwrap_or(1) as usize);
            Ok(match item.find(" COLLATE") {
                Some(position) => format!("{}{brackets}{}", &item[..position], &item[position..]),
                None => item + &brackets,
            })
        }
        ColumnType::Sqlite(SqliteType::Jsonb) => Ok("JSONB".to_owned()),
        ColumnType::Mysql(MysqlType::Enum(enum_)) if !enum_.set => enum_name(cx, &enum_.values, None),
        ColumnType::Postgresql(type_) => own_type(cx, type_),
        type_ => cx.generic_type(type_),
    }
}

fn own_type(cx: &Cx<'_>, type_: &PostgresqlType) -> Result<String> {
    Ok(match type_ {
        PostgresqlType::Simple(simple) => simple.as_str().to_owned(),
        PostgresqlType::Jsonb(_) => "JSONB".to_owned(),
        PostgresqlType::Timestamp(time) => with_zone("TIMESTAMP", time.precision, time.timezone),
        PostgresqlType::Time(time) => with_zone("TIME", time.precision, time.timezone),
        PostgresqlType::Interval(interval) => interval_sql(interval.fields.as_deref(), interval.precision),
        PostgresqlType::Bit(bit) => match (bit.varying, bit.length) {
            (true, None) => "BIT VARYING".to_owned(),
            (true, Some(length)) => format!("BIT VARYING({length})"),
            (false, length) => format!("BIT({})", length.filter(|length| *length > 0).unwrap_or(1)),
        },
        PostgresqlType::Enum(enum_) => enum_name(cx, enum_, None)?,
        PostgresqlType::Domain(domain) => cx.table(&domain.name, domain.schema.as_ref()),
    })
}

/// The name of an enum type, in its own schema or in that of the table.
pub(crate) fn enum_name(cx: &Cx<'_>, enum_: &EnumType, table_schema: Option<&Name>) -> Result<String> {
    let name = enum_.name.as_ref().ok_or(CompileErrorKind::EnumNeedsName)?;
    Ok(cx.table(name, enum_schema(enum_, table_schema)))
}

pub(super) fn enum_schema<'a>(enum_: &'a EnumType, table_schema: Option<&'a Name>) -> Option<&'a Name> {
    if enum_.inherit_schema {
        table_schema
    } else {
        enum_.schema.as_ref()
    }
}

fn with_zone(name: &str, precision: Option<u32>, timezone: bool) -> String {
    let precision = precision.map_or_else(String::new, |precision| format!("({precision})"));
    let zone = if timezone { "WITH" } else { "WITHOUT" };
    format!("{name}{precision} {zone} TIME ZONE")
}

fn interval_sql(fields: Option<&str>, precision: Option<u32>) -> String {
    let fields = fields.map_or_else(String::new, |fields| format!(" {fields}"));
    let precision = precision.map_or_else(String::new, |precision| format!(" ({precision})"));
    format!("INTERVAL{fields}{precision}")
}
