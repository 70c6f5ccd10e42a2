//! What would be read of a payload.

use contract::table::TryInbound;
use contract::{MessageState, Provider, RefusedWhy, TriedInbound, TriedUpdate, UpdateKind};
use domain::field::FieldCode;
use messaging::inbound::{BadUpdate, Update};

use super::mapping;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::inbound;

impl<D: Deps> Handler<D> for TryInbound {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<TriedInbound>, Fail> {
        let body = &cx.body;
        let medium = body.provider.medium().or(body.medium).unwrap_or(contract::Medium::Whatsapp);
        let sample = body.sample.as_bytes();
        let mut missing = Vec::new();
        let read = match (body.provider, &body.mapping) {
            (Provider::Generic, None) => return Err(Fail::field("mapping", FieldCode::Required)),
            (Provider::Generic, Some(fields)) => {
                mapping(fields)?.try_on(sample, inbound::service(medium)).map(|preview| {
                    missing.extend(preview.missing.into_iter().map(str::to_owned));
                    preview.updates
                })
            }
            // A query is what does not begin as JSON does.
            (Provider::SinchSms, _) if !body.sample.trim_start().starts_with(['{', '[']) => {
                inbound::read_query(body.sample.trim())
            }
            (provider, _) => inbound::read(provider, medium, None, sample),
        };
        let (updates, refused) = match read {
            Ok(updates) => (updates.into_iter().map(show).collect(), None),
            Err(bad) => (Vec::new(), Some(inbound::why_payload(bad))),
        };
        Ok(TriedInbound { updates, missing, refused }.into())
    }
}

fn empty() -> TriedUpdate {
    TriedUpdate {
        kind: None,
        refused: None,
        carrier_id: None,
        person: None,
        origin: None,
        at: None,
        content_kind: None,
        text: None,
        media_url: None,
        profile_name: None,
        correlation_id: None,
        state: None,
        reason: None,
        raw: None,
    }
}

fn show(update: Result<Update, BadUpdate>) -> TriedUpdate {
    match update {
        Err(BadUpdate { why, raw }) => {
            let refused: RefusedWhy = inbound::why_update(why);
            TriedUpdate { refused: Some(refused), raw: Some(raw), ..empty() }
        }
        Ok(Update::Message(message)) => TriedUpdate {
            kind: Some(UpdateKind::Message),
            carrier_id: Some(message.provider_id),
            person: Some(message.person.as_str().to_owned()),
            origin: message.origin,
            at: message.stated,
            content_kind: Some(message.content.kind.as_str().to_owned()),
            text: message.content.text,
            media_url: message.content.media.and_then(|media| media.url),
            profile_name: message.profile_name,
            correlation_id: message.tags.correlation_id,
            ..empty()
        },
        Ok(Update::Status(status)) => TriedUpdate {
            kind: Some(UpdateKind::Status),
            carrier_id: Some(status.provider_id),
            person: status.person.map(|person| person.as_str().to_owned()),
            origin: status.origin,
            at: status.stated,
            correlation_id: status.tags.correlation_id,
            state: MessageState::parse(status.status.as_str()),
            reason: status.reason.or_else(|| status.failure.map(|failure| failure.as_str().to_owned())),
            ..empty()
        },
    }
}
