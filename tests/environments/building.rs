//! Each template compiles and runs as written. The crates share a target folder, so that each has a name of its own.

use crate::project::Project;

const NO_URL: &str = "driver://user:pass@localhost/dbname";

#[test]
fn generic() {
    let project = Project::new();
    project.init("of_one", "of_one");
    project.replace("alembic.ini", NO_URL, "sqlite:///app.db");
    project.succeeds("revision -m first --rev-id a1");
    let said = project.alembic("upgrade head");
    assert!(said.success, "{said:?}");
    assert!(said.stderr.contains("Running upgrade  -> a1, first"), "{said:?}");

    // A new file is all that a new revision takes.
    project.succeeds("revision -m second --rev-id b1");
    project.replace(
        "of_one/versions/b1_second.rs",
        "pub fn upgrade(op: &mut Operations) -> Result<()> {\n    let _ = op;\n    Ok(())",
        "pub fn upgrade(op: &mut Operations) -> Result<()> {\n    op.execute(\"CREATE TABLE second (id INTEGER)\")",
    );
    let said = project.alembic("upgrade head");
    assert!(said.success, "{said:?}");
    assert!(said.stderr.contains("Running upgrade a1 -> b1, second"), "{said:?}");
    assert_eq!(project.succeeds("current"), "b1 (head)\n");
    project.succeeds("downgrade base");
}

#[test]
fn multidb() {
    let project = Project::new();
    project.init("-t multidb of_several", "of_several");
    let refused = {
        project.succeeds("revision -m first --rev-id a1");
        project.fails("upgrade head")
    };
    assert!(
        refused.contains("sqlalchemy.url of the section [engine1] names no database yet"),
        "{refused}"
    );
    project.replace(
        "alembic.ini",
        "driver://user:pass@localhost/dbname2",
        "sqlite:///two.db",
    );
    project.replace("alembic.ini", NO_URL, "sqlite:///one.db");
    let file = "of_several/versions/a1_first.rs";
    for name in ["engine1", "engine2"] {
        project.replace(
            file,
            &format!("fn upgrade_{name}(op: &mut Operations) -> Result<()> {{\n    let _ = op;\n    Ok(())"),
            &format!("fn upgrade_{name}(op: &mut Operations) -> Result<()> {{\n    op.execute(\"CREATE TABLE {name} (id INTEGER)\")"),
        );
    }
    let said = project.alembic("upgrade head");
    assert!(said.success, "{said:?}");
    let lines: Vec<&str> = said
        .stderr
        .lines()
        .filter(|line| !line.contains("Context impl") && !line.contains("DDL"))
        .collect();
    assert_eq!(
        lines,
        [
            "INFO  [alembic.env] Migrating database engine1",
            "INFO  [alembic.runtime.migration] Running upgrade  -> a1, first",
            "INFO  [alembic.env] Migrating database engine2",
            "INFO  [alembic.runtime.migration] Running upgrade  -> a1, first",
        ]
    );
    assert_eq!(project.succeeds("current"), "a1 (head)\na1 (head)\n");
    project.succeeds("upgrade head --sql");
    assert!(
        project
            .read("engine1.sql")
            .contains("CREATE TABLE engine1 (id INTEGER);")
    );
    assert!(
        project
            .read("engine2.sql")
            .contains("CREATE TABLE engine2 (id INTEGER);")
    );

    // What fails for one database is committed for none.
    project.succeeds("revision -m second --rev-id b1");
    project.replace(
        "of_several/versions/b1_second.rs",
        "fn upgrade_engine2(op: &mut Operations) -> Result<()> {\n    let _ = op;\n    Ok(())",
        "fn upgrade_engine2(op: &mut Operations) -> Result<()> {\n    op.execute(\"DROP TABLE missing\")",
    );
    let said = project.fails("upgrade head");
    assert!(said.contains("no such table: missing"), "{said}");
    assert!(said.contains("Nothing of b1 remains in the database"), "{said}");
    assert_eq!(project.succeeds("current"), "a1\na1\n");
}

#[test]
fn pyproject() {
    let project = Project::new();
    project.write("pyproject.toml", "[project]\nname = \"app\"\n");
    project.init("-t pyproject db/of_toml", "db/of_toml");
    assert!(
        project
            .read("pyproject.toml")
            .starts_with("[project]\nname = \"app\"\n\n\n[tool.alembic]\n")
    );
    assert!(!project.read("alembic.ini").contains("script_location"));
    project.replace("alembic.ini", NO_URL, "sqlite:///app.db");
    project.succeeds("revision -m first --rev-id a1");
    let said = project.alembic("upgrade head");
    assert!(said.success, "{said:?}");
    assert_eq!(project.succeeds("current"), "a1 (head)\n");
}

/// The workspace that cargo finds for the environment.
fn workspace_root(project: &Project) -> String {
    let arguments = [
        "metadata",
        "--no-deps",
        "--format-version=1",
        "--manifest-path",
        "tools/migrations/Cargo.toml",
    ];
    let said = project.run(env!("CARGO"), &arguments);
    assert!(said.success, "{said:?}");
    let metadata: serde_json::Value = serde_json::from_str(&said.stdout).expect("JSON");
    metadata["workspace_root"].as_str().expect("a path").to_owned()
}

#[test]
fn in_a_workspace() {
    let members = [
        ("\"app\"", "$PROJECT/tools/migrations"),
        ("\"app\", \"tools/*\"", "$PROJECT"),
    ];
    for (members, root) in members {
        let project = Project::new();
        project.write(
            "Cargo.toml",
            &format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n"),
        );
        project.write(
            "app/Cargo.toml",
            "[package]\nname = \"app\"\nversion = \"0.0.0\"\nedition = \"2024\"\n",
        );
        project.write("app/src/lib.rs", "");
        let said = project.init("tools/migrations", "tools/migrations");
        assert_eq!(workspace_root(&project), root, "{said}");
        let advice = "The environment is a workspace of its own. To make it a member of $PROJECT/Cargo.toml, add \
                      \"tools/migrations\" to the members there and remove [workspace] from \
                      $PROJECT/tools/migrations/Cargo.toml\n";
        assert_eq!(said.contains(advice), root != "$PROJECT", "{said}");
    }
}
