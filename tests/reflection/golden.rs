//! What SQLAlchemy sees is seen, and the rest is pinned.

use std::{env, fs};

use alembic_sql::reflect::StoredObject;
use serde_json::{Map, Value, json};

use crate::inspector::{answers, sorted};
use crate::{Case, create_statements};

/// Writes the pinned files anew instead of comparing with them.
const PIN: &str = "ALEMBIC_PIN_REFLECTION";

#[test]
fn every_table_is_seen_as_sqlalchemy_sees_it_and_better() {
    let mut failures = Vec::new();
    for case in Case::all() {
        let recorded: Map<String, Value> = json_file(&case, "json");
        let (_, reflected) = case.reflect();
        let mut instead = Map::new();
        let mut ours = answers(&reflected.table);
        for (question, theirs) in recorded {
            let our = sorted(ours.remove(&question).unwrap(), &question);
            if our != sorted(theirs, &question) {
                instead.insert(question, our);
            }
        }
        assert!(ours.is_empty(), "{}: not recorded: {ours:?}", case.name);
        let mut seen = json!({
            "instead": instead,
            "create": create_statements(&reflected.table),
            "triggers": objects(&reflected.triggers),
            "dependents": objects(&reflected.dependents),
            "referenced_by": reflected.referenced_by.iter().map(|name| name.as_str()).collect::<Vec<_>>(),
        });
        seen.sort_all_objects();
        if env::var_os(PIN).is_some() {
            let text = serde_json::to_string_pretty(&seen).unwrap();
            fs::write(case.file("ours"), text + "\n").unwrap();
        } else if Value::from(json_file(&case, "ours")) != seen {
            failures.push(format!("{}: {seen:#}", case.name));
        }
    }
    assert!(
        failures.is_empty(),
        "{}\n{} cases differ; set {PIN}=1 to pin",
        failures.join("\n"),
        failures.len()
    );
}

fn json_file(case: &Case, extension: &str) -> Map<String, Value> {
    let path = case.file(extension);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}

fn objects(objects: &[StoredObject]) -> Vec<String> {
    objects
        .iter()
        .map(|object| format!("{:?} {}: {}", object.kind, object.name.as_str(), object.sql))
        .collect()
}
