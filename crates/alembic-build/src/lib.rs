//! Revision files of `alembic` at compile time: finding them, reading the headers of those in Rust, and making them
//! part of a crate.
//!
//! An environment crate calls [`generate`] in its build script and writes `alembic::versions!();` where the list shall
//! be: there is no list to keep by hand. [`list`] and [`header`] are what the `alembic` command itself uses, so that a
//! file is found and read the same way by both. This crate has no dependencies, because every build waits for it.

mod files;
mod generate;
mod header;
mod lexer;

pub use files::{Language, ListError, Listing, RevisionFile, list};
pub use generate::{Builder, OUTPUT, generate};
pub use header::{HeaderError, HeaderProblem, RustHeader, header, header_of_bytes};
