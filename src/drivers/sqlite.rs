//! SQLite, by the `rusqlite` crate with its bundled library.

mod address;
mod functions;

use std::fmt;
use std::sync::Arc;

use alembic_core::{DialectName, Value};
use alembic_sql::{Connection, DatabaseError, Dialect, Interrupter, Row, Statement};
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Batch, CachedStatement, ErrorCode};

use super::held::Held;
use crate::config::url::Url;

/// A connection to a SQLite database.
///
/// Foreign keys are not enforced while it lives, as in Python's `sqlite3`: batch mode drops tables that
/// others refer to, and with enforcement their `ON DELETE CASCADE` rows would go too. A borrowed
/// connection gets its setting back at the end. Inside an open transaction SQLite cannot switch the
/// setting; then it stays as it was.
#[derive(Debug)]
pub struct SqliteConnection<'c> {
    connection: Held<'c, rusqlite::Connection>,
    dialect: Dialect,
    restore_foreign_keys: bool,
    journal: Journal,
}

/// What becomes of the rollback journal between the transactions of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Journal {
    /// The connection's setting stays as it is: it is the host program's, or not the default.
    AsItIs,
    /// To be kept from the first transaction on. A thousand steps are a thousand transactions, and SQLite's default
    /// makes, syncs and deletes the file for each; overwriting its header commits as safely, with less work.
    ToBeKept,
    /// Kept; deleted at the end.
    Kept,
}

impl SqliteConnection<'static> {
    /// Opens the file, or the memory, that a `sqlite://` address names.
    ///
    /// # Errors
    /// An address that is none for SQLite, and what SQLite answered, with the file in it.
    pub fn open(url: &Url) -> Result<Self, DatabaseError> {
        let connection = address::Address::of(url)?.open()?;
        let mut this = Self::new(connection)?;
        this.journal = Journal::ToBeKept;
        Ok(this)
    }

    /// Takes over a connection.
    ///
    /// # Errors
    /// What SQLite answered.
    pub fn new(connection: rusqlite::Connection) -> Result<Self, DatabaseError> {
        SqliteConnection::hold(Held::Owned(connection))
    }
}

impl<'c> SqliteConnection<'c> {
    /// Works on a connection of the host program.
    ///
    /// # Errors
    /// What SQLite answered.
    pub fn borrow(connection: &'c mut rusqlite::Connection) -> Result<Self, DatabaseError> {
        Self::hold(Held::Borrowed(connection))
    }

    fn hold(connection: Held<'c, rusqlite::Connection>) -> Result<Self, DatabaseError> {
        let mut this = Self {
            connection,
            dialect: Dialect {
                name: DialectName::Sqlite,
                is_mariadb: false,
                server_version: Some(library_version()),
            },
            restore_foreign_keys: false,
            journal: Journal::AsItIs,
        };
        if this.connection.is_autocommit() && this.foreign_keys()? {
            this.set_foreign_keys(false)?;
            this.restore_foreign_keys = matches!(this.connection, Held::Borrowed(_));
        }
        Ok(this)
    }

    fn foreign_keys(&self) -> Result<bool, DatabaseError> {
        self.connection
            .pragma_query_value(None, "foreign_keys", |row| row.get(0))
            .map_err(|error| self.error(error, None))
    }

    fn set_foreign_keys(&self, on: bool) -> Result<(), DatabaseError> {
        self.connection
            .pragma_update(None, "foreign_keys", on)
            .map_err(|error| self.error(error, None))
    }

    /// Keeps the journal, unless the database works in another mode than the default (WAL is a property of the file).
    fn keep_journal(&mut self) -> Result<(), rusqlite::Error> {
        self.journal = Journal::AsItIs;
        if self.journal_mode("journal_mode")? == "delete" && self.journal_mode("journal_mode = PERSIST")? == "persist" {
            self.journal = Journal::Kept;
        }
        Ok(())
    }

    fn journal_mode(&self, pragma: &str) -> Result<String, rusqlite::Error> {
        self.connection
            .query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0))
    }

    fn error(&self, error: rusqlite::Error, statement: Option<&str>) -> DatabaseError {
        database_error(error, statement, self.connection.path())
    }

    /// Sends each statement of a text that has no parameters.
    fn execute_batch(&self, sql: &str) -> Result<u64, rusqlite::Error> {
        let mut batch = Batch::new(&self.connection, sql);
        while let Some(mut statement) = batch.next()? {
            let mut rows = statement.raw_query();
            while rows.next()?.is_some() {}
        }
        Ok(self.connection.changes())
    }

    fn prepare(&self, statement: &Statement) -> Result<CachedStatement<'_>, DatabaseError> {
        let error = |error| self.error(error, Some(&statement.sql));
        let mut prepared = self.connection.prepare_cached(&statement.sql).map_err(error)?;
        let (expected, given) = (prepared.parameter_count(), statement.params.len());
        if expected != given {
            return Err(DatabaseError {
                statement: Some(statement.sql.clone()),
                ..DatabaseError::new(format!(
                    "Incorrect number of bindings supplied. The current statement uses {expected}, \
                     and there are {given} supplied."
                ))
            });
        }
        for (index, value) in statement.params.iter().enumerate() {
            prepared.raw_bind_parameter(index + 1, bound(value)).map_err(error)?;
        }
        Ok(prepared)
    }

    fn fetch(&self, statement: &Statement) -> Result<Vec<Row>, DatabaseError> {
        let error = |error| self.error(error, Some(&statement.sql));
        let mut prepared = self.prepare(statement)?;
        let mut rows = prepared.raw_query();
        let mut columns: Option<Arc<[String]>> = None;
        let mut fetched = Vec::new();
        while let Some(row) = rows.next().map_err(error)? {
            // A statement from the cache learns of a changed table only by its first step.
            let columns = columns.get_or_insert_with(|| row.as_ref().column_names().map(str::to_owned).collect());
            let values = (0..columns.len())
                .map(|index| {
                    let value = row.get_ref(index).map_err(error)?;
                    read(value, &columns[index]).map_err(|message| DatabaseError {
                        statement: Some(statement.sql.clone()),
                        ..DatabaseError::new(message)
                    })
                })
                .collect::<Result<_, _>>()?;
            fetched.push(Row::new(Arc::clone(columns), values));
        }
        Ok(fetched)
    }
}

