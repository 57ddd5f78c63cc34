//! Operations of a case, made by the builders.

use alembic_core::ops::{self, AddConstraintOp, AlterColumn, ConstraintType, Given, InsertValue, Operation};
use alembic_core::schema::{Name, Table, table};
use serde_json::Value as Json;

use crate::batch::batch_alter_table;
use crate::definitions::definition;
use crate::expressions::{condition, constraint_name, index_element, name, server_default, text_clause, value};
use crate::items::{add_item, column, deferrability, index_options, operator_classes, referential, table_options};
use crate::json::Obj;
use crate::types::column_type;

pub(crate) fn operation(mut spec: Obj) -> Operation {
    let kind = spec.string("op").unwrap();
    let op = match kind.as_str() {
        "create_table" => create_table(&mut spec),
        "drop_table" => {
            let mut op = ops::drop_table(name(spec.require("table")));
            op.schema = spec.take("schema").map(name);
            op.if_exists = spec.bool("if_exists").unwrap_or(false);
            op.into()
        }
        "rename_table" => {
            let mut op = ops::rename_table(name(spec.require("table")), name(spec.require("to")));
            op.schema = spec.take("schema").map(name);
            op.into()
        }
        "create_table_comment" => {
            let mut op = ops::create_table_comment(name(spec.require("table")), "");
            op.comment = spec.string("comment");
            op.schema = spec.take("schema").map(name);
            op.existing_comment = spec.string("existing_comment");
            op.into()
        }
        "drop_table_comment" => {
            let mut op = ops::drop_table_comment(name(spec.require("table")));
            op.schema = spec.take("schema").map(name);
            op.existing_comment = spec.string("existing_comment");
            op.into()
        }
        "add_column" => {
            let table = name(spec.require("table"));
            let mut op = ops::add_column(table, column(Obj::new(spec.require("add"))));
            op.schema = spec.take("schema").map(name);
            op.if_not_exists = spec.bool("if_not_exists").unwrap_or(false);
            op.inline_references = spec.bool("inline_references").unwrap_or(false);
            op.inline_primary_key = spec.bool("inline_primary_key").unwrap_or(false);
            op.into()
        }
        "drop_column" => {
            let mut op = ops::drop_column(name(spec.require("table")), name(spec.require("column")));
            op.schema = spec.take("schema").map(name);
            op.if_exists = spec.bool("if_exists").unwrap_or(false);
            op.into()
        }
        "alter_column" => alter_column(&mut spec),
        "create_index" => create_index(&mut spec),
        "drop_index" => drop_index(&mut spec),
        "execute" if spec.has("ddl") => ops::execute(definition(Obj::new(spec.require("ddl")))).into(),
        "execute" => {
            let sql = spec.require("sql");
            match crate::statements::statement(&sql) {
                Some(statement) => ops::execute(statement).into(),
                None => ops::execute(text_clause(sql)).into(),
            }
        }
        "bulk_insert" => bulk_insert(&mut spec),
        "drop_constraint" => drop_constraint(&mut spec),
        "batch_alter_table" => batch_alter_table(&mut spec),
        _ => {
            let table = name(spec.require("table"));
            add_constraint(&kind, table, &mut spec).into()
        }
    };
    spec.finish();
    assert_eq!(op.name(), kind);
    op
}

fn create_table(spec: &mut Obj) -> Operation {
    let mut built = table(name(spec.require("table")));
    for item in spec.array("items") {
        built = add_item(built, Obj::new(item));
    }
    built.schema = spec.take("schema").map(name);
    if let Some(quote) = spec.bool("quote") {
        built.name.quote = Some(quote);
    }
    if let (Some(schema), Some(quote)) = (&mut built.schema, spec.bool("quote_schema")) {
        schema.quote = Some(quote);
    }
    built.comment = spec.string("comment");
    built.prefixes = spec.strings("prefixes");
    let if_not_exists = spec.bool("if_not_exists").unwrap_or(false);
    ops::create_table(table_options(built, spec))
        .if_not_exists(if_not_exists)
        .into()
}

/// `null` is Alembic's `None`, and an absent key is its `False`.
fn given<T>(json: Option<Json>, read: impl FnOnce(Json) -> T) -> Given<T> {
    match json {
        None => Given::Absent,
        Some(Json::Null) => Given::Null,
        Some(json) => Given::Value(read(json)),
    }
}

fn alter_column(spec: &mut Obj) -> Operation {
    let table = name(spec.require("table"));
    let column = name(spec.require("column"));
    ops::alter_column(table, column, alter(spec)).into()
}

pub(crate) fn alter(spec: &mut Obj) -> AlterColumn {
    let mut alter = ops::alter();
    alter.schema = spec.take("schema").map(name);
    alter.nullable = spec.bool("nullable");
    alter.comment = given(spec.take("comment"), |json| json.as_str().unwrap().to_owned());
    alter.server_default = given(spec.take("server_default"), server_default);
    alter.new_column_name = spec.take("new_column_name").map(name);
    alter.type_ = spec.take("type_").map(column_type);
    alter.autoincrement = spec.bool("autoincrement");
    alter.existing_type = spec.take("existing_type").map(column_type);
    alter.existing_server_default = given(spec.take("existing_server_default"), server_default);
    alter.existing_nullable = spec.bool("existing_nullable");
    alter.existing_comment = spec.string("existing_comment");
    alter.existing_autoincrement = spec.bool("existing_autoincrement");
    alter.postgresql_using = spec.string("postgresql_using");
    alter
}

