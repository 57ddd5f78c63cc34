//! Expressions as SQL.

mod function;
pub(crate) mod grammar;
mod operator;
mod precedence;
mod query;
mod typing;
mod value;

use std::collections::HashMap;

use alembic_core::Value;
use alembic_core::schema::{
    ArrayLiteral, Case, Cast, ColumnRef, Expr, Extract, FromClause, Modifier, Name, Sequence, TextClause, UnaryOperator,
};

use crate::Mode;
use crate::context::Cx;
use crate::error::{CompileErrorKind, Result};
use crate::text::replace_binds;

pub(crate) use precedence::Against;
pub(crate) use query::{Place, components, from_objects};
pub(crate) use typing::{Kind, kind};
use typing::{coerced, type_of};

/// How values appear in a statement.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Binds {
    /// Spelled out.
    Literal,
    /// As `:name`.
    Named,
    /// As the placeholders of the driver.
    Placeholders,
}

impl Binds {
    pub(crate) fn of(mode: Mode) -> Self {
        match mode {
            Mode::Online => Self::Placeholders,
            Mode::Offline { literal_binds: true } => Self::Literal,
            Mode::Offline { literal_binds: false } => Self::Named,
        }
    }
}

/// What a statement around a query reads from.
#[derive(Default, Clone)]
pub(crate) struct Scope {
    /// What the statement directly around reads from.
    near: Vec<FromClause>,
    /// What all statements around read from.
    all: Vec<FromClause>,
}

/// Writes one statement, or one expression of a DDL statement.
pub(crate) struct Renderer<'c, 'd> {
    pub(crate) cx: &'c Cx<'d>,
    binds: Binds,
    params: Vec<Value>,
    /// Whether columns stand behind the names of their tables.
    include_table: bool,
    /// Whether an operator stands around, so that some operators need parentheses.
    in_operator: bool,
    /// Whether a function stands around: not every one says which type its arguments have.
    in_function: bool,
    scope: Scope,
    /// How often each made-up name was given.
    made_up: HashMap<String, u32>,
    /// The names made up for aliases and queries.
    aliases: Vec<(FromClause, String)>,
    /// The queries before the statement: name and text.
    ctes: Vec<(String, String)>,
    cte_params: Vec<Value>,
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

/// A base for made-up names without the characters that Python's formatting knows.
fn printable(base: &str) -> String {
    let mut clean = String::with_capacity(base.len());
    for character in base.chars() {
        if !matches!(character, '%' | '(' | ')' | ' ' | '$') {
            clean.push(character);
        } else if !clean.ends_with('_') {
            clean.push('_');
        }
    }
    clean
}

impl Cx<'_> {
    /// An expression of a DDL statement: values are spelled out, columns stand alone.
    pub(crate) fn expr(&self, expr: &Expr) -> Result<String> {
        Renderer::unqualified(self).render(expr)
    }

    /// An expression of a DDL statement in the parentheses that it needs by itself.
    pub(crate) fn grouped_expr(&self, expr: &Expr) -> Result<String> {
        Renderer::unqualified(self).grouped(expr, Against::Nothing)
    }
}

impl<'c, 'd> Renderer<'c, 'd> {
    /// For DDL statements: values are spelled out, columns stand alone.
    pub(crate) fn unqualified(cx: &'c Cx<'d>) -> Self {
        let mut renderer = Self::new(cx, Binds::Literal);
        renderer.include_table = false;
        renderer
    }

    pub(crate) fn new(cx: &'c Cx<'d>, binds: Binds) -> Self {
        Self {
            cx,
            binds,
            params: Vec::new(),
            include_table: true,
            in_operator: false,
            in_function: false,
            scope: Scope::default(),
            made_up: HashMap::new(),
            aliases: Vec::new(),
            ctes: Vec::new(),
            cte_params: Vec::new(),
        }
    }

    /// The values of the placeholders, in their order.
    pub(crate) fn into_params(self) -> Vec<Value> {
        let mut params = self.cte_params;
        params.extend(self.params);
        params
    }

    /// Lets queries inside see what the statement reads from.
    pub(crate) fn enter(&mut self, froms: Vec<FromClause>) {
        self.scope = Scope {
            near: froms.clone(),
            all: froms,
        };
    }

    /// Writes columns with or without the names of their tables, for the time of `work`.
    pub(crate) fn with_table<T>(&mut self, include: bool, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let before = std::mem::replace(&mut self.include_table, include);
        let result = work(self);
        self.include_table = before;
        result
    }

    /// A name that nobody gave: `coalesce_1`.
    fn made_up(&mut self, base: &str) -> String {
        let base = printable(base);
        let count = self.made_up.entry(base.clone()).or_insert(0);
        *count += 1;
        format!("{base}_{count}")
    }

