//! Function calls: `sa.func`.

use super::{Expr, Exprs};
use crate::schema::{ColumnType, Name};

/// A function call: `sa.func.name(…)`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// fn sql(sql: impl Into<Sql>, dialect: DialectName) -> Result<String, alembic_sql::CompileError> {
///     alembic_sql::to_sql(execute(sql), dialect)
/// }
/// assert_eq!(
///     sql(select(func::call("f", col("a")).package("s")), DialectName::Postgresql)?,
///     "SELECT s.f(a) AS f_1;"
/// );
/// assert_eq!(
///     sql(select(Expr::from(func::call("f", col("a")).type_(string(None))) + "!"), DialectName::Postgresql)?,
///     "SELECT f(a) || '!' AS anon_1;"
/// );
/// assert_eq!(
///     sql(select(func::count(()).filter(col("a").gt(1))), DialectName::Postgresql)?,
///     "SELECT count(*) FILTER (WHERE a > 1) AS anon_1;"
/// );
/// assert_eq!(
///     sql(select(func::row_number().over(over().order_by(col("a")))), DialectName::Postgresql)?,
///     "SELECT row_number() OVER (ORDER BY a) AS anon_1;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// The name as written; some names mean something to SQLAlchemy (`now`, `current_timestamp`).
    pub name: String,
    /// The names before it, such as a schema: `sa.func.pg_catalog.name(…)`.
    pub package: Vec<Name>,
    /// The arguments.
    pub args: Vec<Expr>,
    /// The type of what it returns, where SQLAlchemy does not know it.
    pub type_: Option<ColumnType>,
    /// `FILTER (WHERE …)`.
    pub filter: Vec<Expr>,
    /// `OVER (…)`.
    pub over: Option<Box<Over>>,
}

/// The window of a function: `OVER (PARTITION BY … ORDER BY …)`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let op = execute(select(func::sum(col("a")).over(over().partition_by(col("b")).order_by(col("c").desc()))));
/// let sql = alembic_sql::to_sql(op, DialectName::Postgresql)?;
/// assert_eq!(sql, "SELECT sum(a) OVER (PARTITION BY b ORDER BY c DESC) AS anon_1;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Over {
    /// `PARTITION BY`.
    pub partition_by: Vec<Expr>,
    /// `ORDER BY`.
    pub order_by: Vec<Expr>,
}

/// A window that spans everything.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let op = execute(select(func::sum(col("a")).over(over())));
/// let sql = alembic_sql::to_sql(op, DialectName::Postgresql)?;
/// assert_eq!(sql, "SELECT sum(a) OVER () AS anon_1;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn over() -> Over {
    Over::default()
}

impl Over {
    /// Adds to `PARTITION BY`.
    #[must_use]
    pub fn partition_by(mut self, by: impl Into<Exprs>) -> Self {
        self.partition_by.extend(by.into());
        self
    }

    /// Adds to `ORDER BY`.
    #[must_use]
    pub fn order_by(mut self, by: impl Into<Exprs>) -> Self {
        self.order_by.extend(by.into());
        self
    }
}

impl Function {
    /// Says what type the function returns: `sa.func.name(…, type_=…)`.
    #[must_use]
    pub fn type_(mut self, type_: impl Into<ColumnType>) -> Self {
        self.type_ = Some(type_.into());
        self
    }

    /// Puts a schema or package before the name: `sa.func.package.name(…)`.
    #[must_use]
    pub fn package(mut self, package: impl Into<Name>) -> Self {
        self.package.push(package.into());
        self
    }

    /// Takes only some rows: `FILTER (WHERE …)`.
    ///
    /// ```
    /// use alembic_core::{DialectName, ops::execute, schema::{col, func, select}};
    /// let query = select(func::count(()).filter(col("open").eq(1)));
    /// let sql = alembic_sql::to_sql(execute(query), DialectName::Postgresql)?;
    /// assert_eq!(sql, "SELECT count(*) FILTER (WHERE open = 1) AS anon_1;");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn filter(mut self, criterion: impl Into<Expr>) -> Self {
        self.filter.push(criterion.into());
        self
    }

    /// Makes it a window function: `OVER (…)`.
    #[must_use]
    pub fn over(mut self, window: Over) -> Self {
        self.over = Some(Box::new(window));
        self
    }
}

