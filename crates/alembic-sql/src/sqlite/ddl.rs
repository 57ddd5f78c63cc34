//! DDL as SQLite writes it.

use alembic_core::ops::AlterColumnOp;
use alembic_core::schema::{
    Affinity, AttachedColumn, AttachedTable, Autoincrement, CheckConstraint, ColumnType, ForeignKeyConstraint, Index,
    Name, PrimaryKeyConstraint, ServerDefault, UniqueConstraint,
};

use super::types::type_sql;
use crate::context::Cx;
use crate::ddl::{Ddl, On, deferrability, generic_check, generic_foreign_key, primary_key_body};
use crate::error::{CompileErrorKind, Result};
use crate::writer::is_word;

/// SQLite's hooks.
pub(crate) struct Sqlite;

impl Ddl for Sqlite {
    fn type_sql(&self, cx: &Cx<'_>, type_: &ColumnType) -> Result<String> {
        type_sql(cx, type_)
    }

    fn known_function(&self, lower_name: &str, args: &[String]) -> Option<String> {
        let all = args.join(", ");
        match lower_name {
            "now" => Some("CURRENT_TIMESTAMP".to_owned()),
            "localtimestamp" => Some("DATETIME(CURRENT_TIMESTAMP, 'localtime')".to_owned()),
            "aggregate_strings" => Some(format!("group_concat({all})")),
            "char_length" => Some(format!("length({all})")),
            _ => None,
        }
    }

    fn column_specification(
        &self,
        cx: &Cx<'_>,
        table: &AttachedTable<'_>,
        column: &AttachedColumn<'_>,
    ) -> Result<String> {
        let given = column.column;
        let mut text = format!("{} {}", cx.quote(&given.name), cx.type_sql(column.type_)?);
        if let Some(default) = given
            .server_default
            .as_ref()
            .map(|default| cx.server_default(default))
            .transpose()?
            .flatten()
        {
            let begins = default.trim_start().starts_with(['\'', '"', '(']);
            let expression = default.chars().any(|character| !is_word(character));
            let (open, close) = if !begins && expression { ("(", ")") } else { ("", "") };
            text.push_str(&format!(" DEFAULT {open}{default}{close}"));
        }
        if !column.nullable {
            text.push_str(" NOT NULL");
            text.push_str(&on_conflict(given.sqlite.on_conflict_not_null.as_deref()));
        }
        if column.primary_key {
            let key_columns = table.primary_key.as_ref().map_or(0, |key| key.columns.len());
            if given.autoincrement == Autoincrement::True && key_columns != 1 {
                return Err(CompileErrorKind::SqliteCompositeAutoincrement);
            }
            if key_columns == 1 && is_inline_key(table, column) {
                text.push_str(" PRIMARY KEY");
                text.push_str(&on_conflict(given.sqlite.on_conflict_primary_key.as_deref()));
                text.push_str(" AUTOINCREMENT");
            }
        }
        if let Some(ServerDefault::Computed(computed)) = &given.server_default {
            text.push(' ');
            text.push_str(&self.computed(cx, computed, &given.name)?);
        }
        Ok(text)
    }

    fn primary_key(&self, cx: &Cx<'_>, on: &On<'_, PrimaryKeyConstraint>) -> Result<Option<String>> {
        if let Some(table) = on.table.filter(|table| table.has_implicit_key()) {
            table.require_autoincrement()?;
        }
        let constraint = on.constraint;
        let single = match constraint.columns.as_slice() {
            [name] => on.table.and_then(|table| Some((table, table.column(name)?))),
            _ => None,
        };
        if single.is_some_and(|(table, column)| is_inline_key(table, column)) {
            return Ok(None);
        }
        let mut text = cx.constraint_preamble(on.name)? + &primary_key_body(cx, constraint);
        text.push_str(&deferrability(&constraint.deferrability)?);
        let word = constraint.sqlite_on_conflict.as_deref();
        let inherited = single.and_then(|(_, column)| column.column.sqlite.on_conflict_primary_key.as_deref());
        text.push_str(&on_conflict(word.or(inherited)));
        Ok(Some(text))
    }

