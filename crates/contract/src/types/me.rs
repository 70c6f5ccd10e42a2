//! Sessions, the reader, the account.

use crate::page::{Cursor, Limit};
use crate::types::{ByCode, ByPerson, BySignIn, Entered, Grant, IpRestriction, IpSwitches, SecretText};
use domain::business::{AccessLevel, GraphId};
use domain::found::PartnerFinds;
use domain::ids::{AccountId, SessionId, UserId};
use domain::locale::Locale;
use domain::menu::MenuItem;
use domain::name::{AccountName, PersonName};
use domain::permission::PermissionId;
use domain::role::RoleId;
use domain::scope::Scopes;
use domain::settings::{
    AttestationDays, AttributionHours, AuditDays, GraceDays, HoldSeconds, MessageDays, SessionHours,
    SessionIdleMinutes, TokenDays,
};
use domain::system_user::Status;
use domain::time::Instant;
use domain::token_rules::{Never, TokenRules};
use serde::{Deserialize, Serialize};

request! {
    /// Signing in.
    pub struct SignIn {
        /// The e-mail address.
        email: req String,
        /// The password.
        password: req Entered<BySignIn>,
    }
}

request! {
    /// That the session is in one's own hands.
    pub struct ProveSession {
        /// Your password; or a code.
        password: opt Entered<ByPerson>,
        /// The code of your app, or a recovery code.
        code: opt Entered<ByCode>,
    }
}

reply! {
    /// How long it counts as certain.
    pub struct SessionProof {
        /// When it ends.
        pub proven_until: Instant,
    }
}

choice! {
    /// What has to be done before the session is whole.
    pub enum NextStep {
        /// Enter a code.
        TwoFactor = "two_factor",
        /// Set up two-factor.
        EnrollTwoFactor = "enroll_two_factor",
        /// Choose a password.
        ChangePassword = "change_password",
    }
}

reply! {
    /// A session has begun; the cookie is in the header.
    pub struct SignedInAs {
        /// The person.
        pub user: User,
        /// Their account.
        pub account: Account,
        /// What has to be done first; null when nothing has.
        pub next: Option<NextStep>,
    }
}

reply! {
    /// A session of the console.
    pub struct Session {
        /// Its id.
        pub id: SessionId,
        /// When it began.
        pub created_at: Instant,
        /// When it was last used, to the minute.
        pub last_seen_at: Instant,
        /// When it ends at the latest.
        pub expires_at: Instant,
        /// The address from which it began, where it is known.
        pub ip: Option<String>,
        /// The browser, as it names itself.
        pub user_agent: Option<String>,
        /// The browser in a word, where it is a common one.
        pub browser: Option<String>,
        /// The system in a word, where it is a common one.
        pub system: Option<String>,
        /// Is it the one that asks?
        pub current: bool,
    }
}

request! {
    /// Which part of a list by name.
    #[derive(Default)]
    pub struct NameQuery {
        /// How many items.
        limit: opt Limit,
        /// The position after which the page begins.
        cursor: opt Cursor,
        /// A part of the name, in any case, with or without accents.
        search: opt String,
    }
}

request! {
    /// Which part of a list.
    #[derive(Default)]
    pub struct PageQuery {
        /// How many items.
        limit: opt Limit,
        /// The position after which the page begins.
        cursor: opt Cursor,
    }
}

reply! {
    /// A person.
    pub struct User {
        /// The id.
        pub id: UserId,
        /// The name.
        pub name: String,
        /// The e-mail address.
        pub email: String,
        /// The role: a built-in one's text, or a custom one's name.
        pub role: String,
        /// The role's id.
        pub role_id: RoleId,
        /// Is this the account's owner?
        pub owner: bool,
        /// `active` or `inactive`.
        pub status: Status,
        /// The language.
        pub locale: Locale,
        /// IANA name of the time zone; null means the browser's.
        pub time_zone: Option<String>,
        /// Is two-factor set up?
        pub two_factor: bool,
        /// The most ongoing conversations that are assigned automatically; null means no limit.
        pub capacity: Option<i64>,
        /// Counts up with each change; send it back with a PATCH.
        pub version: i64,
        /// When the person was added.
        pub created_at: Instant,
        /// When the person was last seen, to the minute; null when never.
        pub last_seen_at: Option<Instant>,
    }
}

