//! Statements of a case: `insert`, `update`, `delete` and queries.

use alembic_core::Value;
use alembic_core::ops::{self, ConflictTarget, Insert, InsertRow, InsertValue, InsertValues, OnConflict, Sql, Update};
use alembic_core::schema::{self, Expr};
use serde_json::Value as Json;

use crate::expressions::{expr, name};
use crate::json::Obj;
use crate::vocabulary::{exprs, from_named, query, table_named};

fn row(json: Json) -> InsertRow {
    let pairs: Vec<(String, Json)> = match json {
        Json::Array(pairs) => pairs
            .into_iter()
            .map(|pair| (pair[0].as_str().unwrap().to_owned(), pair[1].clone()))
            .collect(),
        json => Obj::new(json).entries(),
    };
    pairs.into_iter().fold(ops::row(), |row, (column, json)| {
        let value = match expr(json) {
            Expr::Value(value) => InsertValue::Value(value),
            expr => InsertValue::Expr(expr),
        };
        row.set(column, value)
    })
}

/// A statement of `execute`, or `None` if it is text.
pub(crate) fn statement(json: &Json) -> Option<Sql> {
    let Json::Object(map) = json else { return None };
    let kind = map.keys().next()?.clone();
    let mut spec = Obj::new(json.clone());
    let sql = match kind.as_str() {
        "insert" => insert(&mut spec).into(),
        "update" => update(&mut spec).into(),
        "delete" => {
            let mut built = ops::delete(from_named(&spec.string("delete").unwrap()));
            built.where_ = spec.take("where").map(exprs).unwrap_or_default();
            built.returning = spec.take("returning").map(exprs).unwrap_or_default();
            built.prefixes = spec.strings("prefix");
            built.mysql_limit = spec.number("mysql_limit").and_then(|limit| limit.try_into().ok());
            built.into()
        }
        "text" => return None,
        _ => return Some(query(json.clone()).into()),
    };
    spec.finish();
    Some(sql)
}

fn insert(spec: &mut Obj) -> Insert {
    let mut built = ops::insert(&table_named(&spec.string("insert").unwrap()));
    spec.take("dialect");
    built.inline = spec.bool("inline").unwrap_or(false);
    match spec.take("values") {
        Some(Json::Array(rows)) => built.values = InsertValues::Rows(rows.into_iter().map(row).collect()),
        Some(json) => built.values = InsertValues::Row(row(json)),
        None => {}
    }
    if let Some(Json::Array(mut parts)) = spec.take("from_select") {
        let select = query(parts.remove(1));
        let names: Vec<_> = parts.remove(0).as_array().unwrap().iter().cloned().map(name).collect();
        built = built.from_select(names, select);
    }
    if let Some(json) = spec.take("on_conflict_do_nothing") {
        let mut target = Obj::new(json);
        built.conflict = Some(OnConflict::DoNothing(conflict_target(&mut target)));
        target.finish();
    }
    if let Some(json) = spec.take("on_conflict_do_update") {
        let mut target = Obj::new(json);
        built.conflict = Some(OnConflict::DoUpdate {
            set: row(target.require("set_")),
            where_: target.take("where").map(exprs).unwrap_or_default(),
            target: conflict_target(&mut target),
        });
        target.finish();
    }
    if let Some(json) = spec.take("on_duplicate_key_update") {
        built.conflict = Some(OnConflict::DuplicateKeyUpdate(row(json)));
    }
    built.returning = spec.take("returning").map(exprs).unwrap_or_default();
    built.prefixes = spec.strings("prefix");
    built
}

fn conflict_target(spec: &mut Obj) -> ConflictTarget {
    ConflictTarget {
        constraint: spec.take("constraint").map(name),
        index_elements: spec
            .array("index_elements")
            .into_iter()
            .map(|json| match json {
                Json::String(column) => schema::col(column),
                json => expr(json),
            })
            .collect(),
        index_where: spec.take("index_where").map(expr),
    }
}

fn update(spec: &mut Obj) -> Update {
    let mut built = ops::update(&table_named(&spec.string("update").unwrap()));
    if let Some(json) = spec.take("values") {
        built.values = row(json);
    }
    if let Some(json) = spec.take("ordered_values") {
        built = built.ordered_values(row(json));
    }
    built.where_ = spec.take("where").map(exprs).unwrap_or_default();
    built.returning = spec.take("returning").map(exprs).unwrap_or_default();
    built.prefixes = spec.strings("prefix");
    built.mysql_limit = spec.number("mysql_limit").and_then(|limit| limit.try_into().ok());
    built
}

/// A bound value as the sections show it: a boolean is a number where the database has no booleans.
pub(crate) fn shown(value: &Value, native_boolean: bool) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(flag) if native_boolean => (*flag).into(),
        Value::Bool(flag) => i64::from(*flag).into(),
        Value::Int(number) => (*number).into(),
        Value::Float(number) => (*number).into(),
        Value::Text(text) => text.clone().into(),
        Value::Bytes(bytes) => format!("bytes:{}", String::from_utf8_lossy(bytes)).into(),
    }
}
