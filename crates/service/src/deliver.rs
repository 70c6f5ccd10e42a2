//! Deliveries: what a webhook's driver does.
//!
//! At least once: a delivery is taken for a try, called, and marked; whoever dies between is followed by another try with
//! the same `webhook-id`. In order per conversation: those of one are tried one after the other, and one that failed holds
//! those behind it for as long as the account says. A dead endpoint slows nobody: every webhook has a driver of its own.

use std::collections::{BTreeMap, VecDeque};

use contract::MailKind;
use domain::audit::{self, Before, Detail};
use domain::ids::WebhookId;
use domain::time::{Instant, MINUTE, SECOND};
use locale::mail::Expires;
use messaging::schedule::{self, Outcome};
use store::deliveries::{self, Due, Next, Tried};
use store::webhooks::{self, Reason, Target};
use store::{Db, DbError, Sealed, both};

use crate::config::Config;
use crate::cx::{own_stamp, random};
use crate::deps::{Deps, OutsideAnswer};
use crate::event_out::event_out;
use crate::fail::Fail;
use crate::log;
use crate::mail::{self, Letter};
use crate::outbox::{self, Ended, Outbox};
use crate::webhook_call::{self, Called, call};

/// How many are taken at once, and how often a round does that: five statements a delivery at most, and two calls.
const BATCH: i64 = 20;
const BATCHES: usize = 8;
/// When a driver runs again after the database failed.
const AFTER_FAILURE: i64 = 30 * SECOND;
/// How late a driver may be before the clock wakes it.
const LATE: i64 = MINUTE;

/// Lets a webhook's driver run now: its name is the webhook's id.
pub fn wake(deps: &impl Deps, webhook: &WebhookId) {
    deps.wake(webhook.as_str(), deps.now());
}

/// Wakes the drivers that should have run and did not, because their alarm was lost, and gives up what waits for nobody.
pub async fn wake_late<D: Deps>(deps: &D) -> Result<(), Fail> {
    for webhook in deliveries::left_over(deps.db(), deps.now().plus(-LATE)).await? {
        wake(deps, &webhook);
    }
    deps.db().commit(&webhooks::give_up_closed()).await?;
    Ok(())
}

/// Sends what is due for a webhook; when there may be more.
pub async fn drive<D: Deps>(deps: &D, config: &Config, webhook: &WebhookId) -> Option<Instant> {
    match round(deps, config, webhook).await {
        Ok(next) => next,
        Err(fail) => {
            log::event(deps, true, "deliver", &format!("{fail:?}"));
            Some(deps.now().plus(AFTER_FAILURE))
        }
    }
}

async fn round<D: Deps>(deps: &D, config: &Config, webhook: &WebhookId) -> Result<Option<Instant>, Fail> {
    let began = deps.now();
    let Some(target) = webhooks::driven(webhook, began).of(deps.db()).await? else { return Ok(None) };
    if target.status != "active" {
        return Ok(None);
    }
    let deliveries = Deliveries { deps, config, target: &target };
    match outbox::round(deps, &deliveries, began, BATCHES).await {
        Ended::Budget => Ok(Some(deps.now())),
        Ended::Failed => Ok(Some(deps.now().plus(AFTER_FAILURE))),
        Ended::Empty => {
            // What was changed meanwhile is read anew: a try relies on the webhook that was read. What became due since the
            // round began may not have been seen by it: it counts as what is to come, so that nobody forgets it.
            let now = deps.now();
            let (seen, next) =
                both(deps.db(), webhooks::driven(webhook, now), deliveries::next(&target, began)).await?;
            match seen {
                Some(seen) if seen.version != target.version && seen.status == "active" => Ok(Some(now)),
                Some(seen) if seen.status == "active" => Ok(next),
                _ => Ok(None),
            }
        }
    }
}

/// Deliveries to one webhook.
struct Deliveries<'a, D> {
    deps: &'a D,
    config: &'a Config,
    target: &'a Target,
}

