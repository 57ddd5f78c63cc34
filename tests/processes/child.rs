//! The process under test.

use std::process::ExitCode;
use std::time::Duration;

use alembic::prelude::*;
use alembic::script::{CompiledRevision, RustRevision};

/// The variable that makes this binary the process under test; how its step `b2` behaves is its value.
pub(crate) const MODE: &str = "ALEMBIC_TEST_CHILD";

fn make(op: &mut Operations, name: &str) -> Result<()> {
    op.create_table(table(name).column(column("id", integer())))
}

fn one(op: &mut Operations) -> Result<()> {
    make(op, "one")
}

fn two(op: &mut Operations) -> Result<()> {
    make(op, "two")?;
    match std::env::var(MODE).as_deref() {
        Ok("slow statement") => slow_statement(op, 60),
        Ok("slowish statement") => slow_statement(op, 3),
        Ok("slow code") => {
            std::thread::sleep(Duration::from_secs(60));
            Ok(())
        }
        Ok("panic") => panic!("the revision is wrong"),
        _ => Ok(()),
    }
}

fn three(op: &mut Operations) -> Result<()> {
    make(op, "three")
}

fn nothing(_: &mut Operations) -> Result<()> {
    Ok(())
}

/// Keeps the database busy.
fn slow_statement(op: &mut Operations, seconds: u32) -> Result<()> {
    op.execute(match op.dialect() {
        DialectName::Postgresql => format!("SELECT pg_sleep({seconds})"),
        // SLEEP() and BENCHMARK() end without an error when they are interrupted.
        DialectName::Mysql | DialectName::Mariadb => {
            "CREATE TABLE slow AS SELECT count(*) AS n FROM information_schema.collations a, \
             information_schema.collations b, information_schema.collations c, information_schema.collations d"
                .to_owned()
        }
        DialectName::Sqlite => {
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1000000000000) \
                                SELECT count(*) FROM n"
                .to_owned()
        }
    })
}

/// `a1`, `b2` and `c3`, each with a table; `b2` takes long.
pub(crate) fn environment() -> Environment {
    let revision = |revision, down_revision, upgrade| {
        CompiledRevision::rust(
            revision,
            RustRevision {
                doc: revision,
                revision,
                down_revision,
                branch_labels: &[],
                depends_on: &[],
                upgrade,
                downgrade: nothing,
            },
        )
    };
    Environment::new(vec![
        revision("a1", &[], one),
        revision("b2", &["a1"], two),
        revision("c3", &["b2"], three),
    ])
}

pub(crate) fn main(mode: &str) -> ExitCode {
    if mode == crate::silence::EMBEDDED {
        return crate::silence::embedded();
    }
    alembic::cli::main(&environment())
}
