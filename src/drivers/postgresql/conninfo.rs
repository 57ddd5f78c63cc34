//! libpq's connection parameters, from an address, the environment and libpq's defaults.

use alembic_sql::DatabaseError;

use crate::config::url::Url;
use crate::drivers::environment::Environment;

/// What becomes of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// It takes effect.
    Honoured,
    /// Nothing here depends on it.
    Ignored,
    /// It would change who is trusted or what is sent; leaving it out in silence would be wrong.
    Refused,
}

/// libpq's keywords with their environment variables.
const KEYWORDS: &[(&str, Option<&str>, Use)] = &[
    ("user", Some("PGUSER"), Use::Honoured),
    ("password", Some("PGPASSWORD"), Use::Honoured),
    ("passfile", Some("PGPASSFILE"), Use::Honoured),
    ("host", Some("PGHOST"), Use::Honoured),
    ("hostaddr", Some("PGHOSTADDR"), Use::Honoured),
    ("port", Some("PGPORT"), Use::Honoured),
    ("dbname", Some("PGDATABASE"), Use::Honoured),
    ("channel_binding", Some("PGCHANNELBINDING"), Use::Honoured),
    ("connect_timeout", Some("PGCONNECT_TIMEOUT"), Use::Honoured),
    ("options", Some("PGOPTIONS"), Use::Honoured),
    ("application_name", Some("PGAPPNAME"), Use::Honoured),
    ("fallback_application_name", None, Use::Honoured),
    ("keepalives", None, Use::Honoured),
    ("keepalives_idle", None, Use::Honoured),
    ("keepalives_interval", None, Use::Honoured),
    ("keepalives_count", None, Use::Honoured),
    ("tcp_user_timeout", None, Use::Honoured),
    ("sslmode", Some("PGSSLMODE"), Use::Honoured),
    ("sslnegotiation", Some("PGSSLNEGOTIATION"), Use::Honoured),
    ("sslcert", Some("PGSSLCERT"), Use::Honoured),
    ("sslkey", Some("PGSSLKEY"), Use::Honoured),
    ("sslcertmode", Some("PGSSLCERTMODE"), Use::Honoured),
    ("sslrootcert", Some("PGSSLROOTCERT"), Use::Honoured),
    (
        "ssl_min_protocol_version",
        Some("PGSSLMINPROTOCOLVERSION"),
        Use::Honoured,
    ),
    (
        "ssl_max_protocol_version",
        Some("PGSSLMAXPROTOCOLVERSION"),
        Use::Honoured,
    ),
    ("target_session_attrs", Some("PGTARGETSESSIONATTRS"), Use::Honoured),
    ("load_balance_hosts", Some("PGLOADBALANCEHOSTS"), Use::Honoured),
    // Text is Unicode on both sides, whatever the encoding on the way.
    ("client_encoding", Some("PGCLIENTENCODING"), Use::Ignored),
    ("sslcompression", Some("PGSSLCOMPRESSION"), Use::Ignored),
    ("sslsni", Some("PGSSLSNI"), Use::Ignored),
    ("gsslib", Some("PGGSSLIB"), Use::Ignored),
    ("gssdelegation", Some("PGGSSDELEGATION"), Use::Ignored),
    ("gssencmode", Some("PGGSSENCMODE"), Use::Ignored),
    ("krbsrvname", Some("PGKRBSRVNAME"), Use::Ignored),
    ("min_protocol_version", Some("PGMINPROTOCOLVERSION"), Use::Ignored),
    ("max_protocol_version", Some("PGMAXPROTOCOLVERSION"), Use::Ignored),
    ("service", Some("PGSERVICE"), Use::Refused),
    ("sslpassword", None, Use::Refused),
    ("sslcrl", Some("PGSSLCRL"), Use::Refused),
    ("sslcrldir", Some("PGSSLCRLDIR"), Use::Refused),
    ("requirepeer", Some("PGREQUIREPEER"), Use::Refused),
    ("require_auth", Some("PGREQUIREAUTH"), Use::Refused),
    ("replication", None, Use::Refused),
];

/// Session settings that libpq takes from the environment.
const SETTINGS: [(&str, &str); 3] = [("PGTZ", "timezone"), ("PGDATESTYLE", "datestyle"), ("PGGEQO", "geqo")];

/// Arguments that only steer a Python driver, and mean nothing to the server.
fn is_argument_of_python(driver: Option<&str>, key: &str) -> bool {
    match driver {
        Some("asyncpg") => matches!(
            key,
            "command_timeout"
                | "statement_cache_size"
                | "max_cached_statement_lifetime"
                | "max_cacheable_statement_size"
                | "prepared_statement_cache_size"
                | "prepared_statement_name_func"
                | "async_fallback"
        ),
        Some("pg8000") => key == "tcp_keepalive",
        Some("psycopg" | "psycopg_async") => matches!(key, "autocommit" | "prepare_threshold" | "async_fallback"),
        _ => false,
    }
}