reply! {
    /// An account.
    pub struct Account {
        /// The id.
        pub id: AccountId,
        /// The name.
        pub name: String,
        /// The e-mail domain that all people share.
        pub email_domain: String,
        /// The language of what is sent to people whose own is unknown.
        pub locale: Locale,
        /// Who owns it.
        pub owner_user_id: UserId,
        /// How many account-wide system users it may have.
        pub system_user_limit: i64,
        /// How many hours after a message to somebody their answers belong to its subaccount.
        pub attribution_hours: i64,
        /// How many days messages are kept.
        pub message_days: i64,
        /// How many seconds a delivery that waits for its next try holds those behind it in its conversation.
        pub hold_seconds: i64,
        /// How many days audit events are kept; 36500 is for ever.
        pub audit_days: i64,
        /// Does everybody need two-factor, now or from a date on?
        pub require_two_factor: bool,
        /// From when on; null where nobody needs it.
        pub two_factor_from: Option<Instant>,
        /// May the second factor be a code by mail? Never for whoever manages the account.
        pub mail_codes: bool,
        /// What is restricted to listed networks.
        pub ip_restriction: IpRestriction,
        /// After how many minutes without use a session of the console ends.
        pub session_idle_minutes: i64,
        /// How many hours after signing in a session of the console ends at the latest.
        pub session_hours: i64,
        /// How many days a token lives of which nobody says when it ends; null: it never ends.
        pub token_default_days: Option<i64>,
        /// How many days a token that ends lives at the most; null: there is no bound.
        pub token_max_days: Option<i64>,
        /// May a token never end?
        pub token_never: Never,
        /// The scopes that a token can have; null: all of them.
        pub token_scopes: Option<Scopes>,
        /// What happens to a token that a code host finds in a public place.
        pub partner_finds: PartnerFinds,
        /// How many days a confirmation that a system user is still needed counts; null: nobody is asked.
        pub attestation_days: Option<i64>,
        /// How many days after its review was due a system user is switched off that nobody confirms.
        pub attestation_grace_days: i64,
        /// How many account-wide system users there may be beside one Admin: one, or as many as `system_user_limit` says.
        pub access_level: AccessLevel,
        /// Its number on Graph paths, where it is the business.
        pub graph_id: GraphId,
        /// Counts up with each change; send it back with a PATCH.
        pub version: i64,
        /// When it was made.
        pub created_at: Instant,
    }
}

impl Account {
    /// Does everybody need two-factor by now?
    pub fn needs_two_factor(&self, now: Instant) -> bool {
        self.two_factor_from.is_some_and(|from| from <= now)
    }

    /// What it asks of new tokens.
    pub fn token_rules(&self) -> TokenRules {
        let days = |n: Option<i64>| n.and_then(|n| TokenDays::try_from(n).ok());
        TokenRules {
            default_days: days(self.token_default_days),
            max_days: days(self.token_max_days),
            never: self.token_never,
            scopes: self.token_scopes.clone(),
        }
    }
}

reply! {
    /// Who is signed in, and what they may do.
    pub struct Me {
        /// The person.
        pub user: User,
        /// Their account.
        pub account: Account,
        /// Their role: a built-in one's text, or a custom one's name.
        pub role: String,
        /// What the role permits.
        pub permissions: Vec<PermissionId>,
        /// What the role permits, with how far it goes.
        pub grants: Vec<Grant>,
        /// The menu that the role sees.
        pub menu: Vec<MenuItem>,
        /// What has to be done before anything else; null when nothing has.
        pub next: Option<NextStep>,
    }
}

request! {
    /// Changes to one's own profile.
    pub struct UpdateMe {
        /// The version that was seen.
        version: ver i64,
        /// A new name.
        name: opt PersonName,
        /// A new language.
        locale: opt Locale,
        /// IANA name of a time zone; an empty text means the browser's.
        time_zone: opt String,
    }
}

