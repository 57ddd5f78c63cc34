use std::sync::Arc;

use super::{Cte, FromClause, JoinKind, Subquery, TableColumn};
use crate::schema::{Expr, Exprs, Name};

/// A query: a `SELECT`, or several with a set operation between them.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// `SELECT`.
    Select(Box<Select>),
    /// `SELECT … UNION SELECT …`.
    Compound(Box<Compound>),
}

/// `SELECT`: `sa.select`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let t = table("t").column(column("id", integer())).column(column("name", string(None)));
/// let u = table("u").column(column("t_id", integer()));
/// fn sql(sql: impl Into<Sql>, dialect: DialectName) -> Result<String, alembic_sql::CompileError> {
///     alembic_sql::to_sql(execute(sql), dialect)
/// }
/// assert_eq!(
///     sql(select(t.c("id")).where_(t.c("id").gt(1)).order_by(t.c("name")).limit(5).offset(10), DialectName::Postgresql)?,
///     "SELECT t.id \nFROM t \nWHERE t.id > 1 ORDER BY t.name \n LIMIT 5 OFFSET 10;"
/// );
/// assert_eq!(
///     sql(select(t.c("name")).group_by(t.c("name")).having(Expr::from(func::count(())).gt(1)), DialectName::Postgresql)?,
///     "SELECT t.name \nFROM t GROUP BY t.name \nHAVING count(*) > 1;"
/// );
/// assert_eq!(
///     sql(select(t.c("id")).join(&u, u.c("t_id").eq(t.c("id"))), DialectName::Postgresql)?,
///     "SELECT t.id \nFROM t JOIN u ON u.t_id = t.id;"
/// );
/// assert_eq!(
///     sql(select(t.c("id")).outerjoin(&u, u.c("t_id").eq(t.c("id"))), DialectName::Mysql)?,
///     "SELECT t.id \nFROM t LEFT OUTER JOIN u ON u.t_id = t.id;"
/// );
/// assert_eq!(sql(select(text("1")).select_from(text("t")), DialectName::Postgresql)?, "SELECT 1 \nFROM t;");
/// assert_eq!(sql(select(t.c("name")).distinct(), DialectName::Postgresql)?, "SELECT DISTINCT t.name \nFROM t;");
/// assert_eq!(
///     sql(select(t.c("name")).distinct_on(t.c("name")), DialectName::Postgresql)?,
///     "SELECT DISTINCT ON (t.name) t.name \nFROM t;"
/// );
/// assert_eq!(
///     sql(select(t.c("id")).with_for_update(ForUpdate { nowait: true, ..ForUpdate::default() }), DialectName::Postgresql)?,
///     "SELECT t.id \nFROM t FOR UPDATE NOWAIT;"
/// );
/// assert_eq!(
///     sql(select(t.c("id")).prefix_with("SQL_NO_CACHE"), DialectName::Mysql)?,
///     "SELECT SQL_NO_CACHE t.id \nFROM t;"
/// );
/// assert_eq!(
///     sql(select(t.c("id")).where_(select(u.c("t_id")).where_(u.c("t_id").eq(t.c("id"))).correlate(&t).exists()), DialectName::Postgresql)?,
///     "SELECT t.id \nFROM t \nWHERE EXISTS (SELECT u.t_id \nFROM u \nWHERE u.t_id = t.id);"
/// );
/// assert_eq!(
///     sql(select(select(func::max(u.c("t_id"))).scalar_subquery()), DialectName::Postgresql)?,
///     "SELECT (SELECT max(u.t_id) AS max_1 \nFROM u) AS anon_1;"
/// );
/// assert_eq!(
///     sql(select(&select(t.c("id")).subquery("s")), DialectName::Postgresql)?,
///     "SELECT s.id \nFROM (SELECT t.id AS id \nFROM t) AS s;"
/// );
/// assert_eq!(
///     sql(select(&select(t.c("id")).cte("s")), DialectName::Postgresql)?,
///     "WITH s AS \n(SELECT t.id AS id \nFROM t)\n SELECT s.id \nFROM s;"
/// );
/// assert_eq!(
///     sql(select(t.c("id")).compound(SetOperator::UnionAll, select(u.c("t_id"))), DialectName::Postgresql)?,
///     "SELECT t.id \nFROM t UNION ALL SELECT u.t_id \nFROM u;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Select {
    /// What is selected.
    pub columns: Vec<Expr>,
    /// What it is selected from, beside what the columns and conditions belong to.
    pub from: Vec<FromClause>,
    /// Joins to what the query reads from.
    pub joins: Vec<(FromClause, Expr, JoinKind)>,
    /// `WHERE`; all of them hold.
    pub where_: Vec<Expr>,
    /// `GROUP BY`.
    pub group_by: Vec<Expr>,
    /// `HAVING`; all of them hold.
    pub having: Vec<Expr>,
    /// `ORDER BY`.
    pub order_by: Vec<Expr>,
    /// `DISTINCT`.
    pub distinct: Distinct,
    /// `LIMIT`.
    pub limit: Option<Expr>,
    /// `OFFSET`.
    pub offset: Option<Expr>,
    /// `FOR UPDATE`.
    pub for_update: Option<ForUpdate>,
    /// Words behind `SELECT`.
    pub prefixes: Vec<String>,
    /// What belongs to the statement around this one; found out if absent.
    pub correlate: Option<Vec<FromClause>>,
}

