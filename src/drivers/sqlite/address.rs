//! What SQLAlchemy's pysqlite dialect makes of an address.

use std::path::Path;
use std::time::Duration;

use alembic_sql::DatabaseError;
use rusqlite::{Connection, OpenFlags};

use super::{database_error, functions};
use crate::config::url::Url;
use crate::drivers::options::{as_bool, as_seconds};

/// The arguments of `sqlite3.connect()`, which never reach SQLite's URI.
const CONNECT_ARGUMENTS: [&str; 6] = [
    "uri",
    "timeout",
    "isolation_level",
    "detect_types",
    "check_same_thread",
    "cached_statements",
];

/// The default of `sqlite3.connect()`.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(5);

/// A `sqlite://` address, read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// A path, `:memory:`, or with `uri` a SQLite URI.
    filename: String,
    uri: bool,
    /// How long to wait for somebody else's lock.
    timeout: Duration,
}

impl Address {
    /// Reads the address as `create_connect_args()` of SQLAlchemy's pysqlite dialect does.
    pub(super) fn of(url: &Url) -> Result<Self, DatabaseError> {
        if url.username.is_some() || url.password.is_some() || url.host.is_some() || url.port.is_some() {
            return Err(DatabaseError::new(format!(
                "Invalid SQLite URL: {}\n\
                 Valid SQLite URL forms are:\n\
                 \x20sqlite:///:memory: (or, sqlite://)\n\
                 \x20sqlite:///relative/path/to/file.db\n\
                 \x20sqlite:////absolute/path/to/file.db",
                url.render_as_string(true)
            )));
        }
        if url.driver_name() == Some("pysqlcipher") {
            return Err(DatabaseError::new(
                "encrypted SQLite databases (sqlite+pysqlcipher) are not supported; use sqlite+pysqlite",
            ));
        }
        let mut options: Vec<(&str, &str)> = url
            .query
            .iter()
            .filter_map(|(key, values)| Some((key.as_str(), values.last()?.as_str())))
            .collect();
        let connect_argument = |name: &str| options.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
        let uri = connect_argument("uri").map(as_bool).transpose()?.unwrap_or(false);
        let timeout = connect_argument("timeout").map(as_seconds).transpose()?;

        options.retain(|(key, _)| !CONNECT_ARGUMENTS.contains(key));
        options.sort_unstable();
        let mut filename = url.database.clone().unwrap_or_default();
        if uri {
            for (index, (key, value)) in options.iter().enumerate() {
                filename.push(if index == 0 { '?' } else { '&' });
                filename.push_str(&format!("{key}={value}"));
            }
        } else {
            warn_of_ignored(&options);
            if filename.is_empty() {
                filename.push_str(":memory:");
            }
        }
        Ok(Self {
            filename,
            uri,
            timeout: timeout.unwrap_or(DEFAULT_TIMEOUT),
        })
    }

    /// Opens the connection, with the functions that SQLAlchemy adds.
    pub(super) fn open(&self) -> Result<Connection, DatabaseError> {
        let mut flags =
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        flags.set(OpenFlags::SQLITE_OPEN_URI, self.uri);
        let connection = if self.uri || self.filename == ":memory:" {
            Connection::open_with_flags(&self.filename, flags)
        } else {
            // The bundled library takes a name that begins with "file:" as a URI even without the flag;
            // an absolute path cannot be mistaken.
            let path = std::path::absolute(&self.filename).unwrap_or_else(|_| Path::new(&self.filename).to_owned());
            Connection::open_with_flags(path, flags)
        };
        let connection = connection.map_err(|error| self.cannot_open(error))?;
        connection
            .busy_timeout(self.timeout.min(Duration::from_millis(i32::MAX as u64)))
            .and_then(|()| functions::register(&connection))
            .map_err(|error| database_error(error, None, connection.path()))?;
        Ok(connection)
    }

    fn cannot_open(&self, error: rusqlite::Error) -> DatabaseError {
        let mut error = database_error(error, None, None);
        if self.uri {
            error.detail = Some(format!(
                "The address in the database URL is \"{}\", relative to the current directory.",
                self.filename
            ));
            return error;
        }
        let path = Path::new(&self.filename);
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        error.detail = match directory {
            _ if path.is_dir() => Some(format!("{} is a directory.", path.display())),
            Some(directory) if !directory.exists() => Some(format!(
                "The directory {} does not exist; SQLite creates a missing file, but no directories.",
                directory.display()
            )),
            _ => Some("Check the permissions of the file and of its directory.".to_owned()),
        };
        error
    }
}

/// SQLAlchemy's warning, word for word.
fn warn_of_ignored(options: &[(&str, &str)]) {
    if options.is_empty() {
        return;
    }
    let names: Vec<String> = options.iter().map(|(key, _)| format!("'{key}'")).collect();
    log::warn!(
        target: "sqlalchemy.dialects.sqlite",
        "Query string argument(s) {} are not accepted by the pysqlite driver and are being ignored; \
         SQLite URI arguments require that 'uri=true' also be present in the URL.",
        names.join(", ")
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::url::make_url;

    fn filename(address: &str) -> String {
        let address = Address::of(&make_url(address).unwrap()).unwrap();
        if address.uri {
            format!("uri {}", address.filename)
        } else {
            address.filename
        }
    }

    #[test]
    fn addresses_are_read_as_pysqlite_reads_them() {
        for (address, expected) in [
            ("sqlite://", ":memory:"),
            ("sqlite:///", ":memory:"),
            ("sqlite:///:memory:", ":memory:"),
            ("sqlite:///rel.db", "rel.db"),
            ("sqlite:////abs/x.db", "/abs/x.db"),
            ("sqlite+aiosqlite:///a%20b.db", "a b.db"),
            ("sqlite:///x.db?timeout=1.5&check_same_thread=false", "x.db"),
            ("sqlite:///file:x.db", "file:x.db"),
            ("sqlite:///x.db?uri=false&mode=ro", "x.db"),
            (
                "sqlite:///file:x.db?uri=true&mode=ro&cache=shared&timeout=3",
                "uri file:x.db?cache=shared&mode=ro",
            ),
        ] {
            assert_eq!(filename(address), expected, "{address}");
        }
    }

    #[test]
    fn the_timeout_is_pythons() {
        for (address, expected) in [
            ("sqlite://", 5.0),
            ("sqlite://?timeout=0.25", 0.25),
            ("sqlite://?timeout=-1", 0.0),
        ] {
            let address = Address::of(&make_url(address).unwrap()).unwrap();
            assert_eq!(address.timeout, Duration::from_secs_f64(expected));
        }
    }
}
