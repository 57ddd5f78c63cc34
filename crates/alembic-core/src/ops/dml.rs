//! `insert`, `update` and `delete` of tables, for data migrations.

use super::{InsertRow, InsertValue};
use crate::schema::{Expr, Exprs, FromClause, Name, Query, Table};

/// `INSERT`: `sa.insert`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let t = table("t").column(column("id", integer())).column(column("name", string(None)));
/// fn sql(sql: impl Into<Sql>, dialect: DialectName) -> Result<String, alembic_sql::CompileError> {
///     alembic_sql::to_sql(execute(sql), dialect)
/// }
/// assert_eq!(
///     sql(insert(&t).values(row().set("id", 1).set("name", "x")), DialectName::Postgresql)?,
///     "INSERT INTO t (id, name) VALUES (1, 'x');"
/// );
/// assert_eq!(
///     sql(insert(&t).from_select(["id"], select(literal(1))), DialectName::Postgresql)?,
///     "INSERT INTO t (id) SELECT 1 AS anon_1;"
/// );
/// assert_eq!(
///     sql(insert(&t).values([("id", 1)]).on_conflict_do_update(["id"], [("name", excluded("name"))]), DialectName::Postgresql)?,
///     "INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET name = excluded.name;"
/// );
/// assert_eq!(
///     sql(insert(&t).values([("id", 1)]).on_conflict_do_update(["id"], [("name", "x")]).on_conflict_where(t.c("id").gt(5)), DialectName::Postgresql)?,
///     "INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET name = 'x' WHERE t.id > 5;"
/// );
/// assert_eq!(
///     sql(insert(&t).values([("id", 1)]).on_duplicate_key_update([("name", "x")]), DialectName::Mysql)?,
///     "INSERT INTO t (id) VALUES (1) ON DUPLICATE KEY UPDATE name = 'x';"
/// );
/// assert_eq!(
///     sql(insert(&t).values([("id", 1)]).prefix_with("IGNORE"), DialectName::Mysql)?,
///     "INSERT IGNORE INTO t (id) VALUES (1);"
/// );
/// assert_eq!(
///     sql(insert(&t).values([("name", "x")]).returning(t.c("id")), DialectName::Postgresql)?,
///     "INSERT INTO t (name) VALUES ('x') RETURNING t.id;"
/// );
/// assert_eq!(
///     sql(insert(&t).values([("name", "x")]).inline(), DialectName::Postgresql)?,
///     "INSERT INTO t (name) VALUES ('x');"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Insert {
    /// The table, with its columns.
    pub table: Table,
    /// What is inserted.
    pub values: InsertValues,
    /// What happens with rows that are there already.
    pub conflict: Option<OnConflict>,
    /// `RETURNING`.
    pub returning: Vec<Expr>,
    /// Words behind `INSERT`, such as `IGNORE`.
    pub prefixes: Vec<String>,
    /// Whether the primary key that the database makes is left alone: PostgreSQL then gives it not back.
    pub inline: bool,
}

/// What an [`Insert`] inserts.
#[derive(Debug, Clone, PartialEq)]
pub enum InsertValues {
    /// One row; columns that it leaves out get their defaults.
    Row(InsertRow),
    /// Several rows in one statement.
    Rows(Vec<InsertRow>),
    /// The rows of a query, for these columns.
    Select(Vec<Name>, Query),
}

/// What happens with rows that are there already.
#[derive(Debug, Clone, PartialEq)]
pub enum OnConflict {
    /// They stay: `ON CONFLICT … DO NOTHING`.
    DoNothing(ConflictTarget),
    /// They are changed: `ON CONFLICT … DO UPDATE SET …`.
    DoUpdate {
        /// Which conflict.
        target: ConflictTarget,
        /// The new values.
        set: InsertRow,
        /// Which rows are changed.
        where_: Vec<Expr>,
    },
    /// They are changed: MySQL's `ON DUPLICATE KEY UPDATE`.
    DuplicateKeyUpdate(InsertRow),
}

