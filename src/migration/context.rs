use std::io::Write;

use alembic_core::ops::{Operation, Sql, execute};
use alembic_core::{DialectName, Value};
use alembic_sql::version_table::VersionTable;
use alembic_sql::{Compiler, Connection, Dialect, ForeignKeyGuard, Mode, Row, Statement, offline_text};

use super::batch::holds_batch;
use super::{ContextOptions, Implementation, Interrupt, Level, MIGRATION_LOGGER, Reporter};
use crate::{Error, Result};

/// Where statements go.
pub(super) enum Bind<'c> {
    /// A live database.
    Online(Box<dyn Connection + 'c>),
    /// The text of `--sql` mode.
    Offline(Box<dyn Write + 'c>),
}

/// Who answers for the transaction that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transaction {
    /// None is open.
    None,
    /// We began it, and we end it.
    Ours,
    /// It was open when the connection was handed over: it is the caller's to end.
    External,
}

/// What the command line says to the migrations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arguments {
    /// The argument of `--tag`.
    pub tag: Option<String>,
    /// The arguments of `-x`, in order.
    pub x: Vec<String>,
}

/// A database connection, or the text output that stands for one, seen as the target of migrations.
///
/// Alembic's `MigrationContext`.
pub struct MigrationContext<'c> {
    pub(super) compiler: Compiler,
    pub(super) dialect: Dialect,
    pub(super) version: VersionTable,
    pub(super) bind: Bind<'c>,
    pub(super) options: ContextOptions,
    pub(super) reporter: &'c dyn Reporter,
    pub(super) transaction: Transaction,
    /// How many times a transaction of ours was committed; tells whether a failed step left something behind.
    pub(super) commits: usize,
    /// Whether SQL of the migration itself has ended our transaction, as far as its words tell.
    ended_by_migration: bool,
    /// How many statements were sent, whatever came of them.
    pub(super) executed: usize,
    /// What the command line says to the migrations: `--tag` and `-x`.
    arguments: Arguments,
    interrupt: Option<Interrupt>,
    /// The foreign keys that batches can have broken since the last commit.
    pub(super) foreign_keys: Vec<ForeignKeyGuard>,
    /// Which of the options' implementations are at work: within one of them the earlier ones and the stock one count.
    at_work: Vec<usize>,
}

impl<'c> MigrationContext<'c> {
    /// Takes a connection for running migrations online.
    ///
    /// A transaction that is open on it stays the caller's: nothing is begun, committed or rolled back then.
    #[must_use]
    pub fn online(connection: Box<dyn Connection + 'c>, options: ContextOptions, reporter: &'c dyn Reporter) -> Self {
        let transaction = if connection.in_transaction() {
            Transaction::External
        } else {
            Transaction::None
        };
        let dialect = connection.dialect().clone();
        Self::new(
            dialect,
            Mode::Online,
            Bind::Online(connection),
            transaction,
            options,
            reporter,
        )
    }

    /// Takes a text output for `--sql` mode.
    #[must_use]
    pub fn offline(
        dialect: Dialect,
        output: Box<dyn Write + 'c>,
        options: ContextOptions,
        reporter: &'c dyn Reporter,
    ) -> Self {
        let mode = Mode::Offline {
            literal_binds: options.literal_binds,
        };
        Self::new(
            dialect,
            mode,
            Bind::Offline(output),
            Transaction::None,
            options,
            reporter,
        )
    }

    fn new(
        dialect: Dialect,
        mode: Mode,
        bind: Bind<'c>,
        transaction: Transaction,
        options: ContextOptions,
        reporter: &'c dyn Reporter,
    ) -> Self {
        let ContextOptions {
            version_table,
            version_table_schema,
            version_table_pk,
            ..
        } = &options;
        let mut compiler = Compiler::new(dialect.clone(), mode);
        if let Some(metadata) = &options.target_metadata {
            compiler = compiler.naming_convention(metadata.naming_convention.clone());
        }
        let context = Self {
            compiler,
            version: VersionTable::new(
                &dialect,
                version_table,
                version_table_schema.as_deref(),
                *version_table_pk,
            ),
            dialect,
            bind,
            options,
            reporter,
            transaction,
            commits: 0,
            ended_by_migration: false,
            executed: 0,
            arguments: Arguments::default(),
            interrupt: None,
            foreign_keys: Vec::new(),
            at_work: Vec::new(),
        };
        context.announce();
        context
    }

