//! What Alembic loses when a table is made again, and what stays here.

use alembic::prelude::*;

use crate::database::Database;

/// Makes `t` again, by a change that nothing depends on.
fn made_again(op: &mut Operations<'_, '_>) -> Result<()> {
    op.batch_alter_table("t", |batch_op| batch_op.alter_column("b", alter().nullable(false)))
}

fn after(setup: &str) -> Database {
    let mut database = Database::new(setup);
    database.run_in_transaction(made_again).unwrap();
    database
}

#[test]
fn the_definition_stays_as_it_was_written() {
    let database = after(
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b varchar(3) COLLATE NOCASE, c FOO(1,2) NOT NULL ON CONFLICT IGNORE, \
         d, e int DEFAULT (1 + 2), CHECK (b <> 'x'), UNIQUE (c) ON CONFLICT REPLACE, CONSTRAINT named CHECK (a > 0))",
    );
    let sql = database.sql_of("t");
    for part in [
        "b varchar(3) COLLATE \"NOCASE\" NOT NULL",
        "c FOO(1,2) NOT NULL ON CONFLICT IGNORE",
        "DEFAULT (1 + 2)",
        "CHECK (b <> 'x')",
        "UNIQUE (c) ON CONFLICT REPLACE",
        "CONSTRAINT named CHECK (a > 0)",
    ] {
        assert!(sql.contains(part), "{part} is not in {sql}");
    }
}

#[test]
fn the_kind_of_table_stays() {
    let database = after("CREATE TABLE t (a TEXT PRIMARY KEY, b INT) WITHOUT ROWID, STRICT");
    assert!(
        database.sql_of("t").ends_with("WITHOUT ROWID, STRICT"),
        "{}",
        database.sql_of("t")
    );
}

#[test]
fn the_counter_goes_on() {
    let database = after(
        "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b INT); INSERT INTO t (b) VALUES (1), (2), (3); \
         DELETE FROM t WHERE a > 1",
    );
    database.0.execute("INSERT INTO t (b) VALUES (9)", []).unwrap();
    assert_eq!(database.query("SELECT a FROM t"), ["1", "4"]);
    assert_eq!(database.query("SELECT name, seq FROM sqlite_sequence"), ["t|4"]);
}

#[test]
fn the_counter_of_an_empty_table_goes_on() {
    let database = after(
        "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b INT); INSERT INTO t (b) VALUES (1), (2); DELETE FROM t",
    );
    database.0.execute("INSERT INTO t (b) VALUES (9)", []).unwrap();
    assert_eq!(database.query("SELECT a FROM t"), ["3"]);
}

#[test]
fn indexes_on_expressions_and_parts_stay() {
    let database = after(
        "CREATE TABLE t (a INT, b TEXT); CREATE INDEX lowered ON t (lower(b), a DESC); \
         CREATE UNIQUE INDEX part ON t (a) WHERE b IS NOT NULL; CREATE INDEX collated ON t (b COLLATE NOCASE)",
    );
    assert_eq!(
        database.sql_of("lowered"),
        "CREATE INDEX lowered ON t (lower(b), a DESC)"
    );
    assert_eq!(
        database.sql_of("part"),
        "CREATE UNIQUE INDEX part ON t (a) WHERE b IS NOT NULL"
    );
    assert_eq!(
        database.sql_of("collated"),
        "CREATE INDEX collated ON t (b COLLATE \"NOCASE\")"
    );
}

#[test]
fn generated_columns_are_not_copied_but_made() {
    let database = after(
        "CREATE TABLE t (a INT, b INT, c INT GENERATED ALWAYS AS (a + b) STORED, d INT AS (a * 2)); \
         INSERT INTO t (a, b) VALUES (1, 2)",
    );
    assert_eq!(database.query("SELECT a, b, c, d FROM t"), ["1|2|3|2"]);
}

