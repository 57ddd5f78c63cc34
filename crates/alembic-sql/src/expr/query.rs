//! Queries: `SELECT`, set operations, and what they read from.

use alembic_core::schema::{
    Compound, Distinct, Expr, ForUpdate, FromClause, Join, JoinKind, Name, Query, Select, SetOperator, UnaryOperator,
    join,
};
use alembic_core::{DialectName, Value};

use super::{Against, Renderer, Scope, modifier};
use crate::error::{CompileErrorKind, Result};

/// Where a query stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The statement itself, or a part of a set operation.
    Statement,
    /// A value, a condition, or the rows of an `INSERT`.
    Value,
    /// Something to read from.
    From,
}

impl Renderer<'_, '_> {
    pub(crate) fn query(&mut self, query: &Query, place: Place) -> Result<String> {
        match query {
            Query::Select(select) => self.select(select, place),
            Query::Compound(compound) => self.compound(compound, place),
        }
    }

    /// A query in parentheses, as a value.
    pub(super) fn subquery(&mut self, query: &Query) -> Result<String> {
        let table = std::mem::replace(&mut self.include_table, true);
        let sql = self.query(query, Place::Value);
        self.include_table = table;
        Ok(format!("({})", sql?))
    }

    /// The queries before the statement, and the statement.
    pub(crate) fn with_ctes(&mut self, statement: &str) -> String {
        if self.ctes.is_empty() {
            return statement.to_owned();
        }
        let ctes: Vec<&str> = self.ctes.iter().map(|(_, text)| text.as_str()).collect();
        format!("WITH {}\n {statement}", ctes.join(", \n"))
    }

    fn compound(&mut self, compound: &Compound, place: Place) -> Result<String> {
        let word = match compound.operator {
            SetOperator::Union => " UNION ",
            SetOperator::UnionAll => " UNION ALL ",
            SetOperator::Intersect => " INTERSECT ",
            SetOperator::IntersectAll => " INTERSECT ALL ",
            SetOperator::Except => " EXCEPT ",
            SetOperator::ExceptAll => " EXCEPT ALL ",
        };
        let parts: Vec<String> = compound
            .selects
            .iter()
            .map(|query| {
                let sql = self.query(query, place)?;
                let grouped = match query {
                    Query::Select(select) => {
                        !select.order_by.is_empty() || select.limit.is_some() || select.offset.is_some()
                    }
                    Query::Compound(_) => true,
                };
                Ok(if grouped { format!("({sql})") } else { sql })
            })
            .collect::<Result<_>>()?;
        let mut sql = parts.join(word);
        sql.push_str(&self.with_table(false, |this| this.order_by(&compound.order_by, &[]))?);
        sql.push_str(&self.limit(compound.limit.as_ref(), compound.offset.as_ref())?);
        Ok(sql)
    }

    fn select(&mut self, select: &Select, place: Place) -> Result<String> {
        let froms = self.displayed(select, place)?;
        let outer = self.scope.clone();
        let mut near = Vec::new();
        froms.iter().for_each(|from| components(from, &mut near));
        let mut all = outer.all.clone();
        all.extend(near.iter().cloned());
        self.scope = Scope { near, all };
        let sql = self.select_body(select, place, &froms);
        self.scope = outer;
        sql
    }

    fn select_body(&mut self, select: &Select, place: Place, froms: &[FromClause]) -> Result<String> {
        let mut sql = "SELECT ".to_owned();
        for prefix in &select.prefixes {
            sql.push_str(prefix);
            sql.push(' ');
        }
        match &select.distinct {
            Distinct::No => {}
            Distinct::Rows => sql.push_str("DISTINCT "),
            Distinct::On(exprs) if self.cx.dialect.has_distinct_on() => {
                sql.push_str(&format!("DISTINCT ON ({}) ", self.comma_list(exprs, None)?));
            }
            Distinct::On(_) => {
                return Err(CompileErrorKind::Unsupported {
                    dialect: self.cx.dialect.name,
                    what: "DISTINCT ON".to_owned(),
                    instead: "group the rows, or number them with row_number()",
                });
            }
        }
        sql.push_str(&self.labelled(&select.columns, place)?);
        if froms.is_empty() {
            if !select.where_.is_empty() && self.cx.dialect.name.is_mysql_family() {
                sql.push_str(" FROM DUAL");
            }
        } else {
            let froms: Vec<String> = froms.iter().map(|from| self.from(from)).collect::<Result<_>>()?;
            sql = format!("{} \nFROM {}", sql.trim_end(), froms.join(", "));
        }
        let condition = self.conditions(&select.where_)?;
        if !condition.is_empty() {
            sql.push_str(&format!(" \nWHERE {condition}"));
        }
        if !select.group_by.is_empty() {
            sql.push_str(&format!(" GROUP BY {}", self.comma_list(&select.group_by, None)?));
        }
        let condition = self.conditions(&select.having)?;
        if !condition.is_empty() {
            sql.push_str(&format!(" \nHAVING {condition}"));
        }
        sql.push_str(&self.order_by(&select.order_by, &select.columns)?);
        sql.push_str(&self.limit(select.limit.as_ref(), select.offset.as_ref())?);
        if let Some(lock) = &select.for_update {
            sql.push_str(&self.for_update(*lock));
        }
        Ok(sql)
    }

