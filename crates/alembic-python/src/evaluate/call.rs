//! Calls: of functions that are defined in Python, of methods of constants, and of a few builtins.

use std::rc::Rc;

use super::native::path_method;
use super::text::text_method;
use super::value::{Callable, as_text, distinct, item_at};
use super::world::exported;
use super::{Flow, Names, Namespace, Unknown, Value, either};
use crate::ast::{Expr, ExprKind, Span};

const UNKNOWN: Value = Value::Unknown(Unknown::Expression);

/// The arguments of a call, evaluated.
pub(crate) struct Arguments {
    pub(super) positional: Vec<Value>,
    pub(super) keywords: Vec<(String, Value, Span)>,
    /// Whether there are more that are unknown.
    pub(super) open: bool,
}

impl Arguments {
    /// The argument of a parameter, by its position or its name.
    pub(super) fn get(&self, position: usize, name: &str) -> Option<&Value> {
        let named = || self.keywords.iter().find(|(own, _, _)| own == name);
        self.positional
            .get(position)
            .or_else(|| named().map(|(_, value, _)| value))
    }
}

impl Namespace<'_> {
    pub(super) fn call(
        &mut self,
        function: &Expr,
        arguments: &[Expr],
        keywords: &[(Option<String>, Expr)],
        span: Span,
    ) -> Value {
        if let ExprKind::Attribute { object, name } = &function.kind {
            let is_read = matches!(name.as_str(), "get" | "items" | "keys" | "values" | "copy");
            if let ExprKind::Name(name) = &object.kind
                && !is_read
            {
                self.forget_mutated(name, span);
            }
            let object = self.evaluate(object);
            let arguments = self.arguments(arguments, keywords);
            return self.method(object, name, &arguments, span);
        }
        let builtin = match &function.kind {
            ExprKind::Name(name) if self.get(name).is_none() => Some(name.as_str()),
            _ => None,
        };
        let callee = self.evaluate(function);
        let arguments = self.arguments(arguments, keywords);
        match (builtin, callee) {
            (Some(name), _) => builtin_call(name, &arguments),
            (None, Value::Function(callable)) => self.call_function(&callable, &arguments),
            (None, Value::Imported(name)) => self.native_call(&name, &arguments, span),
            (None, _) => self.call_unknown(&arguments),
        }
    }

    fn arguments(&mut self, positional: &[Expr], keywords: &[(Option<String>, Expr)]) -> Arguments {
        let known = self.items(positional);
        let mut arguments = Arguments {
            open: known.is_none(),
            positional: known.unwrap_or_default(),
            keywords: Vec::new(),
        };
        for (name, expression) in keywords {
            match (name, self.evaluate(expression)) {
                (Some(name), value) => arguments.keywords.push((name.clone(), value, expression.span)),
                (None, Value::Dict(items)) => {
                    for (key, value) in items {
                        match key {
                            Value::Str(name) => arguments.keywords.push((name, value, expression.span)),
                            _ => arguments.open = true,
                        }
                    }
                }
                (None, _) => arguments.open = true,
            }
        }
        arguments
    }

    fn method(&mut self, object: Value, name: &str, arguments: &Arguments, span: Span) -> Value {
        match object {
            Value::Imported(module) => {
                let full_name = format!("{module}.{name}");
                match self.native_attribute(full_name.clone()) {
                    Value::Function(callable) => self.call_function(&callable, arguments),
                    Value::Imported(name) => self.native_call(&name, arguments, span),
                    _ => self.native_call(&full_name, arguments, span),
                }
            }
            Value::Str(text) => text_method(&text, name, &arguments.positional).unwrap_or(UNKNOWN),
            Value::Path(path) => path_method(&path, name, &arguments.positional).unwrap_or(UNKNOWN),
            Value::Dict(items) if name == "get" => match arguments.positional.as_slice() {
                [key, default @ ..] => {
                    let default = default.first().cloned().unwrap_or(Value::None);
                    item_at(Value::Dict(items), key).unwrap_or(default)
                }
                [] => UNKNOWN,
            },
            Value::Dict(items) if name == "copy" => Value::Dict(items),
            unknown @ Value::Unknown(Unknown::Variable(_)) => unknown,
            _ => self.call_unknown(arguments),
        }
    }

    /// Something unknown may call the functions that it is given: `connection.run_sync(do_run_migrations)`.
    pub(super) fn call_unknown(&mut self, arguments: &Arguments) -> Value {
        let nothing = Arguments {
            positional: Vec::new(),
            keywords: Vec::new(),
            open: true,
        };
        let values = arguments.positional.iter();
        for value in values.chain(arguments.keywords.iter().map(|(_, value, _)| value)) {
            if let Value::Function(callable) = value {
                self.call_function(callable, &nothing);
            }
        }
        UNKNOWN
    }

    /// Runs a function's body; parameters without an argument have their default, or are unknown.
    pub(crate) fn call_function(&mut self, callable: &Callable, arguments: &Arguments) -> Value {
        if !self.world.burn() {
            return UNKNOWN;
        }
        if let Some(module) = &callable.module {
            let local = Callable {
                module: None,
                ..callable.clone()
            };
            return match self.world.namespace_of(module) {
                Some(mut names) => exported(names.call_function(&local, arguments), module),
                None => UNKNOWN,
            };
        }
        let depth = callable.depth.clamp(1, self.scopes.len());
        let mut names = Names::new();
        let span = Span { start: 0, end: 0 };
        for (position, parameter) in callable.function.parameters.iter().enumerate() {
            let position = if parameter.is_keyword_only {
                usize::MAX
            } else {
                position
            };
            let given = arguments.get(position, &parameter.name).cloned();
            let value = match (given, &parameter.default) {
                _ if parameter.is_variadic => UNKNOWN,
                (Some(value), _) => value,
                (None, Some(default)) if !arguments.open => self.evaluate(default),
                (None, _) => UNKNOWN,
            };
            names.insert(parameter.name.clone(), super::Binding { value, span });
        }
        let callers = self.scopes.split_off(depth);
        let early = std::mem::take(&mut self.early);
        self.scopes.push(names);
        let mut result = match self.run(&callable.function.body) {
            Flow::Next => Value::None,
            Flow::Returned(value) => value,
            Flow::Raised(_) => UNKNOWN,
        };
        for (value, scopes, span) in std::mem::replace(&mut self.early, early) {
            result = either(result, value, span);
            self.join_scopes(scopes, span);
        }
        self.scopes.truncate(depth);
        self.scopes.extend(callers);
        result
    }

    /// Calls, with unknown arguments, every function that is defined but was not seen to be called.
    pub(crate) fn call_all(&mut self) {
        let nothing = Arguments {
            positional: Vec::new(),
            keywords: Vec::new(),
            open: true,
        };
        let mut functions = self.world.take_defined();
        for binding in self.scopes.iter().flat_map(|names| names.values()) {
            if let Value::Function(callable) = &binding.value
                && callable.module.is_none()
            {
                functions.push(callable.clone());
            }
        }
        functions.sort_by_key(|callable| callable.function.body.first().map_or(0, |first| first.span.start));
        functions.dedup_by(|one, other| Rc::ptr_eq(&one.function, &other.function));
        for function in functions {
            self.call_function(&function, &nothing);
        }
    }
}

