use super::{ConstraintName, Expr, Function, Name, TextClause, mysql, postgresql, sqlite};

/// An index: SQLAlchemy's `Index`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{Index, column, index, mysql, postgresql, sqlite, string, table};
/// let sql = |index: Index, dialect| {
///     let account = table("account").column(column("name", string(50))).index(index);
///     alembic_sql::to_sql(create_table(account), dialect).map(|sql| sql.split("\n\n").last().unwrap_or("").to_owned())
/// };
/// assert_eq!(
///     sql(index("ix", ["name"]).unique(true), DialectName::Postgresql)?,
///     "CREATE UNIQUE INDEX ix ON account (name);"
/// );
/// // without a name, the naming convention gives one
/// assert_eq!(
///     sql(index(None, ["name"]), DialectName::Postgresql)?,
///     "CREATE INDEX ix_account_name ON account (name);"
/// );
///
/// // each dialect reads its own options
/// let ix = index("ix", ["name"])
///     .postgresql(postgresql::index().using("hash"))
///     .mysql(mysql::index().length(10))
///     .mariadb(mysql::index().length(20))
///     .sqlite(sqlite::index().where_("name != ''"));
/// assert_eq!(sql(ix.clone(), DialectName::Postgresql)?, "CREATE INDEX ix ON account USING hash (name);");
/// assert_eq!(sql(ix.clone(), DialectName::Mysql)?, "CREATE INDEX ix ON account (name(10));");
/// assert_eq!(sql(ix.clone(), DialectName::Mariadb)?, "CREATE INDEX ix ON account (name(20));");
/// assert_eq!(sql(ix, DialectName::Sqlite)?, "CREATE INDEX ix ON account (name) WHERE name != '';");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    /// The name; without one, the naming convention gives it.
    pub name: ConstraintName,
    /// What is indexed.
    pub elements: Vec<IndexElement>,
    /// `CREATE UNIQUE INDEX`.
    pub unique: bool,
    /// Options for PostgreSQL.
    pub postgresql: postgresql::IndexOptions,
    /// Options for the dialect `mysql`.
    pub mysql: mysql::IndexOptions,
    /// Options for the dialect `mariadb`.
    pub mariadb: mysql::IndexOptions,
    /// Options for SQLite.
    pub sqlite: sqlite::IndexOptions,
}

/// One element of an index.
#[derive(Debug, Clone, PartialEq)]
pub enum IndexElement {
    /// A column by its name.
    Column(Name),
    /// An expression.
    Expr(Expr),
}

impl From<&str> for IndexElement {
    fn from(name: &str) -> Self {
        Self::Column(name.into())
    }
}

impl From<String> for IndexElement {
    fn from(name: String) -> Self {
        Self::Column(name.into())
    }
}

impl From<Name> for IndexElement {
    fn from(name: Name) -> Self {
        Self::Column(name)
    }
}

impl From<Expr> for IndexElement {
    fn from(expr: Expr) -> Self {
        Self::Expr(expr)
    }
}

impl From<TextClause> for IndexElement {
    fn from(text: TextClause) -> Self {
        Self::Expr(text.into())
    }
}

impl From<Function> for IndexElement {
    fn from(function: Function) -> Self {
        Self::Expr(function.into())
    }
}

/// An index over columns or expressions: `sa.Index(name, *expressions)`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{column, index, string, table};
/// let account = table("account").column(column("name", string(50))).index(index("ix_name", ["name"]));
/// assert_eq!(
///     alembic_sql::to_sql(create_table(account), DialectName::Postgresql)?,
///     "CREATE TABLE account (\
///      \n    name VARCHAR(50)\
///      \n);\
///      \n\nCREATE INDEX ix_name ON account (name);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn index(name: impl Into<ConstraintName>, elements: impl IntoIterator<Item = impl Into<IndexElement>>) -> Index {
    Index {
        name: name.into(),
        elements: elements.into_iter().map(Into::into).collect(),
        unique: false,
        postgresql: postgresql::IndexOptions::default(),
        mysql: mysql::IndexOptions::default(),
        mariadb: mysql::IndexOptions::default(),
        sqlite: sqlite::IndexOptions::default(),
    }
}

impl Index {
    /// Makes it a unique index, or not.
    #[must_use]
    pub fn unique(mut self, unique: bool) -> Self {
        self.unique = unique;
        self
    }

    /// Sets the options for PostgreSQL.
    #[must_use]
    pub fn postgresql(mut self, options: postgresql::IndexOptions) -> Self {
        self.postgresql = options;
        self
    }

    /// Sets the options for the dialect `mysql`.
    #[must_use]
    pub fn mysql(mut self, options: mysql::IndexOptions) -> Self {
        self.mysql = options;
        self
    }

    /// Sets the options for the dialect `mariadb`.
    #[must_use]
    pub fn mariadb(mut self, options: mysql::IndexOptions) -> Self {
        self.mariadb = options;
        self
    }

    /// Sets the options for SQLite.
    #[must_use]
    pub fn sqlite(mut self, options: sqlite::IndexOptions) -> Self {
        self.sqlite = options;
        self
    }
}
