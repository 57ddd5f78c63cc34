//! Characters, words, strings, lines and indentation of the subset.

/// A position in a source file, and the state of its lines.
#[derive(Debug)]
pub(super) struct Scanner<'a> {
    source: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// The indentation of the current line; `None` at the end of the file.
    indent: Option<usize>,
    /// How many brackets are open: within them, line ends are spaces.
    brackets: u32,
    /// How many expressions and blocks the current one stands in.
    depth: u32,
}

/// A string literal.
pub(super) struct StringToken<'a> {
    /// What stands between the quotes.
    pub(super) text: &'a str,
    /// Whether there is a backslash in it.
    pub(super) has_backslash: bool,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self {
            source,
            bytes: source.as_bytes(),
            at: 0,
            indent: None,
            brackets: 0,
            depth: 0,
        }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(super) fn peek_behind(&self, distance: usize) -> Option<u8> {
        self.bytes.get(self.at + distance).copied()
    }

    pub(super) fn advance(&mut self) {
        self.at += 1;
    }

    pub(super) fn skip(&mut self, count: usize) {
        self.at += count;
    }

    /// Takes this byte, if it comes next.
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Goes back to a position on the same line and within the same brackets.
    pub(super) fn return_to(&mut self, position: usize) {
        self.at = position;
    }

    /// What was taken since a position.
    pub(super) fn text_from(&self, position: usize) -> &'a str {
        &self.source[position..self.at]
    }

    /// Takes an opening bracket.
    pub(super) fn open(&mut self) {
        self.at += 1;
        self.brackets += 1;
    }

    /// Takes a closing bracket.
    pub(super) fn close(&mut self) {
        self.at += 1;
        self.brackets -= 1;
    }

    /// Takes white space; within brackets also line ends and comments.
    #[inline]
    pub(super) fn skip_space(&mut self) {
        if matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'#')) {
            self.skip_some_space();
        }
    }

    fn skip_some_space(&mut self) {
        loop {
            let rest = &self.bytes[self.at..];
            self.at += rest
                .iter()
                .position(|byte| !matches!(byte, b' ' | b'\t'))
                .unwrap_or(rest.len());
            match self.peek() {
                Some(b'\n') if self.brackets > 0 => self.at += 1,
                Some(b'#') if self.brackets > 0 => self.skip_comment(),
                _ => return,
            }
        }
    }

    fn skip_comment(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    }

    /// The indentation of the current line; `None` at the end of the file.
    pub(super) fn indent(&self) -> Option<usize> {
        self.indent
    }

    /// Takes the end of a logical line, and everything up to the first token of the next one.
    pub(super) fn end_line(&mut self) -> Option<()> {
        self.skip_space();
        if self.peek() == Some(b'#') {
            self.skip_comment();
        }
        match self.peek() {
            Some(b'\n') => self.at += 1,
            Some(_) => return None,
            None => {}
        }
        self.next_line()
    }

    /// Takes blank lines, comment lines and the indentation of the next other line, which must be spaces.
    pub(super) fn next_line(&mut self) -> Option<()> {
        loop {
            let start = self.at;
            let rest = &self.bytes[start..];
            self.at += rest.iter().position(|byte| *byte != b' ').unwrap_or(rest.len());
            match self.peek() {
                Some(b'\n') => self.at += 1,
                Some(b'#') => self.skip_comment(),
                Some(b'\t' | b'\x0c' | b'\\') => return None,
                Some(_) => {
                    self.indent = Some(self.at - start);
                    return Some(());
                }
                None => {
                    self.indent = None;
                    return Some(());
                }
            }
        }
    }

    /// Runs something one level deeper; too deep is left to the full parser.
    pub(super) fn deeper<T>(&mut self, run: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        const DEEPEST: u32 = 40;
        if self.depth == DEEPEST {
            return None;
        }
        self.depth += 1;
        let result = run(self);
        self.depth -= 1;
        result
    }

    /// The word that comes next, without taking it; empty when there is none.
    pub(super) fn peek_word(&self) -> &'a str {
        let rest = &self.bytes[self.at..];
        let is_start = rest
            .first()
            .is_some_and(|byte| is_word_byte(*byte) && !byte.is_ascii_digit());
        let length = match is_start {
            true => rest.iter().position(|byte| !is_word_byte(*byte)).unwrap_or(rest.len()),
            false => 0,
        };
        &self.source[self.at..self.at + length]
    }

    /// Whether this word comes next, as a whole.
    pub(super) fn is_at_word(&self, word: &str) -> bool {
        let rest = &self.bytes[self.at..];
        rest.starts_with(word.as_bytes())
            && rest
                .get(word.len())
                .is_none_or(|byte| byte.is_ascii() && !is_word_byte(*byte))
    }

    /// Takes a word: a name, a keyword, or the prefix of a string.
    pub(super) fn word(&mut self) -> Option<&'a str> {
        let word = self.peek_word();
        self.at += word.len();
        // A letter that is not ASCII continues the name.
        (!word.is_empty() && self.peek().is_none_or(|byte| byte.is_ascii())).then_some(word)
    }

    /// Takes white space and this word, if it comes next.
    pub(super) fn take_word(&mut self, word: &str) -> bool {
        self.skip_space();
        let found = self.is_at_word(word);
        self.at += if found { word.len() } else { 0 };
        found
    }

    /// Takes white space and a name.
    pub(super) fn name(&mut self) -> Option<&'a str> {
        self.skip_space();
        let word = self.word()?;
        self.as_name(word)
    }

    /// The word, if it is a name and not a keyword or the prefix of a string.
    pub(super) fn as_name(&self, word: &'a str) -> Option<&'a str> {
        let is_prefix = matches!(self.peek(), Some(b'\'' | b'"'));
        (!is_prefix && !is_keyword(word) && word != "__debug__").then_some(word)
    }

    /// Takes one string literal, from its quote on; its escapes are checked unless it is raw.
    pub(super) fn string(&mut self, raw: bool) -> Option<StringToken<'a>> {
        let quote = self.peek()?;
        let triple = self.peek_behind(1) == Some(quote) && self.peek_behind(2) == Some(quote);
        let length = if triple { 3 } else { 1 };
        let start = self.at + length;
        let mut at = start;
        let mut has_backslash = false;
        loop {
            let byte = *self.bytes.get(at)?;
            if byte == quote && (!triple || self.bytes[at..].starts_with(&[quote; 3])) {
                break;
            }
            match byte {
                b'\\' => {
                    has_backslash = true;
                    if !raw {
                        is_simple_escape(&self.bytes[at + 1..])?;
                    }
                    at += 2;
                }
                b'\n' if !triple => return None,
                _ => at += 1,
            }
        }
        self.at = at + length;
        Some(StringToken {
            text: &self.source[start..at],
            has_backslash,
        })
    }
}

