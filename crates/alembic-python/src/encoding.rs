//! Encodings of Python files.

/// The encodings that real revision files declare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Ascii,
    Latin1,
    Latin9,
    Cp1252,
}

impl Encoding {
    /// By Python's names and aliases.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase().replace(['_', '.'], "-");
        Some(match name.as_str() {
            "utf-8" | "utf8" | "u8" | "utf" | "cp65001" | "utf-8-sig" => Self::Utf8,
            "ascii" | "us-ascii" | "646" | "us" | "ansi-x3-4-1968" | "iso646-us" => Self::Ascii,
            "iso-8859-1" | "latin-1" | "latin1" | "iso8859-1" | "iso8859" | "8859" | "l1" | "latin" | "cp819" => {
                Self::Latin1
            }
            "iso-8859-15" | "iso8859-15" | "latin9" | "latin-9" | "l9" => Self::Latin9,
            "cp1252" | "windows-1252" | "1252" => Self::Cp1252,
            _ => return None,
        })
    }

    /// The character that a byte stands for; not for UTF-8.
    pub(crate) fn character(self, byte: u8) -> Option<char> {
        /// Windows-1252 from 0x80 to 0x9f; five bytes have no character.
        const CP1252: [Option<char>; 32] = [
            Some('€'),
            None,
            Some('‚'),
            Some('ƒ'),
            Some('„'),
            Some('…'),
            Some('†'),
            Some('‡'),
            Some('ˆ'),
            Some('‰'),
            Some('Š'),
            Some('‹'),
            Some('Œ'),
            None,
            Some('Ž'),
            None,
            None,
            Some('‘'),
            Some('’'),
            Some('“'),
            Some('”'),
            Some('•'),
            Some('–'),
            Some('—'),
            Some('˜'),
            Some('™'),
            Some('š'),
            Some('›'),
            Some('œ'),
            None,
            Some('ž'),
            Some('Ÿ'),
        ];
        match (self, byte) {
            (Self::Ascii, 0x80..) => None,
            (Self::Cp1252, 0x80..=0x9f) => CP1252[usize::from(byte - 0x80)],
            (Self::Latin9, 0xa4) => Some('€'),
            (Self::Latin9, 0xa6) => Some('Š'),
            (Self::Latin9, 0xa8) => Some('š'),
            (Self::Latin9, 0xb4) => Some('Ž'),
            (Self::Latin9, 0xb8) => Some('ž'),
            (Self::Latin9, 0xbc) => Some('Œ'),
            (Self::Latin9, 0xbd) => Some('œ'),
            (Self::Latin9, 0xbe) => Some('Ÿ'),
            _ => Some(char::from(byte)),
        }
    }

    /// The byte that stands for a character; not for UTF-8.
    fn byte(self, character: char) -> Option<u8> {
        (0..=u8::MAX).find(|byte| self.character(*byte) == Some(character))
    }
}

/// Why a text cannot be written in the `output_encoding` of the configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// We have no table of this encoding; Python may have one.
    #[error("unknown encoding: {encoding}; use utf-8")]
    Unknown {
        /// Its name as written.
        encoding: String,
    },
    /// The encoding has no such character.
    #[error("the encoding '{encoding}' has no character {character:?} (U+{:04X}); use utf-8", u32::from(*character))]
    Character {
        /// The encoding's name as written.
        encoding: String,
        /// The character.
        character: char,
    },
}

/// Encodes the text of a Python file, as `output_encoding` asks for.
///
/// # Errors
/// [`EncodeError`] when the encoding is not known here or lacks a character.
///
/// ```
/// assert_eq!(alembic_python::encode("# é", "latin-1")?, b"# \xe9");
/// # Ok::<(), alembic_python::EncodeError>(())
/// ```
pub fn encode(text: &str, encoding: &str) -> Result<Vec<u8>, EncodeError> {
    let known = Encoding::named(encoding).ok_or_else(|| EncodeError::Unknown {
        encoding: encoding.to_owned(),
    })?;
    if known == Encoding::Utf8 {
        return Ok(text.as_bytes().to_vec());
    }
    let bytes = text.chars().map(|character| {
        let byte = if character.is_ascii() {
            u8::try_from(character).ok()
        } else {
            known.byte(character)
        };
        byte.ok_or_else(|| EncodeError::Character {
            encoding: encoding.to_owned(),
            character,
        })
    });
    bytes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_encoded() {
        assert_eq!(encode("é€", "UTF-8").as_deref(), Ok("é€".as_bytes()));
        assert_eq!(encode("é", "iso-8859-1").as_deref(), Ok(&[0xe9][..]));
        assert_eq!(encode("é€", "latin9").as_deref(), Ok(&[0xe9, 0xa4][..]));
        assert_eq!(encode("a€", "cp1252").as_deref(), Ok(&[b'a', 0x80][..]));
        let message = |text, encoding| encode(text, encoding).map_err(|error| error.to_string());
        let missing = "the encoding 'ascii' has no character 'é' (U+00E9); use utf-8";
        assert_eq!(message("é", "ascii"), Err(missing.to_owned()));
        assert_eq!(
            message("é", "klingon"),
            Err("unknown encoding: klingon; use utf-8".to_owned())
        );
    }
}
