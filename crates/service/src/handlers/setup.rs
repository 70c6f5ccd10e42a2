//! The first run: account, owner and first session in one batch, once in the life of a deployment.

use contract::table::RunSetup;
use contract::{Code, SignedInAs};
use domain::audit::{self, Detail, Named};
use domain::domain_name::MailDomain;
use domain::field::FieldCode;
use domain::ids::{AccountId, UserId};
use domain::password::PasswordRule;
use domain::principal::FirstRun;
use domain::role::BuiltIn;
use domain::secret::Secret;
use store::people::{self, NewPerson};
use store::{Change, accounts, attempts};

use super::sessions::begin_session;
use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::{limits, new_password, view};

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
        let first_run = FirstRun::prove(cx.config.setup_token.as_ref(), cx.body.setup_token.expose())
            .ok_or_else(|| Fail::field("setup_token", FieldCode::WrongToken))?;
        let domain = MailDomain::of(&cx.body.email).map_err(|code| Fail::field("email", code))?;
        if domain.is_free_mail() {
            return Err(Fail::field("email", FieldCode::FreeMail));
        }
        let personal = [cx.body.name.as_str(), cx.body.email.as_str(), cx.body.account_name.as_str()];
        let password = new_password::check("password", &cx.body.password, PasswordRule::OnlyFactor, &personal)?;
        let phc = Secret::new(cx.deps.hash_password(password.secret()).await?);

        let account = AccountId::new(now, random(cx.deps)?);
        let user = UserId::new(now, random(cx.deps)?);
        let after = audit::Account {
            name: Some(cx.body.account_name.as_str().to_owned()),
            locale: Some(cx.body.locale),
            owner: Some(Named::new(user.as_str(), cx.body.name.as_str())),
            ..Default::default()
        };
        let detail = Detail::AccountCreated { after };
        let mut change = Change::by_first_run(&first_run, account, cx.stamp()?, &detail);
        let owner = NewPerson {
            id: &user,
            email: &cx.body.email,
            name: cx.body.name.as_str(),
            role: &BuiltIn::Admin.into(),
            phc: Some(&phc),
            locale: cx.body.locale,
            must_change_password: false,
        };
        people::insert(&mut change, &owner);
        accounts::insert(&mut change, cx.body.account_name.as_str(), &domain, cx.body.locale, &user);

        let session = begin_session(cx.deps, cx.config, cx.meta, &mut change, (&user, cx.body.name.as_str()), None)?;
        let (person, account) =
            (change.then(people::of_change(&change, &user)), change.then(accounts::of_change(&change)));
        let mut done = cx.commit(change).await.map_err(|error| match error {
            error if error.is_guard("already_set_up") => Fail::new(Code::AlreadySetUp),
            error => error.into(),
        })?;
        let (person, account) = (done.take(person)?, done.take(account)?);
        let cookie = session.cookie(cx.config, &account);
        let reply = SignedInAs { user: view::user(person), account: view::account(account), next: None };
        Ok(Answer::with_cookie(reply, Some(cookie)))
    }
}
