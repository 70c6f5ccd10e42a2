//! The command palette (ARIA combobox with a list): go to a page, do something, find a system user by any part
//! of its name or by the end of its token, find a person. Arrows choose, Enter goes, Esc closes.

use crate::i18n::t;
use crate::routes::{self, Here, menu};
use crate::state::prefs::{self, Theme};
use crate::state::query::use_query;
use crate::state::session;
use crate::ui::dialog::{focused, restore};
use crate::ui::icon::{self, Glyph, icon};
use crate::ui::{attr, composes, part};
use contract::table::{ListSystemUsers, ListUsers};
use contract::{Limit, SystemUserQuery, UserQuery};
use domain::ids::{ChannelId, DeliveryId, InboundSourceId, MessageId, SystemUserId, UserId, WebhookId};
use domain::permission::PermissionId;
use leptos::{ev, html, prelude::*};
use send_wrapper::SendWrapper;
use std::time::Duration;
use wasm_bindgen::JsCast;

#[derive(Clone)]
struct Entry {
    word: String,
    kind: &'static str,
    glyph: Glyph,
    go: Callback<()>,
    /// Does the palette stay open, because this only begins something?
    stays: bool,
}

/// The palette, open for as long as it is mounted.
#[component]
pub fn Palette(here: Here, on_close: Callback<()>, help: Callback<()>) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let typed = RwSignal::new(String::new());
    let asked = RwSignal::new(String::new());
    let at = RwSignal::new(0usize);
    // A token is generated for a system user, which is chosen next.
    let for_token = RwSignal::new(false);
    let input_node = NodeRef::<html::Input>::new();
    let begin_token = Callback::new(move |()| {
        for_token.set(true);
        typed.set(String::new());
        asked.set(String::new());
        at.set(0);
        if let Some(input) = input_node.get_untracked() {
            input.set_value("");
        }
    });
    let opener = SendWrapper::new(focused());
    let bots = use_query::<ListSystemUsers>(move || {
        let search = asked.get();
        let search = Some(search).filter(|text| !text.trim().is_empty());
        ((search.is_some() || for_token.get()) && session::may(PermissionId::SystemUsersManage))
            .then(|| ((), SystemUserQuery { search, limit: Limit::try_from(8).ok(), ..SystemUserQuery::default() }))
    });
    let people = use_query::<ListUsers>(move || {
        let search = asked.get();
        (!search.trim().is_empty() && !for_token.get() && session::may(PermissionId::UsersManage))
            .then(|| ((), UserQuery { search: Some(search), limit: Limit::try_from(8).ok(), ..UserQuery::default() }))
    });
    let entries = Memo::new_with_compare(
        move |_| {
            let wanted = fold(&typed.get());
            if for_token.get() {
                return bots.data.get().iter().flat_map(|page| &page.items).map(|bot| token(here, bot)).collect();
            }
            let own = fixed(here, begin_token, help);
            let mut all: Vec<Entry> = own.into_iter().filter(|e| fold(&e.word).contains(&wanted)).collect();
            all.extend(by_id(here, &typed.get()));
            if !wanted.is_empty() && !asked.with(String::is_empty) {
                all.extend(bots.data.get().iter().flat_map(|page| &page.items).map(|bot| found(here, bot)));
                all.extend(people.data.get().iter().flat_map(|page| &page.items).map(|one| person(here, one)));
            }
            all
        },
        |_, _| true,
    );
    Effect::new(move |_| {
        if let Some(dialog) = node.get()
            && !dialog.open()
        {
            _ = dialog.show_modal();
        }
    });
    on_cleanup(move || {
        let opener = opener.take();
        request_animation_frame(move || {
            // What was chosen may have taken the focus with it.
            if focused().is_none() {
                restore(opener.as_ref());
            }
        });
    });
    // Enter was pressed before the answer: what is chosen then is an entry of that answer.
    let soon = RwSignal::new(false);
    let input = move |event: ev::Event| {
        let text = event_target_value(&event);
        typed.set(text.clone());
        at.set(0);
        soon.set(false);
        set_timeout(
            move || {
                if typed.try_with_untracked(|now| *now == text) == Some(true) {
                    asked.set(text);
                }
            },
            Duration::from_millis(150),
        );
    };
    let choose = move |index: usize| {
        if let Some(entry) = entries.with_untracked(|all| all.get(index).cloned()) {
            if !entry.stays {
                on_close.run(());
            }
            entry.go.run(());
        }
    };
    let waits = move || asked.with(|asked| typed.with(|text| text != asked)) || bots.busy.get() || people.busy.get();
    // Pages and actions are found without asking.
    let fits = move |index: usize| {
        let wanted = fold(&typed.get_untracked());
        entries.with_untracked(|all| all.get(index).is_some_and(|entry| fold(&entry.word).contains(&wanted)))
    };
    Effect::new(move |_| {
        if soon.get() && !waits() {
            soon.set(false);
            // What is shown beside a failure is the answer to an older text.
            if bots.failure.with(Option::is_none) && people.failure.with(Option::is_none) {
                choose(at.get_untracked());
            }
        }
    });
    let keys = move |event: ev::KeyboardEvent| {
        // Keys of an input method that is writing a word are its own.
        if composes(&event) {
            return;
        }
        let count = entries.with_untracked(Vec::len).max(1);
        let now = at.get_untracked().min(count - 1);
        match event.key().as_str() {
            "ArrowDown" => at.set((now + 1) % count),
            "ArrowUp" => at.set((now + count - 1) % count),
            // The answer to what is written now is not there yet: what the list shows belongs to an older text.
            "Enter" if untrack(waits) && !fits(now) => soon.set(true),
            "Enter" => choose(now),
            "Escape" if for_token.get_untracked() => for_token.set(false),
            "Escape" => on_close.run(()),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
        if let Some(option) = document().get_element_by_id(&format!("find-{}", at.get_untracked())) {
            option.scroll_into_view_with_bool(false);
        }
    };
    // A press beside the box closes it.
    let outside = move |event: ev::MouseEvent| {
        let on_backdrop = event
            .target()
            .and_then(|t| t.dyn_into::<web_sys::Element>().ok())
            .is_some_and(|e| e.tag_name() == "DIALOG");
        if on_backdrop {
            on_close.run(());
        }
    };
    let label = move || if for_token.get() { t().palette.token_for } else { t().palette.input };
    view! {
        <dialog class="palette" node_ref=node aria-label=t().palette.title on:keydown=keys on:close=move |_| on_close.run(()) on:mousedown=outside>
            <div class="search">
                {icon(icon::SEARCH)}
                <input
                    class="input"
                    type="text"
                    role="combobox"
                    aria-expanded="true"
                    aria-controls="find-list"
                    aria-autocomplete="list"
                    aria-activedescendant=attr(move || format!("find-{}", at.get()))
                    node_ref=input_node
                    aria-label=attr(label)
                    placeholder=attr(label)
                    autocomplete="off"
                    spellcheck="false"
                    autofocus
                    on:input=input
                />
            </div>
            <ul role="listbox" id="find-list" aria-label=t().palette.title>
                {part(move || {
                    entries
                        .get()
                        .into_iter()
                        .enumerate()
                        .map(|(i, entry)| {
                            view! {
                                <li
                                    role="option"
                                    id=format!("find-{i}")
                                    aria-selected=attr(move || if at.get() == i { "true" } else { "false" })
                                    on:mousemove=move |_| at.set(i)
                                    on:click=move |_| choose(i)
                                >
                                    {icon(entry.glyph)}
                                    <span>{entry.word}</span>
                                    <span class="muted small">{entry.kind}</span>
                                </li>
                            }
                        })
                        .collect_view()
                })}
            </ul>
            <p class="sr" role="status">
                {part(move || (t().common.results)(entries.with(Vec::len) as u64))}
            </p>
            {part(move || entries.with(Vec::is_empty).then(|| view! { <p>{t().palette.nothing}</p> }))}
        </dialog>
    }
    .into_any()
}

