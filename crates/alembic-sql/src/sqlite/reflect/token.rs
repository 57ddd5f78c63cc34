//! SQL as SQLite's tokenizer cuts it: comments and white space between tokens, four ways to quote a name.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword or a name without quotes.
    Word,
    /// A name in `"…"`, `` `…` `` or `[…]`, by its opening quote.
    Quoted(char),
    /// A string in `'…'`, which SQLite also takes for a name.
    String,
    /// A number, a blob, or a parameter.
    Literal,
    /// Any other character.
    Punctuation(char),
    /// A quote or a comment that is never closed.
    Unclosed,
}

/// A token and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    pub(super) start: usize,
}

impl Token<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it is this keyword, given in upper case.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    pub(super) fn is(&self, character: char) -> bool {
        self.kind == Kind::Punctuation(character)
    }

    /// The name, if it can be one, without its quotes.
    pub(super) fn name(&self) -> Option<String> {
        match self.kind {
            Kind::Word => Some(self.text.to_owned()),
            Kind::Quoted('[') => Some(self.inner().to_owned()),
            Kind::Quoted(quote) => Some(self.inner().replace(&format!("{quote}{quote}"), &quote.to_string())),
            Kind::String => Some(self.inner().replace("''", "'")),
            Kind::Literal | Kind::Punctuation(_) | Kind::Unclosed => None,
        }
    }

    /// The text between the quotes, which are one byte each.
    fn inner(&self) -> &str {
        &self.text[1..self.text.len() - 1]
    }
}

/// Cuts SQL into tokens; never fails.
pub(super) fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(first) = sql[start..].chars().next() {
        let rest = &sql[start..];
        let (kind, length) = match first {
            ' ' | '\t' | '\n' | '\r' | '\x0c' => {
                start += 1;
                continue;
            }
            '-' if rest.starts_with("--") => {
                start += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            '/' if rest.starts_with("/*") => {
                start += rest[2..].find("*/").map_or(rest.len(), |position| position + 4);
                continue;
            }
            '\'' => quoted(rest, '\'', Kind::String),
            '"' | '`' => quoted(rest, first, Kind::Quoted(first)),
            '[' => rest.find(']').map_or((Kind::Unclosed, rest.len()), |position| {
                (Kind::Quoted('['), position + 1)
            }),
            'x' | 'X' if rest[1..].starts_with('\'') => {
                let (kind, length) = quoted(&rest[1..], '\'', Kind::Literal);
                (kind, length + 1)
            }
            '?' | ':' | '@' | '#' => {
                let length = 1 + word_length(&rest[1..]);
                let kind = if first == '?' || length > 1 {
                    Kind::Literal
                } else {
                    Kind::Punctuation(first)
                };
                (kind, length)
            }
            '.' if rest[1..].starts_with(|next: char| next.is_ascii_digit()) => (Kind::Literal, number_length(rest)),
            digit if digit.is_ascii_digit() => (Kind::Literal, number_length(rest)),
            letter if starts_word(letter) => (Kind::Word, word_length(rest)),
            other => (Kind::Punctuation(other), other.len_utf8()),
        };
        tokens.push(Token {
            kind,
            text: &rest[..length],
            start,
        });
        start += length;
    }
    tokens
}

/// A quoted text at the beginning of `text`, in which a doubled quote stands for itself.
fn quoted(text: &str, quote: char, kind: Kind) -> (Kind, usize) {
    let mut position = 1;
    while let Some(found) = text[position..].find(quote) {
        position += found + 1;
        if !text[position..].starts_with(quote) {
            return (kind, position);
        }
        position += 1;
    }
    (Kind::Unclosed, text.len())
}

fn starts_word(character: char) -> bool {
    character.is_ascii_alphabetic() || character == '_' || character == '$' || !character.is_ascii()
}

fn continues_word(character: char) -> bool {
    starts_word(character) || character.is_ascii_digit()
}

fn word_length(text: &str) -> usize {
    text.find(|character| !continues_word(character)).unwrap_or(text.len())
}

/// Digits, a point, an exponent with its sign.
fn number_length(text: &str) -> usize {
    let hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    let mut previous = ' ';
    for (position, character) in text.char_indices() {
        let sign = matches!(character, '+' | '-') && matches!(previous, 'e' | 'E') && !hexadecimal;
        if !(continues_word(character) || character == '.' || sign) {
            return position;
        }
        previous = character;
    }
    text.len()
}

/// Whether a text is read back as one name without quotes.
pub(super) fn is_bare_name(text: &str) -> bool {
    text.starts_with(|first| starts_word(first) && first != '$')
        && text.chars().all(continues_word)
        && !super::keywords::is_keyword(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sql: &str) -> Vec<&str> {
        tokens(sql).iter().map(|token| token.text).collect()
    }

    #[test]
    fn tokens_are_those_of_sqlite() {
        for (sql, expected) in [
            ("a -- b\n c", vec!["a", "c"]),
            ("a/* b */c /* d", vec!["a", "c"]),
            (
                "'it''s' \"a\"\"b\" `c``d` [e f]",
                vec!["'it''s'", "\"a\"\"b\"", "`c``d`", "[e f]"],
            ),
            ("x'ab' X'' xy", vec!["x'ab'", "X''", "xy"]),
            ("1.5e-3+.5 0x1F 1_000", vec!["1.5e-3", "+", ".5", "0x1F", "1_000"]),
            (
                "t.a||b->>'$.c'",
                vec!["t", ".", "a", "|", "|", "b", "-", ">", ">", "'$.c'"],
            ),
            ("?1 :a @b $c", vec!["?1", ":a", "@b", "$c"]),
            ("größe a$b", vec!["größe", "a$b"]),
            ("'open", vec!["'open"]),
        ] {
            assert_eq!(texts(sql), expected, "{sql}");
        }
    }

    #[test]
    fn names_lose_their_quotes() {
        let names: Vec<_> = tokens("a \"b\"\"c\" `d``e` [f\"g] 'h''i' 1")
            .iter()
            .map(Token::name)
            .collect();
        let expected = [Some("a"), Some("b\"c"), Some("d`e"), Some("f\"g"), Some("h'i"), None];
        assert_eq!(names, expected.map(|name| name.map(str::to_owned)));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_cut(sql in "[-a-e \n'\"`\\[\\]/*x0-9.,():$?é]*") {
            let mut end = 0;
            for token in tokens(&sql) {
                proptest::prop_assert!(token.start >= end && !token.text.is_empty());
                end = token.end();
                let _ = token.name();
            }
            proptest::prop_assert!(end <= sql.len());
        }
    }
}
