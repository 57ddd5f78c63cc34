//! What a batch refuses, in which words; and that the database is as it was then.

use alembic::prelude::*;

use crate::database::Database;

/// The message of a batch that fails, in a transaction and outside of one; the database is as before.
fn refusal(setup: &str, changes: fn(&mut Operations<'_, '_>) -> Result<()>) -> String {
    let mut messages = Vec::new();
    for in_transaction in [true, false] {
        let mut database = Database::new(setup);
        let before = database.schema();
        let result = if in_transaction {
            database.run_in_transaction(changes)
        } else {
            database.run(changes)
        };
        messages.push(result.expect_err("it is refused").to_string());
        assert_eq!(database.schema(), before);
        assert_eq!(database.query("PRAGMA legacy_alter_table"), ["0"]);
    }
    assert_eq!(messages[0], messages[1]);
    messages.swap_remove(0)
}

fn drop_b(op: &mut Operations<'_, '_>) -> Result<()> {
    op.batch_alter_table("t", |batch_op| batch_op.drop_column("b"))
}

#[test]
fn what_needs_a_dropped_column() {
    for (setup, expected) in [
        (
            "CREATE TABLE t (a INT, b INT); CREATE INDEX ix ON t (b)",
            "cannot drop column 'b' of table 't': the index 'ix' needs it (op.batch_alter_table on sqlite: drop the index in the same batch)",
        ),
        (
            "CREATE TABLE t (a INT, b INT); CREATE INDEX ix ON t (a) WHERE b > 0",
            "cannot drop column 'b' of table 't': the index 'ix' needs it (op.batch_alter_table on sqlite: drop the index in the same batch)",
        ),
        (
            "CREATE TABLE t (a INT, b INT, CONSTRAINT ck CHECK (b > a))",
            "cannot drop column 'b' of table 't': the check 'ck' needs it (op.batch_alter_table on sqlite: drop the constraint in the same batch)",
        ),
        (
            "CREATE TABLE t (a INT, b INT, c INT AS (b + 1))",
            "cannot drop column 'b' of table 't': the computed column 'c' needs it (op.batch_alter_table on sqlite: drop that column in the same batch)",
        ),
        (
            "CREATE TABLE t (a INT, b INT UNIQUE, p INT REFERENCES t (b))",
            "cannot drop column 'b' of table 't': the foreign key without a name of the table itself needs it (op.batch_alter_table on sqlite: drop the \
             constraint in the same batch)",
        ),
        (
            "CREATE TABLE t (a INT, b INT UNIQUE); CREATE TABLE child (x INT REFERENCES t (b))",
            "cannot drop column 'b' of table 't': a foreign key of table 'child' needs it (op.batch_alter_table on sqlite: drop that constraint first, in \
             a batch of its own table)",
        ),
        (
            "CREATE TABLE t (a INT, b INT); CREATE VIEW v AS SELECT b FROM t",
            "the batch breaks the view 'v': no such column: b (op.batch_alter_table on sqlite: drop it before the batch, and create it again, as it shall be, behind it)",
        ),
        (
            "CREATE TABLE t (a INT, b INT); CREATE TABLE log (x INT); \
             CREATE TRIGGER tr AFTER UPDATE ON t BEGIN INSERT INTO log VALUES (old.b); END",
            "the batch breaks the trigger 'tr': no such column: old.b (op.batch_alter_table on sqlite: drop it before \
             the batch, and create it again, as it shall be, behind it)",
        ),
        (
            "CREATE TABLE t (b INT)",
            "the batch leaves table 't' none of its columns (op.batch_alter_table on sqlite: drop the table and \
             create another one)",
        ),
        (
            "CREATE TABLE t (a INT, c INT)",
            "table 't' has no column 'b'; it has a, c (op.batch_alter_table on sqlite: name one of its columns)",
        ),
        (
            "CREATE TABLE x (a INT)",
            "no such table: t (op.batch_alter_table on sqlite: give the table with `copy_from`)",
        ),
        (
            "CREATE TABLE t (a INT, b INT); CREATE TABLE _alembic_tmp_t (a INT)",
            "table '_alembic_tmp_t' is left over from a batch on 't' that did not come to its end. 't' still has all of \
             its rows (op.batch_alter_table on sqlite: run `DROP TABLE _alembic_tmp_t`, and then this migration again)",
        ),
        (
            "CREATE TABLE _alembic_tmp_t (a INT)",
            "table 't' is missing: a batch did not come to its end, and left its rows in '_alembic_tmp_t' \
             (op.batch_alter_table on sqlite: run `ALTER TABLE _alembic_tmp_t RENAME TO t`, create the indexes again that \
             it had, and see whether the migration that died is still to be run)",
        ),
    ] {
        assert_eq!(refusal(setup, drop_b), expected, "{setup}");
    }
}

#[test]
fn enforced_keys_in_an_open_transaction() {
    let setup = "CREATE TABLE t (a INTEGER PRIMARY KEY, b INT); CREATE TABLE child (x INT REFERENCES t (a) ON DELETE CASCADE); \
                 INSERT INTO t VALUES (1, 1); INSERT INTO child VALUES (1)";
    let mut database = Database::new(setup);
    database.0.pragma_update(None, "foreign_keys", true).unwrap();
    let error = database.run_in_transaction(drop_b).unwrap_err().to_string();
    assert!(
        error.starts_with(
            "table 't' is referred to by child, and this connection enforces foreign keys inside of an open"
        ),
        "{error}"
    );
    assert_eq!(database.query("SELECT x FROM child"), ["1"]);
}

#[test]
fn rows_that_refer_to_nothing() {
    const SETUP: &str = "CREATE TABLE u (id INTEGER PRIMARY KEY); CREATE TABLE t (a INT, b INT); \
                         INSERT INTO u VALUES (1); INSERT INTO t VALUES (1, 1), (2, 1), (3, 1)";
    fn refer(op: &mut Operations<'_, '_>) -> Result<()> {
        op.batch_alter_table("t", |batch_op| batch_op.create_foreign_key("fk", "u", ["a"], ["id"]))
    }
    let mut database = Database::new(SETUP);
    let error = database.run(refer).unwrap_err().to_string();
    assert_eq!(
        error,
        "2 rows of table 't' refer to rows of 'u' that are not there, and did not before the batch \
         (op.batch_alter_table on sqlite: correct them in the migration, or leave them with `check_foreign_keys(false)`)"
    );
    assert_eq!(database.query("SELECT count(*) FROM t"), ["3"]);
    database
        .run(|op| {
            op.batch_alter_table(batch_alter_table("t").check_foreign_keys(false), |batch_op| {
                batch_op.create_foreign_key("fk", "u", ["a"], ["id"])
            })
        })
        .unwrap();
    // what was wrong before is not blamed on the next batch
    database
        .run(|op| op.batch_alter_table("t", |batch_op| batch_op.alter_column("a", alter().type_(string(5)))))
        .unwrap();
}

#[test]
fn rows_that_do_not_fit_leave_the_table_as_it_was() {
    let mut database = Database::new("CREATE TABLE t (a INT, b INT); INSERT INTO t VALUES (1, NULL)");
    let error = database
        .run(|op| op.batch_alter_table("t", |batch_op| batch_op.alter_column("b", alter().nullable(false))))
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("NOT NULL constraint failed: _alembic_tmp_t.b"),
        "{error}"
    );
    assert_eq!(database.schema(), ["table|t|t|CREATE TABLE t (a INT, b INT)"]);
    assert_eq!(database.query("SELECT a FROM t"), ["1"]);
}
