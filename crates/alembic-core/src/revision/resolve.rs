//! From identifiers to revisions.

use super::error::RevisionError;
use super::identifier::{Identifier, negative_int};
use super::map::RevisionMap;
use super::node::{NodeId, RevisionRef};
use super::node_set::NodeSet;
use super::walk::{Location, Steps};

/// An id that is known to be one, or a text that may be an id, a label, or the start of one.
#[derive(Debug, Clone, Copy)]
pub(super) enum Name<'a> {
    Node(NodeId),
    Text(&'a str),
}

/// What `_resolve_revision_number` makes of an identifier.
pub(super) struct Resolved<'a> {
    pub(super) names: Vec<Name<'a>>,
    /// The part before the `@`; may be empty.
    pub(super) branch_label: Option<&'a str>,
}

/// Tells which revisions share a line of descent with what an identifier names; Alembic's `filter_for_lineage`.
pub(super) struct LineageFilter<'m, 'a> {
    map: &'m RevisionMap,
    shares: Vec<Name<'a>>,
    include_dependencies: bool,
    /// Made when the first revision is asked for: without any, Alembic does not look at the names.
    related: Option<NodeSet>,
}

impl<'m, 'a> LineageFilter<'m, 'a> {
    pub(super) fn new(
        map: &'m RevisionMap,
        check_against: &'a str,
        include_dependencies: bool,
    ) -> Result<Self, RevisionError> {
        let resolved = map.resolve_revision_number(Some(check_against))?;
        let label = resolved.branch_label.filter(|label| !label.is_empty()).map(Name::Text);
        let shares = label.into_iter().chain(resolved.names).collect();
        Ok(Self {
            map,
            shares,
            include_dependencies,
            related: None,
        })
    }

    /// Whether all revisions pass, as none is named.
    pub(super) fn admits_all(&self) -> bool {
        self.shares.is_empty()
    }

    pub(super) fn admits(&mut self, node: NodeId) -> Result<bool, RevisionError> {
        if self.admits_all() {
            return Ok(true);
        }
        if let Some(related) = &self.related {
            return Ok(related.contains(node));
        }
        let nodes = self
            .shares
            .iter()
            .map(|&name| self.map.node_for_name(name))
            .collect::<Result<Vec<_>, _>>()?;
        let related = self.map.related(&nodes, self.include_dependencies);
        let admitted = related.contains(node);
        self.related = Some(related);
        Ok(admitted)
    }

    pub(super) fn filter(&mut self, nodes: impl IntoIterator<Item = NodeId>) -> Result<Vec<NodeId>, RevisionError> {
        let mut admitted = Vec::new();
        for node in nodes {
            if self.admits(node)? {
                admitted.push(node);
            }
        }
        Ok(admitted)
    }
}

/// The branch that a found revision must belong to. It is looked up when the first one is found.
struct BranchCheck<'a> {
    label: &'a str,
    members: Option<NodeSet>,
}

impl<'a> BranchCheck<'a> {
    fn new(label: Option<&'a str>) -> Option<Self> {
        label
            .filter(|label| !label.is_empty())
            .map(|label| Self { label, members: None })
    }

    fn members(&mut self, map: &RevisionMap) -> Result<&NodeSet, RevisionError> {
        let members = match self.members.take() {
            Some(members) => members,
            None => {
                let branch = map.resolve_branch(self.label)?;
                map.related(&[map.nodes[branch].canonical], false)
            }
        };
        Ok(self.members.insert(members))
    }
}

