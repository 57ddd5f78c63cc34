//! Options that hold lists: version locations, paths and write hooks.

use std::fmt;

use super::{Config, ConfigError, OptionValue};

/// A deprecation that Alembic warns of; `Display` gives its words.
///
/// They are `DeprecationWarning`s, which Python hides unless it is asked to show them (`-W`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigWarning {
    /// `version_locations` without `path_separator`.
    NoPathSeparatorForVersionLocations,
    /// `prepend_sys_path` without `path_separator`.
    NoPathSeparatorForPrependSysPath,
    /// `version_path_separator` in the place of `path_separator`.
    VersionPathSeparator,
}

impl fmt::Display for ConfigWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoPathSeparatorForVersionLocations => {
                "No path_separator found in configuration; falling back to legacy splitting on spaces/commas for \
                 version_locations.  Consider adding path_separator=os to Alembic config."
            }
            Self::NoPathSeparatorForPrependSysPath => {
                "No path_separator found in configuration; falling back to legacy splitting on spaces, commas, and \
                 colons for prepend_sys_path.  Consider adding path_separator=os to Alembic config."
            }
            Self::VersionPathSeparator => {
                "The version_path_separator configuration parameter is deprecated; please use path_separator"
            }
        })
    }
}

/// One program to run on a new revision file: Alembic's `PostWriteHookConfig`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostWriteHookConfig {
    /// The name, `_hook_name` in Alembic.
    pub name: String,
    /// Its options, such as `type`, `entrypoint`, `options` and `cwd`.
    pub options: Vec<(String, String)>,
}

impl PostWriteHookConfig {
    /// The value of one option.
    #[must_use]
    pub fn get(&self, option: &str) -> Option<&str> {
        self.options
            .iter()
            .find(|(key, _)| key == option)
            .map(|(_, value)| value.as_str())
    }
}

impl Config {
    /// The folders of revision files: Alembic's `get_version_locations_list`; `None` if the option is absent.
    ///
    /// # Errors
    /// [`ConfigError::InvalidPathSeparator`] and whatever is wrong with the files or the value.
    pub fn get_version_locations_list(
        &self,
        warnings: &mut Vec<ConfigWarning>,
    ) -> Result<Option<Vec<String>>, ConfigError> {
        let separators = &["path_separator", "version_path_separator"];
        let legacy = Legacy {
            warning: ConfigWarning::NoPathSeparatorForVersionLocations,
            splits_at_colon: false,
        };
        self.path_list("version_locations", separators, legacy, warnings)
    }

    /// The entries that Alembic puts into Python's module path: `get_prepend_sys_paths_list`.
    ///
    /// # Errors
    /// As [`Config::get_version_locations_list`].
    pub fn get_prepend_sys_paths_list(
        &self,
        warnings: &mut Vec<ConfigWarning>,
    ) -> Result<Option<Vec<String>>, ConfigError> {
        let legacy = Legacy {
            warning: ConfigWarning::NoPathSeparatorForPrependSysPath,
            splits_at_colon: true,
        };
        self.path_list("prepend_sys_path", &["path_separator"], legacy, warnings)
    }

    /// The programs to run on new revision files, in order: Alembic's `get_hooks_list`.
    ///
    /// A `[post_write_hooks]` section of the ini file has precedence over the toml file.
    ///
    /// # Errors
    /// Whatever is wrong with the files or the values.
    pub fn get_hooks_list(&self) -> Result<Vec<PostWriteHookConfig>, ConfigError> {
        const OPTION: &str = "post_write_hooks";
        if let Some(options) = self.get_section(OPTION)? {
            let names = options
                .iter()
                .find(|(key, _)| key == "hooks")
                .map_or("", |(_, value)| value.as_str());
            return Ok(split_legacy(names, false)
                .into_iter()
                .filter(|name| !name.is_empty())
                .map(|name| {
                    let prefix = format!("{name}.");
                    let own = options.iter().filter_map(|(key, value)| {
                        key.strip_prefix(&prefix).map(|key| (key.to_owned(), value.clone()))
                    });
                    PostWriteHookConfig {
                        options: own.collect(),
                        name,
                    }
                })
                .collect());
        }
        let pyproject = self.toml_alembic_config()?;
        let tables = match pyproject.get(OPTION)? {
            None => Vec::new(),
            Some(OptionValue::Tables(tables)) => tables,
            Some(OptionValue::List(items)) if items.is_empty() => Vec::new(),
            Some(other) => return Err(pyproject.wrong_type(OPTION, "an array of tables", other.type_name())),
        };
        tables
            .into_iter()
            .map(|mut options| match options.iter().position(|(key, _)| key == "name") {
                Some(index) => Ok(PostWriteHookConfig {
                    name: options.remove(index).1,
                    options,
                }),
                None => Err(pyproject.wrong_type(OPTION, "a name in every table", "a table without one")),
            })
            .collect()
    }

    fn path_list(
        &self,
        option: &str,
        separator_options: &[&'static str],
        legacy: Legacy,
        warnings: &mut Vec<ConfigWarning>,
    ) -> Result<Option<Vec<String>>, ConfigError> {
        let text = self.get_from_file_config(option)?.filter(|text| !text.is_empty());
        let Some(text) = text else {
            let pyproject = self.toml_alembic_config()?;
            return match pyproject.get(option)? {
                None => Ok(None),
                Some(OptionValue::List(items)) => Ok(Some(items)),
                Some(other) => Err(pyproject.wrong_type(option, "an array of strings", other.type_name())),
            };
        };
        Ok(Some(match self.file_separator_char(separator_options, warnings)? {
            None => {
                warnings.push(legacy.warning);
                split_legacy(&text, legacy.splits_at_colon)
            }
            // Empty parts go, those with nothing but white space become empty.
            Some(separator) => text
                .split(separator)
                .filter(|part| !part.is_empty())
                .map(|part| super::python::python_strip(part).to_owned())
                .collect(),
        }))
    }

    /// Alembic's `_get_file_separator_char`: the first of the options that is set decides.
    fn file_separator_char(
        &self,
        options: &[&'static str],
        warnings: &mut Vec<ConfigWarning>,
    ) -> Result<Option<char>, ConfigError> {
        for option in options {
            let Some(value) = self.get_main_option(option)? else {
                continue;
            };
            let separator = match value.as_str() {
                "space" => ' ',
                "newline" => '\n',
                "os" if cfg!(windows) => ';',
                "os" | ":" => ':',
                ";" => ';',
                _ => return Err(ConfigError::InvalidPathSeparator { value, option }),
            };
            if *option == "version_path_separator" {
                warnings.push(ConfigWarning::VersionPathSeparator);
            }
            return Ok(Some(separator));
        }
        Ok(None)
    }
}

/// How a list is split when no separator is configured.
struct Legacy {
    warning: ConfigWarning,
    splits_at_colon: bool,
}

/// Splits as Python's `re.split(r", *|(?: +)", text)` does, or with `|\:` at the end; empty parts stay.
fn split_legacy(text: &str, splits_at_colon: bool) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c| c == ',' || c == ' ' || (splits_at_colon && c == ':')) {
        parts.push(rest[..at].to_owned());
        let separator_is_colon = rest[at..].starts_with(':');
        rest = &rest[at + 1..];
        if !separator_is_colon {
            rest = rest.trim_start_matches(' ');
        }
    }
    parts.push(rest.to_owned());
    parts
}
