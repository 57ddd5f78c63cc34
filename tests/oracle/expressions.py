"""Expressions and statements of a case: what fixtures/ops/README.md describes as JSON, made with SQLAlchemy."""

import datetime
import decimal
import json
import uuid

import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql, sqlite

COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")
ARITHMETIC = ("add", "sub", "mul", "truediv", "floordiv", "mod")
MATCHES = ("like", "ilike", "not_like", "not_ilike", "startswith", "endswith", "contains")
MATCHES += ("istartswith", "iendswith", "icontains", "regexp_match", "match")
METHODS = ("is_distinct_from", "is_not_distinct_from", "concat", "collate", "bitwise_and", "bitwise_or", "bitwise_xor")
METHODS += ("bitwise_lshift", "bitwise_rshift")
UNARY = ("asc", "desc", "nulls_first", "nulls_last", "distinct", "bitwise_not", "any_", "all_")
SETS = ("union", "union_all", "intersect", "intersect_all", "except_", "except_all")


def python_value(value, type_):
    """JSON has no dates and no bytes, so text becomes what the type wants."""
    if not isinstance(value, str) or type_ is None:
        return value
    if isinstance(type_, sa.DateTime):
        return datetime.datetime.fromisoformat(value)
    if isinstance(type_, sa.Date):
        return datetime.date.fromisoformat(value)
    if isinstance(type_, sa.Time):
        return datetime.time.fromisoformat(value)
    if isinstance(type_, sa.Uuid):
        return uuid.UUID(value)
    if isinstance(type_, sa.Interval):
        days, time = value.split(" days ")
        hours, minutes, seconds = time.split(":")
        return datetime.timedelta(days=int(days), hours=int(hours), minutes=int(minutes), seconds=float(seconds))
    if isinstance(type_, sa.Numeric) and not isinstance(type_, sa.Float):
        return decimal.Decimal(value)
    if isinstance(type_, sa.types._Binary):
        return value.encode()
    if isinstance(type_, sa.JSON):
        return json.loads(value)
    return value


