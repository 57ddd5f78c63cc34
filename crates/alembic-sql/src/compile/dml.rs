//! `INSERT`, `UPDATE` and `DELETE`.

use alembic_core::ops::{
    ConflictTarget, Delete, Insert, InsertRow, InsertValue, InsertValues, OnConflict, Sql, Update,
};
use alembic_core::schema::{Column, ColumnDefault, Constraint, Expr, FromClause, Name, Query};

use super::definition::definition;
use crate::Statement;
use crate::context::Cx;
use crate::error::{CompileErrorKind, Result};
use crate::expr::{Against, Binds, Kind, Place, Renderer, components, from_objects, kind};

/// A statement of `op.execute`.
pub(super) fn statement(cx: &Cx<'_>, sql: &Sql) -> Result<Statement> {
    let mut renderer = Renderer::new(cx, Binds::of(cx.mode));
    let (text, ctes_inside) = match sql {
        Sql::Text(text) => (renderer.text(text)?, false),
        Sql::Query(query) => (renderer.query(query, Place::Statement)?, false),
        Sql::Ddl(element) => return definition(cx, element).map(Statement::new),
        Sql::Insert(insert) => return insert_statement(renderer, insert),
        Sql::Update(update) => (update_statement(&mut renderer, update)?, false),
        Sql::Delete(delete) => (delete_statement(&mut renderer, delete)?, false),
    };
    let text = if ctes_inside { text } else { renderer.with_ctes(&text) };
    Ok(Statement::with_params(text, renderer.into_params()))
}

fn prefixes(prefixes: &[String]) -> String {
    prefixes.iter().map(|prefix| format!("{prefix} ")).collect()
}

/// The names that a row gives and the table lacks, as SQLAlchemy complains about them.
fn require_known<'n>(columns: &[&Column], names: impl Iterator<Item = &'n Name>) -> Result<()> {
    let unknown: Vec<&str> = names
        .filter(|name| !columns.iter().any(|column| column.name.text == name.text))
        .map(Name::as_str)
        .collect();
    if unknown.is_empty() {
        Ok(())
    } else {
        Err(CompileErrorKind::UnconsumedColumns {
            columns: unknown.join(", "),
        })
    }
}

fn given<'r>(row: &'r InsertRow, column: &Column) -> Option<&'r InsertValue> {
    row.values
        .iter()
        .find(|(name, _)| name.text == column.name.text)
        .map(|(_, value)| value)
}

impl Renderer<'_, '_> {
    /// A value for a column.
    fn set(&mut self, column: &Column, value: &InsertValue, key: &str) -> Result<String> {
        match value {
            InsertValue::Value(value) | InsertValue::Expr(Expr::Value(value)) => {
                self.named_value(key, value, Some(&column.type_))
            }
            InsertValue::Inline(value, type_) => self.cx.literal(value, type_.as_ref()),
            InsertValue::Expr(expr) => self.grouped(expr, Against::Nothing),
        }
    }

    /// What a default puts in.
    fn default(&mut self, column: &Column, default: &ColumnDefault) -> Result<Option<String>> {
        match default {
            ColumnDefault::Value(value) => self
                .named_value(column.name.as_str(), value, Some(&column.type_))
                .map(Some),
            ColumnDefault::Expr(expr) => self.grouped(expr, Against::Nothing).map(Some),
            ColumnDefault::Sequence(sequence) if self.cx.dialect.supports_sequences() && !sequence.optional => {
                self.render(&Expr::NextValue(sequence.clone())).map(Some)
            }
            ColumnDefault::Sequence(_) => Ok(None),
        }
    }

    fn returning(&mut self, exprs: &[Expr], statement: &'static str) -> Result<String> {
        if exprs.is_empty() {
            return Ok(String::new());
        }
        self.cx.grammar.require_returning(self.cx, statement)?;
        let table = self.cx.dialect.qualifies_returning();
        let columns = self.with_table(table, |this| this.labelled(exprs, Place::Value))?;
        Ok(format!(" RETURNING {columns}"))
    }
}