/// What another Python driver calls one of libpq's keywords.
fn keyword_for<'k>(driver: Option<&str>, key: &'k str) -> &'k str {
    match (driver, key) {
        (Some("asyncpg"), "ssl") => "sslmode",
        (Some("asyncpg" | "pg8000"), "timeout") => "connect_timeout",
        (Some("asyncpg" | "pg8000"), "database") => "dbname",
        (Some("pg8000"), "unix_sock") => "host",
        _ => key,
    }
}

/// Connection parameters by libpq's keywords.
#[derive(Debug, Default)]
pub(super) struct ConnInfo {
    values: Vec<(&'static str, String)>,
    /// The `host` values of `?host=a:1&host=b:2`, still with their ports.
    integrated_hosts: Vec<String>,
}

impl ConnInfo {
    /// The variables that have a say.
    pub(super) fn variables() -> impl Iterator<Item = &'static str> {
        KEYWORDS
            .iter()
            .filter_map(|(_, variable, _)| *variable)
            .chain(SETTINGS.map(|(variable, _)| variable))
            .chain(["SSL_CERT_FILE"])
    }

    /// Reads an address as SQLAlchemy hands it to psycopg, and fills the gaps as libpq does.
    ///
    /// # Errors
    /// A keyword that libpq does not know, or that is refused here.
    pub(super) fn of(url: &Url, environment: &Environment) -> Result<Self, DatabaseError> {
        let mut this = Self::default();
        let parts = [
            ("user", url.username.clone()),
            ("password", url.password.clone()),
            ("host", url.host.clone()),
            ("port", url.port.map(|port| port.to_string())),
            ("dbname", url.database.clone()),
        ];
        for (keyword, value) in parts {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                this.set(keyword, value);
            }
        }
        for (key, values) in &url.query {
            this.take_option(url.driver_name(), key, values)?;
        }
        for &(keyword, variable, _) in KEYWORDS {
            if let Some(value) = variable.and_then(|variable| environment.get(variable))
                && this.get(keyword).is_none()
            {
                refuse_unsupported(keyword)?;
                this.set(keyword, value.to_owned());
            }
        }
        this.add_settings(environment);
        Ok(this)
    }

    /// The value of a keyword, if it has one.
    pub(super) fn get(&self, keyword: &str) -> Option<&str> {
        self.values
            .iter()
            .find(|(known, _)| *known == keyword)
            .map(|(_, value)| value.as_str())
    }

    /// A keyword's whole number.
    pub(super) fn integer(&self, keyword: &str) -> Result<Option<i64>, DatabaseError> {
        self.get(keyword)
            .map(|value| {
                value.trim().parse().map_err(|_| {
                    DatabaseError::new(format!(
                        "invalid integer value \"{value}\" for connection option \"{keyword}\""
                    ))
                })
            })
            .transpose()
    }

    /// The `host` values of `?host=a:1&host=b:2`; empty for an address in any other form.
    pub(super) fn integrated_hosts(&self) -> &[String] {
        &self.integrated_hosts
    }

    fn set(&mut self, keyword: &'static str, value: String) {
        self.values.retain(|(known, _)| *known != keyword);
        self.values.push((keyword, value));
    }

    fn take_option(&mut self, driver: Option<&str>, key: &str, values: &[String]) -> Result<(), DatabaseError> {
        if is_argument_of_python(driver, key) {
            return Ok(());
        }
        let name = keyword_for(driver, key);
        let Some(&(keyword, ..)) = KEYWORDS.iter().find(|(keyword, ..)| *keyword == name) else {
            return Err(DatabaseError::new(format!("invalid connection option \"{key}\"")));
        };
        refuse_unsupported(keyword)?;
        match (keyword, values) {
            ("host", values) if is_integrated(values) => self.integrated_hosts = values.to_vec(),
            ("port", values) => self.set(keyword, values.join(",")),
            (_, [value]) => self.set(keyword, value.clone()),
            _ => {
                return Err(DatabaseError::new(format!(
                    "connection option \"{key}\" is given {} times",
                    values.len()
                )));
            }
        }
        Ok(())
    }

    /// Adds the settings of the environment to `options`.
    fn add_settings(&mut self, environment: &Environment) {
        let mut options = self.get("options").unwrap_or_default().to_owned();
        for (variable, setting) in SETTINGS {
            if let Some(value) = environment.get(variable) {
                let value = value.replace('\\', "\\\\").replace(' ', "\\ ");
                if !options.is_empty() {
                    options.push(' ');
                }
                options.push_str(&format!("-c {setting}={value}"));
            }
        }
        if !options.is_empty() {
            self.set("options", options);
        }
    }
}

