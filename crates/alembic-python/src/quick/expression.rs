//! Expressions of the subset: calls, attributes, subscripts, literals, displays, operators, simple comprehensions.

use super::token::Scanner;

/// What kind of expression was taken, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    /// A name, attribute or subscript: something that can be assigned to.
    Target,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Operator {
    /// `and`, `or`: `not` may follow.
    Boolean,
    Other,
}

/// Names seen in a call or a function's parameters, of which none may come twice.
#[derive(Debug, Default)]
pub(super) struct Distinct<'a> {
    names: [&'a str; 12],
    count: usize,
}

impl<'a> Distinct<'a> {
    pub(super) fn add(&mut self, name: &'a str) -> Option<()> {
        if self.names[..self.count].contains(&name) {
            return None;
        }
        *self.names.get_mut(self.count)? = name;
        self.count += 1;
        Some(())
    }
}

impl Scanner<'_> {
    /// Takes an expression, or several with commas between them, which make a tuple.
    pub(super) fn expressions(&mut self) -> Option<Kind> {
        let kind = self.expression()?;
        self.skip_space();
        if self.peek() != Some(b',') {
            return Some(kind);
        }
        while self.take(b',') {
            self.skip_space();
            if !self.starts_expression() {
                break;
            }
            self.expression()?;
            self.skip_space();
        }
        Some(Kind::Other)
    }

    fn starts_expression(&self) -> bool {
        !matches!(
            self.peek(),
            None | Some(b'\n' | b'#' | b'=' | b')' | b']' | b'}' | b':')
        )
    }

    /// Takes an expression; a conditional one too.
    pub(super) fn expression(&mut self) -> Option<Kind> {
        self.deeper(|this| {
            let kind = this.disjunction()?;
            if !this.take_word("if") {
                return Some(kind);
            }
            this.disjunction()?;
            if !this.take_word("else") {
                return None;
            }
            this.expression()?;
            Some(Kind::Other)
        })
    }

    /// Takes operands with operators between them. Precedence does not matter here, but for `not`, which may only stand
    /// at the beginning and behind `and`, `or` and `not`.
    fn disjunction(&mut self) -> Option<Kind> {
        let mut kind = None;
        let mut may_negate = true;
        loop {
            let mut is_unary = false;
            loop {
                self.skip_space();
                match self.peek()? {
                    b'-' | b'+' | b'~' => {
                        self.advance();
                        may_negate = false;
                    }
                    b'n' if self.is_at_word("not") => {
                        if !may_negate {
                            return None;
                        }
                        self.skip("not".len());
                    }
                    _ => break,
                }
                is_unary = true;
            }
            let operand = self.primary()?;
            kind = Some(if is_unary || kind.is_some() {
                Kind::Other
            } else {
                operand
            });
            match self.operator() {
                None => return kind,
                Some(operator) => may_negate = operator == Operator::Boolean,
            }
            kind = Some(Kind::Other);
        }
    }

    /// Takes a binary operator, if one comes next.
    fn operator(&mut self) -> Option<Operator> {
        self.skip_space();
        let (length, operator) = match (self.peek()?, self.peek_behind(1)) {
            (b'*', Some(b'*')) | (b'/', Some(b'/')) | (b'<', Some(b'<')) | (b'>', Some(b'>')) => {
                if self.peek_behind(2) == Some(b'=') {
                    return None;
                }
                (2, Operator::Other)
            }
            (b'=' | b'!' | b'<' | b'>', Some(b'=')) => (2, Operator::Other),
            (b'<' | b'>', _) => (1, Operator::Other),
            (b'+' | b'-' | b'*' | b'/' | b'%' | b'@' | b'&' | b'|' | b'^', behind) if behind != Some(b'=') => {
                (1, Operator::Other)
            }
            (b'a' | b'i' | b'n' | b'o', _) => return self.word_operator(),
            _ => return None,
        };
        self.skip(length);
        Some(operator)
    }

    fn word_operator(&mut self) -> Option<Operator> {
        if self.take_word("and") || self.take_word("or") {
            return Some(Operator::Boolean);
        }
        if self.take_word("in") {
            return Some(Operator::Other);
        }
        if self.take_word("is") {
            self.take_word("not");
            return Some(Operator::Other);
        }
        let before = self.position();
        if self.take_word("not") && self.take_word("in") {
            return Some(Operator::Other);
        }
        self.return_to(before);
        None
    }

    /// Takes an atom with the attributes, calls and subscripts behind it.
    fn primary(&mut self) -> Option<Kind> {
        let mut kind = match self.peek()? {
            b'\'' | b'"' => self.strings(false)?,
            b'0'..=b'9' => return self.number(),
            b'(' => self.display(b')', false)?,
            b'[' => self.display(b']', false)?,
            b'{' => self.display(b'}', true)?,
            b'.' if self.peek_behind(1) == Some(b'.') && self.peek_behind(2) == Some(b'.') => {
                self.skip(3);
                return Some(Kind::Other);
            }
            _ => {
                let word = self.word()?;
                match (word, self.peek()) {
                    ("None" | "True" | "False", _) => Kind::Other,
                    ("r" | "R", Some(b'\'' | b'"')) => self.strings(true)?,
                    ("u" | "U", Some(b'\'' | b'"')) => self.strings(false)?,
                    _ => {
                        self.as_name(word)?;
                        Kind::Target
                    }
                }
            }
        };
        loop {
            self.skip_space();
            kind = match self.peek() {
                Some(b'.') => {
                    self.advance();
                    self.name()?;
                    Kind::Target
                }
                Some(b'(') => {
                    self.arguments()?;
                    Kind::Other
                }
                Some(b'[') => {
                    self.open();
                    self.expressions()?;
                    self.skip_space();
                    (self.peek()? == b']').then(|| self.close())?;
                    Kind::Target
                }
                _ => return Some(kind),
            };
        }
    }

    /// Takes strings behind each other, which make one.
    fn strings(&mut self, raw: bool) -> Option<Kind> {
        self.string(raw)?;
        loop {
            self.skip_space();
            match (self.peek(), self.peek_behind(1)) {
                (Some(b'\'' | b'"'), _) => self.string(false)?,
                (Some(b'r' | b'R'), Some(b'\'' | b'"')) => {
                    self.advance();
                    self.string(true)?
                }
                _ => return Some(Kind::Other),
            };
        }
    }

    /// Takes a decimal number without exponent.
    fn number(&mut self) -> Option<Kind> {
        const LONGEST: usize = 18;
        let first = self.peek()?;
        let whole = self.digits();
        if whole > LONGEST || (first == b'0' && whole > 1) {
            return None;
        }
        if self.take(b'.') && !(1..=LONGEST).contains(&self.digits()) {
            return None;
        }
        match self.peek() {
            Some(byte) if byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.' || !byte.is_ascii() => None,
            _ => Some(Kind::Other),
        }
    }

    fn digits(&mut self) -> usize {
        let mut count = 0;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.advance();
            count += 1;
        }
        count
    }

    /// Takes a tuple, list, set or dict, or an expression in parentheses.
    fn display(&mut self, close: u8, may_be_dict: bool) -> Option<Kind> {
        self.open();
        self.skip_space();
        let mut is_dict = false;
        let mut first = true;
        while self.peek()? != close {
            self.expression()?;
            self.skip_space();
            if may_be_dict && (first || is_dict) && self.take(b':') {
                is_dict = true;
                self.expression()?;
                self.skip_space();
            } else if is_dict {
                return None;
            }
            if first {
                self.comprehension()?;
            }
            first = false;
            if !self.take(b',') {
                break;
            }
            self.skip_space();
        }
        (self.peek()? == close).then(|| self.close())?;
        Some(Kind::Other)
    }

    /// Takes the `for … in … if …` of a comprehension, if it comes next; nothing but the closing bracket may follow.
    fn comprehension(&mut self) -> Option<()> {
        if !self.is_at_word("for") {
            return Some(());
        }
        while self.take_word("for") {
            self.loop_targets()?;
            self.disjunction()?;
            while self.take_word("if") {
                self.disjunction()?;
            }
            self.skip_space();
        }
        matches!(self.peek()?, b')' | b']' | b'}').then_some(())
    }

    /// Takes the names that a loop assigns, and its `in`.
    pub(super) fn loop_targets(&mut self) -> Option<()> {
        self.name()?;
        self.skip_space();
        while self.take(b',') {
            self.name()?;
            self.skip_space();
        }
        self.take_word("in").then_some(())
    }

    /// Takes the arguments of a call, with their parentheses.
    fn arguments(&mut self) -> Option<()> {
        let mut names = Distinct::default();
        let mut seen_name = false;
        let mut seen_mapping = false;
        self.open();
        self.skip_space();
        let mut first = true;
        while self.peek()? != b')' {
            if self.take(b'*') {
                if self.take(b'*') {
                    seen_mapping = true;
                } else if seen_mapping {
                    return None;
                }
                self.expression()?;
            } else if let Some(name) = self.keyword_argument() {
                names.add(name)?;
                seen_name = true;
                self.expression()?;
            } else if seen_name || seen_mapping {
                return None;
            } else {
                self.expression()?;
                if first {
                    self.skip_space();
                    self.comprehension()?;
                }
            }
            first = false;
            self.skip_space();
            if !self.take(b',') {
                break;
            }
            self.skip_space();
        }
        (self.peek()? == b')').then(|| self.close())
    }
}

impl<'a> Scanner<'a> {
    /// Takes `name=`, if it comes next.
    fn keyword_argument(&mut self) -> Option<&'a str> {
        let before = self.position();
        let name = self.name().filter(|_| {
            self.skip_space();
            self.peek() == Some(b'=') && self.peek_behind(1) != Some(b'=')
        });
        match name {
            Some(_) => self.advance(),
            None => self.return_to(before),
        }
        name
    }
}
