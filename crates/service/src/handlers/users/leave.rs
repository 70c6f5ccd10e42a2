//! Deactivating and removing a person. What they look after is handed over in the same batch: bots stay.

use contract::table::{DeactivateUser, DeleteUser};
use contract::{Code, FieldError, MOST_SUCCESSORS, UserDetail};
use domain::audit::{self, Before, Detail, HandedOver, Named};
use domain::field::FieldCode;
use domain::ids::UserId;
use domain::permission::{PermissionId, UsersManage};
use domain::policy;
use domain::principal::Can;
use domain::system_user::Status;
use store::custodians::{self, Heir};
use store::people::{self, Standing};
use store::{Change, Seen, Stamp, all_three};

use super::get::{load, load_after};
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::people::{handled, refused};

impl<D: Deps> Handler<D> for DeactivateUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<UserDetail>, Fail> {
        let (id, can) = (&cx.path, &cx.proof);
        let named = cx.body.successors.as_deref().unwrap_or_default();
        let (person, successor, heirs) = who(cx.deps, can, id, cx.body.successor_user_id.as_ref(), named).await?;
        if person.status == Status::Inactive {
            return Ok(load(cx.deps, can, id).await?.into());
        }
        let mut change = begin(can, &person, successor, &heirs, cx.stamp()?, |before, after| {
            Detail::UserDeactivated { before, after }
        })?;
        people::set_status(&mut change, can, &person, Status::Inactive);
        let after = load_after(&mut change, can, id);
        let mut done = cx.commit(change).await.map_err(refused)?;
        Ok(after.take(&mut done)?.into())
    }
}

impl<D: Deps> Handler<D> for DeleteUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let (id, can) = (&cx.path, &cx.proof);
        let named = cx.body.successors.as_deref().unwrap_or_default();
        let (person, successor, heirs) = who(cx.deps, can, id, cx.query.successor_user_id.as_ref(), named).await?;
        let mut change =
            begin(can, &person, successor, &heirs, cx.stamp()?, |before, after| Detail::UserDeleted { before, after })?;
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
    named: &[contract::Successor],
) -> Result<(Seen<Standing>, Successor, Seen<Vec<Heir>>), Fail> {
    if named.len() > MOST_SUCCESSORS {
        return Err(Fail::field("successors", FieldCode::TooLong));
    }
    let pairs: Vec<_> = named.iter().map(|one| (&one.system_user_id, &one.user_id)).collect();
    let (person, heirs) = (people::get(can, id), custodians::heirs(can, id, &pairs));
    let (person, successor, heirs) = match successor {
        Some(named) => {
            let (person, named, heirs) = all_three(deps.db(), person, people::get(can, named), heirs).await?;
            (person, Successor::Named(named), heirs)
        }
        None => {
            let (person, owner, heirs) = all_three(deps.db(), person, people::owner(can), heirs).await?;
            (person, Successor::Owner(owner), heirs)
        }
    };
    Ok((handled(can, person)?, successor, heirs))
}

/// Whatever is wrong with the successors of single system users.
fn check_heirs(heirs: &[Heir]) -> Result<(), Fail> {
    let wrong = |heir: &Heir| match heir {
        Heir { system_user: None, .. } => Some(("system_user_id", FieldCode::NotFound)),
        Heir { person: None, .. } => Some(("user_id", FieldCode::NotFound)),
        Heir { active: false, .. } => Some(("user_id", FieldCode::NotActive)),
        Heir { able: false, .. } => Some(("user_id", FieldCode::InvalidChoice)),
        _ => None,
    };
    let errors: Vec<_> = heirs
        .iter()
        .enumerate()
        .filter_map(|(i, heir)| wrong(heir).map(|(field, code)| (i, field, code)))
        .map(|(i, field, code)| FieldError { pointer: format!("/successors/{i}/{field}"), code })
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(Fail::fields(errors)) }
}

fn said_of(heir: &Heir) -> Option<audit::Heir> {
    let ((bot, username), (person, name)) = (heir.system_user.as_ref()?, heir.person.as_ref()?);
    Some(audit::Heir { system_user: Named::new(bot.as_str(), username), successor: Named::new(person.as_str(), name) })
}

/// Begins the change with the hand-over.
fn begin(
    can: &Can<UsersManage>,
    person: &Seen<Standing>,
    successor: Successor,
    heirs: &Seen<Vec<Heir>>,
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
    check_heirs(heirs)?;
    let before = audit::User::named(&person.name, &person.email);
    let after = HandedOver {
        successor: Named::new(successor.id.as_str(), &*successor.name),
        successors: heirs.iter().filter_map(said_of).collect(),
    };
    let detail = said(before.into(), after);
    let mut change = Change::by(can, stamp, person.id.as_str(), &detail);
    custodians::hand_over(&mut change, can, &person.id, &successor, heirs);
    Ok(change)
}
