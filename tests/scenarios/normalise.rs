//! What is made equal before outputs are compared; the same as `tests/oracle/scenarios/normalise.py` does.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::model::Unordered;

static WARNING: LazyLock<Regex> = LazyLock::new(|| expression(r"^\S+:\d+: (\w*Warning: )"));
static REVISION_PATH: LazyLock<Regex> = LazyLock::new(|| expression(r"(?m)^Path: .*?([^/\n]*?)\.\w+$"));
static NAMES: LazyLock<Regex> = LazyLock::new(|| expression(r"\(([^()]*, [^()]*)\)"));
static REVISION: LazyLock<Regex> = LazyLock::new(|| expression(r"(?m)^Rev: "));
static PLANNED: LazyLock<Regex> =
    LazyLock::new(|| expression(r"(?m)^INFO  \[alembic\.runtime\.migration\] (Running (?:up|down)grade .*\n)"));
static FAILURE: LazyLock<Regex> = LazyLock::new(|| expression(r"(?m)^FAILED: .*\n"));
static OVERLAP: LazyLock<Regex> = LazyLock::new(|| expression(r"(?m)(overlaps with other requested revisions )(.*)$"));
/// Alembic writes a report to a temporary file; we say what is wrong, and where.
static RENDERING: LazyLock<Regex> = LazyLock::new(|| expression(r"(Template rendering failed);.*"));
static USED_TWICE: LazyLock<Regex> =
    LazyLock::new(|| expression(r"(?m)(in revision) (\S+) (already used by revision) (\S+)$"));

const TRACEBACK: &str = "Traceback (most recent call last):\n";

pub(crate) fn stdout(text: &str, unordered: Unordered, names: &[(String, &str)]) -> String {
    let text = replace(text, names);
    match unordered {
        Unordered::Nothing => text,
        Unordered::Lines => sorted(text.split_inclusive('\n')).concat(),
        Unordered::Children => sort_children(&text),
        Unordered::Revisions => sort_revisions(&text),
    }
}

/// Log lines; of a traceback only what was raised, of wrong usage only the last line, of warnings only the message.
pub(crate) fn stderr(text: &str, names: &[(String, &str)]) -> String {
    let mut text = replace(text, names);
    if let Some((before, traceback)) = text.split_once(TRACEBACK) {
        let last = traceback.rsplit(TRACEBACK).next().unwrap_or(traceback);
        let raised = last.lines().find(|line| !line.starts_with(' ')).unwrap_or_default();
        text = format!("{before}crash: {raised}\n");
    }
    if text.starts_with("usage: ") {
        text = text.split_inclusive('\n').next_back().unwrap_or_default().to_owned();
    }
    let mut kept = String::new();
    let mut after_warning = false;
    for line in text.split_inclusive('\n') {
        if !(after_warning && line.starts_with("  ")) {
            kept.push_str(&WARNING.replace(line, "$1"));
        }
        after_warning = WARNING.is_match(line);
    }
    kept
}

/// What `--plan` has to print: the steps that real Alembic logged while it ran them, or why it refused.
pub(crate) fn plan(stdout: &str, stderr: &str) -> String {
    let steps = PLANNED.captures_iter(stderr).map(|found| found[1].to_owned());
    steps
        .chain(FAILURE.find_iter(stdout).map(|found| found.as_str().to_owned()))
        .collect()
}

/// Leaves of every `Path: …/name.ext` line only the name.
pub(crate) fn stems(text: &str) -> String {
    REVISION_PATH.replace_all(text, "Path: $1").into_owned()
}

/// Names what differs from run to run, and sorts what messages name in the order of a set.
fn replace(text: &str, names: &[(String, &str)]) -> String {
    let text = names
        .iter()
        .fold(text.to_owned(), |text, (found, name)| text.replace(found, name));
    let text = RENDERING.replace_all(&text, "$1");
    let text = USED_TWICE.replace_all(&text, |found: &Captures<'_>| {
        let revisions = sorted([&found[2], &found[4]].into_iter());
        format!("{} {} {} {}", &found[1], revisions[0], &found[3], revisions[1])
    });
    let in_order = |found: &Captures<'_>| format!("{}{}", &found[1], sorted(found[2].split(", ")).join(", "));
    OVERLAP.replace_all(&text, in_order).into_owned()
}

fn expression(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a valid expression")
}

fn sorted<'a>(parts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut parts: Vec<&str> = parts.collect();
    parts.sort_unstable();
    parts
}

/// Sorts the lines under a branch point, and the names in lists.
fn sort_children(text: &str) -> String {
    let mut result = String::new();
    let mut children = Vec::new();
    for line in text.split_inclusive('\n').chain([""]) {
        let names_sorted = sort_names(line);
        if line.starts_with(' ') && line.trim_start_matches(' ').starts_with("-> ") {
            children.push(names_sorted);
            continue;
        }
        children.sort_unstable();
        result.push_str(&children.concat());
        children.clear();
        result.push_str(&names_sorted);
    }
    result
}

/// `Branches into: b, a`, `Branch names: b, a` and `id (b, a) (head)`: the names come from sets.
fn sort_names(line: &str) -> String {
    let in_order = |names: &str| sorted(names.split(", ")).join(", ");
    for label in ["Branches into: ", "Branch names: "] {
        if let Some(names) = line.strip_prefix(label) {
            return format!("{label}{}\n", in_order(names.trim_end_matches('\n')));
        }
    }
    NAMES
        .replace(line, |found: &Captures<'_>| format!("({})", in_order(&found[1])))
        .into_owned()
}

fn sort_revisions(text: &str) -> String {
    let text = sort_children(text);
    let starts = REVISION.find_iter(&text).map(|found| found.start());
    let bounds: Vec<usize> = [0].into_iter().chain(starts).chain([text.len()]).collect();
    let mut parts = bounds.windows(2).map(|bounds| &text[bounds[0]..bounds[1]]);
    let first = parts.next().unwrap_or_default();
    [&[first], sorted(parts).as_slice()].concat().concat()
}

/// A dump without the version table that Alembic creates, as long as no revision stands in it.
pub(crate) fn without_empty_version_table(dump: &str) -> String {
    if dump.lines().any(|line| line.starts_with("alembic_version: ")) {
        return dump.to_owned();
    }
    let mut inside = false;
    let kept = dump.lines().filter(|line| {
        let words = ["table ", "column ", "constraint ", "index "];
        let of_server = words.iter().any(|word| {
            line.strip_prefix(word)
                .is_some_and(|rest| rest.starts_with("alembic_version ") || rest.starts_with("alembic_version."))
        });
        inside |= line.starts_with("CREATE TABLE alembic_version (");
        let dropped = inside || of_server;
        inside &= *line != ");";
        !dropped
    });
    kept.map(|line| format!("{line}\n")).collect()
}

/// What `init` says, without the lines of the files that are not the configuration.
pub(crate) fn init(text: &str) -> String {
    let of_environment = |line: &&str| {
        let own_folder = line.ends_with("/src ...  done\n");
        let is_file = line.starts_with("Generating ")
            && ![".ini ...  done\n", ".toml ...  done\n"]
                .iter()
                .any(|end| line.ends_with(end));
        own_folder || is_file || line.ends_with("/Cargo.toml ...  done\n")
    };
    text.split_inclusive('\n')
        .filter(|line| !of_environment(line))
        .collect()
}
