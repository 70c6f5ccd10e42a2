//! System users and their tokens.

use crate::page::{Cursor, Limit};
use crate::types::{Confirmed, NamedSubaccount, PersonRef};
use domain::business::{GraphId, SystemUserRole};
use domain::environment::Environment;
use domain::ids::{AppId, MakerId, SubaccountId, SystemUserId, TokenId, UserId};
use domain::name::{Holder, Purpose, Reason, TokenName, Username};
use domain::network::Network;
use domain::rate::RateLimit;
use domain::scope::Scopes;
use domain::system_user::{Overlap, Status};
use domain::time::Instant;
use serde::{Deserialize, Serialize};

reply! {
    /// A system user, named.
    pub struct SystemUserRef {
        /// The id.
        pub id: SystemUserId,
        /// The username.
        pub username: String,
        /// The status.
        pub status: Status,
        /// Test or live.
        pub environment: Environment,
    }
}

reply! {
    /// A subaccount, named.
    pub struct SubaccountRef {
        /// The id.
        pub id: SubaccountId,
        /// What people call it.
        pub name: String,
        /// What stands as `subAccount` in payloads.
        pub reference_name: String,
    }
}

reply! {
    /// Who did something: a person, or a system user by a Graph path. They may have left since.
    pub struct Creator {
        /// The person's id, or the system user's.
        pub id: MakerId,
        /// The name: the present one, or the last one known.
        pub name: String,
        /// `active`, `inactive`, or `removed` when the person is no longer in the account.
        pub status: CreatorStatus,
    }
}

choice! {
    /// Is the person who did it still here?
    pub enum CreatorStatus {
        /// In the account.
        Active = "active",
        /// Deactivated.
        Inactive = "inactive",
        /// No longer in the account.
        Removed = "removed",
    }
}

choice! {
    /// The order of the list of system users; a minus sign turns it round.
    pub enum SystemUserSort {
        /// By username.
        Username = "username",
        /// By username, from the end.
        UsernameDesc = "-username",
        /// By subaccount; account-wide ones first.
        Subaccount = "subaccount",
        /// By subaccount, from the end.
        SubaccountDesc = "-subaccount",
        /// The oldest first.
        CreatedAt = "created_at",
        /// The newest first.
        CreatedAtDesc = "-created_at",
        /// Never used first.
        LastUsedAt = "last_used_at",
        /// The most recently used first.
        LastUsedAtDesc = "-last_used_at",
        /// Active ones first.
        Status = "status",
        /// Inactive ones first.
        StatusDesc = "-status",
    }
}

request! {
    /// Filters of the list of system users.
    #[derive(Default)]
    pub struct SystemUserQuery {
        /// How many items.
        limit: opt Limit,
        /// The position after which the page begins.
        cursor: opt Cursor,
        /// Part of the username, the subaccount's name or reference name, the creator's name, or a token's end.
        search: opt String,
        /// Only those of this status.
        status: opt Status,
        /// Only that of this subaccount.
        subaccount_id: opt SubaccountId,
        /// Only those of this environment.
        environment: opt Environment,
        /// The order; by default the newest first.
        sort: opt SystemUserSort,
    }
}

request! {
    /// A new system user; its first token is generated with it.
    pub struct CreateSystemUser {
        /// The subaccount; null makes an account-wide system user. It must be said which of the two is wanted.
        subaccount_id: null SubaccountId,
        /// Free text; the bot sends it as `UserName`.
        username: req Username,
        /// Test or live; by default as its subaccount, or live. It never changes.
        environment: opt Environment,
        /// What it is for.
        purpose: opt Purpose,
        /// Admin, of which an account has one and account-wide, or Employee. Whoever says it has accepted the policy `system_users`;
        /// by default Employee.
        role: opt SystemUserRole,
    }
}

request! {
    /// Gives a system user another role.
    pub struct SetSystemUserRole {
        /// The version that was seen.
        version: ver i64,
        /// Admin or Employee.
        role: req SystemUserRole,
    }
}

