//! Putting aside that a code host found a token.

use contract::table::DismissTokenFinds;
use contract::{Code, SystemUserReply};
use store::{system_users, tokens};

use super::get::{changed, load};
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for DismissTokenFinds {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SystemUserReply>, Fail> {
        let ((id, token), can, now) = (&cx.path, &cx.proof, cx.meta.now);
        let seen = load(cx.deps, can, id, now).await?;
        let row = seen.tokens.iter().find(|row| row.id == *token).ok_or_else(|| Fail::new(Code::NotFound))?;
        if row.finds.is_empty() {
            // Already done, or never there: nothing to write.
            return Ok(SystemUserReply { system_user: view::system_user(seen.into_inner(), now) }.into());
        }
        let mut change = tokens::dismiss(can, cx.stamp()?, id, (token, &row.tail));
        change.rely_on(&seen);
        let after = change.then(system_users::get(can, id, now));
        let mut done = cx.commit(change).await?;
        Ok(changed(cx.state, done.take(after)?, now)?.into())
    }
}
