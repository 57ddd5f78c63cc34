//! A project in a folder of its own, and the programs that run in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Once;

use tempfile::TempDir;

use crate::program::{Output, Program, variable};
use crate::support::{self, TestDatabase};

/// The password of every address in these tests: no output may show it.
pub(crate) const PASSWORD: &str = "s3cret";

const INI: &str = "\
[alembic]
script_location = %(here)s/alembic
sqlalchemy.url = sqlite:///app.db
";

/// For real Alembic only.
const ENV_PY: &str = "\
from os import environ

from alembic import context
from sqlalchemy import create_engine

url = environ.get('ALEMBIC_URL') or context.config.get_main_option('sqlalchemy.url')
if context.is_offline_mode():
    context.configure(url=url, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    with create_engine(url).connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
";

/// A project folder and a program of ours.
pub(crate) struct Project {
    folder: TempDir,
    path: PathBuf,
    program: Program,
    /// The revisions that real Alembic needs, where the program has them compiled in.
    python_versions: Option<PathBuf>,
    env: BTreeMap<String, String>,
    database: Option<TestDatabase>,
    names: Vec<(String, &'static str)>,
}

/// What must stay as it is: the files of the project and the database on a server.
#[derive(PartialEq, Eq)]
struct State {
    files: BTreeMap<PathBuf, Vec<u8>>,
    database: Option<String>,
}

impl Project {
    /// Python revisions `a1`, `b2` and `c3`, one after the other, for the bare `alembic`.
    pub(crate) fn python() -> Self {
        let project = Self::new(Program::alembic(), None).write("alembic/env.py", ENV_PY);
        [("a1", None), ("b2", Some("a1")), ("c3", Some("b2"))]
            .into_iter()
            .fold(project, |project, (revision, down)| project.revision(revision, down))
    }

    /// The gateway's binary alone with a configuration file; real Alembic gets the gateway's Python files.
    pub(crate) fn gateway() -> Self {
        let versions = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects/gateway/alembic/versions");
        Self::new(Program::gateway(), Some(versions))
    }

    fn new(program: Program, python_versions: Option<PathBuf>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().canonicalize().expect("a folder");
        let names = vec![(path.display().to_string(), "$PROJECT")];
        let project = Self {
            folder,
            path,
            program,
            python_versions,
            env: BTreeMap::new(),
            database: None,
            names,
        };
        project.write("alembic.ini", INI)
    }

    /// A Python revision that makes a table of its own name.
    pub(crate) fn revision(self, revision: &str, down: Option<&str>) -> Self {
        let down = down.map_or_else(|| "None".to_owned(), |down| format!("'{down}'"));
        let name = format!("alembic/versions/{revision}.py");
        self.write(
            &name,
            format!(
                "'''make {revision}'''\nfrom alembic import op\nrevision = '{revision}'\ndown_revision = {down}\n\
                 def upgrade():\n    op.execute('CREATE TABLE {revision} (id INTEGER)')\n\
                 def downgrade():\n    op.execute('DROP TABLE {revision}')\n"
            ),
        )
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    pub(crate) fn write(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        fs::write(path, content).expect("a new file");
        self
    }

    /// The main section of `alembic.ini`, behind a script location that exists.
    pub(crate) fn main_section(self, options: &str) -> Self {
        self.write(
            "alembic.ini",
            format!("[alembic]\nscript_location = alembic\n{options}"),
        )
    }

    pub(crate) fn remove(self, name: &str) -> Self {
        let path = self.path(name);
        if path.is_dir() {
            fs::remove_dir_all(path).expect("a folder");
        } else {
            fs::remove_file(path).expect("a file");
        }
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl Into<String>) -> Self {
        self.env.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn url(self, url: impl Into<String>) -> Self {
        self.env("ALEMBIC_URL", url)
    }

    /// Shows `found` as `name` in outputs.
    pub(crate) fn named(mut self, found: impl Into<String>, name: &'static str) -> Self {
        self.names.push((found.into(), name));
        self
    }

    /// Works on a database of a server.
    pub(crate) fn on(self, database: TestDatabase) -> Self {
        let url = database.parsed_url();
        let project = self
            .url(&database.url)
            .named(url.database.unwrap_or_default(), "$DATABASE");
        Self {
            database: Some(database),
            ..project
        }
    }

    pub(crate) fn database(&self) -> &TestDatabase {
        self.database.as_ref().expect("a database on a server")
    }

    /// Executes SQL in the database: the server's, or else `app.db`.
    pub(crate) fn sql(self, sql: &str) -> Self {
        match &self.database {
            Some(database) => {
                database
                    .connect()
                    .execute(&alembic::sql::Statement::new(sql))
                    .expect("valid SQL");
            }
            None => rusqlite::Connection::open(self.path("app.db"))
                .and_then(|connection| connection.execute_batch(sql))
                .expect("valid SQL"),
        }
        self
    }

    /// Runs the command, whose words are separated by blanks.
    pub(crate) fn output(&self, args: &str) -> String {
        let words: Vec<&str> = args.split_whitespace().collect();
        let output = self.program.run(&words, &self.path, &self.env).expect("it runs");
        let shown = self.show(&output);
        for secret in [PASSWORD, &PASSWORD[1..], &PASSWORD[..5]] {
            assert!(!shown.contains(secret), "{args}: a password is shown\n{shown}");
        }
        shown
    }

    /// Asserts the whole output, that nothing was changed, and that Alembic says and exits the same.
    #[track_caller]
    pub(crate) fn refuses(&self, args: &str, expected: &str) {
        self.as_alembic(args, expected);
        self.refuses_in_its_own_way(args, expected);
    }

    /// Asserts the whole output and that nothing was changed, where Alembic does something else.
    #[track_caller]
    pub(crate) fn refuses_in_its_own_way(&self, args: &str, expected: &str) {
        let before = self.state();
        self.says(args, expected);
        let after = self.state();
        assert!(before.files == after.files, "alembic {args}: the files have changed");
        assert_eq!(before.database, after.database, "alembic {args}");
    }

    /// Asserts the whole output: exit code, stdout and stderr.
    #[track_caller]
    pub(crate) fn says(&self, args: &str, expected: &str) {
        let output = self.output(args);
        assert_eq!(output, expected, "alembic {args}");
    }

    /// Runs real Alembic on a copy of the project, and compares exit code and stdout with the expected ones.
    #[track_caller]
    fn as_alembic(&self, args: &str, expected: &str) {
        let Some(alembic) = real_alembic().filter(|_| self.database.is_none()) else {
            return;
        };
        let copy = tempfile::tempdir().expect("a temporary folder");
        copy_folder(self.folder.path(), copy.path());
        if let Some(versions) = &self.python_versions {
            copy_folder(versions, &copy.path().join("alembic/versions"));
            fs::write(copy.path().join("alembic/env.py"), ENV_PY).expect("a new file");
        }
        let words: Vec<&str> = args.split_whitespace().collect();
        let folder = copy.path().canonicalize().expect("a folder");
        let output = alembic.run(&words, &folder, &self.env).expect("it runs");
        let theirs =
            format!("exit {}\n{}", output.exit, output.stdout).replace(&folder.display().to_string(), "$PROJECT");
        let ours = expected.split("--- stderr\n").next().unwrap_or_default();
        assert_eq!(theirs, ours, "real alembic {args}\n{}", output.stderr);
    }

    fn show(&self, output: &Output) -> String {
        let Output { exit, stdout, stderr } = output;
        let mut text = format!("exit {exit}\n{stdout}");
        if !stderr.is_empty() {
            text.push_str(&format!("--- stderr\n{stderr}"));
        }
        self.names
            .iter()
            .fold(text, |text, (found, name)| text.replace(found, name))
    }

    fn state(&self) -> State {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.path.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let content = fs::read(&path).expect("a file");
                    files.insert(path, content);
                }
            }
        }
        // SQLite makes the file of an empty database when it is opened.
        files.retain(|_, content| !content.is_empty());
        State {
            files,
            database: self.database.as_ref().map(TestDatabase::dump),
        }
    }
}

/// Real Alembic; without it says so once, or fails where it is required.
fn real_alembic() -> Option<Program> {
    static REPORTED: Once = Once::new();
    let alembic = Program::real();
    if alembic.is_none() {
        assert!(
            variable("ALEMBIC_TEST_REQUIRE_ORACLE").is_none(),
            "ALEMBIC_TEST_REQUIRE_ORACLE is set, and there is no real Alembic"
        );
        REPORTED
            .call_once(|| support::report_skipped("bad input is not shown to real Alembic, which is not installed"));
    }
    alembic
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a new folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
