//! What a database connection can do, implemented by the drivers.

use std::fmt;
use std::sync::Arc;

use alembic_core::Value;

use crate::{Dialect, Statement};

/// A live connection, as far as migrations need one.
pub trait Connection {
    /// The dialect of the server at the other end; its version was asked once, when the connection opened.
    fn dialect(&self) -> &Dialect;

    /// Sends a statement, throws its rows away and tells how many rows it touched. Without parameters the text may hold
    /// several statements: an error in any of them is reported, and the last one is counted.
    ///
    /// # Errors
    /// What the database answered, with the statement in it.
    fn execute(&mut self, statement: &Statement) -> Result<u64, DatabaseError>;

    /// Sends one statement and collects its rows.
    ///
    /// Integers, floats, booleans and bytes come back as such, everything else as the text that the
    /// database prints.
    ///
    /// # Errors
    /// What the database answered, with the statement in it.
    fn query(&mut self, statement: &Statement) -> Result<Vec<Row>, DatabaseError>;

    /// Begins a transaction: `BEGIN IMMEDIATE` on SQLite.
    ///
    /// # Errors
    /// What the database answered; on SQLite also that somebody else holds the lock.
    fn begin(&mut self) -> Result<(), DatabaseError>;

    /// Commits the transaction.
    ///
    /// # Errors
    /// What the database answered; on PostgreSQL also that an earlier error has spoiled the transaction,
    /// which is rolled back then.
    fn commit(&mut self) -> Result<(), DatabaseError>;

    /// Rolls the transaction back; does nothing where none is open.
    ///
    /// # Errors
    /// What the database answered.
    fn rollback(&mut self) -> Result<(), DatabaseError>;

    /// Whether a transaction is open on this connection. SQLite knows by itself; the other drivers know
    /// what was open when the connection was handed over, and follow `begin`, `commit` and `rollback`, but
    /// not the same words inside an executed text.
    fn in_transaction(&self) -> bool;

    /// What stops a running statement from another thread, such as a handler of Ctrl-C; `None` where the
    /// driver has no way to.
    fn interrupter(&self) -> Option<Interrupter> {
        None
    }
}

impl<C: Connection + ?Sized> Connection for &mut C {
    fn dialect(&self) -> &Dialect {
        (**self).dialect()
    }

    fn execute(&mut self, statement: &Statement) -> Result<u64, DatabaseError> {
        (**self).execute(statement)
    }

    fn query(&mut self, statement: &Statement) -> Result<Vec<Row>, DatabaseError> {
        (**self).query(statement)
    }

    fn begin(&mut self) -> Result<(), DatabaseError> {
        (**self).begin()
    }

    fn commit(&mut self) -> Result<(), DatabaseError> {
        (**self).commit()
    }

    fn rollback(&mut self) -> Result<(), DatabaseError> {
        (**self).rollback()
    }

    fn in_transaction(&self) -> bool {
        (**self).in_transaction()
    }

    fn interrupter(&self) -> Option<Interrupter> {
        (**self).interrupter()
    }
}

/// Asks the database to stop the statement that is running, if one is; that statement then fails.
pub type Interrupter = Box<dyn Fn() + Send + Sync>;

/// A row of a result.
///
/// ```
/// use alembic_core::Value;
/// use alembic_sql::Row;
/// let row = Row::new(["id".to_owned(), "name".to_owned()].into(), vec![Value::Int(5), "Ed".into()]);
/// assert_eq!(row.columns(), ["id", "name"]);
/// assert_eq!(row.values().len(), 2);
/// assert_eq!(row.get("name"), Some(&Value::from("Ed")));
/// assert_eq!(row.at(0), Some(&Value::Int(5)));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    columns: Arc<[String]>,
    values: Vec<Value>,
}

impl Row {
    /// A row whose `values` stand under `columns`.
    #[must_use]
    pub fn new(columns: Arc<[String]>, values: Vec<Value>) -> Self {
        Self { columns, values }
    }

    /// The names of the columns.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The values, in the order of the columns.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The value of a column by its name.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&Value> {
        let index = self.columns.iter().position(|name| name == column)?;
        self.values.get(index)
    }

    /// The value at a position, counted from zero.
    #[must_use]
    pub fn at(&self, index: usize) -> Option<&Value> {
        self.values.get(index)
    }
}

/// What a database, or the way to it, answered instead of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseError {
    /// The database's own message; never holds a password.
    pub message: String,
    /// SQLSTATE, MySQL's error number or SQLite's extended result code, as text.
    pub code: Option<String>,
    /// The statement that failed, when there was one.
    pub statement: Option<String>,
    /// More from the server, such as PostgreSQL's `DETAIL` and `HINT`, or what to check next.
    pub detail: Option<String>,
}

impl DatabaseError {
    /// An error that belongs to no statement, such as a refused connection.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            code: None,
            statement: None,
            detail: None,
        }
    }
}

impl fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(code) = &self.code {
            write!(f, " (code {code})")?;
        }
        if let Some(detail) = &self.detail {
            write!(f, "\n{detail}")?;
        }
        if let Some(statement) = &self.statement {
            write!(f, "\n[SQL: {}]", statement.trim_end())?;
        }
        Ok(())
    }
}

impl std::error::Error for DatabaseError {}
