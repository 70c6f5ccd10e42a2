//! What carriers post: who they are, what they say, and how that is stored. The endpoint is `handlers/receive.rs`.

mod admit;
mod rows;
mod together;

use contract::{Medium, Provider, RefusedWhy};
use messaging::inbound::{BadPayload, BadWhy, Mapping, Updates, meta, sinch_sms, sinch_sms_query, sinch_whatsapp};
use messaging::message::Service;

pub use crate::lines::Rows;
pub use crate::sources::{Known, Secrets, key_digest};
pub use admit::{Refusal, admit};
pub use rows::{Ids, conversation, excerpt, rows};
pub use together::store;

/// What messages are carried by, as the rules call it.
pub const fn service(medium: Medium) -> Service {
    match medium {
        Medium::Whatsapp => Service::Whatsapp,
        Medium::Sms => Service::Sms,
    }
}

/// Reads a body.
pub fn read(provider: Provider, medium: Medium, mapping: Option<&Mapping>, body: &[u8]) -> Updates {
    match (provider, mapping) {
        (Provider::SinchWhatsapp, _) => sinch_whatsapp(body),
        (Provider::SinchSms, _) => sinch_sms(body),
        (Provider::MetaWhatsapp, _) => meta(body),
        (Provider::Generic, Some(mapping)) => mapping.read(body, service(medium)),
        (Provider::Generic, None) => Err(BadPayload::WrongShape),
    }
}

/// Reads the query of a GET, without the key that proved it.
pub fn read_query(query: &str) -> Updates {
    sinch_sms_query(&without_secrets(query))
}

/// A query without what is secret in it.
pub fn without_secrets(query: &str) -> String {
    let is_secret = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        let name = contract::client::percent_decode(name).unwrap_or_default();
        name == "key" || name == "hub.verify_token"
    };
    query.split('&').filter(|pair| !is_secret(pair)).collect::<Vec<_>>().join("&")
}

/// Why a whole payload is refused.
pub const fn why_payload(bad: BadPayload) -> RefusedWhy {
    match bad {
        BadPayload::NotJson => RefusedWhy::NotJson,
        BadPayload::WrongShape => RefusedWhy::WrongShape,
        BadPayload::TooMany => RefusedWhy::TooManyUpdates,
    }
}

/// Why one update is refused.
pub const fn why_update(bad: BadWhy) -> RefusedWhy {
    match bad {
        BadWhy::NotAnObject => RefusedWhy::NotAnObject,
        BadWhy::NoId => RefusedWhy::NoId,
        BadWhy::NoPerson => RefusedWhy::NoPerson,
        BadWhy::NeitherKind => RefusedWhy::NeitherMessageNorStatus,
    }
}
