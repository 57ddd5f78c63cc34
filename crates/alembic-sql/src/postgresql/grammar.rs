//! Expressions and queries as PostgreSQL writes them.

use alembic_core::schema::ColumnType;

use super::Postgresql;
use crate::context::Cx;
use crate::error::Result;
use crate::expr::grammar::{Grammar, cast_json};

impl Grammar for Postgresql {
    fn next_value(&self, cx: &Cx<'_>, sequence: &str) -> Result<String> {
        Ok(format!("nextval({})", cx.string(sequence)))
    }

    fn true_division(&self, left: &str, right: &str, numeric: &str) -> String {
        format!("{left} / CAST({right} AS {numeric})")
    }

    fn exclusive_or(&self) -> Option<&'static str> {
        Some(" # ")
    }

    fn regexp_match(&self, left: &str, right: &str, negated: bool, flags: Option<&str>) -> String {
        let operator = if negated { "!~" } else { "~" };
        match flags {
            None => format!("{left} {operator} {right}"),
            Some("'i'") => format!("{left} {operator}* {right}"),
            Some(flags) => format!("{left} {operator} CONCAT('(?', {flags}, ')', {right})"),
        }
    }

    fn full_text_match(&self, left: &str, right: &str) -> String {
        format!("{left} @@ plainto_tsquery({right})")
    }

    fn json_get(&self, cx: &Cx<'_>, left: &str, index: &str, path: bool, type_: Option<&ColumnType>) -> Result<String> {
        let arrow = match (path, type_) {
            (false, None) => "->",
            (false, Some(_)) => "->>",
            (true, None) => "#>",
            (true, Some(_)) => "#>>",
        };
        let sql = format!("{left} {arrow} {index}");
        match type_ {
            None => Ok(sql),
            // it is text already
            Some(ColumnType::String(_)) => Ok(sql),
            Some(type_) => cast_json(cx, &format!("({sql})"), type_),
        }
    }

    fn lock_clause(&self, read: bool) -> &'static str {
        if read { " FOR SHARE" } else { " FOR UPDATE" }
    }
}
