//! People, ownership, off-boarding.

use crate::page::{Cursor, Limit};
use crate::types::{Confirmed, Invitation, SecretText, SystemUserRef, User};
use domain::email::Email;
use domain::ids::{ClientKeyId, SubaccountId, SystemUserId, TeamId, TokenId, TrustRuleId, UserId};
use domain::locale::Locale;
use domain::menu::MenuItem;
use domain::name::PersonName;
use domain::permission::{PermissionId, Reach};
use domain::role::RoleId;
use domain::system_user::Status;
use domain::time::Instant;
use serde::{Deserialize, Serialize};

reply! {
    /// A person, named.
    pub struct PersonRef {
        /// The id.
        pub id: UserId,
        /// The name.
        pub name: String,
    }
}

reply! {
    /// A person of the list, with teams and subaccounts.
    pub struct UserDetail {
        /// The person.
        pub user: User,
        /// The teams that the person is in.
        pub teams: Vec<TeamMembership>,
        /// The person's own subaccounts, for roles that reach only these.
        pub subaccounts: Vec<NamedSubaccount>,
        /// Must the person choose a password at the next sign-in?
        pub must_change_password: bool,
    }
}

reply! {
    /// A team that a person is in.
    pub struct TeamMembership {
        /// The team.
        pub id: TeamId,
        /// Its name.
        pub name: String,
        /// Does the person supervise it?
        pub supervisor: bool,
    }
}

reply! {
    /// A subaccount, named.
    pub struct NamedSubaccount {
        /// The id.
        pub id: SubaccountId,
        /// The name.
        pub name: String,
    }
}

choice! {
    /// The order of the list of people; a minus sign turns it round. Within one role, status or two-factor by name.
    pub enum UserSort {
        /// By name.
        Name = "name",
        /// By name, from the end.
        NameDesc = "-name",
        /// By role.
        Role = "role",
        /// By role, from the end.
        RoleDesc = "-role",
        /// Active ones first.
        Status = "status",
        /// Inactive ones first.
        StatusDesc = "-status",
        /// Those without two-factor first.
        TwoFactor = "two_factor",
        /// Those with two-factor first.
        TwoFactorDesc = "-two_factor",
    }
}

request! {
    /// Filters of the list of people, which is sorted by name.
    #[derive(Default)]
    pub struct UserQuery {
        /// How many items.
        limit: opt Limit,
        /// The position after which the page begins.
        cursor: opt Cursor,
        /// The beginning of any word of the name or the e-mail address.
        search: opt String,
        /// Only people of this role.
        role_id: opt RoleId,
        /// Only members of this team.
        team_id: opt TeamId,
        /// Only this status.
        status: opt Status,
        /// Only those with (`true`) or without (`false`) two-factor.
        #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["true", "false"])))]
        two_factor: opt String,
        /// The order; by default by name. A search has an order of its own, whatever is asked for here.
        sort: opt UserSort,
    }
}

choice! {
    /// How a person without an invitation gets the first password.
    pub enum FirstPassword {
        /// A mail with a one-time link, in which the person chooses it.
        Link = "link",
        /// A temporary one, which the person must change at the first sign-in.
        Temporary = "temporary",
    }
}

request! {
    /// Adds a person without an invitation (the connector's way).
    pub struct CreateUser {
        /// The e-mail address; it can't be changed later.
        email: req Email,
        /// The name.
        name: req PersonName,
        /// The role.
        role_id: req RoleId,
        /// Teams.
        team_ids: opt Vec<TeamId>,
        /// Own subaccounts.
        subaccount_ids: opt Vec<SubaccountId>,
        /// The language.
        locale: opt Locale,
        /// How the first password comes; `link` unless said otherwise.
        first_password: opt FirstPassword,
        /// The temporary password; needed with `temporary`, refused otherwise.
        #[cfg_attr(feature = "openapi", schemars(length(min = domain::password::MIN_CHARS_OF_TWO, max = domain::password::MAX_CHARS)))]
        temporary_password: opt SecretText,
    }
}

request! {
    /// Changes to a person.
    pub struct UpdateUser {
        /// The version that was seen.
        version: ver i64,
        /// A new name.
        name: opt PersonName,
        /// A new role.
        role_id: opt RoleId,
        /// All the teams that the person is in from now on.
        team_ids: opt Vec<TeamId>,
        /// All the person's own subaccounts from now on.
        subaccount_ids: opt Vec<SubaccountId>,
        /// The e-mail address can't be changed: any value but the present one is refused.
        email: opt String,
    }
}

/// Who takes one system user over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Successor {
    /// The system user; one that the person who leaves looks after.
    pub system_user_id: SystemUserId,
    /// Who looks after it from now on.
    pub user_id: UserId,
}

/// The most system users for which somebody is named at once.
pub const MOST_SUCCESSORS: usize = 1_000;

request! {
    /// Who takes over from a person who leaves.
    pub struct HandOver {
        /// Who looks after the system users from now on; the owner when nobody is named.
        successor_user_id: opt UserId,
        /// Who takes over single system users instead.
        #[cfg_attr(feature = "openapi", schemars(length(max = MOST_SUCCESSORS)))]
        successors: opt Vec<Successor>,
    }
}

request! {
    /// Who takes over from a person who is removed.
    pub struct RemovalQuery {
        /// Who looks after the system users from now on; the owner when nobody is named.
        successor_user_id: opt UserId,
    }
}

