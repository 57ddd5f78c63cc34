use std::fmt;

use thiserror::Error;

/// What goes wrong when a history is loaded or an identifier is looked up: Alembic's `RevisionError` and its kinds.
///
/// The messages are those of Alembic's exceptions. Commands show the message of a [`CommandError`](super::CommandError)
/// instead, which [`ErrorContext::translate`](super::ErrorContext::translate) makes; `?` makes the one without a context.
///
/// The variants from [`MissingDownRevision`](Self::MissingDownRevision) on have no counterpart: Alembic stops there
/// with an assertion or a `KeyError`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RevisionError {
    /// `RangeNotAncestorError`. `None` stands for the base.
    #[error(
        "Revision {} is not an ancestor of revision {}",
        lower.as_deref().unwrap_or("base"),
        upper.as_deref().unwrap_or("base")
    )]
    RangeNotAncestor {
        /// The lower end as given.
        lower: Option<String>,
        /// The upper end as given.
        upper: Option<String>,
    },
    /// `MultipleHeads`: one revision was asked for, several were found.
    #[error("Multiple heads are present for given argument '{argument}'; {}", heads.join(", "))]
    MultipleHeads {
        /// The ids that were found.
        heads: Vec<String>,
        /// The identifier as given.
        argument: String,
    },
    /// A `ResolutionError`: nothing has this id, label or prefix.
    #[error("No such revision or branch '{argument}'{}", prefix_advice(argument))]
    NoSuchRevision {
        /// The identifier as given.
        argument: String,
    },
    /// A `ResolutionError`: the part before `@` is no branch.
    #[error("No such branch: '{argument}'")]
    NoSuchBranch {
        /// The branch as given.
        argument: String,
    },
    /// A `ResolutionError`: several ids or labels start with the identifier.
    #[error("Multiple revisions start with '{argument}': {}...", first_quoted(matches))]
    AmbiguousPrefix {
        /// The identifier as given.
        argument: String,
        /// All that start with it.
        matches: Vec<String>,
    },
    /// A `ResolutionError`: the revision exists, but not in the branch before the `@`.
    #[error("Revision {revision} is not a member of branch '{branch}'")]
    NotAMember {
        /// The revision that was found.
        revision: String,
        /// The branch as given.
        branch: String,
        /// The part after `@` as given.
        argument: String,
    },
    /// `CycleDetected` and its three kinds.
    #[error("{kind} is detected in revisions ({})", revisions.join(", "))]
    CycleDetected {
        /// Which of the four.
        kind: CycleKind,
        /// The revisions of which the cycle is a part.
        revisions: Vec<String>,
    },
    /// An id contains characters with a meaning in identifiers.
    #[error(
        "Character(s) '{}' not allowed in revision identifier '{revision}'",
        join(characters)
    )]
    IllegalCharacters {
        /// Those found, sorted.
        characters: Vec<char>,
        /// The id.
        revision: String,
    },
    /// Two revisions state the same branch label, or a label is some revision's id.
    #[error("Branch name '{branch_label}' in revision {revision} already used by revision {used_by}")]
    BranchNameInUse {
        /// The label.
        branch_label: String,
        /// The revision that states it.
        revision: String,
        /// The revision that has it already.
        used_by: String,
    },
    /// A `down_revision` names a branch label where dependencies are resolved.
    #[error("Dependency resolution failed; broken map")]
    BrokenMap,
    /// Revisions that should be independent of each other are not, such as two rows of the version table.
    #[error("Requested revision {revision} overlaps with other requested revisions {}", others.join(", "))]
    Overlap {
        /// The one whose ancestors (or descendants) include the others.
        revision: String,
        /// Those others.
        others: Vec<String>,
    },
    /// A relative step came to a point with several ways on.
    #[error("Ambiguous walk")]
    AmbiguousWalk,
    /// `+N` from several current revisions.
    #[error("Ambiguous upgrade from multiple current revisions")]
    AmbiguousUpgrade,
    /// There are fewer revisions than a relative identifier wants.
    #[error("Relative revision {relative} didn't produce {steps} migrations")]
    RelativeNotProduced {
        /// The number with its sign, as Alembic shows it.
        relative: String,
        /// The number without its sign.
        steps: String,
    },
    /// There are fewer revisions above or below the given one than wanted.
    #[error("Walked too far")]
    WalkedTooFar,
    /// The branch of a downgrade target has none of the revisions that would have to go.
    #[error("Not a valid downgrade target from current heads")]
    NotADowngradeTarget,
    /// A row of the version table is no string.
    #[error("revision identifier {value} is not a string; ensure database driver settings are correct")]
    NotAString {
        /// The value as it should be shown.
        value: String,
    },
    /// One base was asked for, there are several.
    #[error("The script directory has multiple bases. Please use get_bases().")]
    MultipleBases,

    /// A `down_revision` that no revision has. Alembic warns, then stops with a `KeyError`.
    #[error(
        "Revision {revision} follows revision '{down_revision}', which is not present; restore its file or correct \
         down_revision"
    )]
    MissingDownRevision {
        /// The revision that names it.
        revision: String,
        /// The missing id.
        down_revision: String,
    },
    /// A dependency that is neither an id nor a branch label.
    #[error(
        "Revision {revision} depends on '{dependency}', which is neither a revision nor a branch label; restore its \
         file or correct depends_on"
    )]
    MissingDependency {
        /// The revision that names it.
        revision: String,
        /// The missing id or label.
        dependency: String,
    },
    /// A `down_revision` that is a branch label.
    #[error(
        "Revision {revision} names the branch label '{branch_label}' as its down_revision; a revision id is needed \
         there, branch labels serve in depends_on only"
    )]
    LabelAsDownRevision {
        /// The revision that names it.
        revision: String,
        /// The label.
        branch_label: String,
    },
    /// A relative identifier leads to the base or out of the history where a revision is needed.
    #[error("'{identifier}' leads to the base or beyond the end of the history, where a revision is needed")]
    NotARevision {
        /// The identifier as given.
        identifier: String,
    },
    /// `revision@...` as the lower end of a range, where the revision stands for its branch.
    #[error("Revision {revision} can't stand for its branch, as it has {labels} branch labels; name the branch")]
    NoSingleBranchLabel {
        /// The revision before the `@`.
        revision: String,
        /// How many labels it has.
        labels: usize,
    },
    /// `label@-N` where the database is at several revisions of that branch.
    #[error("Branch '{branch}' has several current revisions: {}; name the target revision instead", current.join(", "))]
    AmbiguousDowngrade {
        /// The branch.
        branch: String,
        /// The current revisions.
        current: Vec<String>,
    },
    /// A tuple where a downgrade target must be one string.
    #[error("Expected downgrade target in string form")]
    DowngradeTargetNotString,
    /// Parts of a range are connected only through revisions outside of it.
    #[error("Revisions {} are not connected to the end of the requested range", revisions.join(", "))]
    Disconnected {
        /// The revisions out of reach.
        revisions: Vec<String>,
    },
    /// A stamp whose target has current revisions both before and after it.
    #[error("Revision {revision} has both ancestors and descendants among the current revisions")]
    StampBothWays {
        /// The target.
        revision: String,
    },
    /// A step wants to delete or update a row that is not there.
    #[error("Revision {revision} is not among the current revisions")]
    NotCurrent {
        /// The revision.
        revision: String,
    },
    /// A step wants to insert a row that is there.
    #[error("Revision {revision} is already among the current revisions")]
    AlreadyCurrent {
        /// The revision.
        revision: String,
    },
    /// A step has no revision to come from or to go to.
    #[error("The step '{step}' does not fit the current revisions {}", current.join(", "))]
    StepDoesNotFit {
        /// The step's short log.
        step: String,
        /// The current revisions.
        current: Vec<String>,
    },
}

