//! SQLite files that cannot be opened, read, written or locked.

use crate::project::Project;

fn at(address: &str) -> Project {
    Project::gateway().url(address)
}

#[test]
fn a_folder_that_does_not_exist() {
    let project = at("sqlite:///data/app.db");
    for command in ["current", "upgrade head"] {
        project.refuses(
            command,
            r#"exit 1
--- stderr
FAILED: unable to open database file: $PROJECT/data/app.db (code 14)
The directory data does not exist; SQLite creates a missing file, but no directories.
"#,
        );
    }
}

#[test]
fn a_folder_in_the_place_of_the_file() {
    at("sqlite:///data").write("data/x", "").refuses(
        "upgrade head",
        r#"exit 1
--- stderr
FAILED: unable to open database file: $PROJECT/data (code 14)
data is a directory.
"#,
    );
}

#[test]
fn no_database() {
    let project = Project::gateway().write(
        "app.db",
        "[this is no database, and longer than the header of one]".repeat(9),
    );
    for command in ["current", "upgrade head"] {
        project.refuses(command, r#"exit 1
--- stderr
FAILED: file is not a database (code 26)
$PROJECT/app.db exists, but is no SQLite database: check the path in the database URL, and whether the file is encrypted.
[SQL: PRAGMA "main".table_info("alembic_version")]
"#);
    }
}

#[test]
fn a_file_for_readers_only() {
    let project = at("sqlite:///file:app.db?mode=ro&uri=true");
    project.refuses(
        "upgrade head",
        r#"exit 1
--- stderr
FAILED: unable to open database file: file:app.db?mode=ro (code 14)
The address in the database URL is "file:app.db?mode=ro", relative to the current directory.
"#,
    );
    let project = project.sql("");
    for command in ["upgrade head", "stamp head", "ensure_version"] {
        project.refuses(
            command,
            r#"exit 1
--- stderr
FAILED: attempt to write a readonly database (code 8)
$PROJECT/app.db cannot be written: check its permissions and those of its directory, and "mode=ro" in the database URL.
[SQL: 
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)]
"#,
        );
    }
    project.refuses(
        "current",
        r#"exit 0
"#,
    );
}

