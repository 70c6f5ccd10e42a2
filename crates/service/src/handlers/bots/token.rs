//! The token endpoint: client credentials (RFC 6749 §4.4) buy a signed access token.

use contract::AccessToken;
use contract::table::IssueAccessToken;
use domain::client_key::Algorithm;
use domain::field::FieldCode;

use crate::access_token::{self, Wanted};
use crate::answer::Answer;
use crate::client_auth::Asking;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::{CalledFrom, Gate, Use, holder};
use crate::signing::Place;

/// The longest address of a service.
const LONGEST_RESOURCE: usize = 1_000;

impl<D: Deps> Handler<D> for IssueAccessToken {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<AccessToken>, Fail> {
        let (body, now) = (&cx.body, cx.meta.now);
        if body.grant_type != "client_credentials" {
            return Err(Fail::field("grant_type", FieldCode::InvalidChoice));
        }
        let audience = body.resource.as_deref().unwrap_or(&cx.config.origin);
        if !is_resource(audience) {
            return Err(Fail::field("resource", FieldCode::InvalidAddress));
        }
        let asked = match &body.access_token_signed_response_alg {
            None => None,
            Some(text) => Some(
                Algorithm::try_from(text.clone())
                    .map_err(|code| Fail::field("access_token_signed_response_alg", code))?,
            ),
        };
        let gate = Gate { deps: cx.deps, config: cx.config, state: cx.state };
        let asking =
            Asking { gate, headers: &*cx.request.headers, bytes: cx.bytes(), body, from: cx.meta.ip.as_deref(), now };
        let client = asking.client().await?;
        let scopes = match &body.scope {
            None => client.record.scopes.clone(),
            Some(asked) => narrowed(asked, &client.record.scopes)?,
        };
        asking.use_up(&client).await?;
        let algorithm = asked.or(client.algorithm).unwrap_or(Algorithm::Es256);
        let place = Place { deps: cx.deps, config: cx.config, rings: cx.state.rings() };
        let wanted = Wanted { record: &client.record, scopes, audience, algorithm };
        let issued = access_token::issue(place, wanted, now).await?;
        let (ip, agent) = (cx.meta.ip.as_deref(), cx.meta.user_agent.as_deref());
        let from = CalledFrom { ip, agent, took: cx.deps.now().since(now) };
        asking.gate.note_use(&holder(&client.record), Use::Call(from), now);
        Ok(issued.into())
    }
}

/// The scopes that are asked for, each of which there must be, in the order of those that there are.
fn narrowed(asked: &str, held: &[String]) -> Result<Vec<String>, Fail> {
    let asked: Vec<&str> = asked.split(' ').filter(|scope| !scope.is_empty()).collect();
    if asked.iter().any(|scope| !held.iter().any(|one| one == scope)) {
        return Err(Fail::field("scope", FieldCode::InvalidChoice));
    }
    Ok(held.iter().filter(|scope| asked.contains(&scope.as_str())).cloned().collect())
}

/// An absolute address without a fragment (RFC 8707 §2).
fn is_resource(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let scheme_ok = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic() && !br#"#"<>\^`{|}"#.contains(&byte));
    scheme_ok && plain && !rest.is_empty() && text.len() <= LONGEST_RESOURCE
}

#[cfg(test)]
mod tests {
    use super::is_resource;

    #[test]
    fn a_service_is_named_by_an_absolute_address() {
        for good in ["https://mcp.example.com/mcp", "http://127.0.0.1:3000", "urn:example:service", "https://x/?a=b"] {
            assert!(is_resource(good), "{good}");
        }
        for bad in ["", "x", "/mcp", "https:", "https://x/#y", "https://x y", "https://é", ":x", "1a:x", "https://x\n"]
        {
            assert!(!is_resource(bad), "{bad}");
        }
        assert!(!is_resource(&format!("https://x/{}", "x".repeat(1_000))));
    }
}
