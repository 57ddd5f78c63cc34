//! The reader: CPython 3.11's `RawConfigParser._read`, statement by statement in effect.

use std::collections::HashSet;
use std::path::Path;

use super::{DEFAULT_SECTION, IniError};
use crate::config::python::{posix_path_repr, python_strip, python_trim_end, python_trim_start};

/// A file that was read without errors.
#[derive(Default)]
pub(super) struct Document {
    /// The sections in order, without `[DEFAULT]`.
    pub(super) sections: Vec<String>,
    /// The options in order.
    pub(super) entries: Vec<Entry>,
}

/// One option.
pub(super) struct Entry {
    pub(super) section: String,
    pub(super) key: String,
    /// The line of the option's name, counted from 1.
    pub(super) line: usize,
    lines: Vec<String>,
}

impl Entry {
    /// The lines of the value put together; blank lines inside it stay, those at its end do not.
    pub(super) fn value(&self) -> String {
        python_trim_end(&self.lines.join("\n")).to_owned()
    }
}

/// What a line with something on it turns out to be.
enum Line<'a> {
    Section(&'a str),
    Option(&'a str, &'a str),
    Neither,
}

/// Reads the text of the file that messages call `path`.
pub(super) fn read(text: &str, path: &Path) -> Result<Document, IniError> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut document = Document::default();
    let mut section: Option<String> = None;
    // Whether the last entry can be continued: Python's `optname`.
    let mut open = false;
    let mut indent_level = 0;
    let mut seen = HashSet::new();
    let mut bad_lines = Vec::new();

    for (index, line) in text.split_inclusive('\n').enumerate() {
        let line_number = index + 1;
        let value = python_strip(line);
        if value.starts_with(['#', ';']) {
            continue;
        }
        if value.is_empty() {
            if let Some(entry) = document.entries.last_mut().filter(|_| open) {
                entry.lines.push(String::new());
            }
            continue;
        }
        let indent = line[..line.len() - python_trim_start(line).len()].chars().count();
        if let Some(entry) = document.entries.last_mut().filter(|_| open && indent > indent_level) {
            entry.lines.push(value.to_owned());
            continue;
        }
        indent_level = indent;
        match (classify(value), &section) {
            (Line::Section(name), _) => {
                if name != DEFAULT_SECTION {
                    if document.sections.iter().any(|known| known == name) {
                        let place = Some((posix_path_repr(path), line_number));
                        return Err(IniError::DuplicateSection {
                            section: name.to_owned(),
                            place,
                        });
                    }
                    document.sections.push(name.to_owned());
                }
                section = Some(name.to_owned());
                open = false;
            }
            (_, None) => {
                let file = posix_path_repr(path);
                return Err(IniError::MissingSectionHeader {
                    file,
                    line_number,
                    line: line.to_owned(),
                });
            }
            (Line::Option(name, first_line), Some(section)) => {
                if name.is_empty() {
                    bad_lines.push((line_number, line.to_owned()));
                }
                let key = name.to_lowercase();
                if !seen.insert((section.clone(), key.clone())) {
                    let place = (posix_path_repr(path), line_number);
                    return Err(IniError::DuplicateOption {
                        section: section.clone(),
                        option: key,
                        place,
                    });
                }
                open = !key.is_empty();
                let lines = vec![first_line.to_owned()];
                document.entries.push(Entry {
                    section: section.clone(),
                    key,
                    line: line_number,
                    lines,
                });
            }
            (Line::Neither, Some(_)) => bad_lines.push((line_number, line.to_owned())),
        }
    }
    if bad_lines.is_empty() {
        Ok(document)
    } else {
        Err(IniError::Parsing {
            file: posix_path_repr(path),
            lines: bad_lines,
        })
    }
}

/// Tells sections and options apart; `line` is stripped.
///
/// A section's name reaches to the last bracket of the line and may hold anything; what follows that
/// bracket is dropped. An option's name ends at the first `=` or `:`.
fn classify(line: &str) -> Line<'_> {
    let section = line.strip_prefix('[').and_then(|rest| Some(&rest[..rest.rfind(']')?]));
    match (section, line.split_once(['=', ':'])) {
        (Some(name), _) if !name.is_empty() => Line::Section(name),
        (_, Some((name, value))) => Line::Option(python_trim_end(name), python_trim_start(value)),
        (_, None) => Line::Neither,
    }
}
