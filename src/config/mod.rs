//! Configuration: `alembic.ini`, `pyproject.toml` and database addresses.
//!
//! [`Config`] answers as Alembic's class of that name does; [`ini`] is Python's `ConfigParser`,
//! [`url`] SQLAlchemy's `make_url`.

mod error;
mod files;
pub mod ini;
mod interpolate;
mod lists;
pub mod percent;
mod pyproject;
pub mod python;
pub mod url;
mod value;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use self::ini::{ConfigParser, IniError, Source};
use self::pyproject::Pyproject;

pub use error::ConfigError;
pub use files::ConfigFiles;
pub use lists::{ConfigWarning, PostWriteHookConfig};
pub use value::{OptionValue, asbool};

/// The section that holds Alembic's options unless `-n` names another.
pub const MAIN_SECTION: &str = "alembic";

/// The options of the command line that a configuration carries along: parts of Alembic's `cmd_opts`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CmdOpts {
    /// The values of `-x`, in order.
    pub x: Vec<String>,
    /// `-q`: nothing on standard output but what was asked for.
    pub quiet: bool,
    /// `-v` of the commands that have it.
    pub verbose: bool,
}

/// A configuration: Alembic's `Config`.
///
/// Its files are read when the first option is asked for, so a missing or broken file is an error only then.
///
/// ```
/// use alembic::config::Config;
///
/// let mut config = Config::new();
/// config.set_main_option("script_location", "migrations")?;
/// config.set_main_option("sqlalchemy.url", "sqlite:///app.db")?;
/// assert_eq!(config.get_main_option("script_location")?.as_deref(), Some("migrations"));
/// assert_eq!(config.get_main_option("timezone")?, None);
/// # Ok::<(), alembic::config::ConfigError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Config {
    config_file_name: Option<PathBuf>,
    toml_file_name: Option<PathBuf>,
    config_ini_section: String,
    cmd_opts: CmdOpts,
    config_args: Vec<(String, String)>,
    file_config: OnceLock<ConfigParser>,
    toml_config: OnceLock<Pyproject>,
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

impl Config {
    /// Makes a configuration without files, to be filled by [`Config::set_main_option`].
    #[must_use]
    pub fn new() -> Self {
        Self::from_files(None, None, MAIN_SECTION, CmdOpts::default())
    }

    /// Makes a configuration of files, which need not exist; `section` is the main section of the ini file.
    #[must_use]
    pub fn from_files(ini: Option<PathBuf>, toml: Option<PathBuf>, section: &str, cmd_opts: CmdOpts) -> Self {
        let named = |file: &PathBuf| !file.as_os_str().is_empty();
        Self {
            config_file_name: ini.filter(named),
            toml_file_name: toml.filter(named),
            config_ini_section: section.to_owned(),
            cmd_opts,
            config_args: Vec::new(),
            file_config: OnceLock::new(),
            toml_config: OnceLock::new(),
        }
    }

