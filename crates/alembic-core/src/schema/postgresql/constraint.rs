use crate::schema::constraint::{Deferrability, deferrable, named};
use crate::schema::{Condition, ConstraintName, Expr, IndexElement, Name};

/// `EXCLUDE USING … (… WITH …)`: `sqlalchemy.dialects.postgresql.ExcludeConstraint`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::AddConstraintOp;
/// use alembic_core::schema::postgresql::exclude;
/// let sql = |constraint| alembic_sql::to_sql(AddConstraintOp::new("booking", constraint), DialectName::Postgresql);
/// let overlap = || exclude([("period", "&&")]);
/// assert_eq!(
///     sql(overlap().name("no_overlap"))?,
///     "ALTER TABLE booking ADD CONSTRAINT no_overlap EXCLUDE USING gist (period WITH &&);"
/// );
/// assert_eq!(sql(overlap().using("spgist"))?, "ALTER TABLE booking ADD EXCLUDE USING spgist (period WITH &&);");
/// assert_eq!(
///     sql(overlap().where_("paid"))?,
///     "ALTER TABLE booking ADD EXCLUDE USING gist (period WITH &&) WHERE (paid);"
/// );
/// assert_eq!(
///     sql(overlap().op("period", "range_ops"))?,
///     "ALTER TABLE booking ADD EXCLUDE USING gist (period range_ops WITH &&);"
/// );
/// assert_eq!(
///     sql(overlap().deferrable(true).initially("DEFERRED"))?,
///     "ALTER TABLE booking ADD EXCLUDE USING gist (period WITH &&) DEFERRABLE INITIALLY DEFERRED;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ExcludeConstraint {
    /// The name.
    pub name: ConstraintName,
    /// The elements with their operators.
    pub elements: Vec<ExcludeElement>,
    /// The index method.
    pub using: String,
    /// The condition of a partial constraint.
    pub where_: Option<Expr>,
    /// Operator classes by column.
    pub ops: Vec<(Name, String)>,
    /// When it is checked.
    pub deferrability: Deferrability,
}

/// One element of an [`ExcludeConstraint`].
#[derive(Debug, Clone, PartialEq)]
pub struct ExcludeElement {
    /// A column or an expression.
    pub element: IndexElement,
    /// The operator that two rows must not both fulfil.
    pub operator: String,
}

/// An exclude constraint over elements and their operators, by `gist` unless told otherwise.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{column, integer, postgresql, table};
/// let booking = table("booking")
///     .column(column("room", integer()))
///     .column(column("period", postgresql::tsrange()))
///     .constraint(postgresql::exclude([("room", "="), ("period", "&&")]));
/// assert_eq!(
///     alembic_sql::to_sql(create_table(booking), DialectName::Postgresql)?,
///     "CREATE TABLE booking (\
///      \n    room INTEGER, \
///      \n    period TSRANGE, \
///      \n    EXCLUDE USING gist (room WITH =, period WITH &&)\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn exclude<E: Into<IndexElement>, O: Into<String>>(
    elements: impl IntoIterator<Item = (E, O)>,
) -> ExcludeConstraint {
    ExcludeConstraint {
        name: ConstraintName::Unnamed,
        elements: elements
            .into_iter()
            .map(|(element, operator)| ExcludeElement {
                element: element.into(),
                operator: operator.into(),
            })
            .collect(),
        using: "gist".to_owned(),
        where_: None,
        ops: Vec::new(),
        deferrability: Deferrability::default(),
    }
}

named!(ExcludeConstraint);
deferrable!(ExcludeConstraint);

impl ExcludeConstraint {
    /// Sets the index method.
    #[must_use]
    pub fn using(mut self, method: impl Into<String>) -> Self {
        self.using = method.into();
        self
    }

    /// Sets the condition of a partial constraint.
    #[must_use]
    pub fn where_(mut self, condition: impl Into<Condition>) -> Self {
        self.where_ = Some(condition.into().0);
        self
    }

    /// Gives a column its operator class.
    #[must_use]
    pub fn op(mut self, column: impl Into<Name>, class: impl Into<String>) -> Self {
        self.ops.push((column.into(), class.into()));
        self
    }
}
