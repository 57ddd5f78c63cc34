//! Tables' items and options of a case.

use alembic_core::schema::{
    self, Autoincrement, Column, Constraint, ConstraintName, Deferrability, ForeignKey, Index, IndexElement,
    ReferentialOptions, ServerDefault, Table, mysql, postgresql,
};
use serde_json::Value as Json;

use crate::expressions::{condition, constraint_name, identity_of, index_element, name, server_default, value};
use crate::json::Obj;
use crate::types::column_type;

pub(crate) fn add_item(table: Table, mut spec: Obj) -> Table {
    if spec.has("column") {
        return table.column(column(spec));
    }
    if spec.has("index") {
        let index_name = constraint_name(spec.take("index"));
        let elements: Vec<_> = spec.array("columns").into_iter().map(index_element).collect();
        let index = index_options(schema::index(index_name, elements), &mut spec);
        spec.finish();
        return table.index(index);
    }
    let constraint = constraint(&mut spec);
    spec.finish();
    table.constraint(constraint)
}

fn constraint(spec: &mut Obj) -> Constraint {
    let constraint_name = constraint_name(spec.take("name"));
    let deferrability = deferrability(spec);
    let sqlite_on_conflict = spec.string("sqlite_on_conflict");
    if spec.has("primary_key") {
        let mut built = schema::primary_key(spec.strings("primary_key"));
        built.name = constraint_name;
        built.deferrability = deferrability;
        built.sqlite_on_conflict = sqlite_on_conflict;
        built.mysql_using = spec.string("mysql_using");
        built.mariadb_using = spec.string("mariadb_using");
        built.postgresql_include = spec.array("postgresql_include").into_iter().map(name).collect();
        built.into()
    } else if spec.has("unique") {
        let mut built = schema::unique(spec.strings("unique"));
        built.name = constraint_name;
        built.deferrability = deferrability;
        built.sqlite_on_conflict = sqlite_on_conflict;
        built.postgresql_nulls_not_distinct = spec.bool("postgresql_nulls_not_distinct");
        built.postgresql_include = spec.array("postgresql_include").into_iter().map(name).collect();
        built.into()
    } else if spec.has("foreign_key") {
        let columns = spec.strings("foreign_key");
        let targets: Vec<_> = spec.strings("to").iter().map(|target| target_of(target)).collect();
        let (referent_schema, table, _) = targets[0].clone();
        let remote: Vec<String> = targets.into_iter().map(|(_, _, column)| column).collect();
        let mut built = schema::foreign_key(columns, table, remote);
        built.referent_schema = referent_schema.map(Into::into);
        built.name = constraint_name;
        built.deferrability = deferrability;
        built.options = referential(spec);
        built.into()
    } else if spec.has("exclude") {
        let mut built = postgresql::exclude(exclude_elements(spec));
        built.name = constraint_name;
        built.deferrability = deferrability;
        if let Some(method) = spec.string("using") {
            built.using = method;
        }
        built.where_ = spec.take("where").map(|json| condition(json).0);
        built.ops = operator_classes(spec, "ops");
        built.into()
    } else {
        let mut built = schema::check(condition(spec.require("check")));
        built.name = constraint_name;
        built.deferrability = deferrability;
        built.sqlite_on_conflict = sqlite_on_conflict;
        built.postgresql_not_valid = spec.bool("postgresql_not_valid").unwrap_or(false);
        built.into()
    }
}

pub(crate) fn exclude_elements(spec: &mut Obj) -> Vec<(IndexElement, String)> {
    let pairs = spec.array("exclude").into_iter();
    pairs
        .map(|pair| (index_element(pair[0].clone()), pair[1].as_str().unwrap().to_owned()))
        .collect()
}

/// `schema.table.column` or `table.column`.
fn target_of(target: &str) -> (Option<String>, String, String) {
    let (table, column) = target.rsplit_once('.').unwrap();
    match table.rsplit_once('.') {
        Some((schema, table)) => (Some(schema.to_owned()), table.to_owned(), column.to_owned()),
        None => (None, table.to_owned(), column.to_owned()),
    }
}

