//! What the standard library, Alembic and SQLAlchemy answer, as far as migration environments ask.

use super::call::Arguments;
use super::value::item_at;
use super::{Namespace, Recorded, RecordedKind, Unknown, Value, path};
use crate::ast::Span;
use crate::host::Variable;

const UNKNOWN: Value = Value::Unknown(Unknown::Expression);

/// Where `sqlalchemy.url` lives, as the name of a module that no file can have.
const OPTIONS: &str = "<options>";

impl Namespace<'_> {
    /// The attribute of something that is imported, by its full name.
    pub(super) fn native_attribute(&mut self, full_name: String) -> Value {
        match canonical(&full_name) {
            "os.sep" => Value::Str("/".to_owned()),
            "os.linesep" => Value::Str("\n".to_owned()),
            "alembic.config.config_ini_section" => self.world.host.main_section().map_or(UNKNOWN, Value::Str),
            _ => self.resolved(Value::Imported(full_name.into())),
        }
    }

    /// `object[index]` of something that is imported.
    pub(super) fn native_item(&mut self, full_name: &str, index: &Value) -> Value {
        match (canonical(full_name), index) {
            ("os.environ", Value::Str(name)) => self.variable(name, None),
            _ => UNKNOWN,
        }
    }

    fn variable(&self, name: &str, default: Option<Value>) -> Value {
        match (self.world.host.variable(name), default) {
            (Some(Variable::Set(value)), _) => Value::Str(value),
            (Some(Variable::Unset), Some(default)) => default,
            (Some(Variable::Unset), None) => Value::Unknown(Unknown::Variable(name.into())),
            (None, _) => UNKNOWN,
        }
    }

    pub(super) fn native_call(&mut self, full_name: &str, arguments: &Arguments, span: Span) -> Value {
        let name = canonical(full_name);
        if let Some(result) = self.os_call(name, arguments) {
            return result;
        }
        match name {
            "alembic.context.is_offline_mode" => self.world.offline.map_or(UNKNOWN, Value::Bool),
            "alembic.context.configure" => {
                self.record(RecordedKind::Configure, arguments, span);
                Value::None
            }
            "alembic.context.get_x_argument" => self.x_argument(arguments),
            "alembic.config.attributes.get" => match arguments.get(1, "default") {
                Some(default) => default.clone(),
                None => Value::None,
            },
            "alembic.config.set_main_option" => self.set_option(None, arguments, 0, span),
            "alembic.config.set_section_option" => match arguments.get(0, "section") {
                Some(Value::Str(section)) => self.set_option(Some(section.clone()), arguments, 1, span),
                _ => UNKNOWN,
            },
            "alembic.config.get_main_option" | "alembic.config.get_alembic_option" => {
                self.get_option(None, arguments.get(0, "name"), arguments.get(1, "default"))
            }
            "alembic.config.get_section_option" => match arguments.get(0, "section") {
                Some(Value::Str(section)) => {
                    let section = section.clone();
                    self.get_option(Some(section), arguments.get(1, "name"), arguments.get(2, "default"))
                }
                _ => self.unknown_address(),
            },
            "alembic.config.get_section" => match arguments.get(0, "name") {
                Some(Value::Str(section)) => self.section(&section.clone()),
                _ => self.unknown_address(),
            },
            _ if is_engine_from_config(name) => self.engine_from_config(arguments, span),
            _ if is_create_engine(name) => {
                let url = arguments.get(0, "url").cloned().unwrap_or(UNKNOWN);
                self.record_engine(url, span);
                UNKNOWN
            }
            _ => self.call_unknown(arguments),
        }
    }

    fn os_call(&mut self, name: &str, arguments: &Arguments) -> Option<Value> {
        let text = |position: usize| match arguments.positional.get(position) {
            Some(Value::Str(text) | Value::Path(text)) => Some(text.as_str()),
            _ => None,
        };
        let current_folder = || self.world.host.current_folder();
        let absolute = |text: &str| Some(path::normpath(&path::join(&self.world.host.current_folder()?, text)));
        Some(match name {
            "os.environ.get" | "os.getenv" => match arguments.get(0, "key") {
                Some(Value::Str(name)) => {
                    let default = arguments.get(1, "default").cloned();
                    self.variable(name, Some(default.unwrap_or(Value::None)))
                }
                _ => UNKNOWN,
            },
            "os.getcwd" => current_folder().map_or(UNKNOWN, Value::Str),
            "os.path.join" => {
                let mut joined = text(0)?.to_owned();
                for position in 1..arguments.positional.len() {
                    joined = path::join(&joined, text(position)?);
                }
                Value::Str(joined)
            }
            "os.path.dirname" => Value::Str(path::dirname(text(0)?).to_owned()),
            "os.path.basename" => Value::Str(path::basename(text(0)?).to_owned()),
            "os.path.normpath" => Value::Str(path::normpath(text(0)?)),
            // Links are not followed: what lies beside one lies beside the other in all that matters here.
            "os.path.abspath" | "os.path.realpath" => Value::Str(absolute(text(0)?)?),
            "pathlib.Path" | "pathlib.PurePath" => Value::Path(path::pure(text(0).unwrap_or("."))),
            "pathlib.Path.cwd" => Value::Path(current_folder()?),
            "sys.path.append" => {
                self.world.extend_search_path(text(0)?.to_owned());
                Value::None
            }
            "sys.path.insert" => {
                self.world.extend_search_path(text(1)?.to_owned());
                Value::None
            }
            "typing.cast" => arguments.positional.get(1)?.clone(),
            _ => return None,
        })
    }

    fn record(&self, kind: RecordedKind, arguments: &Arguments, span: Span) {
        let place = |span| self.is_main.then_some(span);
        self.world.record(Recorded {
            kind,
            span: place(span),
            keywords: arguments
                .keywords
                .iter()
                .map(|(name, value, span)| (name.clone(), value.clone(), place(*span)))
                .collect(),
            open: arguments.open,
        });
    }

    fn record_engine(&self, url: Value, span: Span) {
        let arguments = Arguments {
            positional: Vec::new(),
            keywords: vec![("url".to_owned(), url, span)],
            open: false,
        };
        self.record(RecordedKind::Engine, &arguments, span);
    }

    fn reads_address(&self) {
        self.world.record(Recorded {
            kind: RecordedKind::ReadsAddress,
            span: None,
            keywords: Vec::new(),
            open: false,
        });
    }

    fn unknown_address(&self) -> Value {
        self.reads_address();
        UNKNOWN
    }

    fn x_argument(&self, arguments: &Arguments) -> Value {
        let Some(given) = self.world.host.x_arguments() else {
            return UNKNOWN;
        };
        match arguments.get(0, "as_dictionary") {
            Some(Value::Bool(true)) => {
                let mut items = Vec::new();
                for argument in &given {
                    let (name, value) = argument.split_once('=').unwrap_or((argument, ""));
                    super::set_item(&mut items, Value::Str(name.to_owned()), Value::Str(value.to_owned()));
                }
                Value::Dict(items)
            }
            Some(Value::Bool(false)) | None => Value::List(given.into_iter().map(Value::Str).collect()),
            Some(_) => UNKNOWN,
        }
    }

    /// Under which name an option that the program sets is remembered among the module's names, so that branches join it.
    fn option_name(&self, section: Option<&str>, name: &str) -> Option<String> {
        let main = self.world.host.main_section();
        let section = section.or(main.as_deref())?;
        Some(format!("{OPTIONS}.{section}.{}", name.to_lowercase()))
    }

    fn set_option(&mut self, section: Option<String>, arguments: &Arguments, first: usize, span: Span) -> Value {
        let (Some(Value::Str(name)), Some(value)) = (arguments.get(first, "name"), arguments.get(first + 1, "value"))
        else {
            return UNKNOWN;
        };
        let main = self.world.host.main_section();
        if let Some(option) = self.option_name(section.as_deref(), name)
            && let Some(module) = self.scopes.first_mut()
        {
            let value = value.clone();
            module.insert(option, super::Binding { value, span });
        }
        let arguments = Arguments {
            positional: Vec::new(),
            keywords: vec![("value".to_owned(), value.clone(), span)],
            open: false,
        };
        let kind = RecordedKind::Option {
            section: section.filter(|section| Some(section) != main.as_ref()),
            name: name.to_lowercase(),
        };
        self.record(kind, &arguments, span);
        Value::None
    }

    /// The value that the program left in an option; `None` when it set none.
    pub(crate) fn option_set(&self, section: Option<&str>, name: &str) -> Option<&super::Binding> {
        let option = self.option_name(section, name)?;
        self.scopes.first()?.get(&option)
    }

    fn get_option(&mut self, section: Option<String>, name: Option<&Value>, default: Option<&Value>) -> Value {
        let Some(Value::Str(name)) = name else {
            return self.unknown_address();
        };
        if name == "sqlalchemy.url" {
            self.reads_address();
        }
        if let Some(binding) = self.option_set(section.as_deref(), name) {
            return unescaped(binding.value.clone());
        }
        let Some(options) = self.world.host.section(section.as_deref()) else {
            return UNKNOWN;
        };
        let name = name.to_lowercase();
        match options.into_iter().find(|(own, _)| *own == name) {
            Some((_, value)) => Value::Str(value),
            None => default.cloned().unwrap_or(Value::None),
        }
    }

    /// `config.get_section(name)`.
    fn section(&mut self, section: &str) -> Value {
        self.reads_address();
        let Some(options) = self.world.host.section(Some(section)) else {
            return UNKNOWN;
        };
        let mut items: Vec<(Value, Value)> = options
            .into_iter()
            .map(|(name, value)| (Value::Str(name), Value::Str(value)))
            .collect();
        let prefix = format!("{OPTIONS}.{section}.");
        let set: Vec<(String, Value)> = self.scopes.first().map_or_else(Vec::new, |names| {
            let own = names.iter().filter_map(|(name, binding)| {
                let name = name.strip_prefix(&prefix)?;
                Some((name.to_owned(), unescaped(binding.value.clone())))
            });
            own.collect()
        });
        for (name, value) in set {
            super::set_item(&mut items, Value::Str(name), value);
        }
        Value::Dict(items)
    }

    fn engine_from_config(&mut self, arguments: &Arguments, span: Span) -> Value {
        let prefix = match arguments.get(1, "prefix") {
            Some(Value::Str(prefix)) => prefix.clone(),
            None => "sqlalchemy.".to_owned(),
            Some(_) => return UNKNOWN,
        };
        let given = arguments.keywords.iter().find(|(name, _, _)| name == "url");
        let url = match (given, arguments.get(0, "configuration")) {
            (Some((_, url, _)), _) => url.clone(),
            (None, Some(Value::Dict(items))) => {
                item_at(Value::Dict(items.clone()), &Value::Str(format!("{prefix}url"))).unwrap_or(Value::None)
            }
            (None, _) => UNKNOWN,
        };
        self.record_engine(url, span);
        UNKNOWN
    }
}

