//! A migration with data and values of every type leaves the rows that the same migration in Python leaves.

use std::path::{Path, PathBuf};
use std::process::Command;

use alembic::prelude::*;
use alembic::sql::{Row, Statement};

use crate::revisions::environment;
use crate::support::{TestDatabase, databases, report_skipped};

fn account() -> Table {
    table("account")
        .column(column("id", integer()))
        .column(column("name", string(50)))
        .column(column("flag", boolean()))
        .column(column("balance", numeric(10, 2)))
        .column(column("ratio", double()))
        .column(column("made", date_time()))
        .column(column("day", date()))
        .column(column("at", time()))
        .column(column("key", uuid()))
        .column(column("data", json()))
        .column(column("raw", large_binary(None)))
        .column(column("span", interval()))
        .column(column("kind", enum_(["new", "old"]).name("account_kind")))
        .column(column("note", text_type()))
}

fn person() -> Table {
    table("person")
        .column(column("id", integer()))
        .column(column("account_id", integer()))
        .column(column("name", string(50)))
}

/// `tests/oracle/data_migration.py` in Rust.
fn upgrade(op: &mut Operations) -> Result<()> {
    let (a, p) = (account(), person());
    op.create_table(account().primary_key(["id"]))?;
    op.create_table(person().primary_key(["id"]))?;
    op.execute(
        insert(&a).values(
            row()
                .set("id", 1)
                .set("name", "it's")
                .set("flag", true)
                .set("balance", "12.50")
                .set("ratio", 0.25)
                .set("made", "2020-01-02 03:04:05")
                .set("day", "2020-01-02")
                .set("at", "03:04:05")
                .set("key", "d5b3f8f2-e9a0-4b1c-8d2e-0123456789ab")
                .set("data", r#"{"a": [1, null, "\u00fc"]}"#)
                .set("raw", b"\x00\xffabc".to_vec())
                .set("span", "1 days 02:00:03")
                .set("kind", "old")
                .set("note", Value::Null),
        ),
    )?;
    op.execute(
        insert(&a).values([
            row().set("id", 2).set("name", "b").set("flag", false).set("ratio", 1.5),
            row()
                .set("id", 3)
                .set("name", Value::Null)
                .set("flag", Value::Null)
                .set("ratio", 2.0),
        ]),
    )?;
    op.bulk_insert(
        account(),
        [
            row().set("id", 4).set("name", "d").set("kind", "new"),
            row().set("id", 5).set("name", "e%_").set("kind", "old"),
        ],
    )?;
    let source = select((a.c("id") + 10, a.c("id"), func::upper(a.c("name")))).where_(a.c("id").lt(5));
    op.execute(insert(&p).from_select(["id", "account_id", "name"], source))?;
    op.execute(
        update(&a)
            .value("note", case().when(a.c("ratio").gt(1), "big").else_("small"))
            .value("name", a.c("name") + "!")
            .where_(or_([a.c("ratio").is_not_null(), a.c("name").eq("d")])),
    )?;
    let name = select(p.c("name"))
        .where_(p.c("account_id").eq(a.c("id")))
        .scalar_subquery();
    op.execute(
        update(&a)
            .value("note", name)
            .where_(a.c("id").in_([1, 2]))
            .where_(a.c("flag")),
    )?;
    op.execute(
        update(&a)
            .value("made", "2021-01-01 00:00:00")
            .where_(a.c("made").lt("2020-06-01 00:00:00")),
    )?;
    let flagged = select(&a).where_(a.c("flag")).where_(a.c("id").eq(p.c("account_id")));
    op.execute(delete(&p).where_(!exists(flagged)))?;
    let found = select((a.c("id"), a.c("name"))).where_(a.c("name").contains("%_").autoescape());
    for found in op.query(found, [])? {
        let (Some(id), Some(name)) = (found.at(0), found.at(1).and_then(Value::as_str)) else {
            continue;
        };
        let note = format!("found {name}");
        op.execute(update(&a).value("note", note).where_(a.c("id").eq(id.clone())))?;
    }
    op.autocommit_block(|op| op.execute(delete(&a).where_(a.c("id").eq(3))))
}

fn rows(database: &TestDatabase, table: &str) -> Vec<Row> {
    let query = Statement::new(format!("SELECT * FROM {table} ORDER BY id"));
    database.connect().query(&query).unwrap()
}

fn oracle() -> Option<PathBuf> {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/oracle-venv");
    let python = std::env::var_os("ALEMBIC_ORACLE_VENV")
        .map_or_else(default, PathBuf::from)
        .join("bin/python");
    python.is_file().then_some(python)
}

#[test]
fn a_data_migration_leaves_the_rows_that_python_leaves() {
    let Some(python) = oracle() else {
        assert!(
            std::env::var_os("ALEMBIC_TEST_REQUIRE_ORACLE").is_none(),
            "ALEMBIC_TEST_REQUIRE_ORACLE is set, and there is no real Alembic"
        );
        report_skipped("the data migration needs real Alembic");
        return;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/data_migration.py");
    for (ours, theirs) in databases().into_iter().zip(databases()) {
        environment(&[("a1", upgrade)]).upgrade(ours.connect(), "head").unwrap();
        let output = Command::new(&python).arg(&script).arg(&theirs.url).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}", ours.dialect);
        for table in ["account", "person"] {
            let (ours_left, theirs_left) = (rows(&ours, table), rows(&theirs, table));
            assert!(!ours_left.is_empty());
            assert_eq!(ours_left, theirs_left, "{} {table}", ours.dialect);
        }
    }
}
