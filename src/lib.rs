//! alembic.
