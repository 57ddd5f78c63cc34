//! SQLAlchemy's database addresses: `make_url()` and `URL`.

use std::borrow::Cow;
use std::fmt;

use alembic_core::DialectName;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::python::{InvalidInt, python_int, python_repr};

/// The address that Alembic's templates write into a new `alembic.ini`; it stands for "not set".
const TEMPLATE_ADDRESS: &str = "driver://user:pass@localhost/dbname";

/// What `urllib.parse.quote()` leaves alone.
const ALWAYS_SAFE: AsciiSet = NON_ALPHANUMERIC.remove(b'_').remove(b'.').remove(b'-').remove(b'~');
/// `quote(…, safe=" +")`, for user names and passwords.
const USER_INFO: AsciiSet = ALWAYS_SAFE.remove(b' ').remove(b'+');
/// `quote(…, safe=" +/")`, for the database.
const DATABASE: AsciiSet = USER_INFO.remove(b'/');
/// `quote(…, safe=" ")`, the first half of `quote_plus()`.
const QUERY: AsciiSet = ALWAYS_SAFE.remove(b' ');

/// Query options whose values are passwords.
const SECRET_KEYS: [&str; 4] = ["password", "passwd", "sslpassword", "ssl_key_password"];

/// An address that cannot be used, in SQLAlchemy's words where it has some.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UrlError {
    /// The text does not have the form of an address (`ArgumentError`).
    #[error("Could not parse SQLAlchemy URL from given URL string")]
    Malformed,
    /// The port is empty or not a number (`ValueError`).
    #[error("invalid literal for int() with base 10: {}", python_repr(port))]
    InvalidPort {
        /// The text between the colon and the next `/` or `?`.
        port: String,
    },
    /// The port is a number that no server can have; SQLAlchemy leaves this to the driver.
    #[error("port {port} in the database URL is out of range; a port is a number from 0 to 65535")]
    PortOutOfRange {
        /// The port as written.
        port: String,
    },
    /// The dialect or the driver does not exist in SQLAlchemy (`NoSuchModuleError`).
    #[error("Can't load plugin: sqlalchemy.dialects:{name}")]
    NoSuchDialect {
        /// The driver name with `.` for `+`, as SQLAlchemy looks it up.
        name: String,
    },
    /// SQLAlchemy has this dialect, this tool does not.
    #[error(
        "the {backend} dialect of the database URL is not supported; \
         use sqlite, postgresql, mysql or mariadb"
    )]
    UnsupportedDialect {
        /// The backend name, `oracle` or `mssql`.
        backend: String,
    },
}

/// The parts of a database address: SQLAlchemy's `URL`.
///
/// `Debug` and `Display` hide the password; [`Url::render_as_string`] can show it.
///
/// ```
/// use alembic::config::url::make_url;
///
/// let url = make_url("postgresql+psycopg2://scott:t%40ger@localhost:5432/test?sslmode=require")?;
/// assert_eq!(url.backend_name(), "postgresql");
/// assert_eq!(url.password.as_deref(), Some("t@ger"));
/// assert_eq!(url.query_values("sslmode"), ["require"]);
/// assert_eq!(
///     url.to_string(),
///     "postgresql+psycopg2://scott:***@localhost:5432/test?sslmode=require",
/// );
/// # Ok::<(), alembic::config::url::UrlError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Url {
    /// Backend and driver, such as `postgresql+psycopg2`.
    pub drivername: String,
    /// The user name, decoded.
    pub username: Option<String>,
    /// The password, decoded.
    pub password: Option<String>,
    /// The host name or address; an IPv6 address without its brackets.
    pub host: Option<String>,
    /// The port.
    pub port: Option<u16>,
    /// The database, decoded; for SQLite the file.
    pub database: Option<String>,
    /// The query in the order of the address; a repeated key has several values.
    pub query: Vec<(String, Vec<String>)>,
}

