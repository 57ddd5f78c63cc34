use std::fmt;
use std::sync::Arc;

use super::error::{CycleKind, RevisionError};
use super::map::RevisionMap;

/// The place of a revision in the order in which the revisions were given to the map.
pub(super) type NodeId = usize;

/// In the order in which Alembic lists them.
const ILLEGAL_CHARACTERS: [char; 4] = ['+', '-', ':', '@'];

/// One revision as its file states it: Alembic's `Revision`, or the part of `Script` that the graph needs.
///
/// ```
/// use alembic_core::revision::Revision;
///
/// let merge = Revision { doc: "join the branches".to_owned(), ..Revision::new("c3", &["a2", "b2"]) };
/// assert_eq!(merge.down_revision, ["a2", "b2"]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Revision {
    /// The revision id.
    pub revision: String,
    /// The ids of the revisions that come directly before; empty for a base.
    pub down_revision: Vec<String>,
    /// `depends_on`: ids or branch labels of revisions that must be applied before, without being ancestors.
    pub dependencies: Vec<String>,
    /// The branch labels written in the file.
    pub branch_labels: Vec<String>,
    /// The first paragraph of the file's docstring.
    pub doc: String,
}

impl Revision {
    /// Makes a revision without dependencies, branch labels and doc.
    #[must_use]
    pub fn new(revision: &str, down_revision: &[&str]) -> Self {
        Self {
            revision: revision.to_owned(),
            down_revision: down_revision.iter().map(|&down| down.to_owned()).collect(),
            ..Self::default()
        }
    }

    /// Checks that an id has none of the characters `+`, `-`, `:` and `@`, which mean something in identifiers.
    ///
    /// # Errors
    ///
    /// [`RevisionError::IllegalCharacters`].
    pub fn verify_rev_id(revision: &str) -> Result<(), RevisionError> {
        let characters: Vec<char> = ILLEGAL_CHARACTERS
            .into_iter()
            .filter(|&c| revision.contains(c))
            .collect();
        if characters.is_empty() {
            return Ok(());
        }
        Err(RevisionError::IllegalCharacters {
            characters,
            revision: revision.to_owned(),
        })
    }

    /// Checks what can be known without the rest of the history: that the revision neither follows nor needs itself,
    /// and that its id is allowed.
    ///
    /// # Errors
    ///
    /// [`RevisionError::CycleDetected`] or [`RevisionError::IllegalCharacters`].
    pub fn verify(&self) -> Result<(), RevisionError> {
        let kind = if self.down_revision.contains(&self.revision) && !is_falsy(&self.down_revision) {
            CycleKind::SelfLoop
        } else if self.dependencies.contains(&self.revision) {
            CycleKind::DependencySelfLoop
        } else {
            return Self::verify_rev_id(&self.revision);
        };
        Err(RevisionError::CycleDetected {
            kind,
            revisions: vec![self.revision.clone()],
        })
    }
}

/// Whether Python takes the value of an identifier variable for false: nothing, or one empty string.
pub(super) fn is_falsy(ids: &[String]) -> bool {
    ids.is_empty() || ids == [""]
}

/// A revision with its links. All lists of nodes are free of repetitions and lead to canonical nodes.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) written: Revision,
    /// The node that the map holds under this id: another one if a later revision has the same id.
    pub(super) canonical: NodeId,
    /// The rank of the id among all ids, by first appearance.
    pub(super) position: usize,
    /// `_versioned_down_revisions`.
    pub(super) down: Vec<NodeId>,
    /// `_resolved_dependencies`.
    pub(super) dependencies: Vec<NodeId>,
    /// `down`, then the dependencies that no ancestor has; empty if there are no dependencies.
    pub(super) down_and_dependencies: Vec<NodeId>,
    /// `nextrev`.
    pub(super) next: Vec<NodeId>,
    /// `_all_nextrev`.
    pub(super) all_next: Vec<NodeId>,
    /// The labels written here, then those spread from other revisions.
    pub(super) branch_labels: Vec<Arc<str>>,
    /// Greater than that of each ancestor and dependency.
    pub(super) depth: usize,
}

impl Node {
    pub(super) fn new(id: NodeId, position: usize, written: Revision) -> Self {
        Self {
            canonical: id,
            position,
            down: Vec::new(),
            dependencies: Vec::new(),
            down_and_dependencies: Vec::new(),
            next: Vec::new(),
            all_next: Vec::new(),
            branch_labels: Vec::new(),
            depth: 0,
            written,
        }
    }

    pub(super) fn id(&self) -> &str {
        &self.written.revision
    }

    /// `_normalized_down_revisions`.
    pub(super) fn normalized_down(&self) -> &[NodeId] {
        if self.dependencies.is_empty() {
            &self.down
        } else {
            &self.down_and_dependencies
        }
    }

    /// `_all_down_revisions`.
    pub(super) fn all_down(&self) -> impl Iterator<Item = NodeId> {
        let dependencies = self.dependencies.iter().filter(|node| !self.down.contains(node));
        self.down.iter().chain(dependencies).copied()
    }

    /// The same by number; one that is in both lists has two numbers.
    pub(super) fn nth_down(&self, edge: usize) -> Option<NodeId> {
        let dependency = || self.dependencies.get(edge.checked_sub(self.down.len())?);
        self.down.get(edge).or_else(dependency).copied()
    }

    pub(super) fn is_base(&self) -> bool {
        self.written.down_revision.is_empty()
    }

    pub(super) fn is_real_base(&self) -> bool {
        self.is_base() && self.written.dependencies.is_empty()
    }

