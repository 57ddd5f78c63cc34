"""Databases that Python Alembic left at a revision with rows in them, moved up and down, and handed back to Python."""

from __future__ import annotations

from collections.abc import Iterator

from .gateway import DATABASES, EPOCH, INDEXES, INITIAL, commands, gateway
from .model import Database, Scenario, Step

#: id, name, user, agent, created, updated
SESSIONS = [
    ("plain", "First", "user-1", "agent-1", "2025-09-10 09:00:00", "2025-09-10 09:30:00"),
    ("fractions", "Brüche", "user-1", "agent-2", "2025-09-10 09:00:00.123456", "2025-09-10 09:00:00.9"),
    ("rounding", "½ ms", "user-2", None, "2025-12-31 23:59:59.998500", "2025-12-31 23:59:59.000499"),
    ("nulls", None, "user-2", None, None, None),
    ("half", "updated only", "", "", None, "2024-02-29 12:00:00.001"),
    ("before", "漢字 🦀", "user-3", "agent-3", "1969-12-31 23:59:59.250", "1969-07-20 20:17:40"),
    ("long-ago", "it's \"quoted\" 100% :name", "user-4", "agent-4", "1901-12-13 20:45:51", "1583-01-01 00:00:00"),
    ("epoch", "zero", "user-5", "agent-5", "1970-01-01 00:00:00", "1970-01-01 00:00:00.001"),
    ("far", "after 2038", "user-6", "agent-6", "2038-01-19 03:14:08", "9999-12-31 23:59:59"),
]
#: id, session, message, sender type, sender name, created
MESSAGES = [
    ("m1", "plain", "hello", "user", "Ann", "2025-09-10 09:00:01.001"),
    ("m2", "plain", "two\nlines\tand a tab", "agent", None, "2025-09-10 09:00:02"),
    ("m3", "fractions", "", None, None, None),
    ("m4", "before", "Grüße, 世界", "user", "Zoë", "1965-03-18 08:34:51.000123"),
    ("m5", "far", "semi;colon -- no comment", "agent", "Bot's", "2100-02-28 23:59:59.5"),
]


def scenarios(_recorder: object) -> Iterator[Scenario]:
    for database in DATABASES:
        for revision in (INITIAL, INDEXES, EPOCH):
            yield taken_over(database, revision)


def taken_over(database: Database, revision: str) -> Scenario:
    prepare = [Step(["upgrade", INITIAL]), Step(sql=insert_rows(database))]
    if revision != INITIAL:
        prepare.append(Step(["upgrade", revision]))
    if revision == EPOCH:
        prepare.append(Step(sql=EPOCH_ROWS))
    steps = [
        *commands(
            """
            current
            upgrade head
            downgrade d5b3f8f2e9a0
            upgrade +1
            downgrade -1
            upgrade head
            downgrade -1
            """
        ),
        *commands(
            """
            current
            current --check-heads
            upgrade head
            downgrade d5b3f8f2e9a0
            downgrade base
            """,
            python=True,
        ),
    ]
    about = f"Python Alembic left the database at {revision}, and takes it back at the end"
    return gateway("taken_over", f"{database}-{revision}", about, steps, database=database, prepare=prepare)


def insert_rows(database: Database) -> str:
    return _insert(database, "sessions", "id, name, user_id, agent_id, created_at, updated_at", SESSIONS) + _insert(
        database, "chat_messages", "id, session_id, message, sender_type, sender_name, created_at", MESSAGES
    )


def _insert(database: Database, table: str, columns: str, rows: list[tuple[str | None, ...]]) -> str:
    lines = ",\n  ".join("(" + ", ".join(map(_literal, row)) + ")" for row in rows)
    return f"INSERT INTO {table} ({columns}) VALUES\n  {lines};\n"


def _literal(value: str | None) -> str:
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"


#: rows that only exist in epoch milliseconds
EPOCH_ROWS = """\
INSERT INTO sessions (id, name, user_id, agent_id, created_time, updated_time) VALUES
  ('new', 'Neu', 'user-7', NULL, 1757494800123, NULL),
  ('minus', NULL, 'user-7', NULL, -1, -62135596800),
  ('zero', NULL, 'user-8', NULL, 0, 999);
INSERT INTO chat_messages (id, session_id, message, sender_type, sender_name, created_time) VALUES
  ('m6', 'new', 'later', 'user', NULL, 4102444800000);
"""
