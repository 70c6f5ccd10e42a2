//! Inbound sources: where carriers post.

mod change;
mod list;
mod sample;

use contract::{FieldMapping, InboundSource, Medium, Provider, SourceAuthentication, SystemUserRef};
use domain::field::FieldCode;
use domain::ids::InboundSourceId;
use messaging::inbound::Mapping;
use store::inbound_sources::SourceRow;

use crate::config::Config;
use crate::fail::Fail;
use crate::view;

/// A source as the console shows it.
fn show(config: &Config, row: SourceRow) -> Result<InboundSource, Fail> {
    let unknown = |what: &str| Fail::internal(format!("a stored source has no known {what}"));
    let source = row.source;
    let mapping = source.mapping.as_deref().map(serde_json::from_str::<FieldMapping>).transpose();
    Ok(InboundSource {
        environment: source.environment,
        url: url(config, &source.id),
        name: row.name,
        provider: Provider::parse(&source.provider).ok_or_else(|| unknown("provider"))?,
        medium: Medium::parse(&source.medium).ok_or_else(|| unknown("medium"))?,
        authentication: SourceAuthentication::parse(&source.authentication).ok_or_else(|| unknown("authentication"))?,
        system_user: source.system_user.clone().zip(row.system_user).map(|(id, (username, status))| SystemUserRef {
            id,
            username,
            status,
            environment: source.environment,
        }),
        system_user_id: source.system_user,
        networks: source.networks,
        mapping: mapping.map_err(|_| unknown("mapping"))?,
        status: source.status,
        last_received_at: row.last_received_at,
        last_refused_at: row.last_refused_at,
        refused: row.refused,
        created_by: view::doer(row.created_by, row.created_by_name, row.creator),
        created_at: row.created_at,
        version: row.version,
        id: source.id,
    })
}

/// The address that the carrier is given; without a key.
fn url(config: &Config, id: &InboundSourceId) -> String {
    format!("{}/in/{id}", config.origin)
}

/// A mapping, by the rules that read with it.
fn mapping(fields: &FieldMapping) -> Result<Mapping, Fail> {
    let read = serde_json::to_value(fields).and_then(serde_json::from_value);
    read.map_err(|_| Fail::field("mapping", FieldCode::InvalidPointer))
}
