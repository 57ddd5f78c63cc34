//! Methods of strings.

use super::value::{Value, as_text};

/// What a method of `str` gives for known arguments.
pub(super) fn text_method(text: &str, name: &str, arguments: &[Value]) -> Option<Value> {
    let new = |text: String| Some(Value::Str(text));
    match (name, arguments) {
        ("replace", [Value::Str(old), Value::Str(new_text)]) => new(text.replace(old.as_str(), new_text)),
        ("lower", []) => new(text.to_lowercase()),
        ("upper", []) => new(text.to_uppercase()),
        ("strip", []) => new(text.trim().to_owned()),
        ("lstrip", []) => new(text.trim_start().to_owned()),
        ("rstrip", []) => new(text.trim_end().to_owned()),
        ("strip", [Value::Str(set)]) => new(text.trim_matches(|c| set.contains(c)).to_owned()),
        ("lstrip", [Value::Str(set)]) => new(text.trim_start_matches(|c| set.contains(c)).to_owned()),
        ("rstrip", [Value::Str(set)]) => new(text.trim_end_matches(|c| set.contains(c)).to_owned()),
        ("removeprefix", [Value::Str(prefix)]) => new(text.strip_prefix(prefix.as_str()).unwrap_or(text).to_owned()),
        ("removesuffix", [Value::Str(suffix)]) => new(text.strip_suffix(suffix.as_str()).unwrap_or(text).to_owned()),
        ("startswith", [Value::Str(prefix)]) => Some(Value::Bool(text.starts_with(prefix.as_str()))),
        ("endswith", [Value::Str(suffix)]) => Some(Value::Bool(text.ends_with(suffix.as_str()))),
        ("split", [Value::Str(separator)]) if !separator.is_empty() => Some(Value::List(
            text.split(separator.as_str())
                .map(|part| Value::Str(part.to_owned()))
                .collect(),
        )),
        ("join", [Value::Tuple(items) | Value::List(items)]) => {
            let parts: Option<Vec<&str>> = items
                .iter()
                .map(|item| match item {
                    Value::Str(part) => Some(part.as_str()),
                    _ => None,
                })
                .collect();
            new(parts?.join(text))
        }
        ("format", values) => new(format_fields(text, values)?),
        _ => None,
    }
}

/// `text.format(*values)` with fields `{}` and `{0}`.
fn format_fields(text: &str, values: &[Value]) -> Option<String> {
    let (mut result, mut next, mut rest) = (String::new(), 0, text);
    while let Some(at) = rest.find(['{', '}']) {
        result.push_str(&rest[..at]);
        let brace = &rest[at..at + 1];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            result.push_str(brace);
            rest = after;
            continue;
        }
        let (field, after) = rest.split_once('}').filter(|_| brace == "{")?;
        let index = match field {
            "" => next,
            number => number.parse().ok()?,
        };
        next += 1;
        result.push_str(&as_text(values.get(index)?)?);
        rest = after;
    }
    result.push_str(rest);
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn method(text: &str, name: &str, arguments: &[&str]) -> Option<Value> {
        let arguments: Vec<Value> = arguments.iter().map(|text| Value::Str((*text).to_owned())).collect();
        text_method(text, name, &arguments)
    }

    #[test]
    fn methods_are_those_of_python() {
        let text = |text: &str| Some(Value::Str(text.to_owned()));
        assert_eq!(method("a%b", "replace", &["%", "%%"]), text("a%%b"));
        assert_eq!(method("{}://{}{{}}", "format", &["x", "y"]), text("x://y{}"));
        assert_eq!(method("{1}{0}", "format", &["x", "y"]), text("yx"));
        assert_eq!(method("{name}", "format", &["x"]), None);
        assert_eq!(method("{", "format", &[]), None);
        assert_eq!(method("xaxx", "rstrip", &["x"]), text("xa"));
        assert_eq!(method("a", "center", &["x"]), None);
    }
}
