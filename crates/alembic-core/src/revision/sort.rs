//! Alembic's `_topological_sort`: the same order, without its collecting of ancestors for each head.

use std::collections::HashMap;

use super::error::RevisionError;
use super::frontier::Frontier;
use super::map::RevisionMap;
use super::node::NodeId;
use super::node_set::NodeSet;

impl RevisionMap {
    /// Brings revisions into an order in which each one comes before all that it needs, from the heads downwards.
    ///
    /// The walk follows one head down. Where that head lies below another head, the walk goes on at the first such
    /// head in the list; where a head has nothing left below, the walk goes back to the head before it.
    pub(super) fn topological_sort(&self, revisions: &NodeSet, heads: &[NodeId]) -> Result<Vec<NodeId>, RevisionError> {
        let mut todo = NodeSet::new(self.nodes.len());
        for node in revisions.iter() {
            todo.insert(self.nodes[node].canonical);
        }
        let mut heads = self.canonical(heads);
        heads.retain(|&head| todo.contains(head));
        heads.sort_unstable_by_key(|&head| self.nodes[head].position);
        heads.dedup();

        let mut frontier = Frontier::new(&self.nodes, heads.iter().copied());
        let mut slots = Slots::new(self.nodes.len(), heads);
        let mut searches: HashMap<NodeId, Search> = HashMap::new();
        let mut sorted = Vec::new();
        let mut current = slots.first;
        while let Some(slot) = current {
            let head = slots.list[slot].head;
            if frontier.support(head) > 1 {
                current = searches.entry(head).or_default().first_above(self, &slots, slot);
                continue;
            }
            searches.remove(&head);
            sorted.push(head);
            todo.remove(head);
            let is_next = |node: &NodeId| todo.contains(*node) && !slots.occupied.contains(*node);
            let below: Vec<NodeId> = self.nodes[head]
                .normalized_down()
                .iter()
                .copied()
                .filter(is_next)
                .collect();
            for &node in &below {
                frontier.add(node);
            }
            frontier.remove(head);
            match below.split_first() {
                None => current = slots.close(slot),
                Some((&first, rest)) => {
                    slots.replace(slot, first);
                    for &node in rest {
                        slots.push(node);
                    }
                }
            }
        }
        if todo.is_empty() {
            return Ok(sorted);
        }
        Err(RevisionError::Disconnected {
            revisions: self.id_strings(todo.iter()),
        })
    }
}

struct Slot {
    head: NodeId,
    previous: Option<usize>,
    next: Option<usize>,
    is_open: bool,
}

/// The heads of what is left to emit: a linked list in which new ones come last, so that the numbers of the slots are
/// in the order of the list.
struct Slots {
    list: Vec<Slot>,
    first: Option<usize>,
    last: Option<usize>,
    occupied: NodeSet,
}

impl Slots {
    fn new(nodes: usize, heads: Vec<NodeId>) -> Self {
        let mut slots = Self {
            list: Vec::new(),
            first: None,
            last: None,
            occupied: NodeSet::new(nodes),
        };
        for head in heads {
            slots.push(head);
        }
        slots
    }

    fn push(&mut self, head: NodeId) {
        let slot = self.list.len();
        self.list.push(Slot {
            head,
            previous: self.last,
            next: None,
            is_open: true,
        });
        match self.last {
            Some(last) => self.list[last].next = Some(slot),
            None => self.first = Some(slot),
        }
        self.last = Some(slot);
        self.occupied.insert(head);
    }

    fn replace(&mut self, slot: usize, head: NodeId) {
        self.occupied.remove(self.list[slot].head);
        self.occupied.insert(head);
        self.list[slot].head = head;
    }

    /// Takes a slot out of the list. Returns the one before it, or else the new first one.
    fn close(&mut self, slot: usize) -> Option<usize> {
        let Slot {
            head, previous, next, ..
        } = self.list[slot];
        self.occupied.remove(head);
        self.list[slot].is_open = false;
        match previous {
            Some(previous) => self.list[previous].next = next,
            None => self.first = next,
        }
        match next {
            Some(next) => self.list[next].previous = previous,
            None => self.last = previous,
        }
        previous.or(next)
    }
}

/// The search for heads above one revision. Heads only move down, so a slot that is not above it will never be: each
/// slot is passed once, and what is above the revision is found out once for each node.
#[derive(Default)]
struct Search {
    from_slot: usize,
    is_above: HashMap<NodeId, bool>,
}

impl Search {
    /// The first open slot with a head above that of `below`.
    fn first_above(&mut self, map: &RevisionMap, slots: &Slots, below: usize) -> Option<usize> {
        let target = slots.list[below].head;
        while let Some(slot) = slots.list.get(self.from_slot) {
            if slot.is_open && self.is_above(map, slot.head, target) {
                return Some(self.from_slot);
            }
            self.from_slot += 1;
        }
        None
    }

    /// Whether `target` is a proper ancestor of `head`.
    fn is_above(&mut self, map: &RevisionMap, head: NodeId, target: NodeId) -> bool {
        let depth = map.nodes[target].depth;
        if map.nodes[head].depth <= depth {
            return false;
        }
        if let Some(&known) = self.is_above.get(&head) {
            return known;
        }
        let mut path = vec![(head, 0)];
        while let Some((node, edge)) = path.last_mut() {
            let down = map.nodes[*node].normalized_down().get(*edge).copied();
            *edge += 1;
            match down {
                None => {
                    self.is_above.insert(*node, false);
                    path.pop();
                }
                Some(down) => match self.is_above.get(&down) {
                    Some(false) => {}
                    None if down != target => {
                        if map.nodes[down].depth > depth {
                            path.push((down, 0));
                        }
                    }
                    Some(true) | None => {
                        self.is_above.extend(path.iter().map(|(node, _)| (*node, true)));
                        return true;
                    }
                },
            }
        }
        false
    }
}
