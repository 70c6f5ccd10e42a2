//! System users that were not used for long: which they are, and switching off those that somebody chose among them.

use std::collections::BTreeSet;

use contract::table::{DeactivateIdle, ListIdle};
use contract::{DeactivatedIdle, IdleSystemUser, IdleSystemUsers, SystemUserRef};
use domain::audit::{self, Access, Before, Detail};
use domain::field::FieldCode;
use domain::ids::AuditId;
use domain::settings::IdleDays;
use domain::system_user::Status;
use domain::time::{DAY, Instant};
use store::idle::{self, IdleRow};
use store::tokens;

use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;

/// How many are listed, and can be switched off, at once: four statements each.
const MOST: usize = 50;

fn since(days: IdleDays, now: Instant) -> Instant {
    now.plus(-days.get() * DAY)
}

fn named(row: &IdleRow, status: Status) -> SystemUserRef {
    SystemUserRef { id: row.id.clone(), username: row.username.clone(), status, environment: row.environment }
}

impl<D: Deps> Handler<D> for ListIdle {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<IdleSystemUsers>, Fail> {
        let (days, now) = (cx.query.days.unwrap_or_default().0, cx.meta.now);
        let mut rows = idle::idle(&cx.proof, since(days, now), now, MOST as i64 + 1).of(cx.db()).await?;
        let more = rows.len() > MOST;
        rows.truncate(MOST);
        let items = rows.into_iter().map(|row| IdleSystemUser {
            system_user: named(&row, Status::Active),
            purpose: Some(row.purpose).filter(|text| !text.is_empty()),
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            tokens: row.tokens,
        });
        Ok(IdleSystemUsers { days: days.get(), items: items.collect(), more }.into())
    }
}

impl<D: Deps> Handler<D> for DeactivateIdle {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<DeactivatedIdle>, Fail> {
        let (ids, can, now) = (&cx.body.ids, &cx.proof, cx.meta.now);
        let code = match ids.len() {
            0 => Some(FieldCode::Required),
            n if n > MOST => Some(FieldCode::TooLong),
            n if n > ids.iter().collect::<BTreeSet<_>>().len() => Some(FieldCode::Duplicate),
            _ => None,
        };
        if let Some(code) = code {
            return Err(Fail::field("ids", code));
        }
        let since = since(cx.body.days, now);
        let rows = idle::idle_of(can, since, now, ids).of(cx.db()).await?;
        let skipped = ids.iter().filter(|id| rows.iter().all(|row| row.id != **id)).cloned().collect();
        let items = rows.iter().map(|row| named(row, Status::Inactive)).collect();
        let reply = DeactivatedIdle { items, skipped };
        if rows.is_empty() {
            return Ok(reply.into());
        }
        let mut change = cx.change(can, can.account().as_str(), &Detail::IdleDeactivated {})?;
        let human = can.human();
        for row in &rows {
            let before = audit::SystemUser { username: Some(row.username.clone()), ..Default::default() };
            let after = Access { status: Status::Inactive };
            let detail = Detail::SystemUserDeactivated { before: Before::Known(before), after };
            let event = AuditId::new(now, random(cx.deps)?);
            change.next_event(event, (&human.user, &human.name), row.id.as_str(), &detail);
            idle::switch_off(&mut change, can, &row.id, since);
        }
        let generations = change.then(tokens::generations(rows.iter().map(|row| &row.id)));
        let mut done = cx.commit(change).await?;
        cx.state.revoked_each(done.take(generations)?);
        Ok(reply.into())
    }
}
