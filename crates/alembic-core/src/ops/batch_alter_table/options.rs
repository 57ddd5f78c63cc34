use crate::schema::{Name, Table, mysql, postgresql};

/// When [`batch_alter_table`](super::batch_alter_table) makes the table again rather than altering it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Recreate {
    /// On SQLite, when a change is none that SQLite can make otherwise: `"auto"`.
    #[default]
    Auto,
    /// On every database, whatever the changes are: `"always"`.
    Always,
    /// Not at all: `"never"`.
    Never,
}

/// Options of the table that [`batch_alter_table`](super::batch_alter_table) makes: `table_kwargs`. What is not set stays
/// as it is on the old table.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{Recreate, TableKwargs, batch_alter_table, table_kwargs};
/// use alembic_core::schema::{column, integer, mysql, postgresql, table};
/// use alembic_sql::to_sql;
/// let begin = |options: TableKwargs, dialect| {
///     let op = batch_alter_table("t")
///         .recreate(Recreate::Always)
///         .copy_from(table("t").column(column("id", integer()).primary_key(true)))
///         .table_kwargs(options);
///     to_sql(op, dialect).map(|sql| sql.split(";\n").next().unwrap_or_default().to_owned())
/// };
/// let sqlite = |options| begin(options, DialectName::Sqlite);
/// assert_eq!(
///     sqlite(table_kwargs().sqlite_autoincrement(true).prefix("TEMPORARY"))?,
///     "CREATE TEMPORARY TABLE _alembic_tmp_t (\n    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT\n)"
/// );
/// assert!(sqlite(table_kwargs().sqlite_with_rowid(false).sqlite_strict(true))?.ends_with(")\n WITHOUT ROWID,\n STRICT"));
/// let options = table_kwargs().mysql(mysql::table().engine("InnoDB")).comment("made again");
/// assert!(begin(options, DialectName::Mysql)?.ends_with(")ENGINE=InnoDB COMMENT='made again'"));
/// let options = table_kwargs().mariadb(mysql::table().engine("Aria"));
/// assert!(begin(options, DialectName::Mariadb)?.ends_with(")ENGINE=Aria"));
/// let options = table_kwargs().postgresql(postgresql::table().tablespace("fast"));
/// assert!(begin(options, DialectName::Postgresql)?.ends_with("TABLESPACE fast"));
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TableKwargs {
    /// The comment.
    pub comment: Option<String>,
    /// Words between `CREATE` and `TABLE`.
    pub prefixes: Vec<String>,
    /// SQLite: `AUTOINCREMENT` behind a single integer primary key.
    pub sqlite_autoincrement: Option<bool>,
    /// SQLite: `false` renders `WITHOUT ROWID`.
    pub sqlite_with_rowid: Option<bool>,
    /// SQLite: `STRICT`.
    pub sqlite_strict: Option<bool>,
    /// Options for PostgreSQL, in place of the old table's if there are any.
    pub postgresql: Option<postgresql::TableOptions>,
    /// Options for the dialect `mysql`, keyword by keyword.
    pub mysql: mysql::TableOptions,
    /// Options for the dialect `mariadb`, keyword by keyword.
    pub mariadb: mysql::TableOptions,
}

/// Options for a table that is made again.
///
/// ```
/// use alembic_core::ops::{Recreate, batch_alter_table, table_kwargs};
/// use alembic_core::schema::{column, integer, table};
/// use alembic_core::DialectName;
/// let op = batch_alter_table("t")
///     .recreate(Recreate::Always)
///     .copy_from(table("t").column(column("id", integer()).primary_key(true)))
///     .table_kwargs(table_kwargs().sqlite_autoincrement(true));
/// let sql = alembic_sql::to_sql(op, DialectName::Sqlite)?;
/// assert!(sql.starts_with("CREATE TABLE _alembic_tmp_t (\n    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT\n);"));
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn table_kwargs() -> TableKwargs {
    TableKwargs::default()
}

impl TableKwargs {
    /// Sets the comment.
    #[must_use]
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// Adds a word between `CREATE` and `TABLE`.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefixes.push(prefix.into());
        self
    }

    /// SQLite: renders `AUTOINCREMENT` behind a single integer primary key, or not.
    #[must_use]
    pub fn sqlite_autoincrement(mut self, autoincrement: bool) -> Self {
        self.sqlite_autoincrement = Some(autoincrement);
        self
    }

    /// SQLite: `false` renders `WITHOUT ROWID`.
    #[must_use]
    pub fn sqlite_with_rowid(mut self, with_rowid: bool) -> Self {
        self.sqlite_with_rowid = Some(with_rowid);
        self
    }

    /// SQLite: renders `STRICT`, or not.
    #[must_use]
    pub fn sqlite_strict(mut self, strict: bool) -> Self {
        self.sqlite_strict = Some(strict);
        self
    }

    /// Sets the options for PostgreSQL.
    #[must_use]
    pub fn postgresql(mut self, options: postgresql::TableOptions) -> Self {
        self.postgresql = Some(options);
        self
    }

    /// Sets options for the dialect `mysql`.
    #[must_use]
    pub fn mysql(mut self, options: mysql::TableOptions) -> Self {
        self.mysql = options;
        self
    }

    /// Sets options for the dialect `mariadb`.
    #[must_use]
    pub fn mariadb(mut self, options: mysql::TableOptions) -> Self {
        self.mariadb = options;
        self
    }

    /// A table without columns that has these options, and for the rest those of `old`. As in Alembic, its comment and
    /// its prefixes are not the old one's.
    #[must_use]
    pub fn over(&self, old: &Table, name: Name) -> Table {
        let merged = |old: &mysql::TableOptions, new: &mysql::TableOptions| {
            new.options.iter().fold(old.clone(), |options, option| {
                options.option(&option.keyword, &option.value)
            })
        };
        let mut sqlite = old.sqlite.clone();
        sqlite.autoincrement = self.sqlite_autoincrement.unwrap_or(sqlite.autoincrement);
        sqlite.with_rowid = self.sqlite_with_rowid.unwrap_or(sqlite.with_rowid);
        sqlite.strict = self.sqlite_strict.unwrap_or(sqlite.strict);
        Table {
            name,
            schema: old.schema.clone(),
            items: Vec::new(),
            comment: self.comment.clone(),
            prefixes: self.prefixes.clone(),
            postgresql: self.postgresql.clone().unwrap_or_else(|| old.postgresql.clone()),
            mysql: merged(&old.mysql, &self.mysql),
            mariadb: merged(&old.mariadb, &self.mariadb),
            sqlite,
        }
    }
}