/// Which conflict an `ON CONFLICT` is about; any if nothing is said.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let t = table("t").column(column("id", integer())).column(column("name", string(None)));
/// let one = || insert(&t).values([("id", 1)]);
/// fn sql(sql: impl Into<Sql>, dialect: DialectName) -> Result<String, alembic_sql::CompileError> {
///     alembic_sql::to_sql(execute(sql), dialect)
/// }
/// assert_eq!(
///     sql(one().on_conflict_do_nothing(conflict_target()), DialectName::Postgresql)?,
///     "INSERT INTO t (id) VALUES (1) ON CONFLICT DO NOTHING;"
/// );
/// assert_eq!(
///     sql(one().on_conflict_do_nothing(conflict_target().constraint("pk_t")), DialectName::Postgresql)?,
///     "INSERT INTO t (id) VALUES (1) ON CONFLICT ON CONSTRAINT pk_t DO NOTHING;"
/// );
/// assert_eq!(
///     sql(one().on_conflict_do_nothing(conflict_target().index_elements(col("id")).index_where(col("id").gt(5))), DialectName::Postgresql)?,
///     "INSERT INTO t (id) VALUES (1) ON CONFLICT (id) WHERE id > 5 DO NOTHING;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ConflictTarget {
    /// The name of a constraint, on PostgreSQL.
    pub constraint: Option<Name>,
    /// The columns or expressions of a unique index.
    pub index_elements: Vec<Expr>,
    /// The condition of a partial unique index.
    pub index_where: Option<Expr>,
}

/// Any conflict, to be narrowed down.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let t = table("t").column(column("id", integer())).column(column("name", string(None)));
/// let op = execute(insert(&t).values([("id", 1)]).on_conflict_do_nothing(conflict_target()));
/// let sql = alembic_sql::to_sql(op, DialectName::Postgresql)?;
/// assert_eq!(sql, "INSERT INTO t (id) VALUES (1) ON CONFLICT DO NOTHING;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn conflict_target() -> ConflictTarget {
    ConflictTarget::default()
}

impl ConflictTarget {
    /// Adds the condition of a partial unique index.
    #[must_use]
    pub fn index_where(mut self, condition: impl Into<Expr>) -> Self {
        self.index_where = Some(condition.into());
        self
    }

    /// Names the constraint, on PostgreSQL.
    #[must_use]
    pub fn constraint(mut self, name: impl Into<Name>) -> Self {
        self.constraint = Some(name.into());
        self
    }

    /// Names the expressions of a unique index.
    #[must_use]
    pub fn index_elements(mut self, elements: impl Into<Exprs>) -> Self {
        self.index_elements.extend(elements.into());
        self
    }
}

/// The columns of a unique key.
impl<T: Into<Name>, const N: usize> From<[T; N]> for ConflictTarget {
    fn from(columns: [T; N]) -> Self {
        Self {
            index_elements: columns.into_iter().map(crate::schema::col).collect(),
            ..Self::default()
        }
    }
}

/// `INSERT INTO table`: `sa.insert`. Columns with a `default` that the values leave out get it.
///
/// ```
/// use alembic_core::{DialectName, ops::{execute, insert, row}, schema::{column, integer, string, table}};
/// let account = table("account").column(column("id", integer())).column(column("name", string(None)));
/// let op = execute(insert(&account).values([row().set("id", 1).set("name", "a"), row().set("id", 2).set("name", "b")]));
/// let sql = alembic_sql::to_sql(op, DialectName::Sqlite)?;
/// assert_eq!(sql, "INSERT INTO account (id, name) VALUES (1, 'a'), (2, 'b');");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn insert(table: &Table) -> Insert {
    Insert {
        table: table.clone(),
        values: InsertValues::Row(InsertRow::default()),
        conflict: None,
        returning: Vec::new(),
        prefixes: Vec::new(),
        inline: false,
    }
}

impl Insert {
    /// Sets what is inserted: one row, or several in one statement.
    #[must_use]
    pub fn values(mut self, values: impl Into<InsertValues>) -> Self {
        self.values = values.into();
        self
    }

    /// Inserts the rows of a query: `.from_select(columns, select)`.
    #[must_use]
    pub fn from_select(mut self, columns: impl IntoIterator<Item = impl Into<Name>>, query: impl Into<Query>) -> Self {
        self.values = InsertValues::Select(columns.into_iter().map(Into::into).collect(), query.into());
        self
    }

