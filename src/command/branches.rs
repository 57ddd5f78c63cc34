use crate::Result;
use crate::script::History;

/// The revisions from which several others go on.
///
/// # Errors
/// [`Error::Command`](crate::Error::Command) in Alembic's words.
pub fn branches(history: &History) -> Result<Vec<String>> {
    let mut revisions = history.walk_revisions("base", "heads", &mut Vec::new())?;
    revisions.retain(|revision| history.is_branch_point(revision));
    Ok(revisions)
}
