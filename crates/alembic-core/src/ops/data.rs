use crate::Value;
use crate::schema::{
    Case, Column, ColumnType, Compound, DdlElement, Expr, Function, Name, Query, Select, Table, TextClause,
};

use super::{Delete, Insert, Update};

/// `op.execute`.
#[derive(Debug, Clone, PartialEq)]
pub struct ExecuteSqlOp {
    /// What is sent.
    pub sqltext: Sql,
}

/// A statement of [`ExecuteSqlOp`].
#[derive(Debug, Clone, PartialEq)]
pub enum Sql {
    /// SQL text with SQLAlchemy's `text()` rules.
    Text(TextClause),
    /// A query.
    Query(Query),
    /// `INSERT`.
    Insert(Box<Insert>),
    /// `UPDATE`.
    Update(Box<Update>),
    /// `DELETE`.
    Delete(Box<Delete>),
    /// A definition that no operation has, such as that of a sequence.
    Ddl(Box<DdlElement>),
}

macro_rules! into_sql {
    ($($type:ty => |$value:ident| $sql:expr;)*) => {
        $(impl From<$type> for Sql {
            fn from($value: $type) -> Self {
                $sql
            }
        })*
    };
}

into_sql! {
    &str => |text| Self::Text(text.into());
    String => |text| Self::Text(text.into());
    &String => |text| Self::Text(text.into());
    TextClause => |text| Self::Text(text);
    Query => |query| Self::Query(query);
    Select => |select| Self::Query(select.into());
    Compound => |compound| Self::Query(compound.into());
    Insert => |insert| Self::Insert(Box::new(insert));
    Update => |update| Self::Update(Box::new(update));
    Delete => |delete| Self::Delete(Box::new(delete));
}

impl<T: Into<DdlElement>> From<T> for Sql {
    fn from(element: T) -> Self {
        Self::Ddl(Box::new(element.into()))
    }
}

/// Executes SQL; plain text is `text()`, where `:name` is a bind parameter and `\:` a colon.
///
/// ```
/// use alembic_core::{DialectName, ops::execute};
/// let sql = alembic_sql::to_sql(execute("UPDATE t SET a = 1"), DialectName::Postgresql)?;
/// assert_eq!(sql, "UPDATE t SET a = 1;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn execute(sqltext: impl Into<Sql>) -> ExecuteSqlOp {
    ExecuteSqlOp {
        sqltext: sqltext.into(),
    }
}

/// `op.bulk_insert`.
#[derive(Debug, Clone, PartialEq)]
pub struct BulkInsertOp {
    /// The table, with its columns typed.
    pub table: Table,
    /// The rows.
    pub rows: Vec<InsertRow>,
    /// Sends all rows as one statement with many parameters; needed to be off for inline literals.
    pub multiinsert: bool,
}

/// Inserts rows into a table.
///
/// ```
/// use alembic_core::ops::{bulk_insert, row};
/// use alembic_core::schema::{column, integer, string, table};
/// let accounts = table("account").column(column("id", integer())).column(column("name", string(None)));
/// let op = bulk_insert(accounts, [row().set("id", 1).set("name", "John"), row().set("id", 2).set("name", "Ed")]);
/// assert_eq!(
///     alembic_sql::to_sql(op, alembic_core::DialectName::Postgresql)?,
///     "INSERT INTO account (id, name) VALUES (1, 'John');\n\nINSERT INTO account (id, name) VALUES (2, 'Ed');"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn bulk_insert(table: Table, rows: impl IntoIterator<Item = InsertRow>) -> BulkInsertOp {
    BulkInsertOp {
        table,
        rows: rows.into_iter().collect(),
        multiinsert: true,
    }
}

impl BulkInsertOp {
    /// `false` sends one statement for each row.
    ///
    /// ```
    /// use alembic_core::{DialectName, ops::{bulk_insert, row}, schema::{column, integer, table}};
    /// let op = bulk_insert(table("t").column(column("a", integer())), [row().set("a", 1)]).multiinsert(false);
    /// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "INSERT INTO t (a) VALUES (1);");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn multiinsert(mut self, multiinsert: bool) -> Self {
        self.multiinsert = multiinsert;
        self
    }

    /// The column of the table with this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.table.columns().find(|column| column.name == *name)
    }
}

