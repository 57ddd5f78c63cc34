//! SQL text and named values.

use super::Expr;
use crate::Value;
use crate::schema::ColumnType;

/// SQL text: `:name` is a bind parameter, `\:` a colon, `::` stays as it is.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// fn sql(sql: impl Into<Sql>, dialect: DialectName) -> Result<String, alembic_sql::CompileError> {
///     alembic_sql::to_sql(execute(sql), dialect)
/// }
/// assert_eq!(sql(text("SELECT :a").bind("a", 5), DialectName::Postgresql)?, "SELECT 5;");
/// assert_eq!(
///     sql(text("SELECT :a").bind_as("a", "03:04:05", time()), DialectName::Sqlite)?,
///     "SELECT '03:04:05.000000';"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct TextClause {
    /// The text as written.
    pub text: String,
    /// The values of its bind parameters.
    pub binds: Vec<BindParameter>,
}

/// A named value: `sa.bindparam`, and what a [`TextClause`] binds.
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
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let op = execute(text(r"SELECT a::int, \:b FROM t WHERE c = :c").bind("c", "x"));
/// let sql = alembic_sql::to_sql(op, DialectName::Postgresql)?;
/// assert_eq!(sql, "SELECT a::int, :b FROM t WHERE c = 'x';");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn text(text: impl Into<String>) -> TextClause {
    TextClause {
        text: text.into(),
        binds: Vec::new(),
    }
}

/// A value with a name of its own: `sa.bindparam(key, value)`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let op = execute(select(col("a").eq(bindparam("given", 5)).label("x")));
/// let sql = alembic_sql::to_sql(op, DialectName::Postgresql)?;
/// assert_eq!(sql, "SELECT a = 5 AS x;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn bindparam(key: impl Into<String>, value: impl Into<Value>) -> Expr {
    Expr::Bind(Box::new(BindParameter {
        key: key.into(),
        value: value.into(),
        type_: None,
    }))
}

/// A value with a name and a type of its own: `sa.bindparam(key, value, type_)`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let op = execute(select(bindparam_as("at", "03:04:05", time()).label("x")));
/// let sql = alembic_sql::to_sql(op, DialectName::Sqlite)?;
/// assert_eq!(sql, "SELECT '03:04:05.000000' AS x;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn bindparam_as(key: impl Into<String>, value: impl Into<Value>, type_: impl Into<ColumnType>) -> Expr {
    Expr::Bind(Box::new(BindParameter {
        key: key.into(),
        value: value.into(),
        type_: Some(type_.into()),
    }))
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
