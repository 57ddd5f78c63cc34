//! From tokens to a tree whose Python is parsed.

use std::rc::Rc;

use ruff_python_ast as ruff;
use ruff_python_parser::{ParseError, parse_expression, parse_module};

use super::lexer::{Token, TokenKind, tokens};
use super::{MakoError, MakoErrorKind};

/// A template, ready to be rendered.
pub(super) struct Template {
    /// The blocks `<%! … %>`.
    pub(super) module: Vec<Block>,
    pub(super) defs: Vec<Def>,
    pub(super) body: Vec<Node>,
}

/// A piece of a template.
pub(super) enum Node {
    Text(String),
    Expression(Expression),
    Code(Block),
    If(Vec<(Option<Condition>, Vec<Self>)>),
    For {
        line: usize,
        target: ruff::Expr,
        items: ruff::Expr,
        body: Vec<Self>,
        orelse: Vec<Self>,
    },
    While {
        condition: Condition,
        body: Vec<Self>,
    },
    /// A `<%block>`, which is rendered where it stands.
    Block(Vec<Self>),
}

pub(super) struct Expression {
    pub(super) line: usize,
    pub(super) value: ruff::Expr,
    /// In the order in which they are applied.
    pub(super) filters: Vec<ruff::Expr>,
    /// Whether the value becomes a text first: not with the filter `n`.
    pub(super) as_text: bool,
}

pub(super) struct Condition {
    pub(super) line: usize,
    pub(super) test: ruff::Expr,
}

/// A block of statements.
pub(super) struct Block {
    pub(super) line: usize,
    pub(super) source: Rc<str>,
    pub(super) statements: Vec<ruff::Stmt>,
}

/// A `<%def>`.
pub(super) struct Def {
    pub(super) name: String,
    pub(super) parameters: ruff::Parameters,
    pub(super) body: Vec<Node>,
}

impl Template {
    pub(super) fn parse(source: &str) -> Result<Self, MakoError> {
        let mut builder = Builder {
            module: Vec::new(),
            defs: Vec::new(),
            frames: vec![Frame::new(1, FrameKind::Root)],
        };
        for token in tokens(source)? {
            builder.add(token)?;
        }
        builder.finish()
    }
}

struct Builder {
    module: Vec<Block>,
    defs: Vec<Def>,
    /// What is open, from the outside.
    frames: Vec<Frame>,
}

struct Frame {
    line: usize,
    kind: FrameKind,
    nodes: Vec<Node>,
}

enum FrameKind {
    Root,
    If {
        done: Vec<(Option<Condition>, Vec<Node>)>,
        /// The condition of the branch that is open; `None` after `else`.
        open: Option<Condition>,
    },
    For {
        target: ruff::Expr,
        items: ruff::Expr,
        /// The body, once there is an `else`.
        done: Option<Vec<Node>>,
    },
    While(Condition),
    Def {
        name: String,
        parameters: ruff::Parameters,
    },
    Block,
    /// A tag that only surrounds others.
    Transparent(&'static str),
}

impl FrameKind {
    fn keyword(&self) -> &'static str {
        match self {
            Self::Root => "",
            Self::If { .. } => "if",
            Self::For { .. } => "for",
            Self::While(_) => "while",
            Self::Def { .. } => "def",
            Self::Block => "block",
            Self::Transparent(keyword) => keyword,
        }
    }

    fn is_control(&self) -> bool {
        matches!(self, Self::If { .. } | Self::For { .. } | Self::While(_))
    }
}

impl Frame {
    fn new(line: usize, kind: FrameKind) -> Self {
        Self {
            line,
            kind,
            nodes: Vec::new(),
        }
    }
}

fn syntax(line: usize, message: impl Into<String>) -> MakoError {
    MakoError {
        line,
        kind: MakoErrorKind::Syntax,
        message: message.into(),
    }
}

fn unsupported(line: usize, message: impl Into<String>) -> MakoError {
    MakoError {
        line,
        kind: MakoErrorKind::Unsupported,
        message: message.into(),
    }
}

