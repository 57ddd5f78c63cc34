//! Plans: what Alembic's `ScriptDirectory` makes of the graph. Errors come in the words of the commands.

use super::collect::IterateOptions;
use super::command_error::{CommandError, ErrorContext};
use super::error::{RevisionError, RevisionWarning};
use super::identifier::Identifier;
use super::map::RevisionMap;
use super::node::{NodeId, RevisionRef};
use super::node_set::NodeSet;
use super::resolve::LineageFilter;
use super::step::{StampStep, Step};
use super::walk::{Edges, Location};

impl RevisionMap {
    /// The revisions from `head` down to `base`, both included; `base` and `heads` mean all.
    ///
    /// ```
    /// use alembic_core::revision::{Revision, RevisionMap};
    ///
    /// let revisions = [Revision::new("a1", &[]), Revision::new("b2", &["a1"]), Revision::new("c3", &["b2"])];
    /// let map = RevisionMap::new(revisions, &mut Vec::new())?;
    /// let walked = map.walk_revisions("-1", "heads", &mut Vec::new())?;
    /// assert_eq!(walked.iter().map(|r| r.revision()).collect::<Vec<_>>(), ["c3", "b2"]);
    /// let error = map.walk_revisions("c3", "a1", &mut Vec::new()).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "Requested range c3:a1 does not refer to ancestor/descendant revisions along the same branch"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// An end is unknown or ambiguous, or the ends are not on one line.
    pub fn walk_revisions(
        &self,
        base: &str,
        head: &str,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<Vec<RevisionRef<'_>>, CommandError> {
        let options = IterateOptions {
            inclusive: true,
            assert_relative_length: false,
            ..IterateOptions::default()
        };
        let walked = self.iterate_revisions(head, base, options, warnings);
        walked.map_err(|error| ErrorContext::Walk { base, head }.translate(error))
    }

