//! The name and the date of a new revision file: Alembic's `_rev_path` and `_generate_create_date`.

use std::fmt;
use std::sync::LazyLock;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned, tz};
use regex::Regex;

use super::Language;
use crate::config::percent::{Argument, PercentError, percent_format};
use crate::logging::strftime::strftime;

/// Alembic's own `file_template`.
pub const DEFAULT_FILE_TEMPLATE: &str = "%(rev)s_%(slug)s";

/// How many characters of a message a file name keeps, when `truncate_slug_length` does not say.
pub const DEFAULT_TRUNCATE_SLUG_LENGTH: i64 = 40;

/// When a revision is created, as its file shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateDate {
    time: Zoned,
    /// With an offset: the configuration names a `timezone`.
    is_aware: bool,
}

/// The `timezone` of the configuration is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Can't locate timezone: {timezone}")]
pub struct UnknownTimezone {
    /// The name as written.
    pub timezone: String,
}

impl CreateDate {
    /// The moment `now`, in the zone that the configuration's `timezone` names, else in the `local` one.
    ///
    /// # Errors
    /// [`UnknownTimezone`] when there is no such zone, neither as written nor in capitals.
    ///
    /// ```
    /// use alembic::script::CreateDate;
    /// use jiff::{Timestamp, tz::TimeZone};
    ///
    /// let now: Timestamp = "2011-11-08T11:40:27.089406Z".parse()?;
    /// assert_eq!(CreateDate::new(None, now, TimeZone::UTC)?.to_string(), "2011-11-08 11:40:27.089406");
    /// let in_paris = CreateDate::new(Some("Europe/Paris"), now, TimeZone::UTC)?;
    /// assert_eq!(in_paris.to_string(), "2011-11-08 12:40:27.089406+01:00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(timezone: Option<&str>, now: Timestamp, local: TimeZone) -> Result<Self, UnknownTimezone> {
        let Some(name) = timezone else {
            return Ok(Self {
                time: now.to_zoned(local),
                is_aware: false,
            });
        };
        let zone = zone(name).or_else(|| zone(&name.to_uppercase()));
        let zone = zone.ok_or_else(|| UnknownTimezone {
            timezone: name.to_owned(),
        })?;
        Ok(Self {
            time: now.to_zoned(zone),
            is_aware: true,
        })
    }
}

impl CreateDate {
    /// An attribute of Python's `datetime`.
    pub(super) fn field(&self, name: &str) -> Option<i64> {
        let time = &self.time;
        Some(match name {
            "year" => time.year().into(),
            "month" => time.month().into(),
            "day" => time.day().into(),
            "hour" => time.hour().into(),
            "minute" => time.minute().into(),
            "second" => time.second().into(),
            "microsecond" => i64::from(time.subsec_nanosecond()) / 1_000,
            _ => return None,
        })
    }

    /// Python's `datetime.strftime`.
    pub(super) fn strftime(&self, format: &str) -> String {
        strftime(format, &self.time)
    }
}

/// A zone by its exact name; the database itself does not mind capitals.
fn zone(name: &str) -> Option<TimeZone> {
    tz::db().get(name).ok().filter(|zone| zone.iana_name() == Some(name))
}

impl fmt::Display for CreateDate {
    /// As Python's `str(datetime)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.time.strftime("%Y-%m-%d %H:%M:%S"))?;
        let microsecond = self.time.subsec_nanosecond() / 1_000;
        if microsecond != 0 {
            write!(f, ".{microsecond:06}")?;
        }
        if !self.is_aware {
            return Ok(());
        }
        let offset = self.time.offset().seconds();
        let (sign, seconds) = (if offset < 0 { '-' } else { '+' }, offset.unsigned_abs());
        write!(f, "{sign}{:02}:{:02}", seconds / 3_600, seconds / 60 % 60)?;
        match seconds % 60 {
            0 => Ok(()),
            rest => write!(f, ":{rest:02}"),
        }
    }
}

/// The part of a file name that comes from a message: its words in small letters, with `_` between them.
///
/// A longer one is cut behind the last whole word within `truncate_slug_length` characters. As in Alembic, 0 stands for
/// 40, and a negative number counts from the end.
///
/// ```
/// assert_eq!(alembic::script::slug("Add a users table!", 40), "add_a_users_table");
/// assert_eq!(alembic::script::slug("Add a users table!", 10), "add_a_");
/// ```
pub fn slug(message: &str, truncate_slug_length: i64) -> String {
    /// Python's `\w`, which unlike the one of `regex` has no combining marks.
    static WORD: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[\p{L}\p{N}_]+").ok());
    let words: Vec<&str> = WORD
        .iter()
        .flat_map(|word| word.find_iter(message))
        .map(|found| found.as_str())
        .collect();
    let slug = words.join("_").to_lowercase();
    let limit = if truncate_slug_length == 0 {
        DEFAULT_TRUNCATE_SLUG_LENGTH
    } else {
        truncate_slug_length
    };
    let length = slug.chars().count();
    let kept = match usize::try_from(limit) {
        Ok(limit) if length <= limit => return slug,
        Ok(limit) => limit,
        Err(_) => length.saturating_sub(usize::try_from(limit.unsigned_abs()).unwrap_or(usize::MAX)),
    };
    let cut: String = slug.chars().take(kept).collect();
    let whole = cut.rsplit_once('_').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{whole}_")
}

