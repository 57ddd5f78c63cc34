//! The way to a server: hosts in order, TLS as `sslmode` says, and errors that tell where it went wrong.

use std::error::Error as _;
use std::io;

use alembic_sql::{DatabaseError, Interrupter};
use postgres::config::SslMode as WireMode;
use postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::conninfo::ConnInfo;
use super::error::{server_words, tls_words};
use super::hosts::{Host, Place};
use super::passfile::PasswordFile;
use super::session::{SessionAttributes, base_config, invalid};
use super::tls::{self, SslMode};
use crate::config::url::Url;
use crate::drivers::environment::Environment;

/// An open connection and the way to interrupt it.
pub(super) struct Connected {
    pub(super) client: Client,
    pub(super) cancel: CancelTls,
}

/// How a cancel request travels: as the connection itself does.
#[derive(Clone)]
pub(super) enum CancelTls {
    Plain,
    Tls(MakeRustlsConnect),
}

impl CancelTls {
    /// For a client that somebody else has connected: encrypted where the client is, without a look at the
    /// certificate.
    pub(super) fn unverified() -> Option<Self> {
        tls::unverified_connector().map(Self::Tls)
    }

    /// The interrupter of a client.
    pub(super) fn interrupter(&self, client: &Client) -> Interrupter {
        let token = client.cancel_token();
        match self.clone() {
            // A request that gets lost leaves the statement running; the next one may arrive.
            Self::Plain => Box::new(move || drop(token.cancel_query(NoTls))),
            Self::Tls(connector) => Box::new(move || drop(token.cancel_query(connector.clone()))),
        }
    }
}

/// Everything about a connection but the host.
struct Plan {
    user: String,
    database: String,
    password: Option<String>,
    passwords: PasswordFile,
    mode: SslMode,
    wanted: SessionAttributes,
    config: Config,
    /// Built before the first attempt with TLS; libpq too reads the files only then.
    connector: Option<Result<MakeRustlsConnect, DatabaseError>>,
    conninfo: ConnInfo,
    environment: Environment,
}

/// Connects to the first host that lets us in.
pub(super) fn connect(url: &Url) -> Result<Connected, DatabaseError> {
    let environment = Environment::of_process(ConnInfo::variables());
    let conninfo = ConnInfo::of(url, &environment)?;
    let mut hosts = Host::all(&conninfo)?;
    let mut plan = Plan::new(conninfo, environment)?;
    match plan.conninfo.get("load_balance_hosts") {
        None | Some("disable") => {}
        Some("random") => shuffle(&mut hosts),
        Some(other) => return Err(invalid("load_balance_hosts", other)),
    }

    let mut failures: Vec<DatabaseError> = Vec::new();
    for wanted in plan.wanted.passes() {
        for host in &hosts {
            match plan.connect_host(host, wanted) {
                Ok(connected) => return Ok(connected),
                Err(error) => failures.push(error),
            }
        }
    }
    let all: Vec<String> = failures
        .iter()
        .map(|failure| format!("- {}", failure.message))
        .collect();
    let mut last = failures
        .pop()
        .unwrap_or_else(|| DatabaseError::new("no host to connect to"));
    if all.len() > 1 {
        let advice = last.detail.take().unwrap_or_default();
        last.detail = Some(format!(
            "{advice}\nMultiple connection attempts failed. All failures were:\n{}",
            all.join("\n")
        ));
    }
    Err(last)
}

/// Puts the hosts in an order that differs between processes.
fn shuffle(hosts: &mut [Host]) {
    use std::hash::{BuildHasher, RandomState};

    let random = RandomState::new();
    hosts.sort_by_cached_key(|host| random.hash_one(format!("{host:?}")));
}

impl Plan {
    fn new(conninfo: ConnInfo, environment: Environment) -> Result<Self, DatabaseError> {
        let user = match conninfo.get("user").or(environment.os_user.as_deref()) {
            Some(user) => user.to_owned(),
            None => {
                return Err(DatabaseError::new(
                    "no PostgreSQL user name specified in the database URL",
                ));
            }
        };
        Ok(Self {
            database: conninfo.get("dbname").unwrap_or(&user).to_owned(),
            password: conninfo.get("password").map(str::to_owned),
            passwords: if conninfo.get("password").is_some() {
                PasswordFile::default()
            } else {
                PasswordFile::read(&conninfo, &environment)
            },
            mode: SslMode::of(&conninfo)?,
            wanted: SessionAttributes::of(&conninfo)?,
            config: base_config(&conninfo)?,
            connector: None,
            user,
            conninfo,
            environment,
        })
    }

    fn connect_host(&mut self, host: &Host, wanted: SessionAttributes) -> Result<Connected, DatabaseError> {
        // A socket is as good as it gets: libpq ignores sslmode there.
        let mode = match host.place {
            Place::Socket(_) => SslMode::Disable,
            Place::Tcp { .. } => self.mode,
        };
        let mut connected = match mode {
            SslMode::Disable => self.attempt(host, WireMode::Disable),
            SslMode::Allow => self.attempt(host, WireMode::Disable).or_else(|failure| match failure {
                Failure { retry: true, .. } => self.attempt(host, WireMode::Require),
                failure => Err(failure),
            }),
            SslMode::Prefer => self.attempt(host, WireMode::Prefer).or_else(|failure| match failure {
                Failure { retry: true, .. } => self.attempt(host, WireMode::Disable),
                failure => Err(failure),
            }),
            SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => self.attempt(host, WireMode::Require),
        }
        .map_err(|failure| failure.error)?;
        wanted
            .check(&mut connected.client)
            .map_err(|words| self.error(host, &words, None, None))?;
        Ok(connected)
    }

