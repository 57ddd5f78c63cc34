//! Replays what real Alembic did (`fixtures/scenarios/`, recorded by `tests/oracle/run`) with this project's binaries.
//!
//! Every scenario is a project, a database and a list of commands; exit codes, stdout, log lines and the database after
//! each step must be the recorded ones. What runs besides `cargo test --test scenarios` is said by the environment:
//!
//! - `ALEMBIC_SCENARIOS=gateway/walk,graphs`: only scenarios whose `topic/name` contains one of these words.
//! - `ALEMBIC_TEST_POSTGRESQL_URL`, `ALEMBIC_TEST_MYSQL_URL`: servers where databases may be created and dropped. Without
//!   one, its scenarios are skipped with a line that says so; `ALEMBIC_TEST_REQUIRE_SERVERS=1` makes that a failure.
//! - `ALEMBIC_TEST_MYSQL97_URL`: Oracle's MySQL 9.7, which cannot be had everywhere: without it, its scenarios are skipped.
//! - `ALEMBIC_ORACLE_VENV`: the virtual environment of real Alembic, to which databases are handed back (default:
//!   `target/oracle-venv`); `ALEMBIC_TEST_REQUIRE_ORACLE=1` makes its absence a failure.
//! - `ALEMBIC_UNDER_TEST=/path/to/alembic`: replays with this command instead. Real Alembic itself must pass.
#![cfg(all(feature = "sqlite", feature = "postgres", feature = "mysql"))]

#[path = "scenarios/database.rs"]
mod database;
#[path = "scenarios/diff.rs"]
mod diff;
#[path = "scenarios/differences.rs"]
mod differences;
#[path = "scenarios/model.rs"]
mod model;
#[path = "scenarios/normalise.rs"]
mod normalise;
#[path = "support/program.rs"]
mod program;
#[path = "scenarios/programs.rs"]
mod programs;
#[path = "scenarios/replay.rs"]
mod replay;

use std::collections::BTreeSet;

/// The folders of `fixtures/scenarios`, each replayed by the test of the same name.
const TOPICS: [&str; 5] = ["command_line", "gateway", "graphs", "taken_over", "writing"];

#[test]
fn command_line() {
    replay::topic("command_line");
}

#[test]
fn gateway() {
    replay::topic("gateway");
}

#[test]
fn graphs() {
    replay::topic("graphs");
}

#[test]
fn taken_over() {
    replay::topic("taken_over");
}

#[test]
fn writing() {
    replay::topic("writing");
}

#[test]
fn every_topic_is_replayed() {
    let folders = std::fs::read_dir(model::fixtures().join("scenarios")).expect("fixtures/scenarios exists");
    let folders: BTreeSet<String> = folders
        .map(|entry| entry.expect("readable").file_name().into_string().expect("UTF-8"))
        .collect();
    assert_eq!(folders, TOPICS.map(String::from).into());
}
