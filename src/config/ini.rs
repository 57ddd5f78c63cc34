//! Python's `ConfigParser`: reads an ini file by its rules and answers as it does.
//!
//! The reader follows CPython 3.11; the values live in [`ini::Ini`].

mod decode;
mod error;
mod read;

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

use ini::Ini;

use super::interpolate::{self, Place};

pub use error::IniError;

/// The section that every other section falls back to.
const DEFAULT_SECTION: &str = "DEFAULT";

/// The file and line in which a value begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file, as it was named.
    pub file: PathBuf,
    /// The line, counted from 1.
    pub line: usize,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}", self.file.display(), self.line)
    }
}

/// The contents of an ini file: Python's `ConfigParser` with its default settings.
///
/// Option names are kept in lower case; a value may refer to others of its section and of `[DEFAULT]`
/// by `%(name)s`. `Debug` shows no values, as one of them may be a database address with its password.
///
/// ```
/// use std::path::Path;
///
/// use alembic::config::ini::ConfigParser;
///
/// let mut parser = ConfigParser::new([("here", "/project")]);
/// parser.read_str("[alembic]\nscript_location = %(here)s/migrations\n", Path::new("alembic.ini"))?;
/// assert_eq!(parser.get("alembic", "script_location")?, "/project/migrations");
/// # Ok::<(), alembic::config::ini::IniError>(())
/// ```
#[derive(Clone)]
pub struct ConfigParser {
    ini: Ini,
    sources: HashMap<(String, String), Source>,
}

impl ConfigParser {
    /// Makes an empty parser whose `[DEFAULT]` section holds `defaults`.
    pub fn new<K: AsRef<str>, V: Into<String>>(defaults: impl IntoIterator<Item = (K, V)>) -> Self {
        let mut ini = Ini::new();
        ini.entry(Some(DEFAULT_SECTION.to_owned()))
            .or_insert_with(ini::Properties::new);
        let mut parser = Self {
            ini,
            sources: HashMap::new(),
        };
        for (key, value) in defaults {
            parser.store(DEFAULT_SECTION, &key.as_ref().to_lowercase(), value.into());
        }
        parser
    }

    /// Reads a file; one that cannot be opened is passed over, and the answer is `false`.
    ///
    /// # Errors
    /// Everything that `ConfigParser.read()` raises: missing section headers, duplicates, lines that are
    /// no options, bytes that are no UTF-8.
    pub fn read(&mut self, path: &Path) -> Result<bool, IniError> {
        let Ok(bytes) = std::fs::read(path) else {
            return Ok(false);
        };
        let decoded = decode::decode(&bytes);
        let result = self.read_str(decoded.text, path);
        match (result, decoded.error) {
            // Python meets the bad byte only after the lines before it, and reports lines that are no
            // options at the end of the file, where it never comes.
            (Ok(()) | Err(IniError::Parsing { .. }), Some(error)) => Err(error),
            (result, _) => result.map(|()| true),
        }
    }

    /// Reads the text of a file; `path` is what messages and sources call it.
    ///
    /// # Errors
    /// As [`ConfigParser::read`], except for the bytes.
    pub fn read_str(&mut self, text: &str, path: &Path) -> Result<(), IniError> {
        let document = read::read(text, path)?;
        for section in document.sections {
            self.ini.entry(Some(section)).or_insert_with(ini::Properties::new);
        }
        for entry in document.entries {
            self.store(&entry.section, &entry.key, entry.value());
            let source = Source {
                file: path.to_owned(),
                line: entry.line,
            };
            self.sources.insert((entry.section, entry.key), source);
        }
        Ok(())
    }

    /// The sections in order of appearance, without `[DEFAULT]`.
    pub fn sections(&self) -> impl Iterator<Item = &str> {
        self.ini.sections().flatten().filter(|name| *name != DEFAULT_SECTION)
    }

    /// Whether there is such a section; `[DEFAULT]` does not count as one.
    #[must_use]
    pub fn has_section(&self, section: &str) -> bool {
        section != DEFAULT_SECTION && self.ini.section(Some(section)).is_some()
    }

    /// Adds an empty section.
    ///
    /// # Errors
    /// [`IniError::DuplicateSection`] if it exists, [`IniError::InvalidSectionName`] for `DEFAULT`.
    pub fn add_section(&mut self, section: &str) -> Result<(), IniError> {
        if section == DEFAULT_SECTION {
            return Err(IniError::InvalidSectionName {
                section: section.to_owned(),
            });
        }
        if self.has_section(section) {
            return Err(IniError::DuplicateSection {
                section: section.to_owned(),
                place: None,
            });
        }
        self.ini
            .entry(Some(section.to_owned()))
            .or_insert_with(ini::Properties::new);
        Ok(())
    }

    /// Whether the section, or else `[DEFAULT]`, has the option; `false` without such a section.
    ///
    /// An empty section name means `[DEFAULT]`.
    #[must_use]
    pub fn has_option(&self, section: &str, option: &str) -> bool {
        let section = if section.is_empty() { DEFAULT_SECTION } else { section };
        self.ini.section(Some(section)).is_some() && self.raw(section, &option.to_lowercase()).is_some()
    }

