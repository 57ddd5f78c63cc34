//! Runs the top level of a module as far as constants carry: assignments, branches on known values, `try` blocks,
//! and calls of functions that are defined in Python.
//!
//! What only Python could know becomes [`Value::Unknown`] and stays so through every use.

use std::collections::HashMap;
use std::rc::Rc;

mod call;
mod expression;
mod native;
mod path;
mod text;
mod value;
mod world;

use crate::ast::{Expr, ExprKind, Handler, Import, Span, Stmt, StmtKind};
use crate::host::Module;
use value::{Callable, binary, set_item, truth};
pub(crate) use value::{Unknown, Value, has_unknown};
pub(crate) use world::{Recorded, RecordedKind, World};

/// What a name stands for, and the expression that gave the value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Binding {
    pub(crate) value: Value,
    pub(crate) span: Span,
}

type Names = HashMap<String, Binding>;

/// The names of a module, and those of the functions that run in it.
#[derive(Clone)]
pub(crate) struct Namespace<'h> {
    /// The module's names first, those of the innermost function last.
    scopes: Vec<Names>,
    /// Ways in which the innermost function may have returned already.
    early: Vec<(Value, Vec<Names>, Span)>,
    world: Rc<World<'h>>,
    /// The package for relative imports; `None` for a file that is in none.
    package: Option<Rc<str>>,
    /// Whether this is the file that is read, and not a module that it imports.
    is_main: bool,
}

/// How a block of statements ends.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Flow {
    Next,
    /// By this `raise`.
    Raised(Span),
    Returned(Value),
}