request! {
    /// Who takes over single system users from a person who is removed.
    pub struct Successors {
        /// Who takes over single system users instead of the one named for all.
        #[cfg_attr(feature = "openapi", schemars(length(max = MOST_SUCCESSORS)))]
        successors: opt Vec<Successor>,
    }
}

request! {
    /// How many ongoing conversations a person gets automatically.
    pub struct SetCapacity {
        /// 0 to 1000; null means no limit.
        #[cfg_attr(feature = "openapi", schemars(range(min = 0, max = 1000)))]
        capacity: opt i64,
    }
}

request! {
    /// Sets a temporary password, which must be changed at the next sign-in.
    pub struct SetTemporaryPassword {
        /// At least 15 characters, nothing easy to guess.
        #[cfg_attr(feature = "openapi", schemars(length(min = domain::password::MIN_CHARS_OF_TWO, max = domain::password::MAX_CHARS)))]
        password: req SecretText,
    }
}

reply! {
    /// A token that a person generated, and so saw.
    pub struct SeenToken {
        /// The token.
        pub id: TokenId,
        /// The last four characters.
        pub tail: String,
        /// When it was generated.
        pub created_at: Instant,
        /// Its system user.
        pub system_user: SystemUserRef,
    }
}

reply! {
    /// A public key that a person registered, and of which they may have the other half.
    pub struct RegisteredKey {
        /// The key.
        pub id: ClientKeyId,
        /// What it is called.
        pub name: String,
        /// When it was registered.
        pub created_at: Instant,
        /// Its system user.
        pub system_user: SystemUserRef,
    }
}

reply! {
    /// A rule by which a system user trusts an outside issuer, and which a person added.
    pub struct AddedTrustRule {
        /// The rule.
        pub id: TrustRuleId,
        /// What it is called.
        pub name: String,
        /// The issuer.
        pub issuer: String,
        /// When it was added.
        pub created_at: Instant,
        /// Its system user.
        pub system_user: SystemUserRef,
    }
}

reply! {
    /// What a person made of one kind.
    pub struct Made {
        /// How many.
        pub count: i64,
        /// The first five names.
        pub names: Vec<String>,
    }
}

reply! {
    /// What depends on a person: read it before they leave.
    pub struct Offboarding {
        /// The person.
        pub user: User,
        /// System users of this page that the person made. They go on working. The oldest come first.
        pub created: Vec<SystemUserRef>,
        /// System users of this page that the person looks after.
        pub looks_after: Vec<SystemUserRef>,
        /// Those of these that nobody else looks after.
        pub alone: Vec<SystemUserId>,
        /// Teams that the person is in.
        pub teams: Vec<TeamMembership>,
        /// Invitations that the person sent and nobody accepted yet, on the first page. They stay valid.
        pub invitations: Vec<Invitation>,
        /// Are there more of them? `GET /v1/invitations?invited_by=` lists all.
        pub more_invitations: bool,
        /// The tokens that the person saw, because they generated them, and that are still accepted; the newest first, on
        /// the first page. They go on working: generate new ones where the person may have kept them.
        pub tokens_seen: Vec<SeenToken>,
        /// Are there more of them?
        pub more_tokens_seen: bool,
        /// The public keys that the person registered, and that are still accepted; the newest first, on the first page. They go
        /// on working: register others where the person may have kept the private half.
        pub client_keys: Vec<RegisteredKey>,
        /// Are there more of them?
        pub more_client_keys: bool,
        /// The rules by which system users trust outside issuers, and which the person added; the newest first, on the first
        /// page. They go on working: take away those whose issuer the person has a hand in.
        pub trust_rules: Vec<AddedTrustRule>,
        /// Are there more of them?
        pub more_trust_rules: bool,
        /// Webhooks that the person made. They belong to the account and stay.
        pub webhooks: Made,
        /// Inbound sources that the person made. They belong to the account and stay.
        pub inbound_sources: Made,
        /// Channels that the person made. They belong to the account and stay.
        pub channels: Made,
        /// The person's live sessions. They end at once.
        pub sessions: i64,
        /// Who takes over when nobody is named: the owner.
        pub successor: PersonRef,
        /// Give this as `cursor` to get more system users; null on the last page.
        pub next_cursor: Option<Cursor>,
    }
}

choice! {
    /// Where a right comes from, or why it is not there.
    pub enum Because {
        /// The role holds it.
        RoleHolds = "role_holds",
        /// The role does not hold it.
        RoleLacks = "role_lacks",
        /// The person is deactivated: nothing is allowed.
        Inactive = "inactive",
    }
}

reply! {
    /// Why a person may, or may not, use a permission.
    pub struct Explanation {
        /// The permission.
        pub permission: PermissionId,
        /// Is it allowed?
        pub allowed: bool,
        /// How far it goes; null when it is not allowed.
        pub reach: Option<Reach>,
        /// The reason.
        pub because: Because,
    }
}

reply! {
    /// What a person may do, and why.
    pub struct Explanations {
        /// The person's role id.
        pub role_id: RoleId,
        /// The role: a built-in one's text, or a custom one's name.
        pub role: String,
        /// One line a permission of the catalogue.
        pub items: Vec<Explanation>,
        /// The menu that the person sees.
        pub menu: Vec<MenuItem>,
    }
}

request! {
    /// Hands the account to another person.
    pub struct TransferOwnership {
        /// The next owner: an active person of the account. Becomes Admin if they are not.
        to_user_id: req UserId,
        /// Must be true.
        confirm: req Confirmed,
    }
}
