//! One JSON line a request. What is not named here is not logged: no header, no body, no query, no path variable
//! but ids.

use std::fmt::Write as _;

use contract::Code;
use domain::time::Instant;
use serde_json::{Value, json};

use crate::deps::Deps;
use crate::fail::Fail;
use crate::meta::Meta;
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

/// Writes the line: into one text, field by field, since every call of every bot writes one. `took` is in milliseconds.
pub fn request(
    deps: &impl Deps,
    meta: &Meta,
    (method, took): (&str, i64),
    line: &Line,
    status: u16,
    fail: Option<&Fail>,
) {
    let mut text = String::with_capacity(320);
    text.push('{');
    add(&mut text, "at", &meta.now.to_rfc3339());
    add(&mut text, "request", meta.id.as_str());
    add(&mut text, "method", if method.len() <= 10 { method } else { "?" });
    match line.endpoint {
        Some(endpoint) => add(&mut text, "endpoint", endpoint),
        None => text.push_str(r#","endpoint":null"#),
    }
    // A String takes whatever is written to it.
    let _ = write!(text, r#","status":{status},"ms":{took}"#);
    for (name, value) in [("account", &line.account), ("actor", &line.actor)] {
        if let Some(value) = value {
            add(&mut text, name, value);
        }
    }
    if let Some(fail) = fail {
        add(&mut text, "code", fail.code.as_str());
        if let Some(error) = &fail.internal {
            add(&mut text, "error", error);
        }
        if let Some(refused) = &fail.refused {
            add_refused(&mut text, refused);
        }
    }
    text.push('}');
    // Busy is the queue doing its work, not a fault.
    let fault = status >= 500 && fail.is_none_or(|f| f.code != Code::Busy);
    deps.log(fault, &text);
}

/// Adds a member to the text of an object.
fn add(text: &mut String, name: &str, value: &str) {
    if !text.ends_with('{') {
        text.push(',');
    }
    let _ = write!(text, r#""{name}":"#);
    // Ids and names need no escape; whatever does goes through the library.
    if value.bytes().all(|b| (b' '..=b'~').contains(&b) && b != b'"' && b != b'\\') {
        text.push('"');
        text.push_str(value);
        text.push('"');
    } else {
        let _ = write!(text, "{}", Value::from(value));
    }
}

/// Writes a line that belongs to no request.
pub fn event(deps: &impl Deps, error: bool, what: &str, text: &str) {
    deps.log(error, &json!({ "at": deps.now(), "event": what, "error": text }).to_string());
}

/// Whose credential was refused, and why.
fn add_refused(text: &mut String, refused: &Refused) {
    add(text, "refused", refused.reason.as_str());
    if let Some(holder) = &refused.holder {
        add(text, "account", holder.account.as_str());
        add(text, "system_user", holder.system_user.as_str());
        add(text, "token", holder.token.as_str());
    }
}

/// Writes one line for each kind of refusals that were counted together.
pub fn refusals(deps: &impl Deps, due: Vec<(Refused, u64, Instant)>) {
    for (refused, more, since) in due {
        let mut text = String::from("{");
        add(&mut text, "at", &deps.now().to_rfc3339());
        add(&mut text, "event", "refused");
        let _ = write!(text, r#","more":{more}"#);
        add(&mut text, "since", &since.to_rfc3339());
        add_refused(&mut text, &refused);
        text.push('}');
        deps.log(false, &text);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    #[test]
    fn a_line_is_json_whatever_the_texts_hold() {
        for value in ["", "req_0", "a\"b", "a\\b", "line\nbreak", "tab\t", "\u{7f}", "ñ", "\u{2028}", "\0"] {
            let mut text = "{".to_owned();
            super::add(&mut text, "one", value);
            super::add(&mut text, "two", value);
            text.push('}');
            assert_eq!(
                serde_json::from_str::<Value>(&text).ok(),
                Some(json!({ "one": value, "two": value })),
                "{text}"
            );
            assert!(!text.contains('\n'));
        }
    }
}
