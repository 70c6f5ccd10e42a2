//! Secrets of webhooks: made, and made anew.

use contract::table::RotateWebhookSecret;
use contract::{Code, SecretText, WebhookWithSecret};
use domain::audit::{self, Detail};
use domain::ids::{AccountId, WebhookSecretId};
use domain::secret::Secret;
use domain::time::{Instant, SECOND};
use messaging::signature::SigningSecret;
use store::webhooks;

use super::show::show;
use crate::answer::Answer;
use crate::config::Config;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::webhook_call::seal_secret;

/// How much of a secret is listed, in characters.
const TAIL: usize = 4;

/// A secret that was made just now.
pub struct New {
    /// Its id.
    pub id: WebhookSecretId,
    /// Its text, for the one answer that has it.
    pub text: Secret<String>,
    /// The end of its text.
    pub tail: String,
    sealed: String,
}

impl New {
    /// As it is stored: id, sealed text, end of the text.
    pub fn stored(&self) -> (&WebhookSecretId, &str, &str) {
        (&self.id, &self.sealed, &self.tail)
    }
}

/// Makes a secret of 256 random bits.
pub fn new_secret(deps: &impl Deps, config: &Config, account: &AccountId, now: Instant) -> Result<New, Fail> {
    let secret = SigningSecret::from_bytes(random::<32>(deps)?.to_vec());
    let text = secret.map_err(|_| Fail::internal("webhook: secret"))?.to_text();
    let id = WebhookSecretId::new(now, random(deps)?);
    let sealed = seal_secret(config, random(deps)?, (account, &id), &text)?;
    let hidden = text.expose().chars().count().saturating_sub(TAIL);
    let tail = text.expose().chars().skip(hidden).collect();
    Ok(New { id, text, tail, sealed })
}

impl<D: Deps> Handler<D> for RotateWebhookSecret {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<WebhookWithSecret>, Fail> {
        let (can, now) = (&cx.proof, cx.meta.now);
        let overlap = cx.body.overlap_seconds.unwrap_or_default().seconds();
        let seen = webhooks::get(can, &cx.path, now).of(cx.db()).await?.ok_or_else(|| Fail::new(Code::NotFound))?;
        if seen.subscription.is_some() {
            return Err(Fail::new(Code::SubscribedByApp));
        }
        let secret = new_secret(cx.deps, cx.config, can.account(), now)?;
        let ends_at = now.plus(overlap * SECOND);
        let after = audit::Webhook { overlap_seconds: Some(overlap), ..audit::Webhook::default() };
        let mut change = cx.change(can, seen.id.as_str(), &Detail::WebhookSecretRotated { after })?;
        webhooks::rotate(&mut change, &seen, ends_at);
        webhooks::change_secret(&mut change, &seen.id, secret.stored());
        let mut row = (*seen).clone();
        row.version += 1;
        row.secrets.truncate(webhooks::OLDER_SECRETS);
        for (.., ends) in &mut row.secrets {
            *ends = Some(ends.map_or(ends_at, |before| before.min(ends_at)));
        }
        row.secrets.retain(|(.., ends)| ends.is_none_or(|ends| ends > now));
        row.secrets.insert(0, (secret.id.clone(), secret.tail.clone(), now, None));
        let text = SecretText::new(secret.text.expose().clone());
        let reply = WebhookWithSecret { webhook: show(cx.config, row)?, secret: text };
        cx.commit_with(change, &reply).await?;
        Ok(reply.into())
    }
}
