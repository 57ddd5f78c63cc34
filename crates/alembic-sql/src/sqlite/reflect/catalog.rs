//! What SQLite tells by its schema tables and `PRAGMA`s.

use alembic_core::Value;

use super::create_index::KeyColumn;
use super::error::{ReflectError, StoredTableKind};
use crate::{Connection, Row, Statement};

type Result<T> = std::result::Result<T, ReflectError>;

/// A schema of the connection, asked for its objects.
pub(super) struct Catalog<'c> {
    connection: &'c mut dyn Connection,
    /// `main`, `temp`, or the name of an attached database.
    pub(super) schema: String,
}

/// A row of `sqlite_master`.
#[derive(Debug)]
pub(super) struct Object {
    pub(super) name: String,
    pub(super) table: String,
    pub(super) sql: String,
}

/// A row of `PRAGMA table_xinfo`.
#[derive(Debug)]
pub(super) struct ColumnInfo {
    pub(super) name: String,
    pub(super) not_null: bool,
}

impl<'c> Catalog<'c> {
    pub(super) fn new(connection: &'c mut dyn Connection, schema: &str) -> Self {
        Self {
            connection,
            schema: schema.to_owned(),
        }
    }

    /// The same connection, asked for another schema.
    pub(super) fn of_schema(&mut self, schema: &str) -> Catalog<'_> {
        Catalog {
            connection: &mut *self.connection,
            schema: schema.to_owned(),
        }
    }

    fn query(&mut self, sql: &str, params: &[&str]) -> Result<Vec<Row>> {
        let params = params.iter().map(|text| Value::Text((*text).to_owned())).collect();
        let statement = Statement::with_params(sql, params);
        Ok(self.connection.query(&statement)?)
    }

    /// The schema's own table of objects.
    fn master(&self) -> String {
        format!("{}.sqlite_master", crate::sqlite::PREPARER.quote_always(&self.schema))
    }

    /// The name as it is stored, and what it is.
    pub(super) fn find(&mut self, name: &str) -> Result<Option<(String, StoredTableKind)>> {
        let schema = self.schema.clone();
        let rows = self.query(
            "SELECT name, type FROM pragma_table_list(?) WHERE schema = ? COLLATE NOCASE",
            &[name, &schema],
        )?;
        let Some(row) = rows.first() else { return Ok(None) };
        let kind = match text(row, 1).as_str() {
            "view" => StoredTableKind::View,
            "virtual" => StoredTableKind::Virtual,
            "shadow" => StoredTableKind::Shadow,
            _ => StoredTableKind::Table,
        };
        Ok(Some((text(row, 0), kind)))
    }

    /// The statement that made the table; SQLite's own tables have none.
    pub(super) fn table_sql(&mut self, table: &str) -> Result<Option<String>> {
        let sql = format!("SELECT sql FROM {} WHERE type = 'table' AND name = ?", self.master());
        let rows = self.query(&sql, &[table])?;
        Ok(rows.first().and_then(|row| row.at(0)?.as_str()).map(str::to_owned))
    }

    /// The objects of a type that have a statement, oldest first.
    pub(super) fn objects(&mut self, type_: &str) -> Result<Vec<Object>> {
        let sql = format!(
            "SELECT name, tbl_name, sql FROM {} WHERE type = ? AND sql IS NOT NULL ORDER BY rowid",
            self.master()
        );
        let rows = self.query(&sql, &[type_])?;
        Ok(rows
            .iter()
            .map(|row| Object {
                name: text(row, 0),
                table: text(row, 1),
                sql: text(row, 2),
            })
            .collect())
    }

    /// All columns, generated ones too, but not those that a virtual table hides.
    pub(super) fn columns(&mut self, table: &str) -> Result<Vec<ColumnInfo>> {
        let schema = self.schema.clone();
        let rows = self.query(
            "SELECT name, \"notnull\" FROM pragma_table_xinfo(?, ?) WHERE hidden <> 1 ORDER BY cid",
            &[table, &schema],
        )?;
        Ok(rows
            .iter()
            .map(|row| ColumnInfo {
                name: text(row, 0),
                not_null: number(row, 1) != 0,
            })
            .collect())
    }

    /// The columns of the primary key, in its order.
    pub(super) fn primary_key(&mut self, table: &str) -> Result<Vec<String>> {
        let schema = self.schema.clone();
        let rows = self.query(
            "SELECT name FROM pragma_table_xinfo(?, ?) WHERE pk > 0 ORDER BY pk",
            &[table, &schema],
        )?;
        Ok(rows.iter().map(|row| text(row, 0)).collect())
    }

    /// The elements of an index that stand in its definition.
    pub(super) fn index_keys(&mut self, index: &str) -> Result<Vec<KeyColumn>> {
        let schema = self.schema.clone();
        let rows = self.query(
            "SELECT cid, name, \"desc\", coll FROM pragma_index_xinfo(?, ?) WHERE key ORDER BY seqno",
            &[index, &schema],
        )?;
        Ok(rows
            .iter()
            .map(|row| KeyColumn {
                column: Some(text(row, 1)).filter(|_| number(row, 0) >= 0),
                desc: number(row, 2) != 0,
                collation: row.at(3).and_then(Value::as_str).map(str::to_owned),
            })
            .collect())
    }

    /// How many foreign keys a table has.
    pub(super) fn foreign_key_count(&mut self, table: &str) -> Result<i64> {
        let schema = self.schema.clone();
        let rows = self.query(
            "SELECT count(DISTINCT id) FROM pragma_foreign_key_list(?, ?)",
            &[table, &schema],
        )?;
        Ok(rows.first().map_or(0, |row| number(row, 0)))
    }

    /// The tables with foreign keys to this one.
    pub(super) fn referenced_by(&mut self, table: &str) -> Result<Vec<String>> {
        let schema = self.schema.clone();
        let sql = format!(
            "SELECT DISTINCT m.name FROM {} AS m, pragma_foreign_key_list(m.name, ?) AS f \
             WHERE m.type = 'table' AND f.\"table\" = ? COLLATE NOCASE ORDER BY m.rowid",
            self.master()
        );
        let rows = self.query(&sql, &[&schema, table])?;
        Ok(rows.iter().map(|row| text(row, 0)).collect())
    }
}

fn text(row: &Row, position: usize) -> String {
    row.at(position).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn number(row: &Row, position: usize) -> i64 {
    row.at(position).and_then(Value::as_i64).unwrap_or_default()
}
