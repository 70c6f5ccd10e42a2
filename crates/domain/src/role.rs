//! Roles: sets of permissions, each with its reach. The built-in ones are one table; custom ones are rows of the
//! database, of the same type.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::field::FieldCode;
use crate::permission::{PermissionId, Reach};

/// A built-in role. Read-only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BuiltIn {
    /// Everything in the account.
    Admin,
    /// The inbox and all menus but the ones that set things up (YCloud).
    Operator,
    /// Everything but the account's settings (YCloud); system users and API settings (Sinch, T5).
    Developer,
    /// The inbox, contacts, chatbots and integrations (YCloud).
    InboxManager,
    /// The conversations of all numbers (YCloud, T8).
    Service,
    /// The conversations and contacts that are their own or assigned to them (YCloud, T8).
    Sale,
    /// The connector's regular profile; its forms say `User`.
    User,
    /// What their own subaccount sent (Sinch).
    Analyst,
    /// The data of all subaccounts, without changing any (Sinch).
    Manager,
    /// Reports of the whole account and nothing else (Sinch).
    DataAnalyst,
}

impl BuiltIn {
    /// All of them, as menus show them.
    pub const ALL: &'static [BuiltIn] = &[
        BuiltIn::Admin,
        BuiltIn::Operator,
        BuiltIn::Developer,
        BuiltIn::InboxManager,
        BuiltIn::Service,
        BuiltIn::Sale,
        BuiltIn::User,
        BuiltIn::Analyst,
        BuiltIn::Manager,
        BuiltIn::DataAnalyst,
    ];

    /// As stored and as `role` in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            BuiltIn::Admin => "admin",
            BuiltIn::Operator => "operator",
            BuiltIn::Developer => "developer",
            BuiltIn::InboxManager => "inbox_manager",
            BuiltIn::Service => "service",
            BuiltIn::Sale => "sale",
            BuiltIn::User => "user",
            BuiltIn::Analyst => "analyst",
            BuiltIn::Manager => "manager",
            BuiltIn::DataAnalyst => "data_analyst",
        }
    }

    /// The built-in role of this text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|r| r.as_str() == text)
    }

    /// The role's id.
    pub fn id(self) -> RoleId {
        RoleId(format!("role_{}", self.as_str()))
    }

    /// What the role holds.
    pub fn grants(self) -> Grants {
        let column = Self::ALL.iter().position(|r| *r == self).unwrap_or_default();
        Grants(PermissionId::ALL.iter().filter_map(|p| Some((*p, (*row(*p).get(column)?)?))).collect())
    }
}

/// One row of the matrix: the reach of each built-in role, in the order of [`BuiltIn::ALL`]. The match is
/// exhaustive: a new permission does not compile until every role has said yes or no.
///
/// Sources: YCloud's menu matrix (product 4.1), the connector's table (5.1), Sinch's profiles (3.5).
const fn row(permission: PermissionId) -> [Option<Reach>; 10] {
    use PermissionId as P;
    const A: Option<Reach> = Some(Reach::Account);
    const S: Option<Reach> = Some(Reach::Subaccounts);
    const O: Option<Reach> = Some(Reach::Own);
    const N: Option<Reach> = None;
    #[rustfmt::skip]
    let row = match permission {
        //                              Admin Oper Dev InbM Serv Sale User Anal Mana Data
        P::InboxUse                  => [A,    A,   A,  A,   A,   O,   N,   N,   N,   N],
        P::ContactsManage            => [A,    N,   A,  A,   N,   O,   N,   N,   N,   N],
        P::ChatbotsManage            => [A,    N,   A,  A,   N,   N,   N,   N,   N,   N],
        P::IntegrationsManage        => [A,    N,   A,  A,   N,   N,   N,   N,   N,   N],
        P::SystemUsersManage         => [A,    N,   A,  N,   N,   N,   N,   N,   N,   N],
        P::WebhooksManage            => [A,    N,   A,  N,   N,   N,   N,   N,   N,   N],
        P::ApiRequestsRead           => [A,    N,   A,  N,   N,   N,   N,   N,   N,   N],
        P::AccountManage             => [A,    N,   N,  N,   N,   N,   N,   N,   N,   N],
        P::UsersManage               => [A,    N,   N,  N,   N,   N,   N,   N,   N,   N],
        P::TeamsManage               => [A,    N,   N,  N,   N,   N,   N,   N,   N,   N],
        P::RolesManage               => [A,    N,   N,  N,   N,   N,   N,   N,   N,   N],
        P::SubaccountsManage         => [A,    N,   N,  N,   N,   N,   N,   N,   N,   N],
        P::AuditRead                 => [A,    N,   N,  N,   N,   N,   N,   N,   N,   N],
        P::ConnectionsManage         => [A,    N,   N,  N,   N,   N,   N,   N,   N,   N],
        P::NotificationsSend         => [A,    N,   N,  N,   N,   N,   O,   N,   N,   N],
        P::NotificationsRead         => [A,    N,   N,  N,   N,   N,   O,   S,   A,   N],
        P::BulkMessagesSend          => [A,    N,   N,  N,   N,   N,   O,   N,   N,   N],
        P::WhatsappBulkManage        => [A,    N,   N,  N,   N,   N,   N,   N,   N,   N],
        P::SequentialDeliveriesManage => [A,   N,   N,  N,   N,   N,   N,   N,   N,   N],
        P::TemplatesManage           => [A,    N,   N,  N,   N,   N,   N,   N,   N,   N],
        P::MediaManage               => [A,    N,   N,  N,   N,   N,   N,   N,   N,   N],
        P::AccountRead               => [A,    A,   A,  A,   N,   N,   A,   A,   A,   N],
        P::SubaccountsRead           => [A,    A,   A,  A,   N,   N,   N,   S,   A,   N],
        P::ReportsRead               => [A,    A,   A,  A,   N,   N,   O,   S,   A,   A],
        P::AccountUsageRead          => [A,    A,   A,  A,   N,   N,   A,   N,   A,   N],
    };
    row
}

