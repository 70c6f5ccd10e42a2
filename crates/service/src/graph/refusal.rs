//! Errors as Graph's clients read them (product 2.4): a number that they branch by, a type, a sentence.

use contract::Code;
use domain::locale::Locale;
use serde_json::{Map, Value, json};

use super::filled;
use crate::fail::Fail;
use crate::refusals::Reason;

/// Meta's two types of errors.
const OAUTH: &str = "OAuthException";
const METHOD: &str = "GraphMethodException";
/// Where a refusal carries what this surface says of it.
const FACT: &str = "graph";

/// A refusal of this number, in these words; `code` is for the log and decides the status.
fn of(code: Code, number: u32, kind: &str, message: impl Into<String>) -> Fail {
    Fail::new(code).with(FACT, json!({ "code": number, "type": kind, "message": message.into() }))
}

/// A parameter is wrong.
pub fn parameter(name: &str, what: &str) -> Fail {
    let data = json!({ "blame_field_specs": [[name]] });
    let said = json!({ "code": 100, "type": OAUTH, "message": format!("(#100) {what}"), "error_data": data });
    Fail::new(Code::InvalidFields).with(FACT, said)
}

/// The caller may not.
pub fn permission(what: &str) -> Fail {
    of(Code::Forbidden, 200, OAUTH, format!("(#200) {what}"))
}

/// There is no such node, or nothing of it for this caller: told alike.
pub fn unknown_node(method: &str, id: &str) -> Fail {
    // What somebody writes into a path may be a token.
    let id: String = if domain::text::holds_token(id) { "…".to_owned() } else { id.chars().take(64).collect() };
    let message = format!(
        "Unsupported {} request. Object with ID '{id}' does not exist, cannot be loaded due to missing permissions, or does not \
         support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api",
        method.to_lowercase()
    );
    Fail::new(Code::NotFound)
        .with(FACT, json!({ "code": 100, "error_subcode": 33, "type": METHOD, "message": message }))
}

/// What is given as a system user is none.
pub fn no_system_user(name: &str) -> Fail {
    let data = json!({ "blame_field_specs": [[name]] });
    let said = json!({ "code": 110, "type": OAUTH, "message": "(#110) Invalid user id", "error_data": data });
    Fail::new(Code::InvalidFields).with(FACT, said)
}

/// The proof of the app's secret is wrong. It is no error of authentication, as Meta has it.
pub fn wrong_proof() -> Fail {
    of(Code::InvalidFields, 100, METHOD, "Invalid appsecret_proof provided in the API argument")
}

/// The proof of the app's secret is missing.
pub fn no_proof() -> Fail {
    of(Code::InvalidFields, 100, METHOD, "API calls from the server require an appsecret_proof argument")
}

/// A scope that there is not.
pub fn bad_scope() -> Fail {
    of(Code::InvalidFields, 3962, OAUTH, "(#3962) Provided permission is not valid. Check your spelling and syntax.")
}

/// A callback did not say that it wants what it is to be told.
pub fn unverified(why: &str) -> Fail {
    let what = format!("(#2200) Callback verification failed with the following errors: {why}");
    of(Code::InvalidFields, 2200, OAUTH, what)
}

/// The app's id or secret is wrong.
pub fn bad_client() -> Fail {
    of(Code::InvalidFields, 101, OAUTH, "Error validating client secret.")
}

/// The token that is to be exchanged or ended can't be.
pub fn bad_token(reason: Option<Reason>) -> Fail {
    let (subcode, message) = session(reason);
    let said = filled(json!({ "code": 190, "type": OAUTH, "message": message, "error_subcode": subcode }));
    Fail::new(Code::InvalidFields).with(FACT, said)
}

/// A name that Meta has taken out of service.
pub fn retired() -> Fail {
    of(Code::NotFound, 12, OAUTH, "(#12) A call to that name no longer works")
}

/// No node, no edge.
pub fn unknown_path(path: &str) -> Fail {
    let path: String =
        if domain::text::holds_token(path) { "…".to_owned() } else { path.chars().take(100).collect() };
    of(Code::NotFound, 2500, OAUTH, format!("Unknown path components: {path}"))
}

/// A refusal by WhatsApp's own numbers.
pub fn whatsapp(code: Code, number: u32, message: &str, details: &str) -> Fail {
    let data = json!({ "messaging_product": "whatsapp", "details": details });
    let said =
        json!({ "code": number, "type": OAUTH, "message": format!("(#{number}) {message}"), "error_data": data });
    Fail::new(code).with(FACT, said)
}

