//! What is asked about one webhook.

use crate::areas::messages::common::{Outcome, Question, body, confirm, form_dialog, gone, known, m, told};
use crate::areas::messages::webhook_form::{editor, rows};
use crate::i18n::{counted, number, t};
use crate::routes::{Here, Page};
use crate::shared::secret::{Made, again_in, left, turning};
use crate::state::query::{refresh, use_query};
use crate::ui::field::Choose;
use crate::ui::form::Form;
use crate::ui::part;
use contract::client::call;
use contract::table::{DeleteWebhook, GetWebhook, PauseWebhook, RotateWebhookSecret, TestWebhook};
use contract::{Fields, Nothing, Webhook, WebhookTest};
use domain::ids::WebhookId;
use leptos::prelude::*;
use std::sync::Arc;

/// The dialogs of the address.
pub fn dialogs(here: Here) -> AnyView {
    let ask = Memo::new(move |_| here.ask());
    let asked = part(move || {
        // The tester of routes is another dialog of the page.
        let ask = ask.get().filter(|ask| ask.action != "route")?;
        let Ok(id) = WebhookId::try_from(ask.id) else { return Some(untrack(|| gone(here))) };
        Some(untrack(|| {
            let one = use_query::<GetWebhook>(move || Some((id.clone(), Nothing {})));
            known(here, one, move |one| about(here, one, &ask.action))
        }))
    });
    view! { {asked} {left(here, again_in("/webhooks"))} }.into_any()
}

fn about(here: Here, one: Arc<Webhook>, action: &str) -> AnyView {
    let made = Made::new(here, "/webhooks");
    match action {
        "edit" => editor(here, Some(&one), made),
        "rotate" => turning(made, move || rotate(here, &one, made)),
        "test" => test(here, &one),
        "pause" => pause(here, &one),
        "delete" => delete(here, &one),
        _ => ().into_any(),
    }
}

fn rotate(here: Here, one: &Webhook, made: Made) -> AnyView {
    const HOUR: u64 = 3_600;
    let form = Form::new();
    let (id, name) = (one.id.clone(), one.name.clone());
    let submit = move |()| {
        let seconds = form.text("overlap_seconds").parse::<i64>().unwrap_or_default();
        let (name, mark) = (name.clone(), id.clone());
        form.submit::<RotateWebhookSecret>(id.clone(), body([("overlap_seconds", seconds.into())]), move |reply| {
            made.set(mark.as_str(), rows(&name, &reply.secret));
            refresh();
        });
    };
    let b = &t().bots;
    let options = vec![
        ("86400", (b.overlap_hours)(24)),
        ("3600", (b.overlap_hours)(1)),
        ("604800", (b.overlap_days)(7 * 24 * HOUR / (24 * HOUR))),
        ("0", b.overlap_none.to_owned()),
    ];
    let fields = view! {
        <p>{m().rotate_text}</p>
        <Choose form=form name="overlap_seconds" label=m().old_secret options=options value="86400" />
    };
    form_dialog(here, (m().rotate_title)(&one.name), form, m().rotate, Callback::new(submit), fields.into_any())
}

/// What a receiver answered.
pub fn answered(reply: &WebhookTest) -> (&'static str, Vec<String>) {
    let tone = if reply.delivered { "ok" } else { "bad" };
    let mut lines = vec![if reply.delivered { m().test_taken } else { m().test_refused }.to_owned()];
    if let Some(status) = reply.status {
        lines.push(format!("HTTP {status} · {} ms", number(reply.ms.unwrap_or_default().unsigned_abs())));
    }
    lines.extend(reply.error.as_deref().map(|error| why(error).to_owned()));
    lines.extend(reply.excerpt.clone());
    (tone, lines)
}

/// Why a call had no answer, and what to do.
pub fn why(error: &str) -> &str {
    match error {
        "timed_out" => m().timed_out,
        "unreachable" => m().unreachable,
        "address_refused" => m().address_refused,
        "webhook_deleted" => m().webhook_deleted,
        other => other,
    }
}

fn test(here: Here, one: &Webhook) -> AnyView {
    let form = Form::new().asking();
    let outcome: Outcome = RwSignal::new(None);
    let id = one.id.clone();
    let submit = move |()| {
        form.submit::<TestWebhook>(id.clone(), Fields::new(), move |reply| _ = outcome.try_set(Some(answered(&reply))));
    };
    let fields = view! { <p>{m().test_text}</p><p class="mono">{one.url.clone()}</p>{told(outcome)} };
    form_dialog(here, (m().test_title)(&one.name), form, m().test, Callback::new(submit), fields.into_any())
}

fn pause(here: Here, one: &Webhook) -> AnyView {
    let id = one.id.clone();
    confirm(
        here,
        Question::new(
            (m().pause_title)(&one.name),
            m().pause,
            vec![m().pause_text.to_owned()],
            move || call::<PauseWebhook>(&id, &Nothing {}, &Nothing {}),
            (m().paused_toast)(&one.name),
        ),
    )
}

fn delete(here: Here, one: &Webhook) -> AnyView {
    let id = one.id.clone();
    let shown = matches!(here.page(), Page::Messages(_, Some(_)));
    confirm(
        here,
        Question {
            name: one.name.clone(),
            to: shown.then_some("/webhooks"),
            ..Question::new(
                (m().delete_title)(&one.name),
                t().common.delete,
                vec![m().delete_webhook.to_owned(), counted(m().delete_lost, one.waiting.unsigned_abs())],
                move || call::<DeleteWebhook>(&id, &Nothing {}, &Nothing {}),
                (m().deleted)(&one.name),
            )
        },
    )
}
