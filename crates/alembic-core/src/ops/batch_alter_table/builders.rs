//! The operations of a batch: those of `alembic.op` without the table, which the batch knows.
//!
//! ```
//! use alembic_core::DialectName;
//! use alembic_core::ops::{ConstraintType, batch, batch_alter_table};
//! let op = batch_alter_table("account")
//!     .operation(batch::create_index("ix_name", ["name"]).unique(true))
//!     .operation(batch::drop_constraint("fk_owner").type_(ConstraintType::ForeignKey));
//! assert_eq!(
//!     alembic_sql::to_sql(op, DialectName::Mysql)?,
//!     "CREATE UNIQUE INDEX ix_name ON account (name);\n\nALTER TABLE account DROP FOREIGN KEY fk_owner;"
//! );
//! # Ok::<(), alembic_sql::CompileError>(())
//! ```

use super::{BatchAddColumnOp, BatchDropColumnOp};
use crate::ops::{
    self, AlterColumn, AlterColumnOp, CreateCheckConstraintOp, CreateExcludeConstraintOp, CreateForeignKeyOp,
    CreateIndexOp, CreatePrimaryKeyOp, CreateTableCommentOp, CreateUniqueConstraintOp, DropConstraintOp, DropIndexOp,
    DropTableCommentOp,
};
use crate::schema::{Column, Condition, ConstraintName, IndexElement, Name};

/// The table of an operation that is not in its batch yet.
const NO_TABLE: &str = "";

/// `batch_op.add_column`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{batch, batch_alter_table};
/// use alembic_core::schema::{column, integer};
/// let op = batch_alter_table("account").operation(batch::add_column(column("age", integer())));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE account ADD COLUMN age INTEGER;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn add_column(column: Column) -> BatchAddColumnOp {
    BatchAddColumnOp {
        add: ops::add_column(NO_TABLE, column),
        insert_before: None,
        insert_after: None,
    }
}

/// `batch_op.drop_column`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{batch, batch_alter_table};
/// let op = batch_alter_table("account").operation(batch::drop_column("age"));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE account DROP COLUMN age;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn drop_column(column_name: impl Into<Name>) -> BatchDropColumnOp {
    BatchDropColumnOp {
        drop: ops::drop_column(NO_TABLE, column_name),
        existing_type: None,
    }
}

/// `batch_op.alter_column`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{alter, batch, batch_alter_table};
/// let op = batch_alter_table("account").operation(batch::alter_column("age", alter().nullable(false)));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE account ALTER COLUMN age SET NOT NULL;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn alter_column(column_name: impl Into<Name>, alter: AlterColumn) -> AlterColumnOp {
    ops::alter_column(NO_TABLE, column_name, alter)
}

/// `batch_op.create_index`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{batch, batch_alter_table};
/// let op = batch_alter_table("account").operation(batch::create_index("ix_age", ["age"]));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "CREATE INDEX ix_age ON account (age);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn create_index(
    index_name: impl Into<ConstraintName>,
    columns: impl IntoIterator<Item = impl Into<IndexElement>>,
) -> CreateIndexOp {
    ops::create_index(index_name, NO_TABLE, columns)
}

/// `batch_op.drop_index`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{batch, batch_alter_table};
/// let op = batch_alter_table("account").operation(batch::drop_index("ix_age"));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "DROP INDEX ix_age;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn drop_index(index_name: impl Into<ConstraintName>) -> DropIndexOp {
    ops::drop_index(index_name)
}

/// `batch_op.create_primary_key`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{batch, batch_alter_table};
/// let op = batch_alter_table("account").operation(batch::create_primary_key("pk_account", ["id"]));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE account ADD CONSTRAINT pk_account PRIMARY KEY (id);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn create_primary_key(
    constraint_name: impl Into<ConstraintName>,
    columns: impl IntoIterator<Item = impl Into<Name>>,
) -> CreatePrimaryKeyOp {
    ops::create_primary_key(constraint_name, NO_TABLE, columns)
}

/// `batch_op.create_foreign_key`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{batch, batch_alter_table};
/// let op = batch_alter_table("account").operation(batch::create_foreign_key("fk_owner", "person", ["owner"], ["id"]));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE account ADD CONSTRAINT fk_owner FOREIGN KEY(owner) REFERENCES person (id);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn create_foreign_key(
    constraint_name: impl Into<ConstraintName>,
    referent_table: impl Into<Name>,
    local_cols: impl IntoIterator<Item = impl Into<Name>>,
    remote_cols: impl IntoIterator<Item = impl Into<Name>>,
) -> CreateForeignKeyOp {
    ops::create_foreign_key(constraint_name, NO_TABLE, referent_table, local_cols, remote_cols)
}

/// `batch_op.create_unique_constraint`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{batch, batch_alter_table};
/// let op = batch_alter_table("account").operation(batch::create_unique_constraint("uq_name", ["name"]));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE account ADD CONSTRAINT uq_name UNIQUE (name);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn create_unique_constraint(
    constraint_name: impl Into<ConstraintName>,
    columns: impl IntoIterator<Item = impl Into<Name>>,
) -> CreateUniqueConstraintOp {
    ops::create_unique_constraint(constraint_name, NO_TABLE, columns)
}

/// `batch_op.create_check_constraint`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{batch, batch_alter_table};
/// let op = batch_alter_table("account").operation(batch::create_check_constraint("ck_age", "age > 0"));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE account ADD CONSTRAINT ck_age CHECK (age > 0);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn create_check_constraint(
    constraint_name: impl Into<ConstraintName>,
    condition: impl Into<Condition>,
) -> CreateCheckConstraintOp {
    ops::create_check_constraint(constraint_name, NO_TABLE, condition)
}

/// `batch_op.create_exclude_constraint`, which only PostgreSQL has.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{batch, batch_alter_table};
/// let op = batch_alter_table("account").operation(batch::create_exclude_constraint("ex_period", [("period", "&&")]));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE account ADD CONSTRAINT ex_period EXCLUDE USING gist (period WITH &&);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn create_exclude_constraint<E: Into<IndexElement>, O: Into<String>>(
    constraint_name: impl Into<ConstraintName>,
    elements: impl IntoIterator<Item = (E, O)>,
) -> CreateExcludeConstraintOp {
    ops::create_exclude_constraint(constraint_name, NO_TABLE, elements)
}

/// `batch_op.drop_constraint`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{batch, batch_alter_table};
/// let op = batch_alter_table("account").operation(batch::drop_constraint("uq_name"));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE account DROP CONSTRAINT uq_name;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn drop_constraint(constraint_name: impl Into<ConstraintName>) -> DropConstraintOp {
    ops::drop_constraint(constraint_name, NO_TABLE)
}

/// `batch_op.create_table_comment`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{batch, batch_alter_table};
/// let op = batch_alter_table("account").operation(batch::create_table_comment("who pays"));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "COMMENT ON TABLE account IS 'who pays';"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn create_table_comment(comment: impl Into<String>) -> CreateTableCommentOp {
    ops::create_table_comment(NO_TABLE, comment)
}

/// `batch_op.drop_table_comment`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{batch, batch_alter_table};
/// let op = batch_alter_table("account").operation(batch::drop_table_comment());
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "COMMENT ON TABLE account IS NULL;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn drop_table_comment() -> DropTableCommentOp {
    ops::drop_table_comment(NO_TABLE)
}
