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

/// Every text of the console, by area.
pub struct Messages {
    /// Words that many screens share.
    pub common: common::Common,
    /// The frame around every page.
    pub nav: nav::Nav,
    /// Setup and sign-in.
    pub gate: gate::Gate,
    /// The first page.
    pub overview: overview::Overview,
    /// The list of subaccounts and its dialogs.
    pub subaccounts: subaccounts::Subaccounts,
    /// The list of system users, one system user and their dialogs.
    pub bots: bots::Bots,
    /// The dialog that shows a token once.
    pub credential: credential::Credential,
    /// The reader's own sessions.
    pub sessions: sessions::Sessions,
    /// The account's settings.
    pub settings: settings::Settings,
    /// The reader's own profile.
    pub profile: profile::Profile,
    /// The command palette.
    pub palette: palette::Palette,
    /// Pages and banners that say what went wrong.
    pub errors: errors::Errors,
    /// Roles and what they permit.
    pub roles: roles::Roles,
    /// Teams and custodians.
    pub teams: teams::Teams,
    /// What was sent by mail.
    pub mails: mails::Mails,
    /// Invitations that are accepted, and passwords.
    pub passwords: passwords::Passwords,
    /// People and who owns the account.
    pub people: people::People,
    /// Invitations that are sent.
    pub invitations: invitations::Invitations,
    /// Why a field was refused.
    pub fields: fields::Fields,
}

/// The texts in English.
pub static EN: Messages = Messages {
    common: common::EN,
    nav: nav::EN,
    gate: gate::EN,
    overview: overview::EN,
    subaccounts: subaccounts::EN,
    bots: bots::EN,
    credential: credential::EN,
    sessions: sessions::EN,
    settings: settings::EN,
    profile: profile::EN,
    palette: palette::EN,
    errors: errors::EN,
    roles: roles::EN,
    teams: teams::EN,
    mails: mails::EN,
    passwords: passwords::EN,
    people: people::EN,
    invitations: invitations::EN,
    fields: fields::EN,
};

/// The texts in Spanish.
pub static ES: Messages = Messages {
    common: common::ES,
    nav: nav::ES,
    gate: gate::ES,
    overview: overview::ES,
    subaccounts: subaccounts::ES,
    bots: bots::ES,
    credential: credential::ES,
    sessions: sessions::ES,
    settings: settings::ES,
    profile: profile::ES,
    palette: palette::ES,
    errors: errors::ES,
    roles: roles::ES,
    teams: teams::ES,
    mails: mails::ES,
    passwords: passwords::ES,
    people: people::ES,
    invitations: invitations::ES,
    fields: fields::ES,
};

/// The texts in Brazilian Portuguese.
pub static PT: Messages = Messages {
    common: common::PT,
    nav: nav::PT,
    gate: gate::PT,
    overview: overview::PT,
    subaccounts: subaccounts::PT,
    bots: bots::PT,
    credential: credential::PT,
    sessions: sessions::PT,
    settings: settings::PT,
    profile: profile::PT,
    palette: palette::PT,
    errors: errors::PT,
    roles: roles::PT,
    teams: teams::PT,
    mails: mails::PT,
    passwords: passwords::PT,
    people: people::PT,
    invitations: invitations::PT,
    fields: fields::PT,
};

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

    fn all(m: &Messages) -> Vec<(&'static str, &'static str)> {
        [
            m.common.plain(),
            m.nav.plain(),
            m.gate.plain(),
            m.overview.plain(),
            m.subaccounts.plain(),
            m.bots.plain(),
            m.credential.plain(),
            m.sessions.plain(),
            m.settings.plain(),
            m.profile.plain(),
            m.palette.plain(),
            m.errors.plain(),
            m.roles.plain(),
            m.teams.plain(),
            m.mails.plain(),
            m.passwords.plain(),
            m.people.plain(),
            m.invitations.plain(),
            m.fields.plain(),
        ]
        .concat()
    }

    #[test]
    fn nothing_was_left_in_english() {
        for other in [&ES, &PT] {
            for ((place, english), (_, text)) in all(&EN).into_iter().zip(all(other)) {
                assert!(english != text || SAME.contains(&place), "{place} is not translated: {english}");
            }
        }
    }

    #[test]
    fn no_text_is_blank_and_sentences_end_alike() {
        for other in [&EN, &ES, &PT] {
            for ((place, english), (_, text)) in all(&EN).into_iter().zip(all(other)) {
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
