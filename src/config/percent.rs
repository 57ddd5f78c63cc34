//! Python's `%` operator with a dictionary on its right: `"%(here)s/versions" % {...}`.
//!
//! Alembic applies it to values of `pyproject.toml` and to `file_template`, and `logging` to formats.

mod number;

use super::python::{push_ascii, python_repr};

/// A value in the dictionary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Argument<'a> {
    /// A `str`.
    Str(&'a str),
    /// An `int`.
    Int(i64),
    /// A `float`.
    Float(f64),
    /// `None`.
    None,
}

/// What Python raises for a bad format, with its text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PercentError {
    /// The dictionary has no such key (`KeyError`).
    #[error("{}", python_repr(key))]
    Key {
        /// The key.
        key: String,
    },
    /// A value does not fit its conversion (`TypeError`).
    #[error("{message}")]
    Type {
        /// Python's text.
        message: String,
    },
    /// A number is too large for its conversion (`OverflowError`).
    #[error("{message}")]
    Overflow {
        /// Python's text.
        message: String,
    },
    /// The format itself is wrong (`ValueError`).
    #[error("{message}")]
    Value {
        /// Python's text.
        message: String,
    },
}

impl PercentError {
    /// The name of Python's exception class.
    #[must_use]
    pub fn python_class(&self) -> &'static str {
        match self {
            Self::Key { .. } => "KeyError",
            Self::Type { .. } => "TypeError",
            Self::Overflow { .. } => "OverflowError",
            Self::Value { .. } => "ValueError",
        }
    }

    fn of_type(message: impl Into<String>) -> Self {
        Self::Type {
            message: message.into(),
        }
    }

    fn of_overflow(message: impl Into<String>) -> Self {
        Self::Overflow {
            message: message.into(),
        }
    }

    fn of_value(message: impl Into<String>) -> Self {
        Self::Value {
            message: message.into(),
        }
    }
}

/// Formats `template` as Python's `template % dict(values)` does.
///
/// # Errors
/// [`PercentError`] wherever Python raises an exception.
///
/// ```
/// use alembic::config::percent::{Argument, percent_format};
///
/// let values = [("year", Argument::Int(2025)), ("month", Argument::Int(9)), ("slug", Argument::Str("add_user"))];
/// assert_eq!(percent_format("%(year)d%(month).2d_%(slug)s", &values)?, "202509_add_user");
/// # Ok::<(), alembic::config::percent::PercentError>(())
/// ```
pub fn percent_format(template: &str, values: &[(&str, Argument<'_>)]) -> Result<String, PercentError> {
    let mut out = String::with_capacity(template.len());
    let mut cursor = Cursor { text: template, at: 0 };
    let mut next = NextArgument::Dictionary;
    while let Some(percent) = cursor.rest().find('%') {
        out.push_str(&cursor.rest()[..percent]);
        cursor.at += percent + 1;
        if cursor.eat('%') {
            out.push('%');
            continue;
        }
        if let Some(key) = cursor.key()? {
            let found = values.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
            next = NextArgument::Value(found.ok_or_else(|| PercentError::Key { key: key.to_owned() })?);
        }
        let spec = cursor.spec(&mut next)?;
        let index = template[..cursor.at].chars().count();
        let conversion = cursor.take().ok_or_else(incomplete)?;
        if !matches!(
            conversion,
            's' | 'r' | 'a' | 'd' | 'i' | 'u' | 'o' | 'x' | 'X' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'c'
        ) {
            // Without an argument left Python complains about that first.
            next.take()?;
            return Err(unsupported(conversion, index));
        }
        let text = match next.take()? {
            NextArgument::Value(value) => convert(value, conversion, &spec)?,
            NextArgument::Dictionary | NextArgument::Nothing => convert_dictionary(values, conversion, &spec)?,
        };
        out.push_str(&text);
    }
    out.push_str(cursor.rest());
    Ok(out)
}

/// What the next conversion takes: Python moves on from the whole dictionary to single values to nothing.
#[derive(Clone, Copy)]
enum NextArgument<'a> {
    Dictionary,
    Value(Argument<'a>),
    Nothing,
}

impl NextArgument<'_> {
    fn take(&mut self) -> Result<Self, PercentError> {
        match std::mem::replace(self, Self::Nothing) {
            Self::Nothing => Err(PercentError::of_type("not enough arguments for format string")),
            argument => Ok(argument),
        }
    }
}

/// Flags, width and precision of one conversion.
#[derive(Default)]
struct Spec {
    left: bool,
    plus: bool,
    blank: bool,
    alternate: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn take(&mut self) -> Option<char> {
        let character = self.rest().chars().next()?;
        self.at += character.len_utf8();
        Some(character)
    }

    fn eat(&mut self, expected: char) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.at += expected.len_utf8();
        }
        found
    }

    /// Reads `(key)`; brackets inside the key may be nested.
    fn key(&mut self) -> Result<Option<&'a str>, PercentError> {
        if !self.eat('(') {
            return Ok(None);
        }
        let rest = self.rest();
        let mut depth = 1;
        for (offset, character) in rest.char_indices() {
            match character {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.at += offset + 1;
                return Ok(Some(&rest[..offset]));
            }
        }
        Err(PercentError::of_value("incomplete format key"))
    }

    fn spec(&mut self, next: &mut NextArgument<'_>) -> Result<Spec, PercentError> {
        let mut spec = Spec::default();
        loop {
            match self.rest().chars().next() {
                Some('-') => spec.left = true,
                Some('+') => spec.plus = true,
                Some(' ') => spec.blank = true,
                Some('#') => spec.alternate = true,
                Some('0') => spec.zero = true,
                _ => break,
            }
            self.at += 1;
        }
        spec.width = self.number(next, "width too big")?.unwrap_or(0);
        if self.eat('.') {
            spec.precision = Some(self.number(next, "precision too big")?.unwrap_or(0));
        }
        if let Some('h' | 'l' | 'L') = self.rest().chars().next() {
            self.at += 1;
        }
        Ok(spec)
    }

    /// Reads digits, or the `*` that a dictionary can never satisfy but by an integer behind a key.
    fn number(&mut self, next: &mut NextArgument<'_>, too_big: &str) -> Result<Option<usize>, PercentError> {
        if self.eat('*') {
            return match next.take()? {
                NextArgument::Value(Argument::Int(number)) => Ok(usize::try_from(number).ok()),
                _ => Err(PercentError::of_type("* wants int")),
            };
        }
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        self.at += end;
        if end == 0 {
            return Ok(None);
        }
        // Python's limit is that of a C integer of the machine; no format needs more than this one.
        let number = rest[..end]
            .parse::<u16>()
            .map_err(|_| PercentError::of_value(too_big))?;
        Ok(Some(number.into()))
    }
}

