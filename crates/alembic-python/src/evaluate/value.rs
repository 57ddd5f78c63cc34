//! Values of constants, and what Python's operators make of them.

use std::collections::HashMap;
use std::rc::Rc;

use crate::ast::{Comparison, Function, Operator, Span};

/// The value of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    None,
    Bool(bool),
    Int(i64),
    Str(String),
    Tuple(Vec<Self>),
    List(Vec<Self>),
    /// In the order of the source; Python's own order is arbitrary.
    Set(Vec<Self>),
    /// In order; keys are distinct.
    Dict(Vec<(Self, Self)>),
    /// A `pathlib` path.
    Path(String),
    /// A module or something in it, by its full name, which is looked up when it is used.
    Imported(Rc<str>),
    Function(Callable),
    /// The attributes of a class.
    Class(Rc<HashMap<String, Self>>),
    Unknown(Unknown),
}

/// A function that is defined in Python.
#[derive(Debug, Clone)]
pub(crate) struct Callable {
    pub(crate) function: Rc<Function>,
    /// How many scopes are around its body.
    pub(crate) depth: usize,
    /// The module whose globals it sees, when it is not the one that runs.
    pub(crate) module: Option<Rc<str>>,
}

impl PartialEq for Callable {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.function, &other.function)
    }
}

/// Why a value is not known.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Unknown {
    /// The expression needs Python.
    Expression,
    /// This environment variable is not set.
    Variable(Rc<str>),
    /// This statement assigns it in one case, but not in another.
    Condition(Span),
}

pub(super) fn distinct(items: Vec<Value>) -> Value {
    let mut set: Vec<Value> = Vec::with_capacity(items.len());
    for item in items {
        if !set.contains(&item) {
            set.push(item);
        }
    }
    Value::Set(set)
}

/// Whether a value, or anything in it, is unknown.
pub(crate) fn has_unknown(value: &Value) -> bool {
    match value {
        Value::Unknown(_) => true,
        Value::Tuple(items) | Value::List(items) | Value::Set(items) => items.iter().any(has_unknown),
        Value::Dict(items) => items.iter().any(|(key, value)| has_unknown(key) || has_unknown(value)),
        Value::Imported(_) => true,
        Value::None
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Str(_)
        | Value::Path(_)
        | Value::Function(_)
        | Value::Class(_) => false,
    }
}

pub(super) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::None => Some(false),
        Value::Bool(value) => Some(*value),
        Value::Int(value) => Some(*value != 0),
        Value::Str(text) => Some(!text.is_empty()),
        Value::Tuple(items) | Value::List(items) | Value::Set(items) => Some(!items.is_empty()),
        Value::Dict(items) => Some(!items.is_empty()),
        Value::Path(_) | Value::Function(_) | Value::Class(_) => Some(true),
        Value::Imported(_) | Value::Unknown(_) => None,
    }
}

/// `str(value)` for the values whose text is plain.
pub(super) fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::Str(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        Value::None => Some("None".to_owned()),
        Value::Bool(value) => Some(if *value { "True" } else { "False" }.to_owned()),
        Value::Path(path) => Some(path.clone()),
        Value::Tuple(_)
        | Value::List(_)
        | Value::Set(_)
        | Value::Dict(_)
        | Value::Imported(_)
        | Value::Function(_)
        | Value::Class(_)
        | Value::Unknown(_) => None,
    }
}

