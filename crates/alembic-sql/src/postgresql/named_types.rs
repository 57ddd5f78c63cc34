//! Enums and domains, which PostgreSQL wants created before a table uses them.

use alembic_core::schema::mysql::MysqlType;
use alembic_core::schema::postgresql::{DomainType, PostgresqlType};
use alembic_core::schema::{ColumnType, EnumType, Name};

use super::types::{enum_name, enum_schema};
use crate::context::Cx;
use crate::ddl::NamedType;
use crate::error::Result;

/// The statement that creates the type of a column, if it is a named one.
pub(super) fn named_type(cx: &Cx<'_>, type_: &ColumnType, table_schema: Option<&Name>) -> Result<Option<NamedType>> {
    match type_ {
        ColumnType::Enum(enum_) if enum_.native_enum && enum_.create_type => {
            create_enum(cx, enum_, table_schema).map(Some)
        }
        ColumnType::Postgresql(PostgresqlType::Enum(enum_)) if enum_.create_type => {
            create_enum(cx, enum_, table_schema).map(Some)
        }
        ColumnType::Postgresql(PostgresqlType::Domain(domain)) if domain.create_type => {
            create_domain(cx, domain).map(Some)
        }
        ColumnType::Mysql(MysqlType::Enum(enum_)) if !enum_.set && enum_.values.create_type => {
            create_enum(cx, &enum_.values, table_schema).map(Some)
        }
        ColumnType::Array(array) => named_type(cx, array.item_type.for_dialect(cx.dialect.name), table_schema),
        _ => Ok(None),
    }
}

pub(crate) fn create_enum(cx: &Cx<'_>, enum_: &EnumType, table_schema: Option<&Name>) -> Result<NamedType> {
    let values: Vec<String> = enum_.enums.iter().map(|value| cx.string(value)).collect();
    let sql = format!(
        "CREATE TYPE {} AS ENUM ({})",
        enum_name(cx, enum_, table_schema)?,
        values.join(", ")
    );
    let schema = enum_schema(enum_, table_schema).map(|schema| schema.text.clone());
    let name = enum_.name.as_ref().map_or_else(String::new, |name| name.text.clone());
    Ok(NamedType {
        key: ("enum", schema, name),
        sql,
    })
}

pub(crate) fn create_domain(cx: &Cx<'_>, domain: &DomainType) -> Result<NamedType> {
    let mut options = Vec::new();
    if let Some(collation) = &domain.collation {
        let schema = domain.collation_schema.as_ref();
        let schema = schema.map_or_else(String::new, |schema| cx.preparer.quote_str(schema) + ".");
        options.push(format!("COLLATE {schema}{}", cx.preparer.quote_str(collation)));
    }
    if let Some(default) = &domain.default
        && let Some(default) = cx.server_default(default)?
    {
        options.push(format!("DEFAULT {default}"));
    }
    if let Some(name) = &domain.constraint_name {
        options.push(format!("CONSTRAINT {}", cx.quote(name)));
    }
    if domain.not_null {
        options.push("NOT NULL".to_owned());
    }
    if let Some(condition) = &domain.check {
        options.push(format!("CHECK ({})", cx.expr(condition)?));
    }
    let name = cx.table(&domain.name, domain.schema.as_ref());
    let sql = format!(
        "CREATE DOMAIN {name} AS {} {}",
        cx.type_sql(&domain.data_type)?,
        options.join(" ")
    );
    let schema = domain.schema.as_ref().map(|schema| schema.text.clone());
    Ok(NamedType {
        key: ("domain", schema, domain.name.text.clone()),
        sql,
    })
}
