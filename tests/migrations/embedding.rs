//! Migrating over connections that a host program has already.

use std::sync::Mutex;
use std::thread::{self, ThreadId};

use alembic::{DialectName, Environment};
use log::{LevelFilter, Log, Metadata, Record};
use mysql::prelude::Queryable as _;

use crate::revisions::{environment, fails, one, panics, two};
use crate::support::TestDatabase;

fn history() -> Environment {
    environment(&[("a1", one), ("b2", two)])
}

/// Everything that can become of a run.
fn environments() -> [(&'static str, Environment); 4] {
    [
        ("it works", history()),
        ("it fails", environment(&[("a1", one), ("b2", fails)])),
        ("it panics", environment(&[("a1", one), ("b2", panics)])),
        (
            "a callback panics",
            history().on_version_apply(|_| panic!("in a callback")),
        ),
    ]
}

#[test]
fn a_rusqlite_connection_gets_its_settings_back() {
    for foreign_keys in [true, false] {
        for (what, environment) in environments() {
            let mut connection = rusqlite::Connection::open_in_memory().unwrap();
            connection.pragma_update(None, "foreign_keys", foreign_keys).unwrap();
            let result = environment.upgrade(&mut connection, "head");
            assert_eq!(result.is_ok(), what == "it works", "{what}");
            assert!(connection.is_autocommit(), "{what}: a transaction is open");
            let found: bool = connection
                .pragma_query_value(None, "foreign_keys", |row| row.get(0))
                .unwrap();
            assert_eq!(found, foreign_keys, "{what}");
        }
    }
}

#[test]
fn a_transaction_of_rusqlite_stays_the_callers() {
    for (what, environment) in environments() {
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        connection
            .execute_batch("PRAGMA foreign_keys = ON; CREATE TABLE mine (id); BEGIN; INSERT INTO mine VALUES (1)")
            .unwrap();
        let result = environment.upgrade(&mut connection, "head");
        assert_eq!(result.is_ok(), what == "it works", "{what}");
        assert!(!connection.is_autocommit(), "{what}: the transaction has ended");
        let rows: i64 = connection
            .query_row("SELECT count(*) FROM mine", [], |row| row.get(0))
            .unwrap();
        assert_eq!(rows, 1, "{what}");
        connection.execute_batch("ROLLBACK").unwrap();
        let tables: String = connection
            .query_row("SELECT group_concat(name) FROM sqlite_master", [], |row| row.get(0))
            .unwrap();
        assert_eq!(tables, "mine", "{what}");
        let found: bool = connection
            .pragma_query_value(None, "foreign_keys", |row| row.get(0))
            .unwrap();
        assert!(found, "{what}");
    }
}

fn postgresql() -> Option<(TestDatabase, postgres::Client)> {
    let database = TestDatabase::on_server(DialectName::Postgresql)?;
    let client = postgres::Client::connect(&database.url, postgres::NoTls).unwrap();
    Some((database, client))
}

#[test]
fn a_postgres_client_is_as_before() {
    for (what, environment) in environments() {
        let Some((_database, mut client)) = postgresql() else {
            return;
        };
        client.batch_execute("SET search_path = public, pg_catalog").unwrap();
        let result = environment.upgrade(&mut client, "head");
        assert_eq!(result.is_ok(), what == "it works", "{what}");
        // Outside of a transaction each statement has its own.
        let in_transaction = client.batch_execute("SAVEPOINT a");
        assert!(in_transaction.is_err(), "{what}: a transaction is open");
        let path: String = client.query_one("SHOW search_path", &[]).unwrap().get(0);
        assert_eq!(path, "public, pg_catalog");
    }
}

#[test]
fn a_transaction_of_a_postgres_client_stays_the_callers() {
    for (what, environment) in environments() {
        let Some((_database, mut client)) = postgresql() else {
            return;
        };
        client.batch_execute("CREATE TABLE mine (id INT)").unwrap();
        client.batch_execute("BEGIN").unwrap();
        client.batch_execute("INSERT INTO mine VALUES (1)").unwrap();
        let result = environment.upgrade(&mut client, "head");
        assert_eq!(result.is_ok(), what == "it works", "{what}");
        if result.is_ok() {
            client
                .batch_execute("SAVEPOINT a")
                .expect("the transaction is still open");
        }
        client.batch_execute("ROLLBACK").unwrap();
        let tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'";
        let tables: i64 = client.query_one(tables, &[]).unwrap().get(0);
        let rows: i64 = client.query_one("SELECT count(*) FROM mine", &[]).unwrap().get(0);
        assert_eq!((tables, rows), (1, 0), "{what}");
    }
}

#[test]
fn a_mysql_connection_gets_its_settings_back() {
    for autocommit in [1, 0] {
        for (what, environment) in environments() {
            let Some(database) = TestDatabase::on_server(DialectName::Mysql) else {
                return;
            };
            let opts = mysql::Opts::from_url(&database.url).unwrap();
            let mut connection = mysql::Conn::new(opts).unwrap();
            connection.query_drop(format!("SET autocommit = {autocommit}")).unwrap();
            let result = environment.upgrade(&mut connection, "head");
            assert_eq!(result.is_ok(), what == "it works", "{what}");
            let found: Option<(i64, i64)> = connection
                .query_first("SELECT @@autocommit, (SELECT count(*) FROM alembic_version)")
                .unwrap();
            let steps = i64::from(what != "a callback panics");
            assert_eq!(found, Some((autocommit, steps)), "{what}");
        }
    }
}

#[test]
fn connections_can_be_given_away() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("app.db");
    let connection = rusqlite::Connection::open(&file).unwrap();
    assert_eq!(history().upgrade(connection, "head").unwrap().heads, ["b2"]);
    assert_eq!(
        history().current(rusqlite::Connection::open(&file).unwrap()).unwrap(),
        ["b2"]
    );
    if let Some((database, client)) = postgresql() {
        assert_eq!(history().upgrade(client, "head").unwrap().heads, ["b2"]);
        let client = postgres::Client::connect(&database.url, postgres::NoTls).unwrap();
        assert_eq!(history().downgrade(client, "-1").unwrap().heads, ["a1"]);
    }
    if let Some(database) = TestDatabase::on_server(DialectName::Mysql) {
        let open = || mysql::Conn::new(mysql::Opts::from_url(&database.url).unwrap()).unwrap();
        assert_eq!(history().upgrade(open(), "head").unwrap().heads, ["b2"]);
        assert_eq!(history().current(open()).unwrap(), ["b2"]);
    }
}

/// Keeps the records of every thread apart: the tests run side by side.
struct Captured(Mutex<Vec<(ThreadId, String)>>);

impl Log for Captured {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let line = format!("{} [{}] {}", record.level(), record.target(), record.args());
        self.0.lock().unwrap().push((thread::current().id(), line));
    }

    fn flush(&self) {}
}

static CAPTURED: Captured = Captured(Mutex::new(Vec::new()));

#[test]
fn log_records_come_through_the_facade() {
    log::set_logger(&CAPTURED).unwrap();
    log::set_max_level(LevelFilter::Info);
    let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    history().upgrade(&mut connection, "head").unwrap();
    let records = CAPTURED.0.lock().unwrap();
    let own = records.iter().filter(|(thread, _)| *thread == thread::current().id());
    let own: Vec<&str> = own.map(|(_, line)| line.as_str()).collect();
    assert_eq!(
        own,
        [
            "INFO [alembic.runtime.migration] Context impl SQLiteImpl.",
            "INFO [alembic.runtime.migration] Will assume non-transactional DDL.",
            "INFO [alembic.runtime.migration] Running upgrade  -> a1, a1",
            "INFO [alembic.runtime.migration] Running upgrade a1 -> b2, b2",
        ]
    );
}