#[test]
fn triggers_and_views_go_on() {
    let mut database = Database::new(
        "CREATE TABLE t (a INT, b INT); CREATE TABLE log (x INT); CREATE TABLE other (y INT); \
         CREATE TRIGGER own AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.a); END; \
         CREATE TRIGGER foreign_ AFTER INSERT ON other BEGIN INSERT INTO t VALUES (new.y, 0); END; \
         CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a + 1 AS a1 FROM v; \
         CREATE TRIGGER through INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (new.a, 5); END; \
         CREATE VIEW broken AS SELECT * FROM nowhere; INSERT INTO t VALUES (1, 1)",
    );
    let before: Vec<String> = database
        .schema()
        .into_iter()
        .filter(|row| !row.contains("|t|CREATE TABLE"))
        .collect();
    database.run_in_transaction(made_again).unwrap();
    let after: Vec<String> = database
        .schema()
        .into_iter()
        .filter(|row| !row.contains("|t|CREATE TABLE"))
        .collect();
    assert_eq!(after, before);
    database.0.execute("INSERT INTO other VALUES (7)", []).unwrap();
    database.0.execute("INSERT INTO v VALUES (8)", []).unwrap();
    assert_eq!(database.query("SELECT x FROM log"), ["1", "7", "8"]);
    assert_eq!(database.query("SELECT a1 FROM w ORDER BY 1"), ["2", "8", "9"]);
    assert_eq!(database.query("PRAGMA legacy_alter_table"), ["0"]);
}

#[test]
fn a_renamed_column_is_renamed_wherever_it_is_named() {
    let mut database = Database::new(
        "CREATE TABLE t (a INT PRIMARY KEY, b INT, p INT REFERENCES t (a), s INT AS (a + 1), CHECK (a > 0)); \
         CREATE TABLE child (x INT REFERENCES t (a)); CREATE TABLE log (x INT); \
         CREATE TRIGGER own AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.a); END; \
         CREATE VIEW v AS SELECT a FROM t; CREATE INDEX part ON t (b) WHERE a > 1; \
         INSERT INTO t (a, b, p) VALUES (1, 2, 1); INSERT INTO child VALUES (1)",
    );
    database
        .run_in_transaction(|op| {
            op.batch_alter_table("t", |batch_op| {
                batch_op.alter_column("a", alter().new_column_name("key").nullable(false))?;
                batch_op.create_unique_constraint("uq", ["a", "b"])
            })
        })
        .unwrap();
    database
        .0
        .execute("INSERT INTO t (\"key\", b, p) VALUES (5, 6, 1)", [])
        .unwrap();
    assert_eq!(database.query("SELECT x FROM log ORDER BY 1"), ["1", "5"]);
    assert_eq!(database.query("SELECT * FROM v ORDER BY 1"), ["1", "5"]);
    assert!(database.query("PRAGMA foreign_key_check").is_empty());
    assert_eq!(database.query("SELECT s FROM t"), ["2", "6"]);
    assert!(
        database.sql_of("t").contains("CONSTRAINT uq UNIQUE (\"key\", b)"),
        "{}",
        database.sql_of("t")
    );
    assert!(
        database.sql_of("part").ends_with("WHERE \"key\" > 1"),
        "{}",
        database.sql_of("part")
    );
}

#[test]
fn the_rows_of_children_stay() {
    for own_transaction in [true, false] {
        let mut database = Database::new(
            "CREATE TABLE t (a INTEGER PRIMARY KEY, b INT); \
             CREATE TABLE child (x INT REFERENCES t (a) ON DELETE CASCADE); \
             INSERT INTO t VALUES (1, 1), (2, 2); INSERT INTO child VALUES (1), (1), (2)",
        );
        database.0.pragma_update(None, "foreign_keys", true).unwrap();
        if own_transaction {
            // switched on by the migration itself, outside of a transaction
            database
                .run(|op| {
                    op.execute("PRAGMA foreign_keys = ON")?;
                    made_again(op)?;
                    assert_eq!(op.query("PRAGMA foreign_keys", [])?[0].at(0), Some(&Value::Int(1)));
                    Ok(())
                })
                .unwrap();
        } else {
            database.run(made_again).unwrap();
        }
        assert_eq!(database.query("SELECT x FROM child"), ["1", "1", "2"]);
        assert_eq!(database.query("SELECT a FROM t"), ["1", "2"]);
        assert_eq!(database.query("PRAGMA foreign_keys"), ["1"]);
    }
}

