//! Operators, as each dialect writes them.

use alembic_core::Value;
use alembic_core::schema::postgresql::PostgresqlType;
use alembic_core::schema::{
    Between, Binary, BinaryOperator, ColumnType, Expr, JsonAs, Junction, JunctionOperator, Like, LikePosition,
};

use super::grammar::JsonElement;
use super::typing::{self, Kind, kind, type_of};
use super::{Against, Binds, Renderer};
use crate::error::Result;

impl Renderer<'_, '_> {
    pub(super) fn junction(&mut self, junction: &Junction) -> Result<String> {
        let (word, against) = match junction.operator {
            JunctionOperator::And => (" AND ", Against::And),
            JunctionOperator::Or => (" OR ", Against::Or),
        };
        let parts: Vec<String> = junction
            .clauses
            .iter()
            .map(|clause| self.grouped(clause, against))
            .collect::<Result<_>>()?;
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Ok(parts.join(word))
    }

    pub(super) fn binary(&mut self, binary: &Binary) -> Result<String> {
        let concat = typing::is_concat(&Expr::Binary(Box::new(binary.clone())));
        let operator = &binary.operator;
        match operator {
            BinaryOperator::Add | BinaryOperator::Concat if concat && self.cx.dialect.name.is_mysql_family() => {
                self.mysql_concat(binary)
            }
            BinaryOperator::Add if concat => self.infix(binary, " || "),
            BinaryOperator::Add => self.infix(binary, " + "),
            BinaryOperator::Sub => self.infix(binary, " - "),
            BinaryOperator::Mul => self.infix(binary, " * "),
            BinaryOperator::TrueDiv => self.true_division(binary),
            BinaryOperator::FloorDiv => self.floor_division(binary),
            BinaryOperator::Mod => self.infix(binary, " % "),
            BinaryOperator::Concat => self.infix(binary, " || "),
            BinaryOperator::BitwiseAnd => self.infix(binary, " & "),
            BinaryOperator::BitwiseOr => self.infix(binary, " | "),
            BinaryOperator::BitwiseXor => self.exclusive_or(binary),
            BinaryOperator::BitwiseLshift => self.infix(binary, " << "),
            BinaryOperator::BitwiseRshift => self.infix(binary, " >> "),
            BinaryOperator::Eq => self.infix(binary, " = "),
            BinaryOperator::Ne => self.infix(binary, " != "),
            BinaryOperator::Lt => self.infix(binary, " < "),
            BinaryOperator::Le => self.infix(binary, " <= "),
            BinaryOperator::Gt => self.infix(binary, " > "),
            BinaryOperator::Ge => self.infix(binary, " >= "),
            BinaryOperator::Is => self.infix(binary, " IS "),
            BinaryOperator::IsNot => self.infix(binary, " IS NOT "),
            BinaryOperator::IsDistinctFrom | BinaryOperator::IsNotDistinctFrom => self.distinct_from(binary),
            BinaryOperator::In => self.in_(binary, " IN "),
            BinaryOperator::NotIn => Ok(format!("({})", self.in_(binary, " NOT IN ")?)),
            BinaryOperator::Between(between) => self.between(binary, *between),
            BinaryOperator::Like(like) => self.like(binary, like),
            BinaryOperator::RegexpMatch { negated, flags } => {
                let (left, right) = self.operands(binary)?;
                let flags = flags.as_ref().map(|flags| self.cx.string(flags));
                Ok(self
                    .cx
                    .grammar
                    .regexp_match(self.cx, &left, &right, *negated, flags.as_deref()))
            }
            BinaryOperator::Match { negated } => {
                let (left, right) = self.operands(binary)?;
                let not = if *negated { "NOT " } else { "" };
                Ok(format!("{not}{}", self.cx.grammar.full_text_match(&left, &right)))
            }
            BinaryOperator::JsonGet(as_) => self.json_get(binary, as_),
            BinaryOperator::Custom(custom) => self.infix(binary, &format!(" {} ", custom.opstring)),
            BinaryOperator::Collate(collation) => {
                let left = self.grouped(&binary.left, Against::Precedence(4))?;
                Ok(format!("{left} COLLATE {}", self.cx.preparer.quote_str(collation)))
            }
        }
    }

    /// Both operands; a plain value takes the type of the other side.
    fn operands(&mut self, binary: &Binary) -> Result<(String, String)> {
        let concat = typing::is_concat(&Expr::Binary(Box::new(binary.clone())));
        let against = Against::operator(&binary.operator, concat);
        let (left_type, right_type) = (Self::type_beside(&binary.left), Self::type_beside(&binary.right));
        let left = self.beside(
            &binary.left,
            right_type.as_ref(),
            Some(against),
            Self::base(&binary.right),
        )?;
        let right = self.beside(
            &binary.right,
            left_type.as_ref(),
            Some(against),
            Self::base(&binary.left),
        )?;
        Ok((left, right))
    }

