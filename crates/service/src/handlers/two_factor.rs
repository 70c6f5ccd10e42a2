//! One's own second factor: setting it up, new recovery codes, turning it off.

use contract::table::{BeginTwoFactor, ConfirmTwoFactor, DeleteTwoFactor, GetTwoFactor, RenewRecoveryCodes};
use contract::{ByPerson, Code, Endpoint, Entered, MailKind, RecoveryCodes, TwoFactor, TwoFactorKey};
use domain::audit::Detail;
use domain::field::FieldCode;
use domain::ids::AuditId;
use domain::principal::{Can, SecondStep};
use domain::time::Instant;
use domain::two_factor::{EnteredCode, NEXT_LIFE, Passed, SEED, base32};
use store::people::PersonRow;
use store::two_factor as rows;
use store::{Change, DbError, accounts, both, people};

use super::passwords::knows_password;
use super::sessions::begin_session;
use crate::answer::Answer;
use crate::at_rest;
use crate::authn::Authenticate;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::second_factor::Takes;
use crate::{mail, otpauth, second_factor};

impl<D: Deps> Handler<D> for GetTwoFactor {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<TwoFactor>, Fail> {
        let human = cx.proof.human();
        let factor = rows::own(&cx.proof).of(cx.db()).await?.filter(|factor| factor.confirmed_at.is_some());
        let shown = factor.as_ref().filter(|_| human.owes.is_none());
        Ok(TwoFactor {
            active: factor.is_some(),
            since: shown.and_then(|factor| factor.confirmed_at),
            recovery_codes_left: shown.map(|factor| factor.recovery_codes),
            by_mail: human.rule.takes_mail(&human.role.grants),
        }
        .into())
    }
}

/// The person, if this is their password; the refusal names the field.
async fn proved<D: Deps, E: Endpoint, P>(
    cx: &Cx<'_, D, E>,
    can: &Can<P>,
    password: &Entered<ByPerson>,
) -> Result<PersonRow, Fail>
where
    E::Auth: Authenticate,
{
    match knows_password(cx, can, password).await? {
        Some(me) => Ok(me.into_inner().person),
        None => Err(Fail::field("password", FieldCode::WrongPassword)),
    }
}

/// What setting it up and turning it off end with: the person hears of it by mail, and goes on with a new session, because
/// all of theirs ended, the one that this was done with too.
async fn finish<D: Deps, E: Endpoint, P: 'static>(
    cx: &Cx<'_, D, E>,
    can: &Can<P>,
    change: &mut Change,
    kind: MailKind,
    passed: Option<Passed>,
) -> Result<String, Fail>
where
    E::Auth: Authenticate,
{
    let (me, account) = both(cx.db(), people::own(can), accounts::get(can)).await?;
    let letter = second_factor::letter(cx.config, kind, &me, &account.name, "");
    mail::put(cx.deps, cx.config, change, &letter)?;
    let session = begin_session(cx.deps, cx.config, cx.meta, change, (&me.id, &me.name), passed)?;
    Ok(session.cookie(cx.config, &account))
}

