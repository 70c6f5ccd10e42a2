//! What is left to keep and to do once somebody has left: who looks after what, and the tokens that they saw.

use crate::areas::people::successors::Heirs;
use crate::areas::people::user::crumb;
use crate::areas::people::user_leave::card;
use crate::i18n::{iso, t};
use crate::routes::{self, Here};
use crate::shared::environment::test_badge;
use crate::shared::file::save;
use crate::state::clock::now;
use crate::state::session;
use crate::ui::button::{Button, LinkButton};
use crate::ui::csv;
use crate::ui::icon;
use crate::ui::page::Head;
use crate::ui::time::Ago;
use contract::{AddedTrustRule, Offboarding, PersonRef, RegisteredKey, SeenToken, SystemUserRef, User};
use domain::permission::PermissionId as P;
use domain::time::Instant;
use leptos::prelude::*;

/// What was done.
pub struct Left {
    user: User,
    removed: bool,
    /// Which system user went to whom.
    handed: Vec<(SystemUserRef, PersonRef)>,
    tokens: Vec<SeenToken>,
    more_tokens: bool,
    keys: Vec<RegisteredKey>,
    more_keys: bool,
    rules: Vec<AddedTrustRule>,
    more_rules: bool,
}

impl Left {
    /// As it was chosen.
    pub fn new(all: &Offboarding, heirs: Heirs, removed: bool) -> Self {
        let to = |bot: &SystemUserRef| heirs.name_for(&bot.id).unwrap_or_else(|| all.successor.clone());
        Self {
            user: all.user.clone(),
            removed,
            handed: all.looks_after.iter().map(|bot| (bot.clone(), to(bot))).collect(),
            tokens: all.tokens_seen.clone(),
            more_tokens: all.more_tokens_seen,
            keys: all.client_keys.clone(),
            more_keys: all.more_client_keys,
            rules: all.trust_rules.clone(),
            more_rules: all.more_trust_rules,
        }
    }

    /// Is there anything that somebody would want to know later?
    pub fn is_worth_keeping(&self) -> bool {
        !self.handed.is_empty() || !self.tokens.is_empty() || !self.keys.is_empty() || !self.rules.is_empty()
    }

    /// The same as a file: what happened to what, and who did it.
    fn file(&self) -> String {
        let mut text = csv::begin(&["at", "by", "what", "id", "name", "to_id", "to_name"]);
        let at = iso(now());
        let by = session::me().map(|me| me.user.email.clone()).unwrap_or_default();
        let mut line = |what: &str, id: &str, name: &str, to: Option<&PersonRef>| {
            let (to_id, to_name) = to.map(|to| (to.id.as_str(), to.name.as_str())).unwrap_or_default();
            text.push_str(&csv::write(&[&at, &by, what, id, name, to_id, to_name]));
        };
        let what = if self.removed { "person_removed" } else { "person_deactivated" };
        line(what, self.user.id.as_str(), &format!("{} <{}>", self.user.name, self.user.email), None);
        for (bot, to) in &self.handed {
            line("system_user_handed_over", bot.id.as_str(), &bot.username, Some(to));
        }
        for token in &self.tokens {
            line("token_seen", token.id.as_str(), &format!("{} …{}", token.system_user.username, token.tail), None);
        }
        for key in &self.keys {
            line("client_key_registered", key.id.as_str(), &format!("{} {}", key.system_user.username, key.name), None);
        }
        for rule in &self.rules {
            let name = format!("{} {} {}", rule.system_user.username, rule.name, rule.issuer);
            line("trust_rule_added", rule.id.as_str(), &name, None);
        }
        text
    }
}

