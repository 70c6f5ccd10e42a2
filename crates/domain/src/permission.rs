//! The permission catalogue: each permission is a type (for proofs) and a value (for roles and the wire).

use core::fmt;

/// A permission as a type, so that a proof of one can't stand in for another.
pub trait Permission: 'static {
    /// The same permission as a value.
    const ID: PermissionId;
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// Every permission of the product.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum PermissionId { $($(#[$doc])* $name,)+ }

        impl PermissionId {
            /// All of them.
            pub const ALL: &'static [PermissionId] = &[$(PermissionId::$name),+];

            /// The stable text: `resource:verb`.
            pub const fn as_str(self) -> &'static str { match self { $(PermissionId::$name => $text),+ } }
        }

        $($(#[$doc])* #[derive(Debug, Clone, Copy)] pub enum $name {}
        impl Permission for $name { const ID: PermissionId = PermissionId::$name; })+
    };
}

permissions! {
    /// See the account's name and settings.
    AccountRead = "account:read",
    /// Change the account's name and settings.
    AccountManage = "account:manage",
    /// See the subaccounts.
    SubaccountsRead = "subaccounts:read",
    /// Create, rename and delete subaccounts (Sinch: administrators only).
    SubaccountsManage = "subaccounts:manage",
    /// See, create, deactivate and delete system users and generate their tokens (Sinch: Admin and Developer only).
    SystemUsersManage = "system_users:manage",
}

impl TryFrom<String> for PermissionId {
    type Error = crate::field::FieldCode;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::ALL.iter().copied().find(|p| p.as_str() == text).ok_or(crate::field::FieldCode::InvalidChoice)
    }
}

crate::text_serde!(PermissionId, { "type": "string", "pattern": "^[a-z_]+:[a-z]+$" });

impl fmt::Display for PermissionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
