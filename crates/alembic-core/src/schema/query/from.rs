use std::sync::Arc;

use super::Query;
use crate::schema::{ColumnRef, ColumnType, Expr, Name, Table, TextClause};

/// What a query reads from.
#[derive(Debug, Clone, PartialEq)]
pub enum FromClause {
    /// A table.
    Table(Arc<TableRef>),
    /// A table by another name.
    Alias(Arc<Alias>),
    /// A query by a name.
    Subquery(Arc<Subquery>),
    /// A query before the statement: `WITH name AS (…)`.
    Cte(Arc<Cte>),
    /// Two of these joined.
    Join(Arc<Join>),
    /// SQL text.
    Text(Arc<TextClause>),
}

/// A table as a query sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct TableRef {
    /// The name.
    pub name: Name,
    /// The schema.
    pub schema: Option<Name>,
    /// The columns that are known.
    pub columns: Vec<TableColumn>,
}

/// A column of something that a query reads from.
#[derive(Debug, Clone, PartialEq)]
pub struct TableColumn {
    /// The name.
    pub name: Name,
    /// The type, where it is known.
    pub type_: Option<ColumnType>,
}

/// A table by another name.
#[derive(Debug, Clone, PartialEq)]
pub struct Alias {
    /// The table.
    pub element: FromClause,
    /// The other name; one is made up if absent.
    pub name: Option<Name>,
}

/// A query by a name: `.subquery()`.
#[derive(Debug, Clone, PartialEq)]
pub struct Subquery {
    /// The query.
    pub query: Query,
    /// The name; one is made up if absent.
    pub name: Option<Name>,
    /// Whether it sees what stands before it: `LATERAL`.
    pub lateral: bool,
}

/// A query before the statement: `.cte()`.
#[derive(Debug, Clone, PartialEq)]
pub struct Cte {
    /// The query.
    pub query: Query,
    /// The name; one is made up if absent.
    pub name: Option<Name>,
}

/// Two things to read from, joined.
#[derive(Debug, Clone, PartialEq)]
pub struct Join {
    /// The left side.
    pub left: FromClause,
    /// The right side.
    pub right: FromClause,
    /// The condition.
    pub on: Expr,
    /// Which rows are kept.
    pub kind: JoinKind,
}

/// Which rows a [`Join`] keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinKind {
    /// Those with a partner.
    Inner,
    /// All of the left side.
    Left,
    /// All of both sides.
    Full,
}

impl FromClause {
    /// A column by its name, as `table.c.name` gives it. A name that a declared table lacks is an error once the
    /// statement is compiled.
    #[must_use]
    pub fn c(&self, name: impl Into<Name>) -> Expr {
        let name = name.into();
        if let Self::Join(join) = self {
            let on_the_left = join
                .left
                .table_columns()
                .iter()
                .any(|column| column.name.text == name.text);
            return if on_the_left {
                join.left.c(name)
            } else {
                join.right.c(name)
            };
        }
        let type_ = self
            .table_columns()
            .into_iter()
            .find(|column| column.name.text == name.text);
        Expr::Column(Box::new(ColumnRef {
            // the declaration knows whether the name is quoted
            name: type_.as_ref().map_or(name, |column| column.name.clone()),
            is_literal: false,
            type_: type_.and_then(|column| column.type_),
            from: Some(Arc::new(self.clone())),
        }))
    }

    /// All columns, in order.
    #[must_use]
    pub fn columns(&self) -> Vec<Expr> {
        if let Self::Join(join) = self {
            let mut columns = join.left.columns();
            columns.extend(join.right.columns());
            return columns;
        }
        self.table_columns()
            .into_iter()
            .map(|column| self.c(column.name))
            .collect()
    }

    /// The columns that are known; of a query those that have a name.
    #[must_use]
    pub fn table_columns(&self) -> Vec<TableColumn> {
        match self {
            Self::Table(table) => table.columns.clone(),
            Self::Alias(alias) => alias.element.table_columns(),
            Self::Subquery(subquery) => subquery.query.named_columns(),
            Self::Cte(cte) => cte.query.named_columns(),
            Self::Join(join) => {
                let mut columns = join.left.table_columns();
                columns.extend(join.right.table_columns());
                columns
            }
            Self::Text(_) => Vec::new(),
        }
    }

    /// The same by another name: `.alias("name")`.
    #[must_use]
    pub fn alias(&self, name: impl Into<Name>) -> Self {
        Self::Alias(Arc::new(Alias {
            element: self.clone(),
            name: Some(name.into()),
        }))
    }

