use std::process::ExitCode;

use crate::child;
use crate::process::Process;
use crate::support::TestDatabase;

/// The mode in which the process under test migrates as a library does, without any logger.
pub(crate) const EMBEDDED: &str = "embedded";

pub(crate) fn embedded() -> ExitCode {
    let address = std::env::var("ALEMBIC_URL").unwrap_or_default();
    let Some(file) = address.strip_prefix("sqlite:///") else {
        return ExitCode::from(2);
    };
    let Ok(mut connection) = rusqlite::Connection::open(file) else {
        return ExitCode::from(3);
    };
    let environment = child::environment();
    let wrong = environment.upgrade(&mut connection, "nope").is_err();
    let up = environment.upgrade(&mut connection, "head").is_ok();
    let down = environment.downgrade(&mut connection, "base").is_ok();
    if wrong && up && down {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

pub(crate) fn an_embedded_run_prints_nothing() {
    let database = TestDatabase::sqlite();
    let ended = Process::start(EMBEDDED, &database.url).end();
    assert_eq!(
        (ended.how(), ended.stdout, ended.stderr),
        ("exit 0".to_owned(), String::new(), String::new())
    );
    assert!(database.dump().contains("alembic_version"));
}
