//! Signing in. An unknown, an inactive and a known person cost the same and are told the same.

use contract::table::CreateSession;
use contract::{Code, SignedInAs};
use domain::audit::Detail;
use domain::email::Email;
use domain::ids::{AuditId, SessionId, UserId};
use domain::password::EnteredPassword;
use domain::system_user::Status;
use domain::two_factor::Passed;
use store::accounts::AccountRow;
use store::people::PersonRow;
use store::sessions::{self, NewSession};
use store::{Change, Db, accounts, attempts, both, devices, people};

use crate::answer::Answer;
use crate::config::Config;
use crate::crypto::hex;
use crate::cx::{Cx, Handler, Meta, random};
use crate::deps::{Deps, Match};
use crate::fail::Fail;
use crate::told::{self, Refused};
use crate::{device, entered, limits, mail, turned_away, view};

/// A hash that no password has (its 32 bytes are all zero), with the parameters of real ones: what an unknown
/// person's password is compared with.
pub const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$dGVudXJlLW5vYm9keSEhIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

impl<D: Deps> Handler<D> for CreateSession {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SignedInAs>, Fail> {
        let now = cx.meta.now;
        let refused = || Fail::new(Code::BadCredentials);
        // What is no address is nobody's, and counted like one.
        let email_key =
            Email::try_from(cx.body.email.clone()).map_or_else(|_| cx.body.email.to_lowercase(), |e| e.key());
        let entered = EnteredPassword::new(cx.body.password.expose());
        if entered.spellings().is_empty() {
            return Err(refused());
        }
        // Counted before the hash runs: parallel guesses don't get around it, nor does a failing request.
        let counters = limits::sign_in(&cx.config.keys, &email_key, cx.meta.ip.as_deref(), now);
        if !attempts::reserve(cx.db(), &counters).await? {
            return Err(Fail::new(Code::RateLimited).retry_after(limits::retry_after(now)));
        }
        let (found, name) = both(cx.db(), people::credentials(&email_key), accounts::name_of(&email_key)).await?;
        let phc = found.as_ref().and_then(|found| found.phc.as_ref()).map_or(NOBODY, |phc| phc.expose().as_str());
        let right = match entered::is_right(cx.deps, &entered, phc).await {
            Ok(right) => right,
            Err(error) => {
                // Nothing was tried: coming back later, as the answer says, must not use the budget up.
                let [by_person, by_source] = &counters;
                cx.db().commit(&attempts::forgive(by_person).and(attempts::forgive(by_source))).await?;
                return Err(error);
            }
        };
        let found = match found {
            Some(found) if right != Match::No && found.person.status == Status::Active => found,
            Some(found) => {
                let PersonRow { account, id, .. } = found.into_inner().person;
                let what = Refused { account, person: id, name: None, detail: Detail::SignInRefused {} };
                told::tell((cx.deps, cx.config, cx.state, cx.meta), what);
                return Err(refused());
            }
            None => return Err(refused()),
        };

        // Whoever does not know the password learns nothing of the account's lists.
        let person = (&found.person.account, &found.person.id, found.person.name.as_str());
        let [by_person, _] = &counters;
        if let Err(refused) =
            turned_away::unless_listed((cx.deps, cx.config, cx.state, cx.meta), &found.addresses, person)
        {
            cx.db().commit(&attempts::forgive(by_person)).await?;
            return Err(refused);
        }

        // Whether the password is still this one, and the person still active, is a condition of the session.
        let (id, stamp) = (SessionId::new(now, random(cx.deps)?), cx.stamp()?);
        let mut change = Change::by_person(&found, stamp, id.as_str(), &Detail::SessionCreated {});
        let told =
            device::tell_if_new(cx.deps, cx.config, cx.meta, &mut change, &found.person, &name.unwrap_or_default())?;
        let session = put_session(cx.deps, cx.config, cx.meta, &mut change, (&id, &found.person.id, None))?;
        let (account, told) = (change.then(accounts::of_person(&found)), change.then(devices::told(&told)));
        let mut done = cx.db().commit(&change.seal().and(attempts::forgive(by_person))).await?;
        if done.take(told)? {
            mail::send_soon(cx.deps, cx.config);
        }
        if let (Match::Outdated, Some(old)) = (right, &found.phc) {
            let person = &found.person;
            entered::hash_anew(&cx, &person.account, &person.id, &entered, old);
        }
        let account = done.take(account)?.into_inner();
        let cookie = session.cookie(cx.config, &account);
        let person = found.into_inner().person;
        let next = view::next_step(&person, account.rule, None, now);
        let reply = SignedInAs { user: view::user(person), account: view::account(account), next };
        Ok(Answer::with_cookie(reply, Some(cookie)))
    }
}

/// A session that was begun, with the secret of its cookie.
#[must_use]
pub struct Begun(String);

impl Begun {
    /// Its cookie, which lives as long as the account lets a session live.
    pub fn cookie(self, config: &Config, account: &AccountRow) -> String {
        config.cookie(&self.0, account.session_hours * 3_600)
    }
}

/// Begins a session as the second event of a change. `passed` says by what its second step was passed, where it was.
pub fn begin_session(
    deps: &impl Deps,
    config: &Config,
    meta: &Meta,
    change: &mut Change,
    person: (&UserId, &str),
    passed: Option<Passed>,
) -> Result<Begun, Fail> {
    let id = SessionId::new(meta.now, random(deps)?);
    change.next_event(AuditId::new(meta.now, random(deps)?), person, id.as_str(), &Detail::SessionCreated {});
    put_session(deps, config, meta, change, (&id, person.0, passed))
}

/// The session's row, and with what it was begun. Every path that signs somebody in ends here.
pub(super) fn put_session(
    deps: &impl Deps,
    config: &Config,
    meta: &Meta,
    change: &mut Change,
    (id, person, passed): (&SessionId, &UserId, Option<Passed>),
) -> Result<Begun, Fail> {
    let Ticket { value, digest } = Ticket::new(deps, config)?;
    let (ip, user_agent) = (meta.ip.as_deref(), meta.user_agent.as_deref());
    sessions::insert(change, &NewSession { id, person, digest: &digest, ip, user_agent, passed });
    devices::remember(change, person, &devices::Device(&device::digests(&config.keys, person, meta)));
    Ok(Begun(value))
}

/// What a cookie holds, and what the database knows of it.
pub struct Ticket {
    /// The cookie's value.
    pub value: String,
    /// Its keyed digest.
    pub digest: String,
}

impl Ticket {
    /// A new one.
    pub fn new(deps: &impl Deps, config: &Config) -> Result<Self, Fail> {
        let value = hex(&random::<32>(deps)?);
        let digest = config.keys.session_digests(&value).into_iter().next();
        Ok(Self { value, digest: digest.ok_or_else(|| Fail::internal("no key"))? })
    }
}
