//! Bytes to text as Python does it: byte order mark, `# coding:` line, universal newlines.

use std::borrow::Cow;

use crate::HeaderError;
use crate::encoding::Encoding;

/// Source text with `\n` line ends only.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    /// Bytes that are not UTF-8, each replaced by U+FFFD in `text`. Python minds them everywhere but in comments.
    pub(crate) invalid: Vec<Invalid>,
}

/// One replaced byte sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Invalid {
    /// Where the replacement stands in the text.
    pub(crate) offset: usize,
    /// The first of the bytes.
    pub(crate) byte: u8,
}

/// Decodes the content of a source file.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, HeaderError> {
    let (bytes, has_mark) = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    if bytes.contains(&0) {
        return Err(HeaderError::syntax("source code string cannot contain null bytes"));
    }
    let encoding = match declared_encoding(bytes) {
        None => Encoding::Utf8,
        Some(name) => match Encoding::named(&name) {
            Some(encoding) if has_mark && encoding != Encoding::Utf8 => {
                return Err(HeaderError::syntax(format!("encoding problem: {name} with BOM")));
            }
            Some(encoding) => encoding,
            None => return Err(HeaderError::Encoding { name }),
        },
    };
    encoding.decode(bytes)
}

/// Universal newlines: CR LF and CR become LF.
fn normalise_newlines(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        text
    }
}

/// The name in a `coding` comment (PEP 263) in one of the first two lines, in the spelling that Python gives to it.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let mut rest = bytes;
    for _ in 0..2 {
        let end = rest
            .iter()
            .position(|byte| matches!(byte, b'\n' | b'\r'))
            .unwrap_or(rest.len());
        let line = &rest[..end];
        let comment = line.trim_ascii_start();
        if !comment.is_empty() && comment[0] != b'#' {
            return None;
        }
        if let Some(name) = encoding_in_comment(comment) {
            return Some(name);
        }
        let line_end = if rest[end..].starts_with(b"\r\n") { 2 } else { 1 };
        rest = rest.get(end + line_end..)?;
    }
    None
}

fn encoding_in_comment(comment: &[u8]) -> Option<String> {
    const CODING: &[u8] = b"coding";
    let mut rest = comment;
    while let Some(at) = rest.windows(CODING.len()).position(|window| window == CODING) {
        rest = &rest[at + CODING.len()..];
        if !rest.starts_with(b":") && !rest.starts_with(b"=") {
            continue;
        }
        let value = rest[1..].trim_ascii_start();
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let end = value.iter().position(|byte| !is_name(byte)).unwrap_or(value.len());
        if end > 0 {
            return Some(normal_name(&String::from_utf8_lossy(&value[..end])));
        }
    }
    None
}

/// Python's own spelling of the two encodings that its tokenizer knows by many names.
fn normal_name(name: &str) -> String {
    let start: String = name
        .chars()
        .take(12)
        .map(|c| if c == '_' { '-' } else { c.to_ascii_lowercase() })
        .collect();
    let is = |known: &str| {
        start
            .strip_prefix(known)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    if is("utf-8") {
        "utf-8".to_owned()
    } else if ["latin-1", "iso-8859-1", "iso-latin-1"].into_iter().any(is) {
        "iso-8859-1".to_owned()
    } else {
        name.to_owned()
    }
}

impl Encoding {
    fn decode(self, bytes: &[u8]) -> Result<Decoded<'_>, HeaderError> {
        if self == Self::Utf8 {
            return Ok(decode_utf8(bytes));
        }
        let characters = bytes.iter().enumerate().map(|(position, byte)| {
            self.character(*byte).ok_or_else(|| {
                let (codec, reason) = match self {
                    Self::Ascii => ("ascii", "ordinal not in range(128)"),
                    _ => ("charmap", "character maps to <undefined>"),
                };
                HeaderError::syntax(format!(
                    "'{codec}' codec can't decode byte {byte:#04x} in position {position}: {reason}"
                ))
            })
        });
        let text = characters.collect::<Result<String, _>>()?;
        Ok(Decoded {
            text: normalise_newlines(Cow::Owned(text)),
            invalid: Vec::new(),
        })
    }
}

