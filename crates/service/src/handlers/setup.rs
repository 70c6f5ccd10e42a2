//! The first run: account, owner and first session in one batch, once in the life of a deployment.

use contract::table::RunSetup;
use contract::{Code, SignedInAs};
use domain::audit::Action;
use domain::domain_name::MailDomain;
use domain::field::FieldCode;
use domain::ids::{AccountId, AuditId, UserId};
use domain::password::NewPassword;
use domain::role::BuiltIn;
use domain::secret::Secret;
use serde_json::json;
use store::people::{self, NewPerson};
use store::{Change, Db, Stamp, accounts, attempts};

use super::sessions::begin_session;
use crate::answer::Answer;
use crate::crypto::same_secret;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::{limits, view};

impl<D: Deps> Handler<D> for RunSetup {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SignedInAs>, Fail> {
        let (now, ip) = (cx.meta.now, cx.meta.ip.as_deref());
        if accounts::any(cx.db()).await? {
            return Err(Fail::new(Code::AlreadySetUp));
        }
        let counter = limits::setup(&cx.config.keys, ip, now);
        if !attempts::reserve(cx.db(), &counter).await? {
            return Err(Fail::new(Code::RateLimited).retry_after(limits::retry_after(now)));
        }
        let expected = cx.config.setup_token.as_ref();
        if !expected.is_some_and(|token| same_secret(token.expose(), cx.body.setup_token.expose())) {
            return Err(Fail::field("setup_token", FieldCode::WrongToken));
        }
        let domain = MailDomain::of(&cx.body.email).map_err(|code| Fail::field("email", code))?;
        if domain.is_free_mail() {
            return Err(Fail::field("email", FieldCode::FreeMail));
        }
        let personal = [cx.body.name.as_str(), cx.body.email.as_str(), cx.body.account_name.as_str()];
        let password =
            NewPassword::check(cx.body.password.expose(), &personal).map_err(|code| Fail::field("password", code))?;
        let phc = Secret::new(cx.deps.hash_password(password.secret()).await?);

        let account = AccountId::new(now, random(cx.deps)?);
        let user = UserId::new(now, random(cx.deps)?);
        let subject = account.to_string();
        let detail = json!({ "name": cx.body.account_name, "owner": user });
        let mut change = Change::by_deployment(account.clone(), cx.stamp()?, Action::AccountCreated, &subject, &detail);
        accounts::must_be_first(&mut change);
        let owner = NewPerson {
            id: &user,
            email: &cx.body.email,
            name: cx.body.name.as_str(),
            role: &BuiltIn::Admin.id(),
            phc: Some(&phc),
            locale: cx.body.locale,
            must_change_password: false,
        };
        people::insert(&mut change, &owner);
        accounts::insert(&mut change, cx.body.account_name.as_str(), &domain, cx.body.locale, &user);

        let stamp = Stamp { event: AuditId::new(now, random(cx.deps)?), ..cx.stamp()? };
        let (session, cookie) =
            begin_session(cx.deps, cx.config, cx.meta, account, (&user, cx.body.name.as_str()), stamp)?;
        cx.db().commit(&change.seal().and(session.seal())).await.map_err(|error| match error {
            error if error.is_guard("already_set_up") => Fail::new(Code::AlreadySetUp),
            error => error.into(),
        })?;

        let found = people::credentials(cx.db(), &cx.body.email.key()).await?;
        let person = found.ok_or_else(|| Fail::internal("the owner is missing"))?.person;
        let account = accounts::by_id(cx.db(), &person.account).await?;
        let reply = SignedInAs { user: view::user(person), account: view::account(account), next: None };
        Ok(Answer { reply, cookie: Some(cookie) })
    }
}
