//! Ending one token: the others of the system user go on. Again is no error: what is asked for is what there is.

use contract::Code;
use contract::table::EndToken;
use domain::audit::Action;
use serde_json::json;
use store::{Db, DbError, system_users};

use super::set_status::tell_gate;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for EndToken {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let ((id, token), can) = (&cx.path, &cx.proof);
        let found = system_users::token_end(cx.db(), can, id, token).await?;
        let (tail, ends_at) = found.ok_or_else(|| Fail::new(Code::NotFound))?;
        if ends_at.is_some_and(|at| at <= cx.meta.now) {
            return Ok(().into());
        }
        let detail = json!({ "token_id": token, "tail": tail });
        let mut change = cx.change(can, Action::TokenEnded, id.as_str(), &detail)?;
        system_users::end_token(&mut change, can, id, token);
        match cx.db().commit(&change.seal()).await {
            // It ended in the meantime, which is all that was wanted.
            Err(DbError::Guard(label)) if label == "stale" => {}
            outcome => outcome?,
        }
        tell_gate(&cx, can, id).await;
        Ok(().into())
    }
}
