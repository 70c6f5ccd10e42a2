//! The sessions of somebody in the account, for those who manage people.

use contract::table::{DeleteUserSessions, ListUserSessions};
use contract::{Page, Session};
use domain::audit::Detail;
use store::{both, people, sessions};

use super::list::{page, window};
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::people::{handled, person_to_handle};

impl<D: Deps> Handler<D> for ListUserSessions {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<Session>>, Fail> {
        let (can, id) = (&cx.proof, &cx.path);
        let listed = sessions::list_of(can, id, window(&cx.query, cx.meta.now));
        let (person, rows) = both(cx.db(), people::get(can, id), listed).await?;
        handled(can, person)?;
        Ok(page(rows, &cx.query, &can.human().session).into())
    }
}

impl<D: Deps> Handler<D> for DeleteUserSessions {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let can = &cx.proof;
        let person = person_to_handle(cx.deps, can, &cx.path).await?;
        let mut change = cx.change(can, cx.path.as_str(), &Detail::SessionsDeleted {})?;
        sessions::delete_of(&mut change, can, &person);
        cx.commit(change).await?;
        Ok(().into())
    }
}
