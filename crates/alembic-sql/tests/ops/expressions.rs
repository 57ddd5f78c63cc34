//! Expressions, names and defaults of a case.

use alembic_core::Value;
use alembic_core::schema::{
    Condition, ConstraintName, Expr, Function, IndexElement, Name, ServerDefault, cast, col, computed, f, func,
    identity, literal, literal_as, literal_column, quoted_name, text,
};
use serde_json::Value as Json;

use crate::json::Obj;
use crate::types::column_type;

pub(crate) fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Bool(*flag),
        Json::Number(number) => number
            .as_i64()
            .map_or_else(|| Value::Float(number.as_f64().unwrap()), Value::Int),
        Json::String(text) => Value::Text(text.clone()),
        other => panic!("no value: {other}"),
    }
}

pub(crate) fn name(json: Json) -> Name {
    match json {
        Json::String(text) => text.into(),
        json => {
            let mut spec = Obj::new(json);
            let name = quoted_name(spec.string("name").unwrap(), spec.bool("quote").unwrap());
            spec.finish();
            name
        }
    }
}

pub(crate) fn constraint_name(json: Option<Json>) -> ConstraintName {
    match json {
        None | Some(Json::Null) => ConstraintName::Unnamed,
        Some(Json::Object(map)) if map.contains_key("f") => f(map["f"].as_str().unwrap()),
        Some(json) => ConstraintName::Plain(name(json)),
    }
}

pub(crate) fn condition(json: Json) -> Condition {
    match json {
        Json::String(sql) => sql.into(),
        json => expr(json).into(),
    }
}

pub(crate) fn index_element(json: Json) -> IndexElement {
    match json {
        Json::String(name) => name.into(),
        Json::Object(map) if map.contains_key("name") => name(Json::Object(map)).into(),
        json => expr(json).into(),
    }
}

pub(crate) fn server_default(json: Json) -> ServerDefault {
    match json {
        Json::String(literal) => literal.into(),
        json => {
            let mut spec = Obj::new(json);
            if spec.has("computed") {
                let mut default = computed(condition(spec.require("computed")));
                default.persisted = spec.bool("persisted");
                spec.finish();
                default.into()
            } else if spec.has("identity") {
                let default = identity_of(spec.require("identity"));
                spec.finish();
                default.into()
            } else if spec.has("fetched") {
                ServerDefault::Fetched
            } else {
                expr_of(spec).into()
            }
        }
    }
}

pub(crate) fn identity_of(json: Json) -> alembic_core::schema::Identity {
    let mut spec = Obj::new(json);
    let mut built = identity().always(spec.bool("always").unwrap_or(false));
    built.options.start = spec.number("start");
    built.options.increment = spec.number("increment");
    built.options.minvalue = spec.number("minvalue");
    built.options.maxvalue = spec.number("maxvalue");
    built.options.cache = spec.number("cache");
    built.options.cycle = spec.bool("cycle");
    built.options.nominvalue = spec.bool("nominvalue").unwrap_or(false);
    built.options.nomaxvalue = spec.bool("nomaxvalue").unwrap_or(false);
    spec.finish();
    built
}

pub(crate) fn text_clause(json: Json) -> alembic_core::schema::TextClause {
    match json {
        Json::String(sql) => sql.into(),
        json => {
            let mut spec = Obj::new(json);
            let mut clause = text(spec.string("text").unwrap());
            if let Some(binds) = spec.take("binds") {
                for (key, json) in Obj::new(binds).entries() {
                    clause = clause.bind(key, value(&json));
                }
            }
            spec.finish();
            clause
        }
    }
}

pub(crate) fn expr(json: Json) -> Expr {
    match json {
        Json::Object(map) => expr_of(Obj::new(Json::Object(map))),
        json => Expr::Value(value(&json)),
    }
}

fn expr_of(mut spec: Obj) -> Expr {
    let modified = |spec: &mut Obj| {
        for (key, apply) in [
            ("asc", Expr::asc as fn(Expr) -> Expr),
            ("desc", Expr::desc),
            ("nulls_first", Expr::nulls_first),
            ("nulls_last", Expr::nulls_last),
        ] {
            if let Some(inner) = spec.take(key) {
                return Some(apply(expr(inner)));
            }
        }
        None
    };
    let built = if spec.has("text") {
        return text_clause(Json::Object(spec.entries().into_iter().collect())).into();
    } else if let Some(name) = spec.string("func") {
        let function: Function = func::call(name, spec.array("args").into_iter().map(expr).collect::<Vec<_>>());
        function.into()
    } else if let Some(name) = spec.string("column") {
        col(name)
    } else if let Some(sql) = spec.string("literal_column") {
        literal_column(sql)
    } else if let Some(json) = spec.take("literal") {
        match spec.take("type") {
            None => literal(value(&json)),
            Some(type_) => literal_as(value(&json), column_type(type_)),
        }
    } else if let Some(inner) = spec.take("cast") {
        cast(expr(inner), column_type(spec.require("to")))
    } else if spec.take("null").is_some() {
        alembic_core::schema::null()
    } else if spec.take("true").is_some() {
        alembic_core::schema::true_()
    } else if spec.take("false").is_some() {
        alembic_core::schema::false_()
    } else if let Some(expr) = modified(&mut spec) {
        expr
    } else {
        crate::vocabulary::ours(&mut spec).unwrap_or_else(|| panic!("unknown expression {:?}", spec.keys()))
    };
    spec.finish();
    built
}
