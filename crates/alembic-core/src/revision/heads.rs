use std::collections::BTreeSet;
use std::fmt;

use super::error::RevisionError;
use super::frontier::Frontier;
use super::identifier::{Identifier, python_list, python_tuple};
use super::map::RevisionMap;
use super::node::NodeId;
use super::step::{RevisionStep, StampStep, Step};

/// A change of one row of the version table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VersionChange {
    /// A new row.
    Insert(String),
    /// A row gets another revision.
    Update {
        /// The revision before.
        from: String,
        /// The revision after.
        to: String,
    },
    /// A row goes.
    Delete(String),
}

/// What a step does to the version table.
///
/// Displays as Alembic's debug log does: `update a1 to b2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeadUpdate {
    /// The last revision of a branch goes.
    BranchDelete(String),
    /// The first revision of a branch comes.
    BranchInsert(String),
    /// Several rows become one.
    Merge {
        /// The revisions whose rows go.
        delete: Vec<String>,
        /// The revision whose row stays.
        from: String,
        /// What that row gets.
        to: String,
    },
    /// One row becomes several.
    Unmerge {
        /// The revisions that get new rows.
        insert: Vec<String>,
        /// The revision whose row stays.
        from: String,
        /// What that row gets.
        to: String,
    },
    /// A row moves.
    Update {
        /// The revision before.
        from: String,
        /// The revision after.
        to: String,
    },
}

impl HeadUpdate {
    /// The changes, in the order in which Alembic makes them.
    #[must_use]
    pub fn changes(&self) -> Vec<VersionChange> {
        match self {
            Self::BranchDelete(version) => vec![VersionChange::Delete(version.clone())],
            Self::BranchInsert(version) => vec![VersionChange::Insert(version.clone())],
            Self::Merge { delete, from, to } => {
                let deletes = delete.iter().cloned().map(VersionChange::Delete);
                deletes
                    .chain([VersionChange::Update {
                        from: from.clone(),
                        to: to.clone(),
                    }])
                    .collect()
            }
            Self::Unmerge { insert, from, to } => {
                let inserts = insert.iter().cloned().map(VersionChange::Insert);
                inserts
                    .chain([VersionChange::Update {
                        from: from.clone(),
                        to: to.clone(),
                    }])
                    .collect()
            }
            Self::Update { from, to } => vec![VersionChange::Update {
                from: from.clone(),
                to: to.clone(),
            }],
        }
    }
}

impl fmt::Display for HeadUpdate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BranchDelete(version) => write!(f, "branch delete {version}"),
            Self::BranchInsert(version) => write!(f, "new branch insert {version}"),
            Self::Merge { delete, from, to } => {
                write!(f, "merge, delete {}, update {from} to {to}", python_list(delete))
            }
            Self::Unmerge { insert, from, to } => {
                write!(f, "unmerge, insert {}, update {from} to {to}", python_tuple(insert))
            }
            Self::Update { from, to } => write!(f, "update {from} to {to}"),
        }
    }
}

/// Follows the rows of the version table through the steps of a plan; Alembic's `HeadMaintainer`, without a database.
#[derive(Debug)]
pub struct HeadMaintainer<'m> {
    map: &'m RevisionMap,
    heads: BTreeSet<String>,
    /// Made when a step first asks what lies below other heads.
    frontier: Option<Frontier<'m>>,
}

impl<'m> HeadMaintainer<'m> {
    /// Starts from the rows of the version table.
    #[must_use]
    pub fn new(map: &'m RevisionMap, heads: impl IntoIterator<Item = String>) -> Self {
        Self {
            map,
            heads: heads.into_iter().collect(),
            frontier: None,
        }
    }

    /// The current revisions, sorted (a set in Alembic).
    #[must_use]
    pub fn heads(&self) -> &BTreeSet<String> {
        &self.heads
    }

