//! What all modules of one reading share: the host, the modules that were imported, and what was called.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::{Callable, Names, Namespace, Unknown, Value};
use crate::ast::Span;
use crate::decode::decode;
use crate::host::{Host, Module};
use crate::parse::parse;

/// How many calls and imports one reading may take; beyond, everything is unknown.
const FUEL: u32 = 2_000;

/// What is there wherever Alembic is; its objects are known by name, and its source tells nothing more.
const NATIVE: &[&str] = &[
    "__future__",
    "alembic",
    "asyncio",
    "contextlib",
    "logging",
    "os",
    "pathlib",
    "re",
    "sqlalchemy",
    "sys",
    "typing",
    "urllib",
];

pub(crate) struct World<'h> {
    pub(super) host: &'h dyn Host,
    /// Whether `context.is_offline_mode()`; `None` when nothing may ask.
    pub(super) offline: Option<bool>,
    modules: RefCell<HashMap<String, Option<Rc<Imported>>>>,
    search_path: RefCell<Vec<String>>,
    recorded: RefCell<Vec<Recorded>>,
    pending: RefCell<Vec<Callable>>,
    fuel: Cell<u32>,
}

/// A module that was imported.
pub(super) struct Imported {
    names: Names,
    package: String,
}

/// A call that the reading is about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Recorded {
    pub(crate) kind: RecordedKind,
    /// Where it is in the file that is read; `None` in a module that it imports.
    pub(crate) span: Option<Span>,
    /// The keyword arguments, each with its place.
    pub(crate) keywords: Vec<(String, Value, Option<Span>)>,
    /// Whether there are more keyword arguments, which are unknown.
    pub(crate) open: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RecordedKind {
    /// `context.configure(…)`.
    Configure,
    /// An engine is created; its address is the keyword argument `url`.
    Engine,
    /// The address is read from the configuration.
    ReadsAddress,
    /// `config.set_main_option(…)` and the like: section and name, and the keyword argument `value`.
    Option { section: Option<String>, name: String },
}

impl<'h> World<'h> {
    pub(crate) fn new(host: &'h dyn Host, offline: Option<bool>) -> Self {
        Self {
            host,
            offline,
            modules: RefCell::default(),
            search_path: RefCell::default(),
            recorded: RefCell::default(),
            pending: RefCell::default(),
            fuel: Cell::new(FUEL),
        }
    }

    /// Takes one call or import off the fuel; `false` when there is none left.
    pub(super) fn burn(&self) -> bool {
        let left = self.fuel.get();
        self.fuel.set(left.saturating_sub(1));
        left > 0
    }

    pub(super) fn record(&self, recorded: Recorded) {
        let mut all = self.recorded.borrow_mut();
        if !all.contains(&recorded) {
            all.push(recorded);
        }
    }

    pub(crate) fn recorded(&self) -> Vec<Recorded> {
        self.recorded.borrow().clone()
    }

    /// Remembers a function that something else will call, if anything does.
    pub(super) fn defined(&self, function: Callable) {
        self.pending.borrow_mut().push(function);
    }

    pub(crate) fn take_defined(&self) -> Vec<Callable> {
        self.pending.take()
    }

    pub(super) fn extend_search_path(&self, folder: String) {
        self.search_path.borrow_mut().push(folder);
    }

    pub(super) fn find(&self, name: &str) -> Module {
        let first = name.split('.').next().unwrap_or_default();
        if NATIVE.contains(&first) {
            return Module::Opaque;
        }
        self.host.module(name, &self.search_path.borrow())
    }

    /// The names of a module that is found as source; each is read once.
    pub(super) fn module(self: &Rc<Self>, name: &str) -> Option<Rc<Imported>> {
        if let Some(known) = self.modules.borrow().get(name) {
            return known.clone();
        }
        // A module that imports itself in a circle finds nothing in it.
        self.modules.borrow_mut().insert(name.to_owned(), None);
        let module = self.read(name).map(Rc::new);
        self.modules.borrow_mut().insert(name.to_owned(), module.clone());
        module
    }

