//! Views and triggers around a table that is made again: they must work afterwards as they did before.
//!
//! SQLite compiles a view when it is selected from, and a trigger when its table is written to; `EXPLAIN` compiles
//! without doing anything.

use alembic_core::DialectName;

use super::BatchError;
use super::online::{BatchPlanError, failed};
use crate::reflect::{ReflectedTable, StoredKind};
use crate::sqlite::PREPARER;
use crate::{Connection, DatabaseError, Statement};

/// What is compiled, before and after.
#[derive(Debug, Default)]
pub(super) struct Probes(Vec<Probe>);

#[derive(Debug)]
struct Probe {
    what: What,
    /// The table or view.
    target: String,
    /// What compiles with it, for messages.
    objects: String,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Select,
    Insert,
    Update,
    Delete,
}

impl Probes {
    /// What works before.
    pub(super) fn before(connection: &mut dyn Connection, reflected: &ReflectedTable) -> Result<Self, DatabaseError> {
        let mut all = Vec::new();
        for object in reflected
            .dependents
            .iter()
            .filter(|object| object.kind == StoredKind::View)
        {
            all.push(Probe {
                what: What::Select,
                target: object.name.text.clone(),
                objects: format!("view '{}'", object.name.text),
            });
        }
        let own = reflected.triggers.iter();
        let others = reflected
            .dependents
            .iter()
            .filter(|object| object.kind == StoredKind::Trigger);
        for trigger in own.chain(others) {
            let Some(target) = table_of_trigger(connection, trigger.name.as_str())? else {
                continue;
            };
            all.extend([What::Insert, What::Update, What::Delete].map(|what| Probe {
                what,
                target: target.clone(),
                objects: format!("trigger '{}'", trigger.name.text),
            }));
        }
        let mut works = Vec::new();
        for probe in all {
            if probe.run(connection)?.is_ok() {
                works.push(probe);
            }
        }
        Ok(Self(works))
    }

    /// Whether it works still.
    pub(super) fn verify(&self, connection: &mut dyn Connection) -> Result<(), BatchPlanError> {
        for probe in &self.0 {
            if let Err(error) = probe.run(connection)? {
                let cause = error.message;
                let objects = probe.objects.clone();
                return Err(failed(DialectName::Sqlite, BatchError::Breaks { objects, cause }));
            }
        }
        Ok(())
    }
}

impl Probe {
    fn run(&self, connection: &mut dyn Connection) -> Result<Result<(), DatabaseError>, DatabaseError> {
        let target = PREPARER.quote_always(&self.target);
        let sql = match self.what {
            What::Select => format!("EXPLAIN SELECT * FROM {target}"),
            What::Insert => format!("EXPLAIN INSERT INTO {target} DEFAULT VALUES"),
            What::Delete => format!("EXPLAIN DELETE FROM {target}"),
            What::Update => {
                let columns = columns(connection, &self.target)?;
                if columns.is_empty() {
                    return Ok(Ok(()));
                }
                let set: Vec<String> = columns.iter().map(|column| format!("{column} = {column}")).collect();
                format!("EXPLAIN UPDATE {target} SET {}", set.join(", "))
            }
        };
        Ok(connection.query(&Statement::new(sql)).map(drop))
    }
}

fn columns(connection: &mut dyn Connection, table: &str) -> Result<Vec<String>, DatabaseError> {
    let sql = "SELECT name FROM pragma_table_info(?)";
    let rows = connection.query(&Statement::with_params(sql, vec![table.into()]))?;
    let names = rows
        .iter()
        .filter_map(|row| row.at(0).and_then(alembic_core::Value::as_str));
    Ok(names.map(|name| PREPARER.quote_always(name)).collect())
}

fn table_of_trigger(connection: &mut dyn Connection, trigger: &str) -> Result<Option<String>, DatabaseError> {
    let sql = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name = ? UNION ALL \
               SELECT tbl_name FROM sqlite_temp_master WHERE type = 'trigger' AND name = ?";
    let rows = connection.query(&Statement::with_params(sql, vec![trigger.into(), trigger.into()]))?;
    Ok(rows
        .first()
        .and_then(|row| row.at(0))
        .and_then(alembic_core::Value::as_str)
        .map(str::to_owned))
}
