use alembic_sql::{Connection, DatabaseError};

/// What can be handed to the library as a database connection: an open one of the host program's, owned or borrowed, or
/// one that [`open`](super::open) made.
pub trait IntoConnection<'c> {
    /// Makes it a connection for migrations.
    ///
    /// # Errors
    /// What the database answered when it was asked what it is.
    fn into_connection(self) -> Result<Box<dyn Connection + 'c>, DatabaseError>;
}

impl<'c> IntoConnection<'c> for Box<dyn Connection + 'c> {
    fn into_connection(self) -> Result<Self, DatabaseError> {
        Ok(self)
    }
}

impl<'c, 'd: 'c> IntoConnection<'c> for &'c mut (dyn Connection + 'd) {
    fn into_connection(self) -> Result<Box<dyn Connection + 'c>, DatabaseError> {
        Ok(Box::new(self))
    }
}

macro_rules! host_connection {
    ($feature:literal, $connection:ty, $driver:ty) => {
        #[cfg(feature = $feature)]
        impl<'c> IntoConnection<'c> for $connection {
            fn into_connection(self) -> Result<Box<dyn Connection + 'c>, DatabaseError> {
                Ok(Box::new(<$driver>::new(self)?))
            }
        }

        #[cfg(feature = $feature)]
        impl<'c> IntoConnection<'c> for &'c mut $connection {
            fn into_connection(self) -> Result<Box<dyn Connection + 'c>, DatabaseError> {
                Ok(Box::new(<$driver>::borrow(self)?))
            }
        }
    };
}

host_connection!("sqlite", rusqlite::Connection, super::sqlite::SqliteConnection<'_>);
host_connection!(
    "postgres",
    postgres::Client,
    super::postgresql::PostgresqlConnection<'_>
);
host_connection!("mysql", mysql::Conn, super::mysql::MysqlConnection<'_>);
