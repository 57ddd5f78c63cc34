use crate::schema::{
    CheckConstraint, Condition, Constraint, ConstraintName, ForeignKeyConstraint, IndexElement, Name,
    PrimaryKeyConstraint, UniqueConstraint, check, foreign_key, postgresql, primary_key, unique,
};

/// Adds a constraint to a table: Alembic's `AddConstraintOp`.
///
/// The five operations of `alembic.op` that do so are this struct with the kind of constraint filled in.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::AddConstraintOp;
/// use alembic_core::schema::unique;
/// let op = AddConstraintOp::new("account", unique(["name"]).name("uq_name"));
/// assert_eq!(
///     alembic_sql::to_sql(op.clone(), DialectName::Postgresql)?,
///     "ALTER TABLE account ADD CONSTRAINT uq_name UNIQUE (name);"
/// );
/// let op = op.schema("app").erase();
/// assert_eq!(op.name(), "create_unique_constraint");
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE app.account ADD CONSTRAINT uq_name UNIQUE (name);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
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

/// Options of the constraint, offered on the operation as Alembic takes them, each with an example: an operation, the
/// SQL of it, and for every option a value and what it adds to that SQL.
macro_rules! constraint_options {
    (
        $constraint:ty, $example:expr => $sql:literal:
        $($method:ident($argument:ty) $value:literal => $adds:literal),* $(,)?
    ) => {
        impl AddConstraintOp<$constraint> {
            $(
                #[doc = concat!(
                    "As `", stringify!($method), "` of the constraint.\n\n```\n",
                    "use alembic_core::DialectName;\n",
                    "use alembic_core::ops::*;\n",
                    "let op = ", stringify!($example), ".", stringify!($method), "(", stringify!($value), ");\n",
                    "assert_eq!(\n    alembic_sql::to_sql(op, DialectName::Postgresql)?,\n",
                    "    \"", $sql, $adds, ";\"\n);\n",
                    "# Ok::<(), alembic_sql::CompileError>(())\n```",
                )]
                #[must_use]
                pub fn $method(mut self, value: $argument) -> Self {
                    self.constraint = self.constraint.$method(value);
                    self
                }
            )*
        }
    };
}

constraint_options!(PrimaryKeyConstraint,
    create_primary_key("pk_account", "account", ["id"])
        => "ALTER TABLE account ADD CONSTRAINT pk_account PRIMARY KEY (id)":
    deferrable(bool) true => " DEFERRABLE",
    initially(impl Into<String>) "DEFERRED" => " INITIALLY DEFERRED",
);
constraint_options!(ForeignKeyConstraint,
    create_foreign_key("fk", "account", "person", ["owner"], ["id"])
        => "ALTER TABLE account ADD CONSTRAINT fk FOREIGN KEY(owner) REFERENCES person (id)":
    ondelete(impl Into<String>) "CASCADE" => " ON DELETE CASCADE",
    onupdate(impl Into<String>) "SET NULL" => " ON UPDATE SET NULL",
    match_(impl Into<String>) "FULL" => " MATCH FULL",
    deferrable(bool) true => " DEFERRABLE",
    initially(impl Into<String>) "DEFERRED" => " INITIALLY DEFERRED",
    postgresql_not_valid(bool) true => " NOT VALID",
    use_alter(bool) true => "",
);
constraint_options!(UniqueConstraint,
    create_unique_constraint("uq_name", "account", ["name"]) => "ALTER TABLE account ADD CONSTRAINT uq_name UNIQUE":
    deferrable(bool) true => " (name) DEFERRABLE",
    initially(impl Into<String>) "DEFERRED" => " (name) INITIALLY DEFERRED",
    postgresql_nulls_not_distinct(bool) true => " NULLS NOT DISTINCT (name)",
);
constraint_options!(CheckConstraint,
    create_check_constraint("ck_age", "account", "age >= 0")
        => "ALTER TABLE account ADD CONSTRAINT ck_age CHECK (age >= 0)":
    deferrable(bool) true => " DEFERRABLE",
    initially(impl Into<String>) "DEFERRED" => " INITIALLY DEFERRED",
    postgresql_not_valid(bool) true => " NOT VALID",
);
constraint_options!(postgresql::ExcludeConstraint,
    create_exclude_constraint("no_overlap", "booking", [("period", "&&")])
        => "ALTER TABLE booking ADD CONSTRAINT no_overlap EXCLUDE USING":
    deferrable(bool) true => " gist (period WITH &&) DEFERRABLE",
    initially(impl Into<String>) "DEFERRED" => " gist (period WITH &&) INITIALLY DEFERRED",
    using(impl Into<String>) "spgist" => " spgist (period WITH &&)",
    where_(impl Into<Condition>) "paid" => " gist (period WITH &&) WHERE (paid)",
);

