//! Databases whose version table holds what no file knows, and moves that lead nowhere.

use crate::project::Project;
use crate::support::databases;

#[test]
fn a_row_that_no_file_knows() {
    let row = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
               INSERT INTO alembic_version VALUES ('fromthefuture');";
    let project = Project::gateway().sql(row);
    for command in [
        "current",
        "upgrade head",
        "downgrade -1",
        "downgrade base",
        "stamp head",
        "history -r current:",
        "show current",
    ] {
        project.refuses(
            command,
            r#"exit 255
FAILED: Can't locate revision identified by 'fromthefuture'
"#,
        );
    }
    project.refuses(
        "current --check-heads",
        r#"exit 255
FAILED: Database is not on all head revisions
"#,
    );
    project.refuses(
        "history -i",
        r#"exit 0
b1c2d3e4f5g6 -> f6e7d8c9b0a1 (head), convert timestamps to epoch milliseconds
d5b3f8f2e9a0 -> b1c2d3e4f5g6, add database indexes
<base> -> d5b3f8f2e9a0, create initial database
"#,
    );
    project.refuses_in_its_own_way(
        "upgrade head --plan",
        r#"exit 255
FAILED: Can't locate revision identified by 'fromthefuture'
"#,
    );
}

#[test]
fn the_base_is_the_end() {
    let project = Project::gateway();
    project.refuses(
        "downgrade -1",
        r#"exit 255
FAILED: Relative revision -1 didn't produce 1 migrations
"#,
    );
    project.refuses(
        "downgrade b1c2d3e4f5g6",
        r#"exit 255
FAILED: Destination b1c2d3e4f5g6 is not a valid downgrade target from current head(s)
"#,
    );
    for database in databases() {
        let project = Project::gateway().on(database);
        project.says(
            "upgrade +1",
            r#"exit 0
"#,
        );
        project.refuses(
            "downgrade -2",
            r#"exit 255
FAILED: Relative revision -2 didn't produce 2 migrations
"#,
        );
        project.refuses(
            "downgrade head",
            r#"exit 255
FAILED: Destination head is not a valid downgrade target from current head(s)
"#,
        );
    }
}

#[test]
fn a_stamp_that_is_refused_keeps_the_rows() {
    for database in databases() {
        let project = Project::gateway().on(database);
        project.says(
            "stamp head",
            r#"exit 0
"#,
        );
        project.refuses_in_its_own_way(
            "stamp --purge nope",
            r#"exit 255
FAILED: Can't locate revision identified by 'nope'
"#,
        );
    }
}
