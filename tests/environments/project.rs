//! A folder in which commands run, with what cargo needs around it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A new, empty folder.
pub(crate) struct Project {
    _folder: TempDir,
    pub(crate) root: PathBuf,
}

/// What a command said, and whether it succeeded.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) success: bool,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Project {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().canonicalize().expect("a folder");
        Self { _folder: folder, root }
    }

    /// Runs `alembic` with arguments that have no spaces in them.
    pub(crate) fn alembic(&self, arguments: &str) -> Said {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        self.run(env!("CARGO_BIN_EXE_alembic"), &arguments)
    }

    /// As [`alembic`](Self::alembic), for a command that has to succeed; gives its stdout.
    pub(crate) fn succeeds(&self, arguments: &str) -> String {
        let said = self.alembic(arguments);
        assert!(said.success, "alembic {arguments}: {said:?}");
        said.stdout
    }

    /// As [`alembic`](Self::alembic), for a command that has to fail; gives its stdout and stderr.
    pub(crate) fn fails(&self, arguments: &str) -> String {
        let said = self.alembic(arguments);
        assert!(!said.success, "alembic {arguments}: {said:?}");
        said.stdout + &said.stderr
    }

    /// Runs a program here. What cargo builds lies beside what it built for this test, with the same settings.
    pub(crate) fn run(&self, program: &str, arguments: &[&str]) -> Said {
        let profile = Path::new(env!("CARGO_BIN_EXE_alembic")).parent().expect("a folder");
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") || text.starts_with("ALEMBIC") {
                command.env_remove(&name);
            }
        }
        let Output { status, stdout, stderr } = command
            .args(arguments)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", profile.parent().expect("a target folder"))
            .env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only")
            .env("CARGO_NET_OFFLINE", "true")
            .env("TZ", "UTC")
            .env("SOURCE_DATE_EPOCH", "1735731907")
            .stdin(Stdio::null())
            .output()
            .unwrap_or_else(|error| panic!("{program}: {error}"));
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).replace(&*self.root.to_string_lossy(), "$PROJECT");
        Said {
            success: status.success(),
            stdout: text(stdout),
            stderr: text(stderr),
        }
    }

    /// Makes an environment whose dependencies are those of this repository, so that they are built already.
    pub(crate) fn init(&self, arguments: &str, environment: &str) -> String {
        let said = self.succeeds(&format!("init {arguments}"));
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
        std::fs::copy(lock, self.root.join(environment).join("Cargo.lock")).expect("a lock file");
        said
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        std::fs::write(path, text).expect("a new file");
    }

    pub(crate) fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from:?}:\n{text}");
        self.write(path, &text.replace(from, to));
    }
}
