//! Renaming a system user. The username is half of the pair that Sinch's clients send: caches must hear of it.

use contract::SystemUserReply;
use contract::table::UpdateSystemUser;
use domain::audit::Action;
use serde_json::json;
use store::{Db, system_users};

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
        let detail = json!({ "before": before.username, "after": username });
        let mut change = cx.change(&cx.proof, Action::SystemUserUpdated, id.as_str(), &detail)?;
        system_users::rename(&mut change, &cx.proof, id, username, cx.body.version);
        cx.db().commit(&change.seal()).await?;
        tell_gate(&cx, &cx.proof, id).await;
        let system_user = load(cx.deps, &cx.proof, id, now).await?;
        Ok(SystemUserReply { system_user }.into())
    }
}
