//! Changing and deleting a custom role.

use contract::table::{DeleteRole, UpdateRole};
use contract::{Code, RoleInfo};
use domain::audit::{self, Detail, Moved, Named};
use domain::field::FieldCode;
use domain::permission::{Reach, RolesManage};
use domain::principal::Can;
use domain::role::{Grants, RoleId};
use store::roles::{self, RoleRow};
use store::{DbError, Seen};

use super::create::{description, name_taken, not_beyond, not_reserved, read};
use super::list::custom;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

/// A custom role that the caller may change: neither built in, nor above them.
async fn to_change(deps: &impl Deps, can: &Can<RolesManage>, id: &RoleId) -> Result<Seen<RoleRow>, Fail> {
    if id.built_in().is_some() {
        return Err(Fail::new(Code::RoleReadOnly));
    }
    let row = roles::get(can, id).of(deps.db()).await?.ok_or_else(|| Fail::new(Code::NotFound))?;
    not_beyond(can, &row.grants)?;
    Ok(row)
}

/// Whoever holds a right in their own subaccounts alone does not give it to people who have others.
async fn not_beyond_own_subaccounts(
    deps: &impl Deps,
    can: &Can<RolesManage>,
    id: &RoleId,
    grants: &Grants,
) -> Result<(), Fail> {
    let own = &can.human().role.grants;
    let narrow = grants.iter().find(|(permission, _)| own.reach(*permission) == Some(Reach::Subaccounts));
    match narrow {
        Some((permission, _)) if roles::reaches_beyond(can, id).of(deps.db()).await? => {
            Err(Fail::new(Code::BeyondYourOwn).with("permission", permission))
        }
        _ => Ok(()),
    }
}

impl<D: Deps> Handler<D> for UpdateRole {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<RoleInfo>, Fail> {
        let (id, body, can) = (&cx.path, &cx.body, &cx.proof);
        let before = to_change(cx.deps, can, id).await?;
        let grants = read(body.grants.as_deref(), body.permissions.as_deref())?;
        if let Some(grants) = &grants {
            not_beyond(can, grants)?;
            not_beyond_own_subaccounts(cx.deps, can, id, grants).await?;
        }
        let description = description(body.description.as_deref())?;
        let name = body.name.as_ref().map(|n| n.as_str());
        // A role that was called so before may keep its name.
        if let Some(name) = name.filter(|name| *name != before.name) {
            not_reserved(name)?;
        }
        let was = audit::Role {
            name: Some(before.name.clone()),
            description: Some(before.description.clone()),
            grants: Some(before.grants.clone()),
            people: None,
        };
        let after = audit::Role {
            name: name.map(str::to_owned),
            description: description.clone(),
            grants: grants.clone(),
            people: None,
        };
        let mut change = cx.change(can, id.as_str(), &Detail::RoleUpdated { before: was.into(), after })?;
        roles::update(&mut change, can, &before, name, description.as_deref(), grants.as_ref(), body.version);
        let after = change.then(roles::get(can, id));
        let after = cx.commit(change).await.map_err(name_taken)?.take(after)?;
        let row = after.ok_or_else(|| Fail::new(Code::NotFound))?;
        Ok(custom(row.into_inner(), &can.human().role.grants).into())
    }
}

impl<D: Deps> Handler<D> for DeleteRole {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let (id, can) = (&cx.path, &cx.proof);
        let row = to_change(cx.deps, can, id).await?;
        let to = match &cx.query.reassign_to {
            Some(to) if to == id => return Err(Fail::field("reassign_to", FieldCode::InvalidChoice)),
            Some(to) => {
                let role = match to.built_in() {
                    Some(built_in) => Some(roles::built_in(built_in)),
                    None => roles::get(can, to).of(cx.db()).await?.map(|seen| seen.map(|row| row.role())),
                };
                let role = role.ok_or_else(|| Fail::field("reassign_to", FieldCode::NotFound))?;
                not_beyond(can, &role.grants)?;
                not_beyond_own_subaccounts(cx.deps, can, id, &role.grants).await?;
                Some(role)
            }
            None => None,
        };
        let was = audit::Role {
            name: Some(row.name.clone()),
            description: Some(row.description.clone()),
            grants: Some(row.grants.clone()),
            people: Some(row.people),
        };
        let after = Moved { role: to.as_ref().map(|to| Named::new(to.id.as_str(), &*to.name)) };
        let mut change = cx.change(can, id.as_str(), &Detail::RoleDeleted { before: was.into(), after })?;
        roles::delete(&mut change, can, &row, to.as_ref());
        cx.commit(change).await.map_err(|error| match error {
            DbError::Invariant(name) if name == "role_in_use" => Fail::new(Code::RoleInUse).with("people", row.people),
            error => error.into(),
        })?;
        Ok(().into())
    }
}
