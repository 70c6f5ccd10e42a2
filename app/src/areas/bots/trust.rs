//! The outside issuers that one system user trusts, on its page: added, taken away, how a workload gets in, and whether the
//! system user has secrets at all.

use crate::areas::bots::token_fields::m as tokens;
use crate::areas::bots::trust_recipes::{PRESETS, exchange, github, gitlab, kubernetes, preset};
use crate::i18n::{counted, locale, t};
use crate::routes::Here;
use crate::shared::asking::{Question, at_once, confirm};
use crate::shared::pieces::{ago, cell};
use crate::shared::reading::{gone, whole};
use crate::shared::row_menu::removal_cell;
use crate::shared::ticks::ticks;
use crate::state::query::{refresh, use_query};
use crate::state::{session, toasts};
use crate::ui::button::Button;
use crate::ui::code::Code;
use crate::ui::confirm::feet;
use crate::ui::copy::Copyable;
use crate::ui::dialog::Dialog;
use crate::ui::field::{Select, Text, area, lines};
use crate::ui::form::{Form, FormBox};
use crate::ui::icon;
use crate::ui::part;
use crate::ui::tabs::Tabs;
use crate::ui::time::Ago;
use contract::client::call;
use contract::table::{AddTrustRule, GetSystemUser, ListTrustRules, RemoveTrustRule, UpdateSystemUser};
use contract::{Nothing, SystemUser, TrustRule, TrustRules};
use domain::ids::SystemUserId;
use domain::permission::PermissionId as P;
use domain::scope::Scope;
use leptos::prelude::*;
use locale::trust::Trust;
use serde_json::{Map, Value};
use std::sync::Arc;

fn m() -> &'static Trust {
    &locale::later().trust
}

/// What the tab is called.
pub fn word() -> &'static str {
    m().tab
}

/// Why nobody generates a token for a system user without secrets.
pub fn why_no_token() -> &'static str {
    m().secretless_on
}

/// The section.
pub fn section(here: Here, id: &SystemUserId) -> AnyView {
    let m = m();
    let (of, same) = (id.clone(), id.clone());
    let list = use_query::<ListTrustRules>(move || Some((of.clone(), Nothing {})));
    let bot = use_query::<GetSystemUser>(move || Some((same.clone(), Nothing {})));
    let add = Callback::new(move |()| here.open("trust", ""));
    let words = [m.name, m.issuer, m.claims, tokens().scopes, m.last, m.refused];
    let rows = move |list: &TrustRules| list.items.iter().map(|one| row(here, one)).collect();
    let none = move || view! { <p class="muted">{m.none}</p> }.into_any();
    let shown = whole(list, m.list, &words, rows, none);
    let client = id.to_string();
    let how = move || list.data.get().map(|list| how(&list, &client));
    let secrets = move || bot.data.with(|data| data.as_ref().map(|data| secrets(here, &data.system_user)));
    let asked = Memo::new(move |_| (here.ask().map(|ask| ask.action), here.param("rule")));
    let there = Memo::new(move |_| list.data.with(Option::is_some) && bot.data.with(Option::is_some));
    let id = id.clone();
    let dialogs = move || {
        let (action, _) = asked.get();
        let list: Option<Arc<TrustRules>> = there.get().then(|| list.data.get_untracked()).flatten();
        let bot = bot.data.with_untracked(|data| data.as_ref().map(|data| data.system_user.clone()));
        untrack(|| match action.as_deref() {
            Some("trust") => list.map(|list| dialog(here, id.clone(), &list)),
            Some("distrust") => list.map(|list| remove(here, &id, &list.items)),
            Some("secretless") => bot.filter(|_| list.is_some()).map(|bot| forbid(here, &bot)),
            _ => None,
        })
    };
    view! {
        <div class="stack wide-gap">
            <section class="stack">
                <div class="row between">
                    <h2>{m.list}</h2>
                    <Button label=m.add glyph=icon::PLUS off=session::unless(P::SystemUsersManage) on_press=add />
                </div>
                <p class="muted small">{m.lead}</p>
                {shown}
            </section>
            {part(secrets)}
            {part(how)}
        </div>
        {part(dialogs)}
    }
    .into_any()
}

