//! How often a driver waits for its server, counted by a proxy in between.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use alembic::drivers;
use alembic_core::{DialectName, Value};
use alembic_sql::{Connection, Statement};

use crate::support::TestDatabase;
use crate::text;

/// Counts how often the client speaks after the server has spoken.
#[derive(Default)]
struct Counter {
    round_trips: AtomicUsize,
    client_spoke: AtomicBool,
}

/// Forwards one connection at a time to `host` and `port`; gives the port to connect to.
fn proxy(host: &str, port: u16) -> (u16, Arc<Counter>) {
    let counter = Arc::new(Counter::default());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy_port = listener.local_addr().unwrap().port();
    let target = (host.to_owned(), port);
    let shared = Arc::clone(&counter);
    thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let server = TcpStream::connect((target.0.as_str(), target.1)).unwrap();
            client.set_nodelay(true).unwrap();
            server.set_nodelay(true).unwrap();
            let (to_server, to_client) = (server.try_clone().unwrap(), client.try_clone().unwrap());
            let (upwards, downwards) = (Arc::clone(&shared), Arc::clone(&shared));
            thread::spawn(move || {
                pump(client, to_server, || {
                    if !upwards.client_spoke.swap(true, Ordering::SeqCst) {
                        upwards.round_trips.fetch_add(1, Ordering::SeqCst);
                    }
                });
            });
            thread::spawn(move || {
                pump(server, to_client, || {
                    downwards.client_spoke.store(false, Ordering::SeqCst);
                });
            });
        }
    });
    (proxy_port, counter)
}

fn pump(mut from: TcpStream, mut to: TcpStream, note: impl Fn()) {
    let mut buffer = [0; 65536];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        note();
        if to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

/// A step, and the round trips that it may take.
type Step<'s> = (&'s str, Vec<Value>, bool, usize);

fn count(dialect: DialectName, unencrypted: (&str, &str), steps: &[Step<'_>]) {
    let Some(database) = TestDatabase::on_server(dialect) else {
        return;
    };
    let mut url = database.parsed_url();
    let host = url.host.replace("127.0.0.1".to_owned()).unwrap();
    let default_port = if dialect == DialectName::Postgresql { 5432 } else { 3306 };
    let (port, counter) = proxy(&host, url.port.unwrap_or(default_port));
    url.port = Some(port);
    url.query = vec![(unencrypted.0.to_owned(), vec![unencrypted.1.to_owned()])];
    let mut connection: Box<dyn Connection> = drivers::open(&url).unwrap();
    if url.password.is_none() {
        // One to get in, one to learn the version.
        assert_eq!(counter.round_trips.load(Ordering::SeqCst), 2);
    }
    for (sql, params, is_query, expected) in steps {
        let before = counter.round_trips.load(Ordering::SeqCst);
        let statement = Statement::with_params(*sql, params.clone());
        if *is_query {
            connection.query(&statement).unwrap();
        } else {
            connection.execute(&statement).unwrap();
        }
        let taken = counter.round_trips.load(Ordering::SeqCst) - before;
        assert_eq!(taken, *expected, "{sql}");
    }
}

#[test]
fn postgresql_takes_one_round_trip_a_statement() {
    count(
        DialectName::Postgresql,
        ("sslmode", "disable"),
        &[
            (
                "CREATE TABLE t (id integer, label text); CREATE INDEX i ON t (id)",
                vec![],
                false,
                1,
            ),
            (
                "INSERT INTO t VALUES ($1, $2)",
                vec![Value::Int(1), text("a")],
                false,
                1,
            ),
            (
                "UPDATE t SET label = $1 WHERE id = $2",
                vec![text("b"), Value::Int(1)],
                false,
                1,
            ),
            ("SELECT id, label FROM t", vec![], true, 1),
            ("SELECT id, label FROM t WHERE id = $1", vec![Value::Int(1)], true, 1),
            // Printed by the server.
            ("SELECT id, now() FROM t", vec![], true, 2),
        ],
    );
}

#[test]
fn mysql_takes_one_round_trip_a_statement_once_prepared() {
    let update = "UPDATE t SET label = ? WHERE id = ?";
    count(
        DialectName::Mysql,
        ("ssl_disabled", "true"),
        &[
            (
                "CREATE TABLE t (id INTEGER, label TEXT); CREATE INDEX i ON t (id)",
                vec![],
                false,
                1,
            ),
            (update, vec![text("a"), Value::Int(1)], false, 2),
            (update, vec![text("b"), Value::Int(1)], false, 1),
            ("SELECT id, label, now() FROM t", vec![], true, 1),
        ],
    );
}
