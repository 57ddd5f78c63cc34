//! Which servers to try, in which order.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use alembic_sql::DatabaseError;

use super::conninfo::ConnInfo;

const DEFAULT_PORT: u16 = 5432;

/// Where servers put their socket: Debian's and most other distributions' place, then PostgreSQL's own.
const SOCKET_DIRECTORIES: [&str; 2] = ["/var/run/postgresql", "/tmp"];

/// A server to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Host {
    pub(super) place: Place,
    pub(super) port: u16,
}

/// Where a server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// In a directory, as the socket `.s.PGSQL.<port>`.
    Socket(PathBuf),
    /// At a host name or an address.
    Tcp {
        /// The name, which a certificate must carry; empty if only the address is known.
        name: String,
        /// The address, where it is given beside the name.
        address: Option<IpAddr>,
    },
}

impl Host {
    /// The servers in the order of the parameters.
    ///
    /// # Errors
    /// Numbers of hosts and ports that do not fit together, and ports that are none.
    pub(super) fn all(conninfo: &ConnInfo) -> Result<Vec<Self>, DatabaseError> {
        if !conninfo.integrated_hosts().is_empty() {
            return Self::integrated(conninfo);
        }
        let list = |keyword| {
            conninfo
                .get(keyword)
                .map(|list| list.split(',').map(str::trim).collect())
        };
        let names: Option<Vec<&str>> = list("host");
        let addresses: Option<Vec<&str>> = list("hostaddr");
        let ports: Vec<&str> = list("port").unwrap_or_default();
        let count = match (&names, &addresses) {
            (Some(names), Some(addresses)) if names.len() != addresses.len() => {
                return Err(DatabaseError::new(format!(
                    "could not match {} host names to {} hostaddr values",
                    names.len(),
                    addresses.len()
                )));
            }
            (Some(list), _) | (None, Some(list)) => list.len(),
            (None, None) => 1,
        };
        if ports.len() > 1 && ports.len() != count {
            // SQLAlchemy's words.
            return Err(DatabaseError::new("number of hosts and ports don't match"));
        }
        (0..count)
            .map(|index| {
                let port = parse_port(ports.get(index).or(ports.first()).copied().unwrap_or_default())?;
                let name = names.as_ref().map_or("", |names| names[index]);
                let address = addresses.as_ref().map_or("", |addresses| addresses[index]);
                Self::new(name, address, port)
            })
            .collect()
    }

    fn integrated(conninfo: &ConnInfo) -> Result<Vec<Self>, DatabaseError> {
        let hosts = conninfo.integrated_hosts();
        if conninfo.get("port").is_some() && !hosts.is_empty() {
            // SQLAlchemy's words.
            return Err(DatabaseError::new(
                "Can't mix 'multihost' formats together; use \"host=h1,h2,h3&port=p1,p2,p3\" or \
                 \"host=h1:p1&host=h2:p2&host=h3:p3\" separately",
            ));
        }
        hosts
            .iter()
            .map(|host| {
                let (name, port) = host.split_once(':').unwrap_or((host, ""));
                Self::new(name, "", parse_port(port)?)
            })
            .collect()
    }

    fn new(name: &str, address: &str, port: u16) -> Result<Self, DatabaseError> {
        let address = match address {
            "" => None,
            address => Some(
                address
                    .parse()
                    .map_err(|_| DatabaseError::new(format!("could not parse network address \"{address}\"")))?,
            ),
        };
        let place = if name.starts_with('/') {
            Place::Socket(PathBuf::from(name))
        } else if name.is_empty() && address.is_none() {
            Place::Socket(default_socket_directory(port))
        } else {
            Place::Tcp {
                name: name.to_owned(),
                address,
            }
        };
        Ok(Self { place, port })
    }

    /// libpq's words for a failed attempt, up to the colon.
    pub(super) fn attempt(&self) -> String {
        let port = self.port;
        match &self.place {
            Place::Socket(directory) => format!(
                "connection to server on socket \"{}\" failed",
                socket_file(directory, port).display()
            ),
            Place::Tcp {
                name,
                address: Some(address),
            } if name.is_empty() => format!("connection to server at \"{address}\", port {port} failed"),
            Place::Tcp {
                name,
                address: Some(address),
            } => format!("connection to server at \"{name}\" ({address}), port {port} failed"),
            Place::Tcp { name, address: None } => format!("connection to server at \"{name}\", port {port} failed"),
        }
    }

