//! Runs the cases of `fixtures/ops` online and compares what they leave with what real Alembic left.
//!
//! `fixtures/ops_online/<dialect>/<folder>.txt` is recorded by `tests/oracle/record_ops_online.py`, which tells its form.
//! `ALEMBIC_OPS_ONLINE=create_table/enum` runs only cases whose `folder/name` contains these words.
#![cfg(all(feature = "sqlite", feature = "postgres", feature = "mysql"))]

#[path = "../../crates/alembic-sql/tests/ops/build.rs"]
mod build;
#[path = "../../crates/alembic-sql/tests/ops/case.rs"]
mod case;
mod database;
#[path = "../../crates/alembic-sql/tests/ops/expressions.rs"]
mod expressions;
#[path = "../../crates/alembic-sql/tests/ops/items.rs"]
mod items;
#[path = "../../crates/alembic-sql/tests/ops/json.rs"]
mod json;
#[path = "../support/mod.rs"]
mod support;
#[path = "../../crates/alembic-sql/tests/ops/types.rs"]
mod types;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use alembic::migration::{ContextOptions, LogFacade, MigrationContext};
use alembic::schema::MetaData;
use alembic::{Error, Operations};
use alembic_core::DialectName;
use alembic_sql::{Connection, DatabaseError};
use database::Server;
use json::Obj;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures");

/// What is recorded for a case: the statements that make the database ready, and the lines of the error and the state.
struct Recorded {
    before: Vec<String>,
    after: Vec<String>,
}

/// The cases of a dialect by `folder/name`.
fn recorded(dialect: DialectName) -> BTreeMap<String, Recorded> {
    let folder = Path::new(FIXTURES).join("ops_online").join(dialect.to_string());
    let mut cases = BTreeMap::new();
    for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        for part in format!("\n{}", text.trim_end()).split("\n=== ").skip(1) {
            let mut lines = part.trim_end_matches('\n').split('\n');
            let name = lines.next().unwrap();
            let (mut before, mut after) = (Vec::new(), Vec::new());
            for line in lines {
                match line.strip_prefix("< ") {
                    Some(statement) if after.is_empty() => before.push(statement.to_owned()),
                    _ => after.push(line.to_owned()),
                }
            }
            cases.insert(format!("{stem}/{name}"), Recorded { before, after });
        }
    }
    cases
}

/// The cases of `fixtures/ops` that count for a dialect.
fn cases(dialect: DialectName) -> BTreeMap<String, Obj> {
    let folder = Path::new(FIXTURES).join("ops");
    let mut cases = BTreeMap::new();
    for path in case::files(&folder) {
        let text = fs::read_to_string(&path).unwrap();
        let mut case = Obj::new(serde_json::from_str(text.split("\n--- ").next().unwrap()).unwrap());
        let dialects = case.strings("dialects");
        if dialects.is_empty() || dialects.contains(&dialect.to_string()) {
            let name = path.strip_prefix(&folder).unwrap().with_extension("");
            cases.insert(name.to_string_lossy().replace('\\', "/"), case);
        }
    }
    cases
}

/// Runs the operations of a case.
fn perform(connection: &mut dyn Connection, mut case: Obj) -> Result<(), Error> {
    let mut options = ContextOptions::default();
    if let Some(json) = case.take("naming_convention") {
        let mut metadata = MetaData::new();
        metadata.naming_convention = case::naming_convention(json);
        options.target_metadata = Some(Arc::new(metadata));
    }
    let ops = case.array("ops");
    let mut context = MigrationContext::online(Box::new(connection), options, &LogFacade);
    let mut operations = Operations::new(&mut context);
    for op in ops {
        if op["op"] == "version_table" {
            let bind = operations.get_bind().expect("a connection");
            for statement in case::version_table(Obj::new(op), &bind.dialect().clone()) {
                bind.execute(&statement)?;
            }
        } else {
            operations.invoke(build::operation(Obj::new(op)))?;
        }
    }
    Ok(())
}

/// The words of an error, as the recorder writes them.
fn words(error: &Error, dialect: DialectName) -> String {
    match error {
        Error::Database(DatabaseError { message, code, .. }) => match (dialect, code) {
            (DialectName::Sqlite, Some(_)) => format!("! [sqlite] {message}"),
            (_, Some(code)) => format!("! [{code}] {message}"),
            (_, None) => format!("! {message}"),
        },
        other => format!("! {other}"),
    }
}

/// What differs between the lines that are recorded and ours; `! *` stands for an error whose words are ours.
fn difference(recorded: &[String], ours: &[String]) -> Option<String> {
    let same = recorded.len() == ours.len()
        && recorded
            .iter()
            .zip(ours)
            .all(|(recorded, ours)| recorded == ours || recorded == "! *" && ours.starts_with("! "));
    (!same).then(|| format!("{}\n--- ours\n{}\n", recorded.join("\n"), ours.join("\n")))
}

fn replay(dialect: DialectName) {
    let Some(mut server) = Server::open(dialect) else { return };
    let wanted = std::env::var("ALEMBIC_OPS_ONLINE").unwrap_or_default();
    let recorded = recorded(dialect);
    let mut cases = cases(dialect);
    let names: BTreeSet<&String> = recorded.keys().collect();
    assert_eq!(names, cases.keys().collect(), "record them with tests/oracle/run ops_online");
    let mut failures = Vec::new();
    for (name, Recorded { before, after }) in recorded.iter().filter(|(name, _)| name.contains(&wanted)) {
        let ours = server.run(before, cases.remove(name).unwrap());
        if let Some(difference) = difference(after, &ours) {
            failures.push(format!("=== {name} on {dialect}\n{}\n{difference}", before.join("\n")));
        }
    }
    drop(server);
    let (differing, all) = (failures.len(), recorded.len());
    assert!(failures.is_empty(), "{differing} of {all} differ\n{}", failures.join("\n"));
}

#[test]
fn sqlite() {
    replay(DialectName::Sqlite);
}

#[test]
fn postgresql() {
    replay(DialectName::Postgresql);
}

#[test]
fn mariadb() {
    replay(DialectName::Mariadb);
}

#[test]
fn mysql() {
    replay(DialectName::Mysql);
}
