//! Alembic in Rust: database migrations for SQLite, PostgreSQL, MySQL and MariaDB.
//!
//! The same configuration, revision files, version table, output and SQL as Python's Alembic 1.20.1; the migrations are
//! Rust functions. An environment crate compiles the revisions in and is the `alembic` command; this library is what it
//! is made of, and what a service calls to migrate its own database.
//!
//! # A whole upgrade
//!
//! ```
//! use alembic::prelude::*;
//! use alembic::script::{CompiledRevision, RustRevision};
//!
//! fn upgrade(op: &mut Operations) -> Result<()> {
//!     op.create_table(
//!         table("sessions")
//!             .column(column("id", string(64)).nullable(false))
//!             .column(column("user_id", string(255)).nullable(false))
//!             .primary_key(["id"]),
//!     )?;
//!     op.create_index("idx_sessions_user_id", "sessions", ["user_id"])
//! }
//!
//! fn downgrade(op: &mut Operations) -> Result<()> {
//!     op.drop_table("sessions")
//! }
//!
//! // In an environment crate `alembic::versions!()` brings these in from the files of `versions/`.
//! static REVISIONS: &[CompiledRevision] = &[CompiledRevision::rust(
//!     "d5b3f8f2e9a0_create_sessions.rs",
//!     RustRevision {
//!         doc: "create sessions",
//!         revision: "d5b3f8f2e9a0",
//!         down_revision: &[],
//!         branch_labels: &[],
//!         depends_on: &[],
//!         upgrade,
//!         downgrade,
//!     },
//! )];
//!
//! let environment = Environment::new(REVISIONS);
//! # #[cfg(feature = "sqlite")] {
//! let mut connection = rusqlite::Connection::open_in_memory()?;
//! let applied = environment.upgrade(&mut connection, "head")?;
//! assert_eq!(applied.steps, ["upgrade  -> d5b3f8f2e9a0, create sessions"]);
//! assert_eq!(environment.current(&mut connection)?, ["d5b3f8f2e9a0"]);
//!
//! environment.downgrade(&mut connection, "base")?;
//! assert!(environment.current(&mut connection)?.is_empty());
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod cli;
pub mod command;
pub mod config;
pub mod drivers;
pub mod environment;
mod error;
pub mod logging;
pub mod migration;
mod output;
pub mod prelude;
pub mod script;
pub mod testing;

pub use alembic_core::{DialectName, Value, ops, revision, schema};
pub use alembic_sql as sql;
pub use environment::Environment;
pub use error::{Error, MigrationError, Progress, Result};
pub use migration::Operations;

/// The examples of the guide, which are tests.
#[cfg(doctest)]
#[doc = include_str!("../docs/operations.md")]
struct OperationsGuide;

/// The examples of embedding, which are tests.
#[cfg(all(doctest, feature = "sqlite"))]
#[doc = include_str!("../docs/embedding.md")]
struct Embedding;
