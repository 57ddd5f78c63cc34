//! Values in statements: spelled out, named, or bound.

use alembic_core::Value;
use alembic_core::schema::postgresql::PostgresqlType;
use alembic_core::schema::{ColumnType, DateTimeKind, Expr};

use super::{Against, Binds, Renderer, coerced, type_of};
use crate::context::Cx;
use crate::error::Result;

impl Renderer<'_, '_> {
    /// A value; `base` is what a made-up name for it begins with.
    pub(crate) fn value(&mut self, value: &Value, type_: Option<&ColumnType>, base: Option<&str>) -> Result<String> {
        match self.binds {
            Binds::Literal => self.cx.literal(value, type_),
            Binds::Named => {
                let name = self.made_up(base.unwrap_or("param"));
                Ok(format!(":{name}{}", self.cx.bind_cast(value, type_)?))
            }
            Binds::Placeholders => {
                // SQLAlchemy counts its made-up names here too, and labels are made of the same ones
                let _ = self.made_up(base.unwrap_or("param"));
                self.placeholder(value, type_)
            }
        }
    }

    /// A value with a name.
    pub(crate) fn named_value(&mut self, key: &str, value: &Value, type_: Option<&ColumnType>) -> Result<String> {
        match self.binds {
            Binds::Literal => self.cx.literal(value, type_),
            Binds::Named => Ok(format!(":{key}{}", self.cx.bind_cast(value, type_)?)),
            Binds::Placeholders => self.placeholder(value, type_),
        }
    }

    fn placeholder(&mut self, value: &Value, type_: Option<&ColumnType>) -> Result<String> {
        let cast = self.cx.bind_cast(value, type_)?;
        Ok(self.placeholder_as(value, type_, cast))
    }

    /// A value with a cast of its own behind it.
    pub(super) fn cast_value(&mut self, value: &Value, cast: &str, base: Option<&str>) -> Result<String> {
        match self.binds {
            Binds::Literal => self.cx.literal(value, None),
            Binds::Named => Ok(format!(":{}{cast}", self.made_up(base.unwrap_or("param")))),
            Binds::Placeholders => {
                let _ = self.made_up(base.unwrap_or("param"));
                Ok(self.placeholder_as(value, None, cast.to_owned()))
            }
        }
    }

    fn placeholder_as(&mut self, value: &Value, type_: Option<&ColumnType>, cast: String) -> String {
        // text takes the type of the place where it stands, as far as the place has one
        let cast = if is_text_cast(&cast) && !self.in_function {
            String::new()
        } else {
            cast
        };
        self.params.push(self.cx.bound(value, type_));
        if self.cx.dialect.has_numbered_placeholders() {
            format!("${}{cast}", self.params.len())
        } else {
            "?".to_owned()
        }
    }

    /// An expression beside something of a type: plain values take it.
    pub(crate) fn beside(
        &mut self,
        expr: &Expr,
        type_: Option<&ColumnType>,
        against: Option<Against>,
        base: Option<&str>,
    ) -> Result<String> {
        match (expr, against) {
            (Expr::Value(value), _) => self.value(value, coerced(value, type_), base),
            (expr, Some(against)) => self.grouped(expr, against),
            (expr, None) => self.render(expr),
        }
    }

    /// What the made-up name of a value beside this begins with.
    pub(crate) fn base(expr: &Expr) -> Option<&str> {
        match expr {
            Expr::Column(column) => Some(&column.name.text),
            Expr::Function(function) => Some(&function.name),
            _ => None,
        }
    }

    /// The type of an expression, for the values beside it.
    pub(crate) fn type_beside(expr: &Expr) -> Option<ColumnType> {
        match expr {
            Expr::Value(_) => None,
            expr => type_of(expr),
        }
    }
}

/// Whether a cast only says that text is text.
fn is_text_cast(cast: &str) -> bool {
    matches!(cast, "::VARCHAR" | "::TEXT")
}

impl Cx<'_> {
    /// The cast that SQLAlchemy writes behind a parameter on PostgreSQL.
    pub(crate) fn bind_cast(&self, value: &Value, type_: Option<&ColumnType>) -> Result<String> {
        if !self.dialect.has_numbered_placeholders() {
            return Ok(String::new());
        }
        let Some(type_) = type_ else {
            return Ok(match value {
                Value::Int(number) if i32::try_from(*number).is_ok() => "::INTEGER",
                Value::Int(_) => "::BIGINT",
                Value::Text(_) => "::VARCHAR",
                Value::Null | Value::Bool(_) | Value::Float(_) | Value::Bytes(_) => "",
            }
            .to_owned());
        };
        let type_ = type_.for_dialect(self.dialect.name);
        Ok(match type_ {
            ColumnType::String(_) => "::VARCHAR".to_owned(),
            ColumnType::DateTime(time) => match time.kind {
                DateTimeKind::DateTime | DateTimeKind::UpperDatetime | DateTimeKind::Timestamp => {
                    format!(
                        "::TIMESTAMP {} TIME ZONE",
                        if time.timezone { "WITH" } else { "WITHOUT" }
                    )
                }
                _ => format!("::{}", self.type_sql(type_)?),
            },
            ColumnType::Postgresql(PostgresqlType::Simple(simple))
                if !simple.as_str().ends_with("RANGE") && simple.as_str() != "REGCONFIG" =>
            {
                String::new()
            }
            ColumnType::Postgresql(
                PostgresqlType::Enum(_) | PostgresqlType::Domain(_) | PostgresqlType::Interval(_),
            ) => String::new(),
            ColumnType::Integer(_)
            | ColumnType::Uuid(_)
            | ColumnType::Json(_)
            | ColumnType::Array(_)
            | ColumnType::Postgresql(_) => format!("::{}", self.type_sql(type_)?),
            ColumnType::Numeric(_)
            | ColumnType::Float(_)
            | ColumnType::Boolean(_)
            | ColumnType::Binary(_)
            | ColumnType::Interval(_)
            | ColumnType::Enum(_)
            | ColumnType::Mysql(_)
            | ColumnType::Sqlite(_)
            | ColumnType::Sql(_)
            | ColumnType::Variant(_)
            | ColumnType::Null => String::new(),
        })
    }
}

impl Renderer<'_, '_> {
    /// The values of an `IN`, under one made-up name.
    pub(super) fn value_list(
        &mut self,
        values: &[&Value],
        type_: Option<&ColumnType>,
        base: Option<&str>,
    ) -> Result<String> {
        let type_ = values.first().and_then(|first| coerced(first, type_));
        let name = match self.binds {
            Binds::Literal => String::new(),
            Binds::Named | Binds::Placeholders => self.made_up(base.unwrap_or("param")),
        };
        if self.binds == Binds::Named {
            return Ok(format!("__[POSTCOMPILE_{name}]"));
        }
        let parts: Vec<String> = values
            .iter()
            .map(|value| match self.binds {
                Binds::Literal | Binds::Named => self.cx.literal(value, type_),
                Binds::Placeholders => self.placeholder(value, type_),
            })
            .collect::<Result<_>>()?;
        Ok(parts.join(", "))
    }
}
