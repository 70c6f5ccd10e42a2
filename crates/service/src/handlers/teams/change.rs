//! Making, changing and deleting a team.

use contract::Team;
use contract::table::{CreateTeam, DeleteTeam, UpdateTeam};
use domain::audit::Action;
use domain::field::FieldCode;
use domain::ids::TeamId;
use serde_json::json;
use store::{Db, DbError, teams};

use super::list::load;
use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::handlers::roles::create::name_taken;

/// A member that is not of the account, told at the field.
fn refused(error: DbError) -> Fail {
    match error {
        DbError::ForeignKey => Fail::field("member_ids", FieldCode::NotFound),
        error => name_taken(error),
    }
}

impl<D: Deps> Handler<D> for CreateTeam {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Team>, Fail> {
        let (body, can) = (&cx.body, &cx.proof);
        let id = TeamId::new(cx.meta.now, random(cx.deps)?);
        let detail = json!({ "name": body.name, "member_ids": body.member_ids, "supervisor_ids": body.supervisor_ids });
        let mut change = cx.change(can, Action::TeamCreated, id.as_str(), &detail)?;
        teams::insert(&mut change, can, &id, body.name.as_str());
        teams::set_members(&mut change, can, &id, body.member_ids.as_deref().unwrap_or_default());
        teams::set_supervisors(&mut change, can, &id, body.supervisor_ids.as_deref().unwrap_or_default());
        // What a retry is answered says nothing of the members' names: they are looked up after the commit.
        let reply = Team {
            id: id.clone(),
            name: body.name.as_str().to_owned(),
            member_count: 0,
            members: Vec::new(),
            version: 1,
            created_at: cx.meta.now,
        };
        cx.commit_with(change, &reply).await.map_err(refused)?;
        Ok(load(cx.deps, can, &id).await?.into())
    }
}

impl<D: Deps> Handler<D> for UpdateTeam {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Team>, Fail> {
        let (id, body, can) = (&cx.path, &cx.body, &cx.proof);
        let before = load(cx.deps, can, id).await?;
        let name = body.name.as_ref().map(|n| n.as_str());
        let detail = json!({
            "before": { "name": before.name },
            "after": { "name": name, "member_ids": body.member_ids, "supervisor_ids": body.supervisor_ids },
        });
        let mut change = cx.change(can, Action::TeamUpdated, id.as_str(), &detail)?;
        teams::update(&mut change, can, id, name, body.version);
        if let Some(members) = &body.member_ids {
            teams::set_members(&mut change, can, id, members);
        }
        if let Some(supervisors) = &body.supervisor_ids {
            teams::set_supervisors(&mut change, can, id, supervisors);
        }
        cx.db().commit(&change.seal()).await.map_err(refused)?;
        Ok(load(cx.deps, can, id).await?.into())
    }
}

impl<D: Deps> Handler<D> for DeleteTeam {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let (id, can) = (&cx.path, &cx.proof);
        let team = load(cx.deps, can, id).await?;
        let detail = json!({ "name": team.name, "members": team.member_count });
        let mut change = cx.change(can, Action::TeamDeleted, id.as_str(), &detail)?;
        teams::delete(&mut change, can, id);
        cx.db().commit(&change.seal()).await?;
        Ok(().into())
    }
}
