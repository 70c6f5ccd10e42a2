//! The policy without the tables of Unicode: what it lets through, the edge looks at again.

use std::borrow::Cow;

pub const fn nfc(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(text)
}

pub const fn is_visible(_: char) -> bool {
    true
}

pub const fn is_allowed(_: char) -> bool {
    true
}

/// Between letters or pictures, never between ASCII.
pub fn joins(before: &[char], _: char, after: &str) -> bool {
    before.last().is_some_and(|c| !c.is_ascii()) && after.chars().next().is_none_or(|c| !c.is_ascii())
}

pub const fn has_emoji_style(base: char) -> bool {
    !super::is_blank(base) && base as u32 >= 0xa9
}
