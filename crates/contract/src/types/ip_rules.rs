//! From where people and system users may come.

use crate::page::{Cursor, Limit};
use domain::addresses::AppliesTo;
use domain::ids::IpRuleId;
use domain::name::Description;
use domain::network::Network;
use domain::time::Instant;
use serde::{Deserialize, Serialize};

use super::PersonRef;

reply! {
    /// What an account restricts.
    pub struct IpRestriction {
        /// May people come from their listed networks alone?
        pub people: bool,
        /// May system users call from theirs alone?
        pub system_users: bool,
    }
}

/// What is to be restricted; what is missing stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct IpSwitches {
    /// May people come from their listed networks alone?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<bool>,
    /// May system users call from theirs alone?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system_users: Option<bool>,
}

request! {
    /// Which of the listed networks.
    #[derive(Default)]
    pub struct IpRuleQuery {
        /// How many items.
        limit: opt Limit,
        /// The position after which the page begins.
        cursor: opt Cursor,
        /// Of one kind alone.
        applies_to: opt AppliesTo,
        /// Of one person or system user alone.
        subject_id: opt String,
    }
}

request! {
    /// A network from which somebody may come.
    pub struct CreateIpRule {
        /// For whom.
        applies_to: req AppliesTo,
        /// The person or the system user, when it is for one.
        subject_id: opt String,
        /// An address or a network (CIDR) of IPv4 or IPv6.
        network: req Network,
        /// Why it is there.
        note: opt Description,
    }
}

request! {
    /// Takes a network away.
    #[derive(Default)]
    pub struct DeleteIpRule {
        /// Also when you could not come in any more.
        force: opt bool,
    }
}

reply! {
    /// The person or the system user that a network is listed for.
    pub struct IpRuleSubject {
        /// The id.
        pub id: String,
        /// The name, or the username.
        pub name: String,
    }
}

reply! {
    /// A network from which somebody may come.
    pub struct IpRule {
        /// The id.
        pub id: IpRuleId,
        /// For whom.
        pub applies_to: AppliesTo,
        /// The person or the system user, when it is for one.
        pub subject: Option<IpRuleSubject>,
        /// The network, with its first address.
        pub network: Network,
        /// Why it is there; empty when nobody said.
        pub note: String,
        /// Who added it.
        pub created_by: PersonRef,
        /// When it was added.
        pub created_at: Instant,
    }
}

reply! {
    /// A page of the listed networks, the newest first, with what whoever changes them must know.
    pub struct IpRules {
        /// The networks.
        pub items: Vec<IpRule>,
        /// The position after which the next page begins; null when this is the last one.
        pub next_cursor: Option<Cursor>,
        /// The address from where you call; null when no trusted hop names it.
        pub your_address: Option<String>,
        /// Does the deployment learn of clients' addresses, by this call? Otherwise nothing can be restricted.
        pub addresses_known: bool,
    }
}

request! {
    /// Which switch is thought to be on; both, when nothing is said.
    #[derive(Default)]
    pub struct DryRunIpRules {
        /// The one of people.
        people: opt bool,
        /// The one of system users.
        system_users: opt bool,
    }
}

choice! {
    /// Who is locked out.
    pub enum LockedOutKind {
        /// A person.
        Person = "person",
        /// A system user.
        SystemUser = "system_user",
    }
}

reply! {
    /// Somebody who could not come in any more.
    pub struct LockedOutOne {
        /// A person or a system user.
        pub kind: LockedOutKind,
        /// The id.
        pub id: String,
        /// The name, or the username.
        pub name: String,
        /// From where they came last; null when that is not known, and nothing at all is listed for them.
        pub address: Option<String>,
        /// When that was.
        pub last_seen_at: Option<Instant>,
    }
}

reply! {
    /// Whom the switches would lock out, as far as is known from where they came last.
    pub struct LockedOut {
        /// You yourself, from where you call now.
        pub you: bool,
        /// The address from where you call; null when no trusted hop names it.
        pub your_address: Option<String>,
        /// The first of them.
        pub locked_out: Vec<LockedOutOne>,
        /// How many active people.
        pub people: i64,
        /// How many active people for whom something is listed, and of whom it is not known from where they come.
        pub people_unknown: i64,
        /// How many active system users.
        pub system_users: i64,
        /// How many active system users for which something is listed, and of which it is not known from where they call.
        pub system_users_unknown: i64,
    }
}

/// The most of those who would be locked out that are named.
pub const MOST_LOCKED_OUT: usize = 100;
