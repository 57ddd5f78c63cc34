//! Fresh databases for integration tests.
//!
//! SQLite always takes part. PostgreSQL and the MySQL family take part when `ALEMBIC_TEST_POSTGRESQL_URL`
//! and `ALEMBIC_TEST_MYSQL_URL` name a server where the user may create databases, for example
//! `postgresql://root@127.0.0.1:5432/test` and `mysql://root@127.0.0.1:3306/test`. A server that is not
//! named is reported as `SKIPPED: …`, or fails the test under `ALEMBIC_TEST_REQUIRE_SERVERS=1`. Oracle's MySQL 9.7, which
//! cannot be had everywhere, takes part when `ALEMBIC_TEST_MYSQL97_URL` names it, and is otherwise only reported.

#![allow(dead_code, reason = "every test binary uses its own part of this module")]

use std::env;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

use alembic::config::url::{Url, make_url};
use alembic::drivers;
use alembic::testing::FreshDatabase;
use alembic_core::{DialectName, Value};
use alembic_sql::{Connection, Row, Statement};

/// A new, empty database, dropped with this value.
pub(crate) struct TestDatabase {
    /// The dialect of `url`.
    pub(crate) dialect: DialectName,
    /// The address of the database, with the password if the server needs one.
    pub(crate) url: String,
    _database: FreshDatabase,
}

/// One fresh database of each dialect that can be tested here and is compiled in.
pub(crate) fn databases() -> Vec<TestDatabase> {
    let sqlite = cfg!(feature = "sqlite").then(TestDatabase::sqlite);
    let postgresql = cfg!(feature = "postgres").then_some(DialectName::Postgresql);
    let mysql = cfg!(feature = "mysql").then_some(DialectName::Mysql);
    let mysql97 = cfg!(feature = "mysql").then(TestDatabase::mysql97).flatten();
    let on_servers = [postgresql, mysql].into_iter().flatten();
    sqlite
        .into_iter()
        .chain(on_servers.filter_map(TestDatabase::on_server))
        .chain(mysql97)
        .collect()
}

impl TestDatabase {
    /// A SQLite file in a directory of its own.
    pub(crate) fn sqlite() -> Self {
        Self::at("sqlite://")
    }

    /// A database on the server that the environment names for the dialect, if it names one.
    pub(crate) fn on_server(dialect: DialectName) -> Option<Self> {
        Some(Self::at(&server_url(dialect)?.render_as_string(false)))
    }

    /// A database on MySQL 9.7, if there is one.
    pub(crate) fn mysql97() -> Option<Self> {
        Some(Self::at(&mysql97_url()?.render_as_string(false)))
    }

    /// One database on each server of the MySQL family that is there.
    pub(crate) fn mysql_family() -> Vec<Self> {
        let servers = [Self::on_server(DialectName::Mysql), Self::mysql97()];
        servers.into_iter().flatten().collect()
    }

    fn at(server: &str) -> Self {
        let database = FreshDatabase::new(server).unwrap_or_else(|error| panic!("{error}"));
        Self {
            dialect: database.dialect(),
            url: database.url(),
            _database: database,
        }
    }

    /// The address, parsed.
    pub(crate) fn parsed_url(&self) -> Url {
        make_url(&self.url).expect("a valid address")
    }

    /// A new connection to the database.
    pub(crate) fn connect(&self) -> Box<dyn Connection> {
        drivers::open(&self.parsed_url()).unwrap_or_else(|error| panic!("{}: {error}", self.dialect))
    }

    /// Everything that is in the database, as lines that do not depend on the order of anything.
    pub(crate) fn dump(&self) -> String {
        let queries = match self.dialect {
            DialectName::Sqlite => include_str!("../scenarios/dump/sqlite.sql"),
            DialectName::Postgresql => include_str!("../scenarios/dump/postgresql.sql"),
            DialectName::Mysql | DialectName::Mariadb => include_str!("../scenarios/dump/mysql.sql"),
        };
        let mut connection = self.connect();
        let mut first_column = |sql: &str| -> Vec<String> {
            let rows = connection.query(&Statement::new(sql)).expect("a query of the dump");
            let text = |row: &Row| row.at(0).and_then(Value::as_str).unwrap_or_default().to_owned();
            rows.iter().map(text).collect()
        };
        let mut lines = Vec::new();
        for part in queries.split("\n-- @").skip(1) {
            let (mode, query) = part.split_once('\n').expect("a part has a query");
            let found = first_column(query.trim().trim_end_matches(';'));
            match mode {
                "queries" => lines.extend(found.iter().flat_map(|query| first_column(query))),
                _ => lines.extend(found),
            }
        }
        lines.join("\n")
    }

    /// The placeholder of the n-th parameter, counted from one.
    pub(crate) fn placeholder(&self, n: usize) -> String {
        match self.dialect {
            DialectName::Postgresql => format!("${n}"),
            DialectName::Sqlite | DialectName::Mysql | DialectName::Mariadb => "?".to_owned(),
        }
    }
}

/// The address of the server to test a dialect on; without one says so, or fails where servers are required.
pub(crate) fn server_url(dialect: DialectName) -> Option<Url> {
    let variable = match dialect {
        DialectName::Postgresql => "ALEMBIC_TEST_POSTGRESQL_URL",
        DialectName::Mysql | DialectName::Mariadb => "ALEMBIC_TEST_MYSQL_URL",
        DialectName::Sqlite => panic!("SQLite has no server"),
    };
    match env::var(variable) {
        Ok(address) => {
            Some(make_url(&address).unwrap_or_else(|error| panic!("{variable} is no database address: {error}")))
        }
        Err(_) => {
            if is_first_time(variable) {
                skip(&format!("{dialect} needs {variable}"));
            }
            None
        }
    }
}

/// Whether the lack of a variable has not been told yet.
fn is_first_time(variable: &'static str) -> bool {
    static REPORTED: Mutex<Vec<&str>> = Mutex::new(Vec::new());
    let mut reported = REPORTED.lock().unwrap_or_else(PoisonError::into_inner);
    if reported.contains(&variable) {
        return false;
    }
    reported.push(variable);
    true
}

/// The address of a MySQL 9.7 server beside the server of the MySQL family that is tested anyway. It cannot be had
/// everywhere: without one this says so, whatever is required.
pub(crate) fn mysql97_url() -> Option<Url> {
    const VARIABLE: &str = "ALEMBIC_TEST_MYSQL97_URL";
    match env::var(VARIABLE) {
        Ok(address) => {
            Some(make_url(&address).unwrap_or_else(|error| panic!("{VARIABLE} is no database address: {error}")))
        }
        Err(_) => {
            if is_first_time(VARIABLE) {
                report_skipped(&format!("MySQL 9.7 needs {VARIABLE}"));
            }
            None
        }
    }
}

/// Reports a test, or a part of it, that cannot run here.
///
/// # Panics
/// Under `ALEMBIC_TEST_REQUIRE_SERVERS=1`.
pub(crate) fn skip(why: &str) {
    assert!(
        env::var("ALEMBIC_TEST_REQUIRE_SERVERS").as_deref() != Ok("1"),
        "required by ALEMBIC_TEST_REQUIRE_SERVERS=1: {why}"
    );
    report_skipped(why);
}

/// Says that something cannot run here.
pub(crate) fn report_skipped(why: &str) {
    // Not by a macro: the test harness swallows what the macros of a passing test print.
    let _ = std::io::stderr().write_all(format!("SKIPPED: {why}\n").as_bytes());
}
