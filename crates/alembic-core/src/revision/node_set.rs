use super::node::NodeId;

/// A set of nodes of one map; iterates in the order in which the revisions were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NodeSet {
    words: Vec<u64>,
}

impl NodeSet {
    /// An empty set over `nodes` nodes.
    pub(super) fn new(nodes: usize) -> Self {
        Self {
            words: vec![0; nodes.div_ceil(64)],
        }
    }

    /// Adds a node; false if it was in the set before.
    pub(super) fn insert(&mut self, node: NodeId) -> bool {
        let added = !self.contains(node);
        self.words[node / 64] |= 1 << (node % 64);
        added
    }

    pub(super) fn remove(&mut self, node: NodeId) {
        self.words[node / 64] &= !(1 << (node % 64));
    }

    pub(super) fn contains(&self, node: NodeId) -> bool {
        self.words[node / 64] & (1 << (node % 64)) != 0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    pub(super) fn union_with(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    pub(super) fn intersect_with(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    pub(super) fn subtract(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= !other;
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = NodeId> {
        self.words.iter().enumerate().flat_map(|(index, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                if rest == 0 {
                    return None;
                }
                let bit = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                Some(index * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iterates_in_ascending_order_over_word_borders() {
        let mut set = NodeSet::new(200);
        for node in [199, 0, 63, 64, 127, 128] {
            assert!(set.insert(node));
        }
        assert!(!set.insert(64));
        set.remove(127);
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 63, 64, 128, 199]);
    }

    #[test]
    fn combines_two_sets() {
        let of = |nodes: &[NodeId]| {
            let mut set = NodeSet::new(70);
            for node in nodes {
                set.insert(*node);
            }
            set
        };
        let mut both = of(&[1, 65, 69]);
        both.intersect_with(&of(&[65, 69, 2]));
        assert_eq!(both, of(&[65, 69]));
        both.subtract(&of(&[69]));
        both.union_with(&of(&[3]));
        assert_eq!(both, of(&[3, 65]));
        both.subtract(&of(&[3, 65]));
        assert!(both.is_empty());
    }
}
