//! Names of tables, columns, constraints and indexes, and the conventions that make them up.

/// An identifier, with SQLAlchemy's choice whether it is quoted (`quoted_name`).
///
/// Everything that takes a name takes plain text too: it is quoted where the dialect needs it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name {
    /// The identifier as it is in the database.
    pub text: String,
    /// `Some(true)` always quotes, `Some(false)` never, `None` leaves it to the dialect.
    pub quote: Option<bool>,
}

impl Name {
    /// The identifier without quotes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// An identifier whose quoting does not depend on its characters: SQLAlchemy's `quoted_name`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::drop_table;
/// use alembic_core::schema::quoted_name;
/// assert_eq!(
///     alembic_sql::to_sql(drop_table(quoted_name("account", true)), DialectName::Postgresql)?,
///     "DROP TABLE \"account\";"
/// );
/// assert_eq!(
///     alembic_sql::to_sql(drop_table(quoted_name("Account", false)), DialectName::Postgresql)?,
///     "DROP TABLE Account;"
/// );
/// assert_eq!(alembic_sql::to_sql(drop_table("Account"), DialectName::Postgresql)?, "DROP TABLE \"Account\";");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn quoted_name(text: impl Into<String>, quote: bool) -> Name {
    Name {
        text: text.into(),
        quote: Some(quote),
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            quote: None,
        }
    }
}

impl From<String> for Name {
    fn from(text: String) -> Self {
        Self { text, quote: None }
    }
}

impl From<&String> for Name {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&Self> for Name {
    fn from(name: &Self) -> Self {
        name.clone()
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

/// The name of a constraint or an index, and whether a naming convention may still change it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum ConstraintName {
    /// No name: a naming convention may give one, otherwise the database does.
    #[default]
    Unnamed,
    /// A name, which a convention with `%(constraint_name)s` still wraps.
    Plain(Name),
    /// A name that no convention touches any more: Alembic's `op.f()`, SQLAlchemy's `conv`.
    Final(Name),
}

impl ConstraintName {
    /// The text of the name, if there is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Unnamed => None,
            Self::Plain(name) | Self::Final(name) => Some(name.as_str()),
        }
    }
}

/// A name that is final already, so that no naming convention is applied to it: Alembic's `op.f()`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{Operation, create_check_constraint};
/// use alembic_core::schema::{NamingConvention, f};
/// use alembic_sql::{Compiler, Dialect, Mode};
/// let convention = NamingConvention::default().ck("ck_%(table_name)s_%(constraint_name)s");
/// let postgresql = Dialect::offline(DialectName::Postgresql);
/// let mut compiler = Compiler::new(postgresql, Mode::Online).naming_convention(convention);
/// let plain = Operation::from(create_check_constraint("age", "account", "age >= 0"));
/// assert_eq!(
///     compiler.compile(&plain)?.statements[0].sql,
///     "ALTER TABLE account ADD CONSTRAINT ck_account_age CHECK (age >= 0)"
/// );
/// let named = Operation::from(create_check_constraint(f("age"), "account", "age >= 0"));
/// assert_eq!(
///     compiler.compile(&named)?.statements[0].sql,
///     "ALTER TABLE account ADD CONSTRAINT age CHECK (age >= 0)"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn f(name: impl Into<Name>) -> ConstraintName {
    ConstraintName::Final(name.into())
}

impl From<&str> for ConstraintName {
    fn from(text: &str) -> Self {
        Self::Plain(text.into())
    }
}

impl From<String> for ConstraintName {
    fn from(text: String) -> Self {
        Self::Plain(text.into())
    }
}

impl From<&String> for ConstraintName {
    fn from(text: &String) -> Self {
        Self::Plain(text.into())
    }
}

impl From<Name> for ConstraintName {
    fn from(name: Name) -> Self {
        Self::Plain(name)
    }
}