    /// Makes the change of one step, and tells what it is.
    ///
    /// # Errors
    ///
    /// The step does not fit the current revisions, or one of them is unknown. Alembic stops there with an assertion;
    /// here the heads stay as they were.
    pub fn update_to_step(&mut self, step: &Step) -> Result<HeadUpdate, RevisionError> {
        let update = match step {
            Step::Revision(revision) => self.update_for_revision(revision, step)?,
            Step::Stamp(stamp) => self.update_for_stamp(stamp, step)?,
        };
        self.check(&update)?;
        for change in update.changes() {
            match change {
                VersionChange::Insert(version) => self.add(version),
                VersionChange::Delete(version) => self.remove(&version),
                VersionChange::Update { from, to } => {
                    // First the new one: what lies below both keeps its support.
                    self.add(to);
                    self.remove(&from);
                }
            }
        }
        Ok(update)
    }

    fn update_for_revision(&mut self, step: &RevisionStep, full: &Step) -> Result<HeadUpdate, RevisionError> {
        let revision = || step.revision.clone();
        let down = &step.normalized_down_revisions;
        let current: Vec<String> = down.iter().filter(|id| self.heads.contains(*id)).cloned().collect();
        if step.is_upgrade {
            return match &current[..] {
                [] => Ok(HeadUpdate::BranchInsert(revision())),
                [from] => Ok(HeadUpdate::Update {
                    from: from.clone(),
                    to: revision(),
                }),
                _ => {
                    let mut delete = self.merge_from(&current)?;
                    let from = delete.pop().ok_or_else(|| self.does_not_fit(full))?;
                    Ok(HeadUpdate::Merge {
                        delete,
                        from,
                        to: revision(),
                    })
                }
            };
        }
        if !self.heads.contains(&step.revision) {
            return Err(RevisionError::NotCurrent { revision: revision() });
        }
        let mut insert = self.unmerge_to(&step.revision, down)?;
        match insert.pop() {
            None => Ok(HeadUpdate::BranchDelete(revision())),
            Some(to) if down.len() > 1 => Ok(HeadUpdate::Unmerge {
                insert,
                from: revision(),
                to,
            }),
            Some(to) => Ok(HeadUpdate::Update { from: revision(), to }),
        }
    }

    fn update_for_stamp(&self, step: &StampStep, full: &Step) -> Result<HeadUpdate, RevisionError> {
        let is_missing = |ids: &[String]| ids.iter().any(|id| !self.heads.contains(id));
        let split_last = |ids: &[String]| ids.split_last().map(|(last, rest)| (last.clone(), rest.to_vec()));
        let update = if !step.is_upgrade && step.branch_move {
            match &step.from[..] {
                [only] => Some(HeadUpdate::BranchDelete(only.clone())),
                _ => None,
            }
        } else if step.is_upgrade && (step.branch_move || is_missing(&step.from)) && is_missing(&step.to) {
            match &step.to[..] {
                [only] => Some(HeadUpdate::BranchInsert(only.clone())),
                _ => None,
            }
        } else if step.from.len() > 1 {
            split_last(&step.from)
                .zip(step.to.first())
                .map(|((from, delete), to)| HeadUpdate::Merge {
                    delete,
                    from,
                    to: to.clone(),
                })
        } else if step.to.len() > 1 {
            split_last(&step.to)
                .zip(step.from.first())
                .map(|((to, insert), from)| HeadUpdate::Unmerge {
                    insert,
                    from: from.clone(),
                    to,
                })
        } else {
            let ends = step.from.first().zip(step.to.first());
            ends.map(|(from, to)| HeadUpdate::Update {
                from: from.clone(),
                to: to.clone(),
            })
        };
        update.ok_or_else(|| self.does_not_fit(full))
    }

    /// The heads that a merge comes from, without those below other heads; Alembic's `merge_branch_idents`.
    ///
    /// Alembic also counts revisions here that are no heads any more, and fails on their missing rows.
    fn merge_from(&mut self, current: &[String]) -> Result<Vec<String>, RevisionError> {
        if self.heads.len() == current.len() {
            return Ok(current.to_vec());
        }
        self.make_frontier()?;
        let mut kept = Vec::new();
        for id in current {
            let Some(&node) = self.map.keys.get(id) else {
                continue;
            };
            // A head with nothing above it is below no other head; else look closer.
            if self.support_of(node) == 1 || !self.is_below(node, |head| !current.contains(head))? {
                kept.push(id.clone());
            }
        }
        Ok(kept)
    }

