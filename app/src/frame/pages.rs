//! The lazy parts of the program: a function here, and all that it alone reaches, is in a file of its own. Functions
//! under the same name share one. `load_…` fetches it without drawing anything.

use crate::areas::access::roles;
use crate::areas::account::{mailbox, mails, settings};
use crate::areas::audit;
use crate::areas::bots::parts;
use crate::areas::business;
use crate::areas::entry::{accept, enroll, passwords, problem, second_step, setup};
use crate::areas::messages::section;
use crate::areas::own::{profile, sessions};
use crate::areas::people::{invitations, teams, user, user_leave, users};
use crate::areas::security::{addresses, refusals};
use crate::frame::palette::Palette;
use crate::i18n;
use crate::routes::{Here, Page, Section};
use crate::ui::lazy::{self, Drawn, lazy_page, wasm_split};
use crate::ui::page::Missing;
use domain::menu::MenuItem;
use leptos::prelude::*;

/// The page that is in a lazy part.
pub fn page(here: Here, page: Page) -> AnyView {
    match page {
        // Its history says in words what was done.
        Page::SystemUser(_) | Page::Tokens => lazy_page(load_bot_and_texts, move || parts::pages(here, page.clone())),
        Page::Subaccounts => lazy_page(parts::load_pages, move || parts::pages(here, page.clone())),
        Page::Apps | Page::WhatsappAccounts | Page::WhatsappAccount(_) => {
            lazy_page(load_business_and_texts, move || business_page(here, page.clone()))
        }
        Page::Users | Page::User(_) | Page::Leave(_) | Page::Invitations => {
            lazy_page(load_people, move || people(here, page.clone()))
        }
        Page::Teams | Page::Roles | Page::RoleMatrix | Page::Mails | Page::Mailbox => {
            lazy_page(load_access, move || access(here, page.clone()))
        }
        Page::Refusals | Page::Addresses => lazy_page(load_security_and_texts, move || security(here, page.clone())),
        Page::AuditLog => lazy_page(load_audit_and_texts, move || audit_log(here)),
        Page::Messages(of, id) if is_of_carriers(of) => {
            lazy_page(load_carriers_and_texts, move || carriers(here, of, id.clone()))
        }
        Page::Messages(of, id) => lazy_page(load_messages_and_texts, move || messages(here, of, id.clone())),
        Page::Sessions | Page::Settings | Page::Profile | Page::SecondStep | Page::Enroll => {
            lazy_page(load_own_and_texts, move || own(here, page.clone()))
        }
        Page::Setup
        | Page::Problem(_)
        | Page::Accept
        | Page::ForgotPassword
        | Page::ResetPassword
        | Page::ChangePassword => lazy_page(load_entry, move || entry(here, page.clone())),
        _ => view! { <Missing /> }.into_any(),
    }
}

/// Fetches what an entry of the menu will need.
pub fn ahead(item: MenuItem) {
    match item {
        MenuItem::SystemUsers | MenuItem::Subaccounts => lazy::ahead(parts::load_pages),
        MenuItem::Tokens => lazy::ahead(load_bot_and_texts),
        MenuItem::Apps | MenuItem::WhatsappAccounts => lazy::ahead(load_business_and_texts),
        MenuItem::Users => lazy::ahead(load_people),
        MenuItem::Teams | MenuItem::Roles | MenuItem::Mails => lazy::ahead(load_access),
        MenuItem::AuditLog => lazy::ahead(load_audit_and_texts),
        MenuItem::Sessions | MenuItem::Settings | MenuItem::Profile => lazy::ahead(load_own_and_texts),
        MenuItem::Refusals | MenuItem::Addresses => lazy::ahead(load_security_and_texts),
        MenuItem::Webhooks | MenuItem::Messages | MenuItem::Deliveries => lazy::ahead(load_messages_and_texts),
        MenuItem::Sources | MenuItem::Channels | MenuItem::Chatlayer => lazy::ahead(load_carriers_and_texts),
        _ => {}
    }
}