impl<D: Deps> Outbox for Deliveries<'_, D> {
    type Item = Due;
    type Outcome = Called;

    const NAME: &'static str = "deliveries";

    async fn due(&self) -> Result<Vec<VecDeque<Due>>, DbError> {
        let now = self.deps.now();
        let (seen, mut due) =
            both(self.deps.db(), webhooks::driven(&self.target.id, now), deliveries::due(self.target, now, BATCH))
                .await?;
        // A try would be refused: the round ends, and the next one has the webhook as it is now.
        if seen.is_none_or(|seen| seen.version != self.target.version) {
            return Ok(Vec::new());
        }
        due.sort_by_key(|one| one.sequence);
        let mut conversations: BTreeMap<String, VecDeque<Due>> = BTreeMap::new();
        for one in due {
            conversations.entry(one.conversation.clone()).or_default().push_back(one);
        }
        Ok(conversations.into_values().collect())
    }

    fn claim(&self, due: &Due) -> Sealed {
        deliveries::claim(self.target, due, self.deps.now())
    }

    async fn attempt(&self, due: &Due) -> Called {
        match event_out(&due.event) {
            Some(event) => call(self.deps, self.config, self.target, &event).await,
            // The message was cleared away, or nobody can read it: there is nothing to tell any more.
            None => Called::NothingToTell,
        }
    }

    fn went(outcome: &Called) -> bool {
        match outcome {
            Called::NothingToTell => true,
            Called::Tried(tried, _) => matches!(meaning(tried), Outcome::Delivered),
        }
    }

    async fn mark(&self, due: &Due, outcome: Called) -> Result<(), DbError> {
        let db = self.deps.db();
        let (tried, answer) = match outcome {
            Called::Tried(tried, answer) => (tried, answer),
            Called::NothingToTell => {
                return db.commit(&deliveries::untold(due, self.deps.now())).await.map(drop);
            }
        };
        let now = self.deps.now();
        let failing_since = self.target.failing_since.unwrap_or(tried.at);
        match meaning(&tried) {
            Outcome::Delivered => db.commit(&deliveries::delivered(self.target, due, &tried)).await.map(drop),
            Outcome::Retry => {
                let next = self.next(due, answer.as_ref(), now);
                db.commit(&deliveries::failed(self.target, due, &tried, next)).await?;
                match schedule::should_disable(Some(failing_since), now) {
                    true => self.disable(Reason::Failing).await,
                    false => Ok(()),
                }
            }
            Outcome::Disable => {
                db.commit(&deliveries::failed(self.target, due, &tried, Next::Never)).await?;
                self.disable(Reason::Gone).await
            }
        }
    }
}

/// What an answer, or none, means.
fn meaning(tried: &Tried) -> Outcome {
    let status = tried.status.and_then(|status| u16::try_from(status).ok());
    status.map_or(Outcome::Retry, schedule::outcome)
}

impl<D: Deps> Deliveries<'_, D> {
    /// When a delivery that failed is tried again.
    fn next(&self, due: &Due, answer: Option<&OutsideAnswer>, now: Instant) -> Next {
        let made = usize::try_from(due.attempts + 1).unwrap_or(usize::MAX);
        // Without randomness they all come together, which is no reason to lose one.
        let random = random::<4>(self.deps).map_or(u32::MAX / 2, u32::from_be_bytes);
        let delay = schedule::next_delay(made, random, webhook_call::asked_for(answer, now));
        delay.map_or(Next::Never, |delay| Next::At(now.plus(delay)))
    }

    /// Disables the webhook and tells people. Of several tries that find it so the first one does.
    async fn disable(&self, reason: Reason) -> Result<(), DbError> {
        let change = match self.disabling(reason).await {
            Ok(change) => change,
            Err(fail) => {
                log::event(self.deps, true, "disable_webhook", &format!("{fail:?}"));
                return Ok(());
            }
        };
        match self.deps.db().commit(&change).await {
            Err(error) if error.is_guard("stale") => Ok(()),
            Ok(_) => {
                mail::send_soon(self.deps, self.config);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    async fn disabling(&self, reason: Reason) -> Result<Sealed, Fail> {
        let (deps, target, now) = (self.deps, self.target, self.deps.now());
        let people = webhooks::to_tell(&target.id).of(deps.db()).await?;
        let stamp = own_stamp(deps, self.config, now)?;
        let after = audit::Webhook {
            name: Some(target.name.clone()),
            status: Some("disabled".to_owned()),
            reason: Some(reason.as_str().to_owned()),
            ..Default::default()
        };
        let detail = Detail::WebhookDisabled { before: Before::ReadInTheBatch, after };
        let since = (reason == Reason::Failing).then(|| now.plus(-schedule::GIVEN_UP));
        let mut change = webhooks::disable(target, stamp, &detail, since);
        for person in &people {
            let letter = Letter {
                kind: MailKind::WebhookDisabled,
                to: &person.email,
                to_name: &person.name,
                locale: person.locale,
                account: &target.account_name,
                by: &target.name,
                role: "",
                link: format!("{}/webhooks/{}", self.config.origin, target.id),
                expires: Expires::Hours(1),
            };
            mail::put(deps, self.config, &mut change, &letter)?;
        }
        Ok(change.seal())
    }
}
