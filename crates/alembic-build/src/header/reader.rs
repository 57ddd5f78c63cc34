//! From tokens to a header: items at the top of the file, everything else passed over.

use super::{HeaderError, HeaderProblem, RustHeader};
use crate::lexer::{Lexer, Spanned, Token};

pub(super) const REVISION: &str = "REVISION";
const IDENTIFIERS: [&str; 4] = [REVISION, "DOWN_REVISION", "BRANCH_LABELS", "DEPENDS_ON"];
const FUNCTIONS: [&str; 2] = ["upgrade", "downgrade"];

#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Text(String),
    List(Vec<String>),
}

#[derive(Debug, Default)]
struct Function {
    found: bool,
    private: bool,
    /// `async`, `unsafe` or `extern`, or no signature of a step.
    odd: bool,
    start: usize,
}

/// What stands in front of an item.
#[derive(Debug, Default)]
struct Prefix {
    visible: bool,
    odd: bool,
    test_only: bool,
    conditional: bool,
    /// The item is of another kind, whose words (`struct A<const N: usize>`) mean nothing here.
    elsewhere: bool,
}

pub(super) struct Reader<'a> {
    source: &'a str,
    lexer: Lexer<'a>,
    doc: Vec<&'a str>,
    in_preamble: bool,
    file_conditional: bool,
    /// The file has an item macro or a re-export, which may declare the functions out of our sight.
    opaque: bool,
    values: [Option<Value>; 4],
    functions: [Function; 2],
    obstacles: Vec<HeaderError>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self {
            source,
            lexer: Lexer::new(source),
            doc: Vec::new(),
            in_preamble: true,
            file_conditional: false,
            opaque: false,
            values: [const { None }; 4],
            functions: Default::default(),
            obstacles: Vec::new(),
        }
    }

    fn error<T>(&self, offset: usize, problem: HeaderProblem) -> Result<T, HeaderError> {
        Err(HeaderError::at(self.source, offset, problem))
    }

    fn obstacle(&mut self, offset: usize, problem: HeaderProblem) {
        self.obstacles.push(HeaderError::at(self.source, offset, problem));
    }

    pub(super) fn read(&mut self) -> Result<(), HeaderError> {
        let mut prefix = Prefix::default();
        while let Some(token) = self.next_token()? {
            match token {
                Token::InnerDoc(text) => {
                    if self.in_preamble {
                        self.doc.push(text);
                    }
                    continue;
                }
                Token::Punct('#') => {
                    self.attribute(&mut prefix)?;
                    continue;
                }
                _ => self.in_preamble = false,
            }
            match token {
                Token::Punct('{') => {
                    self.skip_group()?;
                    prefix = Prefix::default();
                }
                Token::Punct('(' | '[') => self.skip_group()?,
                Token::Punct(';') => prefix = Prefix::default(),
                Token::Punct('!') => self.opaque = true,
                Token::Ident(word) if !prefix.elsewhere => self.item(word, &mut prefix)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Takes what the first words of an item ask for.
    fn item(&mut self, word: &str, prefix: &mut Prefix) -> Result<(), HeaderError> {
        match word {
            "pub" => {
                prefix.visible = true;
                self.skip_restriction()?;
            }
            "async" | "unsafe" | "extern" => prefix.odd = true,
            "const" => self.constant(false, prefix)?,
            "static" => self.constant(true, prefix)?,
            "fn" => self.function(&std::mem::take(prefix))?,
            "use" => {
                self.opaque |= prefix.visible;
                self.skip_to_semicolon()?;
                *prefix = Prefix::default();
            }
            _ => prefix.elsewhere = true,
        }
        Ok(())
    }

    /// Takes the `[…]` of an attribute, after its `#` and perhaps `!`.
    fn attribute(&mut self, prefix: &mut Prefix) -> Result<(), HeaderError> {
        let mut inner = false;
        let Some(mut open) = self.next_token()? else {
            return Ok(());
        };
        if open == Token::Punct('!') {
            inner = true;
            let Some(next) = self.next_token()? else { return Ok(()) };
            open = next;
        }
        if open != Token::Punct('[') {
            return Ok(());
        }
        let body = self.lexer.position();
        self.skip_group()?;
        let text: String = self.source[body..self.lexer.position() - 1]
            .split_whitespace()
            .collect();
        if text.starts_with("cfg(") {
            match (inner, text.as_str()) {
                (true, _) => self.file_conditional = true,
                (false, "cfg(test)") => prefix.test_only = true,
                (false, _) => prefix.conditional = true,
            }
        }
        Ok(())
    }

    /// Takes the `(crate)` of `pub(crate)`.
    fn skip_restriction(&mut self) -> Result<(), HeaderError> {
        let before = self.lexer.clone();
        match self.lexer.next()? {
            Some(Spanned {
                token: Token::Punct('('),
                ..
            }) => self.skip_group(),
            _ => {
                self.lexer = before;
                Ok(())
            }
        }
    }

    /// Takes a constant, after its keyword; reads the value when it is one of the identifiers.
    fn constant(&mut self, is_static: bool, prefix: &mut Prefix) -> Result<(), HeaderError> {
        let before = self.lexer.clone();
        let Some(Spanned {
            token: Token::Ident(name),
            start,
        }) = self.lexer.next()?
        else {
            return self.skip_to_semicolon();
        };
        if matches!(name, "fn" | "async" | "unsafe" | "extern") {
            self.lexer = before;
            return Ok(());
        }
        let prefix = std::mem::take(prefix);
        let Some(index) = IDENTIFIERS.iter().position(|known| *known == name) else {
            return self.skip_to_semicolon();
        };
        let name = IDENTIFIERS[index];
        if prefix.test_only {
            return self.skip_to_semicolon();
        }
        if prefix.conditional || self.file_conditional {
            return self.error(start, HeaderProblem::Conditional { name });
        }
        if is_static {
            return self.error(start, HeaderProblem::Static { name });
        }
        if self.values[index].is_some() {
            return self.error(start, HeaderProblem::Twice { name });
        }
        if !prefix.visible {
            self.obstacle(start, HeaderProblem::Private { keyword: "const", name });
        }
        self.skip_type()?;
        let (before_value, value_start) = (self.lexer.clone(), self.lexer.position());
        let Some(value) = self.value(name == REVISION)? else {
            self.lexer = before_value;
            self.skip_to_semicolon()?;
            let text = self.source[value_start..self.lexer.position()].trim_end_matches(';');
            let value = text.split_whitespace().collect::<Vec<_>>().join(" ");
            return self.error(start, HeaderProblem::NotLiteral { name, value });
        };
        self.values[index] = Some(value);
        Ok(())
    }

    /// Takes the tokens up to the `=` of a constant.
    fn skip_type(&mut self) -> Result<(), HeaderError> {
        loop {
            match self.next_token()? {
                Some(Token::Punct('=')) | None => return Ok(()),
                Some(Token::Punct('[' | '(' | '{')) => self.skip_group()?,
                Some(_) => {}
            }
        }
    }

    /// Takes a literal of the expected kind and its `;`; `None` when there is something else.
    fn value(&mut self, text_expected: bool) -> Result<Option<Value>, HeaderError> {
        let value = match self.next_token()? {
            Some(Token::Str(text)) if text_expected => Value::Text(text),
            Some(Token::Punct('&')) if !text_expected => {
                if self.next_token()? != Some(Token::Punct('[')) {
                    return Ok(None);
                }
                let mut list = Vec::new();
                let mut comma_expected = false;
                loop {
                    match self.next_token()? {
                        Some(Token::Str(text)) if !comma_expected => list.push(text),
                        Some(Token::Punct(',')) if comma_expected => {}
                        Some(Token::Punct(']')) => break Value::List(list),
                        _ => return Ok(None),
                    }
                    comma_expected = !comma_expected;
                }
            }
            _ => return Ok(None),
        };
        Ok((self.next_token()? == Some(Token::Punct(';'))).then_some(value))
    }

    fn next_token(&mut self) -> Result<Option<Token<'a>>, HeaderError> {
        Ok(self.lexer.next()?.map(|spanned| spanned.token))
    }

    /// Takes a function, after its keyword.
    fn function(&mut self, prefix: &Prefix) -> Result<(), HeaderError> {
        let Some(Spanned {
            token: Token::Ident(name),
            start,
        }) = self.lexer.next()?
        else {
            return Ok(());
        };
        if let Some(index) = FUNCTIONS.iter().position(|known| *known == name)
            && !prefix.test_only
        {
            let before = self.lexer.clone();
            let odd = prefix.odd || !self.is_step_signature()?;
            self.lexer = before;
            self.functions[index] = Function {
                found: true,
                private: !prefix.visible,
                odd,
                start,
            };
        }
        self.skip_body()
    }

    /// Whether one parameter and a result follow; their types are left to rustc.
    fn is_step_signature(&mut self) -> Result<bool, HeaderError> {
        loop {
            match self.next_token()? {
                Some(Token::Punct('(')) => break,
                Some(Token::Punct('{' | ';')) | None => return Ok(false),
                Some(_) => {}
            }
        }
        let (mut parameters, mut in_parameter, mut angles) = (0, false, 0_usize);
        loop {
            match self.next_token()? {
                Some(Token::Punct(')')) | None => break,
                Some(Token::Punct(',')) if angles == 0 => in_parameter = false,
                Some(token) => {
                    parameters += usize::from(!in_parameter);
                    in_parameter = true;
                    match token {
                        Token::Punct('<') => angles += 1,
                        Token::Punct('>') => angles = angles.saturating_sub(1),
                        Token::Punct('(' | '[' | '{') => self.skip_group()?,
                        _ => {}
                    }
                }
            }
        }
        let has_result = self.next_token()? == Some(Token::Punct('-'));
        Ok(parameters == 1 && has_result)
    }

    /// Takes everything up to and with the next `;`, over brackets.
    fn skip_to_semicolon(&mut self) -> Result<(), HeaderError> {
        loop {
            match self.next_token()? {
                Some(Token::Punct(';')) | None => return Ok(()),
                Some(Token::Punct('{' | '(' | '[')) => self.skip_group()?,
                Some(_) => {}
            }
        }
    }

    /// Takes the rest of a function: over its `{}`, or to the `;` of one without.
    fn skip_body(&mut self) -> Result<(), HeaderError> {
        loop {
            match self.next_token()? {
                Some(Token::Punct('{')) => return self.skip_group(),
                Some(Token::Punct(';')) | None => return Ok(()),
                Some(Token::Punct('(' | '[')) => self.skip_group()?,
                Some(_) => {}
            }
        }
    }

    /// Takes everything to the bracket that closes the one just read; the end of the file closes all.
    fn skip_group(&mut self) -> Result<(), HeaderError> {
        let mut depth = 1_usize;
        while depth > 0 {
            match self.next_token()? {
                Some(Token::Punct('(' | '[' | '{')) => depth += 1,
                Some(Token::Punct(')' | ']' | '}')) => depth -= 1,
                Some(_) => {}
                None => break,
            }
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<RustHeader, HeaderError> {
        let functions = std::mem::take(&mut self.functions);
        let [has_upgrade, has_downgrade] = [0, 1].map(|index| functions[index].found || self.opaque);
        for (name, function) in FUNCTIONS.into_iter().zip(functions) {
            if !function.found && !self.opaque {
                self.obstacle(0, HeaderProblem::MissingFunction { name });
            } else if function.private && function.found {
                self.obstacle(function.start, HeaderProblem::Private { keyword: "fn", name });
            } else if function.odd {
                self.obstacle(function.start, HeaderProblem::WrongFunction { name });
            }
        }
        let list = |value: Option<Value>| match value {
            Some(Value::List(list)) => Some(list),
            Some(Value::Text(_)) | None => None,
        };
        let [revision, down_revision, branch_labels, depends_on] = self.values;
        let Some(Value::Text(revision)) = revision else {
            return Err(missing_constant(REVISION));
        };
        let Some(down_revision) = list(down_revision) else {
            return Err(missing_constant("DOWN_REVISION"));
        };
        let (branch_labels, depends_on) = (list(branch_labels), list(depends_on));
        let doc = docstring(&self.doc);
        Ok(RustHeader {
            doc,
            revision,
            down_revision,
            branch_labels,
            depends_on,
            has_upgrade,
            has_downgrade,
            obstacles: self.obstacles,
        })
    }
}

fn missing_constant(name: &'static str) -> HeaderError {
    HeaderError {
        line: 1,
        problem: HeaderProblem::MissingConstant { name },
    }
}

/// Joins doc comments to one text: a leading space of each line is decoration, and so is the `*` of a block.
fn docstring(comments: &[&str]) -> String {
    let mut lines = Vec::new();
    for comment in comments {
        let several = comment.contains('\n');
        for line in comment.lines() {
            let line = match line.trim_start().strip_prefix('*') {
                Some(starred) if several => starred,
                _ => line,
            };
            lines.push(line.strip_prefix(' ').unwrap_or(line));
        }
        if comment.is_empty() {
            lines.push("");
        }
    }
    lines.join("\n").trim().to_owned()
}
