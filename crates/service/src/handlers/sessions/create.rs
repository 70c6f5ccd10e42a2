//! Signing in. An unknown, an inactive and a known person cost the same and are told the same.

use contract::table::CreateSession;
use contract::{Code, NextStep, SignedInAs};
use domain::audit::Action;
use domain::email::Email;
use domain::ids::{AccountId, SessionId, UserId};
use domain::password;
use domain::secret::Secret;
use domain::session::ABSOLUTE;
use domain::system_user::Status;
use store::sessions::{self, NewSession};
use store::{Change, Db, Stamp, accounts, attempts, people};

use crate::answer::Answer;
use crate::config::Config;
use crate::crypto::hex;
use crate::cx::{Cx, Handler, Meta, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::{limits, view};

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
        if cx.body.password.expose().len() > password::MAX_BYTES {
            return Err(refused());
        }
        // Counted before the hash runs: parallel guesses don't get around it, nor does a failing request.
        let counters = limits::sign_in(&cx.config.keys, &email_key, cx.meta.ip.as_deref(), now);
        if !attempts::reserve(cx.db(), &counters).await? {
            return Err(Fail::new(Code::RateLimited).retry_after(limits::retry_after(now)));
        }
        let found = people::credentials(cx.db(), &email_key).await?;
        let (person, phc) = match found {
            Some(found) => (Some(found.person), found.phc),
            None => (None, None),
        };
        let phc = phc.unwrap_or_else(|| Secret::new(NOBODY.to_owned()));
        let entered = Secret::new(cx.body.password.expose().to_owned());
        let right = match cx.deps.verify_password(&entered, phc.expose()).await {
            Ok(right) => right,
            Err(error) => {
                // Nothing was tried: coming back later, as the answer says, must not use the budget up.
                let [by_person, by_source] = &counters;
                cx.db().commit(&attempts::forgive(by_person).and(attempts::forgive(by_source))).await?;
                return Err(error.into());
            }
        };
        let Some(person) = person.filter(|p| right && p.status == Status::Active) else { return Err(refused()) };

        let who = (&person.id, person.name.as_str());
        let (session, cookie) = begin_session(cx.deps, cx.config, cx.meta, person.account.clone(), who, cx.stamp()?)?;
        let [by_person, _] = &counters;
        cx.db().commit(&session.seal().and(attempts::forgive(by_person))).await?;
        let account = accounts::by_id(cx.db(), &person.account).await?;
        let next = person.must_change_password.then_some(NextStep::ChangePassword);
        let reply = SignedInAs { user: view::user(person), account: view::account(account), next };
        Ok(Answer { reply, cookie: Some(cookie) })
    }
}

/// Begins a session: the change, and the cookie that holds its secret. Every path that signs somebody in ends here.
pub fn begin_session(
    deps: &impl Deps,
    config: &Config,
    meta: &Meta,
    account: AccountId,
    person: (&UserId, &str),
    stamp: Stamp,
) -> Result<(Change, String), Fail> {
    let value = hex(&random::<32>(deps)?);
    let digests = config.keys.session_digests(&value);
    let digest = digests.first().ok_or_else(|| Fail::internal("no key"))?;
    let id = SessionId::new(meta.now, random(deps)?);
    let mut change = Change::by_person_signing_in(account, person, stamp, Action::SessionCreated, id.as_str());
    let new = NewSession {
        id: &id,
        person: person.0,
        digest,
        ip: meta.ip.as_deref(),
        user_agent: meta.user_agent.as_deref(),
    };
    sessions::insert(&mut change, &new);
    Ok((change, config.cookie(&value, ABSOLUTE / 1_000)))
}
