use std::fmt;
use std::slice;

use super::node::RevisionRef;

/// One step of a plan: what happens to one row of the version table, and which migration function runs with it.
///
/// Displays as the log shows it: `upgrade a1 -> b2, add users`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Runs a migration; Alembic's `RevisionStep`.
    Revision(RevisionStep),
    /// Changes the version table only; Alembic's `StampStep`.
    Stamp(StampStep),
}

/// Runs the upgrade or the downgrade of one revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionStep {
    /// The id of the revision whose function runs.
    pub revision: String,
    /// The first paragraph of its docstring.
    pub doc: String,
    /// Whether `upgrade` runs, else `downgrade`.
    pub is_upgrade: bool,
    /// The revisions directly before; Alembic's `_versioned_down_revisions`.
    pub down_revision: Vec<String>,
    /// The same with dependencies; Alembic's `_normalized_down_revisions`.
    pub normalized_down_revisions: Vec<String>,
}

/// Moves rows of the version table without running a migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampStep {
    /// The revisions that are current before.
    pub from: Vec<String>,
    /// The revisions that are current after.
    pub to: Vec<String>,
    /// Whether the move goes towards the heads.
    pub is_upgrade: bool,
    /// Whether a row appears or disappears.
    pub branch_move: bool,
}

impl Step {
    /// The step that upgrades to a revision.
    #[must_use]
    pub fn upgrade_from_script(revision: RevisionRef<'_>) -> Self {
        Self::from_script(revision, true)
    }

    /// The step that downgrades from a revision.
    #[must_use]
    pub fn downgrade_from_script(revision: RevisionRef<'_>) -> Self {
        Self::from_script(revision, false)
    }

    fn from_script(revision: RevisionRef<'_>, is_upgrade: bool) -> Self {
        let owned = |ids: Vec<&str>| ids.into_iter().map(str::to_owned).collect();
        Self::Revision(RevisionStep {
            revision: revision.revision().to_owned(),
            doc: revision.doc().to_owned(),
            is_upgrade,
            down_revision: revision.down_revision().to_vec(),
            normalized_down_revisions: owned(revision.normalized_down_revisions()),
        })
    }

    /// The name of the function that runs: `upgrade`, `downgrade` or `stamp_revision`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Revision(step) if step.is_upgrade => "upgrade",
            Self::Revision(_) => "downgrade",
            Self::Stamp(_) => "stamp_revision",
        }
    }

    /// Whether the step goes towards the heads.
    #[must_use]
    pub fn is_upgrade(&self) -> bool {
        match self {
            Self::Revision(step) => step.is_upgrade,
            Self::Stamp(step) => step.is_upgrade,
        }
    }

    /// Whether the step goes towards the base.
    #[must_use]
    pub fn is_downgrade(&self) -> bool {
        !self.is_upgrade()
    }

    /// Whether no migration runs.
    #[must_use]
    pub fn is_stamp(&self) -> bool {
        matches!(self, Self::Stamp(_))
    }

    /// The id of the revision whose function runs; `None` for a stamp.
    #[must_use]
    pub fn revision(&self) -> Option<&str> {
        match self {
            Self::Revision(step) => Some(&step.revision),
            Self::Stamp(_) => None,
        }
    }

    /// The doc of the revision; empty for a stamp.
    #[must_use]
    pub fn doc(&self) -> &str {
        match self {
            Self::Revision(step) => &step.doc,
            Self::Stamp(_) => "",
        }
    }

    /// The revisions before the step, dependencies included.
    #[must_use]
    pub fn from_revisions(&self) -> &[String] {
        match self {
            Self::Revision(step) if step.is_upgrade => &step.normalized_down_revisions,
            Self::Revision(step) => slice::from_ref(&step.revision),
            Self::Stamp(step) => &step.from,
        }
    }

    /// The revisions after the step, dependencies included.
    #[must_use]
    pub fn to_revisions(&self) -> &[String] {
        match self {
            Self::Revision(step) if step.is_upgrade => slice::from_ref(&step.revision),
            Self::Revision(step) => &step.normalized_down_revisions,
            Self::Stamp(step) => &step.to,
        }
    }

    /// The revisions before the step as its text shows them.
    #[must_use]
    pub fn from_revisions_no_deps(&self) -> &[String] {
        match self {
            Self::Revision(step) if step.is_upgrade => &step.down_revision,
            _ => self.from_revisions(),
        }
    }

    /// The revisions after the step as its text shows them.
    #[must_use]
    pub fn to_revisions_no_deps(&self) -> &[String] {
        match self {
            Self::Revision(step) if !step.is_upgrade => &step.down_revision,
            _ => self.to_revisions(),
        }
    }

    /// The text without the doc: `upgrade a1 -> b2`, as in the comments of offline mode.
    #[must_use]
    pub fn short_log(&self) -> String {
        let (from, to) = (self.from_revisions_no_deps(), self.to_revisions_no_deps());
        format!("{} {} -> {}", self.name(), from.join(", "), to.join(", "))
    }

    /// What a callback on version changes is told.
    #[must_use]
    pub fn info(&self) -> MigrationInfo {
        let (up, down) = match self {
            Self::Revision(step) => (slice::from_ref(&step.revision), &step.normalized_down_revisions[..]),
            Self::Stamp(step) if step.is_upgrade => (&step.to[..], &step.from[..]),
            Self::Stamp(step) => (&step.from[..], &step.to[..]),
        };
        MigrationInfo {
            is_upgrade: self.is_upgrade(),
            is_stamp: self.is_stamp(),
            up_revision_ids: up.to_vec(),
            down_revision_ids: down.to_vec(),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short_log())?;
        match self.doc() {
            "" => Ok(()),
            doc => write!(f, ", {doc}"),
        }
    }
}

/// What a step does, for callbacks; Alembic's `MigrationInfo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationInfo {
    /// Whether the step goes towards the heads.
    pub is_upgrade: bool,
    /// Whether no migration runs.
    pub is_stamp: bool,
    /// The upper revisions: one, but for a stamp that goes down from several branches.
    pub up_revision_ids: Vec<String>,
    /// The revisions directly below, dependencies included; empty at a base.
    pub down_revision_ids: Vec<String>,
}

impl MigrationInfo {
    /// The first of the upper revisions.
    #[must_use]
    pub fn up_revision_id(&self) -> Option<&str> {
        self.up_revision_ids.first().map(String::as_str)
    }

    /// Whether a migration runs.
    #[must_use]
    pub fn is_migration(&self) -> bool {
        !self.is_stamp
    }

    /// What is current before the step.
    #[must_use]
    pub fn source_revision_ids(&self) -> &[String] {
        if self.is_upgrade {
            &self.down_revision_ids
        } else {
            &self.up_revision_ids
        }
    }

    /// What is current after the step.
    #[must_use]
    pub fn destination_revision_ids(&self) -> &[String] {
        if self.is_upgrade {
            &self.up_revision_ids
        } else {
            &self.down_revision_ids
        }
    }
}