#[test]
fn checks_go_with_what_they_are_about() {
    let mut database = Database::new(
        "CREATE TABLE t (a INT, b INT CHECK (b > 0), flag BOOLEAN, kind VARCHAR(1), CHECK (flag IN (0, 1)), \
         CHECK (kind IN ('a')), CHECK (a < b), CHECK (a <> 7))",
    );
    database
        .run_in_transaction(|op| {
            op.batch_alter_table("t", |batch_op| {
                batch_op.drop_column("b")?;
                batch_op.alter_column("flag", alter().type_(integer()))?;
                batch_op.alter_column("kind", alter().type_(string(5)))
            })
        })
        .unwrap();
    let sql = database.sql_of("t");
    assert_eq!(sql.matches("CHECK").count(), 1, "{sql}");
    assert!(sql.contains("CHECK (a <> 7)"), "{sql}");
}

#[test]
fn restated_checks_take_the_place_of_the_old_ones() {
    let mut database = Database::new("CREATE TABLE t (a INT, b INT, CHECK (a > 0))");
    database
        .run_in_transaction(|op| {
            let batch = batch_alter_table("t").table_arg(check("a > 1").name("ck_a"));
            op.batch_alter_table(batch, |batch_op| batch_op.drop_column("b"))
        })
        .unwrap();
    assert_eq!(
        database.sql_of("t"),
        "CREATE TABLE \"t\" ( a INT, CONSTRAINT ck_a CHECK (a > 1) )"
    );
}

#[test]
fn a_convention_names_what_has_no_name() {
    let mut database = Database::new("CREATE TABLE t (a INT REFERENCES u (id), b INT UNIQUE)");
    database
        .run_in_transaction(|op| {
            let naming = NamingConvention::default()
                .fk("fk_%(table_name)s_%(column_0_name)s")
                .uq("uq_%(table_name)s_%(column_0_name)s");
            op.batch_alter_table(batch_alter_table("t").naming_convention(naming), |batch_op| {
                batch_op.drop_constraint("fk_t_a")
            })
        })
        .unwrap();
    let sql = database.sql_of("t");
    assert_eq!(sql, "CREATE TABLE \"t\" ( a INT, b INT, CONSTRAINT uq_t_b UNIQUE (b) )");
}

#[test]
fn reflected_columns_can_be_told_anew() {
    let mut database = Database::new("CREATE TABLE t (a INT, flag BOOLEAN, b INT, CHECK (flag IN (0, 1)))");
    database
        .run_in_transaction(|op| {
            let flag = column("flag", boolean().create_constraint(true).name("ck_flag"));
            let batch = batch_alter_table("t")
                .reflect_arg(flag)
                .reflect_arg(check("a > 0").name("ck_a"));
            op.batch_alter_table(batch, |batch_op| batch_op.drop_column("b"))
        })
        .unwrap();
    let sql = database.sql_of("t");
    assert!(
        sql.contains("CONSTRAINT ck_flag CHECK (flag IN (0, 1)), CONSTRAINT ck_a CHECK (a > 0)"),
        "{sql}"
    );
    assert_eq!(sql.matches("CHECK").count(), 2, "{sql}");
}

#[test]
fn statements_in_a_batch_come_before_its_changes() {
    let mut database = Database::new("CREATE TABLE t (a INT, b INT); INSERT INTO t VALUES (1, 2)");
    database
        .run_in_transaction(|op| {
            op.batch_alter_table("t", |batch_op| {
                batch_op.drop_column("b")?;
                batch_op.execute("UPDATE t SET a = a + b")
            })
        })
        .unwrap();
    let a: i64 = database.0.query_row("SELECT a FROM t", [], |row| row.get(0)).unwrap();
    assert_eq!(a, 3);
}