/// Which rows of a [`Select`] are left out for being equal.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Distinct {
    /// None.
    #[default]
    No,
    /// `DISTINCT`.
    Rows,
    /// `DISTINCT ON (…)`, which only PostgreSQL has.
    On(Vec<Expr>),
}

/// How the rows are locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ForUpdate {
    /// `FOR SHARE` rather than `FOR UPDATE`.
    pub read: bool,
    /// `NOWAIT`.
    pub nowait: bool,
    /// `SKIP LOCKED`.
    pub skip_locked: bool,
}

/// Queries with a set operation between them.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let t = table("t").column(column("id", integer())).column(column("name", string(None)));
/// let u = table("u").column(column("t_id", integer()));
/// let both = || union([select(t.c("id")), select(u.c("t_id"))]);
/// fn sql(sql: impl Into<Sql>, dialect: DialectName) -> Result<String, alembic_sql::CompileError> {
///     alembic_sql::to_sql(execute(sql), dialect)
/// }
/// assert_eq!(
///     sql(both().order_by(col("id")).limit(5).offset(1), DialectName::Postgresql)?,
///     "SELECT t.id \nFROM t UNION SELECT u.t_id \nFROM u ORDER BY id \n LIMIT 5 OFFSET 1;"
/// );
/// assert_eq!(
///     sql(select(both().scalar_subquery().label("x")), DialectName::Postgresql)?,
///     "SELECT (SELECT t.id \nFROM t UNION SELECT u.t_id \nFROM u) AS x;"
/// );
/// assert_eq!(
///     sql(select(&both().subquery("s")), DialectName::Postgresql)?,
///     "SELECT s.id \nFROM (SELECT t.id AS id \nFROM t UNION SELECT u.t_id AS t_id \nFROM u) AS s;"
/// );
/// assert_eq!(
///     sql(select(&both().cte("s")), DialectName::Postgresql)?,
///     "WITH s AS \n(SELECT t.id AS id \nFROM t UNION SELECT u.t_id AS t_id \nFROM u)\n SELECT s.id \nFROM s;"
/// );
/// assert_eq!(
///     sql(select(t.c("id")).where_(both().exists()), DialectName::Postgresql)?,
///     "SELECT t.id \nFROM t \nWHERE EXISTS (SELECT t.id \nFROM t UNION SELECT u.t_id \nFROM u);"
/// );
/// assert_eq!(
///     sql(both().compound(SetOperator::Except, select(literal(1))), DialectName::Postgresql)?,
///     "(SELECT t.id \nFROM t UNION SELECT u.t_id \nFROM u) EXCEPT SELECT 1 AS anon_1;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Compound {
    /// The operation.
    pub operator: SetOperator,
    /// The queries.
    pub selects: Vec<Query>,
    /// `ORDER BY`.
    pub order_by: Vec<Expr>,
    /// `LIMIT`.
    pub limit: Option<Expr>,
    /// `OFFSET`.
    pub offset: Option<Expr>,
}

/// The operation of a [`Compound`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetOperator {
    /// `UNION`.
    Union,
    /// `UNION ALL`.
    UnionAll,
    /// `INTERSECT`.
    Intersect,
    /// `INTERSECT ALL`.
    IntersectAll,
    /// `EXCEPT`.
    Except,
    /// `EXCEPT ALL`.
    ExceptAll,
}

