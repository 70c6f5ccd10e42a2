//! Buttons. One that can't be pressed stays in the tab order, says that it is off and why: `aria-disabled`
//! and a description that is also shown on hover and on focus.

use crate::i18n::t;
use crate::state::view_as::blocked;
use crate::ui::icon::{Glyph, icon};
use crate::ui::unique;
use crate::ui::{attr, part};
use leptos::{ev, prelude::*};

/// A button. `tone` is `primary`, `danger`, `quiet` or empty; `off` holds the reason why it can't be pressed.
#[component]
pub fn Button(
    /// What it says; with `square` it is the accessible name alone.
    #[prop(into)]
    label: Signal<String>,
    /// The accessible name where the label alone does not tell one of many apart; it holds the label.
    #[prop(optional, into)]
    name: Option<String>,
    #[prop(optional)] tone: &'static str,
    #[prop(optional)] submit: bool,
    #[prop(optional)] square: bool,
    #[prop(optional, into)] glyph: MaybeProp<Glyph>,
    #[prop(optional, into)] pending: Signal<bool>,
    #[prop(optional, into)] off: Signal<Option<String>>,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    // What saves or destroys is off while the console is seen as another role.
    let saves = submit || tone == "danger";
    let off = Signal::derive(move || off.get().or_else(|| saves.then(blocked).flatten()));
    let id = unique("why");
    let described = {
        let id = id.clone();
        move || off.with(Option::is_some).then(|| id.clone())
    };
    let press = move |event: ev::MouseEvent| {
        if off.with_untracked(Option::is_some) || pending.get_untracked() {
            event.prevent_default();
            return;
        }
        if let Some(go) = on_press {
            go.run(());
        }
    };
    view! {
        <span class="btn-wrap">
            <button
                class="btn"
                type=if submit { "submit" } else { "button" }
                data-tone=tone
                data-square=square.then_some("")
                aria-label=attr(move || name.clone().or_else(|| square.then(|| label.get())))
                title=attr(move || (square && off.with(Option::is_none)).then(|| label.get()))
                aria-disabled=attr(move || (off.with(Option::is_some) || pending.get()).then_some("true"))
                aria-busy=attr(move || pending.get().then_some("true"))
                aria-describedby=described
                data-autofocus=autofocus.then_some("")
                on:click=press
            >
                {part(move || {
                    if pending.get() {
                        view! { <span class="spin" aria-hidden="true"></span><span class="sr">{t().common.wait}</span> }.into_any()
                    } else {
                        glyph.get().map(icon).into_any()
                    }
                })}
                {part(move || (!square).then(|| label.get()))}
            </button>
            {part(move || off.get().map(|why| view! { <span class="reason" id=id.clone() role="tooltip">{why}</span> }))}
        </span>
    }
    .into_any()
}

/// A link that looks like a button. With a reason in `off` it is a button that is off instead.
#[component]
pub fn LinkButton(
    label: &'static str,
    #[prop(into)] href: String,
    #[prop(optional)] tone: &'static str,
    #[prop(optional)] glyph: Option<Glyph>,
    #[prop(optional_no_strip)] off: Option<String>,
) -> impl IntoView {
    if off.is_some() {
        let glyph: MaybeProp<Glyph> = glyph.into();
        view! { <Button label=label tone=tone glyph=glyph off=off /> }.into_any()
    } else {
        view! { <a class="btn" data-tone=tone href=href data-noscroll="">{glyph.map(icon)}{label}</a> }.into_any()
    }
}
