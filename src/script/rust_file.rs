//! `.rs` revision files.

use std::path::Path;

use super::{Language, ScriptError, ScriptHeader};

/// Reads the header of a Rust revision file from its content.
pub(super) fn read(path: &Path, content: &[u8]) -> Result<ScriptHeader, ScriptError> {
    let bad_header = |source| ScriptError::Rust {
        path: path.to_owned(),
        source,
    };
    let header = alembic_build::header_of_bytes(content).map_err(bad_header)?;
    Ok(ScriptHeader {
        path: path.to_owned(),
        language: Language::Rust,
        has_upgrade: header.has_upgrade,
        has_downgrade: header.has_downgrade,
        revision: header.revision,
        down_revision: header.down_revision,
        branch_labels: header.branch_labels.unwrap_or_default(),
        depends_on: header.depends_on.unwrap_or_default(),
        longdoc: header.doc,
    })
}
