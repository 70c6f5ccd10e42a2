//! Taking a person's second factor away, who has lost it.

use contract::table::ResetTwoFactor;
use contract::{Code, MailKind};
use domain::audit::{self, Detail};
use store::{accounts, both, people, two_factor};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::people::{handled, refused};
use crate::{mail, second_factor};

impl<D: Deps> Handler<D> for ResetTwoFactor {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let id = &cx.path;
        let (person, account) = both(cx.db(), people::get(&cx.proof, id), accounts::get(&cx.proof)).await?;
        let person = handled(&cx.proof, person)?;
        // One's own is turned off with the password and a code: a session that somebody left open is not enough.
        if *id == cx.proof.human().user {
            return Err(Fail::new(Code::NotYourself));
        }
        if !person.two_factor {
            return Err(Fail::new(Code::TwoFactorOff));
        }
        let detail = Detail::TwoFactorReset { after: audit::User::named(&person.name, &person.email) };
        let mut change = cx.change(&cx.proof, id.as_str(), &detail)?;
        change.rely_on(&person);
        two_factor::remove(&mut change, cx.proof.account(), id);
        let by = cx.proof.human().name.as_str();
        let letter = second_factor::letter(cx.config, MailKind::TwoFactorOff, &person.person, &account.name, by);
        mail::put(cx.deps, cx.config, &mut change, &letter)?;
        cx.commit(change).await.map_err(refused)?;
        mail::send_soon(cx.deps, cx.config);
        Ok(().into())
    }
}