fn refuse_unsupported(keyword: &str) -> Result<(), DatabaseError> {
    match KEYWORDS.iter().find(|(known, ..)| *known == keyword) {
        Some((_, variable, Use::Refused)) => Err(DatabaseError::new(format!(
            "connection option \"{keyword}\"{} is not supported",
            variable.map_or_else(String::new, |variable| format!(" ({variable})"))
        ))),
        _ => Ok(()),
    }
}

/// Whether `host` has the form `host=h1:p1&host=h2:p2` or `host=h:p`, as SQLAlchemy tells it apart.
fn is_integrated(values: &[String]) -> bool {
    match values {
        [one] => one
            .split_once(':')
            .is_some_and(|(host, port)| is_internet_host(host) && port.bytes().all(|b| b.is_ascii_digit())),
        _ => true,
    }
}

fn is_internet_host(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::url::make_url;

    fn conninfo(address: &str, variables: &[(&str, &str)]) -> Result<ConnInfo, DatabaseError> {
        ConnInfo::of(&make_url(address).unwrap(), &Environment::for_test(variables))
    }

    #[track_caller]
    fn assert_value(address: &str, variables: &[(&str, &str)], keyword: &str, expected: Option<&str>) {
        let conninfo = conninfo(address, variables).unwrap();
        assert_eq!(conninfo.get(keyword), expected, "{address} {keyword}");
    }

    #[test]
    fn the_address_comes_before_the_environment() {
        let variables = [
            ("PGHOST", "env"),
            ("PGUSER", "bob"),
            ("PGPORT", "1"),
            ("PGPASSWORD", "x"),
        ];
        let address = "postgresql://me@h:2/db?application_name=a";
        for (keyword, expected) in [
            ("user", Some("me")),
            ("host", Some("h")),
            ("port", Some("2")),
            ("dbname", Some("db")),
            ("password", Some("x")),
            ("application_name", Some("a")),
            ("sslmode", None),
        ] {
            assert_value(address, &variables, keyword, expected);
        }
        assert_value("postgresql://", &variables, "host", Some("env"));
        assert_value(
            "postgresql://a@b/c?host=/sock&user=d&dbname=e",
            &[],
            "host",
            Some("/sock"),
        );
        assert_value("postgresql://a@b/c?host=/sock&user=d&dbname=e", &[], "user", Some("d"));
    }

    #[test]
    fn settings_of_the_environment_become_options() {
        let variables = [("PGTZ", "Asia/Tokyo"), ("PGDATESTYLE", "ISO, DMY")];
        assert_value(
            "postgresql:///x?options=-csearch_path%3Da",
            &variables,
            "options",
            Some("-csearch_path=a -c timezone=Asia/Tokyo -c datestyle=ISO,\\ DMY"),
        );
        assert_value(
            "postgresql:///x",
            &[("PGOPTIONS", "-c geqo=off")],
            "options",
            Some("-c geqo=off"),
        );
    }

    #[test]
    fn other_python_drivers_have_other_words() {
        assert_value(
            "postgresql+asyncpg://h/x?ssl=require&timeout=3",
            &[],
            "sslmode",
            Some("require"),
        );
        assert_value(
            "postgresql+asyncpg://h/x?ssl=require&timeout=3",
            &[],
            "connect_timeout",
            Some("3"),
        );
        assert_value(
            "postgresql+asyncpg://h/x?prepared_statement_cache_size=0",
            &[],
            "host",
            Some("h"),
        );
        assert_value("postgresql+pg8000://u@/x?unix_sock=/tmp", &[], "host", Some("/tmp"));
    }

    #[test]
    fn unknown_options_are_errors() {
        for (address, expected) in [
            ("postgresql://h/x?foo=bar", "invalid connection option \"foo\""),
            (
                "postgresql+psycopg2://h/x?ssl=require",
                "invalid connection option \"ssl\"",
            ),
            (
                "postgresql://h/x?options=a&options=b",
                "connection option \"options\" is given 2 times",
            ),
            (
                "postgresql://h/x?service=prod",
                "connection option \"service\" (PGSERVICE) is not supported",
            ),
            (
                "postgresql://h/x?sslpassword=secret",
                "connection option \"sslpassword\" is not supported",
            ),
        ] {
            assert_eq!(conninfo(address, &[]).unwrap_err().message, expected);
        }
        let error = conninfo("postgresql://h/x", &[("PGSERVICE", "prod")]).unwrap_err();
        assert_eq!(
            error.message,
            "connection option \"service\" (PGSERVICE) is not supported"
        );
        let error = conninfo("postgresql://h/x?connect_timeout=x", &[])
            .unwrap()
            .integer("connect_timeout")
            .unwrap_err();
        assert_eq!(
            error.message,
            "invalid integer value \"x\" for connection option \"connect_timeout\""
        );
    }
}
