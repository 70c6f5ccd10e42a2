//! Token introspection (RFC 7662). A token that is unknown, ended, inactive or another account's is told apart by
//! nothing: `{"active": false}`.

use contract::Introspection;
use contract::table::Introspect;
use domain::lease::{self, Record};
use domain::permission::SystemUsersManage;
use domain::time::Instant;

use crate::answer::Answer;
use crate::authn::BotOrPerson;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::{Found, Gate, Use, holder};

impl<D: Deps> Handler<D> for Introspect {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Introspection>, Fail> {
        let now = cx.meta.now;
        let gate = Gate { deps: cx.deps, config: cx.config, state: cx.state };
        let found = gate.find(cx.body.token.expose().trim(), now).await?.ok();
        let found =
            found.filter(|it| it.record.account == *cx.proof.account() && lease::decide(&it.record, now).is_ok());
        let found = found.filter(|it| reaches(&cx.proof, &it.record));
        if let (Some(Found { record, .. }), BotOrPerson::Bot(machine)) = (&found, &cx.proof)
            && record.token != machine.token
            && !machine.reaches(record.subaccount.as_ref())
        {
            return Err(Fail::beyond_reach(record.subaccount.as_ref().map(|id| id.as_str()), machine.into()));
        }
        if let Some(Found { record, .. }) = &found {
            gate.note_use(&holder(record), Use::Introspection, now);
        }
        let seconds = |at: Instant| at.millis().div_euclid(1_000);
        let reply = match found {
            None => Introspection {
                active: false,
                scope: None,
                token_type: None,
                username: None,
                sub: None,
                client_id: None,
                exp: None,
                iat: None,
                account_id: None,
                subaccount_id: None,
                environment: None,
                subaccount_ids: None,
                aud: None,
                iss: None,
            },
            Some(Found { record, audience }) => Introspection {
                active: true,
                scope: Some(record.scopes.join(" ")).filter(|scope| !scope.is_empty()),
                token_type: Some("Bearer".to_owned()),
                exp: record.ends_at().map(seconds),
                iat: Some(seconds(record.issued_at)),
                username: Some(record.username),
                client_id: Some(record.system_user.clone()),
                sub: Some(record.system_user),
                account_id: Some(record.account),
                subaccount_id: record.subaccount,
                environment: Some(record.environment),
                subaccount_ids: record.subaccounts,
                iss: audience.is_some().then(|| cx.config.origin.clone()),
                aud: audience,
            },
        };
        Ok(reply.into())
    }
}

/// May the caller know of this token? A bot of all in its account and environment: which of them a service is called by, it can't know
/// beforehand. A person of those that their right reaches.
fn reaches(caller: &BotOrPerson<SystemUsersManage>, record: &Record) -> bool {
    match caller {
        BotOrPerson::Bot(machine) => machine.environment == record.environment,
        BotOrPerson::Person(can) if can.within().is_none() => true,
        BotOrPerson::Person(can) => record.subaccount.as_ref().is_some_and(|id| can.human().subaccounts.contains(id)),
    }
}
