use crate::Value;
use crate::schema::{Column, ColumnType, DdlElement, Expr, Name, Table, TextClause};

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
    /// A definition that no operation has, such as that of a sequence.
    Ddl(Box<DdlElement>),
}

macro_rules! text_sql {
    ($($type:ty),*) => {
        $(impl From<$type> for Sql {
            fn from(sql: $type) -> Self {
                Self::Text(sql.into())
            }
        })*
    };
}

text_sql!(TextClause, &str, String, &String);

impl<T: Into<DdlElement>> From<T> for Sql {
    fn from(element: T) -> Self {
        Self::Ddl(Box::new(element.into()))
    }
}

/// Executes SQL; plain text is `text()`, where `:name` is a bind parameter and `\:` a colon.
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
/// assert_eq!(op.rows.len(), 2);
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
#[must_use]
pub fn row() -> InsertRow {
    InsertRow::default()
}

impl InsertRow {
    /// Sets the value of a column.
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
#[must_use]
pub fn inline_literal(value: impl Into<Value>) -> InsertValue {
    InsertValue::Inline(value.into(), None)
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
