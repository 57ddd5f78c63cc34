//! A fast reader for ordinary revision files, several times faster than a parser that builds a tree.
//!
//! It knows a subset of Python in which it can tell for sure that a file is valid and what its header is: imports,
//! constants and functions of everyday statements. At the first thing outside of it (`None` from any function here) it
//! gives up, and the full parser reads the file. So it never finds an error itself; it must only never accept a file
//! that the full parser would refuse or read otherwise, which the tests check on mutated files.

mod expression;
mod statement;
mod token;

use crate::PythonHeader;
use token::Scanner;

/// The header of a file in the subset; `source` has `\n` line ends and no null bytes.
pub(crate) fn quick_header(source: &str) -> Option<PythonHeader> {
    let mut scanner = Scanner::new(source);
    let mut header = PythonHeader::default();
    scanner.next_line()?;
    if let Some(doc) = scanner.docstring()? {
        header.doc = Some(doc.to_owned());
        scanner.end_line()?;
    }
    let mut future_allowed = true;
    while let Some(indent) = scanner.indent() {
        if indent != 0 {
            return None;
        }
        future_allowed = scanner.module_statement(&mut header, future_allowed)?;
    }
    Some(header)
}

impl<'a> Scanner<'a> {
    /// Takes one statement of the module; tells whether a `from __future__` may still follow.
    fn module_statement(&mut self, header: &mut PythonHeader, future_allowed: bool) -> Option<bool> {
        let word = self.word()?;
        match word {
            "import" => self.import(is_ordinary)?,
            "from" => return self.import_from(is_ordinary, future_allowed),
            "def" => {
                let name = self.name()?;
                match name {
                    "upgrade" => header.has_upgrade = true,
                    "downgrade" => header.has_downgrade = true,
                    _ if is_ordinary(name) => {}
                    _ => return None,
                }
                self.function(0)?;
            }
            _ => {
                self.as_name(word)?;
                self.assignment(word, header)?;
            }
        }
        Some(false)
    }

    /// Takes `name = value` or `name: type = value`, after the name.
    fn assignment(&mut self, name: &str, header: &mut PythonHeader) -> Option<()> {
        self.skip_space();
        if self.take(b':') {
            self.expression()?;
            self.skip_space();
        }
        if !self.take(b'=') {
            return None;
        }
        match name {
            "revision" => match self.literal()? {
                Literal::One(text) => header.revision = Some(text.to_owned()),
                Literal::None | Literal::Several(_) => return None,
            },
            "down_revision" => header.down_revision = Some(self.identifiers()?),
            "branch_labels" => header.branch_labels = self.identifiers()?,
            "depends_on" => header.depends_on = self.identifiers()?,
            _ => {
                let start = self.position();
                self.expressions()?;
                // The value might change a list that an identifier stands for.
                let value = self.text_from(start);
                let mentions = ["revision", "branch_labels", "depends_on"]
                    .iter()
                    .any(|word| value.contains(word));
                if mentions || !is_ordinary(name) {
                    return None;
                }
            }
        }
        self.end_line()
    }

    fn identifiers(&mut self) -> Option<Vec<String>> {
        Some(match self.literal()? {
            Literal::None => Vec::new(),
            Literal::One(text) => vec![text.to_owned()],
            Literal::Several(texts) => texts.into_iter().map(str::to_owned).collect(),
        })
    }

    /// Takes `None`, a string, or a tuple or list of strings.
    fn literal(&mut self) -> Option<Literal<'a>> {
        self.skip_space();
        let close = match self.peek()? {
            b'(' => b')',
            b'[' => b']',
            b'\'' | b'"' => return Some(Literal::One(self.plain_string()?)),
            _ => return (self.word()? == "None").then_some(Literal::None),
        };
        let mut texts = Vec::new();
        let mut comma_expected = false;
        self.open();
        loop {
            self.skip_space();
            match self.peek()? {
                b',' if comma_expected => {
                    self.advance();
                    comma_expected = false;
                }
                b'\'' | b'"' if !comma_expected => {
                    texts.push(self.plain_string()?);
                    comma_expected = true;
                }
                byte if byte == close => break,
                _ => return None,
            }
        }
        self.close();
        match texts.as_slice() {
            [text] if close == b')' && comma_expected => Some(Literal::One(text)),
            _ => Some(Literal::Several(texts)),
        }
    }

    /// The value of a string without escapes, which is its own text.
    fn plain_string(&mut self) -> Option<&'a str> {
        let string = self.string(false)?;
        (!string.has_backslash).then_some(string.text)
    }

    /// Takes the docstring, if the first line is one.
    fn docstring(&mut self) -> Option<Option<&'a str>> {
        match self.peek() {
            Some(b'\'' | b'"') if self.indent() == Some(0) => self.plain_string().map(Some),
            _ => Some(None),
        }
    }
}

