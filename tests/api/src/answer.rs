//! What was answered, and what is in it.

use serde_json::Value;
use service::http::Reply;

/// An answer.
pub struct Answer(pub(crate) Reply);

impl std::ops::Deref for Answer {
    type Target = Reply;
    fn deref(&self) -> &Reply {
        &self.0
    }
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.0.body).unwrap_or(Value::Null)
    }

    /// The error's code.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The first field error: pointer and code.
    pub fn field(&self) -> String {
        let error = &self.json()["errors"][0];
        format!("{} {}", error["pointer"].as_str().unwrap_or_default(), error["code"].as_str().unwrap_or_default())
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<String> {
        self.0.headers().find(|(n, _)| *n == name).map(|(_, v)| v.to_owned())
    }
}

/// What there is after a call that must succeed.
#[track_caller]
pub fn made(answer: &Answer) -> Value {
    assert!(answer.status < 300, "{} {}", answer.status, answer.text());
    answer.json()
}

/// A value that must be a text.
#[track_caller]
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}
