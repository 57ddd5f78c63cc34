//! A module as far as its header needs it: statements that run on import, and the expressions that can be evaluated.

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
    /// Anything that binds names to what only Python can know: definitions, imports.
    Bind {
        names: Vec<String>,
    },
    /// `if`, `elif`, `else`: the last without a test.
    If {
        branches: Vec<(Option<Expr>, Vec<Stmt>)>,
    },
    Try {
        body: Vec<Stmt>,
        handlers: Vec<Vec<Stmt>>,
        orelse: Vec<Stmt>,
        finally: Vec<Stmt>,
    },
    With {
        targets: Vec<Expr>,
        body: Vec<Stmt>,
    },
    /// `for`, `while` and the cases of `match`: code that runs some number of times.
    Maybe {
        targets: Vec<Expr>,
        body: Vec<Stmt>,
    },
    Raise,
    Expr(Expr),
    /// `pass`, `global`, an annotation without a value: no effect on the module.
    Nothing,
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
    /// A call with positional arguments only.
    Call {
        function: Box<Expr>,
        arguments: Vec<Expr>,
    },
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
