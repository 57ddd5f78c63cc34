//! Expressions and queries as SQLite writes them.

use super::Sqlite;
use crate::context::Cx;
use crate::error::{CompileErrorKind, Result};
use crate::expr::grammar::{Grammar, JsonElement, cast_json, unsupported};

impl Grammar for Sqlite {
    fn extract(&self, field: &str, expr: &str) -> Result<String> {
        let format = match field {
            "month" => "%m",
            "day" => "%d",
            "year" => "%Y",
            "second" => "%S",
            "hour" => "%H",
            "doy" => "%j",
            "minute" => "%M",
            "epoch" => "%s",
            "dow" => "%w",
            "week" => "%W",
            field => {
                return Err(CompileErrorKind::ExtractField {
                    field: field.to_owned(),
                });
            }
        };
        Ok(format!("CAST(STRFTIME('{format}', {expr}) AS INTEGER)"))
    }

    fn next_value(&self, cx: &Cx<'_>, _sequence: &str) -> Result<String> {
        Err(unsupported(cx, "sequences", "let the column count itself up"))
    }

    fn true_division(&self, left: &str, right: &str, _numeric: &str) -> String {
        format!("{left} / ({right} + 0.0)")
    }

    fn exclusive_or(&self) -> Option<&'static str> {
        None
    }

    fn distinct_from(&self, left: &str, right: &str, distinct: bool) -> String {
        let not = if distinct { "NOT " } else { "" };
        format!("{left} IS {not}{right}")
    }

    fn empty_set(&self, _negated: bool) -> &'static str {
        "SELECT 1 FROM (SELECT 1) WHERE 1!=1"
    }

    fn regexp_match(&self, _cx: &Cx<'_>, left: &str, right: &str, negated: bool, _flags: Option<&str>) -> String {
        let not = if negated { "NOT " } else { "" };
        format!("{left} {not}REGEXP {right}")
    }

    fn full_text_match(&self, left: &str, right: &str) -> String {
        format!("{left} MATCH {right}")
    }

    fn json_get(&self, cx: &Cx<'_>, element: &JsonElement<'_>) -> Result<String> {
        let extracted = format!("JSON_EXTRACT({}, {})", element.left, element.index);
        match element.type_ {
            None => Ok(format!("JSON_QUOTE({extracted})")),
            Some(type_) => cast_json(cx, &extracted, type_),
        }
    }

    fn lock_clause(&self, _read: bool) -> &'static str {
        ""
    }

    fn require_delete_using(&self, cx: &Cx<'_>) -> Result<()> {
        Err(unsupported(
            cx,
            "other tables in DELETE",
            "use a condition with IN or EXISTS",
        ))
    }
}
