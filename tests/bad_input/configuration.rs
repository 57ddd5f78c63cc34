//! `alembic.ini` and `pyproject.toml` that are not there, cannot be read, or make no sense.

use crate::project::{PASSWORD, Project};

#[test]
fn no_ini() {
    let project = Project::python().remove("alembic.ini");
    for command in ["current", "-c other.ini heads"] {
        project.refuses(
            command,
            r#"exit 255
FAILED: No 'script_location' key found in configuration.
"#,
        );
    }
}

#[test]
fn no_ini_for_a_program_with_its_revisions() {
    Project::gateway().remove("alembic.ini").refuses_in_its_own_way("upgrade head", r#"exit 255
FAILED: No config file 'alembic.ini' found, or file has no '[alembic]' section; give the database address by --url or ALEMBIC_URL
"#);
}

#[test]
fn a_folder_in_the_place_of_the_ini() {
    Project::python()
        .remove("alembic.ini")
        .write("alembic.ini/x", "")
        .refuses(
            "heads",
            r#"exit 255
FAILED: No 'script_location' key found in configuration.
"#,
        );
}

#[test]
fn an_ini_that_is_not_utf_8() {
    let ini = b"[alembic]\nscript_location = alembic\n# caf\xe9\n";
    Project::python().write("alembic.ini", ini).refuses(
        "heads",
        r#"exit 1
--- stderr
FAILED: 'utf-8' codec can't decode byte 0xe9 in position 41: invalid continuation byte (alembic.ini)
"#,
    );
}

#[test]
fn an_ini_without_a_section_hides_the_password() {
    let ini = format!("sqlalchemy.url = postgresql://me:{PASSWORD}@h/x\n[alembic]\n");
    Project::python().write("alembic.ini", ini).refuses(
        "heads",
        r#"exit 1
--- stderr
FAILED: File contains no section headers.
file: PosixPath('alembic.ini'), line: 1
'sqlalchemy.url = postgresql://me:***@h/x\n'
"#,
    );
}

#[test]
fn a_section_twice() {
    Project::python().main_section("[alembic]\n").refuses(
        "heads",
        r#"exit 1
--- stderr
FAILED: While reading from PosixPath('alembic.ini') [line  3]: section 'alembic' already exists
"#,
    );
}

#[test]
fn an_option_twice() {
    Project::python().main_section("a = 1\na = 2\n").refuses(
        "heads",
        r#"exit 1
--- stderr
FAILED: While reading from PosixPath('alembic.ini') [line  4]: option 'a' in section 'alembic' already exists
"#,
    );
}

#[test]
fn a_line_that_is_no_option_hides_the_password() {
    let options = format!("no option\n= postgresql://me:{PASSWORD}@h/x\n");
    Project::python().main_section(&options).refuses(
        "heads",
        r#"exit 1
--- stderr
FAILED: Source contains parsing errors: PosixPath('alembic.ini')
	[line  3]: 'no option\n'
	[line  4]: '= postgresql://me:***@h/x\n'
"#,
    );
}

#[test]
fn a_reference_to_nothing() {
    let ini = "[alembic]\nscript_location = %(nope)s/alembic\n";
    Project::python().write("alembic.ini", ini).refuses("heads", r#"exit 1
--- stderr
FAILED: Bad value substitution: option 'script_location' in section 'alembic' contains an interpolation key 'nope' which is not a valid option name. Raw value: '%(nope)s/alembic' (script_location, alembic.ini, line 2)
"#);
}

#[test]
fn a_percent_sign() {
    Project::python().main_section("version_locations = 100%\n").refuses(
        "heads",
        r#"exit 1
--- stderr
FAILED: '%' must be followed by '%' or '(', found: '%' (version_locations, alembic.ini, line 3)
"#,
    );
}

#[test]
fn a_reference_to_itself() {
    let ini = "[alembic]\nscript_location = %(script_location)s\n";
    Project::python().write("alembic.ini", ini).refuses("heads", r#"exit 1
--- stderr
FAILED: Recursion limit exceeded in value substitution: option 'script_location' in section 'alembic' contains an interpolation key which cannot be substituted in 10 steps. Raw value: '%(script_location)s' (script_location, alembic.ini, line 2)
"#);
}

#[test]
fn a_percent_sign_in_an_address_hides_the_password() {
    let options = format!("sqlalchemy.url = postgresql://me:{PASSWORD}%x@h/x\n");
    Project::python().main_section(&options).refuses("current", r#"exit 1
--- stderr
FAILED: sqlalchemy.url, alembic.ini, line 3: invalid interpolation; a percent sign is written %%, and %(name)s stands for another option
"#);
    let options = format!("db = postgresql://me:{PASSWORD}%x@h/x\nsqlalchemy.url = %(db)s\n");
    Project::python().main_section(&options).refuses("current", r#"exit 1
--- stderr
FAILED: sqlalchemy.url, alembic.ini, line 4: invalid interpolation; a percent sign is written %%, and %(name)s stands for another option
"#);
}

#[test]
fn no_script_location() {
    Project::python().write("alembic.ini", "[alembic]\n").refuses(
        "history",
        r#"exit 255
FAILED: No 'script_location' key found in configuration.
"#,
    );
}

#[test]
fn a_script_location_that_does_not_exist() {
    let project = Project::python().write("alembic.ini", "[alembic]\nscript_location = %(here)s/nope\n");
    project.refuses(
        "upgrade head",
        r#"exit 255
FAILED: Path doesn't exist: $PROJECT/nope.  Please use the 'init' command to create a new scripts folder.
"#,
    );
}

#[test]
fn a_script_location_in_a_package() {
    let project = Project::python().write("alembic.ini", "[alembic]\nscript_location = my.app:migrations\n");
    project.refuses("heads", r#"exit 1
--- stderr
FAILED: script_location = my.app:migrations (alembic.ini, line 2) names a folder inside the Python package 'my.app', which is neither in prepend_sys_path nor installed in the virtual environment that is active, in .venv or for the python3 on the PATH; name the folder by its path instead, such as %(here)s/my/app/migrations
"#);
}

#[test]
fn no_versions_folder() {
    let project = Project::python().remove("alembic/versions");
    project.refuses(
        "heads",
        r#"exit 0
"#,
    );
    project.refuses(
        "upgrade nope",
        r#"exit 255
FAILED: Can't locate revision identified by 'nope'
"#,
    );
}

#[test]
fn an_unknown_separator() {
    let options = "path_separator = comma\nversion_locations = a,b\n";
    Project::python().main_section(options).refuses("heads", r#"exit 1
--- stderr
FAILED: 'comma' is not a valid value for path_separator; expected 'space', 'newline', 'os', ':', ';' (alembic.ini, line 3)
"#);
}

#[test]
fn a_switch_that_is_neither_on_nor_off() {
    let options = "revision_environment = maybe\n";
    Project::python().main_section(options).refuses(
        "history",
        r#"exit 1
--- stderr
FAILED: revision_environment, alembic.ini, line 3: String is not true/false: 'maybe'
"#,
    );
}

#[test]
fn no_address() {
    Project::python().main_section("").refuses(
        "current",
        r#"exit 1
--- stderr
FAILED: No database address: set sqlalchemy.url in the configuration, or give --url or ALEMBIC_URL
"#,
    );
    Project::python().main_section("sqlalchemy.url =\n").refuses(
        "current",
        r#"exit 1
--- stderr
FAILED: No database address: set sqlalchemy.url in the configuration, or give --url or ALEMBIC_URL
"#,
    );
}

#[test]
fn the_address_of_the_template() {
    let options = "sqlalchemy.url = driver://user:pass@localhost/dbname\n";
    Project::python().main_section(options).refuses("upgrade head", r#"exit 1
--- stderr
FAILED: sqlalchemy.url, alembic.ini, line 3 still is the template's address; put your database's there, or give --url or ALEMBIC_URL
"#);
}

#[test]
fn a_pyproject_that_is_no_toml_hides_the_password() {
    let toml = format!("[tool.alembic]\nscript_location = 'alembic'\nurl = postgresql://me:{PASSWORD}@h/x\n");
    let project = Project::python().remove("alembic.ini").write("pyproject.toml", toml);
    project.refuses(
        "heads",
        r#"exit 1
--- stderr
FAILED: pyproject.toml is not valid TOML: TOML parse error at line 3, column 7
  |
3 | url = postgresql://me:***@h/x
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^
string values must be quoted, expected literal string
"#,
    );
}

#[test]
fn a_version_table_that_only_env_py_knows() {
    let env_py = "import app\nfrom alembic import context\nfrom sqlalchemy import create_engine\n\
                  table = app.version_table()\nwith create_engine('sqlite:///app.db').connect() as connection:\n    \
                  context.configure(connection=connection, version_table=table)\n";
    let project = Project::python().write("alembic/env.py", env_py);
    for command in ["current", "stamp a1", "history -i"] {
        project.refuses_in_its_own_way(
            command,
            r#"exit 1
--- stderr
FAILED: $PROJECT/alembic/env.py:6 takes the version table from table, which only running it would tell; say it in the configuration too, by the option version_table
"#,
        );
    }
    let project = project.main_section("version_table = app_version\nsqlalchemy.url = sqlite:///app.db\n");
    project.says("stamp b2", "exit 0\n");
    project.says("current", "exit 0\nb2\n");
    project
        .sql("UPDATE app_version SET version_num = 'c3'")
        .says("current", "exit 0\nc3 (head)\n");
}
