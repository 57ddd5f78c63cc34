//! Tables made again from what was reflected.

use std::fs;
use std::path::Path;

use alembic_core::schema::{ServerDefault, Table, TableItem};
use alembic_sql::reflect::{reflect_sqlite_table, verbatim, verbatim_sql};
use alembic_sql::{Connection, Statement};

use crate::inspector::without_parentheses;
use crate::{Case, create_statements, database, reflect};

#[test]
fn every_case_can_be_made_again() {
    for case in Case::all() {
        let (mut connection, reflected) = case.reflect();
        let schema = case.heading("schema");
        assert_made_again(&mut connection, &reflected.table, schema, &case.name);
    }
}

/// The tables of the first deployment, as its own migrations left them.
#[test]
fn real_tables_can_be_made_again() {
    let dumps = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/reflection/schemas");
    let mut tables = 0;
    for entry in fs::read_dir(dumps).unwrap() {
        let path = entry.unwrap().path();
        let mut connection = database(&[&fs::read_to_string(&path).unwrap()]);
        let names = Statement::new("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
        for row in connection.query(&names).unwrap() {
            let name = row.at(0).and_then(|value| value.as_str()).unwrap();
            let reflected = reflect(&mut connection, name).unwrap();
            assert_made_again(&mut connection, &reflected.table, None, name);
            tables += 1;
        }
    }
    assert!(tables > 10, "{tables}");
}

/// Makes the table in a new database; there it must be the same to us and to SQLite.
pub(crate) fn assert_made_again(connection: &mut dyn Connection, table: &Table, schema: Option<&str>, about: &str) {
    let mut statements = create_statements(table);
    if let Some(schema) = schema {
        statements.insert(0, format!("ATTACH ':memory:' AS {schema}"));
    }
    let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
    let mut again = database(&statements);
    let name = table.name.as_str();
    let mut reflected = reflect_sqlite_table(&mut again, name, schema)
        .unwrap_or_else(|error| panic!("{about}: {error}\n{statements:#?}"))
        .table;
    let mut wanted = table.clone();
    for table in [&mut wanted, &mut reflected] {
        plain_defaults(table);
    }
    forget_missing_parents(&mut wanted, &mut reflected);
    assert_eq!(reflected, wanted, "{about}: {statements:#?}");
    let schema = schema.unwrap_or(if table.prefixes.is_empty() { "main" } else { "temp" });
    assert_eq!(
        pragmas(&mut again, name, schema),
        pragmas(connection, name, schema),
        "{about}: {statements:#?}"
    );
}

/// SQLAlchemy's rules put parentheses around `-5`, which change nothing.
fn plain_defaults(table: &mut Table) {
    for item in &mut table.items {
        if let TableItem::Column(column) = item
            && let Some(ServerDefault::Expr(expr)) = &mut column.server_default
        {
            *expr = verbatim(without_parentheses(verbatim_sql(expr).unwrap()));
        }
    }
}

/// The new database has no other tables, whose primary keys an implicit key could name.
fn forget_missing_parents(wanted: &mut Table, reflected: &mut Table) {
    for (wanted, reflected) in wanted.items.iter_mut().zip(&mut reflected.items) {
        use alembic_core::schema::Constraint::ForeignKey;
        if let (TableItem::Constraint(ForeignKey(wanted)), TableItem::Constraint(ForeignKey(reflected))) =
            (wanted, reflected)
            && wanted.options.sqlite_implicit_columns
            && reflected.referent_columns.is_empty()
        {
            wanted.referent_columns.clear();
        }
    }
}

/// What SQLite itself tells about a table, without the names that it gave itself.
fn pragmas(connection: &mut dyn Connection, table: &str, schema: &str) -> Vec<Vec<String>> {
    let quoted = table.replace('\'', "''");
    let mut told = Vec::new();
    for query in [
        "SELECT wr, strict FROM pragma_table_list('{t}') WHERE schema = '{s}'",
        // a name as a default is a string in whichever quotes
        "SELECT cid, name, upper(type), \"notnull\", replace(replace(replace(dflt_value, '[', '\"'), ']', '\"'), '`', '\"'),
            pk, hidden FROM pragma_table_xinfo('{t}', '{s}')",
        "SELECT \"from\", \"table\", seq, \"to\", on_update, on_delete, match FROM pragma_foreign_key_list('{t}', '{s}')",
        "SELECT CASE l.origin WHEN 'c' THEN l.name END, l.\"unique\", l.origin, l.partial,
            (SELECT group_concat(x.seqno || ' ' || x.cid || ' ' || x.desc || ' ' || upper(x.coll) || ' ' || x.key)
                FROM pragma_index_xinfo(l.name, '{s}') AS x)
            FROM pragma_index_list('{t}', '{s}') AS l",
    ] {
        let query = query.replace("{t}", &quoted).replace("{s}", schema);
        let rows = connection.query(&Statement::new(query)).unwrap();
        let mut rows: Vec<String> = rows.iter().map(|row| format!("{:?}", row.values())).collect();
        rows.sort();
        told.push(rows);
    }
    told
}
