//! Domains.

use super::PostgresqlType;
use crate::schema::types::ColumnType;
use crate::schema::{Condition, Expr, Name, ServerDefault};

/// A domain: `sqlalchemy.dialects.postgresql.DOMAIN`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{column, postgresql, string, table};
/// let sql = |domain: postgresql::DomainType| {
///     alembic_sql::to_sql(create_table(table("t").column(column("c", domain))), DialectName::Postgresql)
/// };
/// let email = || postgresql::domain("email", string(50));
/// assert_eq!(
///     sql(email().schema("app").not_null(true))?,
///     "CREATE DOMAIN app.email AS VARCHAR(50) NOT NULL;\
///      \n\nCREATE TABLE t (\
///      \n    c app.email\
///      \n);"
/// );
/// assert_eq!(
///     sql(email().check("VALUE LIKE '%@%'").default("a@b"))?,
///     "CREATE DOMAIN email AS VARCHAR(50) DEFAULT 'a@b' CHECK (VALUE LIKE '%@%');\
///      \n\nCREATE TABLE t (\
///      \n    c email\
///      \n);"
/// );
/// assert_eq!(
///     sql(email().create_type(false))?,
///     "CREATE TABLE t (\
///      \n    c email\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DomainType {
    /// The name.
    pub name: Name,
    /// The schema.
    pub schema: Option<Name>,
    /// The type behind it.
    pub data_type: ColumnType,
    /// The collation.
    pub collation: Option<String>,
    /// The schema of the collation.
    pub collation_schema: Option<String>,
    /// The default.
    pub default: Option<ServerDefault>,
    /// The name of the constraint.
    pub constraint_name: Option<Name>,
    /// `NOT NULL`.
    pub not_null: bool,
    /// The condition behind `CHECK`.
    pub check: Option<Expr>,
    /// `false` leaves `CREATE DOMAIN` to somebody else.
    pub create_type: bool,
}

/// A domain over a type.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{column, postgresql, string, table};
/// let email = postgresql::domain("email", string(50)).check("VALUE LIKE '%@%'");
/// let account = create_table(table("account").column(column("email", email)));
/// assert_eq!(
///     alembic_sql::to_sql(account, DialectName::Postgresql)?,
///     "CREATE DOMAIN email AS VARCHAR(50) CHECK (VALUE LIKE '%@%');\
///      \n\nCREATE TABLE account (\
///      \n    email email\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn domain(name: impl Into<Name>, data_type: impl Into<ColumnType>) -> DomainType {
    DomainType {
        name: name.into(),
        schema: None,
        data_type: data_type.into(),
        collation: None,
        collation_schema: None,
        default: None,
        constraint_name: None,
        not_null: false,
        check: None,
        create_type: true,
    }
}

impl DomainType {
    /// Names the schema.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<Name>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// Sets the condition behind `CHECK`.
    #[must_use]
    pub fn check(mut self, condition: impl Into<Condition>) -> Self {
        self.check = Some(condition.into().0);
        self
    }

    /// Sets the default. Plain text is a string literal; `text("…")` is SQL.
    #[must_use]
    pub fn default(mut self, default: impl Into<ServerDefault>) -> Self {
        self.default = Some(default.into());
        self
    }

    /// Sets the collation.
    ///
    /// ```
    /// use alembic_core::{DialectName, ops::execute};
    /// use alembic_core::schema::{postgresql, string};
    /// let code = postgresql::domain("code", string(5)).collation("C");
    /// let op = execute(postgresql::create_domain_type(code));
    /// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "CREATE DOMAIN code AS VARCHAR(5) COLLATE \"C\";");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn collation(mut self, collation: impl Into<String>) -> Self {
        self.collation = Some(collation.into());
        self
    }

    /// Sets the schema of the collation.
    ///
    /// ```
    /// use alembic_core::{DialectName, ops::execute};
    /// use alembic_core::schema::{postgresql, string};
    /// let code = postgresql::domain("code", string(5)).collation("C").collation_schema("s");
    /// let op = execute(postgresql::create_domain_type(code));
    /// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "CREATE DOMAIN code AS VARCHAR(5) COLLATE s.\"C\";");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn collation_schema(mut self, schema: impl Into<String>) -> Self {
        self.collation_schema = Some(schema.into());
        self
    }

    /// Names the constraint behind `NOT NULL` and `CHECK`.
    ///
    /// ```
    /// use alembic_core::{DialectName, ops::execute};
    /// use alembic_core::schema::{postgresql, string};
    /// let code = postgresql::domain("code", string(5)).constraint_name("ck").not_null(true);
    /// let op = execute(postgresql::create_domain_type(code));
    /// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "CREATE DOMAIN code AS VARCHAR(5) CONSTRAINT ck NOT NULL;");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn constraint_name(mut self, name: impl Into<Name>) -> Self {
        self.constraint_name = Some(name.into());
        self
    }

    /// Forbids `NULL`.
    #[must_use]
    pub fn not_null(mut self, not_null: bool) -> Self {
        self.not_null = not_null;
        self
    }

    /// `false` leaves `CREATE DOMAIN` to somebody else.
    #[must_use]
    pub fn create_type(mut self, create_type: bool) -> Self {
        self.create_type = create_type;
        self
    }
}

impl From<DomainType> for ColumnType {
    fn from(type_: DomainType) -> Self {
        Self::Postgresql(PostgresqlType::Domain(Box::new(type_)))
    }
}
