use crate::environment::{EnvironmentContext, Target};
use crate::migration::{Applied, Plan, PlannedStep};
use crate::{Error, Result};

/// What to stamp, and how.
#[derive(Debug, Clone, Default)]
pub struct Stamp {
    /// The revisions to stamp; in `--sql` mode each may be a range `from:to` with the same `from`.
    pub revisions: Vec<String>,
    /// Empty the version table first.
    pub purge: bool,
    /// What `--tag` gives.
    pub tag: Option<String>,
}

/// Writes revisions into the version table without running any migration.
///
/// # Errors
/// [`Error::Command`] in Alembic's words when the revisions do not exist or do not fit together, with the database
/// untouched.
pub fn stamp(env: &EnvironmentContext<'_>, target: Target<'_>, stamp: &Stamp) -> Result<Applied> {
    let (start, destinations) = if target.as_sql() {
        split_ranges(&stamp.revisions)?
    } else {
        (None, stamp.revisions.clone())
    };
    let mut context = env.configure(target, stamp.tag.as_deref())?;
    context.run_migrations(
        |context| {
            if context.as_sql() {
                env.history()?.starting_heads(start.as_deref())
            } else {
                context.get_current_heads()
            }
        },
        stamp.purge,
        |heads| {
            let history = env.history()?;
            let steps = history.stamp_revs(&destinations, heads)?;
            Ok(Plan {
                map: history.revision_map(),
                steps: steps.into_iter().map(|step| PlannedStep { step, body: None }).collect(),
                one_transaction: true,
            })
        },
    )
}

/// Splits `from:to` revisions; all of them have to name the same `from`.
fn split_ranges(revisions: &[String]) -> Result<(Option<String>, Vec<String>)> {
    let mut start: Option<String> = None;
    let mut destinations = Vec::with_capacity(revisions.len());
    for revision in revisions {
        let destination = match revision.split_once(':') {
            None => revision,
            Some((from, to)) => {
                match &start {
                    None => start = Some(from.to_owned()),
                    Some(known) if known == from => {}
                    Some(_) => {
                        return Err(Error::Command(
                            "Stamp operation with --sql only supports a single starting revision at a time".to_owned(),
                        ));
                    }
                }
                to
            }
        };
        destinations.push(destination.to_owned());
    }
    Ok((start, destinations))
}
