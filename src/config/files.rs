//! Which configuration files the command line means.

use std::path::{Path, PathBuf};

use super::ConfigError;

const PYPROJECT: &str = "pyproject.toml";

/// The two files that one run may read; neither needs to exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFiles {
    /// The ini file.
    pub ini: PathBuf,
    /// The `pyproject.toml`.
    pub toml: PathBuf,
}

impl ConfigFiles {
    /// Chooses the files: Alembic's `CommandLine._inis_from_config`.
    ///
    /// `named` holds the values of `-c`, `alembic_config` that of the environment variable
    /// `ALEMBIC_CONFIG`. A file called `pyproject.toml` is the toml file, any other one the ini file.
    ///
    /// # Errors
    /// [`ConfigError::PyprojectTwice`] and [`ConfigError::IniTwice`].
    ///
    /// ```
    /// use alembic::config::ConfigFiles;
    ///
    /// let files = ConfigFiles::choose(&["other.ini".into()], None)?;
    /// assert_eq!(files.ini.to_str(), Some("other.ini"));
    /// assert_eq!(files.toml.to_str(), Some("pyproject.toml"));
    /// # Ok::<(), alembic::config::ConfigError>(())
    /// ```
    pub fn choose(named: &[PathBuf], alembic_config: Option<&Path>) -> Result<Self, ConfigError> {
        let mut ini = None;
        let mut toml = None;
        for file in named {
            let (place, error) = if is_pyproject(file) {
                (&mut toml, ConfigError::PyprojectTwice)
            } else {
                (&mut ini, ConfigError::IniTwice)
            };
            if place.replace(file.as_path()).is_some() {
                return Err(error);
            }
        }
        let from_environment = alembic_config.filter(|file| !file.as_os_str().is_empty());
        let (default_toml, default_ini) = match from_environment {
            Some(file) if is_pyproject(file) => (Some(file), None),
            other => (None, other),
        };
        // An empty name after `-c` counts as none, but as one.
        let pick = |named: Option<&Path>, default: Option<&Path>, last: &str| {
            named
                .filter(|file| !file.as_os_str().is_empty())
                .or(default)
                .unwrap_or(Path::new(last))
                .to_owned()
        };
        Ok(Self {
            ini: pick(ini, default_ini, "alembic.ini"),
            toml: pick(toml, default_toml, PYPROJECT),
        })
    }
}

/// Whether the name after the last slash is `pyproject.toml`.
fn is_pyproject(file: &Path) -> bool {
    file.to_string_lossy().rsplit(std::path::is_separator).next() == Some(PYPROJECT)
}
