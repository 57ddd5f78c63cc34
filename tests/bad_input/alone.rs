//! The gateway's binary away from its sources: with a configuration file, without one, and beside other revisions.

use crate::project::Project;

#[test]
fn with_only_a_configuration() {
    let project = Project::gateway();
    project.says(
        "upgrade head",
        r#"exit 0
"#,
    );
    project.says(
        "current -v",
        r#"exit 0
Current revision(s) for sqlite:///app.db:
Rev: f6e7d8c9b0a1 (head)
Parent: b1c2d3e4f5g6
Path: 20250916_f6e7d8c9b0a1_convert_timestamps_to_epoch.rs

    convert timestamps to epoch milliseconds
    
    Revision ID: f6e7d8c9b0a1
    Revises: b1c2d3e4f5g6
    Create Date: 2025-09-16 16:30:00.000000

"#,
    );
    project.says(
        "history -v",
        r#"exit 0
Rev: f6e7d8c9b0a1 (head)
Parent: b1c2d3e4f5g6
Path: 20250916_f6e7d8c9b0a1_convert_timestamps_to_epoch.rs

    convert timestamps to epoch milliseconds
    
    Revision ID: f6e7d8c9b0a1
    Revises: b1c2d3e4f5g6
    Create Date: 2025-09-16 16:30:00.000000

Rev: b1c2d3e4f5g6
Parent: d5b3f8f2e9a0
Path: 20250911_b1c2d3e4f5g6_add_database_indexes.rs

    add database indexes
    
    Revision ID: b1c2d3e4f5g6
    Revises: d5b3f8f2e9a0
    Create Date: 2025-09-11 09:00:00.000000

Rev: d5b3f8f2e9a0
Parent: <base>
Path: 20250910_d5b3f8f2e9a0_create_initial_database.rs

    create initial database
    
    Revision ID: d5b3f8f2e9a0
    Revises:
    Create Date: 2025-09-10 09:00:00.000000

"#,
    );
    project.says(
        "show d5b3",
        r#"exit 0
Rev: d5b3f8f2e9a0
Parent: <base>
Path: 20250910_d5b3f8f2e9a0_create_initial_database.rs

    create initial database
    
    Revision ID: d5b3f8f2e9a0
    Revises:
    Create Date: 2025-09-10 09:00:00.000000

"#,
    );
    project.says(
        "heads",
        r#"exit 0
f6e7d8c9b0a1 (head)
"#,
    );
    project.says(
        "downgrade -1",
        r#"exit 0
"#,
    );
    project.says(
        "upgrade head --plan",
        r#"exit 0
Running upgrade b1c2d3e4f5g6 -> f6e7d8c9b0a1, convert timestamps to epoch milliseconds
"#,
    );
    project.says(
        "stamp head",
        r#"exit 0
"#,
    );
    project.says(
        "current --check-heads",
        r#"exit 0
f6e7d8c9b0a1 (head)
"#,
    );
}

#[test]
fn without_a_configuration() {
    let project = Project::gateway().remove("alembic.ini").url("sqlite:///app.db");
    project.says(
        "upgrade head",
        r#"exit 0
"#,
    );
    project.says(
        "current",
        r#"exit 0
f6e7d8c9b0a1 (head)
"#,
    );
    for command in [
        "--url sqlite:///other.db current",
        "--url sqlite:///other.db upgrade +1",
    ] {
        project.says(
            command,
            r#"exit 0
"#,
        );
    }
    project.says(
        "--url sqlite:///other.db current",
        r#"exit 0
d5b3f8f2e9a0
"#,
    );
}

#[test]
fn with_a_script_location_inside_a_python_package() {
    let ini = "[alembic]\nscript_location = app:migrations\nsqlalchemy.url = sqlite:///app.db\n";
    Project::gateway().write("alembic.ini", ini).says(
        "heads",
        r#"exit 0
f6e7d8c9b0a1 (head)
"#,
    );
}

const OTHER: &str = "//! other\npub const REVISION: &str = \"a1\";\npub const DOWN_REVISION: &[&str] = &[];\n\
                     pub fn upgrade(op: &mut Operations) -> Result<()> { Ok(()) }\n\
                     pub fn downgrade(op: &mut Operations) -> Result<()> { Ok(()) }\n";

#[test]
fn beside_an_empty_versions_folder() {
    let project = Project::gateway().write("alembic/versions/README", "none yet");
    project.says(
        "heads",
        r#"exit 0
f6e7d8c9b0a1 (head)
"#,
    );
    project.says(
        "upgrade head --plan",
        r#"exit 0
Running upgrade  -> d5b3f8f2e9a0, create initial database
Running upgrade d5b3f8f2e9a0 -> b1c2d3e4f5g6, add database indexes
Running upgrade b1c2d3e4f5g6 -> f6e7d8c9b0a1, convert timestamps to epoch milliseconds
"#,
    );
}

#[test]
fn beside_other_revisions() {
    let project = Project::gateway().write("alembic/versions/a1_other.rs", OTHER);
    for command in ["heads", "current", "upgrade head", "downgrade base", "stamp head"] {
        project.refuses_in_its_own_way(command, r#"exit 1
--- stderr
FAILED: The revisions that are compiled into this program and the files of its version locations are not the same; in no file of $PROJECT/alembic/versions: d5b3f8f2e9a0, b1c2d3e4f5g6, f6e7d8c9b0a1. Build the program again, or run it without the files
"#);
    }
}

#[test]
fn beside_the_same_revisions_and_a_newer_one() {
    let mut project = Project::gateway();
    let versions = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("versions");
    for entry in std::fs::read_dir(versions).expect("the gateway's revisions") {
        let path = entry.expect("an entry").path();
        let name = format!("alembic/versions/{}", path.file_name().expect("a name").display());
        project = project.write(&name, std::fs::read(path).expect("a file"));
    }
    project.says(
        "upgrade head",
        r#"exit 0
"#,
    );
    let newer = OTHER.replace("&[]", "&[\"f6e7d8c9b0a1\"]");
    let project = project.write("alembic/versions/a1_other.rs", newer);
    project.refuses_in_its_own_way("upgrade head", r#"exit 255
FAILED: These revisions on the way have no Rust function that could be run here: a1 ($PROJECT/alembic/versions/a1_other.rs). Build the environment again, with them as .rs files, or run them with Python's alembic. Nothing was changed
"#);
    project.says(
        "downgrade -1",
        r#"exit 0
"#,
    );

    let changed =
        std::fs::read_to_string(project.path("alembic/versions/20250911_b1c2d3e4f5g6_add_database_indexes.rs"));
    let changed = changed.expect("a file").replace("&[\"d5b3f8f2e9a0\"]", "&[]");
    let project = project.write(
        "alembic/versions/20250911_b1c2d3e4f5g6_add_database_indexes.rs",
        changed,
    );
    project.refuses_in_its_own_way("upgrade head", r#"exit 1
--- stderr
FAILED: The revisions that are compiled into this program and the files of its version locations are not the same; with another down_revision, depends_on or branch_labels: b1c2d3e4f5g6 ($PROJECT/alembic/versions/20250911_b1c2d3e4f5g6_add_database_indexes.rs). Build the program again, or run it without the files
"#);
}
