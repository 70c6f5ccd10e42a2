//! A machine credential as it was sent: every spelling of a username and a token.

use contract::endpoint::ErrorShape;
use contract::{Code, Fields, client};
use domain::field::FieldCode;
use domain::ids::SystemUserId;
use domain::{base64url, token};
use serde_json::Value;

use crate::config::Config;
use crate::fail::Fail;
use crate::http::Headers;
use crate::username;

/// A token, and the username that was sent with it.
#[derive(Debug)]
pub struct Credential {
    /// The spellings of one username; none when none was sent.
    usernames: Vec<String>,
    token: String,
    /// Did an OAuth client send it? Those name themselves by id, too: a username may change.
    by_client: bool,
    /// The `client_id` of a form, where the credential came in the header.
    beside: Option<String>,
}

impl Credential {
    /// Reads `Authorization: Bearer`, or the pair `UserName` and `AuthenticationToken`. None when neither is there:
    /// what is empty, and another scheme of `Authorization` (a proxy's, a signature), is nobody's claim to be a bot.
    ///
    /// With both the bearer token is checked, and the username beside it too; a bearer token that can't be one of ours
    /// steps back behind the pair.
    pub fn read(headers: &dyn Headers) -> Option<Self> {
        let name = headers.get("username");
        let pair = header(headers, "authenticationtoken");
        match (header(headers, "authorization").as_deref().and_then(bearer), pair) {
            (Some(token), pair) if pair.is_none() || token::without_prefix(&token).is_some() => {
                let usernames = name.into_iter().filter(|name| !name.is_empty()).collect();
                Some(Self { usernames, ..Self::bare(token) })
            }
            // The pair is a pair: a missing username is a wrong one.
            (_, Some(token)) => Some(Self { usernames: vec![name.unwrap_or_default()], ..Self::bare(token) }),
            (_, None) => None,
        }
    }

    /// Reads also what OAuth clients send (RFC 6749 §2.3.1): username and token as `Basic`, or as `client_id` and
    /// `client_secret` in the form. A client uses one way (§2.3): two are `invalid_request` (§5.2). A `client_id` alone is no way of
    /// showing who it is, and may come beside one (§3.2.1); then it names the same client.
    pub fn read_client(headers: &dyn Headers, form: &Fields) -> Result<Option<Self>, Fail> {
        let in_form = secret_in(form);
        let basic = header(headers, "authorization").as_deref().and_then(|value| scheme(value, "basic").map(basic));
        let header = match Self::read(headers) {
            Some(found) => Some(found),
            // A Basic that can't be read was meant to be one.
            None => basic.map(|found| found.unwrap_or_else(|| Self { by_client: true, ..Self::bare(String::new()) })),
        };
        match (header, in_form) {
            (Some(_), Some(_)) => Err(Fail::field("client_secret", FieldCode::InvalidChoice)),
            (Some(one), None) => Ok(Some(Self { beside: text_in(form, "client_id").map(str::to_owned), ..one })),
            (None, other) => Ok(other),
        }
    }

    /// A token alone, wherever it was found.
    pub const fn bare(token: String) -> Self {
        Self { usernames: Vec::new(), token, by_client: false, beside: None }
    }

    /// The token's text.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Is no username sent, or this one; or by an OAuth client this id?
    pub fn names(&self, stored: &str, id: &SystemUserId) -> bool {
        let is_id = |sent: &String| self.by_client && sent == id.as_str();
        let named = |sent: &String| username::same(sent, stored) || is_id(sent);
        let beside = self.beside.as_ref().is_none_or(|sent| username::same(sent, stored) || sent == id.as_str());
        beside && (self.usernames.is_empty() || self.usernames.iter().any(named))
    }
}

/// A header's trimmed value; an empty one is none.
fn header(headers: &dyn Headers, name: &str) -> Option<String> {
    headers.get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// What stands behind a scheme, in any case of its letters, after spaces or tabs.
fn scheme<'v>(value: &'v str, name: &str) -> Option<&'v str> {
    let (found, rest) = value.split_once([' ', '\t'])?;
    (found.eq_ignore_ascii_case(name) && !rest.trim().is_empty()).then(|| rest.trim())
}

/// The bearer token. Several `Authorization` headers arrive as one, joined by commas; two different tokens are none
/// (RFC 6750 §2).
fn bearer(value: &str) -> Option<String> {
    let mut tokens = value.split(',').filter_map(|part| scheme(part.trim(), "bearer"));
    let first = tokens.next()?;
    Some(if tokens.all(|other| other == first) { first.to_owned() } else { String::new() })
}

fn text_in<'f>(form: &'f Fields, name: &str) -> Option<&'f str> {
    form.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

/// `client_id` and `client_secret` of a form.
fn secret_in(form: &Fields) -> Option<Credential> {
    let token = text_in(form, "client_secret")?.to_owned();
    let usernames = vec![text_in(form, "client_id").unwrap_or_default().to_owned()];
    Some(Credential { usernames, by_client: true, ..Credential::bare(token) })
}

/// Username and token of Basic. RFC 6749 wants both form-encoded before they are joined; many clients don't, and some
/// send Latin-1, so a username counts as it stands, too. A token has no colon: the last one is the joint.
fn basic(encoded: &str) -> Option<Credential> {
    let latin1 = |error: std::string::FromUtf8Error| error.into_bytes().into_iter().map(char::from).collect();
    let joined = String::from_utf8(base64(encoded)?).unwrap_or_else(latin1);
    let (username, token) = joined.rsplit_once(':')?;
    let decoded = |text: &str| client::percent_decode(text).unwrap_or_default();
    let usernames = vec![decoded(username), username.to_owned()];
    Some(Credential { usernames, by_client: true, ..Credential::bare(decoded(token)) })
}

