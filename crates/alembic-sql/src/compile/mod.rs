//! Operations to statements: what Alembic's `toimpl` and `DefaultImpl` do.

mod column;
mod constraint;
mod data;
mod definition;
mod dml;
mod table;

pub(crate) use constraint::{dropped_constraint_name, type_check_condition};
pub(crate) use table::{
    create_table as create_table_statements, drop_table as drop_table_sql, dropped_index_name,
    rename_table as rename_table_sql,
};

use std::collections::HashSet;

use alembic_core::DialectName;
use alembic_core::ops::{BatchAlterTableOp, Operation};
use alembic_core::schema::NamingConvention;

use crate::batch::{BatchPlan, BatchPlanError, batch_alter_table, online};
use crate::context::{Cx, Undo};
use crate::error::{CompileErrorKind, Result};
use crate::{CompileError, Connection, Dialect, Statement, offline_text};

/// Where the statements go.
///
/// ```
/// use alembic_core::{DialectName, ops::{Operation, bulk_insert, row}, schema::{column, integer, table}};
/// use alembic_sql::{Dialect, Mode, compile};
/// let account = table("account").column(column("id", integer()));
/// let op = Operation::from(bulk_insert(account, [row().set("id", 5)]));
/// let sqlite = Dialect::offline(DialectName::Sqlite);
/// assert_eq!(compile(&op, &sqlite, Mode::Online)?[0].sql, "INSERT INTO account (id) VALUES (?)");
/// let offline = Mode::Offline { literal_binds: false };
/// assert_eq!(compile(&op, &sqlite, offline)?[0].sql, "INSERT INTO account (id) VALUES (5)");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// To a server: values are bound.
    Online,
    /// To a file, with `--sql`.
    Offline {
        /// Whether the values of `op.execute` are spelled out, as `literal_binds` of the environment says.
        literal_binds: bool,
    },
}

/// The statements of an operation, and what Alembic would warn about.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Compiled {
    /// The statements in order.
    pub statements: Vec<Statement>,
    /// Warnings in SQLAlchemy's and Alembic's words.
    pub warnings: Vec<String>,
    /// What takes back the first of the statements when a later one fails: a batch on MySQL leaves no table behind
    /// that it made in vain.
    pub undo: Option<Undo>,
}

/// Compiles the operations of one run, which share a naming convention and the types already created.
///
/// ```
/// use alembic_core::{DialectName, ops::{Operation, create_index}};
/// use alembic_sql::{Compiler, Dialect, Mode};
/// let mut compiler = Compiler::new(Dialect::offline(DialectName::Postgresql), Mode::Online);
/// let op = Operation::from(create_index("ix_user", "sessions", ["user"]));
/// assert_eq!(compiler.compile(&op)?.statements[0].sql, "CREATE INDEX ix_user ON sessions (\"user\")");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Compiler {
    dialect: Dialect,
    mode: Mode,
    naming_convention: NamingConvention,
    /// PostgreSQL's enums and domains that this run created; Alembic creates each once.
    created_types: HashSet<(&'static str, Option<String>, String)>,
}

impl Compiler {
    /// A compiler with SQLAlchemy's default naming convention.
    #[must_use]
    pub fn new(dialect: Dialect, mode: Mode) -> Self {
        Self {
            dialect,
            mode,
            naming_convention: NamingConvention::default(),
            created_types: HashSet::new(),
        }
    }

    /// Takes the naming convention of the target metadata.
    ///
    /// ```
    /// use alembic_core::DialectName;
    /// use alembic_core::ops::{Operation, create_unique_constraint};
    /// use alembic_core::schema::NamingConvention;
    /// use alembic_sql::{Compiler, Dialect, Mode};
    /// let convention = NamingConvention::default().uq("uq_%(table_name)s_%(column_0_name)s");
    /// let postgresql = Dialect::offline(DialectName::Postgresql);
    /// let mut compiler = Compiler::new(postgresql, Mode::Online).naming_convention(convention);
    /// let op = Operation::from(create_unique_constraint(None, "account", ["name"]));
    /// assert_eq!(
    ///     compiler.compile(&op)?.statements[0].sql,
    ///     "ALTER TABLE account ADD CONSTRAINT uq_account_name UNIQUE (name)"
    /// );
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn naming_convention(mut self, naming_convention: NamingConvention) -> Self {
        self.naming_convention = naming_convention;
        self
    }

