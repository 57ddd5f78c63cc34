//! What is known of a revision file without running it.

use std::path::{Path, PathBuf};

use alembic_core::revision::Revision;

use super::{CompiledContent, CompiledRevision, Language, ModulePath, RustRevision, ScriptError, python_file};

/// The identifiers and the docstring of one revision file: Alembic's `Script`, before it is part of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptHeader {
    /// The file; absolute and without symbolic links when it was found in a version location, just its name when it is
    /// compiled into the program.
    pub path: PathBuf,
    /// The file's language.
    pub language: Language,
    /// The revision id.
    pub revision: String,
    /// The ids directly below; empty for a base.
    pub down_revision: Vec<String>,
    /// The branch labels declared in this file.
    pub branch_labels: Vec<String>,
    /// The revisions or labels that must be applied first.
    pub depends_on: Vec<String>,
    /// The whole docstring, stripped (`Script.longdoc`); empty without one.
    pub longdoc: String,
    /// Whether the file has an `upgrade`; a Rust file is checked for it when compiled.
    pub has_upgrade: bool,
    /// Whether the file has a `downgrade`.
    pub has_downgrade: bool,
}

impl ScriptHeader {
    /// The first paragraph of the docstring (`Script.doc`), which lists show.
    pub fn doc(&self) -> &str {
        match self.longdoc.split_once("\n\n") {
            Some((first, _)) => first,
            None => &self.longdoc,
        }
    }

    /// The header of a revision that is compiled into the program.
    ///
    /// # Errors
    /// [`ScriptError`] when the revision is a Python file that cannot be read.
    pub fn of_compiled(revision: &CompiledRevision) -> Result<Self, ScriptError> {
        let path = Path::new(revision.file_name);
        match revision.content {
            CompiledContent::Python(source) => python_file::read(path, source, &ModulePath::default()),
            CompiledContent::Rust(rust) => Ok(Self::of_rust(path, rust)),
        }
    }

    fn of_rust(path: &Path, rust: RustRevision) -> Self {
        let owned = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        Self {
            path: path.to_owned(),
            language: Language::Rust,
            revision: rust.revision.to_owned(),
            down_revision: owned(rust.down_revision),
            branch_labels: owned(rust.branch_labels),
            depends_on: owned(rust.depends_on),
            longdoc: rust.doc.to_owned(),
            has_upgrade: true,
            has_downgrade: true,
        }
    }
}

impl From<&ScriptHeader> for Revision {
    fn from(script: &ScriptHeader) -> Self {
        Self {
            revision: script.revision.clone(),
            down_revision: script.down_revision.clone(),
            dependencies: script.depends_on.clone(),
            branch_labels: script.branch_labels.clone(),
            doc: script.doc().to_owned(),
        }
    }
}