/// Functions, as `sa.func` gives them. Several arguments are a tuple or an array; `()` is none.
///
/// ```
/// use alembic_core::{DialectName, ops::execute, schema::{col, func, select}};
/// let query = select((func::coalesce((col("name"), "none")), func::call("md5", col("name"))));
/// let sql = alembic_sql::to_sql(execute(query), DialectName::Postgresql)?;
/// assert_eq!(sql, "SELECT coalesce(name, 'none') AS coalesce_1, md5(name) AS md5_1;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
pub mod func {
    use super::{Exprs, Function};

    macro_rules! function_example {
        ($example:literal $sql:literal) => {
            concat!(
                "\n```\nuse alembic_core::{DialectName, ops::execute, schema::{Expr, col, func, select}};\n",
                "let query = select(Expr::from(func::",
                $example,
                ").label(\"x\"));\n",
                "let sql = alembic_sql::to_sql(execute(query), DialectName::Sqlite)?;\n",
                "assert_eq!(sql, \"SELECT ",
                $sql,
                " AS x;\");\n# Ok::<(), alembic_sql::CompileError>(())\n```"
            )
        };
    }

    macro_rules! functions {
        ($($(#[$doc:meta])* $name:ident($($arg:ident)?) $example:literal $sql:literal;)*) => {
            $($(#[$doc])*
            #[doc = function_example!($example $sql)]
            #[must_use]
            pub fn $name($($arg: impl Into<Exprs>)?) -> Function {
                functions!(@call $name $($arg)?)
            })*
        };
        (@call $name:ident) => { call(stringify!($name), ()) };
        (@call $name:ident $arg:ident) => { call(stringify!($name), $arg) };
    }

    functions! {
        /// `now()`; `CURRENT_TIMESTAMP` on SQLite.
        now() "now()" "CURRENT_TIMESTAMP";
        /// `CURRENT_TIMESTAMP`.
        current_timestamp() "current_timestamp()" "CURRENT_TIMESTAMP";
        /// `CURRENT_DATE`.
        current_date() "current_date()" "CURRENT_DATE";
        /// `lower(…)`.
        lower(arg) "lower(col(\"a\"))" "lower(a)";
        /// `upper(…)`.
        upper(arg) "upper(col(\"a\"))" "upper(a)";
        /// `trim(…)`.
        trim(arg) "trim(col(\"a\"))" "trim(a)";
        /// `length(…)`.
        length(arg) "length(col(\"a\"))" "length(a)";
        /// `replace(text, from, to)`.
        replace(args) "replace((col(\"a\"), \"b\", \"c\"))" "replace(a, 'b', 'c')";
        /// `substr(text, start, length)`.
        substr(args) "substr((col(\"a\"), 1, 3))" "substr(a, 1, 3)";
        /// `coalesce(…)`.
        coalesce(args) "coalesce((col(\"a\"), 0))" "coalesce(a, 0)";
        /// `concat(…)`.
        concat(args) "concat((col(\"a\"), \"b\"))" "concat(a, 'b')";
        /// `count(…)`; `count(*)` without arguments.
        count(args) "count(())" "count(*)";
        /// `max(…)`.
        max(arg) "max(col(\"a\"))" "max(a)";
        /// `min(…)`.
        min(arg) "min(col(\"a\"))" "min(a)";
        /// `sum(…)`.
        sum(arg) "sum(col(\"a\"))" "sum(a)";
        /// `avg(…)`.
        avg(arg) "avg(col(\"a\"))" "avg(a)";
        /// `row_number()`.
        row_number() "row_number()" "row_number()";
    }

    /// Any function by its name: `sa.func.<name>(…)`.
    ///
    /// ```
    /// use alembic_core::DialectName;
    /// use alembic_core::ops::*;
    /// use alembic_core::schema::*;
    /// let op = execute(select(func::call("date_trunc", ("day", col("a")))));
    /// let sql = alembic_sql::to_sql(op, DialectName::Postgresql)?;
    /// assert_eq!(sql, "SELECT date_trunc('day', a) AS date_trunc_1;");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn call(name: impl Into<String>, args: impl Into<Exprs>) -> Function {
        Function {
            name: name.into(),
            package: Vec::new(),
            args: args.into().into_iter().collect(),
            type_: None,
            filter: Vec::new(),
            over: None,
        }
    }
}
