//! What clients and services must know to buy and to verify access tokens (RFC 8414, RFC 9728, RFC 7517).

use contract::table::{GetJwks, GetResourceMetadata, GetServerMetadata};
use domain::client_key::Algorithm;
use domain::scope::Scope;
use serde_json::{Value, json};

use super::token::{JWT_BEARER, TOKEN_EXCHANGE};
use crate::answer::Answer;
use crate::config::Config;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::signing::Place;

const BY_SECRET: [&str; 2] = ["client_secret_basic", "client_secret_post"];

impl<D: Deps> Handler<D> for GetServerMetadata {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        Ok(server(cx.config).into())
    }
}

/// The issuer is the configured address: whatever a request says.
fn server(config: &Config) -> Value {
    let at = |path: &str| format!("{}{path}", config.origin);
    // Ed25519 by both its names (RFC 9864).
    let algorithms: Vec<&str> = Algorithm::ALL.iter().map(|one| one.as_str()).chain(["Ed25519"]).collect();
    json!({
        "issuer": config.origin,
        // Nobody is asked for consent here, and nothing is served there. Clients of the Model Context Protocol read no metadata
        // that lacks it.
        "authorization_endpoint": at("/oauth/authorize"),
        "token_endpoint": at("/oauth/token"),
        "jwks_uri": at("/.well-known/jwks.json"),
        "introspection_endpoint": at("/v1/introspect"),
        "revocation_endpoint": at("/oauth/revoke"),
        "response_types_supported": [],
        "grant_types_supported": ["client_credentials", JWT_BEARER, TOKEN_EXCHANGE],
        "scopes_supported": Scope::OWN.iter().map(|scope| scope.as_str()).collect::<Vec<_>>(),
        // Who shows an issuer's word shows nothing else.
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"],
        "token_endpoint_auth_signing_alg_values_supported": algorithms,
        "introspection_endpoint_auth_methods_supported": BY_SECRET,
        "revocation_endpoint_auth_methods_supported": BY_SECRET,
    })
}

impl<D: Deps> Handler<D> for GetResourceMetadata {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let origin = &cx.config.origin;
        let scopes: Vec<&str> = Scope::OWN.iter().map(|scope| scope.as_str()).collect();
        let reply = json!({
            "resource": origin,
            "authorization_servers": [origin],
            "bearer_methods_supported": ["header"],
            "scopes_supported": scopes,
            "resource_name": "Tenure",
        });
        Ok(reply.into())
    }
}

impl<D: Deps> Handler<D> for GetJwks {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let place = Place { deps: cx.deps, config: cx.config, rings: cx.state.rings() };
        Ok(place.published(cx.meta.now).await?.into())
    }
}
