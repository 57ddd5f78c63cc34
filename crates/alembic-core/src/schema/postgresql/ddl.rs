//! Enum types and domains made, changed and dropped on their own.

use super::{DomainType, PgEnumType};
use crate::schema::{DdlElement, EnumType, Name};

/// `sqlalchemy.dialects.postgresql.CreateEnumType`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateEnumType(pub EnumType);

/// Creates an enum type: `CreateEnumType(ENUM(…))`, and what `ENUM(…).create(op.get_bind())` sends.
///
/// ```
/// use alembic_core::{DialectName, ops::execute, schema::postgresql};
/// let op = execute(postgresql::create_enum_type(postgresql::enum_(["sad", "ok"], "mood")));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "CREATE TYPE mood AS ENUM ('sad', 'ok');");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn create_enum_type(type_: PgEnumType) -> CreateEnumType {
    CreateEnumType(type_.0)
}

/// `sqlalchemy.dialects.postgresql.DropEnumType`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DropEnumType(pub EnumType);

/// Drops an enum type: `DropEnumType(ENUM(…))`, and what `ENUM(…).drop(op.get_bind())` sends.
///
/// ```
/// use alembic_core::{DialectName, ops::execute, schema::postgresql};
/// let op = execute(postgresql::drop_enum_type(postgresql::enum_(["sad", "ok"], "mood")));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "DROP TYPE mood;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn drop_enum_type(type_: PgEnumType) -> DropEnumType {
    DropEnumType(type_.0)
}

/// `sqlalchemy.dialects.postgresql.CreateDomainType`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateDomainType(pub DomainType);

/// Creates a domain: `CreateDomainType(DOMAIN(…))`.
///
/// ```
/// use alembic_core::{DialectName, ops::execute, schema::{integer, postgresql}};
/// let op = execute(postgresql::create_domain_type(postgresql::domain("positive", integer()).check("VALUE > 0")));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "CREATE DOMAIN positive AS INTEGER CHECK (VALUE > 0);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn create_domain_type(type_: DomainType) -> CreateDomainType {
    CreateDomainType(type_)
}

/// `sqlalchemy.dialects.postgresql.DropDomainType`.
#[derive(Debug, Clone, PartialEq)]
pub struct DropDomainType(pub DomainType);

/// Drops a domain: `DropDomainType(DOMAIN(…))`.
///
/// ```
/// use alembic_core::{DialectName, ops::execute, schema::{integer, postgresql}};
/// let op = execute(postgresql::drop_domain_type(postgresql::domain("positive", integer())));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "DROP DOMAIN positive;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn drop_domain_type(type_: DomainType) -> DropDomainType {
    DropDomainType(type_)
}

/// Where a new value of an enum type stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Neighbour {
    /// Before this value.
    Before(String),
    /// Behind this value.
    After(String),
}

/// `ALTER TYPE … ADD VALUE`.
///
/// ```
/// use alembic_core::{DialectName, ops::execute};
/// use alembic_core::schema::postgresql;
/// let op = execute(postgresql::add_enum_value("mood", "ok").schema("s").if_not_exists(true).before("good"));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TYPE s.mood ADD VALUE IF NOT EXISTS 'ok' BEFORE 'good';"
/// );
/// let op = execute(postgresql::add_enum_value("mood", "ok").after("sad"));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TYPE mood ADD VALUE 'ok' AFTER 'sad';");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddEnumValue {
    /// The type.
    pub type_name: Name,
    /// Its schema.
    pub schema: Option<Name>,
    /// The new value.
    pub value: String,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// Where it stands; behind all others if absent.
    pub neighbour: Option<Neighbour>,
}

/// Adds a value to an enum type. Before PostgreSQL 12 it needs an `autocommit_block`, and no version lets the same
/// transaction use the value.
///
/// ```
/// use alembic_core::{DialectName, ops::execute, schema::postgresql};
/// let op = execute(postgresql::add_enum_value("mood", "fine").if_not_exists(true).before("happy"));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'fine' BEFORE 'happy';"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn add_enum_value(type_name: impl Into<Name>, value: impl Into<String>) -> AddEnumValue {
    AddEnumValue {
        type_name: type_name.into(),
        schema: None,
        value: value.into(),
        if_not_exists: false,
        neighbour: None,
    }
}

impl AddEnumValue {
    /// Renders `IF NOT EXISTS`.
    #[must_use]
    pub fn if_not_exists(mut self, if_not_exists: bool) -> Self {
        self.if_not_exists = if_not_exists;
        self
    }

    /// Puts the value before another one.
    #[must_use]
    pub fn before(mut self, value: impl Into<String>) -> Self {
        self.neighbour = Some(Neighbour::Before(value.into()));
        self
    }

    /// Puts the value behind another one.
    #[must_use]
    pub fn after(mut self, value: impl Into<String>) -> Self {
        self.neighbour = Some(Neighbour::After(value.into()));
        self
    }
}

/// `ALTER TYPE … RENAME VALUE`.
///
/// ```
/// use alembic_core::{DialectName, ops::execute};
/// use alembic_core::schema::postgresql;
/// let op = execute(postgresql::rename_enum_value("mood", "a", "b").schema("s"));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "ALTER TYPE s.mood RENAME VALUE 'a' TO 'b';");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenameEnumValue {
    /// The type.
    pub type_name: Name,
    /// Its schema.
    pub schema: Option<Name>,
    /// The value.
    pub from: String,
    /// What it is called from now on.
    pub to: String,
}

/// Renames a value of an enum type.
///
/// ```
/// use alembic_core::{DialectName, ops::execute, schema::postgresql};
/// let op = execute(postgresql::rename_enum_value("mood", "ok", "fine").schema("types"));
/// assert_eq!(
///     alembic_sql::to_sql(op, DialectName::Postgresql)?,
///     "ALTER TYPE types.mood RENAME VALUE 'ok' TO 'fine';"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn rename_enum_value(
    type_name: impl Into<Name>,
    from: impl Into<String>,
    to: impl Into<String>,
) -> RenameEnumValue {
    RenameEnumValue {
        type_name: type_name.into(),
        schema: None,
        from: from.into(),
        to: to.into(),
    }
}

macro_rules! in_schema {
    ($($type:ident),*) => {
        $(impl $type {
            /// Names the schema of the type.
            #[must_use]
            pub fn schema(mut self, schema: impl Into<Name>) -> Self {
                self.schema = Some(schema.into());
                self
            }
        })*
    };
}

in_schema!(AddEnumValue, RenameEnumValue);

macro_rules! into_element {
    ($($type:ident),*) => {
        $(impl From<$type> for DdlElement {
            fn from(element: $type) -> Self {
                Self::$type(element)
            }
        })*
    };
}

into_element!(
    CreateEnumType,
    DropEnumType,
    AddEnumValue,
    RenameEnumValue,
    CreateDomainType,
    DropDomainType
);