/// RFC 4648 §4, with or without padding; what is left over of a letter is left alone.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    base64url::read(text.trim_end_matches('='), [b'+', b'/']).map(|(bytes, _)| bytes)
}

/// The challenge of a 401, which always has one (RFC 9110 §15.5.2). Without `error` when no credential was sent
/// (RFC 6750 §3.1); with the place where a client learns who issues tokens (RFC 9728 §5.1). Browsers know no scheme
/// `Session`, so none of them asks for a password; `Basic` is named only to clients that sent it (RFC 6749 §5.2).
pub fn challenge(config: &Config, fail: &Fail, shape: ErrorShape, headers: &dyn Headers) -> Option<String> {
    let sent_basic = || header(headers, "authorization").is_some_and(|value| scheme(&value, "basic").is_some());
    let bearer = |more: &str| {
        // A client of OAuth's own endpoints knows it.
        let about = match shape {
            ErrorShape::OAuth => String::new(),
            ErrorShape::Problem | ErrorShape::Sinch | ErrorShape::Graph => {
                format!(r#", resource_metadata="{}/.well-known/oauth-protected-resource""#, config.origin)
            }
        };
        Some(format!(r#"Bearer realm="tenure"{more}{about}"#))
    };
    match fail.code {
        Code::InsufficientScope => {
            let Some(scope) = fail.facts.get("scope").and_then(Value::as_str) else {
                let why =
                    r#", error="insufficient_scope", error_description="The token does not reach this subaccount.""#;
                return bearer(why);
            };
            bearer(&format!(r#", error="insufficient_scope", scope="{scope}""#))
        }
        Code::InvalidToken if Credential::read(headers).is_some() => bearer(r#", error="invalid_token""#),
        Code::InvalidToken if shape == ErrorShape::OAuth && sent_basic() => {
            Some(r#"Basic realm="tenure", charset="UTF-8""#.to_owned())
        }
        Code::InvalidToken => bearer(""),
        other if other.status() == 401 => Some(r#"Session realm="tenure""#.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(headers: &[(&str, &str)]) -> Option<(Vec<String>, String)> {
        let headers: Vec<(String, String)> = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Credential::read(&headers).map(|found| (found.usernames, found.token))
    }

    fn bare(token: &str) -> Option<(Vec<String>, String)> {
        Some((Vec::new(), token.to_owned()))
    }

    fn pair(token: &str) -> Option<(Vec<String>, String)> {
        Some((vec!["bot".to_owned()], token.to_owned()))
    }

    #[test]
    fn bearer_is_read_in_every_spelling() {
        for value in [
            "Bearer tnr_a",
            "bearer tnr_a",
            "BEARER  tnr_a ",
            "Bearer\ttnr_a",
            "Basic eDp5, Bearer tnr_a",
            "Bearer tnr_a, Bearer tnr_a",
        ] {
            assert_eq!(read(&[("authorization", value)]), bare("tnr_a"), "{value}");
        }
        assert_eq!(read(&[("authorization", "Bearer tnr_a, Bearer tnr_b")]), bare(""), "two are none");
    }

    #[test]
    fn what_is_not_ours_does_not_stand_in_the_way_of_a_pair() {
        let good = [("username", "bot"), ("authenticationtoken", "tnr_a")];
        for other in [
            "",
            " ",
            "Bearer",
            "Bearer ",
            "Basic eDp5",
            "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=c",
            "Bearer eyJ.eyJ.sig",
        ] {
            let with = [good[0], good[1], ("authorization", other)];
            assert_eq!(read(&with), pair("tnr_a"), "{other}");
        }
        assert_eq!(
            read(&[good[0], ("authenticationtoken", "tnr_a"), ("authorization", "Bearer tnr_b")]),
            pair("tnr_b")
        );
        assert_eq!(
            read(&[("username", ""), ("authenticationtoken", ""), ("authorization", "Bearer tnr_b")]),
            bare("tnr_b")
        );
        assert_eq!(read(&[("authorization", "Bearer eyJ.eyJ.sig")]), bare("eyJ.eyJ.sig"), "alone it is a wrong one");
    }

    #[test]
    fn nothing_of_ours_is_nothing() {
        for other in ["", "Basic eDp5", "Bearer", "Bearer  ", "AWS4-HMAC-SHA256 Credential=a"] {
            assert_eq!(read(&[("authorization", other), ("authenticationtoken", "")]), None, "{other}");
        }
    }

    #[test]
    fn basic_is_read_encoded_or_not() {
        let read = |value: &str| basic(value).map(|c| (c.usernames, c.token));
        // "a b+c:tnr_x" as it stands, and "a+b%2Bc:tnr%5Fx" as RFC 6749 wants it.
        let plain = read("YSBiK2M6dG5yX3g=").expect("a pair");
        assert!(plain.0.contains(&"a b+c".to_owned()));
        let encoded = read("YStiJTJCYzp0bnIlNUZ4").expect("a pair");
        assert!(encoded.0.contains(&"a b+c".to_owned()));
        assert_eq!((plain.1.as_str(), encoded.1.as_str()), ("tnr_x", "tnr_x"));
        // "é: 1:tnr_x" in Latin-1, as Authlib sends it.
        assert_eq!(read("6TogMTp0bnJfeA==").map(|c| c.0[1].clone()).as_deref(), Some("é: 1"));
        for bad in ["", "????", "YWJj", "gICA"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