    /// Adds names that values of both files may refer to by `%(name)s`: Alembic's `config_args`.
    ///
    /// Only what is added before the first option is asked for counts.
    #[must_use]
    pub fn with_config_args<K, V>(mut self, args: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: Into<String>,
        V: Into<String>,
    {
        self.config_args
            .extend(args.into_iter().map(|(key, value)| (key.into(), value.into())));
        self
    }

    /// The ini file, whether it exists or not.
    #[must_use]
    pub fn config_file_name(&self) -> Option<&Path> {
        self.config_file_name.as_deref()
    }

    /// The toml file, whether it exists or not.
    #[must_use]
    pub fn toml_file_name(&self) -> Option<&Path> {
        self.toml_file_name.as_deref()
    }

    /// The name of the main section of the ini file.
    #[must_use]
    pub fn config_ini_section(&self) -> &str {
        &self.config_ini_section
    }

    /// The options of the command line.
    #[must_use]
    pub fn cmd_opts(&self) -> &CmdOpts {
        &self.cmd_opts
    }

    /// The ini file as Python's parser sees it; without a file it holds an empty main section.
    ///
    /// # Errors
    /// Whatever is wrong with the file; one that is missing or unreadable counts as empty.
    pub fn file_config(&self) -> Result<&ConfigParser, ConfigError> {
        if let Some(parser) = self.file_config.get() {
            return Ok(parser);
        }
        let parser = self.read_file_config()?;
        Ok(self.file_config.get_or_init(|| parser))
    }

    /// All options of a section of the ini file, interpolated; `None` if there is no such section.
    ///
    /// # Errors
    /// Whatever is wrong with the file or the first bad value.
    pub fn get_section(&self, name: &str) -> Result<Option<Vec<(String, String)>>, ConfigError> {
        let parser = self.file_config()?;
        if !parser.has_section(name) {
            return Ok(None);
        }
        parser.items(name).map(Some).map_err(|error| placed(parser, error))
    }

    /// An option of the main section of the ini file; `None` if it is not set.
    ///
    /// # Errors
    /// [`ConfigError::NoSuchSection`] if the file or the section is missing, and whatever is wrong with the
    /// file or the value.
    pub fn get_main_option(&self, name: &str) -> Result<Option<String>, ConfigError> {
        self.get_section_option(&self.config_ini_section, name)
    }

    /// An option of a section of the ini file; `None` if it is not set.
    ///
    /// # Errors
    /// As [`Config::get_main_option`].
    pub fn get_section_option(&self, section: &str, name: &str) -> Result<Option<String>, ConfigError> {
        let parser = self.file_config()?;
        if !parser.has_section(section) {
            let file = self
                .config_file_name
                .as_ref()
                .map(|file| file.to_string_lossy().into_owned());
            return Err(ConfigError::NoSuchSection {
                file,
                section: section.to_owned(),
            });
        }
        if parser.has_option(section, name) {
            parser
                .get(section, name)
                .map(Some)
                .map_err(|error| placed(parser, error))
        } else {
            Ok(None)
        }
    }

    /// Sets an option of the main section; it overrides the file.
    ///
    /// The value is interpolated when it is asked for: a percent sign is written `%%`.
    ///
    /// # Errors
    /// A bad `%` in the value, and whatever is wrong with the file.
    pub fn set_main_option(&mut self, name: &str, value: &str) -> Result<(), ConfigError> {
        let section = self.config_ini_section.clone();
        self.set_section_option(&section, name, value)
    }

    /// Sets an option of a section, which is made if it does not exist.
    ///
    /// # Errors
    /// As [`Config::set_main_option`].
    pub fn set_section_option(&mut self, section: &str, name: &str, value: &str) -> Result<(), ConfigError> {
        self.change_file_config(|parser| {
            if !parser.has_section(section) {
                parser.add_section(section)?;
            }
            parser.set(section, name, value)
        })
    }

    /// Removes an option of the main section.
    ///
    /// # Errors
    /// Whatever is wrong with the file, and a main section that does not exist.
    pub fn remove_main_option(&mut self, name: &str) -> Result<(), ConfigError> {
        let section = self.config_ini_section.clone();
        self.change_file_config(|parser| parser.remove_option(&section, name).map(|_| ()))
    }

    /// An option of the main section of the ini file, or else of `[tool.alembic]` in the toml file.
    ///
    /// # Errors
    /// Whatever is wrong with the files or the value.
    pub fn get_alembic_option(&self, name: &str) -> Result<Option<OptionValue>, ConfigError> {
        match self.get_if_set(name)? {
            Some(text) => Ok(Some(OptionValue::Text(text))),
            None => self.toml_alembic_config()?.get(name),
        }
    }

    /// As [`Config::get_alembic_option`] for an option that must be a text.
    ///
    /// # Errors
    /// [`ConfigError::TomlTypeMismatch`] for another type in the toml file, which Alembic does not check.
    pub fn get_alembic_text_option(&self, name: &str) -> Result<Option<String>, ConfigError> {
        match self.get_alembic_option(name)? {
            None => Ok(None),
            Some(OptionValue::Text(text)) => Ok(Some(text)),
            Some(other) => Err(self
                .toml_alembic_config()?
                .wrong_type(name, "a string", other.type_name())),
        }
    }

    /// A switch: in the ini file on if it is exactly `true`, in the toml file a boolean, off if absent.
    ///
    /// # Errors
    /// [`ConfigError::TomlBooleanExpected`], and whatever is wrong with the files or the value.
    pub fn get_alembic_boolean_option(&self, name: &str) -> Result<bool, ConfigError> {
        match self.get_if_set(name)? {
            Some(text) => Ok(text == "true"),
            None => self.toml_alembic_config()?.get_boolean(name),
        }
    }

    /// Where an Alembic option was read; `None` if it is absent, set by a program or in a broken file.
    #[must_use]
    pub fn where_is(&self, name: &str) -> Option<Source> {
        let parser = self.file_config().ok()?;
        if parser.has_option(&self.config_ini_section, name) {
            return parser.where_is(&self.config_ini_section, name).cloned();
        }
        self.toml_alembic_config().ok()?.where_is(name)
    }

    /// The values of `-x` as they were given.
    #[must_use]
    pub fn get_x_argument(&self) -> &[String] {
        &self.cmd_opts.x
    }

    /// The values of `-x` as names and values; without a `=` the value is empty, and the last one of a name wins.
    ///
    /// ```
    /// use alembic::config::{CmdOpts, Config};
    ///
    /// let cmd_opts = CmdOpts { x: vec!["tenant=a=b".into(), "dry".into()], ..CmdOpts::default() };
    /// let config = Config::from_files(None, None, "alembic", cmd_opts);
    /// let expected = [("tenant".to_owned(), "a=b".to_owned()), ("dry".to_owned(), String::new())];
    /// assert_eq!(config.get_x_argument_dictionary(), expected);
    /// ```
    #[must_use]
    pub fn get_x_argument_dictionary(&self) -> Vec<(String, String)> {
        let mut dictionary: Vec<(String, String)> = Vec::new();
        for argument in &self.cmd_opts.x {
            let (key, value) = argument.split_once('=').unwrap_or((argument, ""));
            match dictionary.iter_mut().find(|(known, _)| known == key) {
                Some((_, old)) => value.clone_into(old),
                None => dictionary.push((key.to_owned(), value.to_owned())),
            }
        }
        dictionary
    }

    /// Alembic's `toml_alembic_config`.
    fn toml_alembic_config(&self) -> Result<&Pyproject, ConfigError> {
        if let Some(pyproject) = self.toml_config.get() {
            return Ok(pyproject);
        }
        let pyproject = match &self.toml_file_name {
            Some(file) => Pyproject::read(file, &self.config_args)?,
            None => Pyproject::default(),
        };
        Ok(self.toml_config.get_or_init(|| pyproject))
    }

    /// The option of the main section if `has_option` says that there is one.
    fn get_if_set(&self, name: &str) -> Result<Option<String>, ConfigError> {
        let parser = self.file_config()?;
        let section = &self.config_ini_section;
        if parser.has_option(section, name) {
            parser
                .get(section, name)
                .map(Some)
                .map_err(|error| placed(parser, error))
        } else {
            Ok(None)
        }
    }

    /// `file_config.get(…, fallback=None)`: differs from [`Self::get_if_set`] for an empty section name.
    fn get_from_file_config(&self, name: &str) -> Result<Option<String>, ConfigError> {
        let parser = self.file_config()?;
        match parser.get(&self.config_ini_section, name) {
            Ok(value) => Ok(Some(value)),
            Err(IniError::NoSection { .. } | IniError::NoOption { .. }) => Ok(None),
            Err(error) => Err(placed(parser, error)),
        }
    }

    fn read_file_config(&self) -> Result<ConfigParser, ConfigError> {
        let here = match &self.config_file_name {
            Some(file) => parent_of_absolute(file)?,
            None => ".".to_owned(),
        };
        let args = self
            .config_args
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()));
        let mut parser = ConfigParser::new(args.filter(|(key, _)| *key != "here").chain([("here", here.as_str())]));
        match &self.config_file_name {
            Some(file) => {
                parser.read(file).map_err(|error| match error {
                    source @ IniError::Decode { .. } => ConfigError::IniAt {
                        source,
                        place: file.display().to_string(),
                    },
                    error => error.into(),
                })?;
            }
            None => parser.add_section(&self.config_ini_section)?,
        }
        Ok(parser)
    }

    /// Changes the values of the ini file in memory.
    fn change_file_config(
        &mut self,
        change: impl FnOnce(&mut ConfigParser) -> Result<(), IniError>,
    ) -> Result<(), ConfigError> {
        let mut parser = match self.file_config.take() {
            Some(parser) => parser,
            None => self.read_file_config()?,
        };
        let result = change(&mut parser);
        self.file_config = OnceLock::from(parser);
        Ok(result?)
    }
}

/// Adds to the error of a value where the value stands.
fn placed(parser: &ConfigParser, source: IniError) -> ConfigError {
    let place = source.interpolated_option().and_then(|(section, option)| {
        let place = parser.where_is(section, option)?;
        Some(format!("{option}, {place}"))
    });
    match place {
        Some(place) => ConfigError::IniAt { source, place },
        None => ConfigError::Ini(source),
    }
}

/// The folder of a file as Python's `Path(file).absolute().parent.as_posix()`.
fn parent_of_absolute(file: &Path) -> Result<String, ConfigError> {
    let absolute = std::path::absolute(file).map_err(|error| ConfigError::Io {
        path: file.to_owned(),
        message: error.to_string(),
    })?;
    Ok(absolute.parent().unwrap_or(&absolute).to_string_lossy().into_owned())
}