    fn unique(&self, cx: &Cx<'_>, on: &On<'_, UniqueConstraint>) -> Result<String> {
        let constraint = on.constraint;
        let columns = cx.preparer.columns(&constraint.columns);
        let deferrability = deferrability(&constraint.deferrability)?;
        let inherited = match constraint.columns.as_slice() {
            [name] => on
                .table
                .and_then(|table| table.column(name)?.column.sqlite.on_conflict_unique.as_deref()),
            _ => None,
        };
        let conflict = on_conflict(constraint.sqlite_on_conflict.as_deref().or(inherited));
        Ok(format!(
            "{}UNIQUE ({columns}){deferrability}{conflict}",
            cx.constraint_preamble(on.name)?
        ))
    }

    fn check(&self, cx: &Cx<'_>, on: &On<'_, CheckConstraint>) -> Result<String> {
        Ok(generic_check(cx, on)? + &on_conflict(on.constraint.sqlite_on_conflict.as_deref()))
    }

    fn column_check(&self, cx: &Cx<'_>, on: &On<'_, CheckConstraint>) -> Result<String> {
        match on.constraint.sqlite_on_conflict {
            Some(_) => Err(CompileErrorKind::SqliteColumnCheckConflict),
            None => generic_check(cx, on),
        }
    }

    /// Keys into another schema, which is another file, are left out.
    fn foreign_key(&self, cx: &Cx<'_>, on: &On<'_, ForeignKeyConstraint>) -> Result<Option<String>> {
        if on.schema == on.constraint.referent_schema.as_ref() {
            generic_foreign_key(cx, on).map(Some)
        } else {
            Ok(None)
        }
    }

    fn remote_table(&self, cx: &Cx<'_>, key: &ForeignKeyConstraint) -> String {
        cx.quote(&key.referent_table)
    }

    fn post_create_table(&self, _cx: &Cx<'_>, table: &AttachedTable<'_>) -> Result<String> {
        let options = &table.table.sqlite;
        let mut words = Vec::new();
        if !options.with_rowid {
            words.push("WITHOUT ROWID");
        }
        if options.strict {
            words.push("STRICT");
        }
        Ok(if words.is_empty() {
            String::new()
        } else {
            format!("\n {}", words.join(",\n "))
        })
    }

    fn create_index(
        &self,
        cx: &Cx<'_>,
        index: &Index,
        table: &Name,
        schema: Option<&Name>,
        if_not_exists: bool,
    ) -> Result<String> {
        let unique = if index.unique { "UNIQUE " } else { "" };
        let exists = if if_not_exists { "IF NOT EXISTS " } else { "" };
        let name = cx.index_in_schema(&index.name, schema, "CREATE INDEX")?;
        let elements = cx.index_elements(index, |sql, _, _| sql)?;
        let mut text = format!(
            "CREATE {unique}INDEX {exists}{name} ON {} ({elements})",
            cx.quote(table)
        );
        if let Some(condition) = &index.sqlite.where_ {
            text.push_str(" WHERE ");
            text.push_str(&cx.expr(condition)?);
        }
        Ok(text)
    }

    fn require_alter_constraint(&self) -> Result<()> {
        Err(CompileErrorKind::SqliteAlterConstraint)
    }

    fn rename_column(&self, cx: &Cx<'_>, op: &AlterColumnOp, new: &Name) -> Result<String> {
        let table = cx.alter_table(&op.table_name, op.alter.schema.as_ref());
        Ok(format!(
            "{table} RENAME COLUMN {} TO {}",
            cx.quote(&op.column_name),
            cx.quote(new)
        ))
    }
}

/// Whether `PRIMARY KEY AUTOINCREMENT` stands with the column.
fn is_inline_key(table: &AttachedTable<'_>, column: &AttachedColumn<'_>) -> bool {
    column.primary_key
        && table.table.sqlite.autoincrement
        && column.column.type_.affinity() == Affinity::Integer
        && !column.has_foreign_key
}

fn on_conflict(word: Option<&str>) -> String {
    word.map_or_else(String::new, |word| format!(" ON CONFLICT {word}"))
}
