//! The revisions of these tests: `one` to `three` make a table each, the others misbehave.

use alembic::config::Config;
use alembic::environment::EnvironmentContext;
use alembic::migration::MigrationFn;
use alembic::prelude::*;
use alembic::script::{CompiledRevision, RustRevision, ScriptDirectory};
use alembic::sql::{Connection, Statement};

use crate::support::TestDatabase;

/// A linear history: each revision with its `upgrade` function; `downgrade` does nothing.
pub(crate) fn environment(revisions: &[(&'static str, MigrationFn)]) -> Environment {
    let mut down: &'static [&'static str] = &[];
    let mut compiled = Vec::new();
    for (revision, upgrade) in revisions {
        let rust = RustRevision {
            doc: revision,
            revision,
            down_revision: down,
            branch_labels: &[],
            depends_on: &[],
            upgrade: *upgrade,
            downgrade: nothing,
        };
        compiled.push(CompiledRevision::rust(revision, rust));
        down = Box::leak(Box::new([*revision]));
    }
    Environment::new(compiled)
}

pub(crate) fn nothing(_: &mut Operations) -> Result<()> {
    Ok(())
}

pub(crate) fn make(op: &mut Operations, name: &str) -> Result<()> {
    op.create_table(
        table(name)
            .column(column("id", integer()).nullable(false))
            .primary_key(["id"]),
    )
}

pub(crate) fn one(op: &mut Operations) -> Result<()> {
    make(op, "one")
}

pub(crate) fn two(op: &mut Operations) -> Result<()> {
    make(op, "two")
}

pub(crate) fn three(op: &mut Operations) -> Result<()> {
    make(op, "three")
}

/// Makes a table, and then another one that exists already.
pub(crate) fn fails(op: &mut Operations) -> Result<()> {
    make(op, "half")?;
    make(op, "one")
}

pub(crate) fn panics(op: &mut Operations) -> Result<()> {
    make(op, "half")?;
    let nothing: Vec<u8> = Vec::new();
    let _out_of_bounds = nothing[op.dialect().as_str().len()];
    Ok(())
}

/// Commits in its middle, and fails after that.
pub(crate) fn fails_after_autocommit(op: &mut Operations) -> Result<()> {
    make(op, "half")?;
    op.autocommit_block(|op| op.execute("CREATE TABLE outside (id INTEGER)"))?;
    Err(Error::new("gave up"))
}

/// The names of the tables in the database, without the version table.
pub(crate) fn tables(database: &TestDatabase) -> Vec<String> {
    tables_of(&mut *database.connect())
}

pub(crate) fn tables_of(connection: &mut dyn Connection) -> Vec<String> {
    let sql = match connection.dialect().name {
        DialectName::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
        DialectName::Postgresql => {
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY table_name"
        }
        DialectName::Mysql | DialectName::Mariadb => {
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY table_name"
        }
    };
    let rows = connection.query(&Statement::new(sql)).expect("a list of tables");
    rows.iter()
        .filter_map(|row| row.at(0)?.as_str().map(str::to_owned))
        .filter(|name| name != "alembic_version")
        .collect()
}

/// Runs a command on an environment, with an address or without.
pub(crate) fn with_command<T>(
    environment: &Environment,
    config: &Config,
    url: Option<&str>,
    command: impl FnOnce(&EnvironmentContext<'_>) -> Result<T>,
) -> Result<T> {
    let script = ScriptDirectory::compiled(environment.revisions());
    let mut env = EnvironmentContext::new(config, &script, environment);
    env.url = url.map(str::to_owned);
    command(&env)
}
