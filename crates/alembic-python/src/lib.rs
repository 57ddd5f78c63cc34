//! Reads Alembic's Python revision files without Python.
//!
//! [`header_of_bytes`] takes the content of a file and gives what Alembic would learn by importing it: the docstring,
//! the identifiers and the presence of `upgrade` and `downgrade`. What cannot be known without running Python is an
//! error, never a guess. [`mako`] renders the templates of new revision files. Nothing here touches a file.

mod ast;
mod decode;
mod encoding;
mod environment;
mod error;
mod evaluate;
mod header;
mod host;
pub mod mako;
mod parse;
mod quick;

pub use encoding::{EncodeError, encode};
pub use environment::{PythonEnvironment, Reason, Setting, environment};
pub use error::HeaderError;
pub use header::{PythonHeader, header, header_of_bytes};
pub use host::{Host, Module, NoHost, Variable};
