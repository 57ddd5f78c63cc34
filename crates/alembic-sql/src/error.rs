//! Why an operation cannot be compiled.

use std::borrow::Cow;

use alembic_core::DialectName;
use alembic_core::schema::SchemaError;
use thiserror::Error;

use crate::batch::BatchError;

/// An operation that a dialect cannot say, found before anything is sent.
///
/// The message begins with Alembic's own, where it has one; the operation, the dialect and what to do instead follow.
///
/// ```
/// use alembic_core::{DialectName, ops::create_unique_constraint};
/// use alembic_sql::to_sql;
/// let error = to_sql(create_unique_constraint("uq", "t", ["a"]), DialectName::Sqlite).unwrap_err().to_string();
/// assert!(error.starts_with("No support for ALTER of constraints in SQLite dialect."));
/// assert!(error.ends_with("(op.create_unique_constraint on sqlite: use op.batch_alter_table)"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{kind} (op.{operation} on {dialect}: {})", .kind.instead())]
pub struct CompileError {
    /// The operation, by its name in `alembic.op`.
    pub operation: &'static str,
    /// The dialect.
    pub dialect: DialectName,
    /// What is wrong.
    pub kind: CompileErrorKind,
}

impl CompileError {
    /// Whether Alembic reports this as its `CommandError`.
    #[must_use]
    pub fn is_command_error(&self) -> bool {
        matches!(&self.kind, CompileErrorKind::Batch(error) if error.is_command_error())
    }
}

/// What is wrong with an operation.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CompileErrorKind {
    /// The table cannot be.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// A batch that cannot be.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// An error in one column of `CREATE TABLE`.
    #[error("(in table '{table}', column '{column}'): {source}")]
    InColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The error.
        source: Box<Self>,
    },
    /// SQLite cannot add or drop constraints.
    #[error(
        "No support for ALTER of constraints in SQLite dialect. Please refer to the batch mode feature which allows for \
         SQLite migrations using a copy-and-move strategy."
    )]
    SqliteAlterConstraint,
    /// SQLite counts only single columns up.
    #[error("SQLite does not support autoincrement for composite primary keys")]
    SqliteCompositeAutoincrement,
    /// SQLite knows no conflict clause behind a column's own check.
    #[error("SQLite does not support on conflict clause for column check constraint")]
    SqliteColumnCheckConflict,
    /// A type that this dialect needs a length for.
    #[error("{type_} requires a length on dialect {dialect}")]
    LengthRequired {
        /// The type.
        type_: &'static str,
        /// The dialect.
        dialect: DialectName,
    },
    /// A column without a type.
    #[error("Can't generate DDL for NullType(); did you forget to specify a type on this Column?")]
    NoType,
    /// A type that this dialect does not have.
    #[error("Compiler can't render element of type {type_}")]
    TypeUnsupported {
        /// The type.
        type_: String,
        /// The dialect.
        dialect: DialectName,
    },
    /// The schema of a collation without the collation.
    #[error("the 'collation_schema' parameter of String requires the 'collation' parameter to also be present")]
    CollationSchemaAlone,
    /// A PostgreSQL enum without a name.
    #[error("PostgreSQL ENUM type requires a name.")]
    EnumNeedsName,
    /// A name that is too long for the dialect.
    #[error("Identifier '{identifier}' exceeds maximum length of {max} characters")]
    IdentifierTooLong {
        /// The name.
        identifier: String,
        /// The greatest length.
        max: usize,
    },
    /// Words that are no words.
    #[error("Unexpected SQL phrase: '{phrase}' (matching against '{pattern}')")]
    SqlPhrase {
        /// What was given.
        phrase: String,
        /// What it must look like.
        pattern: &'static str,
    },
    /// An index without a name.
    #[error("{statement} requires that the index have a name")]
    IndexNeedsName {
        /// The statement.
        statement: &'static str,
    },
    /// A constraint without a name cannot be dropped.
    #[error("Can't emit DROP CONSTRAINT for a constraint of table '{table}'; it has no name")]
    ConstraintNeedsName {
        /// The table.
        table: String,
    },
    /// `postgresql_using` without a new type.
    #[error("postgresql_using must be used with the type_ parameter")]
    UsingWithoutType,
    /// MySQL states the whole column again, so the type must be known.
    #[error("All MySQL CHANGE/MODIFY COLUMN operations require the existing type.")]
    MysqlNeedsExistingType,
    /// MySQL cannot alter one trait of a computed or identity column.
    #[error("Individual alter column constructs not supported by MySQL")]
    MysqlIndividualAlter,
    /// MySQL needs to know the kind of a constraint to drop it.
    #[error("No generic 'DROP CONSTRAINT' in MySQL - please specify constraint type")]
    MysqlDropConstraintType,
    /// MySQL's floating point types take both numbers or none.
    #[error("You must specify both precision and scale or omit both altogether.")]
    MysqlPrecisionAndScale,
    /// MySQL and `MATCH`.
    #[error(
        "MySQL ignores the 'MATCH' keyword while at the same time causes ON UPDATE/ON DELETE clauses to be ignored."
    )]
    MysqlMatch,
    /// A computed column cannot be made or unmade.
    #[error(
        "Adding or removing a \"computed\" construct, e.g. GENERATED ALWAYS AS, to or from an existing column is not \
         supported."
    )]
    AlterComputed,
    /// An identity column cannot be made or unmade here.
    #[error(
        "Adding, removing or modifying an \"identity\" construct, e.g. GENERATED AS IDENTITY, to or from an existing \
         column is not supported in this dialect."
    )]
    AlterIdentity,
    /// PostgreSQL before 18 stores every computed column.
    #[error(
        "PostrgreSQL computed columns do not support 'virtual' persistence; set the 'persisted' flag to None or True for \
         PostgreSQL support."
    )]
    PostgresqlVirtual,
    /// A value that cannot be spelled out as SQL.
    #[error("No literal value renderer is available for literal value \"{value}\" with datatype {type_}")]
    NoLiteral {
        /// The value.
        value: String,
        /// The type.
        type_: String,
    },
    /// A column that a table, alias or query does not have.
    #[error("'{table}' has no column '{column}'")]
    NoSuchColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// Values for columns that the table does not have.
    #[error("Unconsumed column names: {columns}")]
    UnconsumedColumns {
        /// The columns.
        columns: String,
    },
    /// A row of an `INSERT` of several rows without a column that the first one has.
    #[error(
        "INSERT value for column {table}.{column} is explicitly rendered as a boundparameter in the VALUES clause; a \
         Python-side value or SQL expression is required"
    )]
    RowOfValuesWithoutColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// An `UPDATE` that changes nothing.
    #[error("update of '{table}' sets no column")]
    UpdateWithoutValues {
        /// The table.
        table: String,
    },
    /// A join in a query that reads from nothing else.
    #[error("Don't know what to join to")]
    JoinWithoutLeft,
    /// A part of a date that SQLite cannot take.
    #[error("{field} is not a valid extract argument.")]
    ExtractField {
        /// What was to be taken.
        field: String,
    },
    /// A bind parameter without a value.
    #[error("A value is required for bind parameter '{key}'")]
    BindWithoutValue {
        /// The name of the parameter.
        key: String,
    },
    /// A row that names a column which the table does not have.
    #[error("bulk_insert into '{table}': the table has no column '{column}'")]
    UnknownColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// Rows with other columns than the first one.
    #[error("A value is required for bind parameter '{column}', in parameter group {group}")]
    RowWithoutColumn {
        /// The column.
        column: String,
        /// The row, counted from zero.
        group: usize,
    },
    /// What an operation of the user's own says about the dialect.
    #[error("{0}")]
    Custom(String),
    /// What the dialect does not have at all.
    #[error("{dialect} does not support {what}")]
    Unsupported {
        /// The dialect.
        dialect: DialectName,
        /// What is missing.
        what: String,
        /// What to do instead.
        instead: &'static str,
    },
}