    /// Joins with something: `.join(other, on)`.
    #[must_use]
    pub fn join(&self, other: impl Into<Self>, on: impl Into<Expr>) -> Self {
        join(self, other, on)
    }

    /// Joins with something, and keeps rows without a partner: `.outerjoin(other, on)`.
    #[must_use]
    pub fn outerjoin(&self, other: impl Into<Self>, on: impl Into<Expr>) -> Self {
        outerjoin(self, other, on)
    }
}

fn joined(left: FromClause, right: FromClause, on: Expr, kind: JoinKind) -> FromClause {
    FromClause::Join(Arc::new(Join { left, right, on, kind }))
}

/// Two things to read from, joined: `sa.join`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let t = table("t").column(column("id", integer())).column(column("name", string(None)));
/// let u = table("u").column(column("t_id", integer()));
/// let op = execute(select(t.c("id")).select_from(join(&t, &u, u.c("t_id").eq(t.c("id")))));
/// let sql = alembic_sql::to_sql(op, DialectName::Postgresql)?;
/// assert_eq!(sql, "SELECT t.id \nFROM t JOIN u ON u.t_id = t.id;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn join(left: impl Into<FromClause>, right: impl Into<FromClause>, on: impl Into<Expr>) -> FromClause {
    joined(left.into(), right.into(), on.into(), JoinKind::Inner)
}

/// Two things to read from, joined, with all rows of the left one: `sa.outerjoin`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let t = table("t").column(column("id", integer())).column(column("name", string(None)));
/// let u = table("u").column(column("t_id", integer()));
/// let op = execute(select(t.c("id")).select_from(outerjoin(&t, &u, u.c("t_id").eq(t.c("id")))));
/// let sql = alembic_sql::to_sql(op, DialectName::Postgresql)?;
/// assert_eq!(sql, "SELECT t.id \nFROM t LEFT OUTER JOIN u ON u.t_id = t.id;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn outerjoin(left: impl Into<FromClause>, right: impl Into<FromClause>, on: impl Into<Expr>) -> FromClause {
    joined(left.into(), right.into(), on.into(), JoinKind::Left)
}

impl From<&Self> for FromClause {
    fn from(from: &Self) -> Self {
        from.clone()
    }
}

impl From<&Table> for FromClause {
    fn from(table: &Table) -> Self {
        Self::Table(Arc::new(TableRef {
            name: table.name.clone(),
            schema: table.schema.clone(),
            columns: table
                .columns()
                .map(|column| TableColumn {
                    name: column.name.clone(),
                    type_: match &column.type_ {
                        ColumnType::Null => None,
                        type_ => Some(type_.clone()),
                    },
                })
                .collect(),
        }))
    }
}

impl From<Table> for FromClause {
    fn from(table: Table) -> Self {
        Self::from(&table)
    }
}

impl From<TextClause> for FromClause {
    fn from(text: TextClause) -> Self {
        Self::Text(Arc::new(text))
    }
}

impl Table {
    /// A column of the table in an expression, as `table.c.name` gives it: with the table's name before it where the
    /// statement needs that, and with the type, which values beside it take.
    ///
    /// ```
    /// use alembic_core::{DialectName, ops::{delete, execute}, schema::{column, date_time, table}};
    /// let session = table("session").column(column("made", date_time()));
    /// let op = execute(delete(&session).where_(session.c("made").lt("2020-01-01 00:00:00")));
    /// let sql = alembic_sql::to_sql(op, DialectName::Sqlite)?;
    /// assert_eq!(sql, "DELETE FROM session WHERE session.made < '2020-01-01 00:00:00.000000';");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn c(&self, name: impl Into<Name>) -> Expr {
        FromClause::from(self).c(name)
    }

    /// The table by another name: `.alias("name")`.
    #[must_use]
    pub fn alias(&self, name: impl Into<Name>) -> FromClause {
        FromClause::from(self).alias(name)
    }

    /// Joins with something: `.join(other, on)`.
    #[must_use]
    pub fn join(&self, other: impl Into<FromClause>, on: impl Into<Expr>) -> FromClause {
        join(self, other, on)
    }

    /// Joins with something, and keeps rows without a partner: `.outerjoin(other, on)`.
    #[must_use]
    pub fn outerjoin(&self, other: impl Into<FromClause>, on: impl Into<Expr>) -> FromClause {
        outerjoin(self, other, on)
    }
}
