//! What every driver does alike, run on each database that is there.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(all(unix, feature = "mysql"))]
mod mysql_tls;
#[cfg(feature = "postgres")]
mod postgresql;
#[cfg(all(unix, feature = "postgres"))]
mod postgresql_tls;
#[cfg(all(unix, any(feature = "postgres", feature = "mysql")))]
mod private;
#[cfg(all(feature = "postgres", feature = "mysql"))]
mod round_trips;
#[cfg(feature = "sqlite")]
mod sqlite;
#[path = "../support/mod.rs"]
mod support;

use alembic_core::{DialectName, Value};
use alembic_sql::{Connection, DatabaseError, Statement};
use support::TestDatabase;

/// Runs a case on a fresh database of each dialect.
fn on_each_database(case: impl Fn(&TestDatabase, &mut dyn Connection)) {
    for database in support::databases() {
        let mut connection = database.connect();
        case(&database, connection.as_mut());
    }
}

fn execute(connection: &mut dyn Connection, sql: &str) {
    try_execute(connection, sql).unwrap_or_else(|error| panic!("{error}"));
}

fn try_execute(connection: &mut dyn Connection, sql: &str) -> Result<(), DatabaseError> {
    connection.execute(&Statement::new(sql)).map(drop)
}

/// The values of all rows.
fn query(connection: &mut dyn Connection, sql: &str) -> Vec<Vec<Value>> {
    query_with(connection, sql, Vec::new())
}

fn query_with(connection: &mut dyn Connection, sql: &str, params: Vec<Value>) -> Vec<Vec<Value>> {
    connection
        .query(&Statement::with_params(sql, params))
        .unwrap_or_else(|error| panic!("{error}"))
        .into_iter()
        .map(|row| row.values().to_vec())
        .collect()
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn the_dialect_knows_the_server() {
    on_each_database(|database, connection| {
        let dialect = connection.dialect();
        assert_eq!(dialect.name, database.dialect);
        let version = dialect.server_version.clone().expect("a server was asked");
        let minimum: &[u32] = match (database.dialect, dialect.is_mariadb) {
            (DialectName::Sqlite, _) => &[3, 40],
            (DialectName::Postgresql, _) => &[12],
            (_, true) => &[10, 3],
            (_, false) => &[5, 7],
        };
        assert!(version.as_slice() > minimum && version.len() >= 2, "{version:?}");
        assert!(version[0] < 100, "{version:?}");
    });
}

#[test]
fn rows_have_names_and_typed_values() {
    on_each_database(|database, connection| {
        execute(
            connection,
            "CREATE TABLE t (id INTEGER NOT NULL, label VARCHAR(20), ratio DOUBLE PRECISION)",
        );
        execute(connection, "INSERT INTO t VALUES (1, 'Grüße 🜁', 0.5), (2, NULL, NULL)");
        let rows = connection
            .query(&Statement::new(
                "SELECT id, label AS \"Label\", ratio FROM t ORDER BY id"
                    .replace('"', if database.dialect.is_mysql_family() { "`" } else { "\"" }),
            ))
            .unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].columns(), ["id", "Label", "ratio"]);
        assert_eq!(rows[0].values(), [Value::Int(1), text("Grüße 🜁"), Value::Float(0.5)]);
        assert_eq!(rows[1].values(), [Value::Int(2), Value::Null, Value::Null]);
    });
}

