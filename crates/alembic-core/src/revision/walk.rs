//! Following the links of a [`RevisionMap`].

use super::error::RevisionError;
use super::map::RevisionMap;
use super::node::{Node, NodeId};
use super::node_set::NodeSet;
use super::resolve::LineageFilter;

/// Which links to follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edges {
    /// `_versioned_down_revisions`.
    VersionedDown,
    /// `_normalized_down_revisions`.
    NormalizedDown,
    /// `_all_down_revisions`; may name a node twice.
    AllDown,
    /// `nextrev`.
    Next,
    /// `_all_nextrev`.
    AllNext,
}

impl Edges {
    /// The links of `_get_ancestor_nodes`.
    pub(super) fn ancestors(include_dependencies: bool) -> Self {
        if include_dependencies {
            Self::NormalizedDown
        } else {
            Self::VersionedDown
        }
    }

    /// The links of `_get_descendant_nodes`.
    pub(super) fn descendants(include_dependencies: bool) -> Self {
        if include_dependencies {
            Self::AllNext
        } else {
            Self::Next
        }
    }

    pub(super) fn of(self, node: &Node) -> impl Iterator<Item = NodeId> {
        let (first, second): (&[NodeId], &[NodeId]) = match self {
            Self::VersionedDown => (&node.down, &[]),
            Self::NormalizedDown => (node.normalized_down(), &[]),
            Self::AllDown => (&node.down, &node.dependencies),
            Self::Next => (&node.next, &[]),
            Self::AllNext => (&node.all_next, &[]),
        };
        first.iter().chain(second).copied()
    }
}

/// Where a walk of some steps ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Location {
    Revision(NodeId),
    /// Just below a base: the string "base" in Alembic.
    Base,
    /// Past the end of the history, or nowhere in particular: `None` in Alembic.
    Nowhere,
}

/// A number of steps up or down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Steps {
    Up(u64),
    Down(u64),
}

