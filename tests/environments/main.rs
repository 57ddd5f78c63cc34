//! Environments that `alembic init` makes: built as written, grown by `alembic revision`, and merged by git.
#![cfg(feature = "sqlite")]

mod building;
mod git;
mod project;
mod writing;
