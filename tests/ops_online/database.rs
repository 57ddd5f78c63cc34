//! Databases that a case can be run on, one after another, and their state as text; the same as
//! `tests/oracle/ops_online/servers.py` does.

use alembic::config::url::Url;
use alembic::drivers;
use alembic_core::{DialectName, Value};
use alembic_sql::{Connection, Statement};
use jiff::{Timestamp, ToSpan};
use regex::Regex;
use tempfile::TempDir;

use crate::support::{mysql97_url, server_url};
use crate::{Case, Outcome, perform};

/// Only one run at a time: the cases name schemas, which are the whole server's on MySQL.
const LOCK: &str = "SELECT GET_LOCK('alembic_ops_online', 600)";
const EXTENSIONS: [&str; 4] = ["btree_gist", "citext", "hstore", "pg_trgm"];

/// A database of one dialect; every case begins with an empty one.
pub(crate) struct Server {
    dialect: DialectName,
    /// The name of the database that is made for the cases.
    database: String,
    /// The address of that database.
    url: Url,
    /// A session beside those of the cases; none on SQLite.
    administrator: Option<Box<dyn Connection>>,
    /// The session for all cases, where transactions undo what they do.
    session: Option<Box<dyn Connection>>,
    /// The folder of the SQLite file.
    folder: Option<TempDir>,
    /// On MySQL, where making a database takes its time: what made the one that is there, if it still is as it was then.
    ready: Option<Vec<String>>,
    /// The databases that are there.
    databases: Vec<String>,
}

impl Server {
    /// None if the server of the dialect is not named by the environment.
    pub(crate) fn open(dialect: DialectName) -> Option<Self> {
        let database = format!("alembic_ops_{}", std::process::id());
        let mut url = match dialect {
            DialectName::Sqlite => alembic::config::url::make_url("sqlite://").unwrap(),
            DialectName::Postgresql | DialectName::Mariadb => server_url(dialect)?,
            DialectName::Mysql => mysql97_url()?,
        };
        let mut server = Self {
            dialect,
            database: database.clone(),
            url: url.clone(),
            administrator: None,
            session: None,
            folder: None,
            ready: None,
            databases: Vec::new(),
        };
        match dialect {
            DialectName::Sqlite => {
                let folder = TempDir::new().unwrap();
                url.database = Some(folder.path().join("case.db").display().to_string());
                server.folder = Some(folder);
            }
            DialectName::Postgresql => {
                let mut administrator = drivers::open(&url).unwrap();
                for sql in [
                    format!(
                        "CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
                    ),
                    format!("ALTER DATABASE {database} SET search_path = public, extensions"),
                ] {
                    send(administrator.as_mut(), &sql);
                }
                url.database = Some(database);
                server.administrator = Some(administrator);
                let mut session = drivers::open(&url).unwrap();
                send(session.as_mut(), "CREATE SCHEMA extensions");
                for extension in EXTENSIONS {
                    send(
                        session.as_mut(),
                        &format!("CREATE EXTENSION {extension} SCHEMA extensions"),
                    );
                }
                server.session = Some(session);
            }
            DialectName::Mysql | DialectName::Mariadb => {
                url.drivername = dialect.to_string();
                let mut administrator = drivers::open(&url).unwrap();
                administrator.query(&Statement::new(LOCK)).unwrap();
                // databases are dropped in any order
                send(administrator.as_mut(), "SET FOREIGN_KEY_CHECKS = 0");
                server.administrator = Some(administrator);
                url.database = Some(database);
            }
        }
        server.url = url;
        Some(server)
    }