/// Parses an address as SQLAlchemy's `make_url()` does.
///
/// # Errors
/// [`UrlError::Malformed`] without `name://` at the start, [`UrlError::InvalidPort`] and
/// [`UrlError::PortOutOfRange`] for a port that is none.
pub fn make_url(text: &str) -> Result<Url, UrlError> {
    let name_end = text.find(|c: char| !is_name_character(c)).unwrap_or(text.len());
    let (drivername, rest) = text.split_at(name_end);
    let rest = rest
        .strip_prefix("://")
        .filter(|_| !drivername.is_empty())
        .ok_or(UrlError::Malformed)?;

    let (user_info, rest) = split_user_info(rest);
    let (host, rest) = split_host(rest);
    let (port, rest) = match rest.strip_prefix(':') {
        Some(rest) => {
            let (port, rest) = split_before(rest, &['/', '?']);
            (Some(parse_port(port)?), rest)
        }
        None => (None, rest),
    };
    let (database, rest) = match rest.strip_prefix('/') {
        Some(rest) => {
            let (database, rest) = split_before(rest, &['?']);
            (Some(unquote(database)), rest)
        }
        None => (None, rest),
    };
    // Whatever follows a part that SQLAlchemy's pattern cannot continue is dropped, as it does.
    let query = rest.strip_prefix('?').map_or_else(Vec::new, parse_query);

    Ok(Url {
        drivername: drivername.to_owned(),
        username: user_info.map(|(name, _)| unquote(name)),
        password: user_info.and_then(|(_, password)| password.map(unquote)),
        host: host.map(str::to_owned),
        port,
        database,
        query,
    })
}

/// Whether this is the address of Alembic's templates, `driver://user:pass@localhost/dbname`, which
/// counts as no address.
#[must_use]
pub fn is_template_address(text: &str) -> bool {
    text.trim() == TEMPLATE_ADDRESS
}

/// Puts `***` in the place of every password in a text that quotes addresses, such as a message about a line of a file.
///
/// ```
/// use alembic::config::url::hide_passwords;
///
/// let line = "'sqlalchemy.url = postgresql://me:s3cret@db:5432/app?sslpassword=x'";
/// let hidden = "'sqlalchemy.url = postgresql://me:***@db:5432/app?sslpassword=***'";
/// assert_eq!(hide_passwords(line), hidden);
/// ```
#[must_use]
pub fn hide_passwords(text: &str) -> Cow<'_, str> {
    if !text.contains("://") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive(char::is_whitespace) {
        match word.split_once("://") {
            Some((scheme, rest)) => {
                let (shown, rest) = rest.split_at(rest.len() - after_password(rest).len());
                out.extend([scheme, "://", shown.split(':').next().unwrap_or_default()]);
                if !shown.is_empty() {
                    out.push_str(":***");
                }
                hide_secret_options(rest, &mut out);
            }
            None => out.push_str(word),
        }
    }
    Cow::Owned(out)
}

/// What stands behind the password of an address without its scheme; all of it when there is none.
fn after_password(rest: &str) -> &str {
    let (name, after) = split_before(rest, &[':', '/', '?', '[']);
    let Some(password) = after.strip_prefix(':') else {
        return rest;
    };
    if let Some(at) = password.rfind('@') {
        return &password[at..];
    }
    // Without an `@` this is a port, or a password whose host was forgotten.
    let (port, after) = split_before(password, &['/', '?', '\'', '"', '\n']);
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit());
    if is_port || name.is_empty() { rest } else { after }
}

fn hide_secret_options(mut rest: &str, out: &mut String) {
    while let Some(start) = rest.find(['?', '&']) {
        let (before, option) = rest.split_at(start + 1);
        out.push_str(before);
        let (name, _) = split_before(option, &['=', '&']);
        rest = option;
        if SECRET_KEYS.contains(&name) {
            let (_, after) = split_before(option, &['&', '\'', '"', '\n']);
            out.extend([name, "=***"]);
            rest = after;
        }
    }
    out.push_str(rest);
}

impl Url {
    /// The part of the driver name before the `+`: SQLAlchemy's `get_backend_name()`.
    #[must_use]
    pub fn backend_name(&self) -> &str {
        self.drivername.split('+').next().unwrap_or_default()
    }

    /// The driver: SQLAlchemy's `get_driver_name()`, the part after the `+` or else the backend's default.
    ///
    /// `None` for a backend that SQLAlchemy does not know.
    #[must_use]
    pub fn driver_name(&self) -> Option<&str> {
        match self.drivername.split('+').nth(1) {
            Some(driver) => Some(driver),
            None => known_drivers(&self.drivername)
                .and_then(|drivers| drivers.first())
                .copied(),
        }
    }

