//! The token endpoint: client credentials (RFC 6749 §4.4) buy a signed access token, and the word of an outside issuer that
//! is trusted a token for a quarter of an hour (RFC 7523 §2.1, RFC 8693).

use contract::table::IssueAccessToken;
use contract::{AccessToken, client};
use domain::client_key::Algorithm;
use domain::field::FieldCode;
use domain::lease::Record;

use crate::access_token::{self, Wanted};
use crate::answer::Answer;
use crate::client_auth::Asking;
use crate::credential::Credential;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::federation::Shown;
use crate::gate::{CalledFrom, Gate, Use, holder, machine};
use crate::limited;
use crate::refusals::Reason;
use crate::signing::Place;

pub(super) const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
pub(super) const TOKEN_EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const JWT: &str = "urn:ietf:params:oauth:token-type:jwt";
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// The longest address of a service.
const LONGEST_RESOURCE: usize = 1_000;

impl<D: Deps> Handler<D> for IssueAccessToken {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<AccessToken>, Fail> {
        let (body, now) = (&cx.body, cx.meta.now);
        // Left alone it would be taken for heard.
        if body.actor_token.is_some() {
            return Err(Fail::field("actor_token", FieldCode::InvalidChoice));
        }
        match body.grant_type.as_str() {
            "client_credentials" => {}
            JWT_BEARER | TOKEN_EXCHANGE => return federated(cx).await,
            _ => return Err(Fail::field("grant_type", FieldCode::InvalidChoice)),
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
        limited::take(cx.deps, cx.state, &machine(client.record.clone(), None), cx.meta).await?;
        let scopes = match &body.scope {
            None => client.record.scopes.clone(),
            Some(asked) => narrowed(asked, &client.record)?,
        };
        let algorithm = asked.or(client.algorithm).unwrap_or(Algorithm::Es256);
        let place = Place { deps: cx.deps, config: cx.config, rings: cx.state.rings() };
        let wanted = Wanted { record: &client.record, scopes, audience, algorithm };
        // Signed first: where that fails, the assertion is good for another try. Nobody is given it whose assertion was used.
        let issued = access_token::issue(place, wanted, now).await?;
        asking.use_up(&client).await?;
        let (ip, agent) = (cx.meta.ip.as_deref(), cx.meta.user_agent.as_deref());
        let from = CalledFrom { ip, agent, took: cx.deps.now().since(now) };
        asking.gate.note_use(&holder(&client.record), Use::Call(from), now);
        Ok(issued.into())
    }
}

/// A workload shows its own issuer's token. It has no other credential: that is what this is for.
async fn federated<D: Deps>(cx: Cx<'_, D, IssueAccessToken>) -> Result<Answer<AccessToken>, Fail> {
    let (body, now) = (&cx.body, cx.meta.now);
    let form = std::str::from_utf8(cx.bytes()).ok().and_then(|text| client::parse_form(text).ok()).unwrap_or_default();
    let other = |name: &str| Err(Fail::field(name, FieldCode::InvalidChoice));
    if body.client_assertion.is_some() || Credential::read_client(&*cx.request.headers, &form)?.is_some() {
        return other("client_secret");
    }
    let exchanges = body.grant_type == TOKEN_EXCHANGE;
    let (name, shown) = if exchanges { ("subject_token", &body.subject_token) } else { ("assertion", &body.assertion) };
    let shown = shown.as_ref().ok_or_else(|| Fail::field(name, FieldCode::Required))?;
    if exchanges {
        match body.subject_token_type.as_deref() {
            None => return Err(Fail::field("subject_token_type", FieldCode::Required)),
            Some(JWT | ID_TOKEN) => {}
            Some(_) => return other("subject_token_type"),
        }
        if body.requested_token_type.as_deref().is_some_and(|kind| kind != ACCESS_TOKEN) {
            return other("requested_token_type");
        }
    }
    // What is bought is for this API.
    for (name, target) in [("resource", &body.resource), ("audience", &body.audience)] {
        if target.as_deref().is_some_and(|target| !access_token::is_own(cx.config, target)) {
            return other(name);
        }
    }
    let (ip, agent) = (cx.meta.ip.as_deref(), cx.meta.user_agent.as_deref());
    let gate = Gate { deps: cx.deps, config: cx.config, state: cx.state };
    let client = body.client_id.as_deref();
    let shown = Shown { gate, assertion: shown.expose().trim(), client, from: ip, now };
    let proved = shown.proved().await?;
    limited::take(cx.deps, cx.state, &machine(proved.record.clone(), None), cx.meta).await?;
    let scopes = match &body.scope {
        None => proved.record.scopes.clone(),
        Some(asked) => narrowed(asked, &proved.record)?,
    };
    let mut bought = shown.buy(&proved, &scopes).await?;
    bought.issued_token_type = exchanges.then(|| ACCESS_TOKEN.to_owned());
    let from = CalledFrom { ip, agent, took: cx.deps.now().since(now) };
    shown.gate.note_use(&holder(&proved.record), Use::Call(from), now);
    Ok(bought.into())
}

/// The scopes that are asked for, each of which there must be, in the order of those that there are.
fn narrowed(asked: &str, record: &Record) -> Result<Vec<String>, Fail> {
    let held = &record.scopes;
    let asked: Vec<&str> = asked.split(' ').filter(|scope| !scope.is_empty()).collect();
    if asked.iter().any(|scope| !held.iter().any(|one| one == scope)) {
        return Err(Fail::of_machine(Reason::Scope, holder(record), Fail::field("scope", FieldCode::InvalidChoice)));
    }
    Ok(held.iter().filter(|scope| asked.contains(&scope.as_str())).cloned().collect())
}

/// An absolute address without a fragment (RFC 8707 §2): of a service on the web, or its name (RFC 8141). Others, such as those
/// that a browser runs, name no service; and who is meant by an address with a user name in it, two programs read in two ways.
fn is_resource(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let names_one = match scheme.to_ascii_lowercase().as_str() {
        "https" | "http" => rest.strip_prefix("//").is_some_and(|rest| {
            let authority = rest.split(['/', '?']).next().unwrap_or_default();
            !authority.is_empty() && !authority.starts_with(':') && !authority.contains('@')
        }),
        "urn" => rest.split_once(':').is_some_and(|(space, name)| {
            let letters = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            space.len() >= 2 && space.bytes().all(letters) && !name.is_empty()
        }),
        _ => false,
    };
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic() && !br#"#"<>\^`{|}"#.contains(&byte));
    names_one && plain && text.len() <= LONGEST_RESOURCE
}

#[cfg(test)]
mod tests {
    use super::is_resource;

    #[test]
    fn a_service_is_named_by_an_absolute_address() {
        let good = [
            "https://mcp.example.com/mcp",
            "HTTPS://mcp.example.com",
            "http://127.0.0.1:3000",
            "https://[::1]:8443/",
            "urn:example:service",
            "https://x/?a=b@c",
            "https://x/@y",
        ];
        for good in good {
            assert!(is_resource(good), "{good}");
        }
        let bad = [
            "",
            "x",
            "/mcp",
            "https:",
            "https://",
            "https:///x",
            "https://:80",
            "https:x",
            "https://x/#y",
            "https://x#",
            "https://x y",
            "https://é",
            ":x",
            "1a:x",
            "https://x\n",
            "javascript:alert(1)",
            "JavaScript://x/%0Aalert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "ftp://x",
            "https://user@x",
            "https://user:secret@x/",
            "https://x.example@evil.example?x",
            "urn:x",
            "urn:example:",
            "urn::x",
        ];
        for bad in bad {
            assert!(!is_resource(bad), "{bad}");
        }
        assert!(!is_resource(&format!("https://x/{}", "x".repeat(1_000))));
    }
}
