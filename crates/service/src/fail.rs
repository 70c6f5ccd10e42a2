//! How a use case says no: a code for the client, a text for the log, never both in one place.

use contract::{Code, FieldError};
use domain::field::FieldCode;
use domain::scope::Scope;
use serde_json::{Map, Value, json};
use store::{DbError, graph_nodes};

use crate::deps::HasherError;
use crate::refusals::{Holder, Reason, Refused};

/// A refusal or a fault.
#[derive(Debug, Clone)]
pub struct Fail {
    /// What the client is told.
    pub code: Code,
    /// Which fields are wrong.
    pub errors: Vec<FieldError>,
    /// Facts that help, by code.
    pub facts: Map<String, Value>,
    /// Seconds for `Retry-After`.
    pub retry_after: Option<u32>,
    /// For the log alone.
    pub internal: Option<String>,
    /// What the call had read changed before it could write: it may be begun again with what is true now.
    pub moved: bool,
    /// Why a machine credential is refused, for the log alone.
    pub refused: Option<Box<Refused>>,
}

impl Fail {
    /// A refusal with this code.
    pub fn new(code: Code) -> Self {
        let retry_after = matches!(code.status(), 420 | 429 | 503).then_some(1);
        Self { code, errors: Vec::new(), facts: Map::new(), retry_after, internal: None, moved: false, refused: None }
    }

    /// A machine credential is refused, always with the same words; why is in the log. What is not known is nobody's, though
    /// something of somebody's led there: it went meanwhile.
    pub fn refused(reason: Reason, holder: Option<Holder>) -> Self {
        let holder = holder.filter(|_| reason != Reason::Unknown);
        Self { refused: Some(Box::new(Refused { reason, holder, claim: None })), ..Self::new(Code::InvalidToken) }
    }

    /// What was shown in place of a secret buys nothing (RFC 6749 §5.2); why is told to those who manage the system user.
    pub fn grant(reason: Reason, holder: Option<Holder>) -> Self {
        Self { code: Code::InvalidGrant, ..Self::refused(reason, holder) }
    }

    /// The token is good, and what it asks for is refused; the figures of its system user say why.
    pub fn of_machine(reason: Reason, holder: Holder, fail: Self) -> Self {
        Self { refused: Some(Box::new(Refused { reason, holder: Some(holder), claim: None })), ..fail }
    }

    /// The token is good and lacks the scope that the call needs, which is no secret (RFC 6750 §3.1).
    pub fn lacks(scope: Scope, holder: Holder) -> Self {
        Self::of_machine(Reason::Scope, holder, Self::new(Code::InsufficientScope)).with("scope", scope)
    }

    /// The token is good and has called too often; when to come back is no secret (RFC 6585 §4).
    pub fn limited(holder: Holder, seconds: u32) -> Self {
        Self::of_machine(Reason::RateLimit, holder, Self::new(Code::RateLimited)).retry_after(seconds)
    }

    /// The token does not reach the subaccount of this name; without one: the account as a whole.
    pub fn beyond_reach(subaccount: Option<&str>, holder: Holder) -> Self {
        let words = match subaccount {
            Some(name) => format!("The token does not reach the subaccount {name}."),
            None => "The token reaches some subaccounts alone: name one of them.".to_owned(),
        };
        let fail = Self::new(Code::InsufficientScope).with("subaccount", subaccount).in_words(words);
        Self::of_machine(Reason::Scope, holder, fail)
    }

    /// Wrong fields.
    pub fn fields(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::new(Code::InvalidFields) }
    }

    /// One wrong field.
    pub fn field(name: &str, code: FieldCode) -> Self {
        Self::fields(vec![FieldError::at(name, code)])
    }

    /// A fault of ours, with a text for the log.
    pub fn internal(text: impl Into<String>) -> Self {
        Self { internal: Some(text.into()), ..Self::new(Code::Internal) }
    }

    /// Adds a fact.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl serde::Serialize) -> Self {
        self.facts.insert(name.to_owned(), json!(value));
        self
    }

    /// Says in words what is wrong, for surfaces that have no codes.
    #[must_use]
    pub fn in_words(self, words: impl Into<String>) -> Self {
        self.with("message", words.into())
    }

    /// What is wrong in words, if they were chosen.
    pub fn words(&self) -> Option<&str> {
        self.facts.get("message").and_then(Value::as_str)
    }

    /// Says when to try again.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl From<DbError> for Fail {
    /// What no use case expected: a stale version and a missing row have a code, the rest is a fault.
    fn from(error: DbError) -> Self {
        match error {
            DbError::Guard(label) if label == "moved" => Self { moved: true, ..Self::new(Code::Stale) },
            // Somebody has drawn the same number: another one is drawn.
            error if error.is_unique(graph_nodes::UNIQUE) => Self { moved: true, ..Self::new(Code::Stale) },
            DbError::Guard(label) if label == "stale" => Self::new(Code::Stale),
            DbError::Guard(label) if label == "not_found" => Self::new(Code::NotFound),
            DbError::Unavailable(text) => Self { internal: Some(text), ..Self::new(Code::Unavailable) },
            other => Self::internal(format!("{other:?}")),
        }
    }
}

impl From<HasherError> for Fail {
    fn from(error: HasherError) -> Self {
        match error {
            HasherError::Busy(seconds) => Self::new(Code::Busy).retry_after(seconds.max(1)),
            HasherError::Unavailable(text) => Self { internal: Some(text), ..Self::new(Code::Unavailable) },
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::{AccountId, SystemUserId, TokenId};
    use domain::time::Instant;

    use super::*;

    /// `GET /v1/refusals` has no word for it, and nobody can do anything about it.
    #[test]
    fn what_is_unknown_is_noted_at_nobody() {
        let (now, zero) = (Instant::from_millis(0), [0; 10]);
        let holder = || Holder {
            account: AccountId::new(now, zero),
            system_user: SystemUserId::new(now, zero),
            token: TokenId::new(now, zero).into(),
        };
        for (reason, told) in [(Reason::Unknown, false), (Reason::Revoked, true)] {
            for fail in [Fail::refused(reason, Some(holder())), Fail::grant(reason, Some(holder()))] {
                assert_eq!(fail.refused.is_some_and(|it| it.holder.is_some()), told, "{reason:?}");
            }
        }
    }
}
