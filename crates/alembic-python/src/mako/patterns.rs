//! Python's module `re`.

use std::rc::Rc;

use regex::{Captures, Regex};

use super::value::Function;
use super::{Evaluation, Failure, Object, Value};

/// The modules that are known here.
pub(super) fn import(module: &str, name: Option<&str>) -> Option<Value> {
    match (module, name) {
        ("re", None) => Some(Value::Object(Rc::new(Re))),
        ("re", Some(name)) => function(name),
        ("__future__", Some(_)) => Some(Value::None),
        _ => None,
    }
}

fn function(name: &str) -> Option<Value> {
    let known = ["re.split", "re.sub", "re.findall", "re.match", "re.search", "re.escape"];
    let known = known
        .into_iter()
        .find(|known| known.strip_prefix("re.") == Some(name))?;
    Some(Value::function(Function::Builtin(known)))
}

struct Re;

impl Object for Re {
    fn type_name(&self) -> &'static str {
        "module"
    }

    fn text(&self) -> Result<String, String> {
        Err("the text of a module is known to Python only".to_owned())
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        function(name)
    }

    fn call(&self, name: &str, _: &[Value]) -> Result<Value, String> {
        Err(format!("re.{name} needs Python"))
    }
}

/// A match, with its groups.
struct Match(Vec<Option<String>>);

impl Object for Match {
    fn type_name(&self) -> &'static str {
        "Match"
    }

    fn text(&self) -> Result<String, String> {
        Err("the text of a match is known to Python only".to_owned())
    }

    fn call(&self, name: &str, arguments: &[Value]) -> Result<Value, String> {
        let group = |index: usize| {
            let group = self.0.get(index).ok_or("IndexError: no such group")?;
            Ok(Value::from(group.as_deref()))
        };
        match (name, arguments) {
            ("group", []) => group(0),
            ("group" | "__getitem__", [index]) => {
                let index = index.as_number().and_then(|index| usize::try_from(index).ok());
                group(index.ok_or("groups by name need Python")?)
            }
            ("groups", []) => Ok(Value::tuple(self.0.iter().skip(1).map(|group| group.as_deref().into()))),
            _ => Err(format!("Match.{name}() needs Python")),
        }
    }
}

fn found(captures: Option<Captures<'_>>) -> Value {
    captures.map_or(Value::None, |captures| {
        let groups = captures
            .iter()
            .map(|group| group.map(|group| group.as_str().to_owned()));
        Value::Object(Rc::new(Match(groups.collect())))
    })
}

/// Calls `re.name(pattern, …)`.
pub(super) fn call(name: &str, arguments: &[Value]) -> Evaluation {
    let texts: Option<Vec<&str>> = arguments.iter().map(Value::as_str).collect();
    let texts = texts.ok_or_else(|| Failure::unsupported(format!("{name} with these arguments needs Python")))?;
    if let ("re.escape", [text]) = (name, texts.as_slice()) {
        return Ok(regex::escape(text).into());
    }
    let (pattern, rest) = texts
        .split_first()
        .ok_or_else(|| Failure::rendering(format!("TypeError: {name}() missing a required argument")))?;
    let regex = Regex::new(pattern)
        .map_err(|_| Failure::unsupported(format!("the regular expression {pattern:?} needs Python")))?;
    let is_empty = regex.is_match("");
    match (name, rest) {
        ("re.split", [text]) if regex.captures_len() == 1 && !is_empty => {
            Ok(Value::list(regex.split(text).map(Value::from)))
        }
        ("re.sub", [replacement, text]) if !replacement.contains('\\') && !is_empty => Ok(regex
            .replace_all(text, regex::NoExpand(replacement))
            .into_owned()
            .into()),
        ("re.findall", [text]) if regex.captures_len() == 1 && !is_empty => {
            Ok(Value::list(regex.find_iter(text).map(|found| found.as_str().into())))
        }
        ("re.search", [text]) => Ok(found(regex.captures(text))),
        ("re.match", [text]) => {
            let anchored = Regex::new(&format!("^(?:{pattern})"));
            let anchored = anchored.map_err(|error| Failure::unsupported(error.to_string()))?;
            Ok(found(anchored.captures(text)))
        }
        _ => Err(Failure::unsupported(format!(
            "{name} with these arguments needs Python"
        ))),
    }
}