pub(super) fn binary(left: Value, operator: Operator, right: Value) -> Value {
    let known = match (operator, left, right) {
        (Operator::Add, Value::Str(left), Value::Str(right)) => Some(Value::Str(left + &right)),
        (Operator::Add, Value::Int(left), Value::Int(right)) => left.checked_add(right).map(Value::Int),
        (Operator::Add, Value::Tuple(mut left), Value::Tuple(right)) => {
            left.extend(right);
            Some(Value::Tuple(left))
        }
        (Operator::Add, Value::List(mut left), Value::List(right)) => {
            left.extend(right);
            Some(Value::List(left))
        }
        (Operator::Remainder, Value::Str(format), right) => {
            let values = match right {
                Value::Tuple(values) => values,
                value => vec![value],
            };
            percent_format(&format, &values).map(Value::Str)
        }
        (Operator::Divide, Value::Path(left), Value::Str(right) | Value::Path(right)) => {
            Some(Value::Path(super::path::join(&left, &right)))
        }
        // Why a part is unknown is worth keeping.
        (_, unknown @ Value::Unknown(Unknown::Variable(_)), _)
        | (_, _, unknown @ Value::Unknown(Unknown::Variable(_))) => Some(unknown),
        _ => None,
    };
    known.unwrap_or(Value::Unknown(Unknown::Expression))
}

/// Sets an item of a dictionary.
pub(super) fn set_item(items: &mut Vec<(Value, Value)>, key: Value, value: Value) {
    match items.iter_mut().find(|(known, _)| *known == key) {
        Some((_, old)) => *old = value,
        None => items.push((key, value)),
    }
}

/// `format % values` with `%s`, `%d` of a number, and `%%`.
fn percent_format(format: &str, values: &[Value]) -> Option<String> {
    let (mut text, mut values) = (String::new(), values.iter());
    let mut characters = format.chars();
    while let Some(character) = characters.next() {
        if character != '%' {
            text.push(character);
            continue;
        }
        match characters.next()? {
            '%' => text.push('%'),
            's' => text.push_str(&as_text(values.next()?)?),
            'd' => match values.next()? {
                Value::Int(number) => text.push_str(&number.to_string()),
                _ => return None,
            },
            _ => return None,
        }
    }
    values.next().is_none().then_some(text)
}

pub(super) fn compare(left: &Value, operator: Comparison, right: &Value) -> Option<bool> {
    if has_unknown(left) || has_unknown(right) {
        return None;
    }
    let is_constant = |value: &Value| matches!(value, Value::None | Value::Bool(_));
    match operator {
        Comparison::Equal if same_kind(left, right) => Some(left == right),
        Comparison::NotEqual if same_kind(left, right) => Some(left != right),
        Comparison::Is if is_constant(left) || is_constant(right) => Some(left == right),
        Comparison::IsNot if is_constant(left) || is_constant(right) => Some(left != right),
        Comparison::In => contains(right, left),
        Comparison::NotIn => contains(right, left).map(|contains| !contains),
        _ => None,
    }
}

/// Whether two values of our own kinds compare as Python compares them; `1 == True` does not.
fn same_kind(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Int(_), Value::Bool(_)) | (Value::Bool(_), Value::Int(_)) => false,
        (Value::Set(_), _) | (_, Value::Set(_)) => false,
        (Value::Tuple(left), Value::Tuple(right)) | (Value::List(left), Value::List(right)) => {
            left.iter().zip(right).all(|(left, right)| same_kind(left, right))
        }
        _ => true,
    }
}

fn contains(container: &Value, item: &Value) -> Option<bool> {
    match (container, item) {
        (Value::Str(text), Value::Str(part)) => Some(text.contains(part)),
        (Value::Tuple(items) | Value::List(items) | Value::Set(items), _)
            if items.iter().all(|own| same_kind(own, item)) =>
        {
            Some(items.contains(item))
        }
        _ => None,
    }
}

pub(super) fn item_at(object: Value, index: &Value) -> Option<Value> {
    if let Value::Dict(items) = object {
        let found = items.into_iter().find(|(key, _)| key == index);
        return found.map(|(_, value)| value);
    }
    let Value::Int(index) = index else { return None };
    let index = usize::try_from(*index).ok()?;
    match object {
        Value::Tuple(mut items) | Value::List(mut items) => (index < items.len()).then(|| items.swap_remove(index)),
        Value::Str(text) => text
            .chars()
            .nth(index)
            .map(|character| Value::Str(character.to_string())),
        _ => None,
    }
}
