//! What a session starts with, and what is asked of its server.

use std::time::Duration;

use alembic_sql::DatabaseError;
use postgres::config::{ChannelBinding, LoadBalanceHosts, SslNegotiation};
use postgres::{Client, Config};

use super::conninfo::ConnInfo;

/// The parameters that are the same for every host.
pub(super) fn base_config(conninfo: &ConnInfo) -> Result<Config, DatabaseError> {
    let mut config = Config::new();
    config.load_balance_hosts(LoadBalanceHosts::Disable);
    // SQLAlchemy's log of the server's notices.
    config.notice_callback(|notice| {
        log::info!(target: "sqlalchemy.dialects.postgresql", "{}: {}", notice.severity(), notice.message());
    });
    if let Some(options) = conninfo.get("options") {
        config.options(options);
    }
    if let Some(name) = conninfo
        .get("application_name")
        .or_else(|| conninfo.get("fallback_application_name"))
    {
        config.application_name(name);
    }
    let positive = |keyword: &str| {
        let number = conninfo.integer(keyword)?.and_then(|number| u64::try_from(number).ok());
        Ok::<_, DatabaseError>(number.filter(|number| *number > 0))
    };
    if let Some(seconds) = positive("connect_timeout")? {
        config.connect_timeout(Duration::from_secs(seconds));
    }
    if let Some(milliseconds) = positive("tcp_user_timeout")? {
        config.tcp_user_timeout(Duration::from_millis(milliseconds));
    }
    if let Some(keepalives) = conninfo.integer("keepalives")? {
        config.keepalives(keepalives != 0);
    }
    if let Some(seconds) = positive("keepalives_idle")? {
        config.keepalives_idle(Duration::from_secs(seconds));
    }
    if let Some(seconds) = positive("keepalives_interval")? {
        config.keepalives_interval(Duration::from_secs(seconds));
    }
    if let Some(count) = positive("keepalives_count")? {
        config.keepalives_retries(u32::try_from(count).unwrap_or(u32::MAX));
    }
    match conninfo.get("channel_binding") {
        None | Some("prefer") => {}
        Some("disable") => drop(config.channel_binding(ChannelBinding::Disable)),
        Some("require") => drop(config.channel_binding(ChannelBinding::Require)),
        Some(other) => return Err(invalid("channel_binding", other)),
    }
    match conninfo.get("sslnegotiation") {
        None | Some("postgres") => {}
        Some("direct") => drop(config.ssl_negotiation(SslNegotiation::Direct)),
        Some(other) => return Err(invalid("sslnegotiation", other)),
    }
    Ok(config)
}

/// A value that a parameter cannot have, in libpq's words.
pub(super) fn invalid(keyword: &str, value: &str) -> DatabaseError {
    DatabaseError::new(format!("invalid {keyword} value: \"{value}\""))
}

/// libpq's `target_session_attrs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SessionAttributes {
    Any,
    ReadWrite,
    ReadOnly,
    Primary,
    Standby,
    PreferStandby,
}

impl SessionAttributes {
    /// Reads the parameter.
    pub(super) fn of(conninfo: &ConnInfo) -> Result<Self, DatabaseError> {
        Ok(match conninfo.get("target_session_attrs") {
            None | Some("any") => Self::Any,
            Some("read-write") => Self::ReadWrite,
            Some("read-only") => Self::ReadOnly,
            Some("primary") => Self::Primary,
            Some("standby") => Self::Standby,
            Some("prefer-standby") => Self::PreferStandby,
            Some(other) => return Err(invalid("target_session_attrs", other)),
        })
    }

    /// What to ask of the hosts, in one pass over them after the other.
    pub(super) fn passes(self) -> Vec<Self> {
        match self {
            Self::PreferStandby => vec![Self::Standby, Self::Any],
            other => vec![other],
        }
    }

    /// Asks the server; the error is libpq's words.
    pub(super) fn check(self, client: &mut Client) -> Result<(), String> {
        if self == Self::Any {
            return Ok(());
        }
        let row = client
            .query_typed_one(
                "SELECT pg_catalog.current_setting('transaction_read_only') = 'on', pg_catalog.pg_is_in_recovery()",
                &[],
            )
            .and_then(|row| Ok((row.try_get::<_, bool>(0)?, row.try_get::<_, bool>(1)?)));
        let (read_only, standby) = row.map_err(|error| error.to_string())?;
        let wrong = match self {
            Self::ReadWrite if read_only => "session is read-only",
            Self::ReadOnly if !read_only => "session is not read-only",
            Self::Primary if standby => "server is in hot standby mode",
            Self::Standby if !standby => "server is not in hot standby mode",
            _ => return Ok(()),
        };
        Err(wrong.to_owned())
    }
}
