//! Signing out, and ending others of one's own sessions.

use contract::Endpoint;
use contract::table::{DeleteCurrentSession, DeleteOtherSessions, DeleteSession};
use domain::audit::Detail;
use domain::ids::SessionId;
use domain::principal::Can;
use store::sessions;

use crate::answer::Answer;
use crate::authn::Authenticate;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for DeleteCurrentSession {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        end(&cx, &cx.proof, &cx.proof.human().session).await
    }
}

impl<D: Deps> Handler<D> for DeleteSession {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        end(&cx, &cx.proof, &cx.path).await
    }
}

impl<D: Deps> Handler<D> for DeleteOtherSessions {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let person = cx.proof.human().user.as_str();
        let mut change = cx.change(&cx.proof, person, &Detail::SessionsDeleted {})?;
        sessions::delete_others(&mut change, &cx.proof);
        cx.commit(change).await?;
        Ok(().into())
    }
}

async fn end<D: Deps, E: Endpoint, P>(cx: &Cx<'_, D, E>, can: &Can<P>, id: &SessionId) -> Result<Answer<()>, Fail>
where
    E::Auth: Authenticate,
{
    let mut change = cx.change(can, id.as_str(), &Detail::SessionDeleted {})?;
    sessions::delete_own(&mut change, can, id);
    cx.commit(change).await?;
    let current = *id == can.human().session;
    Ok(Answer::with_cookie((), current.then(|| cx.config.cookie("", 0))))
}
