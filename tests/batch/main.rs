//! Batch mode on SQLite: what a table, and everything around it, is after it was made again.
//!
//! `properties` compares random batches with what real Alembic leaves; it needs Python with Alembic, in
//! `ALEMBIC_ORACLE_VENV` or `target/oracle-venv`.

#![cfg(feature = "sqlite")]
#![expect(
    clippy::print_stdout,
    reason = "what is skipped, and how much was compared, shall be seen"
)]

/// The form of cases in `fixtures/ops`, which the random batches have too.
#[path = "../../crates/alembic-sql/tests/ops/batch.rs"]
mod batch;
#[path = "../../crates/alembic-sql/tests/ops/build.rs"]
mod build;
mod database;
#[path = "../../crates/alembic-sql/tests/ops/definitions.rs"]
mod definitions;
#[path = "../../crates/alembic-sql/tests/ops/expressions.rs"]
mod expressions;
#[path = "../../crates/alembic-sql/tests/ops/items.rs"]
mod items;
#[path = "../../crates/alembic-sql/tests/ops/json.rs"]
mod json;
mod kept;
#[path = "../../crates/alembic-sql/tests/ops/naming.rs"]
mod naming;
mod peer;
mod properties;
mod random;
mod refused;
#[allow(dead_code, reason = "batches hold no queries")]
#[path = "../../crates/alembic-sql/tests/ops/statements.rs"]
mod statements;
mod step;
#[path = "../../crates/alembic-sql/tests/ops/types.rs"]
mod types;
#[allow(dead_code, reason = "batches hold no queries")]
#[path = "../../crates/alembic-sql/tests/ops/vocabulary.rs"]
mod vocabulary;
