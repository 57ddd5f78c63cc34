//! Types of expressions, as far as the SQL depends on them: values take the type of what they stand beside.

use alembic_core::Value;
use alembic_core::schema::mysql::MysqlType;
use alembic_core::schema::postgresql::PostgresqlType;
use alembic_core::schema::{
    BinaryOperator, BooleanType, ColumnType, DateTimeKind, Expr, FloatKind, Function, IntegerKind, JsonAs, NumericKind,
    NumericType, Query, StringKind, StringType, UnaryOperator,
};

use super::precedence::is_boolean;

/// What kind of type it is: SQLAlchemy's `_type_affinity`, as far as expressions depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Integer,
    Numeric,
    Float,
    Text,
    Boolean,
    Bytes,
    Json,
    Array,
    /// Dates, times, UUIDs, enums and everything else that travels as text.
    Other,
}

pub(crate) fn kind(type_: &ColumnType) -> Kind {
    match type_ {
        ColumnType::String(_) => Kind::Text,
        ColumnType::Integer(_) => Kind::Integer,
        ColumnType::Numeric(_) => Kind::Numeric,
        ColumnType::Float(_) => Kind::Float,
        ColumnType::Boolean(_) => Kind::Boolean,
        ColumnType::Binary(_) => Kind::Bytes,
        ColumnType::Json(_) | ColumnType::Sqlite(_) => Kind::Json,
        ColumnType::Array(_) => Kind::Array,
        ColumnType::Postgresql(type_) => match type_ {
            PostgresqlType::Jsonb(_) => Kind::Json,
            PostgresqlType::Simple(simple) if simple.as_str() == "CITEXT" => Kind::Text,
            PostgresqlType::Simple(simple) if simple.as_str() == "BYTEA" => Kind::Bytes,
            _ => Kind::Other,
        },
        ColumnType::Mysql(type_) => match type_ {
            MysqlType::Integer(_) | MysqlType::Year(_) => Kind::Integer,
            MysqlType::Numeric(_) => Kind::Numeric,
            MysqlType::String(_) => Kind::Text,
            MysqlType::Tinyblob | MysqlType::Mediumblob | MysqlType::Longblob => Kind::Bytes,
            MysqlType::Time(_) | MysqlType::Enum(_) | MysqlType::Bit(_) | MysqlType::Inet4 | MysqlType::Inet6 => {
                Kind::Other
            }
        },
        ColumnType::Variant(variant) => kind(&variant.base),
        ColumnType::DateTime(_)
        | ColumnType::Interval(_)
        | ColumnType::Enum(_)
        | ColumnType::Uuid(_)
        | ColumnType::Sql(_)
        | ColumnType::Null => Kind::Other,
    }
}

/// The type of a plain value beside something of another type; `None` leaves it to the value.
pub(crate) fn coerced<'t>(value: &Value, beside: Option<&'t ColumnType>) -> Option<&'t ColumnType> {
    let beside = beside?;
    let fits = match value {
        Value::Null => true,
        // numbers, dates and the like travel as text
        Value::Text(_) => !matches!(kind(beside), Kind::Integer | Kind::Float | Kind::Boolean),
        Value::Int(_) => kind(beside) == Kind::Integer,
        Value::Float(_) => kind(beside) == Kind::Float,
        Value::Bool(_) => kind(beside) == Kind::Boolean,
        Value::Bytes(_) => kind(beside) == Kind::Bytes,
    };
    fits.then_some(beside)
}

fn text() -> ColumnType {
    ColumnType::String(StringType {
        kind: StringKind::String,
        length: None,
        collation: None,
        collation_schema: None,
    })
}

fn boolean() -> ColumnType {
    ColumnType::Boolean(BooleanType::default())
}

pub(crate) fn numeric() -> ColumnType {
    ColumnType::Numeric(NumericType {
        kind: NumericKind::Numeric,
        precision: None,
        scale: None,
    })
}

/// The type that SQLAlchemy guesses from a value.
fn of_value(value: &Value) -> Option<ColumnType> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(_) => boolean(),
        Value::Int(_) => ColumnType::Integer(IntegerKind::Integer),
        Value::Float(_) => alembic_core::schema::FloatType {
            kind: FloatKind::Float,
            precision: None,
        }
        .into(),
        Value::Text(_) => text(),
        Value::Bytes(_) => alembic_core::schema::large_binary(None).into(),
    })
}

