//! Constraints: SQLAlchemy's `PrimaryKeyConstraint`, `ForeignKeyConstraint`, `UniqueConstraint` and
//! `CheckConstraint`.

use super::{Condition, ConstraintName, Expr, Name, postgresql, sqlite};

/// A constraint of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Constraint {
    /// `PRIMARY KEY`.
    PrimaryKey(PrimaryKeyConstraint),
    /// `FOREIGN KEY`.
    ForeignKey(ForeignKeyConstraint),
    /// `UNIQUE`.
    Unique(UniqueConstraint),
    /// `CHECK`.
    Check(CheckConstraint),
    /// `EXCLUDE`, which only PostgreSQL has.
    Exclude(postgresql::ExcludeConstraint),
}

impl From<PrimaryKeyConstraint> for Constraint {
    fn from(constraint: PrimaryKeyConstraint) -> Self {
        Self::PrimaryKey(constraint)
    }
}

impl From<ForeignKeyConstraint> for Constraint {
    fn from(constraint: ForeignKeyConstraint) -> Self {
        Self::ForeignKey(constraint)
    }
}

impl From<UniqueConstraint> for Constraint {
    fn from(constraint: UniqueConstraint) -> Self {
        Self::Unique(constraint)
    }
}

impl From<CheckConstraint> for Constraint {
    fn from(constraint: CheckConstraint) -> Self {
        Self::Check(constraint)
    }
}

impl From<postgresql::ExcludeConstraint> for Constraint {
    fn from(constraint: postgresql::ExcludeConstraint) -> Self {
        Self::Exclude(constraint)
    }
}

/// When a constraint is checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Deferrability {
    /// `Some(true)` is `DEFERRABLE`, `Some(false)` is `NOT DEFERRABLE`.
    pub deferrable: Option<bool>,
    /// The word behind `INITIALLY`: `DEFERRED` or `IMMEDIATE`.
    pub initially: Option<String>,
}

macro_rules! named {
    ($type:ty) => {
        impl $type {
            /// Names the constraint; `f("…")` keeps naming conventions away from the name.
            #[must_use]
            pub fn name(mut self, name: impl Into<ConstraintName>) -> Self {
                self.name = name.into();
                self
            }
        }
    };
}
pub(crate) use named;

macro_rules! deferrable {
    ($type:ty) => {
        impl $type {
            /// Renders `DEFERRABLE` or `NOT DEFERRABLE`.
            #[must_use]
            pub fn deferrable(mut self, deferrable: bool) -> Self {
                self.deferrability.deferrable = Some(deferrable);
                self
            }

            /// Renders `INITIALLY` with this word: `DEFERRED` or `IMMEDIATE`.
            #[must_use]
            pub fn initially(mut self, initially: impl Into<String>) -> Self {
                self.deferrability.initially = Some(initially.into());
                self
            }
        }
    };
}
pub(crate) use deferrable;

