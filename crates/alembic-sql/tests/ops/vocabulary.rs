//! Expressions and queries of a case: the vocabulary of `tests/oracle/expressions.py`.

use std::cell::RefCell;
use std::collections::HashMap;

use alembic_core::schema::{
    self, Alias, Case, ColumnDefault, ColumnType, Compound, Cte, CustomOperator, Distinct, Expr, ForUpdate, FromClause,
    InOperand, Query, Select, SetOperator, Subquery, Table, and_, array_, array_as, bindparam, bindparam_as, case,
    col_as, extract, join, not_, or_, over, tuple_, type_coerce,
};
use serde_json::Value as Json;

use crate::expressions::{expr, name, value};
use crate::json::Obj;
use crate::types::column_type;

thread_local! {
    /// The tables of the case that is replayed, and what else it names.
    static TABLES: RefCell<HashMap<String, Table>> = RefCell::default();
    static FROMS: RefCell<HashMap<String, FromClause>> = RefCell::default();
}

/// Makes what a case names under `from`.
pub(crate) fn declare(spec: Option<Json>) {
    TABLES.with_borrow_mut(HashMap::clear);
    FROMS.with_borrow_mut(HashMap::clear);
    let Some(spec) = spec else { return };
    for (key, json) in Obj::new(spec).entries() {
        let from = from_clause(&key, Obj::new(json));
        FROMS.with_borrow_mut(|froms| froms.insert(key, from));
    }
}

fn from_clause(key: &str, mut spec: Obj) -> FromClause {
    let given = spec.take("name").map(name);
    let from = if let Some(element) = spec.string("alias") {
        let element = from_named(&element);
        FromClause::Alias(Alias { element, name: given }.into())
    } else if let Some(json) = spec.take("subquery") {
        FromClause::Subquery(
            Subquery {
                query: query(json),
                name: given,
                lateral: false,
            }
            .into(),
        )
    } else if let Some(json) = spec.take("cte") {
        FromClause::Cte(
            Cte {
                query: query(json),
                name: given,
            }
            .into(),
        )
    } else {
        let table = declared_table(key, &mut spec);
        let from = FromClause::from(&table);
        TABLES.with_borrow_mut(|tables| tables.insert(key.to_owned(), table));
        from
    };
    spec.finish();
    from
}

fn declared_table(key: &str, spec: &mut Obj) -> Table {
    let mut table = schema::table(spec.string("table").unwrap_or_else(|| key.to_owned()));
    table.schema = spec.take("schema").map(name);
    spec.take("full");
    if let Some(columns) = spec.take("columns") {
        for (column, json) in Obj::new(columns).entries() {
            table = table.column(declared_column(&column, json));
        }
    }
    table
}

fn declared_column(column: &str, json: Json) -> schema::Column {
    let mut spec = match json {
        Json::Null => return schema::column(column, ColumnType::Null),
        Json::Object(map) => Obj::new(Json::Object(map)),
        type_ => return schema::column(column, column_type(type_)),
    };
    let mut built = schema::column(column, column_type(spec.require("type")));
    let default = |json: Json| match expr(json) {
        Expr::Value(value) => ColumnDefault::Value(value),
        expr => ColumnDefault::Expr(expr),
    };
    built.default = spec.take("default").map(default);
    built.onupdate = spec.take("onupdate").map(default).map(Box::new);
    if let Some(sequence) = spec.string("sequence") {
        built.default = Some(schema::sequence(sequence).into());
    }
    built.primary_key = spec.bool("primary_key").unwrap_or(false);
    spec.finish();
    built
}

pub(crate) fn from_named(key: &str) -> FromClause {
    FROMS
        .with_borrow(|froms| froms.get(key).cloned())
        .unwrap_or_else(|| panic!("no {key}"))
}

pub(crate) fn table_named(key: &str) -> Table {
    TABLES
        .with_borrow(|tables| tables.get(key).cloned())
        .unwrap_or_else(|| panic!("no table {key}"))
}

pub(crate) fn exprs(json: Json) -> Vec<Expr> {
    match json {
        Json::Array(parts) => parts.into_iter().map(expr).collect(),
        json => vec![expr(json)],
    }
}

fn pair(json: Json) -> (Expr, Expr) {
    let mut parts = exprs(json).into_iter();
    (parts.next().unwrap(), parts.next().unwrap())
}

