//! What a role is called, what it is for, and what it holds.

use crate::i18n::{locale, role_name};
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

/// What a role is for, in a sentence; empty where nobody wrote one.
pub fn described(role: &RoleInfo) -> String {
    role.id
        .built_in()
        .map_or_else(|| role.description.clone(), |r| locale::roles::role_description(locale(), r).to_owned())
}
