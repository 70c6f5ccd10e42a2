//! Who may do what. This is the only place that answers the question; the edge, the console's disabled buttons and
//! the "why" explanation all ask here.

use crate::ids::SubaccountId;
use crate::permission::{PermissionId, Reach};
use crate::role::Grants;

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

/// What somebody holds: rights, how far each goes, and the subaccounts that are their own.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// Rights with their reach.
    pub grants: &'a Grants,
    /// Own subaccounts.
    pub subaccounts: &'a [SubaccountId],
}

/// What is beyond one's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beyond {
    /// A right that one does not hold, or not as far.
    Right(PermissionId),
    /// A subaccount that is not one's own, in which this right would count.
    Subaccount(PermissionId),
}

impl Beyond {
    /// The right that it is about.
    pub const fn permission(self) -> PermissionId {
        match self {
            Beyond::Right(permission) | Beyond::Subaccount(permission) => permission,
        }
    }
}

/// May a person give what the other one is to have, or act on somebody who has it? Only with every right of it, as far
/// as it goes, and in every subaccount in which it counts: else they could raise somebody, or bring somebody down, above
/// themselves, or come by another's rights. The no names the first that is beyond them.
pub fn may_handle(own: Standing<'_>, other: Standing<'_>) -> Result<(), Beyond> {
    if let Some(lacks) = own.grants.lacks(other.grants) {
        return Err(Beyond::Right(lacks));
    }
    let all_own = other.subaccounts.iter().all(|id| own.subaccounts.contains(id));
    // A right that goes for the whole account covers every subaccount.
    let beyond = |(permission, reach): &(PermissionId, Reach)| {
        *reach != Reach::Account && own.grants.reach(*permission) != Some(Reach::Account) && !all_own
    };
    other.grants.iter().find(beyond).map_or(Ok(()), |(permission, _)| Err(Beyond::Subaccount(permission)))
}

/// May a person give subaccounts to somebody? Where one of their own rights ends with their own subaccounts, so does what
/// they give: the other one may be given that right later.
pub fn may_give_subaccounts(own: Standing<'_>, given: &[SubaccountId]) -> Result<(), Beyond> {
    if given.iter().all(|id| own.subaccounts.contains(id)) {
        return Ok(());
    }
    let narrow = own.grants.iter().find(|(_, reach)| *reach == Reach::Subaccounts);
    narrow.map_or(Ok(()), |(permission, _)| Err(Beyond::Subaccount(permission)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Instant;

    fn sub(n: u8) -> SubaccountId {
        SubaccountId::new(Instant::from_millis(0), [n; 10])
    }

    #[test]
    fn what_is_given_ends_where_the_givers_own_ends() {
        let bots = PermissionId::SystemUsersManage;
        let narrow = Grants::new([(PermissionId::UsersManage, Reach::Account), (bots, Reach::Subaccounts)]);
        let wide = Grants::new([(PermissionId::UsersManage, Reach::Account), (bots, Reach::Account)]);
        let (mine, both) = (vec![sub(1)], vec![sub(1), sub(2)]);
        let standing = |grants, subaccounts| Standing { grants, subaccounts };
        assert_eq!(may_handle(standing(&narrow, &mine), standing(&narrow, &mine)), Ok(()));
        assert_eq!(may_handle(standing(&narrow, &mine), standing(&narrow, &both)), Err(Beyond::Subaccount(bots)));
        assert_eq!(may_handle(standing(&narrow, &both), standing(&wide, &[])), Err(Beyond::Right(bots)));
        assert_eq!(
            may_handle(standing(&wide, &[]), standing(&narrow, &both)),
            Ok(()),
            "the whole account is all of them"
        );
        assert_eq!(may_give_subaccounts(standing(&narrow, &mine), &both), Err(Beyond::Subaccount(bots)));
        assert_eq!(may_give_subaccounts(standing(&wide, &[]), &both), Ok(()));
    }
}
