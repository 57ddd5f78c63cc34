//! A module as far as its header needs it: statements that run on import, and the expressions that can be evaluated.

use std::rc::Rc;

/// A range of bytes in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

#[derive(Debug)]
pub(crate) struct Stmt {
    pub(crate) span: Span,
    pub(crate) kind: StmtKind,
}

#[derive(Debug)]
pub(crate) enum StmtKind {
    /// `a = b = value`; also `a: T = value`.
    Assign {
        targets: Vec<Expr>,
        value: Expr,
    },
    /// `a += value`.
    AugAssign {
        target: Expr,
        operator: Operator,
        value: Expr,
    },
    /// `del a`.
    Delete {
        targets: Vec<Expr>,
    },
    Import(Vec<Import>),
    Function(Rc<Function>),
    Class {
        name: String,
        /// Whether nothing but its body decides what its attributes are: no decorator, no metaclass, no enumeration.
        plain: bool,
        body: Vec<Stmt>,
    },
    Return(Option<Expr>),
    /// `if`, `elif`, `else`: the last without a test.
    If {
        branches: Vec<(Option<Expr>, Vec<Stmt>)>,
    },
    Try {
        body: Vec<Stmt>,
        handlers: Vec<Handler>,
        orelse: Vec<Stmt>,
        finally: Vec<Stmt>,
    },
    With {
        contexts: Vec<Expr>,
        targets: Vec<Expr>,
        body: Vec<Stmt>,
    },
    /// `for`, `while` and the cases of `match`: code that runs some number of times.
    Maybe {
        targets: Vec<Expr>,
        body: Vec<Stmt>,
    },
    Raise,
    Global(Vec<String>),
    Expr(Expr),
    /// `pass`, an annotation without a value: no effect on the module.
    Nothing,
}

/// An `except`.
#[derive(Debug)]
pub(crate) struct Handler {
    /// Whether it takes the `ImportError` of a module that is not there.
    pub(crate) catches_import_error: bool,
    pub(crate) body: Vec<Stmt>,
}

/// One name that an import binds.
#[derive(Debug)]
pub(crate) struct Import {
    /// The name, `*` for all.
    pub(crate) name: String,
    /// The module, with dots.
    pub(crate) module: String,
    /// What of the module, in `from module import member`.
    pub(crate) member: Option<String>,
    /// The dots in front of the module.
    pub(crate) level: u32,
}

#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Vec<Stmt>,
    /// Whether a call gives what its `return` says: no decorator, no `yield`.
    pub(crate) plain: bool,
}

#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) default: Option<Expr>,
    /// `*args` or `**kwargs`.
    pub(crate) is_variadic: bool,
    /// Behind `*`.
    pub(crate) is_keyword_only: bool,
}

#[derive(Debug)]
pub(crate) struct Expr {
    pub(crate) span: Span,
    pub(crate) kind: ExprKind,
}

#[derive(Debug)]
pub(crate) enum ExprKind {
    None,
    Bool(bool),
    Int(i64),
    Str(String),
    Name(String),
    Tuple(Vec<Expr>),
    List(Vec<Expr>),
    Set(Vec<Expr>),
    /// `None` as a key stands for `**value`.
    Dict(Vec<(Option<Expr>, Expr)>),
    Starred(Box<Expr>),
    /// `f"…"`: text and plain `{…}` in order.
    FString(Vec<FStringPart>),
    Binary {
        left: Box<Expr>,
        operator: Operator,
        right: Box<Expr>,
    },
    Not(Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Compare {
        left: Box<Expr>,
        operator: Comparison,
        right: Box<Expr>,
    },
    Conditional {
        test: Box<Expr>,
        body: Box<Expr>,
        orelse: Box<Expr>,
    },
    /// `name := value`.
    Named {
        name: String,
        value: Box<Expr>,
    },
    Attribute {
        object: Box<Expr>,
        name: String,
    },
    Subscript {
        object: Box<Expr>,
        index: Box<Expr>,
    },
    Call {
        function: Box<Expr>,
        arguments: Vec<Expr>,
        /// `None` as a name stands for `**value`.
        keywords: Vec<(Option<String>, Expr)>,
    },
    Await(Box<Expr>),
    /// A `lambda`, with its value as its body.
    Lambda(Rc<Function>),
    /// Anything else: its value is unknown.
    Other,
}

#[derive(Debug)]
pub(crate) enum FStringPart {
    Text(String),
    Value(Expr),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Remainder,
    Divide,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    In,
    NotIn,
    Is,
    IsNot,
    Other,
}