class Expressions:
    """The vocabulary of one case; `froms` are the tables, aliases and subqueries that it names."""

    def __init__(self, type_, plain):
        self.type_ = type_
        self.plain = plain
        self.froms = {}

    def declare(self, froms):
        self.froms = {}
        for name, spec in froms.items():
            self.froms[name] = self.from_(name, dict(spec))

    def from_(self, name, spec):
        if "alias" in spec:
            return self.froms[spec["alias"]].alias(spec.get("name"))
        if "subquery" in spec:
            return self.statement(spec["subquery"]).subquery(spec.get("name"))
        if "cte" in spec:
            return self.statement(spec["cte"]).cte(spec.get("name"), recursive=spec.get("recursive", False))
        columns = [self.column(key, each, spec.get("full")) for key, each in spec.get("columns", {}).items()]
        table = spec.get("table", name)
        if spec.get("full"):
            return sa.Table(table, sa.MetaData(), *columns, schema=spec.get("schema"))
        return sa.table(table, *columns, **({"schema": spec["schema"]} if "schema" in spec else {}))

    def column(self, name, spec, full):
        if not full:
            return sa.column(name) if spec is None else sa.column(name, self.type_(spec))
        if not isinstance(spec, dict):
            spec = {"type": spec}
        spec = dict(spec)
        type_ = self.type_(spec.pop("type"))
        sequence = [sa.Sequence(spec.pop("sequence"))] if "sequence" in spec else []
        keywords = {
            key: python_value(value, type_) if isinstance(value, str) else self.expr(value)
            for key, value in spec.items()
        }
        return sa.Column(name, type_, *sequence, **keywords)

    def source(self, spec):
        """Something to select from: a name, or a join."""
        if isinstance(spec, str):
            return self.froms[spec]
        spec = dict(spec)
        for key in ("join", "outerjoin", "full"):
            if key in spec:
                left, right = spec[key]
                on = self.expr(spec["on"])
                return self.source(left).join(
                    self.source(right), on, isouter=key == "outerjoin", full=key == "full"
                )
        return self.expr(spec)

    def is_ours(self, spec):
        return isinstance(spec, dict) and next(iter(spec)) in self.kinds()

    def kinds(self):
        return {
            *COMPARISONS, *ARITHMETIC, *MATCHES, *METHODS, *UNARY, *SETS, "c", "bind", "is", "is_not", "in", "not_in",
            "between", "not_between", "op", "json_get", "neg", "not", "and", "or", "label", "tuple", "array", "case",
            "extract", "type_coerce", "select", "exists", "scalar", "next_value", "excluded", "inserted", "insert",
            "update", "delete", "table", "json", "over", "filter", "function", "bool_op", "typed_column", "json_null", "bytes",
        }  # fmt: skip

    def expr(self, spec):
        if isinstance(spec, list):
            return [self.expr(each) for each in spec]
        if self.is_ours(spec):
            return self.ours(dict(spec))
        return self.plain(spec)

    def operands(self, specs):
        """The operands; a text beside a typed one becomes what that type wants."""
        made = [self.expr(each) for each in specs]
        types = [each.type for each in made if isinstance(each, sa.ColumnElement)]
        type_ = types[0] if types else None

        def fit(each):
            return [fit(one) for one in each] if isinstance(each, list) else python_value(each, type_)

        return [fit(each) for each in made]

    def ours(self, spec):
        kind = next(iter(spec))
        value = spec.pop(kind)
        result = self.build(kind, value, spec)
        assert not spec, f"left over: {spec}"
        return result

    def build(self, kind, value, spec):
        if kind in COMPARISONS or kind in ARITHMETIC:
            import operator

            left, right = self.operands(value)
            return getattr(operator, kind)(left, right)
        if kind in MATCHES or kind in METHODS:
            left, *right = self.operands(value)
            keywords = {key: spec.pop(key) for key in list(spec)}
            return getattr(left, kind)(*right, **keywords)
        if kind in UNARY:
            return getattr(self.expr(value), kind)()
        if kind in SETS or kind in ("select", "insert", "update", "delete"):
            statement = self.statement({kind: value, **spec})
            spec.clear()
            return statement
        return getattr(self, f"make_{kind}")(value, spec)

    def make_c(self, value, _):
        name, _, column = value.rpartition(".")
        return self.froms[name].c[column]

    def make_table(self, value, _):
        return self.froms[value]

    def make_typed_column(self, value, spec):
        return sa.column(value, self.type_(spec.pop("type")))

    def make_json(self, value, _):
        return json.loads(value)

    def make_bytes(self, value, _):
        return value.encode()

    def make_json_null(self, _, __):
        return sa.JSON.NULL

    def make_bind(self, value, spec):
        type_ = self.type_(spec.pop("type")) if "type" in spec else None
        return sa.bindparam(value, python_value(spec.pop("value"), type_), type_)

    def make_is(self, value, _):
        left, right = self.operands(value)
        return left.is_(right)

    def make_is_not(self, value, _):
        left, right = self.operands(value)
        return left.is_not(right)

    def make_in(self, value, _):
        left, right = self.operands(value)
        return left.in_(right)

    def make_not_in(self, value, _):
        left, right = self.operands(value)
        return left.not_in(right)

    def make_between(self, value, spec):
        operand, low, high = self.operands(value)
        return operand.between(low, high, symmetric=spec.pop("symmetric", False))

    def make_not_between(self, value, spec):
        return sa.not_(self.make_between(value, spec))

    def make_op(self, value, spec):
        left, opstring, right = value
        left, right = self.operands([left, right])
        if "return_type" in spec:
            spec["return_type"] = self.type_(spec.pop("return_type"))
        return left.op(opstring, **{key: spec.pop(key) for key in list(spec)})(right)

    def make_bool_op(self, value, _):
        left, opstring, right = value
        left, right = self.operands([left, right])
        return left.bool_op(opstring)(right)

    def make_json_get(self, value, spec):
        operand, index = value
        index = tuple(index) if isinstance(index, list) else index
        result = self.expr(operand)[index]
        return getattr(result, f"as_{spec.pop('as')}")() if "as" in spec else result

    def make_neg(self, value, _):
        return -self.expr(value)

    def make_not(self, value, _):
        return sa.not_(self.expr(value))

    def make_and(self, value, _):
        return sa.and_(*self.expr(value))

    def make_or(self, value, _):
        return sa.or_(*self.expr(value))

    def make_label(self, value, _):
        return self.expr(value[0]).label(value[1])

    def make_tuple(self, value, _):
        return sa.tuple_(*self.expr(value))

    def make_array(self, value, spec):
        keywords = {"type_": self.type_(spec.pop("type"))} if "type" in spec else {}
        return postgresql.array(self.expr(value), **keywords)

    def make_case(self, value, spec):
        keywords = {}
        if "value" in spec:
            keywords["value"] = self.expr(spec.pop("value"))
        if "else" in spec:
            keywords["else_"] = self.expr(spec.pop("else"))
        return sa.case(*[tuple(self.expr(pair)) for pair in value], **keywords)

    def make_extract(self, value, _):
        return sa.extract(value[0], self.expr(value[1]))

    def make_type_coerce(self, value, spec):
        return sa.type_coerce(self.expr(value), self.type_(spec.pop("to")))

    def make_function(self, value, spec):
        """`func` with more than arguments."""
        name = sa.func
        for part in value.split("."):
            name = getattr(name, part)
        keywords = {"type_": self.type_(spec.pop("type"))} if "type" in spec else {}
        return name(*self.expr(spec.pop("args", [])), **keywords)

    def make_filter(self, value, spec):
        return self.expr(value).filter(*self.expr(spec.pop("where")))

    def make_over(self, value, spec):
        return self.expr(value).over(**{key: self.expr(spec.pop(key)) for key in list(spec)})

    def make_exists(self, value, _):
        return self.statement(value).exists() if isinstance(value, dict) else sa.exists(value)

    def make_scalar(self, value, _):
        return self.statement(value).scalar_subquery()

    def make_next_value(self, value, spec):
        return sa.Sequence(value, schema=spec.pop("schema", None)).next_value()

    def make_excluded(self, value, _):
        return sa.literal_column(f"excluded.{value}")

    def make_inserted(self, value, _):
        """Replaced by the column of `insert.inserted` once the statement is there."""
        return Inserted(value)

    def values(self, table, row):
        """Values of a row as its columns want them."""
        return {
            key: python_value(value, table.c[key].type if key in table.c else None)
            if isinstance(value, str)
            else self.expr(value)
            for key, value in row.items()
        }

    def statement(self, spec):
        spec = dict(spec)
        kind = next(iter(spec))
        value = spec.pop(kind)
        if kind in SETS:
            statement = getattr(sa, kind)(*[self.statement(each) for each in value])
        else:
            statement = getattr(self, f"start_{kind}")(value, spec)
        for key in list(spec):
            if (given := spec.pop(key)) is not None:
                statement = self.clause(statement, key, given)
        return statement

    def clause(self, statement, key, given):
        match key:
            case "where" | "having" | "order_by" | "group_by" | "correlate" | "returning" | "distinct_on":
                given = given if isinstance(given, list) else [given]
                made = [self.froms[each] if key == "correlate" else self.expr(each) for each in given]
                return getattr(statement, "distinct" if key == "distinct_on" else key)(*made)
            case "distinct":
                return statement.distinct()
            case "limit" | "offset":
                return getattr(statement, key)(self.expr(given))
            case "from":
                return statement.select_from(*[self.source(each) for each in given])
            case "join" | "outerjoin":
                for each in given:
                    statement = getattr(statement, key)(self.froms[each["to"]], self.expr(each["on"]))
                return statement
            case "with_for_update":
                return statement.with_for_update(**given)
            case "mysql_limit":
                return statement.with_dialect_options(mysql_limit=given, mariadb_limit=given)
            case "prefix":
                for each in given:
                    statement = statement.prefix_with(each)
                return statement
            case "add_cte":
                return statement.add_cte(*[self.froms[each] for each in given])
        raise ValueError(f"unknown clause {key}")

    def start_select(self, value, spec):
        return sa.select(*[self.froms[each] if isinstance(each, str) else self.expr(each) for each in value])

    def start_insert(self, value, spec):
        table = self.froms[value]
        if "on_duplicate_key_update" in spec:
            statement = mysql.insert(table)
        elif spec.get("dialect") == "sqlite":
            statement = sqlite.insert(table)
        elif any(key.startswith("on_conflict") for key in spec):
            statement = postgresql.insert(table)
        else:
            statement = sa.insert(table)
        spec.pop("dialect", None)
        if "values" in spec:
            rows = spec.pop("values")
            rows = [self.values(table, row) for row in rows] if isinstance(rows, list) else self.values(table, rows)
            statement = statement.values(rows)
        if "from_select" in spec:
            columns, select = spec.pop("from_select")
            statement = statement.from_select(columns, self.statement(select))
        if spec.pop("inline", False):
            statement = statement.inline()
        for key in ("on_conflict_do_nothing", "on_conflict_do_update"):
            if key in spec:
                keywords = spec.pop(key)
                keywords = {
                    name: self.values(table, each) if name == "set_" else self.expr(each)
                    for name, each in keywords.items()
                }
                statement = getattr(statement, key)(**keywords)
        if "on_duplicate_key_update" in spec:
            update = self.values(table, spec.pop("on_duplicate_key_update"))
            update = {
                key: statement.inserted[each.name] if isinstance(each, Inserted) else each
                for key, each in update.items()
            }
            statement = statement.on_duplicate_key_update(**update)
        return statement

    def start_update(self, value, spec):
        table = self.froms[value]
        statement = sa.update(table)
        values = spec.pop("values", None)
        if values is not None:
            statement = statement.values(self.values(table, values))
        if "ordered_values" in spec:
            pairs = spec.pop("ordered_values")
            statement = statement.ordered_values(*[next(iter(self.values(table, {k: v}).items())) for k, v in pairs])
        return statement

    def start_delete(self, value, spec):
        return sa.delete(self.froms[value])


