//! Reads Alembic's Python revision files without Python.
