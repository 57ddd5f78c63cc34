//! Finding the end of a piece of Python inside a template.

/// Where a piece of Python ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    /// The end of the Python text, which is the start of what closes it.
    pub(super) text: usize,
    /// The end of what closes it.
    pub(super) token: usize,
}

/// Looks for one of the `closing` texts outside of comments and strings, and with `nested` outside of brackets too.
pub(super) fn until(source: &str, start: usize, nested: bool, closing: &[&str]) -> Option<End> {
    let mut at = start;
    let mut depth = Depth::default();
    while at < source.len() {
        let rest = &source[at..];
        if rest.starts_with('#')
            && let Some(length) = rest.find('\n')
        {
            at += length + 1;
        } else if let Some(length) = string(rest) {
            at += length;
        } else if let Some(token) = closing.iter().find(|token| rest.starts_with(**token)) {
            if !(nested && depth.is_open()) {
                return Some(End {
                    text: at,
                    token: at + token.len(),
                });
            }
            depth.note(token);
            at += token.len();
        } else {
            let length = plain(rest, closing)?;
            depth.note(&rest[..length]);
            // A quote that opens no string, or a # without an end, is passed over.
            at += if length == 0 { width(rest) } else { length };
        }
    }
    None
}

/// The text up to the next quote, `#` or closing text; `None` if there is none of them any more.
fn plain(text: &str, closing: &[&str]) -> Option<usize> {
    text.char_indices().map(|(at, _)| at).find(|at| {
        text[*at..].starts_with(['"', '\'', '#']) || closing.iter().any(|token| text[*at..].starts_with(token))
    })
}

fn width(text: &str) -> usize {
    text.chars().next().map_or(1, char::len_utf8)
}

/// The length of the string literal at the start of the text.
fn string(text: &str) -> Option<usize> {
    let triple = ["\"\"\"", "'''"];
    let single = ["\"", "'"];
    triple
        .iter()
        .chain(&single)
        .filter(|quote| text.starts_with(**quote))
        .find_map(|quote| closed(text, quote))
}

fn closed(text: &str, quote: &str) -> Option<usize> {
    let mut at = quote.len();
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with(quote) {
            return Some(at + quote.len());
        }
        at += width(rest);
        if rest.starts_with('\\') {
            at += width(text.get(at..)?);
        }
    }
    None
}

#[derive(Default)]
struct Depth {
    braces: i32,
    parentheses: i32,
    brackets: i32,
}

impl Depth {
    fn is_open(&self) -> bool {
        self.braces > 0 || self.parentheses > 0 || self.brackets > 0
    }

    fn note(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '{' => self.braces += 1,
                '}' => self.braces -= 1,
                '(' => self.parentheses += 1,
                ')' => self.parentheses -= 1,
                '[' => self.brackets += 1,
                ']' => self.brackets -= 1,
                _ => {}
            }
        }
    }
}
