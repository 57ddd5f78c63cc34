//! `op.batch_alter_table`: what Alembic's `BatchOperationsImpl` and `ApplyBatchImpl` do.
//!
//! Where the table is altered, a batch is its operations. Where it is made again, [`Rebuild`] takes the table as it is,
//! applies the changes to it, and [`render`] makes the statements: create under a temporary name, copy, drop, rename,
//! create the indexes.

mod adjust;
mod affinity;
mod apply;
mod columns;
mod constraints;
mod error;
mod foreign_keys;
mod grab;
pub(crate) mod online;
mod order;
mod probe;
mod rebuild;
mod renames;
mod render;

use std::collections::HashSet;

use alembic_core::DialectName;
use alembic_core::ops::{BatchAlterTableOp, BatchOperation, Recreate};
use alembic_core::schema::{AttachedKind, AttachedTable, Constraint, ServerDefault, Table, TableItem, table};

pub use error::BatchError;
pub use foreign_keys::ForeignKeyGuard;
pub use online::{BatchCheck, BatchPlan, BatchPlanError};
use rebuild::Rebuild;

use crate::compile::statements;
use crate::context::Cx;
use crate::error::Result;
use crate::{Mode, Statement};

/// The types that a run created: what kind, the schema, the name.
pub(crate) type CreatedTypes = HashSet<(&'static str, Option<String>, String)>;

/// The statements of a batch, as far as no database has to be asked.
pub(crate) fn batch_alter_table(
    cx: &Cx<'_>,
    op: &BatchAlterTableOp,
    created_types: &mut CreatedTypes,
) -> Result<Vec<Statement>> {
    if !recreates(cx, op)? {
        let mut all = Vec::new();
        for operation in &op.operations {
            all.extend(statements(cx, &operation.to_operation(), created_types)?);
        }
        return Ok(all);
    }
    let Some(table) = &op.copy_from else {
        return Err(needs_database(cx, op).into());
    };
    let old = table_of(op, table.clone());
    let rebuild = Rebuild::new(cx, op, &old, false)?.apply()?;
    render::statements(&rebuild, created_types)
}

/// The table that the batch is about, by the batch's name for it.
fn table_of(op: &BatchAlterTableOp, mut table: Table) -> Table {
    if table.schema.is_none() {
        table.schema.clone_from(&op.schema);
    }
    table
}

fn needs_database(cx: &Cx<'_>, op: &BatchAlterTableOp) -> BatchError {
    let table = op.table_name.text.clone();
    match cx.mode {
        Mode::Offline { .. } => BatchError::NeedsDatabase {
            dialect: cx.dialect.name,
            table,
        },
        Mode::Online => BatchError::NeedsTable { table },
    }
}

/// Whether the batch makes the table again; refuses what only such a batch can do.
pub(crate) fn recreates(cx: &Cx<'_>, op: &BatchAlterTableOp) -> Result<bool> {
    let mut required = false;
    for operation in &op.operations {
        if let BatchOperation::AddColumn(add) = operation
            && (add.insert_before.is_some() || add.insert_after.is_some())
            && !should_recreate(cx, op, required)
        {
            return Err(BatchError::PlaceNeedsRecreate.into());
        }
        required = required || requires_recreate(cx, operation)?;
    }
    Ok(should_recreate(cx, op, required))
}

fn should_recreate(cx: &Cx<'_>, op: &BatchAlterTableOp, required: bool) -> bool {
    match op.recreate {
        Recreate::Auto => required && cx.dialect.name == DialectName::Sqlite,
        Recreate::Always => true,
        Recreate::Never => false,
    }
}

/// Whether SQLite cannot make a change by itself: `SQLiteImpl.requires_recreate_in_batch`.
fn requires_recreate(cx: &Cx<'_>, operation: &BatchOperation) -> Result<bool> {
    match operation {
        BatchOperation::AddColumn(op) => {
            let column = &op.add.column;
            match &column.server_default {
                Some(ServerDefault::Expr(_)) => return Ok(true),
                Some(ServerDefault::Computed(computed)) if computed.persisted == Some(true) => return Ok(true),
                Some(
                    ServerDefault::String(_)
                    | ServerDefault::Computed(_)
                    | ServerDefault::Identity(_)
                    | ServerDefault::Fetched,
                )
                | None => {}
            }
            let holder = table(op.add.table_name.clone()).column(column.clone());
            let attached = AttachedTable::new(&holder, cx.naming, cx.dialect.name)?;
            Ok(attached.constraints.iter().any(|constraint| {
                let inline = op.add.inline_references
                    && column.foreign_keys.len() == 1
                    && matches!(&constraint.kind, AttachedKind::Given(given) if matches!(given.as_ref(), Constraint::ForeignKey(_)));
                !inline
            }))
        }
        BatchOperation::CreateIndex(_) | BatchOperation::DropIndex(_) => Ok(false),
        BatchOperation::DropColumn(_)
        | BatchOperation::AlterColumn(_)
        | BatchOperation::AddConstraint(_)
        | BatchOperation::DropConstraint(_)
        | BatchOperation::CreateTableComment(_)
        | BatchOperation::DropTableComment(_) => Ok(true),
    }
}

/// Whether the table's arguments tell its unnamed checks again.
fn restates_checks(items: &[TableItem]) -> bool {
    items
        .iter()
        .any(|item| matches!(item, TableItem::Constraint(Constraint::Check(_))))
}