#[test]
fn a_file_for_readers_only_that_is_behind() {
    let project = Project::gateway();
    project.says(
        "upgrade +1",
        r#"exit 0
"#,
    );
    let project = project.url("sqlite:///file:app.db?mode=ro&uri=true");
    project.refuses("upgrade head", r#"exit 1
--- stderr
FAILED: Running upgrade d5b3f8f2e9a0 -> b1c2d3e4f5g6, add database indexes failed
  attempt to write a readonly database (code 8)
  $PROJECT/app.db cannot be written: check its permissions and those of its directory, and "mode=ro" in the database URL.
  [SQL: CREATE INDEX idx_sessions_user_id ON sessions (user_id)]
Applied in this run: none
Not applied: b1c2d3e4f5g6, f6e7d8c9b0a1
Nothing of b1c2d3e4f5g6 remains in the database: correct the cause, then run the command again
"#);
    project.refuses(
        "stamp head",
        r#"exit 1
--- stderr
FAILED: attempt to write a readonly database (code 8)
$PROJECT/app.db cannot be written: check its permissions and those of its directory, and "mode=ro" in the database URL.
[SQL: UPDATE alembic_version SET version_num='f6e7d8c9b0a1' WHERE alembic_version.version_num = 'd5b3f8f2e9a0']
"#,
    );
    project.refuses("downgrade base", r#"exit 1
--- stderr
FAILED: Running downgrade d5b3f8f2e9a0 -> , create initial database failed
  attempt to write a readonly database (code 8)
  $PROJECT/app.db cannot be written: check its permissions and those of its directory, and "mode=ro" in the database URL.
  [SQL: 
  DROP TABLE chat_messages]
Applied in this run: none
Not applied: d5b3f8f2e9a0
Nothing of d5b3f8f2e9a0 remains in the database: correct the cause, then run the command again
"#);
    project.refuses(
        "upgrade +0",
        r#"exit 255
FAILED: Relative revision 0 didn't produce 0 migrations
"#,
    );
}

#[test]
fn a_file_that_somebody_else_has_locked() {
    let project = at("sqlite:///app.db?timeout=0.1").sql("CREATE TABLE mine (id INTEGER)");
    // The files cannot be compared: reading them would end the lock, which belongs to the whole process.
    let holder = rusqlite::Connection::open(project.path("app.db")).expect("a database");
    let tables = || {
        holder.query_one("SELECT group_concat(name) FROM sqlite_master", [], |row| {
            row.get::<_, String>(0)
        })
    };
    holder.execute_batch("BEGIN EXCLUSIVE").expect("the lock");
    for command in ["current", "upgrade head", "stamp head"] {
        project.says(command, r#"exit 1
--- stderr
FAILED: database is locked (code 5)
Another connection holds the lock on $PROJECT/app.db. End its transaction, or wait longer by "?timeout=SECONDS" in the database URL (default: 5).
[SQL: PRAGMA "main".table_info("alembic_version")]
"#);
    }
    holder.execute_batch("ROLLBACK; BEGIN IMMEDIATE").expect("the lock");
    project.says(
        "current",
        r#"exit 0
"#,
    );
    for command in ["upgrade head", "stamp head", "stamp --purge head"] {
        project.says(command, r#"exit 1
--- stderr
FAILED: database is locked (code 5)
Another connection holds the lock on $PROJECT/app.db. End its transaction, or wait longer by "?timeout=SECONDS" in the database URL (default: 5).
[SQL: BEGIN IMMEDIATE]
"#);
    }
    assert_eq!(tables().as_deref(), Ok("mine"));
    holder.execute_batch("ROLLBACK").expect("the lock is given back");
    project.says(
        "upgrade head",
        r#"exit 0
"#,
    );
}

#[test]
fn a_table_in_the_way() {
    let project = Project::gateway().sql("CREATE TABLE chat_messages (id INTEGER)");
    project.refuses_in_its_own_way(
        "upgrade head",
        r#"exit 1
--- stderr
FAILED: Running upgrade  -> d5b3f8f2e9a0, create initial database failed
  table chat_messages already exists (code 1)
  [SQL: 
  CREATE TABLE chat_messages (
  	id VARCHAR NOT NULL, 
  	session_id VARCHAR NOT NULL, 
  	message TEXT NOT NULL, 
  	sender_type VARCHAR, 
  	sender_name VARCHAR, 
  	created_at DATETIME, 
  	PRIMARY KEY (id), 
  	CONSTRAINT fk_chat_messages_session_id FOREIGN KEY(session_id) REFERENCES sessions (id) ON DELETE CASCADE
  )]
Applied in this run: none
Not applied: d5b3f8f2e9a0, b1c2d3e4f5g6, f6e7d8c9b0a1
Nothing of d5b3f8f2e9a0 remains in the database: correct the cause, then run the command again
"#,
    );
    let project = project.sql("DROP TABLE chat_messages");
    project.says(
        "upgrade head",
        r#"exit 0
"#,
    );
}

#[test]
fn an_index_in_the_way_of_the_second_step() {
    let project = Project::gateway().sql("CREATE TABLE t (id INTEGER); CREATE INDEX idx_sessions_created_at ON t (id)");
    project.says(
        "upgrade head",
        r#"exit 1
--- stderr
FAILED: Running upgrade d5b3f8f2e9a0 -> b1c2d3e4f5g6, add database indexes failed
  index idx_sessions_created_at already exists (code 1)
  [SQL: CREATE INDEX idx_sessions_created_at ON sessions (created_at)]
Applied in this run: d5b3f8f2e9a0
Not applied: b1c2d3e4f5g6, f6e7d8c9b0a1
Nothing of b1c2d3e4f5g6 remains in the database: correct the cause, then run the command again
"#,
    );
    project.says(
        "current",
        r#"exit 0
d5b3f8f2e9a0
"#,
    );
}