/// The type of an expression, where it is known.
pub(crate) fn type_of(expr: &Expr) -> Option<ColumnType> {
    match expr {
        Expr::Text(_) | Expr::Null | Expr::List(_) | Expr::Tuple(_) | Expr::Excluded(_) => None,
        Expr::Value(value) => of_value(value),
        Expr::Literal(literal) => literal.type_.clone().or_else(|| of_value(&literal.value)),
        Expr::Bind(bind) => bind.type_.clone().or_else(|| of_value(&bind.value)),
        Expr::True | Expr::False | Expr::Junction(_) | Expr::Exists(_) => Some(boolean()),
        Expr::Column(column) => column.type_.clone().filter(|type_| *type_ != ColumnType::Null),
        Expr::Function(function) => of_function(function),
        Expr::Cast(cast) | Expr::TypeCoerce(cast) => Some(cast.type_.clone()),
        Expr::Case(case) => {
            let results = case.whens.iter().map(|(_, then)| then).chain(case.else_.as_deref());
            results.rev().find_map(type_of)
        }
        Expr::Extract(_) | Expr::NextValue(_) => Some(ColumnType::Integer(IntegerKind::Integer)),
        Expr::Binary(binary) => match &binary.operator {
            operator if is_boolean(operator) => Some(boolean()),
            BinaryOperator::JsonGet(JsonAs::Type(type_)) => Some(type_.clone()),
            BinaryOperator::Custom(custom) if custom.return_type.is_some() => custom.return_type.clone(),
            BinaryOperator::Collate(_) | BinaryOperator::JsonGet(JsonAs::Json) => type_of(&binary.left),
            BinaryOperator::Concat => type_of(&binary.left).or_else(|| type_of(&binary.right)),
            BinaryOperator::Custom(_) => type_of(&binary.left),
            operator => arithmetic(operator, type_of(&binary.left), type_of(&binary.right)),
        },
        Expr::Unary(unary) => match unary.operator {
            UnaryOperator::Neg | UnaryOperator::BitwiseNot | UnaryOperator::Distinct => type_of(&unary.operand),
            UnaryOperator::Not | UnaryOperator::IsTrue | UnaryOperator::IsFalse => Some(boolean()),
            UnaryOperator::Any | UnaryOperator::All => match type_of(&unary.operand) {
                Some(ColumnType::Array(array)) => Some(array.item_type.clone()),
                type_ => type_,
            },
        },
        Expr::Array(array) => {
            let item = array
                .item_type
                .clone()
                .or_else(|| array.elements.first().and_then(type_of));
            item.map(|item| alembic_core::schema::array(item).into())
        }
        Expr::Label(label) => type_of(&label.expr),
        Expr::Subquery(query) => first_column(query).and_then(type_of),
        Expr::Modified(modified) => type_of(&modified.expr),
    }
}

fn first_column(query: &Query) -> Option<&Expr> {
    match query {
        Query::Select(select) => select.columns.first(),
        Query::Compound(compound) => compound.selects.first().and_then(first_column),
    }
}

fn arithmetic(operator: &BinaryOperator, left: Option<ColumnType>, right: Option<ColumnType>) -> Option<ColumnType> {
    let (Some(left_type), Some(right_type)) = (&left, &right) else {
        return left.or(right);
    };
    match (operator, kind(left_type), kind(right_type)) {
        (BinaryOperator::TrueDiv, Kind::Integer, Kind::Integer) => Some(numeric()),
        (_, Kind::Integer, Kind::Numeric | Kind::Float) => right,
        _ => left,
    }
}

fn of_function(function: &Function) -> Option<ColumnType> {
    if function.type_.is_some() {
        return function.type_.clone();
    }
    let date_time = |kind| {
        Some(ColumnType::DateTime(alembic_core::schema::DateTimeType {
            kind,
            timezone: false,
        }))
    };
    match function.name.to_lowercase().as_str() {
        "count" | "char_length" | "rank" | "dense_rank" => Some(ColumnType::Integer(IntegerKind::Integer)),
        "coalesce" | "max" | "min" | "sum" | "pow" => function.args.iter().find_map(type_of),
        "now" | "current_timestamp" | "localtime" | "localtimestamp" | "sysdate" => date_time(DateTimeKind::DateTime),
        "current_date" => date_time(DateTimeKind::Date),
        "current_time" => date_time(DateTimeKind::Time),
        "concat" | "current_user" | "session_user" | "user" | "aggregate_strings" => Some(text()),
        _ => None,
    }
}

/// Whether a `+` joins texts.
pub(crate) fn is_concat(expr: &Expr) -> bool {
    let Expr::Binary(binary) = expr else { return false };
    match binary.operator {
        BinaryOperator::Concat => true,
        BinaryOperator::Add => {
            let is_text = |type_: &Option<ColumnType>| type_.as_ref().is_none_or(joins);
            let (left, right) = (type_of(&binary.left), type_of(&binary.right));
            (left.is_some() || right.is_some()) && is_text(&left) && is_text(&right)
        }
        _ => false,
    }
}

fn joins(type_: &ColumnType) -> bool {
    matches!(kind(type_), Kind::Text | Kind::Bytes | Kind::Array)
        || matches!(
            type_,
            ColumnType::Enum(_) | ColumnType::Postgresql(PostgresqlType::Jsonb(_))
        )
}

/// Whether a value of the expression is a boolean that is no condition by itself.
pub(crate) fn is_plain_boolean(expr: &Expr) -> bool {
    match expr {
        Expr::Column(_)
        | Expr::Function(_)
        | Expr::Cast(_)
        | Expr::TypeCoerce(_)
        | Expr::Case(_)
        | Expr::Value(_)
        | Expr::Literal(_)
        | Expr::Bind(_)
        | Expr::True
        | Expr::False
        | Expr::Subquery(_) => type_of(expr).is_some_and(|type_| kind(&type_) == Kind::Boolean),
        Expr::Label(label) => is_plain_boolean(&label.expr),
        Expr::Text(_)
        | Expr::Null
        | Expr::Extract(_)
        | Expr::Binary(_)
        | Expr::Unary(_)
        | Expr::Junction(_)
        | Expr::List(_)
        | Expr::Tuple(_)
        | Expr::Array(_)
        | Expr::Exists(_)
        | Expr::NextValue(_)
        | Expr::Excluded(_)
        | Expr::Modified(_) => false,
    }
}