    pub(super) fn is_merge_point(&self) -> bool {
        self.written.down_revision.len() > 1
    }

    pub(super) fn has_branch_label(&self, label: &str) -> bool {
        self.branch_labels.iter().any(|own| **own == *label)
    }

    /// Adds a label unless it is there.
    pub(super) fn add_branch_label(&mut self, label: &Arc<str>) {
        if !self.has_branch_label(label) {
            self.branch_labels.push(Arc::clone(label));
        }
    }
}

impl fmt::Display for Node {
    /// Alembic's `Script.__str__`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let down = match &self.written.down_revision {
            none if is_falsy(none) => "<base>".to_owned(),
            some => some.join(", "),
        };
        write!(f, "{down} -> {}", self.id())?;
        let flags = [
            (self.next.is_empty(), " (head)"),
            (self.next.len() > 1, " (branchpoint)"),
            (self.is_merge_point(), " (mergepoint)"),
        ];
        for (_, text) in flags.into_iter().filter(|(holds, _)| *holds) {
            f.write_str(text)?;
        }
        write!(f, ", {}", self.written.doc)
    }
}

/// A revision within a [`RevisionMap`], with what its neighbours say about it.
///
/// Displays as Alembic's `Script` does: `a1 -> b2 (head), add users`.
#[derive(Clone, Copy)]
pub struct RevisionRef<'m> {
    pub(super) map: &'m RevisionMap,
    pub(super) id: NodeId,
}

impl<'m> RevisionRef<'m> {
    fn node(self) -> &'m Node {
        &self.map.nodes[self.id]
    }

    fn ids(self, nodes: &'m [NodeId]) -> Vec<&'m str> {
        nodes.iter().map(|&node| self.map.nodes[node].id()).collect()
    }

    /// The place of the revision among those given to [`RevisionMap::new`], counted from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.id
    }

    /// The revision id.
    #[must_use]
    pub fn revision(self) -> &'m str {
        self.node().id()
    }

    /// The ids of the revisions directly before, as written; Alembic's `down_revision`.
    #[must_use]
    pub fn down_revision(self) -> &'m [String] {
        &self.node().written.down_revision
    }

    /// The dependencies as written: ids or branch labels.
    #[must_use]
    pub fn dependencies(self) -> &'m [String] {
        &self.node().written.dependencies
    }

    /// The ids that the dependencies stand for; Alembic's `_resolved_dependencies`.
    #[must_use]
    pub fn resolved_dependencies(self) -> Vec<&'m str> {
        self.ids(&self.node().dependencies)
    }

    /// The ids of the revisions directly before, and of the dependencies that no ancestor has already; Alembic's
    /// `_normalized_down_revisions`.
    #[must_use]
    pub fn normalized_down_revisions(self) -> Vec<&'m str> {
        self.ids(self.node().normalized_down())
    }

    /// The branch labels written in the file; Alembic's `_orig_branch_labels`.
    #[must_use]
    pub fn orig_branch_labels(self) -> &'m [String] {
        &self.node().written.branch_labels
    }

    /// The branch labels that apply to the revision: its own, and those of its branch.
    ///
    /// Alembic has them in a set; here they come in the order in which the map spread them.
    #[must_use]
    pub fn branch_labels(self) -> Vec<&'m str> {
        self.node().branch_labels.iter().map(|label| &**label).collect()
    }

    /// The first paragraph of the docstring.
    #[must_use]
    pub fn doc(self) -> &'m str {
        &self.node().written.doc
    }

    /// The ids of the revisions that name this one as a `down_revision`, in the order of the map (a set in Alembic).
    #[must_use]
    pub fn nextrev(self) -> Vec<&'m str> {
        self.ids(&self.node().next)
    }

    /// The ids of the revisions that follow or depend on this one; Alembic's `_all_nextrev`.
    #[must_use]
    pub fn all_nextrev(self) -> Vec<&'m str> {
        self.ids(&self.node().all_next)
    }

    /// Whether no revision names this one as its `down_revision`.
    #[must_use]
    pub fn is_head(self) -> bool {
        self.node().next.is_empty()
    }

    /// Whether no revision follows or depends on this one; Alembic's `_is_real_head`.
    #[must_use]
    pub fn is_real_head(self) -> bool {
        self.node().all_next.is_empty()
    }

    /// Whether the revision has no `down_revision`.
    #[must_use]
    pub fn is_base(self) -> bool {
        self.node().is_base()
    }

    /// Whether the revision has neither a `down_revision` nor a dependency; Alembic's `_is_real_base`.
    #[must_use]
    pub fn is_real_base(self) -> bool {
        self.node().is_real_base()
    }

    /// Whether more than one revision names this one as its `down_revision`.
    #[must_use]
    pub fn is_branch_point(self) -> bool {
        self.node().next.len() > 1
    }

    /// Whether more than one revision follows or depends on this one; Alembic's `_is_real_branch_point`.
    #[must_use]
    pub fn is_real_branch_point(self) -> bool {
        self.node().all_next.len() > 1
    }

    /// Whether the revision has more than one `down_revision`.
    #[must_use]
    pub fn is_merge_point(self) -> bool {
        self.node().is_merge_point()
    }
}

impl PartialEq for RevisionRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.map, other.map)
    }
}

impl Eq for RevisionRef<'_> {}

impl fmt::Display for RevisionRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node().fmt(f)
    }
}

impl fmt::Debug for RevisionRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RevisionRef").field(&self.revision()).finish()
    }
}