impl CreatePrimaryKeyOp {
    /// As `mysql_using` of the constraint.
    ///
    /// ```
    /// use alembic_core::DialectName;
    /// use alembic_core::ops::create_primary_key;
    /// let op = create_primary_key("pk_account", "account", ["id"]).mysql_using("btree");
    /// assert_eq!(
    ///     alembic_sql::to_sql(op, DialectName::Mysql)?,
    ///     "ALTER TABLE account ADD CONSTRAINT pk_account PRIMARY KEY (id) USING btree;"
    /// );
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn mysql_using(mut self, method: impl Into<String>) -> Self {
        self.constraint = self.constraint.mysql_using(method);
        self
    }

    /// As `mariadb_using` of the constraint.
    ///
    /// ```
    /// use alembic_core::DialectName;
    /// use alembic_core::ops::create_primary_key;
    /// let op = create_primary_key("pk_account", "account", ["id"]).mariadb_using("btree");
    /// assert_eq!(
    ///     alembic_sql::to_sql(op, DialectName::Mariadb)?,
    ///     "ALTER TABLE account ADD CONSTRAINT pk_account PRIMARY KEY (id) USING btree;"
    /// );
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn mariadb_using(mut self, method: impl Into<String>) -> Self {
        self.constraint = self.constraint.mariadb_using(method);
        self
    }
}

impl CreateForeignKeyOp {
    /// As `referent_schema` of the constraint.
    ///
    /// ```
    /// use alembic_core::DialectName;
    /// use alembic_core::ops::create_foreign_key;
    /// let op = create_foreign_key("fk", "account", "person", ["owner"], ["id"]).referent_schema("hr");
    /// assert_eq!(
    ///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
    ///     "ALTER TABLE account ADD CONSTRAINT fk FOREIGN KEY(owner) REFERENCES hr.person (id);"
    /// );
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn referent_schema(mut self, schema: impl Into<Name>) -> Self {
        self.constraint = self.constraint.referent_schema(schema);
        self
    }

    /// Names the schema of the table that gets the key.
    ///
    /// ```
    /// use alembic_core::DialectName;
    /// use alembic_core::ops::create_foreign_key;
    /// let op = create_foreign_key("fk_owner", "account", "person", ["owner"], ["id"])
    ///     .source_schema("app")
    ///     .referent_schema("hr");
    /// assert_eq!(
    ///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
    ///     "ALTER TABLE app.account ADD CONSTRAINT fk_owner FOREIGN KEY(owner) REFERENCES hr.person (id);"
    /// );
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn source_schema(self, schema: impl Into<Name>) -> Self {
        self.schema(schema)
    }
}

impl CreateUniqueConstraintOp {
    /// PostgreSQL: sets the columns behind `INCLUDE`.
    ///
    /// ```
    /// use alembic_core::DialectName;
    /// use alembic_core::ops::create_unique_constraint;
    /// let op = create_unique_constraint("uq_name", "account", ["name"]).postgresql_include(["email"]);
    /// assert_eq!(
    ///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
    ///     "ALTER TABLE account ADD CONSTRAINT uq_name UNIQUE (name) INCLUDE (email);"
    /// );
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn postgresql_include(mut self, columns: impl IntoIterator<Item = impl Into<Name>>) -> Self {
        self.constraint = self.constraint.postgresql_include(columns);
        self
    }
}