    /// Sets what `--tag` and `-x` give.
    #[must_use]
    pub fn with_arguments(mut self, arguments: Arguments) -> Self {
        self.arguments = arguments;
        self
    }

    /// Lets `interrupt` stop what runs on this context.
    #[must_use]
    pub fn with_interrupt(mut self, interrupt: Option<Interrupt>) -> Self {
        if let (Some(interrupt), Bind::Online(connection)) = (&interrupt, &self.bind) {
            interrupt.set_interrupter(connection.interrupter());
        }
        self.interrupt = interrupt;
        self
    }

    /// The name of the database, where an environment has several.
    #[must_use]
    pub fn engine_name(&self) -> Option<&str> {
        self.options.engine_name.as_deref()
    }

    /// Whether somebody asked to stop.
    pub(super) fn is_interrupted(&self) -> bool {
        self.interrupt.as_ref().is_some_and(Interrupt::is_raised)
    }

    /// Stops a migration between two statements, where its work so far can be rolled back; elsewhere it goes on to the
    /// end of its step.
    pub(super) fn stop_if_interrupted(&self) -> Result<()> {
        if self.is_interrupted() && !self.dialect.name.is_mysql_family() {
            Err(Error::Interrupted)
        } else {
            Ok(())
        }
    }

    /// Whether the transaction that we began has ended without us, as far as the driver knows.
    pub(super) fn transaction_is_gone(&self) -> bool {
        match &self.bind {
            Bind::Online(connection) => self.transaction == Transaction::Ours && !connection.in_transaction(),
            Bind::Offline(_) => false,
        }
    }

    /// The lines with which Alembic opens every run.
    fn announce(&self) {
        let implementation = match self.dialect.name {
            DialectName::Sqlite => "SQLiteImpl",
            DialectName::Postgresql => "PostgresqlImpl",
            DialectName::Mysql => "MySQLImpl",
            DialectName::Mariadb => "MariaDBImpl",
        };
        self.info(format_args!("Context impl {implementation}."));
        if self.as_sql() {
            self.info(format_args!("Generating static SQL"));
        }
        let kind = if self.transactional_ddl() {
            "transactional"
        } else {
            "non-transactional"
        };
        self.info(format_args!("Will assume {kind} DDL."));
    }

    /// The dialect of the database.
    #[must_use]
    pub fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    /// Whether this is `--sql` mode: text instead of a database.
    #[must_use]
    pub fn as_sql(&self) -> bool {
        matches!(self.bind, Bind::Offline(_))
    }

    /// The options of the environment.
    #[must_use]
    pub fn options(&self) -> &ContextOptions {
        &self.options
    }

    /// The argument of `--tag`.
    #[must_use]
    pub fn get_tag_argument(&self) -> Option<&str> {
        self.arguments.tag.as_deref()
    }

    /// The arguments of `-x`, as they were given.
    #[must_use]
    pub fn get_x_argument(&self) -> &[String] {
        &self.arguments.x
    }

    /// The value of `-x name=value`; of several with that name the last one.
    #[must_use]
    pub fn x_argument(&self, name: &str) -> Option<&str> {
        self.arguments
            .x
            .iter()
            .rev()
            .find_map(|argument| match argument.split_once('=') {
                Some((key, value)) => (key == name).then_some(value),
                None => (argument == name).then_some(""),
            })
    }

