//! Points in time. The current time is always an argument; nothing here reads a clock.

use crate::field::FieldCode;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// One second, in milliseconds.
pub const SECOND: i64 = 1_000;
/// One minute, in milliseconds.
pub const MINUTE: i64 = 60 * SECOND;
/// One hour, in milliseconds.
pub const HOUR: i64 = 60 * MINUTE;
/// One day, in milliseconds.
pub const DAY: i64 = 24 * HOUR;

/// The last instant that can be written: 9999-12-31T23:59:59.999Z. RFC 3339 has years of four digits.
const LAST: i64 = days(10_000, 1, 1) * DAY - 1;
/// The first one: 0000-01-01T00:00:00.000Z.
const FIRST: i64 = days(0, 1, 1) * DAY;

/// Milliseconds since 1970-01-01T00:00:00Z. On the wire RFC 3339 in UTC with milliseconds (api.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(i64);

impl Instant {
    /// The instant that many milliseconds after the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This instant, moved by a number of milliseconds; never past what can be written.
    pub const fn plus(self, millis: i64) -> Self {
        let sum = self.0.saturating_add(millis);
        Self(if sum > LAST && self.0 <= LAST { LAST } else { sum })
    }

    /// Milliseconds from `earlier` to this instant; negative when `earlier` is later.
    pub const fn since(self, earlier: Instant) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// RFC 3339, UTC, milliseconds, suffix `Z`. What has no year of four digits becomes the epoch.
    pub fn to_rfc3339(self) -> String {
        let (days, rest) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        let (year, month, day) = date(days);
        if !(0..=9999).contains(&year) {
            return Self(0).to_rfc3339();
        }
        let (hour, minute, second) = (rest / HOUR, rest / MINUTE % 60, rest / SECOND % 60);
        // Digit by digit: every call writes one into its line of the log.
        let mut text = String::with_capacity(24);
        let parts =
            [(year, 4, '-'), (month, 2, '-'), (day, 2, 'T'), (hour, 2, ':'), (minute, 2, ':'), (second, 2, '.')];
        for (number, digits, behind) in parts.into_iter().chain([(rest % SECOND, 3, 'Z')]) {
            push_digits(&mut text, number, digits);
            text.push(behind);
        }
        text
    }

    /// Reads RFC 3339 with any offset; what is finer than a millisecond is cut off.
    ///
    /// # Errors
    /// `out_of_range` for what could not be written in UTC again (`9999-12-31T23:59:59-10:00`); `invalid_type` for what is no
    /// time.
    pub fn parse_rfc3339(text: &str) -> Result<Self, FieldCode> {
        match parse(text.as_bytes()) {
            Some(millis) if (FIRST..=LAST).contains(&millis) => Ok(Self(millis)),
            Some(_) => Err(FieldCode::OutOfRange),
            None => Err(FieldCode::InvalidType),
        }
    }
}

/// The last so many digits of a number that is not negative.
fn push_digits(text: &mut String, number: i64, digits: u32) {
    for place in (0..digits).rev() {
        let digit = number / 10i64.pow(place) % 10;
        text.extend(u8::try_from(digit).ok().map(|digit| char::from(b'0' + digit)));
    }
}

/// The day of the Gregorian calendar that is so many days after 1970-01-01: year, month, day. Years are counted from
/// March, so that the leap day is a year's last and the months before it have one pattern.
const fn date(days: i64) -> (i64, i64, i64) {
    let day = days + 719_468;
    let (era, of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year_of_era + era * 400 + (month <= 2) as i64, month, day)
}

/// How many days a date is after 1970-01-01.
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - (month <= 2) as i64;
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year - 719_468
}

