//! Reading carriers' JSON: the same field is a number here and a text there, and may be missing.

use std::borrow::Cow;

use domain::time::Instant;
use serde_json::Value;

/// What is at a key; null when nothing is.
pub fn part<'a>(value: &'a Value, key: &str) -> &'a Value {
    value.get(key).unwrap_or(&Value::Null)
}

/// A text or number at a key, as a text. An empty one is none.
pub fn text(value: &Value, key: &str) -> Option<String> {
    scalar(value.get(key)?)
}

/// A text or number as a text. An empty one is none.
pub fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(is) => Some(is.to_string()),
        _ => None,
    }
}

/// A whole number at a key, written as one or as a text.
pub fn int(value: &Value, key: &str) -> Option<i64> {
    match value.get(key)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Is it true there, or the text `true`?
pub fn flag(value: &Value, key: &str) -> bool {
    match value.get(key) {
        Some(Value::Bool(is)) => *is,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// Sinch's pair: `…At` in milliseconds since 1970, else `…Date` in ISO 8601. Its tables swap the two names; that one is a
/// number and the other a date tells them apart.
pub fn sinch_time(value: &Value, name: &str) -> Option<Instant> {
    ["At", "Date"].iter().find_map(|suffix| time(value.get(format!("{name}{suffix}"))?))
}

/// A time: milliseconds or seconds since 1970, as a number or a text, or RFC 3339. Numbers above 10^11 are milliseconds:
/// as seconds they would be the year 5138.
pub fn time(value: &Value) -> Option<Instant> {
    let of = |number: i64| {
        Instant::from_millis(if number.unsigned_abs() < 100_000_000_000 {
            number.saturating_mul(1_000)
        } else {
            number
        })
    };
    match value {
        Value::Number(number) => number.as_i64().map(of),
        Value::String(text) => {
            let text = text.trim();
            text.parse().ok().map(of).or_else(|| Instant::parse_rfc3339(text).ok())
        }
        _ => None,
    }
}

/// What somebody posted, as text: without the mark that some put in front of it (RFC 8259 §8.1 lets us), and with U+FFFD
/// for bytes of another encoding, so that no message is lost for an accent.
pub fn body(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}

/// JSON with a value at every place: a half of a character (`\ud83d`, an emoji that a carrier cut in two) becomes
/// U+FFFD instead of an error, so that the message is not lost for it; a whole number that is too long for a number of
/// ours becomes a text, so that two ids never become one.
pub fn parse(raw: &str) -> Option<Value> {
    let raw = exact(raw);
    serde_json::from_str(&raw).or_else(|_| serde_json::from_str(&mended(&raw))).ok()
}

/// So many digits always fit a number of 64 bits.
const FITS: usize = 18;

/// Puts whole numbers between quotes that 64 bits do not hold.
fn exact(raw: &str) -> Cow<'_, str> {
    if raw.as_bytes().split(|byte| !byte.is_ascii_digit()).all(|run| run.len() <= FITS) {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len() + 16);
    let mut rest = raw;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => text_length(rest),
            '-' | '0'..='9' => {
                rest.find(|c: char| !matches!(c, '-' | '+' | '.' | 'e' | 'E' | '0'..='9')).unwrap_or(rest.len())
            }
            _ => rest.find(|c: char| matches!(c, '"' | '-' | '0'..='9')).unwrap_or(rest.len()),
        };
        let Some((part, behind)) = rest.split_at_checked(length) else { break };
        let digits = part.strip_prefix('-').unwrap_or(part);
        let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_whole && part.parse::<i64>().is_err() && part.parse::<u64>().is_err() {
            out.extend(["\"", part, "\""]);
        } else {
            out.push_str(part);
        }
        rest = behind;
    }
    Cow::Owned(out)
}

/// How long the text is that begins there, with its quotes.
fn text_length(raw: &str) -> usize {
    let mut escaped = false;
    let end = raw.bytes().skip(1).position(|byte| {
        let is_end = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        is_end
    });
    end.map_or(raw.len(), |end| end + 2)
}

/// Replaces `\u` escapes of lone surrogates.
fn mended(raw: &str) -> Cow<'_, str> {
    let unit = |at: usize| u16::from_str_radix(raw.get(at..at + 6)?.strip_prefix("\\u")?, 16).ok();
    let mut out = String::with_capacity(raw.len());
    let (mut at, mut from) = (0, 0);
    while let Some(found) = raw.get(at..).and_then(|rest| rest.find('\\')) {
        at += found;
        at += match (unit(at), unit(at + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                out.push_str(raw.get(from..at).unwrap_or_default());
                out.push_str("\\ufffd");
                from = at + 6;
                6
            }
            // An escape of one character, which may be a backslash itself.
            _ => 2,
        };
    }
    if from == 0 {
        return Cow::Borrowed(raw);
    }
    out.push_str(raw.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn halves_of_characters_are_replaced() {
        for (raw, text) in [
            (r#""a\ud83d""#, "a\u{fffd}"),
            (r#""\ude00\ud83d\ude00\ud83d b""#, "\u{fffd}\u{1f600}\u{fffd} b"),
            (r#""\\ud83d""#, "\\ud83d"),
            (r#""\ud83d\n""#, "\u{fffd}\n"),
        ] {
            assert_eq!(parse(raw), Some(json!(text)), "{raw}");
        }
        assert_eq!(parse("{"), None);
    }

    #[test]
    fn whole_numbers_that_are_too_long_become_texts() {
        let long = "18446744073709551616";
        let raw = format!(r#"{{"a":{long},"b":[-{long},{long}.5,18446744073709551615],"{long}":"\\\"{long}"}}"#);
        let value = parse(&raw).unwrap();
        assert_eq!(
            (&value["a"], &value["b"][0], &value["b"][2]),
            (&json!(long), &json!(format!("-{long}")), &json!(u64::MAX))
        );
        assert!(value["b"][1].is_f64());
        assert_eq!(value[long], json!(format!("\\\"{long}")));
        assert_eq!(parse(&format!("\"{long}")), None);
    }

    #[test]
    fn times_come_in_all_forms() {
        let at = Instant::from_millis(1_513_616_971_473);
        for (value, millis) in [
            (json!(1_513_616_971_473_i64), at.millis()),
            (json!("1513616971473"), at.millis()),
            (json!("2017-12-18T17:09:31.473Z"), at.millis()),
            (json!("1513616971"), at.millis() - 473),
            (json!(1_513_616_971), at.millis() - 473),
        ] {
            assert_eq!(time(&value).map(Instant::millis), Some(millis), "{value}");
        }
        assert_eq!(sinch_time(&json!({ "sentAt": "", "sentDate": "2017-12-18T17:09:31.473Z" }), "sent"), Some(at));
        assert_eq!(sinch_time(&json!({ "sentAt": "2017-12-18T17:09:31.473Z", "sentDate": 1 }), "sent"), Some(at));
        for nothing in [json!(null), json!(1.5), json!("soon"), json!({})] {
            assert_eq!(time(&nothing), None);
        }
    }

    proptest! {
        #[test]
        fn mending_never_panics(raw in "[\\\\ud83d0-9a-f\"é😀]{0,40}") {
            let _ = parse(&raw);
            let _ = parse(&format!("{raw}12345678901234567890{raw}"));
        }
    }
}
