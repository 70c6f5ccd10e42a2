//! The secret of an app, and what is proved by it: `appsecret_proof`, and the app's own token (product 2.3).

use domain::business::GraphId;
use domain::ids::{AccountId, AppId};
use domain::secret::Secret;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use store::apps::{self, AppRow};
use store::at_rest::Sealed;
use store::{Seen, graph_nodes};

use super::refusal;
use crate::at_rest::{self, Place};
use crate::config::Config;
use crate::crypto::{hex, same_secret};
use crate::deps::Deps;
use crate::fail::Fail;

/// An app, and the account that it is of.
#[derive(Debug)]
pub struct App {
    /// The account.
    pub account: AccountId,
    /// The app.
    pub row: Seen<AppRow>,
}

/// The secret of an app.
pub fn secret(config: &Config, account: &AccountId, row: &AppRow) -> Result<Secret<String>, Fail> {
    let plain = at_rest::open(config, Place::new(Sealed::App, account, row.id.as_str()), &row.sealed);
    let text = plain.and_then(|plain| String::from_utf8(plain).ok());
    text.map(Secret::new).ok_or_else(|| Fail::internal("an app's secret does not open under the present keys"))
}

fn mac(secret: &Secret<String>, parts: &[&str]) -> String {
    let Ok(mut mac) = <Hmac<Sha256>>::new_from_slice(secret.expose().as_bytes()) else { return String::new() };
    parts.iter().for_each(|part| mac.update(part.as_bytes()));
    hex(&mac.finalize().into_bytes())
}

/// `appsecret_proof` of a token: HMAC-SHA256 of it under the app's secret, in lower-case hex.
pub fn of(secret: &Secret<String>, token: &str) -> String {
    mac(secret, &[token])
}

/// Is it the proof of this token?
pub fn is_right(secret: &Secret<String>, token: &str, proof: &str) -> bool {
    same_secret(&of(secret, token), proof.trim())
}

/// The app's own token. It is made of the secret and ends with it; the secret can't be had back from it.
pub fn own_token(app: &GraphId, secret: &Secret<String>) -> String {
    format!("{app}|{}", mac(secret, &["tenure/1/app-token:", app.as_str()]))
}

/// The app of this id or number that this is the secret of.
///
/// # Errors
/// 101, whichever of them is wrong.
pub async fn by_secret<D: Deps>(deps: &D, config: &Config, id: &str, shown: &str) -> Result<App, Fail> {
    let app = find(deps, id).await?.ok_or_else(refusal::bad_client)?;
    match same_secret(secret(config, &app.account, &app.row)?.expose(), shown) {
        true => Ok(app),
        false => Err(refusal::bad_client()),
    }
}

/// The app whose own token this is: `{id}|{token}`, or `{id}|{secret}`.
pub async fn by_token<D: Deps>(deps: &D, config: &Config, text: &str) -> Result<Option<App>, Fail> {
    let Some((id, rest)) = text.split_once('|') else { return Ok(None) };
    let Some(app) = find(deps, id).await? else { return Ok(None) };
    let secret = secret(config, &app.account, &app.row)?;
    let own = own_token(&app.row.graph_id, &secret);
    let is_own = same_secret(&own, &format!("{}|{rest}", app.row.graph_id));
    Ok((is_own || same_secret(secret.expose(), rest)).then_some(app))
}

async fn find<D: Deps>(deps: &D, id: &str) -> Result<Option<App>, Fail> {
    let Ok(number) = GraphId::try_from(id.to_owned()) else { return Ok(None) };
    let Some((account, id)) = graph_nodes::anywhere(&number).of(deps.db()).await? else { return Ok(None) };
    let Ok(id) = AppId::try_from(id) else { return Ok(None) };
    Ok(apps::by_id(&account, &id).of(deps.db()).await?.map(|row| App { account, row }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_is_proved() {
        // product 6.1
        let secret = Secret::new("secret".to_owned());
        let proof = "aba03a65786178c389dd1e24333fc7add508e276bdd4d361094236658220a98a";
        assert_eq!(of(&secret, "EAATOKEN"), proof);
        assert!(is_right(&secret, "EAATOKEN", proof));
        assert!(!is_right(&secret, "EAATOKEN", &proof.replace('a', "b")) && !is_right(&secret, "EAATOKEN", ""));
    }

    #[test]
    fn an_apps_token_is_not_its_secret() {
        let secret = Secret::new("0123456789abcdef0123456789abcdef".to_owned());
        let token = own_token(&GraphId::new([0; 8]), &secret);
        assert!(token.starts_with("1000000000000000|") && !token.contains(secret.expose()));
    }
}