    fn read(self: &Rc<Self>, name: &str) -> Option<Imported> {
        let Module::Source {
            path,
            content,
            is_package,
        } = self.find(name)
        else {
            return None;
        };
        if !self.burn() {
            return None;
        }
        let decoded = decode(&content).ok()?;
        let parsed = parse(&decoded.text, &decoded.invalid).ok()?;
        let package = if is_package {
            name
        } else {
            name.rsplit_once('.').map_or("", |(package, _)| package)
        };
        let mut names = Namespace::new(Rc::clone(self), Some(package.into()), false);
        let nowhere = Span { start: 0, end: 0 };
        names.bind("__file__", Value::Str(path), nowhere);
        names.bind("__name__", Value::Str(name.to_owned()), nowhere);
        names.run(&parsed.body);
        Some(Imported {
            names: names.scopes.into_iter().next()?,
            package: package.to_owned(),
        })
    }

    /// Runs something among the names of an imported module.
    pub(super) fn namespace_of(self: &Rc<Self>, name: &str) -> Option<Namespace<'h>> {
        let module = self.module(name)?;
        let mut names = Namespace::new(Rc::clone(self), Some(module.package.as_str().into()), false);
        names.scopes = vec![module.names.clone()];
        Some(names)
    }

    /// What `from module import *` binds.
    pub(super) fn public_names(self: &Rc<Self>, name: &str) -> Vec<(String, Value)> {
        let Some(module) = self.module(name) else {
            return Vec::new();
        };
        let names = module.names.iter().filter(|(name, _)| !name.starts_with('_'));
        names
            .map(|(own, binding)| (own.clone(), exported(binding.value.clone(), name)))
            .collect()
    }

    /// Looks an imported name up; what is no constant of a module that was found stays as it is.
    pub(super) fn resolve(self: &Rc<Self>, full_name: &str) -> Option<Value> {
        if !self.burn() {
            return None;
        }
        // The longest module first, as `import a.b` makes `b` of `a` be that module.
        let mut end = full_name.len();
        while let Some(dot) = full_name[..end].rfind('.') {
            end = dot;
            let Some(module) = self.module(&full_name[..end]) else {
                continue;
            };
            let mut path = full_name[end + 1..].split('.');
            let binding = module.names.get(path.next().unwrap_or_default())?;
            let mut value = exported(binding.value.clone(), &full_name[..end]);
            for attribute in path {
                value = match value {
                    Value::Imported(name) => Value::Imported(format!("{name}.{attribute}").into()),
                    Value::Class(names) => names.get(attribute)?.clone(),
                    _ => return None,
                };
            }
            return match value {
                Value::Imported(name) if *name != *full_name => self.resolve(&name).or(Some(Value::Imported(name))),
                Value::Imported(_) => None,
                value => Some(value),
            };
        }
        None
    }
}

/// A value of one module, seen from another: places in the source are those of the other file.
pub(super) fn exported(value: Value, module: &str) -> Value {
    let all = |items: Vec<Value>| items.into_iter().map(|item| exported(item, module)).collect();
    match value {
        Value::Unknown(Unknown::Condition(_)) => Value::Unknown(Unknown::Expression),
        Value::Tuple(items) => Value::Tuple(all(items)),
        Value::List(items) => Value::List(all(items)),
        Value::Set(items) => Value::Set(all(items)),
        Value::Dict(items) => Value::Dict(
            items
                .into_iter()
                .map(|(key, value)| (exported(key, module), exported(value, module)))
                .collect(),
        ),
        Value::Class(names) => Value::Class(Rc::new(
            names
                .iter()
                .map(|(name, value)| (name.clone(), exported(value.clone(), module)))
                .collect(),
        )),
        Value::Function(callable) if callable.module.is_none() => Value::Function(Callable {
            module: Some(module.into()),
            ..callable
        }),
        other => other,
    }
}
