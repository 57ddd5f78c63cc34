use crate::schema::{Name, Table};

/// `op.create_table`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateTableOp {
    /// The table with its columns, constraints and indexes.
    pub table: Table,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
}

/// Creates a table.
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
