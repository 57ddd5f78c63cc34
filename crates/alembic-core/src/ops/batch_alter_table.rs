//! `op.batch_alter_table`: several changes of one table, where a table can be altered at once, and where it has to be
//! made again.

pub mod builders;
mod operation;
mod options;

use crate::schema::{Name, NamingConvention, Table, TableItem};

pub use operation::{BatchAddColumnOp, BatchDropColumnOp, BatchOperation};
pub use options::{Recreate, TableKwargs, table_kwargs};

/// `op.batch_alter_table`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{Recreate, batch, batch_alter_table, table_kwargs};
/// use alembic_core::schema::{NamingConvention, check, column, integer, string, table};
/// use alembic_sql::to_sql;
/// let account = || table("account").column(column("id", integer())).column(column("name", string(20)).unique(true));
/// let op = batch_alter_table("account")
///     .schema("s")
///     .recreate(Recreate::Always)
///     .copy_from(account())
///     .partial_reordering(["name", "id"])
///     .table_arg(check("id > 0").name("ck_id"))
///     .table_kwargs(table_kwargs().sqlite_strict(true))
///     .naming_convention(NamingConvention::default().uq("uq_%(table_name)s_%(column_0_name)s"))
///     .operation(batch::drop_constraint("uq_account_name"));
/// assert_eq!(
///     to_sql(op, DialectName::Sqlite)?,
///     "CREATE TABLE s._alembic_tmp_account (\
///      \n    name VARCHAR(20), \
///      \n    id INTEGER, \
///      \n    CONSTRAINT ck_id CHECK (id > 0)\
///      \n)\
///      \n STRICT;\
///      \n\
///      \nINSERT INTO s._alembic_tmp_account (name, id) SELECT s.account.name, s.account.id \
///      \nFROM s.account;\
///      \n\
///      \nDROP TABLE s.account;\
///      \n\
///      \nALTER TABLE s._alembic_tmp_account RENAME TO account;"
/// );
/// // what the database is asked for, and what is verified in it, makes no difference where the table can be altered
/// let op = batch_alter_table("account")
///     .reflect_arg(column("name", string(30)))
///     .check_foreign_keys(false)
///     .operation(batch::drop_column("name"));
/// assert_eq!(to_sql(op, DialectName::Postgresql)?, "ALTER TABLE account DROP COLUMN name;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct BatchAlterTableOp {
    /// The table.
    pub table_name: Name,
    /// Its schema.
    pub schema: Option<Name>,
    /// When the table is made again rather than altered.
    pub recreate: Recreate,
    /// The columns whose order shall change: each list names columns in the order that they shall have.
    pub partial_reordering: Vec<Vec<Name>>,
    /// The table as it is; without it, the database is asked.
    pub copy_from: Option<Table>,
    /// Constraints and columns that the new table gets besides those of the old one.
    pub table_args: Vec<TableItem>,
    /// Options that the new table gets besides, or instead of, those of the old one.
    pub table_kwargs: TableKwargs,
    /// Columns and constraints that replace or complete what the database tells of the table.
    pub reflect_args: Vec<TableItem>,
    /// How constraints without a name are called, so that they can be dropped.
    pub naming_convention: Option<NamingConvention>,
    /// Whether foreign keys that the rebuild breaks are found before the commit.
    pub check_foreign_keys: bool,
    /// The changes, in order.
    pub operations: Vec<BatchOperation>,
}

