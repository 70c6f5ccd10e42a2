//! What a carrier said, as it is stored.

use contract::RefusedWhy;
use domain::ids::{EventId, InboundSourceId, MessageId, RefusedId};
use domain::time::Instant;
use domain::token;
use messaging::inbound::{BadUpdate, Update};
use messaging::message::{InboundMessage, StatusUpdate, is_id};
use messaging::phone::PersonKey;
use messaging::routing::effective_time;
use serde_json::value::to_raw_value;
use store::messages::{In, LARGEST, LARGEST_STATE, StateOf};

use super::why_update;
use crate::lines::Rows;

/// Ids of one batch: in the order in which they are made, and none twice.
#[derive(Debug)]
pub struct Ids {
    now: Instant,
    random: [u8; 10],
    next: u64,
}

impl Ids {
    /// Of a time and ten random bytes.
    pub fn new(now: Instant, random: [u8; 10]) -> Self {
        let [a, b, c, d, e, ..] = random;
        // A bit less than there are, so that counting up never begins anew.
        let next = u64::from_be_bytes([0, 0, 0, a & 0x7f, b, c, d, e]);
        Self { now, random, next }
    }

    /// The next one.
    pub fn next<T>(&mut self, of: impl FnOnce(Instant, [u8; 10]) -> T) -> T {
        let [_, _, _, a, b, c, d, e] = self.next.to_be_bytes();
        let [.., v, w, x, y, z] = self.random;
        self.next += 1;
        of(self.now, [a, b, c, d, e, v, w, x, y, z])
    }
}

/// Whose order is kept: our number and the person, each in one form.
pub fn conversation(origin: &str, person: &PersonKey) -> String {
    format!("{}/{person}", PersonKey::of(origin))
}

/// The longest name of a person or number, in bytes.
const LONGEST_NAME: usize = 255;
/// The longest words about a failure, in characters.
const LONGEST_REASON: usize = 500;

/// The rows of what a call says.
pub fn rows(source: &InboundSourceId, updates: Vec<Result<Update, BadUpdate>>, ids: &mut Ids, now: Instant) -> Rows {
    let mut rows = Rows::default();
    for update in updates {
        let row = match update {
            Ok(Update::Message(message)) => in_row(source, &message, ids, now).map(|row| rows.messages.push(row)),
            Ok(Update::Status(status)) => state_row(&status, ids, now).map(|row| rows.states.push(row)),
            Err(BadUpdate { why, raw }) => Err((why_update(why), raw)),
        };
        if let Err((why, raw)) = row {
            rows.refused.push((ids.next(RefusedId::new), why.as_str(), excerpt(&raw)));
        }
    }
    rows
}

type Refused = (RefusedWhy, String);

fn id_of(text: &str) -> Option<&str> {
    Some(text).filter(|id| is_id(id))
}

fn in_row(source: &InboundSourceId, message: &InboundMessage, ids: &mut Ids, now: Instant) -> Result<In, Refused> {
    let refused = |why| (why, message.raw.clone());
    let carrier_id = id_of(&message.provider_id).ok_or_else(|| refused(RefusedWhy::NoId))?;
    let person = message.from.trim();
    if person.is_empty() || message.person.as_str().is_empty() || person.len() > LONGEST_NAME {
        return Err(refused(RefusedWhy::NoPerson));
    }
    let content = to_raw_value(message).map_err(|_| refused(RefusedWhy::UpdateTooLarge))?;
    if content.get().len() > LARGEST {
        return Err(refused(RefusedWhy::UpdateTooLarge));
    }
    let origin = message.origin.as_deref().unwrap_or_default().trim();
    let origin = if origin.len() > LONGEST_NAME { "" } else { origin };
    Ok(In {
        id: ids.next(MessageId::new),
        event: ids.next(EventId::new),
        person_key: message.person.as_str().to_owned(),
        person: person.to_owned(),
        origin: origin.to_owned(),
        conversation: conversation(origin, &message.person),
        once_key: format!("{source}/m:{carrier_id}"),
        carrier_id: Some(carrier_id.to_owned()),
        correlation_id: message.tags.correlation_id.as_deref().and_then(id_of).map(str::to_owned),
        kind: message.content.kind.as_str().to_owned(),
        content,
        at: effective_time(message.stated, now),
    })
}