/// What interpolation makes of an option's value: only `%%` stays what it was in a value that was made for it.
fn unescaped(value: Value) -> Value {
    match value {
        Value::Str(text) => Value::Str(text.replace("%%", "%")),
        value => value,
    }
}

/// One name for what has several.
fn canonical(full_name: &str) -> &str {
    let member = full_name.strip_prefix("alembic.context.config.");
    let known = CONFIG
        .iter()
        .find(|name| name.strip_prefix("alembic.config.") == member && member.is_some());
    known.copied().unwrap_or(full_name)
}

/// The members of `context.config` that are known.
const CONFIG: &[&str] = &[
    "alembic.config.attributes.get",
    "alembic.config.config_ini_section",
    "alembic.config.get_alembic_option",
    "alembic.config.get_main_option",
    "alembic.config.get_section",
    "alembic.config.get_section_option",
    "alembic.config.set_main_option",
    "alembic.config.set_section_option",
];

fn is_engine_from_config(name: &str) -> bool {
    name.starts_with("sqlalchemy.") && name.ends_with("engine_from_config")
}

fn is_create_engine(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    (name.starts_with("sqlalchemy.") || name.starts_with("sqlmodel."))
        && matches!(last, "create_engine" | "create_async_engine")
}

/// An attribute of a `pathlib` path.
pub(super) fn path_attribute(text: &str, name: &str) -> Option<Value> {
    let base = path::basename(text);
    Some(match name {
        "parent" => Value::Path(path::parent(text)),
        "name" => Value::Str(base.to_owned()),
        "stem" => Value::Str(base.rsplit_once('.').map_or(base, |(stem, _)| stem).to_owned()),
        "parents" => {
            let mut parents = Vec::new();
            let mut folder = text.to_owned();
            while path::parent(&folder) != folder {
                folder = path::parent(&folder);
                parents.push(Value::Path(folder.clone()));
            }
            Value::Tuple(parents)
        }
        _ => return None,
    })
}

/// A method of a `pathlib` path.
pub(super) fn path_method(text: &str, name: &str, arguments: &[Value]) -> Option<Value> {
    Some(match (name, arguments) {
        ("resolve" | "absolute", []) if text.starts_with('/') => Value::Path(path::normpath(text)),
        ("as_posix", []) => Value::Str(text.to_owned()),
        ("joinpath", parts) => {
            let mut joined = text.to_owned();
            for part in parts {
                match part {
                    Value::Str(part) | Value::Path(part) => joined = path::join(&joined, part),
                    _ => return None,
                }
            }
            Value::Path(joined)
        }
        _ => return None,
    })
}
