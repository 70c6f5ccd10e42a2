//! One call of a webhook: its body, its headers, where it goes, and what its answer says.

use contract::SecretText;
use domain::ids::{AccountId, WebhookId, WebhookSecretId};
use domain::secret::Secret;
use domain::time::{Instant, SECOND};
use messaging::address::AddressRefusal;
use messaging::outgoing::{EventOut, Format, SEQUENCE_HEADER, body};
use messaging::schedule;
use messaging::signature::{SigningSecret, sign, sign_meta};
use store::at_rest::Sealed;
use store::deliveries::Tried;
use store::webhooks::Target;

use crate::at_rest::{self, Place};
use crate::config::Config;
use crate::deps::{CallError, Deps, OutsideAnswer, OutsideCall};
use crate::fail::Fail;

/// How long a receiver may take.
const PATIENCE_MS: u32 = 15_000;
/// What is read of an answer.
const READ_AT_MOST: usize = 64 * 1024;
/// How much of an answer is kept, in characters.
const EXCERPT: usize = 300;
/// The header that says who calls.
const AGENT: &str = "Tenure-Webhooks/1";

/// A header's name and value.
pub type Header = (String, String);

/// The form with this name; the database holds no other.
pub fn format(text: &str) -> Format {
    match text {
        "sinch" => Format::Sinch,
        "meta" => Format::Meta,
        _ => Format::Standard,
    }
}

/// Seals the headers of a receiver's own; none when there are none.
pub fn seal_headers(
    config: &Config,
    nonce: [u8; 12],
    (account, id): (&AccountId, &WebhookId),
    headers: &[(String, SecretText)],
) -> Result<Option<String>, Fail> {
    if headers.is_empty() {
        return Ok(None);
    }
    let plain: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.expose())).collect();
    let plain = serde_json::to_vec(&plain).map_err(|e| Fail::internal(format!("headers: {e}")))?;
    at_rest::seal(config, Place::new(Sealed::WebhookHeaders, account, id.as_str()), nonce, &plain).map(Some)
}

/// The headers of a receiver's own; none when they don't open under the present keys.
pub fn open_headers(
    config: &Config,
    (account, id): (&AccountId, &WebhookId),
    sealed: Option<&str>,
) -> Option<Vec<Header>> {
    let Some(sealed) = sealed else { return Some(Vec::new()) };
    let plain = at_rest::open(config, Place::new(Sealed::WebhookHeaders, account, id.as_str()), sealed)?;
    serde_json::from_slice(&plain).ok()
}

/// Seals a secret's text.
pub fn seal_secret(
    config: &Config,
    nonce: [u8; 12],
    (account, secret): (&AccountId, &WebhookSecretId),
    text: &Secret<String>,
) -> Result<String, Fail> {
    let place = Place::new(Sealed::WebhookSecret, account, secret.as_str());
    at_rest::seal(config, place, nonce, text.expose().as_bytes())
}

/// A webhook's secrets, the newest first; none when one of them does not open under the present keys.
fn secrets(config: &Config, target: &Target) -> Option<Vec<SigningSecret>> {
    let open = |one: &store::webhooks::Signing| {
        let plain =
            at_rest::open(config, Place::new(Sealed::WebhookSecret, &target.account, one.id.as_str()), &one.sealed)?;
        SigningSecret::parse(&String::from_utf8(plain).ok()?).ok()
    };
    target.secrets.iter().map(open).collect()
}

/// The text of the secret that signs in Meta's form: of a webhook that an app has subscribed it is the app's; of another one its newest.
fn metas_secret(config: &Config, target: &Target) -> Option<Secret<String>> {
    match &target.app {
        Some((app, sealed)) => {
            let plain = at_rest::open(config, Place::new(Sealed::App, &target.account, app.as_str()), sealed)?;
            String::from_utf8(plain).ok().map(Secret::new)
        }
        None => secrets(config, target)?.first().map(SigningSecret::to_text),
    }
}

/// Headers of all calls, the receiver's own ones left out.
pub fn plain_headers(event: &str, sequence: i64, seconds: i64) -> Vec<Header> {
    let all = [
        ("content-type", "application/json".to_owned()),
        ("user-agent", AGENT.to_owned()),
        ("webhook-id", event.to_owned()),
        ("webhook-timestamp", seconds.to_string()),
        (SEQUENCE_HEADER, sequence.to_string()),
    ];
    all.map(|(name, value)| (name.to_owned(), value)).into()
}

/// The header that signs in a form; Sinch's has none.
pub const fn signature_header(format: Format) -> Option<&'static str> {
    match format {
        Format::Standard => Some("webhook-signature"),
        Format::Meta => Some("x-hub-signature-256"),
        Format::Sinch => None,
    }
}

