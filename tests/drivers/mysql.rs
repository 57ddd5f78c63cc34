//! What only MySQL and MariaDB do.

use std::path::Path;

use alembic::config::url::{Url, make_url};
use alembic::drivers;
use alembic::drivers::mysql::MysqlConnection;
use alembic_core::{DialectName, Value};
use alembic_sql::{Connection, DatabaseError, Statement};

use crate::support::{self, TestDatabase};
use crate::{execute, query, query_with, text, try_execute};

/// Runs a case on a fresh database of each server of the family.
fn on_each_server(case: impl Fn(&TestDatabase)) {
    for database in TestDatabase::mysql_family() {
        case(&database);
    }
}

/// A connection of the host program.
fn conn(url: &Url) -> mysql::Conn {
    let opts = mysql::OptsBuilder::new()
        .ip_or_hostname(url.host.as_ref())
        .tcp_port(url.port.unwrap_or(3306))
        .user(url.username.as_ref())
        .pass(url.password.as_ref())
        .db_name(url.database.as_ref());
    mysql::Conn::new(opts).unwrap()
}

fn open(url: &Url, query: &[(&str, &str)]) -> Result<Box<dyn Connection>, DatabaseError> {
    let mut url = url.clone();
    url.query = query
        .iter()
        .map(|(key, value)| ((*key).to_owned(), vec![(*value).to_owned()]))
        .collect();
    drivers::open(&url)
}

fn open_error(address: &str) -> String {
    match drivers::open(&make_url(address).unwrap()) {
        Ok(_) => panic!("{address} opened"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn both_protocols_read_the_same_values() {
    on_each_server(|database| {
        let mut connection = database.connect();
        execute(
        connection.as_mut(),
        "CREATE TABLE t (tiny TINYINT, small SMALLINT, i INT, big BIGINT UNSIGNED, dec_ DECIMAL(30,4), f FLOAT, d DOUBLE,
            flag BOOLEAN, y YEAR, day DATE, at DATETIME, at3 DATETIME(3), ts TIMESTAMP NULL, tm TIME, tm2 TIME(2),
            c CHAR(5), v VARCHAR(50), tx TEXT, bin BINARY(3), vb VARBINARY(9), bl BLOB, e ENUM('a','b'), s SET('x','y'),
            j JSON, b3 BIT(3)) DEFAULT CHARSET utf8mb4",
    );
        execute(
        connection.as_mut(),
        "INSERT INTO t VALUES (-1, -2, -3, 18446744073709551615, '12345678901234567890.1200', 1.1, 1.1,
            true, 2026, '2026-07-01', '2026-07-01 01:02:03', '2026-07-01 01:02:03.4', '2026-07-01 00:00:00', '-26:03:04', '01:02:03.45',
            'abc', 'Grüße 🜁', 'text', x'00ff01', x'ff', x'00ff', 'b', 'x,y', '{\"a\": 1.10}', b'101')",
    );
        let is_mariadb = connection.dialect().is_mariadb;
        let expected = [
            Value::Int(-1),
            Value::Int(-2),
            Value::Int(-3),
            text("18446744073709551615"),
            text("12345678901234567890.1200"),
            Value::Float(1.1),
            Value::Float(1.1),
            Value::Int(1),
            Value::Int(2026),
            text("2026-07-01"),
            text("2026-07-01 01:02:03"),
            text("2026-07-01 01:02:03.400"),
            text("2026-07-01 00:00:00"),
            text("-26:03:04"),
            text("01:02:03.45"),
            text("abc"),
            text("Grüße 🜁"),
            text("text"),
            Value::Bytes(vec![0, 255, 1]),
            Value::Bytes(vec![255]),
            Value::Bytes(vec![0, 255]),
            text("b"),
            text("x,y"),
            // JSON is text to MariaDB
            text(if is_mariadb { "{\"a\": 1.10}" } else { "{\"a\": 1.1}" }),
            Value::Bytes(vec![5]),
        ];
        let by_text = query(connection.as_mut(), "SELECT * FROM t");
        let by_binary = query_with(connection.as_mut(), "SELECT * FROM t WHERE i = ?", vec![Value::Int(-3)]);
        assert_eq!(by_text, by_binary);
        assert_eq!(by_text, [expected]);
    });
}

#[test]
fn a_mariadb_address_has_its_own_name() {
    on_each_server(|database| {
        let is_mariadb = database.connect().dialect().is_mariadb;
        let mut url = database.parsed_url();
        for drivername in ["mariadb", "mariadb+pymysql"] {
            url.drivername = drivername.to_owned();
            match drivers::open(&url) {
                Ok(connection) => {
                    assert!(is_mariadb);
                    assert_eq!(connection.dialect().name, DialectName::Mariadb);
                }
                Err(error) => {
                    assert!(!is_mariadb);
                    assert!(error.message.ends_with("is not a MariaDB variant."), "{error}");
                }
            }
        }
    });
}

#[test]
fn the_session_is_pymysqls() {
    on_each_server(|database| {
        let url = database.parsed_url();
        let session =
            "SELECT @@character_set_client, @@collation_connection, @@autocommit, @@sql_mode = @@global.sql_mode, @a";
        let mut connection = open(&url, &[("charset", "utf8mb4"), ("init_command", "SET @a = 5")]).unwrap();
        let row = query(connection.as_mut(), session).remove(0);
        assert_eq!(row[0], text("utf8mb4"));
        assert_eq!(row[2..], [Value::Int(1), Value::Int(1), Value::Int(5)]);

        let mut connection = open(&url, &[("collation", "utf8mb4_bin"), ("sql_mode", "ANSI_QUOTES")]).unwrap();
        let row = query(connection.as_mut(), session).remove(0);
        assert_eq!(row[1], text("utf8mb4_bin"));
        assert_eq!(query(connection.as_mut(), "SELECT @@sql_mode"), [[text("ANSI_QUOTES")]]);
    });
}

#[test]
fn a_statement_with_parameters_may_hold_colons() {
    on_each_server(|database| {
        let mut connection = database.connect();
        assert_eq!(
            query_with(
                connection.as_mut(),
                "SELECT ':a', \"x:b\", 1 AS `c:d`, ? /* :e */ -- :f",
                vec![text("g:h")]
            ),
            [[text(":a"), text("x:b"), Value::Int(1), text("g:h")]]
        );
    });
}

#[test]
fn a_statement_is_prepared_once_and_survives_ddl() {
    on_each_server(|database| {
        let mut connection = database.connect();
        execute(connection.as_mut(), "CREATE TABLE t (a INT); INSERT INTO t VALUES (1)");
        let select = Statement::with_params("SELECT * FROM t WHERE a = ?", vec![Value::Int(1)]);
        let prepared = "SHOW SESSION STATUS LIKE 'Com_stmt_prepare'";
        connection.query(&select).unwrap();
        let before = query(connection.as_mut(), prepared);
        connection.query(&select).unwrap();
        assert_eq!(query(connection.as_mut(), prepared), before);

        execute(connection.as_mut(), "ALTER TABLE t ADD COLUMN b VARCHAR(9) DEFAULT 'x'");
        let rows = connection.query(&select).unwrap();
        assert_eq!(rows[0].columns(), ["a", "b"]);
        assert_eq!(rows[0].values(), [Value::Int(1), text("x")]);
    });
}

#[test]
fn a_procedure_gives_its_first_rows() {
    on_each_server(|database| {
        let mut connection = database.connect();
        execute(
            connection.as_mut(),
            "CREATE PROCEDURE p() BEGIN SELECT 1 AS a; SELECT 2 AS b; END",
        );
        let rows = connection.query(&Statement::new("CALL p()")).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].columns(), ["a"]);
        assert_eq!(query(connection.as_mut(), "SELECT 3"), [[Value::Int(3)]]);
    });
}

