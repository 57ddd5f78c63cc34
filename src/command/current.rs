use crate::environment::{EnvironmentContext, Target};
use crate::script::History;
use crate::{Error, Result};

/// Where a database stands: the rows of its version table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    /// The rows of the version table, in the order in which the database gives them.
    pub heads: Vec<String>,
}

impl Current {
    /// The revisions of the version table and those that they depend on, as `alembic current` shows them.
    ///
    /// # Errors
    /// [`Error::Command`] when the version table names a revision that no file has.
    pub fn revisions(&self, history: &History) -> Result<Vec<String>> {
        history.get_all_current(&self.heads)
    }

    /// Makes sure that the database is at all heads.
    ///
    /// # Errors
    /// [`Error::DatabaseNotAtHead`] when it is not.
    pub fn check_heads(&self, history: &History) -> Result<()> {
        if history.is_at_heads(&self.heads) {
            Ok(())
        } else {
            Err(Error::DatabaseNotAtHead)
        }
    }
}

/// Reads where a database stands; nothing is written, not even a missing version table.
///
/// # Errors
/// What the database, or the way to it, answered.
pub fn current(env: &EnvironmentContext<'_>, target: Target<'_>) -> Result<Current> {
    let heads = env.configure(target, None)?.get_current_heads()?;
    Ok(Current { heads })
}
