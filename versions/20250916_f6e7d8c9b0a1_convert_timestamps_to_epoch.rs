//! convert timestamps to epoch milliseconds
//!
//! Revision ID: f6e7d8c9b0a1
//! Revises: b1c2d3e4f5g6
//! Create Date: 2025-09-16 16:30:00.000000

use alembic::prelude::*;

// revision identifiers, used by Alembic.
pub const REVISION: &str = "f6e7d8c9b0a1";
pub const DOWN_REVISION: &[&str] = &["b1c2d3e4f5g6"];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

/// Table, datetime column, epoch column.
const COLUMNS: [(&str, &str, &str); 3] = [
    ("sessions", "created_at", "created_time"),
    ("sessions", "updated_at", "updated_time"),
    ("chat_messages", "created_at", "created_time"),
];

/// The SQL expression for the epoch milliseconds of a datetime column.
fn to_epoch(dialect: DialectName, column: &str) -> String {
    match dialect {
        DialectName::Sqlite => format!("CAST(ROUND((julianday({column}) - 2440587.5) * 86400000.0) AS INTEGER)"),
        DialectName::Postgresql => format!("CAST(EXTRACT(EPOCH FROM {column}) * 1000 AS BIGINT)"),
        DialectName::Mysql | DialectName::Mariadb => {
            format!("TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', {column}) DIV 1000")
        }
    }
}

/// The SQL expression for the datetime of a column of epoch milliseconds.
fn from_epoch(dialect: DialectName, column: &str) -> String {
    match dialect {
        DialectName::Sqlite => format!("strftime('%Y-%m-%d %H:%M:%f', {column} / 1000.0, 'unixepoch')"),
        DialectName::Postgresql => format!("to_timestamp({column} / 1000.0) AT TIME ZONE 'UTC'"),
        DialectName::Mysql | DialectName::Mariadb => {
            format!("DATE_ADD('1970-01-01 00:00:00', INTERVAL {column} * 1000 MICROSECOND)")
        }
    }
}

/// Upgrade schema.
pub fn upgrade(op: &mut Operations) -> Result<()> {
    op.drop_index("idx_chat_messages_session_created", "chat_messages")?;
    op.drop_index("idx_chat_messages_created_at", "chat_messages")?;
    op.drop_index("idx_sessions_updated_at", "sessions")?;
    op.drop_index("idx_sessions_created_at", "sessions")?;
    for (table, old, new) in COLUMNS {
        op.add_column(table, column(new, big_integer()).nullable(true))?;
        op.execute(format!("UPDATE {table} SET {new} = {}", to_epoch(op.dialect(), old)))?;
        op.drop_column(table, old)?;
    }
    op.create_index("idx_sessions_created_time", "sessions", ["created_time"])?;
    op.create_index("idx_sessions_updated_time", "sessions", ["updated_time"])?;
    op.create_index("idx_chat_messages_created_time", "chat_messages", ["created_time"])?;
    op.create_index("idx_chat_messages_session_created", "chat_messages", ["session_id", "created_time"])
}

/// Downgrade schema.
pub fn downgrade(op: &mut Operations) -> Result<()> {
    op.drop_index("idx_chat_messages_session_created", "chat_messages")?;
    op.drop_index("idx_chat_messages_created_time", "chat_messages")?;
    op.drop_index("idx_sessions_updated_time", "sessions")?;
    op.drop_index("idx_sessions_created_time", "sessions")?;
    for (table, old, new) in COLUMNS {
        op.add_column(table, column(old, date_time()).nullable(true))?;
        op.execute(format!("UPDATE {table} SET {old} = {}", from_epoch(op.dialect(), new)))?;
        op.drop_column(table, new)?;
    }
    op.create_index("idx_sessions_created_at", "sessions", ["created_at"])?;
    op.create_index("idx_sessions_updated_at", "sessions", ["updated_at"])?;
    op.create_index("idx_chat_messages_created_at", "chat_messages", ["created_at"])?;
    op.create_index("idx_chat_messages_session_created", "chat_messages", ["session_id", "created_at"])
}
