use crate::schema::{Column, ColumnType, Name, ServerDefault};

/// `op.add_column`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, integer, references};
/// let sql = |op| alembic_sql::to_sql(op, DialectName::Postgresql);
/// let age = || add_column("account", column("age", integer()));
/// assert_eq!(sql(age().schema("app"))?, "ALTER TABLE app.account ADD COLUMN age INTEGER;");
/// assert_eq!(sql(age().if_not_exists(true))?, "ALTER TABLE account ADD COLUMN IF NOT EXISTS age INTEGER;");
/// let key = add_column("account", column("id", integer()).primary_key(true)).inline_primary_key(true);
/// assert_eq!(sql(key)?, "ALTER TABLE account ADD COLUMN id SERIAL NOT NULL PRIMARY KEY;");
/// let owner = || add_column("account", column("owner", integer()).foreign_key(references("person", "id")));
/// assert_eq!(
///     sql(owner())?,
///     "ALTER TABLE account ADD COLUMN owner INTEGER;\
///      \n\nALTER TABLE account ADD FOREIGN KEY(owner) REFERENCES person (id);"
/// );
/// assert_eq!(
///     sql(owner().inline_references(true))?,
///     "ALTER TABLE account ADD COLUMN owner INTEGER REFERENCES person (id);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct AddColumnOp {
    /// The table.
    pub table_name: Name,
    /// Its schema.
    pub schema: Option<Name>,
    /// The column.
    pub column: Column,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// Renders a single foreign key behind the column rather than as a statement of its own.
    pub inline_references: bool,
    /// Renders `PRIMARY KEY` behind the column.
    pub inline_primary_key: bool,
}

/// Adds a column to a table.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, string};
/// let op = add_column("account", column("name", string(50)).nullable(false));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE account ADD COLUMN name VARCHAR(50) NOT NULL;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn add_column(table_name: impl Into<Name>, column: Column) -> AddColumnOp {
    AddColumnOp {
        table_name: table_name.into(),
        schema: None,
        column,
        if_not_exists: false,
        inline_references: false,
        inline_primary_key: false,
    }
}

impl AddColumnOp {
    /// Names the schema.
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

    /// Renders a single foreign key behind the column rather than as a statement of its own.
    #[must_use]
    pub fn inline_references(mut self, inline: bool) -> Self {
        self.inline_references = inline;
        self
    }

    /// Renders `PRIMARY KEY` behind the column.
    #[must_use]
    pub fn inline_primary_key(mut self, inline: bool) -> Self {
        self.inline_primary_key = inline;
        self
    }
}

/// `op.drop_column`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{Operation, add_column, drop_column};
/// use alembic_core::schema::{column, integer};
/// let sql = |op| alembic_sql::to_sql(op, DialectName::Postgresql);
/// assert_eq!(sql(drop_column("account", "age").schema("app"))?, "ALTER TABLE app.account DROP COLUMN age;");
/// assert_eq!(sql(drop_column("account", "age").if_exists(true))?, "ALTER TABLE account DROP COLUMN IF EXISTS age;");
///
/// let drop = drop_column("account", "age").reversed_by(add_column("account", column("age", integer())));
/// let add = Operation::from(drop).reverse().expect("what adds the column again is known");
/// assert_eq!(alembic_sql::to_sql(add, DialectName::Postgresql)?, "ALTER TABLE account ADD COLUMN age INTEGER;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DropColumnOp {
    /// The table.
    pub table_name: Name,
    /// Its schema.
    pub schema: Option<Name>,
    /// The column.
    pub column_name: Name,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// What would add the column again, where it is known.
    pub reverse: Option<Box<AddColumnOp>>,
}

/// Drops a column of a table.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::drop_column;
/// let op = drop_column("account", "age");
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TABLE account DROP COLUMN age;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn drop_column(table_name: impl Into<Name>, column_name: impl Into<Name>) -> DropColumnOp {
    DropColumnOp {
        table_name: table_name.into(),
        schema: None,
        column_name: column_name.into(),
        if_exists: false,
        reverse: None,
    }
}

impl DropColumnOp {
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

    /// Tells what would add the column again.
    #[must_use]
    pub fn reversed_by(mut self, add: AddColumnOp) -> Self {
        self.reverse = Some(Box::new(add));
        self
    }
}