    /// The value of an option, interpolated.
    ///
    /// # Errors
    /// [`IniError::NoSection`], [`IniError::NoOption`], and the interpolation errors.
    pub fn get(&self, section: &str, option: &str) -> Result<String, IniError> {
        let option = option.to_lowercase();
        let raw_value = self.get_raw(section, &option)?;
        self.interpolated(section, &option, raw_value)
    }

    /// The value of an option as written.
    ///
    /// # Errors
    /// [`IniError::NoSection`] and [`IniError::NoOption`].
    pub fn get_raw(&self, section: &str, option: &str) -> Result<&str, IniError> {
        if self.ini.section(Some(section)).is_none() {
            return Err(IniError::NoSection {
                section: section.to_owned(),
            });
        }
        let option = option.to_lowercase();
        self.raw(section, &option).ok_or_else(|| IniError::NoOption {
            option,
            section: section.to_owned(),
        })
    }

    /// All options of a section, interpolated; those of `[DEFAULT]` come first.
    ///
    /// # Errors
    /// [`IniError::NoSection`], and the first interpolation error.
    pub fn items(&self, section: &str) -> Result<Vec<(String, String)>, IniError> {
        let Some(own) = self.ini.section(Some(section)) else {
            return Err(IniError::NoSection {
                section: section.to_owned(),
            });
        };
        let defaults = self.defaults();
        let inherited = defaults.iter().map(|(key, value)| (key, own.get(key).unwrap_or(value)));
        let added = own
            .iter()
            .filter(|(key, _)| section != DEFAULT_SECTION && !defaults.contains_key(key));
        inherited
            .chain(added)
            .map(|(key, raw_value)| Ok((key.to_owned(), self.interpolated(section, key, raw_value)?)))
            .collect()
    }

    /// The options of a section, its own first, then those of `[DEFAULT]`; none if there is no such section.
    pub fn options(&self, section: &str) -> impl Iterator<Item = &str> {
        let own = self.ini.section(Some(section));
        let names = own.into_iter().flat_map(|own| own.iter().map(|(key, _)| key));
        let inherited = own.into_iter().flat_map(|own| {
            let defaults = self.defaults().iter().map(|(key, _)| key);
            defaults.filter(|key| !own.contains_key(key))
        });
        names.chain(inherited)
    }

    /// Sets an option; an empty section name means `[DEFAULT]`.
    ///
    /// # Errors
    /// [`IniError::InvalidInterpolationSyntax`] for a `%` that is neither `%%` nor `%(name)s`,
    /// [`IniError::NoSection`] if the section does not exist.
    pub fn set(&mut self, section: &str, option: &str, value: &str) -> Result<(), IniError> {
        interpolate::check_before_set(value)?;
        let section = self.existing_section(section)?;
        let option = option.to_lowercase();
        self.store(&section, &option, value.to_owned());
        self.sources.remove(&(section, option));
        Ok(())
    }

    /// Removes an option from the section itself; answers whether it was there.
    ///
    /// # Errors
    /// [`IniError::NoSection`] if the section does not exist.
    pub fn remove_option(&mut self, section: &str, option: &str) -> Result<bool, IniError> {
        let section = self.existing_section(section)?;
        let option = option.to_lowercase();
        let removed = self
            .ini
            .section_mut(Some(section.as_str()))
            .and_then(|options| options.remove(&option));
        self.sources.remove(&(section, option));
        Ok(removed.is_some())
    }

    /// Where an option of the section, or else of `[DEFAULT]`, was read; `None` if it was set by a program.
    #[must_use]
    pub fn where_is(&self, section: &str, option: &str) -> Option<&Source> {
        let option = option.to_lowercase();
        let own = self.ini.section(Some(section))?.contains_key(&option);
        let section = if own { section } else { DEFAULT_SECTION };
        self.sources.get(&(section.to_owned(), option))
    }

    fn defaults(&self) -> &ini::Properties {
        // `new` makes the section, and nothing removes it.
        self.ini
            .section(Some(DEFAULT_SECTION))
            .unwrap_or_else(|| self.ini.general_section())
    }

    fn existing_section(&self, section: &str) -> Result<String, IniError> {
        if section.is_empty() || section == DEFAULT_SECTION {
            return Ok(DEFAULT_SECTION.to_owned());
        }
        match self.ini.section(Some(section)) {
            Some(_) => Ok(section.to_owned()),
            None => Err(IniError::NoSection {
                section: section.to_owned(),
            }),
        }
    }

    fn raw(&self, section: &str, key: &str) -> Option<&str> {
        self.ini
            .get_from(Some(section), key)
            .or_else(|| self.defaults().get(key))
    }

    fn interpolated(&self, section: &str, option: &str, raw_value: &str) -> Result<String, IniError> {
        interpolate::interpolate(
            Place {
                section,
                option,
                raw_value,
            },
            &|name| self.raw(section, name),
        )
    }

    fn store(&mut self, section: &str, key: &str, value: String) {
        self.ini
            .entry(Some(section.to_owned()))
            .or_insert_with(ini::Properties::new)
            .insert(key, value);
    }
}

impl fmt::Debug for ConfigParser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sections: Vec<_> = self.sections().collect();
        f.debug_struct("ConfigParser")
            .field("sections", &sections)
            .finish_non_exhaustive()
    }
}
