//! What `configparser` raises, with the text of `str(exception)`.

use std::fmt::Write as _;

use crate::config::python::python_repr;

/// A problem with an ini file or a value in it.
///
/// The variants are the exceptions of Python's `configparser` (and the `ValueError`s and the
/// `UnicodeDecodeError` that come with it); the texts are theirs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IniError {
    /// A line comes before any `[section]`.
    #[error(
        "File contains no section headers.\nfile: {file}, line: {line_number}\n{}",
        python_repr(line)
    )]
    MissingSectionHeader {
        /// The file as Python's `repr()` shows it.
        file: String,
        /// The line, counted from 1.
        line_number: usize,
        /// The line with its line break.
        line: String,
    },
    /// A section is there twice.
    #[error("{}{} already exists", place_text("section", place.as_ref()), python_repr(section))]
    DuplicateSection {
        /// The section.
        section: String,
        /// File (as Python's `repr()` shows it) and line, if it was read from a file.
        place: Option<(String, usize)>,
    },
    /// An option is there twice in one section.
    #[error(
        "{}{} in section {} already exists",
        place_text("option", Some(place)),
        python_repr(option),
        python_repr(section)
    )]
    DuplicateOption {
        /// The section.
        section: String,
        /// The option in lower case.
        option: String,
        /// File (as Python's `repr()` shows it) and line.
        place: (String, usize),
    },
    /// Lines that are neither options nor sections.
    #[error("Source contains parsing errors: {file}{}", lines_text(lines))]
    Parsing {
        /// The file as Python's `repr()` shows it.
        file: String,
        /// Number and text of each such line.
        lines: Vec<(usize, String)>,
    },
    /// The file is not UTF-8 (`UnicodeDecodeError`).
    #[error("'utf-8' codec can't decode {}: {reason}", bytes_text(bytes, *start))]
    Decode {
        /// The bytes that are wrong.
        bytes: Vec<u8>,
        /// Their position as Python counts it, which is in the block that it was decoding.
        start: usize,
        /// What is wrong with them.
        reason: &'static str,
    },
    /// There is no such section.
    #[error("No section: {}", python_repr(section))]
    NoSection {
        /// The section.
        section: String,
    },
    /// The section has no such option.
    #[error("No option {} in section: {}", python_repr(option), python_repr(section))]
    NoOption {
        /// The option in lower case.
        option: String,
        /// The section.
        section: String,
    },
    /// A value refers to an option that does not exist.
    #[error(
        "Bad value substitution: option {} in section {} contains an interpolation key {} \
         which is not a valid option name. Raw value: {}",
        python_repr(option),
        python_repr(section),
        python_repr(reference),
        python_repr(raw_value)
    )]
    InterpolationMissingOption {
        /// The option asked for.
        option: String,
        /// The section asked for.
        section: String,
        /// The name that is missing.
        reference: String,
        /// The value as written.
        raw_value: String,
    },
    /// A `%` in a value is neither `%%` nor `%(name)s`.
    #[error("{message}")]
    InterpolationSyntax {
        /// The option asked for.
        option: String,
        /// The section asked for.
        section: String,
        /// What is wrong.
        message: String,
    },
    /// Values refer to each other more than ten levels deep, or in a circle.
    #[error(
        "Recursion limit exceeded in value substitution: option {} in section {} contains an interpolation key \
         which cannot be substituted in 10 steps. Raw value: {}",
        python_repr(option),
        python_repr(section),
        python_repr(raw_value)
    )]
    InterpolationDepth {
        /// The option asked for.
        option: String,
        /// The section asked for.
        section: String,
        /// The value as written.
        raw_value: String,
    },
    /// A program sets a value with a bad `%` (`ValueError`).
    #[error("invalid interpolation syntax in {} at position {position}", python_repr(value))]
    InvalidInterpolationSyntax {
        /// The value.
        value: String,
        /// The position as Python counts it, after escapes and good references are taken out.
        position: usize,
    },
    /// A section may not be called `DEFAULT` (`ValueError`).
    #[error("Invalid section name: {}", python_repr(section))]
    InvalidSectionName {
        /// The section.
        section: String,
    },
}

impl IniError {
    /// Section and option of a value that cannot be interpolated; `None` for all other kinds.
    #[must_use]
    pub fn interpolated_option(&self) -> Option<(&str, &str)> {
        match self {
            Self::InterpolationMissingOption { option, section, .. }
            | Self::InterpolationSyntax { option, section, .. }
            | Self::InterpolationDepth { option, section, .. } => Some((section, option)),
            Self::MissingSectionHeader { .. }
            | Self::DuplicateSection { .. }
            | Self::DuplicateOption { .. }
            | Self::Parsing { .. }
            | Self::Decode { .. }
            | Self::NoSection { .. }
            | Self::NoOption { .. }
            | Self::InvalidInterpolationSyntax { .. }
            | Self::InvalidSectionName { .. } => None,
        }
    }

    /// The name of Python's exception class.
    #[must_use]
    pub fn python_class(&self) -> &'static str {
        match self {
            Self::MissingSectionHeader { .. } => "MissingSectionHeaderError",
            Self::DuplicateSection { .. } => "DuplicateSectionError",
            Self::DuplicateOption { .. } => "DuplicateOptionError",
            Self::Parsing { .. } => "ParsingError",
            Self::Decode { .. } => "UnicodeDecodeError",
            Self::NoSection { .. } => "NoSectionError",
            Self::NoOption { .. } => "NoOptionError",
            Self::InterpolationMissingOption { .. } => "InterpolationMissingOptionError",
            Self::InterpolationSyntax { .. } => "InterpolationSyntaxError",
            Self::InterpolationDepth { .. } => "InterpolationDepthError",
            Self::InvalidInterpolationSyntax { .. } | Self::InvalidSectionName { .. } => "ValueError",
        }
    }
}

fn place_text(kind: &str, place: Option<&(String, usize)>) -> String {
    match place {
        Some((file, line)) => format!("While reading from {file} [line {line:2}]: {kind} "),
        None => "Section ".to_owned(),
    }
}

fn lines_text(lines: &[(usize, String)]) -> String {
    let mut out = String::new();
    for (number, line) in lines {
        let _ = write!(out, "\n\t[line {number:2}]: {}", python_repr(line));
    }
    out
}

fn bytes_text(bytes: &[u8], start: usize) -> String {
    match bytes {
        [byte] => format!("byte 0x{byte:02x} in position {start}"),
        _ => format!("bytes in position {start}-{}", start + bytes.len().saturating_sub(1)),
    }
}
