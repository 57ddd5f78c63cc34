use alembic::command;
use alembic::config::Config;
use alembic::environment::Target;
use alembic::prelude::*;
use alembic::script::{CompiledRevision, RustRevision};
use alembic::sql::Statement;

use crate::revisions::{environment, one, tables, two, with_command};
use crate::support::{TestDatabase, databases};

const LONG: &str = "a_revision_id_that_is_longer_than_the_version_column";

#[test]
fn an_id_too_long_for_the_version_column_is_refused_before_any_ddl() {
    for database in databases() {
        let environment = environment(&[("a1", one), (LONG, two)]);
        let result = environment.upgrade(database.connect(), "head");
        if database.dialect == DialectName::Sqlite {
            assert_eq!(result.unwrap().heads, [LONG], "SQLite does not mind");
            continue;
        }
        let error = result.unwrap_err().to_string();
        assert!(error.contains(LONG) && error.contains("holds 32"), "{error}");
        assert_eq!(tables(&database), Vec::<String>::new(), "{}", database.dialect);

        // A column that was widened holds it.
        let wide = "CREATE TABLE alembic_version (version_num VARCHAR(255) NOT NULL PRIMARY KEY)";
        let mut connection = database.connect();
        connection
            .execute(&Statement::new("DROP TABLE IF EXISTS alembic_version"))
            .unwrap();
        connection.execute(&Statement::new(wide)).unwrap();
        assert_eq!(environment.upgrade(&mut *connection, "head").unwrap().heads, [LONG]);
    }
}

#[test]
fn an_unknown_row_in_the_version_table_stops_everything() {
    for database in databases() {
        let environment = environment(&[("a1", one), ("b2", two)]);
        environment.upgrade(database.connect(), "a1").unwrap();
        let set = "UPDATE alembic_version SET version_num = 'fromthefuture'";
        database.connect().execute(&Statement::new(set)).unwrap();
        for target in ["head", "a1", "+1"] {
            let error = environment.upgrade(database.connect(), target).unwrap_err();
            assert_eq!(
                error.to_string(),
                "Can't locate revision identified by 'fromthefuture'",
                "{target}"
            );
            assert!(error.is_command_error());
        }
        assert_eq!(tables(&database), ["one"], "{}", database.dialect);
    }
}

#[test]
fn a_wrong_target_leaves_a_new_database_untouched() {
    for database in databases() {
        let environment = environment(&[("a1", one)]);
        let error = environment.upgrade(database.connect(), "nope").unwrap_err();
        assert_eq!(error.to_string(), "Can't locate revision identified by 'nope'");
        let exists = database
            .connect()
            .query(&Statement::new("SELECT * FROM alembic_version"));
        assert!(exists.is_err(), "{}: the version table was created", database.dialect);
    }
}

#[test]
fn a_range_needs_sql_mode() {
    let database = TestDatabase::sqlite();
    let error = environment(&[("a1", one)])
        .upgrade(database.connect(), "base:a1")
        .unwrap_err();
    assert!(
        matches!(&error, Error::Command(message) if message == "Range revision not allowed"),
        "{error}"
    );
}

#[test]
fn a_locked_file_is_named_and_left_alone() {
    let database = TestDatabase::sqlite();
    let environment = environment(&[("a1", one)]);
    let mut holder = database.connect();
    holder.begin().unwrap();
    let url = alembic::config::url::make_url(&format!("{}?timeout=0.1", database.url)).unwrap();
    let error = environment
        .upgrade(alembic::drivers::open(&url).unwrap(), "head")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("database is locked") && error.contains("test.db"),
        "{error}"
    );
    holder.rollback().unwrap();
    assert_eq!(tables(&database), Vec::<String>::new());
    assert_eq!(environment.upgrade(database.connect(), "head").unwrap().heads, ["a1"]);
}

fn asks_the_database(op: &mut Operations) -> Result<()> {
    op.query("SELECT 1", []).map(drop)
}

#[test]
fn sql_that_ends_in_the_middle_is_told() {
    let environment = environment(&[("a1", one), ("b2", asks_the_database)]);
    let mut sql = Vec::new();
    let error = with_command(&environment, &Config::new(), Some("postgresql://"), |env| {
        command::upgrade(env, Target::Sql(Box::new(&mut sql)), "head", None)
    })
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "Running upgrade a1 -> b2, b2 failed\n  A query needs a database, and --sql mode has none; ask \
         op.get_context().as_sql() before it\n  [SQL: SELECT 1]\nThe SQL above ends in the middle of this step: do not \
         run it"
    );
}

#[test]
fn a_stamp_is_one_transaction() {
    for database in databases() {
        let dialect = database.dialect;
        // Several bases: the stamp writes a row for each.
        let environment = Environment::new(
            ["a1", "b1"]
                .map(|revision| {
                    CompiledRevision::rust(
                        revision,
                        RustRevision {
                            doc: revision,
                            revision,
                            down_revision: &[],
                            branch_labels: &[],
                            depends_on: &[],
                            upgrade: one,
                            downgrade: one,
                        },
                    )
                })
                .to_vec(),
        );
        let mut connection = database.connect();
        for sql in [
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL CHECK (version_num <> 'b1'))",
            "INSERT INTO alembic_version VALUES ('before')",
        ] {
            connection.execute(&Statement::new(sql)).unwrap();
        }
        let stamp = command::Stamp {
            revisions: vec!["heads".to_owned()],
            purge: true,
            tag: None,
        };
        let error = with_command(&environment, &Config::new(), None, |env| {
            command::stamp(env, Target::Connection(Box::new(&mut *connection)), &stamp)
        })
        .unwrap_err();
        assert!(!error.is_command_error(), "{dialect}: {error}");
        assert_eq!(
            environment.current(database.connect()).unwrap(),
            ["before"],
            "{dialect}"
        );
    }
}
