//! Handlers: from the class and its arguments to an output.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::LoggingProblem;
use super::file::{LogFile, Mode, Rotation};
use super::formatter::Formatter;
use super::level::Threshold;
use super::literal::{self, Literal};
use super::rotation::TimedRotation;
use crate::config::python::python_repr;

/// Python's `logging.Handler`.
#[derive(Debug, Clone)]
pub(super) struct Handler {
    pub(super) threshold: Threshold,
    pub(super) formatter: Formatter,
    pub(super) output: Output,
}

impl Handler {
    pub(super) fn new(output: Output) -> Self {
        Self {
            threshold: Threshold::NOT_SET,
            formatter: Formatter::default(),
            output,
        }
    }
}

/// Where a handler writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Output {
    Nowhere,
    Stderr,
    Stdout,
    /// The file of that index.
    File(usize),
}

/// The classes that an ini file may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Null,
    Stream,
    File,
    WatchedFile,
    RotatingFile,
    TimedRotatingFile,
}

impl Class {
    /// Python evaluates the name among the names of the `logging` module, or else imports it.
    fn named(name: &str) -> Option<Self> {
        let name = name.strip_prefix("logging.").unwrap_or(name);
        Some(match name {
            "NullHandler" => Self::Null,
            "StreamHandler" => Self::Stream,
            "FileHandler" => Self::File,
            "handlers.WatchedFileHandler" => Self::WatchedFile,
            "handlers.RotatingFileHandler" => Self::RotatingFile,
            "handlers.TimedRotatingFileHandler" => Self::TimedRotatingFile,
            _ => return None,
        })
    }

