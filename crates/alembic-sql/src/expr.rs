//! Expressions as SQL, with their values spelled out, as DDL needs them.

use alembic_core::schema::{Cast, ColumnRef, Expr, Function, Literal, Modifier, TextClause};

use crate::context::Cx;
use crate::error::Result;
use crate::text::replace_binds;
use crate::writer::Preparer;

impl Cx<'_> {
    /// An expression with its values spelled out.
    pub(crate) fn expr(&self, expr: &Expr) -> Result<String> {
        match expr {
            Expr::Text(text) => self.text_literal(text),
            Expr::Literal(literal) => self.literal(&literal.value, literal.type_.as_ref()),
            Expr::Null => Ok("NULL".to_owned()),
            Expr::True => Ok(self.boolean(true).to_owned()),
            Expr::False => Ok(self.boolean(false).to_owned()),
            Expr::Column(column) => Ok(self.column_ref(column)),
            Expr::Function(function) => self.function(function),
            Expr::Cast(cast) => self.cast(cast),
            Expr::Modified(modified) => Ok(self.expr(&modified.expr)? + modifier(modified.modifier)),
        }
    }

    /// SQL text with its bind parameters spelled out; one without a value is `NULL`, as in SQLAlchemy.
    pub(crate) fn text_literal(&self, text: &TextClause) -> Result<String> {
        replace_binds(&text.text, |key| match text.binds.iter().find(|bind| bind.key == key) {
            Some(bind) => self.literal(&bind.value, bind.type_.as_ref()),
            None => Ok("NULL".to_owned()),
        })
    }

    fn column_ref(&self, column: &ColumnRef) -> String {
        if column.is_literal {
            column.name.text.clone()
        } else {
            self.quote(&column.name)
        }
    }

    fn function(&self, function: &Function) -> Result<String> {
        let args: Vec<String> = function.args.iter().map(|arg| self.expr(arg)).collect::<Result<_>>()?;
        let args = args.join(", ");
        let name = function.name.as_str();
        let lower = name.to_lowercase();
        if let Some(sql) = self.ddl.known_function(&lower, &args) {
            return Ok(sql);
        }
        Ok(match lower.as_str() {
            "current_date" | "current_time" | "current_timestamp" | "current_user" | "localtime" | "localtimestamp"
            | "session_user" | "user" => bare_without_args(&lower.to_uppercase(), &args),
            "sysdate" => bare_without_args(&lower, &args),
            "count" if args.is_empty() => "count(*)".to_owned(),
            "now" | "count" | "max" | "min" | "sum" | "coalesce" | "concat" | "random" | "char_length" | "pow" => {
                format!("{lower}({args})")
            }
            _ if Preparer::has_legal_characters(name) => format!("{name}({args})"),
            _ => format!("{}({args})", self.preparer.quote_always(name)),
        })
    }

    fn cast(&self, cast: &Cast) -> Result<String> {
        // a value without a type of its own takes that of the cast
        let expr = match &cast.expr {
            Expr::Literal(Literal { value, type_: None }) => self.literal(value, Some(&cast.type_))?,
            expr => self.expr(expr)?,
        };
        let type_ = cast.type_.for_dialect(self.dialect.name);
        match self.ddl.cast_type(self, type_)? {
            Some(type_) => Ok(format!("CAST({expr} AS {type_})")),
            None => {
                self.warn(format!(
                    "Datatype {} does not support CAST on MySQL/MariaDb; the CAST will be skipped.",
                    self.type_sql(type_)?
                ));
                Ok(expr)
            }
        }
    }
}

fn bare_without_args(name: &str, args: &str) -> String {
    if args.is_empty() {
        name.to_owned()
    } else {
        format!("{name}({args})")
    }
}

/// What stands behind an expression, with the space before it.
pub(crate) fn modifier(modifier: Modifier) -> &'static str {
    match modifier {
        Modifier::Asc => " ASC",
        Modifier::Desc => " DESC",
        Modifier::NullsFirst => " NULLS FIRST",
        Modifier::NullsLast => " NULLS LAST",
    }
}