/// `PRIMARY KEY (…)`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{AddConstraintOp, create_table};
/// use alembic_core::schema::{column, integer, primary_key, sqlite, table};
/// let sql = |key, dialect| alembic_sql::to_sql(AddConstraintOp::new("account", key), dialect);
/// let key = || primary_key(["id"]);
/// assert_eq!(
///     sql(key().name("pk"), DialectName::Postgresql)?,
///     "ALTER TABLE account ADD CONSTRAINT pk PRIMARY KEY (id);"
/// );
/// assert_eq!(
///     sql(key().deferrable(true).initially("DEFERRED"), DialectName::Postgresql)?,
///     "ALTER TABLE account ADD PRIMARY KEY (id) DEFERRABLE INITIALLY DEFERRED;"
/// );
/// assert_eq!(
///     sql(key().postgresql_include(["name"]), DialectName::Postgresql)?,
///     "ALTER TABLE account ADD PRIMARY KEY (id) INCLUDE (name);"
/// );
/// let key = key().mysql_using("btree").mariadb_using("hash");
/// assert_eq!(sql(key.clone(), DialectName::Mysql)?, "ALTER TABLE account ADD PRIMARY KEY (id) USING btree;");
/// assert_eq!(sql(key, DialectName::Mariadb)?, "ALTER TABLE account ADD PRIMARY KEY (id) USING hash;");
///
/// let key = primary_key(["id"]).sqlite_on_conflict("FAIL");
/// let account = table("account").column(column("id", integer())).constraint(key);
/// assert_eq!(
///     alembic_sql::to_sql(create_table(account), DialectName::Sqlite)?,
///     "CREATE TABLE account (\
///      \n    id INTEGER NOT NULL, \
///      \n    PRIMARY KEY (id) ON CONFLICT FAIL\
///      \n);"
/// );
/// let descending = sqlite::Sorting { collate: None, desc: true };
/// let key = primary_key(["id"]).sqlite_inline(true).sqlite_sorting([descending]);
/// let account = table("account").column(column("id", integer())).constraint(key);
/// assert_eq!(
///     alembic_sql::to_sql(create_table(account), DialectName::Sqlite)?,
///     "CREATE TABLE account (\n    id INTEGER NOT NULL PRIMARY KEY DESC\n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct PrimaryKeyConstraint {
    /// The name.
    pub name: ConstraintName,
    /// The columns.
    pub columns: Vec<Name>,
    /// When it is checked.
    pub deferrability: Deferrability,
    /// PostgreSQL: the columns behind `INCLUDE`.
    pub postgresql_include: Vec<Name>,
    /// Dialect `mysql`: the index method behind `USING`.
    pub mysql_using: Option<String>,
    /// Dialect `mariadb`: the index method behind `USING`.
    pub mariadb_using: Option<String>,
    /// SQLite: the word behind `ON CONFLICT`.
    pub sqlite_on_conflict: Option<String>,
    /// SQLite: how the columns are sorted, by position; a column behind the last one is sorted plainly.
    pub sqlite_sorting: Vec<sqlite::Sorting>,
    /// SQLite: whether the key of a single column stands in the column's own definition. It must for
    /// `AUTOINCREMENT`, and there alone `INTEGER PRIMARY KEY DESC` is not another name for the rowid.
    pub sqlite_inline: bool,
}

/// A primary key over columns: `sa.PrimaryKeyConstraint(*columns)`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::AddConstraintOp;
/// use alembic_core::schema::primary_key;
/// let op = AddConstraintOp::new("account", primary_key(["id", "version"]));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE account ADD PRIMARY KEY (id, version);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn primary_key(columns: impl IntoIterator<Item = impl Into<Name>>) -> PrimaryKeyConstraint {
    PrimaryKeyConstraint {
        name: ConstraintName::Unnamed,
        columns: columns.into_iter().map(Into::into).collect(),
        deferrability: Deferrability::default(),
        postgresql_include: Vec::new(),
        mysql_using: None,
        mariadb_using: None,
        sqlite_on_conflict: None,
        sqlite_sorting: Vec::new(),
        sqlite_inline: false,
    }
}

named!(PrimaryKeyConstraint);
deferrable!(PrimaryKeyConstraint);

impl PrimaryKeyConstraint {
    /// PostgreSQL: sets the columns behind `INCLUDE`.
    #[must_use]
    pub fn postgresql_include(mut self, columns: impl IntoIterator<Item = impl Into<Name>>) -> Self {
        self.postgresql_include = columns.into_iter().map(Into::into).collect();
        self
    }

    /// Dialect `mysql`: sets the index method behind `USING`.
    #[must_use]
    pub fn mysql_using(mut self, using: impl Into<String>) -> Self {
        self.mysql_using = Some(using.into());
        self
    }

    /// Dialect `mariadb`: sets the index method behind `USING`.
    #[must_use]
    pub fn mariadb_using(mut self, using: impl Into<String>) -> Self {
        self.mariadb_using = Some(using.into());
        self
    }

    /// SQLite: sets the word behind `ON CONFLICT`.
    #[must_use]
    pub fn sqlite_on_conflict(mut self, word: impl Into<String>) -> Self {
        self.sqlite_on_conflict = Some(word.into());
        self
    }

    /// SQLite: sets how the columns are sorted, by position.
    #[must_use]
    pub fn sqlite_sorting(mut self, sorting: impl IntoIterator<Item = sqlite::Sorting>) -> Self {
        self.sqlite_sorting = sorting.into_iter().collect();
        self
    }

    /// SQLite: writes the key of a single column into the column's own definition.
    #[must_use]
    pub fn sqlite_inline(mut self, inline: bool) -> Self {
        self.sqlite_inline = inline;
        self
    }
}

/// What a foreign key does when the referenced row changes, and how it matches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReferentialOptions {
    /// The words behind `ON DELETE`.
    pub ondelete: Option<String>,
    /// The words behind `ON UPDATE`.
    pub onupdate: Option<String>,
    /// The word behind `MATCH`.
    pub match_: Option<String>,
    /// Emitted with `ALTER TABLE` by `MetaData.create_all`; `create_table` leaves the key out.
    pub use_alter: bool,
    /// PostgreSQL: `NOT VALID`.
    pub postgresql_not_valid: bool,
    /// SQLite: leaves the referenced columns out, so that the key refers to whatever the primary key of the
    /// referenced table is.
    pub sqlite_implicit_columns: bool,
}