#[test]
fn parameters_come_back_as_they_went() {
    on_each_database(|database, connection| {
        let (bytes, big_text) = match database.dialect {
            DialectName::Postgresql => ("BYTEA", "TEXT"),
            _ => ("BLOB", "TEXT"),
        };
        execute(
            connection,
            &format!("CREATE TABLE t (i BIGINT, f DOUBLE PRECISION, s {big_text}, b {bytes}, flag BOOLEAN, n INTEGER)"),
        );
        let placeholders: Vec<String> = (1..=6).map(|n| database.placeholder(n)).collect();
        let insert = format!("INSERT INTO t VALUES ({})", placeholders.join(", "));
        let rows = [
            vec![
                Value::Int(i64::MAX),
                Value::Float(-1.5e300),
                text("it's ? a \"$1\" :name \\ % test"),
                Value::Bytes(vec![0, 1, 255]),
                Value::Bool(true),
                Value::Null,
            ],
            vec![
                Value::Int(i64::MIN),
                Value::Float(0.1),
                text(""),
                Value::Bytes(Vec::new()),
                Value::Bool(false),
                Value::Int(-7),
            ],
        ];
        for row in &rows {
            connection
                .execute(&Statement::with_params(&insert, row.clone()))
                .unwrap();
        }
        let by_key = format!(
            "SELECT i, f, s, b, flag, n FROM t WHERE i = {}",
            database.placeholder(1)
        );
        for row in &rows {
            let mut expected = row.clone();
            if database.dialect != DialectName::Postgresql {
                expected[4] = Value::Int(expected[4].as_i64().unwrap());
            }
            assert_eq!(
                query_with(connection, &by_key, vec![row[0].clone()]),
                [expected.clone()]
            );
            let literal = format!(
                "SELECT i, f, s, b, flag, n FROM t WHERE f = {}",
                if row[0] == Value::Int(i64::MAX) {
                    "-1.5e300"
                } else {
                    "0.1"
                }
            );
            assert_eq!(query(connection, &literal), [expected]);
        }
    });
}

#[test]
fn a_wrong_number_of_parameters_is_an_error() {
    on_each_database(|database, connection| {
        let sql = format!("SELECT {}", database.placeholder(1));
        let error = connection
            .query(&Statement::with_params(&sql, vec![text("a"), text("b")]))
            .unwrap_err();
        assert_eq!(error.statement.as_deref(), Some(sql.as_str()), "{error}");
        assert_eq!(
            query_with(connection, &sql, vec![text("still here")]),
            [[text("still here")]]
        );
    });
}

#[test]
fn a_text_without_parameters_may_hold_several_statements() {
    on_each_database(|_, connection| {
        execute(
            connection,
            "CREATE TABLE a (x INTEGER); -- one; two\nINSERT INTO a VALUES (1); SELECT x FROM a; INSERT INTO a VALUES (2);",
        );
        assert_eq!(
            query(connection, "SELECT x FROM a ORDER BY x"),
            [[Value::Int(1)], [Value::Int(2)]]
        );
    });
}

#[test]
fn an_error_in_a_later_statement_is_reported() {
    on_each_database(|_, connection| {
        let sql = "SELECT 1; SELECT 2; SELECT nope; SELECT 3";
        let error = try_execute(connection, sql).unwrap_err();
        assert!(error.message.contains("nope"), "{error}");
        assert_eq!(error.statement.as_deref(), Some(sql));
        assert_eq!(query(connection, "SELECT 4"), [[Value::Int(4)]]);
    });
}

#[test]
fn errors_keep_the_words_and_the_code_of_the_database() {
    on_each_database(|database, connection| {
        execute(connection, "CREATE TABLE t (id INTEGER PRIMARY KEY)");
        let cases = match (database.dialect, connection.dialect().is_mariadb) {
            (DialectName::Sqlite, _) => [
                ("INSERT INTO nope VALUES (1)", "no such table: nope", "1"),
                ("SELEC 1", "near \"SELEC\": syntax error", "1"),
                ("CREATE TABLE t (id INTEGER)", "table t already exists", "1"),
                (
                    "INSERT INTO t VALUES (1), (1)",
                    "UNIQUE constraint failed: t.id",
                    "1555",
                ),
            ],
            (DialectName::Postgresql, _) => [
                (
                    "INSERT INTO nope VALUES (1)",
                    "relation \"nope\" does not exist",
                    "42P01",
                ),
                ("SELEC 1", "syntax error at or near \"SELEC\"", "42601"),
                ("CREATE TABLE t (id INTEGER)", "relation \"t\" already exists", "42P07"),
                (
                    "INSERT INTO t VALUES (1), (1)",
                    "duplicate key value violates unique constraint \"t_pkey\"",
                    "23505",
                ),
            ],
            (_, mariadb) => [
                ("INSERT INTO nope VALUES (1)", "nope' doesn't exist", "1146"),
                ("SELEC 1", "You have an error in your SQL syntax", "1064"),
                ("CREATE TABLE t (id INTEGER)", "Table 't' already exists", "1050"),
                (
                    "INSERT INTO t VALUES (1), (1)",
                    if mariadb {
                        "Duplicate entry '1' for key 'PRIMARY'"
                    } else {
                        "Duplicate entry '1' for key 't.PRIMARY'"
                    },
                    "1062",
                ),
            ],
        };
        for (sql, message, code) in cases {
            for error in [
                connection.execute(&Statement::new(sql)).unwrap_err(),
                connection.query(&Statement::new(sql)).unwrap_err(),
            ] {
                assert!(error.message.contains(message), "{sql}: {error}");
                assert_eq!(error.code.as_deref(), Some(code), "{sql}");
                assert_eq!(error.statement.as_deref(), Some(sql));
            }
        }
    });
}

