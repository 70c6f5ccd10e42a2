//! What the product says, in English, Spanish and Brazilian Portuguese, declared as Rust: a language that lacks a
//! text, or has a place for which there is no argument, does not compile.
//!
//! With the feature `built-in` the texts are in the program: the edge has those of mails and refusals, and the build
//! writes a file for each language. Without it, the console has none of them and reads such a file (docs/adr/0009).

#[macro_use]
mod texts;
mod file;
mod say;
#[cfg(feature = "built-in")]
mod written;

pub mod addresses;
pub mod audit;
pub mod bots;
pub mod business;
pub mod common;
pub mod credential;
pub mod errors;
pub mod fields;
pub mod gate;
pub mod guide;
pub mod invitations;
pub mod keys;
pub mod mail;
pub mod mails;
pub mod messages;
pub mod nav;
pub mod overview;
pub mod palette;
pub mod passwords;
pub mod people;
pub mod policies;
pub mod problem;
pub mod profile;
pub mod rate;
pub mod reviews;
pub mod roles;
pub mod sessions;
pub mod settings;
pub mod subaccounts;
pub mod teams;
pub mod tokens;
pub mod trust;
pub mod two_factor;

#[cfg(feature = "built-in")]
use domain::locale::Locale;
pub use file::Broken;
use std::cell::Cell;
#[cfg(feature = "built-in")]
use std::sync::OnceLock;
#[cfg(feature = "built-in")]
pub use texts::Entry;
#[cfg(feature = "built-in")]
pub use written::{write, write_later};

/// Declares what one file of texts holds: areas, each a module of its name and the type in it, and the words of
/// enumerations, each a module in the module of its area.
macro_rules! areas {
    ($(#[doc = $all:literal])+ $name:ident; $($(#[doc = $doc:literal])+ $area:ident: $type:ident,)+; $($of:ident::$words:ident,)+) => {
        $(#[doc = $all])+
        pub struct $name {
            $($(#[doc = $doc])+ pub $area: $area::$type,)+
            $(#[doc = concat!("The words of `", stringify!($words), "`.")] pub $words: Vec<&'static str>,)+
        }

        impl $name {
            /// Reads the file of a language.
            pub fn read(text: &'static str) -> Result<Self, Broken> {
                let mut lines = file::Lines::open(text, Self::FINGERPRINT)?;
                let mut texts = Self { $($area: $area::$type::NONE,)+ $($words: Vec::new(),)+ };
                $(texts.$area.read(&mut lines);)+
                $(lines.put_many(&mut texts.$words, $of::$words::LEN);)+
                lines.close()?;
                Ok(texts)
            }

            /// Of the declaration of all texts: names, arguments and order.
            const FINGERPRINT: u64 = {
                let mut hash = SEED;
                $(hash = file::mixed(hash, $area::$type::SHAPE);)+
                $(hash = file::mixed(hash, $of::$words::SHAPE);)+
                hash
            };

            /// Every text, in the order of the file.
            #[cfg(feature = "built-in")]
            fn entries() -> impl Iterator<Item = &'static texts::Entry> {
                [$($area::$type::ENTRIES,)+ $($of::$words::ENTRIES,)+].into_iter().flatten()
            }
        }
    };
}

/// Where a fingerprint begins: changed with the file's form.
const SEED: u64 = 0xcbf2_9ce4_8422_2325;

areas! {
    /// The texts of the console in one language, by area.
    Messages;
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
    ;
    roles::permission_words,
    roles::group_words,
    roles::reach_words,
    roles::role_words,
    roles::role_description_words,
    mails::kind_words,
    settings::never_words,
    settings::finds_words,
    mails::status_words,
    problem::title_words,
    problem::detail_words,
}

areas! {
    /// The texts of what is opened rarely: they are fetched with its pages, not before somebody can sign in.
    Later;
    /// Sources, webhooks, channels, messages and deliveries.
    messages: Carried,
    /// The guide that connects a bot.
    guide: Guide,
    /// The audit log.
    audit: Audit,
    /// The second factor.
    two_factor: TwoFactor,
    /// From where people and system users may come, and why they were refused.
    addresses: Addresses,
    /// Tokens of system users: one more, edited, rotated, and all of them in a list.
    tokens: Tokens,
    /// How often a system user and its tokens may call.
    rate: Rate,
    /// Is a system user still needed, and which ones are not used?
    reviews: Reviews,
    /// Public keys of system users, and how access tokens are bought.
    keys: Keys,
    /// Apps, roles of system users, the policy and WhatsApp accounts.
    business: Business,
    /// Outside issuers that system users trust, and bots without secrets.
    trust: Trust,
    ;
    messages::refused_words,
    messages::route_words,
    messages::renewal_words,
    audit::fault_words,
    audit::did_words,
    addresses::applies_words,
    addresses::reason_words,
    addresses::step_words,
}

/// Every text.
#[cfg(feature = "built-in")]
pub fn entries() -> impl Iterator<Item = &'static texts::Entry> {
    Messages::entries().chain(Later::entries())
}

thread_local! {
    static SHOWN: Cell<Option<&'static Messages>> = const { Cell::new(None) };
    static LATER: Cell<Option<&'static Later>> = const { Cell::new(None) };
}

/// Takes the texts that are shown from now on.
pub fn show(texts: &'static Messages) {
    SHOWN.set(Some(texts));
}

/// The texts that are shown. There are none before the first `show`: a program that asks earlier ends.
pub fn shown() -> &'static Messages {
    SHOWN.get().unwrap_or_else(|| panic!("no texts are shown yet"))
}

/// Takes the texts of what is opened rarely.
pub fn show_later(texts: &'static Later) {
    LATER.set(Some(texts));
}

/// Those texts, once they were fetched.
pub fn later() -> &'static Later {
    LATER.get().unwrap_or_else(|| panic!("no later texts are shown yet"))
}

/// The texts in a language.
#[cfg(feature = "built-in")]
pub fn messages(locale: Locale) -> &'static Messages {
    static ALL: [OnceLock<Messages>; 3] = [const { OnceLock::new() }; 3];
    ALL[locale as usize].get_or_init(|| {
        let text = Box::leak(write(locale).into_boxed_str());
        Messages::read(text).unwrap_or_else(|broken| panic!("the texts do not read themselves: {broken:?}"))
    })
}

/// The singular or the plural of a text, with the number where `#` stands. All three languages have two forms.
pub(crate) fn many(n: u64, one: &str, other: &str) -> String {
    (if n == 1 { one } else { other }).replace('#', &n.to_string())
}

#[cfg(all(test, feature = "built-in"))]
mod tests;
