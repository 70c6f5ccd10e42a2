//! The list of teams, and one team.

use contract::page::CursorKey;
use contract::table::{GetTeam, ListTeams};
use contract::{Code, Cursor, Page, Team};
use domain::ids::TeamId;
use domain::permission::TeamsManage;
use domain::principal::Can;
use store::teams::{self, TeamRow};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::handlers::users::list::by_name;
use crate::view;

impl<D: Deps> Handler<D> for ListTeams {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<Team>>, Fail> {
        let limit = cx.query.limit.unwrap_or_default();
        let after = cx.query.cursor.as_ref().map(by_name).transpose()?;
        let search = view::search(cx.query.search.as_deref());
        let size = i64::from(limit.get()) + 1;
        let rows = teams::list(cx.db(), &cx.proof, search.as_deref(), after, size).await?;
        let position = |row: &TeamRow| Cursor { key: CursorKey::Text(row.name_key.clone()), id: row.id.to_string() };
        Ok(view::page(rows, limit, position, view::team).into())
    }
}

impl<D: Deps> Handler<D> for GetTeam {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Team>, Fail> {
        Ok(load(cx.deps, &cx.proof, &cx.path).await?.into())
    }
}

/// Loads a team of the proof's account, or 404.
pub async fn load(deps: &impl Deps, can: &Can<TeamsManage>, id: &TeamId) -> Result<Team, Fail> {
    teams::get(can, id).of(deps.db()).await?.map(view::team).ok_or_else(|| Fail::new(Code::NotFound))
}
