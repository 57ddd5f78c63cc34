"""What must be in a database before the operations of a case can run, as SQL of a dialect.

A case may say so itself: `"before": ["CREATE TABLE …"]`, or `"before": {"postgresql": […], "mysql": […]}`. For the others
it is derived from the operations: a table for each that they name and do not create, with the columns, constraints and
indexes that they name, and a row in it.
"""

from __future__ import annotations

import json
from pathlib import Path
import re

import record_ops as ops
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable, SetColumnComment, SetTableComment

#: words of SQL texts that are no columns
KEYWORDS = set("like and or not is null desc asc nulls first last in between true false cast as collate interval over".split())

#: revisions of the gateway, oldest first: each needs the ones before it
GATEWAY = ["d5b3f8f2e9a0", "b1c2d3e4f5g6", "f6e7d8c9b0a1"]

GATEWAY_ROWS = [
    "INSERT INTO sessions (id, name, user_id, agent_id, created_at, updated_at) VALUES"
    " ('s1', 'first', 'u1', 'a1', '2001-07-01 01:02:03', '2001-07-01 02:03:04'),"
    " ('s2', NULL, 'u1', NULL, NULL, NULL), ('s3', 'it''s', 'u2', NULL, '1969-12-31 23:59:59', '2001-07-01 02:03:04')",
    "INSERT INTO chat_messages (id, session_id, message, created_at) VALUES"
    " ('m1', 's1', 'hello', '2001-07-01 01:02:04'), ('m2', 's1', '', NULL), ('m3', 's3', 'bye', '2001-07-01 01:02:05')",
]

#: what the case of the second revision leaves out, and its downgrade drops
GATEWAY_INDEXES = [
    "CREATE INDEX idx_chat_messages_created_at ON chat_messages (created_at)",
    "CREATE INDEX idx_chat_messages_session_id ON chat_messages (session_id)",
]


