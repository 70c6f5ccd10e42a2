//! What depends on a person, before they leave.

use contract::table::GetOffboarding;
use contract::{Code, Offboarding, PersonRef, SystemUserRef};
use store::{all_three, custodians, invitations, people, sessions};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for GetOffboarding {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Offboarding>, Fail> {
        let (id, now) = (&cx.path, cx.meta.now);
        let (person, belongings, owner) =
            all_three(cx.db(), people::get(&cx.proof, id), people::belongings(&cx.proof, id), people::owner(&cx.proof))
                .await?;
        let person = person.ok_or_else(|| Fail::new(Code::NotFound))?.into_inner().person;
        let owner = owner.into_inner().person;
        let held = custodians::held(cx.db(), &cx.proof, id).await?;
        let sent = invitations::list(cx.db(), &cx.proof, None, Some(id), 200).await?;
        let named = |one: &custodians::Held| SystemUserRef {
            id: one.id.clone(),
            username: one.username.clone(),
            status: one.status,
        };
        let reply = Offboarding {
            created: held.iter().filter(|h| h.made).map(named).collect(),
            looks_after: held.iter().filter(|h| h.looks_after).map(named).collect(),
            alone: held.iter().filter(|h| h.looks_after && h.alone).map(|h| h.id.clone()).collect(),
            teams: view::memberships(belongings.teams),
            invitations: sent.into_iter().map(|row| view::invitation(row, now)).collect(),
            sessions: sessions::count(cx.db(), &cx.proof, id, now).await?,
            successor: PersonRef { id: owner.id, name: owner.name },
            user: view::user(person),
        };
        Ok(reply.into())
    }
}
