//! One call to a carrier.

use contract::ChannelKind;
use domain::ids::MessageId;
use domain::time::SECOND;
use messaging::address::AddressRefusal;
use messaging::carrier::{
    CarrierError, CarrierReply, Meaning, MetaRefusal, generic_body, meta_body, read_generic, read_meta, read_sinch,
    sinch_body, sinch_path,
};
use messaging::send::OutMessage;
use serde_json::Value;

use super::Carrier;
use super::credential::Credential;
use crate::config::Config;
use crate::deps::{CallError, Deps, OutsideCall};
use crate::webhook_call::{asked_for, judge};

/// How long a carrier has, in milliseconds, and how much of its answer is read.
const TIMEOUT_MS: u32 = 15_000;
const READ_AT_MOST: usize = 64 * 1024;
/// The longest `Retry-After` that is heeded, in seconds.
const LONGEST_WAIT: i64 = 3_600;

/// What became of a call.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// The carrier has the message, under this id.
    Taken(String),
    /// It does not have it.
    Refused {
        /// Why.
        error: CarrierError,
        /// After how many seconds it may be asked again, when it says so.
        retry_after: Option<i64>,
    },
    /// It may have it: no answer came, or one that says neither.
    Unknown(CarrierError),
}

/// An outcome, with how long it took.
#[derive(Debug, Clone)]
pub struct Called {
    /// The outcome.
    pub outcome: Outcome,
    /// In milliseconds.
    pub ms: u32,
}

impl Carrier {
    /// Passes a message on. Our id goes along: callbacks that come before the answer find the message by it.
    pub async fn call<D: Deps>(&self, deps: &D, config: &Config, id: &MessageId, message: &OutMessage) -> Called {
        let refused = |code: &str, words: &str, meaning| Called {
            outcome: Outcome::Refused {
                error: CarrierError { code: code.to_owned(), message: words.to_owned(), meaning },
                retry_after: None,
            },
            ms: 0,
        };
        let (path, body) = match self.request(id, message) {
            Ok(request) => request,
            Err(words) => return refused("unsupported", &words, Meaning::BadMessage),
        };
        let text = format!("{}{path}", self.base.trim_end_matches('/'));
        // What the name stands for may have changed since the channel was saved.
        let url = match judge(deps, config, &text).await {
            Ok(url) => url,
            Err(AddressRefusal::Unresolved) => {
                return refused("503", "the name can't be resolved", Meaning::Unavailable);
            }
            Err(_) => return refused("address", "the address may not be called", Meaning::NoChannel),
        };
        let mut headers = vec![
            ("content-type".to_owned(), "application/json".to_owned()),
            ("accept".to_owned(), "application/json".to_owned()),
        ];
        headers.extend(self.credential.iter().flat_map(Credential::headers));
        let call = OutsideCall {
            method: "POST",
            url,
            headers,
            body: body.to_string().into_bytes(),
            timeout_ms: TIMEOUT_MS,
            read_at_most: READ_AT_MOST,
        };
        match deps.call(call).await {
            Ok(answer) => {
                let wait = asked_for(Some(&answer), deps.now());
                let wait = wait.map(|millis| (millis / SECOND).clamp(1, LONGEST_WAIT));
                Called { outcome: self.read(id, answer.status, &answer.body, wait), ms: answer.ms }
            }
            Err(CallError::TimedOut) => {
                let error = CarrierError::unreachable("no answer within 15 seconds");
                Called { outcome: Outcome::Unknown(error), ms: TIMEOUT_MS }
            }
            Err(CallError::Unreachable(why)) => {
                Called { outcome: Outcome::Unknown(self.without_secrets(CarrierError::unreachable(&why))), ms: 0 }
            }
        }
    }

    /// Path and body, or why the carrier can't be sent such a message.
    fn request(&self, id: &MessageId, message: &OutMessage) -> Result<(String, Value), String> {
        match (self.kind, &self.credential) {
            (ChannelKind::Sinch, _) => {
                let body = sinch_body(self.service, message, id.as_str());
                Ok((sinch_path(self.service).to_owned(), body))
            }
            (ChannelKind::Meta, Some(Credential::Meta { phone_number_id, .. })) => {
                let body = meta_body(message, id.as_str()).map_err(|why| match why {
                    MetaRefusal::FileWithoutUrl => "a file needs an address".to_owned(),
                })?;
                Ok((format!("/{phone_number_id}/messages"), body))
            }
            (ChannelKind::Meta, _) => Err("the channel has no phone number id".to_owned()),
            (ChannelKind::Http | ChannelKind::Simulator, _) => {
                Ok((String::new(), generic_body(self.service, message, id.as_str())))
            }
        }
    }

    fn read(&self, id: &MessageId, status: u16, body: &[u8], retry_after: Option<i64>) -> Outcome {
        let reply = match self.kind {
            ChannelKind::Sinch => read_sinch(status, body),
            ChannelKind::Meta => read_meta(status, body),
            ChannelKind::Http | ChannelKind::Simulator => read_generic(status, body, None, id.as_str()),
        };
        match reply {
            CarrierReply::Accepted { provider_id } => Outcome::Taken(provider_id),
            // Of what is neither a yes nor a no nobody knows whether the carrier acted on it. 429 and 503 say that it did
            // not (RFC 9110 §15.6.4, RFC 6585 §4).
            CarrierReply::Refused(error) if error.meaning == Meaning::Unavailable && status != 503 => {
                Outcome::Unknown(self.without_secrets(error))
            }
            CarrierReply::Refused(error) => Outcome::Refused { error: self.without_secrets(error), retry_after },
        }
    }

    fn without_secrets(&self, error: CarrierError) -> CarrierError {
        match &self.credential {
            Some(credential) => CarrierError { message: credential.hide_in(&error.message), ..error },
            None => error,
        }
    }
}
