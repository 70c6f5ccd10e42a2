//! Who may do what. This is the only place that answers the question; the edge and the console both ask here.

use crate::permission::PermissionId;
use crate::role::Role;

/// The answer, with the reason when it is no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Go on.
    Allowed,
    /// The role does not hold the permission.
    RoleLacks(PermissionId),
}

impl Verdict {
    /// Is it a yes?
    pub const fn is_allowed(self) -> bool {
        matches!(self, Verdict::Allowed)
    }
}

/// May a person of this role use this permission in their own account?
pub const fn person(role: Role, permission: PermissionId) -> Verdict {
    if role.holds(permission) { Verdict::Allowed } else { Verdict::RoleLacks(permission) }
}
