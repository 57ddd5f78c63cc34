//! A dialect: its name, what its server can do, and SQLAlchemy's way to spell things for it.

use alembic_core::DialectName;

/// A SQL dialect, offline (no server asked) or of a live connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialect {
    /// SQLAlchemy's `dialect.name`.
    pub name: DialectName,
    /// Whether the server is MariaDB, whatever the address says.
    pub is_mariadb: bool,
    /// The server's version, when a server was asked: `(15, 19)`, `(10, 11, 19)`, `(3, 54, 1)`.
    pub server_version: Option<Vec<u32>>,
}

impl Dialect {
    /// The dialect as it is without a server: in offline mode.
    #[must_use]
    pub fn offline(name: DialectName) -> Self {
        Self {
            name,
            is_mariadb: name == DialectName::Mariadb,
            server_version: None,
        }
    }
}
