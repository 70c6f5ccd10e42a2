//! Renews the access tokens of Meta channels before they end, and says it where one does not renew itself (ADR 0045).
//!
//! Meta: `debug_token` says when a token ends, `oauth/access_token` with `grant_type=fb_exchange_token` gives another one for 60
//! days. The old one lives until its own end, so that what is being sent with it meanwhile goes out.

use contract::MailKind;
use contract::client::percent_encode;
use domain::ids::ChannelId;
use domain::renewal::{self, REMINDERS};
use domain::secret::Secret;
use domain::time::{Instant, SECOND};
use futures_util::future::join_all;
use messaging::address::AddressRefusal;
use serde_json::Value;
use store::renewals::{self, Due, Ending};
use store::{Change, Db};

use super::META;
use super::credential::{App, Credential};
use crate::config::Config;
use crate::cx::own_stamp;
use crate::deps::{CallError, Deps, OutsideAnswer, OutsideCall};
use crate::fail::Fail;
use crate::log;
use crate::mail::{self, Letter};
use crate::reminders::days_left;
use crate::webhook_call::judge;

/// How many channels a round sees to, all at once: one connection is left for the database.
const AT_ONCE: i64 = 5;
/// How long Meta has, in milliseconds, and how much of its answer is read.
const TIMEOUT_MS: u32 = 10_000;
const READ_AT_MOST: usize = 64 * 1024;
/// The most that is kept of what it says, in characters.
const WORDS: usize = 300;
/// The longest access token that is taken, in bytes.
const LONGEST: usize = 4_096;

/// Asks when credentials end, and renews those that end soon. Each is taken by one round alone.
pub async fn renew<D: Deps>(deps: &D, config: &Config, now: Instant) -> Result<(), Fail> {
    let due = renewals::due(now, AT_ONCE).of(deps.db()).await?;
    let all = join_all(due.iter().map(|due| see_to(deps, config, due, now))).await;
    all.into_iter().collect()
}

async fn see_to<D: Deps>(deps: &D, config: &Config, due: &Due, now: Instant) -> Result<(), Fail> {
    match deps.db().commit(&renewals::claim(due, renewal::again(due.end, now))).await {
        // Another round has it.
        Err(error) if error.is_guard("stale") => return Ok(()),
        other => other?,
    };
    let of = (due.account.account(), &due.channel);
    let outcome = match Credential::open(config, of, &due.sealed) {
        Some(Credential::Meta { access_token, phone_number_id, app }) => {
            let meta = Meta { base: due.address.as_deref().unwrap_or(META), token: access_token, app, phone_number_id };
            meta.ask(deps, config, due, now).await
        }
        _ => Err("the credential does not open under the present keys".to_owned()),
    };
    let written = match outcome {
        Ok(Said::End(end, next)) => renewals::ends(due, end, next),
        Ok(Said::Another(new, end)) => {
            let next = end.and_then(|end| renewal::next(end, now));
            let new = new.seal(deps, config, of)?;
            renewals::renewed(due, own_stamp(deps, config, now)?, &new, end, next)
        }
        Err(why) => {
            log::event(deps, true, "renew_credential", &format!("{}: {why}", due.channel));
            renewals::failed(due, now, &why)
        }
    };
    match deps.db().commit(&written).await {
        // Somebody gave another credential meanwhile, or deleted the channel: the new token is let go, and the old one, too.
        Err(error) if error.is_guard("moved") => Ok(()),
        other => Ok(other.map(drop)?),
    }
}

/// What Meta said.
enum Said {
    /// When the token ends, none being never; and when it is renewed.
    End(Option<Instant>, Option<Instant>),
    /// Another token in its place, which outlives it, and when that one ends, none being never.
    Another(Credential, Option<Instant>),
}

/// A token of Meta's, and what it is used with.
struct Meta<'a> {
    base: &'a str,
    token: Secret<String>,
    app: Option<App>,
    phone_number_id: String,
}

