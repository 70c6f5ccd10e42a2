//! Why a call did not work, in words that can be shown.

use crate::i18n::t;
use crate::net::api;
use contract::{Code, FieldError, SystemUserRef};
use domain::field::FieldCode;
use serde_json::Value;
use std::collections::BTreeMap;

/// A failed call.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The HTTP status; 0 when there was no answer.
    pub status: u16,
    /// The API's code.
    pub code: Option<Code>,
    /// What happened.
    pub title: String,
    /// What to do.
    pub detail: Option<String>,
    /// The request's id, for whoever is asked for help.
    pub request_id: Option<String>,
    /// The fields that were refused.
    pub errors: Box<[FieldError]>,
    /// Facts that go with the code.
    pub facts: BTreeMap<String, Value>,
}

impl Failure {
    fn plain(status: u16, text: &str, request_id: Option<String>) -> Self {
        Self {
            status,
            code: None,
            title: t().errors.title.to_owned(),
            detail: Some(text.to_owned()),
            request_id,
            errors: Box::default(),
            facts: BTreeMap::new(),
        }
    }

    /// No answer came.
    pub fn unreachable() -> Self {
        Self { title: t().errors.network.to_owned(), detail: None, ..Self::plain(0, "", None) }
    }

    /// Nothing is changed while the console is seen as another role.
    pub fn blocked(why: &str) -> Self {
        Self { title: why.to_owned(), detail: None, ..Self::plain(403, "", None) }
    }

    /// The reader did not show that it is them.
    pub fn unproven(self) -> Self {
        let p = &t().passwords;
        Self { title: p.proof_left_out.to_owned(), detail: Some(p.proof_again.to_owned()), ..self }
    }

    /// An answer that is not the API's, with its status: a proxy's, or another version's.
    pub fn unreadable(status: u16, request_id: Option<String>) -> Self {
        Self::plain(status, t().errors.unexpected, request_id)
    }

    /// The failure that an answer tells of (RFC 9457); the id is the one of the answer's header.
    pub fn from_answer(status: u16, body: &[u8], request_id: Option<String>) -> Self {
        let Some(Value::Object(mut fields)) = api::value(body) else { return Self::unreadable(status, request_id) };
        let mut text = |name: &str| match fields.remove(name) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let (Some(title), Some(code)) = (text("title"), text("code").and_then(|c| Code::parse(&c))) else {
            return Self::unreadable(status, request_id);
        };
        let (detail, instance) = (text("detail"), text("instance"));
        let errors = match fields.remove("errors") {
            Some(Value::Array(list)) => list.iter().filter_map(field_error).collect(),
            _ => Box::default(),
        };
        let facts = fields.into_iter().collect();
        Self { status, code: Some(code), title, detail, request_id: instance.or(request_id), errors, facts }
    }

    /// The system user that is in the way.
    pub fn holder(&self) -> Option<SystemUserRef> {
        self.facts.get("system_user").and_then(|v| serde_json::from_value(v.clone()).ok())
    }

    /// Could the same call work a moment later?
    pub fn may_pass(&self) -> bool {
        self.status == 0 || self.status == 429 || self.status >= 500
    }
}

fn field_error(value: &Value) -> Option<FieldError> {
    let pointer = value.get("pointer")?.as_str()?.to_owned();
    Some(FieldError { pointer, code: FieldCode::parse(value.get("code")?.as_str()?)? })
}
