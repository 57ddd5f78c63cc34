//! The databases themselves: opens connections and sends statements, nothing else.
//!
//! [`open`] connects to a SQLAlchemy address. The connection types take a connection of the host
//! program too, owned (`new`) or borrowed (`borrow`); a borrowed one gets its session settings back.

#[cfg(any(feature = "postgres", feature = "mysql"))]
mod environment;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod held;
mod into;
#[cfg(feature = "mysql")]
pub mod mysql;
#[cfg(any(feature = "sqlite", feature = "mysql"))]
mod options;
#[cfg(feature = "postgres")]
pub mod postgresql;
#[cfg(feature = "sqlite")]
pub mod sqlite;

pub use into::IntoConnection;

use alembic_core::DialectName;
use alembic_sql::{Connection, DatabaseError};

use crate::config::url::Url;

/// Connects to the database of an address, in the way SQLAlchemy's dialect for it does.
///
/// ```
/// use alembic::config::url::make_url;
/// use alembic_sql::Statement;
///
/// let mut connection = alembic::drivers::open(&make_url("sqlite://")?)?;
/// let rows = connection.query(&Statement::new("SELECT 1 AS one"))?;
/// assert_eq!(rows[0].get("one").and_then(|one| one.as_i64()), Some(1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// An address whose dialect is unknown or not compiled in, an unknown query option, and whatever kept
/// the connection from opening; a password is in none of them.
pub fn open(url: &Url) -> Result<Box<dyn Connection>, DatabaseError> {
    let dialect = url
        .dialect_name()
        .map_err(|error| DatabaseError::new(error.to_string()))?;
    match dialect {
        #[cfg(feature = "sqlite")]
        DialectName::Sqlite => Ok(Box::new(sqlite::SqliteConnection::open(url)?)),
        #[cfg(not(feature = "sqlite"))]
        DialectName::Sqlite => Err(not_compiled_in(url, "sqlite")),
        #[cfg(feature = "postgres")]
        DialectName::Postgresql => Ok(Box::new(postgresql::PostgresqlConnection::open(url)?)),
        #[cfg(not(feature = "postgres"))]
        DialectName::Postgresql => Err(not_compiled_in(url, "postgres")),
        #[cfg(feature = "mysql")]
        DialectName::Mysql | DialectName::Mariadb => Ok(Box::new(mysql::MysqlConnection::open(url)?)),
        #[cfg(not(feature = "mysql"))]
        DialectName::Mysql | DialectName::Mariadb => Err(not_compiled_in(url, "mysql")),
    }
}

#[cfg(not(all(feature = "sqlite", feature = "postgres", feature = "mysql")))]
fn not_compiled_in(url: &Url, feature: &str) -> DatabaseError {
    DatabaseError::new(format!(
        "cannot connect to the {} database: this program was built without its driver; \
         build it with the cargo feature \"{feature}\"",
        url.backend_name()
    ))
}

#[cfg(all(test, not(feature = "mysql")))]
mod tests {
    use super::*;
    use crate::config::url::make_url;

    #[test]
    fn a_driver_that_is_not_compiled_in_is_named() {
        let error = open(&make_url("mariadb+pymysql://me:s3cret@h/x").unwrap())
            .err()
            .unwrap();
        assert_eq!(
            error.to_string(),
            "cannot connect to the mariadb database: this program was built without its driver; \
             build it with the cargo feature \"mysql\""
        );
    }
}
