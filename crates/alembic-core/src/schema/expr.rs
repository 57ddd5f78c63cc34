//! SQL expressions, as far as server defaults, index elements and conditions need them.

use super::{ColumnType, Name};
use crate::Value;

/// An SQL expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// SQL text with SQLAlchemy's `text()` rules.
    Text(TextClause),
    /// A value: bound online where the place allows it, spelled out elsewhere.
    Literal(Literal),
    /// The `NULL` keyword.
    Null,
    /// The true constant; `1` where the dialect has no booleans.
    True,
    /// The false constant; `0` where the dialect has no booleans.
    False,
    /// A column by its name.
    Column(ColumnRef),
    /// A function call.
    Function(Function),
    /// `CAST(… AS …)`.
    Cast(Box<Cast>),
    /// An expression with `ASC`, `DESC`, `NULLS FIRST`, `NULLS LAST` behind it.
    Modified(Box<Modified>),
}

/// SQL text: `:name` is a bind parameter, `\:` a colon, `::` stays as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct TextClause {
    /// The text as written.
    pub text: String,
    /// The values of its bind parameters.
    pub binds: Vec<BindParameter>,
}

/// A named value of a [`TextClause`].
#[derive(Debug, Clone, PartialEq)]
pub struct BindParameter {
    /// The name, without the colon.
    pub key: String,
    /// The value.
    pub value: Value,
    /// The type that tells how the value is written as a literal; guessed from the value if absent.
    pub type_: Option<ColumnType>,
}

/// SQL text with SQLAlchemy's rules for colons.
///
/// ```
/// use alembic_core::schema::text;
/// let update = text("UPDATE t SET a = :a WHERE b::int = 1").bind("a", 5);
/// assert_eq!(update.binds[0].key, "a");
/// ```
#[must_use]
pub fn text(text: impl Into<String>) -> TextClause {
    TextClause {
        text: text.into(),
        binds: Vec::new(),
    }
}

impl TextClause {
    /// Gives a bind parameter its value; a second value for the same name replaces the first.
    #[must_use]
    pub fn bind(self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.push(key.into(), value.into(), None)
    }

    /// Gives a bind parameter its value and the type that tells how it is written as a literal.
    #[must_use]
    pub fn bind_as(self, key: impl Into<String>, value: impl Into<Value>, type_: impl Into<ColumnType>) -> Self {
        self.push(key.into(), value.into(), Some(type_.into()))
    }

    fn push(mut self, key: String, value: Value, type_: Option<ColumnType>) -> Self {
        self.binds.retain(|bind| bind.key != key);
        self.binds.push(BindParameter { key, value, type_ });
        self
    }
}

impl From<&str> for TextClause {
    fn from(sql: &str) -> Self {
        text(sql)
    }
}

impl From<String> for TextClause {
    fn from(sql: String) -> Self {
        text(sql)
    }
}

impl From<&String> for TextClause {
    fn from(sql: &String) -> Self {
        text(sql)
    }
}

/// A value inside an expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Literal {
    /// The value.
    pub value: Value,
    /// Its SQL type; guessed from the value if absent.
    pub type_: Option<ColumnType>,
}

/// A value as an expression: `sa.literal`.
#[must_use]
pub fn literal(value: impl Into<Value>) -> Expr {
    Expr::Literal(Literal {
        value: value.into(),
        type_: None,
    })
}

/// A value of a given type as an expression: `sa.literal(value, type_)`.
#[must_use]
pub fn literal_as(value: impl Into<Value>, type_: impl Into<ColumnType>) -> Expr {
    Expr::Literal(Literal {
        value: value.into(),
        type_: Some(type_.into()),
    })
}

/// The `NULL` keyword: `sa.null()`.
#[must_use]
pub fn null() -> Expr {
    Expr::Null
}

/// The true constant: `sa.true()`.
#[must_use]
pub fn true_() -> Expr {
    Expr::True
}

/// The false constant: `sa.false()`.
#[must_use]
pub fn false_() -> Expr {
    Expr::False
}

/// A reference to a column.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnRef {
    /// The column's name.
    pub name: Name,
    /// Whether the name is SQL text that is never quoted: `sa.literal_column`.
    pub is_literal: bool,
}

