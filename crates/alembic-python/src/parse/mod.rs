//! The only place that knows the parser, beside [`mako`](crate::mako): source text in, our own [`ast`](crate::ast) out.

use std::rc::Rc;

use ruff_python_ast as ruff;
use ruff_python_parser::{LexicalErrorType, Mode, ParseErrorType, ParseOptions, Parsed};
use ruff_text_size::Ranged;

mod definition;
mod semantics;

use crate::HeaderError;
use crate::ast::{Comparison, Expr, ExprKind, FStringPart, Handler, Operator, Span, Stmt, StmtKind};
use crate::decode::Invalid;
use definition::{class, function, imports, lambda};

/// A parsed module.
#[derive(Debug)]
pub(crate) struct Module {
    /// The docstring, when the first statement is one.
    pub(crate) doc: Option<String>,
    pub(crate) body: Vec<Stmt>,
}

/// Parses a module; `invalid` are the places that could not be decoded, which only comments may have.
pub(crate) fn parse(source: &str, invalid: &[Invalid]) -> Result<Module, HeaderError> {
    let options = ParseOptions::from(Mode::Module).with_target_version(ruff::PythonVersion::latest());
    let parsed = ruff_python_parser::parse_unchecked(source, options);
    let Some(parsed) = parsed.try_into_module() else {
        return Err(HeaderError::syntax("not a module"));
    };
    if let Some(error) = first_error(source, &parsed) {
        return Err(error);
    }
    if !invalid.is_empty() {
        let is_comment = |offset: usize| {
            let mut comments = parsed.tokens().iter().filter(|token| token.kind().is_comment());
            comments.any(|token| token.range().contains(ruff_text_size::TextSize::new(offset as u32)))
        };
        if let Some(Invalid { offset, byte }) = invalid.iter().find(|invalid| !is_comment(invalid.offset)) {
            let message = format!(
                "(unicode error) 'utf-8' codec can't decode byte {byte:#04x}; save the file as UTF-8 or declare its \
                 encoding in a comment on the first line, as in '# coding: latin-1'"
            );
            return Err(syntax_error(source, *offset, message));
        }
    }
    let body = &parsed.syntax().body;
    let doc = match body.first() {
        Some(ruff::Stmt::Expr(statement)) => match &*statement.value {
            ruff::Expr::StringLiteral(literal) => Some(literal.value.to_str().to_owned()),
            _ => None,
        },
        _ => None,
    };
    Ok(Module { doc, body: block(body) })
}

fn syntax_error(source: &str, offset: usize, message: String) -> HeaderError {
    let before = &source[..source.floor_char_boundary(offset)];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before[line_start..].chars().count() + 1;
    HeaderError::Syntax {
        message,
        line: Some(line),
        column: Some(column),
    }
}

/// The first thing that keeps Python from running the code.
fn first_error(source: &str, parsed: &Parsed<ruff::ModModule>) -> Option<HeaderError> {
    let (range, message) = if let Some(error) = parsed.errors().first() {
        (error.location, parse_message(&error.error))
    } else if let Some(error) = parsed.unsupported_syntax_errors().first() {
        (error.range, error.to_string())
    } else {
        semantics::first_error(source, &parsed.syntax().body)?
    };
    Some(syntax_error(
        source,
        range.start().to_usize(),
        python_spelling(&message),
    ))
}

/// The parser's message; in our words where it speaks of its own insides.
fn parse_message(error: &ParseErrorType) -> String {
    match error {
        ParseErrorType::Lexical(LexicalErrorType::UnicodeError) => "invalid escape sequence in string".to_owned(),
        ParseErrorType::Lexical(LexicalErrorType::UnclosedStringError) => "unterminated string literal".to_owned(),
        ParseErrorType::Lexical(LexicalErrorType::UnrecognizedToken { tok }) => {
            let kind = if tok.is_control() || tok.is_whitespace() {
                "non-printable "
            } else {
                ""
            };
            format!("invalid {kind}character U+{:04X}", u32::from(*tok))
        }
        _ => match error.to_string() {
            internal if internal.starts_with("ParseIntError") => "invalid number literal".to_owned(),
            message => message,
        },
    }
}

