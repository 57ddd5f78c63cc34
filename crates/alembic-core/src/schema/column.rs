use super::{CheckConstraint, ColumnDefault, ColumnType, Computed, ForeignKey, Identity, Name, ServerDefault, sqlite};

/// A column: SQLAlchemy's `Column`.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The name.
    pub name: Name,
    /// The type.
    pub type_: ColumnType,
    /// `NOT NULL` or not; unspecified means nullable unless the column is in the primary key.
    pub nullable: Option<bool>,
    /// What the database puts in when an `INSERT` leaves the column out.
    pub server_default: Option<ServerDefault>,
    /// What the application puts in: no DDL, but such a column does not count itself up.
    pub default: Option<ColumnDefault>,
    /// What the application puts in when an `UPDATE` leaves the column out: no DDL.
    pub onupdate: Option<Box<ColumnDefault>>,
    /// Whether the column is (part of) the primary key.
    pub primary_key: bool,
    /// Adds an unnamed unique constraint, or makes the index of [`Column::index`] a unique one.
    pub unique: bool,
    /// Adds an index that the naming convention names.
    pub index: bool,
    /// Whether an integer primary key counts itself up.
    pub autoincrement: Autoincrement,
    /// The comment, where the database stores comments.
    pub comment: Option<String>,
    /// A column that the database provides itself: left out of `CREATE TABLE`.
    pub system: bool,
    /// References to other columns.
    pub foreign_keys: Vec<ForeignKey>,
    /// Check constraints that stand in the column's own definition.
    pub checks: Vec<CheckConstraint>,
    /// Options for SQLite.
    pub sqlite: sqlite::ColumnOptions,
}

/// A column of a table: `sa.Column(name, type)`.
///
/// ```
/// use alembic_core::schema::{column, string};
/// let column = column("id", string(64)).nullable(false);
/// assert_eq!(column.nullable, Some(false));
/// ```
#[must_use]
pub fn column(name: impl Into<Name>, type_: impl Into<ColumnType>) -> Column {
    Column {
        name: name.into(),
        type_: type_.into(),
        nullable: None,
        server_default: None,
        default: None,
        onupdate: None,
        primary_key: false,
        unique: false,
        index: false,
        autoincrement: Autoincrement::Auto,
        comment: None,
        system: false,
        foreign_keys: Vec::new(),
        checks: Vec::new(),
        sqlite: sqlite::ColumnOptions::default(),
    }
}

impl Column {
    /// Allows or forbids `NULL`.
    #[must_use]
    pub fn nullable(mut self, nullable: bool) -> Self {
        self.nullable = Some(nullable);
        self
    }

    /// Sets what the database puts in when an `INSERT` leaves the column out. Plain text is a string
    /// literal; `text("…")` and functions are SQL.
    #[must_use]
    pub fn server_default(mut self, default: impl Into<ServerDefault>) -> Self {
        self.server_default = Some(default.into());
        self
    }

    /// Computes the column from others: `sa.Computed`.
    #[must_use]
    pub fn computed(mut self, computed: Computed) -> Self {
        self.server_default = Some(ServerDefault::Computed(computed));
        self
    }

    /// Makes it an identity column: `sa.Identity`.
    #[must_use]
    pub fn identity(mut self, identity: Identity) -> Self {
        self.server_default = Some(ServerDefault::Identity(identity));
        self
    }

    /// Sets what the application puts in; no DDL comes of it.
    #[must_use]
    pub fn default(mut self, default: impl Into<ColumnDefault>) -> Self {
        self.default = Some(default.into());
        self
    }

    /// Sets what an `UPDATE` of the application puts in; no DDL comes of it.
    #[must_use]
    pub fn onupdate(mut self, value: impl Into<ColumnDefault>) -> Self {
        self.onupdate = Some(Box::new(value.into()));
        self
    }

    /// Puts the column into the primary key.
    #[must_use]
    pub fn primary_key(mut self, primary_key: bool) -> Self {
        self.primary_key = primary_key;
        self
    }

    /// Adds an unnamed unique constraint on the column.
    #[must_use]
    pub fn unique(mut self, unique: bool) -> Self {
        self.unique = unique;
        self
    }

    /// Adds an index on the column.
    #[must_use]
    pub fn index(mut self, index: bool) -> Self {
        self.index = index;
        self
    }

    /// Says whether an integer primary key counts itself up.
    #[must_use]
    pub fn autoincrement(mut self, autoincrement: impl Into<Autoincrement>) -> Self {
        self.autoincrement = autoincrement.into();
        self
    }

    /// Sets the comment.
    #[must_use]
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// Marks a column that the database provides itself.
    #[must_use]
    pub fn system(mut self, system: bool) -> Self {
        self.system = system;
        self
    }

    /// Adds a reference to another column: `sa.ForeignKey`.
    #[must_use]
    pub fn foreign_key(mut self, key: ForeignKey) -> Self {
        self.foreign_keys.push(key);
        self
    }

    /// Adds a check constraint to the column's own definition.
    #[must_use]
    pub fn check(mut self, check: CheckConstraint) -> Self {
        self.checks.push(check);
        self
    }

    /// Sets the options for SQLite.
    #[must_use]
    pub fn sqlite(mut self, options: sqlite::ColumnOptions) -> Self {
        self.sqlite = options;
        self
    }
}

/// SQLAlchemy's `autoincrement` of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Autoincrement {
    /// A single integer primary key without a foreign key and without a default counts itself up.
    #[default]
    Auto,
    /// The column counts itself up.
    True,
    /// It does not.
    False,
    /// As `Auto`, even when the column has a foreign key.
    IgnoreFk,
}

impl From<bool> for Autoincrement {
    fn from(autoincrement: bool) -> Self {
        if autoincrement { Self::True } else { Self::False }
    }
}
