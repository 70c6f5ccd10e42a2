//! Why a call did not work, in words that can be shown.

use crate::i18n::t;
use contract::client::CallError;
use contract::{Code, FieldError};
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
    pub errors: Vec<FieldError>,
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
            errors: Vec::new(),
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

    /// The failure that a call's error is; the id is the one of the answer's header.
    pub fn from_call(error: CallError, request_id: Option<String>) -> Self {
        match error {
            CallError::Problem(p) => Self {
                status: p.status,
                code: Some(p.code),
                title: p.title,
                detail: p.detail,
                request_id: Some(p.instance),
                errors: p.errors,
                facts: p.facts,
            },
            CallError::Unreadable(status) => Self::plain(status, t().errors.unexpected, request_id),
            CallError::Unreachable => Self::unreachable(),
        }
    }

    /// Could the same call work a moment later?
    pub fn may_pass(&self) -> bool {
        self.status == 0 || self.status == 429 || self.status >= 500
    }
}