/// What a role holds: permissions with their reach.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline))]
pub struct Grants(
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, Reach>"))] BTreeMap<PermissionId, Reach>,
);

impl Grants {
    /// From pairs; of two for one permission the wider one counts.
    pub fn new(pairs: impl IntoIterator<Item = (PermissionId, Reach)>) -> Self {
        let mut map = BTreeMap::new();
        for (permission, reach) in pairs {
            let slot = map.entry(permission).or_insert(reach);
            *slot = reach.max(*slot);
        }
        Self(map)
    }

    /// How far the permission goes; none when it is not held.
    pub fn reach(&self, permission: PermissionId) -> Option<Reach> {
        self.0.get(&permission).copied()
    }

    /// The pairs.
    pub fn iter(&self) -> impl Iterator<Item = (PermissionId, Reach)> {
        self.0.iter().map(|(p, r)| (*p, *r))
    }

    /// The first right in `other` that is not held here, or not as far.
    pub fn lacks(&self, other: &Grants) -> Option<PermissionId> {
        let beyond = |(p, reach): &(PermissionId, Reach)| self.reach(*p).is_none_or(|own| own < *reach);
        other.iter().find(beyond).map(|(p, _)| p)
    }
}

/// The id of a role: `role_` and a built-in role's text, or a sortable id of a custom one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleId(String);

impl RoleId {
    /// The id of a new custom role.
    pub fn custom(id: &crate::ids::CustomRoleId) -> Self {
        Self(id.to_string())
    }

    /// As it is in URLs and JSON.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The built-in role, if it is one.
    pub fn built_in(&self) -> Option<BuiltIn> {
        BuiltIn::parse(self.0.strip_prefix("role_")?)
    }

    /// As stored in a person's row: a built-in role's text without the prefix, a custom one's id.
    pub fn stored(&self) -> &str {
        match self.built_in() {
            Some(role) => role.as_str(),
            None => &self.0,
        }
    }

    /// From what is stored.
    pub fn from_stored(text: String) -> Result<Self, FieldCode> {
        match BuiltIn::parse(&text) {
            Some(role) => Ok(role.id()),
            None => Self::try_from(text),
        }
    }
}

impl TryFrom<String> for RoleId {
    type Error = FieldCode;
    fn try_from(text: String) -> Result<Self, FieldCode> {
        let built_in = text.strip_prefix("role_").and_then(BuiltIn::parse).is_some();
        if built_in || crate::ids::CustomRoleId::try_from(text.clone()).is_ok() {
            Ok(Self(text))
        } else {
            Err(FieldCode::InvalidId)
        }
    }
}

crate::text_serde!(RoleId, { "type": "string", "pattern": (format!(
    "^role_({}|[0-7][0-9a-hjkmnp-tv-z]{{25}})$",
    BuiltIn::ALL.iter().map(|role| role.as_str()).collect::<Vec<_>>().join("|"),
)) });

impl core::fmt::Display for RoleId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A person's role with what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// The id.
    pub id: RoleId,
    /// A built-in role's text, or a custom role's name.
    pub name: String,
    /// What it holds.
    pub grants: Grants,
    /// Counts up with each change of a custom role; 0 for a built-in one.
    pub version: i64,
}

impl From<BuiltIn> for Role {
    fn from(role: BuiltIn) -> Self {
        Self { id: role.id(), name: role.as_str().to_owned(), grants: role.grants(), version: 0 }
    }
}

impl Role {
    /// Is it Admin, of whom there is always one?
    pub fn is_admin(&self) -> bool {
        self.id.built_in() == Some(BuiltIn::Admin)
    }

    /// The permissions, without their reach.
    pub fn permissions(&self) -> Vec<PermissionId> {
        self.grants.iter().map(|(p, _)| p).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_gives_what_they_do_not_hold() {
        let (admin, developer, sale, service) =
            (BuiltIn::Admin.grants(), BuiltIn::Developer.grants(), BuiltIn::Sale.grants(), BuiltIn::Service.grants());
        assert_eq!(admin.lacks(&developer), None);
        assert_eq!(developer.lacks(&admin), Some(PermissionId::AccountManage));
        assert_eq!(sale.lacks(&service), Some(PermissionId::InboxUse), "a wider reach is more");
    }

    #[test]
    fn ids_of_both_kinds_are_read_and_stored() {
        assert_eq!(RoleId::from_stored("admin".into()), Ok(BuiltIn::Admin.id()));
        assert_eq!(BuiltIn::InboxManager.id().as_str(), "role_inbox_manager");
        assert_eq!(BuiltIn::InboxManager.id().stored(), "inbox_manager");
        assert_eq!(RoleId::try_from("role_king".to_owned()), Err(FieldCode::InvalidId));
        assert_eq!(RoleId::try_from("admin".to_owned()), Err(FieldCode::InvalidId));
    }
}
