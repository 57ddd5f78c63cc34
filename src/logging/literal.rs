//! The Python expressions that `args` and `kwargs` of a handler may be: literals, `sys.stderr`, `sys.stdout`.

use crate::config::python::is_python_space;

/// How deep brackets may be nested.
const MAX_DEPTH: usize = 50;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Literal {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(String),
    /// A tuple or a list.
    Sequence(Vec<Self>),
    Dict(Vec<(Self, Self)>),
    Stderr,
    Stdout,
}

impl Literal {
    /// Python's name of the type.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::None => "NoneType",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Float(_) => "float",
            Self::Str(_) => "str",
            Self::Sequence(_) => "tuple",
            Self::Dict(_) => "dict",
            Self::Stderr | Self::Stdout => "TextIOWrapper",
        }
    }
}

/// Reads one expression. The error says what is wrong.
pub(super) fn read(text: &str) -> Result<Literal, String> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    let (items, trailing_comma) = reader.items(None)?;
    tuple_or_single(items, trailing_comma).ok_or_else(|| "something is missing at the end".to_owned())
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(is_python_space).len();
    }

    fn peek(&mut self) -> Option<char> {
        self.skip_space();
        self.rest().chars().next()
    }

    fn eat(&mut self, token: &str) -> bool {
        self.skip_space();
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn take_while(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !accept(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Sums, products and powers of whole numbers, as in `10 * 1024 * 1024`, or one other value.
    fn expression(&mut self) -> Result<Literal, String> {
        let mut value = self.product()?;
        loop {
            let sign = match self.peek() {
                Some('+') => 1,
                Some('-') => -1,
                _ => return Ok(value),
            };
            self.at += 1;
            let right = self.product()?;
            value = whole(value, right, |left, right| left.checked_add(right.checked_mul(sign)?))?;
        }
    }

    fn product(&mut self) -> Result<Literal, String> {
        let mut value = self.factor()?;
        while !self.rest().trim_start().starts_with("**") && self.eat("*") {
            let right = self.factor()?;
            value = whole(value, right, i64::checked_mul)?;
        }
        Ok(value)
    }

    fn factor(&mut self) -> Result<Literal, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("it is nested too deeply".to_owned());
        }
        let value = if self.eat("-") {
            match self.factor()? {
                Literal::Int(number) => Literal::Int(-number),
                Literal::Float(number) => Literal::Float(-number),
                other => return Err(format!("bad operand type for unary -: '{}'", other.type_name())),
            }
        } else if self.eat("+") {
            self.factor()?
        } else {
            let base = self.atom()?;
            if self.eat("**") {
                let exponent = self.factor()?;
                whole(base, exponent, |base, exponent| {
                    base.checked_pow(u32::try_from(exponent).ok()?)
                })?
            } else {
                base
            }
        };
        self.depth -= 1;
        Ok(value)
    }

    fn atom(&mut self) -> Result<Literal, String> {
        match self.peek() {
            None => Err("something is missing at the end".to_owned()),
            Some('(') => {
                self.at += 1;
                let (items, trailing_comma) = self.items(Some(")"))?;
                Ok(tuple_or_single(items, trailing_comma).unwrap_or(Literal::Sequence(Vec::new())))
            }
            Some('[') => {
                self.at += 1;
                Ok(Literal::Sequence(self.items(Some("]"))?.0))
            }
            Some('{') => self.dictionary(),
            Some('\'' | '"') => self.strings(),
            Some(character) if character.is_ascii_digit() || character == '.' => self.number(),
            Some(character) if character.is_alphabetic() || character == '_' => self.name(),
            Some(character) => Err(format!("unexpected '{character}'")),
        }
    }

    fn expect(&mut self, token: &str) -> Result<(), String> {
        if self.eat(token) {
            Ok(())
        } else {
            Err(format!("'{token}' is missing"))
        }
    }

    /// The items up to `close` or the end, and whether a comma follows the last one.
    fn items(&mut self, close: Option<&str>) -> Result<(Vec<Literal>, bool), String> {
        let mut items = Vec::new();
        let mut comma = false;
        loop {
            let closed = match close {
                Some(close) => self.eat(close),
                None => self.peek().is_none(),
            };
            if closed {
                return Ok((items, comma));
            }
            if !items.is_empty() && !comma {
                let found = self.peek().map_or_else(|| "the end".to_owned(), |c| format!("'{c}'"));
                return Err(format!("unexpected {found}"));
            }
            items.push(self.expression()?);
            comma = self.eat(",");
        }
    }

    fn dictionary(&mut self) -> Result<Literal, String> {
        self.at += 1;
        let mut items = Vec::new();
        while !self.eat("}") {
            let key = self.expression()?;
            self.expect(":")?;
            items.push((key, self.expression()?));
            if !self.eat(",") {
                self.expect("}")?;
                break;
            }
        }
        Ok(Literal::Dict(items))
    }

    fn number(&mut self) -> Result<Literal, String> {
        let text = self.take_while(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
        let digits = text.replace('_', "");
        let lower = digits.to_ascii_lowercase();
        let whole = match lower.get(..2) {
            Some("0x") => i64::from_str_radix(&lower[2..], 16).ok(),
            Some("0o") => i64::from_str_radix(&lower[2..], 8).ok(),
            Some("0b") => i64::from_str_radix(&lower[2..], 2).ok(),
            _ => digits.parse().ok(),
        };
        let value = whole
            .map(Literal::Int)
            .or_else(|| digits.parse().ok().map(Literal::Float));
        value.ok_or_else(|| format!("'{text}' is no number"))
    }

    fn name(&mut self) -> Result<Literal, String> {
        let name = self.take_while(|c| c.is_alphanumeric() || c == '_' || c == '.');
        match (name, self.rest().chars().next()) {
            ("r" | "R" | "u" | "U", Some('\'' | '"')) => {
                self.at -= name.len();
                self.strings()
            }
            ("None", _) => Ok(Literal::None),
            ("True", _) => Ok(Literal::Bool(true)),
            ("False", _) => Ok(Literal::Bool(false)),
            ("sys.stderr" | "sys.__stderr__", _) => Ok(Literal::Stderr),
            ("sys.stdout" | "sys.__stdout__", _) => Ok(Literal::Stdout),
            _ => Err(format!("the name '{name}' is not known")),
        }
    }

    /// One or more string literals side by side.
    fn strings(&mut self) -> Result<Literal, String> {
        let mut out = String::new();
        loop {
            self.skip_space();
            let rest = self.rest();
            let unprefixed = rest.trim_start_matches(['r', 'R', 'u', 'U']);
            if rest.len() - unprefixed.len() > 1 || !unprefixed.starts_with(['\'', '"']) {
                return Ok(Literal::Str(out));
            }
            self.at += rest.len() - unprefixed.len();
            self.string(&mut out, rest.starts_with(['r', 'R']))?;
        }
    }

    fn string(&mut self, out: &mut String, raw: bool) -> Result<(), String> {
        let rest = self.rest();
        let quote = if rest.starts_with("'''") || rest.starts_with("\"\"\"") {
            &rest[..3]
        } else {
            &rest[..1]
        };
        self.at += quote.len();
        loop {
            if self.rest().starts_with(quote) {
                self.at += quote.len();
                return Ok(());
            }
            let Some(character) = self.rest().chars().next() else {
                return Err("a string does not end".to_owned());
            };
            self.at += character.len_utf8();
            match character {
                '\n' if quote.len() == 1 => return Err("a string does not end".to_owned()),
                '\\' if raw => {
                    out.push('\\');
                    let escaped = self.rest().chars().next().ok_or("a string does not end")?;
                    out.push(escaped);
                    self.at += escaped.len_utf8();
                }
                '\\' => self.escape(out)?,
                other => out.push(other),
            }
        }
    }

    fn escape(&mut self, out: &mut String) -> Result<(), String> {
        let character = self.rest().chars().next().ok_or("a string does not end")?;
        self.at += character.len_utf8();
        let meant = match character {
            '\n' => return Ok(()),
            '\\' | '\'' | '"' => character,
            'a' => '\u{7}',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            '0'..='7' => {
                self.at -= 1;
                let length = self
                    .rest()
                    .bytes()
                    .take(3)
                    .take_while(|b| (b'0'..=b'7').contains(b))
                    .count();
                self.code(length, 8)?
            }
            'x' => self.code(2, 16)?,
            'u' => self.code(4, 16)?,
            'U' => self.code(8, 16)?,
            'N' => return Err("\\N{…} is not known".to_owned()),
            other => {
                out.push('\\');
                other
            }
        };
        out.push(meant);
        Ok(())
    }

    fn code(&mut self, length: usize, radix: u32) -> Result<char, String> {
        let digits = self.rest().get(..length).ok_or("an escape is too short")?;
        let code = u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
        self.at += length;
        code.ok_or_else(|| format!("the escape '{digits}' is no character"))
    }
}

/// What a round bracket holds: nothing, a value, or the items of a tuple.
fn tuple_or_single(mut items: Vec<Literal>, trailing_comma: bool) -> Option<Literal> {
    match items.len() {
        0 => None,
        1 if !trailing_comma => items.pop(),
        _ => Some(Literal::Sequence(items)),
    }
}

fn whole(left: Literal, right: Literal, combine: impl Fn(i64, i64) -> Option<i64>) -> Result<Literal, String> {
    match (left, right) {
        (Literal::Int(left), Literal::Int(right)) => combine(left, right)
            .map(Literal::Int)
            .ok_or_else(|| "a number is too large".to_owned()),
        _ => Err("only whole numbers can be computed".to_owned()),
    }
}

#[cfg(test)]
mod tests;