/// The file of a new revision, relative to its version location: `file_template` filled in, and the extension of its
/// language. A template with `/` makes folders.
///
/// # Errors
/// [`PercentError`] when the template names an unknown value or has a wrong format.
///
/// ```
/// use alembic::script::{CreateDate, Language, rev_path};
/// use jiff::{Timestamp, tz::TimeZone};
///
/// let date = CreateDate::new(None, "2025-09-10T09:00:00Z".parse::<Timestamp>()?, TimeZone::UTC)?;
/// let path = rev_path("%(year)d%(month).2d%(day).2d_%(rev)s_%(slug)s", 40, "d5b3", Some("add users"), &date, Language::Rust)?;
/// assert_eq!(path, "20250910_d5b3_add_users.rs");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rev_path(
    file_template: &str,
    truncate_slug_length: i64,
    rev_id: &str,
    message: Option<&str>,
    create_date: &CreateDate,
    language: Language,
) -> Result<String, PercentError> {
    let slug = slug(message.unwrap_or_default(), truncate_slug_length);
    let time = &create_date.time;
    let values = [
        ("rev", Argument::Str(rev_id)),
        ("slug", Argument::Str(&slug)),
        ("epoch", Argument::Int(time.timestamp().as_second())),
        ("year", Argument::Int(time.year().into())),
        ("month", Argument::Int(time.month().into())),
        ("day", Argument::Int(time.day().into())),
        ("hour", Argument::Int(time.hour().into())),
        ("minute", Argument::Int(time.minute().into())),
        ("second", Argument::Int(time.second().into())),
    ];
    let extension = match language {
        Language::Python => "py",
        Language::Rust => "rs",
    };
    Ok(format!("{}.{extension}", percent_format(file_template, &values)?))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::Value;

    use super::*;

    fn cases(name: &str) -> Vec<Value> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures/file_names")
            .join(name);
        serde_json::from_str(&std::fs::read_to_string(path).expect("a golden file")).expect("a list")
    }

    /// The date of a case, as `str(datetime)` shows it.
    fn date(text: &str) -> CreateDate {
        let iso = text.replace(' ', "T");
        let time = match iso.parse::<Timestamp>() {
            Ok(timestamp) => {
                let offset = iso[iso.len() - 6..].to_owned();
                timestamp.to_zoned(TimeZone::fixed(
                    format!("1970-01-01T00:00:00{offset}[{offset}]")
                        .parse::<Zoned>()
                        .expect("an offset")
                        .offset(),
                ))
            }
            Err(_) => format!("{iso}[UTC]").parse().expect("a date"),
        };
        CreateDate { time, is_aware: false }
    }

    #[test]
    fn names_are_those_of_alembic() {
        for case in cases("names.json") {
            let text = |key: &str| case[key].as_str();
            let (template, given) = (
                text("template").expect("a template"),
                date(text("date").expect("a date")),
            );
            let length = case["length"].as_i64().unwrap_or(DEFAULT_TRUNCATE_SLUG_LENGTH);
            let path = rev_path(
                template,
                length,
                "ae1027a6acf",
                text("message"),
                &given,
                Language::Python,
            );
            let path = path.map_err(|error| format!("{}: {error}", error.python_class()));
            let expected = text("path").ok_or_else(|| text("error").unwrap_or_default().to_owned());
            assert_eq!(path.as_deref().map_err(Clone::clone), expected, "{case}");
        }
    }

    #[test]
    fn dates_are_those_of_alembic() {
        for case in cases("dates.json") {
            let now = Timestamp::from_microsecond(case["instant"].as_i64().expect("a number")).expect("a moment");
            let date = CreateDate::new(case["timezone"].as_str(), now, TimeZone::UTC);
            let date = date.map(|date| date.to_string()).map_err(|error| error.to_string());
            let text = |key: &str| case[key].as_str().unwrap_or_default().to_owned();
            assert_eq!(
                date,
                if case["error"].is_null() {
                    Ok(text("date"))
                } else {
                    Err(text("error"))
                },
                "{case}"
            );
        }
    }

    #[test]
    fn local_dates_have_no_offset() {
        let local = tz::db().get("Asia/Kolkata").expect("a zone");
        let now = Timestamp::from_second(1_751_358_600).expect("a moment");
        let date = CreateDate::new(None, now, local).expect("no zone to find");
        assert_eq!(date.to_string(), "2025-07-01 14:00:00");
        let path = rev_path("%(epoch)d_%(hour)d", 40, "a", None, &date, Language::Rust);
        assert_eq!(path.as_deref(), Ok("1751358600_14.rs"));
    }
}
