//! The editor that opens revision files.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::config::python::python_repr;
use crate::{Error, Result};

/// Who opens files for `edit`: the settings that Alembic takes from the environment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Editor {
    /// `EDITOR`, which comes first.
    pub editor: Option<OsString>,
    /// `VISUAL`.
    pub visual: Option<OsString>,
    /// `PATH`, where programs are looked for.
    pub path: OsString,
}

impl Editor {
    /// The settings of this process.
    #[must_use]
    pub fn of_environment() -> Self {
        Self {
            editor: env::var_os("EDITOR"),
            visual: env::var_os("VISUAL"),
            path: env::var_os("PATH").unwrap_or_default(),
        }
    }

    /// The editor's program: the user's choice as a file or by its name, else one that is commonly installed.
    ///
    /// # Errors
    /// [`Error::Command`] when there is none.
    pub fn program(&self) -> Result<PathBuf> {
        const COMMON: [&str; 5] = ["sensible-editor", "editor", "nano", "vim", "code"];
        let mut names: Vec<OsString> = COMMON.map(OsString::from).into();
        for (place, choice) in [&self.editor, &self.visual].into_iter().enumerate() {
            let Some(choice) = choice else { continue };
            if Path::new(choice).exists() {
                return Ok(PathBuf::from(choice));
            }
            if !choice.to_string_lossy().contains(std::path::MAIN_SEPARATOR) {
                names.insert(place, choice.clone());
            }
        }
        let folders: Vec<PathBuf> = env::split_paths(&self.path).collect();
        let find = |name: &OsString| {
            folders
                .iter()
                .map(|folder| folder.join(name))
                .find(|program| program.exists())
        };
        names.iter().find_map(find).ok_or_else(|| {
            failed("No suitable editor found. Please set the \"EDITOR\" or \"VISUAL\" environment variables")
        })
    }

    /// Opens a file, and waits for the editor to end.
    ///
    /// # Errors
    /// [`Error::Command`] in Alembic's words when there is no editor, or when it fails.
    pub fn open(&self, file: &Path) -> Result<()> {
        let program = self.program()?;
        let status = Command::new(&program)
            .arg(file)
            .status()
            .map_err(|error| failed(&format!("{error}: {}", quoted(&program))))?;
        if status.success() {
            return Ok(());
        }
        let command = format!("Command '[{}, {}]'", quoted(&program), quoted(file));
        Err(failed(&match status.code() {
            Some(code) => format!("{command} returned non-zero exit status {code}."),
            None => format!("{command} died: {status}."),
        }))
    }
}

fn quoted(path: &Path) -> String {
    python_repr(&path.to_string_lossy())
}

fn failed(why: &str) -> Error {
    Error::Command(format!("Error executing editor ({why})"))
}
