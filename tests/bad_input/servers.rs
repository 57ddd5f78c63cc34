//! Servers that are not there, or that let nobody in or nobody write.

use std::net::TcpListener;

use alembic::DialectName;
use alembic::config::url::{Url, make_url};
use alembic::drivers;
use alembic::sql::Statement;

use crate::project::{PASSWORD, Project};
use crate::support::{TestDatabase, server_url};

const LONG: &str = "a_revision_id_that_is_longer_than_the_version_column";

/// The gateway with an address of a server whose place is shown as `$HOST` and `$PORT`.
fn gateway_at(url: &Url) -> Project {
    let port = url.port.map_or_else(|| "no port".to_owned(), |port| port.to_string());
    Project::gateway()
        .url(url.render_as_string(false))
        .named(url.host.clone().unwrap_or_default(), "$HOST")
        .named(port, "$PORT")
}

#[test]
fn a_server_that_is_down() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let at = |dialect| {
        gateway_at(&make_url(&format!("{dialect}://me:{PASSWORD}@127.0.0.1:{port}/app")).expect("an address"))
    };
    let project = at("postgresql");
    for command in ["current", "upgrade head"] {
        project.refuses(
            command,
            r#"exit 1
--- stderr
FAILED: connection to server at "$HOST", port $PORT failed: Connection refused
	Is the server running on that host and accepting TCP/IP connections?
The user is "me", the database "app".
"#,
        );
    }
    let project = at("mysql+pymysql");
    for command in ["current", "upgrade head"] {
        project.refuses(
            command,
            r#"exit 1
--- stderr
FAILED: Can't connect to MySQL server on '$HOST' (Connection refused) (code 2003)
The host "$HOST", port $PORT, user "me", database "app".
Check that the server runs there, and the address in the database URL.
"#,
        );
    }
}

#[test]
fn a_host_that_does_not_exist() {
    let at = |dialect| Project::gateway().url(format!("{dialect}://me:{PASSWORD}@no.such.host.invalid/app"));
    at("postgresql").refuses(
        "current",
        r#"exit 1
--- stderr
FAILED: could not translate host name "no.such.host.invalid" to address: Name or service not known
Check the host in the database URL.
The user is "me", the database "app".
"#,
    );
    at("mysql+pymysql").refuses(
        "current",
        r#"exit 1
--- stderr
FAILED: Can't connect to MySQL server on 'no.such.host.invalid' (Name or service not known) (code 2003)
The host "no.such.host.invalid", port 3306, user "me", database "app".
Check that the server runs there, and the address in the database URL.
"#,
    );
}

