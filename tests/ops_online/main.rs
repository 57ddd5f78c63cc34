//! Runs the cases of `fixtures/ops` online and compares what they leave with what real Alembic left.
//!
//! `fixtures/ops_online/<dialect>/<folder>.txt` is recorded by `tests/oracle/record_ops_online.py`, which tells its form.
//! `ALEMBIC_OPS_ONLINE=create_table/enum` runs only cases whose `folder/name` contains these words.
#![cfg(all(feature = "sqlite", feature = "postgres", feature = "mysql"))]

#[path = "../../crates/alembic-sql/tests/ops/batch.rs"]
mod batch;
#[path = "../../crates/alembic-sql/tests/ops/build.rs"]
mod build;
#[path = "../../crates/alembic-sql/tests/ops/case.rs"]
mod case;
mod database;
#[path = "../../crates/alembic-sql/tests/ops/definitions.rs"]
mod definitions;
#[path = "../../crates/alembic-sql/tests/ops/expressions.rs"]
mod expressions;
#[path = "../../crates/alembic-sql/tests/ops/items.rs"]
mod items;
#[path = "../../crates/alembic-sql/tests/ops/json.rs"]
mod json;
#[path = "../../crates/alembic-sql/tests/ops/naming.rs"]
mod naming;
#[expect(dead_code, reason = "values as text are for the tests of the texts")]
#[path = "../../crates/alembic-sql/tests/ops/statements.rs"]
mod statements;
#[path = "../support/mod.rs"]
mod support;
#[path = "../../crates/alembic-sql/tests/ops/types.rs"]
mod types;
#[path = "../../crates/alembic-sql/tests/ops/vocabulary.rs"]
mod vocabulary;

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
use serde_json::Value as Json;

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

/// A case of `fixtures/ops`.
struct Case {
    spec: Obj,
    /// Whether it has a statement that PostgreSQL runs outside of transactions only.
    alone: bool,
    /// The schemas that its operations make.
    created: Vec<String>,
}

/// The cases that count for a dialect.
fn cases(dialect: DialectName) -> BTreeMap<String, Case> {
    let folder = Path::new(FIXTURES).join("ops");
    let mut cases = BTreeMap::new();
    for path in case::files(&folder) {
        let text = fs::read_to_string(&path).unwrap();
        let head = text.split("\n--- ").next().unwrap();
        let alone = head.contains("\"postgresql_concurrently\": true");
        let json: Json = serde_json::from_str(head).unwrap();
        let ops = json["ops"].as_array().unwrap();
        let created = ops.iter().filter_map(|op| op["ddl"]["create_schema"].as_str());
        let created = created.map(ToOwned::to_owned).collect();
        let mut spec = Obj::new(json);
        let dialects = spec.strings("dialects");
        if dialects.is_empty() || dialects.contains(&dialect.to_string()) {
            let name = path.strip_prefix(&folder).unwrap().with_extension("");
            cases.insert(name.to_string_lossy().replace('\\', "/"), Case { spec, alone, created });
        }
    }
    cases
}

