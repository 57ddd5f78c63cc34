"""Records what real Alembic emits for the cases in fixtures/ops.

A case file is a JSON object (the operations), then one section a dialect: `--- sqlite` and the SQL of offline
mode, `?? warning` lines, and `!! message` where Alembic refuses. This script rewrites the sections and leaves the
object alone. Run it with the oracle's Python; without arguments it records every case.

    python tests/oracle/record_ops.py [case file...]
"""

import datetime
import decimal
import io
import json
import pathlib
import re
import sys
import uuid
import warnings

import expressions
import sqlalchemy as sa
from definitions import definition
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.dialects import mysql, postgresql, sqlite

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "ops"

URLS = {
    "sqlite": "sqlite://",
    "postgresql": "postgresql+psycopg://",
    "mysql": "mysql+pymysql://",
    "mariadb": "mariadb+pymysql://",
}

#: keyword arguments whose objects are no expressions
PLAIN = {"ops", "postgresql_ops", "postgresql_with", "mysql_length", "mariadb_length"}

MODULES = {"pg": postgresql, "mysql": mysql, "sqlite": sqlite}


def type_(spec):
    """`"Integer"`, `["String", 50, {"collation": "x"}]`, `["ARRAY", "Integer"]`, `["pg.JSONB"]`, variants."""
    if isinstance(spec, str):
        spec = [spec]
    name, *args = spec
    if name == "Variant":
        base, mapping = args
        result = type_(base)
        for dialect, variant in mapping.items():
            result = result.with_variant(type_(variant), dialect)
        return result
    if name == "SQL":
        return UserDefined(args[0])
    if name == "NullType":
        return sa.types.NULLTYPE
    keywords = args.pop() if args and isinstance(args[-1], dict) else {}
    module, _, plain = name.rpartition(".")
    cls = getattr(MODULES[module] if module else sa, plain)
    if plain == "ARRAY":
        args = [type_(args[0])]
    if plain == "DOMAIN":
        args = [args[0], type_(args[1])]
        keywords = {key: expr(value) if isinstance(value, dict) else value for key, value in keywords.items()}
    return cls(*args, **keywords)


class UserDefined(sa.types.UserDefinedType):
    cache_ok = True

    def __init__(self, sql):
        self.sql = sql

    def get_col_spec(self, **kw):
        return self.sql


def expr(spec):
    """An expression; a plain string stays one."""
    if not isinstance(spec, dict):
        return spec
    if VOCABULARY.is_ours(spec):
        return VOCABULARY.expr(spec)
    spec = dict(spec)
    kind = next(iter(spec))
    value = spec.pop(kind)
    match kind:
        case "text":
            text = sa.text(value)
            binds = spec.pop("binds", {})
            result = text.bindparams(**binds) if binds else text
        case "func":
            result = getattr(sa.func, value)(*[expr(arg) for arg in spec.pop("args", [])])
        case "column":
            result = sa.column(value)
        case "literal_column":
            result = sa.literal_column(value)
        case "literal":
            given = spec.pop("type", None)
            if given is not None:
                given = type_(given)
                value = expressions.python_value(value, given)
            result = sa.literal(value) if given is None else sa.literal(value, given)
        case "null" | "true" | "false":
            result = getattr(sa, kind)()
        case "cast":
            result = sa.cast(expr(value), type_(spec.pop("to")))
        case "asc" | "desc" | "nulls_first" | "nulls_last":
            result = getattr(expr(value), kind)()
        case "computed":
            result = sa.Computed(expr(value), **{key: spec.pop(key) for key in list(spec)})
        case "identity":
            result = sa.Identity(**value)
        case "sequence":
            result = sa.Sequence(value, **{key: spec.pop(key) for key in list(spec)})
        case "fetched":
            result = sa.FetchedValue()
        case "name":
            result = sa.sql.quoted_name(value, spec.pop("quote"))
        case "f":
            result = Operations.f(None, value)
        case _:
            raise ValueError(f"unknown expression {kind}")
    assert not spec, f"left over: {spec}"
    return result


VOCABULARY = expressions.Expressions(type_, expr)


def options(spec):
    """The remaining keys as keyword arguments, expressions in them made."""
    return {key: value if key in PLAIN else expr(value) for key, value in spec.items()}


