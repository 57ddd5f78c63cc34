//! Operations compiled to SQL statements for SQLite, PostgreSQL, MySQL and MariaDB.

pub mod connection;
pub mod dialect;
mod statement;

pub use connection::{Connection, DatabaseError, Row};
pub use dialect::Dialect;
pub use statement::Statement;
