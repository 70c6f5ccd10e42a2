//! A sample event, sent to a webhook at once.

use contract::table::TestWebhook;
use contract::{Code, WebhookTest};
use domain::ids::{EventId, MessageId, SystemUserId, TokenId};
use domain::time::{DAY, Instant};
use messaging::message::{Content, InboundMessage, Service, Status, Tags, Times};
use messaging::outgoing::{EventOut, Happening, StatusOut, TokenEvent, TokenOut};
use messaging::phone::PersonKey;
use messaging::schedule::{Outcome, outcome};
use store::attempts;
use store::webhooks::{self, Target};

use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::limits;
use crate::webhook_call::{Called, call};

/// A number that nobody has (ITU-T E.164.2 gives out no country code 999).
const NOBODY: &str = "99900000000";

impl<D: Deps> Handler<D> for TestWebhook {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<WebhookTest>, Fail> {
        let now = cx.meta.now;
        let target = webhooks::target(&cx.proof, &cx.path, now).of(cx.db()).await?;
        let target = target.ok_or_else(|| Fail::new(Code::NotFound))?;
        let counters = limits::tries(&cx.config.keys, "webhook", cx.proof.human().user.as_str(), now);
        if !attempts::reserve(cx.db(), &counters).await? {
            return Err(Fail::new(Code::RateLimited).retry_after(limits::retry_after(now)));
        }
        let (event, message) = (EventId::new(now, random(cx.deps)?), MessageId::new(now, random(cx.deps)?));
        let event = sample(&target, &event, &message, now);
        match call(cx.deps, cx.config, &target, &event).await {
            Called::Tried(tried, _) => {
                let status = tried.status.and_then(|status| u16::try_from(status).ok());
                let delivered = status.is_some_and(|status| outcome(status) == Outcome::Delivered);
                let (ms, error) = (Some(tried.ms), tried.error.map(str::to_owned));
                Ok(WebhookTest { delivered, status: tried.status, ms, error, excerpt: tried.excerpt }.into())
            }
            Called::NothingToTell => Err(Fail::internal("the sample event has no body")),
        }
    }
}

fn sample(target: &Target, event: &EventId, message: &MessageId, now: Instant) -> EventOut {
    let tags = Tags { correlation_id: Some("tenure-test".to_owned()), ..Tags::default() };
    let happening = match target.kind.as_str() {
        "token" => Happening::Token(Box::new(sample_token(target, now))),
        "mo" => Happening::Message {
            message: Box::new(InboundMessage {
                service: Service::Whatsapp,
                provider_id: message.to_string(),
                person: PersonKey::of(NOBODY),
                from: NOBODY.to_owned(),
                origin: Some(NOBODY.to_owned()),
                origin_id: None,
                stated: Some(now),
                content: Content::text("Test".to_owned()),
                profile_name: Some("Tenure".to_owned()),
                user_id: None,
                in_reply_to: None,
                tags,
                raw: String::new(),
            }),
            before: None,
        },
        _ => Happening::Status(Box::new(StatusOut {
            service: Service::Whatsapp,
            message_id: message.to_string(),
            to: NOBODY.to_owned(),
            origin: Some(NOBODY.to_owned()),
            origin_id: None,
            status: Status::Delivered,
            failure: None,
            reason: None,
            times: Times { delivered: Some(now), ..Times::default() },
            user_id: None,
            tags,
        })),
    };
    EventOut {
        id: event.to_string(),
        account_id: target.account.to_string(),
        subaccount: None,
        sequence: 1,
        at: now,
        happening,
        graph: None,
    }
}

/// A token that nobody has: its ids are of no random bits.
fn sample_token(target: &Target, now: Instant) -> TokenOut {
    TokenOut {
        what: TokenEvent::Expiring,
        token: TokenId::new(now, [0; 10]).to_string(),
        name: "Test".to_owned(),
        holder: "Tenure".to_owned(),
        tail: "test".to_owned(),
        system_user: SystemUserId::new(now, [0; 10]).to_string(),
        username: "tenure-test".to_owned(),
        environment: target.environment,
        expires_at: Some(now.plus(7 * DAY).millis()),
        days_left: Some(7),
        ended: None,
        places: Vec::new(),
    }
}