impl Builder {
    fn push(&mut self, node: Node) {
        if let Some(frame) = self.frames.last_mut() {
            frame.nodes.push(node);
        }
    }

    fn add(&mut self, token: Token) -> Result<(), MakoError> {
        let line = token.line;
        match token.kind {
            TokenKind::Text(text) => self.push(Node::Text(text)),
            TokenKind::Expression { text, filters } => self.push(Node::Expression(expression(line, &text, &filters)?)),
            TokenKind::Code { text, is_module } => {
                let block = block(line, &text)?;
                if is_module {
                    self.module.push(block);
                } else {
                    self.push(Node::Code(block));
                }
            }
            TokenKind::Control(text) => self.control(line, &text)?,
            TokenKind::TagStart {
                keyword,
                attributes,
                is_closed,
            } => self.tag(line, &keyword, &attributes, is_closed)?,
            TokenKind::TagEnd(keyword) => self.end(line, &keyword, &format!("</%{keyword}>"))?,
        }
        Ok(())
    }

    fn control(&mut self, line: usize, text: &str) -> Result<(), MakoError> {
        let word_end = text
            .find(|letter: char| !(letter.is_alphanumeric() || letter == '_'))
            .unwrap_or(text.len());
        let keyword = &text[..word_end];
        if let Some(ended) = keyword.strip_prefix("end").filter(|ended| !ended.is_empty()) {
            return self.end(line, ended, text);
        }
        let header = control_header(line, text, keyword)?;
        match keyword {
            "if" => {
                let kind = FrameKind::If {
                    done: Vec::new(),
                    open: Some(condition(line, header)?),
                };
                self.frames.push(Frame::new(line, kind));
            }
            "elif" => {
                let condition = condition(line, header)?;
                self.branch(line, keyword, Some(condition))?;
            }
            "else" => self.branch(line, keyword, None)?,
            "for" => {
                let (target, items) = for_header(line, header)?;
                let kind = FrameKind::For {
                    target,
                    items,
                    done: None,
                };
                self.frames.push(Frame::new(line, kind));
            }
            "while" => {
                let kind = FrameKind::While(condition(line, header)?);
                self.frames.push(Frame::new(line, kind));
            }
            "" => return Err(syntax(line, format!("Invalid control line: '{text}'"))),
            "try" | "except" | "finally" | "with" => {
                return Err(unsupported(line, format!("'% {keyword}' needs Python")));
            }
            _ => return Err(syntax(line, format!("Unsupported control keyword: '{keyword}'"))),
        }
        Ok(())
    }

    /// Begins the next branch of what is open.
    fn branch(&mut self, line: usize, keyword: &str, condition: Option<Condition>) -> Result<(), MakoError> {
        let illegal = |open: &str| {
            syntax(
                line,
                format!("Keyword '{keyword}' not a legal ternary for keyword '{open}'"),
            )
        };
        let Some(frame) = self.frames.last_mut() else {
            return Err(illegal(""));
        };
        match &mut frame.kind {
            FrameKind::If { done, open } => {
                if open.is_none() {
                    return Err(syntax(line, format!("'{keyword}' after 'else'")));
                }
                let closed = std::mem::replace(open, condition);
                done.push((closed, std::mem::take(&mut frame.nodes)));
            }
            FrameKind::For { done, .. } if condition.is_none() && done.is_none() => {
                *done = Some(std::mem::take(&mut frame.nodes));
            }
            other => return Err(illegal(other.keyword())),
        }
        Ok(())
    }

