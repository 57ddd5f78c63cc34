//! The revision graph, compared with Alembic's and beyond it.

mod beyond;
mod properties;
mod replay;
