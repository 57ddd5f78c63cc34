//! `fileConfig` and a fixed list of messages, against `fixtures/logging`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use alembic::config::{CmdOpts, Config};
use alembic::logging::{Level, Logging, LoggingError, LoggingProblem, Record, Sinks};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::capture::Captured;

const LEVELS: [Level; 5] = [Level::Debug, Level::Info, Level::Warning, Level::Error, Level::Critical];

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/logging");
    let entries = std::fs::read_dir(folder).expect("fixtures");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "ini"));
    files.sort();
    files
}

fn messages() -> Vec<(Level, String, String)> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/logging/messages.json");
    let messages: Vec<[String; 3]> =
        serde_json::from_str(&std::fs::read_to_string(file).expect("messages")).expect("JSON");
    let level = |name: &str| LEVELS.into_iter().find(|level| level.name() == name).expect("a level");
    messages
        .into_iter()
        .map(|[name, logger, message]| (level(&name), logger, message))
        .collect()
}

fn run(case: &Path, work: &Path, ini: &Path) -> Value {
    std::fs::write(work.join("existing.log"), "old line\n").expect("a file");
    let text = std::fs::read_to_string(case).expect("a case");
    std::fs::write(ini, text.replace("{dir}", &work.display().to_string())).expect("a file");
    let (stdout, stderr) = (Captured::default(), Captured::default());
    let sinks = Sinks {
        stdout: Box::new(stdout.clone()),
        stderr: Box::new(stderr.clone()),
    };
    let config = Config::from_files(Some(ini.to_owned()), None, "alembic", CmdOpts::default());
    let mut value = match Logging::from_config(&config, sinks) {
        Err(error) => json!({"error": describe(&error)}),
        Ok(logging) => {
            let logging = logging.in_time_zone(TimeZone::get("America/New_York").expect("a time zone"));
            json!({"enabled": log_everything(&logging)})
        }
    };
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(work).expect("the folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        files.insert(name, std::fs::read_to_string(path).expect("UTF-8"));
    }
    value["stdout"] = json!(stdout.text());
    value["stderr"] = json!(
        stderr
            .text()
            .replace(&format!("pid={}", std::process::id()), "pid=4711")
    );
    value["files"] = json!(files);
    value
}

fn log_everything(logging: &Logging) -> BTreeMap<String, Option<&'static str>> {
    let created = Timestamp::from_microsecond(1_700_000_000_987_654).expect("a time");
    let mut enabled = BTreeMap::new();
    for (level, name, message) in messages() {
        logging.handle(&Record {
            level,
            name: &name,
            message: &message,
            created,
        });
        let least = LEVELS.into_iter().find(|level| logging.is_enabled_for(*level, &name));
        enabled.insert(name, least.map(Level::name));
    }
    enabled
}

/// Python's exception class and text; where ours says more than Python, what Python would have said.
fn describe(error: &LoggingError) -> Value {
    let (section, problem) = match error {
        LoggingError::Ini(error) => return json!([error.python_class(), error.to_string()]),
        LoggingError::Section { section, problem, .. } => (section, problem),
        other => panic!("a new error wants its class here: {other:?}"),
    };
    let key = |key: &str| json!(["KeyError", format!("'{key}'")]);
    match problem {
        LoggingProblem::MissingSection => key(section),
        LoggingProblem::MissingOption { option } => key(option),
        LoggingProblem::UnknownFormatter { name } | LoggingProblem::UnknownHandler { name } => key(name),
        LoggingProblem::NoRootLogger => json!(["ValueError", "list.remove(x): x not in list"]),
        LoggingProblem::UnknownLevel { .. } | LoggingProblem::Propagate(_) | LoggingProblem::Format { .. } => {
            json!(["ValueError", problem.to_string()])
        }
        LoggingProblem::Arguments { message } if message.contains("()") => json!(["TypeError", message]),
        LoggingProblem::Arguments { message } => json!(["ValueError", message]),
        LoggingProblem::File { path, message } => {
            let (class, text) = match message.as_str() {
                "No such file or directory (os error 2)" => {
                    ("FileNotFoundError", "[Errno 2] No such file or directory")
                }
                "File exists (os error 17)" => ("FileExistsError", "[Errno 17] File exists"),
                "Is a directory (os error 21)" => ("IsADirectoryError", "[Errno 21] Is a directory"),
                other => panic!("{other}"),
            };
            json!([class, format!("{text}: '{}'", path.display())])
        }
        other => json!(["(none)", other.to_string()]),
    }
}

#[test]
fn every_case_logs_as_python_does() {
    let mut failures = Vec::new();
    let cases = cases();
    assert!(cases.len() >= 20, "{} cases", cases.len());
    for case in cases {
        let golden = std::fs::read_to_string(case.with_extension("json")).expect("a golden file");
        let golden: Value = serde_json::from_str(&golden).expect("JSON");
        let folder = tempfile::tempdir().expect("a folder");
        let work = folder.path().join("work");
        std::fs::create_dir(&work).expect("a folder");
        let value = run(&case, &work, &folder.path().join("alembic.ini"));
        let text = value.to_string().replace(&work.display().to_string(), "{dir}");
        let actual: Value = serde_json::from_str(&text).expect("JSON");
        if actual != golden {
            failures.push(format!("{}\n expected {golden}\n   actual {actual}", case.display()));
        }
    }
    assert!(
        failures.is_empty(),
        "{} differ:\n{}",
        failures.len(),
        failures.join("\n")
    );
}