    fn infix(&mut self, binary: &Binary, word: &str) -> Result<String> {
        let before = std::mem::replace(&mut self.in_operator, true);
        let operands = self.operands(binary);
        self.in_operator = before;
        let (left, right) = operands?;
        Ok(format!("{left}{word}{right}"))
    }

    /// As [`Self::infix`], in parentheses when an operator stands around.
    fn eager(&mut self, binary: &Binary, word: &str) -> Result<String> {
        let nested = self.in_operator;
        let sql = self.infix(binary, word)?;
        Ok(if nested { format!("({sql})") } else { sql })
    }

    fn mysql_concat(&mut self, binary: &Binary) -> Result<String> {
        let type_ = Self::type_beside(&binary.left).or_else(|| Self::type_beside(&binary.right));
        let mut parts = Vec::new();
        flatten_concat(&binary.left, &mut parts);
        flatten_concat(&binary.right, &mut parts);
        let base = parts.iter().find_map(|part| Self::base(part)).map(ToOwned::to_owned);
        let against = Against::operator(&BinaryOperator::Concat, true);
        let parts: Vec<String> = parts
            .into_iter()
            .map(|part| self.beside(part, type_.as_ref(), Some(against), base.as_deref()))
            .collect::<Result<_>>()?;
        Ok(format!("concat({})", parts.join(", ")))
    }

    fn true_division(&mut self, binary: &Binary) -> Result<String> {
        let (left, right) = self.operands(binary)?;
        let type_ = match &binary.right {
            Expr::Value(value) => typing::coerced(value, Self::type_beside(&binary.left).as_ref())
                .cloned()
                .or_else(|| type_of(&binary.right)),
            right => type_of(right),
        };
        let type_ = type_.filter(|type_| matches!(kind(type_), Kind::Numeric | Kind::Float));
        let type_ = self.cx.type_sql(&type_.unwrap_or_else(typing::numeric))?;
        Ok(self.cx.grammar.true_division(&left, &right, &type_))
    }

    fn floor_division(&mut self, binary: &Binary) -> Result<String> {
        let integer = |expr: &Expr| type_of(expr).is_some_and(|type_| kind(&type_) == Kind::Integer);
        let whole = integer(&binary.left) && integer(&binary.right);
        let sql = self.infix_plain(binary, " / ")?;
        Ok(if whole && self.cx.dialect.divides_integers_without_fraction() {
            sql
        } else {
            format!("FLOOR({sql})")
        })
    }

    fn infix_plain(&mut self, binary: &Binary, word: &str) -> Result<String> {
        let (left, right) = self.operands(binary)?;
        Ok(format!("{left}{word}{right}"))
    }

    fn exclusive_or(&mut self, binary: &Binary) -> Result<String> {
        match self.cx.grammar.exclusive_or() {
            Some(word) => self.infix(binary, word),
            // a XOR b is (a | b) - (a & b)
            None => {
                let or = self.eager(binary, " | ")?;
                let and = self.eager(binary, " & ")?;
                Ok(format!("({or} - {and})"))
            }
        }
    }

    fn distinct_from(&mut self, binary: &Binary) -> Result<String> {
        let (left, right) = self.operands(binary)?;
        let distinct = binary.operator == BinaryOperator::IsDistinctFrom;
        Ok(self.cx.grammar.distinct_from(&left, &right, distinct))
    }

    fn in_(&mut self, binary: &Binary, word: &str) -> Result<String> {
        let type_ = Self::type_beside(&binary.left);
        let left = self.grouped(&binary.left, Against::In)?;
        let Expr::List(exprs) = &binary.right else {
            return Ok(format!("{left}{word}{}", self.grouped(&binary.right, Against::In)?));
        };
        if exprs.is_empty() && self.binds == Binds::Named {
            let sql = self.value_list(&[], None, Self::base(&binary.left))?;
            return Ok(format!("{left}{word}({sql})"));
        }
        if exprs.is_empty() {
            let nothing = self.cx.grammar.empty_set(binary.operator == BinaryOperator::NotIn);
            return Ok(format!("{left}{word}({nothing})"));
        }
        let base = Self::base(&binary.left);
        let values: Option<Vec<&Value>> = exprs
            .iter()
            .map(|expr| match expr {
                Expr::Value(value) => Some(value),
                _ => None,
            })
            .collect();
        let sql = match values {
            Some(values) => self.value_list(&values, type_.as_ref(), base)?,
            None => {
                let parts: Vec<String> = exprs
                    .iter()
                    .map(|expr| match expr {
                        Expr::Value(Value::Null) => Ok("NULL".to_owned()),
                        expr => self.beside(expr, type_.as_ref(), Some(Against::Comma), base),
                    })
                    .collect::<Result<_>>()?;
                parts.join(", ")
            }
        };
        Ok(format!("{left}{word}({sql})"))
    }

