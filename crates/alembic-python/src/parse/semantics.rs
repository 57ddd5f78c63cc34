//! Errors that Python's compiler finds in code that parses: `return` outside a function, an argument given twice.

use std::cell::RefCell;
use std::mem;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ruff, PythonVersion};
use ruff_python_parser::semantic_errors::{
    LazyImportContext, SemanticSyntaxChecker, SemanticSyntaxContext, SemanticSyntaxError,
};
use ruff_text_size::TextRange;

/// Gives the first error of the compiler, in the order of the source: where, and what.
pub(super) fn first_error(source: &str, body: &[ruff::Stmt]) -> Option<(TextRange, String)> {
    let mut compiler = Compiler {
        source,
        checker: SemanticSyntaxChecker::new(),
        scopes: vec![Scope::new(ScopeKind::Module, body)],
        errors: RefCell::default(),
    };
    compiler.visit_body(body);
    compiler
        .errors
        .into_inner()
        .into_iter()
        .min_by_key(|(range, _)| range.start())
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum ScopeKind {
    Module,
    Class,
    /// A function or lambda.
    Function {
        is_async: bool,
    },
    /// A list, set or dict comprehension.
    Comprehension {
        is_async: bool,
    },
    Generator,
}

/// A block of code with names of its own.
#[derive(Debug)]
struct Scope<'a> {
    kind: ScopeKind,
    names: Names<'a>,
    parameters: Vec<&'a str>,
    in_loop: bool,
}

impl<'a> Scope<'a> {
    fn new(kind: ScopeKind, body: &'a [ruff::Stmt]) -> Self {
        let mut names = Names::default();
        names.visit_body(body);
        Self {
            kind,
            names,
            parameters: Vec::new(),
            in_loop: false,
        }
    }
}

/// The names that a scope binds or declares, without those of the scopes in it.
#[derive(Debug, Default)]
struct Names<'a> {
    bound: Vec<&'a str>,
    globals: Vec<(&'a str, TextRange)>,
}

impl<'a> Visitor<'a> for Names<'a> {
    fn visit_stmt(&mut self, statement: &'a ruff::Stmt) {
        match statement {
            ruff::Stmt::FunctionDef(node) => self.bound.push(&node.name),
            ruff::Stmt::ClassDef(node) => self.bound.push(&node.name),
            ruff::Stmt::Global(node) => {
                self.globals
                    .extend(node.names.iter().map(|name| (name.as_str(), node.range)));
            }
            ruff::Stmt::Nonlocal(node) => self.bound.extend(node.names.iter().map(ruff::Identifier::as_str)),
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a ruff::Expr) {
        match expression {
            ruff::Expr::Name(node) if node.ctx != ruff::ExprContext::Load => self.bound.push(&node.id),
            ruff::Expr::Lambda(_) => {}
            _ => visitor::walk_expr(self, expression),
        }
    }

    fn visit_alias(&mut self, alias: &'a ruff::Alias) {
        let name = alias.asname.as_ref().unwrap_or(&alias.name);
        self.bound.push(name.split('.').next().unwrap_or_default());
    }

    fn visit_except_handler(&mut self, handler: &'a ruff::ExceptHandler) {
        let ruff::ExceptHandler::ExceptHandler(node) = handler;
        self.bound.extend(node.name.as_deref());
        visitor::walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &'a ruff::Pattern) {
        match pattern {
            ruff::Pattern::MatchAs(node) => self.bound.extend(node.name.as_deref()),
            ruff::Pattern::MatchStar(node) => self.bound.extend(node.name.as_deref()),
            ruff::Pattern::MatchMapping(node) => self.bound.extend(node.rest.as_deref()),
            _ => {}
        }
        visitor::walk_pattern(self, pattern);
    }
}

/// Walks the code with the scopes that the checks ask for.
struct Compiler<'a> {
    source: &'a str,
    checker: SemanticSyntaxChecker,
    /// Never empty: the module comes first.
    scopes: Vec<Scope<'a>>,
    errors: RefCell<Vec<(TextRange, String)>>,
}

