//! The console's menu, decided from permissions: the same answer for the SPA and for `GET /v1/me`.

use crate::permission::PermissionId;
use crate::policy;
use crate::role::Role;

/// A place in the console's navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MenuItem {
    /// What matters now.
    Overview,
    /// The system users.
    SystemUsers,
    /// The subaccounts.
    Subaccounts,
    /// The person's own sessions.
    Sessions,
    /// The account's settings.
    Settings,
    /// The person's own profile.
    Profile,
}

impl MenuItem {
    /// All of them, in the order of the menu.
    pub const ALL: &'static [MenuItem] = &[
        MenuItem::Overview,
        MenuItem::SystemUsers,
        MenuItem::Subaccounts,
        MenuItem::Sessions,
        MenuItem::Settings,
        MenuItem::Profile,
    ];

    /// The stable text.
    pub const fn as_str(self) -> &'static str {
        match self {
            MenuItem::Overview => "overview",
            MenuItem::SystemUsers => "system_users",
            MenuItem::Subaccounts => "subaccounts",
            MenuItem::Sessions => "sessions",
            MenuItem::Settings => "settings",
            MenuItem::Profile => "profile",
        }
    }

    /// The permission without which the item is not shown; none when every person sees it.
    pub const fn needs(self) -> Option<PermissionId> {
        match self {
            MenuItem::Overview | MenuItem::Sessions | MenuItem::Profile => None,
            MenuItem::SystemUsers => Some(PermissionId::SystemUsersManage),
            MenuItem::Subaccounts => Some(PermissionId::SubaccountsRead),
            MenuItem::Settings => Some(PermissionId::AccountManage),
        }
    }

    /// The menu of a role.
    pub fn of(role: Role) -> Vec<MenuItem> {
        Self::ALL.iter().copied().filter(|i| i.needs().is_none_or(|p| policy::person(role, p).is_allowed())).collect()
    }
}

impl TryFrom<String> for MenuItem {
    type Error = crate::field::FieldCode;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::ALL.iter().copied().find(|i| i.as_str() == text).ok_or(crate::field::FieldCode::InvalidChoice)
    }
}

crate::text_serde!(MenuItem, { "type": "string" });
