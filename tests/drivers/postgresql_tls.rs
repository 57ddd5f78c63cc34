//! `sslmode` and its files, against a private PostgreSQL cluster.
//!
//! Needs PostgreSQL's server programs, `openssl`, and a user that is not root (or root and a user
//! `postgres`); says `SKIPPED` without them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use alembic::config::url::make_url;
use alembic::drivers;
use alembic_core::Value;
use alembic_sql::{Connection, DatabaseError};

use crate::private::Private;
use crate::support::skip;
use crate::{execute, query, text, try_execute};

/// A cluster in a directory of its own, with certificates of its own.
struct Cluster {
    private: Private,
    bin: PathBuf,
}

/// Who may do what: each rule is the only one for its database.
const HBA: &str = "\
local all all trust
hostssl certificate_only all 127.0.0.1/32 cert
hostssl encrypted_only all 127.0.0.1/32 trust
hostnossl plain_only all 127.0.0.1/32 trust
host password_only all 127.0.0.1/32 scram-sha-256
host shop all 127.0.0.1/32 trust
";

const SETUP: &str = "CREATE ROLE alice LOGIN PASSWORD 's3cret'; CREATE DATABASE certificate_only; \
    CREATE DATABASE encrypted_only; CREATE DATABASE plain_only; CREATE DATABASE password_only; CREATE DATABASE shop";

impl Cluster {
    /// Starts a cluster, or says why it cannot.
    fn start() -> Result<Self, String> {
        let cluster = Self {
            bin: server_programs().ok_or("no initdb on this machine")?,
            private: Private::new("postgres")?,
        };
        cluster.certificates()?;
        let data = cluster.path("data");
        cluster.run(
            "initdb",
            &[
                "-D",
                &data,
                "-A",
                "trust",
                "-U",
                "root",
                "--no-sync",
                "--no-locale",
                "-E",
                "UTF8",
            ],
        )?;
        cluster.configure().map_err(|error| error.to_string())?;
        let log = cluster.path("log");
        cluster.run("pg_ctl", &["-D", &data, "-l", &log, "-w", "-s", "start"])?;
        let mut connection = cluster.admin();
        for statement in SETUP.split("; ") {
            execute(connection.as_mut(), statement);
        }
        Ok(cluster)
    }

    fn configure(&self) -> std::io::Result<()> {
        fs::write(self.path("data/pg_hba.conf"), HBA)?;
        let conf = self.path("data/postgresql.conf");
        let settings = format!(
            "port = {}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{}'\nfsync = off\nssl = on\n\
             ssl_cert_file = '{}'\nssl_key_file = '{}'\nssl_ca_file = '{}'\n",
            self.private.port,
            self.path(""),
            self.path("server.crt"),
            self.path("server.key"),
            self.path("ca.crt"),
        );
        fs::write(&conf, fs::read_to_string(&conf)? + &settings)
    }

