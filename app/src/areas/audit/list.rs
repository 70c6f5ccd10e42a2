//! The audit log, the newest first: found by who did it, what was done, to what, and when.

use crate::areas::audit::{event, export, verify};
use crate::i18n::{locale, t};
use crate::routes::{self, Here};
use crate::shared::filters::{at, clear, day, filter};
use crate::shared::list_page::{List, cursor, list_page};
use crate::shared::live::live;
use crate::shared::pieces::{ago, cell, heads, or_dash};
use crate::state::query::use_query;
use crate::state::session;
use crate::ui::attr;
use crate::ui::each::For;
use crate::ui::field::Search;
use crate::ui::icon;
use crate::ui::notice::Empty;
use crate::ui::page::{Forbidden, Head};
use contract::table::ListAuditEvents;
use contract::{AuditEvent, AuditQuery, EventActor};
use domain::audit::Action;
use domain::permission::PermissionId as P;
use leptos::prelude::*;
use locale::audit::Audit;

// `action` and `id` in an address are the dialog's.
const FILTERS: &[&str] = &["actor", "did", "subject", "from", "to"];

/// The texts of this area.
pub fn m() -> &'static Audit {
    &locale::later().audit
}

/// What the address asks for.
pub fn asked(here: Here) -> AuditQuery {
    AuditQuery {
        limit: None,
        cursor: cursor(here),
        actor: here.param("actor"),
        action: here.param("did").and_then(|did| Action::parse(&did)),
        subject: here.param("subject"),
        from: at(here, "from", false),
        to: at(here, "to", true),
    }
}

/// Who did it.
pub fn who(actor: &EventActor) -> String {
    actor.name.clone().or_else(|| actor.id.clone()).unwrap_or_else(|| m().deployment.to_owned())
}

/// The page.
pub fn page(here: Here) -> AnyView {
    if !session::may(P::AuditRead) {
        return view! { <Forbidden permission=P::AuditRead.as_str() /> }.into_any();
    }
    live(here);
    let list = use_query::<ListAuditEvents>(move || Some(((), asked(here))));
    let items = move || list.data.get().map(|page| page.items.clone()).unwrap_or_default();
    let search = |key: &'static str, label: &'static str, beside: bool| {
        let value = Signal::derive(move || here.param(key).unwrap_or_default());
        view! { <Search label=label value=value beside=beside on_search=Callback::new(move |text: String| here.set(&[(key, text.trim()), ("cursor", "")])) /> }
    };
    let mut actions: Vec<_> = Action::ALL
        .iter()
        .map(|action| (action.as_str().to_owned(), locale::audit::did(locale(), *action).to_owned()))
        .collect();
    actions.sort_by_cached_key(|(_, word)| word.to_lowercase());
    let none = move || {
        if FILTERS.iter().any(|one| here.param(one).is_some()) {
            view! { <Empty glyph=icon::SEARCH title=m().no_match why=m().no_match_why /> }.into_any()
        } else {
            view! { <Empty glyph=icon::LIST title=m().empty why=m().empty_why /> }.into_any()
        }
    };
    let m = m();
    let (verify, verified) = verify::verification();
    view! {
        <div class="page">
            <Head title=t().nav.audit_log lead=m.lead>{verify} {export::buttons(here)}</Head>
            {verified}
            <div class="toolbar">
                {search("actor", m.search_actor, false)}
                {search("subject", m.search_subject, true)}
                {filter(here, "did", m.any_action, actions)}
                {day(here, "from", m.from)}
                {day(here, "to", m.to)}
                {clear(here, FILTERS)}
            </div>
            {list_page(
                here,
                list,
                List {
                    caption: t().nav.audit_log,
                    class: "table",
                    bones: &["l", "m", "m", "s", "m"],
                    heads: heads(&[m.what, m.who, m.to_what, m.network, m.when]),
                    actions: false,
                    rows: view! { <For each=items key=|one| format!("{} {}", one.id, one.hash.is_some()) let:one>{row(here, &one)}</For> }.into_any(),
                    none: Box::new(none),
                },
            )}
            {event::dialog(here, list)}
        </div>
    }
    .into_any()
}

fn row(here: Here, one: &AuditEvent) -> AnyView {
    let id = one.id.clone();
    let href = attr(move || here.changed(&[("action", "event"), ("id", &id)]));
    let subject = match subject_page(one) {
        Some(href) => view! { <a href=href>{subject(one)}</a> }.into_any(),
        None => subject(one).into_any(),
    };
    view! {
        <tr>
            <th scope="row" class="leads">
                <a class="go" href=href data-noscroll="">
                    {locale::audit::what(locale(), &one.action)}
                </a>
            </th>
            {cell(m().who, who(&one.actor).into_any())}
            {cell(m().to_what, subject)}
            {cell(m().network, or_dash(one.ip.clone()))}
            {cell(m().when, ago(Some(one.at)))}
        </tr>
    }
    .into_any()
}

/// What it was done to, by the name that the event knows, or by its id.
pub fn subject(one: &AuditEvent) -> String {
    let sides = [one.detail.after.as_ref(), one.detail.before.as_ref()];
    let name = sides.into_iter().flatten().find_map(|side| {
        ["username", "name", "email", "network"]
            .iter()
            .find_map(|key| side.get(*key)?.as_str().filter(|name| !name.is_empty()))
    });
    // Who signs in does it to themselves.
    let own = one.actor.name.as_deref().filter(|_| one.actor.id.as_ref() == Some(&one.subject_id));
    name.or(own).unwrap_or(&one.subject_id).to_owned()
}

/// The page of what it was done to, where there is one that the reader may see.
pub fn subject_page(one: &AuditEvent) -> Option<String> {
    let id = one.subject_id.as_str();
    let (kind, _) = id.split_once('_')?;
    let (to, needs) = match kind {
        "su" => (routes::system_user(id), P::SystemUsersManage),
        "usr" => (routes::user(id), P::UsersManage),
        "inv" => ("/invitations".to_owned(), P::UsersManage),
        "team" => ("/teams".to_owned(), P::TeamsManage),
        "role" => ("/roles".to_owned(), P::RolesManage),
        "sub" => ("/subaccounts".to_owned(), P::SubaccountsRead),
        "wh" => (format!("/webhooks/{id}"), P::WebhooksManage),
        "src" => (format!("/sources/{id}"), P::WebhooksManage),
        "chn" => (format!("/channels/{id}"), P::WebhooksManage),
        "ipr" => ("/addresses".to_owned(), P::AccountManage),
        "acc" => ("/settings".to_owned(), P::AccountManage),
        _ => return None,
    };
    (session::may(needs) && !one.action.ends_with(".deleted")).then_some(to)
}