    fn for_update(&self, lock: ForUpdate) -> String {
        let mut sql = self.cx.grammar.lock_clause(lock.read).to_owned();
        if !sql.is_empty() {
            sql.push_str(if lock.nowait { " NOWAIT" } else { "" });
            sql.push_str(if lock.skip_locked { " SKIP LOCKED" } else { "" });
        }
        sql
    }

    /// What stands behind `SELECT` or `RETURNING`, with the names that SQLAlchemy gives.
    pub(crate) fn labelled(&mut self, columns: &[Expr], place: Place) -> Result<String> {
        let mut names: Vec<(String, &Expr)> = Vec::new();
        let mut repeated = 0;
        let mut parts = Vec::new();
        for column in columns {
            let natural = natural_name(column);
            let taken = natural
                .as_ref()
                .and_then(|name| names.iter().find(|(other, _)| *other == name.text));
            let label = match (&natural, taken) {
                (Some(name), Some((_, first))) if *first == column => {
                    repeated += 1;
                    Some(Name::from(format!("{}__{repeated}", name.text)))
                }
                (Some(name), Some(_)) if matches!(column, Expr::Cast(_) | Expr::TypeCoerce(_)) => {
                    repeated += 1;
                    Some(Name::from(format!("{}__{repeated}", name.text)))
                }
                (Some(name), Some(_)) => Some(Name::from(self.made_up(&name.text))),
                (Some(name), None) => {
                    names.push((name.text.clone(), column));
                    match column {
                        Expr::Column(column) => {
                            (place == Place::From && !column.is_literal && column.from.is_some()).then(|| name.clone())
                        }
                        _ => Some(name.clone()),
                    }
                }
                (None, _) => match column {
                    Expr::Text(_) => None,
                    Expr::Unary(unary) if unary_without_label(unary.operator, &unary.operand, place) => None,
                    Expr::Modified(modified) if natural_name(&modified.expr).is_some() => None,
                    column => Some(Name::from(self.made_up(anonymous_base(column)))),
                },
            };
            let sql = self.render(column)?;
            parts.push(match label {
                Some(label) => format!("{sql} AS {}", self.cx.quote(&label)),
                None => sql,
            });
        }
        Ok(parts.join(", "))
    }

    fn order_by(&mut self, exprs: &[Expr], columns: &[Expr]) -> Result<String> {
        if exprs.is_empty() {
            return Ok(String::new());
        }
        let parts: Vec<String> = exprs
            .iter()
            .map(|expr| self.order_element(expr, columns))
            .collect::<Result<_>>()?;
        Ok(format!(" ORDER BY {}", parts.join(", ")))
    }

    /// A label that the query selects is named in `ORDER BY`.
    fn order_element(&mut self, expr: &Expr, columns: &[Expr]) -> Result<String> {
        match expr {
            Expr::Label(label) if columns.contains(expr) => Ok(self.cx.quote(&label.name)),
            Expr::Modified(modified) if matches!(modified.expr, Expr::Label(_) | Expr::Modified(_)) => {
                Ok(self.order_element(&modified.expr, columns)? + modifier(modified.modifier))
            }
            expr => self.render(expr),
        }
    }

