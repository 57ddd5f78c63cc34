//! Replays the answers that Alembic gave about the histories in `fixtures/graph` (see `tests/oracle/record_graph.py`).

use std::fs;
use std::path::{Path, PathBuf};

use alembic_core::revision::{
    CommandError, CycleKind, ErrorContext, HeadMaintainer, Identifier, IterateOptions, Revision, RevisionError,
    RevisionMap, RevisionRef, RevisionWarning, Step, VersionChange,
};
use serde_json::{Value, json};

/// Where Alembic stops with an assertion and the like: the answer is an error, or something better.
const CRASH: &str = "crash";

enum Failure {
    /// An error of the map, and none in the words of a command.
    Raw(RevisionError),
    Command(CommandError),
}

impl From<RevisionError> for Failure {
    fn from(error: RevisionError) -> Self {
        Self::Raw(error)
    }
}

impl From<CommandError> for Failure {
    fn from(error: CommandError) -> Self {
        Self::Command(error)
    }
}

type Answer = Result<Value, Failure>;

/// The name of Alembic's exception class; `crash` if it has none.
fn class_name(error: &RevisionError) -> &'static str {
    use RevisionError as E;
    match error {
        E::RangeNotAncestor { .. } => "RangeNotAncestorError",
        E::MultipleHeads { .. } => "MultipleHeads",
        E::NoSuchRevision { argument } if argument.is_empty() => CRASH,
        E::NoSuchRevision { .. } | E::NoSuchBranch { .. } | E::AmbiguousPrefix { .. } | E::NotAMember { .. } => {
            "ResolutionError"
        }
        E::CycleDetected {
            kind: CycleKind::Cycle, ..
        } => "CycleDetected",
        E::CycleDetected {
            kind: CycleKind::DependencyCycle,
            ..
        } => "DependencyCycleDetected",
        E::CycleDetected {
            kind: CycleKind::SelfLoop,
            ..
        } => "LoopDetected",
        E::CycleDetected {
            kind: CycleKind::DependencySelfLoop,
            ..
        } => "DependencyLoopDetected",
        E::IllegalCharacters { .. }
        | E::BranchNameInUse { .. }
        | E::BrokenMap
        | E::Overlap { .. }
        | E::AmbiguousWalk
        | E::AmbiguousUpgrade
        | E::RelativeNotProduced { .. }
        | E::WalkedTooFar
        | E::NotADowngradeTarget
        | E::NotAString { .. }
        | E::MultipleBases => "RevisionError",
        _ => CRASH,
    }
}

/// Puts an answer into the form of the recorded one.
fn shown(answer: Answer, warnings: &[RevisionWarning]) -> Value {
    let answer = answer.unwrap_or_else(|failure| match failure {
        Failure::Raw(error) => error_value(&error),
        Failure::Command(error) => {
            let mut value = error_value(&error.source);
            value["message"] = json!(error.message);
            value
        }
    });
    if warnings.is_empty() {
        return answer;
    }
    json!({ "warnings": warnings.iter().map(ToString::to_string).collect::<Vec<_>>(), "answer": answer })
}

fn error_value(error: &RevisionError) -> Value {
    json!({ "error": format!("{}: {error}", class_name(error)) })
}

fn agree(question: &Value, recorded: &Value, ours: &Value) -> bool {
    let answer = if recorded.get("warnings").is_some() {
        if recorded["warnings"] != ours["warnings"] {
            return false;
        }
        (&recorded["answer"], &ours["answer"])
    } else {
        (recorded, ours)
    };
    match answer {
        (recorded, ours) if recorded.get(CRASH).is_some() => ours.get("error").is_some(),
        (Value::Array(recorded), ours) if question[0] == "get_revisions" && recorded.iter().any(is_outside) => {
            ours.get("error").is_some()
        }
        (Value::Array(recorded), Value::Array(ours)) => {
            // A plan ends where HeadMaintainer crashes; we may know what to do.
            let crash = recorded
                .iter()
                .position(|row| row.as_str().is_some_and(|row| row.ends_with("| crash")));
            recorded[..crash.unwrap_or(recorded.len())] == ours[..crash.unwrap_or(ours.len()).min(ours.len())]
        }
        (recorded, ours) => recorded == ours,
    }
}

/// Steps down may end in `None` or the string "base", which no caller of `get_revisions` expects.
fn is_outside(found: &Value) -> bool {
    found.is_null() || found == "base"
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}

fn texts(value: &Value) -> Vec<String> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .map(|text| text.as_str().expect("a string").to_owned())
        .collect()
}

/// Keeps the strings that an identifier borrows.
struct Identified(Option<String>, Vec<String>);

impl Identified {
    fn new(value: &Value) -> Self {
        Self(value.as_str().map(str::to_owned), texts(value))
    }