    /// Leaves rows alone that are there already, on PostgreSQL and SQLite: `.on_conflict_do_nothing()`. `[]` as the
    /// target is any conflict, columns are those of a unique key.
    ///
    /// ```
    /// use alembic_core::{DialectName, ops::{execute, insert, row}, schema::{column, integer, table}};
    /// let t = table("t").column(column("id", integer()));
    /// let op = execute(insert(&t).values(row().set("id", 1)).on_conflict_do_nothing(["id"]));
    /// let sql = alembic_sql::to_sql(op, DialectName::Postgresql)?;
    /// assert_eq!(sql, "INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO NOTHING;");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn on_conflict_do_nothing(mut self, target: impl Into<ConflictTarget>) -> Self {
        self.conflict = Some(OnConflict::DoNothing(target.into()));
        self
    }

    /// Changes rows that are there already, on PostgreSQL and SQLite: `.on_conflict_do_update(…)`. [`excluded`] is the
    /// value that was to be inserted.
    ///
    /// [`excluded`]: crate::schema::excluded
    #[must_use]
    pub fn on_conflict_do_update(mut self, target: impl Into<ConflictTarget>, set: impl Into<InsertRow>) -> Self {
        self.conflict = Some(OnConflict::DoUpdate {
            target: target.into(),
            set: set.into(),
            where_: Vec::new(),
        });
        self
    }

    /// Says which rows an [`on_conflict_do_update`](Self::on_conflict_do_update) changes. Other statements stay as
    /// they are.
    #[must_use]
    pub fn on_conflict_where(mut self, condition: impl Into<Expr>) -> Self {
        if let Some(OnConflict::DoUpdate { where_, .. }) = &mut self.conflict {
            where_.push(condition.into());
        }
        self
    }

    /// Changes rows that are there already, on MySQL: `.on_duplicate_key_update(…)`.
    #[must_use]
    pub fn on_duplicate_key_update(mut self, set: impl Into<InsertRow>) -> Self {
        self.conflict = Some(OnConflict::DuplicateKeyUpdate(set.into()));
        self
    }

    /// Does not ask back the primary key that the database makes: `.inline()`.
    #[must_use]
    pub fn inline(mut self) -> Self {
        self.inline = true;
        self
    }

    /// Adds a word behind `INSERT`: `.prefix_with("IGNORE")`.
    #[must_use]
    pub fn prefix_with(mut self, prefix: impl Into<String>) -> Self {
        self.prefixes.push(prefix.into());
        self
    }
}

impl From<InsertRow> for InsertValues {
    fn from(row: InsertRow) -> Self {
        Self::Row(row)
    }
}

impl From<Vec<InsertRow>> for InsertValues {
    fn from(rows: Vec<InsertRow>) -> Self {
        Self::Rows(rows)
    }
}

impl<const N: usize> From<[InsertRow; N]> for InsertValues {
    fn from(rows: [InsertRow; N]) -> Self {
        Self::Rows(rows.into())
    }
}

impl<K: Into<Name>, V: Into<InsertValue>, const N: usize> From<[(K, V); N]> for InsertValues {
    fn from(values: [(K, V); N]) -> Self {
        Self::Row(values.into())
    }
}

impl<K: Into<Name>, V: Into<InsertValue>, const N: usize> From<[(K, V); N]> for InsertRow {
    fn from(values: [(K, V); N]) -> Self {
        values
            .into_iter()
            .fold(Self::default(), |row, (column, value)| row.set(column, value))
    }
}

/// `UPDATE`: `sa.update`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let t = table("t").column(column("id", integer())).column(column("name", string(None)));
/// fn sql(sql: impl Into<Sql>, dialect: DialectName) -> Result<String, alembic_sql::CompileError> {
///     alembic_sql::to_sql(execute(sql), dialect)
/// }
/// assert_eq!(
///     sql(update(&t).values([("name", "x")]).where_(t.c("id").eq(1)), DialectName::Postgresql)?,
///     "UPDATE t SET name='x' WHERE t.id = 1;"
/// );
/// assert_eq!(
///     sql(update(&t).value("name", func::lower(t.c("name"))), DialectName::Postgresql)?,
///     "UPDATE t SET name=lower(t.name);"
/// );
/// assert_eq!(
///     sql(update(&t).ordered_values(row().set("name", "x").set("id", 2)), DialectName::Postgresql)?,
///     "UPDATE t SET name='x', id=2;"
/// );
/// assert_eq!(
///     sql(update(&t).value("id", 1).prefix_with("IGNORE"), DialectName::Mysql)?,
///     "UPDATE IGNORE t SET id=1;"
/// );
/// assert_eq!(
///     sql(update(&t).value("id", 1).returning(t.c("name")), DialectName::Postgresql)?,
///     "UPDATE t SET id=1 RETURNING t.name;"
/// );
/// assert_eq!(sql(update(&t).value("id", 1).mysql_limit(5), DialectName::Mysql)?, "UPDATE t SET id=1 LIMIT 5;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// The table, with its columns.
    pub table: Table,
    /// The new values.
    pub values: InsertRow,
    /// Whether the values come in the order in which they were given, rather than in that of the columns.
    pub ordered: bool,
    /// `WHERE`; all of them hold.
    pub where_: Vec<Expr>,
    /// `RETURNING`.
    pub returning: Vec<Expr>,
    /// Words behind `UPDATE`.
    pub prefixes: Vec<String>,
    /// At most so many rows: `mysql_limit`, which the other dialects pass over.
    pub mysql_limit: Option<u64>,
}

