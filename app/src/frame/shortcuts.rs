//! The dialog that lists the keys.

use crate::frame::keys::{self, Act, Press};
use crate::i18n::t;
use crate::ui::dialog::Dialog;
use leptos::prelude::*;

/// The dialog.
pub fn dialog(on_close: Callback<()>) -> AnyView {
    let k = &t().palette;
    let rows = keys::ALL
        .iter()
        .map(|(press, act)| {
            view! {
                <li>
                    <span>{word(*act)}</span>
                    <span class="row">{caps(*press)}</span>
                </li>
            }
            .into_any()
        })
        .collect_view();
    let switch = move |event| keys::set_single(event_target_checked(&event));
    view! {
        <Dialog title=k.keys on_close=on_close>
            <div class="stack">
                <ul class="lines">{rows}</ul>
                <label class="check">
                    <input type="checkbox" prop:checked=keys::single() on:change=switch />
                    <span>{k.key_single}</span>
                </label>
            </div>
        </Dialog>
    }
    .into_any()
}

fn word(act: Act) -> &'static str {
    let k = &t().palette;
    match act {
        Act::Find => t().palette.title,
        Act::Search => k.key_search,
        Act::Help => k.keys,
        Act::Move => k.key_moves,
        Act::Choose => k.key_choose,
        Act::Close => t().common.close,
    }
}

fn caps(press: Press) -> AnyView {
    let names = match press {
        Press::Command(key) => {
            vec![if keys::is_mac() { "⌘".to_owned() } else { "Ctrl".to_owned() }, key.to_uppercase()]
        }
        Press::Single(key) => vec![key.to_owned()],
        Press::There(keys) => keys.iter().map(|key| (*key).to_owned()).collect(),
    };
    names.into_iter().map(|name| view! { <kbd>{name}</kbd> }).collect_view().into_any()
}