    /// What Alembic's `impl.transactional_ddl` says.
    ///
    /// SQLite is `false` as in Alembic, although each of our SQLite steps runs in one transaction.
    pub(super) fn transactional_ddl(&self) -> bool {
        self.options
            .transactional_ddl
            .unwrap_or(self.dialect.name == DialectName::Postgresql)
    }

    pub(super) fn info(&self, message: std::fmt::Arguments<'_>) {
        self.reporter.log(Level::Info, MIGRATION_LOGGER, message);
    }

    /// An implementation of the options, unless it is at work already; [`Self::leave_implementation`] ends its work.
    pub(super) fn enter_implementation(&mut self, index: usize) -> Option<Implementation> {
        let implementation = self.options.implementations.get(index)?;
        if self.at_work.contains(&index) {
            return None;
        }
        self.at_work.push(index);
        Some(implementation.clone())
    }

    pub(super) fn leave_implementation(&mut self) {
        self.at_work.pop();
    }

    /// Compiles an operation and runs its statements; Alembic's `Operations.invoke`.
    pub(super) fn invoke(&mut self, operation: &Operation) -> Result<()> {
        if let Operation::BatchAlterTable(op) = operation
            && self.batch(op)?
        {
            return Ok(());
        }
        if let Operation::Custom(custom) = operation {
            let operations = custom.get().operations(self.dialect.name).unwrap_or_default();
            if operations.iter().any(holds_batch) {
                // a batch is about the table as the operations before it leave it
                return operations.iter().try_for_each(|operation| self.invoke(operation));
            }
        }
        let compiled = self.compiler.compile(operation)?;
        for warning in &compiled.warnings {
            self.reporter.warn(warning);
        }
        for (position, statement) in compiled.statements.iter().enumerate() {
            let sent = self
                .stop_if_interrupted()
                .and_then(|()| self.execute(statement).map(drop));
            if let (Err(_), Some(undo)) = (&sent, &compiled.undo)
                && undo.answers.contains(&position)
            {
                // the error that led here counts
                let _ = self.execute(&undo.statement);
            }
            sent?;
        }
        Ok(())
    }

    /// The statement of a query or the like.
    pub(super) fn compile_sql(&mut self, sql: Sql) -> Result<Statement> {
        let compiled = self.compiler.compile(&execute(sql).into())?;
        for warning in &compiled.warnings {
            self.reporter.warn(warning);
        }
        Ok(compiled
            .statements
            .into_iter()
            .next()
            .unwrap_or_else(|| Statement::new("")))
    }

    /// Sends a statement, or writes it in `--sql` mode. Returns how many rows it touched, which is unknown offline.
    pub(crate) fn execute(&mut self, statement: &Statement) -> Result<Option<u64>> {
        match &mut self.bind {
            Bind::Online(connection) => {
                self.executed += 1;
                let count = connection.execute(statement)?;
                if self.transaction == Transaction::Ours && ends_transaction(&statement.sql) {
                    self.commits += 1;
                    self.ended_by_migration = true;
                }
                Ok(Some(count))
            }
            Bind::Offline(_) => {
                self.static_output(&offline_text(statement))?;
                Ok(None)
            }
        }
    }

    /// The live connection. Whoever takes it counts as having sent something.
    pub(super) fn connection(&mut self) -> Option<&mut (dyn Connection + 'c)> {
        match &mut self.bind {
            Bind::Online(connection) => {
                self.executed += 1;
                Some(&mut **connection)
            }
            Bind::Offline(_) => None,
        }
    }

    /// Sends a query and collects its rows.
    pub(crate) fn query(&mut self, statement: &Statement) -> Result<Vec<Row>> {
        match &mut self.bind {
            Bind::Online(connection) => Ok(connection.query(statement)?),
            Bind::Offline(_) => Err(Error::Command(format!(
                "A query needs a database, and --sql mode has none; ask op.get_context().as_sql() before it\n[SQL: {}]",
                statement.sql
            ))),
        }
    }

