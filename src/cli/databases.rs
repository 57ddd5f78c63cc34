//! A command for each of several databases: what Alembic's `env.py` of the template `multidb` does.

use std::fs::File;

use alembic_sql::Connection;

use super::args::Command;
use super::dispatch::{as_sql, run};
use crate::config::Config;
use crate::config::url::make_url;
use crate::environment::{Environment, EnvironmentContext, NamedDatabase, Target};
use crate::migration::{Interrupt, Level, Reporter as _};
use crate::output::Output;
use crate::script::ScriptDirectory;
use crate::{Error, Result, drivers};

const LOGGER: &str = "alembic.env";

/// What a command works with, for any of the databases.
pub(super) struct Databases<'e> {
    pub(super) config: &'e Config,
    pub(super) script: &'e ScriptDirectory,
    pub(super) environment: &'e Environment,
    pub(super) interrupt: Option<Interrupt>,
    pub(super) output: &'e Output,
}

impl Databases<'_> {
    /// Runs the command for each database. What it changes is committed when it succeeded for all of them.
    pub(super) fn run(&self, command: &Command) -> Result<()> {
        let databases = Environment::databases(self.config)?;
        self.output.enter_environment()?;
        if as_sql(command) {
            for database in &databases {
                let file = format!("{}.sql", database.engine_name);
                self.announce(database);
                self.output
                    .log(Level::Info, LOGGER, format_args!("Writing output to {file}"));
                let file =
                    File::create(&file).map_err(|error| Error::Script(format!("cannot write {file}: {error}")))?;
                self.run_for(database, command, Target::Sql(Box::new(file)))?;
            }
            return Ok(());
        }
        if !changes(command) {
            for database in &databases {
                self.announce(database);
                self.run_for(database, command, Target::Database)?;
            }
            return Ok(());
        }
        let mut connections = Vec::new();
        for database in &databases {
            let url = make_url(&database.url)
                .map_err(|error| Error::Config(format!("[{}] sqlalchemy.url: {error}", database.engine_name)))?;
            let mut connection = drivers::open(&url)?;
            connection.begin()?;
            connections.push(connection);
        }
        for (database, connection) in databases.iter().zip(&mut connections) {
            self.announce(database);
            let result = self.run_for(database, command, Target::Connection(Box::new(&mut **connection)));
            if let Err(error) = result {
                return Err(roll_back(&mut connections, error));
            }
        }
        for connection in &mut connections {
            // MySQL's DDL has ended the transaction.
            if connection.in_transaction() {
                connection.commit()?;
            }
        }
        Ok(())
    }

    fn announce(&self, database: &NamedDatabase) {
        let name = &database.engine_name;
        self.output
            .log(Level::Info, LOGGER, format_args!("Migrating database {name}"));
    }

    fn run_for(&self, database: &NamedDatabase, command: &Command, target: Target<'_>) -> Result<()> {
        let environment = self.environment.for_database(&database.engine_name);
        let env = EnvironmentContext {
            config: self.config,
            script: self.script,
            environment: &environment,
            url: Some(database.url.clone()),
            interrupt: self.interrupt.clone(),
            reporter: self.output,
        };
        run(command, &env, target, self.output)
    }
}

/// Rolls back what was done on all databases, and says so in the report of the one that failed.
fn roll_back(connections: &mut [Box<dyn Connection>], mut error: Error) -> Error {
    let mut all = true;
    for connection in connections {
        // MySQL's DDL has committed what came before it.
        all &= connection.in_transaction()
            && connection.rollback().is_ok()
            && !connection.dialect().name.is_mysql_family();
    }
    if let (Error::Migration(migration), true) = (&mut error, all) {
        let progress = &mut migration.progress;
        progress.may_be_half_applied = false;
        progress.rolled_back = std::mem::take(&mut progress.applied)
            .into_iter()
            .chain(std::mem::take(&mut progress.rolled_back))
            .collect();
    }
    error
}

/// Whether the command changes the databases.
fn changes(command: &Command) -> bool {
    match command {
        Command::Upgrade(arguments) | Command::Downgrade(arguments) => !arguments.plan,
        Command::Stamp { .. } | Command::EnsureVersion { .. } => true,
        _ => false,
    }
}
