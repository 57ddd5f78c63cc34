//! Formats in the style of `str.format()`: `{levelname:<8} {message}`.

use super::formatter::EmitError;
use crate::config::percent::{Argument, percent_format};
use crate::config::python::python_repr;

/// A piece of a format.
enum Piece<'a> {
    Text(String),
    Field {
        name: &'a str,
        conversion: Option<char>,
        spec: &'a str,
    },
}

/// Checks a format as `logging` does when the formatter is made.
pub(super) fn validate(format: &str) -> Result<(), String> {
    let mut fields = 0;
    let (pieces, end) = pieces(format);
    for piece in pieces {
        let Piece::Field { name, conversion, spec } = piece else {
            continue;
        };
        if !name.is_empty() {
            if !is_plain_name(name.split(['.', '[']).next().unwrap_or_default()) {
                return Err(invalid(format!("invalid field name/expression: {}", python_repr(name))));
            }
            fields += 1;
        }
        if let Some(conversion) = conversion.filter(|c| !"rsa".contains(*c)) {
            return Err(invalid(format!(
                "invalid conversion: {}",
                python_repr(&conversion.to_string())
            )));
        }
        if !spec.is_empty() && Spec::read(spec).is_none() {
            return Err(invalid(format!("bad specifier: {}", python_repr(spec))));
        }
    }
    end.map_err(invalid)?;
    if fields == 0 {
        Err("invalid format: no fields".to_owned())
    } else {
        Ok(())
    }
}

/// Puts the values in.
pub(super) fn format(format: &str, values: &[(&str, Argument<'_>)]) -> Result<String, EmitError> {
    let mut out = String::with_capacity(format.len());
    let (pieces, end) = pieces(format);
    end.map_err(EmitError::value)?;
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(&text),
            Piece::Field { name, conversion, spec } => {
                let value = values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
                let value = value.ok_or_else(|| missing_field(name))?;
                let spec = Spec::read(spec).ok_or_else(|| EmitError::value("Invalid format specifier"))?;
                out.push_str(&match conversion {
                    None => spec.apply(value)?,
                    Some(conversion) => {
                        let text = percent_format(&format!("%(v){conversion}"), &[("v", value)])?;
                        spec.apply(Argument::Str(&text))?
                    }
                });
            }
        }
    }
    Ok(out)
}

fn invalid(message: impl std::fmt::Display) -> String {
    format!("invalid format: {message}")
}

fn is_plain_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

fn missing_field(name: &str) -> EmitError {
    if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
        let message = format!("Replacement index {name} out of range for positional args tuple");
        return EmitError::new("IndexError", message);
    }
    EmitError::missing_field(name)
}

/// The pieces up to the first mistake, and that mistake.
fn pieces(format: &str) -> (Vec<Piece<'_>>, Result<(), &'static str>) {
    let mut pieces = Vec::new();
    let mut rest = format;
    while let Some(brace) = rest.find(['{', '}']) {
        let (text, after) = rest.split_at(brace);
        if after.starts_with("{{") || after.starts_with("}}") {
            pieces.push(Piece::Text(format!("{text}{}", &after[..1])));
            rest = &after[2..];
            continue;
        }
        let Some(inside) = after.strip_prefix('{') else {
            return (pieces, Err("Single '}' encountered in format string"));
        };
        if inside.is_empty() {
            return (pieces, Err("Single '{' encountered in format string"));
        }
        pieces.push(Piece::Text(text.to_owned()));
        let Some((field, after)) = inside.split_once('}') else {
            return (pieces, Err("expected '}' before end of string"));
        };
        match read_field(field) {
            Ok(field) => pieces.push(field),
            Err(message) => return (pieces, Err(message)),
        }
        rest = after;
    }
    pieces.push(Piece::Text(rest.to_owned()));
    (pieces, Ok(()))
}

fn read_field(field: &str) -> Result<Piece<'_>, &'static str> {
    let (head, spec) = field.split_once(':').unwrap_or((field, ""));
    if head.contains('{') {
        return Err("unexpected '{' in field name");
    }
    let Some((name, conversion)) = head.split_once('!') else {
        return Ok(Piece::Field {
            name: head,
            conversion: None,
            spec,
        });
    };
    let mut characters = conversion.chars();
    match (characters.next(), characters.next()) {
        (Some(conversion), None) => Ok(Piece::Field {
            name,
            conversion: Some(conversion),
            spec,
        }),
        _ => Err("expected ':' after conversion specifier"),
    }
}

/// `[[fill]align][sign][#][0][width][grouping][.precision][type]`.
struct Spec {
    fill: char,
    align: Option<char>,
    sign: Option<char>,
    alternate: bool,
    width: usize,
    grouping: Option<char>,
    precision: Option<usize>,
    kind: Option<char>,
}

impl Spec {
    fn read(text: &str) -> Option<Self> {
        let mut characters: Vec<char> = text.chars().collect();
        characters.reverse();
        let (fill, align) = match characters.as_slice() {
            [.., align, fill] if is_align(*align) => (Some(*fill), Some(*align)),
            [.., align] if is_align(*align) => (None, Some(*align)),
            _ => (None, None),
        };
        characters.truncate(characters.len() - usize::from(fill.is_some()) - usize::from(align.is_some()));
        let sign = characters.pop_if(|c| "+ -".contains(*c));
        let alternate = characters.pop_if(|c| *c == '#').is_some();
        let zero = characters.pop_if(|c| *c == '0').is_some();
        let width = digits(&mut characters)?.unwrap_or(0);
        let grouping = characters.pop_if(|c| ",_".contains(*c));
        let precision = match characters.pop_if(|c| *c == '.') {
            Some(_) => Some(digits(&mut characters)??),
            None => None,
        };
        let kind = characters.pop_if(|c| "bcdefgnosxEFGX%".contains(*c));
        let (fill, align) = match (fill, align, zero) {
            (None, None, true) => ('0', Some('=')),
            (fill, align, zero) => (fill.unwrap_or(if zero { '0' } else { ' ' }), align),
        };
        characters.is_empty().then_some(Self {
            fill,
            align,
            sign,
            alternate,
            width,
            grouping,
            precision,
            kind,
        })
    }