/// A line of what belongs to a system user, with the way to where it can be taken away.
fn line(of: &SystemUserRef, (name, at): (String, Instant), (open, tab): (&'static str, &str)) -> AnyView {
    let bot = routes::system_user(of.id.as_str());
    view! {
        <li>
            <span class="row">
                <a href=bot.clone()>{of.username.clone()}</a> {test_badge(of.environment)}
                <span>{name}</span>
                <span class="muted"><Ago millis=at.millis() /></span>
            </span>
            <LinkButton label=open href=format!("{bot}?tab={tab}") glyph=icon::KEY off=session::unless(P::SystemUsersManage) />
        </li>
    }
    .into_any()
}

fn lines(hint: &'static str, rows: Vec<AnyView>, more: bool) -> AnyView {
    view! {
        <p class="card-body hint">{hint}</p>
        <ul class="lines">{rows} {more.then(|| view! { <li class="muted">"…"</li> })}</ul>
    }
    .into_any()
}

/// The public keys that somebody registered.
pub fn keys(list: &[RegisteredKey], more: bool) -> AnyView {
    let p = &t().people;
    let row = |key: &RegisteredKey| line(&key.system_user, (key.name.clone(), key.created_at), (p.keys_open, "keys"));
    lines(p.keys_registered_hint, list.iter().map(row).collect(), more)
}

/// The rules by which outside issuers are trusted that somebody added.
pub fn rules(list: &[AddedTrustRule], more: bool) -> AnyView {
    let p = &t().people;
    let row = |rule: &AddedTrustRule| {
        let name = format!("{} ({})", rule.name, rule.issuer);
        line(&rule.system_user, (name, rule.created_at), (p.rules_open, "trust"))
    };
    lines(p.rules_added_hint, list.iter().map(row).collect(), more)
}

/// The tokens that somebody saw, each with the way to one that takes its place while the old one goes on for a while.
pub fn tokens(who: &User, list: &[SeenToken], more: bool) -> AnyView {
    let p = &t().people;
    let off = session::unless(P::SystemUsersManage);
    let rows = list
        .iter()
        .map(|token| {
            let bot = routes::system_user(token.system_user.id.as_str());
            view! {
                <li>
                    <span class="row">
                        <a href=bot.clone()>{token.system_user.username.clone()}</a> {test_badge(token.system_user.environment)}
                        <code>{format!("…{}", token.tail)}</code>
                        <span class="muted"><Ago millis=token.created_at.millis() /></span>
                    </span>
                    <LinkButton label=p.tokens_rotate href=format!("{bot}?tab=tokens&action=rotate&token={}", token.id) glyph=icon::KEY off=off.clone() />
                </li>
            }
        })
        .collect_view();
    let all = format!("/tokens?shown_to={}", who.id);
    view! {
        <p class="card-body hint">{p.tokens_seen_hint} " " <a href=all.clone()>{p.tokens_seen_all}</a></p>
        <p class="card-body">
            <LinkButton label=p.tokens_rotate_all href=format!("{all}&action=rotate-many&ids=all") glyph=icon::KEY off=off.clone() />
        </p>
        <ul class="lines">{rows} {more.then(|| view! { <li class="muted">"…"</li> })}</ul>
    }
    .into_any()
}

/// The page once it is done.
pub fn summary(here: Here, left: &std::sync::Arc<Left>) -> AnyView {
    let p = &t().people;
    let name = &left.user.name;
    let title = if left.removed { (p.removed)(name) } else { (p.deactivated)(name) };
    let rows = left
        .handed
        .iter()
        .map(|(bot, to)| {
            view! {
                <li>
                    <span class="row"><a href=routes::system_user(bot.id.as_str())>{bot.username.clone()}</a> {test_badge(bot.environment)}</span>
                    <span>{to.name.clone()}</span>
                </li>
            }
        })
        .collect_view();
    let kept = std::sync::Arc::clone(left);
    let keep = Callback::new(move |()| save("off-boarding.csv", &kept.file()));
    view! {
        <Head title=title lead=p.left_lead crumb=crumb()>
            <Button label=p.keep_summary glyph=icon::DOWN on_press=keep />
            <Button label=t().nav.users tone="primary" on_press=Callback::new(move |()| here.go("/users")) />
        </Head>
        <div class="stack">
            {(!left.handed.is_empty()).then(|| card(p.handed_over.to_owned(), view! { <ul class="lines">{rows}</ul> }.into_any()))}
            {(!left.tokens.is_empty()).then(|| card(p.tokens_seen.to_owned(), tokens(&left.user, &left.tokens, left.more_tokens)))}
            {(!left.keys.is_empty()).then(|| card(p.keys_registered.to_owned(), keys(&left.keys, left.more_keys)))}
            {(!left.rules.is_empty()).then(|| card(p.rules_added.to_owned(), rules(&left.rules, left.more_rules)))}
        </div>
    }
    .into_any()
}
