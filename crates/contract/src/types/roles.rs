//! Roles and the permission catalogue.

use crate::page::Cursor;
use domain::menu::MenuItem;
use domain::name::RoleName;
use domain::permission::{PermissionGroup, PermissionId, Reach};
use domain::role::RoleId;
use serde::{Deserialize, Serialize};

/// A permission with its reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// The permission.
    pub permission: PermissionId,
    /// How far it goes.
    pub reach: Reach,
}

reply! {
    /// A role.
    pub struct RoleInfo {
        /// The id.
        pub id: RoleId,
        /// A built-in role's text, or a custom role's name.
        pub name: String,
        /// A sentence; empty for built-in roles, which the console describes in the reader's language.
        pub description: String,
        /// Built-in roles are read-only.
        pub built_in: bool,
        /// What it holds, with how far each goes.
        pub grants: Vec<Grant>,
        /// What it holds.
        pub permissions: Vec<PermissionId>,
        /// The menu that it sees.
        pub menu: Vec<MenuItem>,
        /// How many people have it.
        pub people: i64,
        /// May you give it? Not when it holds a right that you do not hold.
        pub assignable: bool,
        /// Counts up with each change; send it back with a PATCH.
        pub version: i64,
    }
}

reply! {
    /// A page of the roles: the built-in ones first, then the custom ones by name.
    pub struct RoleList {
        /// The roles.
        pub items: Vec<RoleInfo>,
        /// Give this as `cursor` to get the next page; null on the last one.
        pub next_cursor: Option<Cursor>,
    }
}

request! {
    /// A new custom role.
    pub struct CreateRole {
        /// The name, unique in the account.
        name: req RoleName,
        /// A sentence.
        #[cfg_attr(feature = "openapi", schemars(length(max = domain::name::Description::MAX)))]
        description: opt String,
        /// What it holds, with how far each goes.
        grants: opt Vec<Grant>,
        /// What it holds for the whole account: short for `grants`, and added to it.
        permissions: opt Vec<PermissionId>,
        /// The role that it is cloned from, when neither `grants` nor `permissions` says what it holds.
        clone_of: opt RoleId,
    }
}

request! {
    /// Changes to a custom role. They count at once for all who have it.
    pub struct UpdateRole {
        /// The version that was seen.
        version: ver i64,
        /// A new name.
        name: opt RoleName,
        /// A new description.
        #[cfg_attr(feature = "openapi", schemars(length(max = domain::name::Description::MAX)))]
        description: opt String,
        /// All that it holds from now on.
        grants: opt Vec<Grant>,
        /// All that it holds from now on for the whole account: short for `grants`, and added to it.
        permissions: opt Vec<PermissionId>,
    }
}

request! {
    /// Deleting a custom role.
    pub struct DeleteRoleQuery {
        /// The role that its people get.
        reassign_to: opt RoleId,
    }
}

reply! {
    /// A permission of the catalogue.
    pub struct PermissionInfo {
        /// The permission.
        pub id: PermissionId,
        /// Its group.
        pub group: PermissionGroup,
        /// How far it can go, the nearest first.
        pub reaches: Vec<Reach>,
    }
}

reply! {
    /// The catalogue.
    pub struct PermissionList {
        /// The permissions.
        pub items: Vec<PermissionInfo>,
        /// How far a permission can go, the nearest first.
        pub reaches: Vec<Reach>,
        /// Always null.
        pub next_cursor: Option<Cursor>,
    }
}
