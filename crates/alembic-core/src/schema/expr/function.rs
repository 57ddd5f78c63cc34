//! Function calls: `sa.func`.

use super::{Expr, Exprs};
use crate::schema::{ColumnType, Name};

/// A function call: `sa.func.name(…)`.
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
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Over {
    /// `PARTITION BY`.
    pub partition_by: Vec<Expr>,
    /// `ORDER BY`.
    pub order_by: Vec<Expr>,
}

/// A window that spans everything.
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

    macro_rules! functions {
        ($($(#[$doc:meta])* $name:ident($($arg:ident)?);)*) => {
            $($(#[$doc])*
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
        now();
        /// `CURRENT_TIMESTAMP`.
        current_timestamp();
        /// `CURRENT_DATE`.
        current_date();
        /// `lower(…)`.
        lower(arg);
        /// `upper(…)`.
        upper(arg);
        /// `trim(…)`.
        trim(arg);
        /// `length(…)`.
        length(arg);
        /// `replace(text, from, to)`.
        replace(args);
        /// `substr(text, start, length)`.
        substr(args);
        /// `coalesce(…)`.
        coalesce(args);
        /// `concat(…)`.
        concat(args);
        /// `count(…)`; `count(*)` without arguments.
        count(args);
        /// `max(…)`.
        max(arg);
        /// `min(…)`.
        min(arg);
        /// `sum(…)`.
        sum(arg);
        /// `avg(…)`.
        avg(arg);
        /// `row_number()`.
        row_number();
    }

    /// Any function by its name: `sa.func.<name>(…)`.
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