/// Is a header set for every call, or does it belong to the connection? Then it is none of a receiver's own.
pub fn is_reserved(name: &str) -> bool {
    const CONNECTION: [&str; 12] = [
        "host",
        "connection",
        "content-length",
        "transfer-encoding",
        "te",
        "trailer",
        "upgrade",
        "keep-alive",
        "expect",
        "cookie",
        "x-hub-signature-256",
        "webhook-signature",
    ];
    let starts = ["cf-", "proxy-", "sec-"].iter().any(|zone| name.starts_with(zone));
    starts || CONNECTION.contains(&name) || plain_headers("", 0, 0).iter().any(|(its, _)| its == name)
}

/// Why no call was made. The text is kept with the try.
type NotMade = &'static str;

/// The call of an event, or why there is none; `Ok(None)`: the form has no word for the event.
fn request(config: &Config, target: &Target, event: &EventOut, now: Instant) -> Result<Option<OutsideCall>, NotMade> {
    let format = format(&target.format);
    let Some(body) = body(format, event) else { return Ok(None) };
    let body = serde_json::to_vec(&body).map_err(|_| "body")?;
    let seconds = now.millis() / SECOND;
    let mut headers = open_headers(config, (&target.account, &target.id), target.headers.as_deref()).ok_or("sealed")?;
    let signature = match format {
        Format::Standard => {
            let secrets = secrets(config, target).ok_or("sealed")?;
            let all: Vec<&SigningSecret> = secrets.iter().collect();
            Some(sign(&event.id, seconds, &body, &all).map_err(|_| "sealed")?)
        }
        // Meta's header has room for one: the newest secret's. A receiver that has the old one still refuses, and is
        // tried again.
        Format::Meta => Some(metas_secret(config, target).map(|one| sign_meta(&one, &body)).ok_or("sealed")?),
        Format::Sinch => None,
    };
    headers.extend(plain_headers(&event.id, event.sequence, seconds));
    headers.extend(signature_header(format).map(str::to_owned).zip(signature));
    let (url, read_at_most) = (target.url.clone(), READ_AT_MOST);
    Ok(Some(OutsideCall { method: "POST", url, headers, body, timeout_ms: PATIENCE_MS, read_at_most }))
}

/// What came of a call.
#[derive(Debug)]
pub enum Called {
    /// It was made, or could not be: with the answer, if there was one.
    Tried(Tried, Option<OutsideAnswer>),
    /// The form has no word for the event: there is nothing to tell.
    NothingToTell,
}

/// Calls a webhook. The address is judged again, and what its name stands for now: that it was public when it was saved
/// says nothing of today.
pub async fn call<D: Deps>(deps: &D, config: &Config, target: &Target, event: &EventOut) -> Called {
    let at = deps.now();
    let failed = |error| Tried { at, status: None, ms: deps.now().since(at), error: Some(error), excerpt: None };
    let request = match request(config, target, event, at) {
        Ok(Some(request)) => request,
        Ok(None) => return Called::NothingToTell,
        Err(error) => return Called::Tried(failed(error), None),
    };
    if let Err(error) = judge(deps, config, &target.url).await {
        let error = if error == AddressRefusal::Unresolved { "unresolved" } else { "address_refused" };
        return Called::Tried(failed(error), None);
    }
    match deps.call(request).await {
        Ok(answer) => {
            let (status, excerpt) = (Some(i64::from(answer.status)), excerpt(&answer));
            Called::Tried(Tried { at, status, ms: i64::from(answer.ms), error: None, excerpt }, Some(answer))
        }
        Err(CallError::TimedOut) => Called::Tried(Tried { ms: i64::from(PATIENCE_MS), ..failed("timed_out") }, None),
        Err(CallError::Unreachable(_)) => Called::Tried(failed("unreachable"), None),
    }
}

/// May an address be called? A resolver that does not answer is no yes.
pub async fn judge<D: Deps>(deps: &D, config: &Config, text: &str) -> Result<String, AddressRefusal> {
    let url = config.webhook_url(text)?;
    if !url.is_allowed() {
        let found = deps.resolve(url.host()).await.map_err(|_| AddressRefusal::Unresolved)?;
        url.judge(&found)?;
    }
    Ok(url.as_str().to_owned())
}

/// The time that a receiver asks for, in milliseconds.
pub fn asked_for(answer: Option<&OutsideAnswer>, now: Instant) -> Option<i64> {
    schedule::retry_after(answer?.header("retry-after")?, now)
}

/// The beginning of an answer, if it is text: what can't be seen is left out.
fn excerpt(answer: &OutsideAnswer) -> Option<String> {
    let media = answer.header("content-type").unwrap_or_default().to_ascii_lowercase();
    let is_text = media.starts_with("text/") || media.contains("json") || media.contains("xml");
    // The body may be cut within a character.
    let text = String::from_utf8_lossy(&answer.body);
    let visible: String = text.chars().filter(|c| !c.is_control() || *c == '\n').take(EXCERPT).collect();
    Some(visible.trim().trim_end_matches('\u{fffd}').to_owned()).filter(|text| is_text && !text.is_empty())
}
