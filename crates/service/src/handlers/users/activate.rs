//! Giving a person access again.

use contract::UserDetail;
use contract::table::ActivateUser;
use domain::audit::Action;
use domain::system_user::Status;
use serde_json::json;
use store::{Db, people};

use super::get::load;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::people::{person_to_handle, refused};

impl<D: Deps> Handler<D> for ActivateUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<UserDetail>, Fail> {
        let id = &cx.path;
        let before = person_to_handle(cx.deps, &cx.proof, id).await?;
        if before.status == Status::Inactive {
            let mut change =
                cx.change(&cx.proof, Action::UserActivated, id.as_str(), &json!({ "name": before.name }))?;
            people::set_status(&mut change, &cx.proof, id, Status::Active);
            cx.db().commit(&change.seal()).await.map_err(refused)?;
        }
        Ok(load(cx.deps, &cx.proof, id).await?.into())
    }
}
