use alembic_core::Value;

/// One SQL statement, ready to be sent, printed or recorded.
///
/// ```
/// use alembic_core::Value;
/// use alembic_sql::{Statement, offline_text};
/// assert_eq!(offline_text(&Statement::new("DROP TABLE account")), "DROP TABLE account;");
/// let statement = Statement::with_params("SELECT * FROM account WHERE id = ?", vec![Value::Int(5)]);
/// assert_eq!(statement.params, [Value::Int(5)]);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The text. With parameters it holds the placeholders of the dialect's driver: `?` on SQLite and
    /// the MySQL family, `$1`, `$2`… on PostgreSQL. Without parameters it is sent as it stands.
    pub sql: String,
    /// The bound values, in the order of the placeholders.
    pub params: Vec<Value>,
}

impl Statement {
    /// A statement without parameters.
    #[must_use]
    pub fn new(sql: impl Into<String>) -> Self {
        Self {
            sql: sql.into(),
            params: Vec::new(),
        }
    }

    /// A statement with bound values.
    #[must_use]
    pub fn with_params(sql: impl Into<String>, params: Vec<Value>) -> Self {
        Self {
            sql: sql.into(),
            params,
        }
    }
}
