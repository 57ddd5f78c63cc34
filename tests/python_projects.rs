//! Python projects as they stand: `env.py` is read, modules are found, nothing is run.

mod support;

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;

use program::{Output, Program};
use tempfile::TempDir;

const ENV_PY: &str = "\
import os
from alembic import context
from sqlalchemy import engine_from_config
config = context.config
config.set_main_option('sqlalchemy.url', 'sqlite:///%s.db' % os.environ.get('NAME', 'app'))
with engine_from_config(config.get_section('alembic'), prefix='sqlalchemy.').connect() as connection:
    context.configure(connection=connection, version_table='app_version')
";

fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn revision(id: &str, down: &str) -> String {
    format!("'''{id}'''\nrevision = '{id}'\ndown_revision = {down}\ndef upgrade(): pass\ndef downgrade(): pass\n")
}

fn run(folder: &Path, arguments: &str, env: &[(&str, &str)]) -> Output {
    let arguments: Vec<&str> = arguments.split(' ').collect();
    Program::alembic()
        .run(&arguments, folder, env.iter().copied())
        .expect("it ends")
}

/// The lines of stdout of a command that works.
fn says(folder: &Path, arguments: &str) -> Vec<String> {
    let output = run(folder, arguments, &[]);
    assert_eq!(output.exit, 0, "{arguments}: {}{}", output.stdout, output.stderr);
    output.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn env_py_names_the_database_and_the_version_table() {
    let (a1, b2) = (revision("a1", "None"), revision("b2", "'a1'"));
    let folder = project(&[
        ("alembic.ini", "[alembic]\nscript_location = %(here)s/m\n"),
        ("m/env.py", ENV_PY),
        ("m/versions/a1.py", &a1),
        ("m/versions/b2.py", &b2),
    ]);
    let path = folder.path();
    says(path, "ensure_version");
    says(path, "stamp a1");
    assert_eq!(says(path, "current"), ["a1"]);
    assert_eq!(says(path, "upgrade head --plan"), ["Running upgrade a1 -> b2, b2"]);
    assert_eq!(says(path, "downgrade base --plan"), ["Running downgrade a1 -> , a1"]);
    let bytes = fs::read(path.join("app.db")).expect("the database that env.py names");
    assert!(String::from_utf8_lossy(&bytes).contains("app_version"));
    let other = run(path, "current", &[("NAME", "other")]);
    assert_eq!((other.exit, other.stdout.as_str()), (0, ""));

    let refused = run(path, "upgrade head", &[]);
    assert_eq!(refused.exit, 255);
    assert!(
        refused.stdout.contains("no Rust function") && refused.stdout.contains("b2 ("),
        "{}",
        refused.stdout
    );
    // Nothing to do is nothing to refuse.
    says(path, "stamp head");
    assert!(says(path, "upgrade head").is_empty());
}

#[test]
fn flask_migrate_keeps_its_ini_among_the_migrations() {
    let a1 = revision("a1", "None");
    let folder = project(&[
        ("migrations/alembic.ini", "[alembic]\n"),
        (
            "migrations/env.py",
            "config.set_main_option('sqlalchemy.url', get_engine_url())\n",
        ),
        ("migrations/versions/a1.py", &a1),
    ]);
    assert_eq!(says(folder.path(), "-c migrations/alembic.ini heads"), ["a1 (head)"]);
    fs::remove_file(folder.path().join("migrations/env.py")).expect("removed");
    let refused = run(folder.path(), "-c migrations/alembic.ini heads", &[]);
    assert_eq!(refused.exit, 255);
    assert_eq!(
        refused.stdout,
        "FAILED: No 'script_location' key found in configuration.\n"
    );
}

#[test]
fn locations_and_constants_in_packages() {
    let labelled = "from app.names import LABEL\nrevision = 'a1'\ndown_revision = None\nbranch_labels = (LABEL,)\n";
    let installed = revision("b2", "'a1'");
    let ini = "[alembic]\nscript_location = app.db:migrations\nprepend_sys_path = src\npath_separator = newline\n\
               version_locations =\n    app.db:migrations:versions\n    plugin:versions\n";
    let folder = project(&[
        ("alembic.ini", ini),
        ("src/app/__init__.py", "raise RuntimeError('never imported')\n"),
        ("src/app/names.py", "LABEL = 'main' 'line'\n"),
        ("src/app/db/__init__.py", ""),
        ("src/app/db/migrations/env.py", ""),
        ("src/app/db/migrations/versions/a1.py", labelled),
        (".venv/pyvenv.cfg", "home = /usr/bin\n"),
        (".venv/lib/python3.12/site-packages/plugin/versions/b2.py", &installed),
    ]);
    assert_eq!(
        says(folder.path(), "history"),
        ["a1 -> b2 (mainline) (head), b2", "<base> -> a1 (mainline), "]
    );
}

#[test]
fn a_ready_binary_takes_over() {
    let folder = project(&[
        (
            "alembic.ini",
            "[alembic]\nscript_location = nowhere\nenvironment_binary = bin/env\n",
        ),
        ("bin/env", "#!/bin/sh\necho ready \"$@\"\n"),
        ("bin/other", "#!/bin/sh\necho other \"$@\"\n"),
    ]);
    #[cfg(unix)]
    for name in ["bin/env", "bin/other"] {
        use std::os::unix::fs::PermissionsExt as _;
        let path = folder.path().join(name);
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("executable");
    }
    let given = "-x a=b upgrade head --tag t --sql";
    assert_eq!(says(folder.path(), given), [format!("ready {given}")]);
    let other = run(folder.path(), given, &[("ALEMBIC_ENVIRONMENT", "bin/other")]);
    assert_eq!(other.stdout, format!("other {given}\n"));
    let missing = run(folder.path(), given, &[("ALEMBIC_ENVIRONMENT", "bin/none")]);
    assert!(missing.stderr.contains("there is no environment") && missing.stderr.contains("ALEMBIC_ENVIRONMENT"));
}
