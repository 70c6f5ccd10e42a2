//! The secret of an app, and what is proved by it: `appsecret_proof`, and the app's own token (product 2.3).

use domain::addresses;
use domain::business::GraphId;
use domain::ids::AccountId;
use domain::secret::Secret;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use store::apps::{self, AppRow};
use store::at_rest::Sealed;
use store::{Seen, both};

use super::refusal;
use crate::at_rest::{self, Place};
use crate::config::Config;
use crate::crypto::{hex, same_secret};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::refusals::Reason;

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

/// How many hexadecimal digits are the tag at the end of a secret and of an app's own token.
const TAG: usize = 8;
/// How long both are, the tag included: a secret as Meta makes them, and a token.
const SECRET: usize = 32;
const OWN: usize = 64;

/// A new secret for the app of this number. Its tag tells a guess from it without asking the database, as a token's does.
pub fn new_secret(config: &Config, app: &GraphId, random: [u8; (SECRET - TAG) / 2]) -> Secret<String> {
    Secret::new(tagged(config, app, hex(&random)))
}

/// The app's own token. It is made of the secret and ends with it; the secret can't be had back from it.
pub fn own_token(config: &Config, app: &GraphId, secret: &Secret<String>) -> String {
    format!("{app}|{}", tagged(config, app, own(app, secret)))
}

fn own(app: &GraphId, secret: &Secret<String>) -> String {
    let mut own = mac(secret, &["tenure/1/app-token:", app.as_str()]);
    own.truncate(OWN - TAG);
    own
}

fn tagged(config: &Config, app: &GraphId, body: String) -> String {
    let tag = config.keys.app_tag(app.as_str(), &body);
    body + &tag
}

/// What an app shows of itself: its number, and its secret or own token.
struct Shown<'a> {
    number: GraphId,
    text: &'a str,
    body: &'a str,
}

impl<'a> Shown<'a> {
    /// Is it one that was made here? Nothing is asked of the database to say so.
    fn read(config: &Config, id: &str, text: &'a str) -> Result<Self, Reason> {
        let number = GraphId::try_from(id.to_owned()).map_err(|_| Reason::Malformed)?;
        let long = matches!(text.len(), SECRET | OWN) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let (body, tag) =
            text.split_at_checked(text.len().saturating_sub(TAG)).filter(|_| long).ok_or(Reason::Malformed)?;
        match config.keys.is_app_tag(number.as_str(), body, tag) {
            true => Ok(Self { number, text, body }),
            false => Err(Reason::Forged),
        }
    }

    /// The app, where this is what it has now, and calls of its account's system users are taken from this address.
    async fn app<D: Deps>(&self, deps: &D, config: &Config, from: Option<&str>) -> Result<Result<App, Reason>, Fail> {
        let (row, home) = both(deps.db(), apps::by_number(&self.number), apps::home(&self.number)).await?;
        let (Some(row), Some(home)) = (row, home) else { return Ok(Err(Reason::Unknown)) };
        let secret = secret(config, &home.account, &row)?;
        let right = match self.text.len() {
            SECRET => same_secret(secret.expose(), self.text),
            // Under another of our keys its tag is another one.
            _ => same_secret(&own(&self.number, &secret), self.body),
        };
        Ok(match right {
            // It was the app's before it got another secret.
            false => Err(Reason::Revoked),
            true if !addresses::admits(home.networks.as_deref(), from) => Err(Reason::Address),
            true => Ok(App { account: home.account, row }),
        })
    }
}

/// The app of this number that this is the secret of.
///
/// # Errors
/// 101, whichever of them is wrong, and also from an address that is not listed. The log has which.
pub async fn by_secret<D: Deps>(
    deps: &D,
    config: &Config,
    (id, shown): (&str, &str),
    from: Option<&str>,
) -> Result<App, Fail> {
    let found = match Shown::read(config, id, shown) {
        // An app's own token is no secret: it would make itself another.
        Ok(one) if one.text.len() == SECRET => one.app(deps, config, from).await?,
        Ok(_) => Err(Reason::Malformed),
        Err(reason) => Err(reason),
    };
    found.map_err(|reason| Fail { refused: Fail::refused(reason, None).refused, ..refusal::bad_client() })
}

/// The app whose own token this is: `{id}|{token}`, or `{id}|{secret}`; or why it is none.
pub async fn by_token<D: Deps>(
    deps: &D,
    config: &Config,
    token: &str,
    from: Option<&str>,
) -> Result<Result<App, Reason>, Fail> {
    let Some((id, text)) = token.split_once('|') else { return Ok(Err(Reason::Malformed)) };
    match Shown::read(config, id, text) {
        Ok(one) => one.app(deps, config, from).await,
        Err(reason) => Ok(Err(reason)),
    }
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
}
