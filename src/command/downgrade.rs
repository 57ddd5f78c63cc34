use super::plan::{Direction, Range};
use crate::Result;
use crate::environment::{EnvironmentContext, Target};
use crate::migration::Applied;

/// Reverts to a previous version.
///
/// In `--sql` mode `revision` has to be a range `from:to`.
///
/// # Errors
/// [`Error::Command`](crate::Error::Command) in Alembic's words when the destination cannot be reached, with the database
/// untouched; [`Error::Migration`](crate::Error::Migration) when a step fails.
pub fn downgrade(
    env: &EnvironmentContext<'_>,
    target: Target<'_>,
    revision: &str,
    tag: Option<&str>,
) -> Result<Applied> {
    Range::parse(Direction::Downgrade, revision, target.as_sql())?.migrate(env, target, tag)
}
