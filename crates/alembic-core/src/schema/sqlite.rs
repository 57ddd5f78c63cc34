//! What only SQLite has: options of tables, columns and indexes, and its own types.

use super::{ColumnType, Condition, ConstraintName, Expr};

/// Options of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableOptions {
    /// `AUTOINCREMENT` behind a single integer primary key: `sqlite_autoincrement`.
    pub autoincrement: bool,
    /// `false` renders `WITHOUT ROWID`: `sqlite_with_rowid`.
    pub with_rowid: bool,
    /// `STRICT`: `sqlite_strict`.
    pub strict: bool,
}

impl Default for TableOptions {
    fn default() -> Self {
        Self {
            autoincrement: false,
            with_rowid: true,
            strict: false,
        }
    }
}

/// Options of a table on SQLite.
#[must_use]
pub fn table() -> TableOptions {
    TableOptions::default()
}

impl TableOptions {
    /// Renders `AUTOINCREMENT` behind a single integer primary key.
    #[must_use]
    pub fn autoincrement(mut self, autoincrement: bool) -> Self {
        self.autoincrement = autoincrement;
        self
    }

    /// `false` renders `WITHOUT ROWID`.
    #[must_use]
    pub fn with_rowid(mut self, with_rowid: bool) -> Self {
        self.with_rowid = with_rowid;
        self
    }

    /// Renders `STRICT`.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }
}

/// Options of an index.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IndexOptions {
    /// The condition of a partial index: `sqlite_where`.
    pub where_: Option<Expr>,
    /// The collations of the elements, by position: an element behind the last one has none of its own.
    pub collate: Vec<Option<String>>,
}

/// Options of an index on SQLite.
#[must_use]
pub fn index() -> IndexOptions {
    IndexOptions::default()
}

impl IndexOptions {
    /// Sets the condition of a partial index.
    #[must_use]
    pub fn where_(mut self, condition: impl Into<Condition>) -> Self {
        self.where_ = Some(condition.into().0);
        self
    }

    /// Sets the collations of the elements, by position.
    #[must_use]
    pub fn collate(mut self, collations: impl IntoIterator<Item = Option<String>>) -> Self {
        self.collate = collations.into_iter().collect();
        self
    }
}

/// How one column of a primary key or a unique constraint is sorted: `name COLLATE … DESC`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sorting {
    /// The collation, where it is not that of the column.
    pub collate: Option<String>,
    /// `DESC`.
    pub desc: bool,
}

/// Options of a column: the words behind `ON CONFLICT`, its collation, and names that SQLAlchemy does not know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnOptions {
    /// Behind `PRIMARY KEY`: `sqlite_on_conflict_primary_key`.
    pub on_conflict_primary_key: Option<String>,
    /// Behind `NOT NULL`: `sqlite_on_conflict_not_null`.
    pub on_conflict_not_null: Option<String>,
    /// Behind `UNIQUE`: `sqlite_on_conflict_unique`.
    pub on_conflict_unique: Option<String>,
    /// The collation: `COLLATE` behind any type.
    pub collate: Option<String>,
    /// The name before `NOT NULL`.
    pub not_null_name: ConstraintName,
    /// The name before `DEFAULT`.
    pub default_name: ConstraintName,
}

/// Options of a column on SQLite.
#[must_use]
pub fn column() -> ColumnOptions {
    ColumnOptions::default()
}

impl ColumnOptions {
    /// Sets the word behind `PRIMARY KEY … ON CONFLICT`.
    #[must_use]
    pub fn on_conflict_primary_key(mut self, word: impl Into<String>) -> Self {
        self.on_conflict_primary_key = Some(word.into());
        self
    }

    /// Sets the word behind `NOT NULL ON CONFLICT`.
    #[must_use]
    pub fn on_conflict_not_null(mut self, word: impl Into<String>) -> Self {
        self.on_conflict_not_null = Some(word.into());
        self
    }

    /// Sets the word behind `UNIQUE … ON CONFLICT`.
    #[must_use]
    pub fn on_conflict_unique(mut self, word: impl Into<String>) -> Self {
        self.on_conflict_unique = Some(word.into());
        self
    }

    /// Sets the collation, whatever the type is.
    #[must_use]
    pub fn collate(mut self, collation: impl Into<String>) -> Self {
        self.collate = Some(collation.into());
        self
    }

    /// Names the `NOT NULL`.
    #[must_use]
    pub fn not_null_name(mut self, name: impl Into<ConstraintName>) -> Self {
        self.not_null_name = name.into();
        self
    }

    /// Names the `DEFAULT`.
    #[must_use]
    pub fn default_name(mut self, name: impl Into<ConstraintName>) -> Self {
        self.default_name = name.into();
        self
    }
}

/// A type of `sqlalchemy.dialects.sqlite` that the generic types do not cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SqliteType {
    /// `JSON`.
    Json,
    /// `JSONB`.
    Jsonb,
    /// `DATETIME` whose storage format has numeric affinity: `DATETIME_CHAR`.
    DatetimeChar,
    /// `DATE_CHAR`.
    DateChar,
    /// `TIME_CHAR`.
    TimeChar,
}

impl SqliteType {
    /// The type's name in SQL.
    #[must_use]
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Jsonb => "JSONB",
            Self::DatetimeChar => "DATETIME_CHAR",
            Self::DateChar => "DATE_CHAR",
            Self::TimeChar => "TIME_CHAR",
        }
    }
}

impl From<SqliteType> for ColumnType {
    fn from(type_: SqliteType) -> Self {
        Self::Sqlite(type_)
    }
}

/// SQLite's `JSON`.
#[must_use]
pub fn json() -> SqliteType {
    SqliteType::Json
}

/// SQLite's `JSONB`.
#[must_use]
pub fn jsonb() -> SqliteType {
    SqliteType::Jsonb
}
