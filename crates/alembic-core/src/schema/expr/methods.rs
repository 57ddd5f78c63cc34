//! What one does with expressions: comparing, combining, joining conditions.

use super::{
    Between, Binary, BinaryOperator, CustomOperator, Expr, Exprs, JsonAs, Junction, JunctionOperator, Like,
    LikePosition, Unary, UnaryOperator,
};
use crate::Value;
use crate::schema::{ColumnType, Query};

/// All conditions hold: `sa.and_`.
///
/// ```
/// use alembic_core::{DialectName, ops::create_check_constraint, schema::{and_, col, or_}};
/// let condition = and_([col("a").gt(0), or_([col("b").is_(None::<i32>), col("b").ne("x")])]);
/// let sql = alembic_sql::to_sql(create_check_constraint("ck", "t", condition), DialectName::Postgresql)?;
/// assert_eq!(sql, "ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 0 AND (b IS NULL OR b != 'x'));");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn and_(clauses: impl Into<Exprs>) -> Expr {
    junction(JunctionOperator::And, clauses.into())
}

/// One of the conditions holds: `sa.or_`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// let op = execute(select(or_([col("a").eq(1), col("b").eq(2)]).label("x")));
/// let sql = alembic_sql::to_sql(op, DialectName::Postgresql)?;
/// assert_eq!(sql, "SELECT a = 1 OR b = 2 AS x;");
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn or_(clauses: impl Into<Exprs>) -> Expr {
    junction(JunctionOperator::Or, clauses.into())
}

/// Removes what does not matter, and makes one list of lists with the same operator.
fn junction(operator: JunctionOperator, given: Exprs) -> Expr {
    let (neutral, deciding) = match operator {
        JunctionOperator::And => (Expr::True, Expr::False),
        JunctionOperator::Or => (Expr::False, Expr::True),
    };
    let given: Vec<Expr> = given.into_iter().map(constant).collect();
    if given.contains(&deciding) {
        return deciding;
    }
    let mut clauses = Vec::new();
    for clause in given.iter().filter(|clause| **clause != neutral) {
        match clause {
            Expr::Junction(inner) if inner.operator == operator => clauses.extend(inner.clauses.iter().cloned()),
            clause => clauses.push(clause.clone()),
        }
    }
    match clauses.len() {
        0 if !given.is_empty() => neutral,
        1 => clauses.remove(0),
        _ => Expr::Junction(Junction { operator, clauses }),
    }
}

/// A boolean value is the constant, as SQLAlchemy coerces it.
fn constant(expr: Expr) -> Expr {
    match expr {
        Expr::Value(Value::Bool(true)) => Expr::True,
        Expr::Value(Value::Bool(false)) => Expr::False,
        Expr::Value(Value::Null) => Expr::Null,
        expr => expr,
    }
}

/// The condition does not hold: `sa.not_`.
///
/// ```
/// use alembic_core::DialectName;
/// use alembic_core::ops::*;
/// use alembic_core::schema::*;
/// fn sql(sql: impl Into<Sql>, dialect: DialectName) -> Result<String, alembic_sql::CompileError> {
///     alembic_sql::to_sql(execute(sql), dialect)
/// }
/// assert_eq!(sql(select(not_(col("a").eq(1)).label("x")), DialectName::Postgresql)?, "SELECT a != 1 AS x;");
/// assert_eq!(
///     sql(select(not_(and_([col("a").eq(1), col("b").eq(2)])).label("x")), DialectName::Postgresql)?,
///     "SELECT NOT (a = 1 AND b = 2) AS x;"
/// );
/// # Ok::<(), alembic_sql::CompileError>(())
/// ```
#[must_use]
pub fn not_(condition: impl Into<Expr>) -> Expr {
    match constant(condition.into()) {
        Expr::True => Expr::False,
        Expr::False => Expr::True,
        Expr::Binary(binary) => match binary.operator.negated() {
            Some(operator) => Expr::Binary(Box::new(Binary { operator, ..*binary })),
            None => unary(UnaryOperator::Not, Expr::Binary(binary)),
        },
        condition => unary(UnaryOperator::Not, condition),
    }
}

fn unary(operator: UnaryOperator, operand: Expr) -> Expr {
    Expr::Unary(Box::new(Unary { operator, operand }))
}

