//! The arguments of an address for the MySQL family, by the names of SQLAlchemy's drivers.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use alembic_sql::DatabaseError;

use crate::config::url::Url;
use crate::drivers::options::{as_bool, as_seconds};

const DEFAULT_PORT: u16 = 3306;

/// PyMySQL's default.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Where servers put their socket.
const SOCKETS: [&str; 4] = [
    "/run/mysqld/mysqld.sock",
    "/var/run/mysqld/mysqld.sock",
    "/var/lib/mysql/mysql.sock",
    "/tmp/mysql.sock",
];

/// Arguments that take effect, by PyMySQL's names.
const HONOURED: &[&str] = &[
    "bind_address",
    "collation",
    "compress",
    "connect_timeout",
    "database",
    "host",
    "init_command",
    "password",
    "port",
    "program_name",
    "read_timeout",
    "sql_mode",
    "ssl",
    "ssl_ca",
    "ssl_cert",
    "ssl_check_hostname",
    "ssl_disabled",
    "ssl_key",
    "ssl_mode",
    "ssl_verify_cert",
    "ssl_verify_identity",
    "unix_socket",
    "user",
    "write_timeout",
];

/// Arguments that steer a Python driver and mean nothing here.
const IGNORED: &[&str] = &[
    "allow_local_infile",
    "autocommit",
    "binary_prefix",
    "buffered",
    // Text is Unicode on both sides, whatever the encoding on the way.
    "charset",
    "client_flag",
    "consume_results",
    "echo",
    "force_ipv6",
    "get_warnings",
    "local_infile",
    "max_allowed_packet",
    "minsize",
    "maxsize",
    "named_pipe",
    "no_delay",
    "pool_name",
    "pool_reset_connection",
    "pool_reset_session",
    "pool_size",
    "raise_on_warnings",
    "raw",
    "use_pure",
    "use_unicode",
];

/// Arguments that would change who is trusted or what is sent, and are not supported.
const REFUSED: &[&str] = &[
    "read_default_file",
    "read_default_group",
    "server_public_key",
    "ssl_capath",
    "ssl_cipher",
    "ssl_crl",
    "ssl_crlpath",
    "ssl_key_password",
];

/// MySQL's `--ssl-mode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SslMode {
    /// No option said anything: as preferred, but what stays on the machine may stay plain.
    Unset,
    Disabled,
    Preferred,
    Required,
    VerifyCa,
    VerifyIdentity,
}

/// An address, read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) user: String,
    pub(super) password: Option<String>,
    pub(super) server: Server,
    pub(super) database: Option<String>,
    pub(super) collation: Option<String>,
    pub(super) sql_mode: Option<String>,
    pub(super) init_command: Option<String>,
    pub(super) program_name: Option<String>,
    pub(super) compress: bool,
    pub(super) connect_timeout: Duration,
    pub(super) read_timeout: Option<Duration>,
    pub(super) write_timeout: Option<Duration>,
    pub(super) bind_address: Option<IpAddr>,
    pub(super) ssl_mode: SslMode,
    pub(super) ssl_ca: Option<PathBuf>,
    /// Certificate and key.
    pub(super) ssl_client: Option<(PathBuf, PathBuf)>,
}

/// Where the server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Server {
    Socket(String),
    Tcp { host: String, port: u16 },
}

impl Server {
    /// Whether the way to the server stays on this machine.
    pub(super) fn is_local(&self) -> bool {
        match self {
            Self::Socket(_) => true,
            Self::Tcp { host, .. } => {
                host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
            }
        }
    }
}

impl Options {
    /// Reads an address as SQLAlchemy hands it to its drivers.
    ///
    /// # Errors
    /// An option that no driver knows, one that is not supported, and values of the wrong kind.
    pub(super) fn of(url: &Url, os_user: Option<String>) -> Result<Self, DatabaseError> {
        let mut given = Given::default();
        for (key, values) in &url.query {
            given.take(key, values)?;
        }
        let part = |name: &str, part: &Option<String>| {
            let part = part.as_deref().filter(|part| !part.is_empty());
            given.get(name).or(part).map(str::to_owned)
        };
        let user = part("user", &url.username).or(os_user);
        let ssl_ca = given.file("ssl_ca")?;
        Ok(Self {
            user: user.ok_or_else(|| DatabaseError::new("Did not specify a username"))?,
            password: part("password", &url.password),
            server: given.server(url)?,
            database: part("database", &url.database),
            collation: given.word("collation")?.map(str::to_owned),
            sql_mode: given.get("sql_mode").map(str::to_owned),
            init_command: given.get("init_command").map(str::to_owned),
            program_name: given.get("program_name").map(str::to_owned),
            compress: given.flag("compress")?.unwrap_or(false),
            connect_timeout: given.seconds("connect_timeout")?.unwrap_or(CONNECT_TIMEOUT),
            read_timeout: given.seconds("read_timeout")?,
            write_timeout: given.seconds("write_timeout")?,
            bind_address: given.bind_address()?,
            ssl_mode: given.ssl_mode(ssl_ca.is_some())?,
            ssl_client: given.client_certificate()?,
            ssl_ca,
        })
    }

