use super::{NamingConvention, Table};

/// The tables of an application: SQLAlchemy's `MetaData`.
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
