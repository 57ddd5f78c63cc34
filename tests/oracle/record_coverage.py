"""Writes docs/coverage.md: what alembic.op and SQLAlchemy take, and the cases of fixtures/ops that cover it.

The rows come from the signatures of the installed Alembic and SQLAlchemy; what a case covers is seen by running it:
whatever the recorder itself calls, with which arguments, on which dialect. Rows that no case covers need a line in
coverage.toml. Fails, and names the rows, when there is a gap without a reason or a reason without a gap.
"""

from __future__ import annotations

import collections
import contextlib
import fnmatch
import functools
import inspect
import json
import pathlib
import re
import sys
import tomllib

from alembic.migration import MigrationContext
from alembic.operations import BatchOperations, Operations
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.dialects.mysql.base import MySQLDialect
from sqlalchemy.dialects.mysql.mariadb import MariaDBDialect
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.operators import ColumnOperators
from sqlalchemy.types import TypeEngine

import record_ops

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FIXTURES = ROOT / "fixtures" / "ops"
DIALECTS = {"sqlite", "postgresql", "mysql", "mariadb"}
SERVERS = (PGDialect, MySQLDialect, MariaDBDialect, SQLiteDialect)
SHOWN = 3

#: what a call of a function that is used with `with` runs
MANAGED = contextlib.contextmanager(lambda: iter(())).__code__
#: operations that hand the keyword arguments they do not name themselves to a class of SQLAlchemy
HANDED_ON = {
    "create_table": sa.Table,
    "create_index": sa.Index,
    "create_unique_constraint": sa.UniqueConstraint,
    "create_check_constraint": sa.CheckConstraint,
    "create_exclude_constraint": postgresql.ExcludeConstraint,
}
#: which calls make the object that a dialect's option belongs to
MAKERS = {
    "Table": ["op.create_table", "schema.Table"],
    "Index": ["op.create_index", "op.drop_index", "schema.Index"],
    "Column": ["schema.Column"],
    "CheckConstraint": ["op.create_check_constraint", "schema.CheckConstraint"],
    "ForeignKeyConstraint": ["op.create_foreign_key", "schema.ForeignKeyConstraint", "schema.ForeignKey"],
    "PrimaryKeyConstraint": ["op.create_primary_key", "schema.PrimaryKeyConstraint"],
    "UniqueConstraint": ["op.create_unique_constraint", "schema.UniqueConstraint"],
    "Constraint": ["schema.CheckConstraint", "schema.UniqueConstraint", "schema.PrimaryKeyConstraint"],
    "Update": ["sqlalchemy.update"],
    "Delete": ["sqlalchemy.delete"],
}


class Universe:
    """Every row, by section, and how a call is recognized."""

    def __init__(self):
        self.sections = {}
        self.classes = {}
        self.codes = {}
        self.same = collections.defaultdict(list)
        self.every_dialect = set()

    def add(self, section, key, everywhere=True):
        self.sections.setdefault(section, {}).setdefault(key)
        if everywhere:
            self.every_dialect.add(key)

    def add_class(self, section, prefix, cls, name, everywhere=True):
        if cls in self.classes:
            self.same[section].append((name, self.classes[cls]))
            return
        key = f"{prefix}.{name}"
        self.classes[cls] = key
        self.add(section, key, everywhere)
        for parameter in parameters(cls):
            self.add(section, f"{key}.{parameter}", everywhere)

    def add_function(self, section, key, function, handed_on=None, everywhere=True):
        self.codes.setdefault(inspect.unwrap(function).__code__, key)
        self.add(section, key, everywhere)
        names = list(function_parameters(function))
        skipped = {"name", "metadata", "args", "columns", "expressions", "elements", "sqltext", "table", *names}
        names += [name for name in parameters(handed_on) if name not in skipped] if handed_on else []
        for name in names:
            self.add(section, f"{key}.{name}", everywhere)


