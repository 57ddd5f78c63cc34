use thiserror::Error;

/// A table, column or constraint that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SchemaError {
    /// Two columns of one name.
    #[error("A column with name '{column}' is already present in table '{table}'.")]
    DuplicateColumn {
        /// The column.
        column: String,
        /// The table.
        table: String,
    },
    /// A column without a name.
    #[error("Column must be constructed with a non-blank name or assign a non-blank .name before adding to a Table.")]
    BlankColumn,
    /// A constraint or index on a column that the table does not have.
    #[error("Can't create {construct} on table '{table}': no column named '{column}' is present.")]
    ConstraintColumnNotFound {
        /// SQLAlchemy's name of the constraint's class.
        construct: &'static str,
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// A foreign key whose two sides have different lengths.
    #[error("ForeignKeyConstraint number of constrained columns must match the number of referenced columns.")]
    ForeignKeyLength,
    /// An identity column with `autoincrement=False`.
    #[error("A column with an Identity object cannot specify autoincrement=False")]
    IdentityWithoutAutoincrement,
    /// `autoincrement=True` on two columns.
    #[error("Only one Column may be marked autoincrement=True, found both {first} and {second}.")]
    TwoAutoincrements {
        /// The column that was found last.
        first: String,
        /// The column that was found before.
        second: String,
    },
    /// `autoincrement=True` on a column that cannot count.
    #[error("Column type {type_} on column '{table}.{column}' is not compatible with autoincrement=True")]
    AutoincrementType {
        /// The type.
        type_: String,
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// `autoincrement=True` on a number with digits behind the point.
    #[error(
        "Column type {type_} with non-zero scale {scale} on column '{table}.{column}' is not compatible with \
         autoincrement=True"
    )]
    AutoincrementScale {
        /// The type.
        type_: String,
        /// Its scale.
        scale: String,
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// A naming convention that asks for the name of an unnamed constraint.
    #[error("Naming convention including %(constraint_name)s token requires that constraint is explicitly named.")]
    ConventionNeedsName,
    /// A naming convention that cannot be read.
    #[error("malformed naming convention {template:?}: unknown token, or a % that belongs to none")]
    ConventionTemplate {
        /// The template.
        template: String,
    },
}
