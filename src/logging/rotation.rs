//! When log files are rotated, and what their old parts are called.

use std::path::{Path, PathBuf};

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};

use super::LoggingProblem;
use super::strftime::strftime;

/// Seconds.
const DAY: i64 = 24 * 60 * 60;

/// What a `TimedRotatingFileHandler` waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Interval,
    Midnight,
    EndOf(Weekday),
}

/// The clock of a `TimedRotatingFileHandler`.
#[derive(Debug)]
pub(super) struct TimedRotation {
    when: When,
    /// In seconds.
    interval: i64,
    /// The format of the time in the names of old files.
    suffix: &'static str,
    backup_count: usize,
    time_zone: TimeZone,
    rollover_at: i64,
}

impl TimedRotation {
    /// Reads `when`; the first rotation comes as if the clock had been started at `since`.
    pub(super) fn new(
        when: &str,
        interval: i64,
        backup_count: usize,
        time_zone: TimeZone,
        since: i64,
    ) -> Result<Self, LoggingProblem> {
        let upper = when.to_uppercase();
        let (kind, unit, suffix) = match upper.as_str() {
            "S" => (When::Interval, 1, "%Y-%m-%d_%H-%M-%S"),
            "M" => (When::Interval, 60, "%Y-%m-%d_%H-%M"),
            "H" => (When::Interval, 60 * 60, "%Y-%m-%d_%H"),
            "D" => (When::Interval, DAY, "%Y-%m-%d"),
            "MIDNIGHT" => (When::Midnight, DAY, "%Y-%m-%d"),
            week => (When::EndOf(weekday(week)?), 7 * DAY, "%Y-%m-%d"),
        };
        let interval = unit
            .checked_mul(interval)
            .filter(|interval| *interval > 0)
            .ok_or_else(|| LoggingProblem::Arguments {
                message: format!("a log file cannot be rotated at an interval of {interval}"),
            })?;
        let mut rotation = Self {
            when: kind,
            interval,
            suffix,
            backup_count,
            time_zone,
            rollover_at: 0,
        };
        rotation.rollover_at = rotation.next_after(since);
        Ok(rotation)
    }

    /// Whether it is time.
    pub(super) fn is_due(&self, now: i64) -> bool {
        now >= self.rollover_at
    }

    /// The name of the part that ends now: that of the time at which it began.
    pub(super) fn name_of_old_part(&self, base: &Path) -> PathBuf {
        let began = match self.when {
            When::Interval => self.local(self.rollover_at - self.interval),
            // A day of a clock change does not have 24 hours.
            When::Midnight | When::EndOf(_) => {
                let end = self.local(self.rollover_at);
                end.checked_sub((self.interval / DAY).days()).unwrap_or(end)
            }
        };
        let mut name = base.as_os_str().to_owned();
        name.push(".");
        name.push(strftime(self.suffix, &began));
        name.into()
    }

    /// The old parts that are too many, the oldest first.
    pub(super) fn parts_to_delete(&self, base: &Path) -> Vec<PathBuf> {
        let (Some(folder), Some(name)) = (base.parent(), base.file_name().and_then(|name| name.to_str())) else {
            return Vec::new();
        };
        let Ok(entries) = std::fs::read_dir(folder) else {
            return Vec::new();
        };
        let mut parts: Vec<_> = entries
            .filter_map(Result::ok)
            .filter(|entry| {
                entry
                    .file_name()
                    .to_str()
                    .is_some_and(|file| self.is_old_part(name, file))
            })
            .map(|entry| entry.path())
            .collect();
        parts.sort();
        let too_many = if self.backup_count == 0 {
            0
        } else {
            parts.len().saturating_sub(self.backup_count)
        };
        parts.truncate(too_many);
        parts
    }

    /// Sets the clock for the next time.
    pub(super) fn advance(&mut self, now: i64) {
        let mut next = self.next_after(now);
        while next <= now {
            next += self.interval;
        }
        self.rollover_at = next;
    }

    fn is_old_part(&self, name: &str, file: &str) -> bool {
        let Some(suffix) = file.strip_prefix(name).and_then(|rest| rest.strip_prefix('.')) else {
            return false;
        };
        let date = suffix.split('.').next().unwrap_or_default();
        let example = strftime(self.suffix, &self.local(0));
        date.len() == example.len()
            && date.bytes().zip(example.bytes()).all(|(found, model)| {
                if model.is_ascii_digit() {
                    found.is_ascii_digit()
                } else {
                    found == model
                }
            })
    }

    fn next_after(&self, time: i64) -> i64 {
        let days = match self.when {
            When::Interval => return time + self.interval,
            When::Midnight => 1,
            When::EndOf(day) => i64::from(self.local(time).weekday().until(day)) + 1,
        };
        let midnight = self
            .local(time)
            .start_of_day()
            .and_then(|start| start.checked_add(days.days()));
        midnight.map_or(time + self.interval, |midnight| midnight.timestamp().as_second())
    }

