//! Health, the OpenAPI document, whether the first run is still to be done.

use contract::table::{GetSetup, Healthz, OpenApi};
use contract::{Health, SetupStatus};
use store::accounts;

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for Healthz {
    async fn handle(_: Cx<'_, D, Self>) -> Result<Answer<Health>, Fail> {
        Ok(Health { status: "ok".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }.into())
    }
}

/// Made by `cargo xtask openapi`; a test compares it with the table.
const DOCUMENT: &str = include_str!("../../../../docs/openapi.json");

impl<D: Deps> Handler<D> for OpenApi {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<serde_json::Value>, Fail> {
        let mut document: serde_json::Value =
            serde_json::from_str(DOCUMENT).map_err(|e| Fail::internal(format!("openapi: {e}")))?;
        // The cookie of this deployment: without TLS it has another name.
        if let Some(name) = document.pointer_mut("/components/securitySchemes/session/name") {
            *name = cx.config.cookie_name().into();
        }
        Ok(document.into())
    }
}

impl<D: Deps> Handler<D> for GetSetup {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SetupStatus>, Fail> {
        let needed = !accounts::any(cx.db()).await?;
        Ok(SetupStatus { needed }.into())
    }
}
