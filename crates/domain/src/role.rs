//! The built-in roles. Each decides on every permission by an exhaustive match: a new permission does not
//! compile until every role has said yes or no.

use crate::field::FieldCode;
use crate::permission::PermissionId;

/// A person's role in the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Everything in the account.
    Admin,
    /// System users and the technical settings, not the account's.
    Developer,
    /// Works with messages; does not see or manage system users.
    Operator,
}

impl Role {
    /// All built-in roles.
    pub const ALL: &'static [Role] = &[Role::Admin, Role::Developer, Role::Operator];

    /// The stable text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Admin => "admin",
            Role::Developer => "developer",
            Role::Operator => "operator",
        }
    }

    /// Does this role hold that permission? (Product 3.1 row 1, 3.5, T4.)
    pub const fn holds(self, permission: PermissionId) -> bool {
        use PermissionId as P;
        match self {
            Role::Admin => match permission {
                P::AccountRead
                | P::AccountManage
                | P::SubaccountsRead
                | P::SubaccountsManage
                | P::SystemUsersManage => true,
            },
            Role::Developer => match permission {
                P::AccountRead | P::SubaccountsRead | P::SystemUsersManage => true,
                P::AccountManage | P::SubaccountsManage => false,
            },
            Role::Operator => match permission {
                P::AccountRead | P::SubaccountsRead => true,
                P::AccountManage | P::SubaccountsManage | P::SystemUsersManage => false,
            },
        }
    }

    /// The permissions that this role holds.
    pub fn permissions(self) -> Vec<PermissionId> {
        PermissionId::ALL.iter().copied().filter(|p| self.holds(*p)).collect()
    }
}

impl TryFrom<String> for Role {
    type Error = FieldCode;
    fn try_from(text: String) -> Result<Self, FieldCode> {
        Self::ALL.iter().copied().find(|r| r.as_str() == text).ok_or(FieldCode::InvalidChoice)
    }
}

crate::text_serde!(Role, { "type": "string", "enum": ["admin", "developer", "operator"] });
