//! SQLite tables as they stand in the database: SQLAlchemy's reflection, by a reader of the stored SQL.

mod catalog;
mod column;
mod create_index;
mod create_table;
mod cursor;
mod dependents;
mod error;
mod foreign_key;
mod keywords;
mod names;
#[cfg(test)]
mod tests;
mod token;
mod types;

use alembic_core::DialectName;
use alembic_core::schema::{Constraint, Expr, Table, TableItem, literal_column, table};

use crate::Connection;
use crate::reflect::ReflectedTable;
use catalog::Catalog;
use create_table::TableDefinition;
use names::name as plain_name;

pub use error::{ReflectError, StoredTableKind};
pub use names::{mentions_column, mentions_table, rename_column_in_sql};
pub use types::sqlalchemy_type;

/// SQL text as an expression, to the character: no colon in it is a parameter.
///
/// Reflected defaults, conditions and expressions are such; [`verbatim_sql`] gives the text back.
#[must_use]
pub fn verbatim(sql: &str) -> Expr {
    literal_column(sql)
}

/// The text of an expression that [`verbatim`] made.
#[must_use]
pub fn verbatim_sql(expr: &Expr) -> Option<&str> {
    let Expr::Column(column) = expr else { return None };
    column.is_literal.then(|| column.name.as_str())
}

/// Reflects a table of a SQLite database: SQLAlchemy's `Table(name, metadata, autoload_with=connection)`, but with all
/// that SQLite keeps about it, so that it can be made again.
///
/// Without a schema the table is looked for in `main`, then among the temporary tables. The name is found in any case,
/// and the result has it as it is stored. Types, defaults, conditions and expressions have their text as it was
/// written.
///
/// # Errors
/// When there is no such table, when the name is that of a view or a virtual table, when the database answers with an
/// error, and when the stored SQL cannot be read to its end.
pub fn reflect_sqlite_table(
    connection: &mut dyn Connection,
    name: &str,
    schema: Option<&str>,
) -> Result<ReflectedTable, ReflectError> {
    let dialect = connection.dialect().name;
    if dialect != DialectName::Sqlite {
        return Err(ReflectError::OtherDialect { dialect });
    }
    let (mut catalog, stored_name) = locate(connection, name, schema)?;
    let sql = catalog.table_sql(&stored_name)?.ok_or(ReflectError::NotATable {
        table: stored_name.clone(),
        kind: StoredTableKind::System,
    })?;
    let mut definition =
        create_table::read(&sql).map_err(|misread| ReflectError::not_understood(&stored_name, &sql, misread))?;
    match_columns(&mut catalog, &stored_name, &mut definition)?;
    complete_foreign_keys(&mut catalog, &stored_name, schema, &mut definition)?;
    let mut reflected = build(&stored_name, schema, &catalog.schema, definition);
    reflected.items.extend(indexes(&mut catalog, &stored_name)?);
    let around = dependents::around(&mut catalog, &stored_name)?;
    let referenced_by = catalog.referenced_by(&stored_name)?;
    Ok(ReflectedTable {
        table: reflected,
        triggers: around.triggers,
        dependents: around.dependents,
        referenced_by: referenced_by.into_iter().map(plain_name).collect(),
    })
}

/// Finds the schema that has the table, and the name as it is stored.
fn locate<'c>(
    connection: &'c mut dyn Connection,
    name: &str,
    schema: Option<&str>,
) -> Result<(Catalog<'c>, String), ReflectError> {
    let schemas = schema.map_or_else(|| vec!["main", "temp"], |schema| vec![schema]);
    let mut catalog = Catalog::new(connection, schemas[0]);
    for candidate in schemas {
        catalog.schema = candidate.to_owned();
        match catalog.find(name)? {
            Some((stored, StoredTableKind::Table)) => return Ok((catalog, stored)),
            Some((table, kind)) => return Err(ReflectError::NotATable { table, kind }),
            None => {}
        }
    }
    Err(ReflectError::NoSuchTable {
        table: schema.map_or_else(|| name.to_owned(), |schema| format!("{schema}.{name}")),
    })
}

