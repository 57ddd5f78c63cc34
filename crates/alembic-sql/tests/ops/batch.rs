//! Batches of a case.

use alembic_core::ops::{self, BatchOperation, Operation, Recreate, batch};
use alembic_core::schema::{Table, TableItem, table};
use serde_json::Value as Json;

use crate::build::{add_constraint, alter, constraint_type};
use crate::expressions::{constraint_name, index_element, name};
use crate::items::{add_item, column, index_options, table_options};
use crate::json::Obj;
use crate::naming::naming;
use crate::types::column_type;

pub(crate) fn batch_alter_table(spec: &mut Obj) -> Operation {
    let mut op = ops::batch_alter_table(name(spec.require("table")));
    op.schema = spec.take("schema").map(name);
    op.recreate = match spec.string("recreate").as_deref() {
        None | Some("auto") => Recreate::Auto,
        Some("always") => Recreate::Always,
        Some("never") => Recreate::Never,
        Some(other) => panic!("recreate {other}"),
    };
    op.copy_from = spec.take("copy_from").map(|json| {
        let mut spec = Obj::new(json);
        let built = table_of(&mut spec);
        spec.finish();
        built
    });
    op.naming_convention = spec.take("copy_convention").map(naming);
    for json in spec.array("table_args") {
        op.table_args.extend(items(json));
    }
    for names in spec.array("partial_reordering") {
        let names = names
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap().to_owned());
        op = op.partial_reordering(names);
    }
    if let Some(json) = spec.take("table_kwargs") {
        op.table_kwargs = table_kwargs(Obj::new(json));
    }
    for json in spec.array("batch") {
        let mut change = Obj::new(json);
        op.push(operation(&mut change));
        change.finish();
    }
    op.into()
}

fn table_of(spec: &mut Obj) -> Table {
    let mut built = table(name(spec.require("table")));
    for item in spec.array("items") {
        built = add_item(built, Obj::new(item));
    }
    built.schema = spec.take("schema").map(name);
    built.comment = spec.string("comment");
    table_options(built, spec)
}

fn items(json: Json) -> Vec<TableItem> {
    add_item(table("holder"), Obj::new(json)).items
}

fn table_kwargs(mut spec: Obj) -> ops::TableKwargs {
    let mut options = ops::table_kwargs();
    options.comment = spec.string("comment");
    options.prefixes = spec.strings("prefixes");
    options.sqlite_autoincrement = spec.bool("sqlite_autoincrement");
    options.sqlite_with_rowid = spec.bool("sqlite_with_rowid");
    options.sqlite_strict = spec.bool("sqlite_strict");
    let has_postgresql = spec.keys().iter().any(|key| key.starts_with("postgresql_"));
    let built = table_options(table("holder"), &mut spec);
    spec.finish();
    options.postgresql = has_postgresql.then_some(built.postgresql);
    options.mysql = built.mysql;
    options.mariadb = built.mariadb;
    options
}

fn operation(spec: &mut Obj) -> BatchOperation {
    let kind = spec.string("op").unwrap();
    match kind.as_str() {
        "add_column" => {
            let mut op = batch::add_column(column(Obj::new(spec.require("add"))));
            op.insert_before = spec.take("insert_before").map(name);
            op.insert_after = spec.take("insert_after").map(name);
            op.if_not_exists(spec.bool("if_not_exists").unwrap_or(false))
                .inline_references(spec.bool("inline_references").unwrap_or(false))
                .inline_primary_key(spec.bool("inline_primary_key").unwrap_or(false))
                .into()
        }
        "drop_column" => {
            let mut op = batch::drop_column(name(spec.require("column")));
            op.existing_type = spec.take("existing_type").map(column_type);
            op.if_exists(spec.bool("if_exists").unwrap_or(false)).into()
        }
        "alter_column" => batch::alter_column(name(spec.require("column")), alter(spec)).into(),
        "create_index" => {
            let index_name = constraint_name(spec.take("name"));
            let columns: Vec<_> = spec.array("columns").into_iter().map(index_element).collect();
            let mut op = batch::create_index(index_name, columns);
            op.index = index_options(op.index, spec);
            op.into()
        }
        "drop_index" => batch::drop_index(constraint_name(spec.take("name"))).into(),
        "drop_constraint" => {
            let mut op = batch::drop_constraint(constraint_name(spec.take("name")));
            op.constraint_type = constraint_type(spec);
            op.into()
        }
        "create_table_comment" => {
            let mut op = batch::create_table_comment("");
            op.comment = spec.string("comment");
            op.existing_comment = spec.string("existing_comment");
            op.into()
        }
        "drop_table_comment" => {
            let mut op = batch::drop_table_comment();
            op.existing_comment = spec.string("existing_comment");
            op.into()
        }
        kind => add_constraint(kind, "holder".into(), spec).into(),
    }
}
