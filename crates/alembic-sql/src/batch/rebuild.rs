//! The state of a table on its way from what it is to what it shall be: Alembic's `ApplyBatchImpl`.

use alembic_core::ops::BatchAlterTableOp;
use alembic_core::schema::{Column, ColumnType, Constraint, ConstraintName, Expr, Index, Name, Table};

use super::BatchError;
use crate::context::Cx;

/// A table that is made again.
///
/// Columns are known by their `key`, the name that they have before the batch, whatever they are renamed to.
pub(super) struct Rebuild<'a> {
    pub(super) cx: &'a Cx<'a>,
    pub(super) op: &'a BatchAlterTableOp,
    /// The table as it is.
    pub(super) old: &'a Table,
    /// Whether the database told it.
    pub(super) reflected: bool,
    pub(super) columns: Vec<PlannedColumn>,
    /// The keys of the old columns that stay, in their order.
    pub(super) existing_ordering: Vec<String>,
    /// Pairs of columns, the earlier one first, that tell where new columns go.
    pub(super) add_col_ordering: Vec<(String, String)>,
    pub(super) constraints: Vec<PlannedConstraint>,
    /// The names of the constraints that the old table has, as PostgreSQL has to drop them first.
    pub(super) old_names: Vec<ConstraintName>,
    pub(super) indexes: Vec<PlannedIndex>,
    /// The keys of the columns that went.
    pub(super) dropped: Vec<Name>,
}

/// A column of the new table.
#[derive(Debug, Clone)]
pub(super) struct PlannedColumn {
    pub(super) key: String,
    pub(super) column: Column,
    /// Whether it may be `NULL`.
    pub(super) nullable: bool,
    /// Whether the column itself said so; otherwise a primary key decides.
    pub(super) says_nullable: bool,
    /// Where its values come from; a new or computed column has none.
    pub(super) source: Option<Source>,
}

/// The values of an old column.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// The column, with the casts around it.
    pub(super) expr: Expr,
    /// The column's old name.
    pub(super) name: Name,
    /// Whether there are casts.
    pub(super) is_cast: bool,
}

/// A constraint of the new table.
#[derive(Debug, Clone)]
pub(super) struct PlannedConstraint {
    pub(super) name: ConstraintName,
    pub(super) kind: PlannedKind,
    /// Whether the batch added it; otherwise the old table has it.
    pub(super) is_new: bool,
}

/// What a constraint is.
#[derive(Debug, Clone)]
pub(super) enum PlannedKind {
    /// One that was declared.
    Given(Box<Constraint>),
    /// The check of the values of a boolean or an enum.
    TypeCheck {
        /// The key of the column.
        key: Name,
        /// Its type.
        type_: Box<ColumnType>,
    },
}

/// An index of the new table.
#[derive(Debug, Clone)]
pub(super) struct PlannedIndex {
    pub(super) index: Index,
    pub(super) is_new: bool,
}

impl Rebuild<'_> {
    /// The position of the column with this key.
    pub(super) fn position(&self, key: &str) -> Result<usize, BatchError> {
        self.columns
            .iter()
            .position(|column| column.key == key)
            .ok_or_else(|| self.no_such_column(key))
    }

    pub(super) fn no_such_column(&self, column: &str) -> BatchError {
        let columns: Vec<&str> = self.columns.iter().map(|column| column.key.as_str()).collect();
        BatchError::NoSuchColumn {
            table: self.old.name.text.clone(),
            column: column.to_owned(),
            columns: if columns.is_empty() {
                "none".to_owned()
            } else {
                columns.join(", ")
            },
        }
    }

    pub(super) fn has(&self, key: &Name) -> bool {
        self.columns.iter().any(|column| column.key == key.text)
    }

    /// The name that a column has in the new table. What the batch adds may call a renamed column by either name.
    pub(super) fn new_name(&self, name: &Name) -> Option<&Name> {
        let by_key = self.columns.iter().find(|column| column.key == name.text);
        let found = by_key.or_else(|| self.columns.iter().find(|column| column.column.name.text == name.text));
        found.map(|column| &column.column.name)
    }

    /// Whether this names the table itself.
    pub(super) fn is_self(&self, table: &Name, schema: Option<&Name>) -> bool {
        table.text == self.old.name.text
            && schema.map(|schema| &schema.text) == self.old.schema.as_ref().map(|schema| &schema.text)
    }
}
