use alembic_core::ops::{
    AlterColumn, CreateTableOp, InsertRow, Operation, Sql, add_column, alter_column, bulk_insert,
    create_check_constraint, create_exclude_constraint, create_foreign_key, create_index, create_primary_key,
    create_table_comment, create_unique_constraint, drop_column, drop_constraint, drop_index, drop_table,
    drop_table_comment, execute, rename_table,
};
use alembic_core::schema::{Column, Condition, ConstraintName, IndexElement, Name, Table};
use alembic_core::{DialectName, Value};
use alembic_sql::{Connection, Row, Statement};

use super::MigrationContext;
use crate::Result;

/// What a migration does with the database: Alembic's `op`.
///
/// The methods take what the function of the same name in `alembic.op` takes as required parameters. An operation with
/// options is built by the function of the same name in the prelude and handed to [`invoke`](Self::invoke):
///
/// ```
/// use alembic::prelude::*;
///
/// fn upgrade(op: &mut Operations) -> Result<()> {
///     op.create_index("ix_user_name", "user", ["name"])?;
///     op.invoke(create_index("ix_user_mail", "user", ["mail"]).unique(true).if_not_exists(true))
/// }
/// ```
pub struct Operations<'a, 'c> {
    context: &'a mut MigrationContext<'c>,
}

impl<'a, 'c> Operations<'a, 'c> {
    /// Operations on a context, for use outside of a migration.
    #[must_use]
    pub fn new(context: &'a mut MigrationContext<'c>) -> Self {
        Self { context }
    }

