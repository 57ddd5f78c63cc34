use super::{NamingConvention, Table};

/// The tables of an application: SQLAlchemy's `MetaData`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{Operation, create_table};
/// use alembic_core::schema::{MetaData, NamingConvention, column, integer, table};
/// use alembic_sql::{Compiler, Dialect, Mode, offline_text};
/// let metadata = MetaData::new()
///     .schema("app")
///     .naming_convention(NamingConvention::default().pk("pk_%(table_name)s"))
///     .table(table("account").column(column("id", integer()).primary_key(true)));
/// assert_eq!(metadata.schema.as_deref(), Some("app"));
///
/// let postgresql = Dialect::offline(DialectName::Postgresql);
/// let mut compiler = Compiler::new(postgresql, Mode::Online).naming_convention(metadata.naming_convention);
/// let create = Operation::from(create_table(metadata.tables[0].clone()));
/// assert_eq!(
///     offline_text(&compiler.compile(&create)?.statements[0]),
///     "CREATE TABLE account (\
///      \n    id SERIAL NOT NULL, \
///      \n    CONSTRAINT pk_account PRIMARY KEY (id)\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MetaData {
    /// The tables, in the order of their declaration.
    pub tables: Vec<Table>,
    /// The schema of tables that name none.
    pub schema: Option<String>,
    /// How unnamed constraints and indexes are named.
    pub naming_convention: NamingConvention,
}

impl MetaData {
    /// Metadata without tables, with SQLAlchemy's default naming convention.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a table.
    #[must_use]
    pub fn table(mut self, table: Table) -> Self {
        self.tables.push(table);
        self
    }

    /// Sets the schema of tables that name none.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<String>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// Sets how unnamed constraints and indexes are named.
    #[must_use]
    pub fn naming_convention(mut self, naming_convention: NamingConvention) -> Self {
        self.naming_convention = naming_convention;
        self
    }
}
