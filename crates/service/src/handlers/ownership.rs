//! Handing the account to another person: the owner only.

use contract::table::TransferOwnership;
use contract::{Account, Code, MailKind};
use domain::audit::{self, Detail, Named};
use domain::field::FieldCode;
use domain::ids::UserId;
use domain::system_user::Status;
use locale::mail::Expires;
use store::{accounts, all_three, people};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::mail::{self, Letter};
use crate::view;

impl<D: Deps> Handler<D> for TransferOwnership {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Account>, Fail> {
        let (can, to) = (&*cx.proof, &cx.body.to_user_id);
        let human = can.human();
        let (next, own, account) =
            all_three(cx.db(), people::next_owner(can, to), people::own(can), accounts::get(can)).await?;
        let next = next.ok_or_else(|| Fail::field("to_user_id", FieldCode::NotFound))?;
        // Whoever set a temporary password, or waits for a first one to be chosen, could sign in as the next owner.
        if next.status != Status::Active || next.id == human.user || next.must_change_password {
            return Err(not_ready());
        }
        let owned_by = |id: &UserId, name: &str| audit::Account {
            name: Some(account.name.clone()),
            owner: Some(Named::new(id.as_str(), name)),
            ..Default::default()
        };
        let detail = Detail::OwnershipTransferred {
            before: owned_by(&human.user, &human.name).into(),
            after: owned_by(&next.id, &next.name),
        };
        let mut change = cx.change(can, account.id.as_str(), &detail)?;
        people::transfer_ownership(&mut change, can, &next);
        // Both hear of it: the next owner, and the one who may not have done it themselves.
        for (person, by) in [(&next.person, human.name.as_str()), (&own, "")] {
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
        let after = change.then(accounts::get(can));
        let mut done = cx.commit(change).await.map_err(|error| match error {
            // Another transfer was faster: the caller is no longer the owner.
            error if error.is_guard("stale") => Fail::new(Code::OwnerOnly),
            error if error.is_invariant("owner") || error.is_invariant("owner_password") => not_ready(),
            error => error.into(),
        })?;
        mail::send_soon(cx.deps, cx.config);
        Ok(view::account(done.take(after)?.into_inner()).into())
    }
}

fn not_ready() -> Fail {
    Fail::field("to_user_id", FieldCode::NotActive)
}