class Prelude:
    """Collects what the operations of a case need, in the order in which they name it."""

    def __init__(self, dialect_name: str, dialect: sa.Dialect) -> None:
        self.name = dialect_name
        self.dialect = dialect
        self.metadata = sa.MetaData()
        self.schemas: list[str] = []
        self.tables: dict[tuple[str | None, str], dict[str, sa.Column]] = {}
        self.made: set[tuple[str | None, str]] = set()
        self.extras: list[tuple[tuple[str | None, str], sa.schema.SchemaItem]] = []
        self.comments: dict[tuple[str | None, str], str] = {}
        self.whole: list[sa.Table] = []
        self.first: list[str] = []

    def schema(self, name: str | None) -> None:
        if name is not None and name not in self.schemas:
            self.schemas.append(name)

    def table(self, name: object, schema: str | None = None) -> tuple[str | None, str]:
        key = (schema, name["name"] if isinstance(name, dict) else name)
        self.schema(schema)
        if key not in self.made:
            self.tables.setdefault(key, {"a": sa.Column("a", sa.Integer)})
        return key

    def column(self, key: tuple[str | None, str], name: object, type_: object = sa.Integer, **kw: object) -> None:
        name = name["name"] if isinstance(name, dict) else name
        columns = self.tables.get(key)
        if columns is None or (name in columns and (name != "a" or type_ is sa.Integer and not kw)):
            return
        if getattr(type_, "__visit_name__", "") in ("string", "unicode", "VARCHAR") and getattr(type_, "length", 1) is None:
            type_ = sa.String(50)
        try:
            sa.types.to_instance(type_).compile(dialect=self.dialect)
        except Exception:  # noqa: BLE001 - a type that the dialect does not have, whatever says so
            type_ = sa.Integer
        for other in [each for each in columns if each.lower() == name.lower()]:
            del columns[other]
        extra = [kw.pop("item")] if "item" in kw else []
        columns[name] = sa.Column(name, type_, *extra, **kw)

    def referenced(self, paths: list[str]) -> None:
        *schema, table, _ = paths[0].split(".")
        self.key(self.table(table, ".".join(schema) or None), [path.rpartition(".")[2] for path in paths])

    def key(self, key: tuple[str | None, str], columns: list[str]) -> None:
        """A primary key of these columns."""
        if key in self.tables and not any(column.primary_key for column in self.tables[key].values()):
            for column in columns:
                self.tables[key].pop(column, None)
                self.column(key, column, primary_key=True, autoincrement=False)

    # ---- what each operation needs

    def needs(self, op: dict) -> None:
        kind = op["op"]
        schema = op.get("source_schema", op.get("schema"))
        match kind:
            case "create_table":
                self.schema(schema)
                name = op["table"]
                self.made.add((schema, name["name"] if isinstance(name, dict) else name))
                for item in op["items"]:
                    self.references(item)
            case "version_table":
                self.schema(op.get("version_table_schema"))
            case "execute" if "ddl" in op:
                self.definition(op["ddl"])
            case "execute":
                self.execute(op["sql"])
            case "batch_alter_table":
                self.batch(op)
            case "bulk_insert":
                key = self.table(op["table"], op.get("table_kw", {}).get("schema"))
                for name, type_ in op["columns"].items():
                    self.tables.get(key, {}).pop("a", None)
                    self.column(key, name, sa.Integer() if type_ == "NullType" else ops.type_(type_))
            case "drop_index":
                key = self.table(op.get("table_name", "t"), schema)
                if op["name"] is not None and not op.get("if_exists"):
                    self.extras.append((key, ("index", plain(op["name"]))))
            case _ if "table" in op:
                key = self.table(op["table"], schema)
                getattr(self, kind, lambda *_: None)(key, op)

    def references(self, item: dict) -> None:
        for reference in item.get("references", []):
            self.referenced([reference["to"]])
        if "foreign_key" in item:
            self.referenced(item["to"])

    def add_column(self, key: tuple[str | None, str], op: dict) -> None:
        self.references(op["add"])

    def drop_column(self, key: tuple[str | None, str], op: dict) -> None:
        self.column(key, op["column"])

    def alter_column(self, key: tuple[str | None, str], op: dict) -> None:
        kw: dict = {}
        default = op.get("existing_server_default")
        if isinstance(default, dict) and next(iter(default)) in ("computed", "identity"):
            kw["item"] = ops.expr(default)
        elif default not in (None, False):
            kw["server_default"] = ops.expr(default)
        given = op.get("server_default")
        identity = isinstance(given, dict) and "identity" in given
        kw["nullable"] = op.get("existing_nullable", not identity and op.get("nullable", True) is not True)
        if isinstance(kw.get("item"), sa.Computed):
            kw["nullable"] = True
        if "existing_comment" in op:
            kw["comment"] = op["existing_comment"]
        if op.get("autoincrement") or op.get("existing_autoincrement"):
            kw |= {"primary_key": True, "autoincrement": bool(op.get("existing_autoincrement"))}
        self.tables.get(key, {}).pop("a", None) if kw.get("primary_key") else None
        self.column(key, op["column"], ops.type_(op.get("existing_type", "Integer")), **kw)

    def create_index(self, key: tuple[str | None, str], op: dict) -> None:
        text = json.dumps(op)
        wanted = "lower" in text or "LIKE" in text or "_ops" in text or "FULLTEXT" in text or "length" in text or "it's" in text
        for name in [*names(op["columns"]), *names(op.get("postgresql_where")), *names(op.get("postgresql_include"))]:
            self.column(key, name, sa.String(50) if wanted else sa.Integer)

    def create_check_constraint(self, key: tuple[str | None, str], op: dict) -> None:
        for name in names({"text": op["check"]} if isinstance(op["check"], str) else op["check"]):
            if "LIKE" in json.dumps(op["check"]):
                self.column(key, name, sa.String(50), info={"value": "'x7'"})
            else:
                self.column(key, name)

    def create_exclude_constraint(self, key: tuple[str | None, str], op: dict) -> None:
        for name in names([element for element, _ in op["exclude"]]):
            self.column(key, name, postgresql.INT4RANGE() if name == "period" else sa.Integer)

    def create_unique_constraint(self, key: tuple[str | None, str], op: dict) -> None:
        for name in [*op["columns"], *op.get("postgresql_include", [])]:
            self.column(key, name)

    create_primary_key = create_unique_constraint

    def create_foreign_key(self, key: tuple[str | None, str], op: dict) -> None:
        referent = self.table(op["referent"], op.get("referent_schema"))
        self.key(referent, op["to"])
        for name in op["columns"]:
            self.column(key, name)

    def drop_constraint(self, key: tuple[str | None, str], op: dict) -> None:
        if not op.get("if_exists"):
            self.extras.append((key, (op.get("type_") or "unique", plain(op["name"]))))

    def create_table_comment(self, key: tuple[str | None, str], op: dict) -> None:
        if op.get("existing_comment"):
            self.comments[key] = op["existing_comment"]

    drop_table_comment = create_table_comment

    def batch(self, op: dict) -> None:
        schema = op.get("schema")
        if "copy_from" in op:
            self.schema(schema)
            items = op["copy_from"]["items"]
            name = op["table"]["name"] if isinstance(op["table"], dict) else op["table"]
            self.made.add((schema, name))
            for item in items:
                self.references(item)
            table = sa.Table(name, self.metadata, *map(ops.item, items), schema=schema)
            for column in table.c:
                # a set, whose order is not always the same
                column.constraints = sorted(column.constraints, key=lambda constraint: str(constraint.sqltext))
            self.whole.append(table)
        for change in op["batch"]:
            self.needs({**change, "table": op["table"], **({"schema": schema} if schema else {})})

    def definition(self, ddl: dict) -> None:
        kind, name = next(iter(ddl.items()))
        quote = self.dialect.identifier_preparer.quote
        spec = ddl if isinstance(name, str) else next((each for each in name if isinstance(each, dict)), {})
        self.schema(spec.get("schema"))
        path = ".".join(quote(part) for part in (spec.get("schema"), name) if part) if isinstance(name, str) else ""
        if ddl.get("if_exists"):
            return
        if kind == "drop_sequence":
            self.first.append(f"CREATE SEQUENCE {path}")
        elif kind == "drop_schema":
            self.schema(name)
        elif kind in ("add_enum_value", "rename_enum_value"):
            self.first.append(f"CREATE TYPE {path} AS ENUM ('a', 'b')")
        elif kind == "drop_enum_type" and self.name == "postgresql":
            self.first.append(self.text(postgresql.CreateEnumType(ops.type_(name))))
        elif kind == "drop_domain_type" and self.name == "postgresql":
            self.first.append(self.text(postgresql.CreateDomainType(ops.type_(name))))

    def sequences(self, spec: object) -> None:
        """The sequences that expressions ask for a value."""
        if isinstance(spec, dict) and "next_value" in spec and self.name in ("postgresql", "mariadb"):
            self.schema(spec.get("schema"))
            quote = self.dialect.identifier_preparer.quote
            parts = [quote(part) for part in (spec.get("schema"), spec["next_value"]) if isinstance(part, str)]
            self.first.append(f"CREATE SEQUENCE {'.'.join(parts)}")
        for inner in spec.values() if isinstance(spec, dict) else spec if isinstance(spec, list) else ():
            self.sequences(inner)

    def declared(self, spec: dict) -> None:
        """A table of `from`."""
        if "columns" in spec and "table" in spec:
            key = self.table(spec["table"], spec.get("schema"))
            self.tables.get(key, {}).pop("a", None)
            for name, column in spec["columns"].items():
                type_ = column.get("type", "Integer") if isinstance(column, dict) else column
                self.column(key, name, sa.Integer() if type_ in (None, "NullType") else ops.type_(type_))

    def execute(self, sql: object) -> None:
        self.sequences(sql)
        text = sql.get("text", "") if isinstance(sql, dict) else sql
        if update := re.match(r"\s*UPDATE (\w+) SET (.*)", text, re.S):
            key = self.table(update[1])
            for name in re.findall(r"(\w+)\s*=", update[2]):
                self.column(key, name, sa.String(50))

    # ---- and its SQL

    def statements(self) -> list[str]:
        quote = self.dialect.identifier_preparer.quote_schema
        attach = "ATTACH DATABASE ':memory:' AS " if self.name == "sqlite" else "CREATE SCHEMA "
        lines = [attach + quote(schema) for schema in self.schemas]
        lines += self.first
        made: dict[tuple[str | None, str], sa.Table] = {}
        for key, columns in self.tables.items():
            constraints = [self.constraint(key, *of) for where, of in self.extras if where == key and of[0] != "index"]
            table = sa.Table(key[1], self.metadata, *columns.values(), *constraints, schema=key[0])
            table.comment = self.comments.get(key)
            made[key] = table
            lines += self.table_statements(table)
        for table in self.whole:
            lines += self.table_statements(table)
        for key, (kind, name) in self.extras:
            if kind == "index" and key in made:
                lines.append(self.text(CreateIndex(sa.Index(name, next(iter(made[key].c))))))
        return lines

    def constraint(self, key: tuple[str | None, str], kind: str, name: str | None) -> sa.Constraint:
        columns = self.tables[key]
        match kind:
            case "check":
                return sa.CheckConstraint("a > 0", name=name)
            case "unique":
                return sa.UniqueConstraint("a", name=name)
            case "primary":
                columns["a"].nullable = False
                return sa.PrimaryKeyConstraint("a", name=name)
            case "foreignkey":
                columns["id"] = sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)
                return sa.ForeignKeyConstraint(["a"], [".".join(filter(None, (*key, "id")))], name=name)
        raise ValueError(f"unknown constraint {kind}")

    def table_statements(self, table: sa.Table) -> list[str]:
        lines = []
        if self.name == "postgresql":
            enums = [column.type for column in table.c if isinstance(column.type, sa.Enum) and column.type.native_enum]
            lines += [self.text(postgresql.CreateEnumType(postgresql.ENUM(*enum.enums, name=enum.name))) for enum in enums]
        lines.append(self.text(CreateTable(table)))
        if self.name == "postgresql":
            lines += [self.text(SetTableComment(table))] if table.comment else []
            lines += [self.text(SetColumnComment(column)) for column in table.c if column.comment]
        values = {column.name: column.info.get("value", value(column)) for column in table.c}
        missing = [column for column in table.c if values[column.name] is None and self.must_be_given(column)]
        if not missing and any(each is not None for each in values.values()):
            quote = self.dialect.identifier_preparer.quote
            given = {quote(name): each for name, each in values.items() if each is not None}
            name = self.dialect.identifier_preparer.format_table(table)
            lines.append(f"INSERT INTO {name} ({', '.join(given)}) VALUES ({', '.join(given.values())})")
        return lines

    def must_be_given(self, column: sa.Column) -> bool:
        by_itself = column.computed is not None or column.identity is not None and self.name == "postgresql"
        return not column.nullable and not by_itself and not isinstance(column.server_default, sa.DefaultClause)

    def text(self, element: sa.schema.ExecutableDDLElement) -> str:
        return " ".join(str(element.compile(dialect=self.dialect)).split())


