//! Changing a person's name, role, teams or subaccounts. The e-mail address stays.

use contract::table::UpdateUser;
use contract::{Code, UserDetail};
use domain::audit::{self, Before, Detail, Named};
use domain::email;
use domain::field::FieldCode;
use store::{both, people};

use super::get::load_after;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::people::{all_there, handled, may_give, may_give_subaccounts, places, refused, role_of};

impl<D: Deps> Handler<D> for UpdateUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<UserDetail>, Fail> {
        let (id, body, can) = (&cx.path, &cx.body, &cx.proof);
        let (teams, subaccounts) = (body.team_ids.as_deref(), body.subaccount_ids.as_deref());
        let (before, found) = both(cx.db(), people::get(can, id), places(can, teams, subaccounts)).await?;
        let before = handled(can, before)?;
        all_there(&found, teams, subaccounts)?;
        if body.email.as_deref().is_some_and(|email| !email::same(email, &before.email)) {
            return Err(Fail::field("email", FieldCode::Immutable));
        }
        let role = match &body.role_id {
            Some(role) => Some(role_of(cx.deps, can, role).await?),
            None => None,
        };
        if before.owner && role.as_ref().is_some_and(|r| r.id != before.role.id) {
            return Err(Fail::new(Code::IsOwner));
        }
        // What they have after it, both together, must be the caller's own to give.
        let after_role = role.as_ref().map_or(&before.role, |role| &**role);
        may_give(can, after_role, subaccounts.unwrap_or(&before.subaccounts))?;
        if let Some(subaccounts) = subaccounts {
            may_give_subaccounts(can, subaccounts)?;
        }
        let name = body.name.as_ref().map(|n| n.as_str());
        let after = audit::User {
            name: name.map(str::to_owned),
            role: role.as_ref().map(|role| Named::new(role.id.as_str(), &*role.name)),
            teams: teams.map(|_| found.teams.iter().map(|(id, name, _)| Named::new(id.as_str(), name)).collect()),
            subaccounts: subaccounts
                .map(|_| found.subaccounts.iter().map(|(id, name)| Named::new(id.as_str(), name)).collect()),
            ..Default::default()
        };
        let detail = Detail::UserUpdated { before: Before::ReadInTheBatch, after };
        let mut change = people::change(can, cx.stamp()?, id, &detail);
        people::update(&mut change, can, &before, name, role.as_ref(), body.version);
        if let Some(teams) = teams {
            people::set_teams(&mut change, id, teams);
        }
        if let Some(subaccounts) = subaccounts {
            people::set_subaccounts(&mut change, id, subaccounts);
        }
        let after = load_after(&mut change, can, id);
        let mut done = cx.commit(change).await.map_err(refused)?;
        Ok(after.take(&mut done)?.into())
    }
}