    /// The revisions that a head gives way to, without those that lie below other heads or each other; Alembic's
    /// `_unmerge_to_revisions`.
    fn unmerge_to(&mut self, revision: &str, down: &[String]) -> Result<Vec<String>, RevisionError> {
        let map = self.map;
        let nodes: Vec<NodeId> = down.iter().filter_map(|id| map.keys.get(id)).copied().collect();
        if self.heads.len() == 1 {
            let below_each_other = map.ancestors_among(&nodes);
            return Ok(map.id_strings(nodes.into_iter().filter(|&node| !below_each_other.contains(node))));
        }
        self.make_frontier()?;
        if self.support(revision) > 1 {
            return Ok(Vec::new());
        }
        let mut below_each_other = None;
        let mut kept = Vec::new();
        for &node in &nodes {
            // The revision itself is one support of each revision below it. More support comes from other heads, or
            // from another one of the revisions below.
            let is_below = self.support_of(node) > 1
                && (!below_each_other
                    .get_or_insert_with(|| map.ancestors_among(&nodes))
                    .contains(node)
                    || self.is_below(node, |head| head != revision)?);
            if !is_below {
                kept.push(node);
            }
        }
        Ok(map.id_strings(kept))
    }

    fn make_frontier(&mut self) -> Result<(), RevisionError> {
        if self.frontier.is_none() {
            let mut nodes = Vec::new();
            for head in &self.heads {
                nodes.extend(nodes_of(self.map, head)?);
            }
            self.frontier = Some(Frontier::new(&self.map.nodes, nodes));
        }
        Ok(())
    }

    fn support_of(&self, node: NodeId) -> u32 {
        self.frontier.as_ref().map_or(0, |frontier| frontier.support(node))
    }

    fn support(&self, id: &str) -> u32 {
        self.map.keys.get(id).map_or(0, |&node| self.support_of(node))
    }

    /// Whether a revision is, or lies below, one of the heads that pass a filter.
    fn is_below(&self, node: NodeId, is_meant: impl Fn(&String) -> bool) -> Result<bool, RevisionError> {
        let mut above = Vec::new();
        for head in self.heads.iter().filter(|head| is_meant(head)) {
            above.extend(nodes_of(self.map, head)?);
        }
        Ok(self.map.is_ancestor(node, &above))
    }

    /// Refuses changes of rows that are not there, and rows that would be there twice.
    fn check(&self, update: &HeadUpdate) -> Result<(), RevisionError> {
        for change in update.changes() {
            let (gone, come) = match change {
                VersionChange::Insert(version) => (None, Some(version)),
                VersionChange::Delete(version) => (Some(version), None),
                VersionChange::Update { from, to } => (Some(from), Some(to)),
            };
            if let Some(revision) = come.filter(|version| self.heads.contains(version)) {
                return Err(RevisionError::AlreadyCurrent { revision });
            }
            if let Some(revision) = gone.filter(|version| !self.heads.contains(version)) {
                return Err(RevisionError::NotCurrent { revision });
            }
        }
        Ok(())
    }

    fn add(&mut self, version: String) {
        if let Some(frontier) = &mut self.frontier {
            for node in nodes_of(self.map, &version).unwrap_or_default() {
                frontier.add(node);
            }
        }
        self.heads.insert(version);
    }

    fn remove(&mut self, version: &str) {
        if let Some(frontier) = &mut self.frontier {
            for node in nodes_of(self.map, version).unwrap_or_default() {
                frontier.remove(node);
            }
        }
        self.heads.remove(version);
    }

    fn does_not_fit(&self, step: &Step) -> RevisionError {
        RevisionError::StepDoesNotFit {
            step: step.short_log(),
            current: self.heads.iter().cloned().collect(),
        }
    }
}

/// The revisions that a row of the version table names; it may be the start of an id.
fn nodes_of(map: &RevisionMap, version: &str) -> Result<Vec<NodeId>, RevisionError> {
    let identifier = Identifier::One(version);
    map.expect_revisions(map.locate(identifier)?, identifier)
}
