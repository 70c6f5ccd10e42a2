//! Deleting an inactive system user.

use contract::Code;
use contract::table::DeleteSystemUser;
use domain::audit::Action;
use serde_json::json;
use store::{Db, system_users};

use super::get::load;
use super::set_status::tell_gate;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for DeleteSystemUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let id = &cx.path;
        let system_user = load(cx.deps, &cx.proof, id, cx.meta.now).await?;
        let detail = json!({ "username": system_user.username, "subaccount_id": system_user.subaccount_id });
        let mut change = cx.change(&cx.proof, Action::SystemUserDeleted, id.as_str(), &detail)?;
        system_users::delete(&mut change, &cx.proof, id);
        cx.db().commit(&change.seal()).await.map_err(|error| match error {
            error if error.is_invariant("system_user_active") => Fail::new(Code::SystemUserActive),
            error => error.into(),
        })?;
        tell_gate(&cx, &cx.proof, id).await;
        Ok(().into())
    }
}