def column(spec):
    spec = dict(spec)
    name = expr(spec.pop("column"))
    items = []
    for reference in spec.pop("references", []):
        reference = dict(reference)
        items.append(sa.ForeignKey(reference.pop("to"), **options(reference)))
    for check in spec.pop("checks", []):
        check = dict(check)
        items.append(sa.CheckConstraint(expr(check.pop("check")), **options(check)))
    for key in ("computed", "identity", "sequence"):
        if key in spec:
            items.append(expr({key: spec.pop(key)} | ({"persisted": spec.pop("persisted")} if "persisted" in spec else {})))
    column_type = type_(spec.pop("type")) if "type" in spec else None
    kw = options(spec)
    return sa.Column(name, *([column_type] if column_type is not None else []), *items, **kw)


def item(spec):
    spec = dict(spec)
    if "column" in spec:
        return column(spec)
    for key, cls in (("primary_key", sa.PrimaryKeyConstraint), ("unique", sa.UniqueConstraint)):
        if key in spec and "index" not in spec:
            columns = spec.pop(key)
            return cls(*columns, **options(spec))
    if "foreign_key" in spec:
        columns, to = spec.pop("foreign_key"), spec.pop("to")
        return sa.ForeignKeyConstraint(columns, to, **options(spec))
    if "check" in spec:
        return sa.CheckConstraint(expr(spec.pop("check")), **options(spec))
    if "exclude" in spec:
        elements = [(expr(element), operator) for element, operator in spec.pop("exclude")]
        return postgresql.ExcludeConstraint(*elements, **options(spec))
    if "index" in spec:
        name, columns = expr(spec.pop("index")), [expr(element) for element in spec.pop("columns")]
        return sa.Index(name, *columns, **options(spec))
    raise ValueError(f"unknown item {spec}")


def value_of(op, value, column):
    """A value of a row: JSON has no dates and no bytes, so text becomes what the column's type wants."""
    if isinstance(value, dict):
        return op.inline_literal(value["inline"], *([type_(value["type"])] if "type" in value else []))
    if not isinstance(value, str) or column is None:
        return value
    match type(column.type).__name__:
        case "DateTime":
            return datetime.datetime.fromisoformat(value)
        case "Date":
            return datetime.date.fromisoformat(value)
        case "Time":
            return datetime.time.fromisoformat(value)
        case "Uuid":
            return uuid.UUID(value)
        case "Numeric":
            return decimal.Decimal(value)
        case "LargeBinary":
            return value.encode()
    return value


def copied(spec, convention):
    """The table of `copy_from`. A set has no order: the constraints get that of their making, so that all runs agree."""
    spec = dict(spec)
    name, items = expr(spec.pop("table")), [item(each) for each in spec.pop("items")]
    metadata = sa.MetaData(naming_convention=convention) if convention else sa.MetaData()
    table = sa.Table(name, metadata, *items, **options(spec))
    table.constraints = sa.util.OrderedSet(sorted(table.constraints, key=lambda each: each._creation_order))
    names = [each.name for each in items if isinstance(each, sa.Index)]
    place = lambda each: names.index(each.name) if each.name in names else len(names)  # noqa: E731
    table.indexes = sa.util.OrderedSet(sorted(table.indexes, key=place))
    return table


def batch_alter_table(op, spec):
    table, changes = expr(spec.pop("table")), spec.pop("batch")
    if "copy_from" in spec:
        spec["copy_from"] = copied(spec["copy_from"], spec.pop("copy_convention", None))
    if "table_args" in spec:
        spec["table_args"] = [item(each) for each in spec["table_args"]]
    if "partial_reordering" in spec:
        spec["partial_reordering"] = [tuple(each) for each in spec["partial_reordering"]]
    with op.batch_alter_table(table, **spec) as batch_op:
        for change in changes:
            run_in_batch(batch_op, dict(change))


