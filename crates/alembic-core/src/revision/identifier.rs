//! The forms in which users name revisions.

use super::walk::Steps;

/// What names revisions: nothing at all, one string, or several.
///
/// A string is an id or the start of one, a branch label, `head`, `heads` or `base`, a part after a branch and `@`, or
/// (in ranges, upgrades and downgrades) a relative step such as `+2`, `-1`, `abc+2`, `label@-1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identifier<'a> {
    /// Python's `None`: the base.
    Base,
    /// One string.
    One(&'a str),
    /// Several strings, such as the rows of the version table.
    Many(&'a [String]),
}

impl<'a> Identifier<'a> {
    /// The string, if it is exactly one that is not in a list.
    pub(super) fn as_one(self) -> Option<&'a str> {
        match self {
            Self::One(id) => Some(id),
            Self::Base | Self::Many(_) => None,
        }
    }

    /// Alembic's `to_tuple`.
    pub(super) fn strings(self) -> Vec<&'a str> {
        match self {
            Self::Base => Vec::new(),
            Self::One(id) => vec![id],
            Self::Many(ids) => ids.iter().map(String::as_str).collect(),
        }
    }

    /// How Python shows it in a message; `None` for what is false there.
    pub fn shown(self) -> Option<String> {
        match self {
            Self::Base | Self::One("") | Self::Many([]) => None,
            Self::One(id) => Some(id.to_owned()),
            Self::Many(ids) => Some(python_tuple(ids)),
        }
    }
}

impl<'a> From<&'a str> for Identifier<'a> {
    fn from(id: &'a str) -> Self {
        Self::One(id)
    }
}

impl<'a> From<&'a String> for Identifier<'a> {
    fn from(id: &'a String) -> Self {
        Self::One(id)
    }
}

impl<'a> From<&'a [String]> for Identifier<'a> {
    fn from(ids: &'a [String]) -> Self {
        Self::Many(ids)
    }
}

impl<'a> From<&'a Vec<String>> for Identifier<'a> {
    fn from(ids: &'a Vec<String>) -> Self {
        Self::Many(ids)
    }
}

impl<'a, const N: usize> From<&'a [String; N]> for Identifier<'a> {
    fn from(ids: &'a [String; N]) -> Self {
        Self::Many(ids)
    }
}

impl<'a> From<Option<&'a str>> for Identifier<'a> {
    fn from(id: Option<&'a str>) -> Self {
        id.map_or(Self::Base, Self::One)
    }
}

/// `repr` of a tuple of plain strings.
pub(super) fn python_tuple(ids: &[String]) -> String {
    match ids {
        [only] => format!("({},)", python_str(only)),
        _ => format!("({})", python_strs(ids)),
    }
}

/// `repr` of a list of plain strings.
pub(super) fn python_list(ids: &[String]) -> String {
    format!("[{}]", python_strs(ids))
}

fn python_strs(ids: &[String]) -> String {
    ids.iter().map(|id| python_str(id)).collect::<Vec<_>>().join(", ")
}

fn python_str(id: &str) -> String {
    let quote = if id.contains('\'') && !id.contains('"') {
        '"'
    } else {
        '\''
    };
    format!("{quote}{}{quote}", id.replace('\\', "\\\\"))
}

/// A relative identifier: `[branch_label@][symbol](+|-)digits`, and whatever follows, which is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Relative<'a> {
    pub(super) branch_label: Option<&'a str>,
    pub(super) symbol: Option<&'a str>,
    is_negative: bool,
    /// Sign and digits as written.
    pub(super) text: &'a str,
}

impl<'a> Relative<'a> {
    /// Reads what Alembic's pattern `(?:(.+?)@)?(\w+)?((?:\+|-)\d+)` matches at the start of the string.
    pub(super) fn parse(identifier: &'a str) -> Option<Self> {
        let line = identifier.split('\n').next().unwrap_or_default();
        let labelled = line.match_indices('@').filter(|(at, _)| *at > 0).find_map(|(at, _)| {
            let relative = Self::parse_unlabelled(&identifier[at + 1..])?;
            Some(Self {
                branch_label: Some(&identifier[..at]),
                ..relative
            })
        });
        labelled.or_else(|| Self::parse_unlabelled(identifier))
    }

