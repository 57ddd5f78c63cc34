//! Expressions and queries as PostgreSQL writes them.

use super::Postgresql;
use crate::context::Cx;
use crate::error::Result;
use crate::expr::grammar::{Grammar, JsonElement, cast_json};

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

    fn regexp_match(&self, _cx: &Cx<'_>, left: &str, right: &str, negated: bool, flags: Option<&str>) -> String {
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

    fn json_get(&self, cx: &Cx<'_>, element: &JsonElement<'_>) -> Result<String> {
        let JsonElement { left, index, .. } = element;
        if element.subscript && !element.path && element.type_.is_none() && cx.dialect.subscripts_jsonb() {
            let left = if element.call {
                format!("({left})")
            } else {
                left.clone()
            };
            return Ok(format!("{left}[{index}]"));
        }
        let arrow = match (element.path, element.type_) {
            (false, None) => "->",
            (false, Some(_)) => "->>",
            (true, None) => "#>",
            (true, Some(_)) => "#>>",
        };
        let mut sql = format!("{left} {arrow} {index}");
        if element.nested {
            sql = format!("({sql})");
        }
        match element.type_ {
            None => Ok(sql),
            Some(type_) => cast_json(cx, &sql, type_),
        }
    }

    fn lock_clause(&self, read: bool) -> &'static str {
        if read { " FOR SHARE" } else { " FOR UPDATE" }
    }
}
