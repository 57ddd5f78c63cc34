//! `.py` revision files.

use std::path::Path;

use alembic_python::HeaderError;

use crate::config::python::python_strip;

use super::{Language, ScriptError, ScriptHeader};

/// Reads the header of a Python revision file from its content.
pub(super) fn read(path: &Path, content: &[u8]) -> Result<ScriptHeader, ScriptError> {
    let file_name = || path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let header = alembic_python::header_of_bytes(content).map_err(|source| bad_header(path, source))?;
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
        depends_on: header.depends_on,
        longdoc: header.doc.as_deref().map_or("", python_strip).to_owned(),
        has_upgrade: header.has_upgrade,
        has_downgrade: header.has_downgrade,
    })
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