    fn get(&self) -> Identifier<'_> {
        match (&self.0, &self.1) {
            (Some(one), _) => Identifier::One(one),
            (None, many) if many.is_empty() => Identifier::Base,
            (None, many) => Identifier::Many(many),
        }
    }
}

fn ids(revisions: Vec<RevisionRef<'_>>) -> Value {
    json!(revisions.into_iter().map(RevisionRef::revision).collect::<Vec<_>>())
}

fn sorted(mut ids: Vec<&str>) -> Value {
    ids.sort_unstable();
    json!(ids)
}

fn ask(map: &RevisionMap, question: &Value, warnings: &mut Vec<RevisionWarning>) -> Answer {
    let arguments = question.as_array().expect("a question");
    let (first, second) = (
        arguments.get(1).unwrap_or(&Value::Null),
        arguments.get(2).unwrap_or(&Value::Null),
    );
    let identified = Identified::new(first);
    let wrapped = |error: RevisionError| Failure::Command(error.into());
    Ok(match text(&arguments[0]) {
        "revision" => revision_value(map, first.as_u64().expect("a number")),
        "get_revisions" => ids(map.get_revisions(identified.get()).map_err(wrapped)?),
        "get_revision" => {
            let found = map.get_revision(first.as_str()).map_err(wrapped)?;
            json!([found.map(RevisionRef::revision)])
        }
        "as_revision_number" => json!(map.as_revision_number(first.as_str()).map_err(wrapped)?),
        "get_current_head" => json!(map.get_current_head(first.as_str())?),
        "script_current_head" => {
            let head = map.get_current_head(None);
            json!(head.map_err(|error| ErrorContext::CurrentHead.translate(error))?)
        }
        "new_revision" => {
            let heads = map.get_revisions(identified.get());
            ids(heads.map_err(|error| ErrorContext::NewRevision.translate(error))?)
        }
        "get_base" => match map.get_base() {
            Ok(base) => json!(base),
            Err(error) => json!({ "message": error.to_string() }),
        },
        "get_base_revisions" => json!(map.get_base_revisions(text(first))?),
        "filter_for_lineage" => {
            let targets: Vec<_> = map
                .revisions()
                .filter(|r| map.revision(r.revision()) == Some(*r))
                .collect();
            ids(map.filter_for_lineage(&targets, text(first), second.as_bool().expect("a flag"))?)
        }
        "walk_revisions" => ids(map.walk_revisions(text(first), text(second), warnings)?),
        "iterate_revisions" => {
            let flags = texts(&arguments[3]);
            let has = |flag: &str| flags.iter().any(|other| other == flag);
            let options = IterateOptions {
                implicit_base: has("implicit_base"),
                inclusive: has("inclusive"),
                assert_relative_length: !has("overwalk"),
                select_for_downgrade: has("select_for_downgrade"),
            };
            ids(map.iterate_revisions(identified.get(), Identified::new(second).get(), options, warnings)?)
        }
        "get_all_current" => sorted(
            map.get_all_current(&texts(first))?
                .into_iter()
                .map(RevisionRef::revision)
                .collect(),
        ),
        method @ ("upgrade" | "downgrade" | "stamp") => {
            let targets = Value::Array(arguments[2..].to_vec());
            let steps = plan(map, method, &texts(first), &texts(&targets), warnings)?;
            json!(run(map, &texts(first), &steps))
        }
        "details" => {
            let heads = texts(second);
            let steps = plan(map, text(first), &heads, &[text(&arguments[3]).to_owned()], warnings)?;
            details(map, &heads, &steps)
        }
        other => panic!("no such question: {other}"),
    })
}

fn revision_value(map: &RevisionMap, index: u64) -> Value {
    let revision = map.revisions().nth(index as usize).expect("a revision");
    assert_eq!(revision.index(), index as usize);
    let flags = [
        (revision.is_head(), "is_head"),
        (revision.is_real_head(), "_is_real_head"),
        (revision.is_base(), "is_base"),
        (revision.is_real_base(), "_is_real_base"),
        (revision.is_branch_point(), "is_branch_point"),
        (revision.is_real_branch_point(), "_is_real_branch_point"),
        (revision.is_merge_point(), "is_merge_point"),
    ];
    json!({
        "str": revision.to_string(),
        "flags": flags.iter().filter(|(holds, _)| *holds).map(|(_, flag)| *flag).collect::<Vec<_>>(),
        "nextrev": sorted(revision.nextrev()),
        "all_nextrev": sorted(revision.all_nextrev()),
        "branch_labels": sorted(revision.branch_labels()),
        "resolved_dependencies": revision.resolved_dependencies(),
        "normalized_down_revisions": revision.normalized_down_revisions(),
    })
}

