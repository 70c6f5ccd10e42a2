//! Changing a person's name, role, teams or subaccounts. The e-mail address stays.

use contract::table::UpdateUser;
use contract::{Code, UserDetail};
use domain::audit::Action;
use domain::field::FieldCode;
use serde_json::json;
use store::{Db, people};

use super::get::load;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::people::{person_to_handle, places, refused, role_to_give};

impl<D: Deps> Handler<D> for UpdateUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<UserDetail>, Fail> {
        let (id, body) = (&cx.path, &cx.body);
        let before = person_to_handle(cx.deps, &cx.proof, id).await?;
        if body.email.as_deref().is_some_and(|email| !email.eq_ignore_ascii_case(&before.email)) {
            return Err(Fail::field("email", FieldCode::Immutable));
        }
        let role = match &body.role_id {
            Some(role) => Some(role_to_give(cx.deps, &cx.proof, role).await?.id),
            None => None,
        };
        if before.owner && role.as_ref().is_some_and(|r| *r != before.role.id) {
            return Err(Fail::new(Code::IsOwner));
        }
        places(cx.deps, &cx.proof, body.team_ids.as_deref(), body.subaccount_ids.as_deref()).await?;
        let name = body.name.as_ref().map(|n| n.as_str());
        let detail = json!({
            "before": { "name": before.name, "role_id": before.role.id },
            "after": { "name": name, "role_id": role, "team_ids": body.team_ids, "subaccount_ids": body.subaccount_ids },
        });
        let mut change = cx.change(&cx.proof, Action::UserUpdated, id.as_str(), &detail)?;
        people::update(&mut change, &cx.proof, id, name, role.as_ref(), body.version);
        if let Some(teams) = &body.team_ids {
            people::set_teams(&mut change, id, teams);
        }
        if let Some(subaccounts) = &body.subaccount_ids {
            people::set_subaccounts(&mut change, id, subaccounts);
        }
        cx.db().commit(&change.seal()).await.map_err(refused)?;
        Ok(load(cx.deps, &cx.proof, id).await?.into())
    }
}
