//! WhatsApp accounts, their phone numbers, and the system users that are assigned to them (product 2.1).

pub(super) mod assign;
mod change;
mod create;
mod list;

use contract::{WhatsappAccount, WhatsappNumber};
use domain::audit;
use store::whatsapp_accounts::{NumberRow, WhatsappAccountRow};

use super::apps::maker;
use crate::fail::Fail;

fn shown(row: WhatsappAccountRow) -> Result<WhatsappAccount, Fail> {
    Ok(WhatsappAccount {
        id: row.id,
        graph_id: row.graph_id,
        name: row.name,
        numbers: row.numbers.into_iter().map(number).collect(),
        assigned: row.assigned,
        created_by: maker(row.created_by)?,
        created_at: row.created_at,
        version: row.version,
    })
}

fn number(row: NumberRow) -> WhatsappNumber {
    WhatsappNumber { id: row.id, graph_id: row.graph_id, number: row.number, display_number: row.display_number }
}

/// What an event says of one.
fn said(row: &WhatsappAccountRow) -> audit::WhatsappAccount {
    audit::WhatsappAccount {
        name: Some(row.name.clone()),
        numbers: Some(row.numbers.iter().map(|one| one.number.clone()).collect()),
        ..Default::default()
    }
}
