//! What only SQLite has: options of tables, columns and indexes, and its own types.

use super::{ColumnType, Condition, ConstraintName, Expr};

/// Options of a table.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{column, integer, sqlite, table};
/// let sql = |options| {
///     let account = table("account").column(column("id", integer()).primary_key(true)).sqlite(options);
///     alembic_sql::to_sql(create_table(account), DialectName::Sqlite)
/// };
/// assert_eq!(
///     sql(sqlite::table().autoincrement(true))?,
///     "CREATE TABLE account (\
///      \n    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT\
///      \n);"
/// );
/// assert_eq!(
///     sql(sqlite::table().with_rowid(false).strict(true))?,
///     "CREATE TABLE account (\
///      \n    id INTEGER NOT NULL, \
///      \n    PRIMARY KEY (id)\
///      \n)\
///      \n WITHOUT ROWID,\
///      \n STRICT;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
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
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{column, integer, sqlite, table};
/// let account = table("account").column(column("id", integer())).sqlite(sqlite::table().strict(true));
/// assert_eq!(
///     alembic_sql::to_sql(create_table(account), DialectName::Sqlite)?,
///     "CREATE TABLE account (\
///      \n    id INTEGER\
///      \n)\
///      \n STRICT;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
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
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_index;
/// use alembic_core::schema::sqlite;
/// let op = create_index("ix_name", "account", ["name"]).sqlite(sqlite::index().where_("name != ''"));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Sqlite)?,
///     "CREATE INDEX ix_name ON account (name) WHERE name != '';"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IndexOptions {
    /// The condition of a partial index: `sqlite_where`.
    pub where_: Option<Expr>,
    /// The collations of the elements, by position: an element behind the last one has none of its own.
    pub collate: Vec<Option<String>>,
}

/// Options of an index on SQLite.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_index;
/// use alembic_core::schema::sqlite;
/// let op = create_index("ix_age", "account", ["age"]).unique(true).sqlite(sqlite::index().where_("age > 17"));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Sqlite)?,
///     "CREATE UNIQUE INDEX ix_age ON account (age) WHERE age > 17;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
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
    ///
    /// ```
    /// use alembic_core::DialectName;
    /// use alembic_core::ops::create_index;
    /// use alembic_core::schema::sqlite;
    /// let collations = [None, Some("nocase".to_owned())];
    /// let op = create_index("ix_name", "account", ["age", "name"]).sqlite(sqlite::index().collate(collations));
    /// assert_eq!(
    ///     alembic_sql::to_sql(op, DialectName::Sqlite)?,
    ///     "CREATE INDEX ix_name ON account (age, name COLLATE nocase);"
    /// );
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn collate(mut self, collations: impl IntoIterator<Item = Option<String>>) -> Self {
        self.collate = collations.into_iter().collect();
        self
    }
}

/// How one column of a primary key or a unique constraint is sorted: `name COLLATE … DESC`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{column, integer, primary_key, sqlite, table, text_type, unique};
/// let plain = sqlite::Sorting::default();
/// let descending = sqlite::Sorting { collate: None, desc: true };
/// let no_case = sqlite::Sorting { collate: Some("nocase".to_owned()), desc: false };
/// let word = table("word")
///     .column(column("lang", integer()))
///     .column(column("text", text_type()))
///     .constraint(primary_key(["lang", "text"]).sqlite_sorting([plain, descending]))
///     .constraint(unique(["text"]).sqlite_sorting([no_case]));
/// assert_eq!(
///     alembic_sql::to_sql(create_table(word), DialectName::Sqlite)?,
///     "CREATE TABLE word (\
///      \n    lang INTEGER NOT NULL, \
///      \n    text TEXT NOT NULL, \
///      \n    PRIMARY KEY (lang, text DESC), \
///      \n    UNIQUE (text COLLATE nocase)\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sorting {
    /// The collation, where it is not that of the column.
    pub collate: Option<String>,
    /// `DESC`.
    pub desc: bool,
}