/// Is it in the part about carriers?
const fn is_of_carriers(of: Section) -> bool {
    matches!(of, Section::Sources | Section::Channels | Section::Chatlayer | Section::Settings)
}

/// The texts of these parts are a file of their own. Both are on their way at once; the second waiting finds them there.
macro_rules! with_texts {
    ($($name:ident: $load:path,)*) => {
        $(async fn $name() -> Result<(), ()> {
            lazy::ahead($load);
            i18n::later().await?;
            $load().await.map_err(|_| ())
        })*
    };
}

with_texts! {
    load_messages_and_texts: load_messages,
    load_carriers_and_texts: load_carriers,
    load_audit_and_texts: load_audit,
    load_own_and_texts: load_own,
    load_security_and_texts: load_security,
    load_business_and_texts: load_business,
    load_bot_and_texts: parts::load_pages,
}

// What the pages before sign-in share with any other part is in the program: xtask/src/bundles.rs.

#[wasm_split(entry, preload(load_entry), fallible)]
fn entry(here: Here, page: Page) -> Drawn {
    Ok(match page {
        Page::Setup => setup::page(here),
        Page::Problem(_) => problem::page(here),
        Page::Accept => accept::page(here),
        Page::ForgotPassword => passwords::forgot(),
        Page::ResetPassword => passwords::reset(),
        _ => passwords::must_change(here),
    })
}

#[wasm_split(own, preload(load_own), fallible)]
fn own(here: Here, page: Page) -> Drawn {
    Ok(match page {
        Page::Sessions => sessions::page(here),
        Page::Settings => settings::page(),
        Page::SecondStep => second_step::page(here),
        Page::Enroll => enroll::page(here),
        _ => profile::page(),
    })
}

#[wasm_split(people, preload(load_people), fallible)]
fn people(here: Here, page: Page) -> Drawn {
    Ok(match page {
        Page::User(id) => user::page(here, id),
        Page::Leave(id) => user_leave::page(here, id),
        Page::Invitations => invitations::page(here),
        _ => users::page(here),
    })
}

#[wasm_split(access, preload(load_access), fallible)]
fn access(here: Here, page: Page) -> Drawn {
    Ok(match page {
        Page::Teams => teams::page(here),
        Page::Mails => mails::page(here),
        Page::Mailbox => mailbox::page(here),
        page => roles::page(here, page == Page::RoleMatrix),
    })
}

#[wasm_split(business, preload(load_business), fallible)]
fn business_page(here: Here, page: Page) -> Drawn {
    Ok(business::page(here, page))
}

#[wasm_split(messages, preload(load_messages), fallible)]
fn messages(here: Here, of: Section, id: Option<String>) -> Drawn {
    Ok(section::messages(here, of, id))
}

#[wasm_split(carriers, preload(load_carriers), fallible)]
fn carriers(here: Here, of: Section, id: Option<String>) -> Drawn {
    Ok(section::carriers(here, of, id))
}

#[wasm_split(audit, preload(load_audit), fallible)]
fn audit_log(here: Here) -> Drawn {
    Ok(audit::list::page(here))
}

#[wasm_split(security, preload(load_security), fallible)]
fn security(here: Here, page: Page) -> Drawn {
    Ok(match page {
        Page::Addresses => addresses::page(here),
        _ => refusals::page(here),
    })
}

/// The command palette; `help` lists the keys.
#[wasm_split(palette, preload(load_palette), fallible)]
pub fn palette(here: Here, on_close: Callback<()>, help: Callback<()>) -> Drawn {
    Ok(view! { <Palette here=here on_close=on_close help=help /> }.into_any())
}

/// The question whether it is the reader.
#[wasm_split(palette, preload(load_proof), fallible)]
pub fn proof() -> Drawn {
    Ok(crate::frame::proof::dialog())
}

/// The list of the keys.
#[wasm_split(palette, preload(load_shortcuts), fallible)]
pub fn shortcuts(on_close: Callback<()>) -> Drawn {
    Ok(crate::frame::shortcuts::dialog(on_close))
}
