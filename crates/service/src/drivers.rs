//! Drivers: work that goes on by itself, each with an alarm of its own (a Durable Object on Cloudflare). What they do is in
//! the database; an alarm that is lost costs time and nothing else.

use domain::ids::WebhookId;
use domain::time::Instant;

use crate::config::Config;
use crate::deliver;
use crate::deps::Deps;

/// A driver's alarm went off: does what is due; when it is to go off again. A driver's name is the id of what it works for;
/// a name of another version means nothing.
pub async fn drive<D: Deps>(deps: &D, config: &Config, name: &str) -> Option<Instant> {
    let webhook = WebhookId::try_from(name.to_owned()).ok()?;
    deliver::drive(deps, config, &webhook).await
}
