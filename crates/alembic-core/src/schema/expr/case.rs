//! `CASE`, `EXTRACT`, labels, tuples and arrays.

use super::{Expr, Exprs};
use crate::schema::{ColumnType, Name};

/// `CASE WHEN … THEN … ELSE … END`: `sa.case`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let op = execute(select(case().when(col("a").gt(1), "big").else_("small").label("size")));
/// let sql = alembic_sql::to_sql(op, DialectName::Postgresql)?;
/// assert_eq!(sql, "SELECT CASE WHEN (a > 1) THEN 'big' ELSE 'small' END AS size;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Case {
    /// What the conditions are compared with, behind `CASE`.
    pub value: Option<Box<Expr>>,
    /// Conditions and results.
    pub whens: Vec<(Expr, Expr)>,
    /// `ELSE`.
    pub else_: Option<Box<Expr>>,
}

/// A `CASE` of conditions.
///
/// ```
/// use alembic_core::{DialectName, ops::{execute, update}, schema::{case, column, integer, string, table}};
/// let t = table("t").column(column("id", integer())).column(column("size", string(None)));
/// let size = case().when(t.c("id").gt(9), "big").else_("small");
/// let sql = alembic_sql::to_sql(execute(update(&t).value("size", size)), DialectName::Sqlite)?;
/// assert_eq!(sql, "UPDATE t SET size=CASE WHEN (t.id > 9) THEN 'big' ELSE 'small' END;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn case() -> Case {
    Case::default()
}

/// A `CASE` that compares one value: `sa.case({…}, value=…)`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let op = execute(select(Expr::from(case_value(col("a")).when("x", 1).else_(0))));
/// let sql = alembic_sql::to_sql(op, DialectName::Postgresql)?;
/// assert_eq!(sql, "SELECT CASE a WHEN 'x' THEN 1 ELSE 0 END AS anon_1;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn case_value(value: impl Into<Expr>) -> Case {
    Case {
        value: Some(Box::new(value.into())),
        ..Case::default()
    }
}

impl Case {
    /// Adds `WHEN condition THEN result`.
    #[must_use]
    pub fn when(mut self, condition: impl Into<Expr>, result: impl Into<Expr>) -> Self {
        self.whens.push((condition.into(), result.into()));
        self
    }

    /// Sets `ELSE`.
    #[must_use]
    pub fn else_(mut self, result: impl Into<Expr>) -> Self {
        self.else_ = Some(Box::new(result.into()));
        self
    }

    /// Gives the result a name in a query: `.label("name")`.
    #[must_use]
    pub fn label(self, name: impl Into<Name>) -> Expr {
        Expr::from(self).label(name)
    }
}

/// `EXTRACT(field FROM expr)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Extract {
    /// What to take, such as `year`.
    pub field: String,
    /// The date or time.
    pub expr: Expr,
}

/// A part of a date or time: `sa.extract("year", expr)`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// fn sql(sql: impl Into<Sql>, dialect: DialectName) -> Result<String, alembic_sql::CompileError> {
///     alembic_sql::to_sql(execute(sql), dialect)
/// }
/// assert_eq!(
///     sql(select(extract("year", col("a")).label("x")), DialectName::Postgresql)?,
///     "SELECT EXTRACT(year FROM a) AS x;"
/// );
/// assert_eq!(
///     sql(select(extract("year", col("a")).label("x")), DialectName::Sqlite)?,
///     "SELECT CAST(STRFTIME('%Y', a) AS INTEGER) AS x;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn extract(field: impl Into<String>, expr: impl Into<Expr>) -> Expr {
    Expr::Extract(Box::new(Extract {
        field: field.into(),
        expr: expr.into(),
    }))
}

/// An expression with a name in a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The expression.
    pub expr: Expr,
    /// Its name.
    pub name: Name,
}

impl Expr {
    /// Gives the expression a name in a query: `.label("name")`.
    ///
    /// ```
    /// use alembic_core::DialectName;
    /// use alembic_core::ops::*;
    /// use alembic_core::schema::*;
    /// let op = execute(select((col("a") + 1).label("next")));
    /// let sql = alembic_sql::to_sql(op, DialectName::Postgresql)?;
    /// assert_eq!(sql, "SELECT a + 1 AS next;");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn label(self, name: impl Into<Name>) -> Self {
        Self::Label(Box::new(Label {
            expr: self,
            name: name.into(),
        }))
    }
}

/// Several expressions in parentheses: `sa.tuple_`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let op = execute(select(tuple_((col("a"), 1)).label("x")));
/// let sql = alembic_sql::to_sql(op, DialectName::Postgresql)?;
/// assert_eq!(sql, "SELECT (a, 1) AS x;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn tuple_(exprs: impl Into<Exprs>) -> Expr {
    Expr::Tuple(exprs.into().into_iter().collect())
}

/// An array of PostgreSQL: `ARRAY[…]`.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrayLiteral {
    /// The elements.
    pub elements: Vec<Expr>,
    /// The type of the elements; needed when there are none.
    pub item_type: Option<ColumnType>,
}

/// An array of PostgreSQL: `postgresql.array([…])`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let op = execute(select(array_([1, 2]).label("x")));
/// let sql = alembic_sql::to_sql(op, DialectName::Postgresql)?;
/// assert_eq!(sql, "SELECT ARRAY[1, 2] AS x;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn array_(elements: impl Into<Exprs>) -> Expr {
    Expr::Array(Box::new(ArrayLiteral {
        elements: elements.into().into_iter().collect(),
        item_type: None,
    }))
}

/// An array of PostgreSQL with a type for its elements: `postgresql.array([…], type_=…)`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let op = execute(select(array_as((), integer()).label("x")));
/// let sql = alembic_sql::to_sql(op, DialectName::Postgresql)?;
/// assert_eq!(sql, "SELECT ARRAY[]::INTEGER[] AS x;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn array_as(elements: impl Into<Exprs>, item_type: impl Into<ColumnType>) -> Expr {
    Expr::Array(Box::new(ArrayLiteral {
        elements: elements.into().into_iter().collect(),
        item_type: Some(item_type.into()),
    }))
}