/// Begins a batch of changes of one table.
///
/// On PostgreSQL and MySQL the changes are `ALTER` statements. SQLite can add columns and make indexes so; for anything
/// else the table is made again under another name, the rows are copied, and it takes the old one's place.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{alter, batch, batch_alter_table};
/// use alembic_core::schema::{column, integer, string, table};
/// use alembic_sql::to_sql;
/// let account = table("account").column(column("id", integer()).primary_key(true)).column(column("name", string(20)));
/// let op = batch_alter_table("account")
///     .copy_from(account)
///     .operation(batch::alter_column("name", alter().nullable(false)))
///     .operation(batch::add_column(column("age", integer())));
/// assert_eq!(
///     to_sql(op.clone(), DialectName::Postgresql)?,
///     "ALTER TABLE account ALTER COLUMN name SET NOT NULL;\n\nALTER TABLE account ADD COLUMN age INTEGER;"
/// );
/// assert_eq!(
///     to_sql(op, DialectName::Sqlite)?,
///     "CREATE TABLE _alembic_tmp_account (\n    id INTEGER NOT NULL, \n    name VARCHAR(20) NOT NULL, \n    age INTEGER, \n    \
///      PRIMARY KEY (id)\n);\n\n\
///      INSERT INTO _alembic_tmp_account (id, name) SELECT account.id, account.name \nFROM account;\n\n\
///      DROP TABLE account;\n\n\
///      ALTER TABLE _alembic_tmp_account RENAME TO account;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn batch_alter_table(table_name: impl Into<Name>) -> BatchAlterTableOp {
    BatchAlterTableOp {
        table_name: table_name.into(),
        schema: None,
        recreate: Recreate::Auto,
        partial_reordering: Vec::new(),
        copy_from: None,
        table_args: Vec::new(),
        table_kwargs: TableKwargs::default(),
        reflect_args: Vec::new(),
        naming_convention: None,
        check_foreign_keys: true,
        operations: Vec::new(),
    }
}

impl From<&str> for BatchAlterTableOp {
    fn from(table_name: &str) -> Self {
        batch_alter_table(table_name)
    }
}

impl From<String> for BatchAlterTableOp {
    fn from(table_name: String) -> Self {
        batch_alter_table(table_name)
    }
}

impl From<Name> for BatchAlterTableOp {
    fn from(table_name: Name) -> Self {
        batch_alter_table(table_name)
    }
}

impl BatchAlterTableOp {
    /// Names the schema.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<Name>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// Says when the table is made again rather than altered.
    #[must_use]
    pub fn recreate(mut self, recreate: Recreate) -> Self {
        self.recreate = recreate;
        self
    }

    /// Adds columns in the order that they shall have; needs [`Recreate::Always`]. One tuple of Alembic's list.
    #[must_use]
    pub fn partial_reordering(mut self, columns: impl IntoIterator<Item = impl Into<Name>>) -> Self {
        self.partial_reordering
            .push(columns.into_iter().map(Into::into).collect());
        self
    }

    /// Tells the table as it is, so that the database is not asked: `--sql` mode needs it.
    #[must_use]
    pub fn copy_from(mut self, table: Table) -> Self {
        self.copy_from = Some(table);
        self
    }

    /// Adds a constraint, a column or an index to the new table. Where one of them is a check, the unnamed checks of the old table are not
    /// taken over: they are taken to be told again here.
    #[must_use]
    pub fn table_arg(mut self, item: impl Into<TableItem>) -> Self {
        self.table_args.push(item.into());
        self
    }

    /// Adds options to the new table.
    #[must_use]
    pub fn table_kwargs(mut self, options: TableKwargs) -> Self {
        self.table_kwargs = options;
        self
    }

    /// Replaces or completes what the database tells of the table: a column takes the place of the column with its name.
    #[must_use]
    pub fn reflect_arg(mut self, item: impl Into<TableItem>) -> Self {
        self.reflect_args.push(item.into());
        self
    }

    /// Says how constraints without a name are called, so that they can be dropped.
    #[must_use]
    pub fn naming_convention(mut self, naming_convention: NamingConvention) -> Self {
        self.naming_convention = Some(naming_convention);
        self
    }

    /// `false` leaves foreign keys alone that the rebuild breaks, as Alembic does.
    #[must_use]
    pub fn check_foreign_keys(mut self, check: bool) -> Self {
        self.check_foreign_keys = check;
        self
    }

    /// Adds a change, made by a function of [`batch`](builders).
    #[must_use]
    pub fn operation(mut self, operation: impl Into<BatchOperation>) -> Self {
        self.push(operation);
        self
    }

    /// Adds a change to the end. Whatever table and schema it names, it is about this one.
    pub fn push(&mut self, operation: impl Into<BatchOperation>) {
        let operation = operation.into().on(&self.table_name, self.schema.as_ref());
        self.operations.push(operation);
    }
}