#[test]
fn a_transaction_rolls_back_and_commits() {
    on_each_database(|database, connection| {
        execute(connection, "CREATE TABLE t (id INTEGER)");
        assert!(!connection.in_transaction());

        connection.begin().unwrap();
        assert!(connection.in_transaction());
        execute(connection, "INSERT INTO t VALUES (1)");
        connection.rollback().unwrap();
        assert!(!connection.in_transaction());

        connection.begin().unwrap();
        execute(connection, "INSERT INTO t VALUES (2)");
        connection.commit().unwrap();
        assert!(!connection.in_transaction());
        connection.rollback().unwrap();

        let mut another = database.connect();
        assert_eq!(query(another.as_mut(), "SELECT id FROM t"), [[Value::Int(2)]]);
    });
}

#[test]
fn ddl_rolls_back_where_the_database_can() {
    on_each_database(|database, connection| {
        connection.begin().unwrap();
        execute(connection, "CREATE TABLE t (id INTEGER)");
        connection.rollback().unwrap();
        let exists = try_execute(connection, "SELECT * FROM t").is_ok();
        assert_eq!(exists, database.dialect.is_mysql_family());
    });
}

#[test]
fn the_interrupter_stops_a_running_statement() {
    on_each_database(|database, connection| {
        let endless = match database.dialect {
            DialectName::Sqlite => {
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
            }
            DialectName::Postgresql => "SELECT pg_sleep(60)",
            DialectName::Mysql | DialectName::Mariadb => {
                "SELECT count(*) FROM information_schema.columns a, information_schema.columns b, \
                 information_schema.columns c"
            }
        };
        let interrupt = connection.interrupter().expect("every driver has one");
        let started = std::time::Instant::now();
        let error = std::thread::scope(|scope| {
            scope.spawn(|| {
                // Again and again, for the statement may not have begun yet.
                while started.elapsed() < std::time::Duration::from_secs(3) {
                    std::thread::sleep(std::time::Duration::from_millis(100));
                    interrupt();
                    if started.elapsed() > std::time::Duration::from_millis(400) {
                        break;
                    }
                }
            });
            try_execute(connection, endless).unwrap_err()
        });
        assert!(started.elapsed() < std::time::Duration::from_secs(30));
        let word = match database.dialect {
            DialectName::Sqlite => "interrupted",
            DialectName::Postgresql => "canceling statement due to user request",
            DialectName::Mysql | DialectName::Mariadb => "interrupted",
        };
        assert!(error.message.contains(word), "{error}");
        assert_eq!(query(connection, "SELECT 1"), [[Value::Int(1)]]);
    });
}

#[test]
fn a_lost_connection_is_an_error() {
    on_each_database(|database, connection| {
        let (my_id, kill) = match database.dialect {
            DialectName::Sqlite => return,
            DialectName::Postgresql => ("SELECT pg_backend_pid()", "SELECT pg_terminate_backend({})"),
            DialectName::Mysql | DialectName::Mariadb => ("SELECT connection_id()", "KILL {}"),
        };
        let id = query(connection, my_id)[0][0].as_i64().unwrap();
        execute(database.connect().as_mut(), &kill.replace("{}", &id.to_string()));
        let error = try_execute(connection, "SELECT 1").unwrap_err();
        assert_eq!(error.statement.as_deref(), Some("SELECT 1"), "{error}");
        let words = match database.dialect {
            // The server's last words may come too late.
            DialectName::Postgresql if error.code.is_none() => "server closed the connection unexpectedly",
            DialectName::Postgresql => "terminating connection due to administrator command",
            // MariaDB may still manage to say so.
            _ if error.code.as_deref() == Some("1927") => "Connection was killed",
            _ => "Lost connection to MySQL server during query",
        };
        assert!(error.message.contains(words), "{error}");
        assert!(connection.query(&Statement::new("SELECT 1")).is_err());
    });
}
