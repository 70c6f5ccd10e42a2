//! A menu button (ARIA menu pattern). Keyboard: Enter, Space or Down opens; arrows, Home, End and first letters
//! move; Esc closes and gives the focus back; Tab closes.

use crate::ui::button::Button;
use crate::ui::icon::{self, Glyph, icon};
use crate::ui::part;
use crate::ui::unique;
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// One entry of a menu.
#[derive(Clone)]
pub struct Item {
    pub label: &'static str,
    pub glyph: Glyph,
    pub danger: bool,
    /// Why it can't be chosen now.
    pub off: Option<String>,
    pub go: Callback<()>,
}

impl Item {
    /// It can't be chosen for this reason, where there was none before.
    pub fn unless(self, why: Option<String>) -> Self {
        Self { off: self.off.or(why), ..self }
    }

    /// It takes something away.
    pub fn dangerous(self) -> Self {
        Self { danger: true, ..self }
    }
}

/// A button with three dots that opens a menu of actions.
#[component]
pub fn Menu(
    #[prop(into)] label: String,
    /// Asked each time the menu opens, so that it shows the present state.
    items: Callback<(), Vec<Item>>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let wrap = NodeRef::<html::Span>::new();
    let list = NodeRef::<html::Div>::new();
    let id = unique("menu");
    let trigger = move || {
        wrap.get_untracked()
            .and_then(|w| w.query_selector("button").ok().flatten())
            .map(JsCast::unchecked_into::<HtmlElement>)
    };
    let close = move |give_back: bool| {
        open.set(false);
        if give_back && let Some(button) = trigger() {
            _ = button.focus();
        }
    };
    Effect::new(move |_| {
        if let Some(menu) = list.get() {
            place(&menu, trigger().as_ref());
            step(&menu, Step::First);
        }
    });
    // A popover in the top layer closes itself when the reader clicks elsewhere.
    let toggled = move |_| {
        if let Some(menu) = list.get_untracked()
            && !menu.matches(":popover-open").unwrap_or(true)
        {
            open.set(false);
        }
    };
    let keys = move |event: ev::KeyboardEvent| {
        let Some(menu) = list.get_untracked() else { return };
        match event.key().as_str() {
            "ArrowDown" => step(&menu, Step::By(1)),
            "ArrowUp" => step(&menu, Step::By(-1)),
            "Home" => step(&menu, Step::First),
            "End" => step(&menu, Step::Last),
            "Escape" => {
                event.stop_propagation();
                close(true);
            }
            "Tab" => return close(true),
            key if key.chars().count() == 1 && key != " " => step(&menu, Step::Letter(key)),
            _ => return,
        }
        event.prevent_default();
    };
    let arrow = move |event: ev::KeyboardEvent| {
        if matches!(event.key().as_str(), "ArrowDown" | "ArrowUp") && !open.get_untracked() {
            event.prevent_default();
            open.set(true);
        }
    };
    Effect::new({
        let id = id.clone();
        move |_| {
            if let (Some(_), Some(button)) = (wrap.get(), trigger()) {
                _ = button.set_attribute("aria-haspopup", "menu");
                _ = button.set_attribute("aria-expanded", if open.get() { "true" } else { "false" });
                _ = button.set_attribute("aria-controls", &id);
            }
        }
    });
    let name = label.clone();
    view! {
        <span class="menu-wrap" node_ref=wrap on:keydown=arrow>
            <Button label=label square=true tone="quiet" glyph=icon::DOTS on_press=Callback::new(move |()| open.update(|o| *o = !*o)) />
            {part(move || {
                open.get()
                    .then(|| {
                        view! {
                            <div class="menu" role="menu" id=id.clone() aria-label=name.clone() popover="auto" node_ref=list on:keydown=keys on:toggle=toggled>
                                {items.run(()).into_iter().map(|i| entry(i, close)).collect_view()}
                            </div>
                        }
                    })
            })}
        </span>
    }
    .into_any()
}

fn entry(item: Item, close: impl Fn(bool) + Copy + Send + Sync + 'static) -> AnyView {
    let Item { label, glyph, danger, off, go } = item;
    let disabled = off.is_some();
    let press = move |_| {
        if !disabled {
            close(true);
            go.run(());
        }
    };
    view! {
        <button type="button" role="menuitem" tabindex="-1" data-tone=danger.then_some("danger") aria-disabled=disabled.then_some("true") on:click=press>
            {icon(glyph)}
            <span>{label}{off.map(|why| view! { " " <span class="why">{why}</span> })}</span>
        </button>
    }
    .into_any()
}

enum Step<'a> {
    First,
    Last,
    By(i32),
    Letter(&'a str),
}

fn step(menu: &Element, step: Step<'_>) {
    let Ok(found) = menu.query_selector_all("[role=menuitem]") else { return };
    let items: Vec<HtmlElement> = (0..found.length()).filter_map(|i| found.item(i)?.dyn_into().ok()).collect();
    let count = items.len() as i32;
    if count == 0 {
        return;
    }
    let active = document().active_element();
    let at = items.iter().position(|i| active.as_ref() == Some(i.as_ref())).map_or(-1, |i| i as i32);
    let next = match step {
        Step::First => 0,
        Step::Last => count - 1,
        Step::By(n) => (at + n).rem_euclid(count),
        Step::Letter(letter) => {
            let letter = letter.to_lowercase();
            let hit = (1..=count).map(|n| (at + n).rem_euclid(count)).find(|i| {
                items[*i as usize].text_content().unwrap_or_default().trim().to_lowercase().starts_with(&letter)
            });
            hit.unwrap_or(at.max(0))
        }
    };
    _ = items[next as usize].focus();
}

/// Puts the menu under its button, or above it where there is no room.
fn place(menu: &HtmlElement, button: Option<&HtmlElement>) {
    _ = menu.show_popover();
    let Some(button) = button else { return };
    let (b, m) = (button.get_bounding_client_rect(), menu.get_bounding_client_rect());
    let root = document().document_element();
    let (wide, high) = root.map_or((0.0, 0.0), |r| (f64::from(r.client_width()), f64::from(r.client_height())));
    let left = (b.right() - m.width()).clamp(8.0, (wide - m.width() - 8.0).max(8.0));
    let below = b.bottom() + 4.0;
    let top = if below + m.height() > high && b.top() > m.height() + 4.0 { b.top() - m.height() - 4.0 } else { below };
    _ = menu.style().set_property("left", &format!("{}px", left as i32));
    _ = menu.style().set_property("top", &format!("{}px", top as i32));
}
