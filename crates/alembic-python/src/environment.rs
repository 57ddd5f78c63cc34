//! What an `env.py` tells Alembic, read without running it.

use std::rc::Rc;

use crate::HeaderError;
use crate::ast::Span;
use crate::decode::decode;
use crate::evaluate::{Flow, Namespace, Recorded, RecordedKind, Unknown, Value, World};
use crate::header::{line, one_line};
use crate::host::Host;
use crate::parse::parse;

/// A value of an `env.py`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting<T> {
    /// It says nothing of it.
    Absent,
    /// This is the value.
    Known(T),
    /// Only running it would tell.
    Unknown(Reason),
}

/// Why a value of an `env.py` is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The line in `env.py`, from 1; `None` when a module that it imports decides.
    pub line: Option<usize>,
    /// The expression as written.
    pub expression: String,
    /// The environment variable that it needs, and that is not set.
    pub variable: Option<String>,
}

/// What an `env.py` passes to `context.configure`, and which address it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PythonEnvironment {
    /// `version_table`.
    pub version_table: Setting<String>,
    /// `version_table_schema`; `None` is Python's.
    pub version_table_schema: Setting<Option<String>>,
    /// `version_table_pk`.
    pub version_table_pk: Setting<bool>,
    /// `transaction_per_migration`.
    pub transaction_per_migration: Setting<bool>,
    /// `transactional_ddl`; `None` is Python's.
    pub transactional_ddl: Setting<Option<bool>>,
    /// Keyword arguments of `context.configure` that only running it would tell: `**kwargs`.
    pub more: Option<Reason>,
    /// The database address that is not simply the configuration's.
    pub url: Setting<String>,
    /// The line of `context.configure`, when the database comes from somewhere else than an address that is seen.
    pub connects_elsewhere: Option<usize>,
}

/// Reads an `env.py` as it would run in `--sql` mode or over a database.
///
/// Functions are followed where they are called; a name that is imported is looked up where the host finds the module's
/// source.
///
/// # Errors
/// [`HeaderError`] when the file is no valid Python.
pub fn environment(content: &[u8], offline: bool, host: &dyn Host) -> Result<PythonEnvironment, HeaderError> {
    let decoded = decode(content)?;
    let module = parse(&decoded.text, &decoded.invalid)?;
    let world = Rc::new(World::new(host, Some(offline)));
    let mut names = Namespace::new(Rc::clone(&world), None, true);
    let nowhere = Span { start: 0, end: 0 };
    if let Some(file) = host.file() {
        names.bind("__file__", Value::Str(file), nowhere);
    }
    names.bind("__name__", Value::Str("env_py".to_owned()), nowhere);
    if let Flow::Raised(span) = names.run(&module.body) {
        return Err(HeaderError::Raises {
            line: line(&decoded.text, span),
            statement: one_line(&decoded.text, span),
        });
    }
    let is_configured = |recorded: &[Recorded]| recorded.iter().any(|call| call.kind == RecordedKind::Configure);
    if !is_configured(&world.recorded()) {
        // Something calls them that is not understood.
        names.call_all();
    }
    let reader = Reader {
        source: &decoded.text,
        names: &names,
        recorded: world.recorded(),
    };
    Ok(reader.environment(offline))
}

struct Reader<'a, 'h> {
    source: &'a str,
    names: &'a Namespace<'h>,
    recorded: Vec<Recorded>,
}

impl Reader<'_, '_> {
    fn environment(&self, offline: bool) -> PythonEnvironment {
        let text = |value: &Value| match value {
            Value::Str(text) => Some(text.clone()),
            _ => None,
        };
        let switch = |value: &Value| match value {
            Value::Bool(value) => Some(*value),
            _ => None,
        };
        let url = self.url(offline);
        PythonEnvironment {
            version_table: self.configured("version_table", text),
            version_table_schema: self.configured("version_table_schema", |value| match value {
                Value::None => Some(None),
                value => text(value).map(Some),
            }),
            version_table_pk: self.configured("version_table_pk", switch),
            transaction_per_migration: self.configured("transaction_per_migration", switch),
            transactional_ddl: self.configured("transactional_ddl", |value| match value {
                Value::None => Some(None),
                value => switch(value).map(Some),
            }),
            more: self
                .configures()
                .find(|call| call.open)
                .map(|call| self.reason(&Value::Unknown(Unknown::Expression), call.span)),
            connects_elsewhere: self.connects_elsewhere(&url),
            url,
        }
    }

