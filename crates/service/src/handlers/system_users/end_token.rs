//! Ending one token: the others of the system user go on. Again is no error: what is asked for is what there is.

use contract::Code;
use contract::table::EndToken;
use domain::audit::{Before, Detail, EndedToken};
use store::{system_users, tokens};

use super::get::changed;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for EndToken {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let ((id, token), can, now) = (&cx.path, &cx.proof, cx.meta.now);
        let found = tokens::end_of(cx.db(), can, id, token).await?;
        let (tail, ends_at) = found.ok_or_else(|| Fail::new(Code::NotFound))?;
        if ends_at.is_some_and(|at| at <= now) {
            return Ok(().into());
        }
        let after = EndedToken { token: token.clone(), tail };
        let detail = Detail::TokenEnded { before: Before::ReadInTheBatch, after };
        let mut change = system_users::change(can, cx.stamp()?, id, &detail);
        tokens::end(&mut change, can, id, token);
        let after = change.then(system_users::get(can, id, now));
        match cx.commit(change).await {
            Ok(mut done) => changed(cx.state, done.take(after)?, now).map(|_| ().into()),
            // It ended in the meantime, which is all that was wanted.
            Err(error) if error.is_guard("unchanged") => Ok(().into()),
            Err(error) => Err(error.into()),
        }
    }
}
