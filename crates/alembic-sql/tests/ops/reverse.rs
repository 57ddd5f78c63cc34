//! Replays `fixtures/reverse`: what Alembic's `reverse()` makes of the cases.

use std::fs;
use std::path::Path;

use alembic_core::DialectName;
use alembic_core::ops::Operation;
use alembic_sql::{Compiler, offline_text};

use crate::json::Obj;
use crate::{build, compiler, matches, sections};

fn reversed(compiler: &mut Compiler, operation: &Operation) -> Result<Vec<String>, String> {
    let reversed = operation.reverse().map_err(|error| error.to_string())?;
    if is_kept(operation) {
        assert_eq!(reversed.reverse().as_ref(), Ok(operation), "reversed twice");
    }
    let compiled = compiler.compile(&reversed).map_err(|error| error.to_string())?;
    Ok(compiled.statements.iter().map(offline_text).collect())
}

/// Whether reversing twice gives the operation back: where its reverse carries it along.
fn is_kept(operation: &Operation) -> bool {
    match operation {
        Operation::CreateTable(_) | Operation::CreateIndex(_) | Operation::AddConstraint(_) => true,
        Operation::AddColumn(op) => !op.inline_references && !op.inline_primary_key,
        Operation::DropTable(_)
        | Operation::RenameTable(_)
        | Operation::CreateTableComment(_)
        | Operation::DropTableComment(_)
        | Operation::DropColumn(_)
        | Operation::AlterColumn(_)
        | Operation::DropIndex(_)
        | Operation::DropConstraint(_)
        | Operation::BatchAlterTable(_)
        | Operation::BulkInsert(_)
        | Operation::Execute(_)
        | Operation::Custom(_) => false,
    }
}

fn replay(case: &mut Obj, dialect: DialectName) -> String {
    let mut compiler = compiler(case, dialect, true);
    let mut texts = Vec::new();
    for json in case.array("ops") {
        match reversed(&mut compiler, &build::operation(Obj::new(json))) {
            Ok(more) => texts.extend(more),
            Err(error) => return format!("!! {error}"),
        }
    }
    texts.join("\n\n")
}

#[test]
fn every_case_is_reversed_as_alembic_does() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let mut files: Vec<_> = fs::read_dir(fixtures.join("reverse"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut failures = Vec::new();
    let mut compared = 0;
    for file in files {
        let folder = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&file).unwrap();
        for part in text.split("=== ").skip(1) {
            let (name, recorded) = part.split_once('\n').unwrap();
            let case = fs::read_to_string(fixtures.join(format!("ops/{folder}/{name}.case"))).unwrap();
            let head = case.split("\n--- ").next().unwrap();
            for section in sections(recorded) {
                for dialect in section.dialects {
                    let actual = replay(&mut Obj::new(serde_json::from_str(head).unwrap()), dialect);
                    compared += 1;
                    if !matches(section.body, &actual) {
                        failures.push(format!(
                            "=== {folder}/{name} {dialect}\n{}\n--- ours\n{actual}\n",
                            section.body
                        ));
                    }
                }
            }
        }
    }
    assert!(compared > 0, "nothing recorded");
    assert!(
        failures.is_empty(),
        "{} of {compared} differ\n{}",
        failures.len(),
        failures.join("\n")
    );
}