impl Connection for SqliteConnection<'_> {
    fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    fn execute(&mut self, statement: &Statement) -> Result<u64, DatabaseError> {
        if statement.params.is_empty() {
            return self
                .execute_batch(&statement.sql)
                .map_err(|error| self.error(error, Some(&statement.sql)));
        }
        let mut prepared = self.prepare(statement)?;
        let mut rows = prepared.raw_query();
        loop {
            match rows.next() {
                Ok(Some(_)) => {}
                Ok(None) => return Ok(self.connection.changes()),
                Err(error) => return Err(self.error(error, Some(&statement.sql))),
            }
        }
    }

    fn query(&mut self, statement: &Statement) -> Result<Vec<Row>, DatabaseError> {
        self.fetch(statement)
    }

    fn begin(&mut self) -> Result<(), DatabaseError> {
        if self.journal == Journal::ToBeKept && self.connection.is_autocommit() {
            self.keep_journal().map_err(|error| self.error(error, None))?;
        }
        self.execute(&Statement::new("BEGIN IMMEDIATE")).map(drop)
    }

    fn commit(&mut self) -> Result<(), DatabaseError> {
        self.execute(&Statement::new("COMMIT")).map(drop)
    }

    fn rollback(&mut self) -> Result<(), DatabaseError> {
        // A full disk, an interrupt and some other errors have rolled back already.
        if self.connection.is_autocommit() {
            return Ok(());
        }
        self.execute(&Statement::new("ROLLBACK")).map(drop)
    }

    fn in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    fn interrupter(&self) -> Option<Interrupter> {
        let handle = self.connection.get_interrupt_handle();
        Some(Box::new(move || handle.interrupt()))
    }
}

impl Drop for SqliteConnection<'_> {
    fn drop(&mut self) {
        if self.journal == Journal::Kept {
            // Where somebody else holds a lock the empty journal stays until the next transaction ends.
            let _ = self.journal_mode("journal_mode = DELETE");
        }
        if self.restore_foreign_keys {
            // Nobody is left to tell; inside a transaction SQLite ignores it, as the borrower's own
            // attempt would be.
            let _ = self.set_foreign_keys(true);
        }
    }
}

fn library_version() -> Vec<u32> {
    rusqlite::version()
        .split('.')
        .map_while(|part| part.parse().ok())
        .collect()
}

fn bound(value: &Value) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(match value {
        Value::Null => ValueRef::Null,
        Value::Bool(flag) => ValueRef::Integer(i64::from(*flag)),
        Value::Int(number) => ValueRef::Integer(*number),
        Value::Float(number) => ValueRef::Real(*number),
        Value::Text(text) => ValueRef::Text(text.as_bytes()),
        Value::Bytes(bytes) => ValueRef::Blob(bytes),
    })
}

fn read(value: ValueRef<'_>, column: &str) -> Result<Value, String> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Real(number) => Value::Float(number),
        ValueRef::Text(text) => match std::str::from_utf8(text) {
            Ok(text) => Value::Text(text.to_owned()),
            Err(_) => {
                return Err(format!(
                    "Could not decode to UTF-8 column '{column}' with text '{}'",
                    String::from_utf8_lossy(text)
                ));
            }
        },
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    })
}

/// Keeps SQLite's own message; `file` is `None` or empty for a database in memory.
fn database_error(error: rusqlite::Error, statement: Option<&str>, file: Option<&str>) -> DatabaseError {
    let (code, message) = match error {
        rusqlite::Error::SqliteFailure(code, message) => (Some(code), message),
        rusqlite::Error::SqlInputError { error, msg, .. } => (Some(error), Some(msg)),
        // Python's words.
        rusqlite::Error::MultipleStatement => (None, Some("You can only execute one statement at a time.".to_owned())),
        other => (None, Some(other.to_string())),
    };
    DatabaseError {
        message: message.unwrap_or_else(|| "unknown error".to_owned()),
        code: code.map(|code| code.extended_code.to_string()),
        statement: statement.map(str::to_owned),
        detail: code.and_then(|code| {
            let file = file.filter(|file| !file.is_empty())?;
            advice(code.code, &file)
        }),
    }
}

/// What to look at next, for the errors whose cause lies outside of the statement.
fn advice(code: ErrorCode, file: &dyn fmt::Display) -> Option<String> {
    match code {
        ErrorCode::DatabaseBusy => Some(format!(
            "Another connection holds the lock on {file}. \
             End its transaction, or wait longer by \"?timeout=SECONDS\" in the database URL (default: 5)."
        )),
        ErrorCode::ReadOnly => Some(format!(
            "{file} cannot be written: check its permissions and those of its directory, \
             and \"mode=ro\" in the database URL."
        )),
        ErrorCode::NotADatabase => Some(format!(
            "{file} exists, but is no SQLite database: check the path in the database URL, and whether the file \
             is encrypted."
        )),
        ErrorCode::DiskFull => Some(format!("The disk of {file} is full.")),
        _ => None,
    }
}