    fn apply(&self, value: Argument<'_>) -> Result<String, EmitError> {
        let (sign, digits, default_align) = match value {
            Argument::Str(text) => {
                self.check_text()?;
                (
                    String::new(),
                    text.chars().take(self.precision.unwrap_or(usize::MAX)).collect(),
                    '<',
                )
            }
            Argument::None => (String::new(), "None".to_owned(), '<'),
            Argument::Int(number) => {
                self.check_kind("bcdefgnoxEFGX%", "int")?;
                (self.sign(number < 0), self.number(value)?, '>')
            }
            Argument::Float(number) => {
                self.check_kind("efgnEFG%", "float")?;
                (self.sign(number.is_sign_negative()), self.number(value)?, '>')
            }
        };
        let room = self.width.saturating_sub(sign.chars().count() + digits.chars().count());
        let fill = |count: usize| self.fill.to_string().repeat(count);
        Ok(match self.align.unwrap_or(default_align) {
            '<' => format!("{sign}{digits}{}", fill(room)),
            '^' => format!("{}{sign}{digits}{}", fill(room / 2), fill(room - room / 2)),
            '=' => format!("{sign}{}{digits}", fill(room)),
            _ => format!("{}{sign}{digits}", fill(room)),
        })
    }

    fn check_text(&self) -> Result<(), EmitError> {
        if let (Some(separator), None | Some('s' | 'c' | 'n')) = (self.grouping, self.kind) {
            let kind = self.kind.unwrap_or('s');
            return Err(EmitError::value(format!("Cannot specify '{separator}' with '{kind}'.")));
        }
        self.check_kind("s", "str")?;
        let unfit = match (self.sign, self.alternate, self.align) {
            (Some(' '), _, _) => "Space",
            (Some(_), _, _) => "Sign",
            (None, true, _) => "Alternate form (#)",
            (None, false, Some('=')) => "'=' alignment",
            (None, false, _) => return Ok(()),
        };
        Err(EmitError::value(format!(
            "{unfit} not allowed in string format specifier"
        )))
    }

    fn check_kind(&self, known: &str, type_name: &str) -> Result<(), EmitError> {
        match self.kind.filter(|kind| !known.contains(*kind)) {
            Some(kind) => {
                let message = format!("Unknown format code '{kind}' for object of type '{type_name}'");
                Err(EmitError::value(message))
            }
            None => Ok(()),
        }
    }

    fn sign(&self, negative: bool) -> String {
        match (negative, self.sign) {
            (true, _) => "-".to_owned(),
            (false, Some(sign @ ('+' | ' '))) => sign.to_string(),
            (false, _) => String::new(),
        }
    }

    /// The digits without a sign.
    fn number(&self, value: Argument<'_>) -> Result<String, EmitError> {
        let digits = match (value, self.kind) {
            (Argument::Int(number), Some('b')) => {
                format!("{}{:b}", if self.alternate { "0b" } else { "" }, number.unsigned_abs())
            }
            (Argument::Float(number), None) if self.precision.is_none() => {
                percent_format("%(v)s", &[("v", Argument::Float(number))])?
            }
            (value, kind) => {
                let (kind, suffix) = match (kind, value) {
                    (Some('n') | None, Argument::Int(_)) => ('d', ""),
                    (Some('n') | None, _) => ('g', ""),
                    (Some('%'), _) => ('f', "%"),
                    (Some(kind), _) => (kind, ""),
                };
                #[expect(clippy::cast_precision_loss, reason = "Python's float() rounds as well")]
                let value = match (suffix, value) {
                    ("%", Argument::Int(number)) => Argument::Float(number as f64 * 100.0),
                    ("%", Argument::Float(number)) => Argument::Float(number * 100.0),
                    (_, value) => value,
                };
                let alternate = if self.alternate { "#" } else { "" };
                let precision = self
                    .precision
                    .map_or_else(String::new, |precision| format!(".{precision}"));
                percent_format(&format!("%(v){alternate}{precision}{kind}"), &[("v", value)])? + suffix
            }
        };
        let digits = digits.trim_start_matches('-');
        Ok(match self.grouping {
            Some(separator) => grouped(digits, separator),
            None => digits.to_owned(),
        })
    }
}

fn is_align(character: char) -> bool {
    matches!(character, '<' | '>' | '=' | '^')
}

/// Takes a number from the end of reversed characters; the outer `None` means that it is too large.
fn digits(characters: &mut Vec<char>) -> Option<Option<usize>> {
    let mut text = String::new();
    while let Some(digit) = characters.pop_if(|c| c.is_ascii_digit()) {
        text.push(digit);
    }
    if text.is_empty() {
        Some(None)
    } else {
        text.parse::<u16>().ok().map(|number| Some(number.into()))
    }
}

/// Puts a separator between the thousands of the whole part.
fn grouped(digits: &str, separator: char) -> String {
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let mut out = String::new();
    for (index, digit) in digits[..end].chars().enumerate() {
        if index > 0 && (end - index) % 3 == 0 {
            out.push(separator);
        }
        out.push(digit);
    }
    out + &digits[end..]
}
