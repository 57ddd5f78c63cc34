//! SQLAlchemy's rules for `text()`, and how a statement looks in offline mode.

use crate::Statement;
use crate::writer::is_word;

/// Replaces the bind parameters of SQL text, then turns `\:` into `:`.
///
/// `:name` is a parameter unless a colon, a word character or a backslash stands before it, or a colon behind it.
pub(crate) fn replace_binds<E>(sql: &str, mut bind: impl FnMut(&str) -> Result<String, E>) -> Result<String, E> {
    let mut replaced = String::with_capacity(sql.len());
    let mut previous: Option<char> = None;
    let mut rest = sql;
    while let Some(character) = rest.chars().next() {
        let free = !previous.is_some_and(|before| before == ':' || before == '\\' || is_word(before));
        if character == ':' && free {
            let name = word(&rest[1..]);
            let behind = &rest[1 + name.len()..];
            if let Some(last) = name.chars().next_back().filter(|_| !behind.starts_with(':')) {
                replaced.push_str(&bind(name)?);
                previous = Some(last);
                rest = behind;
                continue;
            }
        }
        replaced.push(character);
        previous = Some(character);
        rest = &rest[character.len_utf8()..];
    }
    Ok(unescape_colons(&replaced))
}

fn word(text: &str) -> &str {
    let end = text.find(|character| !is_word(character)).unwrap_or(text.len());
    &text[..end]
}

fn unescape_colons(sql: &str) -> String {
    let mut unescaped = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(position) = rest.find("\\:") {
        let (before, escaped) = rest.split_at(position);
        unescaped.push_str(before);
        let end = 2 + word(&escaped[2..]).len();
        if escaped[end..].starts_with(':') {
            unescaped.push('\\');
            rest = &escaped[1..];
        } else {
            unescaped.push_str(&escaped[1..end]);
            rest = &escaped[end..];
        }
    }
    unescaped.push_str(rest);
    unescaped
}

/// A statement as offline mode writes it: tabs as four spaces, no space around, a semicolon behind.
///
/// ```
/// use alembic_sql::{Statement, offline_text};
/// assert_eq!(offline_text(&Statement::new("\nDROP TABLE t\n")), "DROP TABLE t;");
/// ```
#[must_use]
pub fn offline_text(statement: &Statement) -> String {
    let text = statement.sql.replace('\t', "    ");
    format!("{};", text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binds(sql: &str) -> String {
        let replaced: Result<String, std::convert::Infallible> = replace_binds(sql, |name| Ok(format!("<{name}>")));
        replaced.unwrap_or_default()
    }

    #[test]
    fn colons_are_read_as_sqlalchemy_reads_them() {
        // each right side is what sqlalchemy.text() compiles to, with <name> for a parameter
        for (sql, expected) in [
            (":a", "<a>"),
            ("(:a,:b_1)", "(<a>,<b_1>)"),
            ("a::int", "a::int"),
            (":a::int", ":a::int"),
            (":a ::int", "<a> ::int"),
            (r"\:a", ":a"),
            (r"'12\:30'", "'12:30'"),
            ("'12:30'", "'12:30'"),
            ("':q'", "'<q>'"),
            ("x:y", "x:y"),
            (": a", ": a"),
            (":a:", ":a:"),
            (r"\::a", r"\::a"),
            (r"\:\:a", "::a"),
            (r"\:a:b", r"\:a:b"),
            (r"\\:a", r"\:a"),
            ("é:a :é", "é:a <é>"),
            (r"\:", ":"),
        ] {
            assert_eq!(binds(sql), expected, "{sql}");
        }
    }

    proptest::proptest! {
        #[test]
        fn text_without_colons_stays(sql in "[^:]*") {
            proptest::prop_assert_eq!(binds(&sql), sql);
        }

        #[test]
        fn any_text_can_be_read(sql in "[:\\\\a-c' é]*") {
            let _ = binds(&sql);
        }
    }
}
