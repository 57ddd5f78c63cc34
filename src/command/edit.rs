use std::path::{Path, PathBuf};

use crate::environment::{EnvironmentContext, Target};
use crate::script::Editor;
use crate::{Error, Result};

/// Opens the files of the revisions that a symbol denotes in an editor, one after the other, and gives their paths;
/// `current` asks the database.
///
/// # Errors
/// [`Error::Command`] in Alembic's words when there is no such revision, or when the editor fails.
pub fn edit(env: &EnvironmentContext<'_>, target: Target<'_>, rev: &str, editor: &Editor) -> Result<Vec<PathBuf>> {
    let revisions = if rev == "current" {
        let heads = env.configure(target, None)?.get_current_heads()?;
        if heads.is_empty() {
            return Err(Error::Command("No current revisions".to_owned()));
        }
        env.history()?.get_revisions(&heads)?
    } else {
        env.history()?.get_revisions(rev)?
    };
    if revisions.is_empty() {
        return Err(Error::Command(format!("No revision files indicated by symbol '{rev}'")));
    }
    let history = env.history()?;
    let mut opened = Vec::new();
    for revision in &revisions {
        let path = history.path(revision).unwrap_or(Path::new(""));
        if !path.is_absolute() {
            return Err(Error::Command(format!(
                "Revision {revision} is compiled into this program; there is no file to edit"
            )));
        }
        editor.open(path)?;
        opened.push(path.to_owned());
    }
    Ok(opened)
}