    /// The host as a line of `.pgpass` names it.
    pub(super) fn name_for_password(&self) -> &str {
        match &self.place {
            Place::Socket(directory) => match directory.to_str() {
                Some(directory) if !SOCKET_DIRECTORIES.contains(&directory) => directory,
                _ => "localhost",
            },
            Place::Tcp { name, .. } => name,
        }
    }
}

fn socket_file(directory: &Path, port: u16) -> PathBuf {
    directory.join(format!(".s.PGSQL.{port}"))
}

fn default_socket_directory(port: u16) -> PathBuf {
    let directories = SOCKET_DIRECTORIES.map(Path::new);
    directories
        .into_iter()
        .find(|directory| socket_file(directory, port).exists())
        .or_else(|| directories.into_iter().find(|directory| directory.is_dir()))
        .unwrap_or(directories[0])
        .to_owned()
}

fn parse_port(text: &str) -> Result<u16, DatabaseError> {
    match text {
        "" => Ok(DEFAULT_PORT),
        text => text
            .parse()
            .ok()
            .filter(|port| *port != 0)
            .ok_or_else(|| DatabaseError::new(format!("invalid port number: \"{text}\""))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::url::make_url;
    use crate::drivers::environment::Environment;

    fn hosts(address: &str) -> Result<Vec<String>, String> {
        ConnInfo::of(&make_url(address).unwrap(), &Environment::default())
            .and_then(|conninfo| Host::all(&conninfo))
            .map(|hosts| hosts.iter().map(Host::attempt).collect())
            .map_err(|error| error.message)
    }

    #[test]
    fn hosts_are_listed_as_sqlalchemy_and_libpq_do() {
        for (address, expected) in [
            ("postgresql://h/x", vec!["at \"h\", port 5432"]),
            ("postgresql://h:6000/x", vec!["at \"h\", port 6000"]),
            ("postgresql://[::1]:6000/x", vec!["at \"::1\", port 6000"]),
            (
                "postgresql:///x?host=/run/pg&port=6000",
                vec!["on socket \"/run/pg/.s.PGSQL.6000\""],
            ),
            (
                "postgresql:///x?host=a:1&host=b:2&host=c",
                vec!["at \"a\", port 1", "at \"b\", port 2", "at \"c\", port 5432"],
            ),
            ("postgresql:///x?host=a:1", vec!["at \"a\", port 1"]),
            (
                "postgresql:///x?host=a,b,/s&port=1,2,3",
                vec!["at \"a\", port 1", "at \"b\", port 2", "on socket \"/s/.s.PGSQL.3\""],
            ),
            (
                "postgresql:///x?host=a,b&port=7",
                vec!["at \"a\", port 7", "at \"b\", port 7"],
            ),
            ("postgresql:///x?host=a&host=b&port=7", vec![]),
            (
                "postgresql://h/x?hostaddr=10.0.0.1",
                vec!["at \"h\" (10.0.0.1), port 5432"],
            ),
            ("postgresql:///x?hostaddr=::1", vec!["at \"::1\", port 5432"]),
        ] {
            let expected: Vec<String> = expected
                .into_iter()
                .map(|place| format!("connection to server {place} failed"))
                .collect();
            match hosts(address) {
                Ok(hosts) => assert_eq!(hosts, expected, "{address}"),
                Err(error) => assert!(
                    expected.is_empty() && error.starts_with("Can't mix 'multihost'"),
                    "{error}"
                ),
            }
        }
    }

    #[test]
    fn lists_that_do_not_fit_are_errors() {
        for (address, expected) in [
            (
                "postgresql:///x?host=a,b&port=1,2,3",
                "number of hosts and ports don't match",
            ),
            ("postgresql:///x?host=a&port=b", "invalid port number: \"b\""),
            (
                "postgresql:///x?host=a,b&hostaddr=10.0.0.1",
                "could not match 2 host names to 1 hostaddr values",
            ),
            ("postgresql:///x?hostaddr=a", "could not parse network address \"a\""),
        ] {
            assert_eq!(hosts(address).unwrap_err(), expected);
        }
    }
}
