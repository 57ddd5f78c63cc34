//! Attributes and methods of texts, lists and dicts.

use std::rc::Rc;

use super::interpreter::Interpreter;
use super::value::Function;
use super::{Evaluation, Failure, Value, builtins, format};

const OF_STR: &str = "capitalize casefold center count encode endswith expandtabs find format format_map index isalnum isalpha \
    isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip maketrans \
    partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip \
    swapcase title translate upper zfill";
const OF_LIST: &str = "append clear copy count extend index insert pop remove reverse sort";
const OF_TUPLE: &str = "count index";
const OF_DICT: &str = "clear copy fromkeys get items keys pop popitem setdefault update values";

/// Python's `object.name`.
pub(super) fn attribute(object: &Value, name: &str) -> Evaluation {
    let has = |names: &str| name.starts_with("__") || names.split_whitespace().any(|known| known == name);
    let method = || Ok(Value::function(Function::Method(object.clone(), name.to_owned())));
    match object {
        Value::Object(own) => own.attribute(name).map_or_else(method, Ok),
        Value::Str(_) if has(OF_STR) => method(),
        Value::List(_) if has(OF_LIST) => method(),
        Value::Tuple(_) if has(OF_TUPLE) => method(),
        Value::Dict(_) if has(OF_DICT) => method(),
        Value::Function(function) if matches!(**function, Function::Builtin("context")) => method(),
        Value::Undefined
        | Value::None
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Str(_)
        | Value::List(_)
        | Value::Tuple(_)
        | Value::Dict(_)
        | Value::Function(_) => Err(Failure::rendering(format!(
            "AttributeError: '{}' object has no attribute '{name}'",
            object.type_name()
        ))),
    }
}

/// Calls a method.
pub(super) fn call(
    interpreter: &mut Interpreter<'_>,
    object: &Value,
    name: &str,
    arguments: &[Value],
    named: &[(Rc<str>, Value)],
) -> Evaluation {
    if let (Value::Str(template), "format") = (object, name) {
        return format::format(template, arguments, named, interpreter.host).map(Value::from);
    }
    if !named.is_empty() {
        return Err(Failure::unsupported(format!(
            "{name}() with arguments by name needs Python"
        )));
    }
    match object {
        Value::Str(text) => of_text(text, name, arguments),
        Value::List(items) => of_list(items, name, arguments),
        Value::Tuple(items) => of_sequence(items, name, arguments),
        Value::Dict(_) => of_dict(object, name, arguments),
        Value::Object(own) => own.call(name, arguments).map_err(Failure::unsupported),
        Value::Function(_) => builtins::call_context(interpreter, name, arguments),
        Value::Undefined | Value::None | Value::Bool(_) | Value::Int(_) => Err(unknown(object, name)),
    }
}

fn unknown(object: &Value, name: &str) -> Failure {
    Failure::unsupported(format!(
        "{}.{name}() with these arguments needs Python",
        object.type_name()
    ))
}

fn of_text(text: &str, name: &str, arguments: &[Value]) -> Evaluation {
    let texts: Option<Vec<&str>> = arguments.iter().map(Value::as_str).collect();
    if let Some(value) = texts.and_then(|texts| with_texts(text, name, &texts)) {
        return Ok(value);
    }
    let count = |limit: &Value| limit.as_number().and_then(|limit| usize::try_from(limit).ok());
    match (name, arguments) {
        ("join", [items]) => {
            let items = items.items()?;
            let texts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
            let texts = texts.ok_or_else(|| Failure::rendering("TypeError: sequence item: expected str instance"))?;
            Ok(texts.join(text).into())
        }
        ("split", [Value::Str(separator), limit]) if !separator.is_empty() => {
            let limit = count(limit).ok_or_else(|| unknown(&text.into(), name))?;
            Ok(Value::list(text.splitn(limit + 1, &**separator).map(Value::from)))
        }
        ("rsplit", [Value::Str(separator), limit]) if !separator.is_empty() => {
            let limit = count(limit).ok_or_else(|| unknown(&text.into(), name))?;
            let mut parts: Vec<&str> = text.rsplitn(limit + 1, &**separator).collect();
            parts.reverse();
            Ok(Value::list(parts.into_iter().map(Value::from)))
        }
        ("ljust" | "rjust" | "zfill", [width]) => {
            let width = count(width).filter(|width| *width < 1 << 16);
            let width = width.ok_or_else(|| unknown(&text.into(), name))?;
            Ok(match name {
                "ljust" => format!("{text:<width$}"),
                "rjust" => format!("{text:>width$}"),
                _ => {
                    let (sign, digits) = text.split_at(usize::from(text.starts_with(['+', '-'])));
                    let missing = width.saturating_sub(text.chars().count());
                    format!("{sign}{}{digits}", "0".repeat(missing))
                }
            }
            .into())
        }
        ("startswith" | "endswith", [Value::Tuple(parts)]) => {
            let parts: Vec<&str> = parts.iter().filter_map(Value::as_str).collect();
            let matches = |part: &&str| match name {
                "startswith" => text.starts_with(part),
                _ => text.ends_with(part),
            };
            Ok(Value::Bool(parts.iter().any(matches)))
        }
        _ => Err(unknown(&text.into(), name)),
    }
}