pub(crate) fn deferrability(spec: &mut Obj) -> Deferrability {
    Deferrability {
        deferrable: spec.bool("deferrable"),
        initially: spec.string("initially"),
    }
}

pub(crate) fn referential(spec: &mut Obj) -> ReferentialOptions {
    ReferentialOptions {
        ondelete: spec.string("ondelete"),
        onupdate: spec.string("onupdate"),
        match_: spec.string("match"),
        use_alter: spec.bool("use_alter").unwrap_or(false),
        postgresql_not_valid: spec.bool("postgresql_not_valid").unwrap_or(false),
        ..ReferentialOptions::default()
    }
}

fn reference(json: Json) -> ForeignKey {
    let mut spec = Obj::new(json);
    let (referent_schema, table, column) = target_of(&spec.string("to").unwrap());
    let mut built = schema::references(table, column);
    built.referent_schema = referent_schema.map(Into::into);
    built.name = constraint_name(spec.take("name"));
    built.deferrability = deferrability(&mut spec);
    built.options = referential(&mut spec);
    spec.finish();
    built
}

pub(crate) fn column(mut spec: Obj) -> Column {
    let type_ = spec.take("type").map_or(schema::ColumnType::Null, column_type);
    let mut built = schema::column(name(spec.require("column")), type_);
    if let Some(quote) = spec.bool("quote") {
        built.name.quote = Some(quote);
    }
    built.nullable = spec.bool("nullable");
    built.primary_key = spec.bool("primary_key").unwrap_or(false);
    built.unique = spec.bool("unique").unwrap_or(false);
    built.index = spec.bool("index").unwrap_or(false);
    built.system = spec.bool("system").unwrap_or(false);
    built.comment = spec.string("comment");
    built.server_default = spec.take("server_default").map(server_default);
    if let Some(json) = spec.take("computed") {
        let mut computed = schema::computed(condition(json));
        computed.persisted = spec.bool("persisted");
        built.server_default = Some(ServerDefault::Computed(computed));
    }
    if let Some(json) = spec.take("identity") {
        built.server_default = Some(ServerDefault::Identity(identity_of(json)));
    }
    if let Some(sequence) = spec.string("sequence") {
        built = built.default(schema::sequence(sequence));
    }
    if let Some(json) = spec.take("default") {
        built = built.default(value(&json));
    }
    if let Some(json) = spec.take("onupdate") {
        built = built.onupdate(value(&json));
    }
    built.autoincrement = match spec.take("autoincrement") {
        None => Autoincrement::Auto,
        Some(Json::Bool(flag)) => flag.into(),
        Some(Json::String(word)) if word == "ignore_fk" => Autoincrement::IgnoreFk,
        Some(other) => panic!("autoincrement {other}"),
    };
    built.foreign_keys = spec.array("references").into_iter().map(reference).collect();
    for json in spec.array("checks") {
        let mut spec = Obj::new(json);
        let mut check = schema::check(condition(spec.require("check")));
        check.name = constraint_name(spec.take("name"));
        check.sqlite_on_conflict = spec.string("sqlite_on_conflict");
        spec.finish();
        built.checks.push(check);
    }
    built.sqlite.on_conflict_primary_key = spec.string("sqlite_on_conflict_primary_key");
    built.sqlite.on_conflict_not_null = spec.string("sqlite_on_conflict_not_null");
    built.sqlite.on_conflict_unique = spec.string("sqlite_on_conflict_unique");
    spec.finish();
    built
}