/// A parameter that tells "not given" from "given as `None`", as Alembic does with `False` and `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Given<T> {
    /// Not given: what is there stays, or is not known.
    #[default]
    Absent,
    /// Given as `None`: nothing is there, or shall be.
    Null,
    /// Given.
    Value(T),
}

impl<T> Given<T> {
    /// The value, if one was given.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Whether the parameter was given, be it as `None`.
    #[must_use]
    pub fn is_given(&self) -> bool {
        !matches!(self, Self::Absent)
    }
}

/// The parameters of `op.alter_column` behind table and column.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{alter, alter_column};
/// use alembic_core::schema::{integer, string};
/// let sql = |changes| alembic_sql::to_sql(alter_column("account", "name", changes), DialectName::Postgresql);
/// assert_eq!(
///     sql(alter().nullable(false).schema("app"))?,
///     "ALTER TABLE app.account ALTER COLUMN name SET NOT NULL;"
/// );
/// assert_eq!(
///     sql(alter().comment("as in the passport"))?,
///     "COMMENT ON COLUMN account.name IS 'as in the passport';"
/// );
/// assert_eq!(sql(alter().drop_comment())?, "COMMENT ON COLUMN account.name IS NULL;");
/// assert_eq!(sql(alter().server_default("nobody"))?, "ALTER TABLE account ALTER COLUMN name SET DEFAULT 'nobody';");
/// assert_eq!(sql(alter().drop_server_default())?, "ALTER TABLE account ALTER COLUMN name DROP DEFAULT;");
/// assert_eq!(sql(alter().new_column_name("full_name"))?, "ALTER TABLE account RENAME name TO full_name;");
/// assert_eq!(sql(alter().type_(string(50)))?, "ALTER TABLE account ALTER COLUMN name TYPE VARCHAR(50);");
/// assert_eq!(
///     sql(alter().type_(integer()).postgresql_using("name::integer"))?,
///     "ALTER TABLE account ALTER COLUMN name TYPE INTEGER USING name::integer;"
/// );
///
/// // MySQL repeats the whole column, and so needs to be told what it is now
/// let mysql = |changes| alembic_sql::to_sql(alter_column("account", "id", changes), DialectName::Mysql);
/// let id = || alter().existing_type(integer());
/// assert_eq!(
///     mysql(id().existing_nullable(false).autoincrement(true))?,
///     "ALTER TABLE account MODIFY id INTEGER NOT NULL AUTO_INCREMENT;"
/// );
/// assert_eq!(
///     mysql(id().new_column_name("key").existing_nullable(false).existing_autoincrement(true))?,
///     "ALTER TABLE account CHANGE id `key` INTEGER NOT NULL AUTO_INCREMENT;"
/// );
/// assert_eq!(
///     mysql(id().nullable(false).existing_server_default("5"))?,
///     "ALTER TABLE account MODIFY id INTEGER NOT NULL DEFAULT '5';"
/// );
/// assert_eq!(
///     mysql(id().nullable(false).existing_without_server_default())?,
///     "ALTER TABLE account MODIFY id INTEGER NOT NULL;"
/// );
/// assert_eq!(
///     mysql(id().nullable(false).existing_comment("a number"))?,
///     "ALTER TABLE account MODIFY id INTEGER NOT NULL COMMENT 'a number';"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AlterColumn {
    /// The schema of the table.
    pub schema: Option<Name>,
    /// Allows or forbids `NULL`.
    pub nullable: Option<bool>,
    /// Sets or removes the comment.
    pub comment: Given<String>,
    /// Sets or removes the server default.
    pub server_default: Given<ServerDefault>,
    /// Renames the column.
    pub new_column_name: Option<Name>,
    /// Changes the type.
    pub type_: Option<ColumnType>,
    /// MySQL: sets or removes `AUTO_INCREMENT`.
    pub autoincrement: Option<bool>,
    /// The type as it is.
    pub existing_type: Option<ColumnType>,
    /// The server default as it is.
    pub existing_server_default: Given<ServerDefault>,
    /// Whether `NULL` is allowed now.
    pub existing_nullable: Option<bool>,
    /// The comment as it is.
    pub existing_comment: Option<String>,
    /// MySQL: whether the column counts itself up now.
    pub existing_autoincrement: Option<bool>,
    /// PostgreSQL: the expression behind `USING` that converts the values.
    pub postgresql_using: Option<String>,
}

