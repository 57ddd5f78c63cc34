//! What only SQLite does.

use std::fs;

use alembic::config::url::make_url;
use alembic::drivers;
use alembic::drivers::sqlite::SqliteConnection;
use alembic_core::Value;
use alembic_sql::{Connection, DatabaseError, Statement};
use tempfile::TempDir;

use crate::support::TestDatabase;
use crate::{execute, query, text, try_execute};

fn open(address: &str) -> Result<Box<dyn Connection>, DatabaseError> {
    drivers::open(&make_url(address).unwrap())
}

fn open_error(address: &str) -> String {
    match open(address) {
        Ok(_) => panic!("{address} opened"),
        Err(error) => error.to_string(),
    }
}

fn foreign_keys(connection: &rusqlite::Connection) -> bool {
    connection
        .pragma_query_value(None, "foreign_keys", |row| row.get(0))
        .unwrap()
}

/// A parent row with a child row that would be deleted with it.
const FAMILY: &str = "CREATE TABLE p (id INTEGER PRIMARY KEY);
    CREATE TABLE c (p INTEGER REFERENCES p (id) ON DELETE CASCADE);
    INSERT INTO p VALUES (1);
    INSERT INTO c VALUES (1)";

#[test]
fn dropping_a_parent_table_keeps_the_rows_of_its_children() {
    let database = TestDatabase::sqlite();
    let mut connection = database.connect();
    execute(connection.as_mut(), FAMILY);
    execute(connection.as_mut(), "DROP TABLE p");
    assert_eq!(query(connection.as_mut(), "SELECT p FROM c"), [[Value::Int(1)]]);
}

#[test]
fn a_borrowed_connection_gets_its_foreign_keys_back() {
    for enforced in [true, false] {
        let mut own = rusqlite::Connection::open_in_memory().unwrap();
        own.pragma_update(None, "foreign_keys", enforced).unwrap();
        {
            let mut connection = SqliteConnection::borrow(&mut own).unwrap();
            execute(&mut connection, FAMILY);
            execute(&mut connection, "DROP TABLE p");
            assert_eq!(query(&mut connection, "SELECT p FROM c"), [[Value::Int(1)]]);
        }
        assert_eq!(foreign_keys(&own), enforced);
    }
}

#[test]
fn a_borrowed_connection_keeps_its_open_transaction() {
    let mut own = rusqlite::Connection::open_in_memory().unwrap();
    own.execute_batch("BEGIN; CREATE TABLE t (id)").unwrap();
    {
        let mut connection = SqliteConnection::borrow(&mut own).unwrap();
        assert!(connection.in_transaction());
        execute(&mut connection, "INSERT INTO t VALUES (1)");
    }
    assert!(!own.is_autocommit());
    own.execute_batch("ROLLBACK").unwrap();
    assert!(foreign_keys(&own));
}

#[test]
fn begin_takes_the_lock_at_once() {
    let database = TestDatabase::sqlite();
    let mut first = database.connect();
    first.begin().unwrap();
    let mut second = open(&format!("{}?timeout=0.05", database.url)).unwrap();
    let error = second.begin().unwrap_err();
    assert_eq!(error.message, "database is locked");
    assert_eq!(error.code.as_deref(), Some("5"));
    assert!(error.detail.unwrap().contains("test.db"));
    first.rollback().unwrap();
    second.begin().unwrap();
}

#[test]
fn a_lost_transaction_is_noticed_by_commit_but_not_by_rollback() {
    let mut connection = open("sqlite://").unwrap();
    connection.begin().unwrap();
    execute(connection.as_mut(), "ROLLBACK");
    assert!(!connection.in_transaction());
    connection.rollback().unwrap();
    let error = connection.commit().unwrap_err();
    assert_eq!(error.message, "cannot commit - no transaction is active");
}

#[test]
fn the_functions_of_sqlalchemy_are_there() {
    let mut connection = open("sqlite://").unwrap();
    assert_eq!(
        query(
            connection.as_mut(),
            "SELECT 'abc' REGEXP 'b.?', 'abc' REGEXP '^b', NULL REGEXP 'b', floor(2.7), floor(-2.5), floor(3)"
        ),
        [[
            Value::Int(1),
            Value::Int(0),
            Value::Null,
            Value::Int(2),
            Value::Int(-3),
            Value::Int(3)
        ]]
    );
    let error = try_execute(connection.as_mut(), "SELECT 'a' REGEXP '('").unwrap_err();
    assert!(error.message.contains("unclosed group"), "{error}");
}