    fn configures(&self) -> impl Iterator<Item = &Recorded> {
        self.recorded.iter().filter(|call| call.kind == RecordedKind::Configure)
    }

    /// A keyword argument of `context.configure`. Several calls have to agree.
    fn configured<T: PartialEq>(&self, name: &str, convert: impl Fn(&Value) -> Option<T>) -> Setting<T> {
        let mut result = Setting::Absent;
        for (index, call) in self.configures().enumerate() {
            let given = call.keywords.iter().rev().find(|(own, _, _)| own == name);
            let setting = match given {
                None => Setting::Absent,
                Some((_, value, span)) => match convert(value) {
                    Some(value) => Setting::Known(value),
                    None => Setting::Unknown(self.reason(value, *span)),
                },
            };
            result = match (index, result, setting) {
                (0, _, setting) => setting,
                (_, one, other) if one == other => one,
                (_, Setting::Unknown(reason), _) | (_, _, Setting::Unknown(reason)) => Setting::Unknown(reason),
                _ => Setting::Unknown(self.reason(&Value::Unknown(Unknown::Expression), call.span)),
            };
        }
        // The file speaks of it, in arguments that could not be followed.
        match (result, self.configures().find(|call| call.open)) {
            (Setting::Absent, Some(call)) if self.source.contains(name) => {
                Setting::Unknown(self.reason(&Value::Unknown(Unknown::Expression), call.span))
            }
            (result, _) => result,
        }
    }

    fn url(&self, offline: bool) -> Setting<String> {
        let addresses = self.recorded.iter().filter_map(|call| {
            let is_address = match call.kind {
                RecordedKind::Engine => !offline,
                RecordedKind::Configure => offline,
                RecordedKind::ReadsAddress | RecordedKind::Option { .. } => false,
            };
            let (_, value, span) = call.keywords.iter().find(|(name, _, _)| name == "url" && is_address)?;
            Some((value, *span))
        });
        let mut result = Setting::Absent;
        for (value, span) in addresses {
            let setting = match value {
                Value::Str(url) => Setting::Known(url.clone()),
                // What was not set anywhere: the configuration has none either.
                Value::None => Setting::Absent,
                value => Setting::Unknown(self.reason(value, span)),
            };
            result = match (result, setting) {
                (Setting::Absent, setting) => setting,
                (one, Setting::Absent) => one,
                (one, other) if one == other => one,
                (Setting::Unknown(reason), _) | (_, Setting::Unknown(reason)) => Setting::Unknown(reason),
                (Setting::Known(_), Setting::Known(_)) => {
                    Setting::Unknown(self.reason(&Value::Unknown(Unknown::Expression), span))
                }
            };
        }
        // The line that sets the option says more than the one that reads it back.
        match self.names.option_set(None, "sqlalchemy.url") {
            Some(binding) if !matches!(result, Setting::Known(_)) => match &binding.value {
                Value::Str(url) => Setting::Known(url.replace("%%", "%")),
                value => {
                    let mut spans = self.recorded.iter().filter_map(|call| match &call.kind {
                        RecordedKind::Option { section: None, name } if name == "sqlalchemy.url" => call.span,
                        _ => None,
                    });
                    Setting::Unknown(self.reason(value, spans.next().or(Some(binding.span))))
                }
            },
            _ => result,
        }
    }

    /// A connection is given to `context.configure`, but neither an engine nor the configured address was seen.
    fn connects_elsewhere(&self, url: &Setting<String>) -> Option<usize> {
        let reads = |call: &Recorded| matches!(call.kind, RecordedKind::Engine | RecordedKind::ReadsAddress);
        if *url != Setting::Absent || self.recorded.iter().any(reads) {
            return None;
        }
        let connected = self.configures().find(|call| {
            call.keywords
                .iter()
                .any(|(name, _, _)| name == "connection" || name == "url")
        })?;
        connected.span.map(|span| line(self.source, span))
    }

    fn reason(&self, value: &Value, span: Option<Span>) -> Reason {
        Reason {
            line: span.map(|span| line(self.source, span)),
            expression: span.map_or_else(String::new, |span| one_line(self.source, span)),
            variable: match value {
                Value::Unknown(Unknown::Variable(name)) => Some(name.to_string()),
                _ => None,
            },
        }
    }
}
