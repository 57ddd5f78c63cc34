//! Expressions and queries as MySQL and MariaDB write them.

use alembic_core::schema::ColumnType;

use super::Mysql;
use crate::context::Cx;
use crate::error::Result;
use crate::expr::grammar::{Grammar, JsonElement, unsupported};
use crate::expr::{Kind, kind};

impl Grammar for Mysql {
    fn extract(&self, field: &str, expr: &str) -> Result<String> {
        let field = if field == "milliseconds" { "millisecond" } else { field };
        Ok(format!("EXTRACT({field} FROM {expr})"))
    }

    fn next_value(&self, cx: &Cx<'_>, sequence: &str) -> Result<String> {
        if cx.dialect.is_mariadb {
            Ok(format!("nextval({sequence})"))
        } else {
            Err(unsupported(cx, "sequences", "let the column count itself up"))
        }
    }

    fn true_division(&self, left: &str, right: &str, _numeric: &str) -> String {
        format!("{left} / {right}")
    }

    fn exclusive_or(&self) -> Option<&'static str> {
        Some(" ^ ")
    }

    fn distinct_from(&self, left: &str, right: &str, distinct: bool) -> String {
        if distinct {
            format!("NOT ({left} <=> {right})")
        } else {
            format!("{left} <=> {right}")
        }
    }

    fn regexp_match(&self, cx: &Cx<'_>, left: &str, right: &str, negated: bool, flags: Option<&str>) -> String {
        let not = if negated { "NOT " } else { "" };
        match flags {
            None => format!("{left} {not}REGEXP {right}"),
            Some(flags) if cx.dialect.is_mariadb => format!("{left} {not}REGEXP CONCAT('(?', {flags}, ')', {right})"),
            Some(flags) => format!("{not}REGEXP_LIKE({left}, {right}, {flags})"),
        }
    }

    fn full_text_match(&self, left: &str, right: &str) -> String {
        format!("MATCH ({left}) AGAINST ({right} IN BOOLEAN MODE)")
    }

    fn json_get(&self, _cx: &Cx<'_>, element: &JsonElement<'_>) -> Result<String> {
        let type_ = element.type_;
        let element = format!("JSON_EXTRACT({}, {})", element.left, element.index);
        let Some(type_) = type_ else { return Ok(element) };
        let read = match kind(type_) {
            Kind::Integer => format!("ELSE CAST({element} AS SIGNED INTEGER)"),
            Kind::Numeric | Kind::Float => match type_ {
                ColumnType::Numeric(alembic_core::schema::NumericType {
                    precision: Some(precision),
                    scale: Some(scale),
                    ..
                }) => format!("ELSE CAST({element} AS DECIMAL({precision}, {scale}))"),
                _ => format!("ELSE {element}+0.0000000000000000000000"),
            },
            Kind::Boolean => "WHEN true THEN true ELSE false".to_owned(),
            Kind::Text => format!("ELSE JSON_UNQUOTE({element})"),
            Kind::Bytes | Kind::Json | Kind::Array | Kind::Other => format!("ELSE {element}"),
        };
        Ok(format!("CASE {element} WHEN 'null' THEN NULL {read} END"))
    }

    fn repeats_json(&self, type_: &ColumnType) -> bool {
        kind(type_) != Kind::Boolean
    }

    fn lock_clause(&self, read: bool) -> &'static str {
        if read { " LOCK IN SHARE MODE" } else { " FOR UPDATE" }
    }

    fn inner_join(&self) -> &'static str {
        " INNER JOIN "
    }

    fn require_returning(&self, cx: &Cx<'_>, statement: &'static str) -> Result<()> {
        if cx.dialect.supports_returning(statement) {
            Ok(())
        } else {
            Err(unsupported(
                cx,
                format!("RETURNING of {statement}"),
                "select the rows before or after the statement",
            ))
        }
    }
}
