//! The form of a webhook. Its own headers are written and never shown; its first secret is shown once.

use crate::areas::messages::common::{area, body, flag, form_dialog, is_on, lines, m, picker};
use crate::areas::messages::webhooks::{format_of, kind};
use crate::i18n::t;
use crate::routes::Here;
use crate::shared::environment;
use crate::shared::secret::{Made, Row, turning};
use crate::shared::ticks::Chosen;
use crate::state::query::refresh;
use crate::state::toasts;
use crate::ui::field::{Choose, Select, Text};
use crate::ui::form::Form;
use crate::ui::notice::Notice;
use crate::ui::part;
use contract::table::{CreateWebhook, UpdateWebhook};
use contract::{EventKind, FieldError, Fields, SecretText, Webhook, WebhookFormat};
use domain::field::FieldCode;
use leptos::prelude::*;
use serde_json::{Value, json};

/// The dialog for a new one, at its address. What the address says is filled in: the guide for Chatlayer does that.
pub fn new(here: Here) -> AnyView {
    let open = Memo::new(move |_| here.is_new());
    part(move || {
        open.get().then(|| {
            untrack(|| {
                let made = Made::new(here, "/webhooks");
                turning(made, move || editor(here, None, made))
            })
        })
    })
}

/// The rows of a new secret.
pub fn rows(name: &str, secret: &SecretText) -> Vec<Row> {
    vec![
        Row { label: m().name, text: name.to_owned(), masked: false },
        Row { label: m().secret, text: secret.expose().to_owned(), masked: true },
    ]
}

/// `Name: value`, a line each.
fn headers(text: &str) -> Option<Value> {
    let read =
        |line: &String| line.split_once(':').map(|(name, value)| json!({ "name": name.trim(), "value": value.trim() }));
    lines(text).iter().map(read).collect::<Option<Vec<_>>>().map(Value::Array)
}

