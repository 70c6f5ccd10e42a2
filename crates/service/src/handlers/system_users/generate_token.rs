//! Generate a new token: the older ones stop at once, or after the overlap.

use contract::SystemUserWithToken;
use contract::table::GenerateToken;
use domain::audit::{self, Detail};
use store::system_users;

use super::get::load;
use super::issue::issue;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;
use contract::{TokenInfo, TokenStatus};

impl<D: Deps> Handler<D> for GenerateToken {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SystemUserWithToken>, Fail> {
        let (id, now) = (&cx.path, cx.meta.now);
        let seen = load(cx.deps, &cx.proof, id, now).await?;
        let overlap = cx.body.overlap_seconds.unwrap_or_default().seconds();
        let after = audit::SystemUser {
            username: Some(seen.username.clone()),
            overlap_seconds: Some(overlap),
            ..Default::default()
        };
        let mut change = cx.change(&cx.proof, id.as_str(), &Detail::TokenGenerated { after })?;
        let ends = domain::lease::overlap_end(now, overlap);
        system_users::end_tokens(&mut change, &cx.proof, &seen, ends);
        let token = issue(cx.deps, cx.config, &mut change, &cx.proof, id, now)?;

        // The answer as it will be once the batch is through; a retry gets the same one.
        let generation = seen.generation + 1;
        let mut system_user = view::system_user(seen.into_inner(), now);
        for old in system_user.tokens.iter_mut().filter(|t| t.revoked_at.is_none_or(|at| at > ends)) {
            old.revoked_at = Some(ends);
            old.ends_at = domain::lease::ends_at(old.expires_at, old.revoked_at);
            if old.status != TokenStatus::Expired {
                old.status = if overlap == 0 { TokenStatus::Revoked } else { TokenStatus::Ending };
            }
        }
        let shown = TokenInfo {
            id: token.id.clone(),
            tail: token.tail.clone(),
            status: TokenStatus::Live,
            scopes: token.scopes.clone(),
            created_at: now,
            expires_at: None,
            revoked_at: None,
            ends_at: None,
            last_used_at: None,
        };
        system_user.tokens.insert(0, shown);
        system_user.tail.clone_from(&token.tail);
        system_user.version += 1;
        let reply = SystemUserWithToken { system_user, token };
        cx.commit_with(change, &reply).await?;
        cx.state.revoked(id, generation);
        Ok(reply.into())
    }
}