def run_in_batch(batch_op, spec):
    kind = spec.pop("op")
    match kind:
        case "add_column":
            batch_op.add_column(column(spec.pop("add")), **options(spec))
        case "drop_column":
            if "existing_type" in spec:
                spec["existing_type"] = type_(spec["existing_type"])
            batch_op.drop_column(spec.pop("column"), **spec)
        case "alter_column":
            for key in ("type_", "existing_type"):
                if key in spec:
                    spec[key] = type_(spec[key])
            batch_op.alter_column(spec.pop("column"), **{key: expr(value) for key, value in spec.items()})
        case "create_index":
            args = expr(spec.pop("name")), [expr(element) for element in spec.pop("columns")]
            batch_op.create_index(*args, **options(spec))
        case "drop_index" | "drop_constraint":
            getattr(batch_op, kind)(expr(spec.pop("name")), **options(spec))
        case "create_primary_key" | "create_unique_constraint":
            getattr(batch_op, kind)(expr(spec.pop("name")), spec.pop("columns"), **options(spec))
        case "create_foreign_key":
            args = expr(spec.pop("name")), spec.pop("referent"), spec.pop("columns"), spec.pop("to")
            batch_op.create_foreign_key(*args, **options(spec))
        case "create_check_constraint":
            batch_op.create_check_constraint(expr(spec.pop("name")), expr(spec.pop("check")), **options(spec))
        case "create_exclude_constraint":
            elements = [(expr(element), operator) for element, operator in spec.pop("exclude")]
            batch_op.create_exclude_constraint(expr(spec.pop("name")), *elements, **options(spec))
        case "create_table_comment":
            batch_op.create_table_comment(spec.pop("comment"), **spec)
        case "drop_table_comment":
            batch_op.drop_table_comment(**spec)
        case _:
            raise ValueError(f"unknown operation {kind} in a batch")


def version_table(context):
    """Each statement that Alembic has for its version table."""
    version, impl = context._version, context.impl
    impl._exec(sa.schema.CreateTable(version))
    impl._exec(version.insert().values(version_num=sa.literal_column("'abc'")))
    column = version.c.version_num
    impl._exec(version.update().values(version_num=sa.literal_column("'def'")).where(column == sa.literal_column("'abc'")))
    impl._exec(version.delete().where(column == sa.literal_column("'def'")))
    impl._exec(sa.select(column))
    impl._exec(version.delete())
    impl._exec(sa.schema.DropTable(version))


def run(op, spec):
    spec = dict(spec)
    kind = spec.pop("op")
    match kind:
        case "create_table":
            name = expr(spec.pop("table"))
            items = [item(each) for each in spec.pop("items")]
            op.create_table(name, *items, **options(spec))
        case "drop_table" | "create_table_comment" | "drop_table_comment":
            args = [expr(spec.pop("table"))]
            if kind == "create_table_comment":
                args.append(spec.pop("comment"))
            getattr(op, kind)(*args, **options(spec))
        case "rename_table":
            op.rename_table(spec.pop("table"), spec.pop("to"), **options(spec))
        case "add_column":
            table, new = expr(spec.pop("table")), spec.pop("add")
            op.add_column(table, column(new), **options(spec))
        case "drop_column":
            op.drop_column(spec.pop("table"), spec.pop("column"), **options(spec))
        case "alter_column":
            args = spec.pop("table"), spec.pop("column")
            for key in ("type_", "existing_type"):
                if key in spec:
                    spec[key] = type_(spec[key])
            op.alter_column(*args, **options(spec))
        case "create_index":
            args = expr(spec.pop("name")), spec.pop("table"), [expr(element) for element in spec.pop("columns")]
            op.create_index(*args, **options(spec))
        case "drop_index":
            op.drop_index(expr(spec.pop("name")), **options(spec))
        case "create_primary_key" | "create_unique_constraint":
            args = expr(spec.pop("name")), spec.pop("table"), spec.pop("columns")
            getattr(op, kind)(*args, **options(spec))
        case "create_foreign_key":
            args = expr(spec.pop("name")), spec.pop("table"), spec.pop("referent"), spec.pop("columns"), spec.pop("to")
            op.create_foreign_key(*args, **options(spec))
        case "create_check_constraint":
            args = expr(spec.pop("name")), spec.pop("table"), expr(spec.pop("check"))
            op.create_check_constraint(*args, **options(spec))
        case "create_exclude_constraint":
            name, table = expr(spec.pop("name")), spec.pop("table")
            elements = [(expr(element), operator) for element, operator in spec.pop("exclude")]
            op.create_exclude_constraint(name, table, *elements, **options(spec))
        case "drop_constraint":
            op.drop_constraint(expr(spec.pop("name")), spec.pop("table"), **options(spec))
        case "batch_alter_table":
            batch_alter_table(op, spec)
        case "version_table":
            version_table(op.get_context())
            spec.clear()
        case "execute":
            op.execute(definition(spec.pop("ddl"), type_) if "ddl" in spec else expr(spec.pop("sql")))
        case "bulk_insert":
            columns = [sa.column(name, type_(of)) for name, of in spec.pop("columns").items()]
            table = sa.table(spec.pop("table"), *columns, **options(dict(spec.pop("table_kw", {}))))
            rows = [
                {key: value_of(op, value, table.c.get(key)) for key, value in row.items()} for row in spec.pop("rows")
            ]
            op.bulk_insert(table, rows, **options(spec))
        case _:
            raise ValueError(f"unknown operation {kind}")


