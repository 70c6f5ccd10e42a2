//! One's own password: changing it, and choosing a new one with a mail's link.

use contract::table::{ChangePassword, ForgotPassword, ResetPassword};
use contract::{ByPerson, Code, Endpoint, Entered, MailKind};
use domain::audit::Detail;
use domain::email::Email;
use domain::field::FieldCode;
use domain::password::EnteredPassword;
use domain::principal::Can;
use domain::secret::Secret;
use locale::mail::Expires;
use store::people::{Credentials, PersonRow};
use store::{Change, Db, Seen, accounts, attempts, invitations, people, resets};

use super::sessions::{NOBODY, begin_session};
use crate::answer::Answer;
use crate::authn::Authenticate;
use crate::config::Config;
use crate::cx::{Cx, Handler};
use crate::deps::{Deps, Match};
use crate::fail::Fail;
use crate::mail::{self, Letter};
use crate::told::{self, Refused};
use crate::{cx, entered, limits, new_password};

impl<D: Deps> Handler<D> for ChangePassword {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let can = &cx.proof;
        let Some(me) = knows_password(&cx, can, &cx.body.current_password).await? else {
            return Err(Fail::field("current_password", FieldCode::WrongPassword));
        };
        let me = me.map(|credentials| credentials.person);
        let account = accounts::get(can).of(cx.db()).await?;
        let personal = [me.name.as_str(), me.email.as_str(), account.name.as_str()];
        let password =
            new_password::check("new_password", &cx.body.new_password, account.rule.password(cx.meta.now), &personal)?;
        if domain::text::opaque(cx.body.current_password.expose()) == *password.secret().expose() {
            return Err(Fail::field("new_password", FieldCode::Duplicate));
        }
        let phc = Secret::new(cx.deps.hash_password(password.secret()).await?);
        let mut change = cx.change(can, me.id.as_str(), &Detail::PasswordChanged {})?;
        people::set_password(&mut change, &me, &phc, false);
        mail::put(cx.deps, cx.config, &mut change, &changed(cx.config, &me, &account.name))?;
        // All sessions end, the one that this was done with, too: whoever holds a copy of its cookie is out. The person
        // goes on with a new one.
        let session = begin_session(cx.deps, cx.config, cx.meta, &mut change, (&me.id, &me.name), can.human().passed)?;
        cx.commit(change).await?;
        mail::send_soon(cx.deps, cx.config);
        Ok(Answer::with_cookie((), Some(session.cookie(cx.config, &account))))
    }
}

/// The signed-in person, if this is their password. Counted before it is checked; who does not know it is told to the log.
pub async fn knows_password<D: Deps, E: Endpoint, P>(
    cx: &Cx<'_, D, E>,
    can: &Can<P>,
    entered: &Entered<ByPerson>,
) -> Result<Option<Seen<Credentials>>, Fail>
where
    E::Auth: Authenticate,
{
    let (now, human) = (cx.meta.now, can.human());
    let counters = limits::own_password(&cx.config.keys, human.user.as_str(), now);
    if !attempts::reserve(cx.db(), &counters).await? {
        return Err(Fail::new(Code::RateLimited).retry_after(limits::retry_after(now)));
    }
    let [counter] = &counters;
    let credentials = people::own_credentials(can).of(cx.db()).await?;
    let phc = credentials.phc.as_ref().map_or(NOBODY, |phc| phc.expose().as_str());
    let right = entered::is_right(cx.deps, &EnteredPassword::new(entered.expose()), phc).await;
    // A right one was no guess; and where nothing was tried, coming back later must not use the budget up.
    if !matches!(right, Ok(Match::No)) {
        cx.db().commit(&attempts::forgive(counter)).await?;
    }
    if right? != Match::No {
        return Ok(Some(credentials));
    }
    let refused = Refused {
        account: human.account.clone(),
        person: human.user.clone(),
        name: None,
        detail: Detail::ProofRefused {},
    };
    told::tell((cx.deps, cx.config, cx.state, cx.meta), refused);
    Ok(None)
}

impl<D: Deps> Handler<D> for ForgotPassword {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let (now, ip) = (cx.meta.now, cx.meta.ip.as_deref());
        // What is no address is noted like one: it does not look different from an address that nobody has.
        let key = Email::try_from(cx.body.email.clone()).map_or_else(|_| cx.body.email.to_lowercase(), |e| e.key());
        let key: String = key.chars().take(LONGEST).collect();
        let asked = resets::ask(&key, now, &cx.meta.id, ip);
        if !attempts::reserve_and(cx.db(), &limits::forgot(&cx.config.keys, ip, now), asked).await? {
            return Err(Fail::new(Code::RateLimited).retry_after(limits::retry_after(now)));
        }
        Ok(().into())
    }
}

/// Longer than an address can be (RFC 5321: 254).
const LONGEST: usize = 256;

impl<D: Deps> Handler<D> for ResetPassword {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let now = cx.meta.now;
        let digests = cx.config.keys.link_digests(cx.body.token.expose());
        let gone = || Fail::new(Code::LinkGone);
        let Some(person) = invitations::person_of_link(&digests, now).of(cx.db()).await? else {
            return Err(wrong_link(cx.deps, cx.config, cx.meta).await?);
        };
        let account = accounts::of_person(&person).of(cx.db()).await?;
        let personal = [person.name.as_str(), person.email.as_str(), account.name.as_str()];
        let password =
            new_password::check("password", &cx.body.password, account.rule.password(cx.meta.now), &personal)?;
        let phc = Secret::new(cx.deps.hash_password(password.secret()).await?);
        let mut change = Change::by_person(&person, cx.stamp()?, person.id.as_str(), &Detail::PasswordChanged {});
        // How short a password may be is the account's to say.
        change.rely_on(&account);
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

/// What somebody with a link that opens nothing is told. It is counted; a right link is looked up before, and opens
/// however many wrong ones were tried.
pub async fn wrong_link(deps: &impl Deps, config: &Config, meta: &cx::Meta) -> Result<Fail, Fail> {
    let counters = limits::wrong_link(&config.keys, meta.ip.as_deref(), meta.now);
    if attempts::reserve(deps.db(), &counters).await? {
        return Ok(Fail::new(Code::LinkGone));
    }
    Ok(Fail::new(Code::RateLimited).retry_after(limits::retry_after(meta.now)))
}
