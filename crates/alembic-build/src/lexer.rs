//! A lexer for the part of Rust that a revision file's header needs: it never mistakes a comment, a string, a
//! character or a lifetime for something else, and it knows string values.

use crate::header::{HeaderError, HeaderProblem};

/// One token of a Rust file; ordinary comments and outer doc comments are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// An identifier or keyword; raw identifiers without their `r#`.
    Ident(&'a str),
    /// A string literal (plain or raw) with its escapes decoded.
    Str(String),
    /// Any other literal, or a lifetime: never part of a header.
    Other,
    /// One character of punctuation, brackets included.
    Punct(char),
    /// The text of `//!` (one line) or `/*! */` (several lines).
    InnerDoc(&'a str),
}

/// A token and the byte where it starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spanned<'a> {
    pub(crate) token: Token<'a>,
    pub(crate) start: usize,
}

/// Reads tokens one by one.
#[derive(Debug, Clone)]
pub(crate) struct Lexer<'a> {
    source: &'a str,
    position: usize,
}

impl<'a> Lexer<'a> {
    /// Starts at the beginning of a file, behind a byte order mark and a `#!` line.
    pub(crate) fn new(source: &'a str) -> Self {
        let mut position = if source.starts_with('\u{feff}') { 3 } else { 0 };
        let rest = &source[position..];
        // `#![` opens an inner attribute; rustc looks past white space for the bracket, but a script line has none.
        if rest.starts_with("#!") && !rest[2..].trim_start().starts_with('[') {
            position += rest.find('\n').unwrap_or(rest.len());
        }
        Self { source, position }
    }

    /// The byte behind the last token read.
    pub(crate) fn position(&self) -> usize {
        self.position
    }

