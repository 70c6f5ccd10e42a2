//! Giving a person access again.

use contract::UserDetail;
use contract::table::ActivateUser;
use domain::audit::{self, Access, Detail};
use domain::system_user::Status;
use store::people;

use super::get::{load, load_after};
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::people::{person_to_handle, refused};

impl<D: Deps> Handler<D> for ActivateUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<UserDetail>, Fail> {
        let (id, can) = (&cx.path, &cx.proof);
        let before = person_to_handle(cx.deps, can, id).await?;
        if before.status == Status::Active {
            return Ok(load(cx.deps, can, id).await?.into());
        }
        let was = audit::User::named(&before.name, &before.email);
        let detail = Detail::UserActivated { before: was.into(), after: Access { status: Status::Active } };
        let mut change = cx.change(can, id.as_str(), &detail)?;
        people::set_status(&mut change, can, &before, Status::Active);
        let after = load_after(&mut change, can, id);
        let mut done = cx.commit(change).await.map_err(refused)?;
        Ok(after.take(&mut done)?.into())
    }
}
