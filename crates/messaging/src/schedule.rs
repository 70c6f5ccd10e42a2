//! When a delivery is tried again, and when a webhook is given up.
//!
//! The schedule is Svix's: 0, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h; a receiver that is down for a day loses
//! nothing. Source: limits.md 4, product.md 6 ("Standard Webhooks operating rules").

use domain::time::{DAY, HOUR, Instant, MINUTE, SECOND};

/// How long to wait before each attempt after the one before it. Milliseconds.
pub const DELAYS: [i64; 8] = [0, 5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR];
/// The least that is waited for a receiver that asks for time. Milliseconds.
const LEAST: i64 = SECOND;
/// The most that is waited for a receiver that asks for time. Milliseconds.
const MOST: i64 = DAY;
/// After failing so long without a break, a webhook is disabled. Milliseconds.
pub const GIVEN_UP: i64 = 5 * DAY;

/// How long to wait until the next attempt, in milliseconds, when `made` have failed; none when they were all.
///
/// `random` spreads the calls by up to a tenth either way, so that all that failed together does not come together.
/// What the receiver asks for (`retry_after`, milliseconds) makes it later, never earlier: a receiver that says "at once"
/// eight times would lose the message within seconds.
pub fn next_delay(made: usize, random: u32, retry_after: Option<i64>) -> Option<i64> {
    let delay = *DELAYS.get(made)?;
    let span = delay / 5;
    let spread = delay - delay / 10 + ((span * i64::from(random)) >> 32);
    Some(retry_after.map_or(spread, |asked| spread.max(asked.clamp(LEAST, MOST))))
}

/// What an answer means for a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The receiver has it.
    Delivered,
    /// It is tried again; redirects are not followed.
    Retry,
    /// 410: the receiver wants nothing more, the webhook is disabled.
    Disable,
}

/// What the status of an answer means. Only 2xx is success.
pub const fn outcome(status: u16) -> Outcome {
    match status {
        200..=299 => Outcome::Delivered,
        410 => Outcome::Disable,
        _ => Outcome::Retry,
    }
}

/// Has a webhook failed for five days without a break?
pub fn should_disable(failing_since: Option<Instant>, now: Instant) -> bool {
    failing_since.is_some_and(|since| now.since(since) >= GIVEN_UP)
}

/// What `Retry-After` asks for, in milliseconds from `now`: seconds, or a date of HTTP (RFC 9110, 5.6.7). A date that has
/// passed is 0; what is neither is nothing.
pub fn retry_after(header: &str, now: Instant) -> Option<i64> {
    let text = header.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.parse().unwrap_or(i64::MAX).min(MOST / SECOND) * SECOND);
    }
    Some(http_date(text)?.since(now).max(0))
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The three forms of a date in HTTP: `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`,
/// `Sun Nov  6 08:49:37 1994`.
fn http_date(text: &str) -> Option<Instant> {
    let parts: Vec<&str> = text.split([' ', '-']).filter(|part| !part.is_empty()).collect();
    let (day, month, year, time) = match parts.as_slice() {
        [weekday, day, month, year, time, "GMT"] if weekday.ends_with(',') => (*day, *month, *year, *time),
        [_, month, day, time, year] => (*day, *month, *year, *time),
        _ => return None,
    };
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    // Two digits: an old form that says what is at most fifty years ahead; every server that lives means this century.
    let year = if year.len() == 2 { format!("20{year}") } else { year.to_owned() };
    Instant::parse_rfc3339(&format!("{year}-{month:02}-{day:0>2}T{time}Z")).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_schedule_lasts_more_than_a_day() {
        let middle = |made| next_delay(made, 1 << 31, None);
        let offsets: Vec<_> = (0..8).map_while(middle).collect();
        assert_eq!(offsets, DELAYS);
        assert_eq!(offsets.iter().sum::<i64>(), (27 * HOUR) + 35 * MINUTE + 5 * SECOND);
        assert_eq!(middle(8), None);
    }

    #[test]
    fn a_receiver_may_ask_for_time() {
        let asked = |made, millis| next_delay(made, 1 << 31, Some(millis));
        assert_eq!(asked(1, 60 * SECOND), Some(60 * SECOND));
        assert_eq!(asked(0, 0), Some(SECOND));
        assert_eq!(asked(1, SECOND), Some(5 * SECOND));
        assert_eq!(asked(1, 30 * DAY), Some(DAY));
        assert_eq!(asked(8, SECOND), None);
    }

    #[test]
    fn only_2xx_is_success_and_410_is_the_end() {
        for status in 0..=999 {
            let expected = match status {
                410 => Outcome::Disable,
                _ if status / 100 == 2 => Outcome::Delivered,
                _ => Outcome::Retry,
            };
            assert_eq!(outcome(status), expected, "{status}");
        }
    }

    #[test]
    fn five_days_of_failure_are_the_end() {
        let now = Instant::from_millis(1_700_000_000_000);
        assert!(!should_disable(None, now));
        assert!(!should_disable(Some(now.plus(1 - GIVEN_UP)), now));
        assert!(should_disable(Some(now.plus(-GIVEN_UP)), now));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = Instant::parse_rfc3339("1994-11-06T08:48:37Z").unwrap();
        assert_eq!(retry_after("120", now), Some(120 * SECOND));
        assert_eq!(retry_after(" 0 ", now), Some(0));
        assert_eq!(retry_after("99999999999999999999999", now), Some(DAY));
        for date in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(retry_after(date, now), Some(MINUTE), "{date}");
            assert_eq!(retry_after(date, now.plus(DAY)), Some(0), "{date}");
        }
        let late = Instant::parse_rfc3339("2026-11-06T08:48:37Z").unwrap();
        assert_eq!(retry_after("Friday, 06-Nov-26 08:49:37 GMT", late), Some(MINUTE));
        for garbage in ["", "-5", "1.5", "soon", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 66 Nov 1994 08:49:37 GMT"] {
            assert_eq!(retry_after(garbage, now), None, "{garbage}");
        }
    }

    proptest! {
        #[test]
        fn jitter_is_at_most_a_tenth(made in 0usize..10, random in any::<u32>(), asked in any::<i64>(), header in any::<String>()) {
            if let Some(delay) = next_delay(made, random, None) {
                let middle = DELAYS[made];
                prop_assert!((middle - middle / 10..=middle + middle / 10).contains(&delay));
                let later = next_delay(made, random, Some(asked)).unwrap();
                prop_assert!(later >= delay.max(LEAST) && later <= delay.max(MOST));
            }
            let _ = retry_after(&header, Instant::from_millis(asked));
        }
    }
}
