//! Making, changing and deleting a team.

use contract::table::{CreateTeam, DeleteTeam, UpdateTeam};
use contract::{Code, Team, TeamMember};
use domain::audit::{self, Before, Detail, Named};
use domain::field::FieldCode;
use domain::ids::{TeamId, UserId};
use domain::permission::TeamsManage;
use domain::principal::Can;
use store::{DbError, people, teams};

use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::handlers::roles::create::name_taken;
use crate::view;

/// Members and supervisors by name; one who is not of the account is told at the field.
async fn members<D: Deps>(
    deps: &D,
    can: &Can<TeamsManage>,
    members: &[UserId],
    supervisors: &[UserId],
) -> Result<Vec<TeamMember>, Fail> {
    let found = people::names(deps.db(), can, &members.iter().chain(supervisors).collect::<Vec<_>>()).await?;
    for (field, ids) in [("member_ids", members), ("supervisor_ids", supervisors)] {
        if !ids.iter().all(|id| found.iter().any(|(known, _)| known == id)) {
            return Err(Fail::field(field, FieldCode::NotFound));
        }
    }
    Ok(found.into_iter().map(|(id, name)| TeamMember { supervisor: supervisors.contains(&id), id, name }).collect())
}

/// What the event says of the team; who supervises is a member, too.
fn said(
    name: Option<&str>,
    found: &[TeamMember],
    members: Option<&[UserId]>,
    supervisors: Option<&[UserId]>,
) -> audit::Team {
    let named = |ids: &[UserId]| {
        found.iter().filter(|one| ids.contains(&one.id)).map(|one| Named::new(one.id.as_str(), &*one.name)).collect()
    };
    audit::Team { name: name.map(str::to_owned), members: members.map(named), supervisors: supervisors.map(named) }
}

/// The rules of the schema about teams, as the errors that name them.
fn refused(error: DbError) -> Fail {
    match error {
        // Somebody was removed while it was being written.
        DbError::ForeignKey => Fail::field("member_ids", FieldCode::NotFound),
        error if error.is_invariant("team_full") => Fail::field("member_ids", FieldCode::TooLong),
        error => name_taken(error),
    }
}

impl<D: Deps> Handler<D> for CreateTeam {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Team>, Fail> {
        let (body, can) = (&cx.body, &cx.proof);
        let (member_ids, supervisor_ids) =
            (body.member_ids.as_deref().unwrap_or_default(), body.supervisor_ids.as_deref().unwrap_or_default());
        let members = members(cx.deps, can, member_ids, supervisor_ids).await?;
        let id = TeamId::new(cx.meta.now, random(cx.deps)?);
        let name = Some(body.name.as_str());
        let detail = Detail::TeamCreated { after: said(name, &members, Some(member_ids), Some(supervisor_ids)) };
        let mut change = cx.change(can, id.as_str(), &detail)?;
        teams::insert(&mut change, can, &id, body.name.as_str());
        teams::set_members(&mut change, can, &id, member_ids);
        teams::set_supervisors(&mut change, can, &id, supervisor_ids);
        let reply = Team {
            id,
            name: body.name.as_str().to_owned(),
            member_count: i64::try_from(members.len()).unwrap_or(i64::MAX),
            members,
            version: 1,
            created_at: cx.meta.now,
        };
        cx.commit_with(change, &reply).await.map_err(refused)?;
        Ok(reply.into())
    }
}

impl<D: Deps> Handler<D> for UpdateTeam {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Team>, Fail> {
        let (id, body, can) = (&cx.path, &cx.body, &cx.proof);
        let (member_ids, supervisor_ids) =
            (body.member_ids.as_deref().unwrap_or_default(), body.supervisor_ids.as_deref().unwrap_or_default());
        let members = if member_ids.is_empty() && supervisor_ids.is_empty() {
            Vec::new()
        } else {
            members(cx.deps, can, member_ids, supervisor_ids).await?
        };
        let name = body.name.as_ref().map(|n| n.as_str());
        let after = said(name, &members, body.member_ids.as_deref(), body.supervisor_ids.as_deref());
        let detail = Detail::TeamUpdated { before: Before::ReadInTheBatch, after };
        let mut change = teams::change(can, cx.stamp()?, id, &detail);
        teams::update(&mut change, can, id, name, body.version);
        if let Some(members) = &body.member_ids {
            teams::set_members(&mut change, can, id, members);
        }
        if let Some(supervisors) = &body.supervisor_ids {
            teams::set_supervisors(&mut change, can, id, supervisors);
        }
        let team = change.then(teams::get(can, id));
        let team = cx.commit(change).await.map_err(refused)?.take(team)?;
        Ok(view::team(team.ok_or_else(|| Fail::new(Code::NotFound))?).into())
    }
}

impl<D: Deps> Handler<D> for DeleteTeam {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let (id, can) = (&cx.path, &cx.proof);
        let mut change = teams::change(can, cx.stamp()?, id, &Detail::TeamDeleted { before: Before::ReadInTheBatch });
        teams::delete(&mut change, can, id);
        cx.commit(change).await?;
        Ok(().into())
    }
}
