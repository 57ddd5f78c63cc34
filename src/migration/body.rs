use super::Operations;
use crate::Result;

/// The type of a revision's `upgrade` and `downgrade` functions.
pub type MigrationFn = fn(&mut Operations<'_, '_>) -> Result<()>;

/// The two functions of a revision that is compiled in.
#[derive(Debug, Clone, Copy)]
pub struct RevisionBody {
    /// Moves the database up to the revision.
    pub upgrade: MigrationFn,
    /// Moves the database back down.
    pub downgrade: MigrationFn,
}
