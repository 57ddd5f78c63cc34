//! Spans of time: `Interval` values, as text such as `1 days 02:03:04.5`.

/// Seconds of a day.
const DAY: i64 = 86_400;

/// A span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    microseconds: i64,
}

impl Span {
    /// Reads `[N day[s][,]] [HH:MM:SS[.ffffff]]`, as Python's `str(timedelta)` and PostgreSQL write it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace().peekable();
        let mut microseconds: i64 = 0;
        let mut read = false;
        while let Some(word) = words.next() {
            let part = if word.contains(':') {
                clock(word)?
            } else {
                let days: i64 = word.parse().ok()?;
                let unit = words.next()?.trim_end_matches(',');
                if unit != "day" && unit != "days" {
                    return None;
                }
                days.checked_mul(DAY)?.checked_mul(1_000_000)?
            };
            microseconds = microseconds.checked_add(part)?;
            read = true;
        }
        read.then_some(Self { microseconds })
    }

    /// The seconds, as Python writes a floating point number of them.
    pub(crate) fn seconds(self) -> String {
        let sign = if self.microseconds < 0 { "-" } else { "" };
        let (whole, fraction) = self.parts();
        let digits = format!("{fraction:06}");
        let digits = digits.trim_end_matches('0');
        format!("{sign}{whole}.{}", if digits.is_empty() { "0" } else { digits })
    }

    fn parts(self) -> (u64, u64) {
        let total = self.microseconds.unsigned_abs();
        (total / 1_000_000, total % 1_000_000)
    }

    /// The moment so long after 1970 began, which is how databases without intervals store one.
    pub(crate) fn since_epoch(self, with_microseconds: bool) -> String {
        let seconds = self.microseconds.div_euclid(1_000_000);
        let fraction = self.microseconds.rem_euclid(1_000_000);
        let (year, month, day) = date(seconds.div_euclid(DAY));
        let clock = seconds.rem_euclid(DAY);
        let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
        let moment = format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}");
        if with_microseconds || fraction != 0 {
            format!("{moment}.{fraction:06}")
        } else {
            moment
        }
    }
}

/// The microseconds of `[-]HH:MM:SS[.ffffff]`.
fn clock(text: &str) -> Option<i64> {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let mut parts = text.split(':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
    if fraction.len() > 6 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |text: &str| text.parse::<u32>().ok().map(i64::from);
    let microseconds = number(&format!("{fraction:0<6}"))?;
    let total = number(hours)?.checked_mul(3600)? + number(minutes)?.checked_mul(60)? + number(whole)?;
    total
        .checked_mul(1_000_000)?
        .checked_add(microseconds)?
        .checked_mul(sign)
}

/// The date so many days after 1970 began, in the Gregorian calendar.
fn date(days: i64) -> (i64, i64, i64) {
    // counted from 0000-03-01, so that the leap day ends a year
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_moments_after_1970() {
        for (text, seconds, moment) in [
            ("1 days 02:03:04", "93784.0", "1970-01-02 02:03:04"),
            ("1 day, 2:03:04.5", "93784.5", "1970-01-02 02:03:04.500000"),
            ("-1 days 23:00:00", "-3600.0", "1969-12-31 23:00:00"),
            ("800 days 00:00:00", "69120000.0", "1972-03-11 00:00:00"),
            ("00:00:00", "0.0", "1970-01-01 00:00:00"),
        ] {
            let span = Span::parse(text).unwrap();
            assert_eq!(
                (span.seconds().as_str(), span.since_epoch(false).as_str()),
                (seconds, moment),
                "{text}"
            );
        }
        for other in ["", "1 month", "soon", "1:2", "1 days x"] {
            assert_eq!(Span::parse(other), None, "{other}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in "[-0-9dayshmoner:., ]*") {
            if let Some(span) = Span::parse(&text) {
                let _ = (span.seconds(), span.since_epoch(true));
            }
        }
    }
}
