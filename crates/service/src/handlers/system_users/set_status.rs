//! Deactivate and Activate. Both may be called again without harm: the state asked for is the state there is.

use contract::table::{ActivateSystemUser, DeactivateSystemUser};
use contract::{Endpoint, SystemUserReply};
use domain::audit::{Access, Before, Detail};
use domain::ids::SystemUserId;
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use domain::system_user::Status;
use store::system_users;

use super::get::{changed, load};
use crate::answer::Answer;
use crate::authn::Authenticate;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for DeactivateSystemUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SystemUserReply>, Fail> {
        set(&cx, &cx.proof, &cx.path, Status::Inactive).await
    }
}

impl<D: Deps> Handler<D> for ActivateSystemUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SystemUserReply>, Fail> {
        set(&cx, &cx.proof, &cx.path, Status::Active).await
    }
}

async fn set<D: Deps, E: Endpoint>(
    cx: &Cx<'_, D, E>,
    can: &Can<SystemUsersManage>,
    id: &SystemUserId,
    status: Status,
) -> Result<Answer<SystemUserReply>, Fail>
where
    E::Auth: Authenticate,
{
    let now = cx.meta.now;
    let (before, after) = (Before::ReadInTheBatch, Access { status });
    let detail = match status {
        Status::Active => Detail::SystemUserActivated { before, after },
        Status::Inactive => Detail::SystemUserDeactivated { before, after },
    };
    let mut change = system_users::change(can, cx.stamp()?, id, &detail);
    system_users::set_status(&mut change, can, id, status);
    let after = change.then(system_users::get(can, id, now));
    match cx.commit(change).await {
        Ok(mut done) => Ok(changed(cx.state, done.take(after)?, now)?.into()),
        // It is so already, and nothing was written.
        Err(error) if error.is_guard("unchanged") => {
            let system_user = view::system_user(load(cx.deps, can, id, now).await?.into_inner(), now);
            Ok(SystemUserReply { system_user }.into())
        }
        Err(error) => Err(error.into()),
    }
}
