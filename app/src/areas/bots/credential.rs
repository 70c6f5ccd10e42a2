//! The dialog that shows a token, once. The value lives in one signal: it is gone when the dialog closes, when the
//! reader goes back, and when the browser puts the page aside. Masked, it is not in the document either.

use crate::i18n::{relative, t};
use crate::net::api;
use crate::state::announce::announce;
use crate::state::clock::now;
use crate::state::{online, query};
use crate::ui::button::Button;
use crate::ui::code::Code;
use crate::ui::dialog::Dialog;
use crate::ui::icon::{self, icon};
use crate::ui::notice::Notice;
use crate::ui::secret::{OpenRow, SecretRow, masked};
use crate::ui::tabs::Tabs;
use crate::ui::{attr, part};
use contract::SystemUserWithToken;
use contract::table::GetSystemUser;
use domain::ids::{SystemUserId, TokenId};
use leptos::{ev, prelude::*, task::spawn_local};
use std::time::Duration;
use wasm_bindgen::{JsCast, closure::Closure};

const POLL: Duration = Duration::from_secs(2);

/// A token that was just made and has not been put away.
#[derive(Clone, Copy)]
pub struct Made(RwSignal<Option<SystemUserWithToken>>);

impl Made {
    /// None yet.
    pub fn new() -> Self {
        let made = Self(RwSignal::new(None));
        // The page may be put aside whole and restored later: not with a token in it.
        let aside = Closure::<dyn FnMut()>::new(move || _ = made.0.try_set(None));
        let aside = send_wrapper::SendWrapper::new(aside);
        _ = window().add_event_listener_with_callback("pagehide", aside.as_ref().unchecked_ref());
        on_cleanup(move || {
            _ = window().remove_event_listener_with_callback("pagehide", aside.as_ref().unchecked_ref());
            made.0.try_set(None);
        });
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
pub fn Credential(made: Made, on_close: Callback<()>) -> impl IntoView {
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
    let guard = window_event_listener(ev::beforeunload, move |event| {
        if !saved.get_untracked() && made.0.with_untracked(Option::is_some) {
            event.prevent_default();
        }
    });
    on_cleanup(move || guard.remove());
    let value = Callback::new(move |()| made.value());
    let copied = Callback::new(move |()| announce(t().common.copied));
    let paste = StoredValue::new((name.clone(), tail.clone()));
    let panel = Callback::new(move |index: usize| {
        let (name, tail) = paste.get_value();
        recipe(index, name, tail, value, revealed)
    });
    let off = Signal::derive(move || (!saved.get()).then(|| c.save_first.to_owned()));
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
                    <Tabs label=c.paste_into names=vec!["curl", c.tab_env, "Chatlayer", c.tab_other] panel=panel />
                </section>
                {live(user.id, token_id)}
                <label class="check">
                    <input type="checkbox" on:change=move |event| saved.set(event_target_checked(&event)) />
                    <span>{c.saved}</span>
                </label>
                <div class="form-foot">
                    <Button label=c.done tone="primary" off=off on_press=on_close />
                </div>
            </div>
        </Dialog>
    }
    .into_any()
}

/// The text for a shell, with what a shell would read otherwise made harmless.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// What to paste, with the token or with its mask in the place of `token`.
fn text(index: usize, address: &str, name: &str, token: &str) -> String {
    match index {
        0 => format!("curl {address}/v1/whoami \\\n  -H 'Authorization: Bearer {token}'"),
        1 => format!("TENURE_URL={address}\nTENURE_USERNAME={}\nTENURE_TOKEN={token}", quoted(name)),
        _ => format!("UserName: {name}\nAuthenticationToken: {token}"),
    }
}

fn recipe(index: usize, name: String, tail: String, value: Callback<(), String>, revealed: RwSignal<bool>) -> AnyView {
    let c = &t().credential;
    if index == 2 {
        return view! {
            <div class="stack">
                <p>{c.chatlayer_lead}</p>
                <dl class="secret">
                    <OpenRow label="UserName" text=name />
                    <SecretRow label="AuthenticationToken" tail=tail text=value revealed=revealed on_copied=Callback::new(|()| ()) />
                </dl>
            </div>
        }
        .into_any();
    }
    let what = match index {
        0 => "curl",
        1 => c.tab_env,
        _ => c.tab_other,
    };
    let for_copy = name.clone();
    let copied = Callback::new(move |()| text(index, &api::address(), &for_copy, &value.run(())));
    let shown = Signal::derive(move || {
        let token = if revealed.get() { value.run(()) } else { masked(&tail) };
        text(index, &api::address(), &name, &token)
    });
    view! {
        <div class="stack">
            {(index == 3).then(|| view! { <p>{c.other_lead}</p> })}
            <Code what=what shown=shown copied=copied />
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

#[cfg(test)]
mod tests {
    use super::{quoted, text};

    #[test]
    fn a_name_can_not_leave_its_quotes() {
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert!(text(1, "https://t.example", "a'b", "tok").contains(r"TENURE_USERNAME='a'\''b'"));
    }

    #[test]
    fn each_recipe_has_what_its_place_asks_for() {
        assert!(text(0, "https://t.example", "bot", "tok").contains("https://t.example/v1/whoami"));
        assert_eq!(text(3, "", "bot", "tok"), "UserName: bot\nAuthenticationToken: tok");
    }
}
