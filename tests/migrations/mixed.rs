//! Histories that began in Python and go on in Rust.

use std::fs;
use std::path::Path;

use alembic::command;
use alembic::config::Config;
use alembic::environment::{EnvironmentContext, Target};
use alembic::migration::LogFacade;
use alembic::prelude::*;
use alembic::script::{CompiledRevision, RustRevision, ScriptDirectory};

use crate::revisions::{nothing, one, tables};
use crate::support::TestDatabase;

const A1: &str = "revision = 'a1'\ndown_revision = None\ndef upgrade(): pass\n";
const B2: &str = "revision = 'b2'\ndown_revision = 'a1'\ndef upgrade(): pass\n";
const C3: &str = "pub const REVISION: &str = \"c3\";\npub const DOWN_REVISION: &[&str] = &[\"b2\"];\n\
                  pub fn upgrade(op: &mut Operations) -> Result<()> { Ok(()) }\n\
                  pub fn downgrade(op: &mut Operations) -> Result<()> { Ok(()) }\n";

/// `a1` and `b2` in Python, `c3` in Rust.
fn environment() -> Environment {
    Environment::new(vec![
        CompiledRevision::python("a1.py", A1.as_bytes()),
        CompiledRevision::python("b2.py", B2.as_bytes()),
        CompiledRevision::rust(
            "c3.rs",
            RustRevision {
                doc: "c3",
                revision: "c3",
                down_revision: &["b2"],
                branch_labels: &[],
                depends_on: &[],
                upgrade: one,
                downgrade: nothing,
            },
        ),
    ])
}

/// Upgrades a database that stands at `b2`, after it was refused from the beginning.
fn upgrades(script: &ScriptDirectory, config: &Config, database: &TestDatabase) {
    let environment = environment();
    let env = EnvironmentContext {
        config,
        script,
        environment: &environment,
        url: Some(database.url.clone()),
        interrupt: None,
        reporter: &LogFacade,
    };
    let refused = command::upgrade(&env, Target::Database, "head", None).expect_err("Python steps are on the way");
    let refused = refused.to_string();
    assert!(
        refused.contains("a1 (") && refused.contains("b2 (") && !refused.contains("c3 ("),
        "{refused}"
    );
    assert!(tables(database).is_empty());
    let stamp = command::Stamp {
        revisions: vec!["b2".to_owned()],
        ..command::Stamp::default()
    };
    command::stamp(&env, Target::Database, &stamp).expect("stamped");
    let applied = command::upgrade(&env, Target::Database, "head", None).expect("only Rust is on the way");
    assert_eq!(applied.heads, ["c3"]);
    assert_eq!(tables(database), ["one"]);
    let back = command::downgrade(&env, Target::Database, "base", None).expect_err("a Python step is on the way");
    assert!(back.to_string().contains("b2 ("), "{back}");
}

#[test]
fn compiled_in() {
    let database = TestDatabase::sqlite();
    upgrades(
        &ScriptDirectory::compiled(environment().revisions()),
        &Config::new(),
        &database,
    );
}

fn on_disk(locations: &str, files: &[(&str, &str)]) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("env/env.py", "");
    for (name, text) in files {
        write(name, text);
    }
    let mut config = Config::new();
    let root = folder.path().display().to_string();
    config
        .set_main_option("script_location", &format!("{root}/env"))
        .expect("an option");
    config.set_main_option("path_separator", "space").expect("an option");
    config
        .set_main_option("version_locations", &locations.replace("ROOT", &root))
        .expect("an option");
    let environment = environment();
    let script = ScriptDirectory::from_config_with(&config, environment.revisions()).expect("a history");
    upgrades(&script, &config, &TestDatabase::sqlite());
}

#[test]
fn in_one_version_location() {
    on_disk(
        "ROOT/versions",
        &[("versions/a1.py", A1), ("versions/b2.py", B2), ("versions/c3.rs", C3)],
    );
}

#[test]
fn in_several_version_locations() {
    on_disk(
        "ROOT/old ROOT/new",
        &[("old/a1.py", A1), ("old/b2.py", B2), ("new/c3.rs", C3)],
    );
}
