use crate::schema::{
    CheckConstraint, Condition, Constraint, ConstraintName, ForeignKeyConstraint, IndexElement, Name,
    PrimaryKeyConstraint, UniqueConstraint, check, foreign_key, postgresql, primary_key, unique,
};

/// Adds a constraint to a table: Alembic's `AddConstraintOp`.
///
/// The five operations of `alembic.op` that do so are this struct with the kind of constraint filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct AddConstraintOp<C = Constraint> {
    /// The table.
    pub table_name: Name,
    /// Its schema.
    pub schema: Option<Name>,
    /// The constraint with its name and options.
    pub constraint: C,
}

/// `op.create_primary_key`.
pub type CreatePrimaryKeyOp = AddConstraintOp<PrimaryKeyConstraint>;
/// `op.create_foreign_key`.
pub type CreateForeignKeyOp = AddConstraintOp<ForeignKeyConstraint>;
/// `op.create_unique_constraint`.
pub type CreateUniqueConstraintOp = AddConstraintOp<UniqueConstraint>;
/// `op.create_check_constraint`.
pub type CreateCheckConstraintOp = AddConstraintOp<CheckConstraint>;
/// `op.create_exclude_constraint`.
pub type CreateExcludeConstraintOp = AddConstraintOp<postgresql::ExcludeConstraint>;

impl<C> AddConstraintOp<C> {
    /// Adds a constraint to a table.
    #[must_use]
    pub fn new(table_name: impl Into<Name>, constraint: C) -> Self {
        Self {
            table_name: table_name.into(),
            schema: None,
            constraint,
        }
    }

    /// Names the schema of the table.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<Name>) -> Self {
        self.schema = Some(schema.into());
        self
    }
}

impl<C: Into<Constraint>> AddConstraintOp<C> {
    /// Forgets which kind of constraint it is.
    #[must_use]
    pub fn erase(self) -> AddConstraintOp {
        AddConstraintOp {
            table_name: self.table_name,
            schema: self.schema,
            constraint: self.constraint.into(),
        }
    }
}

impl AddConstraintOp {
    /// The name of the function in `alembic.op` that adds such a constraint.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self.constraint {
            Constraint::PrimaryKey(_) => "create_primary_key",
            Constraint::ForeignKey(_) => "create_foreign_key",
            Constraint::Unique(_) => "create_unique_constraint",
            Constraint::Check(_) => "create_check_constraint",
            Constraint::Exclude(_) => "create_exclude_constraint",
        }
    }
}

/// Options of the constraint, offered on the operation as Alembic takes them.
macro_rules! constraint_options {
    ($constraint:ty: $($method:ident($argument:ty)),* $(,)?) => {
        impl AddConstraintOp<$constraint> {
            $(
                #[doc = concat!("As `", stringify!($method), "` of the constraint.")]
                #[must_use]
                pub fn $method(mut self, value: $argument) -> Self {
                    self.constraint = self.constraint.$method(value);
                    self
                }
            )*
        }
    };
}

constraint_options!(PrimaryKeyConstraint:
    deferrable(bool),
    initially(impl Into<String>),
    mysql_using(impl Into<String>),
    mariadb_using(impl Into<String>),
);
constraint_options!(ForeignKeyConstraint:
    ondelete(impl Into<String>),
    onupdate(impl Into<String>),
    match_(impl Into<String>),
    deferrable(bool),
    initially(impl Into<String>),
    referent_schema(impl Into<Name>),
    use_alter(bool),
    postgresql_not_valid(bool),
);
constraint_options!(UniqueConstraint:
    deferrable(bool),
    initially(impl Into<String>),
    postgresql_nulls_not_distinct(bool),
);
constraint_options!(CheckConstraint:
    deferrable(bool),
    initially(impl Into<String>),
    postgresql_not_valid(bool),
);
constraint_options!(postgresql::ExcludeConstraint:
    deferrable(bool),
    initially(impl Into<String>),
    using(impl Into<String>),
    where_(impl Into<Condition>),
);

impl CreateForeignKeyOp {
    /// Names the schema of the table that gets the key.
    #[must_use]
    pub fn source_schema(self, schema: impl Into<Name>) -> Self {
        self.schema(schema)
    }
}

impl CreateUniqueConstraintOp {
    /// PostgreSQL: sets the columns behind `INCLUDE`.
    #[must_use]
    pub fn postgresql_include(mut self, columns: impl IntoIterator<Item = impl Into<Name>>) -> Self {
        self.constraint = self.constraint.postgresql_include(columns);
        self
    }
}

