//! A message on its way to the handlers.

use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::Timestamp;

use super::Level;
use crate::config::percent::Argument;

/// A message with its circumstances: Python's `LogRecord`.
#[derive(Debug, Clone)]
pub struct Record<'a> {
    /// How serious it is.
    pub level: Level,
    /// The logger it was given to, such as `alembic.runtime.migration`.
    pub name: &'a str,
    /// The message.
    pub message: &'a str,
    /// When it was made.
    pub created: Timestamp,
}

/// The texts that a record's attributes borrow from.
pub(super) struct Attributes<'a> {
    record: &'a Record<'a>,
    module: &'a str,
    filename: String,
    pathname: String,
    thread: i64,
    thread_name: String,
    milliseconds_since_start: f64,
}

impl<'a> Attributes<'a> {
    /// Works out what a format may ask for.
    ///
    /// There is no Python source that makes the call, so the file is that of Alembic's module of the logger's
    /// name, line 0.
    pub(super) fn of(record: &'a Record<'a>, started: Timestamp) -> Self {
        let module = record.name.rsplit('.').next().unwrap_or(record.name);
        let thread = std::thread::current();
        let mut hasher = DefaultHasher::new();
        thread.id().hash(&mut hasher);
        Self {
            record,
            module,
            filename: format!("{module}.py"),
            pathname: format!("{}.py", record.name.replace('.', "/")),
            thread: i64::from_ne_bytes((hasher.finish() >> 16).to_ne_bytes()),
            thread_name: match thread.name() {
                None | Some("main") => "MainThread".to_owned(),
                Some(name) => name.to_owned(),
            },
            milliseconds_since_start: record.created.duration_since(started).as_secs_f64() * 1000.0,
        }
    }

    /// The attributes by Python's names; `asctime` is there if the format asks for it.
    pub(super) fn values<'b>(&'b self, asctime: Option<&'b str>) -> Vec<(&'static str, Argument<'b>)> {
        let record = self.record;
        let milliseconds = f64::from(record.created.subsec_millisecond());
        let mut values = vec![
            ("name", Argument::Str(record.name)),
            ("msg", Argument::Str(record.message)),
            ("args", Argument::Str("()")),
            ("levelname", Argument::Str(record.level.name())),
            ("levelno", Argument::Int(record.level.number().into())),
            ("pathname", Argument::Str(&self.pathname)),
            ("filename", Argument::Str(&self.filename)),
            ("module", Argument::Str(self.module)),
            ("exc_info", Argument::None),
            ("exc_text", Argument::None),
            ("stack_info", Argument::None),
            ("lineno", Argument::Int(0)),
            ("funcName", Argument::Str("(unknown function)")),
            ("created", Argument::Float(record.created.as_duration().as_secs_f64())),
            ("msecs", Argument::Float(milliseconds)),
            ("relativeCreated", Argument::Float(self.milliseconds_since_start)),
            ("thread", Argument::Int(self.thread)),
            ("threadName", Argument::Str(&self.thread_name)),
            ("processName", Argument::Str("MainProcess")),
            ("process", Argument::Int(std::process::id().into())),
            ("message", Argument::Str(record.message)),
        ];
        values.extend(asctime.map(|text| ("asctime", Argument::Str(text))));
        values
    }
}
