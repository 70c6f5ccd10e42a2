//! Calling an endpoint with the types of the table. The transport (fetch in the console, the dispatcher itself
//! in tests) is the caller's.

use domain::field::FieldCode;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::endpoint::PathArgs;
use crate::endpoint::{BodyFormat, Endpoint, fill_path};
use crate::json::NoObject;
use crate::problem::{FieldError, Problem};
use crate::request::Fields;

/// A request as text, ready for a transport.
#[derive(Debug, Clone)]
pub struct Call {
    /// The method's name.
    pub method: &'static str,
    /// Path and query, without the origin.
    pub target: String,
    /// The body and its media type.
    pub body: Option<(&'static str, String)>,
    /// Send an `Idempotency-Key`?
    pub idempotent: bool,
    /// The media type that is asked for.
    pub accept: &'static str,
}

const JSON: &str = "application/json";

/// Writes the call of an endpoint.
pub fn call<E: Endpoint>(path: &E::Path, query: &E::Query, body: &E::Body) -> Call {
    let info = E::INFO;
    let mut target = fill_path(info.path, &path.segments());
    let pairs = form(query);
    if !pairs.is_empty() {
        target.push('?');
        target.push_str(&pairs);
    }
    let body = match info.format {
        BodyFormat::None => None,
        BodyFormat::Json | BodyFormat::Raw => Some((JSON, serde_json::to_string(body).unwrap_or_default())),
        BodyFormat::Form | BodyFormat::Graph => Some(("application/x-www-form-urlencoded", form(body))),
    };
    Call { method: info.method.as_str(), target, body, idempotent: info.idempotent, accept: JSON }
}

/// Reads the answer of an endpoint: its reply, or the problem.
pub fn read<E: Endpoint>(status: u16, body: &[u8]) -> Result<E::Reply, CallError>
where
    E::Reply: DeserializeOwned,
{
    if (200..300).contains(&status) {
        let body = if body.is_empty() { b"null" } else { body };
        return serde_json::from_slice(body).map_err(|_| CallError::Unreadable(status));
    }
    Err(serde_json::from_slice(body).map_or(CallError::Unreadable(status), |p| CallError::Problem(Box::new(p))))
}

/// Why a call gave no reply.
#[derive(Debug, Clone)]
pub enum CallError {
    /// The API said why.
    Problem(Box<Problem>),
    /// An answer that is not the API's, with its status: a proxy's, or another version's.
    Unreadable(u16),
    /// No answer: no network, or the deployment is down.
    Unreachable,
}

/// `application/x-www-form-urlencoded` of a request's fields; empty ones are left out.
fn form(fields: &impl serde::Serialize) -> String {
    let Ok(Value::Object(fields)) = serde_json::to_value(fields) else { return String::new() };
    let pairs = fields.iter().filter_map(|(name, value)| match value {
        Value::Null => None,
        Value::String(text) => Some(format!("{name}={}", percent_encode(text))),
        other => Some(format!("{name}={other}")),
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// Percent-encodes all but the unreserved characters of RFC 3986.
pub fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            let digits = [byte >> 4, byte & 15].map(|n| char::from_digit(n.into(), 16));
            out.extend(digits.into_iter().flatten().map(|c| c.to_ascii_uppercase()));
        }
    }
    out
}

/// Reads `application/x-www-form-urlencoded` (WHATWG URL §5.1): `+` is a space, broken escapes stay as they are.
///
/// # Errors
/// The bytes are no UTF-8, or a name stands twice: which.
pub fn parse_form(text: &str) -> Result<Fields, NoObject> {
    let mut fields = serde_json::Map::new();
    for pair in text.split('&').filter(|p| !p.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let decoded = |text: &str| percent_decode(text).ok_or(NoObject::Malformed);
        let (name, value) = (decoded(name)?, decoded(value)?);
        if fields.contains_key(&name) {
            return Err(NoObject::Doubled(FieldError::at(&name, FieldCode::Duplicate)));
        }
        fields.insert(name, Value::String(value));
    }
    Ok(fields)
}

/// Decodes one name or value of a form; none when the bytes are no UTF-8.
pub fn percent_decode(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while let Some(&byte) = bytes.get(i) {
        let hex = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
        match (byte, hex(i + 1), hex(i + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low).to_le_bytes()[0]);
                i += 2;
            }
            (b'+', ..) => out.push(b' '),
            _ => out.push(byte),
        }
        i += 1;
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{ListSystemUsers, UpdateSystemUser};
    use crate::{Limit, SystemUserQuery};
    use domain::ids::SystemUserId;
    use domain::time::Instant;

    #[test]
    fn a_query_survives_the_way_there() {
        let query = SystemUserQuery {
            limit: Limit::try_from(20).ok(),
            cursor: None,
            search: Some("a&b=ç +%".to_owned()),
            status: None,
            subaccount_id: None,
            environment: None,
            sort: None,
        };
        let call = call::<ListSystemUsers>(&(), &query, &crate::Nothing {});
        assert_eq!(call.target, "/v1/system-users?limit=20&search=a%26b%3D%C3%A7%20%2B%25");
        let fields = parse_form(call.target.split_once('?').expect("query").1).expect("form");
        let back = <SystemUserQuery as crate::Request>::parse(fields).expect("parses");
        assert_eq!(back.search.as_deref(), Some("a&b=ç +%"));
        assert_eq!(back.limit.map(Limit::get), Some(20));
    }

    #[test]
    fn paths_are_filled_and_patches_send_only_what_changes() {
        let id = SystemUserId::new(Instant::from_millis(0), [0; 10]);
        let body = crate::UpdateSystemUser {
            version: 3,
            username: None,
            custodian_ids: None,
            purpose: None,
            rate_limit: None,
            secretless: None,
        };
        let call = call::<UpdateSystemUser>(&id, &crate::Nothing {}, &body);
        assert_eq!(call.target, format!("/v1/system-users/{id}"));
        assert_eq!(call.body, Some(("application/json", r#"{"version":3}"#.to_owned())));
    }

    #[test]
    fn broken_forms_are_read_without_a_panic() {
        assert_eq!(parse_form("a=%").map(|f| f["a"].clone()), Ok(Value::from("%")));
        assert_eq!(parse_form("a=%zz&&b").map(|f| f.len()), Ok(2));
        assert_eq!(parse_form("a=%ff"), Err(NoObject::Malformed));
        let twice = Err(NoObject::Doubled(FieldError::at("a", FieldCode::Duplicate)));
        assert_eq!(parse_form("a=1&%61=2"), twice, "a name that stands twice is ambiguous");
    }
}
