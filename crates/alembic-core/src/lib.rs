//! The pure vocabulary of `alembic`: the revision graph, the schema and the operations.
//!
//! Nothing here reads a file, opens a connection, looks at the clock or writes SQL text.

mod value;

pub mod dialect;
pub mod ops;
pub mod revision;
pub mod schema;

pub use dialect::DialectName;
pub use value::Value;
