//! SQLite.

mod ddl;
mod grammar;
mod quote;
mod types;

pub(crate) use ddl::Sqlite;
pub(crate) use quote::PREPARER;