fn state_row(status: &StatusUpdate, ids: &mut Ids, now: Instant) -> Result<StateOf, Refused> {
    let refused = |why| (why, status.raw.clone());
    let carrier_id = id_of(&status.provider_id).ok_or_else(|| refused(RefusedWhy::NoId))?;
    let detail = to_raw_value(status).map_err(|_| refused(RefusedWhy::UpdateTooLarge))?;
    if detail.get().len() > LARGEST_STATE {
        return Err(refused(RefusedWhy::UpdateTooLarge));
    }
    let reason = status.reason.as_ref().map(|reason| reason.chars().take(LONGEST_REASON).collect::<String>());
    let error = match (status.failure, reason) {
        (Some(failure), Some(reason)) if reason != failure.as_str() => Some(format!("{}: {reason}", failure.as_str())),
        (Some(failure), _) => Some(failure.as_str().to_owned()),
        (None, _) => None,
    };
    Ok(StateOf {
        message: None,
        // What we put there ourselves when we sent it: known before the carrier's own id of it is.
        ours: status.tags.correlation_id.clone().and_then(|id| MessageId::try_from(id).ok()),
        carrier_id: Some(carrier_id.to_owned()),
        event: ids.next(EventId::new),
        state: status.status.as_str().to_owned(),
        rank: status.status.rank(),
        error,
        detail,
        at: effective_time(status.stated, now),
    })
}

/// The most bytes of an excerpt.
const EXCERPT: usize = 2_000;

/// The first bytes of what was refused, without what looks like a token of ours: it is shown to people.
pub fn excerpt(text: &str) -> String {
    let mut end = text.len().min(EXCERPT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text.get(..end).unwrap_or_default().replace('\0', "\u{fffd}");
    let (mut out, mut done) = (String::new(), 0);
    for (at, _) in token::beginnings(&text) {
        let rest = text.get(at..).unwrap_or_default();
        let Some((environment, after)) = token::without_prefix(rest).filter(|_| at >= done) else { continue };
        out.push_str(text.get(done..at).unwrap_or_default());
        out.push_str(token::prefix(environment));
        out.push('\u{2026}');
        let after = after.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        done = text.len() - after.len();
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_a_batch_stand_in_their_order_and_none_comes_twice() {
        let mut ids = Ids::new(Instant::from_millis(1_800_000_000_000), [0xff; 10]);
        let all: Vec<String> = (0..3_000).map(|_| ids.next(EventId::new).to_string()).collect();
        assert!(all.is_sorted_by(|a, b| a < b));
        // Deliveries take these characters of an event's id.
        let mut parts: Vec<&str> = all.iter().map(|id| &id[4..22]).collect();
        parts.dedup();
        assert_eq!(parts.len(), 3_000);
    }

    #[test]
    fn an_excerpt_is_short_and_holds_no_token() {
        let long = "é".repeat(3_000);
        assert_eq!(excerpt(&long).len(), 2_000);
        assert_eq!(excerpt("a tnr_abcDEF-12 b tnr_x"), "a tnr_\u{2026} b tnr_\u{2026}");
        assert_eq!(excerpt("tnrt_abc/tnr_x tnrt_"), "tnrt_\u{2026}/tnr_\u{2026} tnrt_\u{2026}");
        assert_eq!(excerpt("tnr_abctnrt_x y"), "tnr_\u{2026} y");
        let cut = format!("{}tnr_abc", "x".repeat(1_995));
        assert!(excerpt(&cut).ends_with("tnr_\u{2026}"));
    }
}
