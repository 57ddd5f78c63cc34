"""Scenarios: a project, a database and a list of commands, run through real Alembic and stored as golden files."""