fn row(here: Here, one: &TrustRule) -> AnyView {
    let m = m();
    let id = one.id.to_string();
    let press = Callback::new(move |()| here.open_part("distrust", "rule", &id));
    let scopes: Vec<&str> =
        one.scopes.iter().map(|name| locale::tokens::scope(tokens(), name).unwrap_or(name.as_str())).collect();
    let scopes = if scopes.is_empty() { tokens().scope_none.to_owned() } else { scopes.join(", ") };
    let claims = one
        .claims
        .iter()
        .map(|(name, value)| view! { <span class="sub"><code>{format!("{name}={value}")}</code></span> })
        .collect_view();
    let issuer = view! { <code>{one.issuer.clone()}</code> <span class="sub">{m.audience} ": " <code>{one.audience.clone()}</code></span> };
    let live = (one.live_tokens > 0).then(|| counted(m.live, one.live_tokens.unsigned_abs()));
    let last = view! { {ago(one.last_used_at)} {live.map(|live| view! { <span class="sub">{live}</span> })} };
    let refused = one.last_refusal.as_ref().map(|last| {
        let claim = last.claim.clone().map(|claim| view! { ": " <code>{claim}</code> });
        view! { <Ago millis=last.at.millis() /> <span class="sub">{locale::addresses::reason(locale(), last.reason)} {claim}</span> }
            .into_any()
    });
    let refused = refused.unwrap_or_else(|| crate::shared::pieces::or_dash(None));
    let name = view! { {one.name.clone()} <span class="sub">{(m.by)(&one.created_by.name)}</span> };
    view! {
        <tr>
            <th scope="row">{name}</th>
            {cell(m.issuer, issuer.into_any())}
            {cell(m.claims, claims.into_any())}
            {cell(tokens().scopes, scopes.into_any())}
            {cell(m.last, last.into_any())}
            {cell(m.refused, refused)}
            {removal_cell((m.remove_what)(&one.name), session::unless(P::SystemUsersManage), press)}
        </tr>
    }
    .into_any()
}

/// Has it secrets? And the way to change that.
fn secrets(here: Here, bot: &SystemUser) -> AnyView {
    let m = m();
    let (id, version) = (bot.id.clone(), bot.version);
    let forbid = Callback::new(move |()| here.open("secretless", ""));
    let allow = Callback::new(move |()| at_once(switch(&id, version, false), m.allowed.to_owned()));
    let off = session::unless(P::SystemUsersManage);
    let (said, button) = if bot.secretless {
        (m.secretless_on, view! { <Button label=m.allow off=off on_press=allow /> }.into_any())
    } else {
        (m.secretless_off, view! { <Button label=m.forbid off=off on_press=forbid /> }.into_any())
    };
    view! {
        <section class="card">
            <div class="card-head">
                <div>
                    <h2>{m.secretless}</h2>
                    <p class="muted small">{said}</p>
                </div>
                {button}
            </div>
        </section>
    }
    .into_any()
}

fn switch(id: &SystemUserId, version: i64, secretless: bool) -> contract::client::Call {
    let body = contract::UpdateSystemUser {
        version,
        username: None,
        purpose: None,
        custodian_ids: None,
        rate_limit: None,
        secretless: Some(secretless),
    };
    call::<UpdateSystemUser>(id, &Nothing {}, &body)
}

fn forbid(here: Here, bot: &SystemUser) -> AnyView {
    let m = m();
    let (id, version) = (bot.id.clone(), bot.version);
    let act = move || switch(&id, version, true);
    confirm(
        here,
        Question::new(m.secretless.to_owned(), m.forbid, vec![m.forbid_text.to_owned()], act, m.forbidden.to_owned()),
    )
}

/// What was typed as one claim a line.
fn claims_of(text: &str) -> Map<String, Value> {
    let all = lines(text).into_iter().map(|line| {
        let (name, value) = line.split_once('=').unwrap_or((&line, ""));
        (name.trim().to_owned(), value.trim().into())
    });
    all.collect()
}

