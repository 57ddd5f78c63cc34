//! Statements of the subset.

use super::expression::{Distinct, Kind};
use super::token::Scanner;

struct ModuleName<'a> {
    first: &'a str,
    is_dotted: bool,
}

impl<'a> Scanner<'a> {
    /// Takes `import a.b as c, d`, after its keyword; every name that it binds must be `allowed`.
    pub(super) fn import(&mut self, allowed: fn(&str) -> bool) -> Option<()> {
        loop {
            let mut bound = self.module_name()?.first;
            if self.take_word("as") {
                bound = self.name()?;
            }
            if !allowed(bound) {
                return None;
            }
            self.skip_space();
            if !self.take(b',') {
                return self.end_line();
            }
        }
    }

    /// Takes `a.b.c`.
    fn module_name(&mut self) -> Option<ModuleName<'a>> {
        let first = self.name()?;
        let mut is_dotted = false;
        self.skip_space();
        while self.take(b'.') {
            is_dotted = true;
            self.name()?;
            self.skip_space();
        }
        Some(ModuleName { first, is_dotted })
    }

    /// Takes `from a import b as c`, after its keyword; every name that it binds must be `allowed`. Tells whether it
    /// was a `from __future__`, which may only stand where `future_allowed`.
    pub(super) fn import_from(&mut self, allowed: fn(&str) -> bool, future_allowed: bool) -> Option<bool> {
        self.skip_space();
        let mut is_relative = false;
        while self.take(b'.') {
            self.skip_space();
            is_relative = true;
        }
        let mut is_future = false;
        if !(is_relative && self.is_at_word("import")) {
            let module = self.module_name()?;
            is_future = module.first == "__future__";
            if is_future && (is_relative || module.is_dotted || !future_allowed) {
                return None;
            }
        }
        self.take_word("import").then_some(())?;
        self.skip_space();
        let in_parentheses = self.peek() == Some(b'(');
        if in_parentheses {
            self.open();
        }
        loop {
            let mut bound = self.name()?;
            if is_future && bound != "annotations" {
                return None;
            }
            if self.take_word("as") {
                bound = self.name()?;
            }
            if !allowed(bound) {
                return None;
            }
            self.skip_space();
            let comma = self.take(b',');
            self.skip_space();
            if in_parentheses && self.peek()? == b')' {
                self.close();
                break;
            }
            if !comma {
                (!in_parentheses).then_some(())?;
                break;
            }
        }
        self.end_line()?;
        Some(is_future)
    }

    /// Takes a function, after its name; `indent` is that of its `def`.
    pub(super) fn function(&mut self, indent: usize) -> Option<()> {
        self.skip_space();
        (self.peek()? == b'(').then(|| self.open())?;
        let mut names = Distinct::default();
        let mut default_seen = false;
        self.skip_space();
        while self.peek()? != b')' {
            names.add(self.name()?)?;
            self.skip_space();
            if self.take(b':') {
                self.expression()?;
                self.skip_space();
            }
            if self.take(b'=') {
                default_seen = true;
                self.expression()?;
                self.skip_space();
            } else if default_seen {
                return None;
            }
            if !self.take(b',') {
                break;
            }
            self.skip_space();
        }
        (self.peek()? == b')').then(|| self.close())?;
        self.skip_space();
        if self.take(b'-') {
            self.take(b'>').then_some(())?;
            self.expression()?;
        }
        self.block(indent)
    }

    /// Takes the `:` and the indented lines of a block; `indent` is that of its head.
    fn block(&mut self, indent: usize) -> Option<()> {
        self.skip_space();
        self.take(b':').then_some(())?;
        self.end_line()?;
        let own = self.indent().filter(|own| *own > indent)?;
        self.deeper(|this| {
            while this.indent() == Some(own) {
                this.statement(own)?;
            }
            this.indent().is_none_or(|next| next < own).then_some(())
        })
    }

    /// Takes a statement in a function.
    fn statement(&mut self, indent: usize) -> Option<()> {
        let start = self.position();
        match self.peek_word() {
            "" => {}
            keyword @ ("pass" | "return" | "raise" | "import" | "from" | "def" | "with" | "if" | "for") => {
                // A word that goes on with another letter is a name; so is one before a quote a prefix.
                if self.word()? != keyword || matches!(self.peek(), Some(b'\'' | b'"')) {
                    return None;
                }
                return self.keyword_statement(keyword, indent);
            }
            _ => {}
        }
        self.return_to(start);
        self.expression_statement()
    }

    fn keyword_statement(&mut self, keyword: &str, indent: usize) -> Option<()> {
        match keyword {
            "pass" => self.end_line(),
            "return" | "raise" => {
                self.skip_space();
                if !matches!(self.peek(), None | Some(b'\n' | b'#')) {
                    if keyword == "return" {
                        self.expressions()?
                    } else {
                        self.expression()?
                    };
                }
                self.end_line()
            }
            "import" => self.import(|_| true),
            "from" => self.import_from(|_| true, false).map(|_| ()),
            "def" => {
                self.name()?;
                self.function(indent)
            }
            "with" => self.with(indent),
            "for" => {
                self.loop_targets()?;
                self.expressions()?;
                self.block(indent)
            }
            _ => self.branches(indent),
        }
    }

    fn with(&mut self, indent: usize) -> Option<()> {
        loop {
            self.expression()?;
            if self.take_word("as") {
                self.name()?;
            }
            self.skip_space();
            if !self.take(b',') {
                return self.block(indent);
            }
        }
    }

    /// Takes an `if`, after its keyword, with its `elif` and `else`.
    fn branches(&mut self, indent: usize) -> Option<()> {
        self.expression()?;
        self.block(indent)?;
        while self.indent() == Some(indent) {
            if self.take_word("elif") {
                self.expression()?;
                self.block(indent)?;
            } else if self.take_word("else") {
                return self.block(indent);
            } else {
                break;
            }
        }
        Some(())
    }

    /// Takes an expression or an assignment.
    fn expression_statement(&mut self) -> Option<()> {
        let mut kind = self.expressions()?;
        self.skip_space();
        if kind == Kind::Target && self.take(b':') {
            self.expression()?;
            self.skip_space();
            if self.take(b'=') {
                self.expressions()?;
            }
            return self.end_line();
        }
        if kind == Kind::Target && self.augmented_operator() {
            self.expressions()?;
            return self.end_line();
        }
        while self.take(b'=') {
            if kind != Kind::Target {
                return None;
            }
            kind = self.expressions()?;
            self.skip_space();
        }
        self.end_line()
    }

    /// Takes `+=` and the like, if it comes next.
    fn augmented_operator(&mut self) -> bool {
        let found = matches!(
            (self.peek(), self.peek_behind(1)),
            (
                Some(b'+' | b'-' | b'*' | b'/' | b'%' | b'|' | b'&' | b'^' | b'@'),
                Some(b'=')
            )
        );
        if found {
            self.skip(2);
        }
        found
    }
}