impl<'a> Compiler<'a> {
    fn check(&mut self, check: impl FnOnce(&mut SemanticSyntaxChecker, &Self)) {
        let mut checker = mem::take(&mut self.checker);
        check(&mut checker, self);
        self.checker = checker;
    }

    fn within(&mut self, scope: Scope<'a>, visit: impl FnOnce(&mut Self)) {
        self.scopes.push(scope);
        visit(self);
        self.scopes.pop();
    }

    fn loop_body(&mut self, body: &'a [ruff::Stmt]) {
        let before = self.set_in_loop(true);
        self.visit_body(body);
        self.set_in_loop(before);
    }

    fn set_in_loop(&mut self, in_loop: bool) -> bool {
        self.scopes
            .last_mut()
            .is_some_and(|scope| mem::replace(&mut scope.in_loop, in_loop))
    }

    /// The first iterable is evaluated outside of the comprehension.
    fn comprehension(&mut self, kind: ScopeKind, generators: &'a [ruff::Comprehension], items: &[&'a ruff::Expr]) {
        if let Some(first) = generators.first() {
            self.visit_expr(&first.iter);
        }
        self.within(Scope::new(kind, &[]), |this| {
            for (number, generator) in generators.iter().enumerate() {
                if number > 0 {
                    this.visit_expr(&generator.iter);
                }
                this.visit_expr(&generator.target);
                for condition in &generator.ifs {
                    this.visit_expr(condition);
                }
            }
            for item in items {
                this.visit_expr(item);
            }
        });
    }

    /// Python has this one in its compiler, ruff in its linter.
    fn default_except_is_last(&mut self, handlers: &[ruff::ExceptHandler]) {
        for handler in handlers.iter().rev().skip(1) {
            let ruff::ExceptHandler::ExceptHandler(node) = handler;
            if node.type_.is_none() {
                self.errors
                    .borrow_mut()
                    .push((node.range, "default 'except:' must be last".to_owned()));
            }
        }
    }

    fn innermost(&self) -> ScopeKind {
        self.scopes.last().map_or(ScopeKind::Module, |scope| scope.kind)
    }

    /// The innermost scope that is no comprehension or generator.
    fn block(&self) -> ScopeKind {
        let is_block = |kind: &ScopeKind| !matches!(kind, ScopeKind::Comprehension { .. } | ScopeKind::Generator);
        self.scopes
            .iter()
            .rev()
            .map(|scope| scope.kind)
            .find(is_block)
            .unwrap_or(ScopeKind::Module)
    }
}

fn parameters(parameters: &ruff::Parameters) -> Vec<&str> {
    parameters.iter().map(|parameter| parameter.name().as_str()).collect()
}

fn comprehension_kind(generators: &[ruff::Comprehension]) -> ScopeKind {
    ScopeKind::Comprehension {
        is_async: generators.iter().any(|generator| generator.is_async),
    }
}