def online_section(case, dialect):
    """The statements of `execute` as they are sent."""
    dialect_class = sa.make_url(URLS[dialect]).get_dialect()
    paramstyle = "numeric_dollar" if dialect == "postgresql" else "qmark"
    dialect = dialect_class(paramstyle=paramstyle, dbapi=dialect_class.import_dbapi())
    dialect.positional = True
    texts = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            for each in case["ops"]:
                VOCABULARY.declare(case.get("from", {}))
                texts.append(expressions.online(VOCABULARY.expr(each["sql"]), dialect))
        except Exception as exception:  # noqa: BLE001 - whatever Alembic raises is the record
            return f"!! {message(exception)}"
    return "\n\n".join(texts)


def section(case, dialect):
    buffer = io.StringIO()
    opts = {"as_sql": True, "output_buffer": buffer, "literal_binds": case.get("literal_binds", True)}
    if "naming_convention" in case:
        opts["target_metadata"] = sa.MetaData(naming_convention=case["naming_convention"])
    opts |= {key: value for op in case["ops"] if op["op"] == "version_table" for key, value in op.items() if key != "op"}
    context = MigrationContext.configure(url=URLS[dialect], opts=opts, dialect_opts={"paramstyle": "named"})
    op = Operations(context)
    error = None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            for each in case["ops"]:
                VOCABULARY.declare(case.get("from", {}))
                run(op, each)
        except Exception as exception:  # noqa: BLE001 - whatever Alembic raises is the record
            error = message(exception)
    lines = [f"?? {warning.message}" for warning in caught if not issubclass(warning.category, DeprecationWarning)]
    if error is not None:
        return f"!! {error}"
    text = buffer.getvalue().strip()
    if case.get("unordered"):
        text = "\n\n".join(sorted(text.split("\n\n")))
    return "\n".join([*lines, text])


def message(exception):
    """The message without the compiler's address, or `*` where it shows Python's insides rather than words for users."""
    if isinstance(exception, sa.exc.StatementError) and isinstance(exception.orig, sa.exc.SQLAlchemyError):
        exception = exception.orig
    text = str(exception.args[0]) if isinstance(exception, sa.exc.SQLAlchemyError) and exception.args else str(exception)
    text = re.sub(r"Compiler <[\w.]+ object at 0x[0-9a-f]+> can't", "Compiler can't", text)
    inside = isinstance(exception, (AssertionError, LookupError, AttributeError, TypeError))
    inside = inside or re.search(r" object at 0x|<class |constraint \w+\(", text)
    return "*" if inside else text


def record(path):
    head, _, _ = path.read_text().partition("\n--- ")
    case = json.loads(head)
    sections = {}
    for dialect in case.get("dialects", URLS):
        sections.setdefault(section(case, dialect), []).append(dialect)
        if case.get("online"):
            sections.setdefault((online_section(case, dialect),), []).append(f"online {dialect}")
    text = head.rstrip("\n") + "\n"
    for body, dialects in sections.items():
        if isinstance(body, tuple):
            (body,), dialects = body, ["online", *(each.removeprefix("online ") for each in dialects)]
        text += f"\n--- {' '.join(dialects)}\n{body}\n"
    path.write_text(text)


def main(arguments):
    paths = [pathlib.Path(argument) for argument in arguments] or sorted(FIXTURES.rglob("*.case"))
    for path in paths:
        try:
            record(path)
        except Exception as exception:
            raise SystemExit(f"{path}: {exception!r}") from exception
    print(f"recorded {len(paths)} cases")


if __name__ == "__main__":
    main(sys.argv[1:])
