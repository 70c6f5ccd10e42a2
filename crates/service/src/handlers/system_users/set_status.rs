//! Deactivate and Activate. Both may be called again without harm: the state asked for is the state there is.

use contract::table::{ActivateSystemUser, DeactivateSystemUser};
use contract::{Endpoint, SystemUserReply};
use domain::audit::Action;
use domain::ids::SystemUserId;
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use domain::system_user::Status;
use serde_json::json;
use store::{Db, records, system_users};

use super::get::load;
use crate::answer::Answer;
use crate::authn::Authenticate;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for DeactivateSystemUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SystemUserReply>, Fail> {
        set(&cx, &cx.proof, &cx.path, Status::Inactive, Action::SystemUserDeactivated).await
    }
}

impl<D: Deps> Handler<D> for ActivateSystemUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SystemUserReply>, Fail> {
        set(&cx, &cx.proof, &cx.path, Status::Active, Action::SystemUserActivated).await
    }
}

async fn set<D: Deps, E: Endpoint>(
    cx: &Cx<'_, D, E>,
    can: &Can<SystemUsersManage>,
    id: &SystemUserId,
    status: Status,
    action: Action,
) -> Result<Answer<SystemUserReply>, Fail>
where
    E::Auth: Authenticate,
{
    let now = cx.meta.now;
    let mut system_user = load(cx.deps, can, id, now).await?;
    if system_user.status != status {
        let mut change = cx.change(can, action, id.as_str(), &json!({ "username": system_user.username }))?;
        system_users::set_status(&mut change, can, id, status);
        cx.db().commit(&change.seal()).await?;
        tell_gate(cx, can, id).await;
        system_user = load(cx.deps, can, id, now).await?;
    }
    Ok(SystemUserReply { system_user }.into())
}

/// Lets this isolate's gate know of a change at once; the others hear of it within Δ. When the row is gone, so is
/// every generation of it.
pub async fn tell_gate<D: Deps, E: Endpoint>(cx: &Cx<'_, D, E>, can: &Can<SystemUsersManage>, id: &SystemUserId)
where
    E::Auth: Authenticate,
{
    let generation = match system_users::get(cx.db(), can, id, cx.meta.now).await {
        Ok(Some(row)) => row.generation,
        // Deleted, or not to be known now: no cached record is believed any more.
        Ok(None) | Err(_) => records::NO_GENERATION,
    };
    cx.state.revoked(id, generation);
}
