"""The cases of fixtures/ops run on real databases by real Alembic."""
