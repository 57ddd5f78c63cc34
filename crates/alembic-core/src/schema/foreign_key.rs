//! A foreign key that is declared with its column: SQLAlchemy's `ForeignKey`.

use super::constraint::{deferrable, named, referential};
use super::{ConstraintName, Deferrability, ForeignKeyConstraint, Name, ReferentialOptions};

/// A foreign key of a single column, declared with the column: `sa.ForeignKey("table.column")`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{add_column, create_table};
/// use alembic_core::schema::{column, integer, references, table};
/// let add = |key| add_column("a", column("b_id", integer()).foreign_key(key)).inline_references(true);
/// let sql = |key| alembic_sql::to_sql(add(key), DialectName::Postgresql);
/// let key = || references("b", "id");
/// assert_eq!(
///     sql(key().ondelete("CASCADE"))?,
///     "ALTER TABLE a ADD COLUMN b_id INTEGER REFERENCES b (id) ON DELETE CASCADE;"
/// );
/// assert_eq!(
///     sql(key().onupdate("SET NULL"))?,
///     "ALTER TABLE a ADD COLUMN b_id INTEGER REFERENCES b (id) ON UPDATE SET NULL;"
/// );
/// assert_eq!(sql(key().match_("FULL"))?, "ALTER TABLE a ADD COLUMN b_id INTEGER REFERENCES b (id) MATCH FULL;");
/// assert_eq!(sql(key().deferrable(true))?, "ALTER TABLE a ADD COLUMN b_id INTEGER REFERENCES b (id) DEFERRABLE;");
/// assert_eq!(
///     sql(key().initially("DEFERRED"))?,
///     "ALTER TABLE a ADD COLUMN b_id INTEGER REFERENCES b (id) INITIALLY DEFERRED;"
/// );
/// let key_of_b = key().sqlite_implicit_columns(true);
/// assert_eq!(
///     alembic_sql::to_sql(add(key_of_b), DialectName::Sqlite)?,
///     "ALTER TABLE a ADD COLUMN b_id INTEGER REFERENCES b;"
/// );
/// assert_eq!(sql(key().referent_schema("app"))?, "ALTER TABLE a ADD COLUMN b_id INTEGER REFERENCES app.b (id);");
///
/// // as a constraint of the table
/// let sql = |key| {
///     let a = table("a").column(column("b_id", integer()).foreign_key(key));
///     alembic_sql::to_sql(create_table(a), DialectName::Postgresql)
/// };
/// assert_eq!(
///     sql(key().name("fk"))?,
///     "CREATE TABLE a (\
///      \n    b_id INTEGER, \
///      \n    CONSTRAINT fk FOREIGN KEY(b_id) REFERENCES b (id)\
///      \n);"
/// );
/// assert_eq!(
///     sql(key().postgresql_not_valid(true))?,
///     "CREATE TABLE a (\
///      \n    b_id INTEGER, \
///      \n    FOREIGN KEY(b_id) REFERENCES b (id) NOT VALID\
///      \n);"
/// );
/// assert_eq!(
///     sql(key().use_alter(true))?,
///     "CREATE TABLE a (\
///      \n    b_id INTEGER\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ForeignKey {
    /// The name.
    pub name: ConstraintName,
    /// The schema of the referenced table.
    pub referent_schema: Option<Name>,
    /// The referenced table.
    pub referent_table: Name,
    /// The referenced column.
    pub referent_column: Name,
    /// What happens when the referenced row changes.
    pub options: ReferentialOptions,
    /// When it is checked.
    pub deferrability: Deferrability,
}

/// A column's reference to another column, for [`Column::foreign_key`](super::Column::foreign_key).
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table;
/// use alembic_core::schema::{column, integer, references, table};
/// let a = table("a").column(column("b_id", integer()).foreign_key(references("b", "id").ondelete("CASCADE")));
/// assert_eq!(
///     alembic_sql::to_sql(create_table(a), DialectName::Postgresql)?,
///     "CREATE TABLE a (\
///      \n    b_id INTEGER, \
///      \n    FOREIGN KEY(b_id) REFERENCES b (id) ON DELETE CASCADE\
///      \n);"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn references(table: impl Into<Name>, column: impl Into<Name>) -> ForeignKey {
    ForeignKey {
        name: ConstraintName::Unnamed,
        referent_schema: None,
        referent_table: table.into(),
        referent_column: column.into(),
        options: ReferentialOptions::default(),
        deferrability: Deferrability::default(),
    }
}

named!(ForeignKey);
deferrable!(ForeignKey);
referential!(ForeignKey);

impl ForeignKey {
    /// The same key as a constraint of the table that has `column`.
    ///
    /// ```
    /// use alembic_core::DialectName;
    /// use alembic_core::ops::AddConstraintOp;
    /// use alembic_core::schema::references;
    /// let key = references("b", "id").to_constraint("b_id".into());
    /// assert_eq!(
    ///     alembic_sql::to_sql(AddConstraintOp::new("a", key), DialectName::Postgresql)?,
    ///     "ALTER TABLE a ADD FOREIGN KEY(b_id) REFERENCES b (id);"
    /// );
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn to_constraint(&self, column: Name) -> ForeignKeyConstraint {
        ForeignKeyConstraint {
            name: self.name.clone(),
            columns: vec![column],
            referent_schema: self.referent_schema.clone(),
            referent_table: self.referent_table.clone(),
            referent_columns: vec![self.referent_column.clone()],
            options: self.options.clone(),
            deferrability: self.deferrability.clone(),
        }
    }
}
