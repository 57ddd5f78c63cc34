use super::node::{Node, NodeId};

/// Heads that move up or down a history, and all they have below them.
///
/// A revision is supported once for each time it is a head, and once by each supported revision directly above. So
/// whether a head lies below another one is one look, where Alembic collects the ancestors of all others.
#[derive(Debug)]
pub(super) struct Frontier<'m> {
    nodes: &'m [Node],
    support: Vec<u32>,
}

impl<'m> Frontier<'m> {
    pub(super) fn new(nodes: &'m [Node], heads: impl IntoIterator<Item = NodeId>) -> Self {
        let mut frontier = Self {
            nodes,
            support: vec![0; nodes.len()],
        };
        for head in heads {
            frontier.add(head);
        }
        frontier
    }

    pub(super) fn add(&mut self, head: NodeId) {
        let mut stack = vec![head];
        while let Some(node) = stack.pop() {
            self.support[node] += 1;
            if self.support[node] == 1 {
                stack.extend(self.nodes[node].normalized_down());
            }
        }
    }

    /// Takes away a head that was added before.
    pub(super) fn remove(&mut self, head: NodeId) {
        let mut stack = vec![head];
        while let Some(node) = stack.pop() {
            self.support[node] = self.support[node].saturating_sub(1);
            if self.support[node] == 0 {
                stack.extend(self.nodes[node].normalized_down());
            }
        }
    }

    /// How often the revision is a head, plus the number of supported revisions directly above it.
    pub(super) fn support(&self, node: NodeId) -> u32 {
        self.support[node]
    }
}
