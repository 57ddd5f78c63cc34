//! What stands around a table: its triggers, and the views and triggers that name it.

use super::catalog::{Catalog, Object};
use super::error::ReflectError;
use super::mentions_table;
use super::names::name;
use super::token::{Token, tokens};
use crate::reflect::{StoredKind, StoredObject};

/// The table's own triggers, and what depends on it.
pub(super) struct Around {
    pub(super) triggers: Vec<StoredObject>,
    pub(super) dependents: Vec<StoredObject>,
}

/// Looks around a table in its own schema and among the temporary objects, which can name it too.
///
/// Views come before triggers, each oldest first, so that they can be made again in this order.
pub(super) fn around(catalog: &mut Catalog<'_>, table: &str) -> Result<Around, ReflectError> {
    let mut schemas = vec![catalog.schema.clone()];
    if !catalog.schema.eq_ignore_ascii_case("temp") {
        schemas.push("temp".to_owned());
    }
    let (mut views, mut triggers) = (Vec::new(), Vec::new());
    for schema in &schemas {
        let mut catalog = catalog.of_schema(schema);
        views.extend(catalog.objects("view")?.into_iter().map(|view| (schema.as_str(), view)));
        triggers.extend(
            catalog
                .objects("trigger")?
                .into_iter()
                .map(|trigger| (schema.as_str(), trigger)),
        );
    }
    let views = dependent_views(views, table);
    let names = |sql: &str| mentions_table(sql, table) || views.iter().any(|(_, view)| mentions_table(sql, &view.name));
    let mut around = Around {
        triggers: Vec::new(),
        dependents: views
            .iter()
            .map(|(schema, view)| stored(StoredKind::View, schema, view))
            .collect(),
    };
    for (schema, trigger) in &triggers {
        if trigger.table.eq_ignore_ascii_case(table) {
            if *schema == "temp" && !stands_on(catalog, trigger)? {
                continue;
            }
            around.triggers.push(stored(StoredKind::Trigger, schema, trigger));
        } else if names(&trigger.sql) {
            around.dependents.push(stored(StoredKind::Trigger, schema, trigger));
        }
    }
    Ok(around)
}

/// Whether a temporary trigger, which can stand on a table of any schema, stands on the one of this schema.
fn stands_on(catalog: &mut Catalog<'_>, trigger: &Object) -> Result<bool, ReflectError> {
    let tokens = tokens(&trigger.sql);
    // behind `CREATE TRIGGER name` no name can be ON without quotes
    let mut behind = tokens.iter().skip(3).skip_while(|token| !token.is_word("ON")).skip(1);
    if let (Some(schema), Some(dot)) = (behind.next().and_then(Token::name), behind.next())
        && dot.is('.')
    {
        return Ok(schema.eq_ignore_ascii_case(&catalog.schema));
    }
    for schema in ["temp", "main"] {
        if catalog.of_schema(schema).find(&trigger.table)?.is_some() {
            return Ok(catalog.schema.eq_ignore_ascii_case(schema));
        }
    }
    Ok(true)
}

/// The views whose SQL names the table, or such a view.
fn dependent_views<'s>(views: Vec<(&'s str, Object)>, table: &str) -> Vec<(&'s str, Object)> {
    let mut depends: Vec<bool> = views.iter().map(|(_, view)| mentions_table(&view.sql, table)).collect();
    loop {
        let more: Vec<usize> = (0..views.len())
            .filter(|&position| !depends[position])
            .filter(|&position| {
                let known = views.iter().zip(&depends).filter(|(_, depends)| **depends);
                known
                    .into_iter()
                    .any(|((_, view), _)| mentions_table(&views[position].1.sql, &view.name))
            })
            .collect();
        if more.is_empty() {
            break;
        }
        more.into_iter().for_each(|position| depends[position] = true);
    }
    let mut depends = depends.into_iter();
    views.into_iter().filter(|_| depends.next() == Some(true)).collect()
}

fn stored(kind: StoredKind, schema: &str, object: &Object) -> StoredObject {
    StoredObject {
        kind,
        name: name(object.name.as_str()),
        sql: with_schema(schema, &object.sql),
    }
}

/// The statement with its schema, which SQLite leaves out of what it stores.
fn with_schema(schema: &str, sql: &str) -> String {
    let tokens = tokens(sql);
    let [create, kind, object, ..] = tokens.as_slice() else {
        return sql.to_owned();
    };
    let (before, behind) = (&sql[..create.end()], &sql[kind.start..]);
    match schema.to_ascii_lowercase().as_str() {
        "main" => sql.to_owned(),
        "temp" => format!("{before} TEMP {behind}"),
        _ => {
            let quoted = crate::sqlite::PREPARER.quote_always(schema);
            format!("{}{quoted}.{}", &sql[..object.start], &sql[object.start..])
        }
    }
}
