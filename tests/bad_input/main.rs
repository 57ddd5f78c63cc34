//! What the command line says to bad input: its whole output and exit code, and that nothing was changed.
//!
//! Where real Alembic is installed (`ALEMBIC_ORACLE_VENV`, or `target/oracle-venv`), it meets the same input: stdout and exit
//! code have to be its own. Stderr is ours, for Alembic crashes there.
#![cfg(all(feature = "sqlite", feature = "postgres", feature = "mysql"))]

#[path = "../support/program.rs"]
mod program;
#[path = "../support/mod.rs"]
mod support;

mod addresses;
mod alone;
mod command_lines;
mod configuration;
mod project;
mod revisions;
mod servers;
mod sqlite_files;
mod version_rows;
