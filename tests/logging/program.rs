//! What the golden files cannot hold: the current time, our own messages, odd surroundings.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use alembic::config::{CmdOpts, Config};
use alembic::logging::{Level, Logging, LoggingError, Record, Sinks};
use jiff::Timestamp;

use super::capture::Captured;

const HEAD: &str = "[loggers]\nkeys = root\n[handlers]\nkeys = h\n[formatters]\nkeys = f\n\
                    [logger_root]\nlevel = INFO\nhandlers = h\n[formatter_f]\nformat = %(message)s\n";

fn config(folder: &Path, text: &str) -> Config {
    let ini = folder.join("alembic.ini");
    std::fs::write(&ini, text).expect("a file");
    Config::from_files(Some(ini), None, "alembic", CmdOpts::default())
}

fn sinks(stderr: &Captured) -> Sinks {
    Sinks {
        stdout: Box::new(io::sink()),
        stderr: Box::new(stderr.clone()),
    }
}

fn failure(text: &str) -> (PathBuf, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let config = config(folder.path(), text);
    let error = Logging::from_config(&config, sinks(&Captured::default())).expect_err("an error");
    (folder.path().join("alembic.ini"), error.to_string())
}

#[test]
fn without_logging_sections_there_is_silence() {
    let folder = tempfile::tempdir().expect("a folder");
    let without_file = Config::from_files(
        Some(folder.path().join("none.ini")),
        None,
        "alembic",
        CmdOpts::default(),
    );
    for config in [
        Config::new(),
        without_file,
        config(folder.path(), "[alembic]\nscript_location = m\n"),
    ] {
        let stderr = Captured::default();
        let logging = Logging::from_config(&config, sinks(&stderr)).expect("fine");
        logging.log(Level::Info, "alembic.runtime.migration", "Context impl SQLiteImpl.");
        logging.log(Level::Error, "alembic.util.messaging", "Path doesn't exist");
        assert_eq!(stderr.text(), "");
        logging.log(Level::Warning, "some.library", "bare");
        logging.log(Level::Info, "some.library", "nothing");
        assert_eq!(stderr.text(), "bare\n");
    }
}

#[test]
fn errors_name_file_line_and_section() {
    let line = HEAD.lines().count();
    for (rest, line_text, section, problem) in [
        (
            "[handler_h]\nclass = rich.logging.RichHandler\n",
            format!(", line {}", line + 2),
            "handler_h",
            "the handler class 'rich.logging.RichHandler' is not available; use StreamHandler, FileHandler, \
             NullHandler, handlers.RotatingFileHandler, handlers.TimedRotatingFileHandler or \
             handlers.WatchedFileHandler",
        ),
        (
            "[handler_h]\nclass = StreamHandler\nargs = (open('x'),)\n",
            format!(", line {}", line + 3),
            "handler_h",
            "\"(open('x'),)\" cannot be read: the name 'open' is not known; known are numbers, strings, None, True, \
             False, tuples, lists, dictionaries, sys.stderr and sys.stdout",
        ),
        (
            "[handler_h]\nclass = StreamHandler\nargs = (sys.stderr)\n",
            format!(", line {}", line + 3),
            "handler_h",
            "a TextIOWrapper is no tuple; write (sys.stderr,) with the comma",
        ),
        (
            "[handler_h]\nclass = StreamHandler\nlevel = info\n",
            format!(", line {}", line + 3),
            "handler_h",
            { "Unknown level: 'info'" },
        ),
        ("[handler_x]\n", String::new(), "handler_h", "there is no such section"),
        (
            "[handler_h]\n",
            String::new(),
            "handler_h",
            "the option 'class' is missing",
        ),
    ] {
        let (file, message) = failure(&format!("{HEAD}{rest}"));
        assert_eq!(
            message,
            format!("{}{line_text}, section [{section}]: {problem}", file.display())
        );
    }
    let (file, message) = failure(&HEAD.replace("format =", "class = colorlog.ColoredFormatter\nformat ="));
    let problem = "the formatter class 'colorlog.ColoredFormatter' is not available; use logging.Formatter";
    assert_eq!(
        message,
        format!("{}, line 11, section [formatter_f]: {problem}", file.display())
    );
}