/// One row of [`bulk_insert`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct InsertRow {
    /// Values by column.
    pub values: Vec<(Name, InsertValue)>,
}

/// A row without values yet.
///
/// ```
/// use alembic_core::{DialectName, ops::{execute, insert, row}, schema::{column, integer, string, table}};
/// let t = table("t").column(column("a", integer())).column(column("b", string(9)));
/// let sql = alembic_sql::to_sql(execute(insert(&t).values(row().set("a", 1).set("b", "x"))), DialectName::Postgresql)?;
/// assert_eq!(sql, "INSERT INTO t (a, b) VALUES (1, 'x');");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn row() -> InsertRow {
    InsertRow::default()
}

impl InsertRow {
    /// Sets the value of a column; a second value replaces the first.
    ///
    /// ```
    /// use alembic_core::{DialectName, ops::{execute, insert, row}, schema::{column, func, string, table}};
    /// let t = table("t").column(column("a", string(9)));
    /// let op = execute(insert(&t).values(row().set("a", "x").set("a", func::lower("X"))));
    /// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "INSERT INTO t (a) VALUES (lower('X'));");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn set(mut self, column: impl Into<Name>, value: impl Into<InsertValue>) -> Self {
        let column = column.into();
        let value = value.into();
        match self.values.iter_mut().find(|(name, _)| *name == column) {
            Some((_, slot)) => *slot = value,
            None => self.values.push((column, value)),
        }
        self
    }
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum InsertValue {
    /// A value, bound online and spelled out offline.
    Value(Value),
    /// A value that is spelled out always: `op.inline_literal`.
    Inline(Value, Option<ColumnType>),
    /// An SQL expression.
    Expr(Expr),
}

/// A value that is spelled out always, never bound: `op.inline_literal`.
///
/// ```
/// use alembic_core::ops::{bulk_insert, inline_literal, row};
/// use alembic_core::schema::{column, integer, table};
/// let op = bulk_insert(table("t").column(column("a", integer())), [row().set("a", inline_literal(1))]);
/// let sql = alembic_sql::to_sql(op.multiinsert(false), alembic_core::DialectName::Postgresql)?;
/// assert_eq!(sql, "INSERT INTO t (a) VALUES (1);");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn inline_literal(value: impl Into<Value>) -> InsertValue {
    InsertValue::Inline(value.into(), None)
}

impl From<Expr> for InsertValue {
    fn from(expr: Expr) -> Self {
        Self::Expr(expr)
    }
}

impl From<Function> for InsertValue {
    fn from(function: Function) -> Self {
        Self::Expr(function.into())
    }
}

impl From<Case> for InsertValue {
    fn from(case: Case) -> Self {
        Self::Expr(case.into())
    }
}

impl From<TextClause> for InsertValue {
    fn from(text: TextClause) -> Self {
        Self::Expr(text.into())
    }
}

/// As [`inline_literal`], spelled as a value of this type: Alembic's `inline_literal(value, type_)`.
///
/// ```
/// use alembic_core::ops::{bulk_insert, inline_literal_as, row};
/// use alembic_core::schema::{column, date, table};
/// let days = table("day").column(column("at", date()));
/// let op = bulk_insert(days, [row().set("at", inline_literal_as("2026-01-02", date()))]).multiinsert(false);
/// assert_eq!(
///     alembic_sql::to_sql(op, alembic_core::DialectName::Postgresql)?,
///     "INSERT INTO day (at) VALUES ('2026-01-02');"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn inline_literal_as(value: impl Into<Value>, type_: impl Into<ColumnType>) -> InsertValue {
    InsertValue::Inline(value.into(), Some(type_.into()))
}

impl<T: Into<Value>> From<T> for InsertValue {
    fn from(value: T) -> Self {
        Self::Value(value.into())
    }
}
