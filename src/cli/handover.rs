//! From the bare `alembic` to the environment crate's own binary, which has the revisions compiled in.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::SystemTime;

use super::fresh;
use crate::config::Config;
use crate::{Error, Result};

/// The variable that names a ready binary of the environment.
const VARIABLE: &str = "ALEMBIC_ENVIRONMENT";
/// The option of the configuration that does.
const OPTION: &str = "environment_binary";

/// What has the revisions compiled in.
pub(super) enum Handover {
    /// A binary that is there already, where nothing shall be built.
    Binary(PathBuf),
    /// The manifest of the environment crate that `script_location` is.
    Crate(PathBuf),
}

impl Handover {
    /// Who is to take the command over; `None` in a Python environment.
    pub(super) fn of(config: &Config) -> Result<Option<Self>> {
        let named = std::env::var_os(VARIABLE).filter(|binary| !binary.is_empty());
        let (binary, source) = match (named, config.get_alembic_text_option(OPTION)?) {
            (Some(binary), _) => (PathBuf::from(binary), VARIABLE.to_owned()),
            (None, Some(binary)) if !binary.is_empty() => {
                let place = config.where_is(OPTION).map(|place| format!(", {place}"));
                (PathBuf::from(binary), OPTION.to_owned() + &place.unwrap_or_default())
            }
            (None, _) => return Self::of_crate(config),
        };
        if !binary.is_file() {
            return Err(Error::Script(format!(
                "there is no environment {} (from {source})",
                binary.display()
            )));
        }
        // A name without a folder is one in the current folder, not one on the PATH.
        Ok(Some(Self::Binary(std::path::absolute(&binary).unwrap_or(binary))))
    }

    fn of_crate(config: &Config) -> Result<Option<Self>> {
        let Some(location) = config.get_alembic_text_option("script_location")? else {
            return Ok(None);
        };
        let manifest = Path::new(&location).join("Cargo.toml");
        Ok(manifest.is_file().then_some(Self::Crate(manifest)))
    }

    /// The binary, built when it is not up to date.
    fn binary(&self) -> Result<PathBuf> {
        match self {
            Self::Binary(binary) => Ok(binary.clone()),
            Self::Crate(manifest) => match fresh::fresh_binary(manifest) {
                Some(binary) => Ok(binary),
                None => {
                    let started = SystemTime::now();
                    let binary = build(manifest)?;
                    fresh::remember(manifest, &binary, started);
                    Ok(binary)
                }
            },
        }
    }
}

/// Replaces this process with the environment's binary, on the same command line.
pub(super) fn hand_over(handover: &Handover) -> Result<ExitCode> {
    let binary = handover.binary()?;
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    if std::env::current_exe().is_ok_and(|own| real(&own) == real(&binary)) {
        return Err(Error::Script(format!(
            "the environment {} is the bare alembic; name the binary that the environment crate makes",
            binary.display()
        )));
    }
    let mut command = Command::new(&binary);
    command.args(std::env::args_os().skip(1));
    let cannot_run =
        |error: std::io::Error| Error::Script(format!("cannot run the environment {}: {error}", binary.display()));
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        Err(cannot_run(command.exec()))
    }
    #[cfg(not(unix))]
    {
        let status = command.status().map_err(cannot_run)?;
        Ok(ExitCode::from(u8::try_from(status.code().unwrap_or(1)).unwrap_or(1)))
    }
}

/// Builds the environment crate quietly; cargo's own words are shown when the code does not compile.
fn build(manifest: &Path) -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    // `cargo run` describes its package to us; to another cargo that would be a changed environment, and it would build
    // every dependency again whose build script looks there.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    let output = command
        .args([
            "build",
            "--quiet",
            "--bins",
            "--message-format=json-render-diagnostics",
            "--manifest-path",
        ])
        .arg(manifest)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| {
            Error::Script(format!(
                "cannot run cargo to build the environment {}: {error}; run the environment's own binary instead",
                manifest.display()
            ))
        })?;
    if !output.status.success() {
        return Err(Error::Script(format!(
            "the environment {} does not compile, see above",
            manifest.display()
        )));
    }
    executable(&String::from_utf8_lossy(&output.stdout)).ok_or_else(|| {
        Error::Script(format!(
            "the environment {} has no binary target; add a src/main.rs",
            manifest.display()
        ))
    })
}

/// The last executable among cargo's JSON messages.
fn executable(messages: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|message| message.get("executable")?.as_str().map(PathBuf::from))
        .next_back()
}
