use crate::Result;
use crate::environment::{EnvironmentContext, Target};

/// The revisions that a symbol denotes; `current` asks the database.
///
/// # Errors
/// [`Error::Command`](crate::Error::Command) in Alembic's words when there is no such revision.
pub fn show(env: &EnvironmentContext<'_>, target: Target<'_>, rev: &str) -> Result<Vec<String>> {
    if rev == "current" {
        let heads = env.configure(target, None)?.get_current_heads()?;
        return env.history()?.get_revisions(&heads);
    }
    env.history()?.get_revisions(rev)
}
