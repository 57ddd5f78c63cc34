//! SQL expressions: what server defaults, checks, indexes, queries and data migrations are made of.
//!
//! The names are SQLAlchemy's. Where Python overloads `==`, there is a method (`col("a").eq(5)`); `+ - * / %`, `&`,
//! `|` and `!` are the operators that they are in Python, with `!` for `~`.

mod case;
mod children;
mod exprs;
mod function;
mod methods;
mod operator;
mod text;

use std::sync::Arc;

use super::{ColumnType, FromClause, Name, Query, Sequence};
use crate::Value;

pub use case::{ArrayLiteral, Case, Extract, Label, array_, array_as, case, case_value, extract, tuple_};
pub use exprs::Exprs;
pub use function::{Function, Over, func, over};
pub use methods::{InOperand, JsonIndex, and_, not_, or_};
pub use operator::{
    Between, Binary, BinaryOperator, CustomOperator, JsonAs, Junction, JunctionOperator, Like, LikePosition, Unary,
    UnaryOperator,
};
pub use text::{BindParameter, TextClause, bindparam, bindparam_as, text};

/// An SQL expression.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let a = || col("a");
/// fn sql(sql: impl Into<Sql>, dialect: DialectName) -> Result<String, alembic_sql::CompileError> {
///     alembic_sql::to_sql(execute(sql), dialect)
/// }
/// assert_eq!(sql(select(a().eq(5).label("x")), DialectName::Postgresql)?, "SELECT a = 5 AS x;");
/// assert_eq!(sql(select(a().ne("x").label("x")), DialectName::Postgresql)?, "SELECT a != 'x' AS x;");
/// assert_eq!(sql(select(a().is_(true).label("x")), DialectName::Postgresql)?, "SELECT a IS true AS x;");
/// assert_eq!(sql(select(a().is_not(true).label("x")), DialectName::Postgresql)?, "SELECT a IS NOT true AS x;");
/// assert_eq!(sql(select(a().is_null().label("x")), DialectName::Postgresql)?, "SELECT a IS NULL AS x;");
/// assert_eq!(sql(select(a().is_not_null().label("x")), DialectName::Postgresql)?, "SELECT a IS NOT NULL AS x;");
/// assert_eq!(
///     sql(select(a().is_distinct_from(5).label("x")), DialectName::Postgresql)?,
///     "SELECT a IS DISTINCT FROM 5 AS x;"
/// );
/// assert_eq!(sql(select(a().is_not_distinct_from(5).label("x")), DialectName::Sqlite)?, "SELECT a IS 5 AS x;");
/// assert_eq!(sql(select(a().in_([1, 2]).label("x")), DialectName::Postgresql)?, "SELECT a IN (1, 2) AS x;");
/// assert_eq!(
///     sql(select(a().not_in(["x"]).label("x")), DialectName::Postgresql)?,
///     "SELECT (a NOT IN ('x')) AS x;"
/// );
/// assert_eq!(
///     sql(select(a().between(1, 5).label("x")), DialectName::Postgresql)?,
///     "SELECT a BETWEEN 1 AND 5 AS x;"
/// );
/// assert_eq!(
///     sql(select(a().between_symmetric(5, 1).label("x")), DialectName::Postgresql)?,
///     "SELECT a BETWEEN SYMMETRIC 5 AND 1 AS x;"
/// );
/// assert_eq!(
///     sql(select(a().like("/%x").escape('/').label("x")), DialectName::Postgresql)?,
///     "SELECT a LIKE '/%x' ESCAPE '/' AS x;"
/// );
/// assert_eq!(
///     sql(select(a().startswith("5%").autoescape().label("x")), DialectName::Postgresql)?,
///     "SELECT a LIKE '5/%' || '%' ESCAPE '/' AS x;"
/// );
/// assert_eq!(
///     sql(select(a().regexp_match("^x").regexp_flags("i").label("x")), DialectName::Postgresql)?,
///     "SELECT a ~* '^x' AS x;"
/// );
/// assert_eq!(sql(select(a().op("->", "k").label("x")), DialectName::Postgresql)?, "SELECT a -> 'k' AS x;");
/// assert_eq!(sql(select(a().bool_op("@>", "{}").label("x")), DialectName::Postgresql)?, "SELECT a @> '{}' AS x;");
/// assert_eq!(
///     sql(select(col_as("d", json()).json_get("k").label("x")), DialectName::Postgresql)?,
///     "SELECT d -> 'k' AS x;"
/// );
/// assert_eq!(
///     sql(select(col_as("d", json()).json_get("k").json_as(integer()).label("x")), DialectName::Postgresql)?,
///     "SELECT CAST(d ->> 'k' AS INTEGER) AS x;"
/// );
/// assert_eq!(sql(select(a().collate("C").label("x")), DialectName::Postgresql)?, "SELECT a COLLATE \"C\" AS x;");
/// assert_eq!(sql(select(a().bitwise_not().label("x")), DialectName::Postgresql)?, "SELECT ~a AS x;");
/// assert_eq!(
///     sql(select(Expr::from(func::count(a().distinct())).label("x")), DialectName::Postgresql)?,
///     "SELECT count(DISTINCT a) AS x;"
/// );
/// assert_eq!(
///     sql(select(literal(5).eq(a().any_()).label("x")), DialectName::Postgresql)?,
///     "SELECT 5 = ANY (a) AS x;"
/// );
/// assert_eq!(
///     sql(select(literal(5).gt(a().all_()).label("x")), DialectName::Postgresql)?,
///     "SELECT 5 > ALL (a) AS x;"
/// );
/// assert_eq!(
///     sql(select(a()).order_by((a().asc(), col("b").desc())), DialectName::Postgresql)?,
///     "SELECT a ORDER BY a ASC, b DESC;"
/// );
/// assert_eq!(
///     sql(select(a()).order_by((a().desc().nulls_last(), col("b").nulls_first())), DialectName::Postgresql)?,
///     "SELECT a ORDER BY a DESC NULLS LAST, b NULLS FIRST;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// SQL text with SQLAlchemy's `text()` rules.
    Text(TextClause),
    /// A plain value, whose type comes from what it is compared or combined with.
    Value(Value),
    /// A value with a type of its own: bound online where the place allows it, spelled out elsewhere.
    Literal(Box<Literal>),
    /// A value with a name.
    Bind(Box<BindParameter>),
    /// The `NULL` keyword.
    Null,
    /// The true constant; `1` where the dialect has no booleans.
    True,
    /// The false constant; `0` where the dialect has no booleans.
    False,
    /// A column by its name.
    Column(Box<ColumnRef>),
    /// A function call.
    Function(Box<Function>),
    /// `CAST(… AS …)`.
    Cast(Box<Cast>),
    /// An expression that counts as having another type: `sa.type_coerce`.
    TypeCoerce(Box<Cast>),
    /// `CASE … END`.
    Case(Box<Case>),
    /// `EXTRACT(… FROM …)`.
    Extract(Box<Extract>),
    /// Two operands with an operator between them.
    Binary(Box<Binary>),
    /// An operator before its operand.
    Unary(Box<Unary>),
    /// `AND` or `OR`.
    Junction(Junction),
    /// The right side of `IN` and `BETWEEN`.
    List(Vec<Self>),
    /// Several expressions in parentheses.
    Tuple(Vec<Self>),
    /// `ARRAY[…]`.
    Array(Box<ArrayLiteral>),
    /// An expression with a name in a query.
    Label(Box<Label>),
    /// A query in parentheses.
    Subquery(Box<Query>),
    /// `EXISTS (…)`.
    Exists(Box<Query>),
    /// The next value of a sequence.
    NextValue(Box<Sequence>),
    /// In the conflict clause of an `INSERT`, the value that was to be inserted.
    Excluded(Name),
    /// An expression with `ASC`, `DESC`, `NULLS FIRST`, `NULLS LAST` behind it.
    Modified(Box<Modified>),
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
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// assert_eq!(alembic_sql::to_sql(execute(select(literal(5))), DialectName::Postgresql)?, "SELECT 5 AS anon_1;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn literal(value: impl Into<Value>) -> Expr {
    Expr::Literal(Box::new(Literal {
        value: value.into(),
        type_: None,
    }))
}