fn insert_statement(mut renderer: Renderer<'_, '_>, insert: &Insert) -> Result<Statement> {
    let cx = renderer.cx;
    let columns: Vec<&Column> = insert.table.columns().collect();
    let into = format!(
        "INSERT {}INTO {}",
        prefixes(&insert.prefixes),
        cx.table(&insert.table.name, insert.table.schema.as_ref())
    );
    let mut head = String::new();
    let mut text = match &insert.values {
        InsertValues::Row(row) => {
            require_known(&columns, row.values.iter().map(|(name, _)| name))?;
            format!("{into}{}", one_row(&mut renderer, &columns, row)?)
        }
        InsertValues::Rows(rows) => format!(
            "{into}{}",
            several_rows(&mut renderer, insert.table.name.as_str(), &columns, rows)?
        ),
        InsertValues::Select(names, query) => {
            require_known(&columns, names.iter())?;
            let (names, select) = from_select(&mut renderer, &columns, names, query)?;
            let select = if cx.dialect.name.is_mysql_family() {
                renderer.with_ctes(&select)
            } else {
                head = renderer.with_ctes("");
                select
            };
            format!("{into} ({names}) {select}")
        }
    };
    if let Some(conflict) = &insert.conflict {
        text.push(' ');
        text.push_str(&on_conflict(&mut renderer, &columns, conflict)?);
    }
    let implicit = if insert.returning.is_empty() && !insert.inline {
        made_primary_key(cx, insert)
    } else {
        Vec::new()
    };
    text.push_str(&renderer.returning(&insert.returning, "INSERT")?);
    text.push_str(&renderer.returning(&implicit, "INSERT")?);
    Ok(Statement::with_params(head + &text, renderer.into_params()))
}

/// The primary key of a single row as far as the database makes it, which SQLAlchemy asks back.
fn made_primary_key(cx: &Cx<'_>, insert: &Insert) -> Vec<Expr> {
    let InsertValues::Row(row) = &insert.values else {
        return Vec::new();
    };
    if !cx.dialect.returns_primary_key() {
        return Vec::new();
    }
    let table = FromClause::from(&insert.table);
    let in_constraint = |column: &Column| {
        insert.table.constraints().any(|constraint| match constraint {
            Constraint::PrimaryKey(key) => key.columns.iter().any(|name| name.text == column.name.text),
            _ => false,
        })
    };
    let made = |column: &Column| match (given(row, column), &column.default) {
        (Some(InsertValue::Expr(Expr::Value(_)) | InsertValue::Value(_)), _) => false,
        (Some(InsertValue::Expr(_) | InsertValue::Inline(..)), _) => true,
        (None, Some(ColumnDefault::Value(_))) => false,
        (None, Some(ColumnDefault::Expr(_) | ColumnDefault::Sequence(_))) => true,
        (None, None) => column.server_default.is_some() || kind(&column.type_) == Kind::Integer,
    };
    insert
        .table
        .columns()
        .filter(|column| (column.primary_key || in_constraint(column)) && made(column))
        .map(|column| table.c(column.name.clone()))
        .collect()
}

fn one_row(renderer: &mut Renderer<'_, '_>, columns: &[&Column], row: &InsertRow) -> Result<String> {
    let mut names = Vec::new();
    let mut values = Vec::new();
    for column in columns {
        let value = match (given(row, column), &column.default) {
            (Some(value), _) => Some(renderer.set(column, value, column.name.as_str())?),
            (None, Some(default)) => renderer.default(column, default)?,
            (None, None) => None,
        };
        if let Some(value) = value {
            names.push(column.name.clone());
            values.push(value);
        }
    }
    let cx = renderer.cx;
    Ok(if names.is_empty() {
        cx.empty_insert().to_owned()
    } else {
        format!(" ({}) VALUES ({})", cx.preparer.columns(&names), values.join(", "))
    })
}

/// Several rows have the columns of the first one; defaults are in each of them.
fn several_rows(
    renderer: &mut Renderer<'_, '_>,
    table: &str,
    columns: &[&Column],
    rows: &[InsertRow],
) -> Result<String> {
    let Some(first) = rows.first() else {
        return Ok(renderer.cx.empty_insert().to_owned());
    };
    require_known(columns, first.values.iter().map(|(name, _)| name))?;
    let used: Vec<&Column> = columns
        .iter()
        .filter(|column| given(first, column).is_some() || column.default.is_some())
        .copied()
        .collect();
    let mut texts = Vec::new();
    for (position, row) in rows.iter().enumerate() {
        let mut values = Vec::new();
        for column in &used {
            let value = match (given(row, column), &column.default) {
                (Some(value), _) => Some(renderer.set(column, value, &format!("{}_m{position}", column.name.text))?),
                (None, Some(default)) if given(first, column).is_none() => renderer.default(column, default)?,
                (None, _) => None,
            };
            values.push(value.ok_or_else(|| CompileErrorKind::RowOfValuesWithoutColumn {
                table: table.to_owned(),
                column: column.name.text.clone(),
            })?);
        }
        texts.push(format!("({})", values.join(", ")));
    }
    let names: Vec<Name> = used.iter().map(|column| column.name.clone()).collect();
    let names = renderer.cx.preparer.columns(&names);
    Ok(format!(" ({names}) VALUES {}", texts.join(", ")))
}

