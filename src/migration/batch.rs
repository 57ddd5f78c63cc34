//! `op.batch_alter_table`: the changes of one table, collected and made at once.

use alembic_core::Value;
use alembic_core::ops::{AlterColumn, BatchAlterTableOp, BatchOperation, Operation, Sql, batch, execute};
use alembic_core::schema::{Column, Condition, ConstraintName, IndexElement, Name};
use alembic_sql::{BatchPlan, Connection, ForeignKeyGuard, Row, Statement};

use super::context::Bind;
use super::{MigrationContext, Operations};
use crate::{Error, Result};

/// What a batch does with its table: Alembic's `batch_op`.
///
/// The methods are those of [`Operations`] without the table. A change with options is built by the function of the same
/// name in [`batch`] and handed to [`invoke`](Self::invoke).
pub struct BatchOperations<'b, 'a, 'c> {
    operations: &'b mut Operations<'a, 'c>,
    batch: BatchAlterTableOp,
}

impl<'a, 'c> Operations<'a, 'c> {
    /// Makes several changes of one table at once. On SQLite the table is made again for them, where SQLite has no
    /// statement of its own.
    ///
    /// ```
    /// # use alembic::prelude::*;
    /// fn upgrade(op: &mut Operations) -> Result<()> {
    ///     op.batch_alter_table("account", |batch_op| {
    ///         batch_op.add_column(column("age", integer()))?;
    ///         batch_op.alter_column("name", alter().nullable(false))?;
    ///         batch_op.drop_column("nick")
    ///     })?;
    ///     op.batch_alter_table(batch_alter_table("account").recreate(Recreate::Always), |batch_op| {
    ///         batch_op.invoke(batch::add_column(column("key", string(8))).insert_after("id"))
    ///     })
    /// }
    /// ```
    ///
    /// # Errors
    /// What `changes` returns, and what [`invoke`](Self::invoke) does.
    pub fn batch_alter_table(
        &mut self,
        table: impl Into<BatchAlterTableOp>,
        changes: impl FnOnce(&mut BatchOperations<'_, 'a, 'c>) -> Result<()>,
    ) -> Result<()> {
        let mut batch_op = BatchOperations {
            operations: self,
            batch: table.into(),
        };
        changes(&mut batch_op)?;
        let batch = batch_op.batch;
        self.invoke(batch)
    }
}

impl<'c> BatchOperations<'_, '_, 'c> {
    /// Adds a change to the batch.
    ///
    /// # Errors
    /// None yet: what is wrong with a change is found when the batch is made.
    pub fn invoke(&mut self, operation: impl Into<BatchOperation>) -> Result<()> {
        self.batch.push(operation);
        Ok(())
    }

    /// Adds a column.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn add_column(&mut self, column: Column) -> Result<()> {
        self.invoke(batch::add_column(column))
    }

    /// Drops a column.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn drop_column(&mut self, column_name: impl Into<Name>) -> Result<()> {
        self.invoke(batch::drop_column(column_name))
    }

    /// Alters a column.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn alter_column(&mut self, column_name: impl Into<Name>, alter: AlterColumn) -> Result<()> {
        self.invoke(batch::alter_column(column_name, alter))
    }

    /// Creates an index.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn create_index(
        &mut self,
        index_name: impl Into<ConstraintName>,
        columns: impl IntoIterator<Item = impl Into<IndexElement>>,
    ) -> Result<()> {
        self.invoke(batch::create_index(index_name, columns))
    }

    /// Drops an index.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn drop_index(&mut self, index_name: impl Into<ConstraintName>) -> Result<()> {
        self.invoke(batch::drop_index(index_name))
    }

    /// Creates a primary key.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn create_primary_key(
        &mut self,
        constraint_name: impl Into<ConstraintName>,
        columns: impl IntoIterator<Item = impl Into<Name>>,
    ) -> Result<()> {
        self.invoke(batch::create_primary_key(constraint_name, columns))
    }

    /// Creates a foreign key to `referent_table`.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn create_foreign_key(
        &mut self,
        constraint_name: impl Into<ConstraintName>,
        referent_table: impl Into<Name>,
        local_cols: impl IntoIterator<Item = impl Into<Name>>,
        remote_cols: impl IntoIterator<Item = impl Into<Name>>,
    ) -> Result<()> {
        let op = batch::create_foreign_key(constraint_name, referent_table, local_cols, remote_cols);
        self.invoke(op)
    }

    /// Creates a unique constraint.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn create_unique_constraint(
        &mut self,
        constraint_name: impl Into<ConstraintName>,
        columns: impl IntoIterator<Item = impl Into<Name>>,
    ) -> Result<()> {
        self.invoke(batch::create_unique_constraint(constraint_name, columns))
    }

    /// Creates a check constraint.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn create_check_constraint(
        &mut self,
        constraint_name: impl Into<ConstraintName>,
        condition: impl Into<Condition>,
    ) -> Result<()> {
        self.invoke(batch::create_check_constraint(constraint_name, condition))
    }

    /// Creates an exclude constraint, which only PostgreSQL has.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn create_exclude_constraint<E: Into<IndexElement>, O: Into<String>>(
        &mut self,
        constraint_name: impl Into<ConstraintName>,
        elements: impl IntoIterator<Item = (E, O)>,
    ) -> Result<()> {
        self.invoke(batch::create_exclude_constraint(constraint_name, elements))
    }

    /// Drops a constraint.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn drop_constraint(&mut self, constraint_name: impl Into<ConstraintName>) -> Result<()> {
        self.invoke(batch::drop_constraint(constraint_name))
    }

    /// Sets the comment of the table.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn create_table_comment(&mut self, comment: impl Into<String>) -> Result<()> {
        self.invoke(batch::create_table_comment(comment))
    }

    /// Removes the comment of the table.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn drop_table_comment(&mut self) -> Result<()> {
        self.invoke(batch::drop_table_comment())
    }

    /// Executes SQL, at once: before the changes of the batch, as in Alembic.
    ///
    /// # Errors
    /// As [`Operations::execute`].
    pub fn execute(&mut self, sql: impl Into<Sql>) -> Result<()> {
        self.operations.invoke(execute(sql))
    }

    /// Asks the database, before the changes of the batch.
    ///
    /// # Errors
    /// As [`Operations::query`].
    pub fn query(&mut self, sql: impl Into<Sql>, params: impl IntoIterator<Item = Value>) -> Result<Vec<Row>> {
        self.operations.query(sql, params)
    }

    /// The connection itself; nothing in `--sql` mode.
    pub fn get_bind(&mut self) -> Option<&mut (dyn Connection + 'c)> {
        self.operations.get_bind()
    }

    /// The context that the batch runs in.
    #[must_use]
    pub fn get_context(&self) -> &MigrationContext<'c> {
        self.operations.get_context()
    }
}