fn create_index(spec: &mut Obj) -> Operation {
    let index_name = constraint_name(spec.take("name"));
    let columns: Vec<_> = spec.array("columns").into_iter().map(index_element).collect();
    let mut op = ops::create_index(index_name, name(spec.require("table")), columns);
    op.schema = spec.take("schema").map(name);
    op.if_not_exists = spec.bool("if_not_exists").unwrap_or(false);
    op.index = index_options(op.index, spec);
    op.into()
}

fn drop_index(spec: &mut Obj) -> Operation {
    let mut op = ops::drop_index(constraint_name(spec.take("name")));
    op.table_name = spec.take("table_name").map(name);
    op.schema = spec.take("schema").map(name);
    op.if_exists = spec.bool("if_exists").unwrap_or(false);
    op.postgresql_concurrently = spec.bool("postgresql_concurrently").unwrap_or(false);
    op.into()
}

fn drop_constraint(spec: &mut Obj) -> Operation {
    let mut op = ops::drop_constraint(constraint_name(spec.take("name")), name(spec.require("table")));
    op.schema = spec.take("schema").map(name);
    op.if_exists = spec.bool("if_exists").unwrap_or(false);
    op.constraint_type = constraint_type(spec);
    op.into()
}

pub(crate) fn constraint_type(spec: &mut Obj) -> Option<ConstraintType> {
    spec.string("type_").map(|kind| match kind.as_str() {
        "primary" => ConstraintType::Primary,
        "foreignkey" => ConstraintType::ForeignKey,
        "unique" => ConstraintType::Unique,
        "check" => ConstraintType::Check,
        other => panic!("unknown constraint type {other}"),
    })
}

pub(crate) fn add_constraint(kind: &str, table: Name, spec: &mut Obj) -> AddConstraintOp {
    let constraint = constraint_name(spec.take("name"));
    let schema = spec
        .take(if kind == "create_foreign_key" {
            "source_schema"
        } else {
            "schema"
        })
        .map(name);
    let columns = |spec: &mut Obj| spec.array("columns").into_iter().map(name).collect::<Vec<_>>();
    let mut op = match kind {
        "create_primary_key" => {
            let mut op = ops::create_primary_key(constraint, table, columns(spec));
            op.constraint.mysql_using = spec.string("mysql_using");
            op.erase()
        }
        "create_unique_constraint" => {
            let mut op = ops::create_unique_constraint(constraint, table, columns(spec));
            op.constraint.deferrability = deferrability(spec);
            op.constraint.postgresql_nulls_not_distinct = spec.bool("postgresql_nulls_not_distinct");
            op.constraint.postgresql_include = spec.array("postgresql_include").into_iter().map(name).collect();
            op.erase()
        }
        "create_foreign_key" => {
            let referent = name(spec.require("referent"));
            let columns = columns(spec);
            let to: Vec<_> = spec.array("to").into_iter().map(name).collect();
            let mut op = ops::create_foreign_key(constraint, table, referent, columns, to);
            op.constraint.referent_schema = spec.take("referent_schema").map(name);
            op.constraint.deferrability = deferrability(spec);
            op.constraint.options = referential(spec);
            op.erase()
        }
        "create_check_constraint" => {
            let mut op = ops::create_check_constraint(constraint, table, condition(spec.require("check")));
            op.constraint.postgresql_not_valid = spec.bool("postgresql_not_valid").unwrap_or(false);
            op.constraint.deferrability = deferrability(spec);
            op.erase()
        }
        "create_exclude_constraint" => {
            let elements = crate::items::exclude_elements(spec);
            let mut op = ops::create_exclude_constraint(constraint, table, elements);
            op.constraint.deferrability = deferrability(spec);
            op.constraint.where_ = spec.take("where").map(|json| condition(json).0);
            op.constraint.ops = operator_classes(spec, "ops");
            if let Some(method) = spec.string("using") {
                op.constraint.using = method;
            }
            op.erase()
        }
        other => panic!("unknown operation {other}"),
    };
    op.schema = schema;
    op
}

fn bulk_insert(spec: &mut Obj) -> Operation {
    let mut built: Table = table(name(spec.require("table")));
    for (column, type_) in Obj::new(spec.require("columns")).entries() {
        built = built.column(alembic_core::schema::column(column, column_type(type_)));
    }
    if let Some(options) = spec.take("table_kw") {
        let mut options = Obj::new(options);
        built.schema = options.take("schema").map(name);
        options.finish();
    }
    let rows: Vec<_> = spec
        .array("rows")
        .into_iter()
        .map(|json| {
            Obj::new(json)
                .entries()
                .into_iter()
                .fold(ops::row(), |row, (column, json)| match &json {
                    Json::Object(map) => {
                        let own_type = map.get("type").cloned().map(column_type);
                        row.set(column, InsertValue::Inline(value(&map["inline"]), own_type))
                    }
                    plain => row.set(column, value(plain)),
                })
        })
        .collect();
    ops::bulk_insert(built, rows)
        .multiinsert(spec.bool("multiinsert").unwrap_or(true))
        .into()
}
