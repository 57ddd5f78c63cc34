//! Starting the process under test, sending it signals, and reading what it said.

use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::child::MODE;
use crate::support::TestDatabase;

const INI: &str = "\
[alembic]
[loggers]
keys = root,alembic
[handlers]
keys = console
[formatters]
keys = generic
[logger_root]
level = WARNING
handlers = console
[logger_alembic]
level = INFO
handlers =
qualname = alembic
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = generic
[formatter_generic]
format = %(levelname)s %(message)s
";

/// How long anything may take; far less than the slow step takes.
const TIME_LIMIT: Duration = Duration::from_secs(20);

/// `upgrade head`, running.
pub(crate) struct Process {
    child: Child,
    /// The lines of stderr, as they come.
    stderr: Receiver<String>,
    said: String,
    _folder: TempDir,
}

/// How a process ended, and what it said.
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Process {
    pub(crate) fn start(mode: &str, url: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("alembic.ini"), INI).expect("a new file");
        let mut child = Command::new(std::env::current_exe().expect("this binary"))
            .args(["upgrade", "head"])
            .current_dir(folder.path())
            .env_clear()
            .envs([(MODE, mode), ("ALEMBIC_URL", url), ("HOME", "/nonexistent")])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        let stderr = BufReader::new(child.stderr.take().expect("a pipe"));
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            for line in stderr.lines() {
                // After the test there is no receiver.
                let _ = sender.send(line.expect("UTF-8") + "\n");
            }
        });
        Self {
            stderr: receiver,
            child,
            said: String::new(),
            _folder: folder,
        }
    }

    /// Waits until a line begins in this way, and a moment longer for what comes after it.
    pub(crate) fn wait_for(&mut self, beginning: &str) {
        loop {
            let Ok(line) = self.stderr.recv_timeout(TIME_LIMIT) else {
                panic!("no line {beginning:?}: {}", self.said);
            };
            self.said.push_str(&line);
            if line.starts_with(beginning) {
                break;
            }
        }
        thread::sleep(Duration::from_millis(500));
    }

    pub(crate) fn send(&self, signal: &str) {
        let status = Command::new("sh")
            .arg("-c")
            .arg(format!("kill -{signal} {}", self.child.id()))
            .status()
            .expect("a shell");
        assert!(status.success(), "kill -{signal}");
    }

    /// Waits for the end.
    pub(crate) fn end(mut self) -> Ended {
        let started = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                break status;
            }
            if started.elapsed() > TIME_LIMIT {
                let _ = self.child.kill();
                let _ = self.child.wait();
                panic!("it did not end within {TIME_LIMIT:?}: {}", self.said);
            }
            thread::sleep(Duration::from_millis(5));
        };
        let mut stdout = String::new();
        let pipe = self.child.stdout.as_mut().expect("a pipe");
        pipe.read_to_string(&mut stdout).expect("UTF-8");
        self.said.extend(self.stderr.iter());
        Ended {
            status,
            stdout,
            stderr: self.said.clone(),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail where it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Ended {
    /// The signal that ended it, or else its exit code.
    pub(crate) fn how(&self) -> String {
        match (self.status.signal(), self.status.code()) {
            (Some(signal), _) => format!("signal {signal}"),
            (None, code) => format!("exit {}", code.unwrap_or(-1)),
        }
    }
}

/// Asserts that a run without hindrance goes on from there to the end.
pub(crate) fn next_run_works(database: &TestDatabase) {
    let ended = Process::start("fast", &database.url).end();
    assert_eq!(ended.how(), "exit 0", "{}: {}", database.dialect, ended.stderr);
    let dump = database.dump();
    for table in ["one", "two", "three"] {
        assert!(dump.contains(table), "{}: {dump}", database.dialect);
    }
}
