//! Revision files that are broken, histories that make no sense, and revisions that are not there.

use crate::project::Project;

fn with(file: &str) -> Project {
    Project::python().write("alembic/versions/zz.py", file)
}

#[test]
fn a_syntax_error_in_the_header() {
    let project = with("revision = 'zz\ndown_revision = None\n");
    for command in ["heads", "history", "upgrade head"] {
        project.refuses(
            command,
            r#"exit 1
--- stderr
FAILED: SyntaxError: unterminated string literal ($PROJECT/alembic/versions/zz.py, line 1, column 12)
"#,
        );
    }
}

#[test]
fn a_syntax_error_in_the_body() {
    with("revision = 'zz'\ndown_revision = 'c3'\ndef upgrade():\n    op.execute('x'\n").refuses(
        "heads",
        r#"exit 1
--- stderr
FAILED: SyntaxError: unexpected EOF while parsing ($PROJECT/alembic/versions/zz.py, line 5, column 1)
"#,
    );
    with("revision = 'zz'\ndown_revision = 'c3'\ndef upgrade():\n  x = 1\n y = 2\n").refuses("heads", r#"exit 1
--- stderr
FAILED: SyntaxError: unindent does not match any outer indentation level ($PROJECT/alembic/versions/zz.py, line 5, column 1)
"#);
}

#[test]
fn a_file_that_is_not_utf_8() {
    Project::python().write("alembic/versions/zz.py", b"x = '\xe9'\nrevision = 'zz'\n").refuses("heads", r#"exit 1
--- stderr
FAILED: SyntaxError: (unicode error) 'utf-8' codec can't decode byte 0xe9; save the file as UTF-8 or declare its encoding in a comment on the first line, as in '# coding: latin-1' ($PROJECT/alembic/versions/zz.py, line 1, column 6)
"#);
}

#[test]
fn a_revision_without_an_id() {
    with("down_revision = 'c3'\n").refuses("heads", r#"exit 255
FAILED: Could not determine revision id from filename zz.py. Be sure the 'revision' variable is declared inside the script (please see 'Upgrading from Alembic 0.1 to 0.2' in the documentation).
"#);
}

#[test]
fn a_revision_without_a_parent() {
    with("revision = 'zz'\n").refuses("heads", r#"exit 1
--- stderr
FAILED: $PROJECT/alembic/versions/zz.py: the variable 'down_revision' is missing; declare it, with None for a base revision
"#);
}

#[test]
fn an_id_that_only_python_knows() {
    with("import os\nrevision = os.getcwd()\ndown_revision = 'c3'\n").refuses_in_its_own_way("heads", r#"exit 1
--- stderr
FAILED: $PROJECT/alembic/versions/zz.py:2: the value of 'revision' cannot be known without Python: os.getcwd(); write it as a literal
"#);
}

#[test]
fn an_id_that_is_no_text() {
    with("revision = 12\ndown_revision = 'c3'\n").refuses(
        "heads",
        r#"exit 1
--- stderr
FAILED: $PROJECT/alembic/versions/zz.py:1: 'revision' must be a string, not 12
"#,
    );
}

#[test]
fn a_parent_that_is_not_there() {
    let project = with("revision = 'zz'\ndown_revision = 'nope'\n");
    for command in ["heads", "current", "stamp head"] {
        project.refuses(command, r#"exit 1
--- stderr
UserWarning: Revision nope referenced from nope -> zz (head),  is not present
FAILED: Revision zz follows revision 'nope', which is not present; restore its file or correct down_revision ($PROJECT/alembic/versions/zz.py)
"#);
    }
}

#[test]
fn a_dependency_that_is_not_there() {
    with("revision = 'zz'\ndown_revision = 'c3'\ndepends_on = 'nope'\n").refuses("heads", r#"exit 1
--- stderr
FAILED: Revision zz depends on 'nope', which is neither a revision nor a branch label; restore its file or correct depends_on ($PROJECT/alembic/versions/zz.py)
"#);
}

#[test]
fn a_revision_that_follows_itself() {
    let project = with("revision = 'zz'\ndown_revision = 'zz'\n");
    for command in ["history", "upgrade c3"] {
        project.refuses(
            command,
            r#"exit 255
FAILED: Self-loop is detected in revisions (zz)
"#,
        );
    }
}

#[test]
fn an_id_twice_makes_a_cycle() {
    with("revision = 'a1'\ndown_revision = 'c3'\n").refuses(
        "history",
        r#"exit 255
FAILED: Cycle is detected in revisions (b2, c3)
--- stderr
UserWarning: Revision a1 is present more than once
"#,
    );
}

#[test]
fn a_label_that_another_revision_has() {
    with("revision = 'zz'\ndown_revision = None\nbranch_labels = 'a1'\n").refuses(
        "history",
        r#"exit 255
FAILED: Branch name 'a1' in revision zz already used by revision a1
"#,
    );
}

#[test]
fn a_sign_that_ids_cannot_have() {
    with("revision = 'zz-1'\ndown_revision = None\n").refuses(
        "history",
        r#"exit 255
FAILED: Character(s) '-' not allowed in revision identifier 'zz-1'
"#,
    );
}

fn with_rust(file: &str) -> Project {
    Project::python().write("alembic/versions/zz.rs", file)
}

#[test]
fn a_rust_header_that_is_broken() {
    with_rust("//! zz\npub const REVISION: &str = \"zz;\n").refuses_in_its_own_way(
        "heads",
        r#"exit 1
--- stderr
FAILED: $PROJECT/alembic/versions/zz.rs:2: unterminated string
"#,
    );
    with_rust("//! zz\n\npub const REVISION: &str = concat!(\"z\", \"z\");\npub const DOWN_REVISION: &[&str] = &[];\n")
        .refuses_in_its_own_way("heads", r#"exit 1
--- stderr
FAILED: $PROJECT/alembic/versions/zz.rs:3: REVISION must have a literal value, because it is read without compiling the file; found `concat!("z", "z")`; write `pub const REVISION: &str = "…";`
"#);
    with_rust("//! zz\npub const DOWN_REVISION: &[&str] = &[];\n").refuses_in_its_own_way(
        "heads",
        r#"exit 1
--- stderr
FAILED: $PROJECT/alembic/versions/zz.rs:1: the constant REVISION is missing; declare `pub const REVISION: &str = "…";`
"#,
    );
    with_rust("//! zz\npub const REVISION: &str = \"zz\";\n").refuses_in_its_own_way("heads", r#"exit 1
--- stderr
FAILED: $PROJECT/alembic/versions/zz.rs:1: the constant DOWN_REVISION is missing; declare `pub const DOWN_REVISION: &[&str] = &["…"];`
"#);
}

#[test]
fn no_such_revision() {
    let project = Project::python();
    for command in [
        "show nope",
        "upgrade nope",
        "downgrade nope",
        "stamp nope",
        "history -r nope:",
    ] {
        project.refuses(
            command,
            r#"exit 255
FAILED: Can't locate revision identified by 'nope'
"#,
        );
    }
    project.refuses(
        "upgrade nope:head --sql",
        r#"exit 255
FAILED: Can't locate revision identified by 'nope'
"#,
    );
    project.refuses(
        "upgrade +4",
        r#"exit 255
FAILED: Relative revision +4 didn't produce 4 migrations
"#,
    );
}

#[test]
fn a_prefix_of_several_revisions() {
    let project = Project::python()
        .revision("abcd1", Some("c3"))
        .revision("abcd2", Some("abcd1"));
    for command in ["show abcd", "upgrade abcd"] {
        project.refuses(
            command,
            r#"exit 255
FAILED: Can't locate revision identified by 'abcd'
"#,
        );
    }
}

#[test]
fn several_heads() {
    let project = Project::python().revision("d4", Some("b2"));
    project.refuses("upgrade head", r#"exit 255
FAILED: Multiple head revisions are present for given argument 'head'; please specify a specific target revision, '<branchname>@head' to narrow to a specific head, or 'heads' for all heads
"#);
    project.refuses(
        "stamp head",
        r#"exit 255
FAILED: Multiple heads are present; please specify a single target revision
"#,
    );
    project.refuses("show head", r#"exit 255
FAILED: Multiple head revisions are present for given argument 'head'; please specify a specific target revision, '<branchname>@head' to narrow to a specific head, or 'heads' for all heads
"#);
}

#[test]
fn ranges_where_there_can_be_none() {
    let project = Project::python();
    project.refuses(
        "upgrade a1:c3",
        r#"exit 255
FAILED: Range revision not allowed
"#,
    );
    project.refuses(
        "downgrade c3 --sql",
        r#"exit 255
FAILED: downgrade with --sql requires <fromrev>:<torev>
"#,
    );
    project.refuses(
        "history -r a1",
        r#"exit 255
FAILED: History range requires [start]:[end], [start]:, or :[end]
"#,
    );
    project.refuses(
        "stamp --sql a1:b2 b2:c3",
        r#"exit 255
FAILED: Stamp operation with --sql only supports a single starting revision at a time
"#,
    );
}

#[test]
fn python_steps_for_a_program_without_python() {
    Project::python().refuses_in_its_own_way("upgrade head", r#"exit 255
FAILED: These revisions on the way have no Rust function that could be run here: a1 ($PROJECT/alembic/versions/a1.py), b2 ($PROJECT/alembic/versions/b2.py), c3 ($PROJECT/alembic/versions/c3.py). Build the environment again, with them as .rs files, or run them with Python's alembic. Nothing was changed
"#);
}

#[test]
fn many_python_steps_are_counted() {
    let mut project = Project::python();
    let mut down = "c3".to_owned();
    for number in 10..30 {
        let revision = format!("r{number}");
        project = project.revision(&revision, Some(&down));
        down = revision;
    }
    project.refuses_in_its_own_way("upgrade head", r#"exit 255
FAILED: These revisions on the way have no Rust function that could be run here: a1 ($PROJECT/alembic/versions/a1.py) … r29 ($PROJECT/alembic/versions/r29.py) (23 revisions). Build the environment again, with them as .rs files, or run them with Python's alembic. Nothing was changed
"#);
}
