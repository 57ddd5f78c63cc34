use super::{ConstraintName, Expr, Function, Name, TextClause, mysql, postgresql, sqlite};

/// An index: SQLAlchemy's `Index`.
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