    /// The next token, `None` at the end of the file.
    pub(crate) fn next(&mut self) -> Result<Option<Spanned<'a>>, HeaderError> {
        loop {
            self.take_while(is_white_space);
            let start = self.position;
            let Some(character) = self.peek() else {
                return Ok(None);
            };
            let token = match character {
                '/' if self.rest().starts_with("//") => match self.line_comment() {
                    Some(doc) => Token::InnerDoc(doc),
                    None => continue,
                },
                '/' if self.rest().starts_with("/*") => match self.block_comment()? {
                    Some(doc) => Token::InnerDoc(doc),
                    None => continue,
                },
                '"' => Token::Str(self.string(start)?),
                '\'' => self.quote(start)?,
                '0'..='9' => self.number(),
                _ if is_ident_start(character) => self.word(start)?,
                _ => {
                    self.position += character.len_utf8();
                    Token::Punct(character)
                }
            };
            return Ok(Some(Spanned { token, start }));
        }
    }

    fn rest(&self) -> &'a str {
        &self.source[self.position..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take_while(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|character| !accept(character)).unwrap_or(rest.len());
        self.position += end;
        &rest[..end]
    }

    fn error(&self, start: usize, what: &'static str) -> HeaderError {
        HeaderError::at(self.source, start, HeaderProblem::Unterminated { what })
    }

    /// Takes a `//` comment to the end of its line; gives the text of a `//!` one.
    fn line_comment(&mut self) -> Option<&'a str> {
        let text = self.take_while(|character| character != '\n');
        text.strip_prefix("//!")
            .map(|doc| doc.strip_suffix('\r').unwrap_or(doc))
    }

    /// Takes a `/* */` comment, which may hold others; gives the text of a `/*! */` one.
    fn block_comment(&mut self) -> Result<Option<&'a str>, HeaderError> {
        let start = self.position;
        let bytes = self.source.as_bytes();
        let (mut at, mut depth) = (start + 2, 1);
        while depth > 0 {
            match (bytes.get(at), bytes.get(at + 1)) {
                (Some(b'*'), Some(b'/')) => (at, depth) = (at + 2, depth - 1),
                (Some(b'/'), Some(b'*')) => (at, depth) = (at + 2, depth + 1),
                (Some(_), _) => at += 1,
                (None, _) => return Err(self.error(start, "block comment")),
            }
        }
        self.position = at;
        Ok(self.source[start..at - 2].strip_prefix("/*!"))
    }

    /// Takes an identifier, or the literal that its letters open (`r"…"`, `b'…'`, `br#"…"#`, `c"…"`).
    fn word(&mut self, start: usize) -> Result<Token<'a>, HeaderError> {
        let word = self.take_while(is_ident_continue);
        let rest = self.rest();
        match word {
            "r" | "br" | "cr" if rest.starts_with(['"', '#']) => {
                let hashes = rest.bytes().take_while(|byte| *byte == b'#').count();
                if rest[hashes..].starts_with('"') {
                    let text = self.raw_string(start, hashes)?;
                    return Ok(if word == "r" { Token::Str(text) } else { Token::Other });
                }
                if word == "r" && hashes == 1 {
                    self.position += 1;
                    return Ok(Token::Ident(self.take_while(is_ident_continue)));
                }
                Ok(Token::Ident(word))
            }
            "b" | "c" if rest.starts_with('"') => self.skip_string(start).map(|_| Token::Other),
            "b" if rest.starts_with('\'') => self.quote(start),
            _ => Ok(Token::Ident(word)),
        }
    }

    fn number(&mut self) -> Token<'a> {
        self.take_while(is_ident_continue);
        let rest = self.rest();
        if rest.starts_with('.') && rest[1..].starts_with(|character: char| character.is_ascii_digit()) {
            self.position += 1;
            self.take_while(is_ident_continue);
        }
        Token::Other
    }

    /// Takes a character literal or a lifetime.
    fn quote(&mut self, start: usize) -> Result<Token<'a>, HeaderError> {
        self.position += 1;
        let mut rest = self.rest().chars();
        match (rest.next(), rest.next()) {
            (Some('\\'), Some(escaped)) => {
                self.position += 1 + escaped.len_utf8();
                let rest = self.rest();
                let end = rest.find(['\'', '\n']).filter(|end| rest[*end..].starts_with('\''));
                self.position += end.ok_or_else(|| self.error(start, "character literal"))? + 1;
            }
            (Some(character), Some('\'')) => self.position += character.len_utf8() + 1,
            _ => {
                self.take_while(is_ident_continue);
            }
        }
        Ok(Token::Other)
    }

    fn raw_string(&mut self, start: usize, hashes: usize) -> Result<String, HeaderError> {
        let close = format!("\"{}", "#".repeat(hashes));
        let text = &self.rest()[hashes + 1..];
        let end = text.find(&close).ok_or_else(|| self.error(start, "raw string"))?;
        self.position += hashes + 1 + end + close.len();
        Ok(text[..end].replace("\r\n", "\n"))
    }

    /// Takes a quoted literal; gives the text between the quotes.
    fn skip_string(&mut self, start: usize) -> Result<&'a str, HeaderError> {
        let bytes = self.source.as_bytes();
        let open = self.position + 1;
        let mut at = open;
        loop {
            match bytes.get(at) {
                Some(b'\\') => at += 2,
                Some(b'"') => break,
                Some(_) => at += 1,
                None => return Err(self.error(start, "string")),
            }
        }
        self.position = at + 1;
        Ok(&self.source[open..at])
    }

    fn string(&mut self, start: usize) -> Result<String, HeaderError> {
        let text = self.skip_string(start)?;
        unescape(text).ok_or_else(|| HeaderError::at(self.source, start, HeaderProblem::BadEscape))
    }
}

