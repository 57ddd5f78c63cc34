//! Fresh databases for scenarios, and their state as text; the same as `tests/oracle/scenarios/database.py` does.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use mysql::prelude::Queryable;

use crate::model::Kind;

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// An empty database of one kind; a server's is dropped with this value, SQLite's is a file of the project.
pub(crate) struct FreshDatabase {
    kind: Kind,
    pub(crate) file: PathBuf,
    server: String,
    pub(crate) name: String,
    /// The address for `ALEMBIC_URL`; empty for SQLite, where the project's configuration names the file.
    pub(crate) url: String,
}

/// The variable that holds the address of a server, for databases that need one.
pub(crate) fn server_variable(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::None | Kind::Sqlite => None,
        Kind::Postgresql => Some("ALEMBIC_TEST_POSTGRESQL_URL"),
        Kind::Mysql => Some("ALEMBIC_TEST_MYSQL_URL"),
        Kind::Mysql97 => Some("ALEMBIC_TEST_MYSQL97_URL"),
    }
}

enum Connection {
    Sqlite(rusqlite::Connection),
    Postgresql(Box<postgres::Client>),
    Mysql(Box<mysql::Conn>),
}

impl FreshDatabase {
    pub(crate) fn new(kind: Kind, sqlite_file: PathBuf) -> Result<Self> {
        static NUMBERS: AtomicUsize = AtomicUsize::new(1);
        let name = format!(
            "alembic_replay_{}_{}",
            std::process::id(),
            NUMBERS.fetch_add(1, Ordering::Relaxed)
        );
        let server = server_variable(kind)
            .map(std::env::var)
            .transpose()?
            .unwrap_or_default();
        let url = match kind {
            Kind::None | Kind::Sqlite => String::new(),
            Kind::Postgresql => with_database(&server, &name),
            Kind::Mysql | Kind::Mysql97 => with_database(&server, &name).replacen("mysql://", "mysql+pymysql://", 1),
        };
        let fresh = Self {
            kind,
            file: sqlite_file,
            server,
            name,
            url,
        };
        match kind {
            Kind::None | Kind::Sqlite => {}
            Kind::Postgresql => fresh.administrate(&format!(
                "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'",
                fresh.name
            ))?,
            Kind::Mysql | Kind::Mysql97 => fresh.administrate(&format!(
                "CREATE DATABASE {} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
                fresh.name
            ))?,
        }
        Ok(fresh)
    }

    fn administrate(&self, statement: &str) -> Result<()> {
        match self.kind {
            Kind::None | Kind::Sqlite => Ok(()),
            Kind::Postgresql => Ok(postgres::Client::connect(&self.server, postgres::NoTls)?.batch_execute(statement)?),
            Kind::Mysql | Kind::Mysql97 => Ok(open_mysql(&self.server)?.query_drop(statement)?),
        }
    }

    fn open(&self) -> Result<Connection> {
        Ok(match self.kind {
            Kind::None => return Err("the scenario has no database".into()),
            Kind::Sqlite => Connection::Sqlite(rusqlite::Connection::open(&self.file)?),
            Kind::Postgresql => Connection::Postgresql(Box::new(postgres::Client::connect(
                &with_database(&self.server, &self.name),
                postgres::NoTls,
            )?)),
            Kind::Mysql | Kind::Mysql97 => {
                Connection::Mysql(Box::new(open_mysql(&with_database(&self.server, &self.name))?))
            }
        })
    }

    pub(crate) fn execute_script(&self, script: &str) -> Result<()> {
        match self.open()? {
            Connection::Sqlite(connection) => {
                connection.pragma_update(None, "foreign_keys", false)?;
                connection.execute_batch(script)?;
            }
            Connection::Postgresql(mut client) => client.batch_execute(script)?,
            Connection::Mysql(mut connection) => {
                let mut result = connection.query_iter(script)?;
                while let Some(set) = result.iter() {
                    set.collect::<std::result::Result<Vec<_>, _>>()?;
                }
            }
        }
        Ok(())
    }

    /// Makes the version table, and writes these revisions into it.
    pub(crate) fn set_heads(&self, heads: &[String]) -> Result<()> {
        let rows: String = heads
            .iter()
            .map(|head| format!("INSERT INTO alembic_version VALUES ('{head}');\n"))
            .collect();
        self.execute_script(&format!(
            "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL, \
             CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));\nDELETE FROM alembic_version;\n{rows}"
        ))
    }

    /// Everything that is in the database, as lines that do not depend on the order of anything.
    pub(crate) fn dump(&self) -> Result<String> {
        if self.kind == Kind::None || (self.kind == Kind::Sqlite && !self.file.exists()) {
            return Ok(String::new());
        }
        let mut connection = self.open()?;
        let mut text = String::new();
        for part in dump_queries(self.kind).split("\n-- @").skip(1) {
            let (mode, query) = part.split_once('\n').ok_or("a part of the dump file has no query")?;
            let mut lines = connection.first_column(query.trim().trim_end_matches(';'))?;
            if mode == "queries" {
                let rows: Result<Vec<_>> = lines.iter().map(|query| connection.first_column(query)).collect();
                lines = rows?.concat();
            }
            for line in lines {
                text.push_str(&line);
                text.push('\n');
            }
        }
        Ok(text)
    }
}

impl Drop for FreshDatabase {
    fn drop(&mut self) {
        let force = if self.kind == Kind::Postgresql { " (FORCE)" } else { "" };
        // a database that cannot be dropped is left behind; the replay has its result
        let _ = self.administrate(&format!("DROP DATABASE {}{force}", self.name));
    }
}

impl Connection {
    fn first_column(&mut self, query: &str) -> Result<Vec<String>> {
        Ok(match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare(query)?;
                let rows = statement.query_map([], |row| row.get(0))?;
                rows.collect::<std::result::Result<_, _>>()?
            }
            Self::Postgresql(client) => {
                let rows = client.query(query, &[])?;
                rows.iter()
                    .map(|row| row.try_get(0))
                    .collect::<std::result::Result<_, _>>()?
            }
            Self::Mysql(connection) => connection.query(query)?,
        })
    }
}

fn open_mysql(url: &str) -> Result<mysql::Conn> {
    let options = mysql::OptsBuilder::from_opts(mysql::Opts::from_url(url)?).prefer_socket(false);
    Ok(mysql::Conn::new(options)?)
}

/// The address of another database on the same server.
fn with_database(url: &str, name: &str) -> String {
    let (address, query) = url
        .split_once('?')
        .map_or((url, String::new()), |(a, q)| (a, format!("?{q}")));
    let (server, _) = address.rsplit_once('/').unwrap_or((address, ""));
    format!("{server}/{name}{query}")
}

fn dump_queries(kind: Kind) -> &'static str {
    match kind {
        Kind::None => "",
        Kind::Sqlite => include_str!("dump/sqlite.sql"),
        Kind::Postgresql => include_str!("dump/postgresql.sql"),
        Kind::Mysql | Kind::Mysql97 => include_str!("dump/mysql.sql"),
    }
}

/// Copies a folder with everything in it.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
