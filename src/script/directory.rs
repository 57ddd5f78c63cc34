use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::{CompiledContent, CompiledRevision, History, load_revisions};
use crate::config::python::python_int;
use crate::config::{Config, ConfigError, OptionValue};
use crate::error::listing;
use crate::{Error, Result};

const SCRIPT_LOCATION: &str = "script_location";

/// Where the revision files of an environment are; Alembic's `ScriptDirectory`.
///
/// The files are read when the [`history`](Self::history) is asked for first. Revisions that are compiled into the program
/// contribute their functions, and stand for the files where no version location beside the program holds any.
#[derive(Debug)]
pub struct ScriptDirectory {
    /// The folders to read; without any, the compiled revisions are the history.
    locations: Vec<PathBuf>,
    /// `script_location`, when it exists.
    dir: Option<PathBuf>,
    recursive: bool,
    compiled: Vec<CompiledRevision>,
    history: OnceLock<History>,
}

impl ScriptDirectory {
    /// Finds the revision files that the configuration names, and checks the options that belong to them.
    ///
    /// # Errors
    /// [`Error::Command`] when `script_location` is missing or does not exist; [`Error::Config`] when an option makes no
    /// sense.
    pub fn from_config(config: &Config) -> Result<Self> {
        let location = script_location(config)?
            .ok_or_else(|| Error::Command("No 'script_location' key found in configuration.".to_owned()))?;
        if !location.exists() {
            return Err(Error::Command(format!(
                "Path doesn't exist: {}.  Please use the 'init' command to create a new scripts folder.",
                location.display()
            )));
        }
        Self::at(config, &location, Vec::new())
    }

    /// As [`from_config`](Self::from_config), with revisions that are compiled in. Where the configuration names no
    /// existing `script_location` (one inside a Python package exists for Python only), or no version location with
    /// revision files, they are all there is.
    ///
    /// # Errors
    /// As [`from_config`](Self::from_config).
    pub fn from_config_with(config: &Config, compiled: &[CompiledRevision]) -> Result<Self> {
        let written = config.get_alembic_text_option(SCRIPT_LOCATION)?;
        if written.is_some_and(|location| in_package(&location).is_some()) {
            return Ok(Self::compiled(compiled));
        }
        match script_location(config)? {
            Some(location) if location.exists() => Self::at(config, &location, compiled.to_vec()),
            _ => Ok(Self::compiled(compiled)),
        }
    }

    /// The revisions that are compiled in, without looking at any file.
    #[must_use]
    pub fn compiled(compiled: &[CompiledRevision]) -> Self {
        Self {
            locations: Vec::new(),
            dir: None,
            recursive: false,
            compiled: compiled.to_vec(),
            history: OnceLock::new(),
        }
    }

    fn at(config: &Config, location: &Path, compiled: Vec<CompiledRevision>) -> Result<Self> {
        check_options(config)?;
        // Python hides deprecations too.
        let deprecations = &mut Vec::new();
        let placed = |error: ConfigError| match &error {
            ConfigError::InvalidPathSeparator { option, .. } => {
                Error::Config(format!("{error}{}", place(config, option)))
            }
            _ => error.into(),
        };
        config.get_prepend_sys_paths_list(deprecations).map_err(placed)?;
        let locations = match config.get_version_locations_list(deprecations).map_err(placed)? {
            Some(locations) if !locations.is_empty() => locations
                .iter()
                .map(|location| resource_to_path(config, "version_locations", location))
                .collect::<Result<_>>()?,
            _ => vec![location.join("versions")],
        };
        let only_compiled = !compiled.is_empty() && !locations.iter().any(|location: &PathBuf| location.exists());
        Ok(Self {
            locations: if only_compiled { Vec::new() } else { locations },
            dir: Some(location.to_owned()),
            recursive: config.get_alembic_boolean_option("recursive_version_locations")?,
            compiled,
            history: OnceLock::new(),
        })
    }

    /// The folders of revision files; none for a program whose compiled revisions are the history.
    #[must_use]
    pub fn locations(&self) -> &[PathBuf] {
        &self.locations
    }

    /// The folder of the environment, `script_location`.
    ///
    /// # Errors
    /// [`Error::Command`] when there is none: the revisions are compiled in.
    pub fn dir(&self) -> Result<&Path> {
        self.dir.as_deref().ok_or_else(|| {
            Error::Command("There is no script_location beside this program: its revisions are compiled in".to_owned())
        })
    }

    /// Makes sure that this is a Python environment that can be entered without running its `env.py`.
    ///
    /// # Errors
    /// [`Error::Script`] when there is no `env.py`; Alembic's `ImportError`. Also when `env.py` chooses the version table
    /// and the configuration does not say which: another table would be read, and written.
    pub fn check_env_py(&self, knows_version_table: bool) -> Result<()> {
        let Some(dir) = &self.dir else { return Ok(()) };
        let env_py = dir.join("env.py");
        let source = fs::read(&env_py).map_err(|_| {
            Error::Script(format!(
                "Can't find Python file {}, nor an environment crate's {}",
                env_py.display(),
                dir.join("Cargo.toml").display()
            ))
        })?;
        if !knows_version_table && String::from_utf8_lossy(&source).contains("version_table") {
            return Err(Error::Script(format!(
                "{} chooses the version table, and only running it would tell which; say it in the configuration too, by \
                 the options version_table and version_table_schema",
                env_py.display()
            )));
        }
        Ok(())
    }

