//! The public keys of one system user, on its page: registered, taken away, and what their programs must know.

use crate::areas::bots::token_fields::m as tokens;
use crate::i18n::t;
use crate::routes::Here;
use crate::shared::asking::{Question, confirm};
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
use crate::ui::field::{Text, area};
use crate::ui::form::{Form, FormBox};
use crate::ui::icon;
use crate::ui::part;
use crate::ui::tabs::Tabs;
use crate::ui::time::When;
use contract::client::call;
use contract::table::{ListClientKeys, RegisterClientKey, RemoveClientKey};
use contract::{ClientKey, ClientKeys, Nothing};
use domain::ids::SystemUserId;
use domain::permission::PermissionId as P;
use domain::scope::Scope;
use leptos::prelude::*;
use locale::keys::Keys;
use std::sync::Arc;

fn m() -> &'static Keys {
    &locale::later().keys
}

/// What the tab is called.
pub fn word() -> &'static str {
    m().tab
}

/// What the place is called where tokens are bought.
pub fn endpoint_word() -> &'static str {
    m().token_endpoint
}

/// The section.
pub fn section(here: Here, id: &SystemUserId) -> AnyView {
    let m = m();
    let of = id.clone();
    let list = use_query::<ListClientKeys>(move || Some((of.clone(), Nothing {})));
    let register = Callback::new(move |()| here.open("register", ""));
    let words = [m.name, m.algorithm, tokens().scopes, m.registered, t().bots.last_used];
    let rows = move |list: &ClientKeys| list.items.iter().map(|one| row(here, one)).collect();
    let none = move || view! { <p class="muted">{m.none}</p> }.into_any();
    let shown = whole(list, m.list, &words, rows, none);
    let client = id.to_string();
    let how = move || list.data.get().map(|list| how(&list, &client));
    let asked = Memo::new(move |_| (here.ask().map(|ask| ask.action), here.param("key")));
    let there = Memo::new(move |_| list.data.with(Option::is_some));
    let id = id.clone();
    let dialogs = move || {
        let (action, _) = asked.get();
        let list: Option<Arc<ClientKeys>> = there.get().then(|| list.data.get_untracked()).flatten();
        untrack(|| match action.as_deref() {
            Some("register") => Some(dialog(here, id.clone())),
            Some("remove") => list.map(|list| remove(here, &id, &list.items)),
            _ => None,
        })
    };
    view! {
        <div class="stack wide-gap">
            <section class="stack">
                <div class="row between">
                    <h2>{m.list}</h2>
                    <Button label=m.register glyph=icon::PLUS off=session::unless(P::SystemUsersManage) on_press=register />
                </div>
                <p class="muted small">{m.lead}</p>
                {shown}
            </section>
            {part(how)}
        </div>
        {part(dialogs)}
    }
    .into_any()
}

fn row(here: Here, one: &ClientKey) -> AnyView {
    let m = m();
    let id = one.id.to_string();
    let press = Callback::new(move |()| here.open_part("remove", "key", &id));
    let scopes: Vec<&str> =
        one.scopes.iter().map(|name| locale::tokens::scope(tokens(), name).unwrap_or(name.as_str())).collect();
    let scopes = if scopes.is_empty() { tokens().scope_none.to_owned() } else { scopes.join(", ") };
    let registered =
        view! { <When millis=one.created_at.millis() /> <span class="sub">{(m.by)(&one.created_by.name)}</span> };
    let name = view! { {one.name.clone()} <span class="sub"><code>{one.id.to_string()}</code></span> };
    view! {
        <tr>
            <th scope="row">{name}</th>
            {cell(m.algorithm, one.algorithm.as_str().into_any())}
            {cell(tokens().scopes, scopes.into_any())}
            {cell(m.registered, registered.into_any())}
            {cell(t().bots.last_used, ago(one.last_used_at))}
            {removal_cell((m.remove_what)(&one.name), session::unless(P::SystemUsersManage), press)}
        </tr>
    }
    .into_any()
}