/// Python's messages begin with a small letter, and quote with apostrophes.
fn python_spelling(message: &str) -> String {
    let message = message.replace('`', "'");
    let mut characters = message.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}

fn span(node: &impl Ranged) -> Span {
    Span {
        start: node.start().to_usize(),
        end: node.end().to_usize(),
    }
}

fn block(statements: &[ruff::Stmt]) -> Vec<Stmt> {
    statements
        .iter()
        .map(|statement| Stmt {
            span: span(statement),
            kind: stmt(statement),
        })
        .collect()
}

fn stmt(statement: &ruff::Stmt) -> StmtKind {
    match statement {
        ruff::Stmt::Assign(node) => StmtKind::Assign {
            targets: exprs(&node.targets),
            value: expr(&node.value),
        },
        ruff::Stmt::AnnAssign(node) => match &node.value {
            Some(value) => StmtKind::Assign {
                targets: vec![expr(&node.target)],
                value: expr(value),
            },
            None => StmtKind::Nothing,
        },
        ruff::Stmt::AugAssign(node) => StmtKind::AugAssign {
            target: expr(&node.target),
            operator: operator(node.op),
            value: expr(&node.value),
        },
        ruff::Stmt::Delete(node) => StmtKind::Delete {
            targets: exprs(&node.targets),
        },
        ruff::Stmt::FunctionDef(node) => StmtKind::Function(Rc::new(function(node))),
        ruff::Stmt::ClassDef(node) => class(node),
        ruff::Stmt::TypeAlias(node) => StmtKind::Assign {
            targets: vec![expr(&node.name)],
            value: unknown(statement),
        },
        ruff::Stmt::Import(_) | ruff::Stmt::ImportFrom(_) => StmtKind::Import(imports(statement)),
        ruff::Stmt::If(node) => {
            let mut branches = vec![(Some(expr(&node.test)), block(&node.body))];
            let rest = node.elif_else_clauses.iter();
            branches.extend(rest.map(|clause| (clause.test.as_ref().map(expr), block(&clause.body))));
            StmtKind::If { branches }
        }
        ruff::Stmt::Try(node) => {
            let handlers = node.handlers.iter().map(|handler| match handler {
                ruff::ExceptHandler::ExceptHandler(handler) => Handler {
                    catches_import_error: handler.type_.as_deref().is_none_or(catches_import_error),
                    body: block(&handler.body),
                },
            });
            StmtKind::Try {
                body: block(&node.body),
                handlers: handlers.collect(),
                orelse: block(&node.orelse),
                finally: block(&node.finalbody),
            }
        }
        ruff::Stmt::With(node) => {
            let targets = node.items.iter().filter_map(|item| item.optional_vars.as_deref());
            StmtKind::With {
                contexts: node.items.iter().map(|item| expr(&item.context_expr)).collect(),
                targets: targets.map(expr).collect(),
                body: block(&node.body),
            }
        }
        ruff::Stmt::For(node) => StmtKind::Maybe {
            targets: vec![expr(&node.target)],
            body: block(&node.body).into_iter().chain(block(&node.orelse)).collect(),
        },
        ruff::Stmt::While(node) => StmtKind::Maybe {
            targets: Vec::new(),
            body: block(&node.body).into_iter().chain(block(&node.orelse)).collect(),
        },
        ruff::Stmt::Match(node) => StmtKind::Maybe {
            targets: Vec::new(),
            body: node.cases.iter().flat_map(|case| block(&case.body)).collect(),
        },
        ruff::Stmt::Raise(_) => StmtKind::Raise,
        ruff::Stmt::Expr(node) => StmtKind::Expr(expr(&node.value)),
        ruff::Stmt::Return(node) => StmtKind::Return(node.value.as_deref().map(expr)),
        ruff::Stmt::Global(node) => StmtKind::Global(node.names.iter().map(ToString::to_string).collect()),
        ruff::Stmt::Assert(_)
        | ruff::Stmt::Nonlocal(_)
        | ruff::Stmt::Pass(_)
        | ruff::Stmt::Break(_)
        | ruff::Stmt::Continue(_)
        | ruff::Stmt::IpyEscapeCommand(_) => StmtKind::Nothing,
    }
}