impl RevisionError {
    /// Whether Alembic has this error too; where it has not, it stops with an assertion or a `KeyError`.
    #[must_use]
    pub fn is_alembics(&self) -> bool {
        match self {
            Self::RangeNotAncestor { .. }
            | Self::MultipleHeads { .. }
            | Self::NoSuchRevision { .. }
            | Self::NoSuchBranch { .. }
            | Self::AmbiguousPrefix { .. }
            | Self::NotAMember { .. }
            | Self::CycleDetected { .. }
            | Self::IllegalCharacters { .. }
            | Self::BranchNameInUse { .. }
            | Self::BrokenMap
            | Self::Overlap { .. }
            | Self::AmbiguousWalk
            | Self::AmbiguousUpgrade
            | Self::RelativeNotProduced { .. }
            | Self::WalkedTooFar
            | Self::NotADowngradeTarget
            | Self::NotAString { .. }
            | Self::MultipleBases => true,
            Self::MissingDownRevision { .. }
            | Self::MissingDependency { .. }
            | Self::LabelAsDownRevision { .. }
            | Self::NotARevision { .. }
            | Self::NoSingleBranchLabel { .. }
            | Self::AmbiguousDowngrade { .. }
            | Self::DowngradeTargetNotString
            | Self::Disconnected { .. }
            | Self::StampBothWays { .. }
            | Self::NotCurrent { .. }
            | Self::AlreadyCurrent { .. }
            | Self::StepDoesNotFit { .. } => false,
        }
    }

