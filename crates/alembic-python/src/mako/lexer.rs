//! A template's text, taken apart as Mako's lexer does.

use super::scan::{self, End};
use super::{MakoError, MakoErrorKind};

/// A piece of a template, and the line it begins at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) line: usize,
    pub(super) kind: TokenKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenKind {
    Text(String),
    /// `${text | filters}`.
    Expression {
        text: String,
        filters: String,
    },
    /// `% text`, without the percent sign.
    Control(String),
    /// `<% text %>`, or `<%! text %>` when it belongs to the module.
    Code {
        text: String,
        is_module: bool,
    },
    TagStart {
        keyword: String,
        attributes: Vec<(String, String)>,
        is_closed: bool,
    },
    TagEnd(String),
}

/// Takes a template apart.
pub(super) fn tokens(source: &str) -> Result<Vec<Token>, MakoError> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut lexer = Lexer {
        source,
        at: coding_comment(source),
        tokens: Vec::new(),
    };
    while lexer.at < source.len() {
        lexer.next()?;
    }
    Ok(lexer.tokens)
}

/// The length of a `# coding: …` comment at the very start, which is not part of the text.
fn coding_comment(source: &str) -> usize {
    let Some(end) = source.find('\n') else { return 0 };
    let line = &source[..end];
    let names_encoding = |after: &str| {
        after.strip_prefix([':', '=']).is_some_and(|name| {
            let name = name.trim_start();
            name.starts_with(|letter: char| letter.is_alphanumeric() || "-_.".contains(letter))
        })
    };
    let declares = line.starts_with('#')
        && line
            .match_indices("coding")
            .any(|(at, word)| names_encoding(&line[at + word.len()..]));
    if declares { end + 1 } else { 0 }
}

struct Lexer<'s> {
    source: &'s str,
    at: usize,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn next(&mut self) -> Result<(), MakoError> {
        let found = self.expression()?
            || self.control_line()
            || self.comment()
            || self.tag_start()?
            || self.tag_end()
            || self.python_block()?
            || self.percent();
        if !found {
            self.text();
        }
        Ok(())
    }

    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn line_of(&self, at: usize) -> usize {
        self.source[..at].matches('\n').count() + 1
    }

    fn is_line_start(&self) -> bool {
        self.at == 0 || self.source[..self.at].ends_with('\n')
    }

    /// Adds what was found, and goes on behind it.
    fn push(&mut self, kind: TokenKind, end: usize) {
        let line = self.line_of(self.at);
        self.tokens.push(Token { line, kind });
        self.at = end;
    }

    fn error(&self, at: usize, message: String) -> MakoError {
        MakoError {
            line: self.line_of(at),
            kind: MakoErrorKind::Syntax,
            message,
        }
    }

    fn python(&self, start: usize, nested: bool, closing: &[&str]) -> Result<End, MakoError> {
        scan::until(self.source, start, nested, closing).ok_or_else(|| {
            let message = format!(
                "Expected: {}; unterminated tag or expression beginning",
                closing.join(",")
            );
            self.error(self.at, message)
        })
    }

    fn expression(&mut self) -> Result<bool, MakoError> {
        if !self.rest().starts_with("${") {
            return Ok(false);
        }
        let start = self.at + 2;
        let mut end = self.python(start, true, &["|", "}"])?;
        let text = self.source[start..end.text].replace("\r\n", "\n");
        let mut filters = String::new();
        if self.source[end.text..end.token] == *"|" {
            let start = end.token;
            end = self.python(start, true, &["}"])?;
            filters = self.source[start..end.text].trim().to_owned();
        }
        self.push(TokenKind::Expression { text, filters }, end.token);
        Ok(true)
    }

    fn control_line(&mut self) -> bool {
        if !self.is_line_start() {
            return false;
        }
        let indented = self.rest().trim_start_matches(['\t', ' ']);
        let is_comment = indented.starts_with("##");
        let is_control = indented.starts_with('%') && !indented.starts_with("%%");
        if !is_comment && !is_control {
            return false;
        }
        let marked = &indented[if is_comment { 2 } else { 1 }..];
        let content = marked.trim_start_matches(['\t', ' ']);
        let length = line_length(content);
        let behind = &content[length..];
        let newline = if behind.starts_with("\r\n") {
            2
        } else if behind.starts_with('\n') {
            1
        } else if behind.is_empty() {
            0
        } else {
            return false;
        };
        let end = self.source.len() - behind.len() + newline;
        if is_comment {
            self.at = end;
        } else {
            self.push(TokenKind::Control(content[..length].to_owned()), end);
        }
        true
    }

    fn comment(&mut self) -> bool {
        const START: &str = "<%doc>";
        const END: &str = "</%doc>";
        let length = self
            .rest()
            .strip_prefix(START)
            .and_then(|content| Some(START.len() + content.find(END)? + END.len()));
        self.at += length.unwrap_or_default();
        length.is_some()
    }

    fn tag_start(&mut self) -> Result<bool, MakoError> {
        let Some(tag) = Tag::parse(self.rest()) else {
            return Ok(false);
        };
        let end = self.at + tag.length;
        let is_text = tag.keyword == "text" && !tag.is_closed;
        self.push(
            TokenKind::TagStart {
                keyword: tag.keyword,
                attributes: tag.attributes,
                is_closed: tag.is_closed,
            },
            end,
        );
        if is_text {
            let Some(length) = self.rest().find("</%text>") else {
                return Err(self.error(end, "Unclosed tag: <%text>".to_owned()));
            };
            let text = self.rest()[..length].to_owned();
            self.push(TokenKind::Text(text), end + length);
            self.tag_end();
        }
        Ok(true)
    }

    fn tag_end(&mut self) -> bool {
        let blank = ['\t', ' '];
        let Some(inside) = self.rest().strip_prefix("</%") else {
            return false;
        };
        let name = inside.trim_start_matches(blank);
        let Some(length) = name.find('>') else { return false };
        let keyword = name[..length].trim_end_matches(blank);
        if keyword.is_empty() || keyword.contains(blank) {
            return false;
        }
        let end = self.source.len() - name.len() + length + 1;
        self.push(TokenKind::TagEnd(keyword.to_owned()), end);
        true
    }

    fn python_block(&mut self) -> Result<bool, MakoError> {
        let Some(inside) = self.rest().strip_prefix("<%") else {
            return Ok(false);
        };
        let is_module = inside.starts_with('!');
        let start = self.at + if is_module { 3 } else { 2 };
        let end = self.python(start, false, &["%>"])?;
        let text = self.source[start..end.text].to_owned();
        self.push(TokenKind::Code { text, is_module }, end.token);
        Ok(true)
    }

    /// `%%` at the start of a line, which stands for one `%`.
    fn percent(&mut self) -> bool {
        if !self.is_line_start() {
            return false;
        }
        let marked = self.rest().trim_start_matches(is_python_space);
        let Some(behind) = marked.strip_prefix("%%") else {
            return false;
        };
        let blank = &self.rest()[..self.rest().len() - marked.len()];
        let more = behind.len() - behind.trim_start_matches('%').len();
        let text = format!("{blank}%{}", &behind[..more]);
        let end = self.source.len() - behind.len() + more;
        self.push(TokenKind::Text(text), end);
        true
    }

    fn text(&mut self) {
        let rest = self.rest();
        let mut length = rest.len();
        let mut escaped_newline = 0;
        for (at, character) in rest.char_indices() {
            let here = &rest[at..];
            let line_begins = at > 0 && rest[..at].ends_with('\n') || at == 0 && self.source[..self.at].ends_with('\n');
            if line_begins && starts_with_mark(here)
                || here.starts_with("${")
                || here.starts_with("<%")
                || here.starts_with("</%")
            {
                length = at;
                break;
            }
            if character == '\\' {
                escaped_newline = if here.starts_with("\\\n") {
                    2
                } else if here.starts_with("\\\r\n") {
                    3
                } else {
                    0
                };
                if escaped_newline > 0 {
                    length = at;
                    break;
                }
            }
        }
        let text = rest[..length].to_owned();
        let mut end = self.at + length + escaped_newline;
        if end == self.at {
            // Mako's lexer steps over a character where nothing matches.
            end += rest.chars().next().map_or(1, char::len_utf8);
        }
        if text.is_empty() {
            self.at = end;
        } else {
            self.push(TokenKind::Text(text), end);
        }
    }
}