    /// Who connects, for error messages.
    pub(super) fn who(&self) -> String {
        let place = match &self.server {
            Server::Socket(path) => format!("socket \"{path}\""),
            Server::Tcp { host, port } => format!("host \"{host}\", port {port}"),
        };
        match &self.database {
            Some(database) => format!("The {place}, user \"{}\", database \"{database}\".", self.user),
            None => format!("The {place}, user \"{}\".", self.user),
        }
    }
}

/// The query of an address, by PyMySQL's names.
#[derive(Debug, Default)]
struct Given<'u>(Vec<(&'static str, &'u str)>);

impl<'u> Given<'u> {
    fn take(&mut self, key: &str, values: &'u [String]) -> Result<(), DatabaseError> {
        let name = match key {
            "username" => "user",
            "passwd" => "password",
            "db" => "database",
            "connection_timeout" => "connect_timeout",
            "ssl-mode" | "sslmode" => "ssl_mode",
            "ssl_verify_server_cert" => "ssl_verify_identity",
            key => key,
        };
        if IGNORED.contains(&name) {
            return Ok(());
        }
        if REFUSED.contains(&name) {
            return Err(DatabaseError::new(format!(
                "connection option \"{key}\" is not supported"
            )));
        }
        let Some(&name) = HONOURED.iter().find(|known| **known == name) else {
            return Err(DatabaseError::new(format!("invalid connection option \"{key}\"")));
        };
        match values {
            [value] => self.0.push((name, value)),
            _ => {
                return Err(DatabaseError::new(format!(
                    "connection option \"{key}\" is given {} times",
                    values.len()
                )));
            }
        }
        Ok(())
    }