fn builtin_call(name: &str, arguments: &Arguments) -> Value {
    if !arguments.keywords.is_empty() || arguments.open {
        return match (name, arguments.positional.is_empty() && !arguments.open) {
            ("dict", true) => Value::Dict(
                arguments
                    .keywords
                    .iter()
                    .map(|(name, value, _)| (Value::Str(name.clone()), value.clone()))
                    .collect(),
            ),
            _ => UNKNOWN,
        };
    }
    match (name, arguments.positional.as_slice()) {
        ("tuple" | "frozenset", []) => Value::Tuple(Vec::new()),
        ("list", []) => Value::List(Vec::new()),
        ("set", []) => Value::Set(Vec::new()),
        ("dict", []) => Value::Dict(Vec::new()),
        ("dict", [Value::Dict(items)]) => Value::Dict(items.clone()),
        ("tuple", [Value::Tuple(items) | Value::List(items) | Value::Set(items)]) => Value::Tuple(items.clone()),
        ("list", [Value::Tuple(items) | Value::List(items) | Value::Set(items)]) => Value::List(items.clone()),
        ("set" | "frozenset", [Value::Tuple(items) | Value::List(items) | Value::Set(items)]) => {
            distinct(items.clone())
        }
        ("str", [unknown @ Value::Unknown(Unknown::Variable(_))]) => unknown.clone(),
        ("str", [value]) => as_text(value).map_or(UNKNOWN, Value::Str),
        ("bool", [value]) => super::truth(value).map_or(UNKNOWN, Value::Bool),
        _ => UNKNOWN,
    }
}
