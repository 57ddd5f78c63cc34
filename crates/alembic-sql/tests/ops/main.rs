//! Replays every case of `fixtures/ops` against what real Alembic emitted for it.
//!
//! `tests/oracle/record_ops.py` describes the form of a case and records its sections.

mod build;
mod definitions;
mod expressions;
mod items;
mod json;
mod reverse;
mod types;

use std::fs;
use std::path::{Path, PathBuf};

use alembic_core::DialectName;
use alembic_core::schema::NamingConvention;
use alembic_sql::version_table::VersionTable;
use alembic_sql::{Compiler, Dialect, Mode, Statement, offline_text};
use json::Obj;

fn case_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            case_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "case") {
            files.push(path);
        }
    }
}

/// A recorded section: the dialects it counts for, and its text.
pub(crate) struct Section<'a> {
    pub(crate) dialects: Vec<DialectName>,
    pub(crate) body: &'a str,
}

pub(crate) fn sections(text: &str) -> Vec<Section<'_>> {
    let mut sections = Vec::new();
    for part in text.split("\n--- ").skip(1) {
        let (names, body) = part.split_once('\n').unwrap();
        let dialects = names
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
            body: body.trim_end_matches('\n'),
        });
    }
    sections
}

/// A compiler with the naming convention of the case.
pub(crate) fn compiler(case: &mut Obj, dialect: DialectName, literal_binds: bool) -> Compiler {
    let compiler = Compiler::new(Dialect::offline(dialect), Mode::Offline { literal_binds });
    let Some(value) = case.take("naming_convention") else {
        return compiler;
    };
    let mut templates = Obj::new(value);
    let mut naming = NamingConvention::empty();
    naming.ix = templates.string("ix");
    naming.uq = templates.string("uq");
    naming.ck = templates.string("ck");
    naming.fk = templates.string("fk");
    naming.pk = templates.string("pk");
    templates.finish();
    compiler.naming_convention(naming)
}

/// What ours says, in the form of a section.
fn replay(case: &mut Obj, dialect: DialectName) -> String {
    let literal_binds = case.bool("literal_binds").unwrap_or(true);
    let unordered = case.bool("unordered").unwrap_or(false);
    let mut compiler = compiler(case, dialect, literal_binds);
    let mut lines = Vec::new();
    let mut texts = Vec::new();
    for op in case.array("ops") {
        if op["op"] == "version_table" {
            texts.extend(version_table(Obj::new(op), compiler.dialect()).iter().map(offline_text));
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

fn version_table(mut spec: Obj, dialect: &Dialect) -> Vec<Statement> {
    spec.take("op");
    let name = spec
        .string("version_table")
        .unwrap_or_else(|| "alembic_version".to_owned());
    let schema = spec.string("version_table_schema");
    let table = VersionTable::new(
        dialect,
        &name,
        schema.as_deref(),
        spec.bool("version_table_pk").unwrap_or(true),
    );
    spec.finish();
    vec![
        table.create().unwrap(),
        table.insert("abc"),
        table.update("abc", "def"),
        table.delete("def"),
        table.select(),
        table.delete_all(),
        table.drop(),
    ]
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
    let mut files = Vec::new();
    case_files(&folder, &mut files);
    files.sort();
    let mut failures = Vec::new();
    let mut compared = 0;
    for path in &files {
        let text = fs::read_to_string(path).unwrap();
        let head = text.split("\n--- ").next().unwrap();
        for section in sections(&text) {
            for dialect in section.dialects {
                let mut case = Obj::new(serde_json::from_str(head).unwrap());
                case.take("dialects");
                let actual = replay(&mut case, dialect);
                compared += 1;
                if !matches(section.body, &actual) {
                    let name = path.strip_prefix(&folder).unwrap().display();
                    failures.push(format!("=== {name} {dialect}\n{}\n--- ours\n{actual}\n", section.body));
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
