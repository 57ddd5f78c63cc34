//! `ssl_mode` and its files, against a private MariaDB or MySQL server.
//!
//! Needs the server program, `openssl`, and a user that is not root (or root and a user `mysql`); says
//! `SKIPPED` without them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};

use alembic::config::url::make_url;
use alembic::drivers;
use alembic_core::Value;
use alembic_sql::{Connection, DatabaseError};

use crate::private::Private;
use crate::support::skip;
use crate::{query, try_execute};

/// A server that lets everybody in, without a single system table.
struct Server {
    private: Private,
    process: Child,
}

impl Server {
    fn start(with_tls: bool) -> Result<Self, String> {
        let program = server_program().ok_or("no mariadbd on this machine")?;
        let private = Private::new("mysql")?;
        private.issue_server_certificate()?;
        let data = private.path("data");
        fs::create_dir(&data).map_err(|error| error.to_string())?;
        private.own(Path::new(&data));
        let mut command = private.command(program);
        command.args([
            "--no-defaults",
            "--skip-grant-tables",
            "--bind-address=127.0.0.1",
            "--skip-networking=0",
        ]);
        command.arg(format!("--port={}", private.port));
        for (option, file) in [
            ("datadir", "data"),
            ("socket", "socket"),
            ("log-error", "log"),
            ("pid-file", "pid"),
        ] {
            command.arg(format!("--{option}={}", private.path(file)));
        }
        if with_tls {
            for (option, file) in [
                ("ssl-cert", "server.crt"),
                ("ssl-key", "server.key"),
                ("ssl-ca", "ca.crt"),
            ] {
                command.arg(format!("--{option}={}", private.path(file)));
            }
        } else {
            command.arg("--skip-ssl");
        }
        let process = command.spawn().map_err(|error| error.to_string())?;
        let server = Self { private, process };
        let started = Instant::now();
        while let Err(error) = server.open("ssl_disabled=true") {
            if started.elapsed() > Duration::from_secs(20) {
                return Err(format!("the server does not start: {error}"));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    /// Connects by TCP with these query options; `{}` is the directory of the certificates.
    fn open(&self, options: &str) -> Result<Box<dyn Connection>, DatabaseError> {
        let options = options.replace("{}", &self.private.path(""));
        let host = if options.contains("host=localhost") {
            ""
        } else {
            "host=127.0.0.1&"
        };
        let address = format!("mysql://me:s3cret@/?port={}&{host}{options}", self.private.port);
        drivers::open(&make_url(&address).unwrap())
    }

    /// `plain`, `encrypted`, or the error.
    fn outcome(&self, options: &str) -> String {
        match self.open(options) {
            Ok(mut connection) => {
                let cipher = query(connection.as_mut(), "SHOW SESSION STATUS LIKE 'Ssl_cipher'");
                match cipher[0][1] {
                    Value::Text(ref cipher) if cipher.is_empty() => "plain".to_owned(),
                    _ => "encrypted".to_owned(),
                }
            }
            Err(error) => error.to_string(),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn server_program() -> Option<PathBuf> {
    let in_path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&in_path)
        .chain([PathBuf::from("/usr/sbin")])
        .map(|directory| directory.join("mariadbd"))
        .find(|program| program.exists())
}

#[test]
fn ssl_mode_means_what_mysql_says() {
    let (with_tls, without_tls) = match (Server::start(true), Server::start(false)) {
        (Ok(with_tls), Ok(without_tls)) => (with_tls, without_tls),
        (Err(why), _) | (_, Err(why)) => return skip(&format!("ssl_mode needs a private MariaDB server: {why}")),
    };
    const UNTRUSTED: &str = "SSL connection error: ";
    for (options, expected) in [
        // Nothing leaves this machine.
        ("", "plain"),
        ("ssl_disabled=true", "plain"),
        ("ssl_mode=PREFERRED", "encrypted"),
        ("ssl_mode=REQUIRED", "encrypted"),
        ("ssl_mode=VERIFY_CA&ssl_ca={}/ca.crt", "encrypted"),
        ("ssl_mode=VERIFY_CA&ssl_ca={}/stranger.crt", UNTRUSTED),
        ("ssl_ca={}/ca.crt&ssl_check_hostname=false", "encrypted"),
        ("ssl_ca={}/ca.crt&host=localhost", "encrypted"),
        ("ssl_ca={}/ca.crt", UNTRUSTED),
        ("ssl_ca={}/stranger.crt&host=localhost", UNTRUSTED),
        ("ssl_cert={}/server.crt&ssl_key={}/server.key", "encrypted"),
    ] {
        let outcome = with_tls.outcome(options);
        let matches = match expected {
            "plain" | "encrypted" => outcome == expected,
            _ => outcome.contains(expected) && outcome.contains("code 2026"),
        };
        assert!(matches, "{options}: {outcome}");
        assert!(!outcome.contains("s3cret"), "{outcome}");
    }
    assert_eq!(without_tls.outcome(""), "plain");
    assert_eq!(without_tls.outcome("ssl_mode=PREFERRED"), "plain");
    let required = without_tls.outcome("ssl_mode=REQUIRED");
    assert!(
        required.starts_with("SSL is required but the server doesn't support it (code 2026)\n"),
        "{required}"
    );
    a_statement_is_interrupted_over_tls(&with_tls);
}

fn a_statement_is_interrupted_over_tls(server: &Server) {
    let mut connection = server.open("ssl_mode=REQUIRED").unwrap();
    let interrupt = connection.interrupter().unwrap();
    let error = std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(200));
            interrupt();
        });
        let endless = "SELECT count(*) FROM information_schema.system_variables a, information_schema.system_variables b, \
                       information_schema.system_variables c";
        try_execute(connection.as_mut(), endless).unwrap_err()
    });
    assert_eq!(error.code.as_deref(), Some("1317"), "{error}");
}