    fn tag(
        &mut self,
        line: usize,
        keyword: &str,
        attributes: &[(String, String)],
        is_closed: bool,
    ) -> Result<(), MakoError> {
        let attribute = |name: &str| attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        let only = |known: &[&str]| match attributes.iter().find(|(key, _)| !known.contains(&key.as_str())) {
            Some((name, _)) => Err(unsupported(
                line,
                format!("<%{keyword}> with '{name}' is not supported"),
            )),
            None => Ok(()),
        };
        let kind = match keyword {
            "def" => {
                only(&["name"])?;
                let signature = attribute("name").ok_or_else(|| syntax(line, "Missing attribute(s): 'name'"))?;
                let (name, parameters) = signature_of(line, signature)?;
                FrameKind::Def { name, parameters }
            }
            "block" => {
                only(&["name"])?;
                FrameKind::Block
            }
            "page" => {
                only(&[])?;
                FrameKind::Transparent("page")
            }
            "text" => {
                only(&[])?;
                FrameKind::Transparent("text")
            }
            "include" | "inherit" | "namespace" => {
                return Err(unsupported(
                    line,
                    format!("<%{keyword}> is not supported: it reads other files"),
                ));
            }
            _ if keyword.contains(':') => {
                return Err(unsupported(
                    line,
                    format!("<%{keyword}> is not supported: namespaces need Python"),
                ));
            }
            _ => return Err(syntax(line, format!("No such tag: '{keyword}'"))),
        };
        self.frames.push(Frame::new(line, kind));
        if is_closed {
            self.end(line, keyword, keyword)?;
        }
        Ok(())
    }

    /// Closes what is open.
    fn end(&mut self, line: usize, keyword: &str, text: &str) -> Result<(), MakoError> {
        let frame = match self.frames.pop() {
            Some(frame) if frame.kind.keyword() == keyword => frame,
            Some(frame) => {
                let open = frame.kind.keyword();
                return Err(if open.is_empty() {
                    syntax(line, format!("No starting keyword '{keyword}' for '{text}'"))
                } else {
                    syntax(line, format!("Keyword '{text}' doesn't match keyword '{open}'"))
                });
            }
            None => return Err(syntax(line, format!("No starting keyword '{keyword}' for '{text}'"))),
        };
        let Frame { line, kind, nodes } = frame;
        match kind {
            FrameKind::Root | FrameKind::Transparent(_) => {
                if let Some(outer) = self.frames.last_mut() {
                    outer.nodes.extend(nodes);
                }
            }
            FrameKind::If { mut done, open } => {
                done.push((open, nodes));
                self.push(Node::If(done));
            }
            FrameKind::For { target, items, done } => {
                let (body, orelse) = match done {
                    Some(body) => (body, nodes),
                    None => (nodes, Vec::new()),
                };
                self.push(Node::For {
                    line,
                    target,
                    items,
                    body,
                    orelse,
                });
            }
            FrameKind::While(condition) => self.push(Node::While { condition, body: nodes }),
            FrameKind::Block => self.push(Node::Block(nodes)),
            FrameKind::Def { name, parameters } => self.defs.push(Def {
                name,
                parameters,
                body: nodes,
            }),
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Template, MakoError> {
        let Some(Frame { line, kind, nodes }) = self.frames.pop() else {
            return Err(syntax(1, "the template is not closed"));
        };
        match kind {
            FrameKind::Root => Ok(Template {
                module: self.module,
                defs: self.defs,
                body: nodes,
            }),
            kind if kind.is_control() => Err(syntax(
                line,
                format!("Unterminated control keyword: '{}'", kind.keyword()),
            )),
            kind => Err(syntax(line, format!("Unclosed tag: <%{}>", kind.keyword()))),
        }
    }
}

/// What stands between the keyword of a control line and its colon.
fn control_header<'t>(line: usize, text: &'t str, keyword: &str) -> Result<&'t str, MakoError> {
    let fragment = text.trim();
    let rest = &fragment[keyword.len().min(fragment.len())..];
    let ends = |at: usize| {
        let behind = rest[at + 1..].trim_start();
        behind.is_empty() || behind.starts_with('#')
    };
    let colon = rest.match_indices(':').map(|(at, _)| at).find(|at| ends(*at));
    match colon {
        Some(0) => Ok(""),
        Some(at) if rest.starts_with(char::is_whitespace) => Ok(rest[..at].trim_start()),
        _ => Err(syntax(
            line,
            format!("Fragment '{fragment}' is not a partial control statement"),
        )),
    }
}

fn condition(line: usize, header: &str) -> Result<Condition, MakoError> {
    Ok(Condition {
        line,
        test: python_expression(line, header)?,
    })
}

