//! Showing that a session is in its person's own hands.

use contract::table::ProveSession;
use contract::{ByCode, ByPerson, Entered, SessionProof};
use domain::audit::Detail;
use domain::field::FieldCode;
use domain::ids::AuditId;
use domain::principal::Can;
use domain::session::PROOF_LIFE;
use store::{Change, sessions};

use super::create::Ticket;
use crate::answer::Answer;
use crate::config::Config;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::handlers::passwords::knows_password;
use crate::second_factor;
use crate::second_factor::Takes;

impl<D: Deps> Handler<D> for ProveSession {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SessionProof>, Fail> {
        match (&cx.body.password, &cx.body.code) {
            (Some(_), Some(_)) => Err(Fail::field("code", FieldCode::Duplicate)),
            (None, Some(code)) => by_code(&cx, code).await,
            (Some(password), None) => by_password(&cx, password).await,
            (None, None) => Err(Fail::field("password", FieldCode::Required)),
        }
    }
}

async fn by_password<D: Deps>(
    cx: &Cx<'_, D, ProveSession>,
    password: &Entered<ByPerson>,
) -> Result<Answer<SessionProof>, Fail> {
    let can = &cx.proof;
    let Some(known) = knows_password(cx, can, password).await? else {
        return Err(Fail::field("password", FieldCode::WrongPassword));
    };
    let mut change = cx.change(can, can.human().session.as_str(), &Detail::SessionProven {})?;
    // Whether the password is still this one is a condition of the proof.
    change.rely_on(&known);
    let cookie = prove_session(cx.deps, cx.config, can, &mut change)?;
    let proven_until = change.at().plus(PROOF_LIFE);
    cx.commit(change).await?;
    Ok(Answer::with_cookie(SessionProof { proven_until }, Some(cookie)))
}

async fn by_code<D: Deps>(cx: &Cx<'_, D, ProveSession>, code: &Entered<ByCode>) -> Result<Answer<SessionProof>, Fail> {
    let can = &cx.proof;
    let human = can.human();
    let code = second_factor::entered(code)?;
    let right = second_factor::check(cx, can, &code, Takes::Own).await?;
    let mut change = cx.change(can, human.user.as_str(), &right.detail())?;
    right.spend(&mut change, can);
    let event = AuditId::new(cx.meta.now, random(cx.deps)?);
    let by = (&human.user, human.name.as_str());
    change.next_event(event, by, human.session.as_str(), &Detail::SessionProven {});
    let cookie = prove_session(cx.deps, cx.config, can, &mut change)?;
    let proven_until = change.at().plus(PROOF_LIFE);
    second_factor::commit(cx, can, change).await?;
    Ok(Answer::with_cookie(SessionProof { proven_until }, Some(cookie)))
}

/// The session is proved, whatever by; gives the cookie under which it goes on. A copy of the old one, in other hands
/// until now, is not proved with it and is of no more use (ASVS 7.2.4).
pub fn prove_session<P>(deps: &impl Deps, config: &Config, can: &Can<P>, change: &mut Change) -> Result<String, Fail> {
    let Ticket { value, digest } = Ticket::new(deps, config)?;
    sessions::prove(change, can, &digest);
    let left = can.human().ends.absolute - change.at().since(can.human().signed_in_at);
    Ok(config.cookie(&value, left / 1_000))
}