#[test]
fn local_files_stay_local() {
    on_each_server(|database| {
        let mut connection = database.connect();
        execute(connection.as_mut(), "CREATE TABLE t (a TEXT)");
        let load = "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE t";
        assert!(try_execute(connection.as_mut(), load).is_err());
        let mut again = database.connect();
        assert_eq!(query(again.as_mut(), "SELECT * FROM t"), Vec::<Vec<Value>>::new());
    });
}

#[test]
fn a_borrowed_connection_keeps_its_open_transaction() {
    use mysql::prelude::Queryable;

    on_each_server(|database| {
        let mut conn = conn(&database.parsed_url());
        conn.query_drop("CREATE TABLE t (a INT)").unwrap();
        conn.query_drop("SET collation_connection = utf8mb4_bin").unwrap();
        conn.query_drop("BEGIN").unwrap();
        {
            let mut connection = MysqlConnection::borrow(&mut conn).unwrap();
            assert_eq!(connection.in_transaction(), connection.dialect().is_mariadb);
            execute(&mut connection, "INSERT INTO t VALUES (1)");
            assert_eq!(
                query(&mut connection, "SELECT @@collation_connection"),
                [[text("utf8mb4_bin")]]
            );
        }
        conn.query_drop("ROLLBACK").unwrap();
        let mut connection = MysqlConnection::new(conn).unwrap();
        assert!(!connection.in_transaction());
        assert_eq!(query(&mut connection, "SELECT * FROM t"), Vec::<Vec<Value>>::new());
    });
}

#[test]
fn a_socket_works() {
    on_each_server(|database| {
        let mut connection = database.connect();
        let path = query(connection.as_mut(), "SELECT @@socket");
        let path = path[0][0].as_str().unwrap();
        if !Path::new(path).exists() {
            return support::skip("the MySQL server has no socket on this machine");
        }
        let mut connection = open(
            &database.parsed_url(),
            &[("unix_socket", path), ("ssl_mode", "REQUIRED")],
        )
        .unwrap();
        let user = query(connection.as_mut(), "SELECT CAST(USER() AS CHAR)");
        assert!(user[0][0].as_str().unwrap().ends_with("@localhost"), "{user:?}");
    });
}