def documented(thing):
    """The parameters that a docstring names; those behind `**kw` stand only there."""
    text = inspect.getdoc(thing) or ""
    names = re.findall(r":param (?:\w+ )?(\w+)(?=:|\\?_:)", text)
    return [{"type": "type_"}.get(name, name) for name in names if name not in {"kw", "dialect_kw", "args"}]


def function_parameters(function):
    """Names of a function's parameters, those behind `**kw` from its documentation."""
    keywords = False
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.VAR_KEYWORD:
            keywords = True
        elif parameter.name not in {"self", "operations"} and not parameter.name.startswith("_"):
            yield parameter.name
    if keywords:
        known = inspect.signature(function).parameters
        yield from (name for name in documented(function) if name not in known and "name" != name)


def parameters(cls):
    """Names of a constructor's parameters; behind `**kw` those of the classes above, and of the documentation."""
    names = {}
    for base in cls.__mro__:
        if "__init__" not in vars(base) or base is object:
            continue
        given = inspect.signature(base.__init__).parameters.values()
        for parameter in given:
            name = re.sub(r"^_Column__(name|type)_pos$", lambda found: {"type": "type_"}.get(found[1], found[1]), parameter.name)
            if name != "self" and not name.startswith("_") and parameter.kind is not parameter.VAR_KEYWORD:
                names.setdefault(name)
        if not any(parameter.kind is parameter.VAR_KEYWORD for parameter in given):
            break
        if base.__module__.startswith("sqlalchemy"):
            names |= dict.fromkeys(documented(base.__init__))
    return list(names)


def public(module):
    return [name for name in getattr(module, "__all__", None) or dir(module) if not name.startswith("_")]


def is_type(thing):
    return inspect.isclass(thing) and issubclass(thing, TypeEngine)


def universe():
    rows = Universe()
    for name in public(Operations):
        rows.add_function("Operations", f"op.{name}", getattr(Operations, name), HANDED_ON.get(name))
    for name in public(BatchOperations):
        rows.add_function("Batch mode", f"batch_op.{name}", getattr(BatchOperations, name), everywhere=False)
    for name in public(MigrationContext):
        rows.add("Migration context", f"context.{name}", everywhere=False)
    for module, section, prefix in (
        (sa.types, "Types of sqlalchemy.types", "types"),
        (postgresql, "Types of PostgreSQL", "postgresql"),
        (mysql, "Types of MySQL and MariaDB", "mysql"),
        (sqlite, "Types of SQLite", "sqlite"),
    ):
        for name in sorted(name for name in public(module) if is_type(getattr(module, name))):
            rows.add_class(section, prefix, getattr(module, name), name)
    rows.add_function("Types of sqlalchemy.types", "types.TypeEngine.with_variant", TypeEngine.with_variant)
    rows.add_class("Schema", "schema", postgresql.ExcludeConstraint, "ExcludeConstraint")
    for name in sorted(public(sa.schema)):
        thing = getattr(sa.schema, name)
        if inspect.isclass(thing) and thing.__module__.startswith("sqlalchemy."):
            rows.add_class("Schema", "schema", thing, name)
    for name in ("CreateEnumType", "DropEnumType", "CreateDomainType", "DropDomainType"):
        rows.add_class("Schema", "schema", getattr(postgresql, name), name)
    for server in SERVERS:
        for cls, options in server.construct_arguments:
            for option in options:
                rows.add("Options of the dialects", f"{server.name}.{cls.__name__}.{option}", everywhere=False)
    for name in sorted(public(sa)):
        expression(rows, name, getattr(sa, name))
    for name in sorted(public(ColumnOperators)):
        if inspect.isfunction(getattr(ColumnOperators, name)):
            rows.add_function("Expressions", f"operators.{name}", getattr(ColumnOperators, name), everywhere=False)
    return rows


def expression(rows, name, thing):
    """What the namespace `sqlalchemy` has besides types and schema."""
    key = f"sqlalchemy.{name}"
    # the classes are made by the functions, and by the methods of the same names
    if inspect.ismodule(thing) or inspect.isclass(thing):
        return
    if inspect.isfunction(thing):
        rows.codes.setdefault(inspect.unwrap(thing).__code__, key)
    rows.add("Expressions", key, everywhere=False)


