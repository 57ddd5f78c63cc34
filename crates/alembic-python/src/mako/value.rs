//! The values that templates work with.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use ruff_python_ast as ruff;

use super::{Evaluation, Failure, Host};

/// Something of the program's own that a template can look at, such as Alembic's `config`.
pub trait Object {
    /// The name of its Python class, for messages.
    fn type_name(&self) -> &'static str;

    /// Python's `str` of it.
    ///
    /// # Errors
    /// Why it is known to Python only.
    fn text(&self) -> Result<String, String>;

    /// The value of an attribute that is no method.
    fn attribute(&self, _name: &str) -> Option<Value> {
        None
    }

    /// Calls a method.
    ///
    /// # Errors
    /// Why that cannot be done without Python.
    fn call(&self, name: &str, arguments: &[Value]) -> Result<Value, String>;
}

/// A Python value.
#[derive(Clone)]
pub enum Value {
    /// Mako's `UNDEFINED`: a name that nobody gave a value. It is false, and has no text.
    Undefined,
    /// `None`.
    None,
    /// A `bool`.
    Bool(bool),
    /// An `int`.
    Int(i64),
    /// A `str`.
    Str(Rc<str>),
    /// A `tuple`.
    Tuple(Rc<[Self]>),
    /// A `list`.
    List(Rc<RefCell<Vec<Self>>>),
    /// A `dict`.
    Dict(Rc<RefCell<Vec<(Self, Self)>>>),
    /// Something of the program's own.
    Object(Rc<dyn Object>),
    /// A function or method.
    Function(Rc<Function>),
}

/// What can be called.
pub enum Function {
    /// A function of Python's `builtins`, or of a module that is known here (`re.split`).
    Builtin(&'static str),
    /// A function of Alembic's own; templates get `comma`.
    Native(fn(&[Value]) -> Result<Value, String>),
    /// A method, with the value it belongs to.
    #[doc(hidden)]
    Method(Value, String),
    /// A function or lambda of the template.
    #[doc(hidden)]
    User(UserFunction),
    /// A `<%def>`, by its number.
    #[doc(hidden)]
    Def(usize),
}

#[doc(hidden)]
pub struct UserFunction {
    pub(super) name: String,
    pub(super) parameters: ruff::Parameters,
    pub(super) body: Body,
    /// The line of the template that the body's first line is, and the text that the body was read from.
    pub(super) line: usize,
    pub(super) source: Rc<str>,
    /// What the names around it stood for.
    pub(super) closure: Vec<(Rc<str>, Value)>,
}

pub(super) enum Body {
    Expression(ruff::Expr),
    Statements(Vec<ruff::Stmt>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Str(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Str(text.into())
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        text.map_or(Self::None, Self::from)
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::None, Self::from)
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Str(text) => write!(f, "{text:?}"),
            Self::Bool(flag) => write!(f, "{flag}"),
            Self::Int(number) => write!(f, "{number}"),
            other => f.write_str(other.type_name()),
        }
    }
}

impl Value {
    /// A `tuple`.
    pub fn tuple(items: impl IntoIterator<Item = Self>) -> Self {
        Self::Tuple(items.into_iter().collect())
    }

