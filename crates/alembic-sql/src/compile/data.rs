//! Rows.

use alembic_core::ops::{BulkInsertOp, InsertRow, InsertValue};
use alembic_core::schema::{Column, ColumnDefault};

use crate::context::Cx;
use crate::error::{CompileErrorKind, Result};
use crate::{Mode, Statement};

pub(super) fn bulk_insert(cx: &Cx<'_>, op: &BulkInsertOp) -> Result<Vec<Statement>> {
    let online = cx.mode == Mode::Online;
    if online && op.multiinsert {
        require_same_columns(op)?;
    }
    op.rows.iter().map(|row| insert(cx, op, row, online)).collect()
}

/// Rows sent as one batch have the columns of the first one.
fn require_same_columns(op: &BulkInsertOp) -> Result<()> {
    let Some((first, rest)) = op.rows.split_first() else {
        return Ok(());
    };
    for (position, row) in rest.iter().enumerate() {
        let missing = first
            .values
            .iter()
            .find(|(name, _)| !row.values.iter().any(|(other, _)| other == name));
        let extra = row
            .values
            .iter()
            .find(|(name, _)| !first.values.iter().any(|(other, _)| other == name));
        let group = if missing.is_some() { position + 1 } else { 0 };
        if let Some((column, _)) = missing.or(extra) {
            return Err(CompileErrorKind::RowWithoutColumn {
                column: column.text.clone(),
                group,
            });
        }
    }
    Ok(())
}

fn insert(cx: &Cx<'_>, op: &BulkInsertOp, row: &InsertRow, online: bool) -> Result<Statement> {
    if let Some((column, _)) = row.values.iter().find(|(name, _)| op.column(name.as_str()).is_none()) {
        return Err(CompileErrorKind::UnknownColumn {
            table: op.table.name.text.clone(),
            column: column.text.clone(),
        });
    }
    let mut columns = Vec::new();
    let mut values = Vec::new();
    let mut params = Vec::new();
    for column in op.table.columns() {
        let Some(value) = value_for(column, row) else { continue };
        columns.push(column.name.clone());
        let type_ = Some(&column.type_);
        values.push(match value {
            InsertValue::Value(value) if online => {
                params.push(cx.bound(&value, type_));
                if cx.dialect.has_numbered_placeholders() {
                    format!("${}", params.len())
                } else {
                    "?".to_owned()
                }
            }
            InsertValue::Value(value) => cx.literal(&value, type_)?,
            InsertValue::Inline(value, own_type) => cx.literal(&value, own_type.as_ref())?,
            InsertValue::Expr(expr) => cx.grouped_expr(&expr)?,
        });
    }
    let table = cx.table(&op.table.name, op.table.schema.as_ref());
    let sql = if columns.is_empty() {
        format!("INSERT INTO {table}{}", cx.empty_insert())
    } else {
        format!(
            "INSERT INTO {table} ({}) VALUES ({})",
            cx.preparer.columns(&columns),
            values.join(", ")
        )
    };
    Ok(Statement::with_params(sql, params))
}

impl Cx<'_> {
    /// What stands behind the table when no column is given.
    pub(super) fn empty_insert(&self) -> &'static str {
        if self.dialect.name.is_mysql_family() {
            " () VALUES ()"
        } else {
            " DEFAULT VALUES"
        }
    }
}

/// The value of a row for a column, or the column's own default.
fn value_for(column: &Column, row: &InsertRow) -> Option<InsertValue> {
    let given = row.values.iter().find(|(name, _)| name.text == column.name.text);
    match (given, &column.default) {
        (Some((_, value)), _) => Some(value.clone()),
        (None, Some(ColumnDefault::Value(value))) => Some(InsertValue::Value(value.clone())),
        (None, Some(ColumnDefault::Expr(expr))) => Some(InsertValue::Expr(expr.clone())),
        (None, Some(ColumnDefault::Sequence(_)) | None) => None,
    }
}

#[cfg(test)]
mod tests {
    use alembic_core::ops::{Operation, bulk_insert, execute, inline_literal, row};
    use alembic_core::schema::{boolean, column, date_time, integer, json, string, table, text, uuid};
    use alembic_core::{DialectName, Value};

