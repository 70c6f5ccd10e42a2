//! The text of a machine token: `tnr_`, or `tnrt_` of a test system user, + 43 base62 characters (256 bits: 192 random bits and a 64-bit keyed tag)
//! + 6 base62 characters (CRC-32 of what stands before).
//!
//! The shape follows GitHub's token format: a prefix that scanners find, no separator that a double click would
//! stop at, a checksum that catches typing errors without any look-up. The CRC is no security; the tag is: it is
//! computed by `service::crypto`, which has the key. Checksum and tag are over the prefix, too: no text of one environment
//! can be rewritten to one of the other.

use crate::environment::Environment;
use crate::field::FieldCode;
use crate::secret::Secret;
use crate::time::{DAY, Instant};

/// What every token of a live system user begins with. Scanners for leaked secrets know it: it never changes.
pub const PREFIX: &str = "tnr_";
/// What every token of a test system user begins with. It never changes, either.
pub const TEST_PREFIX: &str = "tnrt_";
/// Random bytes in a token.
pub const RANDOM: usize = 24;
/// Bytes of the keyed tag in a token.
pub const TAG: usize = 8;
/// Characters of a whole token of a live system user.
pub const LENGTH: usize = PREFIX.len() + REST;
/// Characters after the prefix.
const REST: usize = BODY + CHECK;

const BODY: usize = 43;
const CHECK: usize = 6;
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The text is not that of a token of ours: wrong prefix, length, alphabet or checksum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

/// A token as a client presented it: its shape and checksum are right, its tag is not yet checked.
#[derive(Debug, Clone)]
pub struct Presented {
    text: Secret<String>,
    environment: Environment,
    random: Secret<[u8; RANDOM]>,
    tag: [u8; TAG],
}

impl Presented {
    /// Checks prefix, length, alphabet and checksum. No key, no I/O.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let (environment, body) = without_prefix(text).ok_or(Malformed)?;
        if body.len() != REST || !body.is_ascii() {
            return Err(Malformed);
        }
        let (payload, check) = body.split_at(BODY);
        if checksum(&text[..text.len() - CHECK]) != check {
            return Err(Malformed);
        }
        let bytes = decode(payload).ok_or(Malformed)?;
        let mut random = [0; RANDOM];
        let mut tag = [0; TAG];
        random.copy_from_slice(&bytes[..RANDOM]);
        tag.copy_from_slice(&bytes[RANDOM..]);
        Ok(Self { text: Secret::new(text.to_owned()), environment, random: Secret::new(random), tag })
    }

    /// The whole text, for the digest.
    pub const fn text(&self) -> &Secret<String> {
        &self.text
    }

    /// What its prefix says, over which the tag is computed, too.
    pub const fn environment(&self) -> Environment {
        self.environment
    }

    /// The random part, over which the tag is computed.
    pub const fn random(&self) -> &Secret<[u8; RANDOM]> {
        &self.random
    }

    /// The tag that the token claims.
    pub const fn tag(&self) -> &[u8; TAG] {
        &self.tag
    }
}

/// What tokens of an environment begin with.
pub const fn prefix(environment: Environment) -> &'static str {
    match environment {
        Environment::Live => PREFIX,
        Environment::Test => TEST_PREFIX,
    }
}

/// What a text that begins as a token does says by that, and the rest of it. No prefix begins another one.
pub fn without_prefix(text: &str) -> Option<(Environment, &str)> {
    Environment::ALL.iter().find_map(|it| text.strip_prefix(prefix(*it)).map(|rest| (*it, rest)))
}

/// Where tokens could begin in a text: byte positions, in order, each with the length of a whole one.
pub fn beginnings(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let at = |(at, _): (usize, &str)| {
        let rest = text.get(at..).unwrap_or_default();
        without_prefix(rest).map(|(environment, _)| (at, prefix(environment).len() + REST))
    };
    // What both prefixes begin with.
    text.match_indices("tnr").filter_map(at)
}

/// The tokens that stand somewhere in a text: in a header, an assignment, JSON, a log line. Each has prefix, alphabet and checksum;
/// no key, no I/O.
pub fn within(text: &str) -> impl Iterator<Item = Presented> {
    beginnings(text).filter_map(|(at, length)| Presented::parse(text.get(at..at + length)?).ok())
}

/// For how long a token that has ended is listed, in milliseconds: a quarter of a year, and as long as the one
/// whose place it took. After that the audit log alone knows of it.
pub const KEPT_OVER: i64 = 90 * DAY;