    /// The name in Python's messages, the parameters, and how many of them are required.
    fn signature(self) -> (&'static str, &'static [&'static str], usize) {
        const FILE: &[&str] = &["filename", "mode", "encoding", "delay", "errors"];
        match self {
            Self::Null => ("Handler", &["level"], 0),
            Self::Stream => ("StreamHandler", &["stream"], 0),
            Self::File => ("FileHandler", FILE, 1),
            Self::WatchedFile => ("WatchedFileHandler", FILE, 1),
            Self::RotatingFile => (
                "RotatingFileHandler",
                &[
                    "filename",
                    "mode",
                    "maxBytes",
                    "backupCount",
                    "encoding",
                    "delay",
                    "errors",
                ],
                1,
            ),
            Self::TimedRotatingFile => (
                "TimedRotatingFileHandler",
                &[
                    "filename",
                    "when",
                    "interval",
                    "backupCount",
                    "encoding",
                    "delay",
                    "utc",
                    "atTime",
                    "errors",
                ],
                1,
            ),
        }
    }
}

/// Makes a handler of class and arguments as the ini file has them; a file it opens is appended to `files`.
pub(super) fn make(class: &str, args: &str, kwargs: &str, files: &mut Vec<LogFile>) -> Result<Handler, LoggingProblem> {
    let class = Class::named(class).ok_or_else(|| LoggingProblem::UnsupportedClass {
        kind: "handler",
        class: class.to_owned(),
        hint: "use StreamHandler, FileHandler, NullHandler, handlers.RotatingFileHandler, \
               handlers.TimedRotatingFileHandler or handlers.WatchedFileHandler",
    })?;
    let arguments = Arguments::bind(class, evaluate(args)?, evaluate(kwargs)?)?;
    let output = match class {
        Class::Null => Output::Nowhere,
        Class::Stream => match arguments.get("stream") {
            None | Some(Literal::None | Literal::Stderr) => Output::Stderr,
            Some(Literal::Stdout) => Output::Stdout,
            Some(_) => return Err(problem("the stream must be sys.stderr or sys.stdout")),
        },
        Class::File | Class::WatchedFile | Class::RotatingFile | Class::TimedRotatingFile => {
            files.push(arguments.open_file(class)?);
            Output::File(files.len() - 1)
        }
    };
    Ok(Handler::new(output))
}

fn evaluate(text: &str) -> Result<Literal, LoggingProblem> {
    literal::read(text).map_err(|message| LoggingProblem::UnsupportedExpression {
        text: text.to_owned(),
        message,
    })
}

fn problem(message: impl Into<String>) -> LoggingProblem {
    LoggingProblem::Arguments {
        message: message.into(),
    }
}

/// The arguments of a call by the names of the parameters.
struct Arguments(Vec<(&'static str, Literal)>);

impl Arguments {
    /// Does what Python does at `klass(*args, **kwargs)`.
    fn bind(class: Class, args: Literal, kwargs: Literal) -> Result<Self, LoggingProblem> {
        let (name, parameters, required) = class.signature();
        let args = match args {
            Literal::Sequence(items) => items,
            Literal::Str(text) => text.chars().map(|c| Literal::Str(c.to_string())).collect(),
            Literal::Dict(items) => items.into_iter().map(|(key, _)| key).collect(),
            other @ (Literal::Stderr | Literal::Stdout) => {
                let message = format!(
                    "a {} is no tuple; write (sys.stderr,) with the comma",
                    other.type_name()
                );
                return Err(problem(message));
            }
            other => {
                let message = format!("argument after * must be an iterable, not {}", other.type_name());
                return Err(problem(format!("logging.{name}() {message}")));
            }
        };
        if args.len() > parameters.len() {
            // Python counts `self` as well.
            let (least, most, given) = (required + 1, parameters.len() + 1, args.len() + 1);
            return Err(problem(format!(
                "{name}.__init__() takes from {least} to {most} positional arguments but {given} were given"
            )));
        }
        let Literal::Dict(kwargs) = kwargs else {
            let message = format!("argument after ** must be a mapping, not {}", kwargs.type_name());
            return Err(problem(format!("logging.{name}() {message}")));
        };
        let mut bound: Vec<_> = parameters.iter().copied().zip(args).collect();
        for (key, value) in kwargs {
            let Literal::Str(key) = key else {
                return Err(problem("keywords must be strings"));
            };
            let Some(parameter) = parameters.iter().copied().find(|parameter| *parameter == key) else {
                let key = python_repr(&key);
                return Err(problem(format!(
                    "{name}.__init__() got an unexpected keyword argument {key}"
                )));
            };
            if bound.iter().any(|(known, _)| *known == parameter) {
                return Err(problem(format!(
                    "{name}.__init__() got multiple values for argument '{parameter}'"
                )));
            }
            bound.push((parameter, value));
        }
        for parameter in &parameters[..required] {
            if !bound.iter().any(|(known, _)| known == parameter) {
                return Err(problem(format!(
                    "{name}.__init__() missing 1 required positional argument: '{parameter}'"
                )));
            }
        }
        Ok(Self(bound))
    }

    fn get(&self, parameter: &str) -> Option<&Literal> {
        self.0
            .iter()
            .find(|(known, _)| *known == parameter)
            .map(|(_, value)| value)
    }

    fn text(&self, parameter: &str, default: &'static str) -> Result<&str, LoggingProblem> {
        match self.get(parameter) {
            None => Ok(default),
            Some(Literal::Str(text)) => Ok(text),
            Some(other) => Err(problem(format!("{parameter} must be a str, not {}", other.type_name()))),
        }
    }

    fn number(&self, parameter: &str, default: i64) -> Result<i64, LoggingProblem> {
        match self.get(parameter) {
            None => Ok(default),
            Some(Literal::Int(number)) => Ok(*number),
            Some(Literal::Bool(flag)) => Ok(i64::from(*flag)),
            Some(other) => Err(problem(format!(
                "{parameter} must be an int, not {}",
                other.type_name()
            ))),
        }
    }

    fn flag(&self, parameter: &str) -> bool {
        match self.get(parameter) {
            None | Some(Literal::None) => false,
            Some(Literal::Bool(flag)) => *flag,
            Some(Literal::Int(number)) => *number != 0,
            Some(Literal::Float(number)) => *number != 0.0,
            Some(Literal::Str(text)) => !text.is_empty(),
            Some(Literal::Sequence(items)) => !items.is_empty(),
            Some(Literal::Dict(items)) => !items.is_empty(),
            Some(Literal::Stderr | Literal::Stdout) => true,
        }
    }

    fn open_file(&self, class: Class) -> Result<LogFile, LoggingProblem> {
        let path = absolute(Path::new(self.text("filename", "")?))?;
        self.check_encoding()?;
        let mut mode = match self.text("mode", "a")? {
            "a" | "at" | "a+" => Mode::Append,
            "w" | "wt" | "w+" => Mode::Write,
            "x" | "xt" | "x+" => Mode::Create,
            other => return Err(problem(format!("invalid mode: {}", python_repr(other)))),
        };
        let mut rotation = Rotation::Never;
        if class == Class::RotatingFile {
            let max_bytes = u64::try_from(self.number("maxBytes", 0)?).unwrap_or(0);
            let backup_count = u64::try_from(self.number("backupCount", 0)?).unwrap_or(0);
            if max_bytes > 0 {
                mode = Mode::Append;
            }
            rotation = Rotation::AtSize {
                max_bytes,
                backup_count,
            };
        }
        let mut file = LogFile::open(path.clone(), mode, self.flag("delay")).map_err(|error| LoggingProblem::File {
            path: path.clone(),
            message: error.to_string(),
        })?;
        if class == Class::TimedRotatingFile {
            rotation = Rotation::AtTime(self.timed_rotation(&path)?);
        }
        file.rotation = rotation;
        Ok(file)
    }

    fn timed_rotation(&self, path: &Path) -> Result<TimedRotation, LoggingProblem> {
        if !matches!(self.get("atTime"), None | Some(Literal::None)) {
            return Err(problem("atTime is not supported"));
        }
        let changed = path.metadata().and_then(|metadata| metadata.modified()).ok();
        let changed = changed.and_then(|time| i64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok());
        let since = changed.unwrap_or_else(|| Timestamp::now().as_second());
        let time_zone = if self.flag("utc") {
            TimeZone::UTC
        } else {
            TimeZone::system()
        };
        let backup_count = usize::try_from(self.number("backupCount", 0)?).unwrap_or(0);
        TimedRotation::new(
            self.text("when", "h")?,
            self.number("interval", 1)?,
            backup_count,
            time_zone,
            since,
        )
    }

    fn check_encoding(&self) -> Result<(), LoggingProblem> {
        match self.get("encoding") {
            None | Some(Literal::None) => Ok(()),
            Some(Literal::Str(name)) => match name.to_lowercase().replace(['_', ' '], "-").as_str() {
                "utf-8" | "utf8" | "u8" | "ascii" | "us-ascii" | "locale" => Ok(()),
                _ => Err(problem(format!(
                    "the encoding {} is not supported; use 'utf-8'",
                    python_repr(name)
                ))),
            },
            Some(other) => Err(problem(format!("encoding must be a str, not {}", other.type_name()))),
        }
    }
}

/// Python's `os.path.abspath()`: `..` goes with the name before it.
fn absolute(path: &Path) -> Result<PathBuf, LoggingProblem> {
    if path.as_os_str().is_empty() {
        return Err(problem("the file name is empty"));
    }
    let absolute = std::path::absolute(path).map_err(|error| LoggingProblem::File {
        path: path.to_owned(),
        message: error.to_string(),
    })?;
    let mut normal = PathBuf::new();
    for component in absolute.components() {
        match component {
            std::path::Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    Ok(normal)
}
