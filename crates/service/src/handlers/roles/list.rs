//! All roles, one role, the catalogue of permissions, who can look after system users.

use contract::page::CursorKey;
use contract::table::{GetRole, ListCustodians, ListPermissions, ListRoles};
use contract::{Code, Cursor, Page, PermissionInfo, PermissionList, PersonRef, RoleInfo, RoleList};
use domain::menu::MenuItem;
use domain::permission::{PermissionId, Reach};
use domain::role::{BuiltIn, Grants, Role};
use store::people;
use store::roles::{self, RoleRow};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::handlers::users::list::by_name;
use crate::role_names::is_found;
use crate::view;

// The built-in ones come first, in their own order: a position among them is a number, one behind them a name's key.
impl<D: Deps> Handler<D> for ListRoles {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<RoleList>, Fail> {
        let own = &cx.proof.human().role.grants;
        let limit = cx.query.limit.unwrap_or_default();
        let search = view::search(cx.query.search.as_deref());
        let (seen, after) = match &cx.query.cursor {
            None => (0, None),
            Some(Cursor { key: CursorKey::Number(n), .. }) => (usize::try_from(*n).unwrap_or(usize::MAX), None),
            Some(Cursor { key: CursorKey::Text(key), id }) => (usize::MAX, Some((key.as_str(), id.as_str()))),
        };
        let wanted = |role: &BuiltIn| search.as_deref().is_none_or(|search| is_found(*role, search));
        let left: Vec<(usize, BuiltIn)> =
            (1..).zip(BuiltIn::ALL.iter().copied()).filter(|(n, role)| *n > seen && wanted(role)).collect();
        let size = limit.get() as usize;
        let mut rows: Vec<(Cursor, RoleInfo)> = Vec::new();
        if !left.is_empty() {
            let counts = roles::count_built_in(cx.db(), &cx.proof).await?;
            let people = |role: BuiltIn| counts.iter().find(|(r, _)| *r == role).map_or(0, |(_, n)| *n);
            rows.extend(left.into_iter().map(|(n, role)| {
                let key = CursorKey::Number(i64::try_from(n).unwrap_or(i64::MAX));
                (Cursor { key, id: role.id().to_string() }, built_in(role, people(role), own))
            }));
        }
        if rows.len() <= size {
            let room = i64::try_from(size - rows.len()).unwrap_or(0) + 1;
            let found = roles::list(cx.db(), &cx.proof, search.as_deref(), after, room).await?;
            rows.extend(found.into_iter().map(|row| {
                let key = CursorKey::Text(row.name_key.clone());
                (Cursor { key, id: row.id.to_string() }, custom(row, own))
            }));
        }
        let page = view::page(rows, limit, |row| row.0.clone(), |row| row.1);
        Ok(RoleList { items: page.items, next_cursor: page.next_cursor }.into())
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
        let limit = cx.query.limit.unwrap_or_default();
        let after = cx.query.cursor.as_ref().map(by_name).transpose()?;
        let search = view::search(cx.query.search.as_deref());
        let size = i64::from(limit.get()) + 1;
        let rows = people::custodians_page(cx.db(), &cx.proof, search.as_deref(), after, size).await?;
        let position =
            |row: &people::Custodian| Cursor { key: CursorKey::Text(row.name_key.clone()), id: row.id.to_string() };
        Ok(view::page(rows, limit, position, |row| PersonRef { id: row.id, name: row.name }).into())
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