fn is_word_byte(byte: u8) -> bool {
    const TABLE: [bool; 256] = {
        let mut table = [false; 256];
        let mut byte = 0_u8;
        while byte < 128 {
            table[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_';
            byte += 1;
        }
        table
    };
    TABLE[usize::from(byte)]
}

/// Whether an escape, behind its backslash, is certainly valid. Unknown ones are: they stand for themselves.
fn is_simple_escape(rest: &[u8]) -> Option<()> {
    match rest.first()? {
        b'u' | b'U' | b'N' => None,
        b'x' => rest.get(1..3)?.iter().all(u8::is_ascii_hexdigit).then_some(()),
        _ => Some(()),
    }
}

fn is_keyword(word: &str) -> bool {
    // By length first: most names are compared with none.
    match word.len() {
        2 => matches!(word, "as" | "if" | "in" | "is" | "or"),
        3 => matches!(word, "and" | "def" | "del" | "for" | "not" | "try"),
        4 => matches!(word, "None" | "True" | "elif" | "else" | "from" | "pass" | "with"),
        5 => matches!(
            word,
            "False" | "async" | "await" | "break" | "class" | "raise" | "while" | "yield"
        ),
        6 => matches!(word, "assert" | "except" | "global" | "import" | "lambda" | "return"),
        7 => word == "finally",
        8 => matches!(word, "continue" | "nonlocal"),
        _ => false,
    }
}
