//! The audit log as a file, as it is filtered: a table for a spreadsheet, or an event a line for programs.

use crate::areas::audit::list::{asked, m};
use crate::i18n::iso;
use crate::routes::Here;
use crate::shared::file::{self, Export, most, rows};
use contract::client::{Call, call};
use contract::table::ListAuditEvents;
use contract::{AuditEvent, AuditQuery, Cursor, Limit, Nothing};
use leptos::prelude::*;

const HEAD: &[&str] = &[
    "seq",
    "at",
    "actor_kind",
    "actor_id",
    "actor_name",
    "permission",
    "action",
    "subject_id",
    "ip",
    "request_id",
    "id",
    "detail",
    "hash",
];

/// The two buttons.
pub fn buttons(here: Here) -> AnyView {
    view! {
        {file::button(move || table(here))}
        {file::button_of(m().export_ndjson, move || lines(here))}
    }
    .into_any()
}

/// From the beginning, whatever page is shown: the filters are those of the press.
fn ask(here: Here) -> impl Fn(Option<Cursor>) -> AuditQuery {
    let filters = untrack(|| asked(here));
    move |cursor| AuditQuery { limit: most(), cursor, ..filters.clone() }
}

/// The first event as a file. Pages are for whoever reads the log; a file of it goes elsewhere, and asks for a fresh proof.
fn proven() -> Call {
    let query = AuditQuery { limit: Limit::try_from(1).ok(), ..AuditQuery::default() };
    Call { accept: "application/x-ndjson", ..call::<ListAuditEvents>(&(), &query, &Nothing {}) }
}

fn table(here: Here) -> Export {
    file::of::<ListAuditEvents>("audit-log.csv", HEAD, ask(here), |page| rows(page, row)).after(proven())
}

fn lines(here: Here) -> Export {
    file::lines_of::<ListAuditEvents>("audit-log.ndjson", ask(here), |page| {
        let line = |one: &AuditEvent| serde_json::to_string(one).map(|line| line + "\n").unwrap_or_default();
        (page.items.iter().map(line).collect(), page.next_cursor)
    })
    .after(proven())
}

fn row(one: &AuditEvent) -> Vec<String> {
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        one.seq.map(|seq| seq.to_string()).unwrap_or_default(),
        iso(one.at.millis()),
        one.actor.kind.as_str().to_owned(),
        or_empty(&one.actor.id),
        or_empty(&one.actor.name),
        or_empty(&one.permission),
        one.action.clone(),
        one.subject_id.clone(),
        or_empty(&one.ip),
        one.request_id.to_string(),
        one.id.clone(),
        serde_json::to_string(&one.detail).unwrap_or_default(),
        or_empty(&one.hash),
    ]
}