fn convert(value: Argument<'_>, conversion: char, spec: &Spec) -> Result<String, PercentError> {
    match (conversion, value) {
        ('s', Argument::Str(text)) => Ok(pad_text(text, spec)),
        ('r', Argument::Str(text)) => Ok(pad_text(&python_repr(text), spec)),
        ('a', Argument::Str(text)) => Ok(pad_text(&to_ascii(&python_repr(text)), spec)),
        ('s' | 'r' | 'a', Argument::Int(number)) => Ok(pad_text(&number.to_string(), spec)),
        ('s' | 'r' | 'a', Argument::Float(number)) => Ok(pad_text(&number::float_repr(number), spec)),
        ('s' | 'r' | 'a', Argument::None) => Ok(pad_text("None", spec)),
        ('c', Argument::Str(text)) if text.chars().count() == 1 => Ok(pad(text.to_owned(), spec)),
        ('c', Argument::Int(code)) => match u32::try_from(code).ok().and_then(char::from_u32) {
            Some(character) => Ok(pad(character.to_string(), spec)),
            None => Err(PercentError::of_overflow("%c arg not in range(0x110000)")),
        },
        ('d' | 'i' | 'u' | 'o' | 'x' | 'X', Argument::Int(number)) => Ok(number::integer(number, conversion, spec)),
        ('d' | 'i' | 'u', Argument::Float(number)) => number::truncated(number, conversion, spec),
        ('e' | 'E' | 'f' | 'F' | 'g' | 'G', Argument::Float(number)) => Ok(number::float(number, conversion, spec)),
        ('e' | 'E' | 'f' | 'F' | 'g' | 'G', Argument::Int(number)) => {
            #[expect(clippy::cast_precision_loss, reason = "Python's float() rounds as well")]
            let number = number as f64;
            Ok(number::float(number, conversion, spec))
        }
        (_, value) => Err(wrong_type(conversion, value.type_name())),
    }
}

fn convert_dictionary(values: &[(&str, Argument<'_>)], conversion: char, spec: &Spec) -> Result<String, PercentError> {
    if !matches!(conversion, 's' | 'r' | 'a') {
        return Err(wrong_type(conversion, "dict"));
    }
    let items: Result<Vec<_>, _> = values
        .iter()
        .map(|(key, value)| {
            Ok(format!(
                "{}: {}",
                python_repr(key),
                convert(*value, 'r', &Spec::default())?
            ))
        })
        .collect();
    let text = format!("{{{}}}", items?.join(", "));
    Ok(pad_text(&if conversion == 'a' { to_ascii(&text) } else { text }, spec))
}

impl Argument<'_> {
    fn type_name(self) -> &'static str {
        match self {
            Self::Str(_) => "str",
            Self::Int(_) => "int",
            Self::Float(_) => "float",
            Self::None => "NoneType",
        }
    }
}

fn pad_text(text: &str, spec: &Spec) -> String {
    let shown: String = match spec.precision {
        Some(precision) => text.chars().take(precision).collect(),
        None => text.to_owned(),
    };
    pad(shown, spec)
}

fn pad(text: String, spec: &Spec) -> String {
    if spec.left {
        format!("{text:<0$}", spec.width)
    } else {
        format!("{text:>0$}", spec.width)
    }
}

/// What Python's `ascii()` does to a `repr()`.
fn to_ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        push_ascii(&mut out, character);
    }
    out
}

fn wrong_type(conversion: char, type_name: &str) -> PercentError {
    PercentError::of_type(match conversion {
        'c' => "%c requires int or char".to_owned(),
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => format!("must be real number, not {type_name}"),
        'd' | 'i' | 'u' => format!("%{conversion} format: a real number is required, not {type_name}"),
        _ => format!("%{conversion} format: an integer is required, not {type_name}"),
    })
}

fn unsupported(conversion: char, index: usize) -> PercentError {
    let shown = if matches!(conversion, '\u{1f}'..='~') {
        conversion
    } else {
        '?'
    };
    let code = u32::from(conversion);
    PercentError::of_value(format!(
        "unsupported format character '{shown}' (0x{code:x}) at index {index}"
    ))
}

fn incomplete() -> PercentError {
    PercentError::of_value("incomplete format")
}
#[cfg(test)]
mod tests;