/// Adds a primary key.
#[must_use]
pub fn create_primary_key(
    constraint_name: impl Into<ConstraintName>,
    table_name: impl Into<Name>,
    columns: impl IntoIterator<Item = impl Into<Name>>,
) -> CreatePrimaryKeyOp {
    AddConstraintOp::new(table_name, primary_key(columns).name(constraint_name))
}

/// Adds a foreign key.
#[must_use]
pub fn create_foreign_key(
    constraint_name: impl Into<ConstraintName>,
    source_table: impl Into<Name>,
    referent_table: impl Into<Name>,
    local_cols: impl IntoIterator<Item = impl Into<Name>>,
    remote_cols: impl IntoIterator<Item = impl Into<Name>>,
) -> CreateForeignKeyOp {
    let key = foreign_key(local_cols, referent_table, remote_cols).name(constraint_name);
    AddConstraintOp::new(source_table, key)
}

/// Adds a unique constraint.
#[must_use]
pub fn create_unique_constraint(
    constraint_name: impl Into<ConstraintName>,
    table_name: impl Into<Name>,
    columns: impl IntoIterator<Item = impl Into<Name>>,
) -> CreateUniqueConstraintOp {
    AddConstraintOp::new(table_name, unique(columns).name(constraint_name))
}

/// Adds a check constraint; plain text is `text()`.
#[must_use]
pub fn create_check_constraint(
    constraint_name: impl Into<ConstraintName>,
    table_name: impl Into<Name>,
    condition: impl Into<Condition>,
) -> CreateCheckConstraintOp {
    AddConstraintOp::new(table_name, check(condition).name(constraint_name))
}

/// Adds an exclude constraint, which only PostgreSQL has.
#[must_use]
pub fn create_exclude_constraint<E: Into<IndexElement>, O: Into<String>>(
    constraint_name: impl Into<ConstraintName>,
    table_name: impl Into<Name>,
    elements: impl IntoIterator<Item = (E, O)>,
) -> CreateExcludeConstraintOp {
    AddConstraintOp::new(table_name, postgresql::exclude(elements).name(constraint_name))
}

/// The kind of a constraint, as `op.drop_constraint` takes it in `type_`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConstraintType {
    /// `"primary"`.
    Primary,
    /// `"foreignkey"`.
    ForeignKey,
    /// `"unique"`.
    Unique,
    /// `"check"`.
    Check,
}

impl ConstraintType {
    /// The word that Alembic takes for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::ForeignKey => "foreignkey",
            Self::Unique => "unique",
            Self::Check => "check",
        }
    }
}

/// `op.drop_constraint`.
#[derive(Debug, Clone, PartialEq)]
pub struct DropConstraintOp {
    /// The constraint.
    pub constraint_name: ConstraintName,
    /// Its table.
    pub table_name: Name,
    /// The table's schema.
    pub schema: Option<Name>,
    /// What kind it is, which MySQL needs to know.
    pub constraint_type: Option<ConstraintType>,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// What would add the constraint again, where it is known.
    pub reverse: Option<Box<AddConstraintOp>>,
}

/// Drops a constraint; MySQL needs its kind too.
///
/// ```
/// use alembic_core::ops::{ConstraintType, drop_constraint};
/// let op = drop_constraint("fk_user", "orders").type_(ConstraintType::ForeignKey);
/// assert_eq!(op.constraint_type, Some(ConstraintType::ForeignKey));
/// ```
#[must_use]
pub fn drop_constraint(constraint_name: impl Into<ConstraintName>, table_name: impl Into<Name>) -> DropConstraintOp {
    DropConstraintOp {
        constraint_name: constraint_name.into(),
        table_name: table_name.into(),
        schema: None,
        constraint_type: None,
        if_exists: false,
        reverse: None,
    }
}

impl DropConstraintOp {
    /// Tells what kind of constraint it is.
    #[must_use]
    pub fn type_(mut self, constraint_type: ConstraintType) -> Self {
        self.constraint_type = Some(constraint_type);
        self
    }

    /// Names the schema of the table.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<Name>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// Renders `IF EXISTS`.
    #[must_use]
    pub fn if_exists(mut self, if_exists: bool) -> Self {
        self.if_exists = if_exists;
        self
    }

    /// Tells what would add the constraint again.
    #[must_use]
    pub fn reversed_by(mut self, add: AddConstraintOp) -> Self {
        self.reverse = Some(Box::new(add));
        self
    }
}
