//! Foreign keys that a rebuild can break: counted before, and again before the commit.

use std::collections::BTreeMap;

use alembic_core::DialectName;
use alembic_core::ops::{BatchAlterTableOp, BatchOperation};
use alembic_core::schema::{Constraint, Name, TableItem};

use super::BatchError;
use super::online::{BatchPlanError, failed};
use crate::reflect::ReflectedTable;
use crate::sqlite::PREPARER;
use crate::{Connection, DatabaseError, Statement};

/// Whether a batch can break foreign keys: rows that are copied as they are keep what they refer to.
pub(super) fn can_break(op: &BatchAlterTableOp, reflected: &ReflectedTable) -> bool {
    let is_referenced = !reflected.referenced_by.is_empty();
    let in_args = op
        .table_args
        .iter()
        .any(|item| matches!(item, TableItem::Constraint(Constraint::ForeignKey(_))));
    let refers = reflected
        .table
        .constraints()
        .any(|constraint| matches!(constraint, Constraint::ForeignKey(_)));
    in_args
        || op.operations.iter().any(|operation| match operation {
            BatchOperation::AddConstraint(add) => matches!(add.constraint, Constraint::ForeignKey(_)) || is_referenced,
            BatchOperation::AddColumn(add) => !add.add.column.foreign_keys.is_empty(),
            BatchOperation::AlterColumn(alter) => {
                (is_referenced || refers) && (alter.alter.type_.is_some() || alter.alter.new_column_name.is_some())
            }
            BatchOperation::DropColumn(_) | BatchOperation::DropConstraint(_) | BatchOperation::DropIndex(_) => {
                is_referenced
            }
            BatchOperation::CreateIndex(_)
            | BatchOperation::CreateTableComment(_)
            | BatchOperation::DropTableComment(_) => false,
        })
}

/// The violations of foreign keys around a table as they were before it was made again.
#[derive(Debug, Clone)]
pub struct ForeignKeyGuard {
    schema: Option<Name>,
    tables: Vec<(Name, Violations)>,
}

/// How many rows refer to nothing, by the table that they refer to; or why that cannot be told.
type Violations = Result<BTreeMap<String, usize>, String>;

impl ForeignKeyGuard {
    /// Counts.
    pub(super) fn before(connection: &mut dyn Connection, reflected: &ReflectedTable) -> Result<Self, DatabaseError> {
        let schema = reflected.table.schema.clone();
        let mut names = vec![reflected.table.name.clone()];
        names.extend(reflected.referenced_by.iter().cloned());
        names.dedup_by(|a, b| a.text.eq_ignore_ascii_case(&b.text));
        let tables = names
            .into_iter()
            .map(|name| {
                let violations = violations(connection, schema.as_ref(), &name);
                (name, violations)
            })
            .collect();
        Ok(Self { schema, tables })
    }

    /// Counts again.
    ///
    /// # Errors
    /// That there are more violations than before.
    pub fn verify(&self, connection: &mut dyn Connection) -> Result<(), BatchPlanError> {
        for (table, before) in &self.tables {
            let Ok(before) = before else { continue };
            let error = match violations(connection, self.schema.as_ref(), table) {
                // the migration has dropped the table, or given it another name
                Err(cause) if cause.contains("no such table") => continue,
                Err(cause) => BatchError::ForeignKeyMismatch {
                    table: table.text.clone(),
                    cause,
                },
                Ok(after) => {
                    let more = after
                        .iter()
                        .find(|(parent, count)| **count > before.get(*parent).copied().unwrap_or(0));
                    let Some((parent, count)) = more else { continue };
                    BatchError::ForeignKeyViolation {
                        table: table.text.clone(),
                        parent: parent.clone(),
                        count: count - before.get(parent).copied().unwrap_or(0),
                    }
                }
            };
            return Err(failed(DialectName::Sqlite, error));
        }
        Ok(())
    }
}

fn violations(connection: &mut dyn Connection, schema: Option<&Name>, table: &Name) -> Violations {
    let schema = schema.map_or_else(String::new, |schema| {
        format!("{}.", PREPARER.quote_always(schema.as_str()))
    });
    let sql = format!(
        "PRAGMA {schema}foreign_key_check({})",
        PREPARER.quote_always(table.as_str())
    );
    let rows = connection.query(&Statement::new(sql)).map_err(|error| error.message)?;
    let mut counts = BTreeMap::new();
    for row in rows {
        let parent = row.at(2).and_then(alembic_core::Value::as_str).unwrap_or_default();
        *counts.entry(parent.to_owned()).or_insert(0) += 1;
    }
    Ok(counts)
}
