//! One person.

use contract::UserDetail;
use contract::table::GetUser;
use domain::ids::UserId;
use domain::permission::UsersManage;
use domain::principal::Can;
use store::people;

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;
use contract::Code;

impl<D: Deps> Handler<D> for GetUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<UserDetail>, Fail> {
        Ok(load(cx.deps, &cx.proof, &cx.path).await?.into())
    }
}

/// Loads a person of the proof's account, or 404.
pub async fn load(deps: &impl Deps, can: &Can<UsersManage>, id: &UserId) -> Result<UserDetail, Fail> {
    let person = people::get(deps.db(), can, id).await?.ok_or_else(|| Fail::new(Code::NotFound))?;
    let belongings = people::belongings(deps.db(), can, id).await?;
    Ok(view::user_detail(person, belongings))
}
