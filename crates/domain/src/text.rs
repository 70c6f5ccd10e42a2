//! What text may hold, and when two texts are the same (ADR 0021): PRECIS's FreeformClass (RFC 8264 §4.3) with the
//! rules of its profiles for nicknames (RFC 8266) and passwords (RFC 8265 §4.2).
//!
//! With the feature `unicode` all of it holds; so it does at the edge. Without it, in the console, nothing is
//! normalised and what only a table of Unicode tells is let through: the edge decides.

use std::borrow::Cow;

use crate::field::FieldCode;
use crate::token;

#[cfg(not(feature = "unicode"))]
#[path = "text/light.rs"]
mod tables;
#[cfg(feature = "unicode")]
#[path = "text/full.rs"]
mod tables;

const ZWNJ: char = '\u{200c}';
const ZWJ: char = '\u{200d}';
/// Asks for the coloured picture of a character that also has a plain one.
const EMOJI_STYLE: char = '\u{fe0f}';
const KEYCAP: char = '\u{20e3}';

/// A name as it is stored: spaces are one kind and never two in a row, the form is NFC, the case is kept.
///
/// Errors: `required`, `invalid_characters`, `too_long`, `looks_like_a_token`.
pub fn name(text: &str, max: usize) -> Result<String, FieldCode> {
    // Spaces that are tidied away count: the document of the API bounds what is sent.
    let sent = nfc(text).chars().count();
    let text = tidy(text);
    if text.is_empty() {
        return Err(FieldCode::Required);
    }
    check_characters(&text)?;
    if !text.chars().any(tables::is_visible) {
        return Err(FieldCode::InvalidCharacters);
    }
    if sent.max(text.chars().count()) > max {
        return Err(FieldCode::TooLong);
    }
    // Whatever is stored is read by more people than may have the token, and for longer.
    if holds_token(&text) {
        return Err(FieldCode::LooksLikeAToken);
    }
    Ok(text)
}

/// Words to search for, in the form in which names are stored; none when nothing is left. What no name can hold is
/// left out: it came along unseen with what was pasted.
pub fn search(text: &str) -> Option<String> {
    let can_be_there = |c: &char| matches!(*c, ZWJ | ZWNJ | EMOJI_STYLE) || !(is_blank(*c) || c.is_control());
    let text = tidy(&text.chars().filter(can_be_there).collect::<String>());
    (!text.is_empty()).then_some(text)
}

/// Spaces and form of a name (RFC 8266 §2.1, with NFC in place of NFKC), whatever else it holds.
pub fn tidy(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match is_space(c) {
            true if spaced.ends_with(' ') => {}
            true => spaced.push(' '),
            false => spaced.push(c),
        }
    }
    nfc(&spaced).into_owned()
}

/// Normalization Form C (UAX 15).
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { tables::nfc(text) }
}

/// A password as it is hashed (RFC 8265 §4.2.2, OpaqueString): spaces become U+0020, the form is NFC. Nothing is
/// trimmed, no case is changed.
pub fn opaque(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if is_space(c) { ' ' } else { c }).collect();
    nfc(&spaced).into_owned()
}

/// Are two names the same, however they were typed or stored?
pub fn same_name(a: &str, b: &str) -> bool {
    a == b || tidy(a) == tidy(b)
}

/// Refuses what is invisible, turns the direction of writing, is no character, or stands for one that was lost.
pub fn check_characters(text: &str) -> Result<(), FieldCode> {
    let mut before: Vec<char> = Vec::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let ok = match c {
            ' '..='~' => true,
            ZWJ | ZWNJ => tables::joins(&before, c, rest.as_str()),
            EMOJI_STYLE => match before.last() {
                Some('0'..='9' | '#' | '*') => rest.as_str().starts_with(KEYCAP),
                last => last.is_some_and(|base| tables::has_emoji_style(*base)),
            },
            c => !c.is_control() && !is_blank(c) && tables::is_allowed(c),
        };
        if !ok {
            return Err(FieldCode::InvalidCharacters);
        }
        before.push(c);
    }
    Ok(())
}

/// Does it hold a text with the shape and the checksum of one of our tokens? Never so by chance: 1 in 2^32.
pub fn holds_token(text: &str) -> bool {
    token::within(text).next().is_some()
}

/// General category Zs.
const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// What shows nothing, or only changes how its neighbours are shown: the property Default_Ignorable_Code_Point, the
/// blank of Braille, and the sign that stands for bytes that were no text. Bidirectional controls are among them.
pub const fn is_blank(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}'
        | '\u{fffd}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(all(test, feature = "unicode"))]
#[path = "text/tests.rs"]
mod tests;