    fn path(&self, name: &str) -> String {
        self.private.path(name)
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<(), String> {
        let mut command = self.private.command(self.bin.join(program));
        let status = command
            .args(arguments)
            .status()
            .map_err(|error| format!("{program}: {error}"))?;
        status.success().then_some(()).ok_or(format!("{program}: {status}"))
    }

    /// Besides the usual: a client certificate for `alice`, a server certificate with nothing but a common
    /// name, and a self-signed authority that serves itself.
    fn certificates(&self) -> Result<(), String> {
        let private = &self.private;
        private.issue_server_certificate()?;
        private.issue(
            "common_name",
            "/CN=localhost",
            &["basicConstraints=CA:FALSE"],
            Some("ca"),
        )?;
        private.issue("alice", "/CN=alice", &["extendedKeyUsage=clientAuth"], Some("ca"))?;
        private.issue(
            "own",
            "/CN=localhost",
            &["basicConstraints=critical,CA:TRUE", "subjectAltName=DNS:localhost"],
            None,
        )
    }

    /// A connection by the socket, where everybody may do everything.
    fn admin(&self) -> Box<dyn Connection> {
        let address = format!(
            "postgresql://root@/postgres?host={}&port={}",
            self.path(""),
            self.private.port
        );
        drivers::open(&make_url(&address).unwrap()).unwrap()
    }

    /// Lets the server show another certificate.
    fn serve(&self, name: &str) {
        let mut admin = self.admin();
        for (setting, ending) in [("ssl_cert_file", "crt"), ("ssl_key_file", "key")] {
            let file = self.path(&format!("{name}.{ending}"));
            execute(admin.as_mut(), &format!("ALTER SYSTEM SET {setting} = '{file}'"));
        }
        let before = query(admin.as_mut(), "SELECT pg_conf_load_time()::text, pg_reload_conf()");
        while query(admin.as_mut(), "SELECT pg_conf_load_time()::text")[0][0] == before[0][0] {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }

    /// Connects by TCP with these query options; `{}` is the directory of the certificates.
    fn open(
        &self,
        user_and_password: &str,
        database: &str,
        options: &str,
    ) -> Result<Box<dyn Connection>, DatabaseError> {
        let options = options.replace("{}", &self.path(""));
        let separator = if options.contains("host") {
            ""
        } else {
            "host=127.0.0.1&"
        };
        let address = format!(
            "postgresql://{user_and_password}@/{database}?port={}&{separator}{options}",
            self.private.port
        );
        drivers::open(&make_url(&address).unwrap())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.run("pg_ctl", &["-D", &self.path("data"), "-m", "immediate", "-s", "stop"]);
    }
}

/// The newest installed server, as Debian and others lay it out, or the one in the path.
fn server_programs() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .collect();
    versions.sort();
    let in_path = std::env::var_os("PATH").unwrap_or_default();
    versions
        .into_iter()
        .rev()
        .chain(std::env::split_paths(&in_path))
        .find(|directory| directory.join("initdb").exists())
}

/// `plain`, `encrypted`, or the error.
fn outcome(connection: Result<Box<dyn Connection>, DatabaseError>) -> String {
    match connection {
        Ok(mut connection) => {
            let ssl = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
            match query(connection.as_mut(), ssl)[0][0] {
                Value::Bool(true) => "encrypted".to_owned(),
                _ => "plain".to_owned(),
            }
        }
        Err(error) => error.to_string(),
    }
}

#[test]
fn sslmode_means_what_libpq_says() {
    let cluster = match Cluster::start() {
        Ok(cluster) => cluster,
        Err(why) => return skip(&format!("sslmode needs a private PostgreSQL cluster: {why}")),
    };
    modes(&cluster);
    passwords(&cluster);
    a_statement_is_interrupted_over_tls(&cluster);
    other_server_certificates(&cluster);
}

fn modes(cluster: &Cluster) {
    const UNTRUSTED: &str = "SSL error: certificate verify failed: invalid peer certificate: UnknownIssuer";
    const MISMATCH: &str = "server certificate for \"localhost\" does not match host name \"127.0.0.1\"";
    const LOCALHOST: &str = "host=localhost&hostaddr=127.0.0.1";
    for (database, options, expected) in [
        ("shop", "sslmode=disable", "plain"),
        ("shop", "sslmode=allow", "plain"),
        ("shop", "sslmode=prefer", "encrypted"),
        ("shop", "application_name=a", "encrypted"),
        ("shop", "sslmode=require", "encrypted"),
        ("shop", "sslmode=require&hostaddr=127.0.0.1", "encrypted"),
        ("shop", "sslmode=require&ssl_max_protocol_version=TLSv1.2", "encrypted"),
        // The rule for the database decides what "allow" and "prefer" end up with.
        ("encrypted_only", "sslmode=disable", "no pg_hba.conf entry"),
        ("encrypted_only", "sslmode=allow", "encrypted"),
        ("plain_only", "sslmode=prefer", "plain"),
        ("plain_only", "sslmode=require", "no pg_hba.conf entry"),
        // A root certificate is used as soon as it is there.
        ("shop", "sslmode=require&sslrootcert={}/missing.crt", "encrypted"),
        ("shop", "sslmode=require&sslrootcert={}/ca.crt", "encrypted"),
        ("shop", "sslmode=require&sslrootcert={}/stranger.crt", UNTRUSTED),
        ("shop", "sslmode=prefer&sslrootcert={}/stranger.crt", "plain"),
        (
            "shop",
            "sslmode=verify-ca&sslrootcert={}/missing.crt",
            "missing.crt\" does not exist\nEither provide",
        ),
        (
            "shop",
            "sslmode=verify-ca&sslrootcert={}/ca.key",
            "ca.key\": no certificate or crl found",
        ),
        ("shop", "sslmode=verify-ca&sslrootcert={}/ca.crt", "encrypted"),
        ("shop", "sslmode=verify-ca&sslrootcert={}/stranger.crt", UNTRUSTED),
        ("shop", "sslmode=verify-full&sslrootcert={}/ca.crt", MISMATCH),
        (
            "shop",
            &format!("sslmode=verify-full&sslrootcert={{}}/ca.crt&{LOCALHOST}"),
            "encrypted",
        ),
        ("shop", &format!("sslrootcert=system&{LOCALHOST}"), UNTRUSTED),
        (
            "shop",
            "sslmode=require&sslrootcert=system",
            "weak sslmode \"require\" may not be used",
        ),
        // Client certificates.
        (
            "certificate_only",
            "sslmode=require",
            "connection requires a valid client certificate",
        ),
        (
            "certificate_only",
            "sslmode=require&sslcert={}/alice.crt&sslkey={}/alice.key",
            "encrypted",
        ),
        (
            "certificate_only",
            "sslmode=require&sslcert={}/alice.crt&sslkey={}/alice.key&sslcertmode=disable",
            "connection requires a valid client certificate",
        ),
        (
            "shop",
            "sslmode=require&sslcert={}/alice.crt&sslkey={}/missing.key",
            "certificate present, but not private key file",
        ),
    ] {
        let outcome = outcome(cluster.open("alice", database, options));
        let matches = match expected {
            "plain" | "encrypted" => outcome == expected,
            _ => outcome.contains(expected),
        };
        assert!(matches, "{database} {options}: {outcome}");
    }

    fs::set_permissions(cluster.path("alice.key"), fs::Permissions::from_mode(0o644)).unwrap();
    let open = cluster.open(
        "alice",
        "shop",
        "sslmode=require&sslcert={}/alice.crt&sslkey={}/alice.key",
    );
    assert!(outcome(open).contains("has group or world access"));
}

fn passwords(cluster: &Cluster) {
    let passfile = cluster.path("passfile");
    fs::write(
        &passfile,
        format!("127.0.0.1:{}:*:alice:s3cret\n", cluster.private.port),
    )
    .unwrap();
    fs::set_permissions(&passfile, fs::Permissions::from_mode(0o600)).unwrap();
    for (user, options, expected) in [
        ("alice:s3cret", "sslmode=disable", "plain"),
        ("alice:s3cret", "channel_binding=require", "encrypted"),
        ("alice", "passfile={}/passfile", "encrypted"),
        ("alice", "passfile={}/missing", "fe_sendauth: no password supplied"),
        (
            "alice:wr0ng",
            "sslmode=prefer",
            "FATAL:  password authentication failed for user \"alice\" (code 28P01)\n\
             The user is \"alice\", the database \"password_only\".\n\
             Check the user and the password",
        ),
    ] {
        let outcome = outcome(cluster.open(user, "password_only", options));
        assert!(outcome.contains(expected), "{options}: {outcome}");
        assert!(!outcome.contains("s3cret") && !outcome.contains("wr0ng"), "{outcome}");
    }
}

fn a_statement_is_interrupted_over_tls(cluster: &Cluster) {
    let mut connection = cluster.open("alice", "encrypted_only", "sslmode=require").unwrap();
    let interrupt = connection.interrupter().unwrap();
    let error = std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(std::time::Duration::from_millis(200));
            interrupt();
        });
        try_execute(connection.as_mut(), "SELECT pg_sleep(30)").unwrap_err()
    });
    assert_eq!(error.message, "canceling statement due to user request");
}