fn plan(
    map: &RevisionMap,
    method: &str,
    heads: &[String],
    targets: &[String],
    warnings: &mut Vec<RevisionWarning>,
) -> Result<Vec<Step>, CommandError> {
    match method {
        "upgrade" => map.upgrade_revs(&targets[0], heads),
        "downgrade" => map.downgrade_revs(&targets[0], heads, warnings),
        _ => map.stamp_revs(targets, heads),
    }
}

fn run(map: &RevisionMap, heads: &[String], steps: &[Step]) -> Vec<String> {
    let mut maintainer = HeadMaintainer::new(map, heads.iter().cloned());
    let mut rows = Vec::new();
    for step in steps {
        let Ok(update) = maintainer.update_to_step(step) else {
            rows.push(format!("{step} | {CRASH}"));
            break;
        };
        let changes = update.changes().into_iter().map(|change| match change {
            VersionChange::Insert(version) => format!("+{version}"),
            VersionChange::Delete(version) => format!("-{version}"),
            VersionChange::Update { from, to } => format!("{from}>{to}"),
        });
        rows.push(format!("{step} | {}", changes.collect::<Vec<_>>().join(" ")));
    }
    rows
}

fn details(map: &RevisionMap, heads: &[String], steps: &[Step]) -> Value {
    let mut maintainer = HeadMaintainer::new(map, heads.iter().cloned());
    let mut rows = Vec::new();
    for step in steps {
        let Ok(update) = maintainer.update_to_step(step) else {
            break;
        };
        let info = step.info();
        rows.push(json!({
            "short_log": step.short_log(),
            "doc": step.doc(),
            "is_upgrade": info.is_upgrade,
            "is_stamp": info.is_stamp,
            "from": step.from_revisions(),
            "to": step.to_revisions(),
            "up_revision_ids": info.up_revision_ids,
            "down_revision_ids": info.down_revision_ids,
            "source_revision_ids": info.source_revision_ids(),
            "destination_revision_ids": info.destination_revision_ids(),
            "log": update.to_string(),
            "heads": maintainer.heads(),
        }));
    }
    json!(rows)
}

fn load(rows: &Value, warnings: &mut Vec<RevisionWarning>) -> Result<RevisionMap, RevisionError> {
    let revisions = rows.as_array().into_iter().flatten().map(|row| Revision {
        revision: text(&row["revision"]).to_owned(),
        down_revision: texts(&row["down_revision"]),
        dependencies: texts(&row["depends_on"]),
        branch_labels: texts(&row["branch_labels"]),
        doc: row["doc"].as_str().unwrap_or_default().to_owned(),
    });
    RevisionMap::new(revisions, warnings)
}

/// Asks all questions about one history; returns their number, and the answers that differ.
fn replay(name: &str, history: &Value) -> (usize, Vec<String>) {
    let mut warnings = Vec::new();
    let map = load(&history["revisions"], &mut warnings);
    let mut differences = Vec::new();
    let answers = history["answers"].as_array().expect("answers");
    for pair in answers {
        let (question, recorded) = (&pair[0], &pair[1]);
        let ours = match &map {
            _ if question[0] == "load" => {
                let answer = map.as_ref().map_err(|error| Failure::Raw(error.clone())).map(|map| {
                    json!({
                        "heads": map.heads(), "real_heads": map.real_heads(),
                        "bases": map.bases(), "real_bases": map.real_bases(),
                    })
                });
                shown(answer, &warnings)
            }
            Ok(map) => {
                let mut warnings = Vec::new();
                let answer = ask(map, question, &mut warnings);
                shown(answer, &warnings)
            }
            Err(error) => panic!("{name}: {error}"),
        };
        if !agree(question, recorded, &ours) {
            differences.push(format!("{name}: {question}\n  Alembic: {recorded}\n  ours:    {ours}"));
        }
    }
    (answers.len(), differences)
}

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/graph");
    let entries = fs::read_dir(folder).expect("fixtures/graph");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

#[test]
fn alembic_answers() {
    let mut asked = 0;
    let mut differences = Vec::new();
    for path in fixtures() {
        let recorded: Value = serde_json::from_slice(&fs::read(&path).expect("a file")).expect("JSON");
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name");
        let histories = recorded.as_array().cloned().unwrap_or_else(|| vec![recorded]);
        for (index, history) in histories.iter().enumerate() {
            let (questions, found) = replay(&format!("{name} {index}"), history);
            asked += questions;
            differences.extend(found);
        }
    }
    assert!(asked > 25_000, "only {asked} questions found");
    let shown = differences
        .iter()
        .take(20)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join("\n");
    assert!(
        differences.is_empty(),
        "{} of {asked} answers differ, such as\n{shown}",
        differences.len()
    );
}
