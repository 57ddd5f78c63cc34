//! A batch on a SQLite database: the table is asked for, and what hangs on it is looked after.

use alembic_core::DialectName;
use alembic_core::ops::BatchAlterTableOp;
use alembic_core::schema::Name;

use super::adjust::{adjusted, dropped};
use super::foreign_keys::{ForeignKeyGuard, can_break};
use super::probe::Probes;
use super::rebuild::Rebuild;
use super::render::{self, temporary_name};
use super::{BatchError, CreatedTypes, recreates, renames, table_of};
use crate::context::Cx;
use crate::reflect::{ReflectError, ReflectedTable, reflect_sqlite_table};
use crate::{CompileError, CompileErrorKind, Compiled, Connection, DatabaseError, Statement};

/// Why a batch cannot be made on a database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BatchPlanError {
    /// The batch itself.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// What the database answered.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// What is to be sent for a batch, and looked after.
#[derive(Debug)]
pub struct BatchPlan {
    /// The statements, in order, and what is to be warned about.
    pub compiled: Compiled,
    /// What has to be sent when one of the statements fails: the settings of the connection as they were.
    pub restore: Vec<Statement>,
    /// What is verified once the statements have run.
    pub check: BatchCheck,
}

/// What is verified once the statements of a batch have run.
#[derive(Debug, Default)]
pub struct BatchCheck {
    probes: Probes,
    /// The foreign keys that the batch can break; to be verified before the commit.
    pub foreign_keys: Option<ForeignKeyGuard>,
}

impl BatchCheck {
    /// Verifies that the views and triggers around the table still work.
    ///
    /// # Errors
    /// That one does not, or what the database answered.
    pub fn verify(&self, connection: &mut dyn Connection) -> Result<(), BatchPlanError> {
        self.probes.verify(connection)
    }
}

pub(crate) fn failed(dialect: DialectName, kind: impl Into<CompileErrorKind>) -> BatchPlanError {
    BatchPlanError::Compile(CompileError {
        operation: "batch_alter_table",
        dialect,
        kind: kind.into(),
    })
}

/// Whether a batch has to ask the database.
pub(crate) fn asks(cx: &Cx<'_>, op: &BatchAlterTableOp) -> Result<bool, BatchPlanError> {
    let is_sqlite = cx.dialect.name == DialectName::Sqlite;
    Ok(is_sqlite && recreates(cx, op).map_err(|kind| failed(cx.dialect.name, kind))?)
}

/// Plans a batch that makes a SQLite table again. Columns that others name are renamed by this already.
pub(crate) fn plan(
    cx: &Cx<'_>,
    op: &BatchAlterTableOp,
    connection: &mut dyn Connection,
    created_types: &mut CreatedTypes,
) -> Result<BatchPlan, BatchPlanError> {
    let dialect = cx.dialect.name;
    let refuse = |kind: BatchError| failed(dialect, kind);
    refuse_leftover(cx, op, connection)?;
    let mut reflected = reflect(cx, op, connection)?;
    refuse_enforced_keys(cx, op, &reflected, connection)?;
    refuse_referenced_columns(cx, op, &reflected, connection)?;
    let probes = Probes::before(connection, &reflected)?;
    let foreign_keys = if op.check_foreign_keys && can_break(op, &reflected) {
        Some(ForeignKeyGuard::before(connection, &reflected)?)
    } else {
        None
    };
    let mut op = op.clone();
    if op.copy_from.is_none() {
        let renamed = renames::needed(&op, &reflected);
        for column in &renamed {
            connection.execute(&Statement::new(format!(
                "ALTER TABLE {} RENAME COLUMN {} TO {}",
                cx.table(&reflected.table.name, reflected.table.schema.as_ref()),
                cx.quote(&column.old),
                cx.quote(&column.new)
            )))?;
        }
        if !renamed.is_empty() {
            reflected = reflect(cx, &op, connection)?;
            op = renames::after(&op, &renamed);
        }
    }
    let counter = Counter::read(cx, &reflected, connection)?;
    let legacy = needs_legacy_rename(cx, &reflected, connection)?;
    let in_batch = |kind: CompileErrorKind| failed(dialect, kind);
    let (old, is_reflected) = match &op.copy_from {
        Some(table) => (table_of(&op, table.clone()), false),
        None => (adjusted(cx, &op, reflected.table.clone()).map_err(in_batch)?, true),
    };
    let rebuild = Rebuild::new(cx, &op, &old, is_reflected)
        .and_then(Rebuild::apply)
        .map_err(in_batch)?;
    if rebuild.columns.is_empty() {
        return Err(refuse(BatchError::NothingLeft {
            table: op.table_name.text.clone(),
        }));
    }
    let mut statements = render::statements(&rebuild, created_types).map_err(in_batch)?;
    let new = rebuild.new_table().map_err(in_batch)?;
    let mut restore = Vec::new();
    if let Some(setting) = legacy {
        // create, copy and drop come before the rename
        let rename = statements
            .iter()
            .position(|statement| statement.sql.contains(" RENAME TO "));
        let rename = rename.unwrap_or(statements.len());
        let off = Statement::new(format!("PRAGMA legacy_alter_table = {setting}"));
        statements.insert(rename, Statement::new("PRAGMA legacy_alter_table = ON"));
        statements.insert((rename + 2).min(statements.len()), off.clone());
        restore.push(off);
    }
    if let (Some(counter), true) = (counter, new.sqlite.autoincrement) {
        statements.extend(counter.restored(cx, &reflected));
    }
    let triggers = reflected.triggers.iter();
    statements.extend(triggers.map(|trigger| Statement::new(trigger.sql.clone())));
    Ok(BatchPlan {
        compiled: Compiled {
            statements,
            warnings: Vec::new(),
            undo: None,
        },
        restore,
        check: BatchCheck { probes, foreign_keys },
    })
}