/// The columns and the query of an `INSERT … SELECT`; defaults of other columns come along.
fn from_select(
    renderer: &mut Renderer<'_, '_>,
    columns: &[&Column],
    names: &[Name],
    query: &Query,
) -> Result<(String, String)> {
    let mut names = names.to_vec();
    let mut query = query.clone();
    if let Query::Select(select) = &mut query {
        for column in columns {
            let absent = !names.iter().any(|name| name.text == column.name.text);
            if let (true, Some(default)) = (absent, &column.default) {
                let value = match default {
                    ColumnDefault::Value(value) => {
                        alembic_core::schema::literal_as(value.clone(), column.type_.clone())
                    }
                    ColumnDefault::Expr(expr) => expr.clone(),
                    ColumnDefault::Sequence(sequence) if renderer.cx.dialect.supports_sequences() => {
                        Expr::NextValue(sequence.clone())
                    }
                    ColumnDefault::Sequence(_) => continue,
                };
                names.push(column.name.clone());
                select.columns.push(value);
            }
        }
    }
    let select = renderer.query(&query, Place::Statement)?;
    Ok((renderer.cx.preparer.columns(&names), select))
}

fn on_conflict(renderer: &mut Renderer<'_, '_>, columns: &[&Column], conflict: &OnConflict) -> Result<String> {
    let mysql = renderer.cx.dialect.name.is_mysql_family();
    let wrong = |what: &str, instead| CompileErrorKind::Unsupported {
        dialect: renderer.cx.dialect.name,
        what: what.to_owned(),
        instead,
    };
    match conflict {
        OnConflict::DoNothing(_) | OnConflict::DoUpdate { .. } if mysql => Err(wrong(
            "ON CONFLICT",
            "use on_duplicate_key_update, or prefix_with(\"IGNORE\")",
        )),
        OnConflict::DuplicateKeyUpdate(_) if !mysql => {
            Err(wrong("ON DUPLICATE KEY UPDATE", "use on_conflict_do_update"))
        }
        OnConflict::DoNothing(target) => Ok(format!("ON CONFLICT {}DO NOTHING", conflict_target(renderer, target)?)),
        OnConflict::DoUpdate { target, set, where_ } => {
            let target = conflict_target(renderer, target)?;
            let set = assignments(renderer, columns, set)?;
            let condition = renderer.conditions(where_)?;
            let condition = if condition.is_empty() {
                condition
            } else {
                format!(" WHERE {condition}")
            };
            Ok(format!("ON CONFLICT {target}DO UPDATE SET {set}{condition}"))
        }
        OnConflict::DuplicateKeyUpdate(set) => Ok(format!(
            "ON DUPLICATE KEY UPDATE {}",
            assignments(renderer, columns, set)?
        )),
    }
}

fn assignments(renderer: &mut Renderer<'_, '_>, columns: &[&Column], set: &InsertRow) -> Result<String> {
    require_known(columns, set.values.iter().map(|(name, _)| name))?;
    let mut parts = Vec::new();
    for column in columns {
        if let Some(value) = given(set, column) {
            let value = match value {
                InsertValue::Value(value) => renderer.value(value, Some(&column.type_), Some("param"))?,
                value => renderer.set(column, value, column.name.as_str())?,
            };
            parts.push(format!("{} = {value}", renderer.cx.quote(&column.name)));
        }
    }
    Ok(parts.join(", "))
}

fn conflict_target(renderer: &mut Renderer<'_, '_>, target: &ConflictTarget) -> Result<String> {
    if let Some(constraint) = &target.constraint {
        if renderer.cx.dialect.name == alembic_core::DialectName::Sqlite {
            return Err(CompileErrorKind::Unsupported {
                dialect: renderer.cx.dialect.name,
                what: "ON CONFLICT with the name of a constraint".to_owned(),
                instead: "name the columns",
            });
        }
        return Ok(format!("ON CONSTRAINT {} ", renderer.cx.quote(constraint)));
    }
    if target.index_elements.is_empty() {
        return Ok(String::new());
    }
    renderer.with_table(false, |renderer| {
        let mut text = format!("({}) ", renderer.comma_list(&target.index_elements, None)?);
        if let Some(condition) = &target.index_where {
            text.push_str(&format!("WHERE {} ", renderer.render(condition)?));
        }
        Ok(text)
    })
}

/// What a statement reads from beside its own table.
fn extra_froms<'e>(own: &FromClause, exprs: impl Iterator<Item = &'e Expr>) -> Vec<FromClause> {
    let mut froms = Vec::new();
    exprs.for_each(|expr| from_objects(expr, &mut froms));
    froms.retain(|from| from != own);
    froms
}