pub(crate) fn index_options(mut index: Index, spec: &mut Obj) -> Index {
    index.unique = spec.bool("unique").unwrap_or(false);
    if let (ConstraintName::Plain(name), Some(quote)) = (&mut index.name, spec.bool("quote")) {
        name.quote = Some(quote);
    }
    let options = &mut index.postgresql;
    options.using = spec.string("postgresql_using");
    options.include = spec.array("postgresql_include").into_iter().map(name).collect();
    options.where_ = spec.take("postgresql_where").map(|json| condition(json).0);
    options.concurrently = spec.bool("postgresql_concurrently").unwrap_or(false);
    options.tablespace = spec.take("postgresql_tablespace").map(name);
    options.nulls_not_distinct = spec.bool("postgresql_nulls_not_distinct");
    options.ops = operator_classes(spec, "postgresql_ops");
    options.with = with_options(spec, "postgresql_with");
    index.sqlite.where_ = spec.take("sqlite_where").map(|json| condition(json).0);
    index.mysql = mysql_index(spec, "mysql");
    index.mariadb = mysql_index(spec, "mariadb");
    index
}

pub(crate) fn operator_classes(spec: &mut Obj, key: &str) -> Vec<(schema::Name, String)> {
    let classes = spec.take(key).map_or_else(Vec::new, |json| Obj::new(json).entries());
    let classes = classes.into_iter();
    classes
        .map(|(column, class)| (column.into(), class.as_str().unwrap().to_owned()))
        .collect()
}

fn mysql_index(spec: &mut Obj, dialect: &str) -> mysql::IndexOptions {
    let mut options = mysql::index();
    options.prefix = spec.string(&format!("{dialect}_prefix"));
    options.using = spec.string(&format!("{dialect}_using"));
    options.with_parser = spec.string(&format!("{dialect}_with_parser"));
    match spec.take(&format!("{dialect}_length")) {
        None => options,
        Some(Json::Object(lengths)) => lengths.into_iter().fold(options, |options, (column, length)| {
            options.column_length(column, u32::try_from(length.as_u64().unwrap()).unwrap())
        }),
        Some(length) => options.length(u32::try_from(length.as_u64().unwrap()).unwrap()),
    }
}

fn with_options(spec: &mut Obj, key: &str) -> Vec<(String, postgresql::WithOption)> {
    let entries = spec.take(key).map_or_else(Vec::new, |json| Obj::new(json).entries());
    let options = entries.into_iter().map(|(parameter, json)| {
        let value = match json {
            Json::Null => postgresql::WithOption::Flag,
            Json::Bool(flag) => flag.into(),
            Json::Number(number) => number.as_i64().unwrap().into(),
            other => other.as_str().unwrap().into(),
        };
        (parameter, value)
    });
    options.collect()
}

pub(crate) fn table_options(mut table: Table, spec: &mut Obj) -> Table {
    // it tells reflection where to look, and nothing to `CREATE TABLE`
    spec.take("postgresql_ignore_search_path");
    table.sqlite.autoincrement = spec.bool("sqlite_autoincrement").unwrap_or(false);
    table.sqlite.with_rowid = spec.bool("sqlite_with_rowid").unwrap_or(true);
    table.sqlite.strict = spec.bool("sqlite_strict").unwrap_or(false);
    table.postgresql.inherits = spec.array("postgresql_inherits").into_iter().map(name).collect();
    table.postgresql.partition_by = spec.string("postgresql_partition_by");
    table.postgresql.using = spec.string("postgresql_using");
    table.postgresql.with_oids = spec.bool("postgresql_with_oids");
    table.postgresql.on_commit = spec.string("postgresql_on_commit");
    table.postgresql.tablespace = spec.take("postgresql_tablespace").map(name);
    table.postgresql.with = with_options(spec, "postgresql_with");
    for key in spec.keys() {
        let (prefix, target) = match key.split_once('_') {
            Some(("mysql", _)) => ("mysql_", &mut table.mysql),
            Some(("mariadb", _)) => ("mariadb_", &mut table.mariadb),
            _ => continue,
        };
        let value = spec.string(&key).unwrap();
        *target = std::mem::take(target).option(&key[prefix.len()..], value);
    }
    table
}
