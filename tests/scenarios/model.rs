//! The form of a scenario file, as `tests/oracle/scenarios/model.py` writes it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The databases that a scenario can run on.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    #[default]
    None,
    Sqlite,
    Postgresql,
    /// Whatever server of the family there is, usually MariaDB.
    Mysql,
    /// Oracle's MySQL 9.7.
    Mysql97,
}

/// Which of our binaries a scenario is about.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Binary {
    /// `alembic`, which reads the project's Python files.
    Alembic,
    /// The gateway environment's own binary, with its revisions compiled in; it needs only `alembic.ini`.
    Gateway,
}

/// A project, a database, and the commands that run on them one after the other.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    /// `topic/name`, from the path of the file.
    #[serde(skip)]
    pub(crate) name: String,
    #[expect(dead_code, reason = "said for the reader of the file")]
    pub(crate) about: String,
    #[serde(default)]
    pub(crate) database: Kind,
    #[serde(default = "only_alembic")]
    pub(crate) binaries: Vec<Binary>,
    /// Folder of `fixtures/projects` that is copied before `files` are written.
    pub(crate) project: Option<String>,
    /// The file that the project's SQLite address names.
    #[serde(default = "app_db")]
    pub(crate) sqlite_file: String,
    #[serde(default)]
    pub(crate) compare: Compare,
    /// The SQL script that makes the database as the first step finds it.
    #[serde(default)]
    pub(crate) setup: String,
    #[serde(default)]
    pub(crate) files: BTreeMap<String, String>,
    #[serde(default, rename = "step")]
    pub(crate) steps: Vec<Step>,
}

/// How the paths of revision files are compared.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Compare {
    /// Byte for byte.
    #[default]
    Paths,
    /// By the file's stem: the same revision is a `.py` file there and a `.rs` file here.
    Stems,
    /// Only what does not tell the files of a new environment, which are others in Rust.
    Init,
}

/// The part of stdout that real Alembic prints in the order of a hash table.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Unordered {
    #[default]
    Nothing,
    /// Its lines.
    Lines,
    /// The lines under a branch point, and names in lists.
    Children,
    /// The paragraphs that begin with `Rev:`, and names in lists.
    Revisions,
}

/// One thing that happens, and what came of it. One of the first fields, down to `cat`, is there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    pub(crate) args: Option<Vec<String>>,
    /// An upgrade or downgrade of which only the steps are wanted, or why there are none.
    pub(crate) plan: Option<Vec<String>>,
    /// What the version table holds from now on.
    pub(crate) heads: Option<Vec<String>>,
    pub(crate) sql: Option<String>,
    pub(crate) write: Option<BTreeMap<String, String>>,
    pub(crate) remove: Option<Vec<String>>,
    /// A file of the project whose text is the step's `stdout`.
    pub(crate) cat: Option<String>,
    #[serde(default)]
    pub(crate) env: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) cwd: PathBuf,
    #[serde(default)]
    pub(crate) unordered: Unordered,
    /// Run by Python Alembic: the database is handed back.
    #[serde(default)]
    pub(crate) python: bool,
    #[serde(default)]
    pub(crate) exit: i32,
    #[serde(default)]
    pub(crate) stdout: String,
    #[serde(default)]
    pub(crate) stderr: String,
    /// The database afterwards, when this step changed it.
    pub(crate) database: Option<String>,
    /// Real Alembic crashed and left the database changed, which nobody has to repeat.
    #[serde(default)]
    pub(crate) half_done: bool,
}

fn only_alembic() -> Vec<Binary> {
    vec![Binary::Alembic]
}

fn app_db() -> String {
    "app.db".to_owned()
}

pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The scenarios of one folder, by name, as far as `ALEMBIC_SCENARIOS` wants them.
pub(crate) fn load(topic: &str) -> Vec<Scenario> {
    let words = std::env::var("ALEMBIC_SCENARIOS").unwrap_or_default();
    let words: Vec<&str> = words.split(',').collect();
    let folder = fixtures().join("scenarios").join(topic);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("readable folder").path()).collect();
    paths.sort();
    let named = paths.into_iter().map(|path| {
        let stem = path.file_stem().expect("a file").to_string_lossy();
        (format!("{topic}/{stem}"), path)
    });
    named
        .filter(|(name, _)| words.iter().any(|word| name.contains(word)))
        .map(|(name, path)| {
            let text = std::fs::read_to_string(&path).expect("readable scenario");
            let scenario: Scenario = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            Scenario { name, ..scenario }
        })
        .collect()
}
