//! Making the text of a token and its row. The text leaves this place in the answer alone.

use contract::NewToken;
use domain::ids::{SystemUserId, TokenId};
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use domain::time::Instant;
use domain::token;
use store::{Change, system_users};

use crate::config::Config;
use crate::cx::random;
use crate::deps::Deps;
use crate::fail::Fail;

/// Adds a new token of a system user to a change.
pub fn issue(
    deps: &impl Deps,
    config: &Config,
    change: &mut Change,
    can: &Can<SystemUsersManage>,
    system_user: &SystemUserId,
    now: Instant,
) -> Result<NewToken, Fail> {
    let id = TokenId::new(now, random(deps)?);
    let text = config.keys.new_token(&random(deps)?);
    let digest = config.keys.token_digest(&text);
    let tail = token::tail(text.expose());
    let row = system_users::NewToken { id: &id, system_user, digest: &digest.hex, kid: &digest.kid, tail: &tail };
    system_users::insert_token(change, can, &row);
    Ok(NewToken { id, value: text.expose().clone(), tail, scopes: Vec::new(), created_at: now, expires_at: None })
}
