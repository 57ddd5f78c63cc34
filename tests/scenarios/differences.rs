//! The steps whose output differs from real Alembic's on purpose: `tests/scenarios/differences.toml`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::Step;

/// A step with the outcome that ours has, and why it is better.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    /// `topic/name`.
    scenario: String,
    /// The steps, counted from 1.
    steps: BTreeSet<usize>,
    #[expect(dead_code, reason = "said for the reader of the file, and in docs/differences.md")]
    why: String,
    /// What runs, and what comes of it.
    outcome: Step,
}

#[derive(Deserialize)]
struct Differences {
    difference: Vec<Difference>,
}

static DIFFERENCES: LazyLock<Vec<Difference>> = LazyLock::new(|| {
    let text = include_str!("differences.toml");
    let parsed: Differences = toml::from_str(text).expect("tests/scenarios/differences.toml");
    parsed.difference
});

/// The outcome that ours has in a step, where it is not real Alembic's.
pub(crate) fn of(scenario: &str, number: usize, step: &Step) -> Option<&'static Step> {
    let at = |difference: &&Difference| difference.scenario == scenario && difference.steps.contains(&number);
    let outcome = &DIFFERENCES.iter().find(at)?.outcome;
    assert_eq!(
        outcome.args, step.args,
        "{scenario}, step {number}: differences.toml is about another command"
    );
    Some(outcome)
}
