//! The Python expressions of a template.

use std::cmp::Ordering;
use std::rc::Rc;

use ruff_python_ast as ruff;

use super::interpreter::Interpreter;
use super::value::{Body, Function, UserFunction};
use super::{Evaluation, Failure, Value, builtins, format, methods};

impl Interpreter<'_> {
    pub(super) fn evaluate(&mut self, expression: &ruff::Expr) -> Evaluation {
        match expression {
            ruff::Expr::NoneLiteral(_) => Ok(Value::None),
            ruff::Expr::BooleanLiteral(node) => Ok(Value::Bool(node.value)),
            ruff::Expr::NumberLiteral(node) => match &node.value {
                ruff::Number::Int(number) => number
                    .as_i64()
                    .map(Value::Int)
                    .ok_or_else(|| Failure::unsupported("a number as large as this needs Python")),
                ruff::Number::Float(_) | ruff::Number::Complex { .. } => {
                    Err(Failure::unsupported("numbers with fractions need Python"))
                }
            },
            ruff::Expr::StringLiteral(node) => Ok(node.value.to_str().into()),
            ruff::Expr::FString(node) => self.f_string(node),
            ruff::Expr::Name(node) => match node.id.as_str() {
                "context" => Ok(Value::function(Function::Builtin("context"))),
                name => Ok(self.lookup(name)),
            },
            ruff::Expr::Tuple(node) => Ok(Value::tuple(self.all(&node.elts)?)),
            ruff::Expr::List(node) => Ok(Value::list(self.all(&node.elts)?)),
            ruff::Expr::Dict(node) => {
                let pairs = node.items.iter().map(|item| {
                    let key = item.key.as_ref();
                    let key = key.ok_or_else(|| Failure::unsupported("** in a dict needs Python"))?;
                    Ok((self.evaluate(key)?, self.evaluate(&item.value)?))
                });
                let pairs = pairs.collect::<Evaluation<Vec<_>>>()?;
                let dict = Value::dict([]);
                for (key, value) in pairs {
                    dict.set_item(key, value)?;
                }
                Ok(dict)
            }
            ruff::Expr::BinOp(node) => {
                let (left, right) = (self.evaluate(&node.left)?, self.evaluate(&node.right)?);
                self.binary(&left, node.op, &right)
            }
            ruff::Expr::UnaryOp(node) => self.unary(node),
            ruff::Expr::BoolOp(node) => self.boolean(node),
            ruff::Expr::Compare(node) => self.compare_chain(node),
            ruff::Expr::If(node) => {
                if self.evaluate(&node.test)?.is_true() {
                    self.evaluate(&node.body)
                } else {
                    self.evaluate(&node.orelse)
                }
            }
            ruff::Expr::Named(node) => {
                let value = self.evaluate(&node.value)?;
                self.assign_to(&node.target, value.clone())?;
                Ok(value)
            }
            ruff::Expr::Attribute(node) => {
                let object = self.evaluate(&node.value)?;
                methods::attribute(&object, &node.attr)
            }
            ruff::Expr::Subscript(node) => self.subscript(node),
            ruff::Expr::Call(node) => self.call_expression(node),
            ruff::Expr::ListComp(node) => Ok(Value::list(self.comprehension(&node.elt, &node.generators)?)),
            ruff::Expr::Generator(node) => Ok(Value::list(self.comprehension(&node.elt, &node.generators)?)),
            ruff::Expr::Lambda(node) => Ok(Value::function(Function::User(UserFunction {
                name: "<lambda>".to_owned(),
                parameters: node.parameters.as_deref().cloned().unwrap_or_default(),
                body: Body::Expression((*node.body).clone()),
                line: 0,
                source: Rc::from(""),
                closure: self.visible(),
            }))),
            ruff::Expr::Set(_)
            | ruff::Expr::SetComp(_)
            | ruff::Expr::DictComp(_)
            | ruff::Expr::Await(_)
            | ruff::Expr::Yield(_)
            | ruff::Expr::YieldFrom(_)
            | ruff::Expr::TString(_)
            | ruff::Expr::BytesLiteral(_)
            | ruff::Expr::EllipsisLiteral(_)
            | ruff::Expr::Starred(_)
            | ruff::Expr::Slice(_)
            | ruff::Expr::IpyEscapeCommand(_) => Err(Failure::unsupported("this expression needs Python")),
        }
    }

    fn all(&mut self, expressions: &[ruff::Expr]) -> Evaluation<Vec<Value>> {
        let mut values = Vec::new();
        for expression in expressions {
            match expression {
                ruff::Expr::Starred(node) => values.extend(self.evaluate(&node.value)?.items()?),
                _ => values.push(self.evaluate(expression)?),
            }
        }
        Ok(values)
    }

    fn f_string(&mut self, node: &ruff::ExprFString) -> Evaluation {
        let mut text = String::new();
        for part in &node.value {
            match part {
                ruff::FStringPart::Literal(literal) => text.push_str(literal),
                ruff::FStringPart::FString(string) => {
                    for element in &string.elements {
                        match element {
                            ruff::InterpolatedStringElement::Literal(literal) => text.push_str(literal),
                            ruff::InterpolatedStringElement::Interpolation(field) => {
                                if field.debug_text.is_some() || field.format_spec.is_some() {
                                    return Err(Failure::unsupported("formats in f-strings need Python"));
                                }
                                let value = self.evaluate(&field.expression)?;
                                text.push_str(&match field.conversion {
                                    ruff::ConversionFlag::None | ruff::ConversionFlag::Str => value.text(self.host)?,
                                    ruff::ConversionFlag::Repr => value.repr(self.host)?,
                                    ruff::ConversionFlag::Ascii => {
                                        return Err(Failure::unsupported("'!a' in f-strings needs Python"));
                                    }
                                });
                            }
                        }
                    }
                }
            }
        }
        Ok(text.into())
    }

    fn unary(&mut self, node: &ruff::ExprUnaryOp) -> Evaluation {
        let value = self.evaluate(&node.operand)?;
        match (node.op, value.as_number()) {
            (ruff::UnaryOp::Not, _) => Ok(Value::Bool(!value.is_true())),
            (ruff::UnaryOp::USub, Some(number)) => number
                .checked_neg()
                .map(Value::Int)
                .ok_or_else(|| Failure::unsupported("a number as large as this needs Python")),
            (ruff::UnaryOp::UAdd, Some(number)) => Ok(Value::Int(number)),
            (ruff::UnaryOp::Invert, Some(number)) => Ok(Value::Int(!number)),
            (_, None) => Err(Failure::rendering(format!(
                "TypeError: bad operand type for unary {}: '{}'",
                node.op,
                value.type_name()
            ))),
        }
    }

    fn boolean(&mut self, node: &ruff::ExprBoolOp) -> Evaluation {
        let stops_at = node.op == ruff::BoolOp::Or;
        let mut value = Value::None;
        for operand in &node.values {
            value = self.evaluate(operand)?;
            if value.is_true() == stops_at {
                break;
            }
        }
        Ok(value)
    }

    fn compare_chain(&mut self, node: &ruff::ExprCompare) -> Evaluation {
        let mut left = self.evaluate(&node.left)?;
        for (operator, right) in node.ops.iter().zip(&node.comparators) {
            let right = self.evaluate(right)?;
            if !compare(&left, *operator, &right)? {
                return Ok(Value::Bool(false));
            }
            left = right;
        }
        Ok(Value::Bool(true))
    }

    fn subscript(&mut self, node: &ruff::ExprSubscript) -> Evaluation {
        let object = self.evaluate(&node.value)?;
        if let ruff::Expr::Slice(slice) = &*node.slice {
            let mut bound = |bound: &Option<Box<ruff::Expr>>| -> Evaluation<Option<i64>> {
                let Some(bound) = bound else { return Ok(None) };
                match self.evaluate(bound)? {
                    Value::None => Ok(None),
                    value => value
                        .as_number()
                        .map(Some)
                        .ok_or_else(|| Failure::rendering("TypeError: slice indices must be integers or None")),
                }
            };
            let (start, end) = (bound(&slice.lower)?, bound(&slice.upper)?);
            if bound(&slice.step)?.is_some_and(|step| step != 1) {
                return Err(Failure::unsupported("slices with steps need Python"));
            }
            return object.slice(start, end);
        }
        let key = self.evaluate(&node.slice)?;
        if let Value::Function(function) = &object
            && let Function::Builtin("context") = **function
        {
            let name = key.as_str().unwrap_or_default();
            return self
                .context_value(name)
                .ok_or_else(|| Failure::rendering(format!("KeyError: '{name}'")));
        }
        object.item(&key, self.host)
    }

    fn call_expression(&mut self, node: &ruff::ExprCall) -> Evaluation {
        let function = self.evaluate(&node.func)?;
        let arguments = self.all(&node.arguments.args)?;
        let mut named = Vec::new();
        for keyword in &node.arguments.keywords {
            let Some(name) = &keyword.arg else {
                return Err(Failure::unsupported("** in a call needs Python"));
            };
            named.push((Rc::from(name.as_str()), self.evaluate(&keyword.value)?));
        }
        self.call(&function, arguments, named)
    }

    pub(super) fn call(&mut self, function: &Value, arguments: Vec<Value>, named: Vec<(Rc<str>, Value)>) -> Evaluation {
        if let Value::Object(object) = function {
            return object.call("__call__", &arguments).map_err(Failure::unsupported);
        }
        let Value::Function(function) = function else {
            return Err(Failure::rendering(format!(
                "TypeError: '{}' object is not callable",
                function.type_name()
            )));
        };
        match &**function {
            Function::Builtin(name) => builtins::call(self, name, &arguments, &named),
            Function::Native(native) => native(&arguments).map_err(Failure::rendering),
            Function::Method(object, name) => methods::call(self, object, name, &arguments, &named),
            Function::User(function) => self.call_user(function, arguments, named),
            Function::Def(number) => self.call_def(*number, arguments, named),
        }
    }

    fn comprehension(&mut self, element: &ruff::Expr, generators: &[ruff::Comprehension]) -> Evaluation<Vec<Value>> {
        let mut values = Vec::new();
        // Names of a comprehension are its own.
        self.in_frame(Vec::new(), |interpreter| {
            interpreter.generate(element, generators, &mut values)
        })?;
        Ok(values)
    }

    fn generate(
        &mut self,
        element: &ruff::Expr,
        generators: &[ruff::Comprehension],
        values: &mut Vec<Value>,
    ) -> Evaluation<()> {
        let Some((first, rest)) = generators.split_first() else {
            values.push(self.evaluate(element)?);
            return Ok(());
        };
        'items: for item in self.evaluate(&first.iter)?.items()? {
            self.count_round()?;
            self.assign_to(&first.target, item)?;
            for test in &first.ifs {
                if !self.evaluate(test)?.is_true() {
                    continue 'items;
                }
            }
            self.generate(element, rest, values)?;
        }
        Ok(())
    }

    pub(super) fn binary(&self, left: &Value, operator: ruff::Operator, right: &Value) -> Evaluation {
        let wrong = || {
            Failure::rendering(format!(
                "TypeError: unsupported operand type(s) for {operator}: '{}' and '{}'",
                left.type_name(),
                right.type_name()
            ))
        };
        if let (ruff::Operator::Mod, Value::Str(template)) = (operator, left) {
            return format::percent(template, right, self.host).map(Value::from);
        }
        if let (Some(left), Some(right)) = (left.as_number(), right.as_number()) {
            return arithmetic(left, operator, right);
        }
        match (operator, left, right) {
            (ruff::Operator::Add, Value::Str(left), Value::Str(right)) => Ok(format!("{left}{right}").into()),
            (ruff::Operator::Add, Value::Tuple(left), Value::Tuple(right)) => {
                Ok(Value::tuple(left.iter().chain(right.iter()).cloned()))
            }
            (ruff::Operator::Add, Value::List(left), Value::List(right)) => {
                let (left, right) = (left.borrow(), right.borrow());
                Ok(Value::list(left.iter().chain(right.iter()).cloned()))
            }
            (ruff::Operator::Mult, Value::Str(text), count) | (ruff::Operator::Mult, count, Value::Str(text)) => {
                let count = count.as_number().ok_or_else(wrong)?;
                let count = usize::try_from(count).unwrap_or_default();
                if text.len().saturating_mul(count) > 1 << 24 {
                    return Err(Failure::unsupported("a text as long as this"));
                }
                Ok(text.repeat(count).into())
            }
            _ => Err(wrong()),
        }
    }

    /// `left op= right`; a list grows in its place.
    pub(super) fn add_in_place(&self, left: Value, operator: ruff::Operator, right: Value) -> Evaluation {
        match (&left, operator) {
            (Value::List(items), ruff::Operator::Add) => {
                let more = right.items()?;
                items.borrow_mut().extend(more);
                Ok(left)
            }
            _ => self.binary(&left, operator, &right),
        }
    }
}

