//! The audit log as a file, as it is filtered: a table for a spreadsheet, or an event a line for programs. The API writes
//! both, and asks for a fresh proof.

use crate::areas::audit::list::{asked, m};
use crate::routes::Here;
use crate::shared::file::{self, Export};
use contract::AuditQuery;
use contract::table::ListAuditEvents;
use leptos::prelude::*;

/// The two buttons.
pub fn buttons(here: Here) -> AnyView {
    view! {
        {file::button(move || export(here, "audit-log.csv", "text/csv"))}
        {file::button_of(m().export_ndjson, move || export(here, "audit-log.ndjson", "application/x-ndjson"))}
    }
    .into_any()
}

/// From the beginning, whatever page is shown.
fn export(here: Here, name: &'static str, media: &'static str) -> Export {
    file::written::<ListAuditEvents>(name, media, &AuditQuery { cursor: None, ..untrack(|| asked(here)) })
}