fn decode_utf8(bytes: &[u8]) -> Decoded<'_> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded {
            text: normalise_newlines(Cow::Borrowed(text)),
            invalid: Vec::new(),
        };
    }
    let (mut text, mut invalid) = (String::with_capacity(bytes.len()), Vec::new());
    for chunk in bytes.utf8_chunks() {
        text.push_str(&normalise_newlines(Cow::Borrowed(chunk.valid())));
        if let Some(byte) = chunk.invalid().first() {
            invalid.push(Invalid {
                offset: text.len(),
                byte: *byte,
            });
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    Decoded {
        text: Cow::Owned(text),
        invalid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoding(source: &str) -> Option<String> {
        declared_encoding(source.as_bytes())
    }

    #[test]
    fn coding_lines_are_found_where_python_finds_them() {
        assert_eq!(encoding("# -*- coding: utf-8 -*-\n").as_deref(), Some("utf-8"));
        assert_eq!(
            encoding("#!/usr/bin/python\r\n# vim: set fileencoding=Latin_1 :").as_deref(),
            Some("iso-8859-1")
        );
        assert_eq!(encoding(" \t\x0c\n# coding=cp1252").as_deref(), Some("cp1252"));
        assert_eq!(encoding("# coding\n# coding : x\n"), None);
        assert_eq!(encoding("# encoding coding: UTF_8-unix").as_deref(), Some("utf-8"));
        assert_eq!(encoding("x = 1\n# coding: latin-1\n"), None);
        assert_eq!(encoding("\n\n# coding: latin-1\n"), None);
        assert_eq!(encoding("x = 1  # coding: latin-1\n"), None);
    }

    #[test]
    fn texts_are_decoded() {
        let text = |bytes: &'static [u8]| decode(bytes).map(|decoded| decoded.text.into_owned());
        assert_eq!(text(b"\xef\xbb\xbfa\r\nb\rc").as_deref(), Ok("a\nb\nc"));
        assert_eq!(text(b"# coding: latin-1\n\xe9").as_deref(), Ok("# coding: latin-1\né"));
        assert_eq!(
            text(b"# coding: iso-8859-15\n\xa4").as_deref(),
            Ok("# coding: iso-8859-15\n€")
        );
        assert_eq!(
            text(b"# coding: windows-1252\n\x80").as_deref(),
            Ok("# coding: windows-1252\n€")
        );
    }

    #[test]
    fn bytes_that_are_not_utf8_are_remembered() {
        let decoded = decode(b"a\r\n\xe9b\xff").expect("decoded with replacements");
        assert_eq!(decoded.text, "a\n\u{fffd}b\u{fffd}");
        assert_eq!(
            decoded.invalid,
            [Invalid { offset: 2, byte: 0xe9 }, Invalid { offset: 6, byte: 0xff }]
        );
    }

    #[test]
    fn what_python_refuses_is_refused() {
        let message = |bytes: &'static [u8]| decode(bytes).expect_err("not decoded").to_string();
        assert_eq!(
            message(b"\xef\xbb\xbf# coding: latin-1\n"),
            "SyntaxError: encoding problem: iso-8859-1 with BOM"
        );
        assert_eq!(
            message(b"# coding: klingon\n"),
            "the file declares the encoding 'klingon', which is not known here; save the file as UTF-8 and declare that"
        );
        assert_eq!(
            message(b"x = '\0'"),
            "SyntaxError: source code string cannot contain null bytes"
        );
        assert_eq!(
            message(b"# coding: cp1252\nx=\"\x81\"\n"),
            "SyntaxError: 'charmap' codec can't decode byte 0x81 in position 20: character maps to <undefined>"
        );
        assert_eq!(
            message(b"# coding: ascii\nx=\"\xe9\"\n"),
            "SyntaxError: 'ascii' codec can't decode byte 0xe9 in position 19: ordinal not in range(128)"
        );
    }
}
