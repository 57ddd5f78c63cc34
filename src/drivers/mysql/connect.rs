//! The way to a server of the MySQL family.

use std::collections::HashMap;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use alembic_sql::{DatabaseError, Interrupter};
use mysql::prelude::Queryable;
use mysql::{ClientIdentity, Compression, Conn, DriverError, Error, LocalInfileHandler, Opts, OptsBuilder, SslOpts};

use super::options::{Options, Server, SslMode};
use super::value::{io_error, plain_text, server_error};

/// The largest packet of the protocol. The server has its own limit, and says so when it is exceeded;
/// without a number the crate would ask for that limit at every connect.
const LARGEST_PACKET: usize = 1 << 30;

/// Connects, and gives the options that worked, to connect with once more.
///
/// A server without encryption is found out by a connection that it notes as aborted in its log; on this
/// machine, where such servers are common and encryption protects nothing, the plain connection comes first.
pub(super) fn connect(options: &Options) -> Result<(Conn, Opts), DatabaseError> {
    let mode = match options.server {
        // The crate does not encrypt a socket.
        Server::Socket(_) => SslMode::Disabled,
        Server::Tcp { .. } => options.ssl_mode,
    };
    let encrypted = |mode| attempt(options, Some(tls(options, mode)));
    let plain = || attempt(options, None);
    let result = match mode {
        SslMode::Disabled => plain(),
        SslMode::Unset if options.server.is_local() => plain().or_else(|error| match error {
            // The server, or the account, may insist on encryption.
            Error::MySqlError(ref refused) if matches!(refused.code, 3159 | 1045) => encrypted(SslMode::Required)
                .map_err(|second| match second {
                    Error::MySqlError(_) => second,
                    _ => error,
                }),
            error => Err(error),
        }),
        SslMode::Unset | SslMode::Preferred => encrypted(SslMode::Required).or_else(|error| match error {
            Error::DriverError(DriverError::TlsNotSupported) => plain(),
            error if tls_error(&error).is_some() => plain(),
            error => Err(error),
        }),
        SslMode::Required | SslMode::VerifyCa | SslMode::VerifyIdentity => encrypted(mode),
    };
    result.map_err(|error| connect_error(&error, options))
}

/// Stops the running statement of a connection by way of a second one.
pub(super) fn interrupter(opts: Opts, connection_id: u32) -> Interrupter {
    Box::new(move || {
        // A request that gets lost leaves the statement running; the next one may arrive.
        if let Ok(mut conn) = Conn::new(opts.clone()) {
            let _ = conn.query_drop(format!("KILL QUERY {connection_id}"));
        }
    })
}

fn attempt(options: &Options, tls: Option<SslOpts>) -> Result<(Conn, Opts), Error> {
    if tls.is_some() {
        choose_crypto_provider();
    }
    let builder = builder(options).ssl_opts(tls);
    let opts = Opts::from(builder.clone());
    match Conn::new(opts.clone()) {
        Ok(conn) => Ok((conn, opts)),
        Err(error) => other_addresses(options, builder, error),
    }
}

/// Tries the further addresses of a name: the crate gives up after the first (`localhost` is `::1` and
/// `127.0.0.1`). Not where the certificate must carry the name, which an address would replace.
fn other_addresses(options: &Options, builder: OptsBuilder, error: Error) -> Result<(Conn, Opts), Error> {
    let Server::Tcp { host, port } = &options.server else {
        return Err(error);
    };
    let unreachable = matches!(
        error,
        Error::DriverError(DriverError::CouldNotConnect(_) | DriverError::ConnectTimeout)
    );
    if !unreachable || options.ssl_mode == SslMode::VerifyIdentity {
        return Err(error);
    }
    let addresses: Vec<SocketAddr> = (host.as_str(), *port).to_socket_addrs().into_iter().flatten().collect();
    addresses
        .iter()
        .skip(1)
        .find_map(|address| {
            let opts = Opts::from(builder.clone().ip_or_hostname(Some(address.ip().to_string())));
            Conn::new(opts.clone()).ok().map(|conn| (conn, opts))
        })
        .ok_or(error)
}

fn builder(options: &Options) -> OptsBuilder {
    let builder = OptsBuilder::new()
        .user(Some(&options.user))
        .pass(options.password.as_ref())
        .db_name(options.database.as_ref())
        // The crate would leave TLS for the socket of the same machine.
        .prefer_socket(false)
        .max_allowed_packet(Some(LARGEST_PACKET))
        .tcp_connect_timeout(Some(options.connect_timeout))
        .read_timeout(options.read_timeout)
        .write_timeout(options.write_timeout)
        .compress(options.compress.then(Compression::default))
        .bind_address(options.bind_address.map(|address| SocketAddr::new(address, 0)))
        .local_infile_handler(Some(LocalInfileHandler::new(|_, _| {
            Err(std::io::Error::other("LOAD DATA LOCAL INFILE is not supported"))
        })));
    let builder = match &options.program_name {
        Some(name) => builder.connect_attrs(Some(HashMap::from([("program_name", name)]))),
        None => builder,
    };
    match &options.server {
        Server::Socket(path) => builder.socket(Some(path)),
        Server::Tcp { host, port } => builder.ip_or_hostname(Some(host)).tcp_port(*port),
    }
}

