//! Which revisions lie in a range: Alembic's `iterate_revisions` and what it needs.

use super::error::{RevisionError, RevisionWarning};
use super::identifier::{Identifier, Relative};
use super::map::RevisionMap;
use super::node::{NodeId, RevisionRef};
use super::node_set::NodeSet;
use super::resolve::{LineageFilter, Name};
use super::walk::{Edges, Location};

/// The options of [`RevisionMap::iterate_revisions`], with Alembic's names and defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IterateOptions {
    /// Take in what the range depends on from other bases too.
    pub implicit_base: bool,
    /// Take in the lower end.
    pub inclusive: bool,
    /// Refuse relative identifiers that lead out of the history, instead of stopping at its end.
    pub assert_relative_length: bool,
    /// Choose what a downgrade from `upper` to `lower` undoes, instead of what an upgrade the other way does.
    pub select_for_downgrade: bool,
}

impl Default for IterateOptions {
    fn default() -> Self {
        Self {
            implicit_base: false,
            inclusive: false,
            assert_relative_length: true,
            select_for_downgrade: false,
        }
    }
}

/// The revisions of a range, not yet in order, and the heads to start from.
struct Range {
    revisions: NodeSet,
    heads: Vec<NodeId>,
}

impl RevisionMap {
    /// The revisions between two ends, the upper end first; each one comes before all that it needs.
    ///
    /// ```
    /// use alembic_core::revision::{IterateOptions, Revision, RevisionMap};
    ///
    /// let revisions = [Revision::new("a", &[]), Revision::new("b", &["a"]), Revision::new("c", &["b"])];
    /// let map = RevisionMap::new(revisions, &mut Vec::new())?;
    /// let found = map.iterate_revisions("head", "a", IterateOptions::default(), &mut Vec::new())?;
    /// assert_eq!(found.iter().map(|r| r.revision()).collect::<Vec<_>>(), ["c", "b"]);
    /// # Ok::<(), alembic_core::revision::RevisionError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// An end is unknown or ambiguous, or the ends are not on one line.
    pub fn iterate_revisions<'u, 'l>(
        &self,
        upper: impl Into<Identifier<'u>>,
        lower: impl Into<Identifier<'l>>,
        options: IterateOptions,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<Vec<RevisionRef<'_>>, RevisionError> {
        let (upper, lower) = (upper.into(), lower.into());
        let range = if options.select_for_downgrade {
            self.collect_downgrade_revisions(upper, lower, options, warnings)?
        } else {
            self.collect_upgrade_revisions(upper, lower, options, warnings)?
        };
        let sorted = self.topological_sort(&range.revisions, &range.heads)?;
        Ok(sorted.into_iter().map(|id| RevisionRef { map: self, id }).collect())
    }

