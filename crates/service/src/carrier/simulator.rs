//! The simulator: a carrier that is none. It takes every message, says by and by what became of it, and answers when it is
//! asked to. What it says goes the way of a real carrier's callbacks.
//!
//! A text chooses: `fail:202` fails with that code of Sinch's, `echo` or `echo:something` is answered. For a bot whose
//! texts are its own, the number does: what goes to one that ends in `000202` fails with that code.

use domain::ids::{ChannelId, EventId, MessageId};
use domain::time::{Instant, SECOND};
use messaging::message::{Content, Failure, InboundMessage, Service, Status, Tags};
use messaging::phone::PersonKey;
use serde_json::Value;
use store::messages::{Batch, DueStep, In, Step, simulated_due, simulated_next};

use super::drive::AFTER_FAILURE;
use super::service;
use super::submit::{commit, raw, state};
use crate::cx::random;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::inbound::conversation;
use crate::log;

/// When each thing happens, after the message was taken.
const SENT: i64 = SECOND;
const DELIVERED: i64 = 2 * SECOND;
const READ: i64 = 3 * SECOND;
const ANSWER: i64 = 4 * SECOND;
/// How many lots of steps one round does.
const LOTS: usize = 3;

/// The simulator's id of a message.
pub fn carrier_id(message: &MessageId) -> String {
    format!("sim-{message}")
}

/// The failure with this code of Sinch's.
fn of_code(code: i64) -> Option<Failure> {
    Failure::ALL.into_iter().find(|it| match it.codes(Service::Whatsapp) {
        (_, Some(delivered)) => delivered == code,
        (sent, None) => sent == code,
    })
}

/// The failure that a text asks for. A code that is none of Sinch's is an internal error.
fn asked(text: &str) -> Option<Failure> {
    let digits: String = text.split_once("fail:")?.1.chars().take_while(char::is_ascii_digit).collect();
    Some(of_code(digits.parse().ok()?).unwrap_or(Failure::InternalError))
}

/// The failure that a number stands for: it ends in `000` and a code of Sinch's.
fn stands_for(number: &str) -> Option<Failure> {
    let (rest, code) = number.split_at_checked(number.len().checked_sub(3)?)?;
    rest.ends_with("000").then(|| of_code(code.parse().ok()?))?
}

/// What somebody would answer to a text that asks for it.
fn answer(text: &str) -> Option<String> {
    let rest = text.trim().strip_prefix("echo")?;
    match rest.strip_prefix(':') {
        Some(words) if !words.trim().is_empty() => Some(words.trim().to_owned()),
        Some(_) => Some("echo".to_owned()),
        None if rest.is_empty() => Some("echo".to_owned()),
        None => None,
    }
}

/// What is done for a message to a number, and when.
pub fn plan(message: &MessageId, to: &str, text: &str, now: Instant) -> Vec<Step> {
    let step = |step: &str, after: i64, detail: Option<String>| Step {
        message: message.clone(),
        step: step.to_owned(),
        due_at: now.plus(after).millis(),
        detail,
    };
    if let Some(failure) = asked(text).or_else(|| stands_for(to)) {
        let name = Some(failure.as_str().to_owned());
        // What is not delivered was sent before.
        return match failure.codes(Service::Whatsapp).1 {
            Some(_) => vec![step("sent", SENT, None), step("failed", DELIVERED, name)],
            None => vec![step("failed", SENT, name)],
        };
    }
    let mut steps = vec![step("sent", SENT, None), step("delivered", DELIVERED, None), step("read", READ, None)];
    steps.extend(answer(text).map(|words| step("answer", ANSWER, Some(words))));
    steps
}

/// A message that a person writes.
pub struct Written<'a> {
    /// What carries it.
    pub service: Service,
    /// Who writes, digits.
    pub from: &'a str,
    /// Our number.
    pub origin: &'a str,
    /// What.
    pub text: &'a str,
    /// What the sender of the message before said about that.
    pub tags: Tags,
}

/// The row of a message that a person writes.
pub fn written<D: Deps>(deps: &D, written: Written<'_>, now: Instant) -> Result<In, Fail> {
    let (id, person) = (MessageId::new(now, random(deps)?), PersonKey::of(written.from));
    let correlation_id = written.tags.correlation_id.clone();
    let provider_id = carrier_id(&id);
    let message = InboundMessage {
        service: written.service,
        provider_id: provider_id.clone(),
        person: person.clone(),
        from: written.from.to_owned(),
        origin: Some(written.origin.to_owned()),
        origin_id: None,
        stated: Some(now),
        content: Content::text(written.text.to_owned()),
        profile_name: None,
        user_id: None,
        in_reply_to: None,
        tags: written.tags,
        raw: "{}".to_owned(),
    };
    Ok(In {
        event: EventId::new(now, random(deps)?),
        conversation: conversation(written.origin, &person),
        person_key: person.as_str().to_owned(),
        person: written.from.to_owned(),
        origin: written.origin.to_owned(),
        once_key: format!("simulator/m:{provider_id}"),
        carrier_id: Some(provider_id),
        correlation_id,
        kind: message.content.kind.as_str().to_owned(),
        content: raw(&message)?,
        at: now,
        id,
    })
}

