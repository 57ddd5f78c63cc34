//! The Python statements of a template.

use std::rc::Rc;

use ruff_python_ast as ruff;
use ruff_text_size::Ranged;

use super::interpreter::{Flow, Interpreter};
use super::template::Block;
use super::value::{Body, Function, UserFunction};
use super::{Evaluation, Failure, MakoError, Value, builtins};

/// Where statements stand: the line of their first one, and their text.
#[derive(Clone)]
struct Place {
    line: usize,
    source: Rc<str>,
}

impl Place {
    fn line_of(&self, statement: &ruff::Stmt) -> usize {
        let before = self.source.get(..statement.start().to_usize()).unwrap_or_default();
        self.line + before.matches('\n').count()
    }
}

impl Interpreter<'_> {
    pub(super) fn run_block(&mut self, block: &Block) -> Result<Flow, MakoError> {
        let place = Place {
            line: block.line,
            source: block.source.clone(),
        };
        self.run(&block.statements, &place)
    }

    fn run(&mut self, statements: &[ruff::Stmt], place: &Place) -> Result<Flow, MakoError> {
        for statement in statements {
            let line = place.line_of(statement);
            match self.run_one(statement, place, line)? {
                Flow::Next => {}
                other => return Ok(other),
            }
        }
        Ok(Flow::Next)
    }

    fn run_one(&mut self, statement: &ruff::Stmt, place: &Place, line: usize) -> Result<Flow, MakoError> {
        match statement {
            ruff::Stmt::If(node) => {
                if self.holds_at(&node.test, line)? {
                    return self.run(&node.body, place);
                }
                for clause in &node.elif_else_clauses {
                    let holds = match &clause.test {
                        Some(test) => self.holds_at(test, line)?,
                        None => true,
                    };
                    if holds {
                        return self.run(&clause.body, place);
                    }
                }
                Ok(Flow::Next)
            }
            ruff::Stmt::For(node) if !node.is_async => self.run_for(node, place, line),
            ruff::Stmt::While(node) => {
                while self.holds_at(&node.test, line)? {
                    self.count_round().map_err(|failure| failure.at(line))?;
                    match self.run(&node.body, place)? {
                        Flow::Next | Flow::Continue => {}
                        Flow::Break => return Ok(Flow::Next),
                        returned @ Flow::Return(_) => return Ok(returned),
                    }
                }
                self.run(&node.orelse, place)
            }
            simple => self.run_simple(simple, place).map_err(|failure| failure.at(line)),
        }
    }

    fn run_for(&mut self, node: &ruff::StmtFor, place: &Place, line: usize) -> Result<Flow, MakoError> {
        let items = self.evaluate(&node.iter).and_then(|items| items.items());
        for item in items.map_err(|failure| failure.at(line))? {
            let assigned = self.count_round().and_then(|()| self.assign_to(&node.target, item));
            assigned.map_err(|failure| failure.at(line))?;
            match self.run(&node.body, place)? {
                Flow::Next | Flow::Continue => {}
                Flow::Break => return Ok(Flow::Next),
                returned @ Flow::Return(_) => return Ok(returned),
            }
        }
        self.run(&node.orelse, place)
    }

    fn holds_at(&mut self, test: &ruff::Expr, line: usize) -> Result<bool, MakoError> {
        let value = self.evaluate(test).map_err(|failure| failure.at(line))?;
        Ok(value.is_true())
    }

    fn run_simple(&mut self, statement: &ruff::Stmt, place: &Place) -> Evaluation<Flow> {
        match statement {
            ruff::Stmt::Assign(node) => {
                let value = self.evaluate(&node.value)?;
                for target in &node.targets {
                    self.assign_to(target, value.clone())?;
                }
            }
            ruff::Stmt::AnnAssign(node) => {
                if let Some(value) = &node.value {
                    let value = self.evaluate(value)?;
                    self.assign_to(&node.target, value)?;
                }
            }
            ruff::Stmt::AugAssign(node) => {
                let (left, right) = (self.evaluate(&node.target)?, self.evaluate(&node.value)?);
                let value = self.add_in_place(left, node.op, right)?;
                self.assign_to(&node.target, value)?;
            }
            ruff::Stmt::Expr(node) => {
                self.evaluate(&node.value)?;
            }
            ruff::Stmt::Import(node) => {
                for alias in &node.names {
                    let value = self.import(&alias.name, None)?;
                    let name = alias.asname.as_ref().unwrap_or(&alias.name);
                    self.assign(name, value);
                }
            }
            ruff::Stmt::ImportFrom(node) => {
                let module = node.module.as_ref().map_or("", |module| module.as_str());
                let module = format!("{}{module}", ".".repeat(node.level as usize));
                for alias in &node.names {
                    let value = self.import(&module, Some(&alias.name))?;
                    let name = alias.asname.as_ref().unwrap_or(&alias.name);
                    self.assign(name, value);
                }
            }
            ruff::Stmt::FunctionDef(node) => {
                if !node.decorator_list.is_empty() || node.is_async {
                    return Err(Failure::unsupported(format!(
                        "the function '{}' needs Python",
                        node.name
                    )));
                }
                let function = UserFunction {
                    name: node.name.to_string(),
                    parameters: (*node.parameters).clone(),
                    body: Body::Statements(node.body.iter().cloned().collect()),
                    line: place.line,
                    source: place.source.clone(),
                    closure: self.visible(),
                };
                self.assign(&node.name, Value::function(Function::User(function)));
            }
            ruff::Stmt::Return(node) => {
                let value = node.value.as_ref().map(|value| self.evaluate(value));
                return Ok(Flow::Return(value.transpose()?.unwrap_or(Value::None)));
            }
            ruff::Stmt::Break(_) => return Ok(Flow::Break),
            ruff::Stmt::Continue(_) => return Ok(Flow::Continue),
            ruff::Stmt::Pass(_) => {}
            ruff::Stmt::Raise(_) => return Err(Failure::rendering("an exception is raised")),
            ruff::Stmt::If(_) | ruff::Stmt::For(_) | ruff::Stmt::While(_) => {
                return Err(Failure::unsupported("'async for' needs Python"));
            }
            ruff::Stmt::ClassDef(_)
            | ruff::Stmt::Delete(_)
            | ruff::Stmt::TypeAlias(_)
            | ruff::Stmt::With(_)
            | ruff::Stmt::Match(_)
            | ruff::Stmt::Try(_)
            | ruff::Stmt::Assert(_)
            | ruff::Stmt::Global(_)
            | ruff::Stmt::Nonlocal(_)
            | ruff::Stmt::IpyEscapeCommand(_) => {
                return Err(Failure::unsupported("this statement needs Python"));
            }
        }
        Ok(Flow::Next)
    }

    fn import(&self, module: &str, name: Option<&str>) -> Evaluation {
        match super::patterns::import(module, name) {
            Some(value) => Ok(value),
            // What is imported and never used does no harm.
            None => {
                let imported = self.host.import(module, name);
                Ok(imported.unwrap_or_else(builtins::not_imported))
            }
        }
    }

    /// Gives names their values: `name`, `a, b` or `items[key]`.
    pub(super) fn assign_to(&mut self, target: &ruff::Expr, value: Value) -> Evaluation<()> {
        let targets: &[ruff::Expr] = match target {
            ruff::Expr::Name(name) => {
                self.assign(&name.id, value);
                return Ok(());
            }
            ruff::Expr::Subscript(node) => {
                let (object, key) = (self.evaluate(&node.value)?, self.evaluate(&node.slice)?);
                return object.set_item(key, value);
            }
            ruff::Expr::Tuple(node) => &node.elts,
            ruff::Expr::List(node) => &node.elts,
            _ => return Err(Failure::unsupported("this assignment needs Python")),
        };
        let values = value.items()?;
        if values.len() != targets.len() {
            return Err(Failure::rendering(format!(
                "ValueError: expected {} values to unpack, got {}",
                targets.len(),
                values.len()
            )));
        }
        for (target, value) in targets.iter().zip(values) {
            self.assign_to(target, value)?;
        }
        Ok(())
    }

    pub(super) fn call_user(
        &mut self,
        function: &UserFunction,
        arguments: Vec<Value>,
        named: Vec<(Rc<str>, Value)>,
    ) -> Evaluation {
        let mut names = function.closure.clone();
        names.extend(self.bind(&function.name, &function.parameters, arguments, named)?);
        self.in_frame(names, |interpreter| match &function.body {
            Body::Expression(expression) => interpreter.evaluate(expression),
            Body::Statements(statements) => {
                let place = Place {
                    line: function.line,
                    source: function.source.clone(),
                };
                let flow = interpreter.run(statements, &place);
                match flow? {
                    Flow::Return(value) => Ok(value),
                    Flow::Next | Flow::Break | Flow::Continue => Ok(Value::None),
                }
            }
        })
    }

    /// The names of a function's parameters with the arguments of a call.
    pub(super) fn bind(
        &mut self,
        function: &str,
        parameters: &ruff::Parameters,
        arguments: Vec<Value>,
        mut named: Vec<(Rc<str>, Value)>,
    ) -> Evaluation<Vec<(Rc<str>, Value)>> {
        if parameters.kwarg.is_some() {
            return Err(Failure::unsupported(format!("{function}() with ** needs Python")));
        }
        let mut names: Vec<(Rc<str>, Value)> = Vec::new();
        let mut arguments = arguments.into_iter();
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        let positional = positional.map(|parameter| (parameter, true));
        let all = positional.chain(parameters.kwonlyargs.iter().map(|parameter| (parameter, false)));
        for (parameter, is_positional) in all {
            let name: Rc<str> = parameter.parameter.name.as_str().into();
            let given = if is_positional { arguments.next() } else { None };
            let by_name = named.iter().position(|(key, _)| *key == name);
            let value = match (given, by_name, &parameter.default) {
                (Some(_), Some(_), _) => {
                    return Err(Failure::rendering(format!(
                        "TypeError: {function}() got multiple values for argument '{name}'"
                    )));
                }
                (Some(value), None, _) => value,
                (None, Some(at), _) => named.swap_remove(at).1,
                (None, None, Some(default)) => self.evaluate(default)?,
                (None, None, None) => {
                    return Err(Failure::rendering(format!(
                        "TypeError: {function}() missing a required argument: '{name}'"
                    )));
                }
            };
            names.push((name, value));
        }
        let rest: Vec<Value> = arguments.collect();
        match &parameters.vararg {
            Some(parameter) => names.push((parameter.name.as_str().into(), Value::tuple(rest))),
            None if !rest.is_empty() => {
                return Err(Failure::rendering(format!(
                    "TypeError: {function}() takes fewer arguments"
                )));
            }
            None => {}
        }
        match named.first() {
            Some((name, _)) => Err(Failure::rendering(format!(
                "TypeError: {function}() got an unexpected keyword argument '{name}'"
            ))),
            None => Ok(names),
        }
    }
}
