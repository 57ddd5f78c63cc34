//! Database addresses that lead nowhere.

use crate::project::{PASSWORD, Project};

fn at(address: &str) -> Project {
    Project::python().url(address.replace("PASSWORD", PASSWORD))
}

#[test]
fn a_dialect_that_sqlalchemy_does_not_know() {
    at("postgres://me:PASSWORD@h/x").refuses("current", r#"exit 1
--- stderr
FAILED: Can't load plugin: sqlalchemy.dialects:postgres (from --url or ALEMBIC_URL); use sqlite, postgresql, mysql or mariadb
"#);
}

#[test]
fn a_dialect_that_only_sqlalchemy_knows() {
    at("oracle://me:PASSWORD@h/x").refuses("current", r#"exit 1
--- stderr
FAILED: the oracle dialect of the database URL is not supported; use sqlite, postgresql, mysql or mariadb (from --url or ALEMBIC_URL)
"#);
}

#[test]
fn the_place_of_an_address_in_the_ini() {
    let options = format!("sqlalchemy.url = postgres://me:{PASSWORD}@h/x\n");
    Project::python().main_section(&options).refuses("upgrade head", r#"exit 1
--- stderr
FAILED: Can't load plugin: sqlalchemy.dialects:postgres (from sqlalchemy.url, alembic.ini, line 3); use sqlite, postgresql, mysql or mariadb
"#);
    Project::python().main_section(&options).refuses("upgrade head --sql", r#"exit 1
--- stderr
FAILED: Can't load plugin: sqlalchemy.dialects:postgres (from sqlalchemy.url, alembic.ini, line 3); use sqlite, postgresql, mysql or mariadb
"#);
}

#[test]
fn no_address_at_all() {
    at("PASSWORD").refuses("current", r#"exit 1
--- stderr
FAILED: Could not parse SQLAlchemy URL from given URL string (from --url or ALEMBIC_URL); it begins with the dialect, such as postgresql://
"#);
}

#[test]
fn a_password_where_the_port_should_be() {
    at("postgresql://me:PASSWORD/x").refuses("current", r#"exit 1
--- stderr
FAILED: the port in the database URL is no number from 0 to 65535; an @, : or / in a user name or password is written %40, %3A or %2F (from --url or ALEMBIC_URL)
"#);
    at("postgresql://me:1@PASSWORD:PASSWORD@h/x").refuses("current", r#"exit 1
--- stderr
FAILED: the port in the database URL is no number from 0 to 65535; an @, : or / in a user name or password is written %40, %3A or %2F (from --url or ALEMBIC_URL)
"#);
    at("postgresql://me:1@h:123456/x").refuses("current", r#"exit 1
--- stderr
FAILED: the port in the database URL is no number from 0 to 65535; an @, : or / in a user name or password is written %40, %3A or %2F (from --url or ALEMBIC_URL)
"#);
}

#[test]
fn a_password_with_an_at_sign() {
    at("postgresql://me:pa@PASSWORD@127.0.0.1:1/x").refuses("current", r#"exit 1
--- stderr
FAILED: the database URL has an @ too many; an @, : or / in a user name or password is written %40, %3A or %2F (from --url or ALEMBIC_URL)
"#);
}

#[test]
fn an_address_that_sqlite_cannot_have() {
    at("sqlite://me:PASSWORD@host/x").refuses(
        "current",
        r#"exit 1
--- stderr
FAILED: Invalid SQLite URL: sqlite://me:***@host/x
Valid SQLite URL forms are:
 sqlite:///:memory: (or, sqlite://)
 sqlite:///relative/path/to/file.db
 sqlite:////absolute/path/to/file.db
"#,
    );
}

#[test]
fn an_address_that_is_not_utf_8() {
    use std::os::unix::ffi::OsStrExt as _;

    let project = Project::python();
    let program = crate::program::Program::alembic();
    let mut command = program.command(&["current"], &project.path(""));
    command.env("ALEMBIC_URL", std::ffi::OsStr::from_bytes(b"sqlite:///caf\xe9.db"));
    let output = command.output().expect("it runs");
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "FAILED: ALEMBIC_URL is not UTF-8\n"
    );
    assert_eq!((output.status.code(), output.stdout), (Some(1), vec![]));
    assert!(
        !project.path("app.db").exists(),
        "the address of the ini does not stand in"
    );
}