/// `UPDATE table`: `sa.update`. Columns with an `onupdate` that the values leave out get it. Other tables in the
/// conditions or values come along: `UPDATE … FROM …`.
///
/// ```
/// use alembic_core::{DialectName, ops::{execute, update}, schema::{column, integer, string, table}};
/// let t = table("t").column(column("id", integer())).column(column("name", string(None)));
/// let op = execute(update(&t).values([("name", "x")]).where_(t.c("id").in_([1, 2])));
/// let sql = alembic_sql::to_sql(op, DialectName::Sqlite)?;
/// assert_eq!(sql, "UPDATE t SET name='x' WHERE t.id IN (1, 2);");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn update(table: &Table) -> Update {
    Update {
        table: table.clone(),
        values: InsertRow::default(),
        ordered: false,
        where_: Vec::new(),
        returning: Vec::new(),
        prefixes: Vec::new(),
        mysql_limit: None,
    }
}

impl Update {
    /// Adds new values.
    #[must_use]
    pub fn values(mut self, values: impl Into<InsertRow>) -> Self {
        for (column, value) in values.into().values {
            self.values = self.values.set(column, value);
        }
        self
    }

    /// Adds one new value.
    #[must_use]
    pub fn value(mut self, column: impl Into<Name>, value: impl Into<InsertValue>) -> Self {
        self.values = self.values.set(column, value);
        self
    }

    /// Adds new values and keeps them in this order: `.ordered_values(…)`.
    #[must_use]
    pub fn ordered_values(mut self, values: impl Into<InsertRow>) -> Self {
        self.ordered = true;
        self.values(values)
    }
}

/// `DELETE`: `sa.delete`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let t = table("t").column(column("id", integer())).column(column("name", string(None)));
/// fn sql(sql: impl Into<Sql>, dialect: DialectName) -> Result<String, alembic_sql::CompileError> {
///     alembic_sql::to_sql(execute(sql), dialect)
/// }
/// assert_eq!(sql(delete(&t).where_(t.c("id").eq(1)), DialectName::Postgresql)?, "DELETE FROM t WHERE t.id = 1;");
/// assert_eq!(sql(delete(&t).returning(t.c("id")), DialectName::Postgresql)?, "DELETE FROM t RETURNING t.id;");
/// assert_eq!(sql(delete(&t).prefix_with("QUICK"), DialectName::Mysql)?, "DELETE QUICK FROM t;");
/// assert_eq!(sql(delete(&t).mysql_limit(5), DialectName::Mysql)?, "DELETE FROM t LIMIT 5;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Delete {
    /// The table.
    pub table: FromClause,
    /// `WHERE`; all of them hold.
    pub where_: Vec<Expr>,
    /// `RETURNING`.
    pub returning: Vec<Expr>,
    /// Words behind `DELETE`.
    pub prefixes: Vec<String>,
    /// At most so many rows: `mysql_limit`, which the other dialects pass over.
    pub mysql_limit: Option<u64>,
}

/// `DELETE FROM table`: `sa.delete`. Other tables in the conditions come along: `DELETE … USING …`.
///
/// ```
/// use alembic_core::{DialectName, ops::{delete, execute}, schema::{column, integer, table}};
/// let t = table("t").column(column("id", integer()));
/// let sql = alembic_sql::to_sql(execute(delete(&t).where_(t.c("id").eq(5))), DialectName::Sqlite)?;
/// assert_eq!(sql, "DELETE FROM t WHERE t.id = 5;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn delete(table: impl Into<FromClause>) -> Delete {
    Delete {
        table: table.into(),
        where_: Vec::new(),
        returning: Vec::new(),
        prefixes: Vec::new(),
        mysql_limit: None,
    }
}

macro_rules! returning {
    ($($type:ty),*) => {
        $(impl $type {
            /// Gives back columns of the rows: `.returning(…)`.
            #[must_use]
            pub fn returning(mut self, exprs: impl Into<Exprs>) -> Self {
                self.returning.extend(exprs.into());
                self
            }
        })*
    };
}

macro_rules! condition {
    ($($type:ty),*) => {
        $(impl $type {
            /// Adds a condition: `.where(…)`.
            #[must_use]
            pub fn where_(mut self, condition: impl Into<Expr>) -> Self {
                self.where_.push(condition.into());
                self
            }

            /// Touches at most so many rows, on the dialect `mysql` or `mariadb`: `mysql_limit`.
            #[must_use]
            pub fn mysql_limit(mut self, limit: u64) -> Self {
                self.mysql_limit = Some(limit);
                self
            }

            /// Adds a word behind the first one: `.prefix_with(…)`.
            #[must_use]
            pub fn prefix_with(mut self, prefix: impl Into<String>) -> Self {
                self.prefixes.push(prefix.into());
                self
            }
        })*
    };
}

returning!(Insert, Update, Delete);
condition!(Update, Delete);
