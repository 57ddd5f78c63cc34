//! What a database tells about a table: SQLAlchemy's reflection, in the vocabulary that migrations use.

use alembic_core::schema::{Name, Table};

pub use crate::sqlite::reflect::{
    ReflectError, StoredTableKind, mentions_column, mentions_table, reflect_sqlite_table, rename_column_in_sql,
    sqlalchemy_type, verbatim, verbatim_sql,
};

/// A table as it stands in the database, and what stands around it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReflectedTable {
    /// The table with its columns, constraints, indexes and options.
    pub table: Table,
    /// The triggers on the table, which go with it when it is dropped.
    pub triggers: Vec<StoredObject>,
    /// Views, and triggers of other tables and views, whose SQL names the table.
    pub dependents: Vec<StoredObject>,
    /// The tables whose foreign keys point at the table; itself, too, where it does so.
    pub referenced_by: Vec<Name>,
}

/// A view or a trigger as the database stores it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredObject {
    /// Which of the two.
    pub kind: StoredKind,
    /// Its name.
    pub name: Name,
    /// The `CREATE` statement that makes it again.
    pub sql: String,
}

/// What a [`StoredObject`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoredKind {
    /// A view.
    View,
    /// A trigger.
    Trigger,
}