/// A query: `sa.select(…)`. What it reads from follows from its columns and conditions.
///
/// ```
/// use alembic_core::{DialectName, ops::execute, schema::{column, func, integer, select, string, table}};
/// let account = table("account").column(column("id", integer())).column(column("name", string(None)));
/// let query = select((account.c("name"), func::count(account.c("id"))))
///     .where_(account.c("id").gt(10))
///     .group_by(account.c("name"))
///     .limit(5);
/// assert_eq!(
///     alembic_sql::to_sql(execute(query), DialectName::Postgresql)?,
///     "SELECT account.name, count(account.id) AS count_1 \nFROM account \nWHERE account.id > 10 \
///      GROUP BY account.name \n LIMIT 5;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn select(columns: impl Into<Exprs>) -> Select {
    Select {
        columns: columns.into().into_iter().collect(),
        ..Select::default()
    }
}

impl Select {
    /// Names what is selected from, beside what the columns belong to: `.select_from(…)`.
    #[must_use]
    pub fn select_from(mut self, from: impl Into<FromClause>) -> Self {
        self.from.push(from.into());
        self
    }

    /// Joins what the query reads from with something: `.join(other, on)`.
    #[must_use]
    pub fn join(mut self, other: impl Into<FromClause>, on: impl Into<Expr>) -> Self {
        self.joins.push((other.into(), on.into(), JoinKind::Inner));
        self
    }

    /// As [`join`](Self::join), but rows without a partner stay: `.outerjoin(other, on)`.
    #[must_use]
    pub fn outerjoin(mut self, other: impl Into<FromClause>, on: impl Into<Expr>) -> Self {
        self.joins.push((other.into(), on.into(), JoinKind::Left));
        self
    }

    /// Adds a condition: `.where(…)`.
    #[must_use]
    pub fn where_(mut self, condition: impl Into<Expr>) -> Self {
        self.where_.push(condition.into());
        self
    }

    /// Adds to `GROUP BY`.
    #[must_use]
    pub fn group_by(mut self, by: impl Into<Exprs>) -> Self {
        self.group_by.extend(by.into());
        self
    }

    /// Adds a condition on groups.
    #[must_use]
    pub fn having(mut self, condition: impl Into<Expr>) -> Self {
        self.having.push(condition.into());
        self
    }

    /// Leaves out equal rows.
    #[must_use]
    pub fn distinct(mut self) -> Self {
        self.distinct = Distinct::Rows;
        self
    }

    /// Leaves out rows that are equal in some expressions, on PostgreSQL: `.distinct(*expr)`.
    #[must_use]
    pub fn distinct_on(mut self, exprs: impl Into<Exprs>) -> Self {
        self.distinct = Distinct::On(exprs.into().into_iter().collect());
        self
    }

    /// Locks the rows: `.with_for_update()`.
    #[must_use]
    pub fn with_for_update(mut self, lock: ForUpdate) -> Self {
        self.for_update = Some(lock);
        self
    }

    /// Adds a word behind `SELECT`: `.prefix_with(…)`.
    #[must_use]
    pub fn prefix_with(mut self, prefix: impl Into<String>) -> Self {
        self.prefixes.push(prefix.into());
        self
    }

    /// Says what belongs to the statement around this query: `.correlate(…)`.
    #[must_use]
    pub fn correlate(mut self, from: impl Into<FromClause>) -> Self {
        self.correlate.get_or_insert_default().push(from.into());
        self
    }
}

impl Compound {
    /// The columns of the first query.
    fn first(&self) -> Vec<TableColumn> {
        self.selects.first().map(Query::named_columns).unwrap_or_default()
    }
}

impl Query {
    /// The columns that have a name, as the statement around sees them.
    #[must_use]
    pub fn named_columns(&self) -> Vec<TableColumn> {
        match self {
            Self::Select(select) => select
                .columns
                .iter()
                .filter_map(|expr| match expr {
                    Expr::Column(column) if !column.is_literal => Some(TableColumn {
                        name: column.name.clone(),
                        type_: column.type_.clone(),
                    }),
                    Expr::Label(label) => Some(TableColumn {
                        name: label.name.clone(),
                        type_: match &label.expr {
                            Expr::Column(column) => column.type_.clone(),
                            Expr::Cast(cast) | Expr::TypeCoerce(cast) => Some(cast.type_.clone()),
                            _ => None,
                        },
                    }),
                    _ => None,
                })
                .collect(),
            Self::Compound(compound) => compound.first(),
        }
    }
}

