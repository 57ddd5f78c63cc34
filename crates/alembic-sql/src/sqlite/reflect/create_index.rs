//! A stored `CREATE INDEX`, read into the vocabulary.

use alembic_core::schema::{Expr, Index, IndexElement, col, f, index, sqlite};

use super::cursor::{Cursor, Read};
use super::names::name;
use super::token::Token;
use super::verbatim;

/// What SQLite knows about an element of an index.
#[derive(Debug)]
pub(super) struct KeyColumn {
    /// The column; `None` for an expression.
    pub(super) column: Option<String>,
    pub(super) desc: bool,
    pub(super) collation: Option<String>,
}

/// Reads the statement; `keys` are the elements as SQLite knows them.
pub(super) fn read(index_name: &str, sql: &str, keys: &[KeyColumn]) -> Read<Index> {
    let mut cursor = Cursor::new(sql);
    let unique = head(&mut cursor)?;
    cursor.expect('(', "(")?;
    let (mut elements, mut collations) = (Vec::new(), Vec::new());
    for (position, key) in keys.iter().enumerate() {
        if position > 0 {
            cursor.expect(',', ",")?;
        }
        let mark = cursor.mark();
        cursor.skip_element()?;
        let (element, collation) = element(&cursor, sql, mark, key)?;
        elements.push(element);
        collations.push(collation);
    }
    cursor.expect(')', ", or )")?;
    let mut options = sqlite::index();
    if cursor.take_word("WHERE") {
        options.where_ = Some(verbatim(cursor.rest().trim_end_matches([';', ' ', '\n', '\r', '\t'])));
    }
    if collations.iter().any(Option::is_some) {
        options.collate = collations;
    }
    cursor.expect_end()?;
    Ok(index(f(name(index_name)), elements).unique(unique).sqlite(options))
}

/// Goes behind the table's name and tells whether the index is unique.
fn head(cursor: &mut Cursor<'_>) -> Read<bool> {
    cursor.expect_word("CREATE")?;
    let unique = cursor.take_word("UNIQUE");
    cursor.expect_word("INDEX")?;
    if cursor.take_words("IF", "NOT") {
        cursor.expect_word("EXISTS")?;
    }
    cursor.name()?;
    if cursor.take('.') {
        cursor.name()?;
    }
    cursor.expect_word("ON")?;
    cursor.name()?;
    Ok(unique)
}

/// The element between a mark and the cursor, and its collation where it is a column.
fn element(cursor: &Cursor<'_>, sql: &str, mark: usize, key: &KeyColumn) -> Read<(IndexElement, Option<String>)> {
    let tokens = without_order(cursor.since(mark));
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
        return Err(cursor.misread("an element of an index"));
    };
    let order = |expr: Expr| if key.desc { expr.desc() } else { expr };
    match &key.column {
        Some(column) => {
            let written = tokens.iter().any(|token| token.is_word("COLLATE"));
            let collation = key.collation.clone().filter(|_| written);
            let element = if key.desc {
                order(col(name(column.as_str()))).into()
            } else {
                IndexElement::Column(name(column.as_str()))
            };
            Ok((element, collation))
        }
        None => Ok((order(verbatim(&sql[first.start..last.end()])).into(), None)),
    }
}

/// The tokens of an element before `ASC`, `DESC` and `NULLS …`.
fn without_order<'t, 'a>(mut tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
    if let [rest @ .., nulls, last] = tokens
        && nulls.is_word("NULLS")
        && (last.is_word("FIRST") || last.is_word("LAST"))
    {
        tokens = rest;
    }
    match tokens {
        [rest @ .., last] if !rest.is_empty() && (last.is_word("ASC") || last.is_word("DESC")) => rest,
        tokens => tokens,
    }
}
