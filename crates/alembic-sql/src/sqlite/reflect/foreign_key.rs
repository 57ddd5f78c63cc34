//! `REFERENCES` and what stands behind it.

use alembic_core::schema::{ForeignKeyConstraint, Name, foreign_key};

use super::cursor::{Cursor, Read};
use super::names::name;
use super::token::Kind;

/// A list of columns in parentheses.
pub(super) fn columns(cursor: &mut Cursor<'_>) -> Read<Vec<Name>> {
    let mut columns = Vec::new();
    cursor.expect('(', "(")?;
    loop {
        columns.push(name(cursor.name()?));
        // old files may have a collation or an order here, which SQLite ignores
        cursor.skip_element()?;
        if !cursor.take(',') {
            break;
        }
    }
    cursor.expect(')', ", or )")?;
    Ok(columns)
}

/// A key over nothing, for words that belong to none.
pub(super) fn none() -> ForeignKeyConstraint {
    foreign_key([""; 0], "", [""; 0])
}

/// `REFERENCES table (columns)` with its actions, without its deferrability.
pub(super) fn references(cursor: &mut Cursor<'_>, local: Vec<Name>) -> Read<ForeignKeyConstraint> {
    cursor.expect_word("REFERENCES")?;
    let table = name(cursor.name()?);
    let referent = if cursor.at('(') { columns(cursor)? } else { Vec::new() };
    let mut key = foreign_key(local, table, referent);
    key.options.sqlite_implicit_columns = key.referent_columns.is_empty();
    loop {
        if cursor.take_words("ON", "DELETE") {
            key.options.ondelete = Some(action(cursor)?);
        } else if cursor.take_words("ON", "UPDATE") {
            key.options.onupdate = Some(action(cursor)?);
        } else if cursor.take_words("ON", "INSERT") {
            action(cursor)?;
        } else if cursor.take_word("MATCH") {
            key.options.match_ = match cursor.peek().map(|token| token.kind) {
                Some(Kind::Word) => cursor.next().map(|token| token.text.to_ascii_uppercase()),
                // SQLite ignores it, and no word could say it again
                _ => cursor.name().map(|_| None)?,
            };
        } else {
            return Ok(key);
        }
    }
}

fn action(cursor: &mut Cursor<'_>) -> Read<String> {
    for (first, second, action) in [
        ("SET", "NULL", "SET NULL"),
        ("SET", "DEFAULT", "SET DEFAULT"),
        ("NO", "ACTION", "NO ACTION"),
    ] {
        if cursor.take_words(first, second) {
            return Ok(action.to_owned());
        }
    }
    for action in ["CASCADE", "RESTRICT"] {
        if cursor.take_word(action) {
            return Ok(action.to_owned());
        }
    }
    Err(cursor.misread("an action of a foreign key"))
}

/// `NOT DEFERRABLE INITIALLY …`, as far as it comes next.
pub(super) fn deferrability(cursor: &mut Cursor<'_>, key: &mut ForeignKeyConstraint) -> Read<()> {
    if cursor.take_words("NOT", "DEFERRABLE") {
        key.deferrability.deferrable = Some(false);
    } else if cursor.take_word("DEFERRABLE") {
        key.deferrability.deferrable = Some(true);
    } else if cursor.at_word("NOT") {
        return Err(cursor.misread("NULL or DEFERRABLE"));
    } else {
        return Ok(());
    }
    if cursor.take_word("INITIALLY") {
        let word = ["DEFERRED", "IMMEDIATE"].into_iter().find(|word| cursor.at_word(word));
        key.deferrability.initially = Some(word.ok_or(cursor.misread("DEFERRED or IMMEDIATE"))?.to_owned());
        cursor.next();
    }
    Ok(())
}