/// The value of the text between two quotes; `None` when an escape is none of Rust's.
fn unescape(text: &str) -> Option<String> {
    let mut value = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '\r']) {
        value.push_str(&rest[..at]);
        let escape = &rest[at..];
        rest = &escape[1..];
        if escape.starts_with('\r') {
            // rustc reads CR LF as LF; a lone CR is its own error.
            if !rest.starts_with('\n') {
                value.push('\r');
            }
            continue;
        }
        let code = rest.chars().next()?;
        rest = &rest[code.len_utf8()..];
        match code {
            'n' => value.push('\n'),
            'r' => value.push('\r'),
            't' => value.push('\t'),
            '0' => value.push('\0'),
            '\\' | '\'' | '"' => value.push(code),
            'x' => {
                value.push(char::from(
                    u8::from_str_radix(rest.get(..2)?, 16).ok().filter(u8::is_ascii)?,
                ));
                rest = &rest[2..];
            }
            'u' => {
                let (digits, after) = rest.strip_prefix('{')?.split_once('}')?;
                value.push(char::from_u32(u32::from_str_radix(&digits.replace('_', ""), 16).ok()?)?);
                rest = after;
            }
            '\n' | '\r' => rest = rest.trim_start_matches([' ', '\t', '\n', '\r']),
            _ => return None,
        }
    }
    value.push_str(rest);
    Some(value)
}

/// Rust's `Pattern_White_Space`.
fn is_white_space(character: char) -> bool {
    matches!(
        character,
        '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{85}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}'
    )
}

// Wider than XID for the rare letters that are not alphanumeric; a header holds none of them.
fn is_ident_start(character: char) -> bool {
    character == '_' || character.is_alphabetic()
}

fn is_ident_continue(character: char) -> bool {
    character == '_' || character.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(source: &str) -> Vec<Token<'_>> {
        let mut lexer = Lexer::new(source);
        let mut tokens = Vec::new();
        while let Some(spanned) = lexer.next().expect("the source lexes") {
            tokens.push(spanned.token);
        }
        tokens
    }

    fn strings(source: &str) -> Vec<String> {
        let strings = tokens(source).into_iter().filter_map(|token| match token {
            Token::Str(text) => Some(text),
            _ => None,
        });
        strings.collect()
    }

    #[test]
    fn strings_are_decoded() {
        let source = r####" "a\"b\\" "\x41\u{e9}\n" r"c\n" r##"d"#e"## b"no" br"no" c"no" "####;
        assert_eq!(strings(source), ["a\"b\\", "Aé\n", "c\\n", "d\"#e"]);
        assert_eq!(strings("\"a\\\n   b\" \"c\r\nd\""), ["ab", "c\nd"]);
    }

    #[test]
    fn comments_hide_everything() {
        assert_eq!(
            strings("// \"no\"\n/* \"no\" /* \"no\" */ \"no\" */ \"yes\" /// \"no\"\n"),
            ["yes"]
        );
        assert_eq!(
            strings("let a = '\"'; let b = '\\''; \"yes\" 'c: loop {} b'\"' \"too\""),
            ["yes", "too"]
        );
    }

    #[test]
    fn inner_docs_are_tokens() {
        assert_eq!(
            tokens("//! one\r\n//!two\n/*! three */"),
            [
                Token::InnerDoc(" one"),
                Token::InnerDoc("two"),
                Token::InnerDoc(" three ")
            ]
        );
    }

    #[test]
    fn shebang_and_byte_order_mark_are_skipped() {
        assert_eq!(tokens("\u{feff}#!/usr/bin/env \"x\nfn"), [Token::Ident("fn")]);
        assert_eq!(tokens("#![a]").len(), 5);
    }

    #[test]
    fn raw_identifiers_lose_their_prefix() {
        assert_eq!(
            tokens("r#fn 1.5e3 1..2"),
            [
                Token::Ident("fn"),
                Token::Other,
                Token::Other,
                Token::Punct('.'),
                Token::Punct('.'),
                Token::Other
            ]
        );
    }

    #[test]
    fn unterminated_literals_are_errors() {
        for (source, message) in [
            ("\n\"abc", "line 2: unterminated string"),
            ("/* abc", "line 1: unterminated block comment"),
            ("\n\nr#\"abc\"", "line 3: unterminated raw string"),
            ("'\\n", "line 1: unterminated character literal"),
            ("\"\\q\"", "line 1: unknown escape in a string literal"),
        ] {
            let mut lexer = Lexer::new(source);
            let error = loop {
                match lexer.next() {
                    Ok(Some(_)) => {}
                    Ok(None) => panic!("{source:?} lexed"),
                    Err(error) => break error,
                }
            };
            assert_eq!(format!("line {}: {error}", error.line), message);
        }
    }
}
