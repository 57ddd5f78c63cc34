//! Definitions and imports.

use ruff_python_ast as ruff;
use ruff_python_ast::visitor::{Visitor, walk_expr};

use super::{block, expr, span};
use crate::ast::{Function, Import, Parameter, Stmt, StmtKind};

pub(super) fn function(node: &ruff::StmtFunctionDef) -> Function {
    let mut yields = Yields(false);
    yields.visit_body(&node.body);
    Function {
        name: node.name.to_string(),
        parameters: parameters(&node.parameters),
        body: block(&node.body),
        plain: node.decorator_list.is_empty() && !yields.0,
    }
}

pub(super) fn lambda(node: &ruff::ExprLambda) -> Function {
    let result = Stmt {
        span: span(&*node.body),
        kind: StmtKind::Return(Some(expr(&node.body))),
    };
    Function {
        name: "<lambda>".to_owned(),
        parameters: node.parameters.as_deref().map(parameters).unwrap_or_default(),
        body: vec![result],
        plain: true,
    }
}

fn parameters(node: &ruff::Parameters) -> Vec<Parameter> {
    let plain = |parameter: &ruff::ParameterWithDefault, is_keyword_only| Parameter {
        name: parameter.parameter.name.to_string(),
        default: parameter.default.as_deref().map(expr),
        is_variadic: false,
        is_keyword_only,
    };
    let variadic = |parameter: &ruff::Parameter| Parameter {
        name: parameter.name.to_string(),
        default: None,
        is_variadic: true,
        is_keyword_only: true,
    };
    let positional = node.posonlyargs.iter().chain(&node.args);
    let mut parameters: Vec<Parameter> = positional.map(|parameter| plain(parameter, false)).collect();
    parameters.extend(node.kwonlyargs.iter().map(|parameter| plain(parameter, true)));
    parameters.extend(
        node.vararg
            .iter()
            .chain(&node.kwarg)
            .map(|parameter| variadic(parameter)),
    );
    parameters
}

/// Whether a function is a generator.
struct Yields(bool);

impl<'a> Visitor<'a> for Yields {
    fn visit_stmt(&mut self, statement: &'a ruff::Stmt) {
        if !matches!(statement, ruff::Stmt::FunctionDef(_) | ruff::Stmt::ClassDef(_)) {
            ruff::visitor::walk_stmt(self, statement);
        }
    }

    fn visit_expr(&mut self, expression: &'a ruff::Expr) {
        match expression {
            ruff::Expr::Yield(_) | ruff::Expr::YieldFrom(_) => self.0 = true,
            ruff::Expr::Lambda(_) => {}
            _ => walk_expr(self, expression),
        }
    }
}

pub(super) fn class(node: &ruff::StmtClassDef) -> StmtKind {
    let arguments = node.arguments.as_deref();
    let is_enumeration = |base: &ruff::Expr| {
        let name = match base {
            ruff::Expr::Name(name) => name.id.as_str(),
            ruff::Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => return false,
        };
        ["Enum", "Flag"].iter().any(|kind| name.ends_with(kind))
    };
    StmtKind::Class {
        name: node.name.to_string(),
        plain: node.decorator_list.is_empty()
            && arguments
                .is_none_or(|arguments| arguments.keywords.is_empty() && !arguments.args.iter().any(is_enumeration)),
        body: block(&node.body),
    }
}

/// The names that an import statement binds.
pub(super) fn imports(statement: &ruff::Stmt) -> Vec<Import> {
    match statement {
        ruff::Stmt::Import(node) => node.names.iter().map(imported_module).collect(),
        ruff::Stmt::ImportFrom(node) => {
            let module = node.module.as_ref().map(ToString::to_string).unwrap_or_default();
            let member = |alias: &ruff::Alias| Import {
                name: alias.asname.as_ref().unwrap_or(&alias.name).to_string(),
                module: module.clone(),
                member: Some(alias.name.to_string()),
                level: node.level,
            };
            node.names.iter().map(member).collect()
        }
        _ => Vec::new(),
    }
}

/// What `import a.b` or `import a.b as c` binds.
fn imported_module(alias: &ruff::Alias) -> Import {
    let first = alias.name.split('.').next().unwrap_or_default();
    let (name, module) = match &alias.asname {
        Some(name) => (name.as_str(), alias.name.as_str()),
        None => (first, first),
    };
    Import {
        name: name.to_owned(),
        module: module.to_owned(),
        member: None,
        level: 0,
    }
}