/// Holds the columns that were read against those that SQLite knows, and takes over what only SQLite knows:
/// the primary key of a `WITHOUT ROWID` table is `NOT NULL` without saying so.
fn match_columns(catalog: &mut Catalog<'_>, table: &str, definition: &mut TableDefinition) -> Result<(), ReflectError> {
    let known = catalog.columns(table)?;
    let same = known.len() == definition.columns.len()
        && known
            .iter()
            .zip(&definition.columns)
            .all(|(known, read)| known.name == read.name.text);
    if !same {
        let list = |names: Vec<&str>| names.join(", ");
        return Err(ReflectError::Mismatch {
            object: table.to_owned(),
            what: format!(
                "its columns were read as ({}), and are ({})",
                list(definition.columns.iter().map(|column| column.name.as_str()).collect()),
                list(known.iter().map(|column| column.name.as_str()).collect()),
            ),
        });
    }
    for (known, read) in known.iter().zip(&mut definition.columns) {
        read.nullable = Some(!known.not_null);
    }
    spell_as_declared(definition);
    let mut read_key = Vec::new();
    for constraint in &definition.constraints {
        if let Constraint::PrimaryKey(key) = constraint {
            read_key.extend(key.columns.iter().map(|name| name.as_str()));
        }
    }
    let known_key = catalog.primary_key(table)?;
    let same = known_key.len() == read_key.len()
        && known_key
            .iter()
            .zip(&read_key)
            .all(|(known, read)| known.eq_ignore_ascii_case(read));
    if same {
        return Ok(());
    }
    Err(ReflectError::Mismatch {
        object: table.to_owned(),
        what: format!(
            "its primary key was read as ({}), and is ({})",
            read_key.join(", "),
            known_key.join(", ")
        ),
    })
}

/// Constraints may spell the table's columns in another case than their definitions do.
fn spell_as_declared(definition: &mut TableDefinition) {
    let TableDefinition {
        columns, constraints, ..
    } = definition;
    for constraint in constraints {
        let names = match constraint {
            Constraint::PrimaryKey(key) => &mut key.columns,
            Constraint::ForeignKey(key) => &mut key.columns,
            Constraint::Unique(unique) => &mut unique.columns,
            Constraint::Check(_) | Constraint::Exclude(_) => continue,
        };
        for name in names {
            let declared = columns
                .iter()
                .find(|column| column.name.text.eq_ignore_ascii_case(&name.text));
            if let Some(declared) = declared {
                *name = declared.name.clone();
            }
        }
    }
}

/// Fills in the referenced columns where the SQL leaves them out, as far as the referenced table is there.
fn complete_foreign_keys(
    catalog: &mut Catalog<'_>,
    table: &str,
    schema: Option<&str>,
    definition: &mut TableDefinition,
) -> Result<(), ReflectError> {
    let mut count = 0;
    for constraint in &mut definition.constraints {
        let Constraint::ForeignKey(key) = constraint else {
            continue;
        };
        count += 1;
        key.referent_schema = schema.map(plain_name);
        if key.options.sqlite_implicit_columns {
            let columns = catalog.primary_key(key.referent_table.as_str())?;
            key.referent_columns = columns.into_iter().map(plain_name).collect();
        }
    }
    let known = catalog.foreign_key_count(table)?;
    if known == count {
        return Ok(());
    }
    Err(ReflectError::Mismatch {
        object: table.to_owned(),
        what: format!("{count} foreign keys were read, and it has {known}"),
    })
}

/// The primary key comes first, as SQLAlchemy writes it.
fn build(name: &str, schema: Option<&str>, found_in: &str, mut definition: TableDefinition) -> Table {
    let is_key = |constraint: &Constraint| matches!(constraint, Constraint::PrimaryKey(_));
    definition.constraints.sort_by_key(|constraint| !is_key(constraint));
    let mut built = table(plain_name(name)).with_columns(definition.columns);
    built.schema = schema.map(plain_name);
    if schema.is_none() && found_in == "temp" {
        built.prefixes.push("TEMPORARY".to_owned());
    }
    built
        .items
        .extend(definition.constraints.into_iter().map(TableItem::Constraint));
    built.sqlite.autoincrement = definition.autoincrement;
    built.sqlite.with_rowid = !definition.without_rowid;
    built.sqlite.strict = definition.strict;
    built
}

/// The indexes that have a statement of their own, oldest first.
fn indexes(catalog: &mut Catalog<'_>, table: &str) -> Result<Vec<TableItem>, ReflectError> {
    let stored = catalog.objects("index")?;
    let own = stored
        .into_iter()
        .filter(|index| index.table.eq_ignore_ascii_case(table));
    own.map(|index| {
        let keys = catalog.index_keys(&index.name)?;
        create_index::read(&index.name, &index.sql, &keys)
            .map(TableItem::Index)
            .map_err(|misread| ReflectError::not_understood(&index.name, &index.sql, misread))
    })
    .collect()
}
