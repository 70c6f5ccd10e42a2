//! A state in a word and an icon: the colour only repeats what both say.

use crate::ui::icon::{Glyph, icon};
use leptos::prelude::*;

/// A badge; `tone` is `ok`, `warn`, `bad` or empty.
pub fn badge(tone: &'static str, glyph: Glyph, word: &'static str) -> impl IntoView {
    view! { <span class="badge" data-tone=tone>{icon(glyph)}{word}</span> }
}

/// A badge without an icon, for what is not a state.
pub fn tag(word: &'static str) -> impl IntoView {
    view! { <span class="badge" data-tone="plain">{word}</span> }
}
