//! Python's notion of text: `repr()`, which many of Alembic's messages contain, and white space.

use std::fmt::Write as _;
use std::path::Path;

/// Renders `text` as Python's `repr()` does.
///
/// Single quotes unless the text holds a single quote and no double quote; control characters and
/// everything else that `str.isprintable()` refuses are escaped.
///
/// ```
/// use alembic::config::python::python_repr;
///
/// assert_eq!(python_repr("abc"), "'abc'");
/// assert_eq!(python_repr("it's\n"), r#""it's\n""#);
/// ```
#[must_use]
pub fn python_repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            _ if character == quote => {
                out.push('\\');
                out.push(character);
            }
            _ if is_printable(character) => out.push(character),
            _ => push_escape(&mut out, u32::from(character)),
        }
    }
    out.push(quote);
    out
}

/// The `repr()` of a `pathlib.Path` on POSIX: `PosixPath('dir/alembic.ini')`.
///
/// `Path` drops `.` and doubled slashes, except for exactly two at the start.
#[must_use]
pub(crate) fn posix_path_repr(path: &Path) -> String {
    let text = path.to_string_lossy();
    let parts: Vec<_> = text
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    let root = match text.len() - text.trim_start_matches('/').len() {
        0 => "",
        2 => "//",
        _ => "/",
    };
    let normal = format!("{root}{}", parts.join("/"));
    format!(
        "PosixPath({})",
        python_repr(if normal.is_empty() { "." } else { &normal })
    )
}

/// Python's `str.isspace()` for one character: Unicode's white space and four separators more.
pub(crate) fn is_python_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

/// Python's `str.strip()`.
pub(crate) fn python_strip(text: &str) -> &str {
    text.trim_matches(is_python_space)
}

/// Python's `str.lstrip()`.
pub(crate) fn python_trim_start(text: &str) -> &str {
    text.trim_start_matches(is_python_space)
}

/// Python's `str.rstrip()`.
pub(crate) fn python_trim_end(text: &str) -> &str {
    text.trim_end_matches(is_python_space)
}

/// A text that is no number for Python's `int()` (`ValueError`).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invalid literal for int() with base 10: {}", python_repr(text))]
pub struct InvalidInt {
    /// The text.
    pub text: String,
}

/// Reads a decimal number as Python's `int()` does: surrounding white space, a sign, and single underscores
/// between digits are fine. A number that no machine counts to becomes the largest one.
///
/// # Errors
/// [`InvalidInt`] for everything else.
pub fn python_int(text: &str) -> Result<i128, InvalidInt> {
    let invalid = || InvalidInt { text: text.to_owned() };
    let trimmed = python_strip(text);
    let (sign, digits) = match trimmed.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    if digits
        .split('_')
        .any(|group| group.is_empty() || !group.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Err(invalid());
    }
    Ok(sign * digits.replace('_', "").parse().unwrap_or(i128::MAX))
}

/// Python's `str.isprintable()` for one character.
fn is_printable(character: char) -> bool {
    if character.is_ascii() {
        return !character.is_ascii_control();
    }
    // Behind another character `escape_debug` escapes exactly the unprintable ones; alone it would
    // escape combining characters too.
    let mut probe = String::from("a");
    probe.push(character);
    probe.escape_debug().nth(1) != Some('\\')
}

/// Appends a character as Python's `ascii()` shows it.
pub(crate) fn push_ascii(out: &mut String, character: char) {
    if character.is_ascii() {
        out.push(character);
    } else {
        push_escape(out, u32::from(character));
    }
}

fn push_escape(out: &mut String, code: u32) {
    let _ = match code {
        0..=0xff => write!(out, "\\x{code:02x}"),
        0x100..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
}

#[cfg(test)]
mod tests {
    use super::python_repr;

    #[test]
    fn matches_python() {
        // Each pair was printed by CPython 3.11.
        for (text, expected) in [
            ("", "''"),
            ("plain", "'plain'"),
            ("it's", "\"it's\""),
            ("\"", "'\"'"),
            ("'\"", "'\\'\"'"),
            ("a\\b", "'a\\\\b'"),
            ("\t\n\r\u{b}\u{0}\u{7f}", "'\\t\\n\\r\\x0b\\x00\\x7f'"),
            ("é\u{301}日", "'é\u{301}日'"),
            ("\u{301}", "'\u{301}'"),
            ("\u{85}\u{a0}\u{ad}", "'\\x85\\xa0\\xad'"),
            ("\u{2028}\u{feff}\u{e000}", "'\\u2028\\ufeff\\ue000'"),
            ("\u{10ffff}🎉", "'\\U0010ffff🎉'"),
        ] {
            assert_eq!(python_repr(text), expected);
        }
    }
}