/// Writes the text of a new token.
pub fn assemble(environment: Environment, random: &[u8; RANDOM], tag: &[u8; TAG]) -> Secret<String> {
    let mut bytes = [0; RANDOM + TAG];
    bytes[..RANDOM].copy_from_slice(random);
    bytes[RANDOM..].copy_from_slice(tag);
    let mut text = format!("{}{}", prefix(environment), encode(bytes));
    text.push_str(&checksum(&text));
    Secret::new(text)
}

/// What lists show of a token: its last four characters.
pub fn tail(text: &str) -> String {
    text.chars().skip(text.chars().count().saturating_sub(4)).collect()
}

/// For how long a token that was rotated says nothing until it counts as silent, in milliseconds: a program that calls once a
/// day is heard of.
pub const SILENCE: i64 = DAY;

/// The line of tokens each of which took the place of the one before, after a token, once one of them was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Successor {
    /// Since when it is in use.
    pub used_since: Instant,
    /// When it was last used.
    pub last_used: Instant,
    /// When the last of them ends, which is what is left when the others have given way.
    pub ends_at: Instant,
}

/// Has nobody used it any more for [`SILENCE`], while its successor was in use for as long, which goes on? Somebody's trying
/// the successor out once is no use of it; a token whose successor is gone is what is left.
pub fn is_silent(last_used: Option<Instant>, successor: Option<Successor>, now: Instant) -> bool {
    let long_ago = |at: Instant| now.since(at) >= SILENCE;
    let used = |next: Successor| long_ago(next.used_since) && next.last_used.since(next.used_since) >= SILENCE;
    let works = |next: Successor| used(next) && next.ends_at > now;
    successor.is_some_and(works) && last_used.is_none_or(long_ago)
}

/// A remainder of 62 as a digit; what is none can't come.
fn digit(n: u32) -> u8 {
    ALPHABET.get(n as usize).copied().unwrap_or(b'0')
}

fn checksum(text: &str) -> String {
    let mut value = crc32(text.as_bytes());
    let mut out = [b'0'; CHECK];
    for slot in out.iter_mut().rev() {
        *slot = digit(value % 62);
        value /= 62;
    }
    out.iter().map(|b| char::from(*b)).collect()
}

/// CRC-32 (IEEE 802.3, reflected), half a byte at a time: a table for whole bytes would be a sixteenth of what a browser
/// loads first, and a token is short.
fn crc32(bytes: &[u8]) -> u32 {
    const fn step(mut crc: u32, bits: u32) -> u32 {
        let mut done = 0;
        while done < bits {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
            done += 1;
        }
        crc
    }
    #[allow(clippy::indexing_slicing, clippy::cast_possible_truncation, reason = "made when it is compiled")]
    const HALVES: [u32; 16] = {
        let mut table = [0; 16];
        let mut half = 0;
        while half < 16 {
            table[half] = step(half as u32, 4);
            half += 1;
        }
        table
    };
    let half = |crc: u32| crc >> 4 ^ HALVES.get((crc & 15) as usize).copied().unwrap_or_default();
    !bytes.iter().fold(!0, |crc, byte| half(half(crc ^ u32::from(*byte))))
}

/// 256 bits as a big-endian number in base 62, padded to 43 digits.
fn encode(bytes: [u8; 32]) -> String {
    let mut number = bytes;
    let mut out = [b'0'; BODY];
    for slot in out.iter_mut().rev() {
        let mut rest = 0u32;
        for byte in &mut number {
            let value = rest << 8 | u32::from(*byte);
            // Less than 62 × 256 / 62.
            *byte = (value / 62).to_le_bytes()[0];
            rest = value % 62;
        }
        *slot = digit(rest);
    }
    out.iter().map(|b| char::from(*b)).collect()
}

/// The inverse of [`encode`]; none for another alphabet or a number of more than 256 bits, so that each token
/// has exactly one text.
fn decode(text: &str) -> Option<[u8; 32]> {
    let mut number = [0u8; 32];
    for c in text.bytes() {
        let mut carry = match c {
            b'0'..=b'9' => u32::from(c - b'0'),
            b'A'..=b'Z' => u32::from(c - b'A') + 10,
            b'a'..=b'z' => u32::from(c - b'a') + 36,
            _ => return None,
        };
        for byte in number.iter_mut().rev() {
            let value = u32::from(*byte) * 62 + carry;
            *byte = (value & 0xff) as u8;
            carry = value >> 8;
        }
        if carry != 0 {
            return None;
        }
    }
    Some(number)
}

/// The last four characters of a token: what lists show of it. A whole token is none, and must not be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenEnd(String);