    /// A `list`.
    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self::List(Rc::new(RefCell::new(items.into_iter().collect())))
    }

    /// A `dict`.
    pub fn dict(items: impl IntoIterator<Item = (Self, Self)>) -> Self {
        Self::Dict(Rc::new(RefCell::new(items.into_iter().collect())))
    }

    /// A function of Alembic's own.
    pub fn native(function: fn(&[Self]) -> Result<Self, String>) -> Self {
        Self::function(Function::Native(function))
    }

    pub(super) fn function(function: Function) -> Self {
        Self::Function(Rc::new(function))
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The name of the Python class.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Undefined => "Undefined",
            Self::None => "NoneType",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Str(_) => "str",
            Self::Tuple(_) => "tuple",
            Self::List(_) => "list",
            Self::Dict(_) => "dict",
            Self::Object(object) => object.type_name(),
            Self::Function(_) => "function",
        }
    }

    pub(super) fn is_true(&self) -> bool {
        match self {
            Self::Undefined | Self::None => false,
            Self::Bool(flag) => *flag,
            Self::Int(number) => *number != 0,
            Self::Str(text) => !text.is_empty(),
            Self::Tuple(items) => !items.is_empty(),
            Self::List(items) => !items.borrow().is_empty(),
            Self::Dict(items) => !items.borrow().is_empty(),
            Self::Object(_) | Self::Function(_) => true,
        }
    }

    /// Python's `str`.
    pub(super) fn text(&self, host: &dyn Host) -> Evaluation<String> {
        match self {
            Self::Undefined => Err(Failure::rendering("NameError: Undefined")),
            Self::Str(text) => Ok(text.to_string()),
            Self::Object(object) => object.text().map_err(Failure::unsupported),
            other => other.repr(host),
        }
    }

    /// Python's `repr`.
    pub(super) fn repr(&self, host: &dyn Host) -> Evaluation<String> {
        let joined = |items: &[Self]| -> Evaluation<String> {
            let texts: Evaluation<Vec<String>> = items.iter().map(|item| item.repr(host)).collect();
            Ok(texts?.join(", "))
        };
        match self {
            Self::None => Ok("None".to_owned()),
            Self::Bool(flag) => Ok(if *flag { "True" } else { "False" }.to_owned()),
            Self::Int(number) => Ok(number.to_string()),
            Self::Str(text) => Ok(host.repr(text)),
            Self::Tuple(items) if items.len() == 1 => Ok(format!("({},)", joined(items)?)),
            Self::Tuple(items) => Ok(format!("({})", joined(items)?)),
            Self::List(items) => Ok(format!("[{}]", joined(&items.borrow())?)),
            Self::Dict(items) => {
                let pairs = items.borrow();
                let pairs = pairs
                    .iter()
                    .map(|(key, value)| Ok(format!("{}: {}", key.repr(host)?, value.repr(host)?)));
                Ok(format!("{{{}}}", pairs.collect::<Evaluation<Vec<_>>>()?.join(", ")))
            }
            Self::Undefined | Self::Object(_) | Self::Function(_) => Err(Failure::unsupported(format!(
                "the repr() of a {} is known to Python only",
                self.type_name()
            ))),
        }
    }

    /// What `for` goes through.
    pub(super) fn items(&self) -> Evaluation<Vec<Self>> {
        match self {
            Self::Tuple(items) => Ok(items.to_vec()),
            Self::List(items) => Ok(items.borrow().clone()),
            Self::Dict(items) => Ok(items.borrow().iter().map(|(key, _)| key.clone()).collect()),
            Self::Str(text) => Ok(text.chars().map(|letter| letter.to_string().into()).collect()),
            Self::Undefined | Self::None | Self::Bool(_) | Self::Int(_) | Self::Object(_) | Self::Function(_) => Err(
                Failure::rendering(format!("TypeError: '{}' object is not iterable", self.type_name())),
            ),
        }
    }

    /// Python's `==`.
    pub(super) fn equals(&self, other: &Self) -> bool {
        let all_equal = |left: &[Self], right: &[Self]| {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| left.equals(right))
        };
        match (self, other) {
            (Self::Undefined, Self::Undefined) | (Self::None, Self::None) => true,
            (Self::Str(left), Self::Str(right)) => left == right,
            (Self::Tuple(left), Self::Tuple(right)) => all_equal(left, right),
            (Self::List(left), Self::List(right)) => all_equal(&left.borrow(), &right.borrow()),
            (Self::Dict(left), Self::Dict(right)) => {
                let (left, right) = (left.borrow(), right.borrow());
                let holds = |(key, value): &(Self, Self)| {
                    right
                        .iter()
                        .any(|(other_key, other)| key.equals(other_key) && value.equals(other))
                };
                left.len() == right.len() && left.iter().all(holds)
            }
            (Self::Object(left), Self::Object(right)) => Rc::ptr_eq(left, right),
            (Self::Function(left), Self::Function(right)) => Rc::ptr_eq(left, right),
            _ => matches!((self.as_number(), other.as_number()), (Some(left), Some(right)) if left == right),
        }
    }

    /// The number that Python calculates with.
    pub(super) fn as_number(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Bool(flag) => Some((*flag).into()),
            _ => None,
        }
    }

    /// Python's `is`.
    pub(super) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None, Self::None) | (Self::Undefined, Self::Undefined) => true,
            (Self::Bool(left), Self::Bool(right)) => left == right,
            (Self::List(left), Self::List(right)) => Rc::ptr_eq(left, right),
            (Self::Dict(left), Self::Dict(right)) => Rc::ptr_eq(left, right),
            (Self::Object(left), Self::Object(right)) => Rc::ptr_eq(left, right),
            _ => false,
        }
    }

    /// Python's `in`, with `self` on its right.
    pub(super) fn contains(&self, item: &Self) -> Evaluation<bool> {
        match (self, item) {
            (Self::Str(text), Self::Str(part)) => Ok(text.contains(&**part)),
            (Self::Str(_), _) => Err(Failure::rendering(format!(
                "TypeError: 'in <string>' requires string as left operand, not {}",
                item.type_name()
            ))),
            _ => Ok(self.items()?.iter().any(|own| own.equals(item))),
        }
    }

    /// Python's `self[key]`.
    pub(super) fn item(&self, key: &Self, host: &dyn Host) -> Evaluation {
        if let Self::Dict(items) = self {
            let items = items.borrow();
            return match items.iter().find(|(own, _)| own.equals(key)) {
                Some((_, value)) => Ok(value.clone()),
                None => Err(Failure::rendering(format!("KeyError: {}", key.repr(host)?))),
            };
        }
        if let Self::Object(object) = self {
            return object
                .call("__getitem__", std::slice::from_ref(key))
                .map_err(Failure::unsupported);
        }
        let index = key.as_number().ok_or_else(|| {
            Failure::rendering(format!(
                "TypeError: '{}' object cannot be indexed by a {}",
                self.type_name(),
                key.type_name()
            ))
        })?;
        let items = self.items()?;
        let at = position(index, items.len());
        at.and_then(|at| items.get(at).cloned())
            .ok_or_else(|| Failure::rendering(format!("IndexError: {} index out of range", self.type_name())))
    }

    /// Python's `self[key] = value`.
    pub(super) fn set_item(&self, key: Self, value: Self) -> Evaluation<()> {
        match self {
            Self::Dict(items) => {
                let mut items = items.borrow_mut();
                match items.iter_mut().find(|(own, _)| own.equals(&key)) {
                    Some((_, old)) => *old = value,
                    None => items.push((key, value)),
                }
                Ok(())
            }
            Self::List(items) => {
                let mut items = items.borrow_mut();
                let length = items.len();
                let at = key.as_number().and_then(|index| position(index, length));
                match at.and_then(|at| items.get_mut(at)) {
                    Some(old) => {
                        *old = value;
                        Ok(())
                    }
                    None => Err(Failure::rendering("IndexError: list assignment index out of range")),
                }
            }
            other => Err(Failure::rendering(format!(
                "TypeError: '{}' object does not support item assignment",
                other.type_name()
            ))),
        }
    }

    /// Python's `self[start:end]`.
    pub(super) fn slice(&self, start: Option<i64>, end: Option<i64>) -> Evaluation {
        let items = self.items()?;
        let bound = |bound: i64| {
            let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
            let at = if bound < 0 {
                length.saturating_add(bound).max(0)
            } else {
                bound.min(length)
            };
            usize::try_from(at).unwrap_or_default()
        };
        let (start, end) = (start.map_or(0, bound), end.map_or(items.len(), bound));
        let part = items.get(start..end).unwrap_or_default().to_vec();
        match self {
            Self::Str(_) => Ok(part.iter().filter_map(Self::as_str).collect::<String>().into()),
            Self::Tuple(_) => Ok(Self::tuple(part)),
            Self::List(_) => Ok(Self::list(part)),
            other => Err(Failure::rendering(format!(
                "TypeError: '{}' object is not subscriptable",
                other.type_name()
            ))),
        }
    }
}

/// The place of an index, which counts from the end when it is negative.
fn position(index: i64, length: usize) -> Option<usize> {
    let length = i64::try_from(length).ok()?;
    let at = if index < 0 { length.checked_add(index)? } else { index };
    usize::try_from(at).ok()
}