/// The dialog that adds one.
fn dialog(here: Here, id: SystemUserId, list: &TrustRules) -> AnyView {
    let m = m();
    let form = Form::new();
    let rules = untrack(session::me).map(|me| me.account.token_rules()).unwrap_or_default();
    let own = rules.default_scopes().iter().map(|scope| scope.as_str().to_owned()).collect();
    let chosen = RwSignal::new(own);
    form.keep_ids("scopes", chosen);
    let allowed = |scope: &&Scope| rules.scopes.as_ref().is_none_or(|all| all.all().contains(scope));
    let scopes = Scope::ALL.iter().filter(allowed).map(|scope| {
        let name = scope.as_str();
        (name.to_owned(), locale::tokens::scope(tokens(), name).unwrap_or(name).to_owned())
    });
    let scopes: Vec<(String, String)> = scopes.collect();
    let audience = origin_of(&list.token_endpoint);
    let [first, ..] = PRESETS;
    let picked = RwSignal::new(first);
    let options = PRESETS.iter().map(|one| {
        let name = if one.name.is_empty() { m.preset_other } else { one.name };
        (one.id.to_owned(), name.to_owned())
    });
    let options: Vec<(String, String)> = options.collect();
    let pick = Callback::new(move |id: String| picked.set(preset(&id)));
    let fields = move || {
        let one = picked.get();
        view! {
            <Text form=form name="issuer" label=m.issuer hint=m.issuer_hint value=one.issuer mode="url" />
            {area(form, "claims", m.claims, m.claims_hint.to_owned(), one.claims.to_owned(), false)}
        }
        .into_any()
    };
    let submit = move |()| {
        let mut fields = form.fields(&["name", "issuer", "audience"]);
        fields.insert("claims".to_owned(), claims_of(&form.text("claims")).into());
        fields.insert("scopes".to_owned(), chosen.get_untracked().into());
        form.submit::<AddTrustRule>(id.clone(), fields, move |_| {
            refresh();
            here.close();
            toasts::done(m.added);
        });
    };
    view! {
        <Dialog title=m.add on_close=here.closing()>
            <FormBox form=form on_submit=Callback::new(submit)>
                <Text form=form name="name" label=m.name hint=m.name_hint />
                <Select form=form name="preset" label=m.preset options=options value=first.id on_pick=pick />
                {part(fields)}
                <Text form=form name="audience" label=m.audience hint=m.audience_hint value=audience />
                {ticks(form, "scopes", tokens().scopes, m.scopes_hint, scopes, chosen)}
                {feet(here.closing(), view! { <Button label=m.add tone="primary" submit=true pending=form.pending /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}

/// The dialog that takes the rule away that the address names, if it is one of these.
fn remove(here: Here, of: &SystemUserId, all: &[TrustRule]) -> AnyView {
    let m = m();
    let named = here.param("rule").unwrap_or_default();
    let Some(one) = all.iter().find(|one| one.id.as_str() == named) else { return gone(here) };
    let path = (of.clone(), one.id.clone());
    let take = move || call::<RemoveTrustRule>(&path, &Nothing {}, &Nothing {});
    let stops = vec![m.remove_text.to_owned()];
    confirm(here, Question::new((m.remove_what)(&one.name), m.remove, stops, take, (m.removed)(&one.name)))
}

/// The deployment's own address: whom tokens are made for, if nobody wants otherwise.
fn origin_of(endpoint: &str) -> String {
    endpoint.strip_suffix("/oauth/token").unwrap_or(endpoint).to_owned()
}

/// What workloads must know, and what to paste.
fn how(list: &TrustRules, client: &str) -> AnyView {
    let m = m();
    let names = vec!["GitHub Actions", "GitLab", "Kubernetes", m.anything];
    let (endpoint, origin) = (list.token_endpoint.as_str(), origin_of(&list.token_endpoint));
    // As the newest rule wants it.
    let audience = list.items.first().map_or(origin.as_str(), |one| one.audience.as_str());
    let texts = [
        github(endpoint, client, audience),
        gitlab(endpoint, client, audience),
        kubernetes(endpoint, client, audience),
        exchange(endpoint, client),
    ];
    let texts = StoredValue::new(texts);
    let labels = StoredValue::new(names.clone());
    let panel = Callback::new(move |index: usize| {
        let what = labels.with_value(|all| all.get(index).copied().unwrap_or_default());
        let text = move || texts.with_value(|all| all.get(index).cloned().unwrap_or_default());
        view! { <Code what=what shown=Signal::derive(text) copied=Callback::new(move |()| text()) /> }.into_any()
    });
    view! {
        <section class="card">
            <div class="card-head">
                <div>
                    <h2>{m.how}</h2>
                    <p class="muted small">{m.how_lead}</p>
                </div>
            </div>
            <dl class="facts">
                <div>
                    <dt>{crate::areas::bots::client_keys::endpoint_word()}</dt>
                    <dd>
                        <Copyable what=crate::areas::bots::client_keys::endpoint_word() text=list.token_endpoint.clone() />
                    </dd>
                </div>
                <div>
                    <dt>{t().bots.id}</dt>
                    <dd>
                        <Copyable what=t().bots.id text=client.to_owned() />
                    </dd>
                </div>
            </dl>
            <div class="card-body">
                <Tabs label=m.how names=names panel=panel />
            </div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::claims_of;
    use serde_json::json;

    #[test]
    fn claims_are_typed_one_a_line() {
        let all = claims_of("repository_id = 42\n\n ref=refs/heads/a=b\nsub");
        assert_eq!(serde_json::Value::from(all), json!({ "repository_id": "42", "ref": "refs/heads/a=b", "sub": "" }));
    }
}
