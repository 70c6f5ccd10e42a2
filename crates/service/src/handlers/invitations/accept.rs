//! Accepting an invitation: the person is made and signed in, once.

use contract::table::{AcceptInvitation, GreetInvitation};
use contract::{Code, InvitationGreeting, SignedInAs};
use domain::audit::Detail;
use domain::email::Email;
use domain::ids::UserId;
use domain::secret::Secret;
use store::people::{self, NewPerson};
use store::{Change, DbError, accounts, invitations};

use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::handlers::passwords::wrong_link;
use crate::handlers::sessions::begin_session;
use crate::people::refused;
use crate::{new_password, view};

fn gone() -> Fail {
    Fail::new(Code::LinkGone)
}

impl<D: Deps> Handler<D> for GreetInvitation {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<InvitationGreeting>, Fail> {
        let digests = cx.config.keys.link_digests(cx.body.token.expose());
        let Some(row) = invitations::of_link(&digests, cx.meta.now).of(cx.db()).await? else {
            return Err(wrong_link(cx.deps, cx.config, cx.meta).await?);
        };
        let account = accounts::of_invitation(&row).of(cx.db()).await?.into_inner();
        let row = row.into_inner();
        Ok(InvitationGreeting { account_name: account.name, email: row.email, name: row.name, locale: row.locale }
            .into())
    }
}

impl<D: Deps> Handler<D> for AcceptInvitation {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SignedInAs>, Fail> {
        let now = cx.meta.now;
        let digests = cx.config.keys.link_digests(cx.body.token.expose());
        let Some(row) = invitations::of_link(&digests, now).of(cx.db()).await? else {
            return Err(wrong_link(cx.deps, cx.config, cx.meta).await?);
        };
        let account = accounts::of_invitation(&row).of(cx.db()).await?;
        let name = cx.body.name.as_ref().map_or(row.name.as_str(), |n| n.as_str());
        let personal = [name, row.email.as_str(), account.name.as_str()];
        let password = new_password::check("password", &cx.body.password, account.rule.password(now), &personal)?;
        let phc = Secret::new(cx.deps.hash_password(password.secret()).await?);
        let email = Email::try_from(row.email.clone())
            // An address that was taken once and would not be today.
            .map_err(|_| gone())?;

        let id = UserId::new(now, random(cx.deps)?);
        let mut change = Change::by_invited(&row, (&id, name), cx.stamp()?, &Detail::InvitationAccepted {});
        // How short a password may be is the account's to say.
        change.rely_on(&account);
        // First of all the link is used up: of many at once one gets further.
        invitations::accept(&mut change, &row.id, &digests);
        let new = NewPerson {
            id: &id,
            email: &email,
            name,
            role: &row.role,
            phc: Some(&phc),
            locale: row.locale,
            must_change_password: false,
        };
        people::insert(&mut change, &new);
        people::join(&mut change, &id, &row.teams, &row.subaccounts);
        let session = begin_session(cx.deps, cx.config, cx.meta, &mut change, (&id, name), None)?;
        let (person, account) =
            (change.then(people::of_change(&change, &id)), change.then(accounts::of_change(&change)));
        let mut done = cx.commit(change).await.map_err(|error| match error {
            DbError::Guard(label) if label == "not_found" => gone(),
            error => refused(error),
        })?;
        let (person, account) = (done.take(person)?, done.take(account)?);
        let cookie = session.cookie(cx.config, &account);
        let next = view::next_step(&person, account.rule, None, cx.meta.now);
        let reply = SignedInAs { user: view::user(person), account: view::account(account), next };
        Ok(Answer::with_cookie(reply, Some(cookie)))
    }
}
