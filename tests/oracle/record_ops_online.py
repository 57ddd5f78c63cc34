"""Records what the cases of fixtures/ops leave on real databases: fixtures/ops_online/<dialect>/<folder>.txt.

    python tests/oracle/record_ops_online.py [DIALECT...]

Each case runs on an empty database that has what it needs first (ops_online/prelude.py). A part of a file begins with
`=== case`; then come the statements that made the database ready (`< SQL`), the error where there was one (`! [code]
message` of the server, `! message` of Alembic or SQLAlchemy, `! *` where their words are Python's), and everything that is
in the database then, as the queries of tests/ops_online/dump print it. `? message` stands for a case whose table the
database does not take to begin with. On PostgreSQL, whose transactions undo DDL, an
error leaves nothing to tell.

A dialect whose server is not named by the environment keeps its files, and a line says so.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
import json
import logging
import os
from pathlib import Path
import sys
import time
import warnings

import record_ops as ops
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from ops_online import servers
from ops_online.prelude import before

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def run(server: servers.Server, path: Path, case: dict) -> list[str]:
    statements = before(path, case, server.name, server.dialect)
    lines = [f"< {statement}" for statement in statements]
    try:
        with server.case(case, statements) as connection:
            error = perform(connection, case)
            if error is not None:
                lines.append("! " + " ".join(error.replace(server.database, "DATABASE").split()))
                if server.name == "postgresql" and not servers.alone(case):
                    return lines
            state = server.dump(connection)
            # where Alembic goes through a set, SHOW CREATE TABLE tells of it
            return lines + (sorted(line.rstrip(",") for line in state) if case.get("unordered") else state)
    except servers.NotReady as error:
        return [f"? {error}"]


def perform(connection: sa.Connection, case: dict) -> str | None:
    """Runs the operations; the error, if there is one."""
    opts: dict = {}
    if "naming_convention" in case:
        opts["target_metadata"] = sa.MetaData(naming_convention=case["naming_convention"])
    opts |= {key: value for op in case["ops"] if op["op"] == "version_table" for key, value in op.items() if key != "op"}
    try:
        op = Operations(MigrationContext.configure(connection, opts=opts))
        for each in case["ops"]:
            ops.VOCABULARY.declare(case.get("from", {}))
            ops.run(op, each)
    except sa.exc.DBAPIError as error:
        return message(error)
    except Exception as error:  # noqa: BLE001 - whatever Alembic raises is the record
        return ops.message(error)
    return None


def message(error: sa.exc.DBAPIError) -> str:
    origin = error.orig
    if hasattr(origin, "diag"):
        return f"[{origin.sqlstate}] {origin.diag.message_primary}" if origin.sqlstate else "*"
    if hasattr(origin, "sqlite_errorname"):
        return f"[sqlite] {origin}"
    if isinstance(origin.args[0], int) and len(origin.args) > 1:
        return f"[{origin.args[0]}] {origin.args[1]}"
    return "*"


def record(dialect: str) -> str:
    warnings.simplefilter("ignore")
    logging.disable()
    began = time.monotonic()
    folders: dict[str, list[str]] = {}
    count = 0
    with servers.server(dialect) as server:
        for path in sorted((FIXTURES / "ops").rglob("*.case")):
            case = json.loads(path.read_text().partition("\n--- ")[0])
            if dialect not in case.get("dialects", ops.URLS):
                continue
            try:
                lines = run(server, path, case)
            except Exception as error:
                raise RuntimeError(f"{path} on {dialect}: {error!r}") from error
            folders.setdefault(path.parent.name, []).append("\n".join([f"=== {path.stem}", *lines, ""]))
            count += 1
    target = FIXTURES / "ops_online" / dialect
    target.mkdir(parents=True, exist_ok=True)
    for folder, parts in folders.items():
        (target / f"{folder}.txt").write_text("\n".join(parts))
    for stale in set(target.glob("*.txt")) - {target / f"{folder}.txt" for folder in folders}:
        stale.unlink()
    return f"recorded {count} cases on {dialect} in {time.monotonic() - began:.0f} s"


def main(arguments: list[str]) -> None:
    wanted = []
    for dialect in arguments or ["sqlite", *servers.VARIABLES]:
        variable = servers.VARIABLES.get(dialect)
        if variable is None or os.environ.get(variable):
            wanted.append(dialect)
        else:
            print(f"SKIPPED: {dialect} keeps its recorded results, for {variable} is not set")
    with ProcessPoolExecutor(len(wanted) or 1) as pool:
        for line in pool.map(record, wanted):
            print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
