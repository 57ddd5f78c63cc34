//! Why a table cannot be reflected.

use alembic_core::DialectName;
use thiserror::Error;

use super::cursor::Misread;
use crate::DatabaseError;

/// Why a table cannot be reflected.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReflectError {
    /// There is no such table: SQLAlchemy's `NoSuchTableError`.
    #[error("no such table: {table}")]
    NoSuchTable {
        /// The table, behind its schema if one was given.
        table: String,
    },
    /// The name is that of something else.
    #[error("{table} is {kind}, not a table whose definition can be reflected")]
    NotATable {
        /// The name.
        table: String,
        /// What it is.
        kind: StoredTableKind,
    },
    /// The connection is to another kind of database.
    #[error("{dialect} tables cannot be reflected as SQLite tables")]
    OtherDialect {
        /// Its dialect.
        dialect: DialectName,
    },
    /// The database's answer.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A stored statement that was not understood. Nothing is lost silently: such a table is not reflected at all.
    #[error(
        "cannot read the definition of {object}: expected {expected} at line {line}, column {column}, near {near:?}"
    )]
    NotUnderstood {
        /// The table or the index.
        object: String,
        /// What was expected there.
        expected: String,
        /// The line of the stored statement, counted from 1.
        line: usize,
        /// The character in the line, counted from 1.
        column: usize,
        /// What stands there.
        near: String,
    },
    /// The stored statement, as it was read, is not what SQLite itself tells about the table.
    #[error("cannot read the definition of {object}: {what}")]
    Mismatch {
        /// The table.
        object: String,
        /// What differs.
        what: String,
    },
}

/// What a name can be that stands for rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoredTableKind {
    /// A table.
    Table,
    /// A table of SQLite's own, without a definition.
    System,
    /// A view.
    View,
    /// A virtual table.
    Virtual,
    /// A table in which a virtual table keeps its data.
    Shadow,
}

impl std::fmt::Display for StoredTableKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Table => "a table",
            Self::System => "a table of SQLite's own",
            Self::View => "a view",
            Self::Virtual => "a virtual table",
            Self::Shadow => "the inner table of a virtual table",
        })
    }
}

/// How much of the statement an error shows.
const NEAR: usize = 30;

impl ReflectError {
    pub(super) fn not_understood(object: &str, sql: &str, misread: Misread) -> Self {
        let before = &sql[..misread.offset];
        let line_start = before.rfind('\n').map_or(0, |position| position + 1);
        Self::NotUnderstood {
            object: object.to_owned(),
            expected: misread.expected.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            near: sql[misread.offset..].chars().take(NEAR).collect(),
        }
    }
}
