//! Renaming a system user, and who looks after it. The username is half of the pair that Sinch's clients send: caches must hear of it.

use contract::SystemUserReply;
use contract::table::UpdateSystemUser;
use domain::audit::Action;
use domain::field::FieldCode;
use domain::ids::UserId;
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use serde_json::json;
use store::{Db, DbError, custodians, people, system_users};

use super::get::load;
use super::set_status::tell_gate;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for UpdateSystemUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SystemUserReply>, Fail> {
        let (id, now) = (&cx.path, cx.meta.now);
        let before = load(cx.deps, &cx.proof, id, now).await?;
        let username = cx.body.username.as_ref().map_or(before.username.as_str(), |u| u.as_str());
        let wanted = cx.body.custodian_ids.as_deref();
        if wanted.is_some_and(<[_]>::is_empty) {
            return Err(Fail::field("custodian_ids", FieldCode::Required));
        }
        if let Some(ids) = wanted {
            may_look_after(cx.deps, &cx.proof, ids).await?;
        }
        let names: Vec<&str> = before.custodians.iter().map(|c| c.name.as_str()).collect();
        let detail = json!({ "before": { "username": before.username, "custodians": names }, "after": { "username": username, "custodian_ids": wanted } });
        let action = if wanted.is_some() { Action::CustodiansChanged } else { Action::SystemUserUpdated };
        let mut change = cx.change(&cx.proof, action, id.as_str(), &detail)?;
        system_users::rename(&mut change, &cx.proof, id, username, cx.body.version);
        if let Some(ids) = wanted {
            custodians::set(&mut change, &cx.proof, id, ids);
        }
        cx.db().commit(&change.seal()).await.map_err(|error| match error {
            DbError::ForeignKey => Fail::field("custodian_ids", FieldCode::NotFound),
            error if error.is_invariant("custodian_active") => Fail::field("custodian_ids", FieldCode::NotActive),
            error => error.into(),
        })?;
        tell_gate(&cx, &cx.proof, id).await;
        let system_user = load(cx.deps, &cx.proof, id, now).await?;
        Ok(SystemUserReply { system_user }.into())
    }
}

/// Only active people who may manage system users look after one.
async fn may_look_after(deps: &impl Deps, can: &Can<SystemUsersManage>, ids: &[UserId]) -> Result<(), Fail> {
    let able = people::custodians(deps.db(), can, Some(ids)).await?;
    if ids.iter().all(|id| able.iter().any(|person| person.id == *id)) {
        return Ok(());
    }
    let known = people::names(deps.db(), can, &ids.iter().collect::<Vec<_>>()).await?;
    let all = ids.iter().all(|id| known.iter().any(|(known, _)| known == id));
    Err(Fail::field("custodian_ids", if all { FieldCode::InvalidChoice } else { FieldCode::NotFound }))
}
