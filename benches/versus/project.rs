//! Generated projects: a linear history of small revisions, each with a table and an index.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

pub(crate) fn revision(number: usize) -> String {
    format!("{:012x}", (number as u64).wrapping_mul(2_654_435_761) % (1 << 48))
}

/// Writes a Python project that Python's Alembic and ours can both work in.
pub(crate) fn python(folder: &Path, revisions: usize, url: &str) -> io::Result<()> {
    let versions = folder.join("alembic/versions");
    fs::create_dir_all(&versions)?;
    fs::write(
        folder.join("alembic.ini"),
        format!("[alembic]\nscript_location = %(here)s/alembic\npath_separator = os\nsqlalchemy.url = {url}\n"),
    )?;
    fs::write(folder.join("alembic/env.py"), ENV_PY)?;
    let mut down: Option<String> = None;
    for number in 0..revisions {
        let id = revision(number);
        let file = versions.join(format!("{id}_change_{number}.py"));
        fs::write(file, python_file(number, &id, down.as_deref()))?;
        down = Some(id);
    }
    Ok(())
}

fn python_file(number: usize, id: &str, down: Option<&str>) -> String {
    let revises = down.unwrap_or_default();
    let down = down.map_or_else(|| "None".to_owned(), |down| format!("\"{down}\""));
    format!(
        r#""""change {number}

Revision ID: {id}
Revises: {revises}
Create Date: 2025-09-10 09:00:00.000000

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = "{id}"
down_revision: Union[str, Sequence[str], None] = {down}
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "t{number}",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(50), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_t{number}_name", "t{number}", ["name"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_index("ix_t{number}_name", table_name="t{number}")
    op.drop_table("t{number}")
"#
    )
}

/// Writes a project whose revisions are Rust files.
pub(crate) fn rust(folder: &Path, revisions: usize) -> io::Result<()> {
    let versions = folder.join("env/versions");
    fs::create_dir_all(&versions)?;
    fs::write(
        folder.join("alembic.ini"),
        "[alembic]\nscript_location = %(here)s/env\npath_separator = os\nsqlalchemy.url = sqlite:///x.db\n",
    )?;
    let mut down = String::new();
    for number in 0..revisions {
        let id = revision(number);
        let mut source = format!("//! change {number}\n//!\n//! Revision ID: {id}\n//! Revises: {down}\n");
        let downs = if down.is_empty() {
            String::new()
        } else {
            format!("\"{down}\"")
        };
        let written = write!(source, "{}", RUST_BODY.replace("@ID@", &id).replace("@DOWN@", &downs));
        written.map_err(io::Error::other)?;
        fs::write(
            versions.join(format!("{id}_change_{number}.rs")),
            source.replace("@TABLE@", &format!("t{number}")),
        )?;
        down = id;
    }
    Ok(())
}

const RUST_BODY: &str = r#"//! Create Date: 2025-09-10 09:00:00.000000

use alembic::prelude::*;

// revision identifiers, used by Alembic.
pub const REVISION: &str = "@ID@";
pub const DOWN_REVISION: &[&str] = &[@DOWN@];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

/// Upgrade schema.
pub fn upgrade(op: &mut Operations) -> Result<()> {
    op.create_table(
        table("@TABLE@")
            .column(column("id", integer()).nullable(false))
            .column(column("name", string(50)).nullable(true))
            .primary_key(["id"]),
    )?;
    op.create_index("ix_@TABLE@_name", "@TABLE@", ["name"])
}

/// Downgrade schema.
pub fn downgrade(op: &mut Operations) -> Result<()> {
    op.drop_index("ix_@TABLE@_name", "@TABLE@")?;
    op.drop_table("@TABLE@")
}
"#;

const ENV_PY: &str = r#"from os import environ

from alembic import context
from sqlalchemy import create_engine, pool

url = environ.get("ALEMBIC_URL") or context.config.get_main_option("sqlalchemy.url")
if context.is_offline_mode():
    context.configure(url=url, literal_binds=True, dialect_opts={"paramstyle": "named"})
    with context.begin_transaction():
        context.run_migrations()
else:
    with create_engine(url, poolclass=pool.NullPool).connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
"#;
