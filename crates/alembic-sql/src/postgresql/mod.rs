//! PostgreSQL.

mod ddl;
mod grammar;
mod named_types;
mod options;
mod quote;
mod types;

pub(crate) use ddl::Postgresql;
pub(crate) use named_types::{create_domain, create_enum};
pub(crate) use quote::PREPARER;
pub(crate) use types::enum_name;