impl From<Option<&str>> for ConstraintName {
    fn from(text: Option<&str>) -> Self {
        text.map_or(Self::Unnamed, Self::from)
    }
}

/// The templates by which constraints and indexes get names: `MetaData(naming_convention=…)`.
///
/// Templates use SQLAlchemy's tokens: `%(table_name)s`, `%(column_0_name)s`, `%(column_0_N_label)s`,
/// `%(referred_table_name)s`, `%(constraint_name)s`…
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{Operation, create_table};
/// use alembic_core::schema::{NamingConvention, check, column, integer, references, table};
/// use alembic_sql::{Compiler, Dialect, Mode, offline_text};
/// let convention = NamingConvention::empty()
///     .ix("ix_%(column_0_label)s")
///     .uq("uq_%(table_name)s_%(column_0_name)s")
///     .ck("ck_%(table_name)s_%(constraint_name)s")
///     .fk("fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s")
///     .pk("pk_%(table_name)s");
/// let postgresql = Dialect::offline(DialectName::Postgresql);
/// let mut compiler = Compiler::new(postgresql, Mode::Online).naming_convention(convention);
/// let account = table("account")
///     .column(column("id", integer()).primary_key(true))
///     .column(column("owner", integer()).foreign_key(references("person", "id")).index(true))
///     .column(column("number", integer()).unique(true))
///     .constraint(check("number > 0").name("positive"));
/// let compiled = compiler.compile(&Operation::from(create_table(account)))?;
/// assert_eq!(
///     offline_text(&compiled.statements[0]),
///     "CREATE TABLE account (\
///      \n    id SERIAL NOT NULL, \
///      \n    owner INTEGER, \
///      \n    number INTEGER, \
///      \n    CONSTRAINT pk_account PRIMARY KEY (id), \
///      \n    CONSTRAINT ck_account_positive CHECK (number > 0), \
///      \n    CONSTRAINT fk_account_owner_person FOREIGN KEY(owner) REFERENCES person (id), \
///      \n    CONSTRAINT uq_account_number UNIQUE (number)\
///      \n);"
/// );
/// assert_eq!(offline_text(&compiled.statements[1]), "CREATE INDEX ix_account_owner ON account (owner);");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamingConvention {
    /// For indexes; `ix_%(column_0_label)s` unless told otherwise.
    pub ix: Option<String>,
    /// For unique constraints.
    pub uq: Option<String>,
    /// For check constraints.
    pub ck: Option<String>,
    /// For foreign keys.
    pub fk: Option<String>,
    /// For primary keys.
    pub pk: Option<String>,
}

impl Default for NamingConvention {
    fn default() -> Self {
        Self {
            ix: Some("ix_%(column_0_label)s".to_owned()),
            uq: None,
            ck: None,
            fk: None,
            pk: None,
        }
    }
}

impl NamingConvention {
    /// A convention without any template, not even SQLAlchemy's default one for indexes.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            ix: None,
            uq: None,
            ck: None,
            fk: None,
            pk: None,
        }
    }

    /// Sets the template of indexes.
    #[must_use]
    pub fn ix(mut self, template: impl Into<String>) -> Self {
        self.ix = Some(template.into());
        self
    }

    /// Sets the template of unique constraints.
    #[must_use]
    pub fn uq(mut self, template: impl Into<String>) -> Self {
        self.uq = Some(template.into());
        self
    }

    /// Sets the template of check constraints.
    #[must_use]
    pub fn ck(mut self, template: impl Into<String>) -> Self {
        self.ck = Some(template.into());
        self
    }

    /// Sets the template of foreign keys.
    #[must_use]
    pub fn fk(mut self, template: impl Into<String>) -> Self {
        self.fk = Some(template.into());
        self
    }

    /// Sets the template of primary keys.
    #[must_use]
    pub fn pk(mut self, template: impl Into<String>) -> Self {
        self.pk = Some(template.into());
        self
    }
}
