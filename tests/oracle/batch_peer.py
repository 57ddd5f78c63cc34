"""Makes batches on SQLite with real Alembic, for comparison with ours.

Reads one JSON object a line, `{"setup": [SQL…], "batch": {…}}`, the batch in the form of a case in fixtures/ops, and
answers with one: `{"ok": true}` or `{"ok": false, "error": "…"}`, and `"sql"`, the statements that make up the database
afterwards, rows included.
"""

import json
import sys
import warnings

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from record_ops import run


def answer(request):
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        for statement in request["setup"]:
            connection.exec_driver_sql(statement)
        connection.commit()
        result = {"ok": True}
        try:
            run(Operations(MigrationContext.configure(connection)), request["batch"])
            connection.commit()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
            connection.rollback()
            result = {"ok": False, "error": f"{type(error).__name__}: {error}"}
        raw = connection.connection.driver_connection
        return result | {"sql": list(raw.iterdump())}


def main():
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
