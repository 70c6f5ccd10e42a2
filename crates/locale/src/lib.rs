//! What the product says, in English, Spanish and Brazilian Portuguese, as plain Rust: a language that lacks a
//! text, or gives it other arguments, does not compile.

#[macro_use]
mod texts;

pub mod bots;
pub mod common;
pub mod credential;
pub mod errors;
pub mod fields;
pub mod gate;
pub mod invitations;
pub mod mail;
pub mod mails;
pub mod nav;
pub mod overview;
pub mod palette;
pub mod passwords;
pub mod people;
pub mod problem;
pub mod profile;
pub mod roles;
pub mod sessions;
pub mod settings;
pub mod subaccounts;
pub mod teams;

use domain::locale::Locale;

/// Declares the areas of the console's texts, each a module of its name and the type in it.
macro_rules! areas {
    ($($(#[doc = $doc:literal])+ $area:ident: $type:ident,)+) => {
        /// Every text of the console, by area.
        pub struct Messages {
            $($(#[doc = $doc])+ pub $area: $area::$type,)+
        }

        /// The texts in English.
        pub static EN: Messages = Messages { $($area: $area::EN),+ };
        /// The texts in Spanish.
        pub static ES: Messages = Messages { $($area: $area::ES),+ };
        /// The texts in Brazilian Portuguese.
        pub static PT: Messages = Messages { $($area: $area::PT),+ };

        #[cfg(test)]
        impl Messages {
            /// The texts without arguments and where each stands.
            fn plain(&self) -> Vec<(&'static str, &'static str)> {
                [$(self.$area.plain()),+].concat()
            }
        }
    };
}

areas! {
    /// Words that many screens share.
    common: Common,
    /// The frame around every page.
    nav: Nav,
    /// Setup and sign-in.
    gate: Gate,
    /// The first page.
    overview: Overview,
    /// The list of subaccounts and its dialogs.
    subaccounts: Subaccounts,
    /// The list of system users, one system user and their dialogs.
    bots: Bots,
    /// The dialog that shows a token once.
    credential: Credential,
    /// The reader's own sessions.
    sessions: Sessions,
    /// The account's settings.
    settings: Settings,
    /// The reader's own profile.
    profile: Profile,
    /// The command palette.
    palette: Palette,
    /// Pages and banners that say what went wrong.
    errors: Errors,
    /// Roles and what they permit.
    roles: Roles,
    /// Teams and custodians.
    teams: Teams,
    /// What was sent by mail.
    mails: Mails,
    /// Invitations that are accepted, and passwords.
    passwords: Passwords,
    /// People and who owns the account.
    people: People,
    /// Invitations that are sent.
    invitations: Invitations,
    /// Why a field was refused.
    fields: Fields,
}

/// The texts in a language.
pub const fn messages(locale: Locale) -> &'static Messages {
    match locale {
        Locale::En => &EN,
        Locale::Es => &ES,
        Locale::Pt => &PT,
    }
}

/// The singular or the plural of a text, with the number where `#` stands. All three languages have two forms.
pub(crate) fn many(n: u64, one: &str, other: &str) -> String {
    (if n == 1 { one } else { other }).replace('#', &n.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words that are the same in two languages, looked at one by one.
    const SAME: &[&str] = &[
        "nav.bots",
        "bots.token",
        "bots.status",
        "bots.tokens",
        "bots.id",
        "nav.roles",
        "roles.no",
        "roles.title",
        "mails.status",
    ];

    #[test]
    fn nothing_was_left_in_english() {
        for other in [&ES, &PT] {
            for ((place, english), (_, text)) in EN.plain().into_iter().zip(other.plain()) {
                assert!(english != text || SAME.contains(&place), "{place} is not translated: {english}");
            }
        }
    }

    #[test]
    fn no_text_is_blank_and_sentences_end_alike() {
        for other in [&EN, &ES, &PT] {
            for ((place, english), (_, text)) in EN.plain().into_iter().zip(other.plain()) {
                assert!(!text.trim().is_empty(), "{place}");
                assert_eq!(english.ends_with('.'), text.ends_with('.'), "{place}: {text}");
                assert_eq!(english.ends_with('…'), text.ends_with('…'), "{place}: {text}");
            }
        }
    }

    #[test]
    fn numbers_choose_the_form() {
        assert_eq!((EN.common.results)(1), "1 result");
        assert_eq!((ES.common.results)(2), "2 resultados");
        assert_eq!((PT.bots.overlap_hours)(24), "vale por mais 24 horas");
    }

    #[test]
    fn the_labels_of_the_screens_that_it_stands_in_for_are_kept() {
        let labels = |m: &Messages| [m.bots.tab, m.bots.create, m.bots.generate, m.bots.deactivate, m.bots.new_token];
        assert_eq!(
            labels(&EN),
            ["System User", "Create System User", "Generate Token", "Deactivate", "Generate a new token"]
        );
        assert_eq!(labels(&ES)[..3], ["Usuario del sistema", "Crear usuario del sistema", "Generar token"]);
        assert_eq!(labels(&PT)[..3], ["Usuário do sistema", "Criar usuário do sistema", "Gerar token"]);
    }
}
