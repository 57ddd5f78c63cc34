//! `op.alter_column` as one statement for each trait that changes, as all dialects but MySQL do it.

use alembic_core::ops::{AlterColumnOp, Given};
use alembic_core::schema::{ColumnType, ServerDefault};

use crate::Statement;
use crate::context::Cx;
use crate::error::{CompileErrorKind, Result};

/// One statement for each trait that changes, in Alembic's order.
pub(crate) fn alter_column_by_parts(cx: &Cx<'_>, op: &AlterColumnOp) -> Result<Vec<Statement>> {
    let mut statements = Vec::new();
    let mut emit = |sql: Result<String>| sql.map(|sql| statements.push(Statement::new(sql)));
    let alter = &op.alter;
    if alter.autoincrement.is_some() || alter.existing_autoincrement.is_some() {
        cx.warn("autoincrement and existing_autoincrement only make sense for MySQL");
    }
    if let Some(nullable) = alter.nullable {
        emit(cx.ddl.alter_nullable(cx, op, nullable))?;
    }
    if alter.server_default.is_given() {
        emit(server_default(cx, op))?;
    }
    if let Some(type_) = &alter.type_ {
        emit(cx.ddl.alter_type(cx, op, type_))?;
    }
    if alter.comment.is_given() {
        emit(cx.ddl.alter_comment(cx, op))?;
    }
    if let Some(new) = &alter.new_column_name {
        emit(cx.ddl.rename_column(cx, op, new))?;
    }
    Ok(statements)
}

fn server_default(cx: &Cx<'_>, op: &AlterColumnOp) -> Result<String> {
    let involved = [
        op.alter.server_default.value(),
        op.alter.existing_server_default.value(),
    ];
    let mut involved = involved.into_iter().flatten();
    if involved
        .clone()
        .any(|default| matches!(default, ServerDefault::Computed(_)))
    {
        return Err(CompileErrorKind::AlterComputed);
    }
    if involved.any(|default| matches!(default, ServerDefault::Identity(_))) {
        return cx.ddl.alter_identity(cx, op);
    }
    cx.ddl.alter_default(cx, op)
}

/// `ALTER TABLE t ALTER COLUMN c`.
pub(crate) fn alter_column_prefix(cx: &Cx<'_>, op: &AlterColumnOp) -> String {
    let table = cx.alter_table(&op.table_name, op.alter.schema.as_ref());
    format!("{table} ALTER COLUMN {}", cx.quote(&op.column_name))
}

/// `SET NOT NULL` and `DROP NOT NULL`.
pub(crate) fn alter_nullable(cx: &Cx<'_>, op: &AlterColumnOp, nullable: bool) -> String {
    let action = if nullable { "DROP" } else { "SET" };
    format!("{} {action} NOT NULL", alter_column_prefix(cx, op))
}

/// `SET DEFAULT …` and `DROP DEFAULT`.
pub(crate) fn alter_default(cx: &Cx<'_>, op: &AlterColumnOp) -> Result<String> {
    Ok(format!(
        "{} {}",
        alter_column_prefix(cx, op),
        default_action(cx, &op.alter.server_default)?
    ))
}

/// `SET DEFAULT …` and `DROP DEFAULT` behind a column.
pub(crate) fn default_action(cx: &Cx<'_>, default: &Given<ServerDefault>) -> Result<String> {
    match default.value() {
        None => Ok("DROP DEFAULT".to_owned()),
        Some(default) => {
            let text = cx
                .server_default(default)?
                .ok_or_else(|| CompileErrorKind::Unsupported {
                    dialect: cx.dialect.name,
                    what: "a server default that the database makes itself".to_owned(),
                    instead: "leave `server_default` out",
                })?;
            Ok(format!("SET DEFAULT {text}"))
        }
    }
}

/// `ALTER COLUMN c TYPE …`.
pub(crate) fn alter_type(cx: &Cx<'_>, op: &AlterColumnOp, type_: &ColumnType) -> Result<String> {
    Ok(format!("{} TYPE {}", alter_column_prefix(cx, op), cx.type_sql(type_)?))
}