fn for_header(line: usize, header: &str) -> Result<(ruff::Expr, ruff::Expr), MakoError> {
    let statements = module(line, &format!("for {header}:pass"))?;
    match statements.into_iter().next() {
        Some(ruff::Stmt::For(statement)) if !statement.is_async => Ok((*statement.target, *statement.iter)),
        _ => Err(syntax(line, format!("'for {header}' is no loop"))),
    }
}

fn signature_of(line: usize, signature: &str) -> Result<(String, ruff::Parameters), MakoError> {
    match module(line, &format!("def {signature}:pass"))?.into_iter().next() {
        Some(ruff::Stmt::FunctionDef(function)) => Ok((function.name.to_string(), *function.parameters)),
        _ => Err(syntax(line, format!("'{signature}' is no signature"))),
    }
}

fn expression(line: usize, text: &str, filters: &str) -> Result<Expression, MakoError> {
    let value = python_expression(line, text)?;
    let listed = match python_expression(line, &format!("[{filters}]"))? {
        ruff::Expr::List(list) => list.elts.into_iter().collect(),
        other => vec![other],
    };
    let is_n = |filter: &ruff::Expr| matches!(filter, ruff::Expr::Name(name) if name.id == "n");
    Ok(Expression {
        line,
        value,
        as_text: !listed.iter().any(is_n),
        filters: listed.into_iter().filter(|filter| !is_n(filter)).collect(),
    })
}

/// In parentheses, as in the call that Mako makes of it: it may go over several lines.
fn python_expression(line: usize, text: &str) -> Result<ruff::Expr, MakoError> {
    let source = format!("({text}\n)");
    let parsed = parse_expression(&source).map_err(|error| python_error(line, &source, &error))?;
    Ok(*parsed.into_syntax().body)
}

fn module(line: usize, source: &str) -> Result<Vec<ruff::Stmt>, MakoError> {
    let parsed = parse_module(source).map_err(|error| python_error(line, source, &error))?;
    Ok(parsed.into_syntax().body.into_iter().collect())
}

fn block(line: usize, text: &str) -> Result<Block, MakoError> {
    let source = dedent(text);
    Ok(Block {
        line,
        statements: module(line, &source)?,
        source: source.into(),
    })
}

fn python_error(line: usize, source: &str, error: &ParseError) -> MakoError {
    let before = source.get(..error.location.start().to_usize()).unwrap_or(source);
    let lines = before.matches('\n').count();
    syntax(
        line + lines,
        format!("SyntaxError: {}", error.error.to_string().replace('`', "'")),
    )
}

/// Takes the margin of the first line with code from all lines, except inside of strings over several lines.
fn dedent(text: &str) -> String {
    let mut margin: Option<String> = None;
    let mut quote: Option<&str> = None;
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if quote.is_some() {
            lines.push(line.to_owned());
        } else {
            let code = line.trim_start_matches([' ', '\t']);
            if margin.is_none() && !code.is_empty() && !code.starts_with('#') {
                margin = Some(line[..line.len() - code.len()].to_owned());
            }
            let kept = match &margin {
                Some(margin) => line.strip_prefix(margin.as_str()).unwrap_or(line),
                None => code,
            };
            lines.push(kept.to_owned());
        }
        quote = open_quote(line, quote);
    }
    lines.join("\n") + "\n"
}

/// The triple quote that is open at the end of a line.
fn open_quote(line: &str, mut open: Option<&'static str>) -> Option<&'static str> {
    let mut rest = line;
    loop {
        if let Some(quote) = open {
            let Some(at) = rest.find(quote) else { return open };
            rest = &rest[at + quote.len()..];
            open = None;
        } else {
            let marks = ["\"\"\"", "'''", "#"].into_iter();
            let (at, mark) = marks.filter_map(|mark| Some((rest.find(mark)?, mark))).min()?;
            if mark == "#" {
                return None;
            }
            rest = &rest[at + mark.len()..];
            open = Some(mark);
        }
    }
}