macro_rules! referential {
    ($type:ty) => {
        impl $type {
            /// Sets the words behind `ON DELETE`.
            #[must_use]
            pub fn ondelete(mut self, action: impl Into<String>) -> Self {
                self.options.ondelete = Some(action.into());
                self
            }

            /// Sets the words behind `ON UPDATE`.
            #[must_use]
            pub fn onupdate(mut self, action: impl Into<String>) -> Self {
                self.options.onupdate = Some(action.into());
                self
            }

            /// Sets the word behind `MATCH`.
            #[must_use]
            pub fn match_(mut self, kind: impl Into<String>) -> Self {
                self.options.match_ = Some(kind.into());
                self
            }

            /// Leaves the key out of `CREATE TABLE` on dialects that can add it later.
            #[must_use]
            pub fn use_alter(mut self, use_alter: bool) -> Self {
                self.options.use_alter = use_alter;
                self
            }

            /// PostgreSQL: renders `NOT VALID`, so that existing rows are not checked.
            #[must_use]
            pub fn postgresql_not_valid(mut self, not_valid: bool) -> Self {
                self.options.postgresql_not_valid = not_valid;
                self
            }

            /// SQLite: leaves the referenced columns out of the SQL; the primary key is meant then.
            #[must_use]
            pub fn sqlite_implicit_columns(mut self, implicit: bool) -> Self {
                self.options.sqlite_implicit_columns = implicit;
                self
            }

            /// Names the schema of the referenced table.
            #[must_use]
            pub fn referent_schema(mut self, schema: impl Into<Name>) -> Self {
                self.referent_schema = Some(schema.into());
                self
            }
        }
    };
}
pub(crate) use referential;

/// `FOREIGN KEY (…) REFERENCES …` of a table.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{AddConstraintOp, create_table};
/// use alembic_core::schema::{column, foreign_key, integer, table};
/// let sql = |key| alembic_sql::to_sql(AddConstraintOp::new("a", key), DialectName::Postgresql);
/// let key = || foreign_key(["b_id"], "b", ["id"]);
/// assert_eq!(sql(key().name("fk"))?, "ALTER TABLE a ADD CONSTRAINT fk FOREIGN KEY(b_id) REFERENCES b (id);");
/// assert_eq!(
///     sql(key().ondelete("CASCADE"))?,
///     "ALTER TABLE a ADD FOREIGN KEY(b_id) REFERENCES b (id) ON DELETE CASCADE;"
/// );
/// assert_eq!(
///     sql(key().onupdate("SET NULL"))?,
///     "ALTER TABLE a ADD FOREIGN KEY(b_id) REFERENCES b (id) ON UPDATE SET NULL;"
/// );
/// assert_eq!(sql(key().match_("FULL"))?, "ALTER TABLE a ADD FOREIGN KEY(b_id) REFERENCES b (id) MATCH FULL;");
/// assert_eq!(
///     sql(key().deferrable(true).initially("DEFERRED"))?,
///     "ALTER TABLE a ADD FOREIGN KEY(b_id) REFERENCES b (id) DEFERRABLE INITIALLY DEFERRED;"
/// );
/// assert_eq!(sql(key().referent_schema("app"))?, "ALTER TABLE a ADD FOREIGN KEY(b_id) REFERENCES app.b (id);");
/// assert_eq!(
///     sql(key().postgresql_not_valid(true))?,
///     "ALTER TABLE a ADD FOREIGN KEY(b_id) REFERENCES b (id) NOT VALID;"
/// );
///
/// // left out of the table, to be added once both tables are there
/// let a = table("a").column(column("b_id", integer())).constraint(key().use_alter(true));
/// assert_eq!(
///     alembic_sql::to_sql(create_table(a), DialectName::Postgresql)?,
///     "CREATE TABLE a (\
///      \n    b_id INTEGER\
///      \n);"
/// );
///
/// // whatever the primary key of `b` is
/// let a = table("a").column(column("b_id", integer())).constraint(key().sqlite_implicit_columns(true));
/// assert_eq!(
///     alembic_sql::to_sql(create_table(a), DialectName::Sqlite)?,
///     "CREATE TABLE a (\n    b_id INTEGER, \n    FOREIGN KEY(b_id) REFERENCES b\n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ForeignKeyConstraint {
    /// The name.
    pub name: ConstraintName,
    /// The columns of this table.
    pub columns: Vec<Name>,
    /// The schema of the referenced table.
    pub referent_schema: Option<Name>,
    /// The referenced table.
    pub referent_table: Name,
    /// The referenced columns.
    pub referent_columns: Vec<Name>,
    /// What happens when the referenced row changes.
    pub options: ReferentialOptions,
    /// When it is checked.
    pub deferrability: Deferrability,
}

