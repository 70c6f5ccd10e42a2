//! Channels: how messages leave.

mod create;
mod delete;
mod list;
mod simulate;
mod test;
mod update;

use contract::{Channel, ChannelKind, Code, FieldError, Medium, NamedSubaccount, PersonRef, SourceRef};
use domain::audit::Named;
use domain::environment::Environment;
use domain::field::FieldCode;
use domain::ids::{ChannelId, SubaccountId};
use domain::permission::WebhooksManage;
use domain::principal::Can;
use domain::renewal::Known;
use domain::time::Instant;
use store::channels::{self, ChannelRow, SendsFor};
use store::{Db, DbError};

use crate::carrier::credential::Settings;
use crate::fail::Fail;

/// A channel as it is shown.
fn shown(row: ChannelRow, now: Instant) -> Result<Channel, Fail> {
    let broken = || Fail::internal("a stored channel is of no known kind");
    let settings = Settings::of(&row.settings);
    let renewal = row.renewal.as_ref().map(|known| known.state(settings.app_id.is_some(), now));
    let Known { end, failed, .. } = row.renewal.unwrap_or_default();
    Ok(Channel {
        kind: ChannelKind::parse(&row.kind).ok_or_else(broken)?,
        medium: Medium::parse(&row.medium).ok_or_else(broken)?,
        id: row.id,
        name: row.name,
        origin: row.origin,
        subaccounts: row.subaccounts.into_iter().map(|(id, name)| NamedSubaccount { id, name }).collect(),
        environment: row.environment,
        all_subaccounts: row.all_subaccounts,
        address: row.address,
        username: settings.username,
        phone_number_id: settings.phone_number_id,
        app_id: settings.app_id,
        header_names: settings.header_names,
        has_credential: row.sealed.is_some(),
        credential_expires_at: end,
        renewal,
        renewal_error: failed,
        source: row.source.map(|(id, name)| SourceRef { id, name }),
        status: row.status,
        created_by: PersonRef { id: row.created_by.0, name: row.created_by.1 },
        version: row.version,
        created_at: row.created_at,
    })
}

/// The environment of a new channel: the one that was chosen, or that of what it names, or live.
fn environment(chosen: Option<Environment>, found: &[SendsFor], source: Option<Environment>) -> Environment {
    chosen.or_else(|| found.first().map(|one| one.environment)).or(source).unwrap_or_default()
}

/// Its subaccounts and its source must be of its environment.
fn of_one(environment: Environment, found: &[SendsFor], source: Option<Environment>) -> Result<(), Fail> {
    let other = |field| Err(Fail::field(field, FieldCode::OtherEnvironment));
    match () {
        () if found.iter().any(|one| one.environment != environment) => other("subaccount_ids"),
        () if source.is_some_and(|its| its != environment) => other("source_id"),
        () => Ok(()),
    }
}

/// What an event says of the subaccounts; each must be there and within the caller's reach. None of them is all.
fn given(can: &Can<WebhooksManage>, ids: &[SubaccountId], found: &[SendsFor]) -> Result<Option<Vec<Named>>, Fail> {
    if ids.iter().any(|id| !found.iter().any(|one| one.id == *id)) {
        return Err(Fail::field("subaccount_ids", FieldCode::NotFound));
    }
    // Whoever manages some subaccounts gives no channel to others, and none to all.
    let beyond = found.iter().any(|one| !one.own) || (ids.is_empty() && can.within().is_some());
    if beyond {
        let errors = vec![FieldError::at("subaccount_ids", FieldCode::BeyondYourOwn)];
        return Err(Fail { errors, ..Fail::new(Code::BeyondYourOwn) });
    }
    let named = found.iter().map(|one| Named::new(one.id.as_str(), one.name.as_str())).collect();
    Ok(if ids.is_empty() { None } else { Some(named) })
}

/// The rules of the schema about who sends for whom, told with the channel that is in the way.
async fn taken(
    db: &impl Db,
    can: &Can<WebhooksManage>,
    (medium, environment): (&str, Environment),
    id: &ChannelId,
    wanted: &[SubaccountId],
    error: DbError,
) -> Fail {
    match error {
        error if channels::UNIQUE.iter().any(|rule| error.is_unique(rule)) => {
            let holder = match channels::holder((can.account(), environment), medium, id, wanted).of(db).await {
                Ok(holder) => holder,
                Err(error) => return error.into(),
            };
            // It was given free meanwhile: from the beginning, then.
            let Some(holder) = holder else { return DbError::Guard("moved".to_owned()).into() };
            let fail = Fail {
                errors: vec![FieldError::at("subaccount_ids", FieldCode::Taken)],
                ..Fail::new(Code::ChannelTaken)
            };
            let fail = fail.with("holder", serde_json::json!({ "id": holder.id, "name": holder.name }));
            match holder.subaccount {
                Some((id, name)) => fail.with("subaccount", NamedSubaccount { id, name }),
                None => fail,
            }
        }
        // A subaccount or the source was deleted meanwhile.
        DbError::ForeignKey => DbError::Guard("moved".to_owned()).into(),
        error => error.into(),
    }
}
