use std::sync::{Arc, Mutex};
use std::thread;

use alembic::command;
use alembic::config::{CmdOpts, Config, MAIN_SECTION};
use alembic::environment::Target;
use alembic::prelude::*;
use alembic::sql::Statement;

use crate::revisions::{
    environment, fails_after_autocommit, nothing, one, tables, tables_of, three, two, with_command,
};
use crate::support::{TestDatabase, databases};

#[test]
fn up_and_down_on_every_database() {
    for database in databases() {
        let environment = environment(&[("a1", one), ("b2", two), ("c3", three)]);
        let applied = environment.upgrade(database.connect(), "b2").unwrap();
        assert_eq!(
            applied.steps,
            ["upgrade  -> a1, a1", "upgrade a1 -> b2, b2"],
            "{}",
            database.dialect
        );
        assert_eq!(applied.heads, ["b2"]);
        assert_eq!(tables(&database), ["one", "two"]);

        let applied = environment.upgrade(database.connect(), "head").unwrap();
        assert_eq!(applied.steps, ["upgrade b2 -> c3, c3"]);
        assert_eq!(
            environment.upgrade(database.connect(), "head").unwrap().steps,
            Vec::<String>::new()
        );
        assert_eq!(environment.current(database.connect()).unwrap(), ["c3"]);

        let applied = environment.downgrade(database.connect(), "base").unwrap();
        assert_eq!(
            applied.steps,
            [
                "downgrade c3 -> b2, c3",
                "downgrade b2 -> a1, b2",
                "downgrade a1 -> , a1"
            ]
        );
        assert_eq!(environment.current(database.connect()).unwrap(), Vec::<String>::new());
    }
}

#[test]
fn a_transaction_of_the_caller_stays_the_callers() {
    for database in databases() {
        let environment = environment(&[("a1", one), ("b2", two)]);
        let mut connection = database.connect();
        connection.begin().unwrap();
        environment.upgrade(&mut *connection, "head").unwrap();
        assert!(connection.in_transaction(), "{}", database.dialect);
        connection.rollback().unwrap();
        let left = tables_of(&mut *connection);
        if database.dialect.is_mysql_family() {
            assert_eq!(left, ["one", "two"], "DDL commits implicitly there");
        } else {
            assert_eq!(left, Vec::<String>::new(), "{}", database.dialect);
        }
    }
}

#[test]
fn an_autocommit_block_needs_a_transaction_of_ours() {
    let database = TestDatabase::sqlite();
    let environment = environment(&[("a1", fails_after_autocommit)]);
    let mut connection = database.connect();
    connection.begin().unwrap();
    let error = environment.upgrade(&mut *connection, "head").unwrap_err().to_string();
    assert!(error.contains("begun by the caller"), "{error}");
}

fn vacuum(op: &mut Operations) -> Result<()> {
    let statement = if op.dialect().is_mysql_family() {
        "OPTIMIZE TABLE one"
    } else {
        "VACUUM"
    };
    op.autocommit_block(|op| op.execute(statement))
}

#[test]
fn what_cannot_run_in_a_transaction_runs_in_an_autocommit_block() {
    for database in databases() {
        let environment = environment(&[("a1", one), ("b2", vacuum), ("c3", three)]);
        environment.upgrade(database.connect(), "head").unwrap();
        assert_eq!(tables(&database), ["one", "three"], "{}", database.dialect);
        assert_eq!(environment.current(database.connect()).unwrap(), ["c3"]);
    }
}

fn fill(op: &mut Operations) -> Result<()> {
    op.execute("INSERT INTO one (id) VALUES (1), (2), (3)")?;
    op.create_table(
        table("doubled")
            .column(column("id", integer()))
            .column(column("label", string(60))),
    )
}

fn convert(op: &mut Operations) -> Result<()> {
    for row in op.query("SELECT id FROM one ORDER BY id", [])? {
        let id = row.values()[0].as_i64().ok_or_else(|| Error::new("no id"))?;
        op.execute(
            text("INSERT INTO doubled (id, label) VALUES (:id, :label)")
                .bind("id", id * 2)
                .bind("label", format!("50% of {}: it's \\ here", id * 2)),
        )?;
    }
    Ok(())
}

#[test]
fn a_data_migration_asks_and_writes() {
    for database in databases() {
        let environment = environment(&[("a1", one), ("b2", fill), ("c3", convert)]);
        environment.upgrade(database.connect(), "head").unwrap();
        let rows = database
            .connect()
            .query(&Statement::new("SELECT id, label FROM doubled ORDER BY id"))
            .unwrap();
        let rows: Vec<_> = rows.iter().map(|row| row.values().to_vec()).collect();
        let expected: Vec<_> = [2, 4, 6]
            .map(|id| vec![Value::Int(id), Value::Text(format!("50% of {id}: it's \\ here"))])
            .into();
        assert_eq!(rows, expected, "{}", database.dialect);
    }
}

