//! Python's two ways to put values into a text: `%` and `str.format`.

use super::{Evaluation, Failure, Host, Value};

/// `template % values`.
pub(super) fn percent(template: &str, values: &Value, host: &dyn Host) -> Evaluation<String> {
    let mut positional = match values {
        Value::Tuple(items) => items.to_vec(),
        value => vec![value.clone()],
    }
    .into_iter();
    let is_mapping = matches!(values, Value::Dict(_));
    let mut text = String::new();
    let mut rest = template;
    while let Some(at) = rest.find('%') {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let mut by_name = None;
        if let Some(named) = rest.strip_prefix('(') {
            let end = named
                .find(')')
                .ok_or_else(|| Failure::rendering("ValueError: incomplete format key"))?;
            by_name = Some(values.item(&named[..end].into(), host)?);
            rest = &named[end + 1..];
        }
        let mut letters = rest.chars();
        let conversion = letters
            .next()
            .ok_or_else(|| Failure::rendering("ValueError: incomplete format"))?;
        rest = letters.as_str();
        if conversion == '%' {
            text.push('%');
            continue;
        }
        let value = match by_name {
            Some(value) => value,
            None => positional
                .next()
                .ok_or_else(|| Failure::rendering("TypeError: not enough arguments for format string"))?,
        };
        match (conversion, value.as_number()) {
            ('s', _) => text.push_str(&value.text(host)?),
            ('r', _) => text.push_str(&value.repr(host)?),
            ('d' | 'i' | 'u', Some(number)) => text.push_str(&number.to_string()),
            ('d' | 'i' | 'u', None) => {
                return Err(Failure::rendering(format!(
                    "TypeError: %{conversion} format: a real number is required, not {}",
                    value.type_name()
                )));
            }
            _ => return Err(Failure::unsupported(format!("the format '%{conversion}' needs Python"))),
        }
    }
    text.push_str(rest);
    if !is_mapping && positional.next().is_some() {
        return Err(Failure::rendering(
            "TypeError: not all arguments converted during string formatting",
        ));
    }
    Ok(text)
}

/// `template.format(*values, **named)`, with plain fields.
pub(super) fn format(
    template: &str,
    values: &[Value],
    named: &[(std::rc::Rc<str>, Value)],
    host: &dyn Host,
) -> Evaluation<String> {
    let mut text = String::new();
    let mut next = 0;
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(behind) = rest.strip_prefix(brace) {
            text.push_str(brace);
            rest = behind;
            continue;
        }
        let end = match rest.find('}') {
            Some(end) if brace == "{" => end,
            _ => {
                return Err(Failure::rendering(format!(
                    "ValueError: Single '{brace}' encountered in format string"
                )));
            }
        };
        let (field, conversion) = match rest[..end].split_once('!') {
            Some((field, conversion)) => (field, conversion),
            None => (&rest[..end], "s"),
        };
        rest = &rest[end + 1..];
        let value = if field.is_empty() {
            next += 1;
            values.get(next - 1)
        } else if let Ok(index) = field.parse::<usize>() {
            values.get(index)
        } else if field.chars().all(|letter| letter.is_alphanumeric() || letter == '_') {
            named.iter().find(|(name, _)| **name == *field).map(|(_, value)| value)
        } else {
            return Err(Failure::unsupported(format!("the field '{{{field}}}' needs Python")));
        };
        let value = value.ok_or_else(|| {
            Failure::rendering("IndexError: Replacement index out of range for positional args tuple")
        })?;
        text.push_str(&match conversion {
            "s" => value.text(host)?,
            "r" => value.repr(host)?,
            _ => {
                return Err(Failure::unsupported(format!(
                    "the conversion '!{conversion}' needs Python"
                )));
            }
        });
    }
    text.push_str(rest);
    Ok(text)
}
