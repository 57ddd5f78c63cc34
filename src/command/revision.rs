use std::hash::{BuildHasher as _, RandomState};
use std::path::PathBuf;

use alembic_core::revision::Identifier;
use jiff::Timestamp;

use super::history::revision_environment;
use crate::environment::{EnvironmentContext, Target};
use crate::script::{NewRevision, ScriptHeader};
use crate::{Error, Result};

/// A revision to be written: the arguments of Alembic's `command.revision`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewRevisionOptions {
    /// `-m`.
    pub message: Option<String>,
    /// `--autogenerate`.
    pub autogenerate: bool,
    /// `--head`; `head` when it is absent.
    pub head: Option<String>,
    /// `--splice`.
    pub splice: bool,
    /// `--branch-label`.
    pub branch_label: Option<String>,
    /// `--version-path`.
    pub version_path: Option<PathBuf>,
    /// `--rev-id`; a random one when it is absent.
    pub rev_id: Option<String>,
    /// `--depends-on`.
    pub depends_on: Vec<String>,
    /// The moment to write into the file, instead of now.
    pub now: Option<Timestamp>,
}

/// Creates a new revision file, and gives what stands in it.
///
/// Nothing is asked of the database, unless `revision_environment` is set in a Python environment. `target` says where its
/// statements would go then: with [`Target::Sql`] this is `revision --sql`.
///
/// # Errors
/// [`Error::Command`] in Alembic's words when there can be no such revision, or the template cannot be rendered. Nothing
/// is written then.
pub fn revision(
    env: &EnvironmentContext<'_>,
    target: Target<'_>,
    options: &NewRevisionOptions,
) -> Result<ScriptHeader> {
    let environment = revision_environment(env.config)?;
    match (options.autogenerate, target.as_sql()) {
        (true, true) => {
            return Err(Error::Command(
                "Using --sql with --autogenerate does not make any sense".to_owned(),
            ));
        }
        (true, false) => {
            return Err(Error::Command(
                "--autogenerate is not available yet: a later version compares the database with the target metadata; until \
                 then write the operations by hand, without this option"
                    .to_owned(),
            ));
        }
        (false, true) if !environment => {
            return Err(Error::Command(
                "Using --sql with the revision command when revision_environment is not configured does not make any \
                 sense"
                    .to_owned(),
            ));
        }
        (false, _) => {}
    }
    let in_environment = environment && enter(env, target)?;
    let rev_id = rev_id(options.rev_id.as_deref());
    let new = NewRevision {
        rev_id: &rev_id,
        message: options.message.as_deref(),
        head: Identifier::One(options.head.as_deref().unwrap_or("head")),
        splice: options.splice,
        branch_label: options.branch_label.as_deref(),
        version_path: options.version_path.as_deref(),
        depends_on: &options.depends_on,
        now: options.now.unwrap_or_else(Timestamp::now),
        in_environment,
    };
    env.script
        .generate_revision(env.config, env.history()?, &new, env.reporter)
}

/// Enters the environment as `revision_environment` wants it: Python's `env.py` would connect. Tells whether it is one of
/// Python; an environment crate has nothing to run for a new revision.
pub(super) fn enter(env: &EnvironmentContext<'_>, target: Target<'_>) -> Result<bool> {
    if env.script.dir()?.join("Cargo.toml").exists() {
        return Ok(false);
    }
    env.configure(target, None)?.in_outer_transaction(|context| {
        if context.as_sql() {
            Ok(())
        } else {
            context.get_current_heads().map(drop)
        }
    })?;
    Ok(true)
}

/// The id that was given, or else a new one: twelve random hexadecimal digits, Alembic's `util.rev_id`.
pub(super) fn rev_id(given: Option<&str>) -> String {
    const DIGITS: u32 = 12;
    if let Some(id) = given.filter(|id| !id.is_empty()) {
        return id.to_owned();
    }
    // Its keys come from the operating system's source of randomness.
    let random = RandomState::new().hash_one(Timestamp::now().as_nanosecond());
    format!("{:012x}", random % 16_u64.pow(DIGITS))
}
