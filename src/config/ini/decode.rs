//! Bytes of a file to text, as Python's text layer does it.

use super::IniError;

/// How many bytes Python decodes at a time.
const BLOCK: usize = 8192;

/// The text that Python sees before it meets a byte that is no UTF-8, and what it then says.
pub(super) struct Decoded<'a> {
    /// The whole text, or the whole lines in the blocks before the bad one.
    pub(super) text: &'a str,
    /// The error at the bad byte.
    pub(super) error: Option<IniError>,
}

/// Decodes a file; a byte order mark stays part of the text.
pub(super) fn decode(bytes: &[u8]) -> Decoded<'_> {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Decoded { text, error: None },
        Err(error) => error,
    };
    let start = error.valid_up_to();
    let length = error.error_len().unwrap_or(bytes.len() - start);
    let bad = &bytes[start..start + length];
    let (reason, mut block_start) = match (error.error_len(), bad) {
        // The start of a character at the end of the file is held back until the file ends.
        (None, _) => ("unexpected end of data", start),
        (Some(_), [0x80..=0xc1 | 0xf5..=0xff, ..]) => ("invalid start byte", start / BLOCK * BLOCK),
        (Some(_), _) => (
            "invalid continuation byte",
            ((start + length) / BLOCK * BLOCK).min(start),
        ),
    };
    // A character that straddles two blocks is decoded with the second one.
    while block_start < start && bytes[block_start] & 0xc0 == 0x80 {
        block_start -= 1;
    }
    let before = std::str::from_utf8(&bytes[..block_start]).unwrap_or_default();
    let lines_end = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    Decoded {
        text: &before[..lines_end],
        error: Some(IniError::Decode {
            bytes: bad.to_vec(),
            start: start - block_start,
            reason,
        }),
    }
}
