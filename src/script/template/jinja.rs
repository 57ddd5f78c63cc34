//! `script.rs.jinja`, with Alembic's variables.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Object, Value};
use minijinja::{Environment, ErrorKind, State, UndefinedBehavior};

use super::{TemplateArguments, failed};
use crate::Result;
use crate::config::{Config, OptionValue};

pub(super) fn render(path: &Path, source: &str, arguments: &TemplateArguments<'_>) -> Result<String> {
    let name = path.to_string_lossy();
    rendered(&name, source, arguments).map_err(|error| {
        let message = match error.detail() {
            Some(detail) => format!("{}: {detail}", error.kind()),
            None => error.kind().to_string(),
        };
        failed(path, error.line().unwrap_or(1), &message)
    })
}

fn rendered(
    name: &str,
    source: &str,
    arguments: &TemplateArguments<'_>,
) -> std::result::Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_syntax(
        SyntaxConfig::builder()
            .block_delimiters("<%", "%>")
            .variable_delimiters("${", "}")
            .comment_delimiters("<%doc>", "</%doc>")
            .line_statement_prefix("%")
            .line_comment_prefix("##")
            .keep_trailing_newline(true)
            .build()?,
    );
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.add_filter("comma", comma);
    environment.add_filter("literal", literal);
    environment.add_filter("doc", doc);
    let texts = |texts: &[String]| texts.iter().map(String::as_str).collect::<Value>();
    let variables = [
        ("message", Value::from(arguments.message)),
        ("up_revision", Value::from(arguments.up_revision)),
        ("down_revision", texts(arguments.down_revision)),
        ("branch_labels", arguments.branch_labels.into_iter().collect::<Value>()),
        ("depends_on", texts(arguments.depends_on)),
        ("create_date", Value::from(arguments.create_date.to_string())),
        ("imports", Value::from("")),
        ("upgrades", Value::from("")),
        ("downgrades", Value::from("")),
        ("config", Value::from_object(ConfigObject(arguments.config.clone()))),
    ];
    environment.render_named_str(name, source, Value::from(BTreeMap::from(variables)))
}

/// Ids with commas between them, as Alembic's filter of this name.
fn comma(value: &Value) -> std::result::Result<String, minijinja::Error> {
    let texts: Vec<String> = match value.as_str() {
        Some(text) => vec![text.to_owned()],
        None => value.try_iter()?.map(|item| item.to_string()).collect(),
    };
    Ok(texts.join(", "))
}

/// A text as Rust writes it, or a list of texts as a slice.
fn literal(value: &Value) -> std::result::Result<String, minijinja::Error> {
    if let Some(text) = value.as_str() {
        return Ok(format!("{text:?}"));
    }
    let items: Vec<String> = value
        .try_iter()?
        .map(|item| format!("{:?}", item.as_str().unwrap_or_default()))
        .collect();
    Ok(format!("&[{}]", items.join(", ")))
}

/// The lines of a text as those of a `//!` comment: all but the first get the marks.
fn doc(text: &str) -> String {
    // A lone carriage return may not stand in a comment.
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| line.replace('\r', " ").trim_end().to_owned())
        .collect();
    lines.join("\n//! ").replace("//! \n", "//!\n").trim_end().to_owned()
}

fn table(pairs: Vec<(String, String)>) -> Value {
    Value::from(pairs.into_iter().collect::<BTreeMap<_, _>>())
}

/// Alembic's `config`.
#[derive(Debug)]
struct ConfigObject(Config);

impl Object for ConfigObject {
    fn call_method(
        self: &Arc<Self>,
        _state: &mut State<'_, '_>,
        method: &str,
        arguments: &[Value],
    ) -> std::result::Result<Value, minijinja::Error> {
        let texts: Vec<&str> = arguments.iter().filter_map(|argument| argument.as_str()).collect();
        let found = match (method, texts.as_slice()) {
            ("get_main_option", [name, ..]) => self.0.get_main_option(name).map(|found| found.map(OptionValue::Text)),
            ("get_alembic_option", [name, ..]) => self.0.get_alembic_option(name),
            ("get_section_option", [section, name, ..]) => self
                .0
                .get_section_option(section, name)
                .map(|found| found.map(OptionValue::Text)),
            _ => return Err(minijinja::Error::from(ErrorKind::UnknownMethod)),
        };
        let found = found.map_err(|error| minijinja::Error::new(ErrorKind::InvalidOperation, error.to_string()))?;
        Ok(match found {
            Some(OptionValue::Text(text)) => Value::from(text),
            Some(OptionValue::Integer(number)) => Value::from(number),
            Some(OptionValue::Boolean(flag)) => Value::from(flag),
            Some(OptionValue::List(items)) => items.into_iter().collect(),
            Some(OptionValue::Table(pairs)) => table(pairs),
            Some(OptionValue::Tables(tables)) => tables.into_iter().map(table).collect(),
            None => Value::from(()),
        })
    }
}