impl MigrationContext<'_> {
    /// Makes a batch that has to ask the database; `false` where it need not.
    pub(super) fn batch(&mut self, op: &BatchAlterTableOp) -> Result<bool> {
        let Bind::Online(connection) = &mut self.bind else {
            return Ok(false);
        };
        if connection.in_transaction() {
            let Some(plan) = self.compiler.plan_batch(op, &mut **connection)? else {
                return Ok(false);
            };
            let guard = self.run_batch(plan)?;
            self.foreign_keys.extend(guard);
            return Ok(true);
        }
        self.batch_alone(op)
    }

    /// A batch outside of any transaction, as in an `autocommit_block`: it gets one of its own, with foreign keys
    /// switched off before.
    fn batch_alone(&mut self, op: &BatchAlterTableOp) -> Result<bool> {
        let enforced = self.dialect.name == alembic_core::DialectName::Sqlite
            && self.scalar(&Statement::new("PRAGMA foreign_keys"))? == Some(Value::Int(1));
        if enforced {
            self.execute(&Statement::new("PRAGMA foreign_keys = OFF"))?;
        }
        let result = self.batch_in_transaction(op);
        if enforced {
            let restored = self.execute(&Statement::new("PRAGMA foreign_keys = ON"));
            if result.is_ok() {
                restored?;
            }
        }
        result
    }

    fn batch_in_transaction(&mut self, op: &BatchAlterTableOp) -> Result<bool> {
        let Bind::Online(connection) = &mut self.bind else {
            return Ok(false);
        };
        connection.begin()?;
        let planned = self
            .compiler
            .plan_batch(op, &mut **connection)
            .map_err(Error::from)
            .and_then(|plan| match plan {
                Some(plan) => self.run_batch(plan).map(Some),
                None => Ok(None),
            });
        let done = planned.and_then(|guard| {
            let made = guard.is_some();
            if let Some(Some(guard)) = guard {
                self.verify_foreign_keys(&guard)?;
            }
            Ok(made)
        });
        let Bind::Online(connection) = &mut self.bind else {
            return done;
        };
        match done {
            Ok(true) => connection.commit()?,
            Ok(false) | Err(_) => connection.rollback()?,
        }
        done
    }

    /// Sends a plan; gives back the foreign keys to be verified before the commit.
    fn run_batch(&mut self, plan: BatchPlan) -> Result<Option<ForeignKeyGuard>> {
        for warning in &plan.compiled.warnings {
            self.reporter.warn(warning);
        }
        let sent = plan.compiled.statements.iter().try_for_each(|statement| {
            self.stop_if_interrupted()?;
            self.execute(statement).map(drop)
        });
        if sent.is_err() {
            for statement in &plan.restore {
                // the error that led here counts
                let _ = self.execute(statement);
            }
        }
        sent?;
        if let Bind::Online(connection) = &mut self.bind {
            plan.check.verify(&mut **connection)?;
        }
        Ok(plan.check.foreign_keys)
    }

    /// Verifies the foreign keys that batches can have broken since the last commit.
    pub(super) fn verify_batches(&mut self) -> Result<()> {
        for guard in std::mem::take(&mut self.foreign_keys) {
            self.verify_foreign_keys(&guard)?;
        }
        Ok(())
    }

    fn verify_foreign_keys(&mut self, guard: &ForeignKeyGuard) -> Result<()> {
        if let Bind::Online(connection) = &mut self.bind {
            guard.verify(&mut **connection)?;
        }
        Ok(())
    }
}

/// Whether an operation holds a batch, which is made of the table as it is at that moment.
pub(super) fn holds_batch(operation: &Operation) -> bool {
    matches!(operation, Operation::BatchAlterTable(_))
}
