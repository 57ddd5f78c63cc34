//! The values of expressions.

use std::rc::Rc;

use super::native::path_attribute;
use super::value::{Callable, as_text, binary, compare, distinct, item_at, set_item, truth};
use super::{Binding, Namespace, Unknown, Value, is_name};
use crate::ast::{Comparison, Expr, ExprKind, FStringPart};

impl Namespace<'_> {
    pub(crate) fn evaluate(&mut self, expression: &Expr) -> Value {
        const UNKNOWN: Value = Value::Unknown(Unknown::Expression);
        match &expression.kind {
            ExprKind::None => Value::None,
            ExprKind::Bool(value) => Value::Bool(*value),
            ExprKind::Int(value) => Value::Int(*value),
            ExprKind::Str(value) => Value::Str(value.clone()),
            ExprKind::Name(name) => match self.get(name) {
                Some(Binding {
                    value: Value::Unknown(_) | Value::Imported(_),
                    ..
                })
                | None
                    if name == "TYPE_CHECKING" =>
                {
                    Value::Bool(false)
                }
                Some(binding) => self.resolved(binding.value.clone()),
                None => UNKNOWN,
            },
            ExprKind::Tuple(items) => self.items(items).map_or(UNKNOWN, Value::Tuple),
            ExprKind::List(items) => self.items(items).map_or(UNKNOWN, Value::List),
            ExprKind::Set(items) => self.items(items).map_or(UNKNOWN, distinct),
            ExprKind::Dict(items) => self.dict(items).map_or(UNKNOWN, Value::Dict),
            ExprKind::FString(parts) => self.f_string(parts),
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
                if let Value::Imported(name) = &object {
                    return self.native_item(name, &index);
                }
                item_at(object, &index).unwrap_or(UNKNOWN)
            }
            ExprKind::Call {
                function,
                arguments,
                keywords,
            } => self.call(function, arguments, keywords, expression.span),
            ExprKind::Attribute { object, name } => {
                let object = self.evaluate(object);
                self.attribute(object, name)
            }
            ExprKind::Await(value) => self.evaluate(value),
            ExprKind::Lambda(function) => Value::Function(Callable {
                function: Rc::clone(function),
                depth: self.scopes.len(),
                module: None,
            }),
            ExprKind::Starred(_) | ExprKind::Other => UNKNOWN,
        }
    }

    /// The items of a display; `None` when a starred one is unknown.
    pub(super) fn items(&mut self, items: &[Expr]) -> Option<Vec<Value>> {
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

    /// The items of a dictionary; `None` when those of a `**value` are unknown.
    fn dict(&mut self, items: &[(Option<Expr>, Expr)]) -> Option<Vec<(Value, Value)>> {
        let mut values = Vec::with_capacity(items.len());
        for (key, value) in items {
            let value = self.evaluate(value);
            match (key, value) {
                (Some(key), value) => {
                    let key = self.evaluate(key);
                    set_item(&mut values, key, value);
                }
                (None, Value::Dict(more)) => {
                    for (key, value) in more {
                        set_item(&mut values, key, value);
                    }
                }
                (None, _) => return None,
            }
        }
        Some(values)
    }

    fn f_string(&mut self, parts: &[FStringPart]) -> Value {
        let mut text = String::new();
        for part in parts {
            match part {
                FStringPart::Text(part) => text.push_str(part),
                FStringPart::Value(expression) => match self.evaluate(expression) {
                    unknown @ Value::Unknown(Unknown::Variable(_)) => return unknown,
                    value => match as_text(&value) {
                        Some(part) => text.push_str(&part),
                        None => return Value::Unknown(Unknown::Expression),
                    },
                },
            }
        }
        Value::Str(text)
    }

    /// The value behind a name that is imported, if it is a constant that can be found.
    pub(super) fn resolved(&self, value: Value) -> Value {
        match value {
            Value::Imported(name) => self.world.resolve(&name).unwrap_or(Value::Imported(name)),
            value => value,
        }
    }

    fn attribute(&mut self, object: Value, name: &str) -> Value {
        match object {
            Value::Imported(module) => self.native_attribute(format!("{module}.{name}")),
            Value::Class(names) => match names.get(name) {
                Some(value) => self.resolved(value.clone()),
                None => Value::Unknown(Unknown::Expression),
            },
            Value::Path(path) => path_attribute(&path, name).unwrap_or(Value::Unknown(Unknown::Expression)),
            unknown @ Value::Unknown(Unknown::Variable(_)) => unknown,
            _ => Value::Unknown(Unknown::Expression),
        }
    }

    /// `and` stops at the first false operand, `or` at the first true one.
    fn first_with_truth(&mut self, operands: &[Expr], stop: bool) -> Value {
        let mut last = Value::None;
        for operand in operands {
            last = self.evaluate(operand);
            match (truth(&last), &last) {
                (Some(truth), _) if truth == stop => return last,
                (Some(_), _) => {}
                (None, Value::Unknown(Unknown::Variable(_))) => return last,
                (None, _) => return Value::Unknown(Unknown::Expression),
            }
        }
        last
    }
}
