//! Checking a code of a second step. It is counted before it is looked at, whatever kind it is of, and what uses it up is
//! part of the change that it opens: of one code sent twice at once, one is a success.

use contract::{Code, Endpoint, MailKind, SecretText};
use domain::audit::Detail;
use domain::field::FieldCode;
use domain::principal::{Can, Human};
use domain::secret::Secret;
use domain::time::Instant;
use domain::two_factor::{self, EnteredCode, Passed, RECOVERY_BYTES, RECOVERY_CODES};
use locale::mail::Expires;
use store::at_rest::Sealed as Column;
use store::people::PersonRow;
use store::two_factor::{self as rows, Factor, MailCode};
use store::{Change, Committed, Db, attempts, both};

use crate::at_rest::Place;
use crate::authn::Authenticate;
use crate::config::Config;
use crate::cx::{Cx, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::mail::Letter;
use crate::told::{self, Refused};
use crate::{at_rest, crypto, limits};

/// A code that is right, until it is used.
#[derive(Debug)]
pub enum Right {
    /// Of the app, in this step.
    App(Factor, i64),
    /// A recovery code, by its digest.
    Recovery(String),
    /// That came by mail.
    Mail(MailCode),
}

impl Right {
    /// What the event says that it is used in.
    pub const fn detail(&self) -> Detail {
        match self {
            Right::App(..) => Detail::TwoFactorPassed {},
            Right::Recovery(_) => Detail::RecoveryCodeUsed {},
            Right::Mail(_) => Detail::MailCodeUsed {},
        }
    }

    /// What a session has passed by it.
    pub const fn passed(&self) -> Passed {
        match self {
            Right::App(..) | Right::Recovery(_) => Passed::Own,
            Right::Mail(_) => Passed::Mail,
        }
    }

    /// Uses it up.
    pub fn spend<P>(&self, change: &mut Change, can: &Can<P>) {
        match self {
            Right::App(factor, step) => rows::use_step(change, can, factor, *step),
            Right::Recovery(digest) => rows::use_recovery(change, can, digest),
            Right::Mail(code) => rows::use_mail_code(change, can, code),
        }
    }
}

/// The refusal of a code.
pub fn wrong() -> Fail {
    Fail::field("code", FieldCode::WrongCode)
}

/// Reads a code's form, before anything else.
pub fn entered(code: &SecretText) -> Result<EnteredCode, Fail> {
    EnteredCode::parse(code.expose()).map_err(|why| Fail::field("code", why))
}

/// Counts a code before it is looked at.
pub async fn reserve(deps: &impl Deps, config: &Config, human: &Human, now: Instant) -> Result<(), Fail> {
    let counters = limits::codes(&config.keys, human.user.as_str(), now);
    if attempts::reserve_and(deps.db(), &counters, rows::try_mail_code(human)).await? {
        return Ok(());
    }
    Err(Fail::new(Code::RateLimited).retry_after(limits::retry_after(now)))
}

/// Writes the change that uses a code up; the code was no guess, so its count is taken back. One that was used in the
/// meantime is a wrong one.
pub async fn commit<D: Deps, E: Endpoint, P>(cx: &Cx<'_, D, E>, can: &Can<P>, change: Change) -> Result<Committed, Fail>
where
    E::Auth: Authenticate,
{
    let [counter] = limits::codes(&cx.config.keys, can.human().user.as_str(), cx.meta.now);
    match cx.db().commit(&change.seal().and(attempts::forgive(&counter))).await {
        Ok(done) => Ok(done),
        Err(error) if error.is_guard(rows::USED) => Err(refuse(cx, can.human())),
        Err(error) => Err(error.into()),
    }
}

/// Which codes are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Those of the person's own app, and recovery codes.
    Own,
    /// Also one that came by mail: at the second step of signing in alone.
    AlsoMail,
}

/// Is it a right code? A wrong one is told to the audit log: whoever tries it knows the password.
pub async fn check<D: Deps, E: Endpoint, P>(
    cx: &Cx<'_, D, E>,
    can: &Can<P>,
    code: &EnteredCode,
    takes: Takes,
) -> Result<Right, Fail>
where
    E::Auth: Authenticate,
{
    let (config, human, now) = (cx.config, can.human(), cx.meta.now);
    reserve(cx.deps, config, human, now).await?;
    let (factor, mail) = both(cx.db(), rows::own(can), rows::mail_code(can)).await?;
    let mail = mail.filter(|_| takes == Takes::AlsoMail);
    let factor = factor.filter(|factor| factor.confirmed_at.is_some());
    let seed = factor.as_ref().map(|factor| seed(config, human, factor)).transpose()?;
    let right = match (code, factor, seed) {
        (EnteredCode::Digits(digits), factor, seed) => {
            let step = seed.and_then(|seed| step_of(&seed, digits, now));
            match (factor, step, mail.filter(|mail| is_mailed(config, human, mail, digits, now))) {
                (Some(factor), Some(step), _) if step > factor.step => Some(Right::App(factor, step)),
                (_, _, Some(mail)) => Some(Right::Mail(mail)),
                _ => None,
            }
        }
        (EnteredCode::Recovery(text), Some(_), Some(seed)) => {
            crypto::recovery_digest(seed.expose(), text.expose()).map(Right::Recovery)
        }
        (EnteredCode::Recovery(_), ..) => None,
    };
    right.ok_or_else(|| refuse(cx, human))
}

/// The refusal of a wrong code, of which the log is told.
fn refuse<D: Deps, E: Endpoint>(cx: &Cx<'_, D, E>, human: &Human) -> Fail
where
    E::Auth: Authenticate,
{
    let refused = Refused {
        account: human.account.clone(),
        person: human.user.clone(),
        name: Some(human.name.clone()),
        detail: Detail::TwoFactorRefused {},
    };
    told::tell((cx.deps, cx.config, cx.state, cx.meta), refused);
    wrong()
}

/// Where the key of the person's app lies.
pub fn place(human: &Human) -> Place<'_> {
    Place::new(Column::SecondFactor, &human.account, human.user.as_str())
}

/// The key of the person's app.
pub fn seed(config: &Config, human: &Human, factor: &Factor) -> Result<Secret<Vec<u8>>, Fail> {
    opened(config, human, &factor.sealed)
}

/// The key of an app out of its sealed text.
pub fn opened(config: &Config, human: &Human, sealed: &str) -> Result<Secret<Vec<u8>>, Fail> {
    let plain = at_rest::open(config, place(human), sealed);
    plain.map(Secret::new).ok_or_else(|| Fail::internal("a second factor's key does not open"))
}

/// The step whose code this is, of those that are taken.
pub fn step_of(seed: &Secret<Vec<u8>>, digits: &Secret<[u8; two_factor::DIGITS]>, now: Instant) -> Option<i64> {
    let same = |step: &i64| same_digits(&crypto::totp(seed.expose(), *step), digits.expose());
    two_factor::accepted(now).into_iter().find(same)
}

fn same_digits(a: &[u8], b: &[u8]) -> bool {
    a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

/// The digest of a code by mail: of this session, and of no use to whoever reads the database.
pub fn mail_digest(config: &Config, human: &Human, digits: &[u8]) -> String {
    config.keys.blind(&[b"mail-code", human.session.as_str().as_bytes(), digits])
}

fn is_mailed(
    config: &Config,
    human: &Human,
    mail: &MailCode,
    digits: &Secret<[u8; two_factor::DIGITS]>,
    now: Instant,
) -> bool {
    let allowed = human.rule.takes_mail(&human.role.grants);
    let alive = mail.tries >= 0 && mail.expires_at > now;
    allowed && alive && crypto::same_secret(&mail_digest(config, human, digits.expose()), mail.digest.expose())
}

/// New recovery codes, and the digests under which they are stored.
pub fn new_codes(deps: &impl Deps, seed: &Secret<Vec<u8>>) -> Result<(Vec<String>, Vec<String>), Fail> {
    let mut all = (Vec::new(), Vec::new());
    for _ in 0..RECOVERY_CODES {
        let code = two_factor::recovery_code(&random::<RECOVERY_BYTES>(deps)?);
        let digest = crypto::recovery_digest(seed.expose(), &code).ok_or_else(|| Fail::internal("no digest"))?;
        all.0.push(code);
        all.1.push(digest);
    }
    Ok(all)
}

/// A mail about a person's second factor: who did not do it hears of it. `by` is who else did it.
pub fn letter<'a>(config: &Config, kind: MailKind, person: &'a PersonRow, account: &'a str, by: &'a str) -> Letter<'a> {
    Letter {
        kind,
        to: &person.email,
        to_name: &person.name,
        locale: person.locale,
        account,
        by,
        role: "",
        link: format!("{}/sign-in", config.origin),
        expires: Expires::Hours(1),
    }
}
