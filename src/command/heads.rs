use crate::Result;
use crate::script::History;

/// The heads of the revision files.
///
/// With `resolve_dependencies` a head that another revision depends on does not count as one.
///
/// # Errors
/// [`Error::Command`](crate::Error::Command) in Alembic's words.
pub fn heads(history: &History, resolve_dependencies: bool) -> Result<Vec<String>> {
    if resolve_dependencies {
        history.get_revisions("heads")
    } else {
        Ok(history.get_heads())
    }
}
