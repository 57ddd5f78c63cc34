//! What fills a column that an `INSERT` leaves out: defaults, computed columns, identities, sequences.

use super::{ColumnType, Condition, Expr, Function, Name, TextClause};
use crate::Value;

/// What the database puts into a column that an `INSERT` leaves out.
#[derive(Debug, Clone, PartialEq)]
pub enum ServerDefault {
    /// A string literal, quoted by the dialect.
    String(String),
    /// An SQL expression.
    Expr(Expr),
    /// `GENERATED ALWAYS AS (…)`.
    Computed(Computed),
    /// `GENERATED … AS IDENTITY`.
    Identity(Identity),
    /// The database does something that is not rendered: `sa.FetchedValue()`.
    Fetched,
}

impl From<&str> for ServerDefault {
    fn from(literal: &str) -> Self {
        Self::String(literal.to_owned())
    }
}

impl From<String> for ServerDefault {
    fn from(literal: String) -> Self {
        Self::String(literal)
    }
}

impl From<Expr> for ServerDefault {
    fn from(expr: Expr) -> Self {
        Self::Expr(expr)
    }
}

impl From<TextClause> for ServerDefault {
    fn from(text: TextClause) -> Self {
        Self::Expr(text.into())
    }
}

impl From<Function> for ServerDefault {
    fn from(function: Function) -> Self {
        Self::Expr(function.into())
    }
}

impl From<Computed> for ServerDefault {
    fn from(computed: Computed) -> Self {
        Self::Computed(computed)
    }
}

impl From<Identity> for ServerDefault {
    fn from(identity: Identity) -> Self {
        Self::Identity(identity)
    }
}

/// What the application puts into a column.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnDefault {
    /// A value.
    Value(Value),
    /// An SQL expression.
    Expr(Expr),
    /// The next value of a sequence.
    Sequence(Box<Sequence>),
}

macro_rules! default_from_value {
    ($($type:ty),*) => {
        $(impl From<$type> for ColumnDefault {
            fn from(value: $type) -> Self {
                Self::Value(value.into())
            }
        })*
    };
}

default_from_value!(Value, &str, String, i32, i64, f64, bool);

impl From<Expr> for ColumnDefault {
    fn from(expr: Expr) -> Self {
        Self::Expr(expr)
    }
}

impl From<Function> for ColumnDefault {
    fn from(function: Function) -> Self {
        Self::Expr(function.into())
    }
}

impl From<TextClause> for ColumnDefault {
    fn from(text: TextClause) -> Self {
        Self::Expr(text.into())
    }
}

impl From<Sequence> for ColumnDefault {
    fn from(sequence: Sequence) -> Self {
        Self::Sequence(Box::new(sequence))
    }
}

/// `GENERATED ALWAYS AS (…)`: SQLAlchemy's `Computed`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, computed, integer};
/// let sql = |computed, dialect| {
///     alembic_sql::to_sql(add_column("box", column("area", integer()).computed(computed)), dialect)
/// };
/// assert_eq!(
///     sql(computed("a * b").persisted(true), DialectName::Postgresql)?,
///     "ALTER TABLE box ADD COLUMN area INTEGER GENERATED ALWAYS AS (a * b) STORED;"
/// );
/// assert_eq!(
///     sql(computed("a * b").persisted(false), DialectName::Mysql)?,
///     "ALTER TABLE box ADD COLUMN area INTEGER GENERATED ALWAYS AS (a * b) VIRTUAL;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Computed {
    /// The expression.
    pub sqltext: Expr,
    /// `STORED`, `VIRTUAL`, or what the database does by default.
    pub persisted: Option<bool>,
}

/// A column computed from others.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, computed, integer};
/// let op = add_column("box", column("area", integer()).computed(computed("a * b")));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Sqlite)?,
///     "ALTER TABLE box ADD COLUMN area INTEGER GENERATED ALWAYS AS (a * b);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn computed(sqltext: impl Into<Condition>) -> Computed {
    Computed {
        sqltext: sqltext.into().0,
        persisted: None,
    }
}

impl Computed {
    /// Renders `STORED` or `VIRTUAL`.
    #[must_use]
    pub fn persisted(mut self, persisted: bool) -> Self {
        self.persisted = Some(persisted);
        self
    }
}