impl TokenEnd {
    /// How many characters it has.
    pub const LENGTH: usize = 4;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for TokenEnd {
    type Error = FieldCode;
    fn try_from(text: String) -> Result<Self, FieldCode> {
        match text.len() {
            _ if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) => Err(FieldCode::InvalidCharacters),
            Self::LENGTH => Ok(Self(text)),
            0..Self::LENGTH => Err(FieldCode::TooShort),
            _ => Err(FieldCode::TooLong),
        }
    }
}

crate::text_serde!(TokenEnd, { "type": "string", "pattern": "^[0-9A-Za-z]{4}$" });

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_shape_is_the_documented_one() {
        let text = assemble(Environment::Live, &[7; RANDOM], &[9; TAG]).expose().clone();
        assert_eq!(text.len(), 53);
        assert_eq!(LENGTH, 53);
        // Golden tokens: every released version must still read them. In two parts, for scanners read this file, too.
        assert_eq!(text, concat!("tnr_", "1fJjkkpe9PiTw9KSulA8Ghct30vZz4HpdamFcDZvS3N3w1LAf"));
        assert_eq!(tail(&text), text[49..]);
        let test = assemble(Environment::Test, &[7; RANDOM], &[9; TAG]).expose().clone();
        assert_eq!(test[..48], *concat!("tnrt_", "1fJjkkpe9PiTw9KSulA8Ghct30vZz4HpdamFcDZvS3N"));
        assert_eq!(test.len(), 54);
        assert_eq!(Presented::parse(&test).expect("parses").environment(), Environment::Test);
    }

    #[test]
    fn the_checksum_is_crc_32() {
        // The check value that every catalogue of CRCs gives.
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn more_than_256_bits_is_refused_with_a_right_checksum_too() {
        for prefix in [PREFIX, TEST_PREFIX] {
            let mut text = format!("{prefix}{}", "z".repeat(BODY));
            text.push_str(&checksum(&text));
            assert_eq!(Presented::parse(&text).err(), Some(Malformed));
        }
    }

    fn environments() -> impl Strategy<Value = Environment> {
        proptest::sample::select(Environment::ALL)
    }

    proptest! {
        #[test]
        fn what_was_assembled_parses_back(environment in environments(), random: [u8; RANDOM], tag: [u8; TAG]) {
            let text = assemble(environment, &random, &tag);
            let presented = Presented::parse(text.expose()).expect("parses");
            prop_assert_eq!(presented.random().expose(), &random);
            prop_assert_eq!(presented.tag(), &tag);
            prop_assert_eq!(presented.environment(), environment);
            prop_assert_eq!(beginnings(text.expose()).next(), Some((0, text.expose().len())));
        }

        #[test]
        fn no_token_is_one_of_the_other_environment(random: [u8; RANDOM], tag: [u8; TAG]) {
            let live = assemble(Environment::Live, &random, &tag).expose().clone();
            let test = assemble(Environment::Test, &random, &tag).expose().clone();
            for changed in [live.replacen(PREFIX, TEST_PREFIX, 1), test.replacen(TEST_PREFIX, PREFIX, 1)] {
                prop_assert_eq!(Presented::parse(&changed).err(), Some(Malformed));
            }
        }

        #[test]
        fn one_changed_character_is_refused(environment in environments(), random: [u8; RANDOM], at in 0usize..LENGTH, to in 0usize..62) {
            let text = assemble(environment, &random, &[0; TAG]).expose().clone();
            let mut bytes = text.clone().into_bytes();
            bytes[at] = ALPHABET[to];
            let changed = String::from_utf8(bytes).expect("ascii");
            prop_assume!(changed != text);
            prop_assert_eq!(Presented::parse(&changed).err(), Some(Malformed));
        }

        #[test]
        fn any_text_is_parsed_without_a_panic(text: String) {
            let _ = Presented::parse(&text);
            let _ = Presented::parse(&format!("{PREFIX}{text}"));
            let _ = Presented::parse(&format!("{TEST_PREFIX}{text}"));
            for (at, _) in beginnings(&text) {
                prop_assert!(text.is_char_boundary(at));
            }
        }
    }

    #[test]
    fn an_end_is_four_characters_and_no_token() {
        let end = |text: &str| TokenEnd::try_from(text.to_owned()).map(|end| end.as_str().to_owned());
        assert_eq!(end("aB3z"), Ok("aB3z".to_owned()));
        assert_eq!(end("aB3"), Err(FieldCode::TooShort));
        assert_eq!(end("aB3zz"), Err(FieldCode::TooLong));
        assert_eq!(end("aB3-"), Err(FieldCode::InvalidCharacters));
    }
}
