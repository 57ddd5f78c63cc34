use crate::schema::{ConstraintName, Index, IndexElement, Name, index, mysql, postgresql, sqlite};

/// `op.create_index`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_index;
/// use alembic_core::schema::{mysql, postgresql, sqlite};
/// let by_name = || create_index("ix_name", "account", ["name"]);
/// let sql = |op| alembic_sql::to_sql(op, DialectName::Postgresql);
/// assert_eq!(sql(by_name().unique(true))?, "CREATE UNIQUE INDEX ix_name ON account (name);");
/// assert_eq!(sql(by_name().schema("app"))?, "CREATE INDEX ix_name ON app.account (name);");
/// assert_eq!(sql(by_name().if_not_exists(true))?, "CREATE INDEX IF NOT EXISTS ix_name ON account (name);");
///
/// // each dialect reads its own options
/// let op = by_name()
///     .postgresql(postgresql::index().using("hash"))
///     .mysql(mysql::index().length(10))
///     .mariadb(mysql::index().length(20))
///     .sqlite(sqlite::index().where_("name != ''"));
/// assert_eq!(
///     alembic_sql::to_sql(op.clone(), DialectName::Postgresql)?,
///     "CREATE INDEX ix_name ON account USING hash (name);"
/// );
/// assert_eq!(alembic_sql::to_sql(op.clone(), DialectName::Mysql)?, "CREATE INDEX ix_name ON account (name(10));");
/// assert_eq!(alembic_sql::to_sql(op.clone(), DialectName::Mariadb)?, "CREATE INDEX ix_name ON account (name(20));");
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Sqlite)?,
///     "CREATE INDEX ix_name ON account (name) WHERE name != '';"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CreateIndexOp {
    /// The index.
    pub index: Index,
    /// The table.
    pub table_name: Name,
    /// Its schema.
    pub schema: Option<Name>,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
}

/// Creates an index on columns or expressions of a table.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_index;
/// use alembic_core::schema::text;
/// let op = create_index("ix_name", "account", ["last_name", "first_name"]);
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "CREATE INDEX ix_name ON account (last_name, first_name);"
/// );
/// let op = create_index("ix_lower", "account", [text("lower(last_name)")]);
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "CREATE INDEX ix_lower ON account (lower(last_name));"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn create_index(
    index_name: impl Into<ConstraintName>,
    table_name: impl Into<Name>,
    columns: impl IntoIterator<Item = impl Into<IndexElement>>,
) -> CreateIndexOp {
    CreateIndexOp {
        index: index(index_name, columns),
        table_name: table_name.into(),
        schema: None,
        if_not_exists: false,
    }
}

impl CreateIndexOp {
    /// Makes it a unique index, or not.
    #[must_use]
    pub fn unique(mut self, unique: bool) -> Self {
        self.index.unique = unique;
        self
    }

    /// Names the schema of the table.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<Name>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// Renders `IF NOT EXISTS`.
    #[must_use]
    pub fn if_not_exists(mut self, if_not_exists: bool) -> Self {
        self.if_not_exists = if_not_exists;
        self
    }

    /// Sets the options for PostgreSQL.
    #[must_use]
    pub fn postgresql(mut self, options: postgresql::IndexOptions) -> Self {
        self.index.postgresql = options;
        self
    }

    /// Sets the options for the dialect `mysql`.
    #[must_use]
    pub fn mysql(mut self, options: mysql::IndexOptions) -> Self {
        self.index.mysql = options;
        self
    }

    /// Sets the options for the dialect `mariadb`.
    #[must_use]
    pub fn mariadb(mut self, options: mysql::IndexOptions) -> Self {
        self.index.mariadb = options;
        self
    }

    /// Sets the options for SQLite.
    #[must_use]
    pub fn sqlite(mut self, options: sqlite::IndexOptions) -> Self {
        self.index.sqlite = options;
        self
    }
}

/// `op.drop_index`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{Operation, create_index, drop_index};
/// let sql = |op| alembic_sql::to_sql(op, DialectName::Postgresql);
/// assert_eq!(sql(drop_index("ix_name").schema("app"))?, "DROP INDEX app.ix_name;");
/// assert_eq!(sql(drop_index("ix_name").if_exists(true))?, "DROP INDEX IF EXISTS ix_name;");
/// assert_eq!(sql(drop_index("ix_name").postgresql_concurrently(true))?, "DROP INDEX CONCURRENTLY ix_name;");
/// let op = drop_index("ix_name").table_name("account");
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Mysql)?, "DROP INDEX ix_name ON account;");
///
/// let drop = drop_index("ix_name").reversed_by(create_index("ix_name", "account", ["name"]));
/// let create = Operation::from(drop).reverse().expect("what creates the index again is known");
/// assert_eq!(alembic_sql::to_sql(create, DialectName::Postgresql)?, "CREATE INDEX ix_name ON account (name);");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DropIndexOp {
    /// The index.
    pub index_name: ConstraintName,
    /// Its table, which only MySQL needs.
    pub table_name: Option<Name>,
    /// The schema.
    pub schema: Option<Name>,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// PostgreSQL: `CONCURRENTLY`.
    pub postgresql_concurrently: bool,
    /// What would create the index again, where it is known.
    pub reverse: Option<Box<CreateIndexOp>>,
}

/// Drops an index; MySQL needs the table too.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::drop_index;
/// assert_eq!(alembic_sql::to_sql(drop_index("ix_name"), DialectName::Postgresql)?, "DROP INDEX ix_name;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn drop_index(index_name: impl Into<ConstraintName>) -> DropIndexOp {
    DropIndexOp {
        index_name: index_name.into(),
        table_name: None,
        schema: None,
        if_exists: false,
        postgresql_concurrently: false,
        reverse: None,
    }
}

impl DropIndexOp {
    /// Names the table of the index.
    #[must_use]
    pub fn table_name(mut self, table_name: impl Into<Name>) -> Self {
        self.table_name = Some(table_name.into());
        self
    }

    /// Names the schema.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<Name>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// Renders `IF EXISTS`.
    #[must_use]
    pub fn if_exists(mut self, if_exists: bool) -> Self {
        self.if_exists = if_exists;
        self
    }

    /// PostgreSQL: drops the index without locking the table; needs an `autocommit_block`.
    #[must_use]
    pub fn postgresql_concurrently(mut self, concurrently: bool) -> Self {
        self.postgresql_concurrently = concurrently;
        self
    }

    /// Tells what would create the index again.
    #[must_use]
    pub fn reversed_by(mut self, create: CreateIndexOp) -> Self {
        self.reverse = Some(Box::new(create));
        self
    }
}