#[test]
fn connect_errors_name_the_place_and_never_a_password() {
    assert_eq!(
        open_error("mysql://me:s3cret@127.0.0.1:1/shop"),
        "Can't connect to MySQL server on '127.0.0.1' (Connection refused) (code 2003)\n\
         The host \"127.0.0.1\", port 1, user \"me\", database \"shop\".\n\
         Check that the server runs there, and the address in the database URL."
    );
    assert_eq!(
        open_error("mysql+pymysql://me:s3cret@localhost/shop?unix_socket=/nonexistent.sock"),
        "Can't connect to local MySQL server through socket '/nonexistent.sock' (No such file or directory) \
         (code 2002)\n\
         The socket \"/nonexistent.sock\", user \"me\", database \"shop\".\n\
         Check that the server runs there, and the address in the database URL."
    );
    let unknown_host = open_error("mysql://me:s3cret@host.invalid/shop");
    assert!(
        unknown_host.starts_with("Can't connect to MySQL server on 'host.invalid' ("),
        "{unknown_host}"
    );
    assert!(!unknown_host.contains("s3cret"));
    for (query, expected) in [
        ("foo=bar", "invalid connection option \"foo\""),
        ("ssl_mode=bogus", "invalid ssl_mode value: \"bogus\""),
        ("connect_timeout=x", "could not convert string to float: 'x'"),
        ("collation=a;b", "invalid collation value: \"a;b\""),
        (
            "ssl_ca=/nonexistent.pem",
            "ssl_ca file \"/nonexistent.pem\": No such file or directory (os error 2)",
        ),
        ("ssl_cipher=x", "connection option \"ssl_cipher\" is not supported"),
    ] {
        assert_eq!(
            open_error(&format!("mysql://me:s3cret@127.0.0.1:1/shop?{query}")),
            expected
        );
    }

    on_each_server(|database| {
        let mut url = database.parsed_url();
        url.database = Some("no_such_database".to_owned());
        let error = open_error(&url.render_as_string(false));
        assert!(
            error.starts_with("Unknown database 'no_such_database' (code 1049)\n"),
            "{error}"
        );
        assert!(
            error.contains("Create the database (CREATE DATABASE `no_such_database`)"),
            "{error}"
        );

        url = database.parsed_url();
        url.username = Some("nobody_here".to_owned());
        url.password = Some("s3cret".to_owned());
        let error = open_error(&url.render_as_string(false));
        assert!(!error.contains("s3cret"));
        if error.starts_with("Unknown authentication protocol: ") {
            // MySQL does not tell which users there are
            return assert!(
                error.contains("MySQL asks for it also where the user does not exist"),
                "{error}"
            );
        }
        assert!(error.starts_with("Access denied for user 'nobody_here'@"), "{error}");
        assert!(error.contains("(using password: YES) (code 1045)\nThe host"), "{error}");
    });
}

#[test]
fn a_password_is_checked_by_caching_sha2_password_with_and_without_tls() {
    on_each_server(|database| {
        let mut connection = database.connect();
        if connection.dialect().is_mariadb {
            return;
        }
        let user = database.parsed_url().database.unwrap();
        execute(
            connection.as_mut(),
            &format!("CREATE USER {user} IDENTIFIED WITH caching_sha2_password BY 's3cret: \u{fc}'"),
        );
        execute(connection.as_mut(), &format!("GRANT ALL ON {user}.* TO {user}"));
        let mut url = database.parsed_url();
        url.username = Some(user.clone());
        url.password = Some("s3cret: \u{fc}".to_owned());
        // The server forgets whom it has let in: the password itself has to travel again, encrypted by the connection
        // or by the server's public key. The second time a hash is enough.
        for (mode, cipher) in [("DISABLED", false), ("REQUIRED", true)] {
            execute(connection.as_mut(), "FLUSH PRIVILEGES");
            for _ in 0..2 {
                let mut mine = open(&url, &[("ssl_mode", mode)]).unwrap_or_else(|error| panic!("{mode}: {error}"));
                let row = query(mine.as_mut(), "SHOW SESSION STATUS LIKE 'Ssl_cipher'").remove(0);
                assert_eq!(row[1].as_str().is_some_and(|name| !name.is_empty()), cipher, "{mode}");
            }
            url.password = Some("wrong".to_owned());
            let error = open(&url, &[("ssl_mode", mode)])
                .err()
                .expect("a wrong password")
                .to_string();
            assert!(
                error.starts_with(&format!("Access denied for user '{user}'@")),
                "{error}"
            );
            url.password = Some("s3cret: \u{fc}".to_owned());
        }
        execute(connection.as_mut(), &format!("DROP USER {user}"));
    });
}
