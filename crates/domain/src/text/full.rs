//! What only the tables of Unicode tell. Their library is the one behind IDNA, so most of them are there already.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;
use icu_properties::props::{Emoji, EmojiModifier, EmojiPresentation, GeneralCategory as Category, JoiningType};
use icu_properties::{CodePointMapData, CodePointSetData};

use super::{EMOJI_STYLE, ZWJ};

pub fn nfc(text: &str) -> Cow<'_, str> {
    const NFC: ComposingNormalizerBorrowed<'_> = ComposingNormalizerBorrowed::new_nfc();
    NFC.normalize(text)
}

/// Is it a letter, a number, a punctuation mark or a symbol, and so something to see on its own?
pub fn is_visible(c: char) -> bool {
    let category = category(c);
    is_allowed(c)
        && !matches!(
            category,
            Category::NonspacingMark | Category::EnclosingMark | Category::SpacingMark | Category::SpaceSeparator
        )
}

/// FreeformClass (RFC 8264 §4.3 and §8): no controls, no private use, nothing that is not assigned, no parts of old
/// Hangul, which NFC has put together where it could. (Surrogates are no `char`s.)
pub fn is_allowed(c: char) -> bool {
    let old_hangul = matches!(c, '\u{1100}'..='\u{11ff}' | '\u{a960}'..='\u{a97f}' | '\u{d7b0}'..='\u{d7ff}');
    !old_hangul
        && !matches!(
            category(c),
            Category::Control
                | Category::Format
                | Category::PrivateUse
                | Category::Surrogate
                | Category::Unassigned
                | Category::LineSeparator
                | Category::ParagraphSeparator
        )
}

/// May a joiner stand here? In a sequence of emoji, and where the spelling of a language needs it (RFC 5892,
/// appendices A.1 and A.2).
pub fn joins(before: &[char], joiner: char, after: &str) -> bool {
    let Some(last) = before.last() else { return false };
    if CanonicalCombiningClassMapBorrowed::new().get_u8(*last) == VIRAMA {
        return true;
    }
    if joiner == ZWJ {
        let mut pictures = before.iter().rev().skip_while(|c| **c == EMOJI_STYLE || is_set::<EmojiModifier>(**c));
        return pictures.next().is_some_and(|c| is_picture(*c)) && after.chars().next().is_some_and(is_picture);
    }
    let joining = |c: char| CodePointMapData::<JoiningType>::new().get(c);
    let seen = |c: &char| joining(*c) != JoiningType::Transparent;
    let left = before.iter().rev().copied().find(seen).map(joining);
    let right = after.chars().find(seen).map(joining);
    matches!(left, Some(JoiningType::LeftJoining | JoiningType::DualJoining))
        && matches!(right, Some(JoiningType::RightJoining | JoiningType::DualJoining))
}

/// The canonical combining class of viramas.
const VIRAMA: u8 = 9;

/// Is it a character whose coloured picture has to be asked for?
pub fn has_emoji_style(base: char) -> bool {
    is_picture(base) && !is_set::<EmojiPresentation>(base)
}

fn is_picture(c: char) -> bool {
    !c.is_ascii() && is_set::<Emoji>(c)
}

fn is_set<P: icu_properties::props::BinaryProperty>(c: char) -> bool {
    CodePointSetData::new::<P>().contains(c)
}

fn category(c: char) -> Category {
    CodePointMapData::<Category>::new().get(c)
}
