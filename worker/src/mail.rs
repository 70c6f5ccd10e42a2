//! Mail goes out through what `MAIL_TRANSPORT` names. The service keeps the outbox and tries again; here a mail is
//! handed over once. Neither a mail nor the API's token is ever logged.

use service::deps::{MailError, OutgoingMail};
use service::transport;
use worker::email::{EmailAddress, SendEmailBuilder};
use worker::js_sys::Reflect;
use worker::wasm_bindgen::JsValue;
use worker::{AbortController, Env, Fetch, Headers, Method, Request, RequestInit, RequestRedirect, ResponseBody};

use crate::env::{MAILBOX, mail_transport, text};
use crate::within::within;

/// The binding of `cloudflare`.
const BINDING: &str = "MAIL";
const PATIENCE_MS: u64 = 10_000;

/// Hands a mail over.
pub async fn send(env: &Env, mail: &OutgoingMail) -> Result<(), MailError> {
    match mail_transport(env).as_str() {
        MAILBOX => Ok(()),
        "cloudflare" => through_binding(env, mail).await,
        "http" => through_api(env, mail).await,
        "" => Err(MailError::Unavailable("no mail transport is configured".into())),
        _ => Err(MailError::Unavailable("MAIL_TRANSPORT is none of cloudflare, http, mailbox".into())),
    }
}

/// Cloudflare Email Service, which makes the message itself from its parts.
async fn through_binding(env: &Env, mail: &OutgoingMail) -> Result<(), MailError> {
    let binding = env
        .send_email(BINDING)
        .map_err(|_| MailError::Unavailable(format!("the Worker has no send_email binding {BINDING}")))?;
    let message = match transport::sender(&mail.from) {
        ("", address) => SendEmailBuilder::new(address, &mail.to, &mail.subject),
        (name, address) => {
            let from = EmailAddress::new(name, address);
            SendEmailBuilder::new_with_email_address_and_str(&from, &mail.to, &mail.subject)
        }
    };
    message.set_text(&mail.text);
    message.set_html(&mail.html);
    match within(PATIENCE_MS, binding.send_with_builder(&message)).await {
        Some(Ok(_)) => Ok(()),
        Some(Err(error)) => {
            let code = Reflect::get(&error, &JsValue::from_str("code")).ok().and_then(|code| code.as_string());
            Err(transport::verdict_of_code(code.as_deref()))
        }
        None => Err(late()),
    }
}

/// Any mail service that takes one mail as one POST of JSON.
async fn through_api(env: &Env, mail: &OutgoingMail) -> Result<(), MailError> {
    let url = text(env, "MAIL_HTTP_URL");
    if !transport::is_safe_address(&url) {
        return Err(MailError::Unavailable("MAIL_HTTP_URL is no https address".into()));
    }
    let body = transport::body(&text(env, "MAIL_HTTP_BODY"), mail).map_err(MailError::Unavailable)?;
    // The runtime's error may quote a header's value or the address.
    let request = request(url.trim(), text(env, "MAIL_HTTP_TOKEN").trim(), &mail.id, &body)
        .map_err(|_| MailError::Unavailable("the request to the mail API can't be made".into()))?;
    let abort = AbortController::default();
    let signal = abort.signal();
    match within(PATIENCE_MS, Fetch::Request(request).send_with_signal(&signal)).await {
        Some(Ok(answer)) => {
            if let ResponseBody::Stream(stream) = answer.body() {
                // An answer that is never read would hold its connection.
                let _ = stream.cancel();
            }
            transport::verdict(answer.status_code())
        }
        Some(Err(_)) => Err(MailError::Unavailable("the mail API can't be reached".into())),
        None => {
            abort.abort();
            Err(late())
        }
    }
}

fn request(url: &str, token: &str, id: &str, body: &str) -> worker::Result<Request> {
    let headers = Headers::new();
    headers.set("content-type", "application/json")?;
    headers.set("idempotency-key", id)?;
    if !token.is_empty() {
        headers.set("authorization", &format!("Bearer {token}"))?;
    }
    let mut init = RequestInit::new();
    // A redirect would take the token and the mail to where nobody said that they should go.
    init.with_method(Method::Post).with_headers(headers).with_redirect(RequestRedirect::Manual);
    init.with_body(Some(JsValue::from_str(body)));
    Request::new_with_init(url, &init)
}

fn late() -> MailError {
    MailError::Unavailable(format!("no answer within {PATIENCE_MS} ms"))
}
