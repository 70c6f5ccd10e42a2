//! Graph calls (product 2.2): what Meta's own clients do with system users, apps, tokens, WhatsApp accounts and messages.

mod apps;
mod assigned;
mod debug;
mod exchange;
mod messages;
mod nodes;
mod revoke;
mod subscriptions;
mod system_users;
mod tokens;

use contract::GraphFlag;
use domain::audit::Detail;
use domain::ids::AuditId;
use serde_json::{Value, json};
use store::{Change, business};

use crate::authn::Authenticate;
use crate::cx::{Cx, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::graph::caller::GraphCaller;
use crate::graph::page::Place;

/// What a change that has no other answer answers.
fn success() -> Value {
    json!({ "success": true })
}

/// Was it said, and is it yes?
fn is_on(flag: Option<&GraphFlag>) -> bool {
    flag.is_some_and(|flag| flag.0)
}

impl<'a, D: Deps, E: contract::Endpoint> Cx<'a, D, E>
where
    E::Auth: Authenticate<Proof = GraphCaller>,
{
    /// Begins a change by the caller, whose role and tokens are then still what they were.
    fn graph_change(&self, subject: &str, detail: &Detail) -> Result<Change, Fail> {
        let mut change = business::change(&self.proof.machine, self.stamp()?, subject, detail);
        change.rely_on(&self.proof.user);
        Ok(change)
    }

    /// A further event of the same change by the caller.
    fn graph_event(&self, change: &mut Change, subject: &str, detail: &Detail) -> Result<(), Fail> {
        let event = AuditId::new(self.meta.now, random(self.deps)?);
        business::next_event(change, &self.proof.machine, event, subject, detail);
        Ok(())
    }

    /// Where its pages are.
    fn place(&self) -> Place<'a> {
        Place { config: self.config, path: &self.request.path, now: self.meta.now }
    }
}
