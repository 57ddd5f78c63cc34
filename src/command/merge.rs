use alembic_core::revision::Identifier;
use jiff::Timestamp;

use super::history::revision_environment;
use super::revision::{enter, rev_id};
use crate::Result;
use crate::environment::{EnvironmentContext, Target};
use crate::script::{NewRevision, ScriptHeader};

/// A merge to be written: the arguments of Alembic's `command.merge`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MergeOptions {
    /// The revisions to merge, or `heads`.
    pub revisions: Vec<String>,
    /// `-m`.
    pub message: Option<String>,
    /// `--branch-label`.
    pub branch_label: Option<String>,
    /// `--rev-id`; a random one when it is absent.
    pub rev_id: Option<String>,
    /// `--splice`.
    pub splice: bool,
    /// The moment to write into the file, instead of now.
    pub now: Option<Timestamp>,
}

/// Merges revisions: creates a new revision file with several parents, and gives what stands in it.
///
/// # Errors
/// As [`revision`](super::revision()).
pub fn merge(env: &EnvironmentContext<'_>, target: Target<'_>, options: &MergeOptions) -> Result<ScriptHeader> {
    if revision_environment(env.config)? {
        enter(env, target)?;
    }
    let rev_id = rev_id(options.rev_id.as_deref());
    let new = NewRevision {
        rev_id: &rev_id,
        message: options.message.as_deref(),
        head: Identifier::Many(&options.revisions),
        splice: options.splice,
        branch_label: options.branch_label.as_deref(),
        version_path: None,
        depends_on: &[],
        now: options.now.unwrap_or_else(Timestamp::now),
        in_environment: false,
    };
    env.script
        .generate_revision(env.config, env.history()?, &new, env.reporter)
}
