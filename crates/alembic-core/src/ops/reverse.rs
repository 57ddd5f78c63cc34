use thiserror::Error;

use super::{
    AddConstraintOp, AlterColumn, AlterColumnOp, ConstraintType, CreateTableCommentOp, Given, Operation, add_column,
    drop_column, drop_constraint, drop_index, drop_table, drop_table_comment,
};
use crate::schema::Constraint;

/// An operation cannot be turned round, because what it destroys is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum IrreversibleError {
    /// A dropped column whose definition is not known.
    #[error("operation is not reversible; original column is not present")]
    Column,
    /// A dropped constraint whose definition is not known.
    #[error("constraint cannot be produced; original constraint is not present")]
    Constraint,
    /// A dropped table or index whose definition is not known.
    #[error("{operation} is not reversible: what it drops is not known; build it with `reversed_by`")]
    Unknown {
        /// The operation.
        operation: &'static str,
    },
    /// Alembic does not turn this operation round either.
    #[error("{operation} has no reverse; write the downgrade yourself")]
    NoReverse {
        /// The operation.
        operation: &'static str,
    },
}

impl Operation {
    /// The operation that undoes this one, as Alembic's `reverse()`.
    ///
    /// # Errors
    /// When what the operation destroys is not known, or when Alembic has no reverse for it.
    ///
    /// ```
    /// use alembic_core::ops::{Operation, add_column, drop_column};
    /// use alembic_core::schema::{column, integer};
    /// let add = Operation::from(add_column("t", column("c", integer())));
    /// let drop = add.reverse()?;
    /// assert!(matches!(&drop, Operation::DropColumn(op) if op.column_name.as_str() == "c"));
    /// assert_eq!(drop.reverse()?, add);
    /// # Ok::<(), alembic_core::ops::IrreversibleError>(())
    /// ```
    pub fn reverse(&self) -> Result<Self, IrreversibleError> {
        let unknown = IrreversibleError::Unknown { operation: self.name() };
        match self {
            Self::CreateTable(op) => {
                let mut drop = drop_table(&op.table.name).reversed_by((**op).clone());
                drop.schema.clone_from(&op.table.schema);
                Ok(drop.into())
            }
            Self::DropTable(op) => match &op.reverse {
                Some(create) => Ok((**create).clone().into()),
                None => Err(unknown),
            },
            Self::AddColumn(op) => {
                let mut drop = drop_column(&op.table_name, &op.column.name).if_exists(op.if_not_exists);
                drop.schema.clone_from(&op.schema);
                Ok(drop.reversed_by((**op).clone()).into())
            }
            Self::DropColumn(op) => match &op.reverse {
                Some(add) => {
                    let mut again = add_column(&op.table_name, add.column.clone()).if_not_exists(op.if_exists);
                    again.schema.clone_from(&op.schema);
                    Ok(again.into())
                }
                None => Err(IrreversibleError::Column),
            },
            Self::AlterColumn(op) => Ok(op.reverse().into()),
            Self::CreateIndex(op) => {
                let mut drop = drop_index(op.index.name.clone()).table_name(&op.table_name);
                drop.schema.clone_from(&op.schema);
                drop.postgresql_concurrently = op.index.postgresql.concurrently;
                Ok(drop.reversed_by((**op).clone()).into())
            }
            Self::DropIndex(op) => match &op.reverse {
                Some(create) => Ok((**create).clone().into()),
                None => Err(unknown),
            },
            Self::AddConstraint(op) => Ok(reverse_constraint(op)),
            Self::DropConstraint(op) => match &op.reverse {
                Some(add) => Ok((**add).clone().into()),
                None => Err(IrreversibleError::Constraint),
            },
            Self::CreateTableComment(op) => Ok(match &op.existing_comment {
                None => {
                    let mut drop = drop_table_comment(&op.table_name);
                    drop.schema.clone_from(&op.schema);
                    drop.existing_comment.clone_from(&op.comment);
                    drop.into()
                }
                Some(existing) => CreateTableCommentOp {
                    table_name: op.table_name.clone(),
                    schema: op.schema.clone(),
                    comment: Some(existing.clone()),
                    existing_comment: op.comment.clone(),
                }
                .into(),
            }),
            Self::DropTableComment(op) => Ok(CreateTableCommentOp {
                table_name: op.table_name.clone(),
                schema: op.schema.clone(),
                comment: op.existing_comment.clone(),
                existing_comment: None,
            }
            .into()),
            Self::Custom(op) => op.get().reverse(),
            Self::RenameTable(_) | Self::BatchAlterTable(_) | Self::BulkInsert(_) | Self::Execute(_) => {
                Err(IrreversibleError::NoReverse { operation: self.name() })
            }
        }
    }
}