/// A foreign key over columns: `sa.ForeignKeyConstraint(columns, refcolumns)`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{column, foreign_key, integer, table};
/// let event = table("event")
///     .column(column("session_id", integer()))
///     .constraint(foreign_key(["session_id"], "sessions", ["id"]).ondelete("CASCADE"));
/// assert_eq!(
///     alembic_sql::to_sql(create_table(event), DialectName::Postgresql)?,
///     "CREATE TABLE event (\
///      \n    session_id INTEGER, \
///      \n    FOREIGN KEY(session_id) REFERENCES sessions (id) ON DELETE CASCADE\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn foreign_key(
    columns: impl IntoIterator<Item = impl Into<Name>>,
    referent_table: impl Into<Name>,
    referent_columns: impl IntoIterator<Item = impl Into<Name>>,
) -> ForeignKeyConstraint {
    ForeignKeyConstraint {
        name: ConstraintName::Unnamed,
        columns: columns.into_iter().map(Into::into).collect(),
        referent_schema: None,
        referent_table: referent_table.into(),
        referent_columns: referent_columns.into_iter().map(Into::into).collect(),
        options: ReferentialOptions::default(),
        deferrability: Deferrability::default(),
    }
}

named!(ForeignKeyConstraint);
deferrable!(ForeignKeyConstraint);
referential!(ForeignKeyConstraint);

/// `UNIQUE (…)`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{AddConstraintOp, create_table};
/// use alembic_core::schema::{column, sqlite, string, table, unique};
/// let sql = |constraint| alembic_sql::to_sql(AddConstraintOp::new("account", constraint), DialectName::Postgresql);
/// let name = || unique(["name"]);
/// assert_eq!(sql(name().name("uq"))?, "ALTER TABLE account ADD CONSTRAINT uq UNIQUE (name);");
/// assert_eq!(
///     sql(name().deferrable(true).initially("DEFERRED"))?,
///     "ALTER TABLE account ADD UNIQUE (name) DEFERRABLE INITIALLY DEFERRED;"
/// );
/// assert_eq!(sql(name().postgresql_include(["email"]))?, "ALTER TABLE account ADD UNIQUE (name) INCLUDE (email);");
/// assert_eq!(
///     sql(name().postgresql_nulls_not_distinct(true))?,
///     "ALTER TABLE account ADD UNIQUE NULLS NOT DISTINCT (name);"
/// );
///
/// let no_case = sqlite::Sorting { collate: Some("nocase".to_owned()), desc: false };
/// let key = name().sqlite_on_conflict("REPLACE").sqlite_sorting([no_case]);
/// let account = table("account").column(column("name", string(50))).constraint(key);
/// assert_eq!(
///     alembic_sql::to_sql(create_table(account), DialectName::Sqlite)?,
///     "CREATE TABLE account (\
///      \n    name VARCHAR(50), \
///      \n    UNIQUE (name COLLATE nocase) ON CONFLICT REPLACE\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct UniqueConstraint {
    /// The name.
    pub name: ConstraintName,
    /// The columns.
    pub columns: Vec<Name>,
    /// When it is checked.
    pub deferrability: Deferrability,
    /// PostgreSQL: the columns behind `INCLUDE`.
    pub postgresql_include: Vec<Name>,
    /// PostgreSQL: `NULLS NOT DISTINCT` or `NULLS DISTINCT`.
    pub postgresql_nulls_not_distinct: Option<bool>,
    /// SQLite: the word behind `ON CONFLICT`.
    pub sqlite_on_conflict: Option<String>,
    /// SQLite: how the columns are sorted, by position; a column behind the last one is sorted plainly.
    pub sqlite_sorting: Vec<sqlite::Sorting>,
}

