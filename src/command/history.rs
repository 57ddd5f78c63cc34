use alembic_core::revision::Identifier;

use crate::config::{Config, asbool};
use crate::environment::{EnvironmentContext, Target};
use crate::{Error, Result};

/// Which part of the history to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryOptions {
    /// `[start]:[end]`; either may be `current`.
    pub rev_range: Option<String>,
    /// Whether to read from the database which revisions are current.
    pub indicate_current: bool,
}

/// A revision of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The revision's id.
    pub revision: String,
    /// Whether the database stands at it, as far as that was asked.
    pub is_current: bool,
}

/// Lists the revisions from the newest to the oldest.
///
/// The database is only asked when the range or the options need it, or when `revision_environment` is set.
///
/// # Errors
/// [`Error::Command`] in Alembic's words when the range makes no sense.
pub fn history(
    env: &EnvironmentContext<'_>,
    target: Target<'_>,
    options: &HistoryOptions,
) -> Result<Vec<HistoryEntry>> {
    let (base, head) = match options.rev_range.as_deref().map(str::trim) {
        None => ("", ""),
        Some(range) => split_range(range)?,
    };
    let ask_database =
        options.indicate_current || base == "current" || head == "current" || revision_environment(env.config)?;
    let current = if ask_database {
        env.configure(target, None)?.get_current_heads()?
    } else {
        Vec::new()
    };

    let base_is_current = base == "current" && head != "current";
    let mut warnings = Vec::new();
    let revisions = env.history()?.walk_revisions(
        end(base, base_is_current, &current, "base"),
        end(head, head == "current", &current, "heads"),
        &mut warnings,
    );
    for warning in warnings {
        env.reporter.warn(&warning.to_string());
    }
    let revisions = revisions?;
    Ok(revisions
        .into_iter()
        .map(|revision| HistoryEntry {
            is_current: options.indicate_current && current.contains(&revision),
            revision,
        })
        .collect())
}

pub(super) fn revision_environment(config: &Config) -> Result<bool> {
    const OPTION: &str = "revision_environment";
    asbool(config.get_alembic_option(OPTION)?.as_ref()).map_err(|error| match config.where_is(OPTION) {
        Some(place) => Error::Config(format!("{OPTION}, {place}: {error}")),
        None => Error::Config(format!("{OPTION}: {error}")),
    })
}

/// An end of the range: what the database stands at, what was given, or the default for nothing.
fn end<'a>(given: &'a str, is_current: bool, current: &'a [String], default: &'static str) -> Identifier<'a> {
    match (is_current, current, given) {
        (true, [], _) | (false, _, "") => Identifier::One(default),
        (true, current, _) => Identifier::Many(current),
        (false, _, given) => Identifier::One(given),
    }
}

fn split_range(range: &str) -> Result<(&str, &str)> {
    match range.split_once(':') {
        Some((base, head)) if !head.contains(':') => Ok((base, head)),
        _ => Err(Error::Command(
            "History range requires [start]:[end], [start]:, or :[end]".to_owned(),
        )),
    }
}
