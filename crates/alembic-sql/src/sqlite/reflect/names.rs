//! Names inside of SQL text: written so that they are read back, found, and replaced.

use alembic_core::schema::{Name, quoted_name};

use super::keywords;
use super::token::{Kind, Token, is_bare_name, tokens};

/// A name from the database. The two that SQLAlchemy leaves bare and SQLite does not take so are quoted always.
pub(super) fn name(text: impl Into<String>) -> Name {
    let text = text.into();
    if text.eq_ignore_ascii_case("nothing") || text.eq_ignore_ascii_case("returning") {
        quoted_name(text, true)
    } else {
        text.into()
    }
}

/// Renames a column inside of SQL text: the condition of a check, the expression of a generated column or of an
/// index, the `WHERE` of an index.
///
/// Strings, function names, collations, the types in `CAST` and the names before a dot stay; a name keeps its quotes,
/// and gets some where the new one needs them.
///
/// ```
/// use alembic_sql::reflect::rename_column_in_sql;
/// let check = "status IN ('status', 'x') AND length(\"Status\") > 1";
/// assert_eq!(rename_column_in_sql(check, "status", "state"), "state IN ('status', 'x') AND length(\"state\") > 1");
/// ```
#[must_use]
pub fn rename_column_in_sql(sql: &str, old: &str, new: &str) -> String {
    let mut renamed = String::with_capacity(sql.len());
    let mut end = 0;
    for token in column_references(sql, old) {
        renamed.push_str(&sql[end..token.start]);
        renamed.push_str(&written_like(&token, new));
        end = token.end();
    }
    renamed.push_str(&sql[end..]);
    renamed
}

/// Whether SQL text refers to a column: by the same rules as [`rename_column_in_sql`].
#[must_use]
pub fn mentions_column(sql: &str, column: &str) -> bool {
    !column_references(sql, column).is_empty()
}

/// Whether SQL text names a table. It may be another thing of that name, also a string: rather too often than
/// too seldom.
#[must_use]
pub fn mentions_table(sql: &str, table: &str) -> bool {
    tokens(sql)
        .iter()
        .filter_map(Token::name)
        .any(|name| name.eq_ignore_ascii_case(table))
}

fn written_like(token: &Token<'_>, name: &str) -> String {
    let quoted = |quote: char| {
        let doubled = name.replace(quote, &format!("{quote}{quote}"));
        format!("{quote}{doubled}{quote}")
    };
    match token.kind {
        Kind::Quoted('[') if !name.contains(']') => format!("[{name}]"),
        Kind::Quoted('`') => quoted('`'),
        Kind::Word if is_bare_name(name) => name.to_owned(),
        _ => quoted('"'),
    }
}

/// The names that stand for the column.
fn column_references<'a>(sql: &'a str, column: &str) -> Vec<Token<'a>> {
    let tokens = tokens(sql);
    let types = cast_types(&tokens);
    let mut cases = 0_usize;
    let mut behind_operand = false;
    let mut found = Vec::new();
    for (position, token) in tokens.iter().enumerate() {
        let before = position.checked_sub(1).map(|before| &tokens[before]);
        let behind = tokens.get(position + 1);
        cases += usize::from(token.is_word("CASE"));
        let closes_case = cases > 0 && token.is_word("END");
        cases -= usize::from(closes_case);
        let keyword = closes_case || is_keyword_here(token, behind_operand);
        let named = match token.kind {
            Kind::Word => !keyword,
            Kind::Quoted(_) => true,
            Kind::String | Kind::Literal | Kind::Punctuation(_) | Kind::Unclosed => false,
        };
        let other = behind.is_some_and(|behind| behind.is('(') || behind.is('.'))
            || before.is_some_and(|before| before.is_word("COLLATE"))
            || types.contains(&position);
        if named && !other && token.name().is_some_and(|name| name.eq_ignore_ascii_case(column)) {
            found.push(*token);
        }
        if !token.is_word("NOT") {
            behind_operand = ends_operand(token, keyword && !closes_case);
        }
    }
    found
}

/// Whether a word is none of the names here. Between two operands `LIKE` and its relatives are operators; where an
/// operand is missing, SQLite takes them for names.
fn is_keyword_here(token: &Token<'_>, behind_operand: bool) -> bool {
    let operators = ["LIKE", "GLOB", "REGEXP", "MATCH"];
    if operators.iter().any(|operator| token.is_word(operator)) {
        behind_operand
    } else {
        token.kind == Kind::Word && keywords::is_reserved(token.text)
    }
}

