//! Rules by which system users trust outside issuers: added, listed, taken away.

use contract::table::{AddTrustRule, ListTrustRules, RemoveTrustRule};
use contract::{Code, PersonRef, RefusalReason, TrustRefusal, TrustRule, TrustRules};
use domain::audit::{self, Before, Detail, Named};
use domain::field::FieldCode;
use domain::ids::{TrustRuleId, UserId};
use domain::time::Instant;
use domain::trust::{self, unpinned};
use serde_json::json;
use store::trust_rules::{self, NewTrustRule, TrustRuleRow};
use store::{DbError, both, system_users, tokens};

use super::system_users::load_with_rules;
use super::webhooks::settings::address;
use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;

fn shown(row: TrustRuleRow) -> Result<TrustRule, Fail> {
    let stored = |what: &str| Fail::internal(format!("a stored {what} of a trust rule is not valid"));
    let (id, name) = row.created_by;
    let refusal = |(at, reason, claim): (i64, String, Option<String>)| {
        let reason = RefusalReason::parse(&reason).ok_or_else(|| stored("refusal"))?;
        Ok::<_, Fail>(TrustRefusal { at: Instant::from_millis(at), reason, claim })
    };
    Ok(TrustRule {
        id: row.id,
        name: row.name,
        issuer: row.issuer,
        audience: row.audience,
        claims: row.claims,
        scopes: row.scopes,
        created_by: PersonRef { id: UserId::try_from(id).map_err(|_| stored("id"))?, name },
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        last_used_ip: row.last_used_ip,
        live_tokens: row.live_tokens,
        last_refusal: row.last_refusal.map(refusal).transpose()?,
    })
}

/// What an event says of a rule.
fn said(row: &TrustRuleRow, username: &str) -> audit::TrustRule {
    audit::TrustRule {
        username: Some(username.to_owned()),
        rule: Some(Named::new(row.id.as_str(), &row.name)),
        issuer: Some(row.issuer.clone()),
        audience: Some(row.audience.clone()),
        claims: Some(row.claims.clone()),
        scopes: Some(row.scopes.clone()),
    }
}

fn refused(error: DbError) -> Fail {
    match error {
        error if error.is_invariant("trust_rule_limit") => Fail::new(Code::TrustRuleLimit).with("limit", trust::MOST),
        error => error.into(),
    }
}

impl<D: Deps> Handler<D> for ListTrustRules {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<TrustRules>, Fail> {
        let (id, can, now) = (&cx.path, &cx.proof, cx.meta.now);
        let (there, rows) = both(cx.db(), system_users::get(can, id, now), trust_rules::list(can, id, now)).await?;
        there.ok_or_else(|| Fail::new(Code::NotFound))?;
        let mut rows = rows;
        cx.state.each_pending(can.account(), |used| {
            if let Some(row) = rows.iter_mut().find(|row| used.token.as_str() == row.id.as_str()) {
                row.last_used_at = row.last_used_at.max(Some(used.at));
                row.last_used_ip = used.ip.clone().or_else(|| row.last_used_ip.take());
            }
        });
        cx.state.each_refused(|refused| {
            let row = rows.iter_mut().find(|row| refused.token.as_str() == row.id.as_str());
            let newer = |at: i64| refused.at.millis() >= at && !refused.hours.is_empty();
            if let Some(row) = row.filter(|row| newer(row.last_refusal.as_ref().map_or(i64::MIN, |last| last.0))) {
                row.last_refusal = Some((refused.at.millis(), refused.reason.to_owned(), refused.claim.clone()));
            }
        });
        Ok(TrustRules {
            items: rows.into_iter().map(shown).collect::<Result<_, _>>()?,
            token_endpoint: format!("{}/oauth/token", cx.config.origin),
        }
        .into())
    }
}

impl<D: Deps> Handler<D> for AddTrustRule {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<TrustRule>, Fail> {
        let (id, can, body, now) = (&cx.path, &cx.proof, &cx.body, cx.meta.now);
        let claims = body.claims.all();
        if let Some(pins) = unpinned(body.issuer.as_str(), claims.keys().map(String::as_str)) {
            return Err(Fail::field("claims", FieldCode::Unpinned).with("pin_one_of", pins));
        }
        // Its text stays as it is: tokens say it so.
        address(cx.deps, cx.config, "issuer", body.issuer.as_str()).await?;
        let (seen, rules) = load_with_rules(cx.deps, can, id, now).await?;
        // What the account says of the end of tokens is not said here: what is bought ends within a quarter of an hour.
        let scopes = rules.grant_scopes(body.scopes.clone()).map_err(|(field, code)| Fail::field(field, code))?;
        let human = can.human();
        let row = TrustRuleRow {
            id: TrustRuleId::new(now, random(cx.deps)?),
            name: body.name.as_str().to_owned(),
            issuer: body.issuer.as_str().to_owned(),
            audience: body.audience.as_str().to_owned(),
            claims: claims.clone(),
            scopes,
            created_by: (human.user.to_string(), human.name.clone()),
            created_at: now,
            last_used_at: None,
            last_used_ip: None,
            live_tokens: 0,
            last_refusal: None,
        };
        let detail = Detail::TrustRuleAdded { after: said(&row, &seen.username) };
        let mut change = cx.change(can, id.as_str(), &detail)?;
        change.rely_on(&rules);
        change.rely_on(&seen);
        let (claims, scopes) = (json!(row.claims).to_string(), json!(row.scopes).to_string());
        let new = NewTrustRule {
            id: &row.id,
            system_user: id,
            name: &row.name,
            issuer: &row.issuer,
            audience: &row.audience,
            claims: &claims,
            scopes: &scopes,
        };
        trust_rules::insert(&mut change, can, &new);
        let reply = shown(row)?;
        cx.commit_with(change, &reply).await.map_err(refused)?;
        Ok(reply.into())
    }
}

impl<D: Deps> Handler<D> for RemoveTrustRule {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let ((id, rule), can, now) = (&cx.path, &cx.proof, cx.meta.now);
        let (seen, row) = both(cx.db(), system_users::get(can, id, now), trust_rules::get(can, id, rule, now)).await?;
        let (Some(seen), Some(row)) = (seen, row) else { return Err(Fail::new(Code::NotFound)) };
        let detail = Detail::TrustRuleRemoved { before: Before::Known(said(&row, &seen.username)) };
        let mut change = cx.change(can, id.as_str(), &detail)?;
        change.rely_on(&seen);
        tokens::another_generation(&mut change, can, id);
        trust_rules::revoke(&mut change, can, id, rule);
        let generations = change.then(tokens::generations([id]));
        let mut done = match cx.commit(change).await {
            Ok(done) => done,
            // Somebody else took it away in the meantime, which is all that was wanted.
            Err(error) if error.is_guard("unchanged") => return Ok(().into()),
            Err(error) => return Err(error.into()),
        };
        cx.state.revoked_each(done.take(generations)?);
        Ok(().into())
    }
}
