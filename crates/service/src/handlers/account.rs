//! The account's settings.

use contract::table::{GetAccount, UpdateAccount};
use contract::{Account, IpSwitches};
use domain::audit::{self, Before, Detail};
use domain::settings::{AttributionHours, AuditDays, HoldSeconds, MessageDays};
use store::accounts;

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::handlers::ip_rules::{Switches, tell_gate};
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
        let wanted = (body.ip_restriction.unwrap_or_default(), body.force == Some(true));
        let switches = Switches::read(cx.deps, cx.config, cx.meta, &cx.proof, wanted).await?;
        let IpSwitches { people, system_users } = switches.wanted();
        let after = audit::Account {
            name: name.map(str::to_owned),
            locale: body.locale,
            attribution_hours: attribution.map(AttributionHours::get),
            message_days: kept.map(MessageDays::get),
            hold_seconds: hold.map(HoldSeconds::get),
            audit_days: body.audit_days.map(AuditDays::get),
            restrict_people: people,
            restrict_system_users: system_users,
            ..Default::default()
        };
        let detail = Detail::AccountUpdated { before: Before::ReadInTheBatch, after };
        let mut change = accounts::change(&cx.proof, cx.stamp()?, &detail);
        let (locale, audit) = (body.locale, body.audit_days);
        let update = accounts::Update { name, locale, attribution, kept, hold, audit, people, system_users };
        switches.rely(&mut change);
        accounts::update(&mut change, &cx.proof, &update, body.version);
        let account = change.then(accounts::get(&cx.proof));
        let generations = switches.then(&mut change, &cx.proof);
        let mut done = cx.commit(change).await?;
        let account = done.take(account)?;
        if let Some(generations) = generations {
            tell_gate(cx.state, &cx.proof, None, done.take(generations)?);
        }
        Ok(view::account(account.into_inner()).into())
    }
}