/// A value of a given type as an expression: `sa.literal(value, type_)`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let op = execute(select(literal_as("2020-01-02 03:04:05", date_time())));
/// let sql = alembic_sql::to_sql(op, DialectName::Sqlite)?;
/// assert_eq!(sql, "SELECT '2020-01-02 03:04:05.000000' AS anon_1;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn literal_as(value: impl Into<Value>, type_: impl Into<ColumnType>) -> Expr {
    Expr::Literal(Box::new(Literal {
        value: value.into(),
        type_: Some(type_.into()),
    }))
}

/// The `NULL` keyword: `sa.null()`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// assert_eq!(alembic_sql::to_sql(execute(select(null())), DialectName::Postgresql)?, "SELECT NULL AS anon_1;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn null() -> Expr {
    Expr::Null
}

/// The true constant: `sa.true()`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// fn sql(sql: impl Into<Sql>, dialect: DialectName) -> Result<String, alembic_sql::CompileError> {
///     alembic_sql::to_sql(execute(sql), dialect)
/// }
/// assert_eq!(sql(select(true_()), DialectName::Postgresql)?, "SELECT true AS anon_1;");
/// assert_eq!(sql(select(true_()), DialectName::Sqlite)?, "SELECT 1 AS anon_1;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn true_() -> Expr {
    Expr::True
}

