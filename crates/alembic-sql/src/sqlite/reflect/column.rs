//! A column of a stored `CREATE TABLE`.

use alembic_core::schema::sqlite::Sorting;
use alembic_core::schema::{Column, Constraint, ConstraintName, check, column, computed, primary_key, unique};

use super::create_table::{TableDefinition, constraint_name, descending, on_conflict};
use super::cursor::{Cursor, Read};
use super::names::name;
use super::token::Kind;
use super::types::column_type;
use super::{foreign_key, keywords, verbatim};

/// Reads a column and adds it, and its constraints, to the table.
pub(super) fn read(cursor: &mut Cursor<'_>, table: &mut TableDefinition) -> Read<()> {
    let column_name = name(cursor.name()?);
    let mut column = column(column_name, column_type(declared_type(cursor)?));
    let mut constraint_name_ = ConstraintName::Unnamed;
    while !cursor.at(',') && !cursor.at(')') {
        if cursor.take_word("CONSTRAINT") {
            constraint_name_ = constraint_name(cursor)?;
        } else {
            constraint(cursor, table, &mut column, std::mem::take(&mut constraint_name_))?;
        }
    }
    table.columns.push(column);
    Ok(())
}

/// The type as it is written. `GENERATED ALWAYS` in front of the expression is no part of it.
fn declared_type<'a>(cursor: &mut Cursor<'a>) -> Read<&'a str> {
    let mark = cursor.mark();
    while let Some(token) = cursor.peek() {
        let part = match token.kind {
            Kind::Word => {
                let generated =
                    token.is_word("GENERATED") && cursor.peek_second().is_some_and(|second| second.is_word("ALWAYS"));
                !generated && !keywords::is_reserved(token.text)
            }
            Kind::Quoted(_) | Kind::String => true,
            Kind::Literal | Kind::Punctuation(_) | Kind::Unclosed => false,
        };
        if !part {
            break;
        }
        cursor.next();
    }
    if cursor.mark() > mark && cursor.at('(') {
        cursor.parenthesised()?;
    }
    Ok(cursor.text_since(mark))
}

fn constraint(
    cursor: &mut Cursor<'_>,
    table: &mut TableDefinition,
    column: &mut Column,
    name: ConstraintName,
) -> Read<()> {
    if cursor.take_word("DEFAULT") {
        column.server_default = Some(verbatim(&default(cursor)?).into());
        column.sqlite.default_name = name;
    } else if cursor.take_words("NOT", "NULL") {
        column.nullable = Some(false);
        column.sqlite.not_null_name = name;
        column.sqlite.on_conflict_not_null = on_conflict(cursor)?;
    } else if cursor.take_word("NULL") {
        on_conflict(cursor)?;
    } else if cursor.take_words("PRIMARY", "KEY") {
        let key = inline_key(cursor, table, column, name)?;
        table.constraints.push(key);
    } else if cursor.take_word("UNIQUE") {
        let mut constraint = unique([column.name.clone()]).name(name);
        constraint.sqlite_on_conflict = on_conflict(cursor)?;
        table.constraints.push(constraint.into());
    } else if cursor.take_word("CHECK") {
        column.checks.push(check(verbatim(cursor.parenthesised()?)).name(name));
    } else if cursor.at_word("REFERENCES") {
        let key = foreign_key::references(cursor, vec![column.name.clone()])?.name(name);
        table.constraints.push(key.into());
    } else if cursor.take_word("COLLATE") {
        column.sqlite.collate = Some(cursor.name()?);
    } else if cursor.at_any_word(&["NOT", "DEFERRABLE"]) {
        // SQLite gives it to the last key that it has read
        let key = table
            .constraints
            .iter_mut()
            .rev()
            .find_map(|constraint| match constraint {
                Constraint::ForeignKey(key) => Some(key),
                Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Check(_) | Constraint::Exclude(_) => {
                    None
                }
            });
        match key {
            Some(key) => foreign_key::deferrability(cursor, key)?,
            None => foreign_key::deferrability(cursor, &mut foreign_key::none())?,
        }
    } else if cursor.take_words("GENERATED", "ALWAYS") {
        if cursor.at_word("AS") {
            generated(cursor, column)?;
        }
    } else if cursor.at_word("AS") {
        generated(cursor, column)?;
    } else {
        return Err(cursor.misread("a constraint of a column"));
    }
    Ok(())
}

fn generated(cursor: &mut Cursor<'_>, column: &mut Column) -> Read<()> {
    cursor.expect_word("AS")?;
    let expression = verbatim(cursor.parenthesised()?);
    let stored = cursor.take_word("STORED");
    if !stored {
        cursor.take_word("VIRTUAL");
    }
    column.server_default = Some(computed(expression).persisted(stored).into());
    Ok(())
}

fn inline_key(
    cursor: &mut Cursor<'_>,
    table: &mut TableDefinition,
    column: &Column,
    name: ConstraintName,
) -> Read<Constraint> {
    let desc = descending(cursor);
    let mut key = primary_key([column.name.clone()]).name(name);
    key.sqlite_on_conflict = on_conflict(cursor)?;
    let autoincrement = cursor.take_word("AUTOINCREMENT");
    table.autoincrement |= autoincrement;
    if desc {
        key.sqlite_sorting = vec![Sorting { collate: None, desc }];
    }
    let integer = column.type_.to_string().eq_ignore_ascii_case("INTEGER");
    key.sqlite_inline = autoincrement || (desc && integer);
    Ok(key.into())
}

/// The default as it is written, with its parentheses.
fn default(cursor: &mut Cursor<'_>) -> Read<String> {
    let mark = cursor.mark();
    if cursor.at('(') {
        cursor.parenthesised()?;
        return Ok(cursor.text_since(mark).to_owned());
    }
    let signed = cursor.take('+') || cursor.take('-');
    match cursor.next() {
        // a name here is a string; in brackets or backticks the compiler would take it for an expression
        Some(token) if !signed && matches!(token.kind, Kind::Quoted('[' | '`')) => {
            let text = token.name().unwrap_or_default();
            Ok(format!("\"{}\"", text.replace('"', "\"\"")))
        }
        Some(token) if !matches!(token.kind, Kind::Punctuation(_) | Kind::Unclosed) => {
            Ok(cursor.text_since(mark).to_owned())
        }
        Some(_) | None => Err(cursor.misread("a default")),
    }
}
