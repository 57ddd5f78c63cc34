//! A reflected table in the words of SQLAlchemy's Inspector.

use alembic_core::schema::{
    Column, ColumnType, Constraint, Expr, ForeignKeyConstraint, Index, IndexElement, PrimaryKeyConstraint,
    ServerDefault, Table,
};
use alembic_sql::reflect::{sqlalchemy_type, verbatim_sql};
use serde_json::{Map, Value, json};

/// The answers to all questions of `record_reflection.py`.
pub(crate) fn answers(table: &Table) -> Map<String, Value> {
    let key = table.constraints().find_map(|constraint| match constraint {
        Constraint::PrimaryKey(key) => Some(key),
        _ => None,
    });
    let mut answers = Map::new();
    let mut answer = |question: &str, value: Value| answers.insert(question.to_owned(), value);
    answer(
        "columns",
        table.columns().map(|column| self::column(column, key)).collect(),
    );
    let key_columns = key.map_or(&[][..], |key| &key.columns);
    answer(
        "pk_constraint",
        json!({ "name": key.and_then(|key| key.name.as_str()), "constrained_columns": names(key_columns) }),
    );
    let foreign_keys = table.constraints().filter_map(|constraint| match constraint {
        Constraint::ForeignKey(key) => Some(foreign_key(key)),
        _ => None,
    });
    answer("foreign_keys", foreign_keys.collect());
    let uniques = table.constraints().filter_map(|constraint| match constraint {
        Constraint::Unique(unique) => {
            Some(json!({ "name": unique.name.as_str(), "column_names": names(&unique.columns) }))
        }
        _ => None,
    });
    answer("unique_constraints", uniques.collect());
    let of_table = table.constraints().filter_map(|constraint| match constraint {
        Constraint::Check(check) => Some(check),
        _ => None,
    });
    let checks = table.columns().flat_map(|column| &column.checks).chain(of_table);
    let checks = checks.map(|check| json!({ "sqltext": sql(&check.sqltext), "name": check.name.as_str() }));
    answer("check_constraints", checks.collect());
    answer("indexes", table.indexes().filter_map(index).collect());
    let mut options = Map::new();
    if !table.sqlite.with_rowid {
        options.insert("sqlite_with_rowid".to_owned(), json!(false));
    }
    if table.sqlite.strict {
        options.insert("sqlite_strict".to_owned(), json!(true));
    }
    answer("table_options", options.into());
    answers
}

/// The same answers in an order that depends on nothing; SQLAlchemy's depends on how its patterns match.
pub(crate) fn sorted(mut answer: Value, question: &str) -> Value {
    if let (Value::Array(entries), true) = (&mut answer, question != "columns") {
        entries.sort_by_cached_key(|entry| {
            let mut entry = entry.clone();
            entry.sort_all_objects();
            entry.to_string()
        });
    }
    answer
}

fn column(column: &Column, key: Option<&PrimaryKeyConstraint>) -> Value {
    let position = key.and_then(|key| key.columns.iter().position(|name| name.text == column.name.text));
    let type_ = match &column.type_ {
        ColumnType::Sql(declared) => sqlalchemy_type(declared),
        other => other.clone(),
    };
    let type_ = match type_ {
        ColumnType::Null => Value::Null,
        ColumnType::Sqlite(type_) => json!(type_.keyword()),
        other => json!(other.to_string()),
    };
    let mut told = json!({
        "name": column.name.as_str(),
        "type": type_,
        "nullable": column.nullable,
        "default": null,
        "primary_key": position.map_or(0, |position| position + 1),
    });
    match &column.server_default {
        Some(ServerDefault::Expr(expr)) => told["default"] = json!(without_parentheses(sql(expr))),
        Some(ServerDefault::Computed(computed)) => {
            told["computed"] = json!({ "sqltext": sql(&computed.sqltext), "persisted": computed.persisted });
        }
        None => {}
        Some(other) => panic!("{other:?}"),
    }
    told
}

/// SQLite tells a default without its outer parentheses.
pub(crate) fn without_parentheses(default: &str) -> &str {
    match default.strip_prefix('(') {
        Some(rest) => rest.strip_suffix(')').unwrap().trim(),
        None => default,
    }
}

fn foreign_key(key: &ForeignKeyConstraint) -> Value {
    let mut options = Map::new();
    for (name, action) in [("ondelete", &key.options.ondelete), ("onupdate", &key.options.onupdate)] {
        if let Some(action) = action.as_deref().filter(|action| *action != "NO ACTION") {
            options.insert(name.to_owned(), json!(action));
        }
    }
    if let Some(deferrable) = key.deferrability.deferrable {
        options.insert("deferrable".to_owned(), json!(deferrable));
    }
    if let Some(initially) = &key.deferrability.initially {
        options.insert("initially".to_owned(), json!(initially));
    }
    json!({
        "name": key.name.as_str(),
        "constrained_columns": names(&key.columns),
        "referred_schema": key.referent_schema.as_ref().map(|schema| schema.as_str()),
        "referred_table": key.referent_table.as_str(),
        "referred_columns": names(&key.referent_columns),
        "options": options,
    })
}

/// An index over columns; SQLAlchemy does not see the others.
fn index(index: &Index) -> Option<Value> {
    let columns: Option<Vec<&str>> = index.elements.iter().map(element_column).collect();
    let mut options = Map::new();
    if let Some(condition) = &index.sqlite.where_ {
        options.insert("sqlite_where".to_owned(), json!(sql(condition)));
    }
    Some(json!({
        "name": index.name.as_str(),
        "column_names": columns?,
        "unique": i32::from(index.unique),
        "dialect_options": options,
    }))
}

fn element_column(element: &IndexElement) -> Option<&str> {
    match element {
        IndexElement::Column(name) => Some(name.as_str()),
        IndexElement::Expr(Expr::Modified(modified)) => match &modified.expr {
            Expr::Column(column) if !column.is_literal => Some(column.name.as_str()),
            _ => None,
        },
        IndexElement::Expr(_) => None,
    }
}

fn names(names: &[alembic_core::schema::Name]) -> Vec<&str> {
    names.iter().map(|name| name.as_str()).collect()
}

fn sql(expr: &Expr) -> &str {
    verbatim_sql(expr).unwrap()
}