    fn local(&self, time: i64) -> Zoned {
        Timestamp::from_second(time)
            .unwrap_or(Timestamp::UNIX_EPOCH)
            .to_zoned(self.time_zone.clone())
    }
}

/// Reads `W0` (Monday) to `W6` (Sunday).
fn weekday(when: &str) -> Result<Weekday, LoggingProblem> {
    let problem = |message: &str| LoggingProblem::Arguments {
        message: format!("{message}: {when}"),
    };
    let Some(day) = when.strip_prefix('W') else {
        return Err(problem("Invalid rollover interval specified"));
    };
    if day.chars().count() != 1 {
        return Err(problem(
            "You must specify a day for weekly rollover from 0 to 6 (0 is Monday)",
        ));
    }
    let day = day
        .parse::<i8>()
        .ok()
        .and_then(|day| Weekday::from_monday_zero_offset(day).ok());
    day.ok_or_else(|| problem("Invalid day specified for weekly rollover"))
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use jiff::tz::TimeZone;

    use super::TimedRotation;

    fn new_york() -> TimeZone {
        TimeZone::get("America/New_York").expect("a time zone")
    }

    /// The time of the first rotation, the name it gives, and the time of the next one.
    fn rotate(when: &str, interval: i64, since: i64) -> (i64, PathBuf, i64) {
        let mut rotation = TimedRotation::new(when, interval, 0, new_york(), since).expect("fine");
        let first = rotation.rollover_at;
        assert!(!rotation.is_due(first - 1));
        assert!(rotation.is_due(first));
        let name = rotation.name_of_old_part(Path::new("a.log"));
        rotation.advance(first + 5);
        (first, name, rotation.rollover_at)
    }

    #[test]
    fn rotates_when_python_does() {
        // Printed by CPython 3.11 for a handler that begins on Tuesday, 14 November 2023, 17:13:20.
        for (when, interval, since, first, name, next) in [
            ("S", 1, 1700000000, 1700000001, "a.log.2023-11-14_17-13-20", 1700000007),
            ("S", 3, 1700000000, 1700000003, "a.log.2023-11-14_17-13-20", 1700000011),
            ("m", 1, 1700000000, 1700000060, "a.log.2023-11-14_17-13", 1700000125),
            ("m", 3, 1700000000, 1700000180, "a.log.2023-11-14_17-13", 1700000365),
            ("H", 1, 1700000000, 1700003600, "a.log.2023-11-14_17", 1700007205),
            ("D", 1, 1700000000, 1700086400, "a.log.2023-11-14", 1700172805),
            ("midnight", 1, 1700000000, 1700024400, "a.log.2023-11-14", 1700110800),
            ("W0", 1, 1700000000, 1700542800, "a.log.2023-11-14", 1701147600),
            ("w1", 1, 1700000000, 1700024400, "a.log.2023-11-08", 1700629200),
            ("W2", 1, 1700000000, 1700110800, "a.log.2023-11-09", 1700715600),
            ("W6", 1, 1700000000, 1700456400, "a.log.2023-11-13", 1701061200),
        ] {
            assert_eq!(
                rotate(when, interval, since),
                (first, PathBuf::from(name), next),
                "{when}"
            );
        }
    }

    #[test]
    fn midnight_is_midnight_when_the_clocks_change() {
        // 5 November 2023 has 25 hours, 12 March 2023 has 23; Python would be an hour early and late.
        assert_eq!(
            rotate("midnight", 1, 1_699_160_400),
            (1_699_246_800, "a.log.2023-11-05".into(), 1_699_333_200)
        );
        assert_eq!(
            rotate("midnight", 1, 1_678_597_200),
            (1_678_680_000, "a.log.2023-03-12".into(), 1_678_766_400)
        );
        assert_eq!(
            rotate("W6", 1, 1_678_597_200),
            (1_678_680_000, "a.log.2023-03-06".into(), 1_679_284_800)
        );
    }

    #[test]
    fn only_old_parts_are_deleted() {
        let folder = tempfile::tempdir().expect("a folder");
        let base = folder.path().join("a.log");
        let old = [
            "a.log.2023-11-10",
            "a.log.2023-11-11",
            "a.log.2023-11-12.gz",
            "a.log.2023-11-13",
        ];
        let others = [
            "a.log",
            "a.log.1",
            "a.log.2023-11-1",
            "a.log.old",
            "b.log.2023-11-10",
            "a.log.2023-11-10_11",
        ];
        for name in old.iter().chain(&others) {
            std::fs::write(folder.path().join(name), "").expect("a file");
        }
        let delete = |backup_count| {
            let rotation = TimedRotation::new("D", 1, backup_count, new_york(), 0).expect("fine");
            let names = rotation.parts_to_delete(&base).into_iter();
            names
                .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(delete(2), old[..2]);
        assert_eq!(delete(4), [""; 0]);
        assert_eq!(delete(0), [""; 0]);
    }
}