/// Lower case without accents, as far as the three languages need it.
fn fold(text: &str) -> String {
    text.trim()
        .to_lowercase()
        .chars()
        .map(|c| match c {
            'á' | 'à' | 'â' | 'ã' => 'a',
            'é' | 'ê' => 'e',
            'í' => 'i',
            'ó' | 'ô' | 'õ' => 'o',
            'ú' | 'ü' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            other => other,
        })
        .collect()
}

/// What can be done, and then where one can go.
fn fixed(here: Here, begin_token: Callback<()>, help: Callback<()>) -> Vec<Entry> {
    let p = &t().palette;
    let act = |word: &'static str, glyph, go| Entry { word: word.to_owned(), kind: p.action, glyph, go, stays: false };
    let to = |word, glyph, href: &'static str| act(word, glyph, going(here, href.to_owned()));
    let mut all = Vec::new();
    if session::may(PermissionId::SystemUsersManage) {
        all.push(to(t().bots.create, icon::PLUS, "/system-users/new"));
        all.push(Entry { stays: true, ..act(p.token, icon::KEY, begin_token) });
    }
    if session::may(PermissionId::SystemUsersManage) {
        all.push(to(p.app, icon::PLUS, "/apps/new"));
        all.push(to(p.whatsapp_account, icon::PLUS, "/whatsapp-accounts/new"));
    }
    if session::may(PermissionId::WebhooksManage) {
        all.push(to(p.webhook, icon::PLUS, "/webhooks/new"));
        all.push(to(p.source, icon::PLUS, "/sources/new"));
        all.push(to(p.channel, icon::PLUS, "/channels/new"));
    }
    if session::may(PermissionId::UsersManage) {
        all.push(to(t().invitations.invite, icon::PLUS, "/invitations/new"));
    }
    if session::may(PermissionId::SubaccountsManage) {
        all.push(to(t().subaccounts.create, icon::PLUS, "/subaccounts/new"));
    }
    if session::may(PermissionId::RolesManage) {
        all.push(to(t().roles.create, icon::PLUS, "/roles/new"));
    }
    if session::may(PermissionId::TeamsManage) {
        all.push(to(t().teams.create, icon::PLUS, "/teams/new"));
    }
    let (word, theme) =
        if prefs::is_dark() { (p.theme_to_light, Theme::Light) } else { (p.theme_to_dark, Theme::Dark) };
    all.push(act(word, icon::HALF, Callback::new(move |()| prefs::set_theme(theme))));
    all.push(act(p.keys, icon::INFO, help));
    let busy = RwSignal::new(false);
    let out = Callback::new(move |()| session::sign_out(busy, move || here.go("/sign-in")));
    all.push(act(t().nav.sign_out, icon::SIGN_OUT, out));
    let page = |(item, (href, word))| Entry { kind: p.page, ..to(word, icon::of(item), href) };
    all.extend(session::menu().into_iter().filter_map(|item| Some((item, menu(item)?))).map(page));
    all
}