fn other_server_certificates(cluster: &Cluster) {
    let full = "sslmode=verify-full&hostaddr=127.0.0.1";
    // Without alternative names libpq looks at the common name.
    cluster.serve("common_name");
    for (options, expected) in [
        ("sslrootcert={}/ca.crt&host=localhost", "encrypted"),
        (
            "sslrootcert={}/ca.crt&host=elsewhere",
            "does not match host name \"elsewhere\"",
        ),
        (
            "sslrootcert={}/stranger.crt&host=localhost",
            "certificate verify failed",
        ),
    ] {
        let outcome = outcome(cluster.open("alice", "shop", &format!("{full}&{options}")));
        assert!(outcome.contains(expected), "{options}: {outcome}");
    }
    // OpenSSL takes an authority that serves itself, if it is listed.
    cluster.serve("own");
    for (options, expected) in [
        ("sslrootcert={}/own.crt&host=localhost", "encrypted"),
        (
            "sslrootcert={}/own.crt&host=elsewhere",
            "does not match host name \"elsewhere\"",
        ),
        ("sslrootcert={}/ca.crt&host=localhost", "certificate verify failed"),
    ] {
        let outcome = outcome(cluster.open("alice", "shop", &format!("{full}&{options}")));
        assert!(outcome.contains(expected), "{options}: {outcome}");
    }
    let mut admin = cluster.admin();
    assert_eq!(query(admin.as_mut(), "SELECT current_user::text"), [[text("root")]]);
}
