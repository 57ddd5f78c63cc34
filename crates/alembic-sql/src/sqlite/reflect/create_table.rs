//! A stored `CREATE TABLE`, read into the vocabulary.

use alembic_core::schema::sqlite::Sorting;
use alembic_core::schema::{Column, Constraint, ConstraintName, check, primary_key, unique};

use super::cursor::{Cursor, Read};
use super::names::name;
use super::{column, foreign_key, verbatim};

/// What the statement says.
#[derive(Debug)]
pub(super) struct TableDefinition {
    pub(super) columns: Vec<Column>,
    /// Those of the columns first, in the order of the text.
    pub(super) constraints: Vec<Constraint>,
    pub(super) autoincrement: bool,
    pub(super) without_rowid: bool,
    pub(super) strict: bool,
}

/// The words with which a constraint of the table begins; no column has such a name without quotes.
const CONSTRAINT_WORDS: &[&str] = &["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];

pub(super) fn read(sql: &str) -> Read<TableDefinition> {
    let mut cursor = Cursor::new(sql);
    head(&mut cursor)?;
    cursor.expect('(', "(")?;
    let mut table = TableDefinition {
        columns: Vec::new(),
        constraints: Vec::new(),
        autoincrement: false,
        without_rowid: false,
        strict: false,
    };
    loop {
        column::read(&mut cursor, &mut table)?;
        if !cursor.take(',') {
            break;
        }
        if cursor.at_any_word(CONSTRAINT_WORDS) {
            constraints(&mut cursor, &mut table)?;
            break;
        }
    }
    cursor.expect(')', ", or )")?;
    options(&mut cursor, &mut table)?;
    cursor.expect_end()?;
    Ok(table)
}

fn head(cursor: &mut Cursor<'_>) -> Read<()> {
    cursor.expect_word("CREATE")?;
    let _temporary = cursor.take_word("TEMP") || cursor.take_word("TEMPORARY");
    cursor.expect_word("TABLE")?;
    if cursor.take_words("IF", "NOT") {
        cursor.expect_word("EXISTS")?;
    }
    cursor.name()?;
    if cursor.take('.') {
        cursor.name()?;
    }
    Ok(())
}

fn options(cursor: &mut Cursor<'_>, table: &mut TableDefinition) -> Read<()> {
    loop {
        if cursor.take_words("WITHOUT", "ROWID") {
            table.without_rowid = true;
        } else if cursor.take_word("STRICT") {
            table.strict = true;
        } else {
            return Ok(());
        }
        cursor.take(',');
    }
}

/// The constraints of the table; the commas between them may be missing.
fn constraints(cursor: &mut Cursor<'_>, table: &mut TableDefinition) -> Read<()> {
    let mut name = ConstraintName::Unnamed;
    while !cursor.at(')') {
        if cursor.take(',') {
            name = ConstraintName::Unnamed;
            continue;
        }
        if cursor.take_word("CONSTRAINT") {
            name = constraint_name(cursor)?;
            continue;
        }
        let read = constraint(cursor, table, std::mem::take(&mut name))?;
        table.constraints.push(read);
    }
    Ok(())
}

fn constraint(cursor: &mut Cursor<'_>, table: &mut TableDefinition, name: ConstraintName) -> Read<Constraint> {
    if cursor.take_words("PRIMARY", "KEY") {
        let (columns, mut sorting, autoincrement) = sorted_columns(cursor)?;
        if autoincrement {
            // the key is written with its column then, where DESC would mean something else
            sorting.clear();
            table.autoincrement = true;
        }
        let mut key = primary_key(columns)
            .name(name)
            .sqlite_sorting(sorting)
            .sqlite_inline(autoincrement);
        key.sqlite_on_conflict = on_conflict(cursor)?;
        Ok(key.into())
    } else if cursor.take_word("UNIQUE") {
        let (columns, sorting, _) = sorted_columns(cursor)?;
        let mut constraint = unique(columns).name(name).sqlite_sorting(sorting);
        constraint.sqlite_on_conflict = on_conflict(cursor)?;
        Ok(constraint.into())
    } else if cursor.take_word("CHECK") {
        let mut constraint = check(verbatim(cursor.parenthesised()?)).name(name);
        constraint.sqlite_on_conflict = on_conflict(cursor)?;
        Ok(constraint.into())
    } else if cursor.take_words("FOREIGN", "KEY") {
        let columns = foreign_key::columns(cursor)?;
        let mut key = foreign_key::references(cursor, columns)?.name(name);
        foreign_key::deferrability(cursor, &mut key)?;
        Ok(key.into())
    } else {
        Err(cursor.misread("PRIMARY KEY, UNIQUE, CHECK or FOREIGN KEY"))
    }
}

/// The name behind `CONSTRAINT`, which no naming convention touches any more.
pub(super) fn constraint_name(cursor: &mut Cursor<'_>) -> Read<ConstraintName> {
    Ok(ConstraintName::Final(name(cursor.name()?)))
}

/// The word behind `ON CONFLICT`, if that comes next.
pub(super) fn on_conflict(cursor: &mut Cursor<'_>) -> Read<Option<String>> {
    if !cursor.take_words("ON", "CONFLICT") {
        return Ok(None);
    }
    Ok(Some(cursor.name()?.to_ascii_uppercase()))
}

/// The columns of a key with their sorting, which is empty where all are sorted plainly; and whether
/// `AUTOINCREMENT` stands behind them.
fn sorted_columns(cursor: &mut Cursor<'_>) -> Read<(Vec<alembic_core::schema::Name>, Vec<Sorting>, bool)> {
    let (mut columns, mut sorting, mut autoincrement) = (Vec::new(), Vec::new(), false);
    cursor.expect('(', "(")?;
    loop {
        let mut open = 0_usize;
        while cursor.take('(') {
            open += 1;
        }
        columns.push(name(cursor.name()?));
        let mut sorted = Sorting::default();
        loop {
            if cursor.take_word("COLLATE") {
                sorted.collate = Some(cursor.name()?);
            } else if open > 0 && cursor.take(')') {
                open -= 1;
            } else {
                break;
            }
        }
        sorted.desc = descending(cursor);
        sorting.push(sorted);
        autoincrement |= cursor.take_word("AUTOINCREMENT");
        if !cursor.take(',') {
            break;
        }
    }
    cursor.expect(')', ", or )")?;
    if sorting.iter().all(|sorting| *sorting == Sorting::default()) {
        sorting.clear();
    }
    Ok((columns, sorting, autoincrement))
}

/// Goes behind `ASC` or `DESC` and tells whether it was `DESC`.
pub(super) fn descending(cursor: &mut Cursor<'_>) -> bool {
    !cursor.take_word("ASC") && cursor.take_word("DESC")
}