    /// The dialect that it compiles for.
    #[must_use]
    pub fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    /// Compiles an operation.
    ///
    /// # Errors
    /// When the dialect cannot say it; nothing has been sent then.
    pub fn compile(&mut self, op: &Operation) -> Result<Compiled, CompileError> {
        let cx = Cx::new(&self.dialect, self.mode, &self.naming_convention);
        let result = statements(&cx, op, &mut self.created_types);
        let undo = cx.take_undo();
        let warnings = cx.into_warnings();
        match result {
            Ok(statements) => Ok(Compiled {
                statements,
                warnings,
                undo,
            }),
            Err(kind) => Err(CompileError {
                operation: op.name(),
                dialect: self.dialect.name,
                kind,
            }),
        }
    }

    /// Plans a batch on a live database, as far as it has to be asked; `None` where [`compile`](Self::compile) does
    /// without.
    ///
    /// # Errors
    /// When the batch cannot be made, and what the database answered.
    pub fn plan_batch(
        &mut self,
        op: &BatchAlterTableOp,
        connection: &mut dyn Connection,
    ) -> Result<Option<BatchPlan>, BatchPlanError> {
        let cx = Cx::new(&self.dialect, self.mode, &self.naming_convention);
        if !online::asks(&cx, op)? {
            return Ok(None);
        }
        let mut plan = online::plan(&cx, op, connection, &mut self.created_types)?;
        plan.compiled.warnings = cx.into_warnings();
        Ok(Some(plan))
    }
}

/// Compiles a single operation, with SQLAlchemy's default naming convention.
///
/// # Errors
/// When the dialect cannot say it.
///
/// ```
/// use alembic_core::{DialectName, ops::{Operation, drop_column}};
/// use alembic_sql::{Dialect, Mode, compile};
/// let op = Operation::from(drop_column("sessions", "name"));
/// let statements = compile(&op, &Dialect::offline(DialectName::Sqlite), Mode::Online)?;
/// assert_eq!(statements[0].sql, "ALTER TABLE sessions DROP COLUMN name");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
pub fn compile(op: &Operation, dialect: &Dialect, mode: Mode) -> Result<Vec<Statement>, CompileError> {
    Ok(Compiler::new(dialect.clone(), mode).compile(op)?.statements)
}

/// The text that `--sql` prints for an operation, with SQLAlchemy's default naming convention and values spelled out.
///
/// # Errors
/// When the dialect cannot say it.
///
/// ```
/// use alembic_core::{DialectName, ops::rename_table};
/// use alembic_sql::to_sql;
/// let sql = to_sql(rename_table("session", "sessions"), DialectName::Postgresql)?;
/// assert_eq!(sql, "ALTER TABLE session RENAME TO sessions;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
pub fn to_sql(operation: impl Into<Operation>, dialect: DialectName) -> Result<String, CompileError> {
    let mode = Mode::Offline { literal_binds: true };
    let statements = compile(&operation.into(), &Dialect::offline(dialect), mode)?;
    Ok(statements.iter().map(offline_text).collect::<Vec<_>>().join("\n\n"))
}

pub(crate) fn statements(
    cx: &Cx<'_>,
    op: &Operation,
    created_types: &mut HashSet<(&'static str, Option<String>, String)>,
) -> Result<Vec<Statement>> {
    let one = |sql: String| vec![Statement::new(sql)];
    match op {
        Operation::CreateTable(op) => table::create_table(cx, op, created_types),
        Operation::DropTable(op) => Ok(one(table::drop_table(cx, op))),
        Operation::RenameTable(op) => Ok(one(table::rename_table(cx, op))),
        Operation::CreateTableComment(op) => {
            let table = cx.table(&op.table_name, op.schema.as_ref());
            Ok(one(cx.ddl.table_comment(cx, &table, op.comment.as_deref())))
        }
        Operation::DropTableComment(op) => {
            let table = cx.table(&op.table_name, op.schema.as_ref());
            Ok(one(cx.ddl.drop_table_comment(cx, &table)))
        }
        Operation::AddColumn(op) => column::add_column(cx, op),
        Operation::DropColumn(op) => Ok(one(column::drop_column(cx, op))),
        Operation::AlterColumn(op) => column::alter_column(cx, op),
        Operation::CreateIndex(op) => table::create_index(cx, op).map(one),
        Operation::DropIndex(op) => table::drop_index(cx, op).map(one),
        Operation::AddConstraint(op) => constraint::add_constraint(cx, op),
        Operation::DropConstraint(op) => constraint::drop_constraint(cx, op).map(one),
        Operation::BatchAlterTable(op) => batch_alter_table(cx, op, created_types),
        Operation::BulkInsert(op) => data::bulk_insert(cx, op),
        Operation::Execute(op) => dml::statement(cx, &op.sqltext).map(|statement| vec![statement]),
        Operation::Custom(op) => {
            let operations = op.get().operations(cx.dialect.name).map_err(CompileErrorKind::Custom)?;
            let mut all = Vec::new();
            for operation in &operations {
                all.extend(statements(cx, operation, created_types)?);
            }
            Ok(all)
        }
    }
}