#[test]
fn a_broken_ini_file_is_reported_as_by_its_reader() {
    let (file, message) = failure("[loggers]\nkeys = root\nkeys = root\n");
    let expected = format!(
        "While reading from PosixPath('{}') [line  3]: option 'keys' in section 'loggers' already exists",
        file.display()
    );
    assert_eq!(message, expected);
}

#[test]
fn lines_are_dated_now() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = HEAD.replace(
        "%(message)s",
        "%(created)f %(relativeCreated)d %(threadName)s %(thread)d",
    ) + "[handler_h]\nclass = StreamHandler\nformatter = f\n";
    let stderr = Captured::default();
    let logging = Logging::from_config(&config(folder.path(), &text), sinks(&stderr)).expect("fine");
    let before = Timestamp::now().as_duration().as_secs_f64();
    let worker = std::thread::Builder::new().name("worker".to_owned());
    std::thread::scope(|scope| {
        worker
            .spawn_scoped(scope, || logging.log(Level::Info, "a", ""))
            .expect("a thread");
    });
    let line = stderr.text();
    let words: Vec<&str> = line.split_whitespace().collect();
    let [created, since_start, thread_name, thread] = words[..] else {
        panic!("{line}")
    };
    assert!(
        (before - 0.001..before + 60.0).contains(&created.parse().expect("a number")),
        "{line}"
    );
    assert!((0..60_000).contains(&since_start.parse().expect("a number")), "{line}");
    assert_eq!(thread_name, "worker");
    assert!(thread.parse::<u64>().is_ok(), "{line}");
}

#[test]
fn a_log_file_that_goes_away_stops_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let logs = folder.path().join("logs");
    std::fs::create_dir(&logs).expect("a folder");
    let text = format!(
        "{HEAD}[handler_h]\nclass = FileHandler\nargs = ('{}', 'a', None, True)\n",
        logs.join("a.log").display()
    );
    let stderr = Captured::default();
    let logging = Logging::from_config(&config(folder.path(), &text), sinks(&stderr)).expect("opened later");
    std::fs::remove_dir(&logs).expect("an empty folder");
    logging.log(Level::Info, "a", "it's lost");
    let expected = "--- Logging error ---\nOSError: No such file or directory (os error 2)\n\
                    Message: \"it's lost\"\nArguments: ()\n";
    assert_eq!(stderr.text(), expected);
    std::fs::create_dir(&logs).expect("a folder");
    logging.log(Level::Info, "a", "it's back");
    assert_eq!(
        std::fs::read_to_string(logs.join("a.log")).expect("a file"),
        "it's back\n"
    );
}

#[test]
fn a_standard_error_that_is_closed_stops_nothing() {
    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }
    let logging = Logging::silent(Sinks {
        stdout: Box::new(Closed),
        stderr: Box::new(Closed),
    });
    logging.log(Level::Error, "a", "nobody hears this");
    assert!(logging.is_enabled_for(Level::Error, "a"));
}

#[test]
fn a_timed_file_is_put_aside_when_its_day_is_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.log");
    let text = format!(
        "{HEAD}[handler_h]\nclass = handlers.TimedRotatingFileHandler\nargs = ('{}', 'D')\n",
        file.display()
    );
    let stderr = Captured::default();
    let logging = Logging::from_config(&config(folder.path(), &text), sinks(&stderr)).expect("fine");
    logging.log(Level::Info, "a", "today");
    let created = Timestamp::now() + jiff::SignedDuration::from_hours(25);
    logging.handle(&Record {
        level: Level::Info,
        name: "a",
        message: "tomorrow",
        created,
    });
    assert_eq!(std::fs::read_to_string(&file).expect("a file"), "tomorrow\n");
    let names = std::fs::read_dir(folder.path())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path());
    let old: Vec<_> = names
        .filter(|path| path.to_string_lossy().contains("a.log.2"))
        .collect();
    assert_eq!(old.len(), 1, "{old:?}");
    assert_eq!(std::fs::read_to_string(&old[0]).expect("a file"), "today\n");
    assert_eq!(stderr.text(), "");
}

#[test]
fn the_error_keeps_its_parts() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = config(
        folder.path(),
        "[loggers]\nkeys = a\n[handlers]\nkeys =\n[formatters]\nkeys =\n",
    );
    let error = Logging::from_config(&config, sinks(&Captured::default())).expect_err("no root");
    assert!(
        matches!(&error, LoggingError::Section { line: Some(2), section, .. } if section == "loggers"),
        "{error:?}"
    );
}