/// The methods of a text that take texts only.
fn with_texts(text: &str, name: &str, arguments: &[&str]) -> Option<Value> {
    let strip = |start: bool, end: bool| -> Option<Value> {
        let of_set = |letter: char| match arguments {
            [] => letter.is_whitespace() || matches!(letter, '\u{1c}'..='\u{1f}'),
            [set, ..] => set.contains(letter),
        };
        let stripped = if start { text.trim_start_matches(of_set) } else { text };
        let stripped = if end {
            stripped.trim_end_matches(of_set)
        } else {
            stripped
        };
        (arguments.len() < 2).then(|| stripped.into())
    };
    let number = |found: Option<usize>| {
        let characters = found.map(|at| text[..at].chars().count());
        Value::Int(characters.and_then(|at| i64::try_from(at).ok()).unwrap_or(-1))
    };
    Some(match (name, arguments) {
        ("strip", _) => strip(true, true)?,
        ("lstrip", _) => strip(true, false)?,
        ("rstrip", _) => strip(false, true)?,
        ("upper", []) => text.to_uppercase().into(),
        ("lower" | "casefold", []) => text.to_lowercase().into(),
        ("title", []) => words_capitalized(text).into(),
        ("capitalize", []) => capitalized(text).into(),
        ("replace", [from, to]) if !from.is_empty() => text.replace(from, to).into(),
        ("startswith", [part]) => Value::Bool(text.starts_with(part)),
        ("endswith", [part]) => Value::Bool(text.ends_with(part)),
        ("removeprefix", [part]) => text.strip_prefix(part).unwrap_or(text).into(),
        ("removesuffix", [part]) => text.strip_suffix(part).unwrap_or(text).into(),
        ("find", [part]) => number(text.find(part)),
        ("rfind", [part]) => number(text.rfind(part)),
        ("count", [part]) if !part.is_empty() => Value::Int(i64::try_from(text.matches(part).count()).ok()?),
        ("split", []) => Value::list(text.split_whitespace().map(Value::from)),
        ("split", [separator]) if !separator.is_empty() => Value::list(text.split(separator).map(Value::from)),
        ("splitlines", []) => Value::list(text.lines().map(Value::from)),
        ("partition", [separator]) if !separator.is_empty() => match text.split_once(separator) {
            Some((before, after)) => Value::tuple([before.into(), (*separator).into(), after.into()]),
            None => Value::tuple([text.into(), "".into(), "".into()]),
        },
        ("isdigit", []) => Value::Bool(!text.is_empty() && text.chars().all(char::is_numeric)),
        ("isidentifier", []) => {
            let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
            Value::Bool(
                text.chars().all(is_word) && text.starts_with(|letter: char| letter.is_alphabetic() || letter == '_'),
            )
        }
        _ => return None,
    })
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first
            .to_uppercase()
            .chain(letters.as_str().to_lowercase().chars())
            .collect(),
        None => String::new(),
    }
}

fn words_capitalized(text: &str) -> String {
    let mut title = String::with_capacity(text.len());
    let mut in_word = false;
    for letter in text.chars() {
        if in_word {
            title.extend(letter.to_lowercase());
        } else {
            title.extend(letter.to_uppercase());
        }
        in_word = letter.is_alphabetic();
    }
    title
}

fn of_sequence(items: &[Value], name: &str, arguments: &[Value]) -> Evaluation {
    let number = |number: usize| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
    match (name, arguments) {
        ("count", [item]) => Ok(number(items.iter().filter(|own| own.equals(item)).count())),
        ("index", [item]) => match items.iter().position(|own| own.equals(item)) {
            Some(at) => Ok(number(at)),
            None => Err(Failure::rendering("ValueError: x not in list")),
        },
        _ => Err(unknown(&Value::tuple(items.to_vec()), name)),
    }
}

fn of_list(items: &std::cell::RefCell<Vec<Value>>, name: &str, arguments: &[Value]) -> Evaluation {
    match (name, arguments) {
        ("append", [item]) => items.borrow_mut().push(item.clone()),
        ("extend", [more]) => {
            let more = more.items()?;
            items.borrow_mut().extend(more);
        }
        ("insert", [Value::Int(at), item]) => {
            let mut items = items.borrow_mut();
            let at = usize::try_from(*at).map_err(|_| Failure::unsupported("insert() from the end needs Python"))?;
            let at = at.min(items.len());
            items.insert(at, item.clone());
        }
        ("reverse", []) => items.borrow_mut().reverse(),
        ("pop", []) => {
            let last = items.borrow_mut().pop();
            return last.ok_or_else(|| Failure::rendering("IndexError: pop from empty list"));
        }
        ("copy", []) => return Ok(Value::list(items.borrow().clone())),
        _ => return of_sequence(&items.borrow(), name, arguments),
    }
    Ok(Value::None)
}

fn of_dict(dict: &Value, name: &str, arguments: &[Value]) -> Evaluation {
    let Value::Dict(items) = dict else {
        return Err(unknown(dict, name));
    };
    let find = |key: &Value| {
        let items = items.borrow();
        items
            .iter()
            .find(|(own, _)| own.equals(key))
            .map(|(_, value)| value.clone())
    };
    match (name, arguments) {
        ("get", [key]) => Ok(find(key).unwrap_or(Value::None)),
        ("get", [key, default]) => Ok(find(key).unwrap_or_else(|| default.clone())),
        ("setdefault", [key, default]) => match find(key) {
            Some(value) => Ok(value),
            None => {
                dict.set_item(key.clone(), default.clone())?;
                Ok(default.clone())
            }
        },
        ("keys", []) => Ok(Value::list(items.borrow().iter().map(|(key, _)| key.clone()))),
        ("values", []) => Ok(Value::list(items.borrow().iter().map(|(_, value)| value.clone()))),
        ("items", []) => {
            let pairs = items.borrow();
            let pairs = pairs
                .iter()
                .map(|(key, value)| Value::tuple([key.clone(), value.clone()]));
            Ok(Value::list(pairs))
        }
        ("update", [Value::Dict(more)]) => {
            let more = more.borrow().clone();
            for (key, value) in more {
                dict.set_item(key, value)?;
            }
            Ok(Value::None)
        }
        _ => Err(unknown(dict, name)),
    }
}
