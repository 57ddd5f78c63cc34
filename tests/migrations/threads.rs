//! One environment, many threads, a database for each.

use std::thread;

use alembic::command;
use alembic::config::Config;
use alembic::environment::{EnvironmentContext, Target};
use alembic::prelude::*;
use alembic::script::{CompiledRevision, RustRevision, ScriptDirectory};

use crate::revisions::{one, tables, two};
use crate::support::{TestDatabase, databases};

const DATABASES: usize = 8;

fn history() -> Environment {
    let first = RustRevision {
        doc: "one",
        revision: "a1",
        down_revision: &[],
        branch_labels: &[],
        depends_on: &[],
        upgrade: one,
        downgrade: |op| op.drop_table("one"),
    };
    let second = RustRevision {
        doc: "two",
        revision: "b2",
        down_revision: &["a1"],
        upgrade: two,
        downgrade: |op| op.drop_table("two"),
        ..first
    };
    Environment::new(vec![
        CompiledRevision::rust("a1_one.rs", first),
        CompiledRevision::rust("b2_two.rs", second),
    ])
}

/// As many databases on every server as there are threads.
fn many() -> Vec<TestDatabase> {
    (0..DATABASES).flat_map(|_| databases()).collect()
}

fn up_and_down(environment: &Environment, script: &ScriptDirectory, database: &TestDatabase) {
    let config = Config::new();
    let mut env = EnvironmentContext::new(&config, script, environment);
    env.url = Some(database.url.clone());
    for _ in 0..3 {
        let applied = command::upgrade(&env, Target::Database, "head", None).expect("an upgrade");
        assert_eq!((applied.steps.len(), applied.heads), (2, vec!["b2".to_owned()]));
        assert_eq!(tables(database), ["one", "two"]);
        let applied = command::downgrade(&env, Target::Database, "base", None).expect("a downgrade");
        assert_eq!((applied.steps.len(), applied.heads.len()), (2, 0));
        assert!(tables(database).is_empty());
    }
    command::stamp(
        &env,
        Target::Database,
        &command::Stamp {
            revisions: vec!["a1".to_owned()],
            ..command::Stamp::default()
        },
    )
    .expect("a stamp");
    let current = command::current(&env, Target::Database).expect("where it stands");
    assert_eq!(current.heads, ["a1"]);
}

#[test]
fn threads_share_an_environment_and_its_revisions() {
    let environment = history();
    let script = ScriptDirectory::compiled(environment.revisions());
    let databases = many();
    assert!(databases.iter().any(|database| database.dialect == DialectName::Sqlite));
    thread::scope(|scope| {
        for database in &databases {
            scope.spawn(|| up_and_down(&environment, &script, database));
        }
    });
}