    /// The revisions and how they follow each other. The files are read at the first call, and `warn` gets what Alembic
    /// warns of then.
    ///
    /// # Errors
    /// [`Error::Command`] when the revisions make no history; [`Error::Script`] when a file cannot be read.
    pub fn history(&self, warn: &dyn Fn(&str)) -> Result<&History> {
        if let Some(history) = self.history.get() {
            return Ok(history);
        }
        let history = if self.locations.is_empty() {
            History::compiled(&self.compiled, warn)?
        } else {
            let loaded = load_revisions(&self.locations, self.recursive)?;
            for warning in &loaded.warnings {
                warn(warning);
            }
            if loaded.scripts.is_empty() && !self.compiled.is_empty() {
                History::compiled(&self.compiled, warn)?
            } else {
                let history = History::new(loaded.scripts, &self.compiled, warn)?;
                self.check_compiled(&history)?;
                history
            }
        };
        Ok(self.history.get_or_init(|| history))
    }

    /// Makes sure that the files beside a program know what is compiled into it: what they do not know would silently
    /// never run. Files may know more, which is refused when it is on the way.
    fn check_compiled(&self, history: &History) -> Result<()> {
        let mut absent = Vec::new();
        let mut different = Vec::new();
        for compiled in &self.compiled {
            let CompiledContent::Rust(rust) = compiled.content else {
                continue;
            };
            match history.find(rust.revision) {
                None => absent.push(rust.revision.to_owned()),
                Some((_, script)) => {
                    if !same(&script.down_revision, rust.down_revision) || !same(&script.depends_on, rust.depends_on) {
                        different.push(format!("{} ({})", rust.revision, script.path.display()));
                    }
                }
            }
        }
        let mut problems = String::new();
        if !absent.is_empty() {
            let folders: Vec<String> = self.locations.iter().map(|path| path.display().to_string()).collect();
            problems.push_str(&format!("; in no file of {}: {}", folders.join(", "), listing(&absent)));
        }
        if !different.is_empty() {
            problems.push_str(&format!(
                "; with another down_revision or depends_on: {}",
                listing(&different)
            ));
        }
        if problems.is_empty() {
            return Ok(());
        }
        Err(Error::Script(format!(
            "The revisions that are compiled into this program and the files of its version locations are not the same\
             {problems}. Build the program again, or run it without the files"
        )))
    }
}

/// Whether a file and the program name the same revisions.
fn same(in_file: &[String], compiled: &[&str]) -> bool {
    let in_file: BTreeSet<&str> = in_file.iter().map(String::as_str).collect();
    in_file == compiled.iter().copied().collect()
}

fn script_location(config: &Config) -> Result<Option<PathBuf>> {
    config
        .get_alembic_text_option(SCRIPT_LOCATION)?
        .map(|location| resource_to_path(config, SCRIPT_LOCATION, &location))
        .transpose()
}

/// The file and line of an option, behind what is said of it.
fn place(config: &Config, option: &str) -> String {
    config
        .where_is(option)
        .map_or_else(String::new, |source| format!(" ({source})"))
}

/// Package and folder of a location in the form `package:folder`.
fn in_package(location: &str) -> Option<(&str, &str)> {
    if Path::new(location).is_absolute() {
        return None;
    }
    location.split_once(':')
}

/// Alembic's `coerce_resource_to_filename`, and Python's way to write a path: `./a/` is `a`.
fn resource_to_path(config: &Config, option: &str, location: &str) -> Result<PathBuf> {
    if let Some((package, folder)) = in_package(location) {
        let place = place(config, option);
        return Err(Error::Config(format!(
            "{option} = {location}{place} names a folder inside the Python package '{package}', which only Python can find; \
             name the folder by its path instead, such as %(here)s/{}/{folder}",
            package.replace('.', "/")
        )));
    }
    let path: PathBuf = Path::new(location).components().collect();
    let path = path.strip_prefix(".").map(Path::to_path_buf).unwrap_or(path);
    Ok(if path.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        path
    })
}

/// Options that are for new revision files, but that Alembic reads for every command.
fn check_options(config: &Config) -> Result<()> {
    const SLUG_LENGTH: &str = "truncate_slug_length";
    if let Some(length) = config.get_alembic_option(SLUG_LENGTH)?
        && let OptionValue::Text(text) = &length
        && python_int(text).is_err()
    {
        let place = place(config, SLUG_LENGTH);
        return Err(Error::Config(format!("{SLUG_LENGTH} = {text}{place} is no number")));
    }
    config.get_alembic_boolean_option("sourceless")?;
    config.get_hooks_list()?;
    Ok(())
}
