"""Records what SQLAlchemy's Inspector tells about the tables in fixtures/reflection/sqlite/, and a migrated database.

Each case is a file NAME.sql that makes a database; its first lines name the table, and the schema if there is one. The
answers go into NAME.json. To add a case, add its NAME.sql and run this script. What the migrations of the project
fixtures/projects/gateway leave in SQLite goes into fixtures/reflection/schemas/gateway.sql.
"""

import json
import os
import re
import sqlite3
import tempfile
import warnings
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import StaticPool
from sqlalchemy.types import NullType

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
CASES = FIXTURES / "reflection" / "sqlite"
QUESTIONS = {
    "columns": "get_columns",
    "pk_constraint": "get_pk_constraint",
    "foreign_keys": "get_foreign_keys",
    "unique_constraints": "get_unique_constraints",
    "check_constraints": "get_check_constraints",
    "indexes": "get_indexes",
    "table_options": "get_table_options",
}


def heading(text):
    return dict(re.findall(r"^-- (table|schema): (.*)$", text, re.MULTILINE))


def plain(value, dialect):
    """Types and expressions by their SQL."""
    if isinstance(value, dict):
        return {key: plain(entry, dialect) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry, dialect) for entry in value]
    if isinstance(value, NullType):
        return None
    if hasattr(value, "compile"):
        return str(value.compile(dialect=dialect))
    return value


def ask(inspector, question, table, schema):
    try:
        return plain(getattr(inspector, question)(table, schema=schema), inspector.dialect)
    except Exception as exception:
        return {"error": type(exception).__name__}


def record(path):
    text = path.read_text(encoding="utf-8")
    head = heading(text)
    connection = sqlite3.connect(":memory:")
    connection.executescript(text)
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    inspector = inspect(engine)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answers = {
            name: ask(inspector, question, head["table"], head.get("schema")) for name, question in QUESTIONS.items()
        }
    engine.dispose()
    return answers


def migrated(project):
    """The statements of the database that a project's migrations leave."""
    with tempfile.TemporaryDirectory() as directory:
        os.environ["ALEMBIC_URL"] = f"sqlite:///{directory}/migrated.db"
        command.upgrade(Config(FIXTURES / "projects" / project / "alembic.ini"), "head")
        connection = sqlite3.connect(f"{directory}/migrated.db")
        rows = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
        connection.close()
    return "".join(f"{sql};\n" for (sql,) in rows)


def main():
    schemas = FIXTURES / "reflection" / "schemas"
    (schemas / "gateway.sql").write_text(migrated("gateway"), encoding="utf-8")
    for path in sorted(CASES.glob("*.sql")):
        answers = json.dumps(record(path), ensure_ascii=False, indent=1)
        path.with_suffix(".json").write_text(answers + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