/// The false constant: `sa.false()`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// fn sql(sql: impl Into<Sql>, dialect: DialectName) -> Result<String, alembic_sql::CompileError> {
///     alembic_sql::to_sql(execute(sql), dialect)
/// }
/// assert_eq!(sql(select(false_()), DialectName::Postgresql)?, "SELECT false AS anon_1;");
/// assert_eq!(sql(select(false_()), DialectName::Sqlite)?, "SELECT 0 AS anon_1;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
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
    /// The type, where it is known: values beside the column take it.
    pub type_: Option<ColumnType>,
    /// What the column belongs to, where that is known.
    pub from: Option<Arc<FromClause>>,
}

/// A column by its name, as `sa.column("x")` gives it: for expressions, not for a table's definition.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// assert_eq!(alembic_sql::to_sql(execute(select(col("order"))), DialectName::Postgresql)?, "SELECT \"order\";");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn col(name: impl Into<Name>) -> Expr {
    plain_column(name.into(), None)
}

/// A column with a type, as `sa.column("x", type_)` gives it: values beside it take the type.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let op = execute(select(col_as("a", string(None)) + "!"));
/// let sql = alembic_sql::to_sql(op, DialectName::Postgresql)?;
/// assert_eq!(sql, "SELECT a || '!' AS anon_1;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn col_as(name: impl Into<Name>, type_: impl Into<ColumnType>) -> Expr {
    plain_column(name.into(), Some(type_.into()))
}

fn plain_column(name: Name, type_: Option<ColumnType>) -> Expr {
    Expr::Column(Box::new(ColumnRef {
        name,
        is_literal: false,
        type_,
        from: None,
    }))
}

/// SQL text in the place of a column: `sa.literal_column`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let op = execute(select(literal_column("version()")));
/// let sql = alembic_sql::to_sql(op, DialectName::Postgresql)?;
/// assert_eq!(sql, "SELECT version();");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn literal_column(sql: impl Into<String>) -> Expr {
    Expr::Column(Box::new(ColumnRef {
        name: sql.into().into(),
        is_literal: true,
        type_: None,
        from: None,
    }))
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
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// fn sql(sql: impl Into<Sql>, dialect: DialectName) -> Result<String, alembic_sql::CompileError> {
///     alembic_sql::to_sql(execute(sql), dialect)
/// }
/// assert_eq!(sql(select(cast(col("a"), text_type())), DialectName::Postgresql)?, "SELECT CAST(a AS TEXT) AS a;");
/// assert_eq!(sql(select(cast(col("a"), text_type())), DialectName::Mysql)?, "SELECT CAST(a AS CHAR) AS a;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn cast(expr: impl Into<Expr>, type_: impl Into<ColumnType>) -> Expr {
    Expr::Cast(Box::new(Cast {
        expr: expr.into(),
        type_: type_.into(),
    }))
}

/// An expression that counts as having another type, without any SQL: `sa.type_coerce`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let op = execute(select(type_coerce(col("a"), string(None)) + "!"));
/// let sql = alembic_sql::to_sql(op, DialectName::Postgresql)?;
/// assert_eq!(sql, "SELECT a || '!' AS anon_1;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn type_coerce(expr: impl Into<Expr>, type_: impl Into<ColumnType>) -> Expr {
    Expr::TypeCoerce(Box::new(Cast {
        expr: expr.into(),
        type_: type_.into(),
    }))
}

/// The value that an `INSERT` with a conflict clause was to insert: `insert.excluded.x` on PostgreSQL and SQLite,
/// `insert.inserted.x` on MySQL.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let t = table("t").column(column("id", integer())).column(column("name", string(None)));
/// let op = execute(insert(&t).values([("name", "x")]).on_duplicate_key_update([("name", excluded("name"))]));
/// let sql = alembic_sql::to_sql(op, DialectName::Mysql)?;
/// assert_eq!(sql, "INSERT INTO t (name) VALUES ('x') ON DUPLICATE KEY UPDATE name = VALUES(name);");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn excluded(column: impl Into<Name>) -> Expr {
    Expr::Excluded(column.into())
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

/// A plain value.
impl<T: Into<Value>> From<T> for Expr {
    fn from(value: T) -> Self {
        Self::Value(value.into())
    }
}

impl From<Case> for Expr {
    fn from(case: Case) -> Self {
        Self::Case(Box::new(case))
    }
}

impl From<TextClause> for Expr {
    fn from(clause: TextClause) -> Self {
        Self::Text(clause)
    }
}

impl From<Function> for Expr {
    fn from(function: Function) -> Self {
        Self::Function(Box::new(function))
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
