use thiserror::Error;

use super::error::RevisionError;

/// A [`RevisionError`] in the words that a command shows; Alembic's `util.CommandError`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct CommandError {
    /// What the command prints after `FAILED: `.
    pub message: String,
    /// The error behind it.
    pub source: RevisionError,
}

impl From<RevisionError> for CommandError {
    fn from(error: RevisionError) -> Self {
        ErrorContext::Lookup.translate(error)
    }
}

/// What was being done when a [`RevisionError`] came up: the arguments of Alembic's
/// `ScriptDirectory._catch_revision_errors`.
///
/// ```
/// use alembic_core::revision::{ErrorContext, RevisionError};
///
/// let error = RevisionError::NoSuchRevision { argument: "abcd".to_owned() };
/// assert_eq!(error.to_string(), "No such revision or branch 'abcd'");
/// let shown = ErrorContext::Upgrade { destination: "abcd" }.translate(error);
/// assert_eq!(shown.to_string(), "Can't locate revision identified by 'abcd'");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorContext<'a> {
    /// Looking up revisions.
    Lookup,
    /// `walk_revisions`.
    Walk {
        /// The lower end of the range.
        base: &'a str,
        /// The upper end of the range.
        head: &'a str,
    },
    /// `get_current_head`.
    CurrentHead,
    /// Planning an upgrade.
    Upgrade {
        /// The target as given.
        destination: &'a str,
    },
    /// Planning a downgrade.
    Downgrade {
        /// The target as given.
        destination: &'a str,
    },
    /// Planning a stamp.
    Stamp,
    /// Finding the parents of a new revision.
    NewRevision,
}

impl ErrorContext<'_> {
    /// Puts an error into the words that Alembic's commands use.
    #[must_use]
    pub fn translate(&self, error: RevisionError) -> CommandError {
        let message = match &error {
            RevisionError::RangeNotAncestor { lower, upper } => self.range_message(lower.as_deref(), upper.as_deref()),
            RevisionError::MultipleHeads { argument, .. } => self.multiple_heads_message(argument),
            other => match other.resolution_argument() {
                Some(argument) => format!("Can't locate revision identified by '{argument}'"),
                None => other.to_string(),
            },
        };
        CommandError { message, source: error }
    }

    fn range_message(&self, lower: Option<&str>, upper: Option<&str>) -> String {
        let (start, end) = match *self {
            Self::Upgrade { destination } => {
                return format!("Destination {destination} is not a valid upgrade target from current head(s)");
            }
            Self::Downgrade { destination } => {
                return format!("Destination {destination} is not a valid downgrade target from current head(s)");
            }
            Self::Walk { base, head } => (base, head),
            Self::Lookup | Self::CurrentHead | Self::Stamp | Self::NewRevision => {
                (lower.unwrap_or("None"), upper.unwrap_or("None"))
            }
        };
        format!("Requested range {start}:{end} does not refer to ancestor/descendant revisions along the same branch")
    }

    fn multiple_heads_message(&self, argument: &str) -> String {
        let end = match *self {
            Self::CurrentHead => {
                return "The script directory has multiple heads (due to branching).Please use get_heads(), or merge \
                        the branches using alembic merge."
                    .to_owned();
            }
            Self::Stamp => return "Multiple heads are present; please specify a single target revision".to_owned(),
            Self::NewRevision => {
                return "Multiple heads are present; please specify the head revision on which the new revision \
                        should be based, or perform a merge."
                    .to_owned();
            }
            Self::Upgrade { destination } | Self::Downgrade { destination } => destination,
            Self::Walk { head, .. } => head,
            Self::Lookup => "",
        };
        let argument = if end.is_empty() { argument } else { end };
        format!(
            "Multiple head revisions are present for given argument '{argument}'; please specify a specific target \
             revision, '<branchname>@{argument}' to narrow to a specific head, or 'heads' for all heads"
        )
    }
}