/// What is said of a token that is not accepted. Whoever shows one had it: that it has ended is no secret from them.
pub fn session(reason: Option<Reason>) -> (Option<u32>, &'static str) {
    match reason {
        Some(Reason::Expired) => (Some(463), "Error validating access token: Session has expired."),
        Some(Reason::Revoked) => {
            (Some(460), "Error validating access token: The session has been invalidated because the token was ended.")
        }
        Some(Reason::Inactive) => (Some(492), "Error validating access token: The system user is not active."),
        _ => (None, "Invalid OAuth access token - Cannot parse access token"),
    }
}

/// The status of a refusal.
pub fn status(fail: &Fail) -> u16 {
    match &fail.refused {
        // None was sent: an error of the call, not of a token.
        Some(refused) if refused.reason == Reason::Missing => 400,
        _ => contract::ErrorShape::Graph.status(fail.code),
    }
}

/// The body of a refusal.
pub fn body(fail: &Fail, locale: Locale, trace: &str) -> Value {
    let mut error = match fail.facts.get(FACT) {
        Some(Value::Object(said)) => said.clone(),
        _ => said(fail, locale),
    };
    if status(fail) >= 429 {
        error.insert("is_transient".to_owned(), true.into());
    }
    error.insert("fbtrace_id".to_owned(), trace.into());
    json!({ "error": error })
}

fn said(fail: &Fail, locale: Locale) -> Map<String, Value> {
    let mut all = Map::new();
    let mut say = |number: u32, kind: &str, message: String| {
        all.insert("message".to_owned(), message.into());
        all.insert("type".to_owned(), kind.into());
        all.insert("code".to_owned(), number.into());
    };
    let title = || locale::problem::title(Locale::En, fail.code);
    match fail.code {
        Code::InvalidToken => {
            let reason = fail.refused.as_ref().map(|refused| refused.reason);
            if reason == Some(Reason::Missing) {
                say(104, OAUTH, "An access token is required to request this resource.".to_owned());
            } else {
                let (subcode, message) = session(reason);
                say(190, OAUTH, message.to_owned());
                all.extend(subcode.map(|subcode| ("error_subcode".to_owned(), subcode.into())));
            }
        }
        Code::InsufficientScope => {
            let scope = fail.facts.get("scope").and_then(Value::as_str);
            let words = match (fail.words(), scope) {
                (Some(words), _) => words.to_owned(),
                (None, Some(scope)) => format!("Requires {scope} permission to access this resource."),
                (None, None) => title().to_owned(),
            };
            say(200, OAUTH, format!("(#200) {words}"));
        }
        Code::InvalidFields => {
            let field = fail.errors.first();
            let name = field.map(|one| one.pointer.trim_start_matches('/').to_owned()).unwrap_or_default();
            let what = match field.map(|one| one.code.as_str()) {
                Some("required") => format!("(#100) The parameter {name} is required."),
                Some(code) => format!("(#100) Param {name} is not valid: {code}"),
                None => format!("(#100) {}", title()),
            };
            say(100, OAUTH, what);
            if !name.is_empty() {
                all.insert("error_data".to_owned(), json!({ "blame_field_specs": [[name]] }));
            }
        }
        Code::NotFound | Code::MethodNotAllowed => say(100, METHOD, title().to_owned()),
        Code::RateLimited | Code::MessageLimited => say(4, OAUTH, "(#4) Application request limit reached".to_owned()),
        Code::Busy | Code::Unavailable | Code::Stale | Code::CarrierSilent => {
            say(2, OAUTH, "Service temporarily unavailable".to_owned());
        }
        Code::Internal => say(1, OAUTH, "An unknown error occurred".to_owned()),
        code if code.status() == 403 => say(200, OAUTH, format!("(#200) {}", title())),
        code => {
            say(100, OAUTH, format!("(#100) {}", title()));
            all.insert("error_user_title".to_owned(), locale::problem::title(locale, code).into());
            all.insert("error_user_msg".to_owned(), locale::problem::detail(locale, code).into());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::environment::Environment;
    use domain::token::{RANDOM, TAG};

    #[test]
    fn every_code_has_an_error_that_clients_can_read() {
        for code in Code::ALL {
            let fail = Fail::new(*code);
            let error = body(&fail, Locale::En, "req_0");
            let error = &error["error"];
            assert!(
                error["code"].is_u64() && error["message"].is_string() && error["fbtrace_id"] == "req_0",
                "{error}"
            );
            assert!([OAUTH, METHOD].contains(&error["type"].as_str().unwrap_or_default()), "{error}");
            assert!(
                matches!(status(&fail), 400 | 401 | 403 | 420 | 429 | 500 | 503 | 504),
                "{code:?}: {}",
                status(&fail)
            );
        }
    }

    #[test]
    fn a_token_in_a_path_is_not_repeated() {
        let token = domain::token::assemble(Environment::Live, &[7; RANDOM], &[7; TAG]).expose().clone();
        for fail in [unknown_node("GET", &token), unknown_path(&token)] {
            assert!(!body(&fail, Locale::En, "req_0").to_string().contains(&token));
        }
    }
}
