//! The template of an environment's new revision files: `script.rs.jinja` of an environment crate, `script.py.mako` of a
//! Python environment.

mod jinja;
mod mako;

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::{CreateDate, Language};
use crate::config::Config;
use crate::{Error, Result};

/// The template of an environment crate.
pub const RUST_TEMPLATE: &str = "script.rs.jinja";
/// The template of a Python environment.
pub const PYTHON_TEMPLATE: &str = "script.py.mako";

/// What a template is filled with; the names are those of Alembic's variables.
#[derive(Debug)]
pub(super) struct TemplateArguments<'a> {
    pub(super) message: &'a str,
    pub(super) up_revision: &'a str,
    pub(super) down_revision: &'a [String],
    pub(super) branch_labels: Option<&'a str>,
    pub(super) depends_on: &'a [String],
    pub(super) create_date: &'a CreateDate,
    pub(super) config: &'a Config,
    /// Whether `env.py` was entered: Alembic's template then gets bodies, although empty ones.
    pub(super) in_environment: bool,
}

/// The template of an environment.
#[derive(Debug)]
pub(super) struct RevisionTemplate {
    path: PathBuf,
    source: String,
    pub(super) language: Language,
}

impl RevisionTemplate {
    /// Reads the template of the environment in a folder.
    pub(super) fn of(dir: &Path) -> Result<Self> {
        for (name, language) in [(RUST_TEMPLATE, Language::Rust), (PYTHON_TEMPLATE, Language::Python)] {
            let path = dir.join(name);
            match fs::read_to_string(&path) {
                Ok(source) => {
                    return Ok(Self { path, source, language });
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(Error::Script(format!("cannot read {}: {error}", path.display()))),
            }
        }
        let name = if dir.join("Cargo.toml").exists() {
            RUST_TEMPLATE
        } else {
            PYTHON_TEMPLATE
        };
        Err(Error::Script(format!(
            "No such file or directory: '{}', the template of new revision files; 'init' writes one into a new environment",
            dir.join(name).display()
        )))
    }

    /// Fills the template in.
    pub(super) fn render(&self, arguments: &TemplateArguments<'_>) -> Result<String> {
        match self.language {
            Language::Rust => jinja::render(&self.path, &self.source, arguments),
            Language::Python => mako::render(&self.path, &self.source, arguments),
        }
    }
}

/// That rendering failed, in Alembic's words, and where.
fn failed(path: &Path, line: usize, message: &str) -> Error {
    Error::Command(format!(
        "Template rendering failed; {}:{line}: {message}",
        path.display()
    ))
}
