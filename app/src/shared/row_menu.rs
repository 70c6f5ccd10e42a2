//! The menu of a row: what can be done with the thing in it. Most entries open a dialog of the page about that thing.

use crate::i18n::t;
use crate::routes::Here;
use crate::state::session;
use crate::ui::button::{Button, LinkButton};
use crate::ui::icon::{self, Glyph};
use crate::ui::menu::{Item, Menu};
use domain::permission::PermissionId;
use leptos::prelude::*;

/// The entries about one thing.
pub struct About {
    here: Here,
    id: String,
    off: Option<String>,
}

impl About {
    /// About the thing with this id; `off` says why nothing can be done with it now.
    pub fn new(here: Here, id: &str, off: Option<String>) -> Self {
        Self { here, id: id.to_owned(), off }
    }

    /// An entry that does something at once.
    pub fn does(&self, label: &'static str, glyph: Glyph, go: Callback<()>) -> Item {
        Item { label, glyph, danger: false, off: self.off.clone(), go }
    }

    /// An entry that opens the page's dialog of this name.
    pub fn asks(&self, label: &'static str, glyph: Glyph, dialog: &'static str) -> Item {
        let (here, id) = (self.here, self.id.clone());
        self.does(label, glyph, Callback::new(move |()| here.open(dialog, &id)))
    }

    /// An entry that leads to a page, also when nothing can be done with the thing.
    pub fn leads(&self, label: &'static str, glyph: Glyph, to: String) -> Item {
        let here = self.here;
        Item { off: None, ..self.does(label, glyph, Callback::new(move |()| here.go(&to))) }
    }

    /// The entry that leads to what was done to it, for who may read that.
    pub fn history(&self) -> Option<Item> {
        let item = || self.leads(t().bots.history, icon::LIST, history_of(&self.id));
        session::may(PermissionId::AuditRead).then(item)
    }

    /// The entry that asks whether to delete it.
    pub fn deletes(&self) -> Item {
        self.asks(t().common.delete, icon::TRASH, "delete").dangerous()
    }
}

/// The audit log of one thing.
fn history_of(id: &str) -> String {
    format!("/audit-log?subject={id}")
}

/// The button that leads to what was done to a thing, on its own page.
pub fn history_button(id: &str) -> Option<AnyView> {
    let link = || view! { <LinkButton label=t().bots.history href=history_of(id) glyph=icon::LIST /> }.into_any();
    session::may(PermissionId::AuditRead).then(link)
}

/// The last cell of a row, with the menu of the thing of this name.
pub fn menu_cell(name: &str, items: Callback<(), Vec<Item>>) -> AnyView {
    view! { <td class="actions"><Menu label=(t().common.actions_for)(name) items=items /></td> }.into_any()
}

/// The last cell of a row of which nothing can be done but to take it away; `off` says why not even that.
pub fn removal_cell(label: String, off: Option<String>, press: Callback<()>) -> AnyView {
    view! {
        <td class="actions">
            <Button label=label square=true tone="quiet" glyph=icon::TRASH off=off on_press=press />
        </td>
    }
    .into_any()
}
