//! The second step of signing in.

use contract::SignedInAs;
use contract::table::PassTwoFactor;
use domain::ids::SessionId;
use store::{accounts, people, sessions};

use super::create::put_session;
use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::second_factor::Takes;
use crate::{second_factor, view};

impl<D: Deps> Handler<D> for PassTwoFactor {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SignedInAs>, Fail> {
        let (can, now) = (&cx.proof, cx.meta.now);
        let human = can.human();
        let code = second_factor::entered(&cx.body.code)?;
        let right = second_factor::check(&cx, can, &code, Takes::AlsoMail).await?;
        // Another session takes the place of the one that gave only a password: nobody who has seen its cookie gets in.
        let mut change = cx.change(can, human.user.as_str(), &right.detail())?;
        right.spend(&mut change, can);
        sessions::delete_own(&mut change, can, &human.session);
        let (id, passed) = (SessionId::new(now, random(cx.deps)?), right.passed());
        let session = put_session(cx.deps, cx.config, cx.meta, &mut change, (&id, &human.user, Some(passed)))?;
        let (person, account) = (change.then(people::own(can)), change.then(accounts::get(can)));
        let mut done = second_factor::commit(&cx, can, change).await?;
        let (person, account) = (done.take(person)?, done.take(account)?.into_inner());
        let next = view::next_step(&person, account.rule, Some(passed), now);
        let cookie = session.cookie(cx.config, &account);
        let reply = SignedInAs { user: view::user(person), account: view::account(account), next };
        Ok(Answer::with_cookie(reply, Some(cookie)))
    }
}
