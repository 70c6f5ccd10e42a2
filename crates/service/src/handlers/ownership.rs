//! Handing the account to another person: the owner only, surely themselves.

use contract::table::TransferOwnership;
use contract::{Account, Code, MailKind};
use domain::audit::Action;
use domain::field::FieldCode;
use domain::session::STEP_UP;
use domain::system_user::Status;
use locale::mail::Expires;
use serde_json::json;
use store::{Db, accounts, people};

use super::passwords::knows_password;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::mail::{self, Letter};
use crate::view;

impl<D: Deps> Handler<D> for TransferOwnership {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Account>, Fail> {
        let (can, now, to) = (&cx.proof, cx.meta.now, &cx.body.to_user_id);
        let human = can.human();
        if !human.owner {
            return Err(Fail::new(Code::OwnerOnly));
        }
        if human.must_change_password {
            return Err(Fail::new(Code::PasswordChangeRequired));
        }
        let next = people::next_owner(cx.db(), can, to)
            .await?
            .ok_or_else(|| Fail::field("to_user_id", FieldCode::NotFound))?;
        if next.status != Status::Active || next.id == human.user {
            return Err(Fail::field("to_user_id", FieldCode::NotActive));
        }
        match &cx.body.password {
            Some(password) if knows_password(cx.deps, cx.config, can, password.expose(), now).await? => {}
            Some(_) => return Err(Fail::field("password", FieldCode::WrongPassword)),
            None if now.since(human.signed_in_at) < STEP_UP => {}
            None => return Err(Fail::new(Code::StepUpRequired)),
        }
        let account = accounts::get(cx.db(), can).await?;
        let detail = json!({ "from": human.user, "to": to });
        let mut change = cx.change(can, Action::OwnershipTransferred, account.id.as_str(), &detail)?;
        people::transfer_ownership(&mut change, can, to);
        // Both hear of it: the next owner, and the one who may not have done it themselves.
        let own = people::own(cx.db(), can).await?;
        for (person, by) in [(&next, human.name.as_str()), (&own, "")] {
            let letter = Letter {
                kind: MailKind::OwnershipTransferred,
                to: &person.email,
                to_name: &person.name,
                locale: person.locale,
                account: &account.name,
                by,
                role: "",
                link: format!("{}/sign-in", cx.config.origin),
                expires: Expires::Hours(1),
            };
            mail::put(cx.deps, cx.config, &mut change, &letter)?;
        }
        cx.db().commit(&change.seal()).await.map_err(|error| match error {
            // Another transfer was faster: the caller is no longer the owner.
            error if error.is_guard("stale") => Fail::new(Code::OwnerOnly),
            error if error.is_invariant("owner") => Fail::field("to_user_id", FieldCode::NotActive),
            error => error.into(),
        })?;
        mail::send_soon(cx.deps, cx.config);
        Ok(view::account(accounts::get(cx.db(), can).await?).into())
    }
}
