"""Records into fixtures/reverse what real Alembic's `reverse()` makes of the operations in fixtures/ops.

One file for each folder of fixtures/ops, a part for each of its cases: `=== name`, then sections as in fixtures/ops. A
section holds the SQL of the reversed operations, or `!! message` where there is no reverse. What is reversed twice is not
recorded: Alembic loses options on the way, and walks over a set of constraints. Run it with the oracle's Python.
"""

import io
import json
import pathlib
import shutil
import warnings

from alembic.migration import MigrationContext
from alembic.operations import Operations
import sqlalchemy as sa

import record_ops

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "fixtures"
#: operations without a reverse, and two whose reverse Alembic makes up: a table without columns, an index over "x"
SKIPPED = {"execute", "bulk_insert", "version_table", "batch_alter_table", "drop_table", "drop_index"}


class Reversing(Operations):
    """Invokes the reverse of what it is told."""

    def invoke(self, operation):
        return super().invoke(operation.reverse())


def section(case, dialect):
    buffer = io.StringIO()
    opts = {"as_sql": True, "output_buffer": buffer, "literal_binds": True}
    if "naming_convention" in case:
        opts["target_metadata"] = sa.MetaData(naming_convention=case["naming_convention"])
    context = MigrationContext.configure(
        url=record_ops.URLS[dialect], opts=opts, dialect_opts={"paramstyle": "named"}
    )
    op = Reversing(context)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            for each in case["ops"]:
                record_ops.run(op, each)
        except Exception as exception:  # noqa: BLE001 - whatever Alembic raises is the record
            return f"!! {record_ops.message(exception) or '*'}"
    return buffer.getvalue().strip()


def main():
    target = FIXTURES / "reverse"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    count = 0
    for folder in sorted(path for path in (FIXTURES / "ops").iterdir() if path.is_dir()):
        text = ""
        for path in sorted(folder.glob("*.case")):
            case = json.loads(path.read_text().partition("\n--- ")[0])
            if case.get("unordered") or any(each["op"] in SKIPPED for each in case["ops"]):
                continue
            sections = {}
            for dialect in case.get("dialects", record_ops.URLS):
                # what cannot be done needs no way back
                if not record_ops.section(case, dialect).startswith("!!"):
                    sections.setdefault(section(case, dialect), []).append(dialect)
            if not sections:
                continue
            text += f"=== {path.stem}\n"
            text += "".join(f"\n--- {' '.join(dialects)}\n{body}\n" for body, dialects in sections.items()) + "\n"
            count += 1
        if text:
            (target / f"{folder.name}.txt").write_text(text)
    print(f"recorded {count} reversals")


if __name__ == "__main__":
    main()
