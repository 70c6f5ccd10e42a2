//! The dialog that shows a token, once. The value lives in one signal: it is gone when the dialog closes and when the
//! browser puts the page aside. Masked, it is not in the document either. Until the reader says that it is saved, going
//! away asks first.

use crate::areas::bots::recipes::{self, Recipe};
use crate::i18n::{relative, t};
use crate::net::api;
use crate::routes::Here;
use crate::shared::once::{self, Words};
use crate::state::announce::announce;
use crate::state::clock::now;
use crate::state::{online, query};
use crate::ui::code::Code;
use crate::ui::dialog::Dialog;
use crate::ui::icon::{self, icon};
use crate::ui::notice::Notice;
use crate::ui::secret::{OpenRow, SecretRow, masked};
use crate::ui::{attr, part};
use contract::SystemUserWithToken;
use contract::table::GetSystemUser;
use domain::ids::{SystemUserId, TokenId};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

const POLL: Duration = Duration::from_secs(2);

/// A token that was just made and has not been put away.
#[derive(Clone, Copy)]
pub struct Made(RwSignal<Option<SystemUserWithToken>>);

impl Made {
    /// None yet.
    pub fn new() -> Self {
        let made = Self(RwSignal::new(None));
        once::aside(move || _ = made.0.try_set(None));
        made
    }

    /// Takes the answer that holds it.
    pub fn set(self, reply: SystemUserWithToken) {
        self.0.try_set(Some(reply));
    }

    /// Is there one to be shown?
    pub fn is_there(self) -> bool {
        self.0.with(Option::is_some)
    }

    fn value(self) -> String {
        self.0.try_with_untracked(|m| m.as_ref().map(|m| m.token.value.clone())).flatten().unwrap_or_default()
    }
}

/// The dialog.
#[component]
pub fn Credential(made: Made, on_close: Callback<()>, here: Here) -> impl IntoView {
    let c = &t().credential;
    let Some((user, tail, token_id)) = made
        .0
        .with_untracked(|m| m.as_ref().map(|m| (m.system_user.clone(), m.token.tail.clone(), m.token.id.clone())))
    else {
        return ().into_any();
    };
    let name = user.username.clone();
    let saved = RwSignal::new(false);
    let revealed = RwSignal::new(false);
    let locked = Signal::derive(move || !saved.get());
    // The address says that it is there until it is saved: loaded again, the page can tell what happened.
    let mark = here.param("made").unwrap_or_default();
    let tick = Callback::new(move |saved: bool| here.set(&[("made", if saved { "" } else { &mark })]));
    let words = Words {
        saved: c.saved,
        save_first: c.save_first,
        not_saved_yet: c.not_saved_yet,
        stay: c.stay,
        leave: c.leave,
        done: c.done,
    };
    let value = Callback::new(move |()| made.value());
    let copied = Callback::new(move |()| announce(t().common.copied));
    let paste = StoredValue::new((name.clone(), tail.clone()));
    let panel = Callback::new(move |one: Recipe| {
        let (name, tail) = paste.get_value();
        recipe(one, name, tail, value, revealed)
    });
    view! {
        <Dialog title=c.title on_close=on_close locked=locked wide=true>
            <div class="stack">
                <Notice tone="warn">{c.warn}</Notice>
                <dl class="secret">
                    <OpenRow label=t().bots.username text=name />
                    <SecretRow label=t().bots.token tail=tail text=value revealed=revealed on_copied=copied />
                </dl>
                <section class="stack">
                    <h3>{c.paste_into}</h3>
                    {recipes::tabs(panel)}
                </section>
                {live(user.id, token_id)}
                {once::foot(Signal::derive(move || made.is_there()), saved, words, tick, on_close)}
            </div>
        </Dialog>
    }
    .into_any()
}

fn recipe(one: Recipe, name: String, tail: String, value: Callback<(), String>, revealed: RwSignal<bool>) -> AnyView {
    if one == Recipe::Chatlayer {
        return view! {
            <div class="stack">
                <p>{one.lead()}</p>
                <dl class="secret">
                    <OpenRow label="UserName" text=name />
                    <SecretRow label="AuthenticationToken" tail=tail text=value revealed=revealed on_copied=Callback::new(|()| ()) />
                </dl>
            </div>
        }
        .into_any();
    }
    let for_copy = name.clone();
    let copied = Callback::new(move |()| one.text(&api::address(), &for_copy, &value.run(())));
    let shown = Signal::derive(move || {
        let token = if revealed.get() { value.run(()) } else { masked(&tail) };
        one.text(&api::address(), &name, &token)
    });
    view! {
        <div class="stack">
            {one.lead().map(|lead| view! { <p>{lead}</p> })}
            <Code what=one.name() shown=shown copied=copied by_hand=Callback::new(move |()| revealed.set(true)) />
        </div>
    }
    .into_any()
}

/// Waits for the token's first call and says when and from where it came.
fn live(id: SystemUserId, token: TokenId) -> AnyView {
    let c = &t().credential;
    let first = RwSignal::new(None::<(i64, Option<String>)>);
    let asking = RwSignal::new(false);
    let ask = move || {
        if asking.get_untracked()
            || first.with_untracked(Option::is_some)
            || !online::is_visible()
            || !online::is_online()
        {
            return;
        }
        asking.set(true);
        let (id, token) = (id.clone(), token.clone());
        spawn_local(async move {
            let answer = api::send::<GetSystemUser>(&id).await;
            if asking.try_set(false).is_some() {
                return;
            }
            let Ok(reply) = answer else { return };
            let user = reply.system_user;
            let used = user.tokens.iter().find(|t| t.id == token).filter(|t| t.last_used_at.is_some());
            if let Some(info) = used {
                // The API tells the time to the minute; a call that was just seen is at most as old as the token.
                let at = info.last_used_at.unwrap_or(info.created_at).max(info.created_at).millis();
                let seen = js_sys::Date::now() as i64;
                let at = if seen - at < 60_000 { seen - 1_000 } else { at };
                first.try_set(Some((at, user.last_used_ip)));
                announce(&said(at, first.try_get_untracked().flatten().and_then(|f| f.1).as_deref(), seen));
                query::refresh();
            }
        });
    };
    if let Ok(timer) = set_interval_with_handle(ask, POLL) {
        on_cleanup(move || timer.clear());
    }
    view! {
        <div class="live" data-on=attr(move || first.with(Option::is_some).then_some(""))>
            {part(move || match first.get() {
                Some((at, ip)) => view! { {icon(icon::OK)} <span>{part(move || said(at, ip.as_deref(), now()))}</span> }.into_any(),
                None if !online::is_online() => view! { {icon(icon::CLOUD_OFF)} <span>{c.waiting_paused}</span> }.into_any(),
                None => view! { <span class="beat" aria-hidden="true"></span> <span>{c.waiting}</span> }.into_any(),
            })}
        </div>
    }
    .into_any()
}

fn said(at: i64, ip: Option<&str>, now: i64) -> String {
    let when = relative(at, now);
    match ip {
        Some(ip) => (t().credential.first_call_from)(ip, &when),
        None => (t().credential.first_call)(&when),
    }
}
