//! Constraints: SQLAlchemy's `PrimaryKeyConstraint`, `ForeignKeyConstraint`, `UniqueConstraint`,
//! `CheckConstraint` and the column-level `ForeignKey`.

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

/// `FOREIGN KEY (…) REFERENCES …` of a table.
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
/// use alembic_core::schema::foreign_key;
/// let key = foreign_key(["session_id"], "sessions", ["id"]).ondelete("CASCADE");
/// assert_eq!(key.options.ondelete.as_deref(), Some("CASCADE"));
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

/// A foreign key of a single column, declared with the column: `sa.ForeignKey("table.column")`.
#[derive(Debug, Clone, PartialEq)]
pub struct ForeignKey {
    /// The name.
    pub name: ConstraintName,
    /// The schema of the referenced table.
    pub referent_schema: Option<Name>,
    /// The referenced table.
    pub referent_table: Name,
    /// The referenced column.
    pub referent_column: Name,
    /// What happens when the referenced row changes.
    pub options: ReferentialOptions,
    /// When it is checked.
    pub deferrability: Deferrability,
}

/// A column's reference to another column, for [`Column::foreign_key`](super::Column::foreign_key).
#[must_use]
pub fn references(table: impl Into<Name>, column: impl Into<Name>) -> ForeignKey {
    ForeignKey {
        name: ConstraintName::Unnamed,
        referent_schema: None,
        referent_table: table.into(),
        referent_column: column.into(),
        options: ReferentialOptions::default(),
        deferrability: Deferrability::default(),
    }
}

named!(ForeignKey);
deferrable!(ForeignKey);
referential!(ForeignKey);

impl ForeignKey {
    /// The same key as a constraint of the table that has `column`.
    #[must_use]
    pub fn to_constraint(&self, column: Name) -> ForeignKeyConstraint {
        ForeignKeyConstraint {
            name: self.name.clone(),
            columns: vec![column],
            referent_schema: self.referent_schema.clone(),
            referent_table: self.referent_table.clone(),
            referent_columns: vec![self.referent_column.clone()],
            options: self.options.clone(),
            deferrability: self.deferrability.clone(),
        }
    }
}

/// `UNIQUE (…)`.
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