fn reflect(
    cx: &Cx<'_>,
    op: &BatchAlterTableOp,
    connection: &mut dyn Connection,
) -> Result<ReflectedTable, BatchPlanError> {
    let schema = op.schema.as_ref().map(Name::as_str);
    let mut reflected =
        reflect_sqlite_table(connection, op.table_name.as_str(), schema).map_err(|error| match error {
            ReflectError::Database(error) => BatchPlanError::Database(error),
            other => failed(cx.dialect.name, BatchError::Reflection(Box::new(other))),
        })?;
    // SQLite finds names in any case; what the migration wrote is what it is called from now on
    reflected.table.name = op.table_name.clone();
    Ok(reflected)
}

/// The catalogue of the table's schema.
pub(super) fn in_schema(cx: &Cx<'_>, schema: Option<&Name>, table: &str) -> String {
    schema.map_or_else(|| table.to_owned(), |schema| format!("{}.{table}", cx.quote(schema)))
}

fn count(connection: &mut dyn Connection, sql: String, params: &[&str]) -> Result<i64, DatabaseError> {
    let params = params.iter().map(|param| (*param).into()).collect();
    let rows = connection.query(&Statement::with_params(sql.clone(), params))?;
    match rows.first().and_then(|row| row.at(0)) {
        Some(alembic_core::Value::Int(count)) => Ok(*count),
        // nothing counted is no leave to go on: tables and rows of others are at stake
        other => Err(DatabaseError::new(format!(
            "SQLite answered {other:?} where a number was asked\n[SQL: {sql}]"
        ))),
    }
}

/// A table that a batch left over which died half-way, without a transaction around it.
fn refuse_leftover(cx: &Cx<'_>, op: &BatchAlterTableOp, connection: &mut dyn Connection) -> Result<(), BatchPlanError> {
    let catalogue = in_schema(cx, op.schema.as_ref(), "sqlite_master");
    let temporary = temporary_name(&op.table_name);
    let sql = format!("SELECT count(*) FROM {catalogue} WHERE type = 'table' AND lower(name) = lower(?)");
    if count(connection, sql.clone(), &[temporary.as_str()])? == 0 {
        return Ok(());
    }
    let name = |name: &Name| cx.table(name, op.schema.as_ref());
    let error = if count(connection, sql, &[op.table_name.as_str()])? == 0 {
        BatchError::LeftoverOnly {
            table: op.table_name.text.clone(),
            rename: format!(
                "ALTER TABLE {} RENAME TO {}",
                name(&temporary),
                cx.quote(&op.table_name)
            ),
            temporary: temporary.text,
        }
    } else {
        BatchError::Leftover {
            table: op.table_name.text.clone(),
            drop: format!("DROP TABLE {}", name(&temporary)),
            temporary: temporary.text,
        }
    };
    Err(failed(cx.dialect.name, error))
}

