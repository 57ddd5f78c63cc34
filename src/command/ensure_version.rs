use crate::Result;
use crate::environment::{EnvironmentContext, Target};

/// Creates the version table unless it exists already.
///
/// # Errors
/// What the database answered.
pub fn ensure_version(env: &EnvironmentContext<'_>, target: Target<'_>) -> Result<()> {
    env.configure(target, None)?
        .in_outer_transaction(|context| context.ensure_version_table())
}