/// The options that sequences and identity columns share.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SequenceOptions {
    /// `START WITH`.
    pub start: Option<i64>,
    /// `INCREMENT BY`.
    pub increment: Option<i64>,
    /// `MINVALUE`.
    pub minvalue: Option<i64>,
    /// `MAXVALUE`.
    pub maxvalue: Option<i64>,
    /// `NO MINVALUE`.
    pub nominvalue: bool,
    /// `NO MAXVALUE`.
    pub nomaxvalue: bool,
    /// `CYCLE` or `NO CYCLE`.
    pub cycle: Option<bool>,
    /// `CACHE`.
    pub cache: Option<i64>,
}

/// `GENERATED … AS IDENTITY`: SQLAlchemy's `Identity`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, identity, integer};
/// let sql = |identity| {
///     alembic_sql::to_sql(add_column("t", column("id", integer()).identity(identity)), DialectName::Postgresql)
/// };
/// assert_eq!(sql(identity().always(true))?, "ALTER TABLE t ADD COLUMN id INTEGER GENERATED ALWAYS AS IDENTITY;");
/// assert_eq!(
///     sql(identity().start(10).increment(5))?,
///     "ALTER TABLE t ADD COLUMN id INTEGER GENERATED BY DEFAULT AS IDENTITY (INCREMENT BY 5 START WITH 10);"
/// );
/// assert_eq!(
///     sql(identity().minvalue(1).maxvalue(99).cycle(true).cache(10))?,
///     "ALTER TABLE t ADD COLUMN id INTEGER GENERATED BY DEFAULT AS IDENTITY (MINVALUE 1 MAXVALUE 99 CACHE 10 CYCLE);"
/// );
/// assert_eq!(
///     sql(identity().nominvalue(true).nomaxvalue(true))?,
///     "ALTER TABLE t ADD COLUMN id INTEGER GENERATED BY DEFAULT AS IDENTITY (NO MINVALUE NO MAXVALUE);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// `ALWAYS` rather than `BY DEFAULT`.
    pub always: bool,
    /// How it counts.
    pub options: SequenceOptions,
}

/// An identity column that counts by default; `.always(true)` accepts no other value.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::add_column;
/// use alembic_core::schema::{column, identity, integer};
/// let op = add_column("account", column("id", integer()).identity(identity()));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE account ADD COLUMN id INTEGER GENERATED BY DEFAULT AS IDENTITY;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn identity() -> Identity {
    Identity::default()
}

impl Identity {
    /// Renders `ALWAYS` or `BY DEFAULT`.
    #[must_use]
    pub fn always(mut self, always: bool) -> Self {
        self.always = always;
        self
    }
}

/// A sequence that feeds a column: SQLAlchemy's `Sequence`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{Sequence, column, integer, sequence, table};
/// let sql = |sequence: Sequence| {
///     let id = column("id", integer()).primary_key(true).default(sequence);
///     alembic_sql::to_sql(create_table(table("account").column(id)), DialectName::Postgresql)
/// };
/// let ids = || sequence("account_ids").schema("app");
/// // how it counts is for `CREATE SEQUENCE`, which `create_table` leaves to the migration
/// let counting = ids().start(10).increment(5).minvalue(1).maxvalue(99).cycle(true).cache(10);
/// assert_eq!(
///     sql(counting)?,
///     "CREATE TABLE account (\
///      \n    id INTEGER NOT NULL, \
///      \n    PRIMARY KEY (id)\
///      \n);"
/// );
/// assert_eq!(
///     sql(ids().nominvalue(true).nomaxvalue(true))?,
///     "CREATE TABLE account (\
///      \n    id INTEGER NOT NULL, \
///      \n    PRIMARY KEY (id)\
///      \n);"
/// );
/// // PostgreSQL can count otherwise
/// assert_eq!(
///     sql(ids().optional(true))?,
///     "CREATE TABLE account (\
///      \n    id SERIAL NOT NULL, \
///      \n    PRIMARY KEY (id)\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Sequence {
    /// The name.
    pub name: Name,
    /// Its schema.
    pub schema: Option<Name>,
    /// The type of its numbers, which only PostgreSQL writes.
    pub data_type: Option<Box<ColumnType>>,
    /// Only used where the dialect cannot count otherwise.
    pub optional: bool,
    /// How it counts.
    pub options: SequenceOptions,
}