fn tls(options: &Options, mode: SslMode) -> SslOpts {
    let identity = options
        .ssl_client
        .as_ref()
        .map(|(certificate, key)| ClientIdentity::new(certificate.clone(), key.clone()));
    SslOpts::default()
        .with_client_identity(identity)
        .with_root_cert_path(options.ssl_ca.clone())
        .with_danger_accept_invalid_certs(mode == SslMode::Required)
        .with_danger_skip_domain_validation(mode == SslMode::VerifyCa)
}

/// The crate asks rustls for the provider of the process, which panics when a host program has several
/// compiled in and none installed. An installed one stays.
fn choose_crypto_provider() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        let _: Result<(), Arc<_>> = rustls::crypto::ring::default_provider().install_default();
    }
}

/// The words and numbers of MySQL's clients, then who tried, then what to do.
fn connect_error(error: &Error, options: &Options) -> DatabaseError {
    let (message, code) = match error {
        Error::MySqlError(error) => {
            let error = server_error(error, None);
            (error.message, error.code)
        }
        Error::DriverError(DriverError::TlsNotSupported) => (
            "SSL is required but the server doesn't support it".to_owned(),
            Some("2026".to_owned()),
        ),
        Error::DriverError(DriverError::ConnectTimeout) => unreachable("timed out", &options.server),
        Error::DriverError(DriverError::CouldNotConnect(Some((_, reason, _)))) => unreachable(reason, &options.server),
        error => match (tls_error(error), io_error(error)) {
            (Some(error), _) => (format!("SSL connection error: {error}"), Some("2026".to_owned())),
            (None, Some(error)) => (
                format!("Lost connection to MySQL server during connect ({error})"),
                Some("2013".to_owned()),
            ),
            (None, None) => (plain_text(error), None),
        },
    };
    let advice = match error {
        Error::DriverError(DriverError::UnknownAuthPlugin(plugin)) => Some(format!(
            "The authentication plugin {plugin} is not supported; give the user one that is \
             (ALTER USER ... IDENTIFIED WITH caching_sha2_password). MySQL asks for it also where the user does not exist: \
             check the user in the database URL."
        )),
        _ => code.as_deref().and_then(|code| advice(code, options)),
    };
    DatabaseError {
        message,
        code,
        statement: None,
        detail: Some(
            [Some(options.who()), advice]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join("\n"),
        ),
    }
}

/// What rustls said, if it did.
fn tls_error(error: &Error) -> Option<String> {
    match error {
        Error::TlsError(error) => Some(error.to_string()),
        error => {
            let inner = io_error(error)?.get_ref()?.downcast_ref::<rustls::Error>()?;
            Some(inner.to_string())
        }
    }
}

fn unreachable(reason: &str, server: &Server) -> (String, Option<String>) {
    // Without Rust's "(os error 111)" and its preface to a failed look-up.
    let reason = reason.split(" (os error").next().unwrap_or(reason);
    let reason = reason
        .strip_prefix("failed to lookup address information: ")
        .unwrap_or(reason);
    match server {
        Server::Socket(path) => (
            format!("Can't connect to local MySQL server through socket '{path}' ({reason})"),
            Some("2002".to_owned()),
        ),
        Server::Tcp { host, .. } => (
            format!("Can't connect to MySQL server on '{host}' ({reason})"),
            Some("2003".to_owned()),
        ),
    }
}

fn advice(code: &str, options: &Options) -> Option<String> {
    Some(match code {
        "2002" | "2003" => "Check that the server runs there, and the address in the database URL.".to_owned(),
        "1045" | "1698" => "Check the user and the password in the database URL, and from where the server \
                            lets this user in (SELECT user, host FROM mysql.user)."
            .to_owned(),
        "1044" => "The user may not use this database: GRANT it, or correct the database URL.".to_owned(),
        "1049" => format!(
            "Create the database (CREATE DATABASE `{}`), or correct its name in the database URL.",
            options.database.as_deref().unwrap_or_default()
        ),
        "1040" => "The server has no connection left; close others or raise max_connections.".to_owned(),
        "2026" => match options.ssl_mode {
            SslMode::VerifyIdentity => "The certificate must come from the authority in ssl_ca and carry the host's \
                                        name; ssl_check_hostname=false leaves out the name."
                .to_owned(),
            SslMode::VerifyCa => "The certificate must come from the authority in ssl_ca.".to_owned(),
            _ => "Check the ssl options in the database URL.".to_owned(),
        },
        _ => return None,
    })
}