impl RevisionMap {
    /// The nodes that the links lead to, the starting ones included.
    pub(super) fn reach<'n>(&self, edges: Edges, starts: impl IntoIterator<Item = &'n NodeId>) -> NodeSet {
        let mut seen = NodeSet::new(self.nodes.len());
        let mut stack: Vec<NodeId> = starts.into_iter().copied().collect();
        while let Some(node) = stack.pop() {
            if seen.insert(node) {
                stack.extend(edges.of(&self.nodes[node]));
            }
        }
        seen
    }

    /// The same from one node, in the order of Alembic's `_iterate_related_revisions`.
    pub(super) fn depth_first(&self, edges: Edges, start: NodeId) -> Vec<NodeId> {
        let mut seen = NodeSet::new(self.nodes.len());
        let mut order = Vec::new();
        let mut stack = vec![start];
        while let Some(node) = stack.pop() {
            if seen.insert(node) {
                order.push(node);
                stack.extend(edges.of(&self.nodes[node]));
            }
        }
        order
    }

    /// The same as [`reach`](Self::reach), refusing starts that lead to other targets; `check=True` in Alembic.
    pub(super) fn reach_separately(
        &self,
        edges: Edges,
        starts: &[NodeId],
        targets: &[NodeId],
    ) -> Result<NodeSet, RevisionError> {
        let mut is_target = NodeSet::new(self.nodes.len());
        for &target in targets {
            is_target.insert(target);
        }
        let mut seen = NodeSet::new(self.nodes.len());
        let mut stack = Vec::new();
        for &start in starts {
            let mut hit = Vec::new();
            stack.push(start);
            while let Some(node) = stack.pop() {
                if node != start && is_target.contains(node) {
                    hit.push(node);
                }
                if seen.insert(node) {
                    stack.extend(edges.of(&self.nodes[node]));
                }
            }
            if !hit.is_empty() {
                let mut others: Vec<NodeId> = Vec::new();
                for &other in targets {
                    if hit.contains(&other) && !others.contains(&other) {
                        others.push(other);
                    }
                }
                return Err(RevisionError::Overlap {
                    revision: self.nodes[start].id().to_owned(),
                    others: self.id_strings(others),
                });
            }
        }
        Ok(seen)
    }

    /// Whether a node is one of `above` or lies below one of them, by way of `_normalized_down_revisions`.
    pub(super) fn is_ancestor(&self, node: NodeId, above: &[NodeId]) -> bool {
        let mut seen = NodeSet::new(self.nodes.len());
        let mut stack = above.to_vec();
        while let Some(at) = stack.pop() {
            if at == node {
                return true;
            }
            if self.nodes[at].depth > self.nodes[node].depth && seen.insert(at) {
                stack.extend(self.nodes[at].normalized_down());
            }
        }
        false
    }

    /// Finds those of some nodes that lie below another one of them, by way of `_normalized_down_revisions`. The set has
    /// other nodes too.
    pub(super) fn ancestors_among(&self, nodes: &[NodeId]) -> NodeSet {
        let mut seen = NodeSet::new(self.nodes.len());
        let lowest = nodes
            .iter()
            .map(|&node| self.nodes[node].depth)
            .min()
            .unwrap_or_default();
        let mut stack: Vec<NodeId> = nodes.to_vec();
        while let Some(node) = stack.pop() {
            for &down in self.nodes[node].normalized_down() {
                if self.nodes[down].depth >= lowest && seen.insert(down) {
                    stack.push(down);
                }
            }
        }
        seen
    }

    /// All nodes that have one of `nodes` among their descendants or ancestors or are one of them.
    pub(super) fn related(&self, nodes: &[NodeId], include_dependencies: bool) -> NodeSet {
        let mut related = self.reach(Edges::descendants(include_dependencies), nodes);
        related.union_with(&self.reach(Edges::ancestors(include_dependencies), nodes));
        related
    }

    /// Walks steps from a node, or from outside the history; Alembic's `_walk`.
    ///
    /// Upwards, `branch_label` selects among several ways. Past the end, `no_overwalk` gives [`Location::Nowhere`],
    /// else the walk ends early.
    pub(super) fn walk(
        &self,
        start: Option<NodeId>,
        steps: Steps,
        branch_label: Option<&str>,
        no_overwalk: bool,
    ) -> Result<Location, RevisionError> {
        let mut at = start.map_or(Location::Nowhere, Location::Revision);
        let (Steps::Up(count) | Steps::Down(count)) = steps;
        let mut branch = match (steps, branch_label) {
            (Steps::Up(1..), Some(label)) if !label.is_empty() => Some(LineageFilter::new(self, label, false)?),
            _ => None,
        };
        for _ in 0..count {
            let next = match steps {
                Steps::Up(_) => {
                    let up: Vec<NodeId> = match at {
                        Location::Revision(node) => self.nodes[node].next.clone(),
                        Location::Base | Location::Nowhere => self.canonical(&self.bases),
                    };
                    match &mut branch {
                        Some(branch) => branch.filter(up)?,
                        None => up,
                    }
                }
                Steps::Down(_) => {
                    let down: Vec<NodeId> = match at {
                        Location::Revision(node) => self.down_as_written(node),
                        Location::Base => return Ok(if no_overwalk { Location::Nowhere } else { at }),
                        Location::Nowhere => self.canonical(&self.heads),
                    };
                    if down.is_empty() {
                        at = Location::Base;
                        continue;
                    }
                    down
                }
            };
            at = match next[..] {
                [] => return Ok(if no_overwalk { Location::Nowhere } else { at }),
                [only] => Location::Revision(only),
                _ => return Err(RevisionError::AmbiguousWalk),
            };
        }
        Ok(at)
    }

    /// A `down_revision` written twice is two ways down.
    fn down_as_written(&self, node: NodeId) -> Vec<NodeId> {
        let node = &self.nodes[node];
        node.written
            .down_revision
            .iter()
            .filter_map(|id| self.keys.get(id))
            .copied()
            .collect()
    }

    pub(super) fn canonical(&self, nodes: &[NodeId]) -> Vec<NodeId> {
        nodes.iter().map(|&node| self.nodes[node].canonical).collect()
    }
}