    fn between(&mut self, binary: &Binary, between: Between) -> Result<String> {
        let word = match (between.negated, between.symmetric) {
            (false, false) => "BETWEEN",
            (true, false) => "NOT BETWEEN",
            (false, true) => "BETWEEN SYMMETRIC",
            (true, true) => "NOT BETWEEN SYMMETRIC",
        };
        let type_ = Self::type_beside(&binary.left);
        let base = Self::base(&binary.left);
        let left = self.grouped(&binary.left, Against::Precedence(5))?;
        let ends = match &binary.right {
            Expr::List(ends) => ends.as_slice(),
            other => std::slice::from_ref(other),
        };
        let ends: Vec<String> = ends
            .iter()
            .map(|end| self.beside(end, type_.as_ref(), Some(Against::And), base))
            .collect::<Result<_>>()?;
        Ok(format!("{left} {word} {}", ends.join(" AND ")))
    }

    fn like(&mut self, binary: &Binary, like: &Like) -> Result<String> {
        let (mut left, mut right) = self.operands(binary)?;
        let ilike = like.insensitive && self.cx.dialect.has_ilike();
        if like.insensitive && !ilike {
            left = format!("lower({left})");
            right = format!("lower({right})");
        }
        right = match like.position {
            LikePosition::Pattern => right,
            LikePosition::Start => self.joined(&[&right, "'%'"]),
            LikePosition::End => self.joined(&["'%'", &right]),
            LikePosition::Anywhere => self.joined(&["'%'", &right, "'%'"]),
        };
        let not = if like.negated { "NOT " } else { "" };
        let word = if ilike { "ILIKE" } else { "LIKE" };
        let escape = match like.escape {
            Some(escape) => format!(" ESCAPE {}", self.cx.string(&escape.to_string())),
            None => String::new(),
        };
        Ok(format!("{left} {not}{word} {right}{escape}"))
    }

    /// Texts joined to one.
    fn joined(&self, parts: &[&str]) -> String {
        if self.cx.dialect.name.is_mysql_family() {
            format!("concat({})", parts.join(", "))
        } else {
            parts.join(" || ")
        }
    }

    fn json_get(&mut self, binary: &Binary, as_: &JsonAs) -> Result<String> {
        let nested = std::mem::replace(&mut self.in_operator, true);
        let bound = self.params.len();
        let left = self.grouped(&binary.left, Against::operator(&binary.operator, false));
        let path = matches!(binary.right, Expr::List(_));
        let index = self.json_index(&binary.right, path, Self::base(&binary.left));
        self.in_operator = nested;
        let element = JsonElement {
            left: left?,
            index: index?,
            path,
            type_: match as_ {
                JsonAs::Json => None,
                JsonAs::Type(type_) => Some(type_),
            },
            subscript: matches!(
                type_of(&binary.left),
                Some(ColumnType::Postgresql(PostgresqlType::Jsonb(_)))
            ),
            call: matches!(binary.left, Expr::Function(_) | Expr::Cast(_)),
            nested,
        };
        if element.type_.is_some_and(|type_| self.cx.grammar.repeats_json(type_)) {
            let again = self.params[bound..].to_vec();
            self.params.extend(again);
        }
        self.cx.grammar.json_get(self.cx, &element)
    }

    /// A key, a position or a path into a JSON value, in the dialect's form.
    fn json_index(&mut self, index: &Expr, path: bool, base: Option<&str>) -> Result<String> {
        let steps: Vec<&Value> = match index {
            Expr::Value(value) => vec![value],
            Expr::List(steps) => steps
                .iter()
                .filter_map(|step| match step {
                    Expr::Value(value) => Some(value),
                    _ => None,
                })
                .collect(),
            other => return self.render(other),
        };
        if self.cx.dialect.has_numbered_placeholders() {
            if let (false, [step]) = (path, steps.as_slice()) {
                let cast = if matches!(step, Value::Int(_)) {
                    "::INT"
                } else {
                    "::TEXT"
                };
                return self.cast_value(step, cast, base);
            }
            let words: Vec<String> = steps.iter().map(|step| step_text(step)).collect();
            return self.cast_value(&Value::Text(format!("{{{}}}", words.join(", "))), "", base);
        }
        let mut text = "$".to_owned();
        for step in steps {
            match step {
                Value::Int(position) => text.push_str(&format!("[{position}]")),
                step => text.push_str(&format!(".\"{}\"", step_text(step))),
            }
        }
        self.cast_value(&Value::Text(text), "", base)
    }
}

fn step_text(step: &Value) -> String {
    match step {
        Value::Text(text) => text.clone(),
        Value::Int(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Float(_) | Value::Bytes(_) => String::new(),
    }
}

fn flatten_concat<'e>(expr: &'e Expr, parts: &mut Vec<&'e Expr>) {
    match expr {
        Expr::Binary(binary) if typing::is_concat(expr) => {
            flatten_concat(&binary.left, parts);
            flatten_concat(&binary.right, parts);
        }
        expr => parts.push(expr),
    }
}
