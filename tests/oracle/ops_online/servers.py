"""Databases that a case can be run on, one after another, and their state as text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
import itertools
import json
import os
from pathlib import Path
import tempfile

import sqlalchemy as sa

DUMPS = Path(__file__).resolve().parents[2] / "ops_online" / "dump"
VARIABLES = {
    "postgresql": "ALEMBIC_TEST_POSTGRESQL_URL",
    "mariadb": "ALEMBIC_TEST_MYSQL_URL",
    "mysql": "ALEMBIC_TEST_MYSQL97_URL",
}
#: only one run at a time: the cases name schemas, which are the whole server's on MySQL
LOCK = "alembic_ops_online"
EXTENSIONS = ("btree_gist", "citext", "hstore", "pg_trgm")


class Server:
    """A database of one dialect; every case begins with an empty one."""

    def __init__(self, dialect: str) -> None:
        self.name = dialect
        self.database = f"alembic_ops_{os.getpid()}"
        self.schemas: list[str] = []

    def __enter__(self) -> Server:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def case(self, spec: dict) -> Iterator[sa.Connection]:
        """A connection to an empty database."""
        raise NotImplementedError

    def first(self, connection: sa.Connection, query: str) -> list[str]:
        """The last column of every row."""
        cursor = connection.connection.cursor()
        cursor.execute(query)
        return [row[-1] for row in cursor.fetchall()]

    def execute(self, connection: sa.Connection, statement: str) -> None:
        connection.connection.cursor().execute(statement)
        if statement.startswith("CREATE SCHEMA "):
            self.schemas.append(statement.removeprefix("CREATE SCHEMA "))

    def dump(self, connection: sa.Connection) -> list[str]:
        family = "mysql" if self.name == "mariadb" else self.name
        lines: list[str] = []
        for part in (DUMPS / f"{family}.sql").read_text().split("\n-- @")[1:]:
            mode, query = part.split("\n", 1)
            query = query.strip().removesuffix(";")
            queries = self.first(connection, query) if mode == "queries" else [query]
            lines += itertools.chain.from_iterable(self.first(connection, each) for each in queries)
        return [line for text in lines for line in text.split("\n") if line.strip()]


class Sqlite(Server):
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        with self.case({}) as connection:
            self.dialect = connection.dialect

    def close(self) -> None:
        self.folder.cleanup()

    @contextmanager
    def case(self, spec: dict) -> Iterator[sa.Connection]:
        file = Path(self.folder.name) / "case.db"
        file.unlink(missing_ok=True)
        engine = sa.create_engine(f"sqlite:///{file}", poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA synchronous = OFF")
            yield connection


class Postgresql(Server):
    """Transactions that are rolled back; a case with a statement that cannot stand in one gets its schemas dropped."""

    def open(self) -> None:
        server = sa.make_url(os.environ[VARIABLES[self.name]]).set(drivername="postgresql+psycopg")
        self.server = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with self.server.connect() as connection:
            connection.exec_driver_sql(
                f"CREATE DATABASE {self.database} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
            )
            connection.exec_driver_sql(f"ALTER DATABASE {self.database} SET search_path = public, extensions")
        self.engine = sa.create_engine(server.set(database=self.database))
        self.connection = self.engine.connect()
        self.dialect = self.connection.dialect
        self.connection.exec_driver_sql("CREATE SCHEMA extensions")
        for extension in EXTENSIONS:
            self.connection.exec_driver_sql(f"CREATE EXTENSION {extension} SCHEMA extensions")
        self.connection.commit()

    def close(self) -> None:
        self.connection.close()
        self.engine.dispose()
        with self.server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {self.database} (FORCE)")

    @contextmanager
    def case(self, spec: dict) -> Iterator[sa.Connection]:
        self.schemas.clear()
        if alone(spec):
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                yield connection
                for schema in ("public", *self.schemas):
                    connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
                connection.exec_driver_sql("CREATE SCHEMA public")
            return
        with self.connection.begin() as transaction:
            yield self.connection
            transaction.rollback()


def alone(spec: dict) -> bool:
    """Whether a case has a statement that PostgreSQL runs outside of transactions only."""
    return '"postgresql_concurrently": true' in json.dumps(spec)


class Mysql(Server):
    """A database that is dropped, and a session of its own, for temporary tables outlive a database."""

    def open(self) -> None:
        url = sa.make_url(os.environ[VARIABLES[self.name]]).set(drivername=f"{self.name}+pymysql")
        self.server = sa.create_engine(url, isolation_level="AUTOCOMMIT").connect()
        self.dialect = self.server.dialect
        self.server.exec_driver_sql(f"SELECT GET_LOCK('{LOCK}', 600)")
        self.server.exec_driver_sql("SET FOREIGN_KEY_CHECKS = 0")
        url = url.set(database=self.database)
        self.engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)

    def close(self) -> None:
        self.server.close()

    @contextmanager
    def case(self, spec: dict) -> Iterator[sa.Connection]:
        self.schemas.clear()
        self.server.exec_driver_sql(f"CREATE DATABASE {self.database} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("SET SESSION group_concat_max_len = 1000000")
                yield connection
        finally:
            for database in (self.database, *self.schemas):
                self.server.exec_driver_sql(f"DROP DATABASE {database}")

    def dump(self, connection: sa.Connection) -> list[str]:
        names = ",".join(schema.strip("`") for schema in self.schemas)
        connection.connection.cursor().execute("SET @alembic_schemas = %s", (names,))
        return super().dump(connection)


def server(dialect: str) -> Server:
    kinds = {"sqlite": Sqlite, "postgresql": Postgresql, "mysql": Mysql, "mariadb": Mysql}
    return kinds[dialect](dialect)
