//! Accepting an invitation: the person is made and signed in, once.

use contract::table::{AcceptInvitation, GreetInvitation};
use contract::{Code, InvitationGreeting, SignedInAs};
use domain::audit::Action;
use domain::email::Email;
use domain::ids::{AuditId, UserId};
use domain::password::NewPassword;
use domain::secret::Secret;
use store::people::{self, NewPerson};
use store::{Change, Db, DbError, Stamp, accounts, invitations};

use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::handlers::passwords::open_link;
use crate::handlers::sessions::begin_session;
use crate::people::refused;
use crate::view;

fn gone() -> Fail {
    Fail::new(Code::LinkGone)
}

impl<D: Deps> Handler<D> for GreetInvitation {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<InvitationGreeting>, Fail> {
        let digests = open_link(cx.deps, cx.config, cx.body.token.expose(), cx.meta).await?;
        let row = invitations::of_link(cx.db(), &digests, cx.meta.now).await?.ok_or_else(gone)?;
        let account = accounts::by_id(cx.db(), &row.account).await?;
        Ok(InvitationGreeting { account_name: account.name, email: row.email, name: row.name, locale: row.locale }
            .into())
    }
}

impl<D: Deps> Handler<D> for AcceptInvitation {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SignedInAs>, Fail> {
        let now = cx.meta.now;
        let digests = open_link(cx.deps, cx.config, cx.body.token.expose(), cx.meta).await?;
        let row = invitations::of_link(cx.db(), &digests, now).await?.ok_or_else(gone)?;
        let account = accounts::by_id(cx.db(), &row.account).await?;
        let name = cx.body.name.as_ref().map_or(row.name.as_str(), |n| n.as_str());
        let personal = [name, row.email.as_str(), account.name.as_str()];
        let password =
            NewPassword::check(cx.body.password.expose(), &personal).map_err(|code| Fail::field("password", code))?;
        let phc = Secret::new(cx.deps.hash_password(password.secret()).await?);
        let email = Email::try_from(row.email.clone()).map_err(|_| Fail::internal("a stored address is not valid"))?;

        let id = UserId::new(now, random(cx.deps)?);
        let mut change = Change::by_person_signing_in(
            row.account.clone(),
            (&id, name),
            cx.stamp()?,
            Action::InvitationAccepted,
            row.id.as_str(),
        );
        // First of all the link is used up: of many at once one gets further.
        invitations::accept(&mut change, &row.id, &digests);
        let new = NewPerson {
            id: &id,
            email: &email,
            name,
            role: &row.role.id,
            phc: Some(&phc),
            locale: row.locale,
            must_change_password: false,
        };
        people::insert(&mut change, &new);
        people::join(&mut change, &id, &row.teams, &row.subaccounts);
        let stamp = Stamp { event: AuditId::new(now, random(cx.deps)?), ..cx.stamp()? };
        let (session, cookie) = begin_session(cx.deps, cx.config, cx.meta, row.account.clone(), (&id, name), stamp)?;
        cx.db().commit(&change.seal().and(session.seal())).await.map_err(|error| match error {
            DbError::Guard(label) if label == "not_found" => gone(),
            error => refused(error),
        })?;
        let person = people::credentials(cx.db(), &email.key())
            .await?
            .ok_or_else(|| Fail::internal("the person is missing"))?
            .person;
        let account = accounts::by_id(cx.db(), &person.account).await?;
        let reply = SignedInAs { user: view::user(person), account: view::account(account), next: None };
        Ok(Answer { reply, cookie: Some(cookie) })
    }
}
