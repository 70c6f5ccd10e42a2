//! One event of the audit log, over the list: all that it says.

use crate::areas::audit::list::{m, subject, subject_page, who};
use crate::i18n::{locale, number, t};
use crate::routes::Here;
use crate::shared::list_page::find;
use crate::shared::pieces::{cell, fact, or_dash, table};
use crate::shared::reading::gone;
use crate::state::query::Query;
use crate::ui::badge::badge;
use crate::ui::copy::Copyable;
use crate::ui::dialog::Dialog;
use crate::ui::icon;
use crate::ui::part;
use crate::ui::time::When;
use contract::client::percent_encode;
use contract::{AuditEvent, Fields, Page};
use leptos::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;

/// The dialog, while the address asks for one.
pub fn dialog(here: Here, list: Query<Page<AuditEvent>>) -> AnyView {
    let asked = Memo::new(move |_| here.ask().filter(|ask| ask.action == "event").map(|ask| ask.id));
    let is_read = Memo::new(move |_| list.data.with(Option::is_some) && !list.busy.get());
    // It follows the list: a page that is shown while another one is read may not have it, or have it as it was before.
    part(move || {
        let id = asked.get()?;
        match find(list, |one| one.id == id) {
            Some(one) => untrack(|| {
                let title = locale::audit::what(locale(), &one.action);
                Some(view! { <Dialog title=title wide=true on_close=here.closing()>{body(&one)}</Dialog> }.into_any())
            }),
            None => is_read.get().then(|| untrack(|| gone(here))),
        }
    })
}

fn copied(what: &'static str, text: String) -> AnyView {
    fact(what, view! { <Copyable what=what text=text /> }.into_any())
}

fn body(one: &AuditEvent) -> AnyView {
    let m = m();
    let all_of = |key: &str, id: &str| format!("/audit-log?{key}={}", percent_encode(id));
    let actor = one.actor.id.as_ref().map(|id| {
        view! { <span class="sub"><a href=all_of("actor", id)>{m.all_of_actor}</a></span> }
    });
    let to = subject_page(one).map(|href| view! { <span class="sub"><a href=href>{m.to_subject}</a></span> });
    let state = match one.hash {
        Some(_) => badge("ok", icon::OK, m.sealed).into_any(),
        None => badge("", icon::CIRCLE, m.waits).into_any(),
    };
    view! {
        <div class="stack">
            <dl class="facts">
                {fact(m.when, view! { <When millis=one.at.millis() /> }.into_any())}
                {fact(m.who, view! { {who(&one.actor)} {actor} }.into_any())}
                {fact(m.to_what, view! { {subject(one)} {to} <span class="sub"><a href=all_of("subject", &one.subject_id)>{m.all_of_subject}</a></span> }.into_any())}
                {fact(m.action, view! { <span class="mono">{one.action.clone()}</span> }.into_any())}
                {fact(m.permission, or_dash(one.permission.clone()))}
                {fact(m.network, or_dash(one.ip.clone()))}
                {one.request_id.as_ref().map(|id| copied(t().common.request_id, id.to_string()))}
                {copied(m.event_id, one.id.clone())}
                {fact(m.place, or_dash(one.seq.map(|seq| number(seq.unsigned_abs()))))}
                {fact(m.seal, state)}
                {one.hash.clone().map(|hash| copied(m.digest, hash))}
            </dl>
            {sides(one.detail.before.as_ref(), one.detail.after.as_ref())}
        </div>
    }
    .into_any()
}

/// What was there and what there is, field by field.
fn sides(before: Option<&Fields>, after: Option<&Fields>) -> AnyView {
    let names: BTreeSet<&String> = before.into_iter().chain(after).flat_map(|side| side.keys()).collect();
    if names.is_empty() {
        return view! { <p class="muted">{m().says_no_more}</p> }.into_any();
    }
    let m = m();
    let of = |side: Option<&Fields>, name: &str| or_dash(side.and_then(|side| side.get(name)).map(said));
    let rows = names
        .into_iter()
        .map(|name| {
            view! {
                <tr>
                    <th scope="row" class="mono">{name.clone()}</th>
                    {cell(m.before, of(before, name))}
                    {cell(m.after, of(after, name))}
                </tr>
            }
            .into_any()
        })
        .collect();
    table(m.event, &[m.field, m.before, m.after], rows)
}

/// A value as it reads: a record by its name, several one after the other, anything else as it is written.
fn said(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(said).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => match fields.get("name").and_then(Value::as_str) {
            Some(name) => name.to_owned(),
            None => value.to_string(),
        },
        other => other.to_string(),
    }
}
