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
}

/// The palette, open for as long as it is mounted.
#[component]
pub fn Palette(here: Here, on_close: Callback<()>) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let typed = RwSignal::new(String::new());
    let asked = RwSignal::new(String::new());
    let at = RwSignal::new(0usize);
    let opener = SendWrapper::new(focused());
    let bots = use_query::<ListSystemUsers>(move || {
        let search = asked.get();
        (!search.trim().is_empty() && session::may(PermissionId::SystemUsersManage)).then(|| {
            ((), SystemUserQuery { search: Some(search), limit: Limit::try_from(8).ok(), ..SystemUserQuery::default() })
        })
    });
    let people = use_query::<ListUsers>(move || {
        let search = asked.get();
        (!search.trim().is_empty() && session::may(PermissionId::UsersManage))
            .then(|| ((), UserQuery { search: Some(search), limit: Limit::try_from(8).ok(), ..UserQuery::default() }))
    });
    let entries = Memo::new_with_compare(
        move |_| {
            let wanted = fold(&typed.get());
            let mut all: Vec<Entry> = fixed(here).into_iter().filter(|e| fold(&e.word).contains(&wanted)).collect();
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
            on_close.run(());
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
                    aria-label=t().palette.input
                    placeholder=t().palette.input
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

fn fixed(here: Here) -> Vec<Entry> {
    let p = &t().palette;
    let to = |word: &'static str, kind, glyph, href: &'static str| Entry {
        word: word.to_owned(),
        kind,
        glyph,
        go: Callback::new(move |()| here.go(href)),
    };
    let mut all: Vec<Entry> = session::menu()
        .into_iter()
        .filter_map(|item| menu(item).map(|(href, word)| to(word, p.page, icon::of(item), href)))
        .collect();
    if session::may(PermissionId::SystemUsersManage) {
        all.push(to(t().bots.create, p.action, icon::PLUS, "/system-users/new"));
    }
    if session::may(PermissionId::UsersManage) {
        all.push(to(t().invitations.invite, p.action, icon::PLUS, "/invitations/new"));
    }
    if session::may(PermissionId::SubaccountsManage) {
        all.push(to(t().subaccounts.create, p.action, icon::PLUS, "/subaccounts/new"));
    }
    if session::may(PermissionId::RolesManage) {
        all.push(to(t().roles.create, p.action, icon::PLUS, "/roles/new"));
    }
    if session::may(PermissionId::TeamsManage) {
        all.push(to(t().teams.create, p.action, icon::PLUS, "/teams/new"));
    }
    let (word, theme) =
        if prefs::is_dark() { (p.theme_to_light, Theme::Light) } else { (p.theme_to_dark, Theme::Dark) };
    all.push(Entry {
        word: word.to_owned(),
        kind: p.action,
        glyph: icon::HALF,
        go: Callback::new(move |()| prefs::set_theme(theme)),
    });
    let busy = RwSignal::new(false);
    all.push(Entry {
        word: t().nav.sign_out.to_owned(),
        kind: p.action,
        glyph: icon::SIGN_OUT,
        go: Callback::new(move |()| session::sign_out(busy, move || here.go("/sign-in"))),
    });
    all
}

fn found(here: Here, bot: &contract::SystemUser) -> Entry {
    let href = routes::system_user(bot.id.as_str());
    Entry {
        word: format!("{} …{}", bot.username, bot.tail),
        kind: t().palette.bot,
        glyph: icon::BOT,
        go: Callback::new(move |()| here.go(&href)),
    }
}

fn person(here: Here, one: &contract::User) -> Entry {
    let href = routes::user(one.id.as_str());
    Entry {
        word: format!("{} · {}", one.name, one.email),
        kind: t().people.person,
        glyph: icon::PERSON,
        go: Callback::new(move |()| here.go(&href)),
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