/// Commits it, and sends the mail.
async fn commit<D: Deps, E: Endpoint, P>(cx: &Cx<'_, D, E>, can: &Can<P>, change: Change) -> Result<(), Fail>
where
    E::Auth: Authenticate,
{
    second_factor::commit(cx, can, change).await?;
    mail::send_soon(cx.deps, cx.config);
    Ok(())
}

impl<D: Deps> Handler<D> for BeginTwoFactor {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<TwoFactorKey>, Fail> {
        let (can, human) = (&cx.proof, cx.proof.human());
        let code = match (human.two_factor, &cx.body.code) {
            (true, Some(code)) => Some(second_factor::entered(code)?),
            (true, None) => return Err(Fail::new(Code::TwoFactorOn)),
            (false, _) => None,
        };
        let me = proved(&cx, can, &cx.body.password).await?;
        let account = accounts::get(can).of(cx.db()).await?;
        let seed: [u8; SEED] = random(cx.deps)?;
        let sealed = at_rest::seal(cx.config, second_factor::place(human), random(cx.deps)?, &seed)?;
        match code {
            Some(code) => begin_next(&cx, can, &code, &sealed).await?,
            None => {
                let mut change = cx.change(can, me.id.as_str(), &Detail::TwoFactorBegun {})?;
                rows::begin(&mut change, can, &sealed);
                let on = |error: DbError| match error.is_unique(rows::UNIQUE) {
                    true => Fail::new(Code::TwoFactorOn),
                    false => error.into(),
                };
                cx.commit(change).await.map_err(on)?;
            }
        }
        let secret = base32(&seed);
        let otpauth_url = otpauth::url(&account.name, &me.email, &secret);
        let qr_svg = otpauth::qr_svg(&otpauth_url).ok_or_else(|| Fail::internal("no QR code"))?;
        Ok(TwoFactorKey { secret, otpauth_url, qr_svg }.into())
    }
}

/// Keeps the key of the app that is to take the place of the one that counts, whose code is used up by it.
async fn begin_next<D: Deps>(
    cx: &Cx<'_, D, BeginTwoFactor>,
    can: &Can<SecondStep>,
    code: &EnteredCode,
    sealed: &str,
) -> Result<(), Fail> {
    let right = second_factor::check(cx, can, code, Takes::Own).await?;
    let factor = rows::own(can).of(cx.db()).await?.ok_or_else(|| Fail::new(Code::TwoFactorOff))?;
    let human = can.human();
    let mut change = cx.change(can, human.user.as_str(), &right.detail())?;
    right.spend(&mut change, can);
    let event = AuditId::new(cx.meta.now, random(cx.deps)?);
    change.next_event(event, (&human.user, &human.name), human.user.as_str(), &Detail::TwoFactorBegun {});
    rows::begin_next(&mut change, can, &factor, sealed);
    second_factor::commit(cx, can, change).await.map(drop)
}

impl<D: Deps> Handler<D> for ConfirmTwoFactor {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<RecoveryCodes>, Fail> {
        let (can, now) = (&cx.proof, cx.meta.now);
        let human = can.human();
        let EnteredCode::Digits(digits) = second_factor::entered(&cx.body.code)? else {
            return Err(Fail::field("code", FieldCode::InvalidCode));
        };
        let factor = rows::own(can).of(cx.db()).await?.ok_or_else(|| Fail::new(Code::TwoFactorOff))?;
        let waits = |since: Instant| now.since(since) < NEXT_LIFE;
        let next = factor.next.as_ref().filter(|(_, since)| human.two_factor && waits(*since));
        let next = next.map(|(sealed, _)| sealed.as_str());
        if human.two_factor && next.is_none() {
            return Err(Fail::new(Code::TwoFactorOn));
        }
        second_factor::reserve(cx.deps, cx.config, human, now).await?;
        let seed = second_factor::opened(cx.config, human, next.unwrap_or(&factor.sealed))?;
        let step = second_factor::step_of(&seed, &digits, now).ok_or_else(second_factor::wrong)?;
        let (codes, digests) = second_factor::new_codes(cx.deps, &seed)?;
        let detail = if next.is_some() { Detail::TwoFactorReplaced {} } else { Detail::TwoFactorEnabled {} };
        let mut change = cx.change(can, human.user.as_str(), &detail)?;
        match next {
            Some(next) => rows::replace(&mut change, can, (&factor, next), step, &digests),
            None => rows::confirm(&mut change, can, &factor, step, &digests),
        }
        let cookie = finish(&cx, can, &mut change, MailKind::TwoFactorOn, Some(Passed::Own)).await?;
        commit(&cx, can, change).await?;
        Ok(Answer::with_cookie(RecoveryCodes { recovery_codes: codes }, Some(cookie)))
    }
}

impl<D: Deps> Handler<D> for RenewRecoveryCodes {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<RecoveryCodes>, Fail> {
        let can = &cx.proof;
        let me = proved(&cx, can, &cx.body.password).await?;
        let (factor, account) = both(cx.db(), rows::own(can), accounts::get(can)).await?;
        let factor = factor.filter(|factor| factor.confirmed_at.is_some());
        let factor = factor.ok_or_else(|| Fail::new(Code::TwoFactorOff))?;
        let seed = second_factor::seed(cx.config, can.human(), &factor)?;
        let (codes, digests) = second_factor::new_codes(cx.deps, &seed)?;
        let mut change = cx.change(can, me.id.as_str(), &Detail::RecoveryCodesRenewed {})?;
        rows::renew_codes(&mut change, can, &factor, &digests);
        let letter = second_factor::letter(cx.config, MailKind::RecoveryCodes, &me, &account.name, "");
        mail::put(cx.deps, cx.config, &mut change, &letter)?;
        cx.commit(change).await?;
        mail::send_soon(cx.deps, cx.config);
        Ok(RecoveryCodes { recovery_codes: codes }.into())
    }
}

impl<D: Deps> Handler<D> for DeleteTwoFactor {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let can = &cx.proof;
        let human = can.human();
        let code = second_factor::entered(&cx.body.code)?;
        if !human.two_factor {
            return Err(Fail::new(Code::TwoFactorOff));
        }
        if human.rule.is_required(cx.meta.now) {
            return Err(Fail::new(Code::TwoFactorMandatory));
        }
        let me = proved(&cx, can, &cx.body.password).await?;
        let right = second_factor::check(&cx, can, &code, Takes::Own).await?;
        // What uses a code up has an event of its own; the removal is the second one.
        let mut change = cx.change(can, me.id.as_str(), &right.detail())?;
        right.spend(&mut change, can);
        let by = (&human.user, human.name.as_str());
        let event = AuditId::new(cx.meta.now, random(cx.deps)?);
        change.next_event(event, by, me.id.as_str(), &Detail::TwoFactorDisabled {});
        rows::remove(&mut change, can.account(), &me.id);
        let cookie = finish(&cx, can, &mut change, MailKind::TwoFactorOff, None).await?;
        commit(&cx, can, change).await?;
        Ok(Answer::with_cookie((), Some(cookie)))
    }
}
