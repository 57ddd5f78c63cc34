/// A template that `alembic init` knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// The name, for `--template`.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub synopsis: &'static str,
}

/// The templates that Alembic ships, by name.
pub const TEMPLATES: &[Template] = &[
    Template {
        name: "async",
        synopsis: "Generic single-database configuration with an async dbapi.",
    },
    Template {
        name: "generic",
        synopsis: "Generic single-database configuration.",
    },
    Template {
        name: "multidb",
        synopsis: "Rudimentary multi-database configuration.",
    },
    Template {
        name: "pyproject",
        synopsis: "pyproject configuration, based on the generic configuration.",
    },
    Template {
        name: "pyproject_async",
        synopsis: "pyproject configuration, with an async dbapi.",
    },
];