    /// The revision whose file is to be corrected, for errors that Alembic does not have.
    #[must_use]
    pub fn broken_revision(&self) -> Option<&str> {
        match self {
            Self::MissingDownRevision { revision, .. }
            | Self::MissingDependency { revision, .. }
            | Self::LabelAsDownRevision { revision, .. } => Some(revision),
            _ => None,
        }
    }

    /// The identifier that a `ResolutionError` is about; `None` for all other kinds.
    #[must_use]
    pub fn resolution_argument(&self) -> Option<&str> {
        match self {
            Self::NoSuchRevision { argument }
            | Self::NoSuchBranch { argument }
            | Self::AmbiguousPrefix { argument, .. }
            | Self::NotAMember { argument, .. } => Some(argument),
            _ => None,
        }
    }
}

fn prefix_advice(argument: &str) -> &'static str {
    match argument.chars().count() {
        0..4 => "; please ensure at least four characters are present for partial revision identifier matches",
        _ => "",
    }
}

fn first_quoted(matches: &[String]) -> String {
    matches
        .iter()
        .take(3)
        .map(|id| format!("'{id}'"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn join(characters: &[char]) -> String {
    characters.iter().map(char::to_string).collect::<Vec<_>>().join(", ")
}

/// The four cycles that Alembic tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CycleKind {
    /// `CycleDetected`.
    Cycle,
    /// `DependencyCycleDetected`.
    DependencyCycle,
    /// `LoopDetected`.
    SelfLoop,
    /// `DependencyLoopDetected`.
    DependencySelfLoop,
}

impl fmt::Display for CycleKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cycle => "Cycle",
            Self::DependencyCycle => "Dependency cycle",
            Self::SelfLoop => "Self-loop",
            Self::DependencySelfLoop => "Dependency self-loop",
        })
    }
}

/// What Alembic warns about (a Python `UserWarning`) while it goes on.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RevisionWarning {
    /// Two revisions have the same id; the later one counts.
    #[error("Revision {revision} is present more than once")]
    PresentMoreThanOnce {
        /// The id.
        revision: String,
    },
    /// A `down_revision` that no revision has.
    #[error("Revision {down_revision} referenced from {referenced_from} is not present")]
    NotPresent {
        /// The missing id.
        down_revision: String,
        /// The revision that names it, as `Script` displays.
        referenced_from: String,
    },
    /// `-N` where the database is at several revisions: the first one counts.
    #[error("downgrade -1 from multiple heads is ambiguous; this usage will be disallowed in a future release.")]
    AmbiguousDowngrade,
}
