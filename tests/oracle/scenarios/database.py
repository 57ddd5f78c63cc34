"""Fresh databases for scenarios, and their state as text."""

from __future__ import annotations

from contextlib import closing
import itertools
import os
from pathlib import Path
import sqlite3
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pymysql
from pymysql.constants import CLIENT

from .model import Database

DUMPS = Path(__file__).resolve().parents[2] / "scenarios" / "dump"
SERVERS = {
    "postgresql": "ALEMBIC_TEST_POSTGRESQL_URL",
    "mysql": "ALEMBIC_TEST_MYSQL_URL",
    "mysql97": "ALEMBIC_TEST_MYSQL97_URL",
}
_numbers = itertools.count(1)


class FreshDatabase:
    """An empty database of one kind, gone when the `with` block ends. SQLite's is a file of the project."""

    def __init__(self, kind: Database, sqlite_file: Path) -> None:
        self.kind = kind
        self.file = sqlite_file
        self.name = f"alembic_oracle_{os.getpid()}_{next(_numbers)}"
        self.url = ""
        if kind in SERVERS:
            self.server = urlsplit(os.environ[SERVERS[kind]])
            scheme = "mysql+pymysql" if kind.startswith("mysql") else kind
            self.url = urlunsplit((scheme, self.server.netloc, f"/{self.name}", self.server.query, ""))

    def __enter__(self) -> FreshDatabase:
        if self.kind == "postgresql":
            self._administrate(
                f"CREATE DATABASE {self.name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
            )
        elif self.kind in ("mysql", "mysql97"):
            self._administrate(f"CREATE DATABASE {self.name} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")
        return self

    def __exit__(self, *_: object) -> None:
        if self.kind in SERVERS:
            self._administrate(f"DROP DATABASE {self.name}" + (" (FORCE)" if self.kind == "postgresql" else ""))

    def _administrate(self, statement: str) -> None:
        with closing(self._connect(self.server.path.lstrip("/"))) as connection:
            connection.cursor().execute(statement)

    def _connect(self, database: str):
        if self.kind == "sqlite":
            return sqlite3.connect(self.file, isolation_level=None)
        if self.kind == "postgresql":
            url = urlunsplit(("postgresql", self.server.netloc, f"/{database}", self.server.query, ""))
            return psycopg.connect(url, autocommit=True)
        return pymysql.connect(
            host=self.server.hostname,
            port=self.server.port or 3306,
            user=self.server.username,
            password=self.server.password or "",
            database=database,
            autocommit=True,
            charset="utf8mb4",
            client_flag=CLIENT.MULTI_STATEMENTS,
        )

    def execute_script(self, script: str) -> None:
        with closing(self._connect(self.name)) as connection:
            if self.kind == "sqlite":
                connection.executescript(script)
                return
            cursor = connection.cursor()
            cursor.execute(script)
            while cursor.nextset():
                pass

    def dump(self) -> str:
        """Everything that is in the database, as lines that do not depend on the order of anything."""
        if self.kind == "none" or (self.kind == "sqlite" and not self.file.exists()):
            return ""
        lines: list[str] = []
        with closing(self._connect(self.name)) as connection:
            cursor = connection.cursor()

            def first_column(query: str) -> list[str]:
                cursor.execute(query)
                return [row[0] for row in cursor.fetchall()]

            for part in (DUMPS / f"{self.kind.removesuffix('97')}.sql").read_text().split("\n-- @")[1:]:
                mode, query = part.split("\n", 1)
                query = query.strip().removesuffix(";")
                queries = first_column(query) if mode == "queries" else [query]
                lines += itertools.chain.from_iterable(map(first_column, queries))
        return "".join(f"{line}\n" for line in lines)