/// Runs the operations of a case.
fn perform(connection: &mut dyn Connection, mut case: Obj) -> Result<(), Error> {
    let mut options = ContextOptions::default();
    if let Some(json) = case.take("naming_convention") {
        let mut metadata = MetaData::new();
        metadata.naming_convention = naming::naming(json);
        options.target_metadata = Some(Arc::new(metadata));
    }
    vocabulary::declare(case.take("from"));
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

/// What came of a case.
struct Outcome {
    /// The state before the operations.
    untouched: Vec<String>,
    /// What stopped them, and the name of the database.
    error: Option<(Error, String)>,
    /// The state afterwards; nothing where a spoiled transaction hides it.
    left: Vec<String>,
}

/// The cases where ours does something else, and on which dialects; `docs/differences.md` says why.
const DIFFERENT: [(&str, &[DialectName]); 17] = {
    use DialectName::{Mariadb, Mysql, Postgresql, Sqlite};
    [
        // Python's clean-up in a spoiled transaction hides the error that led to it
        ("batch_alter_table/create_self_reference", &[Postgresql]),
        ("batch_alter_table/self_reference", &[Postgresql]),
        ("batch_alter_table/type_and_rename", &[Postgresql]),
        ("batch_alter_table/type_twice", &[Postgresql]),
        ("batch_alter_table/offline_always", &[Postgresql, Mysql, Mariadb]),
        ("bulk_insert/unknown_column", &[Sqlite, Postgresql, Mysql, Mariadb]),
        ("execute/two_statements", &[Sqlite, Mysql, Mariadb]),
        ("execute/bind_twice", &[Mysql, Mariadb]),
        ("execute/bind_twice_not_literal", &[Mysql, Mariadb]),
        // a text parameter takes the type of its place
        ("expressions/eq_text_for_integer", &[Postgresql]),
        ("expressions/in_untyped", &[Postgresql]),
        ("expressions/func_pow", &[Sqlite]),
        // MySQL wants the path behind an arrow spelled out, where a parameter stands
        ("expressions/op_arrow", &[Mysql]),
        ("expressions/op_precedence", &[Mysql]),
        ("expressions/op_precedence_given", &[Mysql]),
        ("expressions/op_untyped", &[Mysql]),
        // one statement there, two here
        ("insert/primary_key_sequence", &[Mariadb]),
    ]
};

/// Where Alembic goes through a set, `SHOW CREATE TABLE` tells of it.
fn sort(lines: &mut [String]) {
    for line in lines.iter_mut() {
        line.truncate(line.trim_end_matches(',').len());
    }
    lines.sort();
}

/// What older versions of SQLite do not know and ours does, at least in part.
const OLD_SQLITE: [&str; 2] = [
    "! [sqlite] near \"ALTER\": syntax error",
    "! [sqlite] no such function: concat",
];

/// Whether two errors are the same one of a server: their words quote the statement, where values stand in Python's and
/// placeholders in ours.
fn same_of_server(recorded: &str, ours: &str) -> bool {
    let code = |error: &str| Some(error.strip_prefix("! [")?.split_once(']')?.0.to_owned());
    code(recorded).is_some_and(|code_| code_ != "sqlite" && code(ours) == Some(code_))
}

impl Outcome {
    /// The error as the recorder writes it.
    fn error_line(&self, dialect: DialectName) -> Option<String> {
        let (error, database) = self.error.as_ref()?;
        let words = match error {
            Error::Database(DatabaseError { message, code, .. }) => match (dialect, code) {
                (DialectName::Sqlite, Some(_)) => format!("[sqlite] {message}"),
                (_, Some(code)) => format!("[{code}] {message}"),
                (_, None) => message.clone(),
            },
            other => other.to_string(),
        };
        let words = words.replace(database.as_str(), "DATABASE");
        Some(format!("! {}", words.split_whitespace().collect::<Vec<_>>().join(" ")))
    }

    /// What differs from the lines that are recorded. `! *` stands for an error whose words are ours; an operation that
    /// we refuse may leave nothing behind where Alembic has sent a part of it.
    fn difference(&self, recorded: &[String], dialect: DialectName) -> Option<String> {
        let error = self.error_line(dialect);
        let refused = matches!(self.error, Some((Error::Compile(_), _)));
        let (expected, state) = match recorded.split_first() {
            Some((first, rest)) if first.starts_with("! ") => (Some(first), rest),
            _ => (None, recorded),
        };
        let same_error = match (expected.map(String::as_str), error.as_deref()) {
            (Some(expected), _) if dialect == DialectName::Sqlite && OLD_SQLITE.contains(&expected) => return None,
            // refused before anything was sent
            (Some(expected), Some(_)) if refused && expected.starts_with("! [") && self.left == self.untouched => {
                return None;
            }
            (Some("! *"), error) => error.is_some(),
            // ours stands behind Alembic's own message
            (Some(expected), Some(error)) if refused => error.starts_with(expected),
            (Some(expected), Some(error)) => expected == error || same_of_server(expected, error),
            (expected, error) => expected == error,
        };
        if same_error && (self.left == state || refused && self.left == self.untouched) {
            return None;
        }
        let ours: Vec<&String> = error.iter().chain(&self.left).collect();
        let ours: Vec<&str> = ours.into_iter().map(String::as_str).collect();
        Some(format!("{}\n--- ours\n{}\n", recorded.join("\n"), ours.join("\n")))
    }
}

fn replay(dialect: DialectName) {
    let Some(mut server) = Server::open(dialect) else {
        return;
    };
    let wanted = std::env::var("ALEMBIC_OPS_ONLINE").unwrap_or_default();
    let recorded = recorded(dialect);
    let mut cases = cases(dialect);
    let names: BTreeSet<&String> = recorded.keys().collect();
    assert_eq!(
        names,
        cases.keys().collect(),
        "record them with tests/oracle/run ops_online"
    );
    let mut failures = Vec::new();
    for (name, Recorded { before, after }) in recorded.iter().filter(|(name, _)| name.contains(&wanted)) {
        let mut case = cases.remove(name).unwrap();
        if after.first().is_some_and(|line| line.starts_with("? ")) {
            continue;
        }
        let unordered = case.spec.bool("unordered").unwrap_or(false);
        let mut outcome = server.run(before, case);
        if unordered {
            sort(&mut outcome.left);
        }
        let different = |(case, on): &(&str, &[DialectName])| case == name && on.contains(&dialect);
        if let Some(difference) = outcome.difference(after, dialect)
            && !DIFFERENT.iter().any(different)
        {
            failures.push(format!("=== {name} on {dialect}\n{}\n{difference}", before.join("\n")));
        }
    }
    drop(server);
    let (differing, all) = (failures.len(), recorded.len());
    assert!(
        failures.is_empty(),
        "{differing} of {all} differ\n{}",
        failures.join("\n")
    );
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