    fn parse_unlabelled(text: &'a str) -> Option<Self> {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let sign_at = text.find(|c| !is_word(c))?;
        let (symbol, rest) = text.split_at(sign_at);
        let digits = rest.strip_prefix(['+', '-'])?;
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        (length > 0).then_some(Self {
            branch_label: None,
            symbol: (!symbol.is_empty()).then_some(symbol),
            is_negative: rest.starts_with('-'),
            text: &rest[..=length],
        })
    }

    pub(super) fn is_positive(&self) -> bool {
        !self.is_negative && self.digits() != "0"
    }

    /// Below zero; `-0` is not.
    pub(super) fn is_negative(&self) -> bool {
        self.is_negative && self.digits() != "0"
    }

    /// The digits as Python shows the number.
    pub(super) fn digits(&self) -> &'a str {
        match self.text[1..].trim_start_matches('0') {
            "" => "0",
            digits => digits,
        }
    }

    /// The number as Python shows it.
    pub(super) fn number(&self) -> String {
        format!("{}{}", if self.is_negative() { "-" } else { "" }, self.digits())
    }

    /// The steps to take. No history has more revisions than `u64` can count.
    pub(super) fn steps(&self) -> Steps {
        let count = self.digits().parse().unwrap_or(u64::MAX);
        if self.is_negative {
            Steps::Down(count)
        } else {
            Steps::Up(count)
        }
    }
}

/// The number of steps, if Python's `int()` takes the text for a number below zero.
pub(super) fn negative_int(text: &str) -> Option<u64> {
    let digits = text.trim().strip_prefix('-')?;
    let well_formed = !digits.starts_with('_') && !digits.ends_with('_') && !digits.contains("__");
    if !well_formed || digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit() || b == b'_') {
        return None;
    }
    let count = digits.replace('_', "").parse().unwrap_or(u64::MAX);
    (count > 0).then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(identifier: &str) -> Option<(Option<&str>, Option<&str>, &str)> {
        Relative::parse(identifier).map(|r| (r.branch_label, r.symbol, r.text))
    }

    #[test]
    fn relative_identifiers() {
        assert_eq!(parts("+2"), Some((None, None, "+2")));
        assert_eq!(parts("ab_c-12"), Some((None, Some("ab_c"), "-12")));
        assert_eq!(parts("shop@+1"), Some((Some("shop"), None, "+1")));
        assert_eq!(parts("shop@head-1"), Some((Some("shop"), Some("head"), "-1")));
        assert_eq!(parts("a@b@+1"), Some((Some("a@b"), None, "+1")));
        assert_eq!(parts("a-1@b+2"), Some((Some("a-1"), Some("b"), "+2")));
        assert_eq!(parts("a-1@b"), Some((None, Some("a"), "-1")));
        assert_eq!(parts("+2 or so"), Some((None, None, "+2")));
        for absolute in ["", "abc", "abc+", "shop@head", "a b+1", "@+1", "é-x", "+-1"] {
            assert_eq!(parts(absolute), None, "{absolute}");
        }
    }

    #[test]
    fn numbers_as_python_shows_them() {
        let shown = |id| Relative::parse(id).map(|r| (r.number(), r.steps(), r.is_positive(), r.is_negative()));
        assert_eq!(shown("+007"), Some(("7".to_owned(), Steps::Up(7), true, false)));
        assert_eq!(shown("-007"), Some(("-7".to_owned(), Steps::Down(7), false, true)));
        assert_eq!(shown("-0"), Some(("0".to_owned(), Steps::Down(0), false, false)));
        let huge = shown("+99999999999999999999");
        assert_eq!(
            huge,
            Some(("99999999999999999999".to_owned(), Steps::Up(u64::MAX), true, false))
        );
    }

    #[test]
    fn negative_integers() {
        assert_eq!(negative_int(" -1_0\n"), Some(10));
        for other in ["1", "-0", "-", "--1", "-_1", "-1__0", "-1_", "- 1", "-1a", "+1", ""] {
            assert_eq!(negative_int(other), None, "{other}");
        }
    }

    #[test]
    fn python_reprs() {
        let ids = |ids: &[&str]| ids.iter().map(|&id| id.to_owned()).collect::<Vec<_>>();
        assert_eq!(python_tuple(&ids(&["a"])), "('a',)");
        assert_eq!(python_tuple(&ids(&["a", "it's"])), "('a', \"it's\")");
        assert_eq!(python_list(&[]), "[]");
    }
}
