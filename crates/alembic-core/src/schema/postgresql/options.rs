use crate::schema::{Condition, Expr, Name};

/// A value inside `WITH (…)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WithOption {
    /// Only the parameter's name.
    Flag,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Int(i64),
    /// SQL text.
    Text(String),
}

impl From<bool> for WithOption {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for WithOption {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<&str> for WithOption {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

/// Options of an index.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_index;
/// use alembic_core::schema::postgresql;
/// let sql = |options| {
///     alembic_sql::to_sql(create_index("ix", "account", ["name"]).postgresql(options), DialectName::Postgresql)
/// };
/// assert_eq!(sql(postgresql::index().using("gin"))?, "CREATE INDEX ix ON account USING gin (name);");
/// assert_eq!(sql(postgresql::index().include(["email"]))?, "CREATE INDEX ix ON account (name) INCLUDE (email);");
/// assert_eq!(sql(postgresql::index().where_("name != ''"))?, "CREATE INDEX ix ON account (name) WHERE name != '';");
/// assert_eq!(
///     sql(postgresql::index().op("name", "text_pattern_ops"))?,
///     "CREATE INDEX ix ON account (name text_pattern_ops);"
/// );
/// assert_eq!(sql(postgresql::index().concurrently(true))?, "CREATE INDEX CONCURRENTLY ix ON account (name);");
/// assert_eq!(
///     sql(postgresql::index().with("fillfactor", 50))?,
///     "CREATE INDEX ix ON account (name) WITH (fillfactor = 50);"
/// );
/// assert_eq!(sql(postgresql::index().tablespace("fast"))?, "CREATE INDEX ix ON account (name) TABLESPACE fast;");
/// assert_eq!(
///     sql(postgresql::index().nulls_not_distinct(true))?,
///     "CREATE INDEX ix ON account (name) NULLS NOT DISTINCT;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IndexOptions {
    /// The index method: `postgresql_using`.
    pub using: Option<String>,
    /// The columns behind `INCLUDE`: `postgresql_include`.
    pub include: Vec<Name>,
    /// The condition of a partial index: `postgresql_where`.
    pub where_: Option<Expr>,
    /// Operator classes by column: `postgresql_ops`.
    pub ops: Vec<(Name, String)>,
    /// `CONCURRENTLY`: `postgresql_concurrently`.
    pub concurrently: bool,
    /// `WITH (…)`: `postgresql_with`.
    pub with: Vec<(String, WithOption)>,
    /// `TABLESPACE`: `postgresql_tablespace`.
    pub tablespace: Option<Name>,
    /// `NULLS NOT DISTINCT` or `NULLS DISTINCT`: `postgresql_nulls_not_distinct`.
    pub nulls_not_distinct: Option<bool>,
}

/// Options of an index on PostgreSQL.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_index;
/// use alembic_core::schema::postgresql;
/// let op = create_index("ix_words", "account", ["words"]).postgresql(postgresql::index().using("gin"));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "CREATE INDEX ix_words ON account USING gin (words);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn index() -> IndexOptions {
    IndexOptions::default()
}

impl IndexOptions {
    /// Sets the index method.
    #[must_use]
    pub fn using(mut self, method: impl Into<String>) -> Self {
        self.using = Some(method.into());
        self
    }

