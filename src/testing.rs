//! Databases for the tests of a service: empty or migrated, and gone when the test ends.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use alembic_core::DialectName;
use alembic_sql::{Connection, DatabaseError, Statement};

use crate::config::url::{Url, make_url};
use crate::{Environment, Error, Result, drivers};

/// A new database that is dropped with this value.
///
/// ```
/// use alembic::Environment;
/// use alembic::testing::FreshDatabase;
///
/// // In a service: `gateway::environment()`, and the address of a server where databases may be created.
/// let environment = Environment::default();
/// # #[cfg(feature = "sqlite")] {
/// let database = FreshDatabase::migrated(&environment, "sqlite://")?;
/// let connection = database.connect()?;
/// assert!(!connection.in_transaction());
/// # }
/// # Ok::<(), alembic::Error>(())
/// ```
#[derive(Debug)]
pub struct FreshDatabase {
    url: Url,
    dialect: DialectName,
    cleanup: Cleanup,
}

#[derive(Debug)]
enum Cleanup {
    Folder(PathBuf),
    Database { server: Url, name: String },
}

impl FreshDatabase {
    /// Makes an empty database: on SQLite a file in a folder of its own, elsewhere a database beside the one of the
    /// address, named `alembic_test_…`. A test that is killed leaves it behind.
    ///
    /// # Errors
    /// That the address is wrong, and what the server or the file system answered.
    pub fn new(server: &str) -> Result<Self> {
        let server = make_url(server).map_err(|error| Error::Config(error.to_string()))?;
        let dialect = server
            .dialect_name()
            .map_err(|error| Error::Config(error.to_string()))?;
        let name = unique_name();
        let mut url = server.clone();
        let cleanup = if dialect == DialectName::Sqlite {
            let folder = env::temp_dir().join(&name);
            fs::create_dir(&folder)?;
            url.database = Some(folder.join("test.db").to_string_lossy().into_owned());
            Cleanup::Folder(folder)
        } else {
            // Whatever the server's default is: MariaDB's own is latin1.
            let charset = if dialect.is_mysql_family() {
                " CHARACTER SET utf8mb4"
            } else {
                ""
            };
            send(&server, format!("CREATE DATABASE {name}{charset}"))?;
            url.database = Some(name.clone());
            Cleanup::Database { server, name }
        };
        Ok(Self { url, dialect, cleanup })
    }

    /// Makes a database and upgrades it to the newest revisions of an environment.
    ///
    /// # Errors
    /// As [`new`](Self::new) and [`Environment::upgrade`].
    pub fn migrated(environment: &Environment, server: &str) -> Result<Self> {
        let database = Self::new(server)?;
        environment.upgrade(database.connect()?, "heads")?;
        Ok(database)
    }

    /// The dialect of the address.
    #[must_use]
    pub fn dialect(&self) -> DialectName {
        self.dialect
    }

    /// The address of the database, with the password if the server needs one.
    #[must_use]
    pub fn url(&self) -> String {
        self.url.render_as_string(false)
    }

    /// A new connection to the database.
    ///
    /// # Errors
    /// What the way to the database answered.
    pub fn connect(&self) -> Result<Box<dyn Connection>, DatabaseError> {
        drivers::open(&self.url)
    }
}

impl Drop for FreshDatabase {
    /// Errors have nowhere to go: a server that has gone away keeps the database.
    fn drop(&mut self) {
        match &self.cleanup {
            Cleanup::Folder(folder) => drop(fs::remove_dir_all(folder)),
            Cleanup::Database { server, name } => {
                let force = if self.dialect == DialectName::Postgresql {
                    " WITH (FORCE)"
                } else {
                    ""
                };
                drop(send(server, format!("DROP DATABASE {name}{force}")));
            }
        }
    }
}

fn unique_name() -> String {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    let moment = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.subsec_nanos());
    format!("alembic_test_{}_{moment}_{number}", process::id())
}

fn send(server: &Url, sql: String) -> Result<(), DatabaseError> {
    drivers::open(server)?.execute(&Statement::new(sql)).map(drop)
}
