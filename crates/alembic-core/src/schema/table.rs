use super::{Column, Constraint, Index, Name, mysql, postgresql, primary_key, sqlite};

/// A table: SQLAlchemy's `Table`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{Table, column, index, integer, mysql, postgresql, sqlite, table, unique};
/// let sql = |table: Table, dialect| alembic_sql::to_sql(create_table(table), dialect);
/// let account = || table("account").column(column("id", integer()));
/// assert_eq!(
///     sql(account().schema("app"), DialectName::Postgresql)?,
///     "CREATE TABLE app.account (\
///      \n    id INTEGER\
///      \n);"
/// );
/// assert_eq!(
///     sql(account().prefix("TEMPORARY"), DialectName::Postgresql)?,
///     "CREATE TEMPORARY TABLE account (\
///      \n    id INTEGER\
///      \n);"
/// );
/// assert_eq!(
///     sql(account().with_columns([column("age", integer())]), DialectName::Postgresql)?,
///     "CREATE TABLE account (\
///      \n    id INTEGER, \
///      \n    age INTEGER\
///      \n);"
/// );
/// assert_eq!(
///     sql(account().primary_key(["id"]), DialectName::Postgresql)?,
///     "CREATE TABLE account (\
///      \n    id SERIAL NOT NULL, \
///      \n    PRIMARY KEY (id)\
///      \n);"
/// );
/// assert_eq!(
///     sql(account().constraint(unique(["id"]).name("uq")), DialectName::Postgresql)?,
///     "CREATE TABLE account (\
///      \n    id INTEGER, \
///      \n    CONSTRAINT uq UNIQUE (id)\
///      \n);"
/// );
/// assert_eq!(
///     sql(account().index(index("ix", ["id"])), DialectName::Postgresql)?,
///     "CREATE TABLE account (\
///      \n    id INTEGER\
///      \n);\
///      \n\nCREATE INDEX ix ON account (id);"
/// );
/// assert_eq!(
///     sql(account().comment("who may log in"), DialectName::Postgresql)?,
///     "CREATE TABLE account (\
///      \n    id INTEGER\
///      \n);\
///      \n\nCOMMENT ON TABLE account IS 'who may log in';"
/// );
///
/// // each dialect reads its own options
/// let account = account()
///     .postgresql(postgresql::table().tablespace("fast"))
///     .mysql(mysql::table().engine("InnoDB"))
///     .mariadb(mysql::table().engine("Aria"))
///     .sqlite(sqlite::table().strict(true));
/// assert_eq!(
///     sql(account.clone(), DialectName::Postgresql)?,
///     "CREATE TABLE account (\
///      \n    id INTEGER\
///      \n)\
///      \n TABLESPACE fast;"
/// );
/// assert_eq!(
///     sql(account.clone(), DialectName::Mysql)?,
///     "CREATE TABLE account (\
///      \n    id INTEGER\
///      \n)ENGINE=InnoDB;"
/// );
/// assert_eq!(
///     sql(account.clone(), DialectName::Mariadb)?,
///     "CREATE TABLE account (\
///      \n    id INTEGER\
///      \n)ENGINE=Aria;"
/// );
/// assert_eq!(
///     sql(account, DialectName::Sqlite)?,
///     "CREATE TABLE account (\
///      \n    id INTEGER\
///      \n)\
///      \n STRICT;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The name.
    pub name: Name,
    /// The schema.
    pub schema: Option<Name>,
    /// Columns, constraints and indexes, in the order in which they were given.
    pub items: Vec<TableItem>,
    /// The comment, where the database stores comments.
    pub comment: Option<String>,
    /// Words between `CREATE` and `TABLE`, such as `TEMPORARY`.
    pub prefixes: Vec<String>,
    /// Options for PostgreSQL.
    pub postgresql: postgresql::TableOptions,
    /// Options for the dialect `mysql`.
    pub mysql: mysql::TableOptions,
    /// Options for the dialect `mariadb`.
    pub mariadb: mysql::TableOptions,
    /// Options for SQLite.
    pub sqlite: sqlite::TableOptions,
}

/// One argument of a table, as `sa.Table(name, metadata, *args)` takes them.
#[derive(Debug, Clone, PartialEq)]
pub enum TableItem {
    /// A column.
    Column(Column),
    /// A constraint.
    Constraint(Constraint),
    /// An index, created after the table.
    Index(Index),
}