    /// An expression in the parentheses that its place asks for.
    pub(crate) fn grouped(&mut self, expr: &Expr, against: Against) -> Result<String> {
        if matches!(against, Against::And | Against::Or | Against::Condition) && typing::is_plain_boolean(expr) {
            return self.truth(expr, true);
        }
        if precedence::needs_group(expr, against) {
            Ok(format!("({})", self.render(expr)?))
        } else {
            self.render(expr)
        }
    }

    /// A boolean as a condition.
    fn truth(&mut self, expr: &Expr, positive: bool) -> Result<String> {
        let native = self.cx.dialect.supports_native_boolean();
        let sql = self.render(expr)?;
        Ok(match (native, positive) {
            (true, true) => sql,
            (true, false) => format!("NOT {sql}"),
            (false, true) => format!("{sql} = 1"),
            (false, false) => format!("{sql} = 0"),
        })
    }

    /// Expressions with commas between them.
    pub(crate) fn comma_list(&mut self, exprs: &[Expr], against: Option<Against>) -> Result<String> {
        let parts: Vec<String> = exprs
            .iter()
            .map(|expr| match against {
                Some(against) => self.grouped(expr, against),
                None => self.render(expr),
            })
            .collect::<Result<_>>()?;
        Ok(parts.join(", "))
    }

    /// Conditions that all hold.
    pub(crate) fn conditions(&mut self, conditions: &[Expr]) -> Result<String> {
        let single = conditions.len() == 1;
        let parts: Vec<String> = conditions
            .iter()
            .map(|condition| self.grouped(condition, if single { Against::Condition } else { Against::And }))
            .collect::<Result<_>>()?;
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Ok(parts.join(" AND "))
    }

    pub(crate) fn render(&mut self, expr: &Expr) -> Result<String> {
        match expr {
            Expr::Text(text) => self.text(text),
            Expr::Value(value) => self.value(value, None, None),
            Expr::Literal(literal) => self.value(&literal.value, literal.type_.as_ref(), None),
            Expr::Bind(bind) => self.named_value(&bind.key, &bind.value, bind.type_.as_ref()),
            Expr::Null => Ok("NULL".to_owned()),
            Expr::True => Ok(self.cx.boolean(true).to_owned()),
            Expr::False => Ok(self.cx.boolean(false).to_owned()),
            Expr::Column(column) => self.column(column),
            Expr::Function(function) => self.function(function),
            Expr::Cast(cast) => self.cast(cast),
            Expr::TypeCoerce(cast) => self.beside(&cast.expr, Some(&cast.type_), None, None),
            Expr::Case(case) => self.case(case),
            Expr::Extract(extract) => self.extract(extract),
            Expr::Binary(binary) => self.binary(binary),
            Expr::Unary(unary) => self.unary(unary.operator, &unary.operand),
            Expr::Junction(junction) => self.junction(junction),
            Expr::List(exprs) => self.comma_list(exprs, None),
            Expr::Tuple(exprs) => Ok(format!("({})", self.comma_list(exprs, Some(Against::Comma))?)),
            Expr::Array(array) => self.array(array),
            Expr::Label(label) => self.render(&label.expr),
            Expr::Subquery(query) => self.subquery(query),
            Expr::Exists(query) => Ok(format!("EXISTS {}", self.subquery(query)?)),
            Expr::NextValue(sequence) => self.next_value(sequence),
            Expr::Excluded(column) => Ok(self.excluded(column)),
            Expr::Modified(modified) => {
                let against = match modified.modifier {
                    Modifier::Asc | Modifier::Desc => Against::Precedence(3),
                    Modifier::NullsFirst | Modifier::NullsLast => Against::Precedence(100),
                };
                Ok(self.grouped(&modified.expr, against)? + modifier(modified.modifier))
            }
        }
    }

    /// SQL text, with its bind parameters as the statement has its values.
    pub(crate) fn text(&mut self, text: &TextClause) -> Result<String> {
        replace_binds(&text.text, |key| match text.binds.iter().find(|bind| bind.key == key) {
            Some(bind) => self.named_value(&bind.key, &bind.value, bind.type_.as_ref()),
            None => match self.binds {
                Binds::Literal => Ok("NULL".to_owned()),
                Binds::Named => Ok(format!(":{key}")),
                Binds::Placeholders => Err(CompileErrorKind::BindWithoutValue { key: key.to_owned() }),
            },
        })
    }

