//! One system user.

use contract::table::GetSystemUser;
use contract::{Code, SystemUser, SystemUserReply};
use domain::ids::SystemUserId;
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use store::system_users;

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for GetSystemUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SystemUserReply>, Fail> {
        let row = system_users::get(cx.db(), &cx.proof, &cx.path, cx.meta.now).await?;
        let mut row = row.ok_or_else(|| Fail::new(Code::NotFound))?;
        cx.state.add_pending(cx.proof.account(), std::slice::from_mut(&mut row));
        Ok(SystemUserReply { system_user: view::system_user(row, cx.meta.now) }.into())
    }
}

/// Loads a system user of the proof's account, or 404.
pub async fn load(
    deps: &impl Deps,
    can: &Can<SystemUsersManage>,
    id: &SystemUserId,
    now: domain::time::Instant,
) -> Result<SystemUser, Fail> {
    let row = system_users::get(deps.db(), can, id, now).await?;
    row.map(|row| view::system_user(row, now)).ok_or_else(|| Fail::new(Code::NotFound))
}