    /// Sets the columns behind `INCLUDE`.
    #[must_use]
    pub fn include(mut self, columns: impl IntoIterator<Item = impl Into<Name>>) -> Self {
        self.include = columns.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the condition of a partial index.
    #[must_use]
    pub fn where_(mut self, condition: impl Into<Condition>) -> Self {
        self.where_ = Some(condition.into().0);
        self
    }

    /// Gives a column its operator class.
    #[must_use]
    pub fn op(mut self, column: impl Into<Name>, class: impl Into<String>) -> Self {
        self.ops.push((column.into(), class.into()));
        self
    }

    /// Builds or drops the index without locking the table; needs an `autocommit_block`.
    #[must_use]
    pub fn concurrently(mut self, concurrently: bool) -> Self {
        self.concurrently = concurrently;
        self
    }

    /// Adds a storage parameter.
    #[must_use]
    pub fn with(mut self, parameter: impl Into<String>, value: impl Into<WithOption>) -> Self {
        self.with.push((parameter.into(), value.into()));
        self
    }

    /// Names the tablespace.
    #[must_use]
    pub fn tablespace(mut self, tablespace: impl Into<Name>) -> Self {
        self.tablespace = Some(tablespace.into());
        self
    }

    /// Renders `NULLS NOT DISTINCT` or `NULLS DISTINCT`.
    #[must_use]
    pub fn nulls_not_distinct(mut self, nulls_not_distinct: bool) -> Self {
        self.nulls_not_distinct = Some(nulls_not_distinct);
        self
    }
}

/// Options of a table.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{column, integer, postgresql, table};
/// let sql = |options| {
///     let account = table("account").column(column("id", integer())).postgresql(options);
///     alembic_sql::to_sql(create_table(account), DialectName::Postgresql)
/// };
/// assert_eq!(
///     sql(postgresql::table().inherits(["person"]))?,
///     "CREATE TABLE account (\
///      \n    id INTEGER\
///      \n)\
///      \n INHERITS (person);"
/// );
/// assert_eq!(
///     sql(postgresql::table().partition_by("RANGE (id)"))?,
///     "CREATE TABLE account (\
///      \n    id INTEGER\
///      \n)\
///      \n PARTITION BY RANGE (id);"
/// );
/// assert_eq!(
///     sql(postgresql::table().using("heap"))?,
///     "CREATE TABLE account (\
///      \n    id INTEGER\
///      \n)\
///      \n USING heap;"
/// );
/// assert_eq!(
///     sql(postgresql::table().with("fillfactor", 50))?,
///     "CREATE TABLE account (\
///      \n    id INTEGER\
///      \n)\
///      \n WITH (fillfactor = 50);"
/// );
/// assert_eq!(
///     sql(postgresql::table().with_oids(false))?,
///     "CREATE TABLE account (\
///      \n    id INTEGER\
///      \n)\
///      \n WITHOUT OIDS;"
/// );
/// assert_eq!(
///     sql(postgresql::table().on_commit("DELETE_ROWS"))?,
///     "CREATE TABLE account (\
///      \n    id INTEGER\
///      \n)\
///      \n ON COMMIT DELETE ROWS;"
/// );
/// assert_eq!(
///     sql(postgresql::table().tablespace("fast"))?,
///     "CREATE TABLE account (\
///      \n    id INTEGER\
///      \n)\
///      \n TABLESPACE fast;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableOptions {
    /// `INHERITS (…)`: `postgresql_inherits`.
    pub inherits: Vec<Name>,
    /// `PARTITION BY`: `postgresql_partition_by`.
    pub partition_by: Option<String>,
    /// `USING`, the table access method: `postgresql_using`.
    pub using: Option<String>,
    /// `WITH (…)`: `postgresql_with`.
    pub with: Vec<(String, WithOption)>,
    /// `WITH OIDS` or `WITHOUT OIDS`: `postgresql_with_oids`.
    pub with_oids: Option<bool>,
    /// `ON COMMIT`: `postgresql_on_commit`.
    pub on_commit: Option<String>,
    /// `TABLESPACE`: `postgresql_tablespace`.
    pub tablespace: Option<Name>,
}

/// Options of a table on PostgreSQL.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{column, integer, postgresql, table};
/// let account = table("account").column(column("id", integer())).postgresql(postgresql::table().tablespace("fast"));
/// assert_eq!(
///     alembic_sql::to_sql(create_table(account), DialectName::Postgresql)?,
///     "CREATE TABLE account (\
///      \n    id INTEGER\
///      \n)\
///      \n TABLESPACE fast;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn table() -> TableOptions {
    TableOptions::default()
}

impl TableOptions {
    /// Sets the tables behind `INHERITS`.
    #[must_use]
    pub fn inherits(mut self, tables: impl IntoIterator<Item = impl Into<Name>>) -> Self {
        self.inherits = tables.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the text behind `PARTITION BY`.
    #[must_use]
    pub fn partition_by(mut self, sql: impl Into<String>) -> Self {
        self.partition_by = Some(sql.into());
        self
    }

    /// Sets the table access method.
    #[must_use]
    pub fn using(mut self, method: impl Into<String>) -> Self {
        self.using = Some(method.into());
        self
    }

    /// Adds a storage parameter.
    #[must_use]
    pub fn with(mut self, parameter: impl Into<String>, value: impl Into<WithOption>) -> Self {
        self.with.push((parameter.into(), value.into()));
        self
    }

    /// Renders `WITH OIDS` or `WITHOUT OIDS`.
    #[must_use]
    pub fn with_oids(mut self, with_oids: bool) -> Self {
        self.with_oids = Some(with_oids);
        self
    }

    /// Sets the words behind `ON COMMIT`; underscores stand for spaces.
    #[must_use]
    pub fn on_commit(mut self, action: impl Into<String>) -> Self {
        self.on_commit = Some(action.into());
        self
    }

    /// Names the tablespace.
    #[must_use]
    pub fn tablespace(mut self, tablespace: impl Into<Name>) -> Self {
        self.tablespace = Some(tablespace.into());
        self
    }
}