fn starts_with_mark(line: &str) -> bool {
    let content = line.trim_start_matches(['\t', ' ']);
    content.starts_with('%') || content.starts_with("##")
}

/// The length of a line without its end; a backslash before the end joins the next line.
fn line_length(text: &str) -> usize {
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("\\\r\n") {
            at += 3;
        } else if rest.starts_with("\\\n") {
            at += 2;
        } else if rest.starts_with(['\r', '\n']) {
            break;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

fn is_python_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{1c}'..='\u{1f}')
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

struct Tag {
    keyword: String,
    attributes: Vec<(String, String)>,
    is_closed: bool,
    length: usize,
}

impl Tag {
    /// A tag `<%keyword name="value">` at the start of the text.
    fn parse(text: &str) -> Option<Self> {
        let inside = text.strip_prefix("<%")?;
        let attributes_text = inside.trim_start_matches(|letter| is_word(letter) || letter == '.' || letter == ':');
        let keyword = &inside[..inside.len() - attributes_text.len()];
        if keyword.is_empty() {
            return None;
        }
        let mut attributes = Vec::new();
        let mut rest = attributes_text.trim_start();
        while rest.starts_with(is_word) {
            let name_end = rest.find(|letter| !is_word(letter))?;
            let name = &rest[..name_end];
            let value = rest[name_end..].trim_start().strip_prefix('=')?.trim_start();
            let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            let length = value[1..].find(quote)?;
            attributes.push((name.to_owned(), value[1..=length].replace("\r\n", "\n")));
            rest = value[length + 2..].trim_start_matches(|letter: char| letter.is_whitespace() || letter == ',');
        }
        let is_closed = rest.starts_with('/');
        let behind = rest.strip_prefix('/').unwrap_or(rest).strip_prefix('>')?;
        Some(Self {
            keyword: keyword.to_owned(),
            attributes,
            is_closed,
            length: text.len() - behind.len(),
        })
    }
}
