//! ConfigParser's `BasicInterpolation`: `%(name)s` and `%%` in values of an ini file.

use super::ini::IniError;
use super::python::python_repr;

/// Python's `MAX_INTERPOLATION_DEPTH`.
const MAX_DEPTH: usize = 10;

/// Where a value that is being interpolated stands, for error messages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// The section asked for.
    pub(super) section: &'a str,
    /// The option asked for, in lower case.
    pub(super) option: &'a str,
    /// The value of that option as written.
    pub(super) raw_value: &'a str,
}

/// Replaces every `%(name)s` in the value of `place` by what `lookup` knows under that name, in lower case.
pub(super) fn interpolate<'v>(place: Place<'v>, lookup: &impl Fn(&str) -> Option<&'v str>) -> Result<String, IniError> {
    let mut out = String::with_capacity(place.raw_value.len());
    interpolate_some(place, lookup, &mut out, place.raw_value, 1)?;
    Ok(out)
}

fn interpolate_some<'v>(
    place: Place<'v>,
    lookup: &impl Fn(&str) -> Option<&'v str>,
    out: &mut String,
    mut rest: &str,
    depth: usize,
) -> Result<(), IniError> {
    if depth > MAX_DEPTH {
        return Err(IniError::InterpolationDepth {
            option: place.option.to_owned(),
            section: place.section.to_owned(),
            raw_value: place.raw_value.to_owned(),
        });
    }
    while let Some(percent) = rest.find('%') {
        out.push_str(&rest[..percent]);
        rest = &rest[percent..];
        if let Some(after) = rest.strip_prefix("%%") {
            out.push('%');
            rest = after;
        } else if rest.starts_with("%(") {
            let (name, after) = reference(rest).ok_or_else(|| {
                syntax_error(
                    place,
                    format!("bad interpolation variable reference {}", python_repr(rest)),
                )
            })?;
            let name = name.to_lowercase();
            let value = lookup(&name).ok_or_else(|| IniError::InterpolationMissingOption {
                option: place.option.to_owned(),
                section: place.section.to_owned(),
                reference: name,
                raw_value: place.raw_value.to_owned(),
            })?;
            // A value without `%` does not count as a level.
            if value.contains('%') {
                interpolate_some(place, lookup, out, value, depth + 1)?;
            } else {
                out.push_str(value);
            }
            rest = after;
        } else {
            let message = format!("'%' must be followed by '%' or '(', found: {}", python_repr(rest));
            return Err(syntax_error(place, message));
        }
    }
    out.push_str(rest);
    Ok(())
}

/// Checks a value that a program sets: ConfigParser's `before_set`.
pub(super) fn check_before_set(value: &str) -> Result<(), IniError> {
    let mut remaining = String::with_capacity(value.len());
    let unescaped = value.replace("%%", "");
    let mut rest = unescaped.as_str();
    while let Some(percent) = rest.find('%') {
        remaining.push_str(&rest[..percent]);
        rest = &rest[percent..];
        match reference(rest) {
            Some((_, after)) => rest = after,
            None => {
                return Err(IniError::InvalidInterpolationSyntax {
                    value: value.to_owned(),
                    position: remaining.chars().count(),
                });
            }
        }
    }
    Ok(())
}

/// Reads `%(name)s` at the start of `text`; gives the name and what follows.
fn reference(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix("%(")?.split_once(')')?;
    let after = after.strip_prefix('s')?;
    (!name.is_empty()).then_some((name, after))
}

fn syntax_error(place: Place<'_>, message: String) -> IniError {
    IniError::InterpolationSyntax {
        option: place.option.to_owned(),
        section: place.section.to_owned(),
        message,
    }
}
