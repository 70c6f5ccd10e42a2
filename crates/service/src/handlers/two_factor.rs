//! One's own second factor: setting it up, new recovery codes, turning it off.

use contract::table::{BeginTwoFactor, ConfirmTwoFactor, DeleteTwoFactor, GetTwoFactor, RenewRecoveryCodes};
use contract::{ByPerson, Code, Endpoint, Entered, MailKind, RecoveryCodes, TwoFactor, TwoFactorKey};
use domain::audit::Detail;
use domain::field::FieldCode;
use domain::principal::Can;
use domain::two_factor::{EnteredCode, Passed, SEED, base32};
use store::people::PersonRow;
use store::two_factor as rows;
use store::{Change, accounts, both, people};

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
        let can = &cx.proof;
        if can.human().two_factor {
            return Err(Fail::new(Code::TwoFactorOn));
        }
        let me = proved(&cx, can, &cx.body.password).await?;
        let account = accounts::get(can).of(cx.db()).await?;
        let seed: [u8; SEED] = random(cx.deps)?;
        let sealed = at_rest::seal(cx.config, second_factor::place(can.human()), random(cx.deps)?, &seed)?;
        let mut change = cx.change(can, me.id.as_str(), &Detail::TwoFactorBegun {})?;
        rows::begin(&mut change, can, &sealed);
        cx.commit(change)
            .await
            .map_err(|error| if error.is_unique(rows::UNIQUE) { Fail::new(Code::TwoFactorOn) } else { error.into() })?;
        let secret = base32(&seed);
        let otpauth_url = otpauth::url(&account.name, &me.email, &secret);
        let qr_svg = otpauth::qr_svg(&otpauth_url).ok_or_else(|| Fail::internal("no QR code"))?;
        Ok(TwoFactorKey { secret, otpauth_url, qr_svg }.into())
    }
}

impl<D: Deps> Handler<D> for ConfirmTwoFactor {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<RecoveryCodes>, Fail> {
        let (can, now) = (&cx.proof, cx.meta.now);
        let human = can.human();
        let EnteredCode::Digits(digits) = second_factor::entered(&cx.body.code)? else {
            return Err(Fail::field("code", FieldCode::InvalidCode));
        };
        if human.two_factor {
            return Err(Fail::new(Code::TwoFactorOn));
        }
        second_factor::reserve(cx.deps, cx.config, human, now).await?;
        let factor = rows::own(can).of(cx.db()).await?.ok_or_else(|| Fail::new(Code::TwoFactorOff))?;
        let seed = second_factor::seed(cx.config, human, &factor)?;
        let step = second_factor::step_of(&seed, &digits, now).ok_or_else(second_factor::wrong)?;
        let (codes, digests) = second_factor::new_codes(cx.deps, &seed)?;
        let mut change = cx.change(can, human.user.as_str(), &Detail::TwoFactorEnabled {})?;
        rows::confirm(&mut change, can, &factor, step, &digests);
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
        let event = domain::ids::AuditId::new(cx.meta.now, random(cx.deps)?);
        change.next_event(event, by, me.id.as_str(), &Detail::TwoFactorDisabled {});
        rows::remove(&mut change, can.account(), &me.id);
        let cookie = finish(&cx, can, &mut change, MailKind::TwoFactorOff, None).await?;
        commit(&cx, can, change).await?;
        Ok(Answer::with_cookie((), Some(cookie)))
    }
}
