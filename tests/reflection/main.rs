//! Reflection on SQLite: what SQLAlchemy sees in a table, what only SQLite knows, and tables made again.
#![cfg(feature = "sqlite")]

mod errors;
mod golden;
mod inspector;
mod random;
mod round_trips;

use std::fs;
use std::path::{Path, PathBuf};

use alembic::drivers::sqlite::SqliteConnection;
use alembic_core::DialectName;
use alembic_core::ops::create_table;
use alembic_core::schema::Table;
use alembic_sql::reflect::{ReflectError, ReflectedTable, reflect_sqlite_table};
use alembic_sql::{Connection, Dialect, Mode, Statement};

/// A case of `fixtures/reflection/sqlite`.
struct Case {
    name: String,
    folder: PathBuf,
    sql: String,
}

impl Case {
    fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/reflection/sqlite");
        let mut names: Vec<String> = fs::read_dir(&folder)
            .unwrap()
            .filter_map(|entry| Some(entry.unwrap().file_name().to_str()?.strip_suffix(".sql")?.to_owned()))
            .collect();
        names.sort();
        assert!(names.len() >= 60);
        let case = |name: String| Self {
            sql: fs::read_to_string(folder.join(format!("{name}.sql"))).unwrap(),
            folder: folder.clone(),
            name,
        };
        names.into_iter().map(case).collect()
    }

    /// A line of the heading.
    fn heading(&self, key: &str) -> Option<&str> {
        let prefix = format!("-- {key}: ");
        self.sql.lines().find_map(|line| line.strip_prefix(&prefix))
    }

    fn file(&self, extension: &str) -> PathBuf {
        self.folder.join(format!("{}.{extension}", self.name))
    }

    fn reflect(&self) -> (SqliteConnection<'static>, ReflectedTable) {
        let mut connection = database(&[&self.sql]);
        let table = self.heading("table").unwrap();
        let reflected = reflect_sqlite_table(&mut connection, table, self.heading("schema"));
        let reflected = reflected.unwrap_or_else(|error| panic!("{}: {error}", self.name));
        (connection, reflected)
    }
}

/// A database in memory, made by statements.
fn database(statements: &[&str]) -> SqliteConnection<'static> {
    try_database(statements).unwrap_or_else(|error| panic!("{error} in {statements:#?}"))
}

/// The same, or what SQLite has against a statement.
fn try_database(statements: &[&str]) -> Result<SqliteConnection<'static>, rusqlite::Error> {
    let connection = rusqlite::Connection::open_in_memory()?;
    for statement in statements {
        connection.execute_batch(statement)?;
    }
    Ok(SqliteConnection::new(connection).unwrap())
}

fn reflect(connection: &mut dyn Connection, table: &str) -> Result<ReflectedTable, ReflectError> {
    reflect_sqlite_table(connection, table, None)
}

/// The statements that make a table and its indexes again.
fn create_statements(table: &Table) -> Vec<String> {
    let dialect = Dialect::offline(DialectName::Sqlite);
    alembic_sql::compile(&create_table(table.clone()).into(), &dialect, Mode::Online)
        .unwrap_or_else(|error| panic!("{error} for {table:#?}"))
        .into_iter()
        .map(|statement: Statement| statement.sql)
        .collect()
}