    /// The dialect of this address: `URL.get_dialect().name`.
    ///
    /// Every driver that SQLAlchemy has for a dialect names that dialect; which of them is named makes
    /// no difference here.
    ///
    /// # Errors
    /// [`UrlError::NoSuchDialect`] for what SQLAlchemy does not know either (`postgres` too: the old name
    /// of `postgresql`), [`UrlError::UnsupportedDialect`] for what only SQLAlchemy knows.
    pub fn dialect_name(&self) -> Result<DialectName, UrlError> {
        let no_such_dialect = || UrlError::NoSuchDialect {
            name: self.drivername.replace('+', "."),
        };
        let (backend, driver) = match self.drivername.split_once('+') {
            Some((backend, driver)) => (backend, driver),
            None => (self.drivername.as_str(), "base"),
        };
        let drivers = known_drivers(backend).ok_or_else(no_such_dialect)?;
        if driver != "base" && !drivers.contains(&driver) {
            return Err(no_such_dialect());
        }
        match backend {
            "sqlite" => Ok(DialectName::Sqlite),
            "postgresql" => Ok(DialectName::Postgresql),
            "mysql" => Ok(DialectName::Mysql),
            "mariadb" => Ok(DialectName::Mariadb),
            _ => Err(UrlError::UnsupportedDialect {
                backend: backend.to_owned(),
            }),
        }
    }

    /// The values of one query key, in order; empty if the key is absent.
    #[must_use]
    pub fn query_values(&self, key: &str) -> &[String] {
        self.query
            .iter()
            .find(|(name, _)| name == key)
            .map_or(&[], |(_, values)| values)
    }

    /// Writes the address as SQLAlchemy's `render_as_string()` does: escapes in its manner, query keys sorted.
    ///
    /// `hide_password` puts `***` in the place of the password, in the query too, where SQLAlchemy shows it.
    #[must_use]
    pub fn render_as_string(&self, hide_password: bool) -> String {
        let mut out = format!("{}://", self.drivername);
        if let Some(username) = &self.username {
            out.extend(utf8_percent_encode(username, &USER_INFO));
            if let Some(password) = &self.password {
                out.push(':');
                if hide_password {
                    out.push_str("***");
                } else {
                    out.extend(utf8_percent_encode(password, &USER_INFO));
                }
            }
            out.push('@');
        }
        match &self.host {
            Some(host) if host.contains(':') => {
                out.push('[');
                out.push_str(host);
                out.push(']');
            }
            Some(host) => out.push_str(host),
            None => {}
        }
        if let Some(port) = self.port {
            out.push(':');
            out.push_str(&port.to_string());
        }
        if let Some(database) = &self.database {
            out.push('/');
            out.extend(utf8_percent_encode(database, &DATABASE));
        }
        let mut query: Vec<_> = self.query.iter().collect();
        query.sort_by(|left, right| left.0.cmp(&right.0));
        let pairs = query
            .into_iter()
            .flat_map(|(key, values)| values.iter().map(move |value| (key, value)));
        for (index, (key, value)) in pairs.enumerate() {
            out.push(if index == 0 { '?' } else { '&' });
            out.push_str(&quote_plus(key));
            out.push('=');
            if hide_password && SECRET_KEYS.contains(&key.as_str()) {
                out.push_str("***");
            } else {
                out.push_str(&quote_plus(value));
            }
        }
        out
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render_as_string(true))
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Url({self})")
    }
}

/// SQLAlchemy's drivers for a backend, its default one first.
fn known_drivers(backend: &str) -> Option<&'static [&'static str]> {
    const MYSQL: &[&str] = &[
        "mysqldb",
        "pymysql",
        "aiomysql",
        "asyncmy",
        "cymysql",
        "mariadbconnector",
        "mysqlconnector",
        "pyodbc",
    ];
    Some(match backend {
        "sqlite" => &["pysqlite", "aiosqlite", "pysqlcipher"],
        "postgresql" => &[
            "psycopg",
            "psycopg_async",
            "psycopg2",
            "psycopg2cffi",
            "pg8000",
            "asyncpg",
        ],
        "mysql" | "mariadb" => MYSQL,
        "oracle" => &["oracledb", "oracledb_async", "cx_oracle"],
        "mssql" => &["pyodbc", "pymssql", "aioodbc", "mssqlpython"],
        _ => return None,
    })
}