/// Goes to an address.
fn going(here: Here, href: String) -> Callback<()> {
    Callback::new(move |()| here.go(&href))
}

/// The page of an id that was typed or pasted whole.
fn by_id(here: Here, typed: &str) -> Option<Entry> {
    let id = typed.trim();
    let n = &t().nav;
    let own = || id.to_owned();
    let (kind, glyph, href) = match () {
        () if SystemUserId::try_from(own()).is_ok() => (t().palette.bot, icon::BOT, routes::system_user(id)),
        () if UserId::try_from(own()).is_ok() => (t().people.person, icon::PERSON, routes::user(id)),
        () if WebhookId::try_from(own()).is_ok() => (n.webhooks, icon::HOOK, format!("/webhooks/{id}")),
        () if InboundSourceId::try_from(own()).is_ok() => (n.sources, icon::DOWN, format!("/sources/{id}")),
        () if ChannelId::try_from(own()).is_ok() => (n.channels, icon::SENDS, format!("/channels/{id}")),
        () if MessageId::try_from(own()).is_ok() => (n.messages, icon::BUBBLE, format!("/messages/{id}")),
        () if DeliveryId::try_from(own()).is_ok() => (n.deliveries, icon::CHECK, format!("/deliveries/{id}")),
        () => return None,
    };
    let go = going(here, href);
    Some(Entry { word: id.to_owned(), kind, glyph, go, stays: false })
}

/// A new token for this one.
fn token(here: Here, bot: &contract::SystemUser) -> Entry {
    let href = format!("{}?action=token", routes::system_user(bot.id.as_str()));
    Entry { glyph: icon::KEY, go: going(here, href), ..found(here, bot) }
}

fn found(here: Here, bot: &contract::SystemUser) -> Entry {
    let href = routes::system_user(bot.id.as_str());
    Entry {
        word: format!("{} …{}", bot.username, bot.tail),
        kind: t().palette.bot,
        glyph: icon::BOT,
        go: going(here, href),
        stays: false,
    }
}

fn person(here: Here, one: &contract::User) -> Entry {
    let href = routes::user(one.id.as_str());
    Entry {
        word: format!("{} · {}", one.name, one.email),
        kind: t().people.person,
        glyph: icon::PERSON,
        go: going(here, href),
        stays: false,
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn accents_do_not_hide_what_is_looked_for() {
        assert_eq!(fold(" Configuración "), "configuracion");
        assert_eq!(fold("AÇÕES"), "acoes");
    }
}
