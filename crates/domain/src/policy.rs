//! Who may do what. This is the only place that answers the question; the edge, the console's disabled buttons and
//! the "why" explanation all ask here.

use crate::permission::{PermissionId, Reach};
use crate::role::{Grants, Role};

/// The answer, with the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Go on, as far as the reach.
    Allowed(Reach),
    /// The role does not hold the permission.
    RoleLacks(PermissionId),
}

impl Verdict {
    /// Is it a yes?
    pub const fn is_allowed(self) -> bool {
        matches!(self, Verdict::Allowed(_))
    }
}

/// May a person of this role use this permission in their own account?
pub fn person(grants: &Grants, permission: PermissionId) -> Verdict {
    grants.reach(permission).map_or(Verdict::RoleLacks(permission), Verdict::Allowed)
}

/// May a person of this role see the people and the roles? Whoever manages one of people, teams and roles may.
pub fn sees_people(grants: &Grants) -> Verdict {
    let any = [PermissionId::UsersManage, PermissionId::TeamsManage, PermissionId::RolesManage];
    let found = any.into_iter().find_map(|permission| grants.reach(permission));
    found.map_or(Verdict::RoleLacks(PermissionId::UsersManage), Verdict::Allowed)
}

/// May a person give this role, or act on somebody who has it? Only with every right that the role holds: else
/// they could raise somebody, or bring somebody down, above themselves. The no names the first right that lacks.
pub fn may_handle(own: &Grants, role: &Role) -> Result<(), PermissionId> {
    own.lacks(&role.grants).map_or(Ok(()), Err)
}
