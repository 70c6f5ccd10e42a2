//! Errors as OAuth clients read them (RFC 6749 §5.2).

use contract::{Code, FieldError};
use domain::field::FieldCode;
use domain::locale::Locale;
use serde_json::{Value, json};

use crate::fail::Fail;

/// `error` and `error_description`. The description is English and ASCII: the RFC allows no more.
pub fn error(fail: &Fail) -> Value {
    let error = match fail.code {
        Code::InvalidToken | Code::NotSignedIn | Code::BadCredentials => "invalid_client",
        Code::InvalidGrant => "invalid_grant",
        Code::Forbidden | Code::MachineNotAllowed | Code::PasswordChangeRequired => "unauthorized_client",
        Code::InsufficientScope => "insufficient_scope",
        Code::Internal => "server_error",
        Code::Busy | Code::Unavailable | Code::RateLimited => "temporarily_unavailable",
        _ => fail.errors.first().map_or("invalid_request", of_field),
    };
    let fields: Vec<String> = fail.errors.iter().map(in_words).collect();
    let title = || fail.words().unwrap_or_else(|| locale::problem::title(Locale::En, fail.code)).to_owned();
    let text = if fields.is_empty() { title() } else { fields.join(", ") };
    // RFC 6749 §5.2: %x20-21 / %x23-5B / %x5D-7E.
    let text: String = text.chars().filter(|c| matches!(c, ' '..='~') && !matches!(c, '"' | '\\')).collect();
    json!({ "error": error, "error_description": text })
}

/// Some parameters have a word of their own for a value that can't be: RFC 6749 §5.2, RFC 8707 §2, RFC 7009 §2.2.1.
fn of_field(wrong: &FieldError) -> &'static str {
    match (wrong.pointer.as_str(), wrong.code) {
        // RFC 8707 §2 allows several; that a token is for one is not a request that is malformed.
        ("/resource", FieldCode::Duplicate) => "invalid_target",
        (_, FieldCode::Required | FieldCode::Duplicate) => "invalid_request",
        ("/grant_type", _) => "unsupported_grant_type",
        ("/scope", _) => "invalid_scope",
        ("/resource" | "/audience", _) => "invalid_target",
        ("/token", FieldCode::InvalidChoice) => "unsupported_token_type",
        _ => "invalid_request",
    }
}

/// What is wrong with a field, for whoever writes the client.
fn in_words(wrong: &FieldError) -> String {
    let name = wrong.pointer.trim_start_matches('/');
    let more = match (name, wrong.code) {
        ("resource", FieldCode::Duplicate) => "; a token is for one service: ask for one at a time",
        ("resource", FieldCode::InvalidAddress) => "; an https, http or urn address, without user name and fragment",
        _ => "",
    };
    format!("{name}: {}{more}", wrong.code.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::endpoint::OAUTH_ERRORS;

    #[test]
    fn every_error_is_one_that_the_document_names() {
        let codes = Code::ALL.iter().map(|code| Fail::new(*code));
        let fields = ["grant_type", "scope", "resource", "audience", "token", "client_id"]
            .into_iter()
            .flat_map(|name| [FieldCode::InvalidChoice, FieldCode::Required].map(|code| Fail::field(name, code)));
        for fail in codes.chain(fields) {
            let said = error(&fail)["error"].as_str().map(str::to_owned).unwrap_or_default();
            assert!(OAUTH_ERRORS.contains(&said.as_str()), "{said}");
        }
    }
}