/// A column by its name, as `sa.column("x")` gives it: for expressions, not for a table's definition.
#[must_use]
pub fn col(name: impl Into<Name>) -> Expr {
    Expr::Column(ColumnRef {
        name: name.into(),
        is_literal: false,
    })
}

/// SQL text in the place of a column: `sa.literal_column`.
#[must_use]
pub fn literal_column(sql: impl Into<String>) -> Expr {
    Expr::Column(ColumnRef {
        name: sql.into().into(),
        is_literal: true,
    })
}

/// A function call: `sa.func.name(…)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// The name as written; some names mean something to SQLAlchemy (`now`, `current_timestamp`).
    pub name: String,
    /// The arguments.
    pub args: Vec<Expr>,
}

/// Functions, as `sa.func` gives them.
pub mod func {
    use super::{Expr, Function};

    /// `now()`; `CURRENT_TIMESTAMP` on SQLite.
    #[must_use]
    pub fn now() -> Function {
        call("now", [])
    }

    /// `CURRENT_TIMESTAMP`.
    #[must_use]
    pub fn current_timestamp() -> Function {
        call("current_timestamp", [])
    }

    /// `lower(…)`.
    #[must_use]
    pub fn lower(arg: impl Into<Expr>) -> Function {
        call("lower", [arg.into()])
    }

    /// `coalesce(…)`.
    #[must_use]
    pub fn coalesce(args: impl IntoIterator<Item = Expr>) -> Function {
        call("coalesce", args)
    }

    /// Any function by its name: `sa.func.<name>(…)`.
    #[must_use]
    pub fn call(name: impl Into<String>, args: impl IntoIterator<Item = Expr>) -> Function {
        Function {
            name: name.into(),
            args: args.into_iter().collect(),
        }
    }
}

/// `CAST(expr AS type)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Cast {
    /// What is cast.
    pub expr: Expr,
    /// To what.
    pub type_: ColumnType,
}

/// `CAST(expr AS type)`: `sa.cast`.
#[must_use]
pub fn cast(expr: impl Into<Expr>, type_: impl Into<ColumnType>) -> Expr {
    Expr::Cast(Box::new(Cast {
        expr: expr.into(),
        type_: type_.into(),
    }))
}

/// What stands behind an expression in an index or an `ORDER BY`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Modifier {
    /// `ASC`.
    Asc,
    /// `DESC`.
    Desc,
    /// `NULLS FIRST`.
    NullsFirst,
    /// `NULLS LAST`.
    NullsLast,
}

/// An expression with a [`Modifier`] behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Modified {
    /// The expression.
    pub expr: Expr,
    /// What stands behind it.
    pub modifier: Modifier,
}

impl Expr {
    fn modified(self, modifier: Modifier) -> Self {
        Self::Modified(Box::new(Modified { expr: self, modifier }))
    }

    /// The expression with `ASC` behind it.
    #[must_use]
    pub fn asc(self) -> Self {
        self.modified(Modifier::Asc)
    }

    /// The expression with `DESC` behind it.
    #[must_use]
    pub fn desc(self) -> Self {
        self.modified(Modifier::Desc)
    }

    /// The expression with `NULLS FIRST` behind it.
    #[must_use]
    pub fn nulls_first(self) -> Self {
        self.modified(Modifier::NullsFirst)
    }

    /// The expression with `NULLS LAST` behind it.
    #[must_use]
    pub fn nulls_last(self) -> Self {
        self.modified(Modifier::NullsLast)
    }
}

impl From<TextClause> for Expr {
    fn from(clause: TextClause) -> Self {
        Self::Text(clause)
    }
}

impl From<Function> for Expr {
    fn from(function: Function) -> Self {
        Self::Function(function)
    }
}

/// An expression where plain text means [`text`]: conditions of checks, `WHERE` of indexes, `GENERATED` columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition(pub Expr);

impl From<&str> for Condition {
    fn from(sql: &str) -> Self {
        Self(text(sql).into())
    }
}

impl From<String> for Condition {
    fn from(sql: String) -> Self {
        Self(text(sql).into())
    }
}

impl From<Expr> for Condition {
    fn from(expr: Expr) -> Self {
        Self(expr)
    }
}

impl From<TextClause> for Condition {
    fn from(text: TextClause) -> Self {
        Self(text.into())
    }
}

impl From<Function> for Condition {
    fn from(function: Function) -> Self {
        Self(function.into())
    }
}
