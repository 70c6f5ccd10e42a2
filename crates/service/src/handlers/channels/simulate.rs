//! A message as if a person had written it.

use contract::table::SimulateMessage;
use contract::{ChannelKind, Code, SimulatedMessage};
use domain::field::FieldCode;
use messaging::message::Tags;
use messaging::phone;
use store::Db;
use store::channels;
use store::messages::{Batch, came_in};

use crate::answer::Answer;
use crate::carrier::service;
use crate::carrier::simulator::{Written, written};
use crate::cx::{Cx, Handler, random};
use crate::deliver;
use crate::deps::Deps;
use crate::fail::Fail;

/// The longest text, in characters.
const LONGEST: usize = 4_096;

impl<D: Deps> Handler<D> for SimulateMessage {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SimulatedMessage>, Fail> {
        let (body, now) = (&cx.body, cx.meta.now);
        let row = channels::get(&cx.proof, &cx.path).of(cx.db()).await?.ok_or_else(|| Fail::new(Code::NotFound))?;
        if row.kind != ChannelKind::Simulator.as_str() {
            return Err(Fail::new(Code::NotASimulator));
        }
        let organic = body.organic.unwrap_or(false);
        let from = match body.from.as_deref().map(str::trim).filter(|from| !from.is_empty()) {
            Some(from) => phone::destination(from).map_err(|_| Fail::field("from", FieldCode::InvalidPhone))?,
            None if organic => phone::destination(&somebody(cx.deps)?).map_err(|_| Fail::internal("no number"))?,
            None => return Err(Fail::field("from", FieldCode::Required)),
        };
        let text = body.text.trim();
        match text.chars().count() {
            0 => return Err(Fail::field("text", FieldCode::Required)),
            LONGEST.. => return Err(Fail::field("text", FieldCode::TooLong)),
            _ => {}
        }
        let service = service(&row.medium).ok_or_else(|| Fail::internal("a stored channel is of no known medium"))?;
        let message = Written { service, from: from.as_str(), origin: &row.origin, text, tags: Tags::default() };
        let message = written(cx.deps, message, now)?;
        let id = message.id.clone();
        let mut batch = Batch::of(cx.proof.account().clone(), now);
        batch.rely_on(&row);
        if organic {
            batch.expect_organic(&message.person_key, row.environment);
        }
        batch.insert_in(None, Some(&row.id), std::slice::from_ref(&message));
        let (sealed, wake) = batch.seal();
        let mut committed = match cx.db().commit(&sealed).await {
            Err(error) if error.is_guard("organic") => return Err(Fail::new(Code::NotOrganic)),
            other => other?,
        };
        for webhook in committed.take(wake)? {
            deliver::wake(cx.deps, &webhook);
        }
        let came = came_in(cx.proof.account(), &id).of(cx.db()).await?;
        let (subaccount_id, deliveries) = came.ok_or_else(|| Fail::internal("a message is not there"))?;
        let reply = SimulatedMessage { message_id: id, from: from.as_str().to_owned(), subaccount_id, deliveries };
        Ok(reply.into())
    }
}

/// The number of somebody new: of those that are kept for films and tests (555-0100 to 555-0199 in many areas).
fn somebody(deps: &impl Deps) -> Result<String, Fail> {
    let [a, b, c]: [u8; 3] = random(deps)?;
    let area = 201 + (u32::from(a) << 8 | u32::from(b)) % 780;
    Ok(format!("1{area}55501{:02}", c % 100))
}
