//! Operations as data: what Alembic's `op.` functions say, before anything is compiled or sent.
//!
//! Each operation is a struct with Alembic's name and public fields, made by a free function of the
//! same name as in Alembic:
//!
//! ```
//! use alembic_core::ops::{Operation, create_index};
//! use alembic_core::DialectName;
//! let op = Operation::from(create_index("ix_user", "sessions", ["user_id"]).unique(true));
//! assert!(matches!(op, Operation::CreateIndex(_)));
//! assert_eq!(alembic_sql::to_sql(op, DialectName::Sqlite)?, "CREATE UNIQUE INDEX ix_user ON sessions (user_id);");
//! # Ok::<(), alembic_sql::CompileError>(())
//! ```

mod batch_alter_table;
mod column;
mod comment;
mod constraint;
mod custom;
mod data;
mod dml;
mod index;
mod reverse;
mod table;

use crate::schema::Constraint;

pub use batch_alter_table::builders as batch;
pub use batch_alter_table::{
    BatchAddColumnOp, BatchAlterTableOp, BatchDropColumnOp, BatchOperation, Recreate, TableKwargs, batch_alter_table,
    table_kwargs,
};
pub use column::{
    AddColumnOp, AlterColumn, AlterColumnOp, DropColumnOp, Given, add_column, alter, alter_column, drop_column,
};
pub use comment::{CreateTableCommentOp, DropTableCommentOp, create_table_comment, drop_table_comment};
pub use constraint::{
    AddConstraintOp, ConstraintType, CreateCheckConstraintOp, CreateExcludeConstraintOp, CreateForeignKeyOp,
    CreatePrimaryKeyOp, CreateUniqueConstraintOp, DropConstraintOp, create_check_constraint, create_exclude_constraint,
    create_foreign_key, create_primary_key, create_unique_constraint, drop_constraint,
};
pub use custom::{Comparable, CustomOp, CustomOperation, OperationKind};
pub use data::{
    BulkInsertOp, ExecuteSqlOp, InsertRow, InsertValue, Sql, bulk_insert, execute, inline_literal, inline_literal_as,
    row,
};
pub use dml::{
    ConflictTarget, Delete, Insert, InsertValues, OnConflict, Update, conflict_target, delete, insert, update,
};
pub use index::{CreateIndexOp, DropIndexOp, create_index, drop_index};
pub use reverse::IrreversibleError;
pub use table::{CreateTableOp, DropTableOp, RenameTableOp, create_table, drop_table, rename_table};

/// One operation of a migration.
#[derive(Debug, Clone, PartialEq)]
pub enum Operation {
    /// `op.create_table`.
    CreateTable(Box<CreateTableOp>),
    /// `op.drop_table`.
    DropTable(DropTableOp),
    /// `op.rename_table`.
    RenameTable(RenameTableOp),
    /// `op.create_table_comment`.
    CreateTableComment(CreateTableCommentOp),
    /// `op.drop_table_comment`.
    DropTableComment(DropTableCommentOp),
    /// `op.add_column`.
    AddColumn(Box<AddColumnOp>),
    /// `op.drop_column`.
    DropColumn(DropColumnOp),
    /// `op.alter_column`.
    AlterColumn(Box<AlterColumnOp>),
    /// `op.create_index`.
    CreateIndex(Box<CreateIndexOp>),
    /// `op.drop_index`.
    DropIndex(Box<DropIndexOp>),
    /// `op.create_primary_key`, `op.create_foreign_key`, `op.create_unique_constraint`,
    /// `op.create_check_constraint` and `op.create_exclude_constraint`.
    AddConstraint(Box<AddConstraintOp>),
    /// `op.drop_constraint`.
    DropConstraint(DropConstraintOp),
    /// `op.batch_alter_table`.
    BatchAlterTable(Box<BatchAlterTableOp>),
    /// `op.bulk_insert`.
    BulkInsert(Box<BulkInsertOp>),
    /// `op.execute`.
    Execute(ExecuteSqlOp),
    /// An operation of the user's own: `Operations.register_operation`.
    Custom(CustomOp),
}

impl Operation {
    /// The name of the function in `alembic.op` that says this.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::CreateTable(_) => "create_table",
            Self::DropTable(_) => "drop_table",
            Self::RenameTable(_) => "rename_table",
            Self::CreateTableComment(_) => "create_table_comment",
            Self::DropTableComment(_) => "drop_table_comment",
            Self::AddColumn(_) => "add_column",
            Self::DropColumn(_) => "drop_column",
            Self::AlterColumn(_) => "alter_column",
            Self::CreateIndex(_) => "create_index",
            Self::DropIndex(_) => "drop_index",
            Self::AddConstraint(op) => op.name(),
            Self::DropConstraint(_) => "drop_constraint",
            Self::BatchAlterTable(_) => "batch_alter_table",
            Self::BulkInsert(_) => "bulk_insert",
            Self::Execute(_) => "execute",
            Self::Custom(op) => op.get().name(),
        }
    }
}

macro_rules! into_operation {
    ($($type:ty => $variant:ident;)*) => {
        $(impl From<$type> for Operation {
            fn from(op: $type) -> Self {
                Self::$variant(op.into())
            }
        }

        impl OperationKind for $type {
            fn of(operation: &Operation) -> Option<&Self> {
                match operation {
                    Operation::$variant(op) => Some(op),
                    _ => None,
                }
            }
        })*
    };
}

impl<C: Into<Constraint>> From<AddConstraintOp<C>> for Operation {
    fn from(op: AddConstraintOp<C>) -> Self {
        Self::AddConstraint(Box::new(op.erase()))
    }
}

impl OperationKind for AddConstraintOp {
    fn of(operation: &Operation) -> Option<&Self> {
        match operation {
            Operation::AddConstraint(op) => Some(op),
            _ => None,
        }
    }
}

into_operation! {
    CreateTableOp => CreateTable;
    DropTableOp => DropTable;
    RenameTableOp => RenameTable;
    CreateTableCommentOp => CreateTableComment;
    DropTableCommentOp => DropTableComment;
    AddColumnOp => AddColumn;
    DropColumnOp => DropColumn;
    AlterColumnOp => AlterColumn;
    CreateIndexOp => CreateIndex;
    DropIndexOp => DropIndex;
    DropConstraintOp => DropConstraint;
    BatchAlterTableOp => BatchAlterTable;
    BulkInsertOp => BulkInsert;
    ExecuteSqlOp => Execute;
}
