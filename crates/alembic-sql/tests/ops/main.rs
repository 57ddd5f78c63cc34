//! Replays every case of `fixtures/ops` against what real Alembic emitted for it.
//!
//! `tests/oracle/record_ops.py` describes the form of a case and records its sections.

mod batch;
mod build;
mod case;
mod definitions;
mod expressions;
mod items;
mod json;
mod naming;
mod reverse;
mod statements;
mod types;
mod vocabulary;

use std::fs;
use std::path::Path;

use alembic_core::DialectName;
use alembic_sql::{Compiler, Dialect, Mode, offline_text};
use json::Obj;
use naming::naming;

/// A recorded section: the dialects it counts for, and its text.
pub(crate) struct Section<'a> {
    pub(crate) dialects: Vec<DialectName>,
    /// Whether it is what a server gets, with bound values.
    pub(crate) online: bool,
    pub(crate) body: &'a str,
}

pub(crate) fn sections(text: &str) -> Vec<Section<'_>> {
    let mut sections = Vec::new();
    for part in text.split("\n--- ").skip(1) {
        let (names, body) = part.split_once('\n').unwrap();
        let dialects = names
            .trim_start_matches("online ")
            .split(' ')
            .map(|name| match name {
                "sqlite" => DialectName::Sqlite,
                "postgresql" => DialectName::Postgresql,
                "mysql" => DialectName::Mysql,
                "mariadb" => DialectName::Mariadb,
                other => panic!("unknown dialect {other}"),
            })
            .collect();
        sections.push(Section {
            dialects,
            online: names.starts_with("online "),
            body: body.trim_end_matches('\n'),
        });
    }
    sections
}

/// A compiler with the naming convention of the case.
pub(crate) fn compiler(case: &mut Obj, dialect: DialectName, literal_binds: bool) -> Compiler {
    let compiler = Compiler::new(Dialect::offline(dialect), Mode::Offline { literal_binds });
    match case.take("naming_convention") {
        Some(json) => compiler.naming_convention(naming(json)),
        None => compiler,
    }
}

/// What ours says, in the form of a section.
fn replay(case: &mut Obj, dialect: DialectName) -> String {
    let literal_binds = case.bool("literal_binds").unwrap_or(true);
    let unordered = case.bool("unordered").unwrap_or(false);
    let mut compiler = compiler(case, dialect, literal_binds);
    vocabulary::declare(case.take("from"));
    let mut lines = Vec::new();
    let mut texts = Vec::new();
    for op in case.array("ops") {
        if op["op"] == "version_table" {
            texts.extend(
                case::version_table(Obj::new(op), compiler.dialect())
                    .iter()
                    .map(offline_text),
            );
            continue;
        }
        let op = build::operation(Obj::new(op));
        match compiler.compile(&op) {
            Ok(compiled) => {
                lines.extend(compiled.warnings.iter().map(|warning| format!("?? {warning}")));
                texts.extend(compiled.statements.iter().map(offline_text));
            }
            Err(error) => {
                let place = format!("(op.{} on {dialect}: ", op.name());
                assert!(error.to_string().contains(&place), "{error}");
                return format!("!! {error}");
            }
        }
    }
    if unordered {
        texts.sort();
    }
    if !texts.is_empty() {
        lines.push(texts.join("\n\n"));
    }
    lines.join("\n")
}

/// What ours sends, in the form of an `online` section.
fn replay_online(case: &mut Obj, dialect: DialectName) -> String {
    vocabulary::declare(case.take("from"));
    let mut compiler = Compiler::new(Dialect::offline(dialect), Mode::Online);
    let mut texts = Vec::new();
    for op in case.array("ops") {
        match compiler.compile(&build::operation(Obj::new(op))) {
            Ok(compiled) => texts.extend(compiled.statements.iter().map(|statement| {
                if statement.params.is_empty() {
                    return statement.sql.clone();
                }
                let native = dialect == DialectName::Postgresql;
                let values: Vec<_> = statement
                    .params
                    .iter()
                    .map(|value| statements::shown(value, native))
                    .collect();
                format!("{}\n=> {}", statement.sql, python_list(&values))
            })),
            Err(error) => return format!("!! {error}"),
        }
    }
    texts.join("\n\n")
}

/// A list as Python's `json.dumps` writes it, with a space behind each comma.
fn python_list(values: &[serde_json::Value]) -> String {
    let parts: Vec<String> = values.iter().map(ToString::to_string).collect();
    format!("[{}]", parts.join(", "))
}

/// The recorded text without the casts of text parameters to text, which take the type of their place with ours.
fn without_text_casts(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(position) = rest.find('$') {
        let digits = rest[position + 1..].bytes().take_while(u8::is_ascii_digit).count();
        let end = position + 1 + digits;
        cleaned.push_str(&rest[..end]);
        rest = &rest[end..];
        let cast = ["::VARCHAR", "::TEXT", "::CHAR"].into_iter().find(|cast| {
            rest.strip_prefix(cast)
                .is_some_and(|behind| !behind.starts_with(|next: char| next.is_alphanumeric() || next == '['))
        });
        if let Some(cast) = cast.filter(|_| digits > 0) {
            rest = &rest[cast.len()..];
        }
    }
    cleaned + rest
}

/// Ours stands behind Alembic's own message; `!! *` stands for an error whose words are all ours.
pub(crate) fn matches(expected: &str, actual: &str) -> bool {
    match expected.strip_prefix("!! ") {
        Some("*") => actual.starts_with("!! "),
        Some(_) => actual.starts_with(expected),
        None => expected == actual,
    }
}

#[test]
fn every_case_compiles_as_alembic_does() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/ops");
    let files = case::files(&folder);
    let mut failures = Vec::new();
    let mut compared = 0;
    for path in &files {
        let text = fs::read_to_string(path).unwrap();
        let head = text.split("\n--- ").next().unwrap();
        for section in sections(&text) {
            for dialect in section.dialects {
                let mut case = Obj::new(serde_json::from_str(head).unwrap());
                case.take("dialects");
                let (expected, actual) = if section.online {
                    (
                        without_text_casts(section.body),
                        without_text_casts(&replay_online(&mut case, dialect)),
                    )
                } else {
                    let ours = case
                        .take("ours")
                        .and_then(|ours| ours[dialect.to_string()].as_str().map(str::to_owned));
                    (
                        ours.unwrap_or_else(|| section.body.to_owned()),
                        replay(&mut case, dialect),
                    )
                };
                compared += 1;
                if !matches(&expected, &actual) {
                    let name = path.strip_prefix(&folder).unwrap().display();
                    let online = if section.online { " online" } else { "" };
                    failures.push(format!(
                        "=== {name} {dialect}{online}\n{expected}\n--- ours\n{actual}\n"
                    ));
                }
            }
        }
    }
    assert!(compared > 0, "no case found in {}", folder.display());
    assert!(
        failures.is_empty(),
        "{} of {compared} differ\n{}",
        failures.len(),
        failures.join("\n")
    );
}