/// The changes of `op.alter_column`, to be filled in.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{alter, alter_column};
/// use alembic_core::schema::{string, text};
/// let changes = alter().nullable(false).type_(string(50)).server_default(text("'x'"));
/// assert_eq!(
///     alembic_sql::to_sql(alter_column("account", "name", changes), DialectName::Postgresql)?,
///     "ALTER TABLE account ALTER COLUMN name TYPE VARCHAR(50);\
///      \n\nALTER TABLE account ALTER COLUMN name SET NOT NULL;\
///      \n\nALTER TABLE account ALTER COLUMN name SET DEFAULT 'x';"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn alter() -> AlterColumn {
    AlterColumn::default()
}

impl AlterColumn {
    /// Names the schema of the table.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<Name>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// Allows or forbids `NULL`.
    #[must_use]
    pub fn nullable(mut self, nullable: bool) -> Self {
        self.nullable = Some(nullable);
        self
    }

    /// Sets the comment.
    #[must_use]
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Given::Value(comment.into());
        self
    }

    /// Removes the comment: Alembic's `comment=None`.
    #[must_use]
    pub fn drop_comment(mut self) -> Self {
        self.comment = Given::Null;
        self
    }

    /// Sets the server default.
    #[must_use]
    pub fn server_default(mut self, default: impl Into<ServerDefault>) -> Self {
        self.server_default = Given::Value(default.into());
        self
    }

    /// Removes the server default: Alembic's `server_default=None`.
    #[must_use]
    pub fn drop_server_default(mut self) -> Self {
        self.server_default = Given::Null;
        self
    }

    /// Renames the column.
    #[must_use]
    pub fn new_column_name(mut self, name: impl Into<Name>) -> Self {
        self.new_column_name = Some(name.into());
        self
    }

    /// Changes the type.
    #[must_use]
    pub fn type_(mut self, type_: impl Into<ColumnType>) -> Self {
        self.type_ = Some(type_.into());
        self
    }

    /// MySQL: sets or removes `AUTO_INCREMENT`.
    #[must_use]
    pub fn autoincrement(mut self, autoincrement: bool) -> Self {
        self.autoincrement = Some(autoincrement);
        self
    }

    /// Tells the type as it is; MySQL needs it for almost every change.
    #[must_use]
    pub fn existing_type(mut self, type_: impl Into<ColumnType>) -> Self {
        self.existing_type = Some(type_.into());
        self
    }

    /// Tells the server default as it is.
    #[must_use]
    pub fn existing_server_default(mut self, default: impl Into<ServerDefault>) -> Self {
        self.existing_server_default = Given::Value(default.into());
        self
    }

    /// Tells that there is no server default: Alembic's `existing_server_default=None`.
    #[must_use]
    pub fn existing_without_server_default(mut self) -> Self {
        self.existing_server_default = Given::Null;
        self
    }

    /// Tells whether `NULL` is allowed now.
    #[must_use]
    pub fn existing_nullable(mut self, nullable: bool) -> Self {
        self.existing_nullable = Some(nullable);
        self
    }

    /// Tells the comment as it is.
    #[must_use]
    pub fn existing_comment(mut self, comment: impl Into<String>) -> Self {
        self.existing_comment = Some(comment.into());
        self
    }

    /// MySQL: tells whether the column counts itself up now.
    #[must_use]
    pub fn existing_autoincrement(mut self, autoincrement: bool) -> Self {
        self.existing_autoincrement = Some(autoincrement);
        self
    }

    /// PostgreSQL: sets the expression behind `USING` that converts the values.
    #[must_use]
    pub fn postgresql_using(mut self, expression: impl Into<String>) -> Self {
        self.postgresql_using = Some(expression.into());
        self
    }
}

/// `op.alter_column`.
#[derive(Debug, Clone, PartialEq)]
pub struct AlterColumnOp {
    /// The table.
    pub table_name: Name,
    /// The column.
    pub column_name: Name,
    /// What changes, and what is there now.
    pub alter: AlterColumn,
}

/// Alters a column of a table.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{alter, alter_column};
/// let op = alter_column("account", "name", alter().nullable(false));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE account ALTER COLUMN name SET NOT NULL;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn alter_column(table_name: impl Into<Name>, column_name: impl Into<Name>, alter: AlterColumn) -> AlterColumnOp {
    AlterColumnOp {
        table_name: table_name.into(),
        column_name: column_name.into(),
        alter,
    }
}
