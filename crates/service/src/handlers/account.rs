//! The account's settings.

use contract::Account;
use contract::table::{GetAccount, UpdateAccount};
use domain::audit::{self, Before, Detail};
use domain::settings::{AttributionHours, AuditDays, HoldSeconds, MessageDays, SessionHours, SessionIdleMinutes};
use store::accounts;

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for GetAccount {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Account>, Fail> {
        let account = accounts::settings(&cx.proof).of(cx.db()).await?;
        Ok(view::account(account.into_inner()).into())
    }
}

impl<D: Deps> Handler<D> for UpdateAccount {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Account>, Fail> {
        let name = cx.body.name.as_ref().map(|n| n.as_str());
        let body = &cx.body;
        let (attribution, kept, hold) = (body.attribution_hours, body.message_days, body.hold_seconds);
        let after = audit::Account {
            name: name.map(str::to_owned),
            locale: body.locale,
            attribution_hours: attribution.map(AttributionHours::get),
            message_days: kept.map(MessageDays::get),
            hold_seconds: hold.map(HoldSeconds::get),
            audit_days: body.audit_days.map(AuditDays::get),
            session_idle_minutes: body.session_idle_minutes.map(SessionIdleMinutes::get),
            session_hours: body.session_hours.map(SessionHours::get),
            ..Default::default()
        };
        let detail = Detail::AccountUpdated { before: Before::ReadInTheBatch, after };
        let mut change = accounts::change(&cx.proof, cx.stamp()?, &detail);
        let (audit, idle, hours) = (body.audit_days, body.session_idle_minutes, body.session_hours);
        let update = accounts::Update { name, locale: body.locale, attribution, kept, hold, audit, idle, hours };
        accounts::update(&mut change, &cx.proof, &update, body.version);
        let account = change.then(accounts::get(&cx.proof));
        let account = cx.commit(change).await?.take(account)?;
        Ok(view::account(account.into_inner()).into())
    }
}