/// The form; without a webhook for a new one.
pub fn editor(here: Here, one: Option<&Webhook>, made: Made) -> AnyView {
    let form = Form::new();
    form.reopen_when_stale(here);
    let asked = |name: &str| untrack(|| here.param(name));
    let (mut flags, mut chosen) = (Vec::new(), Vec::new());
    match one {
        Some(one) => {
            chosen = one.subaccounts.iter().map(|sub| sub.id.to_string()).collect();
            flags.extend(one.all_subaccounts.then(|| "all".to_owned()));
            flags.extend(one.accept_null_subaccount.then(|| "null".to_owned()));
        }
        None => {
            chosen.extend(asked("for"));
            flags.extend(chosen.is_empty().then(|| "all".to_owned()));
            flags.extend(asked("null").map(|_| "null".to_owned()));
        }
    }
    let (flags, chosen): (Chosen, Chosen) = (RwSignal::new(flags), RwSignal::new(chosen));
    let environment =
        environment::choosing(form, one.map(|one| one.environment).or_else(|| untrack(|| environment::asked(here))));
    let fresh = one.is_none();
    // The app decides the rest.
    let subscribed = one.is_some_and(|one| one.subscription.is_some());
    let edited = one.map(|one| (one.id.clone(), one.version));
    let submit = move |()| {
        let mut fields = form.fields(if subscribed { &["name"] } else { &["name", "kind", "url", "format"] });
        let all = untrack(|| is_on(flags, "all"));
        let ids = if all { Vec::new() } else { chosen.get_untracked() };
        if !subscribed {
            fields.extend(body([
                ("subaccount_ids", json!(ids)),
                ("all_subaccounts", all.into()),
                ("accept_null_subaccount", untrack(|| is_on(flags, "null")).into()),
            ]));
        }
        if fresh {
            fields.insert(environment::NAME.to_owned(), environment.get_untracked().as_str().into());
        }
        let text = form.text("headers");
        let replaced = !text.trim().is_empty() || untrack(|| is_on(flags, "bare"));
        if replaced {
            match headers(&text) {
                Some(list) => _ = fields.insert("headers".to_owned(), list),
                None => return form.refuse(&[FieldError::at("headers", FieldCode::InvalidType)]),
            }
        }
        send(here, form, edited.clone(), fields, made);
    };
    let kinds = EventKind::ALL.iter().map(|of| (of.as_str().to_owned(), kind(*of).to_owned())).collect::<Vec<_>>();
    // Who wants to hear of tokens misses none of the account-wide ones without having said so.
    let picked = Callback::new(move |of: String| {
        if EventKind::parse(&of) == Some(EventKind::Token) && !is_on(flags, "null") {
            flags.update(|all| all.push("null".to_owned()));
        }
    });
    let formats = WebhookFormat::ALL.iter().map(|of| (of.as_str(), format_of(*of).to_owned())).collect();
    let wanted = |name: &str, parse: fn(&str) -> Option<&'static str>| asked(name).and_then(|text| parse(&text));
    let first = wanted("kind", |text| EventKind::parse(text).map(EventKind::as_str)).unwrap_or("mo");
    let format = one.map_or_else(
        || wanted("format", |text| WebhookFormat::parse(text).map(WebhookFormat::as_str)).unwrap_or("standard"),
        |one| one.format.as_str(),
    );
    let known = one.map(|one| one.header_names.join(", ")).filter(|names| !names.is_empty());
    let hint = known.as_ref().map_or_else(|| m().headers_hint.to_owned(), |names| (m().headers_kept)(names));
    let title = one.map_or_else(|| t().palette.webhook.to_owned(), |one| (m().edit_title)(&one.name));
    let (name, url) = one.map(|one| (one.name.clone(), one.url.clone())).unwrap_or_default();
    let apps_own = one.and_then(|one| {
        let of = one.subscription.as_ref()?;
        let (whose, url) = ((m().subscribed)(&of.app, &of.whatsapp_account), one.url.clone());
        Some(view! { <Notice><p>{whose.clone()}</p><p>{m().apps_own}</p><p>{url.clone()}</p></Notice> })
    });
    let routed = (!subscribed).then(|| {
        view! {
            <Text form=form name="url" label=m().address hint=m().address_hint kind="url" value=url />
            <Choose form=form name="format" label=m().format hint=m().format_hint options=formats value=format />
            {fresh.then(|| environment::field(form, environment))}
            {picker(form, flags, chosen, environment)}
            {flag(flags, "null", m().accept_null, m().accept_null_hint)}
        }
    });
    let fields = view! {
        <Text form=form name="name" label=m().name value=name autofocus=true />
        {apps_own}
        {one.is_none().then(|| view! { <Select form=form name="kind" label=m().kind hint=m().kind_hint options=kinds value=first on_pick=picked /> })}
        {routed}
        {area(form, "headers", m().headers, hint, String::new(), true)}
        {known.map(|_| flag(flags, "bare", m().headers_none, ""))}
    };
    let label = if one.is_some() { t().common.save } else { t().palette.webhook };
    form_dialog(here, title, form, label, Callback::new(submit), fields.into_any())
}

fn send(here: Here, form: Form, edited: Option<(domain::ids::WebhookId, i64)>, mut fields: Fields, made: Made) {
    let Some((id, version)) = edited else {
        return form.submit::<CreateWebhook>((), fields, move |reply| {
            made.set(reply.webhook.id.as_str(), rows(&reply.webhook.name, &reply.secret));
            refresh();
        });
    };
    if !fields.contains_key("name") {
        return form.refuse(&[FieldError::at("name", FieldCode::Required)]);
    }
    fields.insert("version".to_owned(), version.into());
    form.submit::<UpdateWebhook>(id, fields, move |_| {
        refresh();
        here.close();
        toasts::done(t().common.saved);
    });
}

#[cfg(test)]
mod tests {
    use super::headers;
    use serde_json::json;

    #[test]
    fn a_header_is_a_line() {
        let read = json!([{ "name": "X-Key", "value": "a:b" }]);
        assert_eq!(headers("\n X-Key : a:b \n"), Some(read));
        assert_eq!(headers(""), Some(json!([])));
        assert_eq!(headers("no colon"), None);
    }
}
