//! Runs the top level of a module as far as constants carry: assignments, branches on known values, `try` blocks.
//!
//! What only Python could know becomes [`Value::Unknown`] and stays so through every use.

use std::collections::HashMap;

mod value;

use crate::ast::{Comparison, Expr, ExprKind, FStringPart, Span, Stmt, StmtKind};
pub(crate) use value::{Unknown, Value, has_unknown};
use value::{as_text, binary, compare, distinct, item_at, truth};

/// What a name stands for, and the expression that gave the value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Binding {
    pub(crate) value: Value,
    pub(crate) span: Span,
}

/// The names of a module after it was imported.
#[derive(Debug, Clone, Default)]
pub(crate) struct Namespace {
    names: HashMap<String, Binding>,
}

/// How a block of statements ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Flow {
    Next,
    /// By this `raise`.
    Raised(Span),
}

impl Namespace {
    pub(crate) fn get(&self, name: &str) -> Option<&Binding> {
        self.names.get(name)
    }

    pub(crate) fn bind(&mut self, name: &str, value: Value, span: Span) {
        self.names.insert(name.to_owned(), Binding { value, span });
    }

    /// Runs statements one after the other.
    pub(crate) fn run(&mut self, block: &[Stmt]) -> Flow {
        for statement in block {
            if let Flow::Raised(span) = self.run_one(statement) {
                return Flow::Raised(span);
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
                            self.names.remove(name);
                        }
                        _ => self.assign(target, Value::Unknown(Unknown::Expression), span),
                    }
                }
            }
            StmtKind::Bind { names } => {
                for name in names {
                    self.bind(name, Value::Unknown(Unknown::Expression), span);
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
            StmtKind::With { targets, body } => {
                for target in targets {
                    self.assign(target, Value::Unknown(Unknown::Expression), span);
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
                if other.run(body) == Flow::Next {
                    self.join(other, span);
                }
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

    fn run_try(&mut self, body: &[Stmt], handlers: &[Vec<Stmt>], orelse: &[Stmt], span: Span) -> Flow {
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
            let flows = (handled.run(handler), flow);
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
            StmtKind::Nothing => true,
            _ => false,
        }
    }

    /// Continues with both of two ways that a statement may have gone: the other one's, then the own flow.
    fn merge(&mut self, other: Self, (other_flow, own_flow): (Flow, Flow), span: Span) -> Flow {
        match (other_flow, own_flow) {
            (Flow::Next, Flow::Next) => self.join(other, span),
            (Flow::Next, Flow::Raised(_)) => *self = other,
            (Flow::Raised(_), Flow::Next) => {}
            (Flow::Raised(_), Flow::Raised(_)) => return own_flow,
        }
        Flow::Next
    }

    /// Keeps what two ways have in common.
    fn join(&mut self, other: Self, span: Span) {
        let unknown = |span| Binding {
            value: Value::Unknown(Unknown::Condition(span)),
            span,
        };
        for (name, own) in &mut self.names {
            if other.names.get(name).is_none_or(|other| other.value != own.value) {
                *own = unknown(span);
            }
        }
        for (name, _) in other.names {
            self.names.entry(name).or_insert_with(|| unknown(span));
        }
    }

    fn assign(&mut self, target: &Expr, value: Value, span: Span) {
        match &target.kind {
            ExprKind::Name(name) => self.bind(name, value, span),
            ExprKind::Tuple(targets) | ExprKind::List(targets) => self.unpack(targets, value, span),
            ExprKind::Starred(target) => self.assign(target, value, span),
            ExprKind::Subscript { object, index } => match (&object.kind, &index.kind) {
                (ExprKind::Call { function, arguments }, ExprKind::Str(name))
                    if arguments.is_empty() && is_name(function, "globals") =>
                {
                    self.bind(name, value, span);
                }
                (ExprKind::Name(name), _) => self.forget_mutated(name, span),
                _ => {}
            },
            _ => {}
        }
    }

    fn unpack(&mut self, targets: &[Expr], value: Value, span: Span) {
        let unknown = match &value {
            Value::Unknown(unknown) => *unknown,
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

    /// Something happened to the list or set that a name stands for; others may stand for the same one.
    fn forget_mutated(&mut self, name: &str, span: Span) {
        let Some(Binding {
            value: mutated @ (Value::List(_) | Value::Set(_)),
            ..
        }) = self.get(name).cloned()
        else {
            return;
        };
        for binding in self.names.values_mut().filter(|binding| binding.value == mutated) {
            *binding = Binding {
                value: Value::Unknown(Unknown::Expression),
                span,
            };
        }
    }

    fn evaluate(&mut self, expression: &Expr) -> Value {
        const UNKNOWN: Value = Value::Unknown(Unknown::Expression);
        match &expression.kind {
            ExprKind::None => Value::None,
            ExprKind::Bool(value) => Value::Bool(*value),
            ExprKind::Int(value) => Value::Int(*value),
            ExprKind::Str(value) => Value::Str(value.clone()),
            ExprKind::Name(name) => match self.get(name) {
                Some(Binding {
                    value: Value::Unknown(_),
                    ..
                })
                | None
                    if name == "TYPE_CHECKING" =>
                {
                    Value::Bool(false)
                }
                Some(binding) => binding.value.clone(),
                None => UNKNOWN,
            },
            ExprKind::Tuple(items) => self.items(items).map_or(UNKNOWN, Value::Tuple),
            ExprKind::List(items) => self.items(items).map_or(UNKNOWN, Value::List),
            ExprKind::Set(items) => self.items(items).map_or(UNKNOWN, distinct),
            ExprKind::FString(parts) => self.f_string(parts).map_or(UNKNOWN, Value::Str),
            ExprKind::Binary { left, operator, right } => {
                let (left, right) = (self.evaluate(left), self.evaluate(right));
                binary(left, *operator, right)
            }
            ExprKind::Not(operand) => truth(&self.evaluate(operand)).map_or(UNKNOWN, |truth| Value::Bool(!truth)),
            ExprKind::And(operands) => self.first_with_truth(operands, false),
            ExprKind::Or(operands) => self.first_with_truth(operands, true),
            ExprKind::Compare { left, operator, right } => {
                if is_name(left, "__name__") && matches!(&right.kind, ExprKind::Str(name) if name == "__main__") {
                    return Value::Bool(*operator == Comparison::NotEqual);
                }
                let (left, right) = (self.evaluate(left), self.evaluate(right));
                compare(&left, *operator, &right).map_or(UNKNOWN, Value::Bool)
            }
            ExprKind::Conditional { test, body, orelse } => match truth(&self.evaluate(test)) {
                Some(true) => self.evaluate(body),
                Some(false) => self.evaluate(orelse),
                None => UNKNOWN,
            },
            ExprKind::Named { name, value } => {
                let span = value.span;
                let value = self.evaluate(value);
                self.bind(name, value.clone(), span);
                value
            }
            ExprKind::Attribute { name, .. } if name == "TYPE_CHECKING" => Value::Bool(false),
            ExprKind::Subscript { object, index } => {
                let (object, index) = (self.evaluate(object), self.evaluate(index));
                item_at(object, &index).unwrap_or(UNKNOWN)
            }
            ExprKind::Call { function, arguments } => self.call(function, arguments, expression.span),
            ExprKind::Attribute { .. } | ExprKind::Starred(_) | ExprKind::Other => UNKNOWN,
        }
    }

    /// The items of a display; `None` when a starred one is unknown.
    fn items(&mut self, items: &[Expr]) -> Option<Vec<Value>> {
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            match &item.kind {
                ExprKind::Starred(inner) => match self.evaluate(inner) {
                    Value::Tuple(more) | Value::List(more) | Value::Set(more) => values.extend(more),
                    _ => return None,
                },
                _ => values.push(self.evaluate(item)),
            }
        }
        Some(values)
    }

    fn f_string(&mut self, parts: &[FStringPart]) -> Option<String> {
        let mut text = String::new();
        for part in parts {
            match part {
                FStringPart::Text(part) => text.push_str(part),
                FStringPart::Value(expression) => text.push_str(&as_text(&self.evaluate(expression))?),
            }
        }
        Some(text)
    }

    /// `and` stops at the first false operand, `or` at the first true one.
    fn first_with_truth(&mut self, operands: &[Expr], stop: bool) -> Value {
        let mut last = Value::None;
        for operand in operands {
            last = self.evaluate(operand);
            match truth(&last) {
                Some(truth) if truth == stop => return last,
                Some(_) => {}
                None => return Value::Unknown(Unknown::Expression),
            }
        }
        last
    }

    fn call(&mut self, function: &Expr, arguments: &[Expr], span: Span) -> Value {
        if let ExprKind::Attribute { object, .. } = &function.kind
            && let ExprKind::Name(name) = &object.kind
        {
            self.forget_mutated(name, span);
        }
        let values = self.items(arguments).unwrap_or_default();
        let builtin = match &function.kind {
            ExprKind::Name(name) if !self.names.contains_key(name) => name.as_str(),
            _ => return Value::Unknown(Unknown::Expression),
        };
        match (builtin, values.as_slice()) {
            ("tuple" | "frozenset", []) if arguments.is_empty() => Value::Tuple(Vec::new()),
            ("list", []) if arguments.is_empty() => Value::List(Vec::new()),
            ("set", []) if arguments.is_empty() => Value::Set(Vec::new()),
            ("tuple", [Value::Tuple(items) | Value::List(items) | Value::Set(items)]) => Value::Tuple(items.clone()),
            ("list", [Value::Tuple(items) | Value::List(items) | Value::Set(items)]) => Value::List(items.clone()),
            ("set" | "frozenset", [Value::Tuple(items) | Value::List(items) | Value::Set(items)]) => {
                distinct(items.clone())
            }
            ("str", [value]) => as_text(value).map_or(Value::Unknown(Unknown::Expression), Value::Str),
            _ => Value::Unknown(Unknown::Expression),
        }
    }
}

fn is_name(expression: &Expr, name: &str) -> bool {
    matches!(&expression.kind, ExprKind::Name(own) if own == name)
}