request! {
    /// A new password of one's own. All other sessions end.
    pub struct ChangePassword {
        /// The password so far.
        current_password: req Entered<ByPerson>,
        /// At least 15 characters, nothing easy to guess.
        #[cfg_attr(feature = "openapi", schemars(length(min = domain::password::MIN_CHARS_OF_TWO, max = domain::password::MAX_CHARS)))]
        new_password: req SecretText,
    }
}

request! {
    /// Changes to the account.
    pub struct UpdateAccount {
        /// The version that was seen.
        version: ver i64,
        /// A new name.
        name: opt AccountName,
        /// A new language.
        locale: opt Locale,
        /// How many hours after a message to somebody their answers belong to its subaccount: 1 to 168.
        attribution_hours: opt AttributionHours,
        /// How many days messages are kept: 1 to 365.
        message_days: opt MessageDays,
        /// How many seconds a delivery that waits for its next try holds those behind it: 0 to 3,600.
        hold_seconds: opt HoldSeconds,
        /// How many days audit events are kept: 90 to 36,500, which is for ever. An event stays for as long as something is
        /// as it made it.
        audit_days: opt AuditDays,
        /// Does everybody need two-factor? Whoever has none can do nothing but set it up then, also in sessions that are open.
        require_two_factor: opt bool,
        /// From when on, with `require_two_factor`: at most 90 days ahead. Left out it stays as it is, or is at once.
        two_factor_from: opt Instant,
        /// May the second factor be a code by mail?
        mail_codes: opt bool,
        /// What is restricted to listed networks.
        ip_restriction: opt IpSwitches,
        /// Restricts also when you could not come in any more, or nothing is listed.
        force: opt bool,
        /// After how many minutes without use a session of the console ends: 5 to 1,440. It counts at once.
        session_idle_minutes: opt SessionIdleMinutes,
        /// How many hours after signing in a session of the console ends at the latest: 1 to 168. It counts at once.
        session_hours: opt SessionHours,
        /// How many days a token lives of which nobody says when it ends: 1 to 3,650; null: it never ends. Tokens that there are
        /// stay as they are, whatever is asked of new ones.
        token_default_days: set TokenDays,
        /// How many days a token that ends lives at the most: 1 to 3,650; null: there is no bound. Only where a token can't
        /// just so never end.
        token_max_days: set TokenDays,
        /// May a token never end? Where it needs a reason or is forbidden there is a default.
        token_never: opt Never,
        /// The scopes that a token can have; null: all of them.
        token_scopes: set Scopes,
        /// What happens to a token that a code host finds in a public place: it ends, or its custodians are warned.
        partner_finds: opt PartnerFinds,
        /// How many days a confirmation that a system user is still needed counts: 30 to 365; null: nobody is asked. Whoever changes
        /// it, or the grace, gives all reviews at least 15 days from now.
        attestation_days: set AttestationDays,
        /// How many days after its review was due a system user is switched off that nobody confirms: 14 to 365.
        attestation_grace_days: opt GraceDays,
        /// How many account-wide system users there may be beside one Admin: one, or as many as `system_user_limit` says.
        access_level: opt AccessLevel,
    }
}

reply! {
    /// Figures for the first page.
    pub struct Overview {
        /// System users that work.
        pub system_users_active: i64,
        /// System users that are switched off.
        pub system_users_inactive: i64,
        /// Active system users that never called.
        pub system_users_never_used: i64,
        /// Account-wide system users beside the Admin, of the limit that the account's level and `system_user_limit` give.
        pub account_wide: i64,
        /// Subaccounts.
        pub subaccounts: i64,
        /// Subaccounts without a system user.
        pub subaccounts_without_system_user: i64,
        /// Accepted calls in the last 24 hours, to the minute.
        pub calls_24h: i64,
        /// Accepted calls in each of the last 24 hours, the oldest first.
        pub activity: Vec<i64>,
    }
}
