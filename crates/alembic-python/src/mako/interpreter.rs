//! Rendering a template's tree.

use std::collections::HashMap;
use std::rc::Rc;

use super::template::{Condition, Def, Expression, Node, Template};
use super::value::Function;
use super::{Evaluation, Failure, Host, MakoError, Value, builtins};

/// How deep templates may call themselves.
const DEEPEST: usize = 64;
/// How many rounds the loops of a template may take together.
const MOST_ROUNDS: usize = 1_000_000;

/// How a block of statements or nodes ends.
pub(super) enum Flow {
    Next,
    Break,
    Continue,
    Return(Value),
}

pub(super) struct Interpreter<'t> {
    template: &'t Template,
    pub(super) host: &'t dyn Host,
    /// What the template was given.
    context: HashMap<Rc<str>, Value>,
    /// The names of the module and of the functions that are running, from the outside.
    frames: Vec<HashMap<Rc<str>, Value>>,
    /// The text so far; a captured one on top.
    output: Vec<String>,
    depth: usize,
    rounds: usize,
}

impl<'t> Interpreter<'t> {
    pub(super) fn new(template: &'t Template, context: HashMap<Rc<str>, Value>, host: &'t dyn Host) -> Self {
        Self {
            template,
            host,
            context,
            frames: vec![HashMap::new()],
            output: vec![String::new()],
            depth: 0,
            rounds: 0,
        }
    }

    pub(super) fn render(mut self) -> Result<String, MakoError> {
        let template = self.template;
        for block in &template.module {
            self.run_block(block)?;
        }
        for (number, def) in template.defs.iter().enumerate() {
            self.assign(&def.name, Value::function(Function::Def(number)));
        }
        self.frames.push(HashMap::new());
        self.nodes(&template.body)?;
        Ok(self.output.pop().unwrap_or_default())
    }

    pub(super) fn write(&mut self, text: &str) {
        if let Some(output) = self.output.last_mut() {
            output.push_str(text);
        }
    }

    pub(super) fn assign(&mut self, name: &str, value: Value) {
        if let Some(frame) = self.frames.last_mut() {
            frame.insert(name.into(), value);
        }
    }

    pub(super) fn lookup(&self, name: &str) -> Value {
        let mut frames = self.frames.iter().rev();
        frames
            .find_map(|frame| frame.get(name))
            .cloned()
            .or_else(|| self.context_value(name))
            .unwrap_or(Value::Undefined)
    }

    /// What `context.get(name)` finds.
    pub(super) fn context_value(&self, name: &str) -> Option<Value> {
        let given = self.context.get(name).cloned();
        given.or_else(|| builtins::named(name).map(|name| Value::function(Function::Builtin(name))))
    }