/// Adds a primary key.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_primary_key;
/// let op = create_primary_key("pk_account", "account", ["id", "version"]);
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE account ADD CONSTRAINT pk_account PRIMARY KEY (id, version);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn create_primary_key(
    constraint_name: impl Into<ConstraintName>,
    table_name: impl Into<Name>,
    columns: impl IntoIterator<Item = impl Into<Name>>,
) -> CreatePrimaryKeyOp {
    AddConstraintOp::new(table_name, primary_key(columns).name(constraint_name))
}

/// Adds a foreign key.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_foreign_key;
/// let op = create_foreign_key("fk_owner", "account", "person", ["owner"], ["id"]).ondelete("CASCADE");
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE account ADD CONSTRAINT fk_owner FOREIGN KEY(owner) REFERENCES person (id) ON DELETE CASCADE;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
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
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_unique_constraint;
/// let op = create_unique_constraint("uq_name", "account", ["last_name", "first_name"]);
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE account ADD CONSTRAINT uq_name UNIQUE (last_name, first_name);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn create_unique_constraint(
    constraint_name: impl Into<ConstraintName>,
    table_name: impl Into<Name>,
    columns: impl IntoIterator<Item = impl Into<Name>>,
) -> CreateUniqueConstraintOp {
    AddConstraintOp::new(table_name, unique(columns).name(constraint_name))
}

/// Adds a check constraint; plain text is `text()`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_check_constraint;
/// let op = create_check_constraint("ck_age", "account", "age >= 0");
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE account ADD CONSTRAINT ck_age CHECK (age >= 0);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn create_check_constraint(
    constraint_name: impl Into<ConstraintName>,
    table_name: impl Into<Name>,
    condition: impl Into<Condition>,
) -> CreateCheckConstraintOp {
    AddConstraintOp::new(table_name, check(condition).name(constraint_name))
}

/// Adds an exclude constraint, which only PostgreSQL has.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_exclude_constraint;
/// let op = create_exclude_constraint("no_overlap", "booking", [("room", "="), ("period", "&&")]).where_("paid");
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TABLE booking ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, period WITH &&) WHERE (paid);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
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
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{ConstraintType, Operation, create_unique_constraint, drop_constraint};
/// let sql = |op| alembic_sql::to_sql(op, DialectName::Postgresql);
/// assert_eq!(
///     sql(drop_constraint("uq_name", "account").schema("app"))?,
///     "ALTER TABLE app.account DROP CONSTRAINT uq_name;"
/// );
/// assert_eq!(
///     sql(drop_constraint("uq_name", "account").if_exists(true))?,
///     "ALTER TABLE account DROP CONSTRAINT IF EXISTS uq_name;"
/// );
/// let unique = drop_constraint("uq_name", "account").type_(ConstraintType::Unique);
/// assert_eq!(alembic_sql::to_sql(unique, DialectName::Mysql)?, "ALTER TABLE account DROP INDEX uq_name;");
///
/// let add = create_unique_constraint("uq_name", "account", ["name"]);
/// let drop = drop_constraint("uq_name", "account").reversed_by(add.erase());
/// let add = Operation::from(drop).reverse().expect("what adds the constraint again is known");
/// assert_eq!(
///     alembic_sql::to_sql(add, DialectName::Postgresql)?,
///     "ALTER TABLE account ADD CONSTRAINT uq_name UNIQUE (name);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
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
/// use alembic_core::DialectName;
/// use alembic_core::ops::{ConstraintType, drop_constraint};
/// let op = drop_constraint("fk_user", "orders").type_(ConstraintType::ForeignKey);
/// assert_eq!(
///     alembic_sql::to_sql(op.clone(), DialectName::Postgresql)?,
///     "ALTER TABLE orders DROP CONSTRAINT fk_user;"
/// );
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Mysql)?, "ALTER TABLE orders DROP FOREIGN KEY fk_user;");
/// # Ok::<(), alembic_sql::CompileError>(())
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