def names(spec: object) -> list[str]:
    """The columns that expressions name; in a list, a string is one."""
    if isinstance(spec, list):
        return [name for each in spec for name in ([each] if isinstance(each, str) else names(each))]
    if not isinstance(spec, dict):
        return []
    found = []
    for kind, inner in spec.items():
        if kind in ("text", "literal_column"):
            words = re.findall(r":?\b[A-Za-z_]\w*\b(?!\s*\()", re.sub(r"'[^']*'", "", inner))
            found += [word for word in words if word[0] != ":" and word.lower() not in KEYWORDS]
        elif kind in ("column", "typed_column", "c"):
            found.append(inner.rpartition(".")[2] if isinstance(inner, str) else inner)
        elif kind not in ("binds", "to"):
            inner = [each for each in inner if not isinstance(each, str)] if isinstance(inner, list) else inner
            found += names(inner)
    return found


def plain(name: object) -> str | None:
    return name.get("f") if isinstance(name, dict) else name


def value(column: sa.Column) -> str | None:
    """A value that the column takes, and that most other types take too."""
    if column.computed is not None or column.identity is not None:
        return None
    match column.type:
        case sa.Boolean():
            return "true"
        case sa.Enum():
            return f"'{column.type.enums[0]}'"
        case sa.Integer() | sa.Numeric():
            return "7"
        case sa.DateTime():
            return "'2001-07-01 01:02:03'"
        case sa.Date():
            return "'2001-07-01'"
        case sa.String():
            return "'7'"
    return None