/// What `IN` looks into: values, expressions, or a query.
#[derive(Debug, Clone, PartialEq)]
pub struct InOperand(Expr);

impl<T: Into<Query>> From<T> for InOperand {
    fn from(query: T) -> Self {
        Self(Expr::Subquery(Box::new(query.into())))
    }
}

impl<T: Into<Expr>> From<Vec<T>> for InOperand {
    fn from(values: Vec<T>) -> Self {
        Self(Expr::List(values.into_iter().map(Into::into).collect()))
    }
}

impl<T: Into<Expr>, const N: usize> From<[T; N]> for InOperand {
    fn from(values: [T; N]) -> Self {
        Self(Expr::List(values.into_iter().map(Into::into).collect()))
    }
}

impl From<Expr> for InOperand {
    fn from(expr: Expr) -> Self {
        Self(expr)
    }
}

/// Which element of a JSON value: a key, a position, or a path of them.
#[derive(Debug, Clone, PartialEq)]
pub struct JsonIndex(Expr);

impl From<&str> for JsonIndex {
    fn from(key: &str) -> Self {
        Self(key.into())
    }
}

impl From<i32> for JsonIndex {
    fn from(position: i32) -> Self {
        Self(position.into())
    }
}

impl From<Expr> for JsonIndex {
    fn from(index: Expr) -> Self {
        Self(index)
    }
}

impl<T: Into<Expr>> From<Vec<T>> for JsonIndex {
    fn from(path: Vec<T>) -> Self {
        Self(Expr::List(path.into_iter().map(Into::into).collect()))
    }
}

impl<T: Into<Expr>, const N: usize> From<[T; N]> for JsonIndex {
    fn from(path: [T; N]) -> Self {
        Self(Expr::List(path.into_iter().map(Into::into).collect()))
    }
}

macro_rules! method_example {
    ($name:ident $sql:literal) => {
        concat!(
            "\n```\nuse alembic_core::{DialectName, ops::execute, schema::{col, select}};\n",
            "let query = select(col(\"a\").",
            stringify!($name),
            "(\"x\").label(\"y\"));\n",
            "let sql = alembic_sql::to_sql(execute(query), DialectName::Postgresql)?;\n",
            "assert_eq!(sql, \"SELECT ",
            $sql,
            " AS y;\");\n# Ok::<(), alembic_sql::CompileError>(())\n```"
        )
    };
}

