//! Identifiers and keyword phrases: SQLAlchemy's `IdentifierPreparer`.

use alembic_core::schema::{ConstraintName, Name};
use md5::{Digest, Md5};

use crate::error::{CompileErrorKind, Result};

/// How a dialect writes identifiers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Preparer {
    /// The quote on both sides.
    pub(crate) quote: char,
    /// The words that need quotes, sorted and in lower case.
    pub(crate) reserved_words: &'static [&'static str],
    /// SQLAlchemy's `max_identifier_length`: longer names of constraints and indexes are refused.
    pub(crate) max_identifier_length: usize,
    /// The length to which names made by conventions are cut.
    pub(crate) max_name_length: usize,
}

impl Preparer {
    /// Writes an identifier, quoted where it must be or shall be.
    pub(crate) fn quote(&self, name: &Name) -> String {
        if name.quote.unwrap_or_else(|| self.requires_quotes(&name.text)) {
            self.quote_always(&name.text)
        } else {
            name.text.clone()
        }
    }

    pub(crate) fn quote_str(&self, name: &str) -> String {
        if self.requires_quotes(name) {
            self.quote_always(name)
        } else {
            name.to_owned()
        }
    }

    pub(crate) fn quote_always(&self, text: &str) -> String {
        let mut quoted = String::with_capacity(text.len() + 2);
        quoted.push(self.quote);
        for character in text.chars() {
            quoted.push(character);
            if character == self.quote {
                quoted.push(character);
            }
        }
        quoted.push(self.quote);
        quoted
    }

    fn requires_quotes(&self, text: &str) -> bool {
        let Some(first) = text.chars().next() else { return true };
        first.is_ascii_digit()
            || first == '$'
            || !Self::has_legal_characters(text)
            || text.chars().any(|character| character.is_ascii_uppercase())
            || self.reserved_words.binary_search(&text).is_ok()
    }

    /// Whether a name could stand without quotes, its case and reserved words aside.
    pub(crate) fn has_legal_characters(text: &str) -> bool {
        text.chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '_' || character == '$')
    }

    /// SQLAlchemy's `format_table`: the schema is one identifier.
    pub(crate) fn table(&self, name: &Name, schema: Option<&Name>) -> String {
        match schema.filter(|schema| !schema.text.is_empty()) {
            Some(schema) => format!("{}.{}", self.quote(schema), self.quote(name)),
            None => self.quote(name),
        }
    }

    /// Alembic's `format_table_name`: a dotted schema is several identifiers.
    pub(crate) fn alter_table(&self, name: &Name, schema: Option<&Name>) -> String {
        match schema.filter(|schema| !schema.text.is_empty()) {
            Some(schema) if schema.quote.is_none() => {
                let parts: Vec<String> = schema.text.split('.').map(|part| self.quote_str(part)).collect();
                format!("{}.{}", parts.join("."), self.quote(name))
            }
            schema => self.table(name, schema),
        }
    }

    pub(crate) fn columns(&self, names: &[Name]) -> String {
        names.iter().map(|name| self.quote(name)).collect::<Vec<_>>().join(", ")
    }

    /// The name of a constraint or index: checked against the dialect's limit, or cut to it when it is final.
    pub(crate) fn constraint(&self, name: &ConstraintName) -> Result<Option<String>> {
        match name {
            ConstraintName::Unnamed => Ok(None),
            ConstraintName::Plain(name) => {
                if name.text.chars().count() > self.max_identifier_length {
                    return Err(CompileErrorKind::IdentifierTooLong {
                        identifier: name.text.clone(),
                        max: self.max_identifier_length,
                    });
                }
                Ok(Some(self.quote(name)))
            }
            ConstraintName::Final(name) => {
                let text = self.truncate(&name.text);
                Ok(Some(self.quote(&Name {
                    text,
                    quote: name.quote,
                })))
            }
        }
    }

    fn truncate(&self, text: &str) -> String {
        if text.chars().count() <= self.max_name_length {
            return text.to_owned();
        }
        let digest = Md5::digest(text.as_bytes());
        let kept: String = text.chars().take(self.max_name_length - 8).collect();
        format!("{kept}_{:02x}{:02x}", digest[14], digest[15])
    }
}

/// Refuses anything that is not words with spaces between them: SQLAlchemy's `validate_sql_phrase`.
pub(crate) fn sql_phrase(phrase: &str) -> Result<&str> {
    let words = |text: &str| {
        !text.is_empty()
            && !text.starts_with(char::is_whitespace)
            && text
                .chars()
                .all(|character| is_word(character) || character.is_whitespace())
    };
    // as in Python, `$` also matches before a final line break, but not before other white space
    let body = phrase.strip_suffix('\n').unwrap_or(phrase);
    if words(body) && !body.ends_with(char::is_whitespace) {
        Ok(phrase)
    } else {
        Err(CompileErrorKind::SqlPhrase {
            phrase: phrase.to_owned(),
            pattern: r"^\\w+(?:\\s+\\w+)*$",
        })
    }
}

/// Python's `\w`.
pub(crate) fn is_word(character: char) -> bool {
    character == '_' || character.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{mysql, postgresql, sqlite};

    #[test]
    fn reserved_words_are_sorted() {
        for preparer in [sqlite::PREPARER, postgresql::PREPARER, mysql::MYSQL, mysql::MARIADB] {
            assert!(preparer.reserved_words.is_sorted());
        }
    }

    #[test]
    fn phrases_are_words() {
        for good in ["CASCADE", "SET NULL", "no  action", "x_1"] {
            assert_eq!(sql_phrase(good), Ok(good));
        }
        for bad in ["", " CASCADE", "CASCADE ", "no; drop", "a-b"] {
            assert!(sql_phrase(bad).is_err(), "{bad:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn quoting_loses_nothing(name in ".*") {
            for preparer in [sqlite::PREPARER, postgresql::PREPARER, mysql::MYSQL, mysql::MARIADB] {
                let quoted = preparer.quote(&Name::from(name.as_str()));
                let quote = preparer.quote;
                match quoted.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
                    Some(inner) => proptest::prop_assert_eq!(inner.replace(&format!("{quote}{quote}"), &quote.to_string()), name.clone()),
                    None => {
                        proptest::prop_assert_eq!(&quoted, &name);
                        proptest::prop_assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_$".contains(c)));
                    }
                }
            }
        }

        #[test]
        fn names_made_by_conventions_fit(name in ".{0,300}") {
            for preparer in [postgresql::PREPARER, mysql::MYSQL] {
                proptest::prop_assert!(preparer.truncate(&name).chars().count() <= preparer.max_name_length);
            }
        }
    }
}