    /// Writes text to the offline output, followed by an empty line; Alembic's `static_output`.
    pub(super) fn static_output(&mut self, text: &str) -> Result<()> {
        if let Bind::Offline(output) = &mut self.bind {
            write!(output, "{text}\n\n")?;
        }
        Ok(())
    }

    /// The single value of a query that yields one row with one column.
    pub(super) fn scalar(&mut self, statement: &Statement) -> Result<Option<Value>> {
        Ok(self.query(statement)?.first().and_then(|row| row.at(0).cloned()))
    }

    pub(super) fn begin(&mut self) -> Result<()> {
        match &mut self.bind {
            Bind::Online(connection) if self.transaction == Transaction::None => {
                connection.begin()?;
                self.transaction = Transaction::Ours;
                self.ended_by_migration = false;
                Ok(())
            }
            Bind::Online(_) => Ok(()),
            Bind::Offline(_) => self.static_output("BEGIN;"),
        }
    }

    pub(super) fn commit(&mut self) -> Result<()> {
        self.verify_batches()?;
        // The other databases, whose drivers do not notice, do not mind a second `COMMIT`.
        if self.ended_by_migration && self.transaction_is_gone() {
            self.transaction = Transaction::None;
            return Ok(());
        }
        match &mut self.bind {
            Bind::Online(connection) if self.transaction == Transaction::Ours => {
                connection.commit()?;
                self.transaction = Transaction::None;
                self.commits += 1;
                Ok(())
            }
            Bind::Online(_) => Ok(()),
            Bind::Offline(_) => self.static_output("COMMIT;"),
        }
    }

    /// Rolls back a transaction of ours. An error here would hide the one that led to it: a database that cannot be
    /// told to roll back does so when the connection closes.
    pub(super) fn rollback(&mut self) {
        self.foreign_keys.clear();
        if let Bind::Online(connection) = &mut self.bind
            && self.transaction == Transaction::Ours
        {
            if let Err(error) = connection.rollback() {
                self.reporter.log(
                    Level::Warning,
                    MIGRATION_LOGGER,
                    format_args!("rollback failed: {error}"),
                );
            }
            self.transaction = Transaction::None;
        }
    }

    /// Runs `work` outside of any transaction, Alembic's `autocommit_block()`.
    ///
    /// What the migrations did before the block is committed first, and a new transaction begins after it.
    pub(super) fn autocommit_block<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.transaction == Transaction::External {
            return Err(Error::Command(
                "autocommit_block() needs to commit, and the transaction of this connection was begun by the caller; \
                 hand over a connection without an open transaction"
                    .to_owned(),
            ));
        }
        let interrupted = if self.as_sql() {
            self.transactional_ddl()
        } else {
            self.transaction == Transaction::Ours
        };
        if interrupted {
            self.commit()?;
        }
        let result = work(self);
        if interrupted {
            let begun = self.begin();
            if result.is_ok() {
                begun?;
            }
        }
        result
    }
}

/// Whether a migration's own SQL ends the transaction around it; a `ROLLBACK TO` a savepoint does not.
fn ends_transaction(sql: &str) -> bool {
    sql.split(';').any(|statement| {
        let mut words = statement.split_whitespace().map(str::to_ascii_uppercase);
        let first = words.next().unwrap_or_default();
        match first.as_str() {
            "COMMIT" | "END" => true,
            "ROLLBACK" | "ABORT" => words.all(|word| word != "TO"),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::ends_transaction;

    #[test]
    fn a_commit_is_noticed() {
        for (sql, ends) in [
            ("commit", true),
            ("CREATE TABLE a (id INT);\n COMMIT ; VACUUM", true),
            ("end transaction", true),
            ("ROLLBACK", true),
            ("ROLLBACK TO SAVEPOINT a", false),
            ("COMMENT ON TABLE a IS 'commit'", false),
            ("UPDATE a SET commit = 1", false),
        ] {
            assert_eq!(ends_transaction(sql), ends, "{sql}");
        }
    }
}
