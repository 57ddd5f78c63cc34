//! MySQL and MariaDB.

mod ddl;
mod grammar;
mod options;
mod quote;
mod types;

pub(crate) use ddl::Mysql;
pub(crate) use quote::{MARIADB, MYSQL};
