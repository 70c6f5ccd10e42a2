//! Deactivating and removing a person. What they look after is handed over in the same batch: bots stay.

use contract::table::{DeactivateUser, DeleteUser};
use contract::{Code, Endpoint, UserDetail};
use domain::audit::Action;
use domain::field::FieldCode;
use domain::ids::UserId;
use domain::permission::{PermissionId, UsersManage};
use domain::policy;
use domain::principal::Can;
use domain::system_user::Status;
use serde_json::json;
use store::{Change, Db, accounts, custodians, people};

use super::get::load;
use crate::answer::Answer;
use crate::authn::Authenticate;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::people::{person_to_handle, refused};

impl<D: Deps> Handler<D> for DeactivateUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<UserDetail>, Fail> {
        let id = &cx.path;
        if person_to_handle(cx.deps, &cx.proof, id).await?.status == Status::Active {
            let mut change =
                begin(&cx, &cx.proof, id, cx.body.successor_user_id.as_ref(), Action::UserDeactivated).await?;
            people::set_status(&mut change, &cx.proof, id, Status::Inactive);
            cx.db().commit(&change.seal()).await.map_err(refused)?;
        }
        Ok(load(cx.deps, &cx.proof, id).await?.into())
    }
}

impl<D: Deps> Handler<D> for DeleteUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let id = &cx.path;
        let mut change = begin(&cx, &cx.proof, id, cx.query.successor_user_id.as_ref(), Action::UserDeleted).await?;
        people::delete(&mut change, &cx.proof, id);
        cx.db().commit(&change.seal()).await.map_err(refused)?;
        Ok(().into())
    }
}

/// Begins the change with the hand-over: to the named person, or to the owner.
async fn begin<D: Deps, E: Endpoint>(
    cx: &Cx<'_, D, E>,
    can: &Can<UsersManage>,
    id: &UserId,
    successor: Option<&UserId>,
    action: Action,
) -> Result<Change, Fail>
where
    E::Auth: Authenticate,
{
    let person = person_to_handle(cx.deps, can, id).await?;
    if person.owner {
        return Err(Fail::new(Code::IsOwner));
    }
    if *id == can.human().user {
        return Err(Fail::new(Code::NotYourself));
    }
    let owner = accounts::get(cx.db(), can).await?.owner;
    let successor = match successor {
        Some(named) => {
            let wrong = |code| Fail::field("successor_user_id", code);
            let person = people::get(cx.db(), can, named).await?.ok_or_else(|| wrong(FieldCode::NotFound))?;
            let may = policy::person(&person.role.grants, PermissionId::SystemUsersManage).is_allowed();
            if named == id || person.status != Status::Active {
                return Err(wrong(FieldCode::NotActive));
            }
            if !may {
                return Err(wrong(FieldCode::InvalidChoice));
            }
            named.clone()
        }
        None => owner,
    };
    let detail = json!({ "name": person.name, "email": person.email, "successor_user_id": successor });
    let mut change = cx.change(can, action, id.as_str(), &detail)?;
    custodians::hand_over(&mut change, can, id, &successor);
    Ok(change)
}
