//! Numbers in Python's `%` operator.

use super::{PercentError, Spec, pad};

/// `%d`, `%o`, `%x` and their kin for an `int`.
pub(super) fn integer(number: i64, conversion: char, spec: &Spec) -> String {
    let magnitude = number.unsigned_abs();
    let (prefix, digits) = match conversion {
        'o' => ("0o", format!("{magnitude:o}")),
        'x' => ("0x", format!("{magnitude:x}")),
        'X' => ("0X", format!("{magnitude:X}")),
        _ => ("", magnitude.to_string()),
    };
    let prefix = if spec.alternate { prefix } else { "" };
    let digits = format!("{digits:0>0$}", spec.precision.unwrap_or(0));
    signed(number < 0, prefix, &digits, spec)
}

/// `%d` for a `float`, which Python cuts to an `int`.
pub(super) fn truncated(number: f64, conversion: char, spec: &Spec) -> Result<String, PercentError> {
    if number.is_nan() {
        return Err(PercentError::of_value("cannot convert float NaN to integer"));
    }
    if number.is_infinite() {
        return Err(PercentError::of_overflow("cannot convert float infinity to integer"));
    }
    let whole = number.trunc();
    if whole.abs() < 9.2e18 {
        #[expect(clippy::cast_possible_truncation, reason = "checked to be in range")]
        return Ok(integer(whole as i64, conversion, spec));
    }
    let digits = format!("{:.0}", whole.abs());
    Ok(signed(whole < 0.0, "", &digits, spec))
}

/// `%e`, `%f`, `%g` and their upper case forms.
pub(super) fn float(number: f64, conversion: char, spec: &Spec) -> String {
    let magnitude = number.abs();
    let precision = spec.precision.unwrap_or(6);
    let mut digits = if number.is_nan() {
        "nan".to_owned()
    } else if number.is_infinite() {
        "inf".to_owned()
    } else {
        match conversion.to_ascii_lowercase() {
            'e' => exponential(magnitude, precision, spec.alternate),
            'f' if spec.alternate && precision == 0 => format!("{magnitude:.0}."),
            'f' => format!("{magnitude:.precision$}"),
            _ => general(magnitude, precision.max(1), spec.alternate),
        }
    };
    if conversion.is_ascii_uppercase() {
        digits.make_ascii_uppercase();
    }
    signed(number.is_sign_negative() && !number.is_nan(), "", &digits, spec)
}

/// Python's `repr()` of a `float`.
pub(super) fn float_repr(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    let shortest = format!("{number:?}");
    match shortest.split_once('e') {
        Some((mantissa, exponent)) => {
            let (sign, digits) = match exponent.strip_prefix('-') {
                Some(digits) => ('-', digits),
                None => ('+', exponent),
            };
            format!("{}e{sign}{digits:0>2}", mantissa.trim_end_matches(".0"))
        }
        None => shortest,
    }
}

/// C's `%e`: at least two digits of exponent; `keep_point` keeps the point that no digit follows.
fn exponential(magnitude: f64, precision: usize, keep_point: bool) -> String {
    let (mantissa, exponent) = parts(magnitude, precision);
    let point = if keep_point && precision == 0 { "." } else { "" };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}{point}e{sign}{:02}", exponent.unsigned_abs())
}

/// C's `%g`: the shorter of the two forms, without trailing zeros unless `keep_zeros`.
fn general(magnitude: f64, precision: usize, keep_zeros: bool) -> String {
    let (_, exponent) = parts(magnitude, precision - 1);
    let text = match usize::try_from(exponent) {
        Ok(exponent) if exponent < precision => format!("{magnitude:.0$}", precision - 1 - exponent),
        Err(_) if exponent >= -4 => {
            format!("{magnitude:.0$}", precision - 1 + usize::from(exponent.unsigned_abs()))
        }
        _ => exponential(magnitude, precision - 1, false),
    };
    let (digits, exponent) = match text.split_once('e') {
        Some((digits, exponent)) => (digits, format!("e{exponent}")),
        None => (text.as_str(), String::new()),
    };
    let digits = match (keep_zeros, digits.contains('.')) {
        (true, true) => digits.to_owned(),
        (true, false) => format!("{digits}."),
        (false, true) => digits.trim_end_matches('0').trim_end_matches('.').to_owned(),
        (false, false) => digits.to_owned(),
    };
    digits + &exponent
}

fn parts(magnitude: f64, precision: usize) -> (String, i16) {
    let text = format!("{magnitude:.precision$e}");
    match text.split_once('e') {
        Some((mantissa, exponent)) => (mantissa.to_owned(), exponent.parse().unwrap_or(0)),
        None => (text, 0),
    }
}

/// Puts sign, prefix and zeros before the digits, and blanks around.
fn signed(negative: bool, prefix: &str, digits: &str, spec: &Spec) -> String {
    let sign = match (negative, spec.plus, spec.blank) {
        (true, _, _) => "-",
        (false, true, _) => "+",
        (false, false, true) => " ",
        (false, false, false) => "",
    };
    if spec.zero && !spec.left {
        let room = spec.width.saturating_sub(sign.len() + prefix.len());
        return format!("{sign}{prefix}{digits:0>room$}");
    }
    pad(format!("{sign}{prefix}{digits}"), spec)
}
