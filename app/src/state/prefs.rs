//! Theme and language: the only two things that are kept in the browser, and neither is a secret.

use crate::i18n;
use crate::state::toasts;
use domain::locale::Locale;
use leptos::prelude::*;

/// How the console looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// As the operating system says.
    System,
    /// Dark ink on light paper.
    Light,
    /// The other way round.
    Dark,
}

impl Theme {
    /// All of them.
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// The stored text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme with this text.
    pub fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|t| t.as_str() == text).unwrap_or(Theme::System)
    }
}

fn keep(key: &str, value: Option<&str>) {
    if let Ok(Some(storage)) = window().local_storage() {
        // A full or forbidden storage costs a preference, nothing else.
        _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}

/// The theme that was chosen here.
pub fn theme() -> Theme {
    document()
        .document_element()
        .and_then(|r| r.get_attribute("data-theme"))
        .map_or(Theme::System, |t| Theme::parse(&t))
}

/// Chooses a theme.
pub fn set_theme(theme: Theme) {
    let Some(root) = document().document_element() else { return };
    if theme == Theme::System {
        _ = root.remove_attribute("data-theme");
        keep("tenure.theme", None);
    } else {
        _ = root.set_attribute("data-theme", theme.as_str());
        keep("tenure.theme", Some(theme.as_str()));
    }
}

/// Is what is seen dark, whoever decided it?
pub fn is_dark() -> bool {
    match theme() {
        Theme::Dark => true,
        Theme::Light => false,
        Theme::System => {
            window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|query| query.matches())
        }
    }
}

/// Chooses a language, for this browser and at once.
pub fn set_locale(locale: Locale) {
    keep("tenure.locale", Some(locale.as_str()));
    show(locale);
}

/// Shows a language without remembering it; the present one stays if its texts can't be fetched.
pub fn show(locale: Locale) {
    i18n::set(locale, || toasts::failed(i18n::t().errors.network));
}