impl RevisionMap {
    /// Finds the revisions that an identifier names; none for the base.
    ///
    /// ```
    /// use alembic_core::revision::{Revision, RevisionMap};
    ///
    /// let revisions = [Revision::new("ae10", &[]), Revision::new("ae1027", &["ae10"])];
    /// let map = RevisionMap::new(revisions, &mut Vec::new())?;
    /// let ids = |id| map.get_revisions(id).map(|found| found.iter().map(|r| r.revision()).collect::<Vec<_>>());
    /// assert_eq!(ids("heads")?, ["ae1027"]);
    /// assert_eq!(ids("ae102")?, ["ae1027"]);
    /// assert_eq!(ids("-1")?, ["ae10"]);
    /// assert_eq!(ids("base")?, [""; 0]);
    /// assert_eq!(ids("ae").unwrap_err().to_string(), "Multiple revisions start with 'ae': 'ae10', 'ae1027'...");
    /// # Ok::<(), alembic_core::revision::RevisionError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The identifier is unknown, ambiguous, not in the branch it names, or steps out of the history.
    pub fn get_revisions<'a>(&self, id: impl Into<Identifier<'a>>) -> Result<Vec<RevisionRef<'_>>, RevisionError> {
        let id = id.into();
        let nodes = self.expect_revisions(self.locate(id)?, id)?;
        Ok(nodes.into_iter().map(|id| RevisionRef { map: self, id }).collect())
    }

    /// Finds the one revision that an identifier names; `None` for the base.
    ///
    /// # Errors
    ///
    /// As [`get_revisions`](Self::get_revisions); and [`RevisionError::MultipleHeads`] if there are several.
    pub fn get_revision(&self, id: Option<&str>) -> Result<Option<RevisionRef<'_>>, RevisionError> {
        Ok(self.node_for(id)?.map(|id| RevisionRef { map: self, id }))
    }

    /// The only head, or the only one of a branch; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`RevisionError::MultipleHeads`], or the branch is unknown.
    pub fn get_current_head(&self, branch_label: Option<&str>) -> Result<Option<&str>, RevisionError> {
        Ok(self.current_head(branch_label)?.map(|head| self.nodes[head].id()))
    }

    /// Those of `targets` that are ancestors or descendants of what the identifier names, or are it; Alembic's
    /// `filter_for_lineage`. All pass if it names nothing, as `base` does.
    ///
    /// # Errors
    ///
    /// The identifier is unknown or ambiguous.
    pub fn filter_for_lineage<'m>(
        &'m self,
        targets: &[RevisionRef<'m>],
        check_against: &str,
        include_dependencies: bool,
    ) -> Result<Vec<RevisionRef<'m>>, RevisionError> {
        let mut filter = LineageFilter::new(self, check_against, include_dependencies)?;
        let admitted = filter.filter(targets.iter().map(|target| target.id))?;
        Ok(admitted.into_iter().map(|id| RevisionRef { map: self, id }).collect())
    }

    /// The bases of the branches that an identifier belongs to; Alembic's `_get_base_revisions`.
    ///
    /// # Errors
    ///
    /// The identifier is unknown or ambiguous.
    pub fn get_base_revisions(&self, identifier: &str) -> Result<Vec<&str>, RevisionError> {
        let bases = LineageFilter::new(self, identifier, false)?.filter(self.canonical(&self.bases))?;
        Ok(bases.into_iter().map(|base| self.nodes[base].id()).collect())
    }

    /// The ids that a symbol such as `head` or `base` stands for: all of them for `heads`, none for `base`, else the
    /// first; any other text is its own answer. Alembic's `ScriptDirectory.as_revision_number`.
    ///
    /// # Errors
    ///
    /// [`RevisionError::MultipleHeads`], or an unknown branch before the `@`.
    pub fn as_revision_number(&self, id: Option<&str>) -> Result<Vec<String>, RevisionError> {
        let resolved = self.resolve_revision_number(id)?;
        let wanted = if id == Some("heads") { resolved.names.len() } else { 1 };
        let text = |name| match name {
            Name::Node(node) => self.nodes[node].id().to_owned(),
            Name::Text(text) => text.to_owned(),
        };
        Ok(resolved.names.into_iter().take(wanted).map(text).collect())
    }

    /// `get_revisions` with its answers outside of the history.
    pub(super) fn locate(&self, id: Identifier<'_>) -> Result<Vec<Location>, RevisionError> {
        match id {
            Identifier::Base => self.locate_one(None),
            Identifier::One(id) => self.locate_one(Some(id)),
            Identifier::Many(ids) => {
                let mut found = Vec::with_capacity(ids.len());
                for id in ids {
                    found.extend(self.locate_one(Some(id))?);
                }
                Ok(found)
            }
        }
    }

    fn locate_one(&self, id: Option<&str>) -> Result<Vec<Location>, RevisionError> {
        let resolved = self.resolve_revision_number(id)?;
        if let [Name::Text(text)] = resolved.names[..]
            && let Some(steps) = negative_int(text)
        {
            // `-N` or `label@-N`: down from the heads.
            let heads = self.canonical(&self.real_heads);
            let is_wanted = |head: &NodeId| {
                resolved
                    .branch_label
                    .is_none_or(|l| self.nodes[*head].has_branch_label(l))
            };
            let heads = heads.into_iter().filter(is_wanted);
            return heads
                .map(|head| self.walk(Some(head), Steps::Down(steps), None, true))
                .collect();
        }
        let mut branch = BranchCheck::new(resolved.branch_label);
        let found = resolved
            .names
            .into_iter()
            .map(|name| self.node_on_branch(name, &mut branch));
        found.map(|node| node.map(Location::Revision)).collect()
    }

    /// `get_revision`.
    pub(super) fn node_for(&self, id: Option<&str>) -> Result<Option<NodeId>, RevisionError> {
        let resolved = self.resolve_revision_number(id)?;
        let mut branch = BranchCheck::new(resolved.branch_label);
        match resolved.names[..] {
            [] => {
                // The base is on every branch, but the branch must exist.
                branch.as_mut().map(|branch| branch.members(self)).transpose()?;
                Ok(None)
            }
            [name] => self.node_on_branch(name, &mut branch).map(Some),
            ref several => Err(RevisionError::MultipleHeads {
                heads: several
                    .iter()
                    .map(|name| match *name {
                        Name::Node(node) => self.nodes[node].id().to_owned(),
                        Name::Text(text) => text.to_owned(),
                    })
                    .collect(),
                argument: id.unwrap_or("None").to_owned(),
            }),
        }
    }

    /// The nodes of locations that must be revisions.
    pub(super) fn expect_revisions(
        &self,
        locations: Vec<Location>,
        identifier: Identifier<'_>,
    ) -> Result<Vec<NodeId>, RevisionError> {
        let expect = |location| match location {
            Location::Revision(node) => Ok(node),
            Location::Base | Location::Nowhere => Err(RevisionError::NotARevision {
                identifier: identifier.shown().unwrap_or_default(),
            }),
        };
        locations.into_iter().map(expect).collect()
    }

    /// `_resolve_branch`: the part before an `@` may be any identifier of a revision.
    pub(super) fn resolve_branch(&self, label: &str) -> Result<NodeId, RevisionError> {
        self.node_for_name(Name::Text(label))
            .map_err(|error| match error.resolution_argument() {
                Some(_) => RevisionError::NoSuchBranch {
                    argument: label.to_owned(),
                },
                None => error,
            })
    }

    /// `_revision_for_ident` without a branch.
    pub(super) fn node_for_name(&self, name: Name<'_>) -> Result<NodeId, RevisionError> {
        self.node_on_branch(name, &mut None)
    }

    fn node_on_branch(&self, name: Name<'_>, branch: &mut Option<BranchCheck<'_>>) -> Result<NodeId, RevisionError> {
        if let Some(branch) = branch {
            branch.members(self)?;
        }
        let node = match name {
            Name::Node(node) => node,
            Name::Text(text) => match self.keys.get(text) {
                Some(&node) => node,
                None => self.node_by_prefix(text, branch.as_ref().map(|branch| branch.label))?,
            },
        };
        if let Some(branch) = branch
            && !branch.members(self)?.contains(self.nodes[node].canonical)
        {
            return Err(RevisionError::NotAMember {
                revision: self.nodes[node].id().to_owned(),
                branch: branch.label.to_owned(),
                argument: match name {
                    Name::Node(node) => self.nodes[node].id().to_owned(),
                    Name::Text(text) => text.to_owned(),
                },
            });
        }
        Ok(node)
    }

    /// Finds the one id or label of more than three characters that starts with the text.
    fn node_by_prefix(&self, text: &str, branch: Option<&str>) -> Result<NodeId, RevisionError> {
        let no_such = || RevisionError::NoSuchRevision {
            argument: text.to_owned(),
        };
        if text.is_empty() {
            return Err(no_such());
        }
        let ids = self.ids.iter().map(|&node| (self.nodes[node].id(), node));
        let labels = self.labels.iter().map(|(label, node)| (&**label, *node));
        let starts = |key: &str| key.starts_with(text) && key.chars().nth(3).is_some();
        let mut matches: Vec<(&str, NodeId)> = ids.chain(labels).filter(|(key, _)| starts(key)).collect();
        if let Some(branch) = branch {
            let mut filter = LineageFilter::new(self, branch, false)?;
            let mut on_branch = Vec::new();
            for (key, node) in matches {
                if filter.admits(node)? {
                    on_branch.push((key, node));
                }
            }
            matches = on_branch;
        }
        match matches[..] {
            [] => Err(no_such()),
            [(_, node)] => Ok(node),
            _ => Err(RevisionError::AmbiguousPrefix {
                argument: text.to_owned(),
                matches: matches.into_iter().map(|(key, _)| key.to_owned()).collect(),
            }),
        }
    }

    pub(super) fn resolve_revision_number<'a>(&self, id: Option<&'a str>) -> Result<Resolved<'a>, RevisionError> {
        let (branch_label, id) = match id.and_then(|id| id.split_once('@')) {
            Some((label, id)) => (Some(label), Some(id)),
            None => (None, id),
        };
        let nodes = |nodes: Vec<NodeId>| nodes.into_iter().map(Name::Node).collect();
        let names = match id {
            Some("heads") => match branch_label {
                Some(label) if !label.is_empty() => {
                    nodes(LineageFilter::new(self, label, false)?.filter(self.canonical(&self.heads))?)
                }
                _ => nodes(self.canonical(&self.real_heads)),
            },
            Some("head") => nodes(self.current_head(branch_label)?.into_iter().collect()),
            Some("base") | None => Vec::new(),
            Some(id) => vec![Name::Text(id)],
        };
        Ok(Resolved { names, branch_label })
    }

    fn current_head(&self, branch_label: Option<&str>) -> Result<Option<NodeId>, RevisionError> {
        let branch_label = branch_label.filter(|label| !label.is_empty());
        let mut heads = self.canonical(&self.heads);
        if let Some(label) = branch_label {
            heads = LineageFilter::new(self, label, false)?.filter(heads)?;
        }
        match heads[..] {
            [] => Ok(None),
            [head] => Ok(Some(head)),
            _ => Err(RevisionError::MultipleHeads {
                heads: self.id_strings(heads),
                argument: branch_label.map_or_else(|| "head".to_owned(), |label| format!("{label}@head")),
            }),
        }
    }
}
