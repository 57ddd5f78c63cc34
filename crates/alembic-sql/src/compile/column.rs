//! Columns added, dropped and altered.

use alembic_core::ops::{AddColumnOp, AlterColumnOp, DropColumnOp};
use alembic_core::schema::{
    AttachedColumn, AttachedConstraint, AttachedKind, AttachedTable, ColumnType, Constraint, ForeignKeyConstraint,
    Name, Table, column, table,
};

use super::constraint::{added, column_checks, definition, drop_type_check, table_constraint, type_check};
use super::table::column_comment;
use crate::Statement;
use crate::context::Cx;
use crate::ddl::{Place, reference_options, referent_columns};
use crate::error::Result;
use crate::types::needs_check;

pub(super) fn add_column(cx: &Cx<'_>, op: &AddColumnOp) -> Result<Vec<Statement>> {
    let holder = Table {
        schema: op.schema.clone(),
        ..table(op.table_name.clone()).column(op.column.clone())
    };
    let attached = AttachedTable::new(&holder, cx.naming, cx.dialect.name)?;
    let schema = op.schema.as_ref();
    let mut statements = Vec::new();
    for column in &attached.columns {
        statements.push(Statement::new(add_column_sql(cx, op, &attached, column)?));
    }
    for constraint in &attached.constraints {
        if inline_reference(op, constraint).is_some() {
            continue;
        }
        if let AttachedKind::TypeCheck { type_, .. } = &constraint.kind {
            if needs_check(cx, type_) && cx.ddl.require_alter_constraint().is_err() {
                warn_skipped(cx);
                continue;
            }
        } else {
            cx.ddl.require_alter_constraint()?;
        }
        if let Some(definition) = table_constraint_to_add(cx, &attached, constraint)? {
            statements.push(added(cx, &op.table_name, schema, &definition));
        }
    }
    for index in &attached.indexes {
        statements.push(Statement::new(cx.ddl.create_index(
            cx,
            index,
            &op.table_name,
            schema,
            false,
        )?));
    }
    if cx.dialect.has_comment_statements() {
        let name = cx.table(&op.table_name, schema);
        statements.extend(
            attached
                .columns
                .iter()
                .filter_map(|column| column_comment(cx, &name, column)),
        );
    }
    Ok(statements)
}

/// `use_alter` means nothing here: the key is added by `ALTER TABLE` anyway.
fn table_constraint_to_add(
    cx: &Cx<'_>,
    table: &AttachedTable<'_>,
    constraint: &AttachedConstraint<'_>,
) -> Result<Option<String>> {
    match &constraint.kind {
        AttachedKind::Given(given) => definition(cx, given, Place::in_table(&constraint.name, table)),
        AttachedKind::TypeCheck { .. } => table_constraint(cx, table, constraint),
    }
}

fn add_column_sql(
    cx: &Cx<'_>,
    op: &AddColumnOp,
    table: &AttachedTable<'_>,
    column: &AttachedColumn<'_>,
) -> Result<String> {
    let exists = if op.if_not_exists { "IF NOT EXISTS " } else { "" };
    let alter = cx.alter_table(&op.table_name, op.schema.as_ref());
    let mut text = format!(
        "{alter} ADD COLUMN {exists}{}",
        cx.ddl.column_specification(cx, table, column)?
    );
    if op.inline_primary_key && column.primary_key {
        text.push_str(" PRIMARY KEY");
    }
    if let Some(key) = table
        .constraints
        .iter()
        .find_map(|constraint| inline_reference(op, constraint))
    {
        text.push_str(&format!(
            " REFERENCES {}{}{}",
            cx.table(&key.referent_table, key.referent_schema.as_ref()),
            referent_columns(cx, key),
            reference_options(cx, key)?
        ));
    }
    let checks = column_checks(cx, table, column)?;
    if !checks.is_empty() {
        text.push(' ');
        text.push_str(&checks.join(" "));
    }
    Ok(text)
}

/// The foreign key, if it stands behind the column: the only one of the column, and asked for.
fn inline_reference<'a>(op: &AddColumnOp, constraint: &'a AttachedConstraint<'_>) -> Option<&'a ForeignKeyConstraint> {
    if !op.inline_references || op.column.foreign_keys.len() != 1 {
        return None;
    }
    match &constraint.kind {
        AttachedKind::Given(given) => match given.as_ref() {
            Constraint::ForeignKey(key) => Some(key),
            Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Check(_) | Constraint::Exclude(_) => None,
        },
        AttachedKind::TypeCheck { .. } => None,
    }
}

pub(super) fn drop_column(cx: &Cx<'_>, op: &DropColumnOp) -> String {
    let exists = if op.if_exists { "IF EXISTS " } else { "" };
    let alter = cx.alter_table(&op.table_name, op.schema.as_ref());
    format!("{alter} DROP COLUMN {exists}{}", cx.quote(&op.column_name))
}

pub(super) fn alter_column(cx: &Cx<'_>, op: &AlterColumnOp) -> Result<Vec<Statement>> {
    let alter = &op.alter;
    let mut statements = Vec::new();
    if let (Some(existing), Some(_)) = (&alter.existing_type, &alter.type_) {
        statements.extend(type_checks(cx, op, existing, Checks::Drop)?);
    }
    statements.extend(cx.ddl.alter_column(cx, op)?);
    if let Some(new) = &alter.type_ {
        statements.extend(type_checks(cx, op, new, Checks::Add)?);
    }
    Ok(statements)
}

#[derive(Clone, Copy)]
enum Checks {
    Add,
    Drop,
}

/// The checks of a type's values, dropped before or added after a change of type.
fn type_checks(cx: &Cx<'_>, op: &AlterColumnOp, type_: &ColumnType, what: Checks) -> Result<Option<Statement>> {
    let type_ = type_.for_dialect(cx.dialect.name);
    if !needs_check(cx, type_) {
        return Ok(None);
    }
    let schema: Option<&Name> = op.alter.schema.as_ref();
    let holder = Table {
        schema: op.alter.schema.clone(),
        ..table(op.table_name.clone()).column(column(op.column_name.clone(), type_.clone()))
    };
    let attached = AttachedTable::new(&holder, cx.naming, cx.dialect.name)?;
    let Some(constraint) = attached.constraints.first() else {
        return Ok(None);
    };
    match what {
        Checks::Drop if cx.dialect.name.is_mysql_family() || !cx.dialect.supports_alter() => Ok(None),
        Checks::Drop => drop_type_check(cx, &op.table_name, schema, &constraint.name).map(Some),
        Checks::Add if !cx.dialect.supports_alter() => {
            warn_skipped(cx);
            Ok(None)
        }
        Checks::Add => {
            let definition = type_check(cx, &op.column_name, type_, &constraint.name, &op.table_name, schema)?;
            Ok(definition.map(|definition| added(cx, &op.table_name, schema, &definition)))
        }
    }
}

fn warn_skipped(cx: &Cx<'_>) {
    cx.warn(
        "Skipping unsupported ALTER for creation of implicit constraint. Please refer to the batch mode feature which \
         allows for SQLite migrations using a copy-and-move strategy.",
    );
}
