//! Command lines that are wrong, and outputs that nobody takes.

use std::fs::File;
use std::io::Read as _;
use std::process::Stdio;

use crate::program::Program;
use crate::project::{PASSWORD, Project};

#[test]
fn wrong_command_lines() {
    let project = Project::python();
    project.refuses_in_its_own_way(
        "frobnicate",
        r#"exit 2
--- stderr
error: unrecognized subcommand 'frobnicate'

Usage: alembic [OPTIONS] <COMMAND>

For more information, try '--help'.
"#,
    );
    project.refuses_in_its_own_way(
        "upgrade",
        r#"exit 2
--- stderr
error: the following required arguments were not provided:
  <REVISION>

Usage: alembic upgrade <REVISION>

For more information, try '--help'.
"#,
    );
    project.refuses_in_its_own_way(
        "upgrade head more",
        r#"exit 2
--- stderr
error: unexpected argument 'more' found

Usage: alembic upgrade [OPTIONS] <REVISION>

For more information, try '--help'.
"#,
    );
    project.refuses_in_its_own_way(
        "upgrade --nope head",
        r#"exit 2
--- stderr
error: unexpected argument '--nope' found

  tip: to pass '--nope' as a value, use '-- --nope'

Usage: alembic upgrade [OPTIONS] <REVISION>

For more information, try '--help'.
"#,
    );
    project.refuses_in_its_own_way(
        "stamp",
        r#"exit 2
--- stderr
error: the following required arguments were not provided:
  <REVISIONS>...

Usage: alembic stamp <REVISIONS>...

For more information, try '--help'.
"#,
    );
    project.refuses_in_its_own_way(
        "history -r",
        r#"exit 2
--- stderr
error: a value is required for '--rev-range <REV_RANGE>' but none was supplied

For more information, try '--help'.
"#,
    );
    project.refuses_in_its_own_way(
        "-c",
        r#"exit 2
--- stderr
error: a value is required for '--config <CONFIG>' but none was supplied

For more information, try '--help'.
"#,
    );
    project.refuses_in_its_own_way(
        "upgrade head --sql --plan",
        r#"exit 2
--- stderr
error: the argument '--sql' cannot be used with '--plan'

Usage: alembic upgrade --sql <REVISION>

For more information, try '--help'.
"#,
    );
}

#[test]
fn an_address_in_the_wrong_place_hides_the_password() {
    let project = Project::python();
    let address = format!("postgresql://me:{PASSWORD}@h/x");
    project.refuses_in_its_own_way(
        &format!("{address} current"),
        r#"exit 2
--- stderr
error: unrecognized subcommand 'postgresql://me:***@h/x'

Usage: alembic [OPTIONS] <COMMAND>

For more information, try '--help'.
"#,
    );
    project.refuses_in_its_own_way(
        &format!("upgrade head {address}"),
        r#"exit 2
--- stderr
error: unexpected argument 'postgresql://me:***@h/x' found

Usage: alembic upgrade [OPTIONS] <REVISION>

For more information, try '--help'.
"#,
    );
    project.refuses_in_its_own_way(
        &format!("show {address}"),
        r#"exit 255
FAILED: Can't locate revision identified by 'postgresql://me:***'
"#,
    );
}

#[test]
fn options_that_are_known_but_not_allowed() {
    let project = Project::python();
    project.refuses(
        "-c a.ini -c b.ini heads",
        r#"exit 1
--- stderr
FAILED: only one ini file may be indicated
"#,
    );
    project.refuses(
        "stamp --purge --sql head",
        r#"exit 255
FAILED: Can't use --purge with --sql mode
"#,
    );
    project.says(
        "--raiseerr show nope",
        r#"exit 1
--- stderr
alembic.util.exc.CommandError: Can't locate revision identified by 'nope'
"#,
    );
}

/// What a command says to stderr, and its exit code, when its stdout is closed after some bytes; without any it is
/// closed before the command begins, for a pipe takes all that is written before its reader goes.
fn after_reading(bytes: usize, args: &[&str]) -> (String, Option<i32>) {
    let project = Project::gateway();
    let mut command = Program::gateway().command(args, &project.path(""));
    let (reader, writer) = std::io::pipe().expect("a pipe");
    let mut reader = (bytes > 0).then_some(reader);
    let child = command.stdout(writer).stderr(Stdio::piped()).spawn().expect("it runs");
    drop(command);
    if let Some(reader) = &mut reader {
        reader.read_exact(&mut vec![0; bytes]).expect("some output");
    }
    drop(reader);
    let output = child.wait_with_output().expect("it ends");
    (
        String::from_utf8_lossy(&output.stderr).into_owned(),
        output.status.code(),
    )
}

#[test]
fn a_reader_that_goes_away() {
    for args in [
        &["history", "-v"][..],
        &["heads"],
        &["list_templates"],
        &["completions", "bash"],
        &["--help"],
        &["--version"],
        &["upgrade", "--help"],
    ] {
        for bytes in [0, 1] {
            assert_eq!(after_reading(bytes, args), (String::new(), Some(0)), "{args:?}");
        }
    }
}

#[test]
fn sql_that_nobody_reads_to_its_end_is_no_success() {
    let expected = "FAILED: cannot write the output: Broken pipe (os error 32)\n";
    let found = after_reading(0, &["upgrade", "head", "--sql"]);
    assert_eq!(found, (expected.to_owned(), Some(1)));
}

#[test]
fn a_full_disk() {
    for (args, exit) in [
        (&["history"][..], 1),
        (&["list_templates"], 1),
        (&["completions", "bash"], 1),
        (&["upgrade", "head", "--sql"], 1),
    ] {
        let project = Project::gateway();
        let full = File::options().write(true).open("/dev/full").expect("a device");
        let output = Program::gateway()
            .command(args, &project.path(""))
            .stdout(full)
            .output()
            .expect("it runs");
        assert_eq!(
            String::from_utf8_lossy(&output.stderr),
            "FAILED: cannot write the output: No space left on device (os error 28)\n"
        );
        assert_eq!(output.status.code(), Some(exit), "{args:?}");
    }
}

#[test]
fn a_failure_that_stdout_does_not_take_is_told_on_stderr() {
    let project = Project::gateway();
    let full = File::options().write(true).open("/dev/full").expect("a device");
    let mut command = Program::gateway().command(&["show", "nope"], &project.path(""));
    let output = command.stdout(full).output().expect("it runs");
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "FAILED: Can't locate revision identified by 'nope'\n"
    );
    assert_eq!(output.status.code(), Some(255));
}

#[test]
fn a_stderr_that_nobody_takes() {
    let project = Project::gateway();
    let full = File::options().write(true).open("/dev/full").expect("a device");
    let mut command = Program::gateway().command(&["upgrade", "head"], &project.path(""));
    let output = command.stderr(full).output().expect("it runs");
    assert_eq!((output.stdout, output.status.code()), (vec![], Some(0)));
    project.says(
        "current",
        r#"exit 0
f6e7d8c9b0a1 (head)
"#,
    );
}
