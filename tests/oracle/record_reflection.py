"""Records what SQLAlchemy's Inspector tells about the tables in fixtures/reflection/sqlite/.

Each case is a file NAME.sql that makes a database; its first lines name the table, and the schema if there is one. The
answers go into NAME.json. To add a case, add its NAME.sql and run this script.
"""

import json
import re
import sqlite3
import warnings
from pathlib import Path

from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import StaticPool
from sqlalchemy.types import NullType

CASES = Path(__file__).resolve().parents[2] / "fixtures" / "reflection" / "sqlite"
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


def main():
    for path in sorted(CASES.glob("*.sql")):
        answers = json.dumps(record(path), ensure_ascii=False, indent=1)
        path.with_suffix(".json").write_text(answers + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