request! {
    /// Changes to a system user.
    pub struct UpdateSystemUser {
        /// The version that was seen.
        version: ver i64,
        /// A new username. Bots that send the old one as `UserName` are refused from then on.
        username: opt Username,
        /// What it is for; null: nobody says.
        purpose: set Purpose,
        /// The people who look after it from now on; at least one.
        #[cfg_attr(feature = "openapi", schemars(length(min = 1)))]
        custodian_ids: opt Vec<UserId>,
        /// How often it may call, with all its tokens together; null: as often as it likes.
        rate_limit: set RateLimit,
        /// Can nobody make it a token from now on? Then it gets in by a registered key, or by an issuer that it trusts. Refused
        /// while a token of it goes on.
        secretless: opt bool,
    }
}

choice! {
    /// Scopes that belong together.
    pub enum ScopePreset {
        /// Those with which Meta's guides make a token for WhatsApp: `business_management`, `catalog_management`,
        /// `whatsapp_business_management`, `whatsapp_business_messaging`.
        Whatsapp = "whatsapp",
    }
}

request! {
    /// Generates a new token.
    pub struct GenerateToken {
        /// Must be true: what uses the old token stops working.
        confirm: req Confirmed,
        /// How many seconds the old tokens live on: 0 (by default: they stop at once) to 2,592,000.
        overlap_seconds: opt Overlap,
        /// True: the old tokens go on as they are, and this one is one more.
        keep_others: opt bool,
        /// What it is called.
        name: opt TokenName,
        /// Who holds it: a vendor, or a system.
        holder: opt Holder,
        /// What it may do beyond saying who it is; by default Tenure's own scopes. An empty list is a choice. No more than the
        /// account allows (`token_scopes`).
        scopes: opt Scopes,
        /// Scopes by one word, in the place of a list.
        preset: opt ScopePreset,
        /// The app that it is for, which is installed for the system user; by default it is for none. It never changes.
        app_id: opt AppId,
        /// When it ends; null: never. Left out it is what the account says (`token_default_days`).
        expires_at: set Instant,
        /// Why it never ends. An account can ask for it (`token_never`).
        reason: opt Reason,
        /// The networks that it may be used from, at most 20, beside those of its system user; by default it has no list of
        /// its own.
        #[cfg_attr(feature = "openapi", schemars(length(max = 20)))]
        networks: opt Vec<Network>,
        /// How often it may call, beside its system user's limit; by default it has no limit of its own.
        rate_limit: opt RateLimit,
        /// The subaccounts that it reaches, 1 to 50 of the environment of its system user, which must be account-wide; null, or
        /// left out: all that its system user does. They never change; one that is deleted takes itself out.
        #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 50)))]
        subaccount_ids: set Vec<SubaccountId>,
    }
}

request! {
    /// Changes to a token.
    pub struct UpdateToken {
        /// The version that was seen.
        version: ver i64,
        /// What it is called; null takes the name away.
        name: set TokenName,
        /// Who holds it; null: nobody says.
        holder: set Holder,
        /// The networks that it may be used from, at most 20; null takes its list away.
        #[cfg_attr(feature = "openapi", schemars(length(max = 20)))]
        networks: set Vec<Network>,
        /// How often it may call, beside its system user's limit; null takes its own limit away.
        rate_limit: set RateLimit,
        /// Does it end by itself once it was silent for 24 hours while its successor is in use? For a token that was rotated.
        ends_when_silent: opt bool,
    }
}

request! {
    /// Rotates a token.
    pub struct RotateToken {
        /// How many seconds the old one lives on: 0 (it stops at once) to 2,592,000, never past its own end.
        overlap_seconds: req Overlap,
        /// Does the old one end earlier, once it was silent for 24 hours while the new one is in use?
        ends_when_silent: opt bool,
        /// The subaccounts that the new one reaches, 1 to 50; null: all that its system user does. Left out: as the old one.
        #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 50)))]
        subaccount_ids: set Vec<SubaccountId>,
    }
}

request! {
    /// Rotates several tokens.
    pub struct RotateTokens {
        /// Which; 1 to 20.
        #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 20)))]
        ids: req Vec<TokenId>,
        /// How many seconds the old ones live on: 0 (they stop at once) to 2,592,000, never past their own end.
        overlap_seconds: req Overlap,
        /// Do the old ones end earlier, once silent for 24 hours while the new one is in use?
        ends_when_silent: opt bool,
    }
}

