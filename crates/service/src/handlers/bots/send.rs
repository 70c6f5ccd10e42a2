//! Sinch's calls to send. What is asked is read as Sinch reads it, refused in Sinch's words, and answered in both of its
//! spellings; the channel of the system user's subaccount takes it to its carrier.

use contract::table::{SendBulkSms, SendSms, SendWhatsapp};
use contract::{Code, Endpoint, SendQuery};
use domain::ids::MessageId;
use domain::principal::Machine;
use domain::system_user::Status;
use messaging::carrier::Meaning;
use messaging::send::{Call, Outbound, SendError};
use serde_json::Value;
use store::channels;
use store::whatsapp_accounts::Sending;

use super::reach::sender;
use crate::answer::Answer;
use crate::authn::Authenticate;
use crate::carrier::medium;
use crate::carrier::submit::{Refused, Submission, submit};
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for SendWhatsapp {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        send(&cx, Call::Whatsapp).await
    }
}

impl<D: Deps> Handler<D> for SendSms {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        send(&cx, Call::Sms).await
    }
}

impl<D: Deps> Handler<D> for SendBulkSms {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        send(&cx, Call::BulkSms).await
    }
}

async fn send<D: Deps, E>(cx: &Cx<'_, D, E>, call: Call) -> Result<Answer<Value>, Fail>
where
    E: Endpoint<Reply = Value, Query = SendQuery>,
    E::Auth: Authenticate<Proof = Machine>,
{
    let machine = &cx.proof;
    let outbound = Outbound::parse(call, cx.bytes()).map_err(|error| malformed(&error))?;
    let service = outbound.service();
    let subaccount = sender(cx.deps, machine, cx.query.subAccount.as_deref()).await?;
    let of = (&machine.account, machine.environment);
    let found = channels::for_sending(of, subaccount.as_ref(), (medium(service), &machine.system_user));
    let found = found.of(cx.db()).await?.filter(|(channel, _)| channel.status == Status::Active);
    let (channel, sending) = found.ok_or_else(|| Fail::new(Code::NoConnection).in_words(words(Meaning::NoChannel)))?;
    if sending.as_deref() == Some(&Sending::NotAssigned) {
        return Err(Fail::new(Code::NotAssigned));
    }
    let ids = outbound.messages.iter().map(|_| Ok(MessageId::new(cx.meta.now, random(cx.deps)?)));
    let ids: Vec<MessageId> = ids.collect::<Result<_, Fail>>()?;
    let texts: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let answer = outbound.answer(cx.meta.id.as_str(), &texts);
    let retry = match &cx.retry {
        Some(retry) => Some(retry.around(cx.deps, cx.config, &answer)?),
        None => None,
    };
    let submission = Submission {
        account: &machine.account,
        subaccount: subaccount.as_ref(),
        system_user: Some(&machine.system_user),
        channel: &channel,
        sending: sending.as_ref(),
        messages: &outbound.messages,
        ids: &ids,
        retry,
    };
    match submit(cx.deps, cx.config, cx.meta.now, submission).await?.refused {
        None => Ok(answer.into()),
        Some(refused) => Err(told(&refused)),
    }
}

fn malformed(error: &SendError) -> Fail {
    let body = error.to_body();
    let words = body.get("errorMessage").and_then(Value::as_str).unwrap_or_default();
    Fail::new(Code::InvalidFields).in_words(words)
}

/// What a carrier's refusal is to a bot.
fn told(refused: &Refused) -> Fail {
    let fail = Fail::new(match refused.meaning {
        Meaning::BadMessage => Code::InvalidFields,
        Meaning::NoChannel => Code::CarrierRefused,
        Meaning::RateLimited => Code::MessageLimited,
        Meaning::TooMany => Code::RateLimited,
        Meaning::Unavailable => Code::CarrierSilent,
    });
    let fail = fail.in_words(words(refused.meaning));
    match refused.retry_after.map(u32::try_from) {
        Some(Ok(seconds)) if refused.meaning.is_retryable() => fail.retry_after(seconds),
        _ => fail,
    }
}

fn words(meaning: Meaning) -> String {
    let body = meaning.to_body();
    body.get("errorMessage").and_then(Value::as_str).unwrap_or_default().to_owned()
}