macro_rules! binary_methods {
    ($($(#[$doc:meta])* $name:ident $operator:expr, $sql:literal;)*) => {
        $($(#[$doc])*
        #[doc = method_example!($name $sql)]
        #[must_use]
        pub fn $name(self, other: impl Into<Expr>) -> Self {
            self.binary($operator, other.into())
        })*
    };
}

macro_rules! like_methods {
    ($($(#[$doc:meta])* $name:ident $position:ident $insensitive:literal $negated:literal, $sql:literal;)*) => {
        $($(#[$doc])*
        #[doc = method_example!($name $sql)]
        #[must_use]
        pub fn $name(self, other: impl Into<Expr>) -> Self {
            let like = Like {
                position: LikePosition::$position,
                insensitive: $insensitive,
                negated: $negated,
                escape: None,
            };
            self.binary(BinaryOperator::Like(like), other.into())
        })*
    };
}

/// Operators. Plain values on the right take the type of the left side, and `None` compares with `IS`.
impl Expr {
    fn binary(self, operator: BinaryOperator, right: Self) -> Self {
        let left = self;
        Self::Binary(Box::new(Binary { left, operator, right }))
    }

    binary_methods! {
        /// `<`: `column < other`.
        lt BinaryOperator::Lt, "a < 'x'";
        /// `<=`: `column <= other`.
        le BinaryOperator::Le, "a <= 'x'";
        /// `>`: `column > other`.
        gt BinaryOperator::Gt, "a > 'x'";
        /// `>=`: `column >= other`.
        ge BinaryOperator::Ge, "a >= 'x'";
        /// `||`, `concat()` on MySQL: `column.concat(other)`.
        concat BinaryOperator::Concat, "a || 'x'";
        /// Division without a fraction: Python's `//`.
        floordiv BinaryOperator::FloorDiv, "FLOOR(a / 'x')";
        /// `&`: `column.bitwise_and(other)`.
        bitwise_and BinaryOperator::BitwiseAnd, "a & 'x'";
        /// `|`: `column.bitwise_or(other)`.
        bitwise_or BinaryOperator::BitwiseOr, "a | 'x'";
        /// Exclusive or: `column.bitwise_xor(other)`.
        bitwise_xor BinaryOperator::BitwiseXor, "a # 'x'";
        /// `<<`: `column.bitwise_lshift(other)`.
        bitwise_lshift BinaryOperator::BitwiseLshift, "a << 'x'";
        /// `>>`: `column.bitwise_rshift(other)`.
        bitwise_rshift BinaryOperator::BitwiseRshift, "a >> 'x'";
        /// A regular expression: `column.regexp_match(pattern)`.
        regexp_match BinaryOperator::RegexpMatch { negated: false, flags: None }, "a ~ 'x'";
        /// Full text search: `column.match(words)`.
        match_ BinaryOperator::Match { negated: false }, "a @@ plainto_tsquery('x')";
    }

    like_methods! {
        /// `LIKE`: `column.like(pattern)`.
        like Pattern false false, "a LIKE 'x'";
        /// `NOT LIKE`: `column.not_like(pattern)`.
        not_like Pattern false true, "a NOT LIKE 'x'";
        /// `ILIKE`, or `LIKE` of both sides in lower case: `column.ilike(pattern)`.
        ilike Pattern true false, "a ILIKE 'x'";
        /// The opposite of [`Expr::ilike`].
        not_ilike Pattern true true, "a NOT ILIKE 'x'";
        /// `LIKE 'other%'`: `column.startswith(other)`.
        startswith Start false false, "a LIKE 'x' || '%'";
        /// `LIKE '%other'`: `column.endswith(other)`.
        endswith End false false, "a LIKE '%' || 'x'";
        /// `LIKE '%other%'`: `column.contains(other)`.
        contains Anywhere false false, "a LIKE '%' || 'x' || '%'";
        /// [`Expr::startswith`] without regard to upper and lower case.
        istartswith Start true false, "a ILIKE 'x' || '%'";
        /// [`Expr::endswith`] without regard to upper and lower case.
        iendswith End true false, "a ILIKE '%' || 'x'";
        /// [`Expr::contains`] without regard to upper and lower case.
        icontains Anywhere true false, "a ILIKE '%' || 'x' || '%'";
    }

    /// `=`, or `IS NULL` with `None`: `column == other`.
    ///
    /// ```
    /// use alembic_core::{DialectName, ops::{delete, execute}, schema::{column, string, table}};
    /// let account = table("account").column(column("name", string(None)));
    /// let sql = |condition| alembic_sql::to_sql(execute(delete(&account).where_(condition)), DialectName::Sqlite);
    /// assert_eq!(sql(account.c("name").eq("x"))?, "DELETE FROM account WHERE account.name = 'x';");
    /// assert_eq!(sql(account.c("name").eq(None::<i32>))?, "DELETE FROM account WHERE account.name IS NULL;");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn eq(self, other: impl Into<Self>) -> Self {
        match constant(other.into()) {
            Self::Null => self.binary(BinaryOperator::Is, Self::Null),
            other => self.binary(BinaryOperator::Eq, other),
        }
    }

    /// `!=`, or `IS NOT NULL` with `None`: `column != other`.
    #[must_use]
    pub fn ne(self, other: impl Into<Self>) -> Self {
        match constant(other.into()) {
            Self::Null => self.binary(BinaryOperator::IsNot, Self::Null),
            other => self.binary(BinaryOperator::Ne, other),
        }
    }

    /// `IS`: `column.is_(other)`.
    #[must_use]
    pub fn is_(self, other: impl Into<Self>) -> Self {
        self.binary(BinaryOperator::Is, constant(other.into()))
    }

    /// `IS NOT`: `column.is_not(other)`.
    #[must_use]
    pub fn is_not(self, other: impl Into<Self>) -> Self {
        self.binary(BinaryOperator::IsNot, constant(other.into()))
    }

    /// `IS NULL`: `column.is_(None)`.
    #[must_use]
    pub fn is_null(self) -> Self {
        self.is_(Self::Null)
    }

    /// `IS NOT NULL`: `column.is_not(None)`.
    #[must_use]
    pub fn is_not_null(self) -> Self {
        self.is_not(Self::Null)
    }

    /// `IS DISTINCT FROM`: `column.is_distinct_from(other)`.
    #[must_use]
    pub fn is_distinct_from(self, other: impl Into<Self>) -> Self {
        self.binary(BinaryOperator::IsDistinctFrom, constant(other.into()))
    }

    /// `IS NOT DISTINCT FROM`: `column.is_not_distinct_from(other)`.
    #[must_use]
    pub fn is_not_distinct_from(self, other: impl Into<Self>) -> Self {
        self.binary(BinaryOperator::IsNotDistinctFrom, constant(other.into()))
    }

    /// `IN`: `column.in_(values)`, with values, expressions or a query.
    #[must_use]
    pub fn in_(self, other: impl Into<InOperand>) -> Self {
        self.binary(BinaryOperator::In, other.into().0)
    }

    /// `NOT IN`: `column.not_in(values)`.
    #[must_use]
    pub fn not_in(self, other: impl Into<InOperand>) -> Self {
        self.binary(BinaryOperator::NotIn, other.into().0)
    }

    /// `BETWEEN`: `column.between(low, high)`.
    #[must_use]
    pub fn between(self, low: impl Into<Self>, high: impl Into<Self>) -> Self {
        let ends = Self::List(vec![low.into(), high.into()]);
        self.binary(BinaryOperator::Between(Between::default()), ends)
    }

    /// `BETWEEN SYMMETRIC`: `column.between(low, high, symmetric=True)`.
    #[must_use]
    pub fn between_symmetric(self, low: impl Into<Self>, high: impl Into<Self>) -> Self {
        let ends = Self::List(vec![low.into(), high.into()]);
        let between = Between {
            symmetric: true,
            ..Between::default()
        };
        self.binary(BinaryOperator::Between(between), ends)
    }

    /// Adds `ESCAPE` to a `LIKE`: its argument `escape`. Other expressions stay as they are.
    #[must_use]
    pub fn escape(mut self, escape: char) -> Self {
        if let Self::Binary(binary) = &mut self
            && let BinaryOperator::Like(like) = &mut binary.operator
        {
            like.escape = Some(escape);
        }
        self
    }

    /// Escapes `%` and `_` in the text of a `startswith`, `endswith` or `contains`: its argument `autoescape`. Other
    /// expressions stay as they are.
    #[must_use]
    pub fn autoescape(mut self) -> Self {
        if let Self::Binary(binary) = &mut self
            && let BinaryOperator::Like(like) = &mut binary.operator
            && like.position != LikePosition::Pattern
            && let Self::Value(Value::Text(text)) = &mut binary.right
        {
            let escape = *like.escape.get_or_insert('/');
            let mut escaped = String::with_capacity(text.len());
            for character in text.chars() {
                if character == '%' || character == '_' || (character == escape && !"%_".contains(escape)) {
                    escaped.push(escape);
                }
                escaped.push(character);
            }
            *text = escaped;
        }
        self
    }

    /// Gives a [`Expr::regexp_match`] its flags, such as `i`. Other expressions stay as they are.
    #[must_use]
    pub fn regexp_flags(mut self, given: impl Into<String>) -> Self {
        if let Self::Binary(binary) = &mut self
            && let BinaryOperator::RegexpMatch { flags, .. } = &mut binary.operator
        {
            *flags = Some(given.into());
        }
        self
    }

    /// An operator by its text: `column.op("->>")(other)`.
    ///
    /// ```
    /// use alembic_core::{DialectName, ops::execute, schema::{col, select}};
    /// let sql = alembic_sql::to_sql(execute(select(col("data").op("->>", "name"))), DialectName::Postgresql)?;
    /// assert_eq!(sql, "SELECT data ->> 'name' AS anon_1;");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn op(self, opstring: impl Into<String>, other: impl Into<Self>) -> Self {
        self.custom_op(
            CustomOperator {
                opstring: opstring.into(),
                precedence: 0,
                is_comparison: false,
                return_type: None,
            },
            other,
        )
    }

    /// An operator by its text that says yes or no: `column.bool_op("@>")(other)`.
    #[must_use]
    pub fn bool_op(self, opstring: impl Into<String>, other: impl Into<Self>) -> Self {
        self.custom_op(
            CustomOperator {
                opstring: opstring.into(),
                precedence: 0,
                is_comparison: true,
                return_type: None,
            },
            other,
        )
    }

    /// An operator with everything that SQLAlchemy's `op()` lets one say about it.
    ///
    /// ```
    /// use alembic_core::{DialectName, ops::execute, schema::{CustomOperator, col, select}};
    /// let arrow = CustomOperator {
    ///     opstring: "->>".to_owned(),
    ///     precedence: 15,
    ///     is_comparison: false,
    ///     return_type: None,
    /// };
    /// let query = select(col("a").custom_op(arrow, "k").eq("x").label("y"));
    /// let sql = alembic_sql::to_sql(execute(query), DialectName::Postgresql)?;
    /// assert_eq!(sql, "SELECT a ->> 'k' = 'x' AS y;");
    /// # Ok::<(), alembic_sql::CompileError>(())
    /// ```
    #[must_use]
    pub fn custom_op(self, operator: CustomOperator, other: impl Into<Self>) -> Self {
        self.binary(BinaryOperator::Custom(operator), other.into())
    }

    /// An element of a JSON value, by its key or position: `column["key"]`. A list of keys is a path.
    #[must_use]
    pub fn json_get(self, index: impl Into<JsonIndex>) -> Self {
        self.binary(BinaryOperator::JsonGet(JsonAs::Json), index.into().0)
    }

    /// Says what the element of a JSON value is: `as_string()`, `as_integer()`, `as_boolean()`… Other expressions
    /// stay as they are.
    #[must_use]
    pub fn json_as(mut self, type_: impl Into<ColumnType>) -> Self {
        if let Self::Binary(binary) = &mut self
            && let BinaryOperator::JsonGet(as_) = &mut binary.operator
        {
            *as_ = JsonAs::Type(type_.into());
        }
        self
    }

    /// `COLLATE`: `column.collate(name)`.
    #[must_use]
    pub fn collate(self, collation: impl Into<String>) -> Self {
        self.binary(BinaryOperator::Collate(collation.into()), Self::Null)
    }

    /// `~`: `column.bitwise_not()`.
    #[must_use]
    pub fn bitwise_not(self) -> Self {
        unary(UnaryOperator::BitwiseNot, self)
    }

    /// `DISTINCT` inside a function, as in `count(DISTINCT x)`: `column.distinct()`.
    #[must_use]
    pub fn distinct(self) -> Self {
        unary(UnaryOperator::Distinct, self)
    }

    /// Compares with any element of an array or row of a query: `column.any_()`.
    #[must_use]
    pub fn any_(self) -> Self {
        unary(UnaryOperator::Any, self)
    }

    /// Compares with all elements of an array or rows of a query: `column.all_()`.
    #[must_use]
    pub fn all_(self) -> Self {
        unary(UnaryOperator::All, self)
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident $operator:ident;)*) => {
        $(impl<T: Into<Self>> std::ops::$trait<T> for Expr {
            type Output = Self;

            fn $method(self, other: T) -> Self {
                self.binary(BinaryOperator::$operator, other.into())
            }
        })*
    };
}

operators! {
    Add add Add;
    Sub sub Sub;
    Mul mul Mul;
    Div div TrueDiv;
    Rem rem Mod;
}

impl std::ops::Neg for Expr {
    type Output = Self;

    fn neg(self) -> Self {
        unary(UnaryOperator::Neg, self)
    }
}

impl std::ops::Not for Expr {
    type Output = Self;

    fn not(self) -> Self {
        not_(self)
    }
}

impl<T: Into<Self>> std::ops::BitAnd<T> for Expr {
    type Output = Self;

    fn bitand(self, other: T) -> Self {
        and_((self, other.into()))
    }
}

impl<T: Into<Self>> std::ops::BitOr<T> for Expr {
    type Output = Self;

    fn bitor(self, other: T) -> Self {
        or_((self, other.into()))
    }
}
