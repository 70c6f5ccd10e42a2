//! The account's settings.

use contract::table::{GetAccount, GetTwoFactorOutlook, UpdateAccount};
use contract::{Account, Code, IpSwitches, PersonRef, TwoFactorOutlook};
use domain::audit::{self, Before, Detail};
use domain::scope::Scopes;
use domain::settings::{
    AttestationDays, AttributionHours, AuditDays, GraceDays, HoldSeconds, MessageDays, SessionHours,
    SessionIdleMinutes, TokenDays,
};
use domain::token_rules::OtherRules;
use store::{accounts, two_factor};

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
        // What it was when the call came in is a condition of every change under its session.
        let rule = cx.proof.human().rule;
        let two_factor_from = rule
            .asked(body.require_two_factor, body.two_factor_from, cx.meta.now)
            .map_err(|(field, code)| Fail::field(field, code))?;
        let wanted = (body.ip_restriction.unwrap_or_default(), body.force == Some(true));
        let switches = Switches::read(cx.deps, cx.meta, &cx.proof, wanted).await?;
        let IpSwitches { people, system_users } = switches.wanted();
        // Which of them fit together depends on those that stay.
        let other = OtherRules {
            default_days: body.token_default_days.as_ref().map(|days| days.0),
            max_days: body.token_max_days.as_ref().map(|days| days.0),
            never: body.token_never,
            scopes: body.token_scopes.as_ref().map(|scopes| scopes.0.clone()),
        };
        let rules = if other.is_empty() {
            None
        } else {
            let seen = accounts::get(&cx.proof).of(cx.db()).await?;
            // What was asked for was asked of those that were seen: the change goes by the same version.
            if seen.version != body.version {
                return Err(Fail::new(Code::Stale));
            }
            Some(seen.token_rules.asked(other).map_err(|(field, code)| Fail::field(field, code))?)
        };
        let said = rules.as_ref();
        let after = audit::Account {
            name: name.map(str::to_owned),
            locale: body.locale,
            attribution_hours: attribution.map(AttributionHours::get),
            message_days: kept.map(MessageDays::get),
            hold_seconds: hold.map(HoldSeconds::get),
            audit_days: body.audit_days.map(AuditDays::get),
            two_factor_from,
            mail_codes: body.mail_codes,
            restrict_people: people,
            restrict_system_users: system_users,
            session_idle_minutes: body.session_idle_minutes.map(SessionIdleMinutes::get),
            session_hours: body.session_hours.map(SessionHours::get),
            token_default_days: said.map(|rules| rules.default_days.map(TokenDays::get)),
            token_max_days: said.map(|rules| rules.max_days.map(TokenDays::get)),
            token_never: said.map(|rules| rules.never),
            token_scopes: said.map(|rules| rules.scopes.as_ref().map(Scopes::texts)),
            partner_finds: body.partner_finds,
            attestation_days: body.attestation_days.as_ref().map(|days| days.0.map(AttestationDays::get)),
            attestation_grace_days: body.attestation_grace_days.map(GraceDays::get),
            access_level: body.access_level,
            ..Default::default()
        };
        let detail = Detail::AccountUpdated { before: Before::ReadInTheBatch, after };
        let mut change = accounts::change(&cx.proof, cx.stamp()?, &detail);
        let update = accounts::Update {
            name,
            locale: body.locale,
            attribution,
            kept,
            hold,
            audit: body.audit_days,
            two_factor_from,
            mail_codes: body.mail_codes,
            people,
            system_users,
            idle: body.session_idle_minutes,
            hours: body.session_hours,
            token_rules: rules.as_ref(),
            partner_finds: body.partner_finds,
            attestation_days: body.attestation_days.as_ref().map(|days| days.0),
            grace_days: body.attestation_grace_days,
            access_level: body.access_level,
        };
        switches.rely(&mut change);
        accounts::update(&mut change, &cx.proof, &update, body.version);
        let account = change.then(accounts::get(&cx.proof));
        let generations = switches.then(&mut change, &cx.proof);
        let mut done = match cx.commit(change).await {
            Err(error) if error.is_invariant("system_user_limit") => {
                return Err(Fail::new(Code::SystemUserLimit).with("limit", 1));
            }
            done => done?,
        };
        let account = done.take(account)?;
        if let Some(generations) = generations {
            tell_gate(cx.state, &cx.proof, None, done.take(generations)?);
        }
        Ok(view::account(account.into_inner()).into())
    }
}

/// How many of those who would be stopped are named.
const NAMED: i64 = 20;

impl<D: Deps> Handler<D> for GetTwoFactorOutlook {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<TwoFactorOutlook>, Fail> {
        let human = cx.proof.human();
        let stopped = two_factor::stopped(&cx.proof, human.rule.mail_codes, NAMED).of(cx.db()).await?;
        let people = stopped.first.into_iter().map(|(id, name)| PersonRef { id, name }).collect();
        let you = !human.two_factor && !human.rule.takes_mail(&human.role.grants);
        Ok(TwoFactorOutlook { count: stopped.count, people, you }.into())
    }
}