    /// The given current revisions and those that they depend on in other branches; the last one of each line, in the
    /// order of the map (a set in Alembic).
    ///
    /// # Errors
    ///
    /// A revision is unknown.
    pub fn get_all_current(&self, ids: &[String]) -> Result<Vec<RevisionRef<'_>>, CommandError> {
        let nodes = self.all_current_nodes(ids)?;
        Ok(nodes.into_iter().map(|id| RevisionRef { map: self, id }).collect())
    }

    /// Plans an upgrade from the current heads to a destination; Alembic's `_upgrade_revs`.
    ///
    /// ```
    /// use alembic_core::revision::{HeadMaintainer, Revision, RevisionMap, VersionChange};
    ///
    /// let first = Revision { doc: "create".to_owned(), ..Revision::new("a1", &[]) };
    /// let map = RevisionMap::new([first, Revision::new("b2", &["a1"])], &mut Vec::new())?;
    /// let steps = map.upgrade_revs("head", &[])?;
    /// let texts: Vec<String> = steps.iter().map(ToString::to_string).collect();
    /// assert_eq!(texts, ["upgrade  -> a1, create", "upgrade a1 -> b2"]);
    ///
    /// let mut heads = HeadMaintainer::new(&map, []);
    /// let mut changes = Vec::new();
    /// for step in &steps {
    ///     changes.extend(heads.update_to_step(step)?.changes());
    /// }
    /// let (from, to) = ("a1".to_owned(), "b2".to_owned());
    /// assert_eq!(changes, [VersionChange::Insert(from.clone()), VersionChange::Update { from, to }]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The destination or a current head is unknown or ambiguous, or current heads overlap.
    pub fn upgrade_revs<'d>(
        &self,
        destination: impl Into<Identifier<'d>>,
        current: &[String],
    ) -> Result<Vec<Step>, CommandError> {
        let destination = destination.into();
        let options = IterateOptions {
            implicit_base: true,
            ..IterateOptions::default()
        };
        match self.iterate_revisions(destination, current, options, &mut Vec::new()) {
            Ok(revisions) => Ok(revisions.into_iter().rev().map(Step::upgrade_from_script).collect()),
            Err(error) => {
                let destination = &destination.shown().unwrap_or_default();
                Err(ErrorContext::Upgrade { destination }.translate(error))
            }
        }
    }

    /// Plans a downgrade from the current heads to a destination; Alembic's `_downgrade_revs`.
    ///
    /// # Errors
    ///
    /// The destination or a current head is unknown or ambiguous, or the destination is not below the current heads.
    pub fn downgrade_revs(
        &self,
        destination: &str,
        current: &[String],
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<Vec<Step>, CommandError> {
        let options = IterateOptions {
            select_for_downgrade: true,
            ..IterateOptions::default()
        };
        match self.iterate_revisions(current, destination, options, warnings) {
            Ok(revisions) => Ok(revisions.into_iter().map(Step::downgrade_from_script).collect()),
            Err(error) => Err(ErrorContext::Downgrade { destination }.translate(error)),
        }
    }

    /// Plans how the version table gets from the current heads to the given revisions without migrations; Alembic's
    /// `_stamp_revs`.
    ///
    /// ```
    /// use alembic_core::revision::{Revision, RevisionMap};
    ///
    /// let revisions = [Revision::new("a1", &[]), Revision::new("b2", &["a1"]), Revision::new("c2", &["a1"])];
    /// let map = RevisionMap::new(revisions, &mut Vec::new())?;
    /// let steps = map.stamp_revs("a1", &["b2".to_owned(), "c2".to_owned()])?;
    /// assert_eq!(steps.iter().map(ToString::to_string).collect::<Vec<_>>(), ["stamp_revision b2, c2 -> a1"]);
    /// # Ok::<(), alembic_core::revision::CommandError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A revision is unknown or ambiguous.
    pub fn stamp_revs<'r>(
        &self,
        revision: impl Into<Identifier<'r>>,
        heads: &[String],
    ) -> Result<Vec<Step>, CommandError> {
        let heads = Identifier::Many(heads);
        let heads = self.expect_revisions(self.locate(heads)?, heads)?;
        let revision = match revision.into() {
            Identifier::Base | Identifier::One("") | Identifier::Many([]) => Identifier::One("base"),
            named => named,
        };
        let filtered_heads = self
            .heads_to_move(revision, &heads)
            .map_err(|e| ErrorContext::Stamp.translate(e))?;
        let mut destinations = self.locate(revision)?;
        if destinations.is_empty() {
            destinations.push(Location::Nowhere);
        }
        let below = self.reach(Edges::AllDown, &filtered_heads);
        let above = self.reach(Edges::AllNext, &filtered_heads);
        let mut steps = Vec::new();
        for destination in destinations {
            match destination {
                Location::Nowhere => steps.extend(filtered_heads.iter().map(|&head| StampStep {
                    from: self.id_strings([head]),
                    to: Vec::new(),
                    is_upgrade: false,
                    branch_move: true,
                })),
                Location::Revision(node) if filtered_heads.contains(&node) => {}
                Location::Revision(node) => {
                    let (is_downgrade, is_upgrade) = (below.contains(node), above.contains(node));
                    if is_downgrade && is_upgrade {
                        let revision = self.nodes[node].id().to_owned();
                        return Err(RevisionError::StampBothWays { revision }.into());
                    }
                    let is_new = !is_downgrade && !is_upgrade;
                    let from = if is_new { &[][..] } else { &filtered_heads };
                    steps.push(StampStep {
                        from: self.id_strings(from.iter().copied()),
                        to: self.id_strings([node]),
                        is_upgrade: !is_downgrade,
                        branch_move: is_new,
                    });
                }
                Location::Base => {
                    let identifier = revision.shown().unwrap_or_default();
                    return Err(RevisionError::NotARevision { identifier }.into());
                }
            }
        }
        Ok(steps.into_iter().map(Step::Stamp).collect())
    }

    /// The heads on the lines of the revisions to stamp, each once, by the revision that they belong to.
    fn heads_to_move(&self, revision: Identifier<'_>, heads: &[NodeId]) -> Result<Vec<NodeId>, RevisionError> {
        let mut seen = NodeSet::new(self.nodes.len());
        let mut filtered = Vec::new();
        for id in revision.strings().into_iter().filter(|id| !id.is_empty()) {
            let on_line = LineageFilter::new(self, id, true)?.filter(heads.iter().copied())?;
            filtered.extend(on_line.into_iter().filter(|&head| seen.insert(head)));
        }
        Ok(filtered)
    }
}
