//! Why a batch cannot be made.

use alembic_core::DialectName;
use thiserror::Error;

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
    #[error("batch_alter_table needs to know the table '{table}' to make it again; give it with copy_from(table(…))")]
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
    #[error(
        "the order of the columns {columns} contradicts itself; see partial_reordering, insert_before and insert_after"
    )]
    Order {
        /// The columns.
        columns: String,
    },
    /// No column is left that could be copied.
    #[error("the batch leaves table '{table}' none of its columns; drop the table and create another one instead")]
    NothingLeft {
        /// The table.
        table: String,
    },
    /// A column becomes computed, or an identity.
    #[error(
        "alter_column cannot make the column '{column}' a computed or identity one; drop it and add it again in the \
         same batch"
    )]
    NoPlainDefault {
        /// The column.
        column: String,
    },
    /// Something that stays needs a column that goes.
    #[error("cannot drop column '{column}' of table '{table}': {user} needs it; {instead}")]
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
}

impl BatchError {
    /// Whether Alembic reports this as its `CommandError`.
    #[must_use]
    pub fn is_command_error(&self) -> bool {
        matches!(self, Self::NeedsDatabase { .. } | Self::PlaceNeedsRecreate)
    }
}