class Observer:
    """A profile function that notes which rows the recorder's own calls touch."""

    def __init__(self, rows):
        self.rows = rows
        self.seen = collections.defaultdict(lambda: collections.defaultdict(set))
        self.case = self.dialect = None

    def note(self, key):
        self.seen[key][self.case].add(self.dialect)

    def __call__(self, frame, event, value):
        if event == "return":
            if is_recorder(frame) and isinstance(value, TypeEngine) and type(value) in self.rows.classes:
                self.note(self.rows.classes[type(value)])
        elif event == "call" and frame.f_back is not None and is_recorder(frame.f_back):
            self.called(frame)

    def called(self, frame):
        code, values = frame.f_code, frame.f_locals
        if code is MANAGED:
            return self.managed(values["func"], values["args"], values["kwds"])
        first = values[code.co_varnames[0]] if code.co_argcount else None
        if isinstance(first, (ClauseElement, ColumnOperators)):
            self.note(f"method.{code.co_name}")
        elif isinstance(first, type(sa.func)):
            self.note("sqlalchemy.func")
        if code.co_name in {"__init__", "__new__"}:
            cls = first if code.co_name == "__new__" else type(first)
            key, function = self.rows.classes.get(cls), getattr(cls, code.co_name)
        elif isinstance(first, (Operations, BatchOperations)):
            prefix, owner = ("batch_op", BatchOperations) if isinstance(first, BatchOperations) else ("op", Operations)
            key, function = f"{prefix}.{code.co_name}", getattr(owner, code.co_name, None)
        else:
            key, function = self.rows.codes.get(code), None
        if key is None:
            return
        self.note(key)
        for name in given(code, values, inspect.unwrap(function) if function else None):
            self.note(f"{key}.{name}")

    def managed(self, function, arguments, keywords):
        """A call of what is used with `with`."""
        key = f"op.{function.__name__}"
        self.note(key)
        defaults = defaults_of(function)
        for name, value in inspect.signature(function).bind(*arguments, **keywords).arguments.items():
            if value is not defaults[name]:
                self.note(f"{key}.{name}")


@functools.cache
def is_recorder_file(name):
    path = pathlib.PurePath(name)
    return HERE in path.parents and path.name != pathlib.Path(__file__).name


def is_recorder(frame):
    return is_recorder_file(frame.f_code.co_filename)


@functools.cache
def defaults_of(function):
    return {name: each.default for name, each in inspect.signature(function).parameters.items()}


def given(code, values, function):
    """The arguments of a call that are not their defaults, those behind `**kw` by their own names."""
    defaults = defaults_of(function) if function is not None else {}
    count = code.co_argcount + code.co_kwonlyargcount
    for name in code.co_varnames[:count]:
        if values[name] is not defaults.get(name, inspect.Parameter.empty):
            yield re.sub(r"^_Column__(name|type)_pos$", lambda found: {"type": "type_"}.get(found[1], found[1]), name)
    if code.co_flags & inspect.CO_VARARGS and values[code.co_varnames[count]]:
        yield code.co_varnames[count]
    if code.co_flags & inspect.CO_VARKEYWORDS:
        yield from values[code.co_varnames[count + bool(code.co_flags & inspect.CO_VARARGS)]]


def observe(rows):
    observer = Observer(rows)
    for path in sorted(FIXTURES.rglob("*.case")):
        observer.case = path.relative_to(FIXTURES).with_suffix("").as_posix()
        case = json.loads(path.read_text().partition("\n--- ")[0])
        for observer.dialect in case.get("dialects", record_ops.URLS):
            sys.setprofile(observer)
            try:
                record_ops.section(case, observer.dialect)
            finally:
                sys.setprofile(None)
    return observer.seen


