//! Changing and deleting a custom role.

use contract::table::{DeleteRole, UpdateRole};
use contract::{Code, RoleInfo};
use domain::audit::Action;
use domain::field::FieldCode;
use domain::permission::RolesManage;
use domain::principal::Can;
use domain::role::RoleId;
use serde_json::json;
use store::roles::{self, RoleRow};
use store::{Db, DbError};

use super::create::{description, name_taken, not_beyond, read};
use super::list::custom;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

/// A custom role that the caller may change: neither built in, nor above them.
async fn to_change(deps: &impl Deps, can: &Can<RolesManage>, id: &RoleId) -> Result<RoleRow, Fail> {
    if id.built_in().is_some() {
        return Err(Fail::new(Code::RoleReadOnly));
    }
    let row = roles::get_to_change(deps.db(), can, id).await?.ok_or_else(|| Fail::new(Code::NotFound))?;
    not_beyond(can, &row.grants)?;
    Ok(row)
}

impl<D: Deps> Handler<D> for UpdateRole {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<RoleInfo>, Fail> {
        let (id, body, can) = (&cx.path, &cx.body, &cx.proof);
        let before = to_change(cx.deps, can, id).await?;
        let grants = read(body.grants.as_deref(), body.permissions.as_deref())?;
        if let Some(grants) = &grants {
            not_beyond(can, grants)?;
        }
        let description = description(body.description.as_deref())?;
        let name = body.name.as_ref().map(|n| n.as_str());
        let detail = json!({ "before": { "name": before.name, "grants": before.grants }, "after": { "name": name, "grants": grants } });
        let mut change = cx.change(can, Action::RoleUpdated, id.as_str(), &detail)?;
        roles::update(&mut change, can, id, name, description.as_deref(), grants.as_ref(), body.version);
        cx.db().commit(&change.seal()).await.map_err(name_taken)?;
        let row = roles::get_to_change(cx.db(), can, id).await?.ok_or_else(|| Fail::new(Code::NotFound))?;
        Ok(custom(row, &can.human().role.grants).into())
    }
}

impl<D: Deps> Handler<D> for DeleteRole {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let (id, can) = (&cx.path, &cx.proof);
        let row = to_change(cx.deps, can, id).await?;
        let to = cx.query.reassign_to.as_ref();
        if let Some(to) = to {
            let wrong = |code| Fail::field("reassign_to", code);
            if to == id {
                return Err(wrong(FieldCode::InvalidChoice));
            }
            let grants = match to.built_in() {
                Some(built_in) => built_in.grants(),
                None => roles::get_to_change(cx.db(), can, to).await?.ok_or_else(|| wrong(FieldCode::NotFound))?.grants,
            };
            not_beyond(can, &grants)?;
        }
        let detail = json!({ "name": row.name, "people": row.people, "reassign_to": to });
        let mut change = cx.change(can, Action::RoleDeleted, id.as_str(), &detail)?;
        roles::delete(&mut change, can, id, to);
        cx.db().commit(&change.seal()).await.map_err(|error| match error {
            DbError::Invariant(name) if name == "role_in_use" => Fail::new(Code::RoleInUse).with("people", row.people),
            error => error.into(),
        })?;
        Ok(().into())
    }
}
