use alembic::DialectName;
use alembic::sql::Statement;

use crate::process::{Process, next_run_works};
use crate::support::{TestDatabase, databases};

const RUNNING: &str = "INFO Running upgrade a1 -> b2";

fn head(dialect: DialectName) -> &'static str {
    match dialect {
        DialectName::Sqlite => "INFO Context impl SQLiteImpl.\nINFO Will assume non-transactional DDL.\n",
        DialectName::Postgresql => "INFO Context impl PostgresqlImpl.\nINFO Will assume transactional DDL.\n",
        _ => "INFO Context impl MySQLImpl.\nINFO Will assume non-transactional DDL.\n",
    }
}

const STEPS: &str = "INFO Running upgrade  -> a1, a1\nINFO Running upgrade a1 -> b2, b2\n";

/// What becomes of the steps when the second one does not come to its end.
fn outcome(dialect: DialectName) -> &'static str {
    match dialect {
        DialectName::Sqlite => "Applied in this run: a1\nNot applied: b2, c3\n",
        DialectName::Postgresql => "Applied in this run: none\nRolled back: a1\nNot applied: b2, c3\n",
        _ => {
            "Applied in this run: a1\nNot applied: b2, c3\nStatements of b2 before the failing one may remain in the \
             database: undo them by hand, or make the revision skip what is already there, then run the command again\n"
        }
    }
}

/// Those that roll a step back.
fn with_transactional_steps() -> impl Iterator<Item = TestDatabase> {
    databases()
        .into_iter()
        .filter(|database| !database.dialect.is_mysql_family())
}

fn ends_at_a_step_boundary(signal: &str) {
    for database in with_transactional_steps() {
        let dialect = database.dialect;
        let mut process = Process::start("slow statement", &database.url);
        process.wait_for(RUNNING);
        process.send(signal);
        let ended = process.end();
        let told = format!(
            "{}{STEPS}FAILED: Interrupted at upgrade a1 -> b2, b2\n{}Nothing of b2 remains in the database: run the \
             command again to go on\n",
            head(dialect),
            outcome(dialect)
        );
        assert_eq!(
            (ended.how().as_str(), ended.stdout.as_str()),
            ("exit 130", ""),
            "{dialect}"
        );
        assert_eq!(ended.stderr, told);
        let dump = database.dump();
        assert_eq!(
            dump.contains("one"),
            dialect == DialectName::Sqlite,
            "{dialect}: {dump}"
        );
        assert!(!dump.contains("two"), "{dialect}: {dump}");
        next_run_works(&database);
    }
}

pub(crate) fn ctrl_c_ends_at_a_step_boundary() {
    ends_at_a_step_boundary("INT");
}

pub(crate) fn a_request_to_terminate_does_so_too() {
    ends_at_a_step_boundary("TERM");
}

pub(crate) fn mysql_may_keep_half_a_step() {
    let Some(database) = TestDatabase::on_server(DialectName::Mysql) else {
        return;
    };
    let mut process = Process::start("slow statement", &database.url);
    process.wait_for(RUNNING);
    process.send("INT");
    let ended = process.end();
    let told = format!(
        "{}{STEPS}FAILED: Interrupted at upgrade a1 -> b2, b2\n{}",
        head(DialectName::Mysql),
        outcome(DialectName::Mysql)
    );
    assert_eq!((ended.how().as_str(), ended.stderr), ("exit 130", told));
    let dump = database.dump();
    assert!(
        dump.contains("two") && dump.contains("'a1'") && !dump.contains("three"),
        "{dump}"
    );
}

pub(crate) fn ctrl_c_while_waiting_for_a_lock() {
    let Some(database) = TestDatabase::on_server(DialectName::Postgresql) else {
        return;
    };
    let mut holder = database.connect();
    for sql in [
        "CREATE TABLE alembic_version (version_num VARCHAR(32))",
        "BEGIN",
        "LOCK TABLE alembic_version",
    ] {
        holder.execute(&Statement::new(sql)).expect("valid SQL");
    }
    let mut process = Process::start("fast", &database.url);
    process.wait_for("INFO Will assume");
    process.send("INT");
    let ended = process.end();
    let told = format!("{}FAILED: interrupted\n", head(DialectName::Postgresql));
    assert_eq!((ended.how().as_str(), ended.stderr), ("exit 130", told));
    drop(holder);
    next_run_works(&database);
}

pub(crate) fn the_second_ctrl_c_ends_at_once() {
    for database in with_transactional_steps() {
        let mut process = Process::start("slow code", &database.url);
        process.wait_for(RUNNING);
        process.send("INT");
        std::thread::sleep(std::time::Duration::from_millis(300));
        process.send("INT");
        let ended = process.end();
        let told = format!("{}{STEPS}", head(database.dialect));
        assert_eq!((ended.how().as_str(), ended.stderr), ("signal 2", told));
        next_run_works(&database);
    }
}

pub(crate) fn sudden_death_leaves_no_half_step() {
    for database in with_transactional_steps() {
        // PostgreSQL goes on with the statement, and notices only then that nobody is there any more.
        let mut process = Process::start("slowish statement", &database.url);
        process.wait_for(RUNNING);
        process.send("KILL");
        assert_eq!(process.end().how(), "signal 9");
        next_run_works(&database);
    }
}

pub(crate) fn a_panic_is_rolled_back() {
    for database in databases() {
        let dialect = database.dialect;
        let ended = Process::start("panic", &database.url).end();
        assert_eq!(ended.how(), "exit 1");
        let (_, told) = ended.stderr.split_once("FAILED: ").expect("a failure");
        let rest = if dialect.is_mysql_family() {
            ""
        } else {
            "Nothing of b2 remains in the database: correct the cause, then run the command again\n"
        };
        assert_eq!(
            told,
            format!(
                "Running upgrade a1 -> b2, b2 failed\n  the migration panicked: the revision is wrong\n{}{rest}",
                outcome(dialect)
            )
        );
        if !dialect.is_mysql_family() {
            next_run_works(&database);
        }
    }
}
