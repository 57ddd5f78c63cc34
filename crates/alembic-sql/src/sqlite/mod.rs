//! SQLite.

mod ddl;
mod grammar;
mod quote;
pub(crate) mod reflect;
mod types;

pub(crate) use ddl::Sqlite;
pub(crate) use quote::PREPARER;
