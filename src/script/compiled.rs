//! Revisions compiled into a program: what `alembic-build` generates for an environment crate.

use crate::migration::MigrationFn;

/// One revision file of an environment crate, inside the compiled program.
#[derive(Debug, Clone, Copy)]
pub struct CompiledRevision {
    /// The name of the file, without its folder.
    pub file_name: &'static str,
    /// What the file became.
    pub content: CompiledContent,
}

/// The two ways in which a revision file lives in a program.
#[derive(Debug, Clone, Copy)]
pub enum CompiledContent {
    /// A `.rs` file: identifiers and functions.
    Rust(RustRevision),
    /// A `.py` file: its bytes, whose header is read when the program runs.
    Python(&'static [u8]),
}

/// The identifiers and functions of a `.rs` revision file.
#[derive(Debug, Clone, Copy)]
pub struct RustRevision {
    /// The file's docstring (`Script.longdoc`).
    pub doc: &'static str,
    /// Its `REVISION`.
    pub revision: &'static str,
    /// Its `DOWN_REVISION`.
    pub down_revision: &'static [&'static str],
    /// Its `BRANCH_LABELS`.
    pub branch_labels: &'static [&'static str],
    /// Its `DEPENDS_ON`.
    pub depends_on: &'static [&'static str],
    /// Its `upgrade`.
    pub upgrade: MigrationFn,
    /// Its `downgrade`.
    pub downgrade: MigrationFn,
}

impl CompiledRevision {
    /// A revision written in Rust.
    pub const fn rust(file_name: &'static str, revision: RustRevision) -> Self {
        Self {
            file_name,
            content: CompiledContent::Rust(revision),
        }
    }

    /// A revision written in Python.
    pub const fn python(file_name: &'static str, source: &'static [u8]) -> Self {
        Self {
            file_name,
            content: CompiledContent::Python(source),
        }
    }
}

/// Brings in the revisions that `alembic_build::generate` found in the build script, as `static REVISIONS`.
#[macro_export]
macro_rules! versions {
    () => {
        include!(concat!(env!("OUT_DIR"), "/versions.rs"));
    };
}