choice! {
    /// Which tokens a list has.
    pub enum TokenState {
        /// Those that are accepted, if their system user is active.
        Accepted = "accepted",
        /// Also those that have ended.
        All = "all",
    }
}

request! {
    /// Which tokens.
    #[derive(Default)]
    pub struct TokenQuery {
        /// How many items.
        limit: opt Limit,
        /// The position after which the page begins.
        cursor: opt Cursor,
        /// Held by this vendor or system, however it was typed.
        holder: opt Holder,
        /// Shown to this person: who generated or rotated them.
        shown_to: opt UserId,
        /// Those of this environment.
        environment: opt Environment,
        /// Those that end before this time.
        expires_before: opt Instant,
        /// Which of them; by default those that are accepted.
        state: opt TokenState,
    }
}

reply! {
    /// A token with its system user.
    pub struct HeldToken {
        /// Whose it is.
        pub system_user: SystemUserRef,
        /// The token.
        pub token: TokenInfo,
        /// To whom it was shown.
        pub shown_to: Creator,
    }
}

reply! {
    /// A token that took another's place.
    pub struct RotatedToken {
        /// Whose it is.
        pub system_user: SystemUserRef,
        /// The one whose place it took.
        pub replaces: TokenId,
        /// The new one, with its value.
        pub token: NewToken,
    }
}

reply! {
    /// The tokens that took others' places, in the order that was asked for.
    pub struct RotatedTokens {
        /// Each with its value, which stands nowhere else.
        pub items: Vec<RotatedToken>,
    }
}

reply! {
    /// A system user: the identity of a chatbot.
    pub struct SystemUser {
        /// The id.
        pub id: SystemUserId,
        /// The username.
        pub username: String,
        /// The subaccount's id; null when account-wide.
        pub subaccount_id: Option<SubaccountId>,
        /// The subaccount; null when account-wide.
        pub subaccount: Option<SubaccountRef>,
        /// Active or inactive.
        pub status: Status,
        /// Test or live: it reaches nothing of the other environment, and its tokens begin with `tnrt_` or `tnr_`.
        pub environment: Environment,
        /// The end of the newest token that is accepted.
        pub tail: String,
        /// Its tokens: every one that is accepted, and the ten newest that ended; the newest first.
        pub tokens: Vec<TokenInfo>,
        /// Who made it.
        pub created_by: Creator,
        /// When it was made.
        pub created_at: Instant,
        /// Who switched it off; null when it is active, or nobody of the account did.
        pub deactivated_by: Option<Creator>,
        /// When it was switched off; null when it is active.
        pub deactivated_at: Option<Instant>,
        /// When a token of it was last accepted, from itself or by introspection, to the minute; null when never.
        pub last_used_at: Option<Instant>,
        /// The address from which it last called, where it is known.
        pub last_used_ip: Option<String>,
        /// Calls of its tokens in the last 24 hours that were answered without a refusal, to the minute.
        pub calls_24h: i64,
        /// The same for each of the last 24 hours, the oldest first.
        pub activity: Vec<i64>,
        /// How often in the last 24 hours another service asked about a token of it and was told that it is active.
        pub introspections_24h: i64,
        /// The people who look after it; at least one.
        pub custodians: Vec<PersonRef>,
        /// How often it may call, with all its tokens together; null: as often as it likes.
        pub rate_limit: Option<RateLimit>,
        /// What it is for; null where nobody said.
        pub purpose: Option<String>,
        /// Can nobody make it a token? Then it gets in by a registered key, or by an issuer that it trusts.
        pub secretless: bool,
        /// When somebody last said that it is still needed; null when nobody did.
        pub attested_at: Option<Instant>,
        /// Admin or Employee.
        pub role: SystemUserRole,
        /// Its number on Graph paths.
        pub graph_id: GraphId,
        /// When somebody has to say so again; null where the account does not ask (`attestation_days`).
        pub review_at: Option<Instant>,
        /// When it is switched off unless somebody does; null where the account does not ask.
        pub lapses_at: Option<Instant>,
        /// Counts up with each change; send it back with a PATCH.
        pub version: i64,
    }
}