/// An expression of this vocabulary; `None` if it is none of its kinds.
pub(crate) fn ours(spec: &mut Obj) -> Option<Expr> {
    let kind = spec.keys().into_iter().next()?;
    let json = spec.take(&kind)?;
    operator(&kind, &json, spec).or_else(|| other(&kind, json, spec))
}

fn operator(kind: &str, json: &Json, spec: &mut Obj) -> Option<Expr> {
    let method: fn(Expr, Expr) -> Expr = match kind {
        "eq" => Expr::eq,
        "ne" => Expr::ne,
        "lt" => Expr::lt,
        "le" => Expr::le,
        "gt" => Expr::gt,
        "ge" => Expr::ge,
        "add" => |left, right| left + right,
        "sub" => |left, right| left - right,
        "mul" => |left, right| left * right,
        "truediv" => |left, right| left / right,
        "floordiv" => Expr::floordiv,
        "mod" => |left, right| left % right,
        "like" => Expr::like,
        "ilike" => Expr::ilike,
        "not_like" => Expr::not_like,
        "not_ilike" => Expr::not_ilike,
        "startswith" => Expr::startswith,
        "endswith" => Expr::endswith,
        "contains" => Expr::contains,
        "istartswith" => Expr::istartswith,
        "iendswith" => Expr::iendswith,
        "icontains" => Expr::icontains,
        "regexp_match" => Expr::regexp_match,
        "match" => Expr::match_,
        "is_distinct_from" => Expr::is_distinct_from,
        "is_not_distinct_from" => Expr::is_not_distinct_from,
        "concat" => Expr::concat,
        "bitwise_and" => Expr::bitwise_and,
        "bitwise_or" => Expr::bitwise_or,
        "bitwise_xor" => Expr::bitwise_xor,
        "bitwise_lshift" => Expr::bitwise_lshift,
        "bitwise_rshift" => Expr::bitwise_rshift,
        "is" => Expr::is_,
        "is_not" => Expr::is_not,
        "and" => return Some(and_(exprs(json.clone()))),
        "or" => return Some(or_(exprs(json.clone()))),
        _ => return unary(kind, json),
    };
    let (left, right) = pair(json.clone());
    let mut built = method(left, right);
    if let Some(escape) = spec.string("escape") {
        built = built.escape(escape.chars().next().unwrap());
    }
    if spec.bool("autoescape") == Some(true) {
        built = built.autoescape();
    }
    if let Some(flags) = spec.string("flags") {
        built = built.regexp_flags(flags);
    }
    Some(built)
}

fn unary(kind: &str, json: &Json) -> Option<Expr> {
    let method: fn(Expr) -> Expr = match kind {
        "asc" => Expr::asc,
        "desc" => Expr::desc,
        "nulls_first" => Expr::nulls_first,
        "nulls_last" => Expr::nulls_last,
        "distinct" => Expr::distinct,
        "bitwise_not" => Expr::bitwise_not,
        "any_" => Expr::any_,
        "all_" => Expr::all_,
        "neg" => |operand| -operand,
        "not" => not_,
        _ => return None,
    };
    Some(method(expr(json.clone())))
}

fn in_operand(json: Json) -> InOperand {
    match json {
        Json::Array(values) => values.into_iter().map(expr).collect::<Vec<_>>().into(),
        json => match expr(json) {
            Expr::Subquery(query) => (*query).into(),
            expr => expr.into(),
        },
    }
}

fn left_and(json: Json) -> (Expr, Vec<Json>) {
    let Json::Array(mut parts) = json else {
        panic!("no operands: {json}")
    };
    (expr(parts.remove(0)), parts)
}

