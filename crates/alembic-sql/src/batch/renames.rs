//! Columns that are renamed while something else names them: other tables' keys, views, triggers, checks, generated
//! columns, indexes on expressions. SQLite itself renames these first, in all those places, and the batch goes on with
//! the new name.

use alembic_core::ops::{BatchAlterTableOp, BatchOperation};
use alembic_core::schema::{Constraint, Expr, Index, IndexElement, Name, ServerDefault, Table, TableItem};

use super::columns::{in_constraint, in_index};
use crate::reflect::{ReflectedTable, mentions_column, verbatim_sql};

/// A column and its new name.
pub(super) struct Renamed {
    pub(super) old: Name,
    pub(super) new: Name,
}

/// The columns that SQLite has to rename itself.
pub(super) fn needed(op: &BatchAlterTableOp, reflected: &ReflectedTable) -> Vec<Renamed> {
    let taken = |name: &Name| {
        reflected
            .table
            .columns()
            .any(|column| column.name.text.eq_ignore_ascii_case(&name.text))
    };
    let renames = op.operations.iter().filter_map(|operation| match operation {
        BatchOperation::AlterColumn(alter) => {
            let new = alter.alter.new_column_name.as_ref()?;
            Some((&alter.column_name, new)).filter(|(old, new)| old.text != new.text)
        }
        _ => None,
    });
    renames
        .filter(|(old, new)| taken(old) && !taken(new) && is_seen(reflected, old))
        .map(|(old, new)| Renamed {
            old: old.clone(),
            new: new.clone(),
        })
        .collect()
}

fn is_seen(reflected: &ReflectedTable, column: &Name) -> bool {
    !reflected.triggers.is_empty()
        || !reflected.dependents.is_empty()
        || !reflected.referenced_by.is_empty()
        || is_mentioned(&reflected.table, column.as_str())
}

/// Whether SQL text of the table names the column.
fn is_mentioned(table: &Table, column: &str) -> bool {
    let mentions = |expr: &Expr| verbatim_sql(expr).is_some_and(|sql| mentions_column(sql, column));
    let in_index = |index: &Index| {
        let in_elements = index.elements.iter().any(|element| match element {
            IndexElement::Expr(Expr::Modified(modified)) => mentions(&modified.expr),
            IndexElement::Expr(expr) => mentions(expr),
            IndexElement::Column(_) => false,
        });
        in_elements || index.sqlite.where_.as_ref().is_some_and(mentions)
    };
    table.items.iter().any(|item| match item {
        TableItem::Column(column) => {
            let computed = match &column.server_default {
                Some(ServerDefault::Computed(computed)) => mentions(&computed.sqltext),
                Some(
                    ServerDefault::String(_)
                    | ServerDefault::Expr(_)
                    | ServerDefault::Identity(_)
                    | ServerDefault::Fetched,
                )
                | None => false,
            };
            computed || column.checks.iter().any(|check| mentions(&check.sqltext))
        }
        TableItem::Constraint(Constraint::Check(check)) => mentions(&check.sqltext),
        TableItem::Constraint(_) => false,
        TableItem::Index(index) => in_index(index),
    })
}

/// The batch as it goes on after the columns were renamed.
pub(super) fn after(op: &BatchAlterTableOp, renamed: &[Renamed]) -> BatchAlterTableOp {
    let mut op = op.clone();
    let new_name = |name: &Name| {
        let found = renamed.iter().find(|renamed| renamed.old.text == name.text);
        found.map_or_else(|| name.clone(), |renamed| renamed.new.clone())
    };
    let mut rename = |name: &Name| new_name(name);
    for names in &mut op.partial_reordering {
        for name in names {
            *name = new_name(name);
        }
    }
    let (table, schema) = (op.table_name.clone(), op.schema.clone());
    for operation in &mut op.operations {
        match operation {
            BatchOperation::AddColumn(add) => {
                for name in [&mut add.insert_before, &mut add.insert_after].into_iter().flatten() {
                    *name = new_name(name);
                }
            }
            BatchOperation::DropColumn(drop) => drop.drop.column_name = new_name(&drop.drop.column_name),
            BatchOperation::AlterColumn(alter) => alter.column_name = new_name(&alter.column_name),
            BatchOperation::CreateIndex(create) => in_index(&mut create.index, &mut rename),
            BatchOperation::AddConstraint(add) => {
                in_constraint(&mut add.constraint, &mut rename);
                if let Constraint::ForeignKey(key) = &mut add.constraint
                    && key.referent_table.text == table.text
                    && key.referent_schema == schema
                {
                    for name in &mut key.referent_columns {
                        *name = new_name(name);
                    }
                }
            }
            BatchOperation::DropIndex(_)
            | BatchOperation::DropConstraint(_)
            | BatchOperation::CreateTableComment(_)
            | BatchOperation::DropTableComment(_) => {}
        }
    }
    op
}