fn arithmetic(left: i64, operator: ruff::Operator, right: i64) -> Evaluation {
    let floor = |divide: fn(i64, i64) -> Option<i64>| {
        if right == 0 {
            Err(Failure::rendering("ZeroDivisionError: division by zero"))
        } else {
            Ok(divide(left, right))
        }
    };
    let result = match operator {
        ruff::Operator::Add => left.checked_add(right),
        ruff::Operator::Sub => left.checked_sub(right),
        ruff::Operator::Mult => left.checked_mul(right),
        ruff::Operator::FloorDiv => floor(|left, right| {
            let quotient = left.checked_div(right)?;
            Some(quotient - i64::from(left % right != 0 && (left < 0) != (right < 0)))
        })?,
        ruff::Operator::Mod => floor(|left, right| {
            let rest = left.checked_rem(right)?;
            Some(if rest != 0 && (rest < 0) != (right < 0) {
                rest + right
            } else {
                rest
            })
        })?,
        _ => return Err(Failure::unsupported(format!("'{operator}' of numbers needs Python"))),
    };
    result
        .map(Value::Int)
        .ok_or_else(|| Failure::unsupported("a number as large as this needs Python"))
}

/// How two values are ordered.
pub(super) fn order(left: &Value, right: &Value) -> Evaluation<Ordering> {
    match (left, right) {
        (Value::Str(left), Value::Str(right)) => Ok(left.cmp(right)),
        (Value::Tuple(left), Value::Tuple(right)) => {
            for (left, right) in left.iter().zip(right.iter()) {
                if !left.equals(right) {
                    return order(left, right);
                }
            }
            Ok(left.len().cmp(&right.len()))
        }
        _ => match (left.as_number(), right.as_number()) {
            (Some(left), Some(right)) => Ok(left.cmp(&right)),
            _ => Err(Failure::rendering(format!(
                "TypeError: '<' not supported between instances of '{}' and '{}'",
                left.type_name(),
                right.type_name()
            ))),
        },
    }
}

fn compare(left: &Value, operator: ruff::CmpOp, right: &Value) -> Evaluation<bool> {
    Ok(match operator {
        ruff::CmpOp::Eq => left.equals(right),
        ruff::CmpOp::NotEq => !left.equals(right),
        ruff::CmpOp::Is => left.is(right),
        ruff::CmpOp::IsNot => !left.is(right),
        ruff::CmpOp::In => right.contains(left)?,
        ruff::CmpOp::NotIn => !right.contains(left)?,
        ruff::CmpOp::Lt => order(left, right)?.is_lt(),
        ruff::CmpOp::LtE => order(left, right)?.is_le(),
        ruff::CmpOp::Gt => order(left, right)?.is_gt(),
        ruff::CmpOp::GtE => order(left, right)?.is_ge(),
    })
}
