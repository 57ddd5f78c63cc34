use std::collections::HashMap;
use std::sync::Arc;

use super::error::{RevisionError, RevisionWarning};
use super::load;
use super::node::{Node, NodeId, Revision, RevisionRef};

/// All revisions of a history and how they follow each other; Alembic's `RevisionMap`.
///
/// It is made once from all revisions, in the order in which their files are listed; that order decides wherever the
/// graph itself does not. Where Alembic follows the order of a Python set, which changes from run to run, this map
/// follows the order in which the elements were written or found.
///
/// ```
/// use alembic_core::revision::{Revision, RevisionMap};
///
/// let mut warnings = Vec::new();
/// let map = RevisionMap::new(
///     [
///         Revision::new("a1", &[]),
///         Revision::new("b2", &["a1"]),
///         Revision { branch_labels: vec!["shop".to_owned()], ..Revision::new("c2", &["a1"]) },
///     ],
///     &mut warnings,
/// )?;
/// assert_eq!(map.heads(), ["b2", "c2"]);
/// assert_eq!(map.bases(), ["a1"]);
/// assert!(map.revision("a1").is_some_and(|a1| a1.is_branch_point()));
/// assert_eq!(map.get_current_head(Some("shop"))?, Some("c2"));
/// assert_eq!(
///     map.get_current_head(None).unwrap_err().to_string(),
///     "Multiple heads are present for given argument 'head'; b2, c2"
/// );
/// # Ok::<(), alembic_core::revision::RevisionError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct RevisionMap {
    /// In the order given.
    pub(super) nodes: Vec<Node>,
    /// Ids and branch labels.
    pub(super) keys: HashMap<String, NodeId>,
    /// The canonical node of each id, in the order in which the ids first appeared.
    pub(super) ids: Vec<NodeId>,
    /// The branch labels as written, with the revisions that state them.
    pub(super) labels: Vec<(Arc<str>, NodeId)>,
    pub(super) heads: Vec<NodeId>,
    pub(super) bases: Vec<NodeId>,
    pub(super) real_heads: Vec<NodeId>,
    pub(super) real_bases: Vec<NodeId>,
}

impl RevisionMap {
    /// Builds the map and checks it. Warnings are added to `warnings`, also when an error follows.
    ///
    /// Where two revisions have the same id, the later one counts.
    ///
    /// # Errors
    ///
    /// Whatever [`Revision::verify`] finds; a branch label used twice; a dependency or `down_revision` that is not
    /// there; a cycle.
    pub fn new(
        revisions: impl IntoIterator<Item = Revision>,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<Self, RevisionError> {
        load::load(revisions, warnings)
    }

    /// Adds one revision, such as a file just written, after all others.
    ///
    /// # Errors
    ///
    /// As [`RevisionMap::new`]; the map is then unchanged.
    pub fn add_revision(
        &mut self,
        revision: Revision,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<(), RevisionError> {
        let present = self.nodes.iter().any(|node| *node.id() == revision.revision);
        if present {
            warnings.push(RevisionWarning::PresentMoreThanOnce {
                revision: revision.revision.clone(),
            });
        }
        let mut again = Vec::new();
        let written = self.nodes.iter().map(|node| node.written.clone()).chain([revision]);
        let loaded = load::load(written, &mut again);
        warnings.extend(
            again
                .into_iter()
                .filter(|w| matches!(w, RevisionWarning::NotPresent { .. })),
        );
        *self = loaded?;
        Ok(())
    }

    /// The number of revisions given, repeated ids included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether the history has no revision.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// All revisions in the order given.
    pub fn revisions(&self) -> impl Iterator<Item = RevisionRef<'_>> {
        (0..self.nodes.len()).map(|id| RevisionRef { map: self, id })
    }

    /// The revision with exactly this id or stated branch label. No symbols, no partial ids: see
    /// [`get_revision`](Self::get_revision).
    #[must_use]
    pub fn revision(&self, key: &str) -> Option<RevisionRef<'_>> {
        self.keys.get(key).map(|&id| RevisionRef { map: self, id })
    }

    /// The ids of the revisions that no other one names as `down_revision`; `ScriptDirectory.get_heads()`.
    #[must_use]
    pub fn heads(&self) -> Vec<&str> {
        self.id_list(&self.heads)
    }

    /// The heads without those that another revision depends on: what the version table holds after an upgrade to
    /// `heads`. Alembic's `_real_heads`, and `get_heads(consider_depends_on=True)`.
    #[must_use]
    pub fn real_heads(&self) -> Vec<&str> {
        self.id_list(&self.real_heads)
    }

    /// The ids of the revisions without a `down_revision`.
    #[must_use]
    pub fn bases(&self) -> Vec<&str> {
        self.id_list(&self.bases)
    }

    /// The bases that do not depend on anything either; Alembic's `_real_bases`.
    #[must_use]
    pub fn real_bases(&self) -> Vec<&str> {
        self.id_list(&self.real_bases)
    }

    /// The only base, `None` for an empty history; `ScriptDirectory.get_base`.
    ///
    /// # Errors
    ///
    /// [`RevisionError::MultipleBases`].
    pub fn get_base(&self) -> Result<Option<&str>, RevisionError> {
        match self.bases[..] {
            [] => Ok(None),
            [base] => Ok(Some(self.nodes[base].id())),
            _ => Err(RevisionError::MultipleBases),
        }
    }

    /// The branch labels as the revisions state them, in order, each with its revision.
    pub fn branch_labels(&self) -> impl Iterator<Item = (&str, RevisionRef<'_>)> {
        self.labels
            .iter()
            .map(|(label, id)| (&**label, RevisionRef { map: self, id: *id }))
    }

    fn id_list(&self, nodes: &[NodeId]) -> Vec<&str> {
        nodes.iter().map(|&node| self.nodes[node].id()).collect()
    }

    pub(super) fn id_strings(&self, nodes: impl IntoIterator<Item = NodeId>) -> Vec<String> {
        nodes.into_iter().map(|node| self.nodes[node].id().to_owned()).collect()
    }
}
