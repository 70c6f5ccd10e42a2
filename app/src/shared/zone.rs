//! Days and times as they are chosen and shown in fields: of the zone in which the console shows all times.

use crate::i18n;
use domain::time::{DAY, Instant, SECOND};

/// A text of a field ("2026-11-30T18:05", with seconds or without) as the clock on the wall, in milliseconds.
fn read(text: &str) -> Option<i64> {
    let seconds = if text.len() == 16 { ":00" } else { "" };
    Instant::parse_rfc3339(&format!("{text}{seconds}Z")).ok().map(Instant::millis)
}

/// How far the clock on the wall is ahead of UTC.
fn offset(at: i64) -> Option<i64> {
    let at = at.div_euclid(SECOND) * SECOND;
    Some(read(&i18n::wall(at).replace(' ', "T"))? - at)
}

/// When the clock on the wall says this. Where it says so twice, the first time; where it is put past it, the moment at which
/// that is done.
fn when(wall: i64, offset: impl Fn(i64) -> Option<i64>) -> Option<i64> {
    // No zone changes its clock twice within two days.
    let (before, after) = (wall - offset(wall - DAY)?, wall - offset(wall + DAY)?);
    let says = |at: &i64| offset(*at).is_some_and(|ahead| at + ahead == wall);
    Some([before, after].into_iter().filter(says).min().unwrap_or(before))
}

fn meant(wall: i64) -> Option<Instant> {
    when(wall, offset).map(Instant::from_millis)
}

/// The time that is meant by the text of a field.
pub fn at(text: &str) -> Option<Instant> {
    meant(read(text)?)
}

/// When a day ("2026-11-30") begins.
pub fn begins(day: &str) -> Option<Instant> {
    meant(read(&format!("{day}T00:00"))?)
}

/// When a day has ended. Not all have 24 hours.
pub fn ended(day: &str) -> Option<Instant> {
    meant(read(&format!("{day}T00:00"))? + DAY)
}

/// A time as a field has it, to the minute before.
pub fn minute(at: Instant) -> String {
    i18n::wall(at.millis()).replace(' ', "T").chars().take(16).collect()
}

/// The day that a time is in.
pub fn day(at: Instant) -> String {
    minute(at).chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::{read, when};
    use domain::time::{HOUR, Instant};

    fn utc(text: &str) -> i64 {
        read(text).expect("a time")
    }

    /// A zone that is at one offset up to an instant, and at another one from it on.
    fn told(wall: &str, (until, before, after): (&str, i64, i64)) -> String {
        let changed = utc(until);
        let at = when(utc(wall), |at| Some(HOUR * if at < changed { before } else { after }));
        Instant::from_millis(at.expect("a time")).to_rfc3339().chars().take(16).collect()
    }

    #[test]
    fn a_day_begins_where_the_reader_is() {
        for (hours, begins) in [(-6, "2026-11-30T06:00"), (0, "2026-11-30T00:00"), (14, "2026-11-29T10:00")] {
            assert_eq!(told("2026-11-30T00:00", ("2000-01-01T00:00", hours, hours)), begins);
        }
    }

    #[test]
    fn what_the_clock_says_twice_or_never_is_a_time_too() {
        // Santiago, where midnight of a day in September is one o'clock: the day begins as the clock is changed.
        let spring = ("2026-09-06T04:00", -4, -3);
        assert_eq!(told("2026-09-06T00:00", spring), "2026-09-06T04:00");
        assert_eq!(told("2026-09-06T01:00", spring), "2026-09-06T04:00");
        assert_eq!(told("2026-09-05T23:59", spring), "2026-09-06T03:59");
        assert_eq!(told("2026-09-07T00:00", spring), "2026-09-07T03:00");
        // In April the last hour before midnight comes twice.
        let autumn = ("2026-04-05T03:00", -3, -4);
        assert_eq!(told("2026-04-04T23:30", autumn), "2026-04-05T02:30");
        assert_eq!(told("2026-04-05T00:00", autumn), "2026-04-05T04:00");
        assert_eq!(told("2026-04-04T00:00", autumn), "2026-04-04T03:00");
    }

    #[test]
    fn no_text_that_is_no_time_is_one() {
        for text in ["", "2026-11-30", "2026-02-30T00:00", "20266-11-30T00:00", "T00:00"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read("2026-11-30T18:05:30").expect("a time") - utc("2026-11-30T18:05"), 30_000);
    }
}
