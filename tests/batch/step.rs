//! Foreign keys at the end of a step: what a migration puts right after a batch is no error.

use alembic::prelude::*;
use alembic::script::{CompiledRevision, RustRevision};

const SETUP: &str = "CREATE TABLE u (id INTEGER PRIMARY KEY); CREATE TABLE t (a INT, b INT); \
                     INSERT INTO u VALUES (1); INSERT INTO t VALUES (1, 1), (2, 1)";

fn breaks(op: &mut Operations) -> Result<()> {
    op.batch_alter_table("t", |batch_op| batch_op.create_foreign_key("fk", "u", ["a"], ["id"]))
}

fn breaks_and_corrects(op: &mut Operations) -> Result<()> {
    breaks(op)?;
    op.execute("DELETE FROM t WHERE a = 2")
}

fn nothing(_: &mut Operations) -> Result<()> {
    Ok(())
}

fn upgrade(upgrade: alembic::migration::MigrationFn) -> (rusqlite::Connection, Result<()>) {
    let revision = CompiledRevision::rust(
        "a1.rs",
        RustRevision {
            doc: "refer",
            revision: "a1",
            down_revision: &[],
            branch_labels: &[],
            depends_on: &[],
            upgrade,
            downgrade: nothing,
        },
    );
    let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    connection.execute_batch(SETUP).unwrap();
    let result = Environment::new(vec![revision])
        .upgrade(&mut connection, "head")
        .map(drop);
    (connection, result)
}

#[test]
fn broken_keys_fail_the_step() {
    let (connection, result) = upgrade(breaks);
    let error = result.unwrap_err().to_string();
    assert!(error.contains("1 row of table 't' refers to rows of 'u'"), "{error}");
    let sql: String = connection
        .query_row("SELECT sql FROM sqlite_master WHERE name = 't'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(sql, "CREATE TABLE t (a INT, b INT)");
}

#[test]
fn corrected_keys_do_not() {
    let (connection, result) = upgrade(breaks_and_corrects);
    result.unwrap();
    let rows: i64 = connection
        .query_row("SELECT count(*) FROM t", [], |row| row.get(0))
        .unwrap();
    assert_eq!(rows, 1);
}
