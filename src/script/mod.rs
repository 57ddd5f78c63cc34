//! Revision files: found, read without compiling them and without Python, and compiled into programs.

pub mod compiled;
mod directory;
mod editor;
mod env_py;
mod environment_templates;
mod error;
mod file_name;
mod format;
mod generate;
mod header;
mod history;
mod init;
pub mod load;
mod module_path;
mod python_file;
mod rust_file;
mod template;
mod write_hooks;

pub use compiled::{CompiledContent, CompiledRevision, RustRevision};
pub use directory::ScriptDirectory;
pub use editor::Editor;
pub use env_py::EnvPy;
pub use environment_templates::{TEMPLATES, Template};
pub use error::ScriptError;
pub use file_name::{CreateDate, DEFAULT_FILE_TEMPLATE, DEFAULT_TRUNCATE_SLUG_LENGTH, UnknownTimezone, rev_path, slug};
pub use format::CmdFormat;
pub(crate) use generate::{NewRevision, absolute, ensure_directory};
pub use header::ScriptHeader;
pub use history::History;
pub(crate) use init::init;
pub use init::{InitOptions, Initialized};
pub use load::{LoadedScripts, load_revisions, load_revisions_with, read_file};
pub use module_path::ModulePath;

pub use template::{PYTHON_TEMPLATE, RUST_TEMPLATE};

pub use alembic_build::Language;
