//! Where parentheses stand: SQLAlchemy's precedence of operators.

use alembic_core::schema::{BinaryOperator, Expr, JunctionOperator, LikePosition, UnaryOperator};

use super::typing;

/// What an expression becomes a part of.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Against {
    /// Nothing that binds: a value to set, a condition of `CASE`, an element of an index.
    Nothing,
    /// A list with commas.
    Comma,
    /// A condition of `WHERE`.
    Condition,
    /// `AND`.
    And,
    /// `OR`.
    Or,
    /// `NOT`.
    Not,
    /// `IN`.
    In,
    /// `ANY` and `ALL`.
    AnyAll,
    /// An operator with this precedence that takes its own kind without parentheses.
    Associative(Associative),
    /// Any other operator with this precedence.
    Precedence(i32),
}

/// Operators of which several in a row need no parentheses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Associative {
    Add,
    Mul,
    Concat,
    JsonGet,
}

impl Associative {
    fn precedence(self) -> i32 {
        match self {
            Self::Add => 7,
            Self::Mul => 8,
            Self::Concat => 5,
            Self::JsonGet => 15,
        }
    }
}

impl Against {
    /// The precedence around; nothing means that there are parentheses in any case.
    fn precedence(self) -> Option<i32> {
        Some(match self {
            Self::Nothing => return None,
            Self::Comma => -1,
            Self::Condition => -10,
            Self::And => 3,
            Self::Or => 2,
            Self::Not | Self::In => 5,
            Self::AnyAll => 15,
            Self::Associative(operator) => operator.precedence(),
            Self::Precedence(precedence) => precedence,
        })
    }

    /// What the operands of an operator are a part of.
    pub(crate) fn operator(operator: &BinaryOperator, concat: bool) -> Self {
        match operator {
            BinaryOperator::Add if concat => Self::Associative(Associative::Concat),
            BinaryOperator::Add => Self::Associative(Associative::Add),
            BinaryOperator::Mul => Self::Associative(Associative::Mul),
            BinaryOperator::Concat => Self::Associative(Associative::Concat),
            BinaryOperator::JsonGet(_) => Self::Associative(Associative::JsonGet),
            BinaryOperator::In | BinaryOperator::NotIn => Self::In,
            BinaryOperator::Like(like) if like.position != LikePosition::Pattern => Self::Precedence(100),
            operator => Self::Precedence(precedence(operator, concat)),
        }
    }
}

/// How strongly an operator binds.
pub(crate) fn precedence(operator: &BinaryOperator, concat: bool) -> i32 {
    match operator {
        BinaryOperator::JsonGet(_) => 15,
        BinaryOperator::Mul | BinaryOperator::TrueDiv | BinaryOperator::FloorDiv | BinaryOperator::Mod => 8,
        BinaryOperator::Add if concat => 5,
        BinaryOperator::Add
        | BinaryOperator::Sub
        | BinaryOperator::BitwiseAnd
        | BinaryOperator::BitwiseOr
        | BinaryOperator::BitwiseXor
        | BinaryOperator::BitwiseLshift
        | BinaryOperator::BitwiseRshift => 7,
        BinaryOperator::Like(like) if like.position != LikePosition::Pattern => -100,
        BinaryOperator::Concat
        | BinaryOperator::Eq
        | BinaryOperator::Ne
        | BinaryOperator::Lt
        | BinaryOperator::Le
        | BinaryOperator::Gt
        | BinaryOperator::Ge
        | BinaryOperator::Is
        | BinaryOperator::IsNot
        | BinaryOperator::IsDistinctFrom
        | BinaryOperator::IsNotDistinctFrom
        | BinaryOperator::In
        | BinaryOperator::NotIn
        | BinaryOperator::Between(_)
        | BinaryOperator::Like(_)
        | BinaryOperator::RegexpMatch { .. }
        | BinaryOperator::Match { .. } => 5,
        BinaryOperator::Collate(_) => 4,
        BinaryOperator::Custom(custom) => custom.precedence,
    }
}

/// Whether an operator says yes or no by itself.
pub(crate) fn is_boolean(operator: &BinaryOperator) -> bool {
    match operator {
        BinaryOperator::Eq
        | BinaryOperator::Ne
        | BinaryOperator::Lt
        | BinaryOperator::Le
        | BinaryOperator::Gt
        | BinaryOperator::Ge
        | BinaryOperator::Is
        | BinaryOperator::IsNot
        | BinaryOperator::IsDistinctFrom
        | BinaryOperator::IsNotDistinctFrom
        | BinaryOperator::In
        | BinaryOperator::NotIn
        | BinaryOperator::Between(_)
        | BinaryOperator::Like(_)
        | BinaryOperator::RegexpMatch { .. }
        | BinaryOperator::Match { .. } => true,
        BinaryOperator::Custom(custom) => custom.is_comparison,
        BinaryOperator::Add
        | BinaryOperator::Sub
        | BinaryOperator::Mul
        | BinaryOperator::TrueDiv
        | BinaryOperator::FloorDiv
        | BinaryOperator::Mod
        | BinaryOperator::Concat
        | BinaryOperator::BitwiseAnd
        | BinaryOperator::BitwiseOr
        | BinaryOperator::BitwiseXor
        | BinaryOperator::BitwiseLshift
        | BinaryOperator::BitwiseRshift
        | BinaryOperator::JsonGet(_)
        | BinaryOperator::Collate(_) => false,
    }
}

/// Whether an expression stands in parentheses there.
pub(crate) fn needs_group(expr: &Expr, against: Against) -> bool {
    let precedes = |precedence: i32| against.precedence().is_none_or(|around| precedence <= around);
    match expr {
        Expr::Binary(binary) => {
            let concat = typing::is_concat(expr);
            let own = Against::operator(&binary.operator, concat);
            if matches!(own, Against::Associative(_)) && own == against {
                return false;
            }
            precedes(precedence(&binary.operator, concat)) || (against == Against::Not && !is_boolean(&binary.operator))
        }
        Expr::Junction(junction) if junction.clauses.is_empty() => false,
        Expr::Junction(junction) => match junction.operator {
            JunctionOperator::And => against != Against::And && precedes(3),
            JunctionOperator::Or => against != Against::Or && precedes(2),
        },
        Expr::Unary(unary) => match unary.operator {
            UnaryOperator::Neg | UnaryOperator::BitwiseNot => precedes(8),
            UnaryOperator::Not if typing::is_plain_boolean(&unary.operand) => false,
            UnaryOperator::Not | UnaryOperator::Distinct => precedes(5),
            UnaryOperator::Any | UnaryOperator::All => precedes(15),
            UnaryOperator::IsTrue | UnaryOperator::IsFalse => false,
        },
        Expr::Exists(_) => precedes(0),
        Expr::Function(function) => match (&function.over, function.filter.is_empty()) {
            (None, false) => precedes(6),
            (Some(_), _) | (None, true) => against == Against::AnyAll,
        },
        Expr::Label(label) => needs_group(&label.expr, against),
        Expr::TypeCoerce(cast) => needs_group(&cast.expr, against),
        Expr::Text(_) => against == Against::In,
        Expr::Column(_)
        | Expr::Value(_)
        | Expr::Literal(_)
        | Expr::Bind(_)
        | Expr::Null
        | Expr::True
        | Expr::False
        | Expr::Cast(_)
        | Expr::Case(_)
        | Expr::Extract(_)
        | Expr::Array(_)
        | Expr::NextValue(_)
        | Expr::Excluded(_) => against == Against::AnyAll,
        Expr::List(_) | Expr::Tuple(_) | Expr::Subquery(_) | Expr::Modified(_) => false,
    }
}