#[test]
fn a_cached_query_sees_a_changed_table() {
    let mut connection = open("sqlite://").unwrap();
    execute(connection.as_mut(), "CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    let select = Statement::with_params("SELECT * FROM t WHERE a = ?", vec![Value::Int(1)]);
    assert_eq!(connection.query(&select).unwrap()[0].columns(), ["a"]);
    execute(connection.as_mut(), "ALTER TABLE t ADD COLUMN b DEFAULT 'x'");
    let rows = connection.query(&select).unwrap();
    assert_eq!(rows[0].columns(), ["a", "b"]);
    assert_eq!(rows[0].values(), [Value::Int(1), text("x")]);
}

#[test]
fn an_uri_reaches_sqlite() {
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("ro.db");
    let address = format!("sqlite:///{}", file.display());
    execute(open(&address).unwrap().as_mut(), "CREATE TABLE t (a)");

    let read_only = format!("sqlite+aiosqlite:///file:{}?mode=ro&uri=true&timeout=2", file.display());
    let mut connection = open(&read_only).unwrap();
    assert_eq!(query(connection.as_mut(), "SELECT count(*) FROM t"), [[Value::Int(0)]]);
    let error = try_execute(connection.as_mut(), "DROP TABLE t").unwrap_err();
    assert_eq!(error.message, "attempt to write a readonly database");
    assert!(error.detail.unwrap().contains("ro.db"));

    assert!(open_error("sqlite:///file:x.db?mode=bogus&uri=true").contains("no such access mode: bogus"));
    assert!(open_error("sqlite:///file:missing.db?mode=ro&uri=true").contains("unable to open database file"));
}

#[test]
fn what_cannot_be_opened_says_why() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().display();

    let error = open_error(&format!("sqlite:///{path}/no/x.db"));
    assert!(
        error.starts_with(&format!("unable to open database file: {path}/no/x.db (code 14)\n")),
        "{error}"
    );
    assert!(
        error.contains(&format!("The directory {path}/no does not exist")),
        "{error}"
    );

    let error = open_error(&format!("sqlite:///{path}"));
    assert!(error.contains("unable to open database file"), "{error}");
    assert!(error.ends_with("is a directory."), "{error}");

    let file = directory.path().join("text.db");
    fs::write(&file, "no database ".repeat(100)).unwrap();
    let mut connection = open(&format!("sqlite:///{}", file.display())).unwrap();
    let error = try_execute(connection.as_mut(), "SELECT * FROM sqlite_master").unwrap_err();
    assert_eq!(error.message, "file is not a database");
    assert!(error.detail.unwrap().contains("text.db"));
}

#[test]
fn an_address_that_is_none_for_sqlite_is_refused() {
    for (address, expected) in [
        (
            "sqlite://u:secret@h/x.db",
            "Invalid SQLite URL: sqlite://u:***@h/x.db\nValid SQLite URL forms are:\n \
             sqlite:///:memory: (or, sqlite://)\n sqlite:///relative/path/to/file.db\n \
             sqlite:////absolute/path/to/file.db",
        ),
        ("sqlite:///x.db?timeout=abc", "could not convert string to float: 'abc'"),
        ("sqlite:///x.db?uri=maybe", "String is not true/false: 'maybe'"),
    ] {
        assert_eq!(open_error(address), expected);
    }
}

#[test]
fn text_that_is_not_utf8_is_an_error() {
    let mut connection = open("sqlite://").unwrap();
    let error = connection
        .query(&Statement::new("SELECT CAST(x'ff' AS TEXT) AS q"))
        .unwrap_err();
    assert_eq!(
        error.message,
        "Could not decode to UTF-8 column 'q' with text '\u{fffd}'"
    );
}

#[test]
fn a_query_is_one_statement() {
    let mut connection = open("sqlite://").unwrap();
    let error = connection.query(&Statement::new("SELECT 1; SELECT 2")).unwrap_err();
    assert_eq!(error.message, "You can only execute one statement at a time.");
    assert_eq!(query(connection.as_mut(), "SELECT 1; -- the end"), [[Value::Int(1)]]);
}

#[test]
fn no_journal_is_left_behind() {
    let database = TestDatabase::sqlite();
    let file = database.parsed_url().database.expect("a file");
    let journal = format!("{file}-journal");
    let mut connection = database.connect();
    for table in ["one", "two"] {
        connection.begin().expect("a lock");
        execute(&mut *connection, &format!("CREATE TABLE {table} (id INTEGER)"));
        connection.commit().expect("a commit");
        assert!(fs::exists(&journal).unwrap(), "kept between the transactions");
    }
    drop(connection);
    assert!(!fs::exists(&journal).unwrap());

    let mut connection = database.connect();
    execute(&mut *connection, "PRAGMA journal_mode = WAL");
    connection.begin().expect("a lock");
    execute(&mut *connection, "CREATE TABLE three (id INTEGER)");
    connection.commit().expect("a commit");
    let mode = connection
        .query(&Statement::new("PRAGMA journal_mode"))
        .expect("a mode");
    assert_eq!(mode[0].values(), [Value::Text("wal".to_owned())]);
}