/// RFC 3339 in milliseconds. A leap second counts as the first of the next minute.
fn parse(text: &[u8]) -> Option<i64> {
    let (&[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T' | b't' | b' ', h1, h2, b':', n1, n2, b':', s1, s2], rest) =
        text.split_first_chunk::<19>()?
    else {
        return None;
    };
    let (year, month, day) = (digits(&[y1, y2, y3, y4])?, digits(&[m1, m2])?, digits(&[d1, d2])?);
    let (hour, minute, second) = (digits(&[h1, h2])?, digits(&[n1, n2])?, digits(&[s1, s2])?);
    // A date that does not exist comes back as another one.
    let whole = days(year, month, day);
    if !(1..=12).contains(&month) || date(whole) != (year, month, day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (millis, offset) = match rest.strip_prefix(b".") {
        None => (0, rest),
        Some(fraction) => {
            let length = fraction.iter().take_while(|c| c.is_ascii_digit()).count();
            let (fraction, offset) = fraction.split_at(length);
            let mut three = *b"000";
            three.iter_mut().zip(fraction).for_each(|(to, from)| *to = *from);
            (digits(&three).filter(|_| length > 0)?, offset)
        }
    };
    let offset = match offset {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), a, b, b':', c, d] => {
            let (hours, minutes) = (digits(&[*a, *b])?, digits(&[*c, *d])?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            (hours * HOUR + minutes * MINUTE) * if *sign == b'-' { -1 } else { 1 }
        }
        _ => return None,
    };
    Some(whole * DAY + hour * HOUR + minute * MINUTE + second * SECOND + millis - offset)
}

fn digits(text: &[u8]) -> Option<i64> {
    text.iter().try_fold(0, |sum, c| c.is_ascii_digit().then(|| sum * 10 + i64::from(c - b'0')))
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.to_rfc3339())
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::parse_rfc3339(&String::deserialize(d)?).map_err(D::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Instant {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Instant".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date-time" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_or_reached_can_be_written() {
        let last = Instant::parse_rfc3339("9999-12-31T23:59:59.999Z");
        assert_eq!(last.map(|it| it.plus(SECOND)), last);
        assert_eq!(last.map(Instant::to_rfc3339).as_deref(), Ok("9999-12-31T23:59:59.999Z"));
        for beyond in ["9999-12-31T23:59:59-10:00", "0000-01-01T00:00:00+01:00"] {
            assert_eq!(Instant::parse_rfc3339(beyond), Err(FieldCode::OutOfRange), "{beyond}");
        }
        assert_eq!(Instant::from_millis(0).plus(i64::MAX), last.unwrap_or_default());
    }

    #[test]
    fn it_is_written_as_the_api_says() {
        let at = Instant::from_millis(1_513_616_971_891);
        assert_eq!(at.to_rfc3339(), "2017-12-18T17:09:31.891Z");
        assert_eq!(Instant::parse_rfc3339("2017-12-18T14:09:31.891-03:00"), Ok(at));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "2017-12-18",
            "2017-12-18T17:09:31",
            "2017-12-18T17:09:31.Z",
            "2017-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2017-13-01T00:00:00Z",
            "2017-00-01T00:00:00Z",
            "2017-01-00T00:00:00Z",
            "2017-12-18T24:00:00Z",
            "2017-12-18T17:60:00Z",
            "2017-12-18T17:09:61Z",
            "2017-12-18T17:09:31+0300",
            "2017-12-18T17:09:31+24:00",
            "2017/12/18T17:09:31Z",
            "+017-12-18T17:09:31Z",
            "2017-12-18T17:09:31Zulu",
            "2017-12-18T17:09:3\u{e9}Z",
        ] {
            assert_eq!(Instant::parse_rfc3339(text), Err(FieldCode::InvalidType), "{text}");
        }
    }

    #[test]
    fn the_calendar_is_chronos() {
        use chrono::{DateTime, SecondsFormat, Utc};
        // Every eleventh day of all years of four digits, at another time of day each.
        for n in 0..=(3_652_424 / 11) {
            let millis = (n * 11 - 719_528) * DAY + n * 7_919_123 % DAY;
            let at = Instant::from_millis(millis);
            let theirs = DateTime::<Utc>::from_timestamp_millis(millis).unwrap_or_default();
            let text = theirs.to_rfc3339_opts(SecondsFormat::Millis, true);
            assert_eq!(at.to_rfc3339(), text);
            assert_eq!(Instant::parse_rfc3339(&text), Ok(at));
        }
        for text in ["2016-12-31T23:59:60Z", "2000-02-29t01:02:03.1z", "0000-01-01 00:00:00.123456789-23:59"] {
            let theirs = DateTime::parse_from_rfc3339(text).map(|t| t.timestamp_millis());
            assert_eq!(Instant::parse_rfc3339(text).map(Instant::millis).ok(), theirs.ok(), "{text}");
        }
        for beyond in [i64::MIN, i64::MAX, 253_402_300_800_000] {
            assert_eq!(Instant::from_millis(beyond).to_rfc3339(), "1970-01-01T00:00:00.000Z");
        }
    }
}