impl<'a> Visitor<'a> for Compiler<'a> {
    fn visit_stmt(&mut self, statement: &'a ruff::Stmt) {
        self.check(|checker, context| checker.visit_stmt(statement, context));
        match statement {
            ruff::Stmt::FunctionDef(node) => {
                for decorator in &node.decorator_list {
                    self.visit_decorator(decorator);
                }
                self.visit_parameters(&node.parameters);
                if let Some(returns) = &node.returns {
                    self.visit_annotation(returns);
                }
                let mut scope = Scope::new(
                    ScopeKind::Function {
                        is_async: node.is_async,
                    },
                    &node.body,
                );
                scope.parameters = parameters(&node.parameters);
                self.within(scope, |this| this.visit_body(&node.body));
            }
            ruff::Stmt::ClassDef(node) => {
                for decorator in &node.decorator_list {
                    self.visit_decorator(decorator);
                }
                if let Some(arguments) = &node.arguments {
                    self.visit_arguments(arguments);
                }
                self.within(Scope::new(ScopeKind::Class, &node.body), |this| {
                    this.visit_body(&node.body);
                });
            }
            ruff::Stmt::Try(node) => {
                self.default_except_is_last(&node.handlers);
                visitor::walk_stmt(self, statement);
            }
            ruff::Stmt::For(node) => {
                self.visit_expr(&node.iter);
                self.visit_expr(&node.target);
                self.loop_body(&node.body);
                self.visit_body(&node.orelse);
            }
            ruff::Stmt::While(node) => {
                self.visit_expr(&node.test);
                self.loop_body(&node.body);
                self.visit_body(&node.orelse);
            }
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a ruff::Expr) {
        self.check(|checker, context| checker.visit_expr(expression, context));
        match expression {
            ruff::Expr::Lambda(node) => {
                let mut scope = Scope::new(ScopeKind::Function { is_async: false }, &[]);
                if let Some(own) = &node.parameters {
                    self.visit_parameters(own);
                    scope.parameters = parameters(own);
                }
                self.within(scope, |this| this.visit_expr(&node.body));
            }
            ruff::Expr::ListComp(node) => {
                self.comprehension(comprehension_kind(&node.generators), &node.generators, &[&node.elt]);
            }
            ruff::Expr::SetComp(node) => {
                self.comprehension(comprehension_kind(&node.generators), &node.generators, &[&node.elt]);
            }
            ruff::Expr::DictComp(node) => {
                let items: Vec<&ruff::Expr> = node.key.as_deref().into_iter().chain([&*node.value]).collect();
                self.comprehension(comprehension_kind(&node.generators), &node.generators, &items);
            }
            ruff::Expr::Generator(node) => {
                self.comprehension(ScopeKind::Generator, &node.generators, &[&node.elt]);
            }
            _ => visitor::walk_expr(self, expression),
        }
    }
}

impl SemanticSyntaxContext for Compiler<'_> {
    fn future_annotations_or_stub(&self) -> bool {
        false
    }

    fn lazy_import_context(&self) -> Option<LazyImportContext> {
        None
    }

    /// Not the newest: what one supported Python accepts is accepted.
    fn python_version(&self) -> PythonVersion {
        PythonVersion::PY313
    }

    fn source(&self) -> &str {
        self.source
    }

    fn global(&self, name: &str) -> Option<TextRange> {
        let globals = &self.scopes.last()?.names.globals;
        globals.iter().find(|(own, _)| *own == name).map(|(_, range)| *range)
    }

    fn has_nonlocal_binding(&self, name: &str) -> bool {
        let (_, outer) = self
            .scopes
            .split_last()
            .unwrap_or_else(|| unreachable!("the module is never popped"));
        let functions = outer
            .iter()
            .filter(|scope| matches!(scope.kind, ScopeKind::Function { .. }));
        functions
            .into_iter()
            .any(|scope| scope.names.bound.contains(&name) || scope.parameters.contains(&name))
    }

    fn in_async_context(&self) -> bool {
        self.block() == ScopeKind::Function { is_async: true }
    }

    fn in_await_allowed_context(&self) -> bool {
        matches!(self.block(), ScopeKind::Function { .. })
    }

    fn in_yield_allowed_context(&self) -> bool {
        matches!(self.innermost(), ScopeKind::Function { .. })
    }

    fn in_sync_comprehension(&self) -> bool {
        self.scopes
            .iter()
            .any(|scope| scope.kind == ScopeKind::Comprehension { is_async: false })
    }

    fn in_class_body_comprehension(&self) -> bool {
        self.block() == ScopeKind::Class
    }

    fn in_module_scope(&self) -> bool {
        self.innermost() == ScopeKind::Module
    }

    fn in_function_scope(&self) -> bool {
        matches!(self.innermost(), ScopeKind::Function { .. })
    }

    fn in_generator_context(&self) -> bool {
        self.scopes.iter().any(|scope| scope.kind == ScopeKind::Generator)
    }

    fn in_notebook(&self) -> bool {
        false
    }

    fn report_semantic_error(&self, error: SemanticSyntaxError) {
        self.errors.borrow_mut().push((error.range, error.to_string()));
    }

    fn in_loop_context(&self) -> bool {
        self.scopes.last().is_some_and(|scope| scope.in_loop)
    }

    fn is_bound_parameter(&self, name: &str) -> bool {
        self.scopes.last().is_some_and(|scope| scope.parameters.contains(&name))
    }
}