choice! {
    /// The state of a token.
    pub enum TokenStatus {
        /// Accepted.
        Live = "live",
        /// Accepted until `ends_at`, because a newer one took its place.
        Ending = "ending",
        /// Refused: a newer one took its place, or somebody ended it.
        Revoked = "revoked",
        /// Refused: it reached its end.
        Expired = "expired",
    }
}

reply! {
    /// Where a code host found a token.
    pub struct TokenFind {
        /// The address, as the host says it; empty where it does not.
        pub url: String,
        /// The kind of place, as the host says it: `commit`, `issue_comment`; empty where it does not.
        pub source: String,
        /// When it was reported.
        pub found_at: Instant,
    }
}

reply! {
    /// An app, named.
    pub struct NamedApp {
        /// The id.
        pub id: AppId,
        /// The name; empty when it is gone.
        pub name: String,
    }
}

reply! {
    /// A token, without its value.
    pub struct TokenInfo {
        /// The id.
        pub id: TokenId,
        /// What it is called; null where nobody said.
        pub name: Option<String>,
        /// Who holds it: a vendor, or a system; null where nobody said.
        pub holder: Option<String>,
        /// The last four characters.
        pub tail: String,
        /// Its state. A token of an inactive system user is refused whatever this says.
        pub status: TokenStatus,
        /// The app that it belongs to; null where it belongs to none.
        pub app: Option<NamedApp>,
        /// What it may do beyond saying who it is.
        pub scopes: Vec<String>,
        /// Test or live, as its system user: what it begins with says so, too.
        pub environment: Environment,
        /// The subaccounts that it reaches, by name; null: all that its system user does.
        pub subaccounts: Option<Vec<NamedSubaccount>>,
        /// When it was generated.
        pub created_at: Instant,
        /// The end that it was given; null means never.
        pub expires_at: Option<Instant>,
        /// Why it never ends; null where nobody said.
        pub reason: Option<String>,
        /// When it stopped or stops because a newer one took its place, or because somebody ended it.
        pub revoked_at: Option<Instant>,
        /// When it stopped or stops, for whichever reason comes first; null means never.
        pub ends_at: Option<Instant>,
        /// The networks that it may be used from, beside those of its system user; null where it has no list of its own.
        pub networks: Option<Vec<Network>>,
        /// How often it may call, beside its system user's limit; null where it has no limit of its own.
        pub rate_limit: Option<RateLimit>,
        /// Who saw its value: whoever generated it. They may have left since.
        pub created_by: Creator,
        /// The token that took its place; null where none did.
        pub successor_id: Option<TokenId>,
        /// Does it end by itself once it was silent for 24 hours while its successor is in use?
        pub ends_when_silent: bool,
        /// Was it silent for 24 hours while its successor was in use? Then nothing needs it any more.
        pub is_silent: bool,
        /// When it was first accepted, to the minute; null when never, or before this was noted.
        pub first_used_at: Option<Instant>,
        /// When it was last accepted, to the minute; null when never.
        pub last_used_at: Option<Instant>,
        /// The address from which it last called, where it is known.
        pub last_used_ip: Option<String>,
        /// The program that it last called from, as it says (`User-Agent`).
        pub last_used_agent: Option<String>,
        /// Where a code host found it, unless somebody put that aside (`partner_finds` of the account).
        pub finds: Vec<TokenFind>,
        /// Counts up with each change; send it back with a PATCH.
        pub version: i64,
    }
}

reply! {
    /// A token with its value. This is the only answer in which the value stands.
    pub struct NewToken {
        /// The id.
        pub id: TokenId,
        /// The token itself. Keep it: it can't be shown again.
        pub value: String,
        /// The last four characters.
        pub tail: String,
        /// What it may do beyond saying who it is.
        pub scopes: Vec<String>,
        /// When it was generated.
        pub created_at: Instant,
        /// The end that it was given; null means never.
        pub expires_at: Option<Instant>,
    }
}

reply! {
    /// A system user with the token that was just generated for it.
    pub struct SystemUserWithToken {
        /// The system user.
        pub system_user: SystemUser,
        /// Its new token.
        pub token: NewToken,
    }
}

reply! {
    /// A system user.
    pub struct SystemUserReply {
        /// The system user.
        pub system_user: SystemUser,
    }
}
