use crate::ops::{
    AddColumnOp, AddConstraintOp, AlterColumnOp, CreateIndexOp, CreateTableCommentOp, DropColumnOp, DropConstraintOp,
    DropIndexOp, DropTableCommentOp, Operation,
};
use crate::schema::{ColumnType, Constraint, Name};

/// A change in a batch.
#[derive(Debug, Clone, PartialEq)]
pub enum BatchOperation {
    /// `batch_op.add_column`.
    AddColumn(Box<BatchAddColumnOp>),
    /// `batch_op.drop_column`.
    DropColumn(Box<BatchDropColumnOp>),
    /// `batch_op.alter_column`.
    AlterColumn(Box<AlterColumnOp>),
    /// `batch_op.create_index`.
    CreateIndex(Box<CreateIndexOp>),
    /// `batch_op.drop_index`.
    DropIndex(Box<DropIndexOp>),
    /// `batch_op.create_primary_key`, `batch_op.create_foreign_key` and the like.
    AddConstraint(Box<AddConstraintOp>),
    /// `batch_op.drop_constraint`.
    DropConstraint(Box<DropConstraintOp>),
    /// `batch_op.create_table_comment`.
    CreateTableComment(CreateTableCommentOp),
    /// `batch_op.drop_table_comment`.
    DropTableComment(DropTableCommentOp),
}

impl BatchOperation {
    /// The same change on a table.
    pub(super) fn on(mut self, table_name: &Name, schema: Option<&Name>) -> Self {
        let (table, place) = match &mut self {
            Self::AddColumn(op) => (&mut op.add.table_name, &mut op.add.schema),
            Self::DropColumn(op) => (&mut op.drop.table_name, &mut op.drop.schema),
            Self::AlterColumn(op) => (&mut op.table_name, &mut op.alter.schema),
            Self::CreateIndex(op) => (&mut op.table_name, &mut op.schema),
            Self::DropIndex(op) => (op.table_name.insert(table_name.clone()), &mut op.schema),
            Self::AddConstraint(op) => (&mut op.table_name, &mut op.schema),
            Self::DropConstraint(op) => (&mut op.table_name, &mut op.schema),
            Self::CreateTableComment(op) => (&mut op.table_name, &mut op.schema),
            Self::DropTableComment(op) => (&mut op.table_name, &mut op.schema),
        };
        table_name.clone_into(table);
        *place = schema.cloned();
        self
    }

    /// The operation that makes the change where the table is altered.
    #[must_use]
    pub fn to_operation(&self) -> Operation {
        match self.clone() {
            Self::AddColumn(op) => op.add.into(),
            Self::DropColumn(op) => op.drop.into(),
            Self::AlterColumn(op) => Operation::AlterColumn(op),
            Self::CreateIndex(op) => Operation::CreateIndex(op),
            Self::DropIndex(op) => Operation::DropIndex(op),
            Self::AddConstraint(op) => Operation::AddConstraint(op),
            Self::DropConstraint(op) => (*op).into(),
            Self::CreateTableComment(op) => op.into(),
            Self::DropTableComment(op) => op.into(),
        }
    }
}

/// `batch_op.add_column`: a new column and its place.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{Recreate, batch, batch_alter_table};
/// use alembic_core::schema::{column, integer, references, table};
/// use alembic_sql::to_sql;
/// let account = table("account").column(column("id", integer())).column(column("name", integer()));
/// let op = batch_alter_table("account")
///     .recreate(Recreate::Always)
///     .copy_from(account)
///     .operation(batch::add_column(column("a", integer())).insert_after("id"))
///     .operation(batch::add_column(column("b", integer())).insert_before("id"));
/// let sql = to_sql(op, DialectName::Sqlite)?;
/// assert!(sql.starts_with(
///     "CREATE TABLE _alembic_tmp_account (\n    b INTEGER, \n    id INTEGER, \n    a INTEGER, \n    name INTEGER\n);"
/// ));
/// let owner = column("owner", integer()).foreign_key(references("person", "id"));
/// let op = batch_alter_table("account")
///     .operation(batch::add_column(owner).inline_references(true).if_not_exists(true))
///     .operation(batch::add_column(column("key", integer()).primary_key(true)).inline_primary_key(true));
/// assert_eq!(
///     to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE account ADD COLUMN IF NOT EXISTS owner INTEGER REFERENCES person (id);\n\n\
///      ALTER TABLE account ADD COLUMN key SERIAL NOT NULL PRIMARY KEY;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct BatchAddColumnOp {
    /// The column.
    pub add: AddColumnOp,
    /// The column that it comes before.
    pub insert_before: Option<Name>,
    /// The column that it comes behind.
    pub insert_after: Option<Name>,
}

