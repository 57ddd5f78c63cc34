//! DDL as SQLite writes it.

use alembic_core::ops::AlterColumnOp;
use alembic_core::schema::sqlite::Sorting;
use alembic_core::schema::{
    Affinity, AttachedColumn, AttachedTable, Autoincrement, CheckConstraint, ColumnType, Expr, ForeignKeyConstraint,
    Index, IndexElement, Name, PrimaryKeyConstraint, ServerDefault, StringType, UniqueConstraint,
};

use super::types::type_sql;
use crate::context::Cx;
use crate::ddl::{Ddl, On, deferrability, generic_check, generic_foreign_key};
use crate::error::{CompileErrorKind, Result};
use crate::expr::modifier;
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
        let mut text = typed_name(cx, column)?;
        text.push_str(&collation(cx, column));
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
            text.push(' ');
            text.push_str(&cx.constraint_preamble(&given.sqlite.default_name)?);
            text.push_str(&format!("DEFAULT {open}{default}{close}"));
        }
        if !column.nullable {
            text.push(' ');
            text.push_str(&cx.constraint_preamble(&given.sqlite.not_null_name)?);
            text.push_str("NOT NULL");
            text.push_str(&on_conflict(given.sqlite.on_conflict_not_null.as_deref()));
        }
        if column.primary_key {
            let key_columns = table.primary_key.as_ref().map_or(0, |key| key.columns.len());
            if given.autoincrement == Autoincrement::True && key_columns != 1 {
                return Err(CompileErrorKind::SqliteCompositeAutoincrement);
            }
            match inline_key(table, column) {
                Some(key) => text.push_str(&inline_key_sql(cx, table, column, key)?),
                None if key_columns == 1 && is_inline_key(table, column) => {
                    text.push_str(" PRIMARY KEY");
                    text.push_str(&on_conflict(given.sqlite.on_conflict_primary_key.as_deref()));
                    text.push_str(" AUTOINCREMENT");
                }
                None => {}
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
        if single.is_some_and(|(table, column)| is_inline_key(table, column) || inline_key(table, column).is_some()) {
            return Ok(None);
        }
        let columns = sorted_columns(cx, &constraint.columns, &constraint.sqlite_sorting);
        let mut text = format!("{}PRIMARY KEY ({columns})", cx.constraint_preamble(on.name)?);
        text.push_str(&deferrability(&constraint.deferrability)?);
        let word = constraint.sqlite_on_conflict.as_deref();
        let inherited = single.and_then(|(_, column)| column.column.sqlite.on_conflict_primary_key.as_deref());
        text.push_str(&on_conflict(word.or(inherited)));
        Ok(Some(text))
    }

    fn unique(&self, cx: &Cx<'_>, on: &On<'_, UniqueConstraint>) -> Result<String> {
        let constraint = on.constraint;
        let columns = sorted_columns(cx, &constraint.columns, &constraint.sqlite_sorting);
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
        let elements: Vec<String> = (0..index.elements.len())
            .map(|position| index_element(cx, index, position))
            .collect::<Result<_>>()?;
        let elements = elements.join(", ");
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

/// The column's name and type; SQLite needs no type.
fn typed_name(cx: &Cx<'_>, column: &AttachedColumn<'_>) -> Result<String> {
    let name = cx.quote(&column.column.name);
    let type_ = cx.type_sql(column.type_)?;
    Ok(if type_.is_empty() {
        name
    } else {
        format!("{name} {type_}")
    })
}

/// `COLLATE` of the column, unless its type has written one.
fn collation(cx: &Cx<'_>, column: &AttachedColumn<'_>) -> String {
    let by_type = matches!(column.type_, ColumnType::String(StringType { collation: Some(_), .. }));
    let collation = column.column.sqlite.collate.as_deref().filter(|_| !by_type);
    collate(cx, collation)
}

fn collate(cx: &Cx<'_>, collation: Option<&str>) -> String {
    collation.map_or_else(String::new, |collation| {
        format!(" COLLATE {}", cx.preparer.quote_str(collation))
    })
}

/// The primary key, if it is to stand in the definition of this column.
fn inline_key<'a>(table: &'a AttachedTable<'_>, column: &AttachedColumn<'_>) -> Option<&'a PrimaryKeyConstraint> {
    let key = table.primary_key.as_ref().filter(|key| key.sqlite_inline)?;
    matches!(key.columns.as_slice(), [name] if name.text == column.column.name.text).then_some(key)
}

fn inline_key_sql(
    cx: &Cx<'_>,
    table: &AttachedTable<'_>,
    column: &AttachedColumn<'_>,
    key: &PrimaryKeyConstraint,
) -> Result<String> {
    let mut text = format!(" {}PRIMARY KEY", cx.constraint_preamble(&key.name)?);
    if key.sqlite_sorting.first().is_some_and(|sorting| sorting.desc) {
        text.push_str(" DESC");
    }
    let inherited = column.column.sqlite.on_conflict_primary_key.as_deref();
    text.push_str(&on_conflict(key.sqlite_on_conflict.as_deref().or(inherited)));
    if table.table.sqlite.autoincrement {
        text.push_str(" AUTOINCREMENT");
    }
    Ok(text)
}

fn sorted_columns(cx: &Cx<'_>, columns: &[Name], sorting: &[Sorting]) -> String {
    let sorted = columns.iter().enumerate().map(|(position, name)| {
        let sorting = sorting.get(position);
        let collation = collate(cx, sorting.and_then(|sorting| sorting.collate.as_deref()));
        let order = if sorting.is_some_and(|sorting| sorting.desc) {
            " DESC"
        } else {
            ""
        };
        cx.quote(name) + &collation + order
    });
    sorted.collect::<Vec<_>>().join(", ")
}

/// An element with its collation, which stands before `DESC`.
fn index_element(cx: &Cx<'_>, index: &Index, position: usize) -> Result<String> {
    let collation = collate(cx, index.sqlite.collate.get(position).and_then(Option::as_deref));
    match &index.elements[position] {
        IndexElement::Column(name) => Ok(cx.quote(name) + &collation),
        IndexElement::Expr(Expr::Modified(modified)) => {
            Ok(cx.expr(&modified.expr)? + &collation + modifier(modified.modifier))
        }
        IndexElement::Expr(expr) => Ok(cx.expr(expr)? + &collation),
    }
}
