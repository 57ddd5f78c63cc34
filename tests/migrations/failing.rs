use alembic::migration::MigrationFn;
use alembic::prelude::*;
use alembic::{MigrationError, Progress};

use crate::revisions::{environment, fails, fails_after_autocommit, make, one, panics, tables, three, two};
use crate::support::{TestDatabase, databases};

fn fail(environment: &Environment, database: &TestDatabase) -> MigrationError {
    match environment.upgrade(database.connect(), "head") {
        Err(Error::Migration(error)) => *error,
        other => panic!("{}: {other:?}", database.dialect),
    }
}

fn owned(revisions: &[&str]) -> Vec<String> {
    revisions.iter().map(|revision| (*revision).to_owned()).collect()
}

/// `one` works, `broken` does not, `three` is never reached.
fn history(broken: MigrationFn) -> Environment {
    environment(&[("a1", one), ("b2", broken), ("c3", three)])
}

fn check_rolled_back(broken: MigrationFn, says: &str) {
    for database in databases() {
        let dialect = database.dialect;
        let environment = history(broken);
        let error = fail(&environment, &database);
        assert_eq!(error.revision, "b2");
        assert_eq!(error.step, "upgrade a1 -> b2, b2");
        let text = error.to_string();
        assert!(text.contains(says), "{dialect}: {text}");

        let transactional_run = dialect == DialectName::Postgresql;
        let half = dialect.is_mysql_family();
        let (applied, rolled_back) = if transactional_run {
            (&[][..], &["a1"][..])
        } else {
            (&["a1"][..], &[][..])
        };
        let expected = Progress {
            applied: owned(applied),
            rolled_back: owned(rolled_back),
            not_applied: owned(&["b2", "c3"]),
            may_be_half_applied: half,
            as_sql: false,
        };
        assert_eq!(error.progress, expected, "{dialect}");
        assert_eq!(environment.current(database.connect()).unwrap(), applied, "{dialect}");
        let expected_tables: &[&str] = match (transactional_run, half) {
            (true, _) => &[],
            (false, true) => &["half", "one"],
            (false, false) => &["one"],
        };
        assert_eq!(tables(&database), expected_tables, "{dialect}");
    }
}

#[test]
fn a_failing_step_is_rolled_back_and_named() {
    check_rolled_back(fails, "CREATE TABLE one");
}

#[test]
fn a_panicking_step_is_rolled_back_and_named() {
    check_rolled_back(panics, "index out of bounds");
}

#[test]
fn a_transaction_per_migration_keeps_the_steps_before() {
    for database in databases() {
        let environment = history(fails).transaction_per_migration(true);
        let error = fail(&environment, &database);
        assert_eq!(error.progress.applied, ["a1"], "{}", database.dialect);
        assert!(error.progress.rolled_back.is_empty());
        assert_eq!(environment.current(database.connect()).unwrap(), ["a1"]);
    }
}

#[test]
fn an_autocommit_block_leaves_what_came_before_it() {
    for database in databases() {
        let environment = environment(&[("a1", one), ("b2", two), ("c3", fails_after_autocommit)]);
        let error = fail(&environment, &database);
        let dialect = database.dialect;
        assert_eq!(error.progress.applied, ["a1", "b2"], "{dialect}");
        assert!(error.progress.rolled_back.is_empty(), "{dialect}");
        assert!(error.progress.may_be_half_applied, "{dialect}");
        assert!(error.to_string().contains("gave up"));
        assert_eq!(environment.current(database.connect()).unwrap(), ["b2"], "{dialect}");
        assert_eq!(tables(&database), ["half", "one", "outside", "two"], "{dialect}");
    }
}

#[test]
fn the_run_goes_on_where_it_failed() {
    for database in databases() {
        if database.dialect.is_mysql_family() {
            continue; // the half table stays there, and the message says so
        }
        fail(&history(fails), &database);
        let applied = history(two).upgrade(database.connect(), "head").unwrap();
        assert_eq!(applied.heads, ["c3"]);
        assert_eq!(tables(&database), ["one", "three", "two"], "{}", database.dialect);
    }
}

fn commits_itself_and_fails(op: &mut Operations) -> Result<()> {
    make(op, "half")?;
    op.execute("COMMIT")?;
    Err(Error::new("gave up"))
}

#[test]
fn a_commit_inside_a_step_is_told() {
    for database in databases() {
        let dialect = database.dialect;
        let error = fail(&history(commits_itself_and_fails), &database);
        assert_eq!(error.progress.applied, ["a1"], "{dialect}");
        assert!(error.progress.may_be_half_applied, "{dialect}");
        assert_eq!(tables(&database), ["half", "one"], "{dialect}");
    }
}

fn commits_itself(op: &mut Operations) -> Result<()> {
    make(op, "two")?;
    op.execute("COMMIT")
}

#[test]
fn a_commit_inside_a_step_is_no_error() {
    for database in databases() {
        let applied = history(commits_itself).upgrade(database.connect(), "head").unwrap();
        assert_eq!(applied.heads, ["c3"], "{}", database.dialect);
        let found = history(commits_itself).current(database.connect()).unwrap();
        assert_eq!(found, ["c3"], "{}", database.dialect);
    }
}

fn is_rolled_back_and_goes_on(op: &mut Operations) -> Result<()> {
    make(op, "half")?;
    op.execute("CREATE TABLE single (id INTEGER PRIMARY KEY)")?;
    op.execute("INSERT INTO single VALUES (1)")?;
    let _conflict = op.execute("INSERT OR ROLLBACK INTO single VALUES (1)");
    make(op, "alone")
}

#[test]
fn a_step_that_sqlite_rolled_back_is_no_success() {
    let database = TestDatabase::sqlite();
    let error = fail(&history(is_rolled_back_and_goes_on), &database);
    assert!(
        error.to_string().contains("rolled the step's transaction back"),
        "{error}"
    );
    assert!(error.progress.may_be_half_applied);
    assert_eq!(tables(&database), ["alone", "one"]);
    assert_eq!(history(two).current(database.connect()).unwrap(), ["a1"]);
}

#[test]
fn the_version_table_comes_with_the_first_step() {
    let mut database = TestDatabase::sqlite();
    fail(&environment(&[("a1", fails_at_once)]), &database);
    assert_eq!(database.dump(), "");
    database = TestDatabase::sqlite();
    environment(&[]).upgrade(database.connect(), "heads").unwrap();
    assert!(
        database.dump().contains("alembic_version"),
        "as Alembic makes it where there is nothing to do"
    );
}

fn fails_at_once(op: &mut Operations) -> Result<()> {
    op.execute("SELECT nope")
}

#[test]
fn a_step_that_fails_before_its_first_statement_leaves_nothing_on_mysql_either() {
    for database in databases() {
        let error = fail(&history(|_| Err(Error::new("not here"))), &database);
        assert!(!error.progress.may_be_half_applied, "{}", database.dialect);
    }
}

#[test]
fn a_constraint_that_is_checked_at_the_end_takes_all_steps_back() {
    fn deferred(op: &mut Operations) -> Result<()> {
        op.execute("CREATE TABLE child (id INT REFERENCES one (id) DEFERRABLE INITIALLY DEFERRED)")?;
        op.execute("INSERT INTO child VALUES (1)")
    }
    let Some(database) = TestDatabase::on_server(DialectName::Postgresql) else {
        return;
    };
    let error = history(deferred).upgrade(database.connect(), "head").unwrap_err();
    assert!(error.to_string().contains("Nothing of this run is applied."), "{error}");
    assert_eq!(tables(&database), Vec::<String>::new());
}
