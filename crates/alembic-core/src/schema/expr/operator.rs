//! Operators: what `==`, `+`, `.like()`, `.in_()` and their like say in SQLAlchemy.

use super::Expr;
use crate::schema::ColumnType;

/// Two operands with an operator between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Binary {
    /// The left operand.
    pub left: Expr,
    /// The operator.
    pub operator: BinaryOperator,
    /// The right operand.
    pub right: Expr,
}

/// The operator of a [`Binary`].
#[derive(Debug, Clone, PartialEq)]
pub enum BinaryOperator {
    /// `+`; `||` between texts.
    Add,
    /// `-`.
    Sub,
    /// `*`.
    Mul,
    /// Division with a fraction.
    TrueDiv,
    /// Division without a fraction.
    FloorDiv,
    /// `%`.
    Mod,
    /// `||`.
    Concat,
    /// `&`.
    BitwiseAnd,
    /// `|`.
    BitwiseOr,
    /// Exclusive or.
    BitwiseXor,
    /// `<<`.
    BitwiseLshift,
    /// `>>`.
    BitwiseRshift,
    /// `=`.
    Eq,
    /// `!=`.
    Ne,
    /// `<`.
    Lt,
    /// `<=`.
    Le,
    /// `>`.
    Gt,
    /// `>=`.
    Ge,
    /// `IS`.
    Is,
    /// `IS NOT`.
    IsNot,
    /// `IS DISTINCT FROM`.
    IsDistinctFrom,
    /// `IS NOT DISTINCT FROM`.
    IsNotDistinctFrom,
    /// `IN`; the right side is a list or a query.
    In,
    /// `NOT IN`.
    NotIn,
    /// `BETWEEN`; the right side holds both ends.
    Between(Between),
    /// `LIKE` and its relatives.
    Like(Like),
    /// A regular expression.
    RegexpMatch {
        /// `NOT`.
        negated: bool,
        /// Flags such as `i`.
        flags: Option<String>,
    },
    /// Full text search: `match()`.
    Match {
        /// `NOT`.
        negated: bool,
    },
    /// One element of a JSON value.
    JsonGet(JsonAs),
    /// An operator by its text: `op("->>")`.
    Custom(CustomOperator),
    /// `COLLATE`.
    Collate(String),
}

/// How `BETWEEN` compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Between {
    /// `NOT`.
    pub negated: bool,
    /// Takes the ends in either order: `SYMMETRIC`.
    pub symmetric: bool,
}

/// How `LIKE` compares.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Like {
    /// Where the text stands.
    pub position: LikePosition,
    /// Without regard to upper and lower case.
    pub insensitive: bool,
    /// `NOT`.
    pub negated: bool,
    /// `ESCAPE`.
    pub escape: Option<char>,
}

/// Where the text of a `LIKE` stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LikePosition {
    /// The pattern says it.
    #[default]
    Pattern,
    /// At the start: `startswith()`.
    Start,
    /// At the end: `endswith()`.
    End,
    /// Anywhere: `contains()`.
    Anywhere,
}

/// What an element of a JSON value is read as.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum JsonAs {
    /// JSON, as it is.
    #[default]
    Json,
    /// A value of an SQL type: `as_string()`, `as_integer()`…
    Type(ColumnType),
}

/// An operator by its text.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomOperator {
    /// The text.
    pub opstring: String,
    /// How strongly it binds, in SQLAlchemy's numbers; 0 always puts parentheses around it.
    pub precedence: i32,
    /// Whether it says yes or no: `bool_op`.
    pub is_comparison: bool,
    /// The type of its result; that of its left side if absent.
    pub return_type: Option<ColumnType>,
}

/// An operator before its only operand.
#[derive(Debug, Clone, PartialEq)]
pub struct Unary {
    /// The operator.
    pub operator: UnaryOperator,
    /// The operand.
    pub operand: Expr,
}

/// The operator of a [`Unary`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOperator {
    /// `-`.
    Neg,
    /// `~`.
    BitwiseNot,
    /// `NOT`.
    Not,
    /// `DISTINCT`, inside a function.
    Distinct,
    /// `ANY`.
    Any,
    /// `ALL`.
    All,
    /// A boolean as a condition: `x`, or `x = 1` where there are no booleans.
    IsTrue,
    /// The opposite: `NOT x`, or `x = 0`.
    IsFalse,
}

/// Conditions joined by `AND` or `OR`.
#[derive(Debug, Clone, PartialEq)]
pub struct Junction {
    /// `AND` or `OR`.
    pub operator: JunctionOperator,
    /// The conditions.
    pub clauses: Vec<Expr>,
}

/// The operator of a [`Junction`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JunctionOperator {
    /// `AND`.
    And,
    /// `OR`.
    Or,
}

impl BinaryOperator {
    /// The operator that says the opposite, where there is one.
    #[must_use]
    pub fn negated(&self) -> Option<Self> {
        Some(match self {
            Self::Eq => Self::Ne,
            Self::Ne => Self::Eq,
            Self::Lt => Self::Ge,
            Self::Le => Self::Gt,
            Self::Gt => Self::Le,
            Self::Ge => Self::Lt,
            Self::Is => Self::IsNot,
            Self::IsNot => Self::Is,
            Self::IsDistinctFrom => Self::IsNotDistinctFrom,
            Self::IsNotDistinctFrom => Self::IsDistinctFrom,
            Self::In => Self::NotIn,
            Self::NotIn => Self::In,
            Self::Between(between) => Self::Between(Between {
                negated: !between.negated,
                ..*between
            }),
            Self::Like(like) => Self::Like(Like {
                negated: !like.negated,
                ..like.clone()
            }),
            Self::RegexpMatch { negated, flags } => Self::RegexpMatch {
                negated: !negated,
                flags: flags.clone(),
            },
            Self::Match { negated } => Self::Match { negated: !negated },
            Self::Add
            | Self::Sub
            | Self::Mul
            | Self::TrueDiv
            | Self::FloorDiv
            | Self::Mod
            | Self::Concat
            | Self::BitwiseAnd
            | Self::BitwiseOr
            | Self::BitwiseXor
            | Self::BitwiseLshift
            | Self::BitwiseRshift
            | Self::JsonGet(_)
            | Self::Custom(_)
            | Self::Collate(_) => return None,
        })
    }
}