impl<'h> Namespace<'h> {
    /// The names of a module before its first statement.
    pub(crate) fn new(world: Rc<World<'h>>, package: Option<Rc<str>>, is_main: bool) -> Self {
        Self {
            scopes: vec![Names::new()],
            early: Vec::new(),
            world,
            package,
            is_main,
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Binding> {
        self.scopes.iter().rev().find_map(|names| names.get(name))
    }

    pub(crate) fn bind(&mut self, name: &str, value: Value, span: Span) {
        if let Some(names) = self.scopes.last_mut() {
            names.insert(name.to_owned(), Binding { value, span });
        }
    }

    /// Replaces what a name was imported as by the constant that it is, if it is one.
    pub(crate) fn resolve_name(&mut self, name: &str) {
        if let Some(binding) = self.get(name).cloned() {
            let value = self.resolved(binding.value);
            self.bind(name, value, binding.span);
        }
    }

    /// Runs statements one after the other.
    pub(crate) fn run(&mut self, block: &[Stmt]) -> Flow {
        for statement in block {
            let flow = self.run_one(statement);
            if flow != Flow::Next {
                return flow;
            }
        }
        Flow::Next
    }

    fn run_one(&mut self, statement: &Stmt) -> Flow {
        let span = statement.span;
        match &statement.kind {
            StmtKind::Assign { targets, value } => {
                let result = self.evaluate(value);
                for target in targets {
                    self.assign(target, result.clone(), value.span);
                }
            }
            StmtKind::AugAssign {
                target,
                operator,
                value,
            } => {
                let (left, right) = (self.evaluate(target), self.evaluate(value));
                self.assign(target, binary(left, *operator, right), span);
            }
            StmtKind::Delete { targets } => {
                for target in targets {
                    match &target.kind {
                        ExprKind::Name(name) => {
                            if let Some(names) = self.scopes.last_mut() {
                                names.remove(name);
                            }
                        }
                        _ => self.assign(target, Value::Unknown(Unknown::Expression), span),
                    }
                }
            }
            StmtKind::Import(imports) => {
                for import in imports {
                    self.import(import, span);
                }
            }
            StmtKind::Function(function) => {
                let callable = Callable {
                    function: Rc::clone(function),
                    depth: self.scopes.len(),
                    module: None,
                };
                let value = if function.plain {
                    Value::Function(callable)
                } else {
                    self.world.defined(callable);
                    Value::Unknown(Unknown::Expression)
                };
                self.bind(&function.name, value, span);
            }
            StmtKind::Class { name, plain, body } => self.class(name, *plain, body, span),
            StmtKind::Return(value) => {
                let value = value.as_ref().map_or(Value::None, |value| self.evaluate(value));
                return Flow::Returned(value);
            }
            StmtKind::Global(names) => {
                // The assignment that follows is not followed.
                for name in names {
                    if let Some(module) = self.scopes.first_mut() {
                        let value = Value::Unknown(Unknown::Expression);
                        module.insert(name.clone(), Binding { value, span });
                    }
                }
            }
            StmtKind::If { branches } => return self.run_if(branches, span),
            StmtKind::Try {
                body,
                handlers,
                orelse,
                finally,
            } => {
                let flow = self.run_try(body, handlers, orelse, span);
                return match (self.run(finally), flow) {
                    (Flow::Next, flow) => flow,
                    (raised, _) => raised,
                };
            }
            StmtKind::With {
                contexts,
                targets,
                body,
            } => {
                for target in targets {
                    self.assign(target, Value::Unknown(Unknown::Expression), span);
                }
                for context in contexts {
                    self.evaluate(context);
                }
                return self.run(body);
            }
            StmtKind::Maybe { targets, body } => {
                for target in targets {
                    self.assign(target, Value::Unknown(Unknown::Condition(span)), span);
                }
                let mut other = self.clone();
                // Once, and not at all: what differs is unknown. A second round could only differ more where the
                // first one differed already.
                let flows = (other.run(body), Flow::Next);
                return self.merge(other, flows, span);
            }
            StmtKind::Raise => return Flow::Raised(span),
            StmtKind::Expr(expression) => {
                self.evaluate(expression);
            }
            StmtKind::Nothing => {}
        }
        Flow::Next
    }

    fn run_if(&mut self, branches: &[(Option<Expr>, Vec<Stmt>)], span: Span) -> Flow {
        let Some(((test, body), rest)) = branches.split_first() else {
            return Flow::Next;
        };
        let truth = test.as_ref().map_or(Some(true), |test| truth(&self.evaluate(test)));
        match truth {
            Some(true) => self.run(body),
            Some(false) => self.run_if(rest, span),
            None => {
                let mut other = self.clone();
                let flows = (other.run(body), self.run_if(rest, span));
                self.merge(other, flows, span)
            }
        }
    }

    fn run_try(&mut self, body: &[Stmt], handlers: &[Handler], orelse: &[Stmt], span: Span) -> Flow {
        if let Some(missing) = body.iter().position(|statement| self.is_missing(statement))
            && body[..missing]
                .iter()
                .all(|statement| matches!(statement.kind, StmtKind::Import(_)))
            && let Some(handler) = handlers.iter().find(|handler| handler.catches_import_error)
        {
            self.run(&body[..missing]);
            return self.run(&handler.body);
        }
        let before = self.clone();
        let mut flow = self.run(body);
        if handlers.is_empty() || (flow == Flow::Next && body.iter().all(|statement| self.is_safe(statement))) {
            return if flow == Flow::Next { self.run(orelse) } else { flow };
        }
        // An exception may strike before, after or between the statements of the body.
        let mut struck = before;
        struck.join(self.clone(), span);
        if flow == Flow::Next {
            flow = self.run(orelse);
        }
        for handler in handlers {
            let mut handled = struck.clone();
            let flows = (handled.run(&handler.body), flow);
            flow = self.merge(handled, flows, span);
        }
        flow
    }

    /// Whether a statement that was run cannot have raised.
    fn is_safe(&self, statement: &Stmt) -> bool {
        match &statement.kind {
            StmtKind::Assign { targets, .. } => targets.iter().all(|target| match &target.kind {
                ExprKind::Name(name) => self.get(name).is_some_and(|binding| !has_unknown(&binding.value)),
                _ => false,
            }),
            StmtKind::AugAssign { target, .. } => match &target.kind {
                ExprKind::Name(name) => self.get(name).is_some_and(|binding| !has_unknown(&binding.value)),
                _ => false,
            },
            StmtKind::Import(imports) => imports.iter().all(|import| self.is_found(import)),
            StmtKind::Nothing => true,
            _ => false,
        }
    }

    /// Whether a statement is an import that fails.
    fn is_missing(&self, statement: &Stmt) -> bool {
        match &statement.kind {
            StmtKind::Import(imports) => imports.iter().any(|import| {
                self.module_of(import)
                    .is_some_and(|name| self.world.find(&name) == Module::Missing)
            }),
            _ => false,
        }
    }

    fn is_found(&self, import: &Import) -> bool {
        self.module_of(import)
            .is_some_and(|name| matches!(self.world.find(&name), Module::Source { .. } | Module::Opaque))
    }

    /// Continues with both of two ways that a statement may have gone: the other one's, then the own flow.
    fn merge(&mut self, other: Self, (other_flow, own_flow): (Flow, Flow), span: Span) -> Flow {
        match (other_flow, own_flow) {
            (Flow::Next, Flow::Next) => self.join(other, span),
            (Flow::Next, Flow::Raised(_)) => *self = other,
            (Flow::Raised(_), own_flow) => return own_flow,
            (Flow::Returned(value), Flow::Raised(_)) => {
                *self = other;
                return Flow::Returned(value);
            }
            (Flow::Returned(other_value), Flow::Returned(own_value)) => {
                self.join(other, span);
                return Flow::Returned(either(other_value, own_value, span));
            }
            (Flow::Returned(value), Flow::Next) => {
                self.early.extend(other.early);
                self.early.push((value, other.scopes, span));
            }
            (Flow::Next, Flow::Returned(value)) => {
                let returned = std::mem::replace(self, other);
                self.early.extend(returned.early);
                self.early.push((value, returned.scopes, span));
            }
        }
        Flow::Next
    }

    /// Keeps what two ways have in common.
    fn join(&mut self, other: Self, span: Span) {
        self.early.extend(other.early);
        self.join_scopes(other.scopes, span);
    }

    fn join_scopes(&mut self, other: Vec<Names>, span: Span) {
        let unknown = |span| Binding {
            value: Value::Unknown(Unknown::Condition(span)),
            span,
        };
        for (own, other) in self.scopes.iter_mut().zip(other) {
            for (name, own) in own.iter_mut() {
                if other.get(name).is_none_or(|other| other.value != own.value) {
                    *own = unknown(span);
                }
            }
            for (name, _) in other {
                own.entry(name).or_insert_with(|| unknown(span));
            }
        }
    }

    fn class(&mut self, name: &str, plain: bool, body: &[Stmt], span: Span) {
        self.scopes.push(Names::new());
        let flow = self.run(body);
        let names = self.scopes.pop().unwrap_or_default();
        let value = if plain && flow == Flow::Next {
            Value::Class(Rc::new(
                names.into_iter().map(|(name, binding)| (name, binding.value)).collect(),
            ))
        } else {
            Value::Unknown(Unknown::Expression)
        };
        self.bind(name, value, span);
    }

    /// The full name of the module that an import names; `None` for a relative one without a package.
    fn module_of(&self, import: &Import) -> Option<String> {
        if import.level == 0 {
            return Some(import.module.clone());
        }
        let mut package = self.package.as_deref()?;
        for _ in 1..import.level {
            package = package.rsplit_once('.')?.0;
        }
        Some(match import.module.as_str() {
            "" => package.to_owned(),
            module => format!("{package}.{module}"),
        })
    }

    fn import(&mut self, import: &Import, span: Span) {
        let unknown = Value::Unknown(Unknown::Expression);
        let Some(module) = self.module_of(import) else {
            return self.bind(&import.name, unknown, span);
        };
        match import.member.as_deref() {
            None => self.bind(&import.name, Value::Imported(module.into()), span),
            Some("*") => {
                for (name, value) in self.world.public_names(&module) {
                    self.bind(&name, value, span);
                }
            }
            Some(member) => self.bind(&import.name, Value::Imported(format!("{module}.{member}").into()), span),
        }
    }

    fn assign(&mut self, target: &Expr, value: Value, span: Span) {
        match &target.kind {
            ExprKind::Name(name) => self.bind(name, value, span),
            ExprKind::Tuple(targets) | ExprKind::List(targets) => self.unpack(targets, value, span),
            ExprKind::Starred(target) => self.assign(target, value, span),
            ExprKind::Subscript { object, index } => match (&object.kind, &index.kind) {
                (
                    ExprKind::Call {
                        function, arguments, ..
                    },
                    ExprKind::Str(name),
                ) if arguments.is_empty() && is_name(function, "globals") => {
                    self.bind(name, value, span);
                }
                (ExprKind::Name(name), _) => {
                    let key = self.evaluate(index);
                    self.set_item(name, key, value, span);
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn unpack(&mut self, targets: &[Expr], value: Value, span: Span) {
        let unknown = match &value {
            Value::Unknown(unknown) => unknown.clone(),
            _ => Unknown::Expression,
        };
        let values = match value {
            Value::Tuple(values) | Value::List(values) => Some(values),
            Value::Str(text) => Some(
                text.chars()
                    .map(|character| Value::Str(character.to_string()))
                    .collect(),
            ),
            _ => None,
        };
        let star = targets
            .iter()
            .position(|target| matches!(target.kind, ExprKind::Starred(_)));
        let values = match (values, star) {
            (Some(values), None) if values.len() == targets.len() => values,
            (Some(mut values), Some(star)) if values.len() + 1 >= targets.len() => {
                let behind = values.split_off(values.len() - (targets.len() - star - 1));
                let middle = values.split_off(star);
                values.push(Value::List(middle));
                values.extend(behind);
                values
            }
            _ => vec![Value::Unknown(unknown); targets.len()],
        };
        for (target, value) in targets.iter().zip(values) {
            self.assign(target, value, span);
        }
    }

    /// `name[key] = value`.
    fn set_item(&mut self, name: &str, key: Value, value: Value, span: Span) {
        let Some(Value::Dict(mut items)) = self.get(name).map(|binding| binding.value.clone()) else {
            return self.forget_mutated(name, span);
        };
        let before = Value::Dict(items.clone());
        set_item(&mut items, key, value);
        for names in &mut self.scopes {
            for binding in names.values_mut().filter(|binding| binding.value == before) {
                binding.value = Value::Dict(items.clone());
            }
        }
    }

    /// Something happened to the list or set that a name stands for; others may stand for the same one.
    fn forget_mutated(&mut self, name: &str, span: Span) {
        let Some(Binding {
            value: mutated @ (Value::List(_) | Value::Set(_) | Value::Dict(_)),
            ..
        }) = self.get(name).cloned()
        else {
            return;
        };
        let bindings = self.scopes.iter_mut().flat_map(HashMap::values_mut);
        for binding in bindings.filter(|binding| binding.value == mutated) {
            *binding = Binding {
                value: Value::Unknown(Unknown::Expression),
                span,
            };
        }
    }
}

/// One of two values that a function may have returned.
fn either(one: Value, other: Value, span: Span) -> Value {
    if one == other {
        one
    } else {
        Value::Unknown(Unknown::Condition(span))
    }
}

fn is_name(expression: &Expr, name: &str) -> bool {
    matches!(&expression.kind, ExprKind::Name(own) if own == name)
}