    fn get(&self, name: &str) -> Option<&'u str> {
        self.0
            .iter()
            .rfind(|(known, _)| *known == name)
            .map(|(_, value)| *value)
    }

    fn flag(&self, name: &str) -> Result<Option<bool>, DatabaseError> {
        self.get(name).map(as_bool).transpose()
    }

    fn seconds(&self, name: &str) -> Result<Option<Duration>, DatabaseError> {
        let seconds = self.get(name).map(as_seconds).transpose()?;
        Ok(seconds.filter(|seconds| !seconds.is_zero()))
    }

    /// A name that goes into SQL as it stands.
    fn word(&self, name: &str) -> Result<Option<&'u str>, DatabaseError> {
        match self.get(name) {
            Some(value) if !value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') => {
                Err(DatabaseError::new(format!("invalid {name} value: \"{value}\"")))
            }
            value => Ok(value),
        }
    }

    /// A file that must be there.
    fn file(&self, name: &str) -> Result<Option<PathBuf>, DatabaseError> {
        self.get(name)
            .map(|path| match std::fs::metadata(path) {
                Ok(_) => Ok(PathBuf::from(path)),
                Err(error) => Err(DatabaseError::new(format!("{name} file \"{path}\": {error}"))),
            })
            .transpose()
    }

    fn server(&self, url: &Url) -> Result<Server, DatabaseError> {
        if let Some(path) = self.get("unix_socket") {
            return Ok(Server::Socket(path.to_owned()));
        }
        let port = match self.get("port") {
            Some(port) => Some(
                port.parse()
                    .map_err(|_| DatabaseError::new(format!("invalid port value: \"{port}\"")))?,
            ),
            None => url.port,
        };
        let host = self.get("host").or(url.host.as_deref()).unwrap_or("localhost");
        // The C libraries take "localhost" for the socket; PyMySQL and the asyncio drivers do not.
        let by_c_library = matches!(url.driver_name(), Some("mysqldb" | "mariadbconnector"));
        if by_c_library
            && host == "localhost"
            && port.is_none()
            && let Some(path) = SOCKETS.iter().find(|path| Path::new(path).exists())
        {
            return Ok(Server::Socket((*path).to_owned()));
        }
        Ok(Server::Tcp {
            host: host.to_owned(),
            port: port.unwrap_or(DEFAULT_PORT),
        })
    }

    fn bind_address(&self) -> Result<Option<IpAddr>, DatabaseError> {
        self.get("bind_address")
            .map(|address| {
                address
                    .parse()
                    .map_err(|_| DatabaseError::new(format!("invalid bind_address value: \"{address}\"")))
            })
            .transpose()
    }

    fn client_certificate(&self) -> Result<Option<(PathBuf, PathBuf)>, DatabaseError> {
        match (self.file("ssl_cert")?, self.file("ssl_key")?) {
            (Some(certificate), Some(key)) => Ok(Some((certificate, key))),
            // One file may hold both.
            (Some(certificate), None) => Ok(Some((certificate.clone(), certificate))),
            (None, Some(_)) => Err(DatabaseError::new("ssl_key needs ssl_cert")),
            (None, None) => Ok(None),
        }
    }

    /// `ssl_mode`, or what PyMySQL makes of the single arguments: encryption where the server has it, and
    /// an authority's certificate asks for the host's name too unless `ssl_check_hostname` is off.
    fn ssl_mode(&self, has_ca: bool) -> Result<SslMode, DatabaseError> {
        if let Some(mode) = self.get("ssl_mode") {
            return match mode.to_uppercase().replace('-', "_").as_str() {
                "DISABLED" => Ok(SslMode::Disabled),
                "PREFERRED" => Ok(SslMode::Preferred),
                "REQUIRED" => Ok(SslMode::Required),
                "VERIFY_CA" => Ok(SslMode::VerifyCa),
                "VERIFY_IDENTITY" => Ok(SslMode::VerifyIdentity),
                _ => Err(DatabaseError::new(format!("invalid ssl_mode value: \"{mode}\""))),
            };
        }
        let on = |name: &str| self.flag(name).map(|flag| flag == Some(true));
        if on("ssl_disabled")? {
            return Ok(SslMode::Disabled);
        }
        let verify_certificate = self.flag("ssl_verify_cert")?;
        let check_hostname = self.flag("ssl_check_hostname")?;
        Ok(if on("ssl_verify_identity")? {
            SslMode::VerifyIdentity
        } else if verify_certificate == Some(true) || (has_ca && check_hostname == Some(false)) {
            SslMode::VerifyCa
        } else if has_ca && verify_certificate.is_none() {
            SslMode::VerifyIdentity
        } else if has_ca || on("ssl")? || check_hostname.is_some() || self.get("ssl_cert").is_some() {
            SslMode::Required
        } else {
            SslMode::Unset
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::url::make_url;

    fn options(address: &str) -> Result<Options, DatabaseError> {
        Options::of(&make_url(address).unwrap(), Some("me".to_owned()))
    }

    #[test]
    fn servers_are_found_as_sqlalchemys_drivers_find_them() {
        let tcp = |host: &str, port| Server::Tcp {
            host: host.to_owned(),
            port,
        };
        for (address, expected) in [
            ("mysql+pymysql://h/x", tcp("h", 3306)),
            ("mysql+pymysql://h:6000/x", tcp("h", 6000)),
            ("mysql+pymysql://localhost/x", tcp("localhost", 3306)),
            ("mysql+aiomysql:///x", tcp("localhost", 3306)),
            ("mysql://localhost:3307/x", tcp("localhost", 3307)),
            ("mysql://127.0.0.1/x", tcp("127.0.0.1", 3306)),
            ("mysql+pymysql://h/x?host=i&port=7", tcp("i", 7)),
            ("mysql://h/x?unix_socket=/s", Server::Socket("/s".to_owned())),
        ] {
            assert_eq!(options(address).unwrap().server, expected, "{address}");
        }
        // As the C library does, wherever there is a socket.
        let local = options("mysql://localhost/x").unwrap().server;
        let socket = SOCKETS.iter().find(|path| Path::new(path).exists());
        let expected = socket.map_or_else(|| tcp("localhost", 3306), |path| Server::Socket((*path).to_owned()));
        assert_eq!(local, expected);
    }

    #[test]
    fn encryption_follows_the_single_arguments() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let path = file.path().display();
        for (query, expected) in [
            (String::new(), SslMode::Unset),
            ("ssl_disabled=true".to_owned(), SslMode::Disabled),
            ("ssl=true".to_owned(), SslMode::Required),
            ("ssl_verify_cert=true".to_owned(), SslMode::VerifyCa),
            ("ssl_verify_identity=true".to_owned(), SslMode::VerifyIdentity),
            ("ssl_check_hostname=false".to_owned(), SslMode::Required),
            (format!("ssl_ca={path}"), SslMode::VerifyIdentity),
            (format!("ssl_ca={path}&ssl_check_hostname=false"), SslMode::VerifyCa),
            (format!("ssl_ca={path}&ssl_verify_cert=true"), SslMode::VerifyCa),
            (format!("ssl_ca={path}&ssl_verify_cert=false"), SslMode::Required),
            (format!("ssl_cert={path}&ssl_key={path}"), SslMode::Required),
            (format!("ssl_ca={path}&ssl_mode=disabled"), SslMode::Disabled),
            ("ssl-mode=verify_ca".to_owned(), SslMode::VerifyCa),
            ("ssl_mode=VERIFY-IDENTITY".to_owned(), SslMode::VerifyIdentity),
        ] {
            let address = format!("mysql+pymysql://h/x?{query}");
            assert_eq!(options(&address).unwrap().ssl_mode, expected, "{query}");
        }
    }

    #[test]
    fn who_connects_is_in_the_address_or_the_user_of_the_system() {
        let mine = options("mysql+pymysql://h/x").unwrap();
        assert_eq!((mine.user.as_str(), mine.password), ("me", None));
        let named = options("mysql+pymysql://you:pw@h/?read_timeout=0&connect_timeout=2.5").unwrap();
        assert_eq!((named.user.as_str(), named.password.as_deref()), ("you", Some("pw")));
        assert_eq!((named.database, named.read_timeout), (None, None));
        assert_eq!(named.connect_timeout, Duration::from_secs_f64(2.5));
    }
}