    fn collect_upgrade_revisions(
        &self,
        upper: Identifier<'_>,
        lower: Identifier<'_>,
        options: IterateOptions,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<Range, RevisionError> {
        let targets = self.parse_upgrade_target(lower, upper, options.assert_relative_length)?;
        let mut targets = self.expect_revisions(targets, upper)?;
        if let Some((branch, _)) = lower.as_one().and_then(|lower| lower.split_once('@')) {
            let label = self.label_of_branch(branch)?;
            targets.retain(|&target| self.nodes[target].has_branch_label(label));
            let mut seen = NodeSet::new(self.nodes.len());
            targets.retain(|&target| seen.insert(target));
        }
        let mut needs = self.reach_separately(Edges::NormalizedDown, &targets, &targets)?;

        let mut current = self.locate(lower)?;
        let is_needed = |location: &Location| match location {
            Location::Revision(node) => needs.contains(*node),
            Location::Base => false,
            Location::Nowhere => true,
        };
        if !options.implicit_base && !current.iter().all(is_needed) {
            return Err(RevisionError::RangeNotAncestor {
                lower: lower.shown(),
                upper: upper.shown(),
            });
        }
        let mut lower = lower;
        if current.first() == Some(&Location::Nowhere) {
            // A relative lower end is relative to the upper one.
            let (_, target) = self.parse_downgrade_target(upper, lower, options.assert_relative_length, warnings)?;
            (current, lower) = match target {
                Location::Revision(node) => (vec![target], Identifier::One(self.nodes[node].id())),
                Location::Base => (Vec::new(), Identifier::Base),
                Location::Nowhere => {
                    return Err(RevisionError::NotARevision {
                        identifier: lower.shown().unwrap_or_default(),
                    });
                }
            };
        }
        // As in Alembic, overlapping revisions before one that is none are the first error.
        let is_revision = |location: &&Location| matches!(location, Location::Revision(_));
        let before: Vec<Location> = current.iter().take_while(is_revision).copied().collect();
        let before = self.expect_revisions(before, lower)?;
        let found = self.expect_revisions(current.iter().filter(is_revision).copied().collect(), lower)?;
        let active = self.reach_separately(Edges::NormalizedDown, &before, &found)?;
        let current = self.expect_revisions(current, lower)?;
        needs.subtract(&active);
        if options.inclusive {
            for node in self.expect_revisions(self.locate(lower)?, lower)? {
                needs.insert(node);
            }
        }
        if !current.is_empty() && !options.implicit_base {
            needs.intersect_with(&self.reach_separately(Edges::Next, &current, &current)?);
        }
        Ok(Range {
            revisions: needs,
            heads: targets,
        })
    }

    /// The label that the part before the `@` in a lower end means: itself, or that of the revision it names.
    fn label_of_branch<'a>(&'a self, branch: &'a str) -> Result<&'a str, RevisionError> {
        let Some(node) = self
            .node_for(Some(branch))?
            .map(|node| &self.nodes[node])
            .filter(|node| node.id() == branch)
        else {
            return Ok(branch);
        };
        match &node.branch_labels[..] {
            [label] => Ok(label),
            labels => Err(RevisionError::NoSingleBranchLabel {
                revision: branch.to_owned(),
                labels: labels.len(),
            }),
        }
    }

    fn collect_downgrade_revisions(
        &self,
        upper: Identifier<'_>,
        lower: Identifier<'_>,
        options: IterateOptions,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<Range, RevisionError> {
        let (branch_label, target) =
            self.parse_downgrade_target(upper, lower, options.assert_relative_length, warnings)?;
        let target = match target {
            Location::Revision(node) => Some(node),
            Location::Base | Location::Nowhere => None,
        };
        let mut roots: Vec<NodeId> = match target {
            // Once for each key of the map: that a base has a label decides whether there is a choice below.
            None => {
                let keys = self
                    .ids
                    .iter()
                    .copied()
                    .chain(self.labels.iter().map(|(_, node)| *node));
                keys.filter(|&node| self.nodes[node].is_base()).collect()
            }
            Some(target) if options.inclusive => vec![target],
            Some(target) => self.nodes[target].next.clone(),
        };
        if let Some(label) = branch_label.filter(|label| !label.is_empty())
            && roots.len() > 1
        {
            let branch = self.resolve_branch(&label)?;
            let mut ancestors = self.reach(Edges::VersionedDown, &[branch]);
            ancestors.insert(self.nodes[branch].canonical);
            roots = self.canonical(&roots);
            roots.retain(|&root| ancestors.contains(root));
            if roots.is_empty() {
                return Err(RevisionError::NotADowngradeTarget);
            }
        }

        let heads = self.expect_revisions(self.locate(upper)?, upper)?;
        let active = self.reach(Edges::NormalizedDown, &heads);
        let mut revisions = self.reach(Edges::AllNext, &roots);
        revisions.intersect_with(&active);
        if options.implicit_base {
            let mut others = active;
            others.subtract(&self.reach(Edges::NormalizedDown, &roots));
            revisions.union_with(&others);
        }
        if target.is_some_and(|target| revisions.is_empty() && !heads.contains(&target)) {
            let lower = Some("Nothing to drop".to_owned());
            return Err(RevisionError::RangeNotAncestor {
                lower,
                upper: upper.shown(),
            });
        }
        Ok(Range { revisions, heads })
    }

    /// `_parse_upgrade_target`.
    fn parse_upgrade_target(
        &self,
        current: Identifier<'_>,
        target: Identifier<'_>,
        assert_relative_length: bool,
    ) -> Result<Vec<Location>, RevisionError> {
        let Some(relative) = target.as_one().and_then(Relative::parse) else {
            return self.locate(target);
        };
        let branch_label = relative.branch_label;
        let location = match relative.symbol {
            None if relative.is_positive() => {
                let start = self.start_of_upgrade(current, branch_label)?;
                match self.walk(start, relative.steps(), branch_label, assert_relative_length)? {
                    Location::Nowhere => return Err(not_produced(relative.text, &relative)),
                    location => location,
                }
            }
            None => return Err(not_produced(&relative.number(), &relative)),
            Some(symbol) if relative.is_positive() => {
                let start = self.node_for(Some(symbol))?;
                self.walk(start, relative.steps(), branch_label, assert_relative_length)?
            }
            Some(symbol) => {
                let start = self.node_for_branch_and_id(branch_label, symbol)?;
                self.walk(start, relative.steps(), None, assert_relative_length)?
            }
        };
        Ok(vec![location])
    }

    /// From where `+N` or `label@+N` counts: the one current revision (on the branch), or below the bases.
    fn start_of_upgrade(
        &self,
        current: Identifier<'_>,
        branch_label: Option<&str>,
    ) -> Result<Option<NodeId>, RevisionError> {
        let Some(label) = branch_label else {
            return match current.strings()[..] {
                [] => Ok(None),
                [only] => self.node_for(Some(only)),
                _ => Err(RevisionError::AmbiguousUpgrade),
            };
        };
        let nodes = self.expect_revisions(self.locate(current)?, current)?;
        let mut start = LineageFilter::new(self, label, false)?.filter(nodes.iter().copied())?;
        if start.is_empty() {
            // No current revision is on the branch: count from the last ones on it that have been applied.
            let ancestors = self.reach(Edges::NormalizedDown, &nodes);
            let active = LineageFilter::new(self, label, false)?.filter(ancestors.iter())?;
            let mut below = NodeSet::new(self.nodes.len());
            for &down in active.iter().flat_map(|&node| self.nodes[node].normalized_down()) {
                below.insert(down);
            }
            start = active.into_iter().filter(|&node| !below.contains(node)).collect();
        }
        match start[..] {
            [] => Ok(None),
            [only] => Ok(Some(only)),
            _ => Err(RevisionError::AmbiguousUpgrade),
        }
    }

    /// `_parse_downgrade_target`: the branch to stay on, and the target, which is nowhere for the base.
    fn parse_downgrade_target(
        &self,
        current: Identifier<'_>,
        target: Identifier<'_>,
        assert_relative_length: bool,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<(Option<String>, Location), RevisionError> {
        let target = match target {
            Identifier::Base => return Ok((None, Location::Nowhere)),
            Identifier::One(target) => target,
            Identifier::Many(_) => return Err(RevisionError::DowngradeTargetNotString),
        };
        let Some(relative) = Relative::parse(target) else {
            let (branch_label, symbol) = target.rsplit_once('@').unwrap_or(("", target));
            let node = self.node_for(Some(symbol))?;
            let branch_label = (!branch_label.is_empty()).then(|| branch_label.to_owned());
            return Ok((branch_label, node.map_or(Location::Nowhere, Location::Revision)));
        };
        let branch_label = relative.branch_label.map(str::to_owned);
        if !relative.is_negative() {
            let Some(symbol) = relative.symbol else {
                return Err(not_produced(relative.text, &relative));
            };
            let start = self.node_for(Some(symbol))?;
            return match self.walk(start, relative.steps(), relative.branch_label, assert_relative_length)? {
                Location::Nowhere => Err(RevisionError::WalkedTooFar),
                location => Ok((branch_label, location)),
            };
        }
        let (branch_label, start) = match relative.symbol {
            Some(symbol) => (
                branch_label,
                self.node_for_branch_and_id(relative.branch_label, symbol)?,
            ),
            None => {
                let (branch, symbol) = self.start_of_downgrade(current, &relative, warnings)?;
                let start = self.node_for_branch_and_id(Some(&branch), &symbol)?;
                (Some(branch), start)
            }
        };
        match self.walk(start, relative.steps(), None, assert_relative_length)? {
            Location::Nowhere if relative.symbol.is_none() => Err(not_produced(relative.text, &relative)),
            Location::Nowhere => Err(RevisionError::WalkedTooFar),
            location => Ok((branch_label, location)),
        }
    }

    /// From where `-N` or `label@-N` counts, as a branch and an id.
    fn start_of_downgrade(
        &self,
        current: Identifier<'_>,
        relative: &Relative<'_>,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<(String, String), RevisionError> {
        let current = current.strings();
        let Some(label) = relative.branch_label else {
            let Some(&first) = current.first() else {
                return Err(not_produced(relative.text, relative));
            };
            if current.iter().any(|other| *other != first) {
                warnings.push(RevisionWarning::AmbiguousDowngrade);
            }
            return Ok((first.to_owned(), first.to_owned()));
        };
        let mut filter = LineageFilter::new(self, label, false)?;
        let mut on_branch = Vec::new();
        for &id in &current {
            if filter.admits_all() || filter.admits(self.node_for_name(Name::Text(id))?)? {
                on_branch.push(id.to_owned());
            }
        }
        if on_branch.is_empty() {
            // A current revision of another branch may depend on revisions of this one.
            let ids: Vec<String> = current.iter().map(|&id| id.to_owned()).collect();
            let all_current = self.all_current_nodes(&ids)?;
            on_branch = self.id_strings(filter.filter(all_current)?);
        }
        match &on_branch[..] {
            [] => Err(not_produced(relative.text, relative)),
            [only] => Ok((label.to_owned(), only.clone())),
            _ => Err(RevisionError::AmbiguousDowngrade {
                branch: label.to_owned(),
                current: on_branch,
            }),
        }
    }

    fn node_for_branch_and_id(&self, branch: Option<&str>, id: &str) -> Result<Option<NodeId>, RevisionError> {
        match branch {
            Some(branch) => self.node_for(Some(&format!("{branch}@{id}"))),
            None => self.node_for(Some(id)),
        }
    }

    /// `_get_all_current`: the given revisions and all they need, without those that have a descendant among them.
    pub(super) fn all_current_nodes(&self, ids: &[String]) -> Result<Vec<NodeId>, RevisionError> {
        let identifier = Identifier::Many(ids);
        let nodes = self.expect_revisions(self.locate(identifier)?, identifier)?;
        let active = self.reach(Edges::NormalizedDown, &nodes);
        let is_tip = |node: &NodeId| !self.nodes[*node].next.iter().any(|next| active.contains(*next));
        Ok(active.iter().filter(is_tip).collect())
    }
}

fn not_produced(shown: &str, relative: &Relative<'_>) -> RevisionError {
    RevisionError::RelativeNotProduced {
        relative: shown.to_owned(),
        steps: relative.digits().to_owned(),
    }
}