    fn limit(&mut self, limit: Option<&Expr>, offset: Option<&Expr>) -> Result<String> {
        if limit.is_none() && offset.is_none() {
            return Ok(String::new());
        }
        Ok(match self.cx.dialect.name {
            DialectName::Sqlite => {
                let limit = match limit {
                    Some(limit) => self.render(limit)?,
                    None => self.value(&Value::Int(-1), None, None)?,
                };
                let offset = match offset {
                    Some(offset) => self.render(offset)?,
                    None => self.value(&Value::Int(0), None, None)?,
                };
                format!("\n LIMIT {limit} OFFSET {offset}")
            }
            DialectName::Postgresql => {
                let mut sql = match limit {
                    Some(limit) => format!(" \n LIMIT {}", self.render(limit)?),
                    None => "\n LIMIT ALL".to_owned(),
                };
                if let Some(offset) = offset {
                    sql.push_str(&format!(" OFFSET {}", self.render(offset)?));
                }
                sql
            }
            DialectName::Mysql | DialectName::Mariadb => match (offset, limit) {
                (None, limit) => {
                    let limit = limit.map(|limit| self.render(limit)).transpose()?.unwrap_or_default();
                    format!(" \n LIMIT {limit}")
                }
                (Some(offset), None) => format!(" \n LIMIT {}, 18446744073709551615", self.render(offset)?),
                (Some(offset), Some(limit)) => {
                    let offset = self.render(offset)?;
                    format!(" \n LIMIT {offset}, {}", self.render(limit)?)
                }
            },
        })
    }

    /// Something to read from.
    pub(crate) fn from(&mut self, from: &FromClause) -> Result<String> {
        match from {
            FromClause::Table(table) => Ok(self.cx.table(&table.name, table.schema.as_ref())),
            FromClause::Alias(alias) => {
                let element = self.from(&alias.element)?;
                Ok(format!("{element} AS {}", self.quoted_name_of(from)))
            }
            FromClause::Subquery(subquery) => {
                let sql = self.query(&subquery.query, Place::From)?;
                let lateral = if subquery.lateral { "LATERAL " } else { "" };
                Ok(format!("{lateral}({sql}) AS {}", self.quoted_name_of(from)))
            }
            FromClause::Cte(cte) => {
                let name = self.quoted_name_of(from);
                if !self.ctes.iter().any(|(known, _)| *known == name) {
                    let outer = std::mem::take(&mut self.scope);
                    // its text stands first, so that its values do too, unless their placeholders are numbered
                    let numbered = self.cx.dialect.has_numbered_placeholders();
                    let own = if numbered {
                        Vec::new()
                    } else {
                        std::mem::take(&mut self.params)
                    };
                    let sql = self.query(&cte.query, Place::From);
                    self.scope = outer;
                    if !numbered {
                        let params = std::mem::replace(&mut self.params, own);
                        self.cte_params.extend(params);
                    }
                    self.ctes.push((name.clone(), format!("{name} AS \n({})", sql?)));
                }
                Ok(name)
            }
            FromClause::Join(join) => self.join(join),
            FromClause::Text(text) => self.text(text),
        }
    }

    fn join(&mut self, join: &Join) -> Result<String> {
        let word = match join.kind {
            JoinKind::Inner => self.cx.grammar.inner_join(),
            JoinKind::Left => " LEFT OUTER JOIN ",
            JoinKind::Full => " FULL OUTER JOIN ",
        };
        let left = self.from(&join.left)?;
        let right = self.from(&join.right)?;
        let right = if matches!(join.right, FromClause::Join(_)) {
            format!("({right})")
        } else {
            right
        };
        let on = self.grouped(&join.on, Against::Condition)?;
        Ok(format!("{left}{word}{right} ON {on}"))
    }

    fn quoted_name_of(&mut self, from: &FromClause) -> String {
        let name = match from {
            FromClause::Alias(alias) => alias.name.clone(),
            FromClause::Subquery(subquery) => subquery.name.clone(),
            FromClause::Cte(cte) => cte.name.clone(),
            FromClause::Table(_) | FromClause::Join(_) | FromClause::Text(_) => None,
        };
        match name {
            Some(name) => self.cx.quote(&name),
            None => {
                let name = self.name_of(from);
                self.cx.preparer.quote_str(&name)
            }
        }
    }

    /// The name before the columns of something.
    pub(super) fn name_of(&mut self, from: &FromClause) -> String {
        let (name, base) = match from {
            FromClause::Table(table) => (Some(&table.name), ""),
            FromClause::Alias(alias) => (
                alias.name.as_ref(),
                match &alias.element {
                    FromClause::Table(table) => table.name.as_str(),
                    _ => "anon",
                },
            ),
            FromClause::Subquery(subquery) => (subquery.name.as_ref(), "anon"),
            FromClause::Cte(cte) => (cte.name.as_ref(), "anon"),
            FromClause::Join(_) | FromClause::Text(_) => (None, "anon"),
        };
        if let Some(name) = name {
            return name.text.clone();
        }
        if let Some((_, name)) = self.aliases.iter().find(|(known, _)| known == from) {
            return name.clone();
        }
        let name = self.made_up(base);
        self.aliases.push((from.clone(), name.clone()));
        name
    }