impl Meta<'_> {
    /// Asks when the token ends, or for another one once that is known; or why Meta was not understood: words without secrets.
    async fn ask<D: Deps>(mut self, deps: &D, config: &Config, due: &Due, now: Instant) -> Result<Said, String> {
        let app = match &self.app {
            Some(app) if due.said => app,
            // Without an app nobody is given another one.
            by => {
                let end = self.end(deps, config).await?;
                return Ok(Said::End(end, end.filter(|_| by.is_some()).map(|end| renewal::first(end, now))));
            }
        };
        let (new, end) = self.exchange(deps, config, app, now).await?;
        self.token = new;
        let end = match end {
            Some(end) => Some(end),
            // What nobody knows the end of takes nothing's place.
            None => self.end(deps, config).await?,
        };
        if !renewal::outlives(end, due.end) {
            return Err("Meta gave a token that ends no later than this one".to_owned());
        }
        let Self { token: access_token, phone_number_id, app, .. } = self;
        Ok(Said::Another(Credential::Meta { access_token, phone_number_id, app }, end))
    }

    /// When the token ends; none: never. The app asks, or else the token itself.
    async fn end<D: Deps>(&self, deps: &D, config: &Config) -> Result<Option<Instant>, String> {
        let by = match &self.app {
            Some(app) => format!("{}|{}", app.id, app.secret.expose()),
            None => self.token.expose().clone(),
        };
        let query = [("input_token", self.token.expose().as_str())];
        let answer = self.get(deps, config, ("/debug_token", &query), Some(&by)).await?;
        let data = answer.get("data").unwrap_or(&Value::Null);
        if data.get("is_valid").and_then(Value::as_bool) != Some(true) {
            return Err(self.words(data, "Meta does not say that the token is valid"));
        }
        match data.get("expires_at").and_then(Value::as_i64) {
            Some(0) => Ok(None),
            Some(at) if at > 0 => Ok(Some(Instant::from_millis(0).plus(at.saturating_mul(SECOND)))),
            _ => Err("Meta does not say when the token ends".to_owned()),
        }
    }

    /// Another token, and when it ends if Meta says so.
    async fn exchange<D: Deps>(
        &self,
        deps: &D,
        config: &Config,
        app: &App,
        now: Instant,
    ) -> Result<(Secret<String>, Option<Instant>), String> {
        let query = [
            ("grant_type", "fb_exchange_token"),
            ("client_id", &app.id),
            ("client_secret", app.secret.expose()),
            ("set_token_expires_in_60_days", "true"),
            ("fb_exchange_token", self.token.expose()),
        ];
        let answer = self.get(deps, config, ("/oauth/access_token", &query), None).await?;
        let token = answer.get("access_token").and_then(Value::as_str).unwrap_or_default();
        // It becomes a header of each call.
        if token.is_empty() || token.len() > LONGEST || !token.bytes().all(|b| b.is_ascii_graphic()) {
            return Err("Meta's answer has no access token".to_owned());
        }
        let lives = answer.get("expires_in").and_then(Value::as_i64).filter(|seconds| *seconds > 0);
        let end = lives.map(|seconds| now.plus(seconds.saturating_mul(SECOND)));
        Ok((Secret::new(token.to_owned()), end))
    }

    /// Calls Meta. The secrets of the query go to the address that was judged without them, and nowhere else.
    async fn get<D: Deps>(
        &self,
        deps: &D,
        config: &Config,
        (path, query): (&str, &[(&str, &str)]),
        by: Option<&str>,
    ) -> Result<Value, String> {
        let address = format!("{}{path}", self.base.trim_end_matches('/'));
        let judged = judge(deps, config, &address).await;
        let address = judged.map_err(|why| match why {
            AddressRefusal::Unresolved => "the address's name can't be resolved".to_owned(),
            _ => "the address may not be called".to_owned(),
        })?;
        let query: Vec<String> =
            query.iter().map(|(name, value)| format!("{name}={}", percent_encode(value))).collect();
        let mut headers = vec![("accept".to_owned(), "application/json".to_owned())];
        headers.extend(by.map(|by| ("authorization".to_owned(), format!("Bearer {by}"))));
        let call = OutsideCall {
            method: "GET",
            url: format!("{address}?{}", query.join("&")),
            headers,
            body: Vec::new(),
            timeout_ms: TIMEOUT_MS,
            read_at_most: READ_AT_MOST,
        };
        // What could not be reached is not named: its address has secrets.
        let answer = deps.call(call).await.map_err(|error| match error {
            CallError::TimedOut => "no answer within 10 seconds".to_owned(),
            CallError::Unreachable(_) => "it could not be reached".to_owned(),
        })?;
        self.read(&answer)
    }

    fn read(&self, answer: &OutsideAnswer) -> Result<Value, String> {
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        match answer.status {
            200 if body.get("error").is_none() => Ok(body),
            status => Err(self.words(&body, &format!("status {status}"))),
        }
    }

    /// Meta's number and words of an error, or ours where it has none.
    fn words(&self, body: &Value, ours: &str) -> String {
        let error = body.get("error").unwrap_or(&Value::Null);
        let code = error.get("code").and_then(Value::as_i64).map(|code| format!("{code}: ")).unwrap_or_default();
        let said = error.get("message").and_then(Value::as_str).unwrap_or(ours);
        let all = Credential::Meta {
            access_token: self.token.clone(),
            phone_number_id: self.phone_number_id.clone(),
            app: self.app.clone(),
        };
        let visible = |c: char| if c.is_control() { ' ' } else { c };
        all.hide_in(&format!("{code}{said}")).chars().map(visible).take(WORDS).collect()
    }
}

/// Of how many ends it is said in a round. Each is four statements, and one a letter, of which there are twenty at the most.
const TOLD_AT_ONCE: i64 = 3;

/// Tells those who look after a channel that its credential ends soon and does not renew itself, once of each of
/// [`REMINDERS`]: that they were told is noted in the batch of their mails.
pub async fn announce<D: Deps>(deps: &D, config: &Config, now: Instant) -> Result<(), Fail> {
    let mut room = TOLD_AT_ONCE;
    // The nearer one first: whoever was told of it has no use for the other ones.
    for days in REMINDERS.into_iter().rev() {
        let ending = renewals::ending(deps.db(), now, days, room).await?;
        for ending in &ending {
            room -= 1;
            match deps.db().commit(&announcement(deps, config, ending, days, now)?.seal()).await {
                Ok(_) => {}
                // It was renewed meanwhile, or another round was faster: the next one looks again.
                Err(error) if error.is_guard("moved") => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}

fn announcement<D: Deps>(deps: &D, config: &Config, ending: &Ending, days: i64, now: Instant) -> Result<Change, Fail> {
    let mut change = renewals::told(own_stamp(deps, config, now)?, ending, days);
    for keeper in &ending.keepers {
        let letter = Letter {
            kind: MailKind::ChannelCredentialEnds,
            to: &keeper.email,
            to_name: &keeper.name,
            locale: keeper.locale,
            account: &ending.account_name,
            by: &ending.name,
            role: "",
            link: page(config, &ending.channel),
            expires: days_left(ending.end, now),
        };
        mail::put(deps, config, &mut change, &letter)?;
    }
    Ok(change)
}

fn page(config: &Config, channel: &ChannelId) -> String {
    format!("{}/channels/{channel}", config.origin)
}
