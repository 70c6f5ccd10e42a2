//! One's own password: changing it, and choosing a new one with a mail's link.

use contract::table::{ChangePassword, ForgotPassword, ResetPassword};
use contract::{Code, MailKind, SecretText};
use domain::audit::{self, Detail};
use domain::email::Email;
use domain::field::FieldCode;
use domain::invitation::RESET_LIFE;
use domain::password::{EnteredPassword, NewPassword};
use domain::principal::Can;
use domain::secret::Secret;
use domain::system_user::Status;
use locale::mail::Expires;
use store::people::{Credentials, PersonRow};
use store::{Change, Db, Seen, accounts, attempts, invitations, people};

use super::sessions::{NOBODY, begin_session};
use crate::answer::Answer;
use crate::config::Config;
use crate::crypto;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::mail::{self, Letter};
use crate::{cx, entered, limits};

impl<D: Deps> Handler<D> for ChangePassword {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let can = &cx.proof;
        let Some(me) = knows_password(cx.deps, cx.config, can, &cx.body.current_password, cx.meta.now).await? else {
            return Err(Fail::field("current_password", FieldCode::WrongPassword));
        };
        let me = me.map(|credentials| credentials.person);
        let account = accounts::get(can).of(cx.db()).await?;
        let personal = [me.name.as_str(), me.email.as_str(), account.name.as_str()];
        let password = NewPassword::check(cx.body.new_password.expose(), &personal)
            .map_err(|code| Fail::field("new_password", code))?;
        if domain::text::opaque(cx.body.current_password.expose()) == *password.secret().expose() {
            return Err(Fail::field("new_password", FieldCode::Duplicate));
        }
        let phc = Secret::new(cx.deps.hash_password(password.secret()).await?);
        let mut change = cx.change(can, me.id.as_str(), &Detail::PasswordChanged {})?;
        people::set_password(&mut change, &me, &phc, false);
        mail::put(cx.deps, cx.config, &mut change, &changed(cx.config, &me, &account.name))?;
        // All sessions end, the one that this was done with, too: whoever holds a copy of its cookie is out. The person
        // goes on with a new one.
        let cookie = begin_session(cx.deps, cx.config, cx.meta, &mut change, (&me.id, &me.name))?;
        cx.commit(change).await?;
        mail::send_soon(cx.deps, cx.config);
        Ok(Answer { reply: (), cookie: Some(cookie) })
    }
}

/// The signed-in person, if this is their password. Counted before it is checked.
pub async fn knows_password<P>(
    deps: &impl Deps,
    config: &Config,
    can: &Can<P>,
    entered: &SecretText,
    now: domain::time::Instant,
) -> Result<Option<Seen<Credentials>>, Fail> {
    let counters = limits::own_password(&config.keys, can.human().user.as_str(), now);
    if !attempts::reserve(deps.db(), &counters).await? {
        return Err(Fail::new(Code::RateLimited).retry_after(limits::retry_after(now)));
    }
    let credentials = people::own_credentials(can).of(deps.db()).await?;
    let phc = credentials.phc.as_ref().map_or(NOBODY, |phc| phc.expose().as_str());
    if !entered::is_right(deps, &EnteredPassword::new(entered.expose()), phc).await? {
        return Ok(None);
    }
    let [counter] = &counters;
    deps.db().commit(&attempts::forgive(counter)).await?;
    Ok(Some(credentials))
}

impl<D: Deps> Handler<D> for ForgotPassword {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let (now, ip) = (cx.meta.now, cx.meta.ip.as_deref());
        let key = Email::try_from(cx.body.email.clone()).map_or_else(|_| cx.body.email.to_lowercase(), |e| e.key());
        let counters = limits::forgot(&cx.config.keys, &key, ip, now);
        if !attempts::reserve(cx.db(), &counters).await? {
            return Err(Fail::new(Code::RateLimited).retry_after(limits::retry_after(now)));
        }
        // What is done for a person that there is, is done after the answer: its time says nothing.
        let (deps, config, meta) = (cx.deps.clone(), cx.config.clone(), cx.meta.clone());
        cx.deps.spawn(async move {
            if let Err(fail) = send_link(&deps, &config, &meta, &key).await {
                crate::log::event(&deps, true, "forgot_password", &format!("{fail:?}"));
            }
        });
        Ok(().into())
    }
}

