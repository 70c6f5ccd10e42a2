//! The gate for others: whoever is in front of another service asks here whether a call may pass.

use contract::client::percent_encode;
use contract::table::CheckAtGate;

use crate::access_token;
use crate::answer::Answer;
use crate::authn::unless_lacking;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::refusals::Reason;

impl<D: Deps> Handler<D> for CheckAtGate {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let machine = cx.proof;
        // The one who asks does not look into tokens: one that another service was given is refused here.
        let is_for = |audience: &String| match &cx.query.resource {
            Some(resource) => audience.trim_end_matches('/') == resource.trim_end_matches('/'),
            None => access_token::is_own(cx.config, audience),
        };
        if !machine.audience.as_ref().is_none_or(is_for) {
            return Err(Fail::refused(Reason::Audience, Some((&machine).into())));
        }
        if let Some(scope) = cx.query.scope {
            unless_lacking(&machine, scope)?;
        }
        // A star: all that the system user reaches. Nothing: none.
        let reached = machine
            .subaccounts
            .as_ref()
            .map_or_else(|| "*".to_owned(), |some| some.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
        // Always all of them: what a client sent under one of these names is written over by whoever asks.
        let headers = vec![
            ("x-tenure-system-user", machine.system_user.to_string()),
            ("x-tenure-account", machine.account.to_string()),
            ("x-tenure-subaccount", machine.subaccount.map(|id| id.to_string()).unwrap_or_default()),
            ("x-tenure-environment", machine.environment.to_string()),
            ("x-tenure-subaccounts", reached),
            ("x-tenure-username", percent_encode(&machine.username)),
            ("x-tenure-scopes", machine.scopes.join(" ")),
        ];
        Ok(Answer { headers, ..Answer::from(()) })
    }
}
