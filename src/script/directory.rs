use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::{CompiledContent, CompiledRevision, EnvPy, History, ModulePath, load_revisions_with};
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
    pub(super) modules: ModulePath,
    history: OnceLock<History>,
}

impl ScriptDirectory {
    /// Finds the revision files that the configuration names, and checks the options that belong to them.
    ///
    /// # Errors
    /// [`Error::Command`] when `script_location` is missing or does not exist; [`Error::Config`] when an option makes no
    /// sense.
    pub fn from_config(config: &Config) -> Result<Self> {
        let modules = module_path(config)?;
        let location = script_location(config, &modules)?
            .ok_or_else(|| Error::Command("No 'script_location' key found in configuration.".to_owned()))?;
        if !location.exists() {
            return Err(Error::Command(format!(
                "Path doesn't exist: {}.  Please use the 'init' command to create a new scripts folder.",
                location.display()
            )));
        }
        Self::at(config, &location, Vec::new(), modules)
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
        let modules = module_path(config)?;
        match script_location(config, &modules)? {
            Some(location) if location.exists() => Self::at(config, &location, compiled.to_vec(), modules),
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
            modules: ModulePath::default(),
            history: OnceLock::new(),
        }
    }

    fn at(config: &Config, location: &Path, compiled: Vec<CompiledRevision>, modules: ModulePath) -> Result<Self> {
        check_options(config)?;
        let locations = config.get_version_locations_list(&mut Vec::new());
        let locations = match locations.map_err(|error| placed(config, error))? {
            Some(locations) if !locations.is_empty() => locations
                .iter()
                .map(|location| resource_to_path(config, &modules, "version_locations", location))
                .collect::<Result<_>>()?,
            _ => vec![location.join("versions")],
        };
        let only_compiled = !compiled.is_empty() && !locations.iter().any(|location: &PathBuf| location.exists());
        Ok(Self {
            locations: if only_compiled { Vec::new() } else { locations },
            dir: Some(location.to_owned()),
            recursive: config.get_alembic_boolean_option("recursive_version_locations")?,
            compiled,
            modules,
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

    /// Reads the `env.py` of a Python environment without running it; `None` when there is no `script_location`.
    ///
    /// # Errors
    /// [`Error::Script`] when there is no `env.py` (Alembic's `ImportError`), or when it is no valid Python.
    pub fn env_py(&self, config: &Config, as_sql: bool) -> Result<Option<EnvPy>> {
        let Some(dir) = &self.dir else { return Ok(None) };
        EnvPy::read(dir, config, &self.modules, as_sql).map(Some)
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
            let loaded = load_revisions_with(&self.locations, self.recursive, &self.modules)?;
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
                    let is_same = same(&script.down_revision, rust.down_revision)
                        && same(&script.depends_on, rust.depends_on)
                        && same(&script.branch_labels, rust.branch_labels);
                    if !is_same {
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
                "; with another down_revision, depends_on or branch_labels: {}",
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

/// `script_location`; without one the folder of the ini file, when that is laid out as Flask-Migrate does.
fn script_location(config: &Config, modules: &ModulePath) -> Result<Option<PathBuf>> {
    match config.get_alembic_text_option(SCRIPT_LOCATION)? {
        Some(location) => resource_to_path(config, modules, SCRIPT_LOCATION, &location).map(Some),
        None => Ok(config.config_file_name().and_then(|ini| {
            let folder = ini.parent()?;
            let is_environment = folder.join("env.py").is_file() && folder.join("versions").is_dir();
            is_environment.then(|| normal_path(folder))
        })),
    }
}

/// Where modules are looked for.
fn module_path(config: &Config) -> Result<ModulePath> {
    // Python hides deprecations too.
    let prepended = config.get_prepend_sys_paths_list(&mut Vec::new());
    let prepended = prepended.map_err(|error| placed(config, error))?;
    Ok(ModulePath::new(prepended.into_iter().flatten().map(PathBuf::from)))
}

fn placed(config: &Config, error: ConfigError) -> Error {
    match &error {
        ConfigError::InvalidPathSeparator { option, .. } => Error::Config(format!("{error}{}", place(config, option))),
        _ => error.into(),
    }
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

/// Alembic's `coerce_resource_to_filename`.
fn resource_to_path(config: &Config, modules: &ModulePath, option: &str, location: &str) -> Result<PathBuf> {
    if let Some((package, folder)) = in_package(location) {
        if let Some(root) = modules.package_folder(package) {
            return Ok(folder.split(':').fold(normal_path(&root), |path, part| path.join(part)));
        }
        let place = place(config, option);
        return Err(Error::Config(format!(
            "{option} = {location}{place} names a folder inside the Python package '{package}', which is neither in prepend_sys_path nor \
             installed in the virtual environment that is active, in .venv or for the python3 on the PATH; name the folder by its path instead, such as %(here)s/{}/{folder}",
            package.replace('.', "/")
        )));
    }
    Ok(normal_path(Path::new(location)))
}

/// A path as Python writes it: `./a/` is `a`.
fn normal_path(path: &Path) -> PathBuf {
    let path: PathBuf = path.components().collect();
    let path = path.strip_prefix(".").map(Path::to_path_buf).unwrap_or(path);
    if path.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        path
    }
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
