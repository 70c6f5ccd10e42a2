//! Making a custom role, from nothing or from another one.

use contract::table::CreateRole;
use contract::{Code, FieldError, Grant, RoleInfo};
use domain::audit::{self, Detail};
use domain::field::FieldCode;
use domain::ids::CustomRoleId;
use domain::name::Description;
use domain::permission::{PermissionId, Reach, RolesManage};
use domain::principal::Can;
use domain::role::{Grants, RoleId};
use store::{DbError, roles};

use super::list::custom;
use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::role_names::is_reserved;

impl<D: Deps> Handler<D> for CreateRole {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<RoleInfo>, Fail> {
        let (body, can) = (&cx.body, &cx.proof);
        let grants = match (read(body.grants.as_deref(), body.permissions.as_deref())?, &body.clone_of) {
            (Some(grants), _) => grants,
            (None, Some(role)) => grants_of(cx.deps, can, role).await?,
            (None, None) => return Err(Fail::field("grants", FieldCode::Required)),
        };
        not_beyond(can, &grants)?;
        not_reserved(body.name.as_str())?;
        let id = RoleId::custom(&CustomRoleId::new(cx.meta.now, random(cx.deps)?));
        let description = description(body.description.as_deref())?.unwrap_or_default();
        let after = audit::Role {
            name: Some(body.name.as_str().to_owned()),
            description: Some(description.clone()),
            grants: Some(grants.clone()),
            people: None,
        };
        let mut change = cx.change(can, id.as_str(), &Detail::RoleCreated { after })?;
        roles::insert(&mut change, can, &id, body.name.as_str(), &description, &grants);
        let row = roles::RoleRow {
            id,
            name: body.name.as_str().to_owned(),
            description,
            grants,
            version: 1,
            people: 0,
            name_key: String::new(),
        };
        let reply = custom(row, &can.human().role.grants);
        cx.commit_with(change, &reply).await.map_err(name_taken)?;
        Ok(reply.into())
    }
}

/// What a request says that a role holds, if it says so; a reach that a permission can't have is told at its field.
pub fn read(grants: Option<&[Grant]>, permissions: Option<&[PermissionId]>) -> Result<Option<Grants>, Fail> {
    if grants.is_none() && permissions.is_none() {
        return Ok(None);
    }
    let (grants, permissions) = (grants.unwrap_or_default(), permissions.unwrap_or_default());
    let wrong = |(i, g): (usize, &Grant)| {
        let known = g.permission.reaches().contains(&g.reach);
        (!known).then(|| FieldError { pointer: format!("/grants/{i}/reach"), code: FieldCode::InvalidChoice })
    };
    let errors: Vec<FieldError> = grants.iter().enumerate().filter_map(wrong).collect();
    if !errors.is_empty() {
        return Err(Fail::fields(errors));
    }
    let named = grants.iter().map(|g| (g.permission, g.reach));
    Ok(Some(Grants::new(named.chain(permissions.iter().map(|p| (*p, Reach::Account))))))
}

/// A description, if the request has one; an empty one takes it away.
pub fn description(text: Option<&str>) -> Result<Option<String>, Fail> {
    match text.map(str::trim) {
        None => Ok(None),
        Some("") => Ok(Some(String::new())),
        Some(text) => match Description::try_from(text.to_owned()) {
            Ok(text) => Ok(Some(text.as_str().to_owned())),
            Err(code) => Err(Fail::field("description", code)),
        },
    }
}

async fn grants_of(deps: &impl Deps, can: &Can<RolesManage>, role: &RoleId) -> Result<Grants, Fail> {
    match role.built_in() {
        Some(built_in) => Ok(built_in.grants()),
        None => {
            let row = roles::get(can, role).of(deps.db()).await?;
            row.map(|r| r.into_inner().grants).ok_or_else(|| Fail::field("clone_of", FieldCode::NotFound))
        }
    }
}

/// Nobody makes a role with rights that they do not hold.
pub fn not_beyond(can: &Can<RolesManage>, grants: &Grants) -> Result<(), Fail> {
    match can.human().role.grants.lacks(grants) {
        None => Ok(()),
        Some(lacks) => {
            let errors = vec![FieldError::at("grants", FieldCode::BeyondYourOwn)];
            Err(Fail { errors, ..Fail::new(Code::BeyondYourOwn) }.with("permission", lacks))
        }
    }
}

/// No custom role is called like a built-in one.
pub fn not_reserved(name: &str) -> Result<(), Fail> {
    if is_reserved(name) { Err(taken()) } else { Ok(()) }
}

fn taken() -> Fail {
    Fail { errors: vec![FieldError::at("name", FieldCode::Taken)], ..Fail::new(Code::NameTaken) }
}

/// The unique rule on names, told at the field.
pub fn name_taken(error: DbError) -> Fail {
    if error.is_unique(roles::UNIQUE_NAME) || error.is_unique(store::teams::UNIQUE_NAME) {
        taken()
    } else {
        error.into()
    }
}
