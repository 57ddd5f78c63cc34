//! Batch mode on SQLite: what a table, and everything around it, is after it was made again.
//!
//! `properties` compares random batches with what real Alembic leaves; it needs Python with Alembic, in
//! `ALEMBIC_ORACLE_VENV` or `target/oracle-venv`.

#![cfg(feature = "sqlite")]

mod database;
mod kept;
mod refused;
