//! Function calls, with the names that mean something to SQLAlchemy.

use alembic_core::Value;
use alembic_core::schema::{Expr, Function, Over};

use super::{Against, Renderer, typing};
use crate::error::Result;
use crate::writer::Preparer;

impl Renderer<'_, '_> {
    pub(super) fn function(&mut self, function: &Function) -> Result<String> {
        let mut sql = self.call(function)?;
        if !function.filter.is_empty() {
            let criterion = if let [single] = function.filter.as_slice() {
                self.render(single)?
            } else {
                self.conditions(&function.filter)?
            };
            sql = format!("{sql} FILTER (WHERE {criterion})");
        }
        match &function.over {
            Some(over) => Ok(format!("{sql} OVER ({})", self.window(over)?)),
            None => Ok(sql),
        }
    }

    fn window(&mut self, over: &Over) -> Result<String> {
        let mut parts = Vec::new();
        if !over.partition_by.is_empty() {
            parts.push(format!(
                "PARTITION BY {}",
                self.comma_list(&over.partition_by, Some(Against::Comma))?
            ));
        }
        if !over.order_by.is_empty() {
            parts.push(format!(
                "ORDER BY {}",
                self.comma_list(&over.order_by, Some(Against::Comma))?
            ));
        }
        Ok(parts.join(" "))
    }

    fn args(&mut self, function: &Function) -> Result<Vec<String>> {
        // coalesce and its like return what they are given, so that plain values take the type of the others
        let shared = match function.name.to_lowercase().as_str() {
            "coalesce" | "max" | "min" | "sum" => function
                .args
                .iter()
                .filter(|arg| !matches!(arg, Expr::Value(_)))
                .find_map(typing::type_of),
            _ => None,
        };
        function
            .args
            .iter()
            .map(|arg| match arg {
                Expr::Value(Value::Null) => Ok("NULL".to_owned()),
                arg => self.beside(arg, shared.as_ref(), Some(Against::Comma), Some(&function.name)),
            })
            .collect()
    }

    fn call(&mut self, function: &Function) -> Result<String> {
        let outer = std::mem::replace(&mut self.in_function, true);
        let args = self.args(function);
        self.in_function = outer;
        let args = args?;
        let name = function.name.as_str();
        let lower = name.to_lowercase();
        if let Some(sql) = self.cx.ddl.known_function(&lower, &args) {
            return Ok(sql);
        }
        let args = args.join(", ");
        let package: String = function
            .package
            .iter()
            .map(|package| format!("{}.", self.function_name(&package.text)))
            .collect();
        Ok(match lower.as_str() {
            _ if !package.is_empty() => format!("{package}{}({args})", self.function_name(name)),
            "current_date" | "current_time" | "current_timestamp" | "current_user" | "localtime" | "localtimestamp"
            | "session_user" | "user" => bare_without_args(&lower.to_uppercase(), &args),
            "sysdate" => bare_without_args(&lower, &args),
            "count" if args.is_empty() => "count(*)".to_owned(),
            "now" | "count" | "max" | "min" | "sum" | "coalesce" | "concat" | "random" | "char_length" | "pow" => {
                format!("{lower}({args})")
            }
            _ => format!("{}({args})", self.function_name(name)),
        })
    }

    fn function_name(&self, name: &str) -> String {
        if Preparer::has_legal_characters(name) {
            name.to_owned()
        } else {
            self.cx.preparer.quote_always(name)
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
