//! `.py` revision files.

use std::path::{Path, PathBuf};

use alembic_python::{HeaderError, Host, Module, Variable};

use crate::config::python::python_strip;

use super::{Language, ModulePath, ScriptError, ScriptHeader};

/// Reads the header of a Python revision file from its content.
pub(super) fn read(path: &Path, content: &[u8], modules: &ModulePath) -> Result<ScriptHeader, ScriptError> {
    let file_name = || path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let header = alembic_python::header_of_bytes(content, &RevisionHost { path, modules })
        .map_err(|source| bad_header(path, source))?;
    let revision = match header.revision {
        Some(revision) => revision,
        None => {
            let file_name = file_name();
            match legacy_revision(&file_name) {
                Some(revision) => revision.to_owned(),
                None => return Err(ScriptError::NoRevisionId { file_name }),
            }
        }
    };
    Ok(ScriptHeader {
        path: path.to_owned(),
        language: Language::Python,
        revision,
        down_revision: header
            .down_revision
            .ok_or_else(|| bad_header(path, HeaderError::MissingDownRevision))?,
        branch_labels: header.branch_labels,
        // As in Alembic, an empty text is no dependency.
        depends_on: header.depends_on.into_iter().filter(|id| !id.is_empty()).collect(),
        longdoc: header.doc.as_deref().map_or("", python_strip).to_owned(),
        has_upgrade: header.has_upgrade,
        has_downgrade: header.has_downgrade,
    })
}

/// The world of a revision file: modules, but nothing that is one thing today and another one tomorrow.
struct RevisionHost<'a> {
    path: &'a Path,
    modules: &'a ModulePath,
}

impl Host for RevisionHost<'_> {
    fn file(&self) -> Option<String> {
        let is_file = self.path.is_absolute();
        is_file.then(|| self.path.to_str().map(str::to_owned)).flatten()
    }

    fn module(&self, name: &str, search_path: &[String]) -> Module {
        let first: Vec<PathBuf> = search_path.iter().map(PathBuf::from).collect();
        let own = self.path.parent().map(Path::to_path_buf);
        // Beside the file, and in the current folder, where `python -m alembic` looks.
        let last: Vec<PathBuf> = own.into_iter().chain([PathBuf::from(".")]).collect();
        self.modules.find(name, &first, &last)
    }

    fn variable(&self, _name: &str) -> Option<Variable> {
        None
    }

    fn section(&self, _name: Option<&str>) -> Option<Vec<(String, String)>> {
        None
    }
}

fn bad_header(path: &Path, source: HeaderError) -> ScriptError {
    let path = path.to_owned();
    match source {
        HeaderError::Syntax { line, column, .. } => ScriptError::Syntax {
            path,
            line,
            column,
            source,
        },
        _ => ScriptError::Python { path, source },
    }
}

/// The id in the name of a file of Alembic 0.1, which has no `revision`: small hexadecimal letters only.
fn legacy_revision(file_name: &str) -> Option<&str> {
    let stem = file_name.strip_suffix(".py")?;
    let is_hexadecimal = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (!stem.is_empty() && stem.bytes().all(is_hexadecimal)).then_some(stem)
}
