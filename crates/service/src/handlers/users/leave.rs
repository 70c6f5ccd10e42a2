//! Deactivating and removing a person. What they look after is handed over in the same batch: bots stay.

use contract::table::{DeactivateUser, DeleteUser};
use contract::{Code, UserDetail};
use domain::audit::{self, Before, Detail, HandedOver, Named};
use domain::field::FieldCode;
use domain::ids::UserId;
use domain::permission::{PermissionId, UsersManage};
use domain::policy;
use domain::principal::Can;
use domain::system_user::Status;
use store::people::{self, Standing};
use store::{Change, Seen, Stamp, both, custodians};

use super::get::{load, load_after};
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::people::{handled, refused};

impl<D: Deps> Handler<D> for DeactivateUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<UserDetail>, Fail> {
        let (id, can) = (&cx.path, &cx.proof);
        let (person, successor) = who(cx.deps, can, id, cx.body.successor_user_id.as_ref()).await?;
        if person.status == Status::Inactive {
            return Ok(load(cx.deps, can, id).await?.into());
        }
        let mut change =
            begin(can, &person, successor, cx.stamp()?, |before, after| Detail::UserDeactivated { before, after })?;
        people::set_status(&mut change, can, &person, Status::Inactive);
        let after = load_after(&mut change, can, id);
        let mut done = cx.commit(change).await.map_err(refused)?;
        Ok(after.take(&mut done)?.into())
    }
}

impl<D: Deps> Handler<D> for DeleteUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let (id, can) = (&cx.path, &cx.proof);
        let (person, successor) = who(cx.deps, can, id, cx.query.successor_user_id.as_ref()).await?;
        let mut change =
            begin(can, &person, successor, cx.stamp()?, |before, after| Detail::UserDeleted { before, after })?;
        people::delete(&mut change, can, &person);
        cx.commit(change).await.map_err(refused)?;
        Ok(().into())
    }
}

/// Who takes over: somebody who was named and may not be there, or the owner.
enum Successor {
    Named(Option<Seen<Standing>>),
    Owner(Seen<Standing>),
}

/// The person, on whom the caller may act, and who takes over, in one trip.
async fn who(
    deps: &impl Deps,
    can: &Can<UsersManage>,
    id: &UserId,
    successor: Option<&UserId>,
) -> Result<(Seen<Standing>, Successor), Fail> {
    let person = people::get(can, id);
    let (person, successor) = match successor {
        Some(named) => {
            let (person, named) = both(deps.db(), person, people::get(can, named)).await?;
            (person, Successor::Named(named))
        }
        None => {
            let (person, owner) = both(deps.db(), person, people::owner(can)).await?;
            (person, Successor::Owner(owner))
        }
    };
    Ok((handled(can, person)?, successor))
}

/// Begins the change with the hand-over.
fn begin(
    can: &Can<UsersManage>,
    person: &Seen<Standing>,
    successor: Successor,
    stamp: Stamp,
    said: impl FnOnce(Before<audit::User>, HandedOver) -> Detail,
) -> Result<Change, Fail> {
    if person.owner {
        return Err(Fail::new(Code::IsOwner));
    }
    if person.id == can.human().user {
        return Err(Fail::new(Code::NotYourself));
    }
    let successor = match successor {
        Successor::Owner(owner) => owner,
        Successor::Named(named) => {
            let wrong = |code| Fail::field("successor_user_id", code);
            let named = named.ok_or_else(|| wrong(FieldCode::NotFound))?;
            if named.id == person.id || named.status != Status::Active {
                return Err(wrong(FieldCode::NotActive));
            }
            if !policy::person(&named.role.grants, PermissionId::SystemUsersManage).is_allowed() {
                return Err(wrong(FieldCode::InvalidChoice));
            }
            named
        }
    };
    let before = audit::User::named(&person.name, &person.email);
    let detail = said(before.into(), HandedOver { successor: Named::new(successor.id.as_str(), &*successor.name) });
    let mut change = Change::by(can, stamp, person.id.as_str(), &detail);
    custodians::hand_over(&mut change, can, &person.id, &successor);
    Ok(change)
}
