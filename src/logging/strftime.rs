//! C's `strftime()` in the C locale, which Python's `time.strftime()` is.

use jiff::Zoned;
use jiff::fmt::strtime;

/// Formats a time; a directive that C does not know stays as it is.
pub(crate) fn strftime(format: &str, time: &Zoned) -> String {
    let mut out = String::with_capacity(format.len());
    let mut rest = format;
    while let Some(percent) = rest.find('%') {
        out.push_str(&rest[..percent]);
        rest = &rest[percent..];
        let Some((directive, length)) = Directive::read(rest) else {
            break;
        };
        out.push_str(&directive.text(&rest[..length], time));
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// `%[flags][width][E|O]conversion`, with the flags of the GNU library.
struct Directive {
    /// `_`, `-` or `0`.
    padding: Option<char>,
    upper: bool,
    swap_case: bool,
    width: usize,
    modifier: Option<char>,
    conversion: char,
}

impl Directive {
    /// Reads the directive that `text` begins with; also gives its length.
    fn read(text: &str) -> Option<(Self, usize)> {
        let after_flags = text[1..].trim_start_matches(['_', '-', '0', '^', '#']);
        let flags = &text[1..text.len() - after_flags.len()];
        let after_width = after_flags.trim_start_matches(|c: char| c.is_ascii_digit());
        let width = &after_flags[..after_flags.len() - after_width.len()];
        let mut characters = after_width.chars();
        let mut conversion = characters.next()?;
        let mut modifier = None;
        if matches!(conversion, 'E' | 'O') {
            modifier = Some(conversion);
            conversion = characters.next()?;
        }
        let directive = Self {
            padding: flags.chars().rfind(|flag| "_-0".contains(*flag)),
            upper: flags.contains('^'),
            swap_case: flags.contains('#'),
            width: width.parse::<u16>().unwrap_or(0).into(),
            modifier,
            conversion,
        };
        Some((directive, text.len() - characters.as_str().len()))
    }

    /// The text for a time; `token` is the directive as written.
    fn text(&self, token: &str, time: &Zoned) -> String {
        let (text, fill) = self.plain(time).unwrap_or_else(|| (token.to_owned(), ' '));
        let text = match (self.upper, self.swap_case, self.conversion) {
            (_, true, 'p' | 'Z') => text.to_lowercase(),
            (true, _, 'P') => text,
            (true, _, _) | (_, true, 'a' | 'A' | 'b' | 'B' | 'h') => text.to_uppercase(),
            (false, _, _) => text,
        };
        let fill = match self.padding {
            Some('0') => '0',
            Some(_) => ' ',
            None => fill,
        };
        let missing = self.width.saturating_sub(text.chars().count());
        fill.to_string().repeat(missing) + &text
    }

    /// The text without width and case, and what it is padded with; `None` if C does not know the directive.
    fn plain(&self, time: &Zoned) -> Option<(String, char)> {
        let unfit = match self.modifier {
            Some('E') => "aAbhBDdeFHIkljMmSUVgGWw",
            Some(_) => "aAcxDFXY",
            None => "",
        };
        if unfit.contains(self.conversion) {
            return None;
        }
        let padding = self.padding.map_or_else(String::new, String::from);
        let jiff = |padding: &str, conversion: char| strtime::format(format!("%{padding}{conversion}"), time).ok();
        Some(match self.conversion {
            'c' => (strftime("%a %b %e %H:%M:%S %Y", time), ' '),
            'x' | 'D' => (strftime("%m/%d/%y", time), ' '),
            'X' | 'T' => (strftime("%H:%M:%S", time), ' '),
            'r' => (strftime("%I:%M:%S %p", time), ' '),
            'R' => (strftime("%H:%M", time), ' '),
            'F' => (strftime("%Y-%m-%d", time), ' '),
            '%' => ("%".to_owned(), ' '),
            'n' => ("\n".to_owned(), ' '),
            't' => ("\t".to_owned(), ' '),
            'h' => (jiff("", 'b')?, ' '),
            'a' | 'A' | 'b' | 'B' | 'p' | 'P' | 'z' | 'Z' => (jiff("", self.conversion)?, ' '),
            'e' | 'k' | 'l' => (jiff(&padding, self.conversion)?, ' '),
            'C' | 'd' | 'g' | 'G' | 'H' | 'I' | 'j' | 'm' | 'M' | 's' | 'S' | 'u' | 'U' | 'V' | 'w' | 'W' | 'y'
            | 'Y' => (jiff(&padding, self.conversion)?, '0'),
            _ => return None,
        })
    }
}