def covering(key, section, seen):
    """The cases of a row, with the dialects."""
    keys = [key]
    if section == "Options of the dialects":
        dialect, cls, option = key.split(".", 2)
        prefix = f"{dialect}_{option}"
        makers = MAKERS.get(cls, [])
        if option == "*":
            keys = [each for each in seen for maker in makers if each.startswith(f"{maker}.{dialect}_")]
        else:
            keys = [f"{maker}.{prefix}" for maker in makers]
    elif key.startswith("sqlalchemy."):
        keys += [f"{kind}.{key.removeprefix('sqlalchemy.')}" for kind in ("method", "operators")]
    elif key.startswith("schema."):
        cls, _, parameter = key.removeprefix("schema.").partition(".")
        makers = [operation for operation, made in HANDED_ON.items() if made.__name__ == cls]
        keys += [f"op.{operation}{'.' if parameter else ''}{parameter}" for operation in makers]
    cases = collections.defaultdict(set)
    for each in keys:
        for case, dialects in seen.get(each, {}).items():
            cases[case] |= dialects
    return cases


class Reasons:
    """coverage.toml: patterns of rows, and why no case covers them."""

    def __init__(self, path):
        given = tomllib.loads(path.read_text())
        self.entries = [(kind, pattern, text) for kind, each in given.items() for pattern, text in each.items()]
        self.used = set()

    def of(self, key):
        for kind, pattern, text in self.entries:
            if fnmatch.fnmatchcase(key, pattern):
                self.used.add(pattern)
                return f"`{text.partition('::')[0]}`" if kind == "tested" else text
        return None

    def problems(self):
        for kind, pattern, text in self.entries:
            if pattern not in self.used:
                yield f"coverage.toml: {pattern!r} explains nothing that is not covered"
            if kind == "tested":
                path, _, needle = text.partition("::")
                if not (ROOT / path).is_file() or needle not in (ROOT / path).read_text():
                    yield f"coverage.toml: {pattern!r}: no {needle!r} in {path}"


def write(rows, seen, reasons):
    problems, lines = [], [HEAD]
    for section, keys in rows.sections.items():
        lines += [f"## {section}", "", "| | |", "| --- | --- |"]
        for key in keys:
            cases = covering(key, section, seen)
            missing = DIALECTS - set().union(*cases.values()) if cases and key in rows.every_dialect else set()
            excuse = None
            if not cases or missing:
                excuse = reasons.of(key)
                if excuse is None:
                    where = f" on {', '.join(sorted(missing))}" if cases else ""
                    problems.append(f"{key}: no case covers it{where}")
            lines.append(f"| `{key}` | {described(sorted(cases), excuse)} |")
        if same := rows.same.get(section):
            names = ", ".join(f"`{name}`" for name, other in same if not other.startswith("schema."))
            lines += ["", f"The same classes under another name: {names}."]
        lines.append("")
    (ROOT / "docs" / "coverage.md").write_text("\n".join(lines))
    return problems + list(reasons.problems())


def described(cases, excuse):
    shown = [f"`{case}`" for case in cases[:SHOWN]]
    if len(cases) > SHOWN:
        shown.append(f"{len(cases) - SHOWN} more")
    return ", ".join(shown) + (": " if cases and excuse else "") + (excuse or "")


HEAD = """# Coverage

What `alembic.op` 1.20.1 and SQLAlchemy 2.1.9 take, read from their signatures, and the cases of `fixtures/ops` that hold ours to
their SQL. A case covers a parameter when it gives it another value than its default. Where no case stands, the reason stands
or the test that covers the row.

Written by `tests/oracle/record_coverage.py`, which fails when a row has neither case nor reason.
"""


def main():
    rows = universe()
    problems = write(rows, observe(rows), Reasons(HERE / "coverage.toml"))
    total = sum(len(keys) for keys in rows.sections.values())
    print(f"{total} rows")
    if problems:
        raise SystemExit("\n".join(problems))


if __name__ == "__main__":
    main()