fn reverse_constraint(op: &AddConstraintOp) -> Operation {
    let (name, type_) = match &op.constraint {
        Constraint::PrimaryKey(constraint) => (&constraint.name, Some(ConstraintType::Primary)),
        Constraint::ForeignKey(constraint) => (&constraint.name, Some(ConstraintType::ForeignKey)),
        Constraint::Unique(constraint) => (&constraint.name, Some(ConstraintType::Unique)),
        Constraint::Check(constraint) => (&constraint.name, Some(ConstraintType::Check)),
        Constraint::Exclude(constraint) => (&constraint.name, None),
    };
    let mut drop = drop_constraint(name.clone(), &op.table_name).reversed_by(op.clone());
    drop.schema.clone_from(&op.schema);
    drop.constraint_type = type_;
    drop.into()
}

impl AlterColumnOp {
    /// Swaps what the column shall be with what it is. As in Alembic, a rename is not undone, and
    /// `autoincrement` stays as it was given.
    #[must_use]
    pub fn reverse(&self) -> Self {
        let alter = &self.alter;
        let mut swapped = AlterColumn {
            new_column_name: None,
            ..alter.clone()
        };
        if alter.type_.is_some() {
            swapped.type_.clone_from(&alter.existing_type);
            swapped.existing_type.clone_from(&alter.type_);
        }
        if alter.nullable.is_some() {
            swapped.nullable = alter.existing_nullable;
            swapped.existing_nullable = alter.nullable;
        }
        if alter.server_default.is_given() {
            swapped.server_default = alter.existing_server_default.clone();
            swapped.existing_server_default = alter.server_default.clone();
        }
        if alter.comment.is_given() {
            swapped.comment = alter.existing_comment.clone().map_or(Given::Null, Given::Value);
            swapped.existing_comment = alter.comment.value().cloned();
        }
        Self {
            table_name: self.table_name.clone(),
            column_name: self.column_name.clone(),
            alter: swapped,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::{alter, alter_column, create_check_constraint, create_foreign_key, create_index, rename_table};
    use crate::schema::{integer, string};

    #[test]
    fn reversing_twice_gives_the_operation_back() {
        let ops: [Operation; 4] = [
            create_index("ix", "t", ["a"]).unique(true).schema("s").into(),
            create_foreign_key(None, "a", "b", ["x"], ["id"])
                .ondelete("CASCADE")
                .into(),
            create_check_constraint("ck", "t", "a > 1").schema("s").into(),
            alter_column(
                "t",
                "c",
                alter()
                    .type_(string(10))
                    .existing_type(integer())
                    .nullable(true)
                    .existing_nullable(false),
            )
            .into(),
        ];
        for op in ops {
            assert_eq!(op.reverse().and_then(|reversed| reversed.reverse()), Ok(op));
        }
    }

    #[test]
    fn what_is_not_known_cannot_be_reversed() {
        let error = Operation::from(drop_column("t", "c")).reverse().unwrap_err();
        assert_eq!(
            error.to_string(),
            "operation is not reversible; original column is not present"
        );
        let error = Operation::from(rename_table("a", "b")).reverse().unwrap_err();
        assert_eq!(
            error.to_string(),
            "rename_table has no reverse; write the downgrade yourself"
        );
    }
}
