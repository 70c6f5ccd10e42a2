//! All roles, one role, the catalogue of permissions, who can look after system users.

use contract::table::{GetRole, ListCustodians, ListPermissions, ListRoles};
use contract::{Code, Page, PermissionInfo, PermissionList, PersonRef, RoleInfo, RoleList};
use domain::menu::MenuItem;
use domain::permission::{PermissionId, Reach};
use domain::role::{BuiltIn, Grants, Role};
use store::people;
use store::roles::{self, RoleRow};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for ListRoles {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<RoleList>, Fail> {
        let own = &cx.proof.human().role.grants;
        let counts = roles::count_built_in(cx.db(), &cx.proof).await?;
        let people = |role: BuiltIn| counts.iter().find(|(r, _)| *r == role).map_or(0, |(_, n)| *n);
        let mut items: Vec<RoleInfo> = BuiltIn::ALL.iter().map(|role| built_in(*role, people(*role), own)).collect();
        items.extend(roles::list(cx.db(), &cx.proof).await?.into_iter().map(|row| custom(row, own)));
        Ok(RoleList { items, next_cursor: None }.into())
    }
}

impl<D: Deps> Handler<D> for GetRole {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<RoleInfo>, Fail> {
        let own = &cx.proof.human().role.grants;
        if let Some(role) = cx.path.built_in() {
            let counts = roles::count_built_in(cx.db(), &cx.proof).await?;
            let people = counts.iter().find(|(r, _)| *r == role).map_or(0, |(_, n)| *n);
            return Ok(built_in(role, people, own).into());
        }
        let row = roles::get(&cx.proof, &cx.path).of(cx.db()).await?.ok_or_else(|| Fail::new(Code::NotFound))?;
        Ok(custom(row.into_inner(), own).into())
    }
}

impl<D: Deps> Handler<D> for ListPermissions {
    async fn handle(_: Cx<'_, D, Self>) -> Result<Answer<PermissionList>, Fail> {
        let items = PermissionId::ALL
            .iter()
            .map(|id| PermissionInfo { id: *id, group: id.group(), reaches: id.reaches().to_vec() })
            .collect();
        Ok(PermissionList { items, reaches: Reach::ALL.to_vec(), next_cursor: None }.into())
    }
}

impl<D: Deps> Handler<D> for ListCustodians {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<PersonRef>>, Fail> {
        let people = people::custodians(cx.db(), &cx.proof, None).await?;
        let items = people.into_iter().map(|p| PersonRef { id: p.id, name: p.name }).collect();
        Ok(Page { items, next_cursor: None }.into())
    }
}

fn built_in(role: BuiltIn, people: i64, own: &Grants) -> RoleInfo {
    let role: Role = role.into();
    RoleInfo {
        description: String::new(),
        built_in: true,
        grants: view::grants(&role.grants),
        permissions: role.grants.iter().map(|(p, _)| p).collect(),
        menu: MenuItem::of(&role.grants),
        people,
        assignable: own.lacks(&role.grants).is_none(),
        version: 1,
        id: role.id,
        name: role.name,
    }
}

/// A custom role.
pub fn custom(row: RoleRow, own: &Grants) -> RoleInfo {
    RoleInfo {
        built_in: false,
        grants: view::grants(&row.grants),
        permissions: row.grants.iter().map(|(p, _)| p).collect(),
        menu: MenuItem::of(&row.grants),
        people: row.people,
        assignable: own.lacks(&row.grants).is_none(),
        version: row.version,
        id: row.id,
        name: row.name,
        description: row.description,
    }
}
