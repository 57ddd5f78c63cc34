use super::plan::{Direction, Range};
use crate::Result;
use crate::environment::{EnvironmentContext, Target};
use crate::migration::Applied;

/// Upgrades to a later version.
///
/// In `--sql` mode `revision` may be a range `from:to`.
///
/// # Errors
/// [`Error::Command`](crate::Error::Command) in Alembic's words when the destination cannot be reached, with the database
/// untouched; [`Error::Migration`](crate::Error::Migration) when a step fails.
pub fn upgrade(env: &EnvironmentContext<'_>, target: Target<'_>, revision: &str, tag: Option<&str>) -> Result<Applied> {
    Range::parse(Direction::Upgrade, revision, target.as_sql())?.migrate(env, target, tag)
}
