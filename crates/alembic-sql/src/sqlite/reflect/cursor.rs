//! A place in the tokens of a stored statement.

use super::token::{Kind, Token, tokens};

/// What was not understood, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Misread {
    /// What was expected there.
    pub(super) expected: &'static str,
    /// Where, counted in bytes.
    pub(super) offset: usize,
}

pub(super) type Read<T> = Result<T, Misread>;

/// A place in the tokens of a statement.
pub(super) struct Cursor<'a> {
    sql: &'a str,
    tokens: Vec<Token<'a>>,
    position: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(sql: &'a str) -> Self {
        Self {
            sql,
            tokens: tokens(sql),
            position: 0,
        }
    }

    pub(super) fn peek(&self) -> Option<&Token<'a>> {
        self.tokens.get(self.position)
    }

    /// The token behind the next one.
    pub(super) fn peek_second(&self) -> Option<&Token<'a>> {
        self.tokens.get(self.position + 1)
    }

    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        let token = self.tokens.get(self.position).copied();
        self.position += usize::from(token.is_some());
        token
    }

    pub(super) fn misread(&self, expected: &'static str) -> Misread {
        Misread {
            expected,
            offset: self.peek().map_or(self.sql.len(), |token| token.start),
        }
    }

    pub(super) fn at_word(&self, word: &str) -> bool {
        self.peek().is_some_and(|token| token.is_word(word))
    }

    pub(super) fn at_any_word(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.at_word(word))
    }

    pub(super) fn at(&self, character: char) -> bool {
        self.peek().is_some_and(|token| token.is(character))
    }

    /// Goes behind a keyword if it comes next.
    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let there = self.at_word(word);
        self.position += usize::from(there);
        there
    }

    /// Goes behind a character if it comes next.
    pub(super) fn take(&mut self, character: char) -> bool {
        let there = self.at(character);
        self.position += usize::from(there);
        there
    }

    /// Goes behind two keywords if both come next.
    pub(super) fn take_words(&mut self, first: &str, second: &str) -> bool {
        let there = self.at_word(first) && self.peek_second().is_some_and(|token| token.is_word(second));
        self.position += if there { 2 } else { 0 };
        there
    }

    pub(super) fn expect_word(&mut self, word: &'static str) -> Read<()> {
        if self.take_word(word) {
            Ok(())
        } else {
            Err(self.misread(word))
        }
    }

    pub(super) fn expect(&mut self, character: char, expected: &'static str) -> Read<()> {
        if self.take(character) {
            Ok(())
        } else {
            Err(self.misread(expected))
        }
    }

    /// A name in any of its quotes, or without.
    pub(super) fn name(&mut self) -> Read<String> {
        let name = self.peek().and_then(Token::name).ok_or(self.misread("a name"))?;
        self.position += 1;
        Ok(name)
    }

    /// Where the next token stands among the tokens.
    pub(super) fn mark(&self) -> usize {
        self.position
    }

    /// The tokens from a mark up to here.
    pub(super) fn since(&self, mark: usize) -> &[Token<'a>] {
        self.tokens.get(mark..self.position).unwrap_or_default()
    }

    /// The text from a mark up to here, without what stands around it.
    pub(super) fn text_since(&self, mark: usize) -> &'a str {
        match (self.since(mark).first(), self.since(mark).last()) {
            (Some(first), Some(last)) => &self.sql[first.start..last.end()],
            _ => "",
        }
    }

    /// Goes behind a balanced pair of parentheses and gives the text between them, without comments and space at
    /// its ends: a comment up to the end of its line would swallow the parenthesis.
    pub(super) fn parenthesised(&mut self) -> Read<&'a str> {
        self.expect('(', "(")?;
        let mark = self.position;
        self.skip_to_closing()?;
        let text = self.text_since(mark);
        self.position += 1;
        Ok(text)
    }

    /// Goes to the parenthesis that closes the one before the cursor.
    fn skip_to_closing(&mut self) -> Read<()> {
        let mut depth = 0_usize;
        while let Some(token) = self.peek() {
            match token.kind {
                Kind::Punctuation('(') => depth += 1,
                Kind::Punctuation(')') if depth == 0 => return Ok(()),
                Kind::Punctuation(')') => depth -= 1,
                Kind::Unclosed => return Err(self.misread("a closing quote")),
                Kind::Word | Kind::Quoted(_) | Kind::String | Kind::Literal | Kind::Punctuation(_) => {}
            }
            self.position += 1;
        }
        Err(self.misread(")"))
    }

    /// Goes to the comma or closing parenthesis that ends an element of a list.
    pub(super) fn skip_element(&mut self) -> Read<()> {
        while let Some(token) = self.peek() {
            match token.kind {
                Kind::Punctuation('(') => {
                    self.parenthesised()?;
                }
                Kind::Punctuation(')' | ',') => return Ok(()),
                Kind::Unclosed => return Err(self.misread("a closing quote")),
                Kind::Word | Kind::Quoted(_) | Kind::String | Kind::Literal | Kind::Punctuation(_) => {
                    self.position += 1;
                }
            }
        }
        Err(self.misread(")"))
    }

    /// The rest of the text.
    pub(super) fn rest(&mut self) -> &'a str {
        let mark = self.position;
        self.position = self.tokens.len();
        self.text_since(mark)
    }

    /// The end, with semicolons or without.
    pub(super) fn expect_end(&mut self) -> Read<()> {
        while self.take(';') {}
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.misread("the end")),
        }
    }
}