/// The dialog that registers one.
fn dialog(here: Here, id: SystemUserId) -> AnyView {
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
    let submit = move |()| {
        let mut fields = form.fields(&["name", "public_key"]);
        fields.insert("scopes".to_owned(), chosen.get_untracked().into());
        form.submit::<RegisterClientKey>(id.clone(), fields, move |_| {
            refresh();
            here.close();
            toasts::done(m.registered_toast);
        });
    };
    view! {
        <Dialog title=m.register on_close=here.closing()>
            <FormBox form=form on_submit=Callback::new(submit)>
                <Text form=form name="name" label=m.name hint=m.name_hint />
                {area(form, "public_key", m.public_key, m.public_key_hint.to_owned(), String::new(), true)}
                {ticks(form, "scopes", tokens().scopes, m.scopes_hint, scopes, chosen)}
                {feet(here.closing(), view! { <Button label=m.register tone="primary" submit=true pending=form.pending /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}

/// The dialog that takes the key away that the address names, if it is one of these.
fn remove(here: Here, of: &SystemUserId, all: &[ClientKey]) -> AnyView {
    let m = m();
    let named = here.param("key").unwrap_or_default();
    let Some(one) = all.iter().find(|one| one.id.as_str() == named) else { return gone(here) };
    let path = (of.clone(), one.id.clone());
    let take = move || call::<RemoveClientKey>(&path, &Nothing {}, &Nothing {});
    let stops = vec![m.remove_text.to_owned(), m.remove_for_good.to_owned()];
    confirm(here, Question::new((m.remove_what)(&one.name), m.remove, stops, take, (m.removed)(&one.name)))
}

/// What programs must know, and what to paste.
fn how(list: &ClientKeys, client: &str) -> AnyView {
    let m = m();
    let names = vec![m.with_token, m.with_key, m.verify];
    let texts = [with_token(&list.token_endpoint, client), with_key(&list.issuer, client), verify(&list.issuer)];
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
                    <h2>{m.buy}</h2>
                    <p class="muted small">{m.buy_lead}</p>
                </div>
            </div>
            <dl class="facts">
                <div>
                    <dt>{m.token_endpoint}</dt>
                    <dd>
                        <Copyable what=m.token_endpoint text=list.token_endpoint.clone() />
                    </dd>
                </div>
                <div>
                    <dt>{m.issuer}</dt>
                    <dd>
                        <Copyable what=m.issuer text=list.issuer.clone() />
                    </dd>
                </div>
                <div>
                    <dt>{m.client_id}</dt>
                    <dd>
                        <Copyable what=m.client_id text=client.to_owned() />
                    </dd>
                </div>
            </dl>
            <div class="card-body">
                <Tabs label=m.buy names=names panel=panel />
            </div>
        </section>
    }
    .into_any()
}

fn with_token(endpoint: &str, client: &str) -> String {
    format!(
        "curl {endpoint} \\\n  -d grant_type=client_credentials \\\n  -d client_id={client} \\\n  -d client_secret=YOUR_TOKEN \\\n  -d resource=https://service.example.com"
    )
}

fn with_key(issuer: &str, client: &str) -> String {
    format!(
        "import * as oauth from \"openid-client\";\n\nconst config = await oauth.discovery(\n  new URL(\"{issuer}\"),\n  \"{client}\",\n  undefined,\n  oauth.PrivateKeyJwt(privateKey),\n  {{ algorithm: \"oauth2\" }},\n);\nconst answer = await oauth.clientCredentialsGrant(config, {{ resource: \"https://service.example.com\" }});"
    )
}

fn verify(issuer: &str) -> String {
    format!(
        "import * as jose from \"jose\";\n\nconst keys = jose.createRemoteJWKSet(new URL(\"{issuer}/.well-known/jwks.json\"));\nawait jose.jwtVerify(token, keys, {{\n  issuer: \"{issuer}\",\n  audience: \"https://service.example.com\",\n  typ: \"at+jwt\",\n}});"
    )
}

#[cfg(test)]
mod tests {
    use super::{verify, with_key, with_token};

    #[test]
    fn each_recipe_names_this_deployment_and_no_secret() {
        let (issuer, client) = ("https://t.example", "su_1");
        let token = with_token("https://t.example/oauth/token", client);
        assert!(token.contains("client_id=su_1") && token.contains("YOUR_TOKEN"));
        for text in [token, with_key(issuer, client), verify(issuer)] {
            assert!(text.contains(issuer), "{text}");
        }
    }
}