impl CompileErrorKind {
    /// What to do instead.
    #[must_use]
    pub fn instead(&self) -> Cow<'static, str> {
        let words = match self {
            Self::InColumn { source, .. } => return source.instead(),
            Self::Batch(error) => return error.instead().into(),
            Self::Unsupported { instead, .. } => instead,
            Self::Schema(_) => "correct the table",
            Self::SqliteAlterConstraint => "use op.batch_alter_table",
            Self::SqliteCompositeAutoincrement => "leave `autoincrement` out, or key the table by this column alone",
            Self::SqliteColumnCheckConflict => "give the check to the table, not to the column",
            Self::LengthRequired { .. } => "give the type a length, or use `text_type()`",
            Self::NoType => "give the column a type",
            Self::TypeUnsupported { .. } => "give the column another type there, with `with_variant`",
            Self::CollationSchemaAlone => "set `collation` too",
            Self::EnumNeedsName => "name the enum, or make it `native_enum(false)`",
            Self::IdentifierTooLong { .. } => "shorten the name",
            Self::SqlPhrase { .. } => "write keywords only",
            Self::IndexNeedsName { .. } => "name the index, or set a naming convention for `ix`",
            Self::ConstraintNeedsName { .. } => "name the constraint, as the database has it",
            Self::UsingWithoutType => "set `type_` too",
            Self::MysqlNeedsExistingType => "set `existing_type`, or `type_`",
            Self::MysqlIndividualAlter | Self::AlterComputed | Self::AlterIdentity => {
                "drop the column and add it again, or write the statement with op.execute"
            }
            Self::MysqlDropConstraintType => "set `type_`",
            Self::MysqlPrecisionAndScale => {
                "set both or none, or give the column another type there, with `with_variant`"
            }
            Self::MysqlMatch => "leave `match_` out there",
            Self::PostgresqlVirtual => "leave `persisted` out, or set it",
            Self::NoLiteral { .. } => "write the value as SQL text, or run online",
            Self::BindWithoutValue { .. } => "bind it, or write the colon as `\\:`",
            Self::UnknownColumn { .. } => "add the column to the table of the operation",
            Self::RowWithoutColumn { .. } => "give each row the same columns, or set `multiinsert(false)`",
            Self::NoSuchColumn { .. } | Self::UnconsumedColumns { .. } => "declare the column in the table",
            Self::RowOfValuesWithoutColumn { .. } => "give each row the columns of the first one",
            Self::UpdateWithoutValues { .. } => "give it values",
            Self::JoinWithoutLeft => "name it with select_from()",
            Self::ExtractField { .. } => "use strftime() by func::call",
            Self::Custom(_) => "see the operation's own documentation",
        };
        words.into()
    }
}

pub(crate) type Result<T, E = CompileErrorKind> = std::result::Result<T, E>;
