//! What the service needs from the outside, made of this Worker's bindings.

use std::net::IpAddr;
use std::rc::Rc;

use domain::secret::Secret;
use domain::time::Instant;
use service::deps::{CallError, Deps, HasherError, MailError, Match, OutgoingMail, OutsideAnswer, OutsideCall, Tell};
use worker::{Context, Env, ScheduleContext};

use crate::app::App;
use crate::d1::D1;
use crate::{clock, driver, entropy, hasher, kv, log, mail, outside, told};

/// Who keeps the program running after the answer.
pub enum Background {
    /// A request's context.
    Request(Context),
    /// A cron trigger's context.
    Schedule(ScheduleContext),
}

struct Bindings {
    db: D1,
    env: Env,
    background: Background,
    app: Rc<App>,
}

/// The outside, as one request sees it. Nothing is looked up before it is used.
#[derive(Clone)]
pub struct Outside(Rc<Bindings>);

impl Outside {
    /// Of an event's environment and context, with what the isolate knows of the deployment.
    pub fn new(env: Env, background: Background, app: &Rc<App>) -> Self {
        Self(Rc::new(Bindings { db: D1::new(env.clone()), env, background, app: Rc::clone(app) }))
    }
}

impl Deps for Outside {
    type Db = D1;

    fn db(&self) -> &D1 {
        &self.0.db
    }

    fn now(&self) -> Instant {
        Instant::from_millis(clock::millis() + self.0.app.clock_offset())
    }

    fn fill(&self, bytes: &mut [u8]) -> bool {
        entropy::fill(bytes).is_ok()
    }

    async fn cache_get(&self, key: &str) -> Option<String> {
        kv::get(&self.0.env, key).await
    }

    async fn cache_put(&self, key: &str, value: &str, ttl_seconds: u32) {
        kv::put(&self.0.env, key, value, ttl_seconds).await;
    }

    async fn ask_tier(&self, rev: i64) -> Option<String> {
        self.0.app.tier.get()?.ask(&self.0.env, rev).await
    }

    async fn hash_password(&self, password: &Secret<String>) -> Result<String, HasherError> {
        hasher::hash(&self.0.env, password.expose()).await
    }

    async fn verify_password(&self, password: &Secret<String>, phc: &str) -> Result<Match, HasherError> {
        hasher::verify(&self.0.env, password.expose(), phc).await
    }

    async fn send_mail(&self, mail: &OutgoingMail) -> Result<(), MailError> {
        mail::send(&self.0.env, mail).await
    }

    async fn call(&self, call: OutsideCall) -> Result<OutsideAnswer, CallError> {
        outside::call(call).await
    }

    async fn resolve(&self, host: &str) -> Result<Vec<IpAddr>, CallError> {
        outside::resolve(host).await
    }

    fn wake(&self, driver: &str, at: Instant) {
        let (env, driver) = (self.0.env.clone(), driver.to_owned());
        let millis = at.millis() - self.0.app.clock_offset();
        self.spawn(async move {
            if driver::wake(&env, &driver, millis).await.is_err() {
                // The minute's round finds what is due.
                log::fault("wake", &driver);
            }
        });
    }

    fn told(&self, millis: u64) -> (Tell, impl Future<Output = ()>) {
        told::wait(millis)
    }

    fn spawn(&self, work: impl Future<Output = ()> + 'static) {
        match &self.0.background {
            Background::Request(context) => context.wait_until(work),
            Background::Schedule(context) => context.wait_until(work),
        }
    }

    fn log(&self, error: bool, line: &str) {
        if error || !self.0.app.log_together {
            log::line(error, line);
        } else if log::keep(line) {
            self.spawn(log::write_soon());
        }
    }
}
