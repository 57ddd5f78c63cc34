//! The options of tables and indexes on PostgreSQL.

use alembic_core::schema::postgresql::{TableOptions, WithOption};
use alembic_core::schema::{Index, Name};

use crate::context::Cx;
use crate::error::{CompileErrorKind, Result};
use crate::writer::is_word;

/// What stands behind the closing parenthesis of `CREATE TABLE`.
pub(super) fn table_options(cx: &Cx<'_>, options: &TableOptions) -> String {
    let mut text = String::new();
    if !options.inherits.is_empty() {
        text.push_str(&format!("\n INHERITS ({})", cx.preparer.columns(&options.inherits)));
    }
    if let Some(sql) = &options.partition_by {
        text.push_str(&format!("\n PARTITION BY {sql}"));
    }
    if let Some(method) = &options.using {
        text.push_str(&format!("\n USING {method}"));
    }
    if !options.with.is_empty() {
        text.push_str(&format!("\n WITH ({})", with_options(&options.with)));
    }
    match options.with_oids {
        Some(true) => text.push_str("\n WITH OIDS"),
        Some(false) => text.push_str("\n WITHOUT OIDS"),
        None => {}
    }
    if let Some(action) = &options.on_commit {
        text.push_str(&format!("\n ON COMMIT {}", action.replace('_', " ").to_uppercase()));
    }
    if let Some(tablespace) = &options.tablespace {
        text.push_str(&format!("\n TABLESPACE {}", cx.quote(tablespace)));
    }
    text
}

/// `CREATE INDEX` with its options in PostgreSQL's order.
pub(super) fn create_index(cx: &Cx<'_>, index: &Index, table: &str, if_not_exists: bool) -> Result<String> {
    let options = &index.postgresql;
    let mut text = "CREATE ".to_owned();
    text.push_str(if index.unique { "UNIQUE INDEX " } else { "INDEX " });
    text.push_str(if options.concurrently { "CONCURRENTLY " } else { "" });
    text.push_str(if if_not_exists { "IF NOT EXISTS " } else { "" });
    let name = cx.index_name(&index.name, "CREATE INDEX")?;
    text.push_str(&format!("{name} ON {table} "));
    if let Some(method) = &options.using {
        text.push_str(&format!("USING {} ", index_method(method)?));
    }
    let elements = cx.index_elements(index, |sql, name, _| sql + &operator_class(&options.ops, name))?;
    text.push_str(&format!("({elements}){}", include(cx, &options.include)));
    match options.nulls_not_distinct {
        Some(true) => text.push_str(" NULLS NOT DISTINCT"),
        Some(false) => text.push_str(" NULLS DISTINCT"),
        None => {}
    }
    if !options.with.is_empty() {
        text.push_str(&format!(" WITH ({})", with_options(&options.with)));
    }
    if let Some(tablespace) = &options.tablespace {
        text.push_str(&format!(" TABLESPACE {}", cx.quote(tablespace)));
    }
    if let Some(condition) = &options.where_ {
        text.push_str(&format!(" WHERE {}", cx.expr(condition)?));
    }
    Ok(text)
}

pub(super) fn include(cx: &Cx<'_>, columns: &[Name]) -> String {
    if columns.is_empty() {
        String::new()
    } else {
        format!(" INCLUDE ({})", cx.preparer.columns(columns))
    }
}

pub(super) fn operator_class(ops: &[(Name, String)], column: Option<&Name>) -> String {
    let class = column.and_then(|column| ops.iter().find(|(name, _)| name.text == column.text));
    class.map_or_else(String::new, |(_, class)| format!(" {class}"))
}

/// An index method: one word, in lower case.
pub(super) fn index_method(method: &str) -> Result<String> {
    if !method.is_empty() && method.chars().all(is_word) {
        Ok(method.to_lowercase())
    } else {
        Err(CompileErrorKind::SqlPhrase {
            phrase: method.to_owned(),
            pattern: r"^(?:btree|hash|gist|gin|[\\w_]+)$",
        })
    }
}

pub(super) fn with_options(options: &[(String, WithOption)]) -> String {
    let options: Vec<String> = options
        .iter()
        .map(|(parameter, value)| match value {
            WithOption::Flag => parameter.clone(),
            WithOption::Bool(flag) => format!("{parameter} = {flag}"),
            WithOption::Int(number) => format!("{parameter} = {number}"),
            WithOption::Text(text) => format!("{parameter} = {text}"),
        })
        .collect();
    options.join(", ")
}
