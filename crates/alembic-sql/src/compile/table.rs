//! Tables and indexes.

use std::collections::HashSet;

use alembic_core::ops::{CreateIndexOp, CreateTableOp, DropIndexOp, DropTableOp, RenameTableOp};
use alembic_core::schema::{AttachedColumn, AttachedTable, ConstraintName, Index, index};

use super::constraint::{column_checks, table_constraint};
use crate::Statement;
use crate::context::Cx;
use crate::ddl::Place;
use crate::error::{CompileErrorKind, Result};

pub(crate) fn create_table(
    cx: &Cx<'_>,
    op: &CreateTableOp,
    created_types: &mut HashSet<(&'static str, Option<String>, String)>,
) -> Result<Vec<Statement>> {
    let table = AttachedTable::new(&op.table, cx.naming, cx.dialect.name)?;
    table.warnings.iter().for_each(|warning| cx.warn(warning.clone()));
    let mut statements = Vec::new();
    let mut new_types = Vec::new();
    for type_ in cx.ddl.named_types(cx, &table)? {
        if !created_types.contains(&type_.key) && !new_types.contains(&type_.key) {
            statements.push(Statement::new(type_.sql));
            new_types.push(type_.key);
        }
    }
    statements.push(Statement::new(create_table_sql(cx, &table, op.if_not_exists)?));
    for index in &table.indexes {
        let schema = op.table.schema.as_ref();
        statements.push(Statement::new(cx.ddl.create_index(
            cx,
            index,
            &op.table.name,
            schema,
            false,
        )?));
    }
    if cx.dialect.has_comment_statements() {
        let name = cx.table(&op.table.name, op.table.schema.as_ref());
        if let Some(comment) = &op.table.comment {
            statements.push(Statement::new(cx.ddl.table_comment(cx, &name, Some(comment))));
        }
        for column in &table.columns {
            statements.extend(column_comment(cx, &name, column));
        }
    }
    created_types.extend(new_types);
    Ok(statements)
}

/// `COMMENT ON COLUMN`, for a column with a comment.
pub(super) fn column_comment(cx: &Cx<'_>, table: &str, column: &AttachedColumn<'_>) -> Option<Statement> {
    let comment = column.column.comment.as_deref()?;
    let name = cx.quote(&column.column.name);
    Some(Statement::new(format!(
        "COMMENT ON COLUMN {table}.{name} IS {}",
        cx.string(comment)
    )))
}

fn create_table_sql(cx: &Cx<'_>, table: &AttachedTable<'_>, if_not_exists: bool) -> Result<String> {
    let mut text = "\nCREATE ".to_owned();
    for prefix in &table.table.prefixes {
        text.push_str(prefix);
        text.push(' ');
    }
    text.push_str(if if_not_exists {
        "TABLE IF NOT EXISTS "
    } else {
        "TABLE "
    });
    text.push_str(&cx.table(&table.table.name, table.table.schema.as_ref()));
    text.push_str(" (");
    let mut separator = "\n";
    for column in table.columns.iter().filter(|column| !column.column.system) {
        text.push_str(separator);
        separator = ", \n";
        text.push('\t');
        text.push_str(&column_definition(cx, table, column).map_err(|error| in_column(table, column, error))?);
    }
    let constraints = constraints(cx, table)?;
    if !constraints.is_empty() {
        text.push_str(separator);
        text.push('\t');
        text.push_str(&constraints.join(", \n\t"));
    }
    text.push_str(&format!("\n){}\n\n", cx.ddl.post_create_table(cx, table)?));
    Ok(text)
}

/// SQLAlchemy says which column a `CompileError` is about; its other errors go through as they are.
fn in_column(table: &AttachedTable<'_>, column: &AttachedColumn<'_>, error: CompileErrorKind) -> CompileErrorKind {
    match error {
        error @ (CompileErrorKind::IdentifierTooLong { .. }
        | CompileErrorKind::MysqlPrecisionAndScale
        | CompileErrorKind::CollationSchemaAlone
        | CompileErrorKind::Schema(_)) => error,
        source => CompileErrorKind::InColumn {
            table: table.table.name.text.clone(),
            column: column.column.name.text.clone(),
            source: Box::new(source),
        },
    }
}

fn column_definition(cx: &Cx<'_>, table: &AttachedTable<'_>, column: &AttachedColumn<'_>) -> Result<String> {
    let mut text = cx.ddl.column_specification(cx, table, column)?;
    let checks = column_checks(cx, table, column)?;
    if !checks.is_empty() {
        text.push(' ');
        text.push_str(&checks.join(" "));
    }
    Ok(text)
}

/// The primary key, then everything else in the order of its making.
fn constraints(cx: &Cx<'_>, table: &AttachedTable<'_>) -> Result<Vec<String>> {
    let mut parts = Vec::new();
    if let Some(key) = &table.primary_key {
        parts.extend(cx.ddl.primary_key(cx, &Place::in_table(&key.name, table).of(key))?);
    }
    for constraint in &table.constraints {
        parts.extend(table_constraint(cx, table, constraint)?);
    }
    Ok(parts)
}

pub(crate) fn drop_table(cx: &Cx<'_>, op: &DropTableOp) -> String {
    let exists = if op.if_exists { "IF EXISTS " } else { "" };
    format!("\nDROP TABLE {exists}{}", cx.table(&op.table_name, op.schema.as_ref()))
}

pub(crate) fn rename_table(cx: &Cx<'_>, op: &RenameTableOp) -> String {
    let schema = op.schema.as_ref();
    let new = cx.ddl.renamed_table(cx, &op.new_table_name, schema);
    format!("{} RENAME TO {new}", cx.alter_table(&op.table_name, schema))
}

pub(super) fn create_index(cx: &Cx<'_>, op: &CreateIndexOp) -> Result<String> {
    let schema = op.schema.as_ref();
    let index = op.index.clone().named(&op.table_name, schema, cx.naming)?;
    cx.ddl
        .create_index(cx, &index, &op.table_name, schema, op.if_not_exists)
}

pub(super) fn drop_index(cx: &Cx<'_>, op: &DropIndexOp) -> Result<String> {
    cx.ddl.drop_index(cx, op, &dropped_index_name(cx, op)?)
}

/// The name of an index to be dropped, as the convention makes it.
pub(crate) fn dropped_index_name(cx: &Cx<'_>, op: &DropIndexOp) -> Result<ConstraintName> {
    // without the original index, Alembic takes one over a column called "x"
    let original: Index = match &op.reverse {
        Some(create) => create.index.clone(),
        None => index(op.index_name.clone(), ["x"]),
    };
    let no_table = "no_table".into();
    let table = op.table_name.as_ref().unwrap_or(&no_table);
    let named = Index {
        name: op.index_name.clone(),
        ..original
    }
    .named(table, op.schema.as_ref(), cx.naming)?;
    Ok(named.name)
}