    /// The context that the operations run in.
    #[must_use]
    pub fn get_context(&self) -> &MigrationContext<'c> {
        self.context
    }

    /// The dialect's name, for `op.get_context().dialect.name` checks.
    #[must_use]
    pub fn dialect(&self) -> DialectName {
        self.context.dialect().name
    }

    /// The name of the database, where an environment has several: the `engine_name` of Alembic's template `multidb`.
    #[must_use]
    pub fn engine_name(&self) -> Option<&str> {
        self.context.engine_name()
    }

    /// Whether this is `--sql` mode, in which there is no database to ask.
    #[must_use]
    pub fn as_sql(&self) -> bool {
        self.context.as_sql()
    }

    /// Runs an operation.
    ///
    /// # Errors
    /// That the dialect cannot express the operation, or what the database answered.
    pub fn invoke(&mut self, operation: impl Into<Operation>) -> Result<()> {
        let operation = operation.into();
        for index in (0..self.context.options.implementations.len()).rev() {
            let Some(implementation) = self.context.enter_implementation(index) else {
                continue;
            };
            let outcome = implementation(self, &operation);
            self.context.leave_implementation();
            if let Some(result) = outcome {
                return result;
            }
        }
        self.context.invoke(&operation)
    }

    /// Creates a table.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn create_table(&mut self, table: impl Into<CreateTableOp>) -> Result<()> {
        self.invoke(table.into())
    }

    /// Drops a table.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn drop_table(&mut self, table_name: impl Into<Name>) -> Result<()> {
        self.invoke(drop_table(table_name))
    }

    /// Renames a table.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn rename_table(&mut self, old: impl Into<Name>, new: impl Into<Name>) -> Result<()> {
        self.invoke(rename_table(old, new))
    }

    /// Adds a column to a table.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn add_column(&mut self, table_name: impl Into<Name>, column: Column) -> Result<()> {
        self.invoke(add_column(table_name, column))
    }

    /// Drops a column of a table.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn drop_column(&mut self, table_name: impl Into<Name>, column_name: impl Into<Name>) -> Result<()> {
        self.invoke(drop_column(table_name, column_name))
    }

    /// Alters a column: `op.alter_column("t", "c", alter().nullable(false))`.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn alter_column(
        &mut self,
        table_name: impl Into<Name>,
        column_name: impl Into<Name>,
        alter: AlterColumn,
    ) -> Result<()> {
        self.invoke(alter_column(table_name, column_name, alter))
    }

    /// Creates an index.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn create_index(
        &mut self,
        index_name: impl Into<ConstraintName>,
        table_name: impl Into<Name>,
        columns: impl IntoIterator<Item = impl Into<IndexElement>>,
    ) -> Result<()> {
        self.invoke(create_index(index_name, table_name, columns))
    }

    /// Drops an index; the table is what MySQL needs to know.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn drop_index(&mut self, index_name: impl Into<ConstraintName>, table_name: impl Into<Name>) -> Result<()> {
        self.invoke(drop_index(index_name).table_name(table_name))
    }

    /// Creates a foreign key from `source_table` to `referent_table`.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn create_foreign_key(
        &mut self,
        constraint_name: impl Into<ConstraintName>,
        source_table: impl Into<Name>,
        referent_table: impl Into<Name>,
        local_cols: impl IntoIterator<Item = impl Into<Name>>,
        remote_cols: impl IntoIterator<Item = impl Into<Name>>,
    ) -> Result<()> {
        self.invoke(create_foreign_key(
            constraint_name,
            source_table,
            referent_table,
            local_cols,
            remote_cols,
        ))
    }

    /// Creates a unique constraint.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn create_unique_constraint(
        &mut self,
        constraint_name: impl Into<ConstraintName>,
        table_name: impl Into<Name>,
        columns: impl IntoIterator<Item = impl Into<Name>>,
    ) -> Result<()> {
        self.invoke(create_unique_constraint(constraint_name, table_name, columns))
    }

    /// Creates a check constraint.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn create_check_constraint(
        &mut self,
        constraint_name: impl Into<ConstraintName>,
        table_name: impl Into<Name>,
        condition: impl Into<Condition>,
    ) -> Result<()> {
        self.invoke(create_check_constraint(constraint_name, table_name, condition))
    }

    /// Creates a primary key.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn create_primary_key(
        &mut self,
        constraint_name: impl Into<ConstraintName>,
        table_name: impl Into<Name>,
        columns: impl IntoIterator<Item = impl Into<Name>>,
    ) -> Result<()> {
        self.invoke(create_primary_key(constraint_name, table_name, columns))
    }

    /// Creates an exclude constraint, which only PostgreSQL has: elements with the operator that two rows must not both
    /// fulfil. The index method is `gist`; `create_exclude_constraint(…).using(…)` through [`invoke`](Self::invoke) takes
    /// another.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    ///
    /// ```
    /// # use alembic::prelude::*;
    /// fn upgrade(op: &mut Operations) -> Result<()> {
    ///     op.create_exclude_constraint("user_excl", "user", [("period", "&&"), ("room", "=")])
    /// }
    /// ```
    pub fn create_exclude_constraint<E: Into<IndexElement>, O: Into<String>>(
        &mut self,
        constraint_name: impl Into<ConstraintName>,
        table_name: impl Into<Name>,
        elements: impl IntoIterator<Item = (E, O)>,
    ) -> Result<()> {
        self.invoke(create_exclude_constraint(constraint_name, table_name, elements))
    }

    /// Drops a constraint; MySQL needs `drop_constraint(…).type_(…)` through [`invoke`](Self::invoke).
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn drop_constraint(
        &mut self,
        constraint_name: impl Into<ConstraintName>,
        table_name: impl Into<Name>,
    ) -> Result<()> {
        self.invoke(drop_constraint(constraint_name, table_name))
    }

    /// Sets the comment of a table.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn create_table_comment(&mut self, table_name: impl Into<Name>, comment: impl Into<String>) -> Result<()> {
        self.invoke(create_table_comment(table_name, comment))
    }

    /// Removes the comment of a table.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub fn drop_table_comment(&mut self, table_name: impl Into<Name>) -> Result<()> {
        self.invoke(drop_table_comment(table_name))
    }

    /// Executes SQL: a string, in which `:name` is a bind parameter and `\:` a colon as in SQLAlchemy's `text()`, a
    /// [`text`](crate::prelude::text) with its values, or an [`insert`](crate::prelude::insert),
    /// [`update`](crate::prelude::update), [`delete`](crate::prelude::delete) or [`select`](crate::prelude::select).
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke), and that a parameter has no value.
    pub fn execute(&mut self, sql: impl Into<Sql>) -> Result<()> {
        self.invoke(execute(sql))
    }

    /// Inserts rows into a table, whose columns tell how the values are written.
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke), and that a row names a column which the table lacks.
    ///
    /// ```
    /// # use alembic::prelude::*;
    /// fn upgrade(op: &mut Operations) -> Result<()> {
    ///     let accounts = table("account").column(column("id", integer())).column(column("name", string(50)));
    ///     op.bulk_insert(accounts, [row().set("id", 1).set("name", "John"), row().set("id", 2).set("name", "Ed")])
    /// }
    /// ```
    pub fn bulk_insert(&mut self, table: Table, rows: impl IntoIterator<Item = InsertRow>) -> Result<()> {
        self.invoke(bulk_insert(table, rows))
    }

    /// The connection itself, for what no operation says; nothing in `--sql` mode, as in Alembic. What is sent through it
    /// belongs to the step like everything else; its transaction is the migration's to end.
    ///
    /// ```
    /// # use alembic::prelude::*;
    /// use alembic::sql::Statement;
    ///
    /// fn upgrade(op: &mut Operations) -> Result<()> {
    ///     if let Some(connection) = op.get_bind() {
    ///         let touched = connection.execute(&Statement::new("DELETE FROM sessions WHERE user_id = 0"))?;
    ///         assert!(touched < 1000);
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub fn get_bind(&mut self) -> Option<&mut (dyn Connection + 'c)> {
        self.context.connection()
    }

    /// Asks the database, for migrations that look before they write: what `op.get_bind().execute(…)` gives in Python.
    ///
    /// With a string, `params` are bound to the placeholders of the database's own driver: `?` on SQLite and MySQL,
    /// `$1`, `$2`… on PostgreSQL. A [`select`](crate::prelude::select), a [`text`](crate::prelude::text) with values,
    /// or an `insert(…).returning(…)` brings its own values, and `params` is `[]`.
    ///
    /// # Errors
    /// What the database answered; in `--sql` mode that there is none.
    ///
    /// ```
    /// # use alembic::prelude::*;
    /// fn upgrade(op: &mut Operations) -> Result<()> {
    ///     let account = table("account").column(column("id", integer())).column(column("name", string(50)));
    ///     for found in op.query(select(account.c("id")).where_(account.c("name").is_null()), [])? {
    ///         let id = found.at(0).and_then(Value::as_i64);
    ///         op.execute(update(&account).value("name", format!("account {id:?}")).where_(account.c("id").eq(id)))?;
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub fn query(&mut self, sql: impl Into<Sql>, params: impl IntoIterator<Item = Value>) -> Result<Vec<Row>> {
        self.context.stop_if_interrupted()?;
        let sql = sql.into();
        let params: Vec<Value> = params.into_iter().collect();
        let statement = match sql {
            Sql::Text(text) if text.binds.is_empty() => Statement::with_params(text.text, params),
            sql => {
                let mut statement = self.context.compile_sql(sql)?;
                statement.params.extend(params);
                statement
            }
        };
        self.context.query(&statement)
    }

    /// Runs `work` outside of any transaction, as `CREATE INDEX CONCURRENTLY` or `VACUUM` need it: Alembic's
    /// `op.get_context().autocommit_block()`.
    ///
    /// What the migrations did before the block is committed first. On PostgreSQL, set
    /// [`transaction_per_migration`](crate::Environment::transaction_per_migration) when revisions have such blocks.
    ///
    /// # Errors
    /// What `work` returns; that the transaction belongs to the caller of the library.
    pub fn autocommit_block<T>(&mut self, work: impl FnOnce(&mut Operations<'_, 'c>) -> Result<T>) -> Result<T> {
        self.context
            .autocommit_block(|context| work(&mut Operations::new(context)))
    }
}
