use crate::schema::Name;

/// `op.create_table_comment`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{Operation, create_table_comment};
/// let op = create_table_comment("account", "who may log in").schema("app").existing_comment("users");
/// assert_eq!(
///     alembic_sql::to_sql(op.clone(), DialectName::Postgresql)?,
///     "COMMENT ON TABLE app.account IS 'who may log in';"
/// );
/// let back = Operation::from(op).reverse().expect("the comment that was there is known");
/// assert_eq!(alembic_sql::to_sql(back, DialectName::Postgresql)?, "COMMENT ON TABLE app.account IS 'users';");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CreateTableCommentOp {
    /// The table.
    pub table_name: Name,
    /// Its schema.
    pub schema: Option<Name>,
    /// The comment; `None` is Alembic's `None`.
    pub comment: Option<String>,
    /// The comment that it replaces.
    pub existing_comment: Option<String>,
}

/// Sets the comment of a table.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::create_table_comment;
/// let op = create_table_comment("account", "who may log in");
/// assert_eq!(
///     alembic_sql::to_sql(op.clone(), DialectName::Postgresql)?,
///     "COMMENT ON TABLE account IS 'who may log in';"
/// );
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Mysql)?, "ALTER TABLE account COMMENT 'who may log in';");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn create_table_comment(table_name: impl Into<Name>, comment: impl Into<String>) -> CreateTableCommentOp {
    CreateTableCommentOp {
        table_name: table_name.into(),
        schema: None,
        comment: Some(comment.into()),
        existing_comment: None,
    }
}

/// `op.drop_table_comment`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::{Operation, drop_table_comment};
/// let op = drop_table_comment("account").schema("app").existing_comment("users");
/// assert_eq!(alembic_sql::to_sql(op.clone(), DialectName::Postgresql)?, "COMMENT ON TABLE app.account IS NULL;");
/// let back = Operation::from(op).reverse().expect("the comment that was there is known");
/// assert_eq!(alembic_sql::to_sql(back, DialectName::Postgresql)?, "COMMENT ON TABLE app.account IS 'users';");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DropTableCommentOp {
    /// The table.
    pub table_name: Name,
    /// Its schema.
    pub schema: Option<Name>,
    /// The comment that goes.
    pub existing_comment: Option<String>,
}

/// Removes the comment of a table.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::drop_table_comment;
/// let op = drop_table_comment("account");
/// assert_eq!(alembic_sql::to_sql(op.clone(), DialectName::Postgresql)?, "COMMENT ON TABLE account IS NULL;");
/// assert_eq!(alembic_sql::to_sql(op, DialectName::Mysql)?, "ALTER TABLE account COMMENT '';");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn drop_table_comment(table_name: impl Into<Name>) -> DropTableCommentOp {
    DropTableCommentOp {
        table_name: table_name.into(),
        schema: None,
        existing_comment: None,
    }
}

macro_rules! comment_options {
    ($($type:ty),*) => {
        $(impl $type {
            /// Names the schema.
            #[must_use]
            pub fn schema(mut self, schema: impl Into<Name>) -> Self {
                self.schema = Some(schema.into());
                self
            }

            /// Tells the comment that the table has now.
            #[must_use]
            pub fn existing_comment(mut self, comment: impl Into<String>) -> Self {
                self.existing_comment = Some(comment.into());
                self
            }
        })*
    };
}

comment_options!(CreateTableCommentOp, DropTableCommentOp);