    use super::*;
    use crate::{Dialect, compile};

    fn online(op: impl Into<Operation>, dialect: DialectName) -> Vec<(String, Vec<Value>)> {
        match compile(&op.into(), &Dialect::offline(dialect), Mode::Online) {
            Ok(statements) => statements
                .into_iter()
                .map(|statement| (statement.sql, statement.params))
                .collect(),
            Err(error) => vec![(error.kind.to_string(), Vec::new())],
        }
    }

    #[test]
    fn values_of_a_text_are_bound_in_the_order_of_their_places() {
        let op = || {
            execute(
                text(r"UPDATE t SET a=:a, b=:b WHERE c='\:x' AND d::int=:a")
                    .bind("b", "x")
                    .bind("a", 5),
            )
        };
        let params = vec![Value::Int(5), Value::from("x"), Value::Int(5)];
        for dialect in [DialectName::Sqlite, DialectName::Mysql, DialectName::Mariadb] {
            let expected = (
                "UPDATE t SET a=?, b=? WHERE c=':x' AND d::int=?".to_owned(),
                params.clone(),
            );
            assert_eq!(online(op(), dialect), [expected]);
        }
        let sql = "UPDATE t SET a=$1::INTEGER, b=$2 WHERE c=':x' AND d::int=$3::INTEGER".to_owned();
        assert_eq!(online(op(), DialectName::Postgresql), [(sql, params)]);
    }

    #[test]
    fn a_text_without_values_is_sent_as_it_is() {
        let op = || execute("SELECT 1, 10 % 3, a::int");
        let sql = "SELECT 1, 10 % 3, a::int".to_owned();
        assert_eq!(online(op(), DialectName::Postgresql), [(sql, Vec::new())]);
        let missing = "A value is required for bind parameter 'a'".to_owned();
        assert_eq!(
            online(execute("SELECT :a"), DialectName::Sqlite),
            [(missing, Vec::new())]
        );
    }

    #[test]
    fn rows_are_bound_in_the_order_of_the_columns() {
        let accounts = || {
            table("account")
                .column(column("id", integer()))
                .column(column("made", date_time()))
                .column(column("key", uuid()))
                .column(column("data", json()))
                .column(column("open", boolean()))
        };
        let rows = || {
            [row()
                .set("open", true)
                .set("key", "d5b3f8f2-e9a0-4b1c-8d2e-0123456789ab")
                .set("made", "2020-01-02 03:04:05")
                .set("data", Value::Null)
                .set("id", inline_literal(7))]
        };
        let bound = |made: &str, key: &str| vec![made.into(), key.into(), "null".into(), Value::Bool(true)];
        assert_eq!(
            online(bulk_insert(accounts(), rows()), DialectName::Sqlite),
            [(
                "INSERT INTO account (id, made, \"key\", data, open) VALUES (7, ?, ?, ?, ?)".to_owned(),
                bound("2020-01-02 03:04:05.000000", "d5b3f8f2e9a04b1c8d2e0123456789ab"),
            )]
        );
        assert_eq!(
            online(bulk_insert(accounts(), rows()), DialectName::Postgresql),
            [(
                "INSERT INTO account (id, made, key, data, open) VALUES (7, $1, $2, $3, $4)".to_owned(),
                bound("2020-01-02 03:04:05", "d5b3f8f2-e9a0-4b1c-8d2e-0123456789ab"),
            )]
        );
    }

    #[test]
    fn rows_of_one_batch_have_the_same_columns() {
        let people = || {
            table("p")
                .column(column("id", integer()))
                .column(column("name", string(9)))
        };
        let rows = || [row().set("id", 1).set("name", "a"), row().set("id", 2)];
        let error = "A value is required for bind parameter 'name', in parameter group 1".to_owned();
        assert_eq!(
            online(bulk_insert(people(), rows()), DialectName::Sqlite),
            [(error, Vec::new())]
        );
        let one_by_one = online(bulk_insert(people(), rows()).multiinsert(false), DialectName::Sqlite);
        assert_eq!(
            one_by_one[1],
            ("INSERT INTO p (id) VALUES (?)".to_owned(), vec![Value::Int(2)])
        );
    }
}