macro_rules! query_methods {
    ($type:ty) => {
        impl $type {
            /// Adds to `ORDER BY`.
            #[must_use]
            pub fn order_by(mut self, by: impl Into<Exprs>) -> Self {
                self.order_by.extend(by.into());
                self
            }

            /// Gives at most so many rows.
            #[must_use]
            pub fn limit(mut self, limit: impl Into<Expr>) -> Self {
                self.limit = Some(limit.into());
                self
            }

            /// Leaves out the first rows.
            #[must_use]
            pub fn offset(mut self, offset: impl Into<Expr>) -> Self {
                self.offset = Some(offset.into());
                self
            }

            /// The query as a value of one row and one column: `.scalar_subquery()`.
            #[must_use]
            pub fn scalar_subquery(self) -> Expr {
                Expr::Subquery(Box::new(self.into()))
            }

            /// Whether the query has rows: `.exists()`.
            #[must_use]
            pub fn exists(self) -> Expr {
                exists(self)
            }

            /// The query as something to read from: `.subquery("name")`.
            #[must_use]
            pub fn subquery(self, name: impl Into<Name>) -> FromClause {
                FromClause::Subquery(Arc::new(Subquery {
                    query: self.into(),
                    name: Some(name.into()),
                    lateral: false,
                }))
            }

            /// The query before the statement, by a name: `.cte("name")`.
            #[must_use]
            pub fn cte(self, name: impl Into<Name>) -> FromClause {
                FromClause::Cte(Arc::new(Cte {
                    query: self.into(),
                    name: Some(name.into()),
                }))
            }

            /// Puts a set operation between this query and another: `.union(…)`, `.union_all(…)`.
            #[must_use]
            pub fn compound(self, operator: SetOperator, other: impl Into<Query>) -> Compound {
                Compound {
                    operator,
                    selects: vec![self.into(), other.into()],
                    order_by: Vec::new(),
                    limit: None,
                    offset: None,
                }
            }
        }
    };
}

query_methods!(Select);
query_methods!(Compound);

/// Whether a query has rows: `sa.exists`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let t = table("t").column(column("id", integer())).column(column("name", string(None)));
/// let op = execute(select(exists(select(t.c("id")))));
/// let sql = alembic_sql::to_sql(op, DialectName::Postgresql)?;
/// assert_eq!(sql, "SELECT EXISTS (SELECT t.id \nFROM t) AS anon_1;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn exists(query: impl Into<Query>) -> Expr {
    Expr::Exists(Box::new(query.into()))
}

impl From<Select> for Query {
    fn from(select: Select) -> Self {
        Self::Select(Box::new(select))
    }
}

impl From<Compound> for Query {
    fn from(compound: Compound) -> Self {
        Self::Compound(Box::new(compound))
    }
}

macro_rules! operation_example {
    ($name:ident $word:literal) => {
        concat!(
            "\n```\nuse alembic_core::{DialectName, ops::execute, schema::{col, select, ",
            stringify!($name),
            "}};\nlet query = ",
            stringify!($name),
            "([select(col(\"a\")), select(col(\"b\"))]);\n",
            "let sql = alembic_sql::to_sql(execute(query), DialectName::Postgresql)?;\n",
            "assert_eq!(sql, \"SELECT a ",
            $word,
            " SELECT b;\");\n# Ok::<(), alembic_sql::CompileError>(())\n```"
        )
    };
}

macro_rules! set_operations {
    ($($(#[$doc:meta])* $name:ident $operator:ident $word:literal;)*) => {
        $($(#[$doc])*
        #[doc = operation_example!($name $word)]
        #[must_use]
        pub fn $name(selects: impl IntoIterator<Item = impl Into<Query>>) -> Compound {
            Compound {
                operator: SetOperator::$operator,
                selects: selects.into_iter().map(Into::into).collect(),
                order_by: Vec::new(),
                limit: None,
                offset: None,
            }
        })*
    };
}

set_operations! {
    /// Rows of either query, each once: `sa.union`.
    union Union "UNION";
    /// Rows of either query: `sa.union_all`.
    union_all UnionAll "UNION ALL";
    /// Rows of both queries, each once: `sa.intersect`.
    intersect Intersect "INTERSECT";
    /// Rows of both queries: `sa.intersect_all`.
    intersect_all IntersectAll "INTERSECT ALL";
    /// Rows of the first query alone, each once: `sa.except_`.
    except_ Except "EXCEPT";
    /// Rows of the first query alone: `sa.except_all`.
    except_all ExceptAll "EXCEPT ALL";
}
