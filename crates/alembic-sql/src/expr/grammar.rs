//! What dialects write differently in expressions and queries: one trait, whose defaults are SQLAlchemy's.

use alembic_core::schema::ColumnType;

use crate::context::Cx;
use crate::error::{CompileErrorKind, Result};

/// The hooks of a dialect.
pub(crate) trait Grammar: Sync {
    /// `EXTRACT(field FROM expr)`.
    fn extract(&self, field: &str, expr: &str) -> Result<String> {
        Ok(format!("EXTRACT({field} FROM {expr})"))
    }

    /// The next value of a sequence.
    fn next_value(&self, cx: &Cx<'_>, sequence: &str) -> Result<String>;

    /// A division with a fraction; `numeric` is the type that the divisor would be cast to.
    fn true_division(&self, left: &str, right: &str, numeric: &str) -> String;

    /// The operator of an exclusive or, where there is one.
    fn exclusive_or(&self) -> Option<&'static str>;

    /// `IS [NOT] DISTINCT FROM`.
    fn distinct_from(&self, left: &str, right: &str, distinct: bool) -> String {
        let not = if distinct { "" } else { "NOT " };
        format!("{left} IS {not}DISTINCT FROM {right}")
    }

    /// What stands in the parentheses of an `IN` without values.
    fn empty_set(&self, negated: bool) -> &'static str {
        if negated {
            "NULL) OR (1 = 1"
        } else {
            "NULL) AND (1 != 1"
        }
    }

    /// Whether a text fits a regular expression.
    fn regexp_match(&self, cx: &Cx<'_>, left: &str, right: &str, negated: bool, flags: Option<&str>) -> String;

    /// Full text search.
    fn full_text_match(&self, left: &str, right: &str) -> String;

    /// An element of a JSON value.
    fn json_get(&self, cx: &Cx<'_>, element: &JsonElement<'_>) -> Result<String>;

    /// Whether [`Self::json_get`] writes the element twice.
    fn repeats_json(&self, _type_: &ColumnType) -> bool {
        false
    }

    /// The words that lock the rows of a query.
    fn lock_clause(&self, read: bool) -> &'static str;

    /// The word between two joined tables.
    fn inner_join(&self) -> &'static str {
        " JOIN "
    }

    /// Why `RETURNING` cannot be, if it cannot.
    fn require_returning(&self, _cx: &Cx<'_>, _statement: &'static str) -> Result<()> {
        Ok(())
    }

    /// The word before the other tables of a `DELETE`, where there may be any.
    fn require_delete_using(&self, _cx: &Cx<'_>) -> Result<()> {
        Ok(())
    }
}

/// An element of a JSON value.
pub(crate) struct JsonElement<'e> {
    /// The value.
    pub(crate) left: String,
    /// The key, position or path.
    pub(crate) index: String,
    /// Whether it is a path.
    pub(crate) path: bool,
    /// What the element is read as.
    pub(crate) type_: Option<&'e ColumnType>,
    /// Whether the value is a `JSONB`, which PostgreSQL reads with `[…]`.
    pub(crate) subscript: bool,
    /// Whether the value is a function call or a cast.
    pub(crate) call: bool,
    /// Whether an operator stands around.
    pub(crate) nested: bool,
}

/// `CAST(expr AS type)` of an element of a JSON value.
pub(crate) fn cast_json(cx: &Cx<'_>, sql: &str, type_: &ColumnType) -> Result<String> {
    Ok(format!("CAST({sql} AS {})", cx.type_sql(type_)?))
}

/// What a dialect does not have.
pub(crate) fn unsupported(cx: &Cx<'_>, what: impl Into<String>, instead: &'static str) -> CompileErrorKind {
    CompileErrorKind::Unsupported {
        dialect: cx.dialect.name,
        what: what.into(),
        instead,
    }
}