    /// The names that a function made here can see.
    pub(super) fn visible(&self) -> Vec<(Rc<str>, Value)> {
        let inner = self.frames.iter().skip(2);
        inner
            .flatten()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    /// Runs something with names of its own.
    pub(super) fn in_frame<T>(
        &mut self,
        names: Vec<(Rc<str>, Value)>,
        work: impl FnOnce(&mut Self) -> Evaluation<T>,
    ) -> Evaluation<T> {
        if self.depth >= DEEPEST {
            return Err(Failure::rendering("RecursionError: maximum recursion depth exceeded"));
        }
        self.depth += 1;
        self.frames.push(names.into_iter().collect());
        let result = work(self);
        self.frames.pop();
        self.depth -= 1;
        result
    }

    pub(super) fn count_round(&mut self) -> Evaluation<()> {
        self.rounds += 1;
        if self.rounds > MOST_ROUNDS {
            return Err(Failure::unsupported(format!("more than {MOST_ROUNDS} rounds in loops")));
        }
        Ok(())
    }

    pub(super) fn nodes(&mut self, nodes: &'t [Node]) -> Result<Flow, MakoError> {
        for node in nodes {
            match self.node(node)? {
                Flow::Next => {}
                other => return Ok(other),
            }
        }
        Ok(Flow::Next)
    }

    fn node(&mut self, node: &'t Node) -> Result<Flow, MakoError> {
        match node {
            Node::Text(text) => self.write(text),
            Node::Expression(expression) => {
                let text = self
                    .filtered(expression)
                    .map_err(|failure| failure.at(expression.line))?;
                self.write(&text);
            }
            Node::Code(block) => return self.run_block(block),
            Node::Block(body) => return self.nodes(body),
            Node::If(branches) => {
                for (condition, body) in branches {
                    let holds = match condition {
                        Some(condition) => self.holds(condition)?,
                        None => true,
                    };
                    if holds {
                        return self.nodes(body);
                    }
                }
            }
            Node::For {
                line,
                target,
                items,
                body,
                orelse,
            } => {
                let items = self.evaluate(items).and_then(|items| items.items());
                let items = items.map_err(|failure| failure.at(*line))?;
                let outer = self.lookup("loop");
                let length = items.len();
                let mut broken = false;
                for (index, item) in items.into_iter().enumerate() {
                    let assigned = self.count_round().and_then(|()| self.assign_to(target, item));
                    assigned.map_err(|failure| failure.at(*line))?;
                    self.assign("loop", builtins::loop_state(index, length, outer.clone()));
                    match self.nodes(body)? {
                        Flow::Next | Flow::Continue => {}
                        Flow::Break => {
                            broken = true;
                            break;
                        }
                        returned @ Flow::Return(_) => return Ok(returned),
                    }
                }
                self.assign("loop", outer);
                if !broken {
                    return self.nodes(orelse);
                }
            }
            Node::While { condition, body } => {
                while self.holds(condition)? {
                    self.count_round().map_err(|failure| failure.at(condition.line))?;
                    match self.nodes(body)? {
                        Flow::Next | Flow::Continue => {}
                        Flow::Break => break,
                        returned @ Flow::Return(_) => return Ok(returned),
                    }
                }
            }
        }
        Ok(Flow::Next)
    }

    fn holds(&mut self, condition: &Condition) -> Result<bool, MakoError> {
        let value = self.evaluate(&condition.test);
        value
            .map(|value| value.is_true())
            .map_err(|failure| failure.at(condition.line))
    }

    /// The text that an expression adds.
    fn filtered(&mut self, expression: &Expression) -> Evaluation<String> {
        let mut value = self.evaluate(&expression.value)?;
        if expression.as_text {
            value = value.text(self.host)?.into();
        }
        for filter in &expression.filters {
            value = match builtins::filter(filter) {
                Some(filter) => filter(&value.text(self.host)?).into(),
                None => {
                    let function = self.evaluate(filter)?;
                    self.call(&function, vec![value], Vec::new())?
                }
            };
        }
        match value {
            Value::Str(text) => Ok(text.to_string()),
            other => Err(Failure::rendering(format!(
                "TypeError: sequence item 0: expected str instance, {} found",
                other.type_name()
            ))),
        }
    }

    /// Calls a `<%def>`: its text goes to the output, and its value is an empty text.
    pub(super) fn call_def(
        &mut self,
        number: usize,
        arguments: Vec<Value>,
        named: Vec<(Rc<str>, Value)>,
    ) -> Evaluation {
        let Some(Def { name, parameters, body }) = self.template.defs.get(number) else {
            return Err(Failure::rendering("TypeError: no such def"));
        };
        let names = self.bind(name, parameters, arguments, named)?;
        self.in_frame(names, |interpreter| Ok(interpreter.nodes(body)?))?;
        Ok("".into())
    }

    /// What `capture(function, …)` gives: the text that a call wrote.
    pub(super) fn capture(&mut self, function: &Value, arguments: Vec<Value>) -> Evaluation {
        self.output.push(String::new());
        let result = self.call(function, arguments, Vec::new());
        let text = self.output.pop().unwrap_or_default();
        result.map(|_| text.into())
    }
}
