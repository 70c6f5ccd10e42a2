//! One JSON line a request. What is not named here is not logged: no header, no body, no query, no path variable
//! but ids.

use contract::Code;
use serde_json::json;

use crate::deps::Deps;
use crate::fail::Fail;
use crate::meta::Meta;

/// What is known of a request when it is answered.
#[derive(Debug, Default)]
pub struct Line {
    /// The endpoint's id; none when nothing matched.
    pub endpoint: Option<&'static str>,
    /// The account, when the caller is known.
    pub account: Option<String>,
    /// Who called: the id of a person or a system user.
    pub actor: Option<String>,
}

/// Writes the line.
pub fn request(deps: &impl Deps, meta: &Meta, method: &str, line: &Line, status: u16, fail: Option<&Fail>) {
    let mut entry = json!({
        "at": meta.now,
        "request": meta.id,
        "method": if method.len() <= 10 { method } else { "?" },
        "endpoint": line.endpoint,
        "status": status,
        "ms": deps.now().since(meta.now),
    });
    let mut put = |name: &str, value| _ = entry.as_object_mut().map(|fields| fields.insert(name.to_owned(), value));
    if let Some(account) = &line.account {
        put("account", json!(account));
    }
    if let Some(actor) = &line.actor {
        put("actor", json!(actor));
    }
    if let Some(fail) = fail {
        put("code", json!(fail.code.as_str()));
        if let Some(text) = &fail.internal {
            put("error", json!(text));
        }
    }
    // Busy is the queue doing its work, not a fault.
    let fault = status >= 500 && fail.is_none_or(|f| f.code != Code::Busy);
    deps.log(fault, &entry.to_string());
}

/// Writes a line that belongs to no request.
pub fn event(deps: &impl Deps, error: bool, what: &str, text: &str) {
    deps.log(error, &json!({ "at": deps.now(), "event": what, "error": text }).to_string());
}
