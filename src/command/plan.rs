use alembic_core::revision::Step;

use crate::environment::{EnvironmentContext, Target};
use crate::error::listing;
use crate::migration::{Applied, MigrationContext, Plan, PlannedStep, without_body};
use crate::script::History;
use crate::{Error, Result};

/// Up or down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Towards the heads.
    Upgrade,
    /// Towards the base.
    Downgrade,
}

/// Where a move begins, when it is told, and where it ends.
pub(super) struct Range<'r> {
    direction: Direction,
    start: Option<&'r str>,
    destination: &'r str,
}

impl<'r> Range<'r> {
    /// Reads `destination` or `start:destination`; the latter needs `--sql` or `--plan`, and `downgrade --sql` needs it.
    pub(super) fn parse(direction: Direction, revision: &'r str, as_sql: bool) -> Result<Self> {
        match revision.split_once(':') {
            Some(_) if !as_sql => Err(Error::Command("Range revision not allowed".to_owned())),
            Some((start, destination)) => Ok(Self {
                direction,
                start: Some(start),
                destination,
            }),
            None if as_sql && direction == Direction::Downgrade => Err(Error::Command(
                "downgrade with --sql requires <fromrev>:<torev>".to_owned(),
            )),
            None => Ok(Self {
                direction,
                start: None,
                destination: revision,
            }),
        }
    }

    pub(super) fn migrate(
        &self,
        env: &EnvironmentContext<'_>,
        target: Target<'_>,
        tag: Option<&str>,
    ) -> Result<Applied> {
        let mut context = env.configure(target, tag)?;
        context.run_migrations(
            |context| self.heads(env, context),
            false,
            |heads| {
                let history = env.history()?;
                let steps = self.steps(env, heads)?;
                let steps: Vec<_> = steps
                    .into_iter()
                    .map(|step| PlannedStep {
                        body: step.revision().and_then(|revision| history.body(revision)),
                        step,
                    })
                    .collect();
                refuse_without_body(history, &steps)?;
                Ok(Plan {
                    map: history.revision_map(),
                    steps,
                    one_transaction: false,
                })
            },
        )
    }

    /// The heads to start from: the range's in `--sql` mode, the database's otherwise.
    fn heads(&self, env: &EnvironmentContext<'_>, context: &mut MigrationContext<'_>) -> Result<Vec<String>> {
        if context.as_sql() {
            env.history()?.starting_heads(self.start)
        } else {
            context.get_current_heads()
        }
    }

    fn steps(&self, env: &EnvironmentContext<'_>, heads: &[String]) -> Result<Vec<Step>> {
        match self.direction {
            Direction::Upgrade => env.history()?.upgrade_revs(self.destination, heads),
            Direction::Downgrade => {
                let mut warnings = Vec::new();
                let steps = env.history()?.downgrade_revs(self.destination, heads, &mut warnings);
                for warning in warnings {
                    env.reporter.warn(&warning.to_string());
                }
                steps
            }
        }
    }
}

/// Python steps cannot be run here; say so before anything runs.
fn refuse_without_body(history: &History, steps: &[PlannedStep]) -> Result<()> {
    let missing = without_body(steps);
    if missing.is_empty() {
        return Ok(());
    }
    let missing: Vec<String> = missing
        .iter()
        .map(|revision| match history.path(revision) {
            Some(path) => format!("{revision} ({})", path.display()),
            None => (*revision).to_owned(),
        })
        .collect();
    Err(Error::Command(format!(
        "These revisions on the way have no Rust function that could be run here: {}. Build the environment again, with them \
         as .rs files, or run them with Python's alembic. Nothing was changed",
        listing(&missing)
    )))
}

/// The steps that [`upgrade`](super::upgrade()) or [`downgrade`](super::downgrade()) would take, without taking them.
///
/// `revision` may be a range `from:to`; without one the heads are read from the database, which stays as it is.
///
/// # Errors
/// As the command that would take the steps.
pub fn plan(
    env: &EnvironmentContext<'_>,
    target: Target<'_>,
    direction: Direction,
    revision: &str,
) -> Result<Vec<Step>> {
    let has_range = revision.contains(':');
    let range = Range::parse(direction, revision, has_range)?;
    let heads = if has_range {
        env.history()?.starting_heads(range.start)?
    } else {
        env.configure(target, None)?.get_current_heads()?
    };
    range.steps(env, &heads)
}
