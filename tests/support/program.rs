//! Programs that tests run: our binaries and real Alembic, in an environment that is the same everywhere.

#![allow(dead_code, reason = "every test binary uses its own part of this module")]

use std::error::Error;
use std::ffi::OsStr;
use std::fmt::Debug;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Everything that a command sees of the environment.
pub(crate) const ENVIRONMENT: [(&str, &str); 7] = [
    ("HOME", "/nonexistent"),
    ("LANG", "C.UTF-8"),
    ("PATH", "/usr/bin:/bin"),
    ("PYTHONDONTWRITEBYTECODE", "1"),
    ("PYTHONHASHSEED", "0"),
    ("SOURCE_DATE_EPOCH", "1735731907.089406"),
    ("TZ", "UTC"),
];
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// A command line's first words.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    words: Vec<String>,
    /// Real Alembic, which has no `--plan`.
    pub(crate) real: bool,
}

/// What a program said.
pub(crate) struct Output {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Program {
    /// `alembic`, which reads revision files.
    pub(crate) fn alembic() -> Self {
        Self::ours(env!("CARGO_BIN_EXE_alembic").into())
    }

    /// The gateway environment's own binary, with its revisions compiled in.
    pub(crate) fn gateway() -> Self {
        Self::ours(GATEWAY.to_string_lossy().into_owned())
    }

    fn ours(path: String) -> Self {
        Self {
            words: vec![path],
            real: false,
        }
    }

    /// Real Alembic, where there is one.
    pub(crate) fn real() -> Option<Self> {
        if let Some(command) = variable("ALEMBIC_UNDER_TEST") {
            return Some(Self::named(&command));
        }
        let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/oracle-venv");
        let program = variable("ALEMBIC_ORACLE_VENV")
            .map_or_else(default, PathBuf::from)
            .join("bin/alembic");
        program.is_file().then(|| Self::named(&program.to_string_lossy()))
    }

    /// A command line of which the arguments are still missing.
    pub(crate) fn named(command: &str) -> Self {
        Self {
            words: command.split_whitespace().map(String::from).collect(),
            real: true,
        }
    }

    /// The program in a folder, ready to be started.
    pub(crate) fn command<A: AsRef<OsStr>>(&self, args: &[A], cwd: &Path) -> Command {
        let mut command = Command::new(&self.words[0]);
        command
            .args(&self.words[1..])
            .args(args)
            .current_dir(cwd)
            .env_clear()
            .envs(ENVIRONMENT)
            .stdin(Stdio::null());
        command
    }

    /// Runs the program, and kills it after a minute.
    pub(crate) fn run<A, K, V>(&self, args: &[A], cwd: &Path, env: impl IntoIterator<Item = (K, V)>) -> Result<Output>
    where
        A: AsRef<OsStr> + Debug,
        K: AsRef<OsStr>,
        V: AsRef<OsStr>,
    {
        let (mut stdout, mut stderr) = (tempfile::tempfile()?, tempfile::tempfile()?);
        let mut child = self
            .command(args, cwd)
            .envs(env)
            .stdout(stdout.try_clone()?)
            .stderr(stderr.try_clone()?)
            .spawn()
            .map_err(|error| format!("{}: {error}", self.words[0]))?;
        let started = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if started.elapsed() > TIME_LIMIT {
                child.kill()?;
                child.wait()?;
                return Err(format!("{args:?} did not end within {TIME_LIMIT:?}").into());
            }
            std::thread::sleep(Duration::from_micros(500));
        };
        let read = |file: &mut std::fs::File| -> Result<String> {
            let mut bytes = Vec::new();
            file.rewind()?;
            file.read_to_end(&mut bytes)?;
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        };
        Ok(Output {
            exit: status.code().ok_or_else(|| format!("{args:?} ended by {status}"))?,
            stdout: read(&mut stdout)?,
            stderr: read(&mut stderr)?,
        })
    }
}

/// The gateway environment's binary, built on first use beside our own.
static GATEWAY: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_BIN_EXE_alembic"))
        .parent()
        .expect("a binary lies in a folder");
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--package", "gateway", "--bin", "gateway"]);
    // What cargo tells tests about their package would be a changed environment to dependencies, and build them again.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            build.env_remove(&name);
        }
    }
    build
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .arg("--target-dir")
        .arg(folder.parent().expect("a target folder"));
    if folder.ends_with("release") {
        build.arg("--release");
    }
    let status = build.status().expect("cargo runs");
    assert!(status.success(), "the gateway's environment does not build");
    folder.join("gateway")
});

/// An environment variable that says something.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
