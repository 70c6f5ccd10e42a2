//! One JSON line a request. What is not named here is not logged: no header, no body, no query, no path variable
//! but ids.

use contract::Code;
use domain::time::Instant;
use serde_json::{Value, json};

use crate::cx::Meta;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::refusals::Refused;

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
    if let Some(account) = &line.account {
        entry["account"] = json!(account);
    }
    if let Some(actor) = &line.actor {
        entry["actor"] = json!(actor);
    }
    if let Some(fail) = fail {
        entry["code"] = json!(fail.code.as_str());
        if let Some(text) = &fail.internal {
            entry["error"] = json!(text);
        }
        if let Some(refused) = &fail.refused {
            add_refused(&mut entry, refused);
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

/// Whose credential was refused, and why.
fn add_refused(entry: &mut Value, refused: &Refused) {
    entry["refused"] = json!(refused.reason.as_str());
    if let Some(holder) = &refused.holder {
        entry["account"] = json!(holder.account);
        entry["system_user"] = json!(holder.system_user);
        entry["token"] = json!(holder.token);
    }
}

/// Writes one line for each kind of refusals that were counted together.
pub fn refusals(deps: &impl Deps, due: Vec<(Refused, u64, Instant)>) {
    for (refused, more, since) in due {
        let mut entry = json!({ "at": deps.now(), "event": "refused", "more": more, "since": since });
        add_refused(&mut entry, &refused);
        deps.log(false, &entry.to_string());
    }
}