async fn send_link<D: Deps>(deps: &D, config: &Config, meta: &cx::Meta, key: &str) -> Result<(), Fail> {
    let Some(found) = people::credentials(key).of(deps.db()).await? else { return Ok(()) };
    let person = found.map(|credentials| credentials.person);
    if person.status != Status::Active {
        return Ok(());
    }
    let account = accounts::of_person(&person).of(deps.db()).await?;
    let stamp = cx::stamp(deps, meta)?;
    let detail = Detail::PasswordResetSent { after: audit::User::named(&person.name, &person.email) };
    let mut change = Change::by_person(&person, stamp, person.id.as_str(), &detail);
    let token = crypto::hex(&random::<32>(deps)?);
    let digests = config.keys.link_digests(&token);
    invitations::put_link(
        &mut change,
        &person.id,
        digests.first().map_or("", String::as_str),
        meta.now.plus(RESET_LIFE),
    );
    let letter = Letter {
        kind: MailKind::PasswordReset,
        to: &person.email,
        to_name: &person.name,
        locale: person.locale,
        account: &account.name,
        by: "",
        role: "",
        link: mail::link(config, "reset-password", &token),
        expires: Expires::Hours(1),
    };
    mail::put(deps, config, &mut change, &letter)?;
    deps.db().commit(&change.seal()).await?;
    mail::send_due(deps, config, meta.now).await;
    Ok(())
}

impl<D: Deps> Handler<D> for ResetPassword {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let now = cx.meta.now;
        let digests = open_link(cx.deps, cx.config, cx.body.token.expose(), cx.meta).await?;
        let gone = || Fail::new(Code::LinkGone);
        let person = invitations::person_of_link(&digests, now).of(cx.db()).await?.ok_or_else(gone)?;
        let account = accounts::of_person(&person).of(cx.db()).await?;
        let personal = [person.name.as_str(), person.email.as_str(), account.name.as_str()];
        let password =
            NewPassword::check(cx.body.password.expose(), &personal).map_err(|code| Fail::field("password", code))?;
        let phc = Secret::new(cx.deps.hash_password(password.secret()).await?);
        let mut change = Change::by_person(&person, cx.stamp()?, person.id.as_str(), &Detail::PasswordChanged {});
        invitations::use_link(&mut change, &person.id, &digests);
        people::set_password(&mut change, &person, &phc, false);
        mail::put(cx.deps, cx.config, &mut change, &changed(cx.config, &person, &account.name))?;
        cx.db()
            .commit(&change.seal())
            .await
            .map_err(|error| if error.is_guard("not_found") { gone() } else { error.into() })?;
        mail::send_soon(cx.deps, cx.config);
        Ok(().into())
    }
}

/// The mail that a password was changed: who did not do it hears of it.
fn changed<'a>(config: &Config, person: &'a PersonRow, account: &'a str) -> Letter<'a> {
    Letter {
        kind: MailKind::PasswordChanged,
        to: &person.email,
        to_name: &person.name,
        locale: person.locale,
        account,
        by: "",
        role: "",
        link: format!("{}/sign-in", config.origin),
        expires: Expires::Hours(1),
    }
}

/// The digests of a link's token, after the try was counted.
pub async fn open_link(deps: &impl Deps, config: &Config, token: &str, meta: &cx::Meta) -> Result<Vec<String>, Fail> {
    let counters = limits::link(&config.keys, meta.ip.as_deref(), meta.now);
    if !attempts::reserve(deps.db(), &counters).await? {
        return Err(Fail::new(Code::RateLimited).retry_after(limits::retry_after(meta.now)));
    }
    Ok(config.keys.link_digests(token))
}
