//! Random tables and random batches: what is left must be what real Alembic leaves, but for what it loses.
//!
//! `ALEMBIC_BATCH_CASES` sets how many, `ALEMBIC_BATCH_SEED` which.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::build;
use crate::database::Database;
use crate::json::Obj;
use crate::peer::Peer;
use crate::random::{Random, case};

fn variable(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

/// Everything that both must have in common.
#[derive(Debug, PartialEq, Eq)]
struct State {
    columns: Vec<String>,
    rows: Vec<String>,
    indexes: Vec<String>,
    foreign_keys: Vec<String>,
    named_checks: Vec<String>,
    children: BTreeMap<String, Vec<String>>,
}

/// A type as SQLAlchemy would write it: Alembic loses how it was written.
fn state(database: &Database) -> State {
    let mut named_checks = Vec::new();
    let sql = database.sql_of("t");
    let mut rest = sql.as_str();
    while let Some(start) = rest.find("CONSTRAINT ck") {
        rest = &rest[start + "CONSTRAINT ".len()..];
        let end = rest.find("),").or_else(|| rest.rfind(')')).unwrap_or(rest.len());
        named_checks.push(rest[..end].trim_end_matches([')', ' ']).to_owned());
    }
    named_checks.sort();
    let index = "SELECT l.name, l.\"unique\", l.origin, l.partial, (SELECT group_concat(coalesce(name, '?') || \"desc\") FROM \
                 (SELECT name, \"desc\" FROM pragma_index_xinfo(l.name) WHERE key ORDER BY seqno)) FROM pragma_index_list('t') l";
    let mut indexes: Vec<String> = database
        .query(index)
        .into_iter()
        .map(|row| match row.strip_prefix("sqlite_autoindex_t_") {
            // numbered by the order of the constraints, which in Python is that of a set
            Some(row) => row
                .trim_start_matches(|character: char| character.is_ascii_digit())
                .to_owned(),
            None => row,
        })
        .collect();
    indexes.sort();
    let keys = "SELECT (SELECT group_concat(\"from\" || '>' || coalesce(\"to\", '')) FROM pragma_foreign_key_list('t') k WHERE \
                k.id = f.id), \"table\", on_update, on_delete FROM pragma_foreign_key_list('t') f WHERE seq = 0";
    let mut foreign_keys = database.query(keys);
    foreign_keys.sort();
    let children = ["child", "u"].map(|name| {
        (
            name.to_owned(),
            database.query(&format!("SELECT * FROM {name} ORDER BY 1")),
        )
    });
    State {
        columns: database.query("SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo('t')"),
        rows: database.query("SELECT * FROM t ORDER BY 1, 2"),
        indexes,
        foreign_keys,
        named_checks,
        children: children.into(),
    }
}

fn ours(setup: &[String], batch: &Json) -> (Database, Result<(), String>) {
    let mut database = Database::new(&setup.join(";\n"));
    let operation = build::operation(Obj::new(batch.clone()));
    let result = database.run_in_transaction(|op| op.invoke(operation));
    (database, result.map_err(|error| error.to_string()))
}

fn theirs(answer: &Json) -> Database {
    let sql: Vec<&str> = answer["sql"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Json::as_str)
        .collect();
    Database::new(&sql.join("\n"))
}

/// Errors of ours where Alembic's batch goes through: it leaves something broken there.
fn is_better(error: &str) -> bool {
    error.contains("of the table itself needs it")
        || error.contains("a foreign key of table 'child' needs it")
        || error.contains(" to rows of ")
        || error.contains("do not fit any more")
}

#[test]
fn batches_leave_what_alembic_leaves() {
    let Some(mut peer) = Peer::start() else { return };
    let (cases, seed) = (variable("ALEMBIC_BATCH_CASES", 400), variable("ALEMBIC_BATCH_SEED", 1));
    let (mut both, mut only_ours) = (0, 0);
    for number in 0..cases {
        let (setup, batch) = case(&mut Random::new(seed.wrapping_mul(1_000_003).wrapping_add(number)));
        let answer = peer.ask(&json!({"setup": setup, "batch": batch}));
        let (database, result) = ours(&setup, &batch);
        let context = || {
            format!(
                "case {number}\n{}\n{batch:#}\nAlembic: {:?}",
                setup.join(";\n"),
                answer.get("error")
            )
        };
        match (answer["ok"].as_bool().unwrap(), result) {
            (true, Ok(())) => {
                both += 1;
                assert_eq!(
                    state(&database),
                    state(&theirs(&answer)),
                    "{}\n{}",
                    context(),
                    database.sql_of("t")
                );
            }
            (true, Err(error)) => assert!(is_better(&error), "{}\nours: {error}", context()),
            (false, Ok(())) => only_ours += 1,
            (false, Err(_)) => assert_eq!(
                database.schema(),
                Database::new(&setup.join(";\n")).schema(),
                "{}",
                context()
            ),
        }
    }
    println!("{cases} batches: {both} go through with both, {only_ours} only here");
    assert!(
        both * 2 > cases,
        "only {both} of {cases} batches go through with Alembic, {only_ours} only here"
    );
}