impl From<Column> for TableItem {
    fn from(column: Column) -> Self {
        Self::Column(column)
    }
}

impl From<Index> for TableItem {
    fn from(index: Index) -> Self {
        Self::Index(index)
    }
}

impl<C: Into<Constraint>> From<C> for TableItem {
    fn from(constraint: C) -> Self {
        Self::Constraint(constraint.into())
    }
}

/// A table without columns yet.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{column, string, table};
/// let sessions = table("sessions")
///     .column(column("id", string(64)).nullable(false))
///     .column(column("user_id", string(None)).nullable(false))
///     .primary_key(["id"]);
/// assert_eq!(sessions.columns().count(), 2);
/// assert_eq!(
///     alembic_sql::to_sql(create_table(sessions), DialectName::Postgresql)?,
///     "CREATE TABLE sessions (\
///      \n    id VARCHAR(64) NOT NULL, \
///      \n    user_id VARCHAR NOT NULL, \
///      \n    PRIMARY KEY (id)\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn table(name: impl Into<Name>) -> Table {
    Table {
        name: name.into(),
        schema: None,
        items: Vec::new(),
        comment: None,
        prefixes: Vec::new(),
        postgresql: postgresql::TableOptions::default(),
        mysql: mysql::TableOptions::default(),
        mariadb: mysql::TableOptions::default(),
        sqlite: sqlite::TableOptions::default(),
    }
}

impl Table {
    /// The columns, in order.
    pub fn columns(&self) -> impl Iterator<Item = &Column> {
        self.items.iter().filter_map(|item| match item {
            TableItem::Column(column) => Some(column),
            TableItem::Constraint(_) | TableItem::Index(_) => None,
        })
    }

    /// The constraints that were given to the table itself, in order.
    pub fn constraints(&self) -> impl Iterator<Item = &Constraint> {
        self.items.iter().filter_map(|item| match item {
            TableItem::Constraint(constraint) => Some(constraint),
            TableItem::Column(_) | TableItem::Index(_) => None,
        })
    }

    /// The indexes that were given to the table itself, in order.
    pub fn indexes(&self) -> impl Iterator<Item = &Index> {
        self.items.iter().filter_map(|item| match item {
            TableItem::Index(index) => Some(index),
            TableItem::Column(_) | TableItem::Constraint(_) => None,
        })
    }

    /// Adds a column.
    #[must_use]
    pub fn column(mut self, column: Column) -> Self {
        self.items.push(TableItem::Column(column));
        self
    }

    /// Adds several columns.
    #[must_use]
    pub fn with_columns(mut self, columns: impl IntoIterator<Item = Column>) -> Self {
        self.items.extend(columns.into_iter().map(TableItem::Column));
        self
    }

    /// Adds a constraint.
    #[must_use]
    pub fn constraint(mut self, constraint: impl Into<Constraint>) -> Self {
        self.items.push(TableItem::Constraint(constraint.into()));
        self
    }

    /// Adds an unnamed primary key over columns: `sa.PrimaryKeyConstraint(*columns)`.
    #[must_use]
    pub fn primary_key(self, columns: impl IntoIterator<Item = impl Into<Name>>) -> Self {
        self.constraint(primary_key(columns))
    }

    /// Adds an index that is created after the table.
    #[must_use]
    pub fn index(mut self, index: Index) -> Self {
        self.items.push(TableItem::Index(index));
        self
    }

    /// Names the schema.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<Name>) -> Self {
        self.schema = Some(schema.into());
        self
    }

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

    /// Sets the options for PostgreSQL.
    #[must_use]
    pub fn postgresql(mut self, options: postgresql::TableOptions) -> Self {
        self.postgresql = options;
        self
    }

    /// Sets the options for the dialect `mysql`, whatever server is behind it.
    #[must_use]
    pub fn mysql(mut self, options: mysql::TableOptions) -> Self {
        self.mysql = options;
        self
    }

    /// Sets the options for the dialect `mariadb`.
    #[must_use]
    pub fn mariadb(mut self, options: mysql::TableOptions) -> Self {
        self.mariadb = options;
        self
    }

    /// Sets the options for SQLite.
    #[must_use]
    pub fn sqlite(mut self, options: sqlite::TableOptions) -> Self {
        self.sqlite = options;
        self
    }
}