class Inserted:
    def __init__(self, name):
        self.name = name


def shown(value):
    """A bound value as the sections show it."""
    if hasattr(value, "obj") and hasattr(value, "dumps"):
        return json.dumps(value.obj)
    if isinstance(value, psycopg.Binary):
        value = value.obj
    if isinstance(value, memoryview):
        value = value.tobytes()
    if isinstance(value, bytes):
        return f"bytes:{value.decode()}"
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return f"{value.days} days {datetime.time.fromisoformat('00:00:00').replace(hour=value.seconds // 3600, minute=value.seconds // 60 % 60, second=value.seconds % 60, microsecond=value.microseconds).isoformat()}"
    if isinstance(value, (decimal.Decimal, uuid.UUID)):
        return str(value)
    if isinstance(value, list):
        return [shown(each) for each in value]
    return value


def online(statement, dialect):
    """The text and the values that go to the driver."""
    compiled = statement.compile(dialect=dialect, column_keys=[])
    params = compiled.construct_params()
    for column, default in [(each, each.default) for each in getattr(compiled, "insert_prefetch", ())] + [
        (each, each.onupdate) for each in getattr(compiled, "update_prefetch", ())
    ]:
        for key in params:
            if key == column.key or key.startswith(f"{column.key}_m"):
                params[key] = default.arg
    expanded = compiled._process_parameters_for_postcompile(params)
    processors = {**compiled._bind_processors, **expanded.processors}
    values = [
        processors.get(key, lambda value: value)(expanded.parameters[key]) for key in expanded.positiontup or []
    ]
    text = expanded.statement
    return f"{text}\n=> {json.dumps([shown(value) for value in values], ensure_ascii=False)}" if values else text
