//! What every template can call: Python's builtins, Mako's `context` and its filters.

use std::rc::Rc;

use ruff_python_ast as ruff;

use super::expression::order;
use super::interpreter::Interpreter;
use super::value::Function;
use super::{Evaluation, Failure, Object, Value, patterns};

/// A builtin function by its name.
pub(super) fn named(name: &str) -> Option<&'static str> {
    const NAMES: [&str; 22] = [
        "repr",
        "str",
        "len",
        "int",
        "bool",
        "list",
        "tuple",
        "dict",
        "sorted",
        "reversed",
        "enumerate",
        "zip",
        "range",
        "min",
        "max",
        "any",
        "all",
        "sum",
        "abs",
        "isinstance",
        "capture",
        "print",
    ];
    NAMES.into_iter().find(|known| *known == name)
}

type Named<'n> = &'n [(Rc<str>, Value)];

/// Calls a builtin function.
pub(super) fn call(
    interpreter: &mut Interpreter<'_>,
    name: &'static str,
    arguments: &[Value],
    named: Named<'_>,
) -> Evaluation {
    let host = interpreter.host;
    if !named.is_empty() && !matches!(name, "sorted" | "dict") {
        return Err(Failure::unsupported(format!(
            "{name}() with arguments by name needs Python"
        )));
    }
    match (name, arguments) {
        ("repr", [value]) => Ok(value.repr(host)?.into()),
        ("str", []) => Ok("".into()),
        ("str", [value]) => Ok(value.text(host)?.into()),
        ("bool", [value]) => Ok(Value::Bool(value.is_true())),
        ("len", [value]) => Ok(Value::Int(i64::try_from(value.items()?.len()).unwrap_or(i64::MAX))),
        ("int", [Value::Str(text)]) => text.trim().parse().map(Value::Int).map_err(|_| {
            Failure::rendering(format!(
                "ValueError: invalid literal for int() with base 10: {}",
                host.repr(text)
            ))
        }),
        ("int" | "abs", [value]) => {
            let number = value.as_number();
            let number = number.ok_or_else(|| Failure::unsupported(format!("{name}() of this needs Python")))?;
            Ok(Value::Int(if name == "abs" { number.saturating_abs() } else { number }))
        }
        ("list", []) => Ok(Value::list([])),
        ("list", [value]) => Ok(Value::list(value.items()?)),
        ("tuple", []) => Ok(Value::tuple([])),
        ("tuple", [value]) => Ok(Value::tuple(value.items()?)),
        ("dict", []) => Ok(Value::dict(
            named
                .iter()
                .map(|(name, value)| (Value::Str(name.clone()), value.clone())),
        )),
        ("sorted", [value]) => sorted(interpreter, value.items()?, named),
        ("reversed", [value]) => Ok(Value::list(value.items()?.into_iter().rev())),
        ("enumerate", [value]) => Ok(enumerated(value.items()?, 0)),
        ("enumerate", [value, Value::Int(start)]) => Ok(enumerated(value.items()?, *start)),
        ("zip", values) => zip(values),
        ("range", bounds) => range(bounds),
        ("any", [value]) => Ok(Value::Bool(value.items()?.iter().any(Value::is_true))),
        ("all", [value]) => Ok(Value::Bool(value.items()?.iter().all(Value::is_true))),
        ("sum", [value]) => {
            let mut sum = Value::Int(0);
            for item in value.items()? {
                sum = interpreter.binary(&sum, ruff::Operator::Add, &item)?;
            }
            Ok(sum)
        }
        ("min" | "max", [value]) => extreme(name, value.items()?),
        ("min" | "max", values) => extreme(name, values.to_vec()),
        ("isinstance", [value, classes]) => is_instance(value, classes).map(Value::Bool),
        ("capture", [function, rest @ ..]) => interpreter.capture(function, rest.to_vec()),
        (name, arguments) if name.starts_with("re.") => patterns::call(name, arguments),
        _ => Err(Failure::unsupported(format!(
            "{name}() with these arguments needs Python"
        ))),
    }
}

/// Calls a method of Mako's `context`.
pub(super) fn call_context(interpreter: &mut Interpreter<'_>, name: &str, arguments: &[Value]) -> Evaluation {
    match (name, arguments) {
        ("get", [Value::Str(name)]) => Ok(interpreter.context_value(name).unwrap_or(Value::None)),
        ("get", [Value::Str(name), default]) => Ok(interpreter.context_value(name).unwrap_or_else(|| default.clone())),
        ("write", [text]) => {
            let text = text.text(interpreter.host)?;
            interpreter.write(&text);
            Ok("".into())
        }
        _ => Err(Failure::unsupported(format!(
            "context.{name}() with these arguments needs Python"
        ))),
    }
}

fn sorted(interpreter: &mut Interpreter<'_>, items: Vec<Value>, named: Named<'_>) -> Evaluation {
    let mut key = None;
    let mut reverse = false;
    for (name, value) in named {
        match &**name {
            "key" => key = Some(value),
            "reverse" => reverse = value.is_true(),
            _ => {
                return Err(Failure::rendering(format!(
                    "TypeError: sorted() got an unexpected keyword argument '{name}'"
                )));
            }
        }
    }
    let mut keyed = Vec::with_capacity(items.len());
    for item in items {
        let by = match key {
            Some(Value::None) | None => item.clone(),
            Some(key) => interpreter.call(key, vec![item.clone()], Vec::new())?,
        };
        keyed.push((by, item));
    }
    let mut failure = None;
    keyed.sort_by(|(left, _), (right, _)| {
        let ordering = order(left, right).unwrap_or_else(|error| {
            failure.get_or_insert(error);
            std::cmp::Ordering::Equal
        });
        if reverse { ordering.reverse() } else { ordering }
    });
    match failure {
        Some(failure) => Err(failure),
        None => Ok(Value::list(keyed.into_iter().map(|(_, item)| item))),
    }
}

