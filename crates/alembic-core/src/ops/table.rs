use crate::schema::{Name, Table};

/// `op.create_table`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{column, integer, table};
/// let op = create_table(table("account").column(column("age", integer()))).if_not_exists(true);
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "CREATE TABLE IF NOT EXISTS account (\
///      \n    age INTEGER\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CreateTableOp {
    /// The table with its columns, constraints and indexes.
    pub table: Table,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
}

/// Creates a table.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{column, integer, string, table};
/// let account = table("account")
///     .column(column("id", integer()).primary_key(true))
///     .column(column("name", string(50)).nullable(false).unique(true));
/// assert_eq!(
///     alembic_sql::to_sql(create_table(account), DialectName::Postgresql)?,
///     "CREATE TABLE account (\
///      \n    id SERIAL NOT NULL, \
///      \n    name VARCHAR(50) NOT NULL, \
///      \n    PRIMARY KEY (id), \
///      \n    UNIQUE (name)\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn create_table(table: Table) -> CreateTableOp {
    CreateTableOp {
        table,
        if_not_exists: false,
    }
}

impl CreateTableOp {
    /// Renders `IF NOT EXISTS`.
    #[must_use]
    pub fn if_not_exists(mut self, if_not_exists: bool) -> Self {
        self.if_not_exists = if_not_exists;
        self
    }
}

impl From<Table> for CreateTableOp {
    fn from(table: Table) -> Self {
        create_table(table)
    }
}

/// `op.drop_table`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{Operation, create_table, drop_table};
/// use alembic_core::schema::{column, integer, table};
/// let sql = |op| alembic_sql::to_sql(op, DialectName::Postgresql);
/// assert_eq!(sql(drop_table("account").schema("app"))?, "DROP TABLE app.account;");
/// assert_eq!(sql(drop_table("account").if_exists(true))?, "DROP TABLE IF EXISTS account;");
///
/// let drop = drop_table("account").reversed_by(create_table(table("account").column(column("age", integer()))));
/// let create = Operation::from(drop).reverse().expect("what creates the table again is known");
/// assert_eq!(
///     alembic_sql::to_sql(create, DialectName::Postgresql)?,
///     "CREATE TABLE account (\
///      \n    age INTEGER\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DropTableOp {
    /// The table.
    pub table_name: Name,
    /// Its schema.
    pub schema: Option<Name>,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// What would create the table again, where it is known.
    pub reverse: Option<Box<CreateTableOp>>,
}

/// Drops a table.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::drop_table;
/// assert_eq!(alembic_sql::to_sql(drop_table("account"), DialectName::Postgresql)?, "DROP TABLE account;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn drop_table(table_name: impl Into<Name>) -> DropTableOp {
    DropTableOp {
        table_name: table_name.into(),
        schema: None,
        if_exists: false,
        reverse: None,
    }
}

impl DropTableOp {
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

    /// Tells what would create the table again.
    #[must_use]
    pub fn reversed_by(mut self, create: CreateTableOp) -> Self {
        self.reverse = Some(Box::new(create));
        self
    }
}

/// `op.rename_table`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::rename_table;
/// let op = rename_table("account", "person").schema("app");
/// assert_eq!(
///     alembic_sql::to_sql(op.clone(), DialectName::Postgresql)?,
///     "ALTER TABLE app.account RENAME TO person;"
/// );
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Mysql)?, "ALTER TABLE app.account RENAME TO app.person;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RenameTableOp {
    /// The table.
    pub table_name: Name,
    /// Its new name.
    pub new_table_name: Name,
    /// Its schema.
    pub schema: Option<Name>,
}

/// Renames a table.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::rename_table;
/// let op = rename_table("account", "person");
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TABLE account RENAME TO person;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn rename_table(old_table_name: impl Into<Name>, new_table_name: impl Into<Name>) -> RenameTableOp {
    RenameTableOp {
        table_name: old_table_name.into(),
        new_table_name: new_table_name.into(),
        schema: None,
    }
}

impl RenameTableOp {
    /// Names the schema.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<Name>) -> Self {
        self.schema = Some(schema.into());
        self
    }
}
