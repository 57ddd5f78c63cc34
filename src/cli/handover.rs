//! From the bare `alembic` to the environment crate's own binary, which has the revisions compiled in.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use crate::config::Config;
use crate::{Error, Result};

/// The manifest of the environment crate, when `script_location` is one.
pub(super) fn environment_manifest(config: &Config) -> Result<Option<PathBuf>> {
    let Some(location) = config.get_alembic_text_option("script_location")? else {
        return Ok(None);
    };
    let manifest = Path::new(&location).join("Cargo.toml");
    Ok(manifest.is_file().then_some(manifest))
}

/// Builds the environment crate and replaces this process with its binary, on the same command line.
pub(super) fn hand_over(manifest: &Path) -> Result<ExitCode> {
    let binary = build(manifest)?;
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
