//! Real Alembic in a process of its own, asked by lines of JSON.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value as Json;

pub(crate) struct Peer {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// The interpreter that has Alembic.
fn python() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::var_os("ALEMBIC_ORACLE_VENV").map_or_else(|| root.join("target/oracle-venv"), PathBuf::from);
    Some(folder.join("bin/python")).filter(|path| path.exists())
}

impl Peer {
    /// Starts it; nothing where it is not installed.
    pub(crate) fn start() -> Option<Self> {
        let Some(python) = python() else {
            assert!(
                std::env::var_os("ALEMBIC_TEST_REQUIRE_ORACLE").is_none(),
                "ALEMBIC_TEST_REQUIRE_ORACLE is set, and there is no real Alembic"
            );
            println!("SKIPPED: no real Alembic in ALEMBIC_ORACLE_VENV or target/oracle-venv");
            return None;
        };
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/batch_peer.py");
        let mut process = Command::new(python)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Some(Self {
            input: process.stdin.take().unwrap(),
            output: BufReader::new(process.stdout.take().unwrap()),
            process,
        })
    }

    pub(crate) fn ask(&mut self, question: &Json) -> Json {
        writeln!(self.input, "{question}").unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "Python has ended at {question}");
        serde_json::from_str(&line).unwrap()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