enum Literal<'a> {
    None,
    One(&'a str),
    Several(Vec<&'a str>),
}

/// Whether a name of the module has no meaning for the header.
fn is_ordinary(name: &str) -> bool {
    !matches!(
        name,
        "revision" | "down_revision" | "branch_labels" | "depends_on" | "upgrade" | "downgrade" | "__doc__"
    )
}

/// The fast reader against the full parser: on every fixture, and on fixtures that were damaged at random.
#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::quick_header;
    use crate::decode::decode;
    use crate::header::read;
    use crate::host::NoHost;

    /// The text of all Python fixtures that can be decoded, by name.
    fn sources() -> Vec<(String, String)> {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/headers");
        let mut sources = Vec::new();
        for folder in ["python", "refused"] {
            for entry in fs::read_dir(fixtures.join(folder)).expect("a folder") {
                let path = entry.expect("an entry").path();
                let bytes = fs::read(&path).expect("a file");
                if let Ok(decoded) = decode(&bytes)
                    && decoded.invalid.is_empty()
                {
                    sources.push((path.display().to_string(), decoded.text.into_owned()));
                }
            }
        }
        sources.sort();
        sources
    }

    /// Whether the fast reader accepts the text; then the full parser must agree.
    fn accepts(source: &str) -> bool {
        let Some(quick) = quick_header(source) else {
            return false;
        };
        match read(source, &[], &NoHost) {
            Ok(full) => assert_eq!(quick, full, "{source}"),
            Err(error) => panic!("accepted, but {error}:\n{source}"),
        }
        true
    }

    #[test]
    fn ordinary_files_are_read_fast() {
        let names = |accepted: bool| {
            let sources = sources();
            let names = sources
                .into_iter()
                .filter(move |(_, source)| accepts(source) == accepted)
                .map(|(name, _)| name);
            names.collect::<Vec<_>>()
        };
        let accepted = names(true);
        for ordinary in [
            "default_template",
            "old_template",
            "merge_tuple",
            "multidb",
            "licensed",
            "tabs",
        ] {
            let is_read = accepted
                .iter()
                .any(|name| name.ends_with(&format!("python/{ordinary}.py")));
            assert_eq!(is_read, ordinary != "tabs", "{ordinary}");
        }
        assert!(accepted.len() > 50, "{accepted:#?}");
    }

    /// A small generator of numbers, the same in every run.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, limit: usize) -> usize {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).unwrap_or(0) % limit
        }
    }

    /// Pieces of Python that are wrong in most places.
    const PIECES: &[&str] = &[
        "not ",
        "in ",
        " is ",
        " if ",
        " else ",
        " for x in y",
        " and ",
        "=",
        "==",
        ":=",
        ":",
        ",",
        ".",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "*",
        "**",
        "-",
        "->",
        "~",
        "+=",
        "<",
        ">",
        "!",
        "\\",
        "'",
        "\"",
        "\"\"\"",
        "\n",
        "    ",
        " ",
        "\t",
        "#",
        ";",
        "@",
        "0",
        "1",
        ".5",
        "e1",
        "_",
        "x",
        "f",
        "b",
        "r",
        "\\x",
        "None",
        "pass",
        "return x",
        "raise",
        "import a",
        "lambda",
        "await ",
        "yield ",
        "*a",
        "a=1, ",
        "print ",
        "global x",
        "from __future__ import annotations\n",
        "x: int",
        "...",
        "é",
        "revision",
        "upgrade",
        "def f(a, b=1):\n    pass\n",
        "with a as b:\n        ",
        "\x0c",
        "__debug__",
        "as c",
        "else:\n",
    ];

    fn damage(source: &str, numbers: &mut Numbers) -> String {
        let mut text = source.to_owned();
        for _ in 0..=numbers.below(2) {
            let boundary = |at: usize, text: &str| text.floor_char_boundary(at);
            let at = boundary(numbers.below(text.len() + 1), &text);
            match numbers.below(4) {
                0 => text.insert_str(at, PIECES[numbers.below(PIECES.len())]),
                1 => {
                    let end = boundary((at + 1 + numbers.below(6)).min(text.len()), &text).max(at);
                    text.replace_range(at..end, "");
                }
                2 => {
                    let end = boundary((at + 1 + numbers.below(3)).min(text.len()), &text).max(at);
                    text.replace_range(at..end, PIECES[numbers.below(PIECES.len())]);
                }
                _ => {
                    // A piece of the same file in another place.
                    let from = boundary(numbers.below(text.len() + 1), &text);
                    let end = boundary((from + numbers.below(30)).min(text.len()), &text).max(from);
                    let piece = text[from..end].to_owned();
                    text.insert_str(at, &piece);
                }
            }
        }
        text
    }

    #[test]
    fn damaged_files_are_never_read_otherwise() {
        const ROUNDS: usize = 6_000;
        let sources: Vec<String> = sources()
            .into_iter()
            .map(|(_, source)| source)
            .filter(|source| accepts(source))
            .collect();
        let mut numbers = Numbers(1);
        let mut accepted = 0;
        for _ in 0..ROUNDS {
            let source = &sources[numbers.below(sources.len())];
            accepted += usize::from(accepts(&damage(source, &mut numbers)));
        }
        assert!(
            accepted * 10 > ROUNDS,
            "only {accepted} of {ROUNDS} damaged files were accepted"
        );
    }
}