fn other(kind: &str, json: Json, spec: &mut Obj) -> Option<Expr> {
    Some(match kind {
        "c" => {
            let path = json.as_str().unwrap();
            let (table, column) = path.rsplit_once('.').unwrap();
            from_named(table).c(column)
        }
        "typed_column" => col_as(json.as_str().unwrap(), column_type(spec.require("type"))),
        "json" => Expr::Value(value(&json)),
        "bytes" => json.as_str().unwrap().as_bytes().into(),
        "bind" => {
            let given = value(&spec.require("value"));
            match spec.take("type") {
                Some(type_) => bindparam_as(json.as_str().unwrap(), given, column_type(type_)),
                None => bindparam(json.as_str().unwrap(), given),
            }
        }
        "in" | "not_in" => {
            let (left, mut rest) = left_and(json);
            let operand = in_operand(rest.remove(0));
            if kind == "in" {
                left.in_(operand)
            } else {
                left.not_in(operand)
            }
        }
        "between" | "not_between" => {
            let (left, rest) = left_and(json);
            let mut ends = rest.into_iter().map(expr);
            let (low, high) = (ends.next().unwrap(), ends.next().unwrap());
            let between = if spec.bool("symmetric") == Some(true) {
                left.between_symmetric(low, high)
            } else {
                left.between(low, high)
            };
            if kind == "between" { between } else { not_(between) }
        }
        "op" | "bool_op" => custom(kind, json, spec),
        "json_get" => {
            let (left, mut rest) = left_and(json);
            let built = left.json_get(match rest.remove(0) {
                Json::Array(steps) => schema::JsonIndex::from(steps.into_iter().map(expr).collect::<Vec<_>>()),
                step => expr(step).into(),
            });
            match spec.string("as").as_deref() {
                None => built,
                Some("string") => built.json_as(schema::string(None)),
                Some("integer") => built.json_as(schema::integer()),
                Some("boolean") => built.json_as(schema::boolean()),
                Some("float") => built.json_as(schema::float()),
                Some(other) => panic!("unknown {other}"),
            }
        }
        "collate" => {
            let (left, rest) = left_and(json);
            left.collate(rest[0].as_str().unwrap())
        }
        "label" => {
            let (left, rest) = left_and(json);
            left.label(rest[0].as_str().unwrap())
        }
        "tuple" => tuple_(exprs(json)),
        "array" => match spec.take("type") {
            Some(type_) => array_as(exprs(json), column_type(type_)),
            None => array_(exprs(json)),
        },
        "case" => case_of(json, spec).into(),
        "extract" => {
            let Json::Array(mut parts) = json else {
                panic!("no extract")
            };
            let inner = expr(parts.remove(1));
            extract(parts[0].as_str().unwrap(), inner)
        }
        "type_coerce" => type_coerce(expr(json), column_type(spec.require("to"))),
        "function" => function(json.as_str().unwrap(), spec).into(),
        "filter" | "over" => window(kind, json, spec),
        "exists" => schema::exists(query(json)),
        "scalar" => Expr::Subquery(Box::new(query(json))),
        "select" | "union" | "union_all" | "intersect" | "intersect_all" | "except_" | "except_all" => {
            let mut map = serde_json::Map::new();
            map.insert(kind.to_owned(), json);
            map.extend(std::mem::replace(spec, Obj::new(Json::Object(serde_json::Map::new()))).entries());
            Expr::Subquery(Box::new(query(Json::Object(map))))
        }
        "next_value" => {
            let mut sequence = schema::sequence(json.as_str().unwrap());
            sequence.schema = spec.take("schema").map(name);
            sequence.next_value()
        }
        "excluded" | "inserted" => schema::excluded(json.as_str().unwrap()),
        _ => panic!("unknown expression {kind}"),
    })
}

fn custom(kind: &str, json: Json, spec: &mut Obj) -> Expr {
    let (left, mut rest) = left_and(json);
    let right = expr(rest.remove(1));
    let operator = CustomOperator {
        opstring: rest[0].as_str().unwrap().to_owned(),
        precedence: i32::try_from(spec.number("precedence").unwrap_or(0)).unwrap(),
        is_comparison: kind == "bool_op" || spec.bool("is_comparison").unwrap_or(false),
        return_type: spec.take("return_type").map(column_type),
    };
    left.custom_op(operator, right)
}

fn function(path: &str, spec: &mut Obj) -> schema::Function {
    let mut parts: Vec<&str> = path.split('.').collect();
    let own = parts.pop().unwrap();
    let args: Vec<Expr> = spec.array("args").into_iter().map(expr).collect();
    let mut built = schema::func::call(own, args);
    for part in parts {
        built = built.package(part);
    }
    built.type_ = spec.take("type").map(column_type);
    built
}

fn window(kind: &str, json: Json, spec: &mut Obj) -> Expr {
    let Expr::Function(function) = expr(json) else {
        panic!("no function")
    };
    let mut function = *function;
    if kind == "filter" {
        for criterion in spec.array("where") {
            function = function.filter(expr(criterion));
        }
    } else {
        let by = |json: Option<Json>| json.map(exprs).unwrap_or_default();
        function = function.over(
            over()
                .partition_by(by(spec.take("partition_by")))
                .order_by(by(spec.take("order_by"))),
        );
    }
    function.into()
}

