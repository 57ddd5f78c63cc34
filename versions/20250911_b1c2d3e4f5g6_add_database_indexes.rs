//! add database indexes
//!
//! Revision ID: b1c2d3e4f5g6
//! Revises: d5b3f8f2e9a0
//! Create Date: 2025-09-11 09:00:00.000000

use alembic::prelude::*;

// revision identifiers, used by Alembic.
pub const REVISION: &str = "b1c2d3e4f5g6";
pub const DOWN_REVISION: &[&str] = &["d5b3f8f2e9a0"];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

/// Upgrade schema.
pub fn upgrade(op: &mut Operations) -> Result<()> {
    op.create_index("idx_sessions_user_id", "sessions", ["user_id"])?;
    op.create_index("idx_sessions_created_at", "sessions", ["created_at"])?;
    op.create_index("idx_sessions_updated_at", "sessions", ["updated_at"])?;
    op.create_index("idx_chat_messages_session_id", "chat_messages", ["session_id"])?;
    op.create_index("idx_chat_messages_created_at", "chat_messages", ["created_at"])?;
    op.create_index("idx_chat_messages_session_created", "chat_messages", ["session_id", "created_at"])
}

/// Downgrade schema.
pub fn downgrade(op: &mut Operations) -> Result<()> {
    op.drop_index("idx_chat_messages_session_created", "chat_messages")?;
    op.drop_index("idx_chat_messages_created_at", "chat_messages")?;
    // MySQL keeps an index under every foreign key: step aside, and let it make its own again
    let mysql = op.dialect().is_mysql_family();
    if mysql {
        op.invoke(drop_constraint("fk_chat_messages_session_id", "chat_messages").type_(ConstraintType::ForeignKey))?;
    }
    op.drop_index("idx_chat_messages_session_id", "chat_messages")?;
    if mysql {
        op.invoke(
            create_foreign_key("fk_chat_messages_session_id", "chat_messages", "sessions", ["session_id"], ["id"])
                .ondelete("CASCADE"),
        )?;
    }
    op.drop_index("idx_sessions_updated_at", "sessions")?;
    op.drop_index("idx_sessions_created_at", "sessions")?;
    op.drop_index("idx_sessions_user_id", "sessions")
}