fn enumerated(items: Vec<Value>, start: i64) -> Value {
    let numbers = std::iter::successors(Some(start), |number| Some(number.saturating_add(1)));
    Value::list(
        numbers
            .zip(items)
            .map(|(number, item)| Value::tuple([Value::Int(number), item])),
    )
}

fn zip(values: &[Value]) -> Evaluation {
    let columns = values.iter().map(Value::items).collect::<Evaluation<Vec<_>>>()?;
    let length = columns.iter().map(Vec::len).min().unwrap_or_default();
    let row = |index: usize| Value::tuple(columns.iter().filter_map(|column| column.get(index).cloned()));
    Ok(Value::list((0..length).map(row)))
}

fn range(bounds: &[Value]) -> Evaluation {
    const LONGEST: i64 = 100_000;
    let numbers: Option<Vec<i64>> = bounds.iter().map(Value::as_number).collect();
    let (start, end) = match numbers.as_deref() {
        Some([end]) => (0, *end),
        Some([start, end]) => (*start, *end),
        _ => return Err(Failure::unsupported("range() with these arguments needs Python")),
    };
    if end.saturating_sub(start) > LONGEST {
        return Err(Failure::unsupported(format!("a range of more than {LONGEST} numbers")));
    }
    Ok(Value::list((start..end).map(Value::Int)))
}

fn extreme(name: &str, items: Vec<Value>) -> Evaluation {
    let mut items = items.into_iter();
    let Some(mut best) = items.next() else {
        return Err(Failure::rendering(format!(
            "ValueError: {name}() arg is an empty sequence"
        )));
    };
    for item in items {
        let ordering = order(&item, &best)?;
        if ordering.is_lt() && name == "min" || ordering.is_gt() && name == "max" {
            best = item;
        }
    }
    Ok(best)
}

fn is_instance(value: &Value, classes: &Value) -> Evaluation<bool> {
    match classes {
        Value::Tuple(classes) => {
            for class in classes.iter() {
                if is_instance(value, class)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Value::Function(function) => match &**function {
            Function::Builtin(class @ ("str" | "int" | "bool" | "list" | "tuple" | "dict")) => {
                Ok(value.type_name() == *class || (*class == "int" && matches!(value, Value::Bool(_))))
            }
            _ => Err(Failure::unsupported("isinstance() with this class needs Python")),
        },
        _ => Err(Failure::unsupported("isinstance() with this class needs Python")),
    }
}

/// Mako's own filters; they come before functions of the same name.
pub(super) fn filter(filter: &ruff::Expr) -> Option<fn(&str) -> String> {
    match filter {
        ruff::Expr::Name(name) => match name.id.as_str() {
            "h" | "x" => Some(escape),
            "u" => Some(quote_plus),
            "trim" => Some(|text| text.trim().to_owned()),
            "str" | "unicode" => Some(str::to_owned),
            _ => None,
        },
        ruff::Expr::Attribute(node) => match &*node.value {
            ruff::Expr::Name(name) if name.id == "decode" => Some(str::to_owned),
            _ => None,
        },
        _ => None,
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&#34;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

fn quote_plus(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-' | b'~' => quoted.push(byte.into()),
            b' ' => quoted.push('+'),
            _ => quoted.push_str(&format!("%{byte:02X}")),
        }
    }
    quoted
}

/// Mako's `loop`.
struct Loop {
    index: usize,
    length: usize,
    parent: Value,
}

pub(super) fn loop_state(index: usize, length: usize, parent: Value) -> Value {
    Value::Object(Rc::new(Loop { index, length, parent }))
}

impl Object for Loop {
    fn type_name(&self) -> &'static str {
        "LoopContext"
    }

    fn text(&self) -> Result<String, String> {
        Err("the text of 'loop' is known to Python only".to_owned())
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        let number = |number: usize| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
        match name {
            "index" => Some(number(self.index)),
            "reverse_index" => Some(number(self.length - self.index - 1)),
            "first" => Some(Value::Bool(self.index == 0)),
            "last" => Some(Value::Bool(self.index + 1 == self.length)),
            "even" => Some(Value::Bool(self.index.is_multiple_of(2))),
            "odd" => Some(Value::Bool(!self.index.is_multiple_of(2))),
            "parent" => Some(self.parent.clone()),
            _ => None,
        }
    }

    fn call(&self, name: &str, arguments: &[Value]) -> Result<Value, String> {
        match (name, arguments.len()) {
            ("cycle", length @ 1..) => Ok(arguments[self.index % length].clone()),
            _ => Err(format!("loop.{name}() needs Python")),
        }
    }
}

/// What an import gives that only Python can do: it may stand there, but not be used.
struct NotImported(String);

pub(super) fn not_imported(why: String) -> Value {
    Value::Object(Rc::new(NotImported(why)))
}

impl Object for NotImported {
    fn type_name(&self) -> &'static str {
        "module"
    }

    fn text(&self) -> Result<String, String> {
        Err(self.0.clone())
    }

    fn attribute(&self, _: &str) -> Option<Value> {
        Some(not_imported(self.0.clone()))
    }

    fn call(&self, _: &str, _: &[Value]) -> Result<Value, String> {
        Err(self.0.clone())
    }
}