fn case_of(json: Json, spec: &mut Obj) -> Case {
    let mut built = match spec.take("value") {
        Some(json) => schema::case_value(expr(json)),
        None => case(),
    };
    let Json::Array(whens) = json else { panic!("no whens") };
    for when in whens {
        let (when, then) = pair(when);
        built = built.when(when, then);
    }
    match spec.take("else") {
        Some(json) => built.else_(expr(json)),
        None => built,
    }
}

fn source(json: Json) -> FromClause {
    match json {
        Json::String(key) => from_named(&key),
        json => {
            let mut spec = Obj::new(json);
            if let Some(text) = spec.string("text") {
                return schema::text(text).into();
            }
            let key = ["join", "outerjoin", "full"]
                .into_iter()
                .find(|key| spec.has(key))
                .unwrap();
            let mut sides = spec.array(key).into_iter().map(source);
            let (left, right) = (sides.next().unwrap(), sides.next().unwrap());
            let on = expr(spec.require("on"));
            spec.finish();
            match key {
                "join" => join(left, right, on),
                "outerjoin" => left.outerjoin(right, on),
                _ => FromClause::Join(
                    schema::Join {
                        left,
                        right,
                        on,
                        kind: schema::JoinKind::Full,
                    }
                    .into(),
                ),
            }
        }
    }
}

pub(crate) fn query(json: Json) -> Query {
    let mut spec = Obj::new(json);
    let query = match spec.take("select") {
        Some(columns) => select(columns, &mut spec).into(),
        None => compound(&mut spec).into(),
    };
    spec.finish();
    query
}

fn compound(spec: &mut Obj) -> Compound {
    for (key, operator) in [
        ("union", SetOperator::Union),
        ("union_all", SetOperator::UnionAll),
        ("intersect", SetOperator::Intersect),
        ("intersect_all", SetOperator::IntersectAll),
        ("except_", SetOperator::Except),
        ("except_all", SetOperator::ExceptAll),
    ] {
        if spec.has(key) {
            return Compound {
                operator,
                selects: spec.array(key).into_iter().map(query).collect(),
                order_by: spec.take("order_by").map(exprs).unwrap_or_default(),
                limit: spec.take("limit").map(expr),
                offset: spec.take("offset").map(expr),
            };
        }
    }
    panic!("no query: {:?}", spec.keys());
}

fn select(columns: Json, spec: &mut Obj) -> Select {
    let Json::Array(columns) = columns else {
        panic!("no columns")
    };
    let mut built = Select::default();
    for column in columns {
        match column {
            Json::String(key) => built.columns.extend(from_named(&key).columns()),
            json => built.columns.push(expr(json)),
        }
    }
    let list = |json: Option<Json>| json.map(exprs).unwrap_or_default();
    built.where_ = list(spec.take("where"));
    built.having = list(spec.take("having"));
    built.order_by = list(spec.take("order_by"));
    built.group_by = list(spec.take("group_by"));
    built.from = spec.array("from").into_iter().map(source).collect();
    for key in ["join", "outerjoin"] {
        for json in spec.array(key) {
            let mut each = Obj::new(json);
            let (to, on) = (from_named(&each.string("to").unwrap()), expr(each.require("on")));
            built = if key == "join" {
                built.join(to, on)
            } else {
                built.outerjoin(to, on)
            };
        }
    }
    if spec.take("distinct").is_some() {
        built.distinct = Distinct::Rows;
    }
    if let Some(json) = spec.take("distinct_on") {
        built.distinct = Distinct::On(exprs(json));
    }
    built.limit = spec.take("limit").map(expr);
    built.offset = spec.take("offset").map(expr);
    built.prefixes = spec.strings("prefix");
    if let Some(json) = spec.take("with_for_update") {
        let mut lock = Obj::new(json);
        built.for_update = Some(ForUpdate {
            read: lock.bool("read").unwrap_or(false),
            nowait: lock.bool("nowait").unwrap_or(false),
            skip_locked: lock.bool("skip_locked").unwrap_or(false),
        });
    }
    for key in spec.strings("correlate") {
        built = built.correlate(from_named(&key));
    }
    built
}
