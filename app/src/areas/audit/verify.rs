//! Reading the whole log again, a part a call: is every event where it was, as it was?

use crate::areas::audit::list::m;
use crate::i18n::{counted, locale};
use crate::net::api;
use crate::net::failure::Failure;
use crate::ui::button::Button;
use crate::ui::icon;
use crate::ui::notice::{Notice, Trouble};
use crate::ui::part;
use crate::ui::time::When;
use contract::client::{call, percent_encode};
use contract::page::CursorKey;
use contract::table::VerifyAuditLog;
use contract::{AuditVerification, BadAuditEvent, Cursor, Nothing};
use domain::time::Instant;
use leptos::{prelude::*, task::spawn_local};

/// How far reading has come, and how it ended.
#[derive(Clone, Default)]
struct Read {
    checked: u64,
    unsealed: u64,
    end: Option<End>,
}

#[derive(Clone)]
enum End {
    Well { head: Option<Instant> },
    Bad(BadAuditEvent),
    Failed(Failure),
}

/// The button, and what came of it.
pub fn verification() -> (AnyView, AnyView) {
    let busy = RwSignal::new(false);
    let state = RwSignal::new(None::<Read>);
    let press = Callback::new(move |()| {
        busy.set(true);
        state.set(Some(Read::default()));
        spawn_local(read(busy, state));
    });
    let button = view! { <Button label=m().verify glyph=icon::SHIELD pending=busy on_press=press /> };
    let status = view! { <div role="status">{part(move || state.get().map(shown))}</div> };
    (button.into_any(), status.into_any())
}

async fn read(busy: RwSignal<bool>, state: RwSignal<Option<Read>>) {
    let mut so_far = Read::default();
    let mut cursor = None;
    while so_far.end.is_none() {
        let call = call::<VerifyAuditLog>(&(), &Nothing {}, &contract::VerifyAuditLog { cursor: cursor.take() });
        let answer = api::exchange(call, None).await.and_then(|body| api::parse::<AuditVerification>(&body));
        // Whoever went to another page does not wait for it.
        if busy.try_get_untracked().is_none() {
            return;
        }
        match answer {
            Ok(AuditVerification { checked, unsealed, first_bad, head_at, next_cursor, .. }) => {
                so_far.checked += checked.unsigned_abs();
                so_far.unsealed += unsealed.unsigned_abs();
                cursor = next_cursor;
                so_far.end = match first_bad {
                    Some(bad) => Some(End::Bad(bad)),
                    None if cursor.is_none() => Some(End::Well { head: head_at }),
                    None => None,
                };
            }
            Err(failure) => so_far.end = Some(End::Failed(failure)),
        }
        state.try_set(Some(so_far.clone()));
    }
    busy.try_set(false);
}

fn shown(read: Read) -> AnyView {
    let m = m();
    let Read { checked, unsealed, end } = read;
    match end {
        None => view! { <p class="muted">{counted(m.checking, checked)}</p> }.into_any(),
        Some(End::Failed(failure)) => view! { <Trouble failure=failure /> }.into_any(),
        Some(End::Bad(bad)) => bad_event(bad),
        Some(End::Well { head }) => {
            let text = match (checked, unsealed) {
                (0, _) => m.verify_none.to_owned(),
                (all, 0) => counted(m.well, all),
                (all, _) => counted(m.in_order, all),
            };
            let waits = (unsealed > 0).then(|| view! { <p>{counted(m.unsealed, unsealed)}</p> });
            let kept = match head {
                Some(at) => view! { {m.kept_at} " " <When millis=at.millis() /> }.into_any(),
                None => m.never_kept.into_any(),
            };
            view! {
                <Notice tone="ok">
                    <p>
                        <strong>{text}</strong>
                    </p>
                    {waits}
                    <p class="small">{kept}</p>
                </Notice>
            }
            .into_any()
        }
    }
}

fn bad_event(bad: BadAuditEvent) -> AnyView {
    let m = m();
    let title = match (bad.seq, &bad.id) {
        (Some(seq), _) => counted(m.bad_at, seq.unsigned_abs()),
        (None, id) => (m.bad_without_place)(id.as_deref().unwrap_or_default()),
    };
    let link = bad.id.map(|id| view! { <p><a href=event_address(&id)>{m.show_bad}</a></p> });
    view! {
        <Notice tone="bad">
            <p>
                <strong>{title}</strong>
            </p>
            <p>{locale::audit::fault(locale(), bad.why)}</p>
            {link}
        </Notice>
    }
    .into_any()
}

/// The page of the log that begins with an event, and the event over it. A page begins after its position, and the
/// position here is the first one that an id could have after this one.
fn event_address(id: &str) -> String {
    let position = Cursor { key: CursorKey::Number(0), id: format!("{id}~") };
    format!("/audit-log?cursor={}&action=event&id={}", percent_encode(&position.encode()), percent_encode(id))
}