    fn attempt(&mut self, host: &Host, mode: WireMode) -> Result<Connected, Failure> {
        let mut config = self.config.clone();
        config
            .user(&self.user)
            .dbname(&self.database)
            .port(host.port)
            .ssl_mode(mode);
        match &host.place {
            Place::Socket(directory) => {
                config.host_path(directory);
            }
            // TLS wants a name, if only the address once more.
            Place::Tcp { name, address } => match address {
                Some(address) if name.is_empty() => drop(config.host(&address.to_string())),
                Some(address) => drop(config.host(name).hostaddr(*address)),
                None => drop(config.host(name)),
            },
        }
        let stored = || self.passwords.password(host, &self.database, &self.user);
        if let Some(password) = self.password.as_deref().or_else(stored) {
            config.password(password);
        }
        let (client, cancel) = if mode == WireMode::Disable {
            (config.connect(NoTls), CancelTls::Plain)
        } else {
            let connector = self.connector().map_err(|error| Failure {
                error: self.error(host, &error.message, None, None),
                retry: true,
            })?;
            (config.connect(connector.clone()), CancelTls::Tls(connector))
        };
        match client {
            Ok(client) => Ok(Connected { client, cancel }),
            Err(error) => Err(self.failure(host, &error)),
        }
    }

    fn connector(&mut self) -> Result<MakeRustlsConnect, DatabaseError> {
        self.connector
            .get_or_insert_with(|| tls::connector(&self.conninfo, self.mode, &self.environment))
            .clone()
    }

    fn failure(&self, host: &Host, error: &postgres::Error) -> Failure {
        if let Some(db_error) = error.as_db_error() {
            let code = db_error.code().code();
            let words = format!("{}:  {}", db_error.severity(), db_error.message());
            return Failure {
                error: self.error(host, &words, Some(code), server_words(db_error, None)),
                // Another rule of pg_hba.conf may hold with, or without, encryption. Not for a wrong
                // password: it would be sent a second time, in the clear.
                retry: code == "28000",
            };
        }
        if let Some(words) = tls_words(error, &host.place) {
            return Failure {
                error: self.error(host, &words, None, None),
                retry: true,
            };
        }
        let cause = error.source();
        let words = match cause.and_then(|cause| cause.downcast_ref::<io::Error>()) {
            Some(io_error) => return self.unreachable(host, io_error),
            None => cause.map_or_else(|| error.to_string(), ToString::to_string),
        };
        let words = match words.as_str() {
            "password missing" => "fe_sendauth: no password supplied",
            words => words,
        };
        Failure {
            error: self.error(host, words, None, None),
            retry: false,
        }
    }

    fn unreachable(&self, host: &Host, io_error: &io::Error) -> Failure {
        let words = io_error.to_string();
        // Without Rust's "(os error 111)".
        let words = words.split(" (os error").next().unwrap_or(&words);
        let error = if let Some(reason) = words.strip_prefix("failed to lookup address information: ")
            && let Place::Tcp { name, .. } = &host.place
        {
            let words = format!("could not translate host name \"{name}\" to address: {reason}");
            DatabaseError {
                detail: Some(format!("Check the host in the database URL.\n{}", self.who())),
                ..DatabaseError::new(words)
            }
        } else {
            // libpq's questions.
            let question = match &host.place {
                Place::Socket(_) => "\tIs the server running locally and accepting connections on that socket?",
                Place::Tcp { .. } => "\tIs the server running on that host and accepting TCP/IP connections?",
            };
            self.error(host, words, None, Some(question.to_owned()))
        };
        Failure { error, retry: false }
    }

    /// An error of a connection attempt: libpq's words, then who tried, then what to do.
    fn error(&self, host: &Host, words: &str, code: Option<&str>, more: Option<String>) -> DatabaseError {
        let mut detail: Vec<String> = more.into_iter().collect();
        detail.push(self.who());
        detail.extend(code.and_then(|code| self.advice(code)));
        DatabaseError {
            message: format!("{}: {words}", host.attempt()),
            code: code.map(str::to_owned),
            statement: None,
            detail: Some(detail.join("\n")),
        }
    }

    fn who(&self) -> String {
        format!("The user is \"{}\", the database \"{}\".", self.user, self.database)
    }

    fn advice(&self, code: &str) -> Option<String> {
        Some(match code {
            "3D000" => format!(
                "Create the database (CREATE DATABASE \"{}\"), or correct its name in the database URL.",
                self.database
            ),
            "28P01" => "Check the user and the password in the database URL, PGPASSWORD and ~/.pgpass.".to_owned(),
            "28000" => "Check the user and sslmode in the database URL, and the server's pg_hba.conf for this user, \
                 database and client address."
                .to_owned(),
            "53300" => "The server has no connection left; close others or raise max_connections.".to_owned(),
            "57P03" => "The server is starting up or shutting down; try again in a moment.".to_owned(),
            _ => return None,
        })
    }
}

/// An attempt that failed.
struct Failure {
    error: DatabaseError,
    /// Whether the other kind of encryption might do.
    retry: bool,
}
