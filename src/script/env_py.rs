//! `env.py`, read without running it.

use std::path::{Path, PathBuf};
use std::{env, fs};

use alembic_python::{Host, Module, PythonEnvironment, Reason, Variable};

use super::{ModulePath, ScriptError};
use crate::config::Config;
use crate::{Error, Result};

/// What an `env.py` says, and where it is.
#[derive(Debug, Clone)]
pub struct EnvPy {
    /// The file.
    pub path: PathBuf,
    /// What it says.
    pub environment: PythonEnvironment,
}

impl EnvPy {
    /// Reads the file as it would run in `--sql` mode or over a database.
    ///
    /// # Errors
    /// [`Error::Script`] when there is no such file, or when it is no valid Python.
    pub(super) fn read(dir: &Path, config: &Config, modules: &ModulePath, as_sql: bool) -> Result<Self> {
        let path = dir.join("env.py");
        let content = fs::read(&path).map_err(|_| {
            Error::Script(format!(
                "Can't find Python file {}, nor an environment crate's {}",
                path.display(),
                dir.join("Cargo.toml").display()
            ))
        })?;
        let host = EnvHost {
            config,
            modules,
            file: std::path::absolute(&path).unwrap_or_else(|_| path.clone()),
        };
        match alembic_python::environment(&content, as_sql, &host) {
            Ok(environment) => Ok(Self { path, environment }),
            Err(source) => Err(ScriptError::Python { path, source }.into()),
        }
    }

    /// The file, line and expression of what is not known, and what to do about it.
    #[must_use]
    pub fn unknown(&self, what: &str, reason: &Reason, remedy: &str) -> String {
        let line = reason.line.map_or_else(String::new, |line| format!(":{line}"));
        let expression = match reason.expression.as_str() {
            "" => String::new(),
            expression => format!(" from {expression}"),
        };
        let why = match &reason.variable {
            Some(variable) => format!("and the environment variable {variable} is not set"),
            None => "which only running it would tell".to_owned(),
        };
        format!(
            "{}{line} takes {what}{expression}, {why}; {remedy}",
            self.path.display()
        )
    }
}

/// The world of an `env.py`.
struct EnvHost<'a> {
    config: &'a Config,
    modules: &'a ModulePath,
    file: PathBuf,
}

impl Host for EnvHost<'_> {
    fn file(&self) -> Option<String> {
        self.file.to_str().map(str::to_owned)
    }

    fn module(&self, name: &str, search_path: &[String]) -> Module {
        let first: Vec<PathBuf> = search_path.iter().map(PathBuf::from).collect();
        self.modules.find(name, &first, &[PathBuf::from(".")])
    }

    fn variable(&self, name: &str) -> Option<Variable> {
        match env::var_os(name).map(std::ffi::OsString::into_string) {
            None => Some(Variable::Unset),
            Some(Ok(value)) => Some(Variable::Set(value)),
            Some(Err(_)) => None,
        }
    }

    fn section(&self, name: Option<&str>) -> Option<Vec<(String, String)>> {
        let name = name.unwrap_or(self.config.config_ini_section());
        self.config.get_section(name).ok().map(Option::unwrap_or_default)
    }

    fn main_section(&self) -> Option<String> {
        Some(self.config.config_ini_section().to_owned())
    }

    fn x_arguments(&self) -> Option<Vec<String>> {
        Some(self.config.get_x_argument().to_vec())
    }

    fn current_folder(&self) -> Option<String> {
        env::current_dir().ok()?.to_str().map(str::to_owned)
    }
}
