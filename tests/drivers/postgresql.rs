//! What only PostgreSQL does.

use alembic::config::url::{Url, make_url};
use alembic::drivers;
use alembic::drivers::postgresql::PostgresqlConnection;
use alembic_core::{DialectName, Value};
use alembic_sql::{Connection, DatabaseError, Statement};
use postgres::NoTls;

use crate::support::{self, TestDatabase};
use crate::{execute, query, query_with, text, try_execute};

fn database() -> Option<TestDatabase> {
    TestDatabase::on_server(DialectName::Postgresql)
}

/// A client of the host program.
fn client(url: &Url) -> postgres::Client {
    let mut config = postgres::Config::new();
    config.host(url.host.as_deref().unwrap_or("localhost"));
    config.port(url.port.unwrap_or(5432));
    config.user(url.username.as_deref().unwrap_or("postgres"));
    config.dbname(url.database.as_deref().unwrap_or("postgres"));
    if let Some(password) = &url.password {
        config.password(password);
    }
    config.connect(NoTls).unwrap()
}

fn open_error(url: &Url) -> DatabaseError {
    match drivers::open(url) {
        Ok(_) => panic!("{url} opened"),
        Err(error) => error,
    }
}

#[test]
fn values_are_the_servers_text() {
    let Some(database) = database() else { return };
    let mut connection = database.connect();
    execute(connection.as_mut(), "CREATE TYPE mood AS ENUM ('ok', 'so so')");
    execute(connection.as_mut(), "CREATE DOMAIN small AS integer CHECK (VALUE < 10)");
    execute(connection.as_mut(), "CREATE TABLE pair (a integer, b text)");
    execute(connection.as_mut(), "SET TIME ZONE 'Asia/Tokyo'");
    for (expression, expected) in [
        ("true", Value::Bool(true)),
        ("1::smallint", Value::Int(1)),
        ("-2::bigint", Value::Int(-2)),
        ("3::small", Value::Int(3)),
        ("4::oid", Value::Int(4)),
        ("1.1::real", Value::Float(1.1)),
        ("1.1::double precision", Value::Float(1.1)),
        ("'x'::\"char\"", text("x")),
        ("'ab'::char(4)", text("ab  ")),
        ("'n'::name", text("n")),
        ("'so so'::mood", text("so so")),
        ("'\\x00ff'::bytea", Value::Bytes(vec![0, 255])),
        ("'{\"a\": 1.10}'::json", text("{\"a\": 1.10}")),
        ("'{\"a\": 1.10}'::jsonb", text("{\"a\": 1.10}")),
        (
            "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'::uuid",
            text("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        ),
        ("pg_sleep(0)", text("")),
        (
            "123456789012345678901234567890.1200",
            text("123456789012345678901234567890.1200"),
        ),
        ("'NaN'::numeric", text("NaN")),
        ("date '2026-07-01'", text("2026-07-01")),
        ("'infinity'::timestamp", text("infinity")),
        ("timestamptz '2026-07-01 12:00:00+00'", text("2026-07-01 21:00:00+09")),
        ("time '24:00'", text("24:00:00")),
        ("interval '1 day 2:03'", text("1 day 02:03:00")),
        ("inet '10.0.0.1'", text("10.0.0.1")),
        ("ARRAY['a', NULL, 'b c']", text("{a,NULL,\"b c\"}")),
        ("ARRAY[true]", text("{t}")),
        ("int4range(1, 5)", text("[1,5)")),
        ("ROW(1, 'x')::pair", text("(1,x)")),
        ("'pg_class'::regclass", text("pg_class")),
        ("'1 2'::int2vector", text("1 2")),
        ("B'101'", text("101")),
        ("money '12.50'", text("$12.50")),
        ("NULL::numeric", Value::Null),
    ] {
        let rows = query(connection.as_mut(), &format!("SELECT 1, {expression}, 'end'"));
        assert_eq!(rows, [[Value::Int(1), expected, text("end")]], "{expression}");
    }
    let many = query(
        connection.as_mut(),
        "SELECT n::numeric / 4 FROM generate_series(1, 12000) n",
    );
    assert_eq!(many.len(), 12_000);
    assert_eq!(many[11_998], [text("2999.7500000000000000")]);
}

#[test]
fn a_value_that_cannot_travel_says_to_cast_it() {
    let Some(database) = database() else { return };
    let mut connection = database.connect();
    for (expression, message) in [
        ("ROW(1, 2)", "cannot read column \"row\" of type record"),
        (
            "'root=r/root'::aclitem",
            "no binary output function available for type aclitem",
        ),
    ] {
        let statement =
            Statement::new(format!("SELECT {expression}").replace("root", &database.parsed_url().username.unwrap()));
        let error = connection.query(&statement).unwrap_err();
        assert_eq!(error.message, message);
        assert!(error.detail.unwrap().contains("column::text"));
    }
}

#[test]
fn text_parameters_take_the_type_of_their_place() {
    let Some(database) = database() else { return };
    let mut connection = database.connect();
    let columns = [
        ("integer", text("5"), Value::Int(5)),
        ("bigint", Value::Int(5), Value::Int(5)),
        ("numeric", Value::Int(5), text("5")),
        ("numeric", text("1.10"), text("1.10")),
        ("text", Value::Int(5), text("5")),
        ("boolean", text("yes"), Value::Bool(true)),
        (
            "timestamp",
            text("2026-07-01 01:02:03.5"),
            text("2026-07-01 01:02:03.5"),
        ),
        ("jsonb", text("[1,  2]"), text("[1, 2]")),
        ("integer[]", text("{1,2}"), text("{1,2}")),
        ("interval", Value::Null, Value::Null),
    ];
    for (ty, sent, expected) in columns {
        let sql = format!("CREATE TABLE t (v {ty})");
        execute(connection.as_mut(), &sql);
        connection
            .execute(&Statement::with_params("INSERT INTO t VALUES ($1)", vec![sent]))
            .unwrap();
        assert_eq!(query(connection.as_mut(), "SELECT v FROM t"), [[expected]], "{ty}");
        execute(connection.as_mut(), "DROP TABLE t");
    }
    // As literals would.
    assert_eq!(
        query_with(
            connection.as_mut(),
            "SELECT $1 + $2, repeat('x', $1)",
            vec![Value::Int(2), Value::Int(3)]
        ),
        [[Value::Int(5), text("xx")]]
    );
}

#[test]
fn errors_carry_what_the_server_adds() {
    let Some(database) = database() else { return };
    let mut connection = database.connect();
    execute(connection.as_mut(), "CREATE TABLE t (id integer PRIMARY KEY)");
    let error = try_execute(connection.as_mut(), "INSERT INTO t VALUES (1), (1)").unwrap_err();
    assert_eq!(
        error.to_string(),
        "duplicate key value violates unique constraint \"t_pkey\" (code 23505)\n\
         DETAIL:  Key (id)=(1) already exists.\n\
         [SQL: INSERT INTO t VALUES (1), (1)]"
    );
    let error = try_execute(connection.as_mut(), "DO $$ BEGIN PERFORM 1/0; END $$").unwrap_err();
    assert_eq!(error.message, "division by zero");
    assert_eq!(
        error.detail.as_deref(),
        Some("CONTEXT:  SQL statement \"SELECT 1/0\"\nPL/pgSQL function inline_code_block line 1 at PERFORM")
    );
    let error = connection.query(&Statement::new("SELECT nope\n FROM t")).unwrap_err();
    assert_eq!(error.detail.as_deref(), Some("LINE 1: SELECT nope\n               ^"));
}

#[test]
fn a_spoiled_transaction_does_not_commit() {
    let Some(database) = database() else { return };
    let mut connection = database.connect();
    connection.begin().unwrap();
    execute(connection.as_mut(), "CREATE TABLE t (id integer)");
    try_execute(connection.as_mut(), "SELECT nope").unwrap_err();
    let error = connection.commit().unwrap_err();
    assert_eq!(error.code.as_deref(), Some("25P02"));
    assert!(!connection.in_transaction());
    assert!(try_execute(connection.as_mut(), "SELECT * FROM t").is_err());

    connection.begin().unwrap();
    execute(connection.as_mut(), "CREATE TABLE t (id integer); SAVEPOINT s");
    try_execute(connection.as_mut(), "SELECT nope").unwrap_err();
    execute(connection.as_mut(), "ROLLBACK TO SAVEPOINT s");
    connection.commit().unwrap();
    assert_eq!(query(connection.as_mut(), "SELECT * FROM t"), Vec::<Vec<Value>>::new());
}

#[test]
fn a_borrowed_client_keeps_its_open_transaction() {
    let Some(database) = database() else { return };
    let mut client = client(&database.parsed_url());
    {
        let mut connection = PostgresqlConnection::borrow(&mut client).unwrap();
        assert!(!connection.in_transaction());
        execute(&mut connection, "CREATE TABLE t (id integer)");
    }
    client.batch_execute("BEGIN").unwrap();
    {
        let mut connection = PostgresqlConnection::borrow(&mut client).unwrap();
        assert!(connection.in_transaction());
        execute(&mut connection, "INSERT INTO t VALUES (1)");
        assert!(connection.interrupter().is_some());
    }
    client.batch_execute("ROLLBACK").unwrap();
    let mut connection = PostgresqlConnection::new(client).unwrap();
    assert!(!connection.in_transaction());
    assert_eq!(query(&mut connection, "SELECT * FROM t"), Vec::<Vec<Value>>::new());
}

#[test]
fn options_reach_the_session() {
    let Some(database) = database() else { return };
    let address = format!(
        "{}?application_name=abc&options=-csearch_path%3Dfoo,public&connect_timeout=5&client_encoding=latin1\
         &keepalives_idle=9&target_session_attrs=read-write",
        database.url
    );
    let mut connection = drivers::open(&make_url(&address).unwrap()).unwrap();
    assert_eq!(
        query(
            connection.as_mut(),
            "SELECT current_setting('application_name'), current_setting('search_path'), 'é'"
        ),
        [[text("abc"), text("foo,public"), text("é")]]
    );
}

#[test]
fn the_first_host_that_answers_is_taken() {
    let Some(database) = database() else { return };
    let mut url = database.parsed_url();
    let (host, port) = (url.host.take().unwrap(), url.port.take().unwrap_or(5432));
    url.query = vec![("host".into(), vec![format!("{host}:1"), format!("{host}:{port}")])];
    let mut connection = drivers::open(&url).unwrap();
    assert_eq!(query(connection.as_mut(), "SELECT 1"), [[Value::Int(1)]]);

    url.query = vec![
        ("host".into(), vec![format!("{host},{host}")]),
        ("port".into(), vec!["1,2".to_owned()]),
    ];
    let error = open_error(&url);
    assert!(
        error.message.starts_with(&format!(
            "connection to server at \"{host}\", port 2 failed: Connection refused"
        )),
        "{error}"
    );
    let detail = error.detail.unwrap();
    assert!(
        detail.contains(&format!("- connection to server at \"{host}\", port 1 failed")),
        "{detail}"
    );
}

#[test]
fn a_socket_works_whatever_sslmode_says() {
    let Some(database) = database() else { return };
    let mut connection = database.connect();
    let directories = query(connection.as_mut(), "SHOW unix_socket_directories");
    let port = query(connection.as_mut(), "SHOW port")[0][0]
        .as_str()
        .unwrap()
        .to_owned();
    let directory = directories[0][0]
        .as_str()
        .unwrap()
        .split(',')
        .next()
        .unwrap()
        .trim()
        .to_owned();
    if !std::path::Path::new(&directory)
        .join(format!(".s.PGSQL.{port}"))
        .exists()
    {
        return support::skip("the PostgreSQL server has no socket on this machine");
    }
    let mut url = database.parsed_url();
    url.host = None;
    url.port = None;
    for sslmode in ["prefer", "require", "verify-full"] {
        url.query = vec![
            ("host".into(), vec![directory.clone()]),
            ("port".into(), vec![port.clone()]),
            ("sslmode".into(), vec![sslmode.into()]),
        ];
        let mut connection = drivers::open(&url).unwrap();
        assert_eq!(
            query(connection.as_mut(), "SELECT inet_server_addr() IS NULL"),
            [[Value::Bool(true)]]
        );
    }
}

#[test]
fn connect_errors_name_the_place_and_never_a_password() {
    let refused = open_error(&make_url("postgresql://me:s3cret@127.0.0.1:1/shop").unwrap());
    assert_eq!(
        refused.to_string(),
        "connection to server at \"127.0.0.1\", port 1 failed: Connection refused\n\
         \tIs the server running on that host and accepting TCP/IP connections?\n\
         The user is \"me\", the database \"shop\"."
    );
    let socket = open_error(&make_url("postgresql://me:s3cret@/shop?host=/nonexistent").unwrap());
    assert_eq!(
        socket.to_string(),
        "connection to server on socket \"/nonexistent/.s.PGSQL.5432\" failed: No such file or directory\n\
         \tIs the server running locally and accepting connections on that socket?\n\
         The user is \"me\", the database \"shop\"."
    );
    let unknown_host = open_error(&make_url("postgresql://me:s3cret@host.invalid/shop").unwrap()).to_string();
    assert!(
        unknown_host.starts_with("could not translate host name \"host.invalid\" to address: "),
        "{unknown_host}"
    );
    assert!(!unknown_host.contains("s3cret"));
    for (query, expected) in [
        ("sslmode=bogus", "invalid sslmode value: \"bogus\""),
        (
            "target_session_attrs=bogus",
            "invalid target_session_attrs value: \"bogus\"",
        ),
        ("channel_binding=bogus", "invalid channel_binding value: \"bogus\""),
        ("foo=bar", "invalid connection option \"foo\""),
    ] {
        let url = make_url(&format!("postgresql://me:s3cret@127.0.0.1:1/shop?{query}")).unwrap();
        assert_eq!(open_error(&url).to_string(), expected);
    }

    let Some(database) = database() else { return };
    let mut url = database.parsed_url();
    let place = format!(
        "connection to server at \"{}\", port {} failed",
        url.host.clone().unwrap(),
        url.port.unwrap_or(5432)
    );
    url.database = Some("no_such_database".to_owned());
    let error = open_error(&url);
    assert_eq!(
        error.message,
        format!("{place}: FATAL:  database \"no_such_database\" does not exist")
    );
    assert_eq!(error.code.as_deref(), Some("3D000"));

    url = database.parsed_url();
    url.query = vec![("target_session_attrs".into(), vec!["standby".into()])];
    assert_eq!(
        open_error(&url).message,
        format!("{place}: server is not in hot standby mode")
    );
}
