//! Revision files: found, read without compiling them and without Python, and compiled into programs.

pub mod compiled;
mod directory;
mod env_py;
mod error;
mod file_name;
mod format;
mod header;
mod history;
pub mod load;
mod module_path;
mod python_file;
mod rust_file;

pub use compiled::{CompiledContent, CompiledRevision, RustRevision};
pub use directory::ScriptDirectory;
pub use env_py::EnvPy;
pub use error::ScriptError;
pub use file_name::{CreateDate, DEFAULT_FILE_TEMPLATE, DEFAULT_TRUNCATE_SLUG_LENGTH, UnknownTimezone, rev_path, slug};
pub use format::CmdFormat;
pub use header::ScriptHeader;
pub use history::History;
pub use load::{LoadedScripts, load_revisions, load_revisions_with, read_file};
pub use module_path::ModulePath;

pub use alembic_build::Language;