/// Does what is due at a channel; when there may be more.
pub async fn drive<D: Deps>(deps: &D, channel: &ChannelId) -> Option<Instant> {
    match run(deps, channel).await {
        Ok(next) => next,
        Err(fail) => {
            log::event(deps, true, "simulate", &format!("{fail:?}"));
            Some(deps.now().plus(AFTER_FAILURE))
        }
    }
}

async fn run<D: Deps>(deps: &D, channel: &ChannelId) -> Result<Option<Instant>, Fail> {
    for _ in 0..LOTS {
        let now = deps.now();
        let due = simulated_due(channel, now).of(deps.db()).await?;
        // A driver is a channel's, and a channel an account's.
        let Some(account) = due.first().map(|step| step.account.clone()) else { break };
        let mut batch = Batch::of(account, now);
        let (mut states, mut answers) = (Vec::new(), Vec::new());
        for step in &due {
            batch.step_done(&step.message, &step.step);
            // The channel is gone, and with it whoever would have said something.
            let Some(service) = step.medium.as_deref().and_then(service) else { continue };
            match step.step.as_str() {
                "answer" => answers.push(said_back(deps, service, step, now)?),
                name => {
                    let Some(status) = Status::of(name) else { continue };
                    let failure = (status == Status::Failed).then(|| {
                        let named = Failure::of_sinch(None, None, step.detail.as_deref());
                        (named.unwrap_or(Failure::InternalError), "simulated".to_owned())
                    });
                    let id = step.carrier_id.as_deref();
                    states.push(state(deps, service, &step.message, id, status, failure, step.due_at)?);
                }
            }
        }
        batch.apply_status(None, &states);
        batch.insert_in(None, Some(channel), &answers);
        match commit(deps, batch).await {
            // Another run was faster; what it left is looked for again.
            Err(error) if error.is_guard("claimed") => {}
            other => other?,
        }
    }
    Ok(simulated_next(channel).of(deps.db()).await?)
}

/// What is answered to a message.
fn said_back<D: Deps>(deps: &D, service: Service, step: &DueStep, now: Instant) -> Result<In, Fail> {
    let content: Value = serde_json::from_str(&step.content).unwrap_or_default();
    let tags = content.get("tags").cloned().and_then(|tags| serde_json::from_value(tags).ok()).unwrap_or_default();
    let text = step.detail.as_deref().unwrap_or("echo");
    written(deps, Written { service, from: &step.person, origin: &step.origin, text, tags }, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(text: &str) -> Vec<String> {
        steps_to("5519990001111", text)
    }

    fn steps_to(number: &str, text: &str) -> Vec<String> {
        let id = MessageId::new(Instant::from_millis(0), [0; 10]);
        let said = |step: Step| [step.step, step.detail.unwrap_or_default()].join(" ").trim_end().to_owned();
        plan(&id, number, text, Instant::from_millis(0)).into_iter().map(said).collect()
    }

    #[test]
    fn a_text_chooses_what_happens() {
        assert_eq!(steps("Hello"), ["sent", "delivered", "read"]);
        assert_eq!(steps("echo"), ["sent", "delivered", "read", "answer echo"]);
        assert_eq!(steps("echo: Hi there"), ["sent", "delivered", "read", "answer Hi there"]);
        assert_eq!(steps("echoes"), ["sent", "delivered", "read"]);
        assert_eq!(steps("fail:202"), ["failed INVALID_DESTINATION_NUMBER"]);
        assert_eq!(steps("please fail:104 now"), ["sent", "failed NOT_DELIVERED"]);
        assert_eq!(steps("fail:999"), ["failed INTERNAL_ERROR"]);
        assert_eq!(steps("fail: later"), ["sent", "delivered", "read"]);
    }

    #[test]
    fn a_number_stands_for_a_failure() {
        assert_eq!(steps_to("5519990000202", "Hello"), ["failed INVALID_DESTINATION_NUMBER"]);
        assert_eq!(steps_to("5519990000104", "echo"), ["sent", "failed NOT_DELIVERED"]);
        assert_eq!(steps_to("5519990000202", "fail:203"), ["failed BLACKLISTED"]);
        assert_eq!(steps_to("5519990000999", "Hello"), ["sent", "delivered", "read"]);
        assert_eq!(steps_to("5519990001202", "Hello"), ["sent", "delivered", "read"]);
        assert_eq!(steps_to("02", "Hello"), ["sent", "delivered", "read"]);
    }
}