    /// Runs a case on an empty database.
    pub(crate) fn run(&mut self, before: &[String], case: Case) -> Outcome {
        let schemas: Vec<&str> = before
            .iter()
            .filter_map(|sql| sql.strip_prefix("CREATE SCHEMA "))
            .collect();
        match self.dialect {
            DialectName::Sqlite => {
                let file = self.url.database.as_deref().unwrap();
                let _absent = std::fs::remove_file(file);
                let mut connection = drivers::open(&self.url).unwrap();
                send(connection.as_mut(), "PRAGMA synchronous = OFF");
                self.outcome(connection.as_mut(), before, case)
            }
            DialectName::Postgresql => {
                let mut session = self.session.take().expect("PostgreSQL has a session");
                let alone = case.alone;
                if !alone {
                    session.begin().unwrap();
                }
                let outcome = self.outcome(session.as_mut(), before, case);
                if alone {
                    for schema in schemas.iter().chain(&["public"]) {
                        send(session.as_mut(), &format!("DROP SCHEMA IF EXISTS {schema} CASCADE"));
                    }
                    send(session.as_mut(), "CREATE SCHEMA public");
                } else {
                    session.rollback().unwrap();
                }
                self.session = Some(session);
                outcome
            }
            DialectName::Mysql | DialectName::Mariadb => {
                let anew = self.ready.as_deref() != Some(before);
                if anew {
                    self.reset();
                    let name = &self.database;
                    let create = format!("CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci");
                    self.databases.push(name.clone());
                    self.databases.extend(schemas.iter().map(ToString::to_string));
                    self.administrate(&create);
                }
                let mut connection = drivers::open(&self.url).unwrap();
                let names: Vec<&str> = schemas.iter().map(|schema| schema.trim_matches('`')).collect();
                send(
                    connection.as_mut(),
                    &format!(
                        "SET SESSION group_concat_max_len = 1000000, @alembic_schemas = '{}'",
                        names.join(",")
                    ),
                );
                let made = !case.created.is_empty();
                self.databases
                    .extend(case.created.iter().map(|name| format!("`{name}`")));
                let outcome = self.outcome(connection.as_mut(), if anew { before } else { &[] }, case);
                self.ready = (!made && outcome.left == outcome.untouched).then(|| before.to_vec());
                outcome
            }
        }
    }

    /// Drops what the cases before needed.
    fn reset(&mut self) {
        for database in std::mem::take(&mut self.databases) {
            self.administrate(&format!("DROP DATABASE IF EXISTS {database}"));
        }
    }

    fn administrate(&mut self, sql: &str) {
        if let Some(administrator) = &mut self.administrator {
            send(administrator.as_mut(), sql);
        }
    }

    fn outcome(&self, connection: &mut dyn Connection, before: &[String], case: Case) -> Outcome {
        for sql in before {
            send(connection, sql);
        }
        let untouched = dump(connection, self.dialect);
        let in_transaction = connection.in_transaction();
        let error = perform(connection, case.spec).err();
        // a spoiled transaction cannot be asked any more
        let spoiled = error.is_some() && in_transaction;
        Outcome {
            untouched,
            error: error.map(|error| (error, self.database.clone())),
            left: if spoiled {
                Vec::new()
            } else {
                dump(connection, self.dialect)
            },
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.session = None;
        self.reset();
        if self.dialect == DialectName::Postgresql {
            self.administrate(&format!("DROP DATABASE {} (FORCE)", self.database.clone()));
        }
    }
}

fn send(connection: &mut dyn Connection, sql: &str) {
    connection
        .execute(&Statement::new(sql))
        .unwrap_or_else(|error| panic!("{error}"));
}

fn dump(connection: &mut dyn Connection, dialect: DialectName) -> Vec<String> {
    let queries = match dialect {
        DialectName::Sqlite => include_str!("dump/sqlite.sql"),
        DialectName::Postgresql => include_str!("dump/postgresql.sql"),
        DialectName::Mysql | DialectName::Mariadb => include_str!("dump/mysql.sql"),
    };
    let mut last_column = |sql: &str| -> Vec<String> {
        let rows = connection
            .query(&Statement::new(sql))
            .unwrap_or_else(|error| panic!("{error}"));
        let text = |values: &[Value]| values.last().and_then(Value::as_str).unwrap_or_default().to_owned();
        rows.iter().map(|row| text(row.values())).collect()
    };
    let mut lines = Vec::new();
    for part in queries.split("\n-- @").skip(1) {
        let (mode, query) = part.split_once('\n').expect("a part has a query");
        let found = last_column(query.trim().trim_end_matches(';'));
        match mode {
            "queries" => lines.extend(found.iter().flat_map(|query| last_column(query))),
            _ => lines.extend(found),
        }
    }
    let now = moments_of_these_days();
    let lines = lines.iter().flat_map(|text| text.split('\n'));
    let told = lines.filter(|line| !line.trim().is_empty());
    told.map(|line| now.replace_all(line, "NOW").into_owned()).collect()
}

fn moments_of_these_days() -> Regex {
    let now = Timestamp::now();
    let days = [-24, 0, 24].map(|hours| (now + hours.hours()).strftime("%Y-%m-%d").to_string());
    Regex::new(&format!(r"\b({})[ T]\d\d:\d\d:\d\d(\.\d+)?", days.join("|"))).unwrap()
}