/// Whether a handler of this type takes an `ImportError`.
fn catches_import_error(kind: &ruff::Expr) -> bool {
    match kind {
        ruff::Expr::Name(name) => matches!(
            name.id.as_str(),
            "ImportError" | "ModuleNotFoundError" | "Exception" | "BaseException"
        ),
        ruff::Expr::Tuple(kinds) => kinds.elts.iter().any(catches_import_error),
        _ => false,
    }
}

fn exprs(expressions: &[ruff::Expr]) -> Vec<Expr> {
    expressions.iter().map(expr).collect()
}

fn boxed(expression: &ruff::Expr) -> Box<Expr> {
    Box::new(expr(expression))
}

fn unknown(node: &impl Ranged) -> Expr {
    Expr {
        span: span(node),
        kind: ExprKind::Other,
    }
}

fn expr(expression: &ruff::Expr) -> Expr {
    Expr {
        span: span(expression),
        kind: expr_kind(expression),
    }
}

fn expr_kind(expression: &ruff::Expr) -> ExprKind {
    match expression {
        ruff::Expr::NoneLiteral(_) => ExprKind::None,
        ruff::Expr::BooleanLiteral(node) => ExprKind::Bool(node.value),
        ruff::Expr::NumberLiteral(node) => match &node.value {
            ruff::Number::Int(value) => value.as_i64().map_or(ExprKind::Other, ExprKind::Int),
            ruff::Number::Float(_) | ruff::Number::Complex { .. } => ExprKind::Other,
        },
        ruff::Expr::StringLiteral(node) => ExprKind::Str(node.value.to_str().to_owned()),
        ruff::Expr::FString(node) => f_string(node),
        ruff::Expr::Name(node) => ExprKind::Name(node.id.to_string()),
        ruff::Expr::Tuple(node) => ExprKind::Tuple(exprs(&node.elts)),
        ruff::Expr::List(node) => ExprKind::List(exprs(&node.elts)),
        ruff::Expr::Set(node) => ExprKind::Set(exprs(&node.elts)),
        ruff::Expr::Starred(node) => ExprKind::Starred(boxed(&node.value)),
        ruff::Expr::BinOp(node) => ExprKind::Binary {
            left: boxed(&node.left),
            operator: operator(node.op),
            right: boxed(&node.right),
        },
        ruff::Expr::UnaryOp(node) => match node.op {
            ruff::UnaryOp::Not => ExprKind::Not(boxed(&node.operand)),
            ruff::UnaryOp::Invert | ruff::UnaryOp::UAdd | ruff::UnaryOp::USub => ExprKind::Other,
        },
        ruff::Expr::BoolOp(node) => match node.op {
            ruff::BoolOp::And => ExprKind::And(exprs(&node.values)),
            ruff::BoolOp::Or => ExprKind::Or(exprs(&node.values)),
        },
        ruff::Expr::Compare(node) => match (&*node.ops, &*node.comparators) {
            ([operator], [right]) => ExprKind::Compare {
                left: boxed(&node.left),
                operator: comparison(*operator),
                right: boxed(right),
            },
            _ => ExprKind::Other,
        },
        ruff::Expr::If(node) => ExprKind::Conditional {
            test: boxed(&node.test),
            body: boxed(&node.body),
            orelse: boxed(&node.orelse),
        },
        ruff::Expr::Named(node) => match &*node.target {
            ruff::Expr::Name(name) => ExprKind::Named {
                name: name.id.to_string(),
                value: boxed(&node.value),
            },
            _ => ExprKind::Other,
        },
        ruff::Expr::Attribute(node) => ExprKind::Attribute {
            object: boxed(&node.value),
            name: node.attr.to_string(),
        },
        ruff::Expr::Subscript(node) => ExprKind::Subscript {
            object: boxed(&node.value),
            index: boxed(&node.slice),
        },
        ruff::Expr::Call(node) => ExprKind::Call {
            function: boxed(&node.func),
            arguments: exprs(&node.arguments.args),
            keywords: node
                .arguments
                .keywords
                .iter()
                .map(|keyword| (keyword.arg.as_ref().map(ToString::to_string), expr(&keyword.value)))
                .collect(),
        },
        ruff::Expr::Dict(node) => ExprKind::Dict(
            node.items
                .iter()
                .map(|item| (item.key.as_ref().map(expr), expr(&item.value)))
                .collect(),
        ),
        ruff::Expr::Await(node) => ExprKind::Await(boxed(&node.value)),
        ruff::Expr::Lambda(node) => ExprKind::Lambda(Rc::new(lambda(node))),
        ruff::Expr::ListComp(_)
        | ruff::Expr::SetComp(_)
        | ruff::Expr::DictComp(_)
        | ruff::Expr::Generator(_)
        | ruff::Expr::Yield(_)
        | ruff::Expr::YieldFrom(_)
        | ruff::Expr::TString(_)
        | ruff::Expr::BytesLiteral(_)
        | ruff::Expr::EllipsisLiteral(_)
        | ruff::Expr::Slice(_)
        | ruff::Expr::IpyEscapeCommand(_) => ExprKind::Other,
    }
}

