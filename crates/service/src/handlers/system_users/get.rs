//! One system user.

use contract::table::GetSystemUser;
use contract::{Code, SystemUserReply};
use domain::ids::SystemUserId;
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use domain::time::Instant;
use domain::token_rules::TokenRules;
use store::system_users::{self, SystemUserRow};
use store::{Seen, accounts, both};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::State;
use crate::view;

impl<D: Deps> Handler<D> for GetSystemUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SystemUserReply>, Fail> {
        let mut row = load(cx.deps, &cx.proof, &cx.path, cx.meta.now).await?.into_inner();
        cx.state.add_pending(cx.proof.account(), std::slice::from_mut(&mut row));
        Ok(SystemUserReply { system_user: view::system_user(row, cx.meta.now) }.into())
    }
}

/// Loads a system user of the proof's account, or 404.
pub async fn load(
    deps: &impl Deps,
    can: &Can<SystemUsersManage>,
    id: &SystemUserId,
    now: Instant,
) -> Result<Seen<SystemUserRow>, Fail> {
    system_users::get(can, id, now).of(deps.db()).await?.ok_or_else(|| Fail::new(Code::NotFound))
}

/// The same with what the account asks of new tokens, in one trip.
pub async fn load_with_rules(
    deps: &impl Deps,
    can: &Can<SystemUsersManage>,
    id: &SystemUserId,
    now: Instant,
) -> Result<(Seen<SystemUserRow>, Seen<TokenRules>), Fail> {
    let (found, rules) = both(deps.db(), system_users::get(can, id, now), accounts::token_rules(can)).await?;
    Ok((found.ok_or_else(|| Fail::new(Code::NotFound))?, rules))
}

/// What the API shows of a system user after a change, when this isolate's gate has been told of it. The others hear of
/// it within Δ.
pub fn changed(state: &State, after: Option<Seen<SystemUserRow>>, now: Instant) -> Result<SystemUserReply, Fail> {
    let after = after.ok_or_else(|| Fail::new(Code::NotFound))?;
    state.revoked(&after.id, after.generation);
    Ok(SystemUserReply { system_user: view::system_user(after.into_inner(), now) })
}
