//! create initial database
//!
//! Revision ID: d5b3f8f2e9a0
//! Revises:
//! Create Date: 2025-09-10 09:00:00.000000

use alembic::prelude::*;

// revision identifiers, used by Alembic.
pub const REVISION: &str = "d5b3f8f2e9a0";
pub const DOWN_REVISION: &[&str] = &[];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

/// VARCHAR, with the length that only MySQL insists on.
fn sized(op: &Operations, length: u32) -> StringType {
    if op.dialect().is_mysql_family() { string(length) } else { string(None) }
}

/// Upgrade schema.
pub fn upgrade(op: &mut Operations) -> Result<()> {
    op.create_table(
        table("sessions")
            .column(column("id", sized(op, 64)).nullable(false))
            .column(column("name", sized(op, 255)).nullable(true))
            .column(column("user_id", sized(op, 255)).nullable(false))
            .column(column("agent_id", sized(op, 255)).nullable(true))
            .column(column("created_at", date_time()).nullable(true))
            .column(column("updated_at", date_time()).nullable(true))
            .primary_key(["id"]),
    )?;
    op.create_table(
        table("chat_messages")
            .column(column("id", sized(op, 64)).nullable(false))
            .column(column("session_id", sized(op, 64)).nullable(false))
            .column(column("message", text_type()).nullable(false))
            .column(column("sender_type", sized(op, 50)).nullable(true))
            .column(column("sender_name", sized(op, 255)).nullable(true))
            .column(column("created_at", date_time()).nullable(true))
            .constraint(
                foreign_key(["session_id"], "sessions", ["id"])
                    .name("fk_chat_messages_session_id")
                    .ondelete("CASCADE"),
            )
            .primary_key(["id"]),
    )
}

/// Downgrade schema.
pub fn downgrade(op: &mut Operations) -> Result<()> {
    op.drop_table("chat_messages")?;
    op.drop_table("sessions")
}
