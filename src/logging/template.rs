//! Formats in the style of `string.Template`: `${message}`.

use super::formatter::EmitError;
use crate::config::percent::{Argument, percent_format};

/// A piece of a template.
enum Piece<'a> {
    Text(&'a str),
    Dollar,
    Name(&'a str),
    /// A `$` that begins nothing; with what stands before it.
    Bare(&'a str),
}

/// Checks a format as `logging` does when the formatter is made.
pub(super) fn validate(format: &str) -> Result<(), String> {
    let mut fields = 0;
    for piece in pieces(format) {
        match piece {
            Piece::Name(_) => fields += 1,
            Piece::Bare(_) => return Err("invalid format: bare '$' not allowed".to_owned()),
            Piece::Text(_) | Piece::Dollar => {}
        }
    }
    if fields == 0 {
        Err("invalid format: no fields".to_owned())
    } else {
        Ok(())
    }
}

/// Puts the values in: `Template.substitute()`.
pub(super) fn format(format: &str, values: &[(&str, Argument<'_>)]) -> Result<String, EmitError> {
    let mut out = String::with_capacity(format.len());
    for piece in pieces(format) {
        match piece {
            Piece::Text(text) | Piece::Bare(text) => out.push_str(text),
            Piece::Dollar => out.push('$'),
            Piece::Name(name) => match values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => out.push_str(&percent_format("%(v)s", &[("v", *value)])?),
                None => return Err(EmitError::missing_field(name)),
            },
        }
    }
    Ok(out)
}

/// Splits a format by `Template.pattern`: names are ASCII, and their case does not matter to the pattern.
fn pieces(format: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = format;
    while let Some(dollar) = rest.find('$') {
        pieces.push(Piece::Text(&rest[..dollar]));
        let after = &rest[dollar + 1..];
        let braced = after.strip_prefix('{').and_then(|inside| {
            let name = &inside[..identifier_end(inside)];
            (!name.is_empty() && inside[name.len()..].starts_with('}')).then_some(name)
        });
        let end = identifier_end(after);
        let (piece, used) = if after.starts_with('$') {
            (Piece::Dollar, 1)
        } else if let Some(name) = braced {
            (Piece::Name(name), name.len() + 2)
        } else if end > 0 {
            (Piece::Name(&after[..end]), end)
        } else {
            (Piece::Bare(&rest[dollar..=dollar]), 0)
        };
        pieces.push(piece);
        rest = &after[used..];
    }
    pieces.push(Piece::Text(rest));
    pieces
}

fn identifier_end(text: &str) -> usize {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(text.len())
}