#[test]
fn the_version_table_as_the_environment_wants_it() {
    for database in databases() {
        let environment = environment(&[("a1", one)])
            .version_table("my versions")
            .version_table_pk(false);
        environment.upgrade(database.connect(), "head").unwrap();
        let name = if database.dialect.is_mysql_family() {
            "`my versions`"
        } else {
            "\"my versions\""
        };
        let sql = format!("INSERT INTO {name} VALUES ('a1')");
        database
            .connect()
            .execute(&Statement::new(sql))
            .expect("no primary key stands in the way");
    }
}

#[test]
fn a_version_table_in_another_schema() {
    let Some(database) = TestDatabase::on_server(DialectName::Postgresql) else {
        return;
    };
    database
        .connect()
        .execute(&Statement::new("CREATE SCHEMA app"))
        .unwrap();
    let environment = environment(&[("a1", one)]).version_table_schema("app");
    environment.upgrade(database.connect(), "head").unwrap();
    let rows = database
        .connect()
        .query(&Statement::new("SELECT version_num FROM app.alembic_version"))
        .unwrap();
    assert_eq!(rows[0].values(), [Value::Text("a1".to_owned())]);
    assert_eq!(environment.current(database.connect()).unwrap(), ["a1"]);
}

#[test]
fn callbacks_see_each_step_and_the_heads_after_it() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let environment = environment(&[("a1", nothing), ("b2", nothing)]).on_version_apply(move |apply| {
        let step = apply.step;
        log.lock().unwrap().push((
            step.is_upgrade,
            step.up_revision_ids.clone(),
            apply.heads.iter().cloned().collect(),
        ));
    });
    let database = TestDatabase::sqlite();
    environment.upgrade(database.connect(), "head").unwrap();
    environment.downgrade(database.connect(), "-1").unwrap();
    let owned = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        *seen.lock().unwrap(),
        [
            (true, owned(&["a1"]), owned(&["a1"])),
            (true, owned(&["b2"]), owned(&["b2"])),
            (false, owned(&["b2"]), owned(&["a1"])),
        ]
    );
}

#[test]
fn many_threads_migrate_many_databases() {
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let database = TestDatabase::sqlite();
                let environment = environment(&[("a1", one), ("b2", two), ("c3", three)]);
                environment.upgrade(database.connect(), "head").unwrap();
                assert_eq!(tables(&database), ["one", "three", "two"]);
            });
        }
    });
}

fn labelled(op: &mut Operations) -> Result<()> {
    let context = op.get_context();
    let name = context.x_argument("table").unwrap_or("none").to_owned();
    let comment = format!("{:?} {:?}", context.get_tag_argument(), context.get_x_argument());
    op.create_table(table(name).column(column("id", integer()).comment(comment)))
}

#[test]
fn migrations_see_the_arguments_of_the_command_line() {
    let environment = environment(&[("a1", labelled)]);
    let x = ["table=first", "verbose", "table=second"].map(str::to_owned).to_vec();
    let config = Config::from_files(
        None,
        None,
        MAIN_SECTION,
        CmdOpts {
            x,
            ..CmdOpts::default()
        },
    );
    let mut sql = Vec::new();
    with_command(&environment, &config, Some("postgresql://"), |env| {
        command::upgrade(env, Target::Sql(Box::new(&mut sql)), "head", Some("night"))
    })
    .unwrap();
    let sql = String::from_utf8(sql).unwrap();
    assert!(sql.contains("CREATE TABLE second ("), "{sql}");
    let comment = r#"'Some("night") ["table=first", "verbose", "table=second"]'"#;
    assert!(sql.contains(comment), "{sql}");
}

fn with_unnamed_constraint(op: &mut Operations) -> Result<()> {
    one(op)?;
    op.add_column("one", column("mail", string(50)).index(true))?;
    op.create_index(None, "one", ["id", "mail"])
}

#[test]
fn the_naming_convention_of_the_target_metadata_names_what_has_no_name() {
    for database in databases() {
        let convention = NamingConvention::default().ix("idx_%(table_name)s_%(column_0_N_name)s");
        environment(&[("a1", with_unnamed_constraint)])
            .target_metadata(MetaData::new().naming_convention(convention))
            .upgrade(database.connect(), "head")
            .unwrap();
        let mut connection = database.connect();
        for index in ["idx_one_mail", "idx_one_id_mail"] {
            let drop = if database.dialect.is_mysql_family() {
                format!("DROP INDEX {index} ON one")
            } else {
                format!("DROP INDEX {index}")
            };
            connection
                .execute(&Statement::new(drop))
                .unwrap_or_else(|error| panic!("{}: {error}", database.dialect));
        }
    }
}
