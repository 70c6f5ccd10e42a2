//! What depends on a person, before they leave.

use contract::page::CursorKey;
use contract::table::GetOffboarding;
use contract::{
    AddedTrustRule, Code, Cursor, Limit, Made, Offboarding, Page, PersonRef, RegisteredKey, SeenToken, SystemUserRef,
};
use store::{all_five, all_three, custodians, invitations, people, sessions};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for GetOffboarding {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Offboarding>, Fail> {
        let (id, now) = (&cx.path, cx.meta.now);
        let (person, belongings, owner) =
            all_three(cx.db(), people::get(&cx.proof, id), people::belongings(&cx.proof, id), people::owner(&cx.proof))
                .await?;
        let person = person.ok_or_else(|| Fail::new(Code::NotFound))?.into_inner().person;
        let owner = owner.into_inner().person;
        let limit = cx.query.limit.unwrap_or_default();
        let size = i64::from(limit.get()) + 1;
        let cursor = cx.query.cursor.as_ref();
        let after = cursor.map(|c| c.id.as_str());
        let rows = custodians::held(cx.db(), &cx.proof, id, after, size).await?;
        let position = |row: &custodians::Held| Cursor { key: CursorKey::Text(String::new()), id: row.id.to_string() };
        let Page { items: held, next_cursor } = view::page(rows, limit, position, |row| row);
        let mut sent = invitations::list(cx.db(), &cx.proof, None, Some(id), size).await?;
        let more_invitations = cut(&mut sent, limit);
        let made = people::connections_made(&cx.proof, id);
        let (count, seen) = (sessions::count(&cx.proof, id, now), custodians::tokens_seen_by(&cx.proof, id, now, size));
        let keys = custodians::keys_registered_by(&cx.proof, id, size);
        let rules = custodians::rules_added_by(&cx.proof, id, size);
        let (sessions, mut seen, made, mut keys, mut rules) = all_five(cx.db(), count, seen, made, keys, rules).await?;
        let [webhooks, inbound_sources, channels] = made.map(|(count, names)| Made { count, names });
        let more_tokens_seen = cut(&mut seen, limit);
        let more_client_keys = cut(&mut keys, limit);
        let more_trust_rules = cut(&mut rules, limit);
        let named = |one: &custodians::Held| SystemUserRef {
            id: one.id.clone(),
            username: one.username.clone(),
            status: one.status,
            environment: one.environment,
        };
        let reply = Offboarding {
            created: held.iter().filter(|h| h.made).map(named).collect(),
            looks_after: held.iter().filter(|h| h.looks_after).map(named).collect(),
            alone: held.iter().filter(|h| h.looks_after && h.alone).map(|h| h.id.clone()).collect(),
            teams: view::memberships(belongings.teams),
            // They are on the first page; the rest of them has a list of its own.
            invitations: match cursor {
                None => sent.into_iter().map(|row| view::invitation(row, now)).collect(),
                Some(_) => Vec::new(),
            },
            more_invitations,
            tokens_seen: match cursor {
                None => seen.into_iter().map(token).collect(),
                Some(_) => Vec::new(),
            },
            more_tokens_seen,
            client_keys: match cursor {
                None => keys.into_iter().map(key).collect(),
                Some(_) => Vec::new(),
            },
            more_client_keys,
            trust_rules: match cursor {
                None => rules.into_iter().map(rule).collect(),
                Some(_) => Vec::new(),
            },
            more_trust_rules,
            next_cursor,
            webhooks,
            inbound_sources,
            channels,
            sessions,
            successor: PersonRef { id: owner.id, name: owner.name },
            user: view::user(person),
        };
        Ok(reply.into())
    }
}

/// Cuts off what is beyond the page; is there more?
fn cut<T>(rows: &mut Vec<T>, limit: Limit) -> bool {
    let most = limit.get() as usize;
    let more = rows.len() > most;
    rows.truncate(most);
    more
}

fn rule(row: custodians::AddedRule) -> AddedTrustRule {
    let (id, username, status, environment) = row.system_user;
    AddedTrustRule {
        id: row.id,
        name: row.name,
        issuer: row.issuer,
        created_at: row.created_at,
        system_user: SystemUserRef { id, username, status, environment },
    }
}

fn key(row: custodians::RegisteredKey) -> RegisteredKey {
    let (id, username, status, environment) = row.system_user;
    RegisteredKey {
        id: row.id,
        name: row.name,
        created_at: row.created_at,
        system_user: SystemUserRef { id, username, status, environment },
    }
}

fn token(row: custodians::SeenToken) -> SeenToken {
    let (id, username, status, environment) = row.system_user;
    SeenToken {
        id: row.id,
        tail: row.tail,
        created_at: row.created_at,
        system_user: SystemUserRef { id, username, status, environment },
    }
}