/// `[\w+]` of SQLAlchemy's pattern.
fn is_name_character(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '+'
}

/// Splits off `(user[:password])@`.
///
/// The user ends at the first `:` or `/`, the password at the first `@`: an `@` in a password must be
/// escaped. Without a password the user ends at the last `@` before the first `:` or `/`.
fn split_user_info(rest: &str) -> (Option<(&str, Option<&str>)>, &str) {
    let (name, after_name) = split_before(rest, &[':', '/']);
    if let Some((password, after)) = after_name.strip_prefix(':').and_then(|after| after.split_once('@')) {
        return (Some((name, Some(password))), after);
    }
    match name.rfind('@') {
        Some(at) => (Some((&rest[..at], None)), &rest[at + 1..]),
        None => (None, rest),
    }
}

/// Splits off the host: `[…]` up to the last bracket, or everything up to `/`, `:` or `?`.
fn split_host(rest: &str) -> (Option<&str>, &str) {
    if let Some(inside) = rest.strip_prefix('[') {
        let (authority, _) = split_before(inside, &['/', '?']);
        if let Some(end) = authority.rfind(']').filter(|end| *end > 0) {
            return (Some(&inside[..end]), &inside[end + 1..]);
        }
    }
    let (host, rest) = split_before(rest, &['/', ':', '?']);
    (Some(host).filter(|host| !host.is_empty()), rest)
}

fn parse_port(text: &str) -> Result<u16, UrlError> {
    let number = python_int(text).map_err(|InvalidInt { text }| UrlError::InvalidPort { port: text })?;
    u16::try_from(number).map_err(|_| UrlError::PortOutOfRange { port: text.to_owned() })
}

/// Python's `parse_qsl()`: keys without a value are left out; the query ends at a line break.
fn parse_query(text: &str) -> Vec<(String, Vec<String>)> {
    let text = text.split('\n').next().unwrap_or_default();
    let mut query: Vec<(String, Vec<String>)> = Vec::new();
    for (key, value) in text.split('&').filter_map(|pair| pair.split_once('=')) {
        if value.is_empty() {
            continue;
        }
        let key = unquote(&key.replace('+', " "));
        let value = unquote(&value.replace('+', " "));
        match query.iter_mut().find(|(name, _)| *name == key) {
            Some((_, values)) => values.push(value),
            None => query.push((key, vec![value])),
        }
    }
    query
}

fn split_before<'a>(text: &'a str, stops: &[char]) -> (&'a str, &'a str) {
    text.split_at(text.find(stops).unwrap_or(text.len()))
}

fn unquote(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn quote_plus(text: &str) -> String {
    Cow::from(utf8_percent_encode(text, &QUERY)).replace(' ', "+")
}

#[cfg(test)]
mod tests {
    use super::hide_passwords;

    #[test]
    fn passwords_are_hidden_wherever_an_address_is_quoted() {
        for (text, hidden) in [
            ("nothing: to@hide", "nothing: to@hide"),
            (
                "see https://host:80/x and postgresql://h/x",
                "see https://host:80/x and postgresql://h/x",
            ),
            ("sqlite:///C:/x@y:z", "sqlite:///C:/x@y:z"),
            ("a postgresql://me:s3cret@h/x\nb", "a postgresql://me:***@h/x\nb"),
            ("'mysql+pymysql://me:s3/c?r@et@h:1/x'", "'mysql+pymysql://me:***@h:1/x'"),
            ("'postgresql://me:s3cret/x'", "'postgresql://me:***/x'"),
            ("'postgresql://me:s3cret'", "'postgresql://me:***'"),
            ("postgresql://me:@h/x", "postgresql://me:***@h/x"),
            ("postgresql://[::1]:5432/x", "postgresql://[::1]:5432/x"),
            (
                "postgresql://me@h/x?a=1&password=s3cret&b=2",
                "postgresql://me@h/x?a=1&password=***&b=2",
            ),
            ("mysql://h/x?passwd=s3cret'", "mysql://h/x?passwd=***'"),
            ("Url(postgresql://me:***@h/x)", "Url(postgresql://me:***@h/x)"),
        ] {
            assert_eq!(hide_passwords(text), hidden);
        }
    }
}