#[test]
fn an_unknown_database() {
    if let Some(url) = server_url(DialectName::Postgresql) {
        let url = Url {
            database: Some("no_such_database".to_owned()),
            ..url
        };
        gateway_at(&url).named(url.username.clone().unwrap_or_default(), "$USER").refuses("upgrade head", r#"exit 1
--- stderr
FAILED: connection to server at "$HOST", port $PORT failed: FATAL:  database "no_such_database" does not exist (code 3D000)
The user is "$USER", the database "no_such_database".
Create the database (CREATE DATABASE "no_such_database"), or correct its name in the database URL.
"#);
    }
    if let Some(url) = server_url(DialectName::Mysql) {
        let url = Url {
            drivername: "mysql+pymysql".to_owned(),
            database: Some("no_such_database".to_owned()),
            ..url
        };
        gateway_at(&url)
            .named(url.username.clone().unwrap_or_default(), "$USER")
            .refuses(
                "upgrade head",
                r#"exit 1
--- stderr
FAILED: Unknown database 'no_such_database' (code 1049)
The host "$HOST", port $PORT, user "$USER", database "no_such_database".
Create the database (CREATE DATABASE `no_such_database`), or correct its name in the database URL.
"#,
            );
    }
}

#[test]
fn an_unknown_option() {
    Project::gateway()
        .url(format!("postgresql://me:{PASSWORD}@h/x?nope=1"))
        .refuses(
            "current",
            r#"exit 1
--- stderr
FAILED: invalid connection option "nope"
"#,
        );
    Project::gateway()
        .url(format!("mysql+pymysql://me:{PASSWORD}@h/x?nope=1"))
        .refuses(
            "current",
            r#"exit 1
--- stderr
FAILED: invalid connection option "nope"
"#,
        );
}

/// A user of a server, dropped with this value.
struct User {
    dialect: DialectName,
    database: Url,
    name: String,
}

impl User {
    fn new(database: &TestDatabase, name: &str) -> Self {
        let user = Self {
            dialect: database.dialect,
            database: database.parsed_url(),
            name: format!("{name}_{}", std::process::id()),
        };
        let name = &user.name;
        match database.dialect {
            DialectName::Postgresql => {
                user.administrate(&format!("CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'"));
                user.administrate("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
            }
            _ => user.administrate(&format!("CREATE USER {name}@'%' IDENTIFIED BY '{PASSWORD}'")),
        }
        user
    }

    fn administrate(&self, sql: &str) {
        administrate(&self.database, sql);
    }

    fn url(&self, password: &str) -> String {
        let url = Url {
            username: Some(self.name.clone()),
            password: Some(password.to_owned()),
            ..self.database.clone()
        };
        url.render_as_string(false)
    }
}

impl Drop for User {
    fn drop(&mut self) {
        // The database may be gone already.
        let server = server_url(self.dialect).expect("it was there before");
        let host = if self.dialect.is_mysql_family() { "@'%'" } else { "" };
        administrate(&server, &format!("DROP USER {}{host}", self.name));
    }
}

fn administrate(url: &Url, sql: &str) {
    drivers::open(url)
        .and_then(|mut connection| connection.execute(&Statement::new(sql)))
        .unwrap_or_else(|error| panic!("{error}"));
}

/// The gateway on a fresh database, as a user who may not write there.
fn as_reader(dialect: DialectName, name: &str) -> Option<(Project, User)> {
    let database = TestDatabase::on_server(dialect)?;
    let user = User::new(&database, name);
    if dialect.is_mysql_family() {
        let name = database.parsed_url().database.unwrap_or_default();
        user.administrate(&format!("GRANT SELECT ON {name}.* TO {}@'%'", user.name));
    }
    let url = user.url(PASSWORD);
    let server = user.database.clone();
    let project = Project::gateway()
        .on(database)
        .url(url)
        .named(&user.name, "$USER")
        .named(server.host.unwrap_or_default(), "$HOST")
        .named(
            server
                .port
                .map_or_else(|| "no port".to_owned(), |port| port.to_string()),
            "$PORT",
        );
    Some((project, user))
}

#[test]
fn a_wrong_password() {
    let Some((project, user)) = as_reader(DialectName::Mysql, "alembic_wrong") else {
        return;
    };
    // Longer than the right one, so that it could be shown and not be noticed otherwise.
    let project = project.url(user.url(&format!("{PASSWORD}not")));
    for command in ["current", "upgrade head"] {
        project.refuses(command, r#"exit 1
--- stderr
FAILED: Access denied for user '$USER'@'$HOST' (using password: YES) (code 1045)
The host "$HOST", port $PORT, user "$USER", database "$DATABASE".
Check the user and the password in the database URL, and from where the server lets this user in (SELECT user, host FROM mysql.user).
"#);
    }
}

#[test]
fn no_permission_on_postgresql() {
    let Some((project, _user)) = as_reader(DialectName::Postgresql, "alembic_reader") else {
        return;
    };
    project.refuses(
        "current",
        r#"exit 0
"#,
    );
    for command in ["upgrade head", "stamp head"] {
        project.refuses(
            command,
            r#"exit 1
--- stderr
FAILED: permission denied for schema public (code 42501)
LINE 2: CREATE TABLE alembic_version (
                     ^
[SQL: 
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)]
"#,
        );
    }
}

#[test]
fn no_permission_on_mysql() {
    let Some((project, _user)) = as_reader(DialectName::Mysql, "alembic_reader") else {
        return;
    };
    project.refuses(
        "current",
        r#"exit 0
"#,
    );
    for command in ["upgrade head", "stamp head"] {
        project.refuses(
            command,
            r#"exit 1
--- stderr
FAILED: CREATE command denied to user '$USER'@'$HOST' for table `$DATABASE`.`alembic_version` (code 1142)
[SQL: 
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)]
"#,
        );
    }
}

#[test]
fn an_id_longer_than_the_version_column() {
    for dialect in [DialectName::Postgresql, DialectName::Mysql] {
        if let Some(database) = TestDatabase::on_server(dialect) {
            let project = Project::python().revision(LONG, Some("c3")).on(database);
            project.refuses("stamp head", r#"exit 1
--- stderr
FAILED: Revision id 'a_revision_id_that_is_longer_than_the_version_column' is 52 characters long, and column version_num of table 'alembic_version' holds 32; widen the column, or give the revision a shorter id. Nothing was changed
"#);
        }
    }
}

#[test]
fn a_table_in_the_way_on_postgresql() {
    let Some(database) = TestDatabase::on_server(DialectName::Postgresql) else {
        return;
    };
    let project = Project::gateway()
        .on(database)
        .sql("CREATE TABLE chat_messages (id INTEGER)");
    project.refuses(
        "upgrade head",
        r#"exit 1
--- stderr
FAILED: Running upgrade  -> d5b3f8f2e9a0, create initial database failed
  relation "chat_messages" already exists (code 42P07)
  [SQL: 
  CREATE TABLE chat_messages (
  	id VARCHAR NOT NULL, 
  	session_id VARCHAR NOT NULL, 
  	message TEXT NOT NULL, 
  	sender_type VARCHAR, 
  	sender_name VARCHAR, 
  	created_at TIMESTAMP WITHOUT TIME ZONE, 
  	PRIMARY KEY (id), 
  	CONSTRAINT fk_chat_messages_session_id FOREIGN KEY(session_id) REFERENCES sessions (id) ON DELETE CASCADE
  )]
Applied in this run: none
Not applied: d5b3f8f2e9a0, b1c2d3e4f5g6, f6e7d8c9b0a1
Nothing of d5b3f8f2e9a0 remains in the database: correct the cause, then run the command again
"#,
    );
}

#[test]
fn a_table_in_the_way_on_mysql() {
    let Some(database) = TestDatabase::on_server(DialectName::Mysql) else {
        return;
    };
    let project = Project::gateway()
        .on(database)
        .sql("CREATE TABLE chat_messages (id INTEGER)");
    project.says("upgrade head", r#"exit 1
--- stderr
FAILED: Running upgrade  -> d5b3f8f2e9a0, create initial database failed
  Table 'chat_messages' already exists (code 1050)
  [SQL: 
  CREATE TABLE chat_messages (
  	id VARCHAR(64) NOT NULL, 
  	session_id VARCHAR(64) NOT NULL, 
  	message TEXT NOT NULL, 
  	sender_type VARCHAR(50), 
  	sender_name VARCHAR(255), 
  	created_at DATETIME, 
  	PRIMARY KEY (id), 
  	CONSTRAINT fk_chat_messages_session_id FOREIGN KEY(session_id) REFERENCES sessions (id) ON DELETE CASCADE
  )]
Applied in this run: none
Not applied: d5b3f8f2e9a0, b1c2d3e4f5g6, f6e7d8c9b0a1
Statements of d5b3f8f2e9a0 before the failing one may remain in the database: undo them by hand, or make the revision skip what is already there, then run the command again
"#);
    assert!(
        project.database().dump().contains("column sessions.id"),
        "MySQL keeps it, and the message says so"
    );
}