/// An f-string whose fields are plain; conversions, formats and `=` are left to Python.
fn f_string(node: &ruff::ExprFString) -> ExprKind {
    let mut parts = Vec::new();
    for part in &node.value {
        match part {
            ruff::FStringPart::Literal(literal) => parts.push(FStringPart::Text(literal.value.to_string())),
            ruff::FStringPart::FString(string) => {
                for element in &string.elements {
                    match element {
                        ruff::InterpolatedStringElement::Literal(literal) => {
                            parts.push(FStringPart::Text(literal.value.to_string()));
                        }
                        ruff::InterpolatedStringElement::Interpolation(field) => {
                            let plain = field.debug_text.is_none() && field.format_spec.is_none();
                            if !plain
                                || !matches!(field.conversion, ruff::ConversionFlag::None | ruff::ConversionFlag::Str)
                            {
                                return ExprKind::Other;
                            }
                            parts.push(FStringPart::Value(expr(&field.expression)));
                        }
                    }
                }
            }
        }
    }
    ExprKind::FString(parts)
}

fn operator(operator: ruff::Operator) -> Operator {
    match operator {
        ruff::Operator::Add => Operator::Add,
        ruff::Operator::Mod => Operator::Remainder,
        ruff::Operator::Div => Operator::Divide,
        _ => Operator::Other,
    }
}

fn comparison(operator: ruff::CmpOp) -> Comparison {
    match operator {
        ruff::CmpOp::Eq => Comparison::Equal,
        ruff::CmpOp::NotEq => Comparison::NotEqual,
        ruff::CmpOp::In => Comparison::In,
        ruff::CmpOp::NotIn => Comparison::NotIn,
        ruff::CmpOp::Is => Comparison::Is,
        ruff::CmpOp::IsNot => Comparison::IsNot,
        ruff::CmpOp::Lt | ruff::CmpOp::LtE | ruff::CmpOp::Gt | ruff::CmpOp::GtE => Comparison::Other,
    }
}
