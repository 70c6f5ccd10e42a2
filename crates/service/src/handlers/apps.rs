//! Apps, for which tokens of system users can be made (product 2.1).

mod callback;
mod change;
mod create;
pub(super) mod install;
mod list;

use contract::{App, Code, PersonRef};
use domain::business::GraphId;
use domain::ids::{AppId, UserId};
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use store::DbError;
use store::apps::AppRow;

use crate::at_rest::{self, Place};
use crate::config::Config;
use crate::cx::random;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::graph::proof;

/// An app as it is shown: its secret has no way into it.
pub fn shown(row: AppRow) -> Result<App, Fail> {
    Ok(App {
        id: row.id,
        graph_id: row.graph_id,
        name: row.name,
        require_proof: row.require_proof,
        installed: row.installed,
        callback_url: row.callback_url,
        created_by: maker(row.created_by)?,
        created_at: row.created_at,
        secret_created_at: row.secret_at,
        version: row.version,
    })
}

/// A person who made something: they alone make apps and add WhatsApp accounts.
pub fn maker((id, name): (String, String)) -> Result<PersonRef, Fail> {
    let id = UserId::try_from(id).map_err(|_| Fail::internal("a stored maker is no person"))?;
    Ok(PersonRef { id, name })
}

/// Apps and WhatsApp accounts are the account's: whoever manages some subaccounts changes none.
pub fn whole(can: &Can<SystemUsersManage>) -> Result<(), Fail> {
    if can.within().is_some() { Err(Fail::new(Code::BeyondYourOwn)) } else { Ok(()) }
}

/// A new secret, as Meta's are: 32 hexadecimal digits; and the same, sealed.
fn new_secret(
    deps: &impl Deps,
    config: &Config,
    can: &Can<SystemUsersManage>,
    (id, number): (&AppId, &GraphId),
) -> Result<(String, String), Fail> {
    let secret = proof::new_secret(config, number, random(deps)?).expose().clone();
    let place = Place::new(store::at_rest::Sealed::App, can.account(), id.as_str());
    let sealed = at_rest::seal(config, place, random(deps)?, secret.as_bytes())?;
    Ok((secret, sealed))
}

/// What is said when the schema has no room for one more.
pub fn refused(error: DbError) -> Fail {
    match error {
        error
            if ["app_limit", "whatsapp_account_limit", "whatsapp_number_limit"]
                .iter()
                .any(|name| error.is_invariant(name)) =>
        {
            Fail::new(Code::AssetLimit).with("limit", store::apps::MOST)
        }
        error => error.into(),
    }
}
