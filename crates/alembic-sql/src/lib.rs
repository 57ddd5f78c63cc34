//! Operations compiled to SQL statements for SQLite, PostgreSQL, MySQL and MariaDB.
//!
//! The text is what SQLAlchemy and Alembic emit, to the byte.

mod alter;
mod batch;
mod compile;
pub mod connection;
mod context;
mod ddl;
pub mod dialect;
mod error;
mod expr;
mod interval;
mod literal;
mod mysql;
mod postgresql;
pub mod reflect;
mod sqlite;
mod statement;
mod text;
mod types;
pub mod version_table;
mod writer;

pub use batch::{BatchCheck, BatchError, BatchPlan, BatchPlanError, ForeignKeyGuard};
pub use compile::{Compiled, Compiler, Mode, compile, to_sql};
pub use connection::{Connection, DatabaseError, Interrupter, Row};
pub use context::Undo;
pub use dialect::Dialect;
pub use error::{CompileError, CompileErrorKind};
pub use statement::Statement;
pub use text::offline_text;