/// Options of a column: the words behind `ON CONFLICT`, its collation, and names that SQLAlchemy does not know.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{add_column, create_table};
/// use alembic_core::schema::{column, integer, sql_type, sqlite, table};
/// let account = table("account")
///     .column(column("id", integer()).primary_key(true).sqlite(sqlite::column().on_conflict_primary_key("FAIL")))
///     .column(column("age", integer()).nullable(false).sqlite(sqlite::column().on_conflict_not_null("IGNORE")))
///     .column(column("number", integer()).unique(true).sqlite(sqlite::column().on_conflict_unique("REPLACE")));
/// assert_eq!(
///     alembic_sql::to_sql(create_table(account), DialectName::Sqlite)?,
///     "CREATE TABLE account (\
///      \n    id INTEGER NOT NULL, \
///      \n    age INTEGER NOT NULL ON CONFLICT IGNORE, \
///      \n    number INTEGER, \
///      \n    PRIMARY KEY (id) ON CONFLICT FAIL, \
///      \n    UNIQUE (number) ON CONFLICT REPLACE\
///      \n);"
/// );
///
/// let options = sqlite::column().collate("nocase").not_null_name("named").default_name("empty");
/// let name = column("name", sql_type("varchar(9)")).nullable(false).server_default("").sqlite(options);
/// assert_eq!(
///     alembic_sql::to_sql(add_column("account", name), DialectName::Sqlite)?,
///     "ALTER TABLE account ADD COLUMN name varchar(9) COLLATE nocase \
///      CONSTRAINT empty DEFAULT '' CONSTRAINT named NOT NULL;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
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
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{column, integer, sqlite, table};
/// let age = column("age", integer()).nullable(false).sqlite(sqlite::column().on_conflict_not_null("IGNORE"));
/// assert_eq!(
///     alembic_sql::to_sql(create_table(table("account").column(age)), DialectName::Sqlite)?,
///     "CREATE TABLE account (\
///      \n    age INTEGER NOT NULL ON CONFLICT IGNORE\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
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
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, sqlite};
/// let op = add_column("t", column("c", sqlite::json()));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c JSON;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn json() -> SqliteType {
    SqliteType::Json
}

/// `DATETIME` that is stored in a format of digits only, such as `%(year)04d%(month)02d%(day)02d…`.
///
/// SQLAlchemy names the column `DATETIME_CHAR` then, so that its affinity stays text. Values are given as they are stored;
/// in any other format the generic [`date_time`](super::date_time) is the type.
///
/// ```
/// use alembic_core::{DialectName, ops::add_column};
/// use alembic_core::schema::{column, sqlite};
/// let op = add_column("t", column("c", sqlite::datetime_char()));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c DATETIME_CHAR;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn datetime_char() -> SqliteType {
    SqliteType::DatetimeChar
}

/// `DATE` that is stored in a format of digits only; see [`datetime_char`].
///
/// ```
/// use alembic_core::{DialectName, ops::add_column};
/// use alembic_core::schema::{column, sqlite};
/// let op = add_column("t", column("c", sqlite::date_char()));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c DATE_CHAR;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn date_char() -> SqliteType {
    SqliteType::DateChar
}

/// `TIME` that is stored in a format of digits only; see [`datetime_char`].
///
/// ```
/// use alembic_core::{DialectName, ops::add_column};
/// use alembic_core::schema::{column, sqlite};
/// let op = add_column("t", column("c", sqlite::time_char()));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c TIME_CHAR;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn time_char() -> SqliteType {
    SqliteType::TimeChar
}

/// SQLite's `JSONB`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, sqlite};
/// let op = add_column("t", column("c", sqlite::jsonb()));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Sqlite)?, "ALTER TABLE t ADD COLUMN c JSONB;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn jsonb() -> SqliteType {
    SqliteType::Jsonb
}
