//! A message of the Cloud API, passed on by the channel of the number that it is sent from (product 2.2, ADR 0026).

use contract::Code;
use contract::table::GraphSendMessage;
use domain::ids::MessageId;
use domain::scope::Scope;
use domain::system_user::Status;
use messaging::carrier::Meaning;
use messaging::send::cloud;
use serde_json::{Value, json};
use store::both;
use store::channels::{self, ChannelRow};
use store::whatsapp_accounts::{self, Sending};

use super::super::bots::reach::sender;
use crate::answer::Answer;
use crate::carrier::calls::{Called, Outcome};
use crate::carrier::submit::{Submission, submit};
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::graph::caller::Found;
use crate::graph::refusal;

impl<D: Deps> Handler<D> for GraphSendMessage {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let (caller, text) = (&cx.proof, cx.path.1.text.as_str());
        let machine = &caller.machine;
        caller.needs(Scope::WhatsappBusinessMessaging)?;
        let none = || refusal::unknown_node("POST", text);
        let Some(Found::Phone(phone)) = caller.find(cx.deps, text).await? else { return Err(none()) };
        let number = whatsapp_accounts::of_number(machine, &phone).of(cx.db()).await?;
        let (_, number) = number.ok_or_else(none)?;
        let subaccount = sender(cx.deps, machine, None).await?;
        let of = (&machine.account, machine.environment);
        let sending = whatsapp_accounts::sending(&machine.account, &number, &machine.system_user);
        let (channel, sending) = both(cx.db(), channels::of_number(of, subaccount.as_ref(), &number), sending).await?;
        // A number that nobody is assigned to was taken out a moment ago.
        if *sending != Sending::Assigned {
            return Err(none());
        }
        let message = cloud(&cx.body.0).map_err(|why| {
            let title = match why.code {
                131_008 => "Required parameter is missing",
                131_051 => "Unsupported message type",
                _ => "Parameter value is not valid",
            };
            refusal::whatsapp(Code::InvalidFields, why.code, title, &why.details)
        })?;
        let reaches = |channel: &ChannelRow| subaccount.as_ref().is_none_or(|own| channel.is_for(own));
        let channel = channel.filter(|channel| channel.status == Status::Active && reaches(channel));
        let Some(channel) = &channel else {
            let details = "No active channel sends from this number.";
            let title = "Phone number not registered on the WhatsApp Business Platform";
            return Err(refusal::whatsapp(Code::NoConnection, 133_010, title, details));
        };
        let id = MessageId::new(cx.meta.now, random(cx.deps)?);
        let messages = [message];
        let input = cx.body.0.get("to").or_else(|| cx.body.0.get("recipient")).cloned().unwrap_or_default();
        let reply = json!({
            "messaging_product": "whatsapp",
            "contacts": [{ "input": input, "wa_id": messages.first().map(|one| one.to.as_str()) }],
            "messages": [{ "id": id }],
        });
        let submission = Submission {
            account: &machine.account,
            subaccount: subaccount.as_ref(),
            system_user: Some(&machine.system_user),
            channel,
            sending: Some(&sending),
            messages: &messages,
            ids: std::slice::from_ref(&id),
            retry: None,
        };
        let submitted = submit(cx.deps, cx.config, cx.meta.now, submission).await?;
        match submitted.refused {
            None => Ok(reply.into()),
            Some(refused) => {
                let fail = told(refused.meaning, submitted.called.first());
                Err(match refused.retry_after.map(u32::try_from) {
                    Some(Ok(seconds)) if refused.meaning.is_retryable() => fail.retry_after(seconds),
                    _ => fail,
                })
            }
        }
    }
}

/// A carrier's refusal by WhatsApp's numbers: Meta's own one where the carrier is Meta and says what is wrong with the message, or what
/// there was too much of; a bot waits longer where one person got too much marketing (131049) than after a second message at once.
fn told(meaning: Meaning, called: Option<&Called>) -> Fail {
    let said = match called.map(|one| &one.outcome) {
        Some(Outcome::Refused { error, .. } | Outcome::Unknown(error)) => Some(error),
        _ => None,
    };
    let details = said.map(|error| error.message.clone()).unwrap_or_default();
    let own = said.and_then(|error| error.code.parse::<u32>().ok()).filter(|code| (100_000..1_000_000).contains(code));
    let (code, number) = match meaning {
        Meaning::BadMessage => (Code::InvalidFields, own.unwrap_or(131_009)),
        Meaning::RateLimited => (Code::MessageLimited, own.unwrap_or(131_056)),
        Meaning::TooMany => (Code::RateLimited, own.unwrap_or(130_429)),
        // The bot can do nothing about the channel's own credential.
        Meaning::NoChannel => (Code::CarrierRefused, 131_016),
        Meaning::Unavailable => (Code::CarrierSilent, 131_016),
    };
    let title = match number {
        131_056 => "(Business Account, Consumer Account) pair rate limit hit",
        130_429 => "Rate limit hit",
        131_016 => "Service unavailable",
        _ => "The carrier does not take the message",
    };
    refusal::whatsapp(code, number, title, &details)
}
