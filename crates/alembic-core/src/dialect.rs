//! The names of the dialects.

use std::fmt;

/// SQLAlchemy's `dialect.name`.
///
/// A `mysql://` address that turns out to lead to MariaDB keeps the name `mysql`, as in SQLAlchemy;
/// the dialect itself knows what the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DialectName {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgresql,
    /// MySQL, or MariaDB under a `mysql://` address.
    Mysql,
    /// MariaDB under a `mariadb://` address.
    Mariadb,
}

impl DialectName {
    /// The name as SQLAlchemy spells it: `sqlite`, `postgresql`, `mysql` or `mariadb`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgresql => "postgresql",
            Self::Mysql => "mysql",
            Self::Mariadb => "mariadb",
        }
    }

    /// Whether this is one of the two names of the MySQL family.
    #[must_use]
    pub fn is_mysql_family(self) -> bool {
        matches!(self, Self::Mysql | Self::Mariadb)
    }
}

impl fmt::Display for DialectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
