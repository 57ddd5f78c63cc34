//! Definitions of a case, for `op.execute`.

use alembic_core::schema::{self, ColumnType, DdlElement, postgresql};

use crate::expressions::name;
use crate::json::Obj;
use crate::types::column_type;

pub(crate) fn definition(mut spec: Obj) -> DdlElement {
    let if_exists = spec.bool("if_exists").unwrap_or(false);
    let if_not_exists = spec.bool("if_not_exists").unwrap_or(false);
    let element = if let Some(json) = spec.take("create_sequence") {
        schema::create_sequence(sequence(name(json), &mut spec))
            .if_not_exists(if_not_exists)
            .into()
    } else if let Some(json) = spec.take("drop_sequence") {
        schema::drop_sequence(sequence(name(json), &mut spec))
            .if_exists(if_exists)
            .into()
    } else if let Some(json) = spec.take("create_schema") {
        schema::create_schema(name(json)).if_not_exists(if_not_exists).into()
    } else if let Some(json) = spec.take("drop_schema") {
        let cascade = spec.bool("cascade").unwrap_or(false);
        schema::drop_schema(name(json))
            .cascade(cascade)
            .if_exists(if_exists)
            .into()
    } else if let Some(json) = spec.take("add_enum_value") {
        let mut built =
            postgresql::add_enum_value(name(json), spec.string("value").unwrap()).if_not_exists(if_not_exists);
        built.schema = spec.take("schema").map(name);
        if let Some(value) = spec.string("before") {
            built = built.before(value);
        }
        if let Some(value) = spec.string("after") {
            built = built.after(value);
        }
        built.into()
    } else if let Some(json) = spec.take("rename_enum_value") {
        let (from, to) = (spec.string("from").unwrap(), spec.string("to").unwrap());
        let mut built = postgresql::rename_enum_value(name(json), from, to);
        built.schema = spec.take("schema").map(name);
        built.into()
    } else {
        named_type(&mut spec)
    };
    spec.take("sql");
    spec.finish();
    element
}

fn named_type(spec: &mut Obj) -> DdlElement {
    let enum_type = |type_| match type_ {
        ColumnType::Postgresql(postgresql::PostgresqlType::Enum(enum_)) => postgresql::PgEnumType(enum_),
        other => panic!("no enum: {other}"),
    };
    let domain = |type_| match type_ {
        ColumnType::Postgresql(postgresql::PostgresqlType::Domain(domain)) => *domain,
        other => panic!("no domain: {other}"),
    };
    if let Some(json) = spec.take("create_enum_type") {
        postgresql::create_enum_type(enum_type(column_type(json))).into()
    } else if let Some(json) = spec.take("drop_enum_type") {
        postgresql::drop_enum_type(enum_type(column_type(json))).into()
    } else if let Some(json) = spec.take("create_domain_type") {
        postgresql::create_domain_type(domain(column_type(json))).into()
    } else {
        postgresql::drop_domain_type(domain(column_type(spec.require("drop_domain_type")))).into()
    }
}

fn sequence(name_: schema::Name, spec: &mut Obj) -> schema::Sequence {
    let mut built = schema::sequence(name_);
    built.schema = spec.take("schema").map(name);
    built.data_type = spec.take("data_type").map(column_type).map(Box::new);
    built.optional = spec.bool("optional").unwrap_or(false);
    if let Some(quote) = spec.bool("quote") {
        built.name.quote = Some(quote);
    }
    if let (Some(schema), Some(quote)) = (&mut built.schema, spec.bool("quote_schema")) {
        schema.quote = Some(quote);
    }
    let options = &mut built.options;
    options.start = spec.number("start");
    options.increment = spec.number("increment");
    options.minvalue = spec.number("minvalue");
    options.maxvalue = spec.number("maxvalue");
    options.cache = spec.number("cache");
    options.cycle = spec.bool("cycle");
    options.nominvalue = spec.bool("nominvalue").unwrap_or(false);
    options.nomaxvalue = spec.bool("nomaxvalue").unwrap_or(false);
    built
}