fn update_statement(renderer: &mut Renderer<'_, '_>, update: &Update) -> Result<String> {
    let cx = renderer.cx;
    let columns: Vec<&Column> = update.table.columns().collect();
    require_known(&columns, update.values.values.iter().map(|(name, _)| name))?;
    let own = FromClause::from(&update.table);
    let values = update.values.values.iter().filter_map(|(_, value)| match value {
        InsertValue::Expr(expr) => Some(expr),
        InsertValue::Value(_) | InsertValue::Inline(..) => None,
    });
    let extra = extra_froms(&own, update.where_.iter().chain(values));
    let mut visible = vec![own.clone()];
    extra.iter().for_each(|from| components(from, &mut visible));
    renderer.enter(visible);
    let table = renderer.from(&own)?;
    let mysql = cx.dialect.name.is_mysql_family();
    let others: Vec<String> = if mysql {
        extra.iter().map(|from| renderer.from(from)).collect::<Result<_>>()?
    } else {
        Vec::new()
    };
    let qualified = mysql && !extra.is_empty();
    let sets = sets(renderer, update, &columns, if qualified { Some(&table) } else { None })?;
    let tables = std::iter::once(table).chain(others).collect::<Vec<_>>().join(", ");
    let mut text = format!("UPDATE {}{tables} SET {}", prefixes(&update.prefixes), sets.join(", "));
    if !mysql && !extra.is_empty() {
        let froms: Vec<String> = extra.iter().map(|from| renderer.from(from)).collect::<Result<_>>()?;
        text.push_str(&format!(" FROM {}", froms.join(", ")));
    }
    push_conditions(renderer, &mut text, &update.where_)?;
    push_limit(cx, &mut text, update.mysql_limit);
    text.push_str(&renderer.returning(&update.returning, "UPDATE")?);
    Ok(text)
}

fn sets(
    renderer: &mut Renderer<'_, '_>,
    update: &Update,
    columns: &[&Column],
    table: Option<&str>,
) -> Result<Vec<String>> {
    let mut order: Vec<&Column> = Vec::new();
    if update.ordered {
        for (name, _) in &update.values.values {
            order.extend(columns.iter().filter(|column| column.name.text == name.text));
        }
    }
    for column in columns {
        if !order.iter().any(|known| known.name.text == column.name.text) {
            order.push(column);
        }
    }
    let mut sets = Vec::new();
    for column in order {
        let value = match (given(&update.values, column), &column.onupdate) {
            (Some(value), _) => Some(renderer.set(column, value, column.name.as_str())?),
            (None, Some(default)) => renderer.default(column, default)?,
            (None, None) => None,
        };
        if let Some(value) = value {
            let name = renderer.cx.quote(&column.name);
            let name = table.map_or_else(|| name.clone(), |table| format!("{table}.{name}"));
            sets.push(format!("{name}={value}"));
        }
    }
    if sets.is_empty() {
        return Err(CompileErrorKind::UpdateWithoutValues {
            table: update.table.name.text.clone(),
        });
    }
    Ok(sets)
}

fn push_conditions(renderer: &mut Renderer<'_, '_>, text: &mut String, conditions: &[Expr]) -> Result<()> {
    let condition = renderer.conditions(conditions)?;
    if !condition.is_empty() {
        text.push_str(" WHERE ");
        text.push_str(&condition);
    }
    Ok(())
}

fn push_limit(cx: &Cx<'_>, text: &mut String, limit: Option<u64>) {
    if let Some(limit) = limit.filter(|_| cx.dialect.name.is_mysql_family()) {
        text.push_str(&format!(" LIMIT {limit}"));
    }
}

fn delete_statement(renderer: &mut Renderer<'_, '_>, delete: &Delete) -> Result<String> {
    let cx = renderer.cx;
    let extra = extra_froms(&delete.table, delete.where_.iter());
    let mut visible = vec![delete.table.clone()];
    extra.iter().for_each(|from| components(from, &mut visible));
    renderer.enter(visible);
    let table = renderer.from(&delete.table)?;
    let mut text = format!("DELETE {}FROM {table}", prefixes(&delete.prefixes));
    if !extra.is_empty() {
        cx.grammar.require_delete_using(cx)?;
        let mut froms: Vec<String> = Vec::new();
        if cx.dialect.name.is_mysql_family() {
            froms.push(table);
        }
        for from in &extra {
            froms.push(renderer.from(from)?);
        }
        text.push_str(&format!(" USING {}", froms.join(", ")));
    }
    push_conditions(renderer, &mut text, &delete.where_)?;
    push_limit(cx, &mut text, delete.mysql_limit);
    text.push_str(&renderer.returning(&delete.returning, "DELETE")?);
    Ok(text)
}
