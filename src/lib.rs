//! Alembic in Rust: database migrations for SQLite, PostgreSQL, MySQL and MariaDB.

pub mod config;
pub mod drivers;
pub mod logging;