    /// What stands behind `FROM`.
    fn displayed(&self, select: &Select, place: Place) -> Result<Vec<FromClause>> {
        let mut froms = select.from.clone();
        let mut implied = Vec::new();
        for expr in select.columns.iter().chain(&select.where_) {
            from_objects(expr, &mut implied);
        }
        for (other, on, kind) in &select.joins {
            let candidates = if froms.is_empty() { &implied } else { &froms };
            let mut named = Vec::new();
            from_objects(on, &mut named);
            let usable = |from: &&FromClause| *from != other;
            let left = candidates
                .iter()
                .filter(usable)
                .find(|from| {
                    let mut parts = Vec::new();
                    components(from, &mut parts);
                    parts.iter().any(|part| named.contains(part))
                })
                .or_else(|| candidates.iter().find(usable))
                .cloned()
                .ok_or(CompileErrorKind::JoinWithoutLeft)?;
            let joined = match kind {
                JoinKind::Inner => join(&left, other, on.clone()),
                JoinKind::Left => left.outerjoin(other, on.clone()),
                JoinKind::Full => FromClause::Join(std::sync::Arc::new(Join {
                    left: left.clone(),
                    right: other.clone(),
                    on: on.clone(),
                    kind: JoinKind::Full,
                })),
            };
            match froms.iter_mut().find(|from| **from == left) {
                Some(from) => *from = joined,
                None => froms.push(joined),
            }
        }
        for from in implied {
            if !froms.contains(&from) {
                froms.push(from);
            }
        }
        let mut hidden = Vec::new();
        for from in froms.iter().filter(|from| matches!(from, FromClause::Join(_))) {
            let mut parts = Vec::new();
            components(from, &mut parts);
            hidden.extend(parts.into_iter().filter(|part| part != from));
        }
        froms.retain(|from| !hidden.contains(from));
        match &select.correlate {
            Some(correlate) => froms.retain(|from| !(correlate.contains(from) && self.scope.all.contains(from))),
            None if place == Place::Value && froms.len() > 1 => {
                froms.retain(|from| !self.scope.near.contains(from));
            }
            None => {}
        }
        Ok(froms)
    }
}

/// A join and everything in it.
pub(crate) fn components(from: &FromClause, parts: &mut Vec<FromClause>) {
    parts.push(from.clone());
    if let FromClause::Join(join) = from {
        components(&join.left, parts);
        components(&join.right, parts);
    }
}

/// What the columns of an expression belong to.
pub(crate) fn from_objects(expr: &Expr, froms: &mut Vec<FromClause>) {
    if let Expr::Column(column) = expr
        && let Some(from) = &column.from
        && !froms.contains(&**from)
    {
        froms.push((**from).clone());
    }
    expr.children().into_iter().for_each(|child| from_objects(child, froms));
}

/// The name that a column of a query has by itself.
fn natural_name(expr: &Expr) -> Option<Name> {
    match expr {
        Expr::Column(column) => Some(column.name.clone()),
        Expr::Label(label) => Some(label.name.clone()),
        Expr::Cast(cast) | Expr::TypeCoerce(cast) => match &cast.expr {
            Expr::Column(column) if column.is_literal => None,
            inner => natural_name(inner),
        },
        _ => None,
    }
}

fn unary_without_label(operator: UnaryOperator, operand: &Expr, place: Place) -> bool {
    match operator {
        UnaryOperator::Neg | UnaryOperator::BitwiseNot | UnaryOperator::Distinct | UnaryOperator::Not => {
            place != Place::From && natural_name(operand).is_some()
        }
        UnaryOperator::Any | UnaryOperator::All | UnaryOperator::IsTrue | UnaryOperator::IsFalse => false,
    }
}

/// What the made-up name of a column begins with.
fn anonymous_base(expr: &Expr) -> &str {
    match expr {
        Expr::Function(function) if function.over.is_none() && function.filter.is_empty() => &function.name,
        Expr::Cast(cast) | Expr::TypeCoerce(cast) => anonymous_base(&cast.expr),
        Expr::NextValue(_) => "next_value",
        _ => "anon",
    }
}
