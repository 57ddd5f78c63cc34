//! Why a batch cannot be made.

use alembic_core::DialectName;
use thiserror::Error;

use crate::reflect::ReflectError;

/// What is wrong with a batch.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BatchError {
    /// The table has to be known, and there is no database to ask: Alembic's own words.
    #[error(
        "This operation cannot proceed in --sql mode; batch mode with dialect {dialect} requires a live database \
         connection with which to reflect the table \"{table}\". To generate a batch SQL migration script using table \
         \"move and copy\", a complete Table object should be passed to the \"copy_from\" argument of the \
         batch_alter_table() method so that table reflection can be skipped."
    )]
    NeedsDatabase {
        /// The dialect.
        dialect: DialectName,
        /// The table.
        table: String,
    },
    /// The table has to be known, and this database is not asked yet.
    #[error("batch_alter_table needs to know the table '{table}' to make it again")]
    NeedsTable {
        /// The table.
        table: String,
    },
    /// A place for a column, where columns can only be added to the end: Alembic's own words.
    #[error("Can't specify insert_before or insert_after when using ALTER; please specify recreate='always'")]
    PlaceNeedsRecreate,
    /// A new constraint without a name, which nobody could drop any more: Alembic's own words.
    #[error("Constraint must have a name")]
    ConstraintNeedsName,
    /// A constraint to be dropped that is not there: Alembic's own words.
    #[error("No such constraint: '{0}'")]
    NoSuchConstraint(String),
    /// An index to be dropped that is not there: Alembic's own words.
    #[error("No such index: '{0}'")]
    NoSuchIndex(String),
    /// A column that the table does not have.
    #[error("table '{table}' has no column '{column}'; it has {columns}")]
    NoSuchColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The columns that it has.
        columns: String,
    },
    /// A column that is there already.
    #[error("table '{table}' has a column '{column}' already")]
    ColumnExists {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// Orders that contradict each other.
    #[error("the order of the columns {columns} contradicts itself")]
    Order {
        /// The columns.
        columns: String,
    },
    /// No column is left that could be copied.
    #[error("the batch leaves table '{table}' none of its columns")]
    NothingLeft {
        /// The table.
        table: String,
    },
    /// A column becomes computed, or an identity.
    #[error("alter_column cannot make the column '{column}' a computed or identity one")]
    NoPlainDefault {
        /// The column.
        column: String,
    },
    /// Something that stays needs a column that goes.
    #[error("cannot drop column '{column}' of table '{table}': {user} needs it")]
    ColumnInUse {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// What needs it.
        user: String,
        /// What to do.
        instead: &'static str,
    },
    /// The database does not tell what the table is.
    #[error(transparent)]
    Reflection(Box<ReflectError>),
    /// A batch died half-way before.
    #[error(
        "table '{temporary}' is left over from a batch on '{table}' that did not come to its end. '{table}' still has all \
         of its rows"
    )]
    Leftover {
        /// The temporary table.
        temporary: String,
        /// The table.
        table: String,
        /// What removes the temporary table.
        drop: String,
    },
    /// A batch died half-way before, when the old table was gone already.
    #[error("table '{table}' is missing: a batch did not come to its end, and left its rows in '{temporary}'")]
    LeftoverOnly {
        /// The temporary table.
        temporary: String,
        /// The table.
        table: String,
        /// What gives the table its name back.
        rename: String,
    },
    /// Dropping the old table would touch the rows of others.
    #[error(
        "table '{table}' is referred to by {children}, and this connection enforces foreign keys inside of an open \
         transaction, where they cannot be switched off: making '{table}' again would delete or refuse the rows that \
         refer to it"
    )]
    ForeignKeysEnforced {
        /// The table.
        table: String,
        /// The tables that refer to it.
        children: String,
    },
    /// A view or a trigger does not work any more.
    #[error("the batch breaks the {objects}: {cause}")]
    Breaks {
        /// The view or the trigger.
        objects: String,
        /// What SQLite says.
        cause: String,
    },
    /// Rows that refer to nothing.
    #[error(
        "{count} {} of table '{table}' {} to rows of '{parent}' that are not there, and did not before the batch",
        if *count == 1 { "row" } else { "rows" },
        if *count == 1 { "refers" } else { "refer" },
    )]
    ForeignKeyViolation {
        /// The table with the rows.
        table: String,
        /// The table that they refer to.
        parent: String,
        /// How many.
        count: usize,
    },
    /// A foreign key that cannot be.
    #[error("the foreign keys of table '{table}' do not fit any more: {cause}")]
    ForeignKeyMismatch {
        /// The table.
        table: String,
        /// What SQLite says.
        cause: String,
    },
}

impl BatchError {
    /// What to do instead.
    #[must_use]
    pub fn instead(&self) -> String {
        let words = match self {
            Self::NeedsDatabase { .. } | Self::NeedsTable { .. } | Self::Reflection(_) => {
                "give the table with `copy_from`"
            }
            Self::PlaceNeedsRecreate => "set `recreate(Recreate::Always)`",
            Self::ConstraintNeedsName => "name the constraint, or set a naming convention",
            Self::NoSuchConstraint(_) => {
                "give the name that the database has; `naming_convention` names what has none there"
            }
            Self::NoSuchIndex(_) => "give the name that the database has",
            Self::NoSuchColumn { .. } => "name one of its columns",
            Self::ColumnExists { .. } => "alter it, or give the new one another name",
            Self::Order { .. } => "correct `partial_reordering`, `insert_before` and `insert_after`",
            Self::NothingLeft { .. } => "drop the table and create another one",
            Self::NoPlainDefault { .. } => "drop it and add it again in the same batch",
            Self::ColumnInUse { instead, .. } => instead,
            Self::Leftover { drop, .. } => return format!("run `{drop}`, and then this migration again"),
            Self::LeftoverOnly { rename, .. } => {
                return format!(
                    "run `{rename}`, create the indexes again that it had, and see whether the migration that died is \
                     still to be run"
                );
            }
            Self::ForeignKeysEnforced { .. } => {
                "run `PRAGMA foreign_keys = OFF` before the transaction begins, or use autocommit_block"
            }
            Self::Breaks { .. } => "drop it before the batch, and create it again, as it shall be, behind it",
            Self::ForeignKeyViolation { .. } | Self::ForeignKeyMismatch { .. } => {
                "correct them in the migration, or leave them with `check_foreign_keys(false)`"
            }
        };
        words.to_owned()
    }

    /// Whether Alembic reports this as its `CommandError`.
    #[must_use]
    pub fn is_command_error(&self) -> bool {
        matches!(self, Self::NeedsDatabase { .. } | Self::PlaceNeedsRecreate)
    }
}
