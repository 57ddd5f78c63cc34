//! Definitions that no operation of `alembic.op` has: `op.execute` takes them, as SQLAlchemy's `ExecutableDDLElement`.

use super::{Name, Sequence, postgresql};

/// A definition for [`execute`](crate::ops::execute).
#[derive(Debug, Clone, PartialEq)]
pub enum DdlElement {
    /// `CREATE SEQUENCE`.
    CreateSequence(CreateSequence),
    /// `DROP SEQUENCE`.
    DropSequence(DropSequence),
    /// `CREATE SCHEMA`.
    CreateSchema(CreateSchema),
    /// `DROP SCHEMA`.
    DropSchema(DropSchema),
    /// PostgreSQL: `CREATE TYPE … AS ENUM`.
    CreateEnumType(postgresql::CreateEnumType),
    /// PostgreSQL: `DROP TYPE`.
    DropEnumType(postgresql::DropEnumType),
    /// PostgreSQL: `ALTER TYPE … ADD VALUE`.
    AddEnumValue(postgresql::AddEnumValue),
    /// PostgreSQL: `ALTER TYPE … RENAME VALUE`.
    RenameEnumValue(postgresql::RenameEnumValue),
    /// PostgreSQL: `CREATE DOMAIN`.
    CreateDomainType(postgresql::CreateDomainType),
    /// PostgreSQL: `DROP DOMAIN`.
    DropDomainType(postgresql::DropDomainType),
}

/// `sa.schema.CreateSequence`.
///
/// ```
/// use alembic_core::{DialectName, ops::execute};
/// use alembic_core::schema::{create_sequence, sequence};
/// let op = execute(create_sequence(sequence("s")).if_not_exists(true));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "CREATE SEQUENCE IF NOT EXISTS s;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CreateSequence {
    /// The sequence.
    pub element: Sequence,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
}

/// Creates a sequence: `op.execute(CreateSequence(Sequence(…)))`.
///
/// ```
/// use alembic_core::{DialectName, ops::execute};
/// use alembic_core::schema::{create_sequence, sequence};
/// let op = execute(create_sequence(sequence("order_id").start(1000)));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "CREATE SEQUENCE order_id START WITH 1000;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn create_sequence(element: Sequence) -> CreateSequence {
    CreateSequence {
        element,
        if_not_exists: false,
    }
}

/// `sa.schema.DropSequence`.
///
/// ```
/// use alembic_core::{DialectName, ops::execute};
/// use alembic_core::schema::{drop_sequence, sequence};
/// let op = execute(drop_sequence(sequence("s")).if_exists(true));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "DROP SEQUENCE IF EXISTS s;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DropSequence {
    /// The sequence.
    pub element: Sequence,
    /// `IF EXISTS`.
    pub if_exists: bool,
}

/// Drops a sequence: `op.execute(DropSequence(Sequence(…)))`.
///
/// ```
/// use alembic_core::{DialectName, ops::execute};
/// use alembic_core::schema::{drop_sequence, sequence};
/// let op = execute(drop_sequence(sequence("order_id")).if_exists(true));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "DROP SEQUENCE IF EXISTS order_id;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn drop_sequence(element: Sequence) -> DropSequence {
    DropSequence {
        element,
        if_exists: false,
    }
}

/// `sa.schema.CreateSchema`.
///
/// ```
/// use alembic_core::{DialectName, ops::execute};
/// use alembic_core::schema::{create_schema};
/// let op = execute(create_schema("s").if_not_exists(true));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "CREATE SCHEMA IF NOT EXISTS s;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CreateSchema {
    /// The schema.
    pub name: Name,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
}

/// Creates a schema: `op.execute(CreateSchema(name))`.
///
/// ```
/// use alembic_core::{DialectName, ops::execute, schema::create_schema};
/// let op = execute(create_schema("audit").if_not_exists(true));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "CREATE SCHEMA IF NOT EXISTS audit;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn create_schema(name: impl Into<Name>) -> CreateSchema {
    CreateSchema {
        name: name.into(),
        if_not_exists: false,
    }
}

/// `sa.schema.DropSchema`.
///
/// ```
/// use alembic_core::{DialectName, ops::execute};
/// use alembic_core::schema::{drop_schema};
/// let op = execute(drop_schema("s").cascade(true).if_exists(true));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "DROP SCHEMA IF EXISTS s CASCADE;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DropSchema {
    /// The schema.
    pub name: Name,
    /// `CASCADE`: with everything in it.
    pub cascade: bool,
    /// `IF EXISTS`.
    pub if_exists: bool,
}

/// Drops a schema: `op.execute(DropSchema(name))`.
///
/// ```
/// use alembic_core::{DialectName, ops::execute, schema::drop_schema};
/// let op = execute(drop_schema("audit").cascade(true));
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Postgresql)?, "DROP SCHEMA audit CASCADE;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn drop_schema(name: impl Into<Name>) -> DropSchema {
    DropSchema {
        name: name.into(),
        cascade: false,
        if_exists: false,
    }
}

impl DropSchema {
    /// Renders `IF EXISTS`.
    #[must_use]
    pub fn if_exists(mut self, if_exists: bool) -> Self {
        self.if_exists = if_exists;
        self
    }

    /// Drops everything in it too.
    #[must_use]
    pub fn cascade(mut self, cascade: bool) -> Self {
        self.cascade = cascade;
        self
    }
}

impl CreateSequence {
    /// Renders `IF NOT EXISTS`.
    #[must_use]
    pub fn if_not_exists(mut self, if_not_exists: bool) -> Self {
        self.if_not_exists = if_not_exists;
        self
    }
}

impl DropSequence {
    /// Renders `IF EXISTS`.
    #[must_use]
    pub fn if_exists(mut self, if_exists: bool) -> Self {
        self.if_exists = if_exists;
        self
    }
}

impl CreateSchema {
    /// Renders `IF NOT EXISTS`.
    #[must_use]
    pub fn if_not_exists(mut self, if_not_exists: bool) -> Self {
        self.if_not_exists = if_not_exists;
        self
    }
}

macro_rules! into_element {
    ($($type:ident),*) => {
        $(impl From<$type> for DdlElement {
            fn from(element: $type) -> Self {
                Self::$type(element)
            }
        })*
    };
}

into_element!(CreateSequence, DropSequence, CreateSchema, DropSchema);