    fn column(&mut self, column: &ColumnRef) -> Result<String> {
        if column.is_literal {
            return Ok(column.name.text.clone());
        }
        let name = self.cx.quote(&column.name);
        let Some(from) = &column.from else { return Ok(name) };
        let known = from.table_columns();
        if !known.is_empty() && !known.iter().any(|known| known.name.text == column.name.text) {
            return Err(CompileErrorKind::NoSuchColumn {
                table: self.name_of(from),
                column: column.name.text.clone(),
            });
        }
        if !self.include_table {
            return Ok(name);
        }
        Ok(match &**from {
            FromClause::Table(table) => format!("{}.{name}", self.cx.table(&table.name, table.schema.as_ref())),
            from => {
                let table = self.name_of(from);
                format!("{}.{name}", self.cx.preparer.quote_str(&table))
            }
        })
    }

    fn case(&mut self, case: &Case) -> Result<String> {
        let mut text = "CASE ".to_owned();
        let mut compared = None;
        if let Some(value) = &case.value {
            compared = type_of(value);
            text.push_str(&self.render(value)?);
            text.push(' ');
        }
        for (when, then) in &case.whens {
            let when = match when {
                Expr::Value(value) => self.value(value, coerced(value, compared.as_ref()), None)?,
                when => self.grouped(when, Against::Nothing)?,
            };
            text.push_str(&format!("WHEN {when} THEN {} ", self.render(then)?));
        }
        if let Some(other) = &case.else_ {
            text.push_str(&format!("ELSE {} ", self.render(other)?));
        }
        Ok(text + "END")
    }

    fn cast(&mut self, cast: &Cast) -> Result<String> {
        let type_ = cast.type_.for_dialect(self.cx.dialect.name);
        match self.cx.ddl.cast_type(self.cx, type_)? {
            Some(type_) => {
                // a value without a type of its own takes that of the cast
                let expr = match &cast.expr {
                    Expr::Value(value) => self.value(value, Some(&cast.type_), None)?,
                    expr => self.render(expr)?,
                };
                Ok(format!("CAST({expr} AS {type_})"))
            }
            None => {
                self.cx.warn(format!(
                    "Datatype {} does not support CAST on MySQL/MariaDb; the CAST will be skipped.",
                    self.cx.type_sql(type_)?
                ));
                self.beside(&cast.expr, Some(&cast.type_), Some(Against::Nothing), None)
            }
        }
    }

    fn extract(&mut self, extract: &Extract) -> Result<String> {
        let expr = self.render(&extract.expr)?;
        self.cx.grammar.extract(&extract.field, &expr)
    }

    fn unary(&mut self, operator: UnaryOperator, operand: &Expr) -> Result<String> {
        let (word, against) = match operator {
            UnaryOperator::Neg => ("-", Against::Precedence(8)),
            UnaryOperator::BitwiseNot => ("~", Against::Precedence(8)),
            UnaryOperator::Distinct => ("DISTINCT ", Against::Precedence(5)),
            UnaryOperator::Any => ("ANY ", Against::AnyAll),
            UnaryOperator::All => ("ALL ", Against::AnyAll),
            UnaryOperator::IsTrue => return self.truth(operand, true),
            UnaryOperator::IsFalse => return self.truth(operand, false),
            UnaryOperator::Not if typing::is_plain_boolean(operand) => return self.truth(operand, false),
            UnaryOperator::Not => ("NOT ", Against::Not),
        };
        Ok(format!("{word}{}", self.grouped(operand, against)?))
    }

    fn array(&mut self, array: &ArrayLiteral) -> Result<String> {
        if !self.cx.dialect.supports_arrays() {
            return Err(CompileErrorKind::Unsupported {
                dialect: self.cx.dialect.name,
                what: "array literals".to_owned(),
                instead: "use a list of values, or a JSON value",
            });
        }
        match (&array.item_type, array.elements.is_empty()) {
            (Some(item), true) => Ok(format!("ARRAY[]::{}[]", self.cx.type_sql(item)?)),
            _ => {
                let parts: Vec<String> = array
                    .elements
                    .iter()
                    .map(|element| self.beside(element, array.item_type.as_ref(), Some(Against::Comma), None))
                    .collect::<Result<_>>()?;
                Ok(format!("ARRAY[{}]", parts.join(", ")))
            }
        }
    }

    fn next_value(&mut self, sequence: &Sequence) -> Result<String> {
        let name = self.cx.table(&sequence.name, sequence.schema.as_ref());
        self.cx.grammar.next_value(self.cx, &name)
    }

    fn excluded(&mut self, column: &Name) -> String {
        let name = self.cx.quote(column);
        if self.cx.dialect.name.is_mysql_family() {
            format!("VALUES({name})")
        } else {
            format!("excluded.{name}")
        }
    }
}
