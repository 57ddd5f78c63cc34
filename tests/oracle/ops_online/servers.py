"""Databases that a case can be run on, one after another, and their state as text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
import datetime
import itertools
import json
import os
from pathlib import Path
import re
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
# The engines of the cases keep no compiled statements: those of an earlier case would stand in for others that
# SQLAlchemy takes for the same, such as the next value of a sequence in another schema.
EXTENSIONS = ("btree_gist", "citext", "hstore", "pg_trgm")


class NotReady(Exception):
    """A database does not take the tables that a case begins with."""


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
    def case(self, spec: dict, statements: list[str]) -> Iterator[sa.Connection]:
        """A connection to a database where these statements ran, and nothing else."""
        raise NotImplementedError

    def prepare(self, connection: sa.Connection, statements: list[str]) -> None:
        self.schemas = [each.removeprefix("CREATE SCHEMA ") for each in statements if each.startswith("CREATE SCHEMA ")]
        for statement in statements:
            try:
                connection.connection.cursor().execute(statement)
            except Exception as error:
                raise NotReady(" ".join(str(error).replace(self.database, "DATABASE").split())) from error

    def first(self, connection: sa.Connection, query: str) -> list[str]:
        """The last column of every row."""
        cursor = connection.connection.cursor()
        cursor.execute(query)
        return [row[-1] for row in cursor.fetchall()]

    def dump(self, connection: sa.Connection) -> list[str]:
        family = "mysql" if self.name == "mariadb" else self.name
        lines: list[str] = []
        for part in (DUMPS / f"{family}.sql").read_text().split("\n-- @")[1:]:
            mode, query = part.split("\n", 1)
            query = query.strip().removesuffix(";")
            queries = self.first(connection, query) if mode == "queries" else [query]
            lines += itertools.chain.from_iterable(self.first(connection, each) for each in queries)
        return [without_now(line) for text in lines for line in text.split("\n") if line.strip()]


def without_now(line: str) -> str:
    """The line with NOW for moments of these days."""
    today = datetime.datetime.now(datetime.timezone.utc).date()
    days = "|".join(str(today + datetime.timedelta(days)) for days in (-1, 0, 1))
    return re.sub(rf"\b({days})[ T]\d\d:\d\d:\d\d(\.\d+)?", "NOW", line)


class Sqlite(Server):
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        with self.case({}, []) as connection:
            self.dialect = connection.dialect

    def close(self) -> None:
        self.folder.cleanup()

    @contextmanager
    def case(self, spec: dict, statements: list[str]) -> Iterator[sa.Connection]:
        file = Path(self.folder.name) / "case.db"
        file.unlink(missing_ok=True)
        engine = sa.create_engine(f"sqlite:///{file}", query_cache_size=0, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA synchronous = OFF")
            self.prepare(connection, statements)
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
        self.engine = sa.create_engine(server.set(database=self.database), query_cache_size=0)
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
    def case(self, spec: dict, statements: list[str]) -> Iterator[sa.Connection]:
        if alone(spec):
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                self.prepare(connection, statements)
                yield connection
                for schema in ("public", *self.schemas):
                    connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
                connection.exec_driver_sql("CREATE SCHEMA public")
            return
        transaction = self.connection.begin()
        try:
            self.prepare(self.connection, statements)
            yield self.connection
        finally:
            transaction.rollback()


def alone(spec: dict) -> bool:
    """Whether a case has a statement that PostgreSQL runs outside of transactions only."""
    return '"postgresql_concurrently": true' in json.dumps(spec)


class Mysql(Server):
    """A session of its own for each case, for temporary tables outlive a database. Making a database takes its time:
    that of the case before does, if it began and ended with what is wanted."""

    def open(self) -> None:
        url = sa.make_url(os.environ[VARIABLES[self.name]]).set(drivername=f"{self.name}+pymysql")
        self.server = sa.create_engine(url, isolation_level="AUTOCOMMIT").connect()
        self.dialect = self.server.dialect
        self.server.exec_driver_sql(f"SELECT GET_LOCK('{LOCK}', 600)")
        self.server.exec_driver_sql("SET FOREIGN_KEY_CHECKS = 0")
        url = url.set(database=self.database)
        self.engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool, query_cache_size=0)
        self.ready: list[str] | None = None
        self.untouched: list[str] = []
        self.state: list[str] = []

    def close(self) -> None:
        self.reset()
        self.server.close()

    def reset(self) -> None:
        for database in (self.database, *self.schemas):
            self.server.exec_driver_sql(f"DROP DATABASE IF EXISTS {database}")
        self.schemas = []

    @contextmanager
    def case(self, spec: dict, statements: list[str]) -> Iterator[sa.Connection]:
        anew = self.ready != statements
        if anew:
            self.ready = None
            self.reset()
            self.server.exec_driver_sql(f"CREATE DATABASE {self.database} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")
        with self.engine.connect() as connection:
            connection.exec_driver_sql("SET SESSION group_concat_max_len = 1000000")
            if anew:
                self.prepare(connection, statements)
                self.untouched = self.dump(connection)
            yield connection
        made = self.created(spec)
        self.schemas += made
        self.ready = statements if self.state == self.untouched and not made else None

    def created(self, spec: dict) -> list[str]:
        """The schemas that the operations of a case make."""
        quote = self.dialect.identifier_preparer.quote
        definitions = [op["ddl"] for op in spec["ops"] if "ddl" in op]
        return [quote(ddl["create_schema"]) for ddl in definitions if "create_schema" in ddl]

    def dump(self, connection: sa.Connection) -> list[str]:
        names = ",".join(schema.strip("`") for schema in self.schemas)
        connection.connection.cursor().execute("SET @alembic_schemas = %s", (names,))
        self.state = super().dump(connection)
        return self.state


def server(dialect: str) -> Server:
    kinds = {"sqlite": Sqlite, "postgresql": Postgresql, "mysql": Mysql, "mariadb": Mysql}
    return kinds[dialect](dialect)