def gateway(name: str, folder: Path, dialect: str) -> list[str]:
    """The revisions before the one of a case, and rows."""
    revision, direction, _ = name.split("_")
    # the last revision drops indexes before it drops their columns, which its cases leave out
    older = GATEWAY[:1] if revision == GATEWAY[-1] else GATEWAY[: GATEWAY.index(revision)]
    earlier = older + [revision] * (direction == "downgrade")
    lines: list[str] = []
    for each in earlier:
        path = folder / f"{each}_upgrade_{'mysql' if dialect == 'mariadb' else dialect}.case"
        _, _, text = path.read_text().partition("\n--- ")
        statements = text.partition("\n")[2].strip().split(";\n\n")
        lines += [" ".join(statement.rstrip(";").split()) for statement in statements]
        if each == GATEWAY[0]:
            lines += GATEWAY_ROWS
        if each == GATEWAY[1]:
            lines += GATEWAY_INDEXES
    return lines


def before(path: Path, case: dict, dialect_name: str, dialect: sa.Dialect) -> list[str]:
    """The statements that make a database ready for a case."""
    if "before" in case:
        given = case["before"]
        return given if isinstance(given, list) else given.get(dialect_name, [])
    if path.parent.name == "gateway":
        return gateway(path.stem, path.parent, dialect_name)
    prelude = Prelude(dialect_name, dialect)
    for spec in case.get("from", {}).values():
        prelude.declared(spec)
    for op in case["ops"]:
        prelude.needs(op)
    return prelude.statements()