fn ends_operand(token: &Token<'_>, keyword: bool) -> bool {
    match token.kind {
        Kind::Word => !keyword || token.is_word("NULL"),
        Kind::Quoted(_) | Kind::String | Kind::Literal => true,
        Kind::Punctuation(character) => character == ')',
        Kind::Unclosed => false,
    }
}

/// The positions of the types in `CAST(… AS type)`.
fn cast_types(tokens: &[Token<'_>]) -> Vec<usize> {
    let mut casts = Vec::new();
    let mut types = Vec::new();
    let mut depth = 0_usize;
    let mut in_type = false;
    for (position, token) in tokens.iter().enumerate() {
        if token.is('(') {
            depth += 1;
            if position
                .checked_sub(1)
                .is_some_and(|before| tokens[before].is_word("CAST"))
            {
                casts.push(depth);
            }
        } else if token.is(')') {
            if casts.last() == Some(&depth) {
                casts.pop();
                in_type = false;
            }
            depth = depth.saturating_sub(1);
        } else if token.is_word("AS") && casts.last() == Some(&depth) {
            in_type = true;
        } else if in_type {
            types.push(position);
        }
    }
    types
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_columns_are_renamed() {
        for (sql, old, new, expected) in [
            ("a > 0", "a", "b", "b > 0"),
            (
                "A > 0 AND [a] < 5 OR `a` = \"A\"",
                "a",
                "b",
                "b > 0 AND [b] < 5 OR `b` = \"b\"",
            ),
            (
                "a IN ('a', \"a\")",
                "a",
                "new name",
                "\"new name\" IN ('a', \"new name\")",
            ),
            ("[a] > 0", "a", "x]y", "\"x]y\" > 0"),
            ("a(a) > t.a AND a.b", "a", "c", "a(c) > t.c AND a.b"),
            ("a /* a */ > 0 -- a", "a", "c", "c /* a */ > 0 -- a"),
            ("a > 0", "a", "order", "\"order\" > 0"),
            ("\"order\" > 0 AND order", "order", "sort", "\"sort\" > 0 AND order"),
            (
                "CAST(text AS text) || text",
                "text",
                "body",
                "CAST(body AS text) || body",
            ),
            (
                "CAST(text AS varchar(text)) > text",
                "text",
                "body",
                "CAST(body AS varchar(text)) > body",
            ),
            ("nocase = 'x' COLLATE nocase", "nocase", "n", "n = 'x' COLLATE nocase"),
            ("CASE WHEN end > 1 THEN 2 END", "b", "c", "CASE WHEN end > 1 THEN 2 END"),
            ("end > 1", "end", "stop", "stop > 1"),
            (
                "like LIKE 'x' AND a NOT LIKE like",
                "like",
                "l",
                "l LIKE 'x' AND a NOT LIKE l",
            ),
            ("größe > 1", "größe", "hoehe", "hoehe > 1"),
            ("x'61' = a", "x", "y", "x'61' = a"),
        ] {
            assert_eq!(rename_column_in_sql(sql, old, new), expected, "{sql}");
            assert_eq!(mentions_column(sql, old), sql != expected, "{sql}");
        }
    }

    #[test]
    fn tables_are_found_in_any_quotes() {
        for sql in [
            "SELECT * FROM t",
            "SELECT 1 FROM [T]",
            "SELECT \"t\".a",
            "SELECT * FROM 't'",
        ] {
            assert!(mentions_table(sql, "t"), "{sql}");
        }
        for sql in ["SELECT * FROM tt", "SELECT 1 -- t", "SELECT 1 /* t */"] {
            assert!(!mentions_table(sql, "t"), "{sql}");
        }
    }

    proptest::proptest! {
        #[test]
        fn renaming_there_and_back_changes_nothing(sql in "[ab\"`\\[\\]' (.)>=0-9x]*") {
            if !mentions_column(&sql, "fresh") {
                let there = rename_column_in_sql(&sql, "a", "fresh");
                proptest::prop_assert!(!mentions_column(&there, "a"));
                proptest::prop_assert_eq!(rename_column_in_sql(&there, "fresh", "a"), sql);
            }
        }
    }
}
