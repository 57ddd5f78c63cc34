use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use alembic_core::revision::{
    ErrorContext, Identifier, IterateOptions, Revision, RevisionMap, RevisionRef, RevisionWarning, Step,
};

use super::{CompiledContent, CompiledRevision, ScriptHeader};
use crate::Result;
use crate::migration::RevisionBody;

/// The revisions of an environment: the graph, the files, and the functions that are compiled in.
#[derive(Debug)]
pub struct History {
    map: RevisionMap,
    /// In the order of the map.
    scripts: Vec<ScriptHeader>,
    bodies: HashMap<&'static str, RevisionBody>,
}

impl History {
    /// The history of revisions that are compiled in.
    pub(super) fn compiled(compiled: &[CompiledRevision], warn: &dyn Fn(&str)) -> Result<Self> {
        let scripts = compiled
            .iter()
            .map(ScriptHeader::of_compiled)
            .collect::<Result<Vec<_>, _>>()?;
        Self::new(scripts, compiled, warn)
    }

    pub(super) fn new(scripts: Vec<ScriptHeader>, compiled: &[CompiledRevision], warn: &dyn Fn(&str)) -> Result<Self> {
        let mut found = Vec::new();
        let map = RevisionMap::new(scripts.iter().map(Revision::from), &mut found);
        for warning in &found {
            warn(&warning.to_string());
        }
        let map = map.map_err(|error| {
            let broken = error.broken_revision();
            let file = scripts.iter().find(|script| Some(script.revision.as_str()) == broken);
            let mut error = ErrorContext::Lookup.translate(error);
            if let Some(script) = file {
                error.message.push_str(&format!(" ({})", script.path.display()));
            }
            error
        })?;
        let bodies = compiled
            .iter()
            .filter_map(|revision| match revision.content {
                CompiledContent::Rust(rust) => Some((
                    rust.revision,
                    RevisionBody {
                        upgrade: rust.upgrade,
                        downgrade: rust.downgrade,
                    },
                )),
                CompiledContent::Python(_) => None,
            })
            .collect();
        Ok(Self { map, scripts, bodies })
    }

    /// Makes sure that a new revision has its place in the history: no other one has its branch labels, and it does not
    /// follow itself.
    pub(super) fn check_addition(&self, script: &ScriptHeader) -> Result<()> {
        let added = self.map.clone().add_revision(Revision::from(script), &mut Vec::new());
        Ok(added.map_err(|error| ErrorContext::Lookup.translate(error))?)
    }

    /// The history.
    #[must_use]
    pub fn revision_map(&self) -> &RevisionMap {
        &self.map
    }

    /// The file of a revision; its bare name when it is compiled in and there is no file.
    #[must_use]
    pub fn path(&self, revision: &str) -> Option<&Path> {
        self.find(revision).map(|(_, script)| script.path.as_path())
    }

    /// The functions of a revision that is compiled in.
    pub(crate) fn body(&self, revision: &str) -> Option<RevisionBody> {
        self.bodies.get(revision).copied()
    }

    /// A revision of the history and its file.
    pub(super) fn find(&self, revision: &str) -> Option<(RevisionRef<'_>, &ScriptHeader)> {
        let node = self.map.revision(revision)?;
        Some((node, self.scripts.get(node.index())?))
    }

    /// All heads, those included that other revisions depend on.
    #[must_use]
    pub fn get_heads(&self) -> Vec<String> {
        owned(self.map.heads())
    }

    /// The revisions that an identifier denotes.
    ///
    /// # Errors
    /// [`Error::Command`](crate::Error::Command) in Alembic's words.
    pub fn get_revisions<'a>(&self, id: impl Into<Identifier<'a>>) -> Result<Vec<String>> {
        let found = self
            .map
            .get_revisions(id)
            .map_err(|error| ErrorContext::Lookup.translate(error))?;
        Ok(ids(found))
    }

    /// The revisions from `head` down to `base`, newest first.
    ///
    /// # Errors
    /// [`Error::Command`](crate::Error::Command) in Alembic's words.
    pub fn walk_revisions<'a>(
        &self,
        base: impl Into<Identifier<'a>>,
        head: impl Into<Identifier<'a>>,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<Vec<String>> {
        let (base, head) = (base.into(), head.into());
        let options = IterateOptions {
            inclusive: true,
            assert_relative_length: false,
            ..IterateOptions::default()
        };
        let walked = self
            .map
            .iterate_revisions(head, base, options, warnings)
            .map_err(|error| {
                let (base, head) = (base.shown().unwrap_or_default(), head.shown().unwrap_or_default());
                ErrorContext::Walk {
                    base: &base,
                    head: &head,
                }
                .translate(error)
            })?;
        Ok(ids(walked))
    }

    /// The rows of a version table and the revisions that they depend on.
    ///
    /// # Errors
    /// [`Error::Command`](crate::Error::Command) when a row names a revision that no file has.
    pub fn get_all_current(&self, heads: &[String]) -> Result<Vec<String>> {
        Ok(ids(self.map.get_all_current(heads)?))
    }

    /// Whether the rows of a version table are exactly the heads of the files.
    #[must_use]
    pub fn is_at_heads(&self, heads: &[String]) -> bool {
        let known: BTreeSet<&str> = self.map.heads().into_iter().collect();
        let found: BTreeSet<&str> = heads.iter().map(String::as_str).collect();
        known == found
    }

    /// The heads to assume at the start of a `--sql` run.
    ///
    /// # Errors
    /// [`Error::Command`](crate::Error::Command) when `start` denotes no revision.
    pub fn starting_heads(&self, start: Option<&str>) -> Result<Vec<String>> {
        match start {
            None | Some("base") => Ok(Vec::new()),
            Some(start) => self.get_revisions(start),
        }
    }

    /// The steps from `heads` up to `destination`.
    ///
    /// # Errors
    /// [`Error::Command`](crate::Error::Command) in Alembic's words.
    pub fn upgrade_revs(&self, destination: &str, heads: &[String]) -> Result<Vec<Step>> {
        Ok(self.map.upgrade_revs(destination, heads)?)
    }

    /// The steps from `heads` down to `destination`, and what Alembic warns of.
    ///
    /// # Errors
    /// [`Error::Command`](crate::Error::Command) in Alembic's words.
    pub fn downgrade_revs(
        &self,
        destination: &str,
        heads: &[String],
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<Vec<Step>> {
        Ok(self.map.downgrade_revs(destination, heads, warnings)?)
    }

    /// The changes of the version table that make it say `revisions`.
    ///
    /// # Errors
    /// [`Error::Command`](crate::Error::Command) in Alembic's words.
    pub fn stamp_revs(&self, revisions: &[String], heads: &[String]) -> Result<Vec<Step>> {
        Ok(self.map.stamp_revs(revisions, heads)?)
    }
}

fn owned(ids: Vec<&str>) -> Vec<String> {
    ids.into_iter().map(str::to_owned).collect()
}

fn ids(revisions: Vec<RevisionRef<'_>>) -> Vec<String> {
    revisions
        .into_iter()
        .map(|revision| revision.revision().to_owned())
        .collect()
}