/// A unique constraint over columns: `sa.UniqueConstraint(*columns)`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::AddConstraintOp;
/// use alembic_core::schema::unique;
/// let op = AddConstraintOp::new("account", unique(["last_name", "first_name"]));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE account ADD UNIQUE (last_name, first_name);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn unique(columns: impl IntoIterator<Item = impl Into<Name>>) -> UniqueConstraint {
    UniqueConstraint {
        name: ConstraintName::Unnamed,
        columns: columns.into_iter().map(Into::into).collect(),
        deferrability: Deferrability::default(),
        postgresql_include: Vec::new(),
        postgresql_nulls_not_distinct: None,
        sqlite_on_conflict: None,
        sqlite_sorting: Vec::new(),
    }
}

named!(UniqueConstraint);
deferrable!(UniqueConstraint);

impl UniqueConstraint {
    /// PostgreSQL: sets the columns behind `INCLUDE`.
    #[must_use]
    pub fn postgresql_include(mut self, columns: impl IntoIterator<Item = impl Into<Name>>) -> Self {
        self.postgresql_include = columns.into_iter().map(Into::into).collect();
        self
    }

    /// PostgreSQL: renders `NULLS NOT DISTINCT` or `NULLS DISTINCT`.
    #[must_use]
    pub fn postgresql_nulls_not_distinct(mut self, nulls_not_distinct: bool) -> Self {
        self.postgresql_nulls_not_distinct = Some(nulls_not_distinct);
        self
    }

    /// SQLite: sets the word behind `ON CONFLICT`.
    #[must_use]
    pub fn sqlite_on_conflict(mut self, word: impl Into<String>) -> Self {
        self.sqlite_on_conflict = Some(word.into());
        self
    }

    /// SQLite: sets how the columns are sorted, by position.
    #[must_use]
    pub fn sqlite_sorting(mut self, sorting: impl IntoIterator<Item = sqlite::Sorting>) -> Self {
        self.sqlite_sorting = sorting.into_iter().collect();
        self
    }
}

/// `CHECK (…)`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{AddConstraintOp, create_table};
/// use alembic_core::schema::{check, column, integer, table};
/// let sql = |constraint| alembic_sql::to_sql(AddConstraintOp::new("account", constraint), DialectName::Postgresql);
/// let age = || check("age >= 0");
/// assert_eq!(sql(age().name("ck"))?, "ALTER TABLE account ADD CONSTRAINT ck CHECK (age >= 0);");
/// assert_eq!(
///     sql(age().deferrable(true).initially("DEFERRED"))?,
///     "ALTER TABLE account ADD CHECK (age >= 0) DEFERRABLE INITIALLY DEFERRED;"
/// );
/// assert_eq!(sql(age().postgresql_not_valid(true))?, "ALTER TABLE account ADD CHECK (age >= 0) NOT VALID;");
///
/// let account = table("account").column(column("age", integer())).constraint(age().sqlite_on_conflict("FAIL"));
/// assert_eq!(
///     alembic_sql::to_sql(create_table(account), DialectName::Sqlite)?,
///     "CREATE TABLE account (\
///      \n    age INTEGER, \
///      \n    CHECK (age >= 0) ON CONFLICT FAIL\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CheckConstraint {
    /// The name.
    pub name: ConstraintName,
    /// The condition.
    pub sqltext: Expr,
    /// When it is checked.
    pub deferrability: Deferrability,
    /// PostgreSQL: `NOT VALID`.
    pub postgresql_not_valid: bool,
    /// SQLite: the word behind `ON CONFLICT`.
    pub sqlite_on_conflict: Option<String>,
}

/// A check constraint: `sa.CheckConstraint(sqltext)`. Plain text is `text()`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::AddConstraintOp;
/// use alembic_core::schema::check;
/// let op = AddConstraintOp::new("account", check("age >= 0"));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TABLE account ADD CHECK (age >= 0);");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn check(sqltext: impl Into<Condition>) -> CheckConstraint {
    CheckConstraint {
        name: ConstraintName::Unnamed,
        sqltext: sqltext.into().0,
        deferrability: Deferrability::default(),
        postgresql_not_valid: false,
        sqlite_on_conflict: None,
    }
}

named!(CheckConstraint);
deferrable!(CheckConstraint);

impl CheckConstraint {
    /// PostgreSQL: renders `NOT VALID`, so that existing rows are not checked.
    #[must_use]
    pub fn postgresql_not_valid(mut self, not_valid: bool) -> Self {
        self.postgresql_not_valid = not_valid;
        self
    }

    /// SQLite: sets the word behind `ON CONFLICT`.
    #[must_use]
    pub fn sqlite_on_conflict(mut self, word: impl Into<String>) -> Self {
        self.sqlite_on_conflict = Some(word.into());
        self
    }
}