/// With enforced foreign keys, dropping the old table would delete the rows that refer to it, or fail.
fn refuse_enforced_keys(
    cx: &Cx<'_>,
    op: &BatchAlterTableOp,
    reflected: &ReflectedTable,
    connection: &mut dyn Connection,
) -> Result<(), BatchPlanError> {
    if reflected.referenced_by.is_empty()
        || count(connection, "PRAGMA foreign_keys".to_owned(), &[])? == 0
        || cx.dialect.name != DialectName::Sqlite
    {
        return Ok(());
    }
    let children: Vec<&str> = reflected.referenced_by.iter().map(Name::as_str).collect();
    Err(failed(
        cx.dialect.name,
        BatchError::ForeignKeysEnforced {
            table: op.table_name.text.clone(),
            children: children.join(", "),
        },
    ))
}

/// A column that other tables refer to cannot go.
fn refuse_referenced_columns(
    cx: &Cx<'_>,
    op: &BatchAlterTableOp,
    reflected: &ReflectedTable,
    connection: &mut dyn Connection,
) -> Result<(), BatchPlanError> {
    for child in &reflected.referenced_by {
        if child.text.eq_ignore_ascii_case(op.table_name.as_str()) {
            continue;
        }
        for column in dropped(op) {
            let sql = match &op.schema {
                Some(_) => {
                    "SELECT count(*) FROM pragma_foreign_key_list(?, ?) WHERE lower(\"table\") = lower(?) AND lower(\"to\") = lower(?)"
                }
                None => {
                    "SELECT count(*) FROM pragma_foreign_key_list(?) WHERE lower(\"table\") = lower(?) AND lower(\"to\") = lower(?)"
                }
            };
            let mut params = vec![child.as_str()];
            params.extend(op.schema.as_ref().map(Name::as_str));
            params.extend([op.table_name.as_str(), column.as_str()]);
            if count(connection, sql.to_owned(), &params)? > 0 {
                return Err(failed(
                    cx.dialect.name,
                    BatchError::ColumnInUse {
                        table: op.table_name.text.clone(),
                        column: column.text.clone(),
                        user: format!("a foreign key of table '{}'", child.text),
                        instead: "drop that constraint first, in a batch of its own table",
                    },
                ));
            }
        }
    }
    Ok(())
}

/// The setting of `legacy_alter_table` to go back to, where the rename needs it: SQLite's newer way to rename reads every
/// view and trigger, and those that name the table find none at that moment.
fn needs_legacy_rename(
    cx: &Cx<'_>,
    reflected: &ReflectedTable,
    connection: &mut dyn Connection,
) -> Result<Option<i64>, BatchPlanError> {
    let catalogue = in_schema(cx, reflected.table.schema.as_ref(), "sqlite_master");
    let stored = format!(
        "SELECT (SELECT count(*) FROM {catalogue} WHERE type IN ('view', 'trigger')) + (SELECT count(*) FROM sqlite_temp_master \
         WHERE type IN ('view', 'trigger'))"
    );
    if count(connection, stored, &[])? == 0 {
        return Ok(None);
    }
    let setting = count(connection, "PRAGMA legacy_alter_table".to_owned(), &[])?;
    Ok((setting == 0).then_some(setting))
}

/// The counter of an `AUTOINCREMENT` table, which goes with the old table.
struct Counter(i64);

impl Counter {
    fn read(
        cx: &Cx<'_>,
        reflected: &ReflectedTable,
        connection: &mut dyn Connection,
    ) -> Result<Option<Self>, DatabaseError> {
        if !reflected.table.sqlite.autoincrement {
            return Ok(None);
        }
        let sequence = in_schema(cx, reflected.table.schema.as_ref(), "sqlite_sequence");
        let sql = format!("SELECT seq FROM {sequence} WHERE lower(name) = lower(?)");
        let params = vec![reflected.table.name.as_str().into()];
        let rows = connection.query(&Statement::with_params(sql, params))?;
        Ok(match rows.first().and_then(|row| row.at(0)) {
            Some(alembic_core::Value::Int(value)) => Some(Self(*value)),
            _ => None,
        })
    }

    fn restored(self, cx: &Cx<'_>, reflected: &ReflectedTable) -> [Statement; 2] {
        let sequence = in_schema(cx, reflected.table.schema.as_ref(), "sqlite_sequence");
        let name = cx.string(reflected.table.name.as_str());
        [
            Statement::new(format!("DELETE FROM {sequence} WHERE name = {name}")),
            Statement::new(format!(
                "INSERT INTO {sequence} (name, seq) VALUES ({name}, {})",
                self.0
            )),
        ]
    }
}