/// A sequence by its name.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{create_table, execute};
/// use alembic_core::schema::{column, integer, sequence, table};
/// let id = column("id", integer()).primary_key(true).default(sequence("account_ids"));
/// assert_eq!(
///     alembic_sql::to_sql(execute("CREATE SEQUENCE account_ids"), DialectName::Postgresql)?,
///     "CREATE SEQUENCE account_ids;"
/// );
/// let account = create_table(table("account").column(id));
/// assert_eq!(
///     alembic_sql::to_sql(account, DialectName::Postgresql)?,
///     "CREATE TABLE account (\
///      \n    id INTEGER NOT NULL, \
///      \n    PRIMARY KEY (id)\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn sequence(name: impl Into<Name>) -> Sequence {
    Sequence {
        name: name.into(),
        schema: None,
        data_type: None,
        optional: false,
        options: SequenceOptions::default(),
    }
}

impl Sequence {
    /// Sets the type of its numbers, which only PostgreSQL writes.
    ///
    /// ```
    /// use alembic_core::{DialectName, ops::execute};
    /// use alembic_core::schema::{big_integer, create_sequence, sequence};
    /// let op = execute(create_sequence(sequence("s").data_type(big_integer())));
    /// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "CREATE SEQUENCE s AS BIGINT;");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn data_type(mut self, data_type: impl Into<ColumnType>) -> Self {
        self.data_type = Some(Box::new(data_type.into()));
        self
    }

    /// Names the schema.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<Name>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// The next value of the sequence: `nextval('name')`.
    ///
    /// ```
    /// use alembic_core::DialectName;
    /// use alembic_core::ops::*;
    /// use alembic_core::schema::*;
    /// let op = execute(select(sequence("q").next_value()));
    /// let sql = alembic_sql::to_sql(op, DialectName::Postgresql)?;
    /// assert_eq!(sql, "SELECT nextval('q') AS next_value_1;");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn next_value(self) -> Expr {
        Expr::NextValue(Box::new(self))
    }

    /// Uses the sequence only where the dialect cannot count otherwise.
    #[must_use]
    pub fn optional(mut self, optional: bool) -> Self {
        self.optional = optional;
        self
    }
}

macro_rules! counting {
    ($type:ty) => {
        impl $type {
            /// Renders `START WITH`.
            #[must_use]
            pub fn start(mut self, start: i64) -> Self {
                self.options.start = Some(start);
                self
            }

            /// Renders `INCREMENT BY`.
            #[must_use]
            pub fn increment(mut self, increment: i64) -> Self {
                self.options.increment = Some(increment);
                self
            }

            /// Renders `MINVALUE`.
            #[must_use]
            pub fn minvalue(mut self, minvalue: i64) -> Self {
                self.options.minvalue = Some(minvalue);
                self
            }

            /// Renders `MAXVALUE`.
            #[must_use]
            pub fn maxvalue(mut self, maxvalue: i64) -> Self {
                self.options.maxvalue = Some(maxvalue);
                self
            }

            /// Renders `NO MINVALUE`.
            #[must_use]
            pub fn nominvalue(mut self, nominvalue: bool) -> Self {
                self.options.nominvalue = nominvalue;
                self
            }

            /// Renders `NO MAXVALUE`.
            #[must_use]
            pub fn nomaxvalue(mut self, nomaxvalue: bool) -> Self {
                self.options.nomaxvalue = nomaxvalue;
                self
            }

            /// Renders `CYCLE` or `NO CYCLE`.
            #[must_use]
            pub fn cycle(mut self, cycle: bool) -> Self {
                self.options.cycle = Some(cycle);
                self
            }

            /// Renders `CACHE`.
            #[must_use]
            pub fn cache(mut self, cache: i64) -> Self {
                self.options.cache = Some(cache);
                self
            }
        }
    };
}

counting!(Identity);
counting!(Sequence);
