//! What a role is called and holds.

use crate::i18n::role_name;
use contract::RoleInfo;
use domain::role::Grants;

/// What a role is called in the reader's language.
pub fn name_of(role: &RoleInfo) -> String {
    if role.built_in { role_name(&role.name) } else { role.name.clone() }
}

/// What a role holds.
pub fn grants_of(role: &RoleInfo) -> Grants {
    Grants::new(role.grants.iter().map(|g| (g.permission, g.reach)))
}
