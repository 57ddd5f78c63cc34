//! Configuration against golden files that real Alembic and SQLAlchemy recorded.

mod config {
    mod golden;
    mod program;
    mod urls;
}
