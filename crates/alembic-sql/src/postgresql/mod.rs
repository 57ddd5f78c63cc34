//! PostgreSQL.

mod ddl;
mod grammar;
mod named_types;
mod options;
mod quote;
mod types;

pub(crate) use ddl::Postgresql;
pub(crate) use quote::PREPARER;
