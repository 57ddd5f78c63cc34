//! A database in memory, and migrations on it.

use std::fmt;

use alembic::drivers::sqlite::SqliteConnection;
use alembic::migration::{ContextOptions, Level, MigrationContext, Reporter};
use alembic::{Operations, Result};

pub(crate) struct Database(pub(crate) rusqlite::Connection);

struct Silent;

impl Reporter for Silent {
    fn log(&self, _level: Level, _logger: &str, _message: fmt::Arguments<'_>) {}
    fn warn(&self, _message: &str) {}
}

impl Database {
    pub(crate) fn new(setup: &str) -> Self {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        connection.execute_batch(setup).unwrap();
        Self(connection)
    }

    /// Runs a migration outside of a transaction.
    pub(crate) fn run(&mut self, migration: impl FnOnce(&mut Operations<'_, '_>) -> Result<()>) -> Result<()> {
        let connection = SqliteConnection::borrow(&mut self.0).unwrap();
        let mut context = MigrationContext::online(Box::new(connection), ContextOptions::default(), &Silent);
        migration(&mut Operations::new(&mut context))
    }

    /// Runs a migration in a transaction that is committed when it went well.
    pub(crate) fn run_in_transaction(
        &mut self,
        migration: impl FnOnce(&mut Operations<'_, '_>) -> Result<()>,
    ) -> Result<()> {
        self.0.execute_batch("BEGIN").unwrap();
        let result = self.run(migration);
        let end = if result.is_ok() { "COMMIT" } else { "ROLLBACK" };
        self.0.execute_batch(end).unwrap();
        result
    }

    /// The rows of a query, as SQL literals.
    pub(crate) fn query(&self, sql: &str) -> Vec<String> {
        let mut statement = self.0.prepare(sql).unwrap();
        let count = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        let mut all = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            let values: Vec<String> = (0..count)
                .map(|index| match row.get_ref(index).unwrap() {
                    rusqlite::types::ValueRef::Null => "NULL".to_owned(),
                    rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                    rusqlite::types::ValueRef::Real(number) => number.to_string(),
                    rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                    rusqlite::types::ValueRef::Blob(bytes) => format!("{bytes:?}"),
                })
                .collect();
            all.push(values.join("|"));
        }
        all
    }

    /// The stored SQL of an object, its white space made plain.
    pub(crate) fn sql_of(&self, name: &str) -> String {
        let rows = self.query(&format!("SELECT sql FROM sqlite_master WHERE name = '{name}'"));
        rows.join("\n").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Everything that the database holds.
    pub(crate) fn schema(&self) -> Vec<String> {
        self.query("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")
    }
}
