//! The environments that `alembic init` makes.

/// A template that `alembic init` knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// The name, for `--template`.
    pub name: &'static str,
    /// Its files: the path in the environment, and the text with names such as `${package}` to be filled in.
    pub(crate) files: &'static [(&'static str, &'static str)],
    /// The parts of its `alembic.ini`.
    pub(crate) ini: &'static [&'static str],
    /// Its part of `pyproject.toml`.
    pub(crate) pyproject: Option<&'static str>,
}

impl Template {
    /// What it is, in a sentence: the first line of its README.
    #[must_use]
    pub fn synopsis(&self) -> &'static str {
        let readme = self.files.iter().find(|(path, _)| *path == "README");
        readme.and_then(|(_, text)| text.lines().next()).unwrap_or_default()
    }
}

macro_rules! files {
    ($readme:literal, $env:literal, $script:literal) => {
        &[
            (".gitignore", include_str!("../../templates/generic/gitignore")),
            ("Cargo.toml", include_str!("../../templates/generic/Cargo.toml.jinja")),
            ("README", include_str!(concat!("../../templates/", $readme))),
            ("build.rs", include_str!("../../templates/generic/build.rs")),
            ("script.rs.jinja", include_str!(concat!("../../templates/", $script))),
            ("src/env.rs", include_str!(concat!("../../templates/", $env))),
            ("src/lib.rs", include_str!("../../templates/generic/src/lib.rs")),
            ("src/main.rs", include_str!("../../templates/generic/src/main.rs")),
        ]
    };
}

const OPTIONS: &str = include_str!("../../templates/options.ini");
const URL: &str = include_str!("../../templates/url.ini");
const HOOKS: &str = include_str!("../../templates/hooks.ini");
const LOGGING: &str = include_str!("../../templates/logging.ini");

/// The templates of environments, by name.
pub const TEMPLATES: &[Template] = &[
    Template {
        name: "generic",
        files: files!("generic/README", "generic/src/env.rs", "generic/script.rs.jinja"),
        ini: &["# One database.\n\n", OPTIONS, URL, HOOKS, LOGGING],
        pyproject: None,
    },
    Template {
        name: "multidb",
        files: files!("multidb/README", "multidb/src/env.rs", "multidb/script.rs.jinja"),
        ini: &[
            "# Several databases.\n\n",
            OPTIONS,
            include_str!("../../templates/multidb/databases.ini"),
            HOOKS,
            LOGGING,
        ],
        pyproject: None,
    },
    Template {
        name: "pyproject",
        files: files!("pyproject/README", "generic/src/env.rs", "generic/script.rs.jinja"),
        ini: &[
            "# One database; the other options are in pyproject.toml.\n\n[alembic]\n",
            URL,
            LOGGING,
        ],
        pyproject: Some(include_str!("../../templates/pyproject/pyproject.toml.jinja")),
    },
];