impl BatchAddColumnOp {
    /// Puts the column before another one; needs a table that is made again.
    #[must_use]
    pub fn insert_before(mut self, column: impl Into<Name>) -> Self {
        self.insert_before = Some(column.into());
        self
    }

    /// Puts the column behind another one; needs a table that is made again.
    #[must_use]
    pub fn insert_after(mut self, column: impl Into<Name>) -> Self {
        self.insert_after = Some(column.into());
        self
    }

    /// Renders `IF NOT EXISTS`, where the table is altered.
    #[must_use]
    pub fn if_not_exists(mut self, if_not_exists: bool) -> Self {
        self.add.if_not_exists = if_not_exists;
        self
    }

    /// Renders a single foreign key behind the column, where the table is altered.
    #[must_use]
    pub fn inline_references(mut self, inline: bool) -> Self {
        self.add.inline_references = inline;
        self
    }

    /// Renders `PRIMARY KEY` behind the column, where the table is altered.
    #[must_use]
    pub fn inline_primary_key(mut self, inline: bool) -> Self {
        self.add.inline_primary_key = inline;
        self
    }
}

/// `batch_op.drop_column`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{batch, batch_alter_table};
/// use alembic_core::schema::{boolean, check, column, integer, table};
/// use alembic_sql::to_sql;
/// let account = table("account")
///     .column(column("id", integer()))
///     .column(column("flag", boolean()))
///     .constraint(check("flag IN (0, 1)").name("ck_flag"));
/// let op = batch_alter_table("account")
///     .copy_from(account)
///     .operation(batch::drop_column("flag").existing_type(boolean().name("ck_flag")));
/// let sql = to_sql(op, DialectName::Sqlite)?;
/// assert!(sql.starts_with("CREATE TABLE _alembic_tmp_account (\n    id INTEGER\n);"));
/// let op = batch_alter_table("account").operation(batch::drop_column("flag").if_exists(true));
/// assert_eq!(to_sql(op, DialectName::Postgresql)?, "ALTER TABLE account DROP COLUMN IF EXISTS flag;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct BatchDropColumnOp {
    /// The column.
    pub drop: DropColumnOp,
    /// The type as it is, whose named check goes with the column.
    pub existing_type: Option<ColumnType>,
}

impl BatchDropColumnOp {
    /// Tells the type as it is: the named check of a boolean or an enum goes with the column.
    #[must_use]
    pub fn existing_type(mut self, type_: impl Into<ColumnType>) -> Self {
        self.existing_type = Some(type_.into());
        self
    }

    /// Renders `IF EXISTS`, where the table is altered.
    #[must_use]
    pub fn if_exists(mut self, if_exists: bool) -> Self {
        self.drop.if_exists = if_exists;
        self
    }
}

macro_rules! into_batch_operation {
    ($($type:ty => $variant:ident;)*) => {
        $(impl From<$type> for BatchOperation {
            fn from(op: $type) -> Self {
                Self::$variant(op.into())
            }
        })*
    };
}

into_batch_operation! {
    BatchAddColumnOp => AddColumn;
    BatchDropColumnOp => DropColumn;
    AlterColumnOp => AlterColumn;
    CreateIndexOp => CreateIndex;
    DropIndexOp => DropIndex;
    DropConstraintOp => DropConstraint;
    CreateTableCommentOp => CreateTableComment;
    DropTableCommentOp => DropTableComment;
}

impl<C: Into<Constraint>> From<AddConstraintOp<C>> for BatchOperation {
    fn from(op: AddConstraintOp<C>) -> Self {
        Self::AddConstraint(Box::new(op.erase()))
    }
}
