//! Actors for API tests: each drives the real dispatcher over a real SQLite, with injected time and randomness.

mod answer;
mod authenticator;
pub mod cell;
pub mod code_host;
pub mod graph;
pub mod meta;
pub mod shared;

pub use answer::{Answer, made, text};
pub use authenticator::Authenticator;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use domain::audit::{Action, Detail};
use domain::ids::AccountId;
use domain::secret::Secret;
use domain::time::Instant;
use rusqlite::limits::Limit;
use serde_json::{Value, json};
use service::chain::Head;
use service::chain::verify::{self, Found};
use service::deps::{CallError, OutsideAnswer, OutsideCall, Tell};
use service::http::{Body, Reply, Request};
use service::tier::Tier;
use service::{Config, Deps, HasherError, MailError, Match, OutgoingMail, RawConfig, State};
use store::sqlite::Sqlite;
use store::{Committed, Db, DbError, Query, Row, Sealed};

/// The setup token of the test deployment.
pub const SETUP_TOKEN: &str = "setup-token-of-the-test-deployment-0123456789";
/// Stands before a hash of older parameters.
pub const OLD: &str = "$old";
/// A password that is accepted.
pub const PASSWORD: &str = "correct horse battery staple";

type Work = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    /// Work put off until after the answer, as `waitUntil` does.
    static LATER: RefCell<Vec<Work>> = const { RefCell::new(Vec::new()) };
}

/// One deployment.
pub struct World {
    /// Its database.
    pub db: Sqlite,
    /// How often the database was asked.
    pub queries: AtomicUsize,
    /// How often the database was written.
    pub commits: AtomicUsize,
    /// How often the last answer asked the database, and wrote to it, before it was given.
    pub trips: Mutex<(usize, usize)>,
    /// How many statements it ran; each of a batch counts.
    pub statements: AtomicUsize,
    /// What was read: text and parameters.
    pub reads: Mutex<Vec<(&'static str, Vec<store::Value>)>>,
    /// What was spent when the last answer was ready: what is done behind it is not in it.
    pub answered: Mutex<(usize, usize)>,
    /// When set, the database does not answer.
    pub db_down: AtomicBool,
    /// After how many more trips the database stops to answer.
    pub trips_left: AtomicUsize,
    /// When set, the last of those trips is done, and only its answer is lost.
    pub answer_lost: AtomicBool,
    /// What happens, once, while the next password is hashed or compared: the wait in which others are faster.
    pub during_hash: Meanwhile,
    /// What happens, once, before the next change is written.
    pub before_commit: Meanwhile,
    /// The KV namespace.
    pub kv: Mutex<BTreeMap<String, String>>,
    /// How often KV was asked.
    pub kv_reads: AtomicUsize,
    /// When set, KV keeps what it has and shows nothing new.
    pub kv_frozen: AtomicBool,
    /// The clock, in milliseconds.
    pub clock: AtomicI64,
    /// How long passes from one look at the clock to the next, in milliseconds.
    pub tick: AtomicI64,
    /// The log.
    pub logs: Mutex<Vec<String>>,
    /// How many passwords were hashed or verified.
    pub hashes: AtomicUsize,
    /// When set, the hasher's queue is full.
    pub hasher_full: AtomicBool,
    /// The mails that were handed over.
    pub mails: Mutex<Vec<OutgoingMail>>,
    /// When set, no mail is taken: for good, or for now.
    pub mail_down: Mutex<Option<MailError>>,
    /// The calls that were made, each with its time.
    pub calls: Mutex<Vec<(Instant, OutsideCall)>>,
    /// What is answered to calls.
    pub answers: Mutex<Answers>,
    /// What names stand for; any other one is a public address.
    pub names: Mutex<BTreeMap<String, Vec<IpAddr>>>,
    /// How often a call waited for another one.
    pub waiting: AtomicUsize,
    /// When set, waits for another call are over before it tells of anything.
    pub told_too_late: AtomicBool,
    /// What an object of the regional tier answers.
    pub tier: Mutex<Option<Told>>,
    /// The alarms of drivers.
    pub alarms: Mutex<BTreeMap<String, Instant>>,
    /// What several processes share: the clock of the machine, and a KV that is late.
    pub shared: Option<shared::Kv>,
    seed: AtomicU64,
    config: Config,
}

/// Answers a call, whatever the test wants.
pub type Answers = Arc<dyn Fn(&OutsideCall) -> Result<OutsideAnswer, CallError> + Send + Sync>;

/// What the regional tier says to who has the log up to a position; none when it does not answer in time.
pub type Told = Arc<dyn Fn(i64) -> Option<String> + Send + Sync>;

/// An answer of this status, after 20 ms, without a body.
///
/// # Errors
/// None: the type is the one of [`Answers`].
pub fn answered(status: u16) -> Result<OutsideAnswer, CallError> {
    Ok(OutsideAnswer { status, headers: Vec::new(), body: Vec::new(), ms: 20 })
}

/// Something that happens in the middle of a request.
#[derive(Default)]
pub struct Meanwhile(Mutex<Option<Box<dyn FnOnce() + Send>>>);

impl Meanwhile {
    /// Sets what happens.
    pub fn set(&self, what: impl FnOnce() + Send + 'static) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(what));
    }

    /// Has it not happened yet?
    pub fn is_set(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn happen(&self) {
        let what = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(what) = what {
            what();
        }
    }
}

/// The outside of one request, with how far its clock is ahead of that of the world.
#[derive(Clone)]
pub struct Outside(Arc<World>, i64);

impl Db for Outside {
    async fn query(&self, query: &Query) -> Result<Vec<Row>, DbError> {
        self.0.queries.fetch_add(1, Ordering::SeqCst);
        self.0.statements.fetch_add(1, Ordering::SeqCst);
        let read = query.statement();
        self.0.reads.lock().unwrap_or_else(PoisonError::into_inner).push((read.sql, read.params.clone()));
        let lost = self.0.database()?;
        arrived(lost, self.0.db.query(query).await)
    }

    async fn query_many(&self, queries: &[&Query]) -> Result<Vec<Vec<Row>>, DbError> {
        self.0.queries.fetch_add(1, Ordering::SeqCst);
        let lost = self.0.database()?;
        self.0.statements.fetch_add(queries.len(), Ordering::SeqCst);
        for query in queries {
            let read = query.statement();
            self.0.reads.lock().unwrap_or_else(PoisonError::into_inner).push((read.sql, read.params.clone()));
        }
        arrived(lost, self.0.db.query_many(queries).await)
    }

    async fn commit(&self, sealed: &Sealed) -> Result<Committed, DbError> {
        // Counters and figures are no changes: what is meant is what a use case writes, taking a delivery for a try, giving
        // up messages in doubt, and messages.
        let is_change = |sql: &str| {
            let marks = [
                "INTO audit_event",
                "SET attempts = attempts + 1",
                "s.calling_at IS NOT NULL AND m.rank = 0",
                "INTO message",
                "INTO used_assertion",
                "INTO bought_token",
            ];
            marks.iter().any(|mark| sql.contains(mark))
        };
        if sealed.statements().iter().any(|one| is_change(one.sql)) {
            self.0.before_commit.happen();
        }
        self.0.commits.fetch_add(1, Ordering::SeqCst);
        self.0.statements.fetch_add(sealed.statements().len(), Ordering::SeqCst);
        let lost = self.0.database()?;
        arrived(lost, self.0.db.commit(sealed).await)
    }
}

/// The answer of the database, where it is not lost on its way.
fn arrived<T>(lost: bool, answer: Result<T, DbError>) -> Result<T, DbError> {
    if lost { Err(DbError::Unavailable("its answer was lost".into())) } else { answer }
}

impl Deps for Outside {
    type Db = Self;

    fn db(&self) -> &Self {
        self
    }

    fn now(&self) -> Instant {
        if self.0.shared.is_some() {
            return shared::now();
        }
        Instant::from_millis(self.0.clock.fetch_add(self.0.tick.load(Ordering::SeqCst), Ordering::SeqCst) + self.1)
    }

    fn fill(&self, bytes: &mut [u8]) -> bool {
        // splitmix64: seeded, so that ids and tokens in snapshots stay the same.
        for chunk in bytes.chunks_mut(8) {
            let mut z = self.0.seed.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_be_bytes()[..chunk.len()]);
        }
        true
    }

    async fn cache_get(&self, key: &str) -> Option<String> {
        self.0.kv_reads.fetch_add(1, Ordering::SeqCst);
        if let Some(shared) = &self.0.shared {
            return shared.get(key);
        }
        self.0.kv().get(key).cloned()
    }

    async fn cache_put(&self, key: &str, value: &str, _: u32) {
        if let Some(shared) = &self.0.shared {
            return shared.put(key, value);
        }
        if !self.0.kv_frozen.load(Ordering::SeqCst) {
            self.0.kv().insert(key.to_owned(), value.to_owned());
        }
    }

    async fn ask_tier(&self, rev: i64) -> Option<String> {
        let tier = self.0.tier.lock().unwrap_or_else(PoisonError::into_inner).clone();
        tier.and_then(|ask| ask(rev))
    }

    async fn hash_password(&self, password: &Secret<String>) -> Result<String, HasherError> {
        self.0.count_hash()?;
        self.0.during_hash.happen();
        Ok(hash(password.expose()))
    }

    async fn verify_password(&self, password: &Secret<String>, phc: &str) -> Result<Match, HasherError> {
        self.0.count_hash()?;
        self.0.during_hash.happen();
        // A hash of older parameters is the same with a mark before it.
        let (old, phc) = phc.strip_prefix(OLD).map_or((false, phc), |rest| (true, rest));
        Ok(match (hash(password.expose()) == phc, old) {
            (false, _) => Match::No,
            (true, true) => Match::Outdated,
            (true, false) => Match::Yes,
        })
    }

    async fn send_mail(&self, mail: &OutgoingMail) -> Result<(), MailError> {
        if let Some(error) = self.0.mail_down.lock().unwrap_or_else(PoisonError::into_inner).clone() {
            return Err(error);
        }
        self.0.mails.lock().unwrap_or_else(PoisonError::into_inner).push(mail.clone());
        Ok(())
    }

    async fn call(&self, call: OutsideCall) -> Result<OutsideAnswer, CallError> {
        let answer = Arc::clone(&self.0.answers.lock().unwrap_or_else(PoisonError::into_inner));
        self.0.calls.lock().unwrap_or_else(PoisonError::into_inner).push((self.now(), call.clone()));
        let mut answer = answer(&call)?;
        answer.body.truncate(call.read_at_most);
        Ok(answer)
    }

    async fn resolve(&self, host: &str) -> Result<Vec<IpAddr>, CallError> {
        let names = self.0.names.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(names.get(host).cloned().unwrap_or_else(|| vec![IpAddr::from([93, 184, 215, 14])]))
    }

    fn wake(&self, driver: &str, at: Instant) {
        let mut alarms = self.0.alarms.lock().unwrap_or_else(PoisonError::into_inner);
        alarms.entry(driver.to_owned()).and_modify(|set| *set = at.min(*set)).or_insert(at);
    }

    fn told(&self, _: u64) -> (Tell, impl Future<Output = ()>) {
        // Calls are threads here: who waits holds up nobody else.
        let (tell, told) = std::sync::mpsc::channel();
        self.0.waiting.fetch_add(1, Ordering::SeqCst);
        let lost = self.0.told_too_late.load(Ordering::SeqCst);
        let told = async move {
            if !lost {
                // Whoever waited this long looks for themselves, too.
                _ = told.recv_timeout(Duration::from_secs(20));
            }
        };
        (Box::new(move || _ = tell.send(())), told)
    }

    fn spawn(&self, work: impl Future<Output = ()> + 'static) {
        LATER.with_borrow_mut(|later| later.push(Box::pin(work)));
    }

    fn log(&self, _: bool, line: &str) {
        self.0.logs.lock().unwrap_or_else(PoisonError::into_inner).push(line.to_owned());
    }
}

/// argon2id at its cheapest: tests hash often.
pub fn hash(password: &str) -> String {
    use argon2::{Algorithm, Argon2, Params, Version};
    let params = Params::new(8, 1, 1, Some(32)).expect("valid parameters");
    let mut out = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), b"salt of the tests", &mut out)
        .expect("hashes");
    format!("$test${}", service::crypto::hex(&out))
}

/// The settings of a deployment.
fn settings() -> RawConfig {
    RawConfig {
        public_url: "https://tenure.example.com".into(),
        console_origins: String::new(),
        mail_from: "Tenure <tenure@example.com>".into(),
        mailbox: false,
        keys: Secret::new(format!("k1:{}", "5a".repeat(32))),
        setup_token: Secret::new(SETUP_TOKEN.to_owned()),
        clock_offset: String::new(),
        allow_webhook_to: String::new(),
        client_ip_header: "CF-Connecting-IP".into(),
        partner_keys_url: String::new(),
        view_tier: String::new(),
    }
}

impl World {
    /// A fresh deployment, not yet set up.
    pub fn new() -> Arc<Self> {
        Self::with(|_| {})
    }

    /// A fresh deployment with other settings.
    pub fn with(change: impl FnOnce(&mut RawConfig)) -> Arc<Self> {
        let mut raw = settings();
        change(&mut raw);
        Arc::new(Self {
            db: Sqlite::open().expect("migrations run"),
            queries: AtomicUsize::new(0),
            commits: AtomicUsize::new(0),
            trips: Mutex::default(),
            statements: AtomicUsize::new(0),
            reads: Mutex::default(),
            answered: Mutex::default(),
            db_down: AtomicBool::new(false),
            trips_left: AtomicUsize::new(usize::MAX),
            answer_lost: AtomicBool::new(false),
            during_hash: Meanwhile::default(),
            before_commit: Meanwhile::default(),
            kv: Mutex::default(),
            kv_reads: AtomicUsize::new(0),
            kv_frozen: AtomicBool::new(false),
            clock: AtomicI64::new(1_800_000_000_000),
            tick: AtomicI64::new(0),
            logs: Mutex::default(),
            hashes: AtomicUsize::new(0),
            hasher_full: AtomicBool::new(false),
            mails: Mutex::default(),
            mail_down: Mutex::default(),
            calls: Mutex::default(),
            answers: Mutex::new(Arc::new(|_| answered(200))),
            names: Mutex::default(),
            waiting: AtomicUsize::new(0),
            told_too_late: AtomicBool::new(false),
            tier: Mutex::default(),
            alarms: Mutex::default(),
            shared: None,
            seed: AtomicU64::new(7),
            config: Config::new(raw).expect("a valid configuration"),
        })
    }

    /// The same with other settings: what a deployment does after they were changed.
    pub fn copy_with(&self, change: impl FnOnce(&mut RawConfig)) -> Arc<Self> {
        let mut raw = settings();
        change(&mut raw);
        let mut world = self.copy();
        Arc::get_mut(&mut world).expect("nobody else has it yet").config = Config::new(raw).expect("valid settings");
        world
    }

    /// Another deployment in which all of this has happened, too.
    pub fn copy(&self) -> Arc<Self> {
        Arc::new(Self {
            db: self.db.copy().expect("copies"),
            queries: AtomicUsize::new(0),
            commits: AtomicUsize::new(0),
            trips: Mutex::default(),
            statements: AtomicUsize::new(0),
            reads: Mutex::default(),
            answered: Mutex::default(),
            db_down: AtomicBool::new(false),
            trips_left: AtomicUsize::new(usize::MAX),
            answer_lost: AtomicBool::new(false),
            during_hash: Meanwhile::default(),
            before_commit: Meanwhile::default(),
            kv: Mutex::new(self.kv().clone()),
            kv_reads: AtomicUsize::new(0),
            kv_frozen: AtomicBool::new(false),
            clock: AtomicI64::new(self.clock.load(Ordering::SeqCst)),
            tick: AtomicI64::new(0),
            logs: Mutex::default(),
            hashes: AtomicUsize::new(0),
            hasher_full: AtomicBool::new(false),
            mails: Mutex::new(self.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()),
            mail_down: Mutex::default(),
            calls: Mutex::default(),
            answers: Mutex::new(Arc::new(|_| answered(200))),
            names: Mutex::default(),
            waiting: AtomicUsize::new(0),
            told_too_late: AtomicBool::new(false),
            tier: Mutex::default(),
            alarms: Mutex::default(),
            shared: None,
            seed: AtomicU64::new(self.seed.load(Ordering::SeqCst)),
            config: self.config.clone(),
        })
    }

    fn kv(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, String>> {
        self.kv.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn trips_so_far(&self) -> (usize, usize) {
        (self.queries.load(Ordering::SeqCst), self.commits.load(Ordering::SeqCst))
    }

    /// Does the database answer? It may do what it is asked and its answer be lost: `true`.
    fn database(&self) -> Result<bool, DbError> {
        let left = self.trips_left.load(Ordering::SeqCst);
        if left != usize::MAX {
            self.trips_left.store(left.saturating_sub(1), Ordering::SeqCst);
        }
        let lost = self.answer_lost.load(Ordering::SeqCst);
        if self.db_down.load(Ordering::SeqCst) || left == 0 {
            return Err(DbError::Unavailable("switched off".into()));
        }
        Ok(lost && left == 1)
    }

    fn count_hash(&self) -> Result<(), HasherError> {
        if self.hasher_full.load(Ordering::SeqCst) {
            return Err(HasherError::Busy(1));
        }
        self.hashes.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    /// What is wrong with the first account's log, as the deployment and the tool find it: its events, read again.
    pub fn verified(&self) -> Found {
        let account = AccountId::try_from(self.account()).expect("an id");
        let keys = &self.config.keys;
        let kept = self.kv().get(&Head::key(&account)).cloned();
        let head = kept.and_then(|text| Head::read(keys, &account, &text));
        run(verify::verify(&self.db, keys, &account, head.as_ref(), 0, usize::MAX)).expect("reads")
    }

    /// Lets time pass.
    pub fn pass(&self, millis: i64) {
        self.clock.fetch_add(millis, Ordering::SeqCst);
    }

    /// How much randomness was drawn: the same number, the same draws.
    pub fn seed(&self) -> u64 {
        self.seed.load(Ordering::SeqCst)
    }

    /// All the log lines so far.
    pub fn log(&self) -> String {
        self.logs.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
    }

    /// Everything that the database holds, as text.
    pub fn dump(&self) -> String {
        let connection = self.db.lock();
        let mut names = connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").expect("prepares");
        let names: Vec<String> = names.query_map([], |r| r.get(0)).expect("runs").map(|n| n.expect("a name")).collect();
        let mut out = String::new();
        for name in names {
            let mut rows = connection.prepare(&format!("SELECT * FROM {name}")).expect("prepares");
            let width = rows.column_count();
            let mut rows = rows.query([]).expect("runs");
            while let Some(row) = rows.next().expect("a row") {
                for i in 0..width {
                    let value: rusqlite::types::Value = row.get(i).expect("a column");
                    out.push_str(&format!("{value:?} "));
                }
                out.push('\n');
            }
        }
        out
    }

    /// The token of the link in the last mail to this address.
    pub fn link_to(&self, email: &str) -> String {
        let mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        let mail = mails.iter().rev().find(|mail| mail.to == email).unwrap_or_else(|| panic!("no mail to {email}"));
        let token = mail.text.split("#token=").nth(1).expect("a link").split_whitespace().next().expect("a token");
        token.to_owned()
    }

    /// Runs SQL as somebody would who bypasses the types.
    ///
    /// # Errors
    /// What the schema says.
    pub fn sql(&self, sql: &str) -> Result<(), DbError> {
        let connection = self.db.lock();
        // What a test arranges may be longer than what the product may say at once.
        let limit = |to| {
            let old = connection.limit(Limit::SQLITE_LIMIT_SQL_LENGTH).expect("a limit");
            connection.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, to).expect("a limit");
            old
        };
        let usual = limit(100_000_000);
        let done = connection.execute_batch(sql).map_err(|e| DbError::from_text(&e.to_string()));
        limit(usual);
        done
    }

    /// Everybody's password hash is of older parameters from now on.
    pub fn age_hashes(&self) {
        let id = format!("aud_{}", self.seed());
        let event = audit(&id, &self.account(), "user.password_changed", "x");
        let set = format!(
            "UPDATE person SET password_phc = '{OLD}' || password_phc, version = version + 1, event_id = '{id}'"
        );
        self.sql(&format!("BEGIN; {event}; {set}; {CLOSE}; COMMIT;")).expect("older hashes");
    }

    /// The time by the clock.
    pub fn now(&self) -> Instant {
        Instant::from_millis(self.clock.load(Ordering::SeqCst))
    }

    /// One number from the database.
    pub fn count(&self, sql: &str) -> i64 {
        self.db.lock().query_row(sql, [], |row| row.get(0)).expect("one number")
    }

    /// An isolate: somewhere a request can go, with a memory of its own.
    pub fn isolate(self: &Arc<Self>) -> Isolate {
        Isolate { world: Arc::clone(self), state: State::new() }
    }

    /// Clears away what is due, as the cron trigger does.
    pub fn scheduled(self: &Arc<Self>) {
        let state = State::new();
        let outside = Outside(Arc::clone(self), 0);
        run(service::scheduled(&outside, &self.config, &state));
    }

    /// Runs the short round, as the cron trigger does every minute.
    pub fn minute(self: &Arc<Self>) {
        let outside = Outside(Arc::clone(self), 0);
        run(service::every_minute(&outside, &self.config));
    }

    /// The plan and the work of a statement: the steps of SQLite's machine.
    pub fn explain(&self, sql: &str, params: &[store::Value]) -> (String, i32) {
        use store::Value as Bound;
        let connection = self.db.lock();
        let bind = |statement: &mut rusqlite::Statement<'_>| {
            for (i, value) in (1..).zip(params) {
                match value {
                    Bound::Null => statement.raw_bind_parameter(i, rusqlite::types::Null),
                    #[allow(clippy::cast_precision_loss, reason = "as D1 binds it")]
                    Bound::Int(n) => statement.raw_bind_parameter(i, *n as f64),
                    Bound::Text(text) => statement.raw_bind_parameter(i, text),
                }
                .expect("binds");
            }
        };
        let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("prepares");
        bind(&mut plan);
        let mut rows = plan.raw_query();
        let mut text = String::new();
        while let Some(row) = rows.next().expect("a row") {
            text += &format!("{}\n", row.get::<_, String>(3).expect("a detail"));
        }
        drop(rows);
        let mut statement = connection.prepare(sql).expect("prepares");
        bind(&mut statement);
        let mut rows = statement.raw_query();
        while rows.next().expect("runs").is_some() {}
        drop(rows);
        (text, statement.get_status(rusqlite::StatementStatus::VmStep))
    }

    /// Lets time pass, in which every driver runs when its alarm goes off.
    pub fn drive(self: &Arc<Self>, millis: i64) {
        let end = self.clock.load(Ordering::SeqCst) + millis;
        while let Some((name, at)) = self.next_alarm(end) {
            self.clock.fetch_max(at.millis(), Ordering::SeqCst);
            self.alarm(&name);
        }
        self.clock.fetch_max(end, Ordering::SeqCst);
    }

    /// A driver's alarm goes off.
    pub fn alarm(self: &Arc<Self>, name: &str) {
        let outside = Outside(Arc::clone(self), 0);
        invocation(async {
            if let Some(next) = service::drive(&outside, &self.config, name).await {
                outside.wake(name, next);
            }
        });
    }

    /// Takes the alarm that goes off first, if it does by then.
    fn next_alarm(&self, by: i64) -> Option<(String, Instant)> {
        let mut alarms = self.alarms.lock().unwrap_or_else(PoisonError::into_inner);
        let (name, at) = alarms.iter().min_by_key(|(_, at)| **at).map(|(name, at)| (name.clone(), *at))?;
        (at.millis() <= by).then(|| alarms.remove(&name).map(|_| (name, at))).flatten()
    }

    /// What an object of the regional tier answers whose clock is so far ahead.
    pub fn told(self: &Arc<Self>, object: &Tier, ahead: i64, rev: i64) -> Option<String> {
        run(service::tier::tell(&Outside(Arc::clone(self), ahead), object, rev))
    }

    /// How often the revocation log was read.
    pub fn log_reads(&self) -> usize {
        let reads = self.reads.lock().unwrap_or_else(PoisonError::into_inner);
        reads.iter().filter(|(sql, _)| sql.contains("FROM revocation WHERE rev")).count()
    }

    /// Answers calls from now on like this.
    pub fn answer(&self, how: impl Fn(&OutsideCall) -> Result<OutsideAnswer, CallError> + Send + Sync + 'static) {
        *self.answers.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(how);
    }

    /// The calls so far, each with its time.
    pub fn called(&self) -> Vec<(Instant, OutsideCall)> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Trips to the database and statements so far.
    pub fn spent(&self) -> (usize, usize) {
        let trips = self.queries.load(Ordering::SeqCst) + self.commits.load(Ordering::SeqCst);
        (trips, self.statements.load(Ordering::SeqCst))
    }

    /// Adds an account of its own with an owner, beside the one of the first run.
    pub fn second_account(self: &Arc<Self>) {
        let owner = "usr_0000000000000000000000eve2";
        self.sql(&format!(
            "BEGIN; {audit}; INSERT INTO person (id, account_id, email, email_key, name, role, password_phc, locale, created_at, event_id) \
             VALUES ('{owner}', 'acc_00000000000000000000000002', 'eve@other.example', 'eve@other.example', 'Eve', 'admin', '{phc}', 'en', 1, 'aud_second'); \
             INSERT INTO account (id, name, email_domain, locale, owner_id, created_at, event_id) \
             VALUES ('acc_00000000000000000000000002', 'Other', 'other.example', 'en', '{owner}', 1, 'aud_second'); {CLOSE}; COMMIT;",
            audit = audit("aud_second", "acc_00000000000000000000000002", "account.created", "acc_00000000000000000000000002"),
            phc = hash(PASSWORD),
        ))
        .expect("a second account");
    }

    /// Adds a person of this role to the first account, who signs in with `<role>@example.com`.
    pub fn add_person(self: &Arc<Self>, id: u32, role: &str) -> String {
        let account = self.account();
        let user = format!("usr_{id:026}");
        let event = format!("aud_{:026}", 7_000_000 + id);
        self.sql(&format!(
            "BEGIN; {audit}; INSERT INTO person (id, account_id, email, email_key, name, role, password_phc, locale, created_at, event_id) \
             VALUES ('{user}', '{account}', '{role}{id}@example.com', '{role}{id}@example.com', 'P{id}', '{role}', '{phc}', 'en', 1, '{event}'); {CLOSE}; COMMIT;",
            audit = audit(&event, &account, "user.created", &user),
            phc = hash(PASSWORD),
        ))
        .expect("a person");
        user
    }

    /// The id of the first account.
    pub fn account(&self) -> String {
        self.db
            .lock()
            .query_row("SELECT id FROM account ORDER BY created_at DESC LIMIT 1", [], |row| row.get(0))
            .expect("an account")
    }
}

/// Whatever a test did: what its events say has the shape that their actions declare. Raw rows of the tests say nothing.
impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let connection = self.db.lock();
        let said = "SELECT action, detail FROM audit_event WHERE request_id GLOB 'req_*' AND request_id <> 'req_00000000000000000000000000'";
        let Ok(mut rows) = connection.prepare(said) else { return };
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("runs");
        for row in rows {
            let (action, detail): (String, String) = row.expect("a row");
            let known = Action::parse(&action).unwrap_or_else(|| panic!("nobody declares {action}"));
            let read = Detail::read(known, &mut serde_json::Deserializer::from_str(&detail));
            read.unwrap_or_else(|error| panic!("{action} says {detail}: {error}"));
        }
    }
}

/// The SQL that a batch ends with: its audit rows serve no other.
pub const CLOSE: &str = "DELETE FROM open_event";

/// The SQL of an audit row. What follows it in the same transaction is audited; [`CLOSE`] ends it.
pub fn audit(id: &str, account: &str, action: &str, subject: &str) -> String {
    format!(
        "INSERT INTO audit_event (id, account_id, at, actor_kind, action, subject_id, request_id) \
         VALUES ('{id}', '{account}', 2000000000000, 'deployment', '{action}', '{subject}', 'req_00000000000000000000000000')"
    )
}

/// One isolate of the worker.
#[derive(Clone)]
pub struct Isolate {
    /// The deployment.
    pub world: Arc<World>,
    state: State,
}

impl Isolate {
    /// Somebody without a credential.
    pub fn nobody(&self) -> Actor {
        Actor {
            isolate: self.clone(),
            headers: vec![("host", self.world.config.origin.split("://").last().unwrap_or_default().into())],
            ip: "203.0.113.7".into(),
        }
    }

    /// Does what is due by the clock in this isolate.
    pub fn scheduled(&self) {
        let outside = Outside(Arc::clone(&self.world), 0);
        invocation(service::scheduled(&outside, &self.world.config, &self.state));
    }

    /// Does the first run; the owner.
    pub fn set_up(&self) -> Actor {
        let answer = self.nobody().post("/v1/setup", &set_up());
        assert_eq!(answer.status, 201, "{}", answer.text());
        self.nobody().with_cookie_of(&answer)
    }

    /// Signs somebody in.
    pub fn sign_in(&self, email: &str) -> Actor {
        let answer = self.nobody().post("/v1/sessions", &json!({ "email": email, "password": PASSWORD }));
        assert_eq!(answer.status, 201, "{}", answer.text());
        self.nobody().with_cookie_of(&answer)
    }

    /// A bot with this token.
    pub fn bot(&self, token: &str) -> Actor {
        self.nobody().with("authorization", &format!("Bearer {token}"))
    }

    fn serve(&self, request: Request) -> Reply {
        let outside = Outside(Arc::clone(&self.world), 0);
        invocation(async {
            let before = self.world.trips_so_far();
            let reply = service::serve(&outside, &self.world.config, &self.state, request).await;
            let after = self.world.trips_so_far();
            *self.world.trips.lock().unwrap_or_else(PoisonError::into_inner) = (after.0 - before.0, after.1 - before.1);
            *self.world.answered.lock().unwrap_or_else(PoisonError::into_inner) = self.world.spent();
            reply
        })
    }
}

/// The body of a valid first run.
pub fn set_up() -> Value {
    json!({
        "setup_token": SETUP_TOKEN, "account_name": "Acme", "name": "Ana López", "email": "ana@example.com",
        "password": PASSWORD, "locale": "en",
    })
}

/// Somebody who calls the API.
#[derive(Clone)]
pub struct Actor {
    isolate: Isolate,
    headers: Vec<(&'static str, String)>,
    ip: String,
}

impl Actor {
    /// The same with one more header.
    #[must_use]
    pub fn with(&self, name: &'static str, value: &str) -> Self {
        let mut headers = self.headers.clone();
        headers.retain(|(n, _)| *n != name);
        headers.push((name, value.to_owned()));
        Self { headers, ..self.clone() }
    }

    /// The deployment that is called.
    pub fn world(&self) -> &World {
        &self.isolate.world
    }

    /// The same in another isolate.
    #[must_use]
    pub fn in_isolate(&self, isolate: &Isolate) -> Self {
        Self { isolate: isolate.clone(), ..self.clone() }
    }

    /// The same without a header.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        let headers = self.headers.iter().filter(|(n, _)| *n != name).cloned().collect();
        Self { headers, ..self.clone() }
    }

    /// The same with the session of a sign-in's answer, in our own console.
    #[must_use]
    pub fn with_cookie_of(&self, answer: &Answer) -> Self {
        let cookie = answer.header("set-cookie").expect("a cookie");
        let pair = cookie.split(';').next().expect("a pair");
        self.with("cookie", pair).with("origin", &self.isolate.world.config.origin)
    }

    /// The same who just gave their password again, with the session's next cookie.
    #[must_use]
    pub fn proven(&self) -> Self {
        let answer = self.post("/v1/sessions/current/proof", &json!({ "password": PASSWORD }));
        assert_eq!(answer.status, 200, "{}", answer.text());
        self.with_cookie_of(&answer)
    }

    /// The same from another address.
    #[must_use]
    pub fn from(&self, ip: &str) -> Self {
        Self { ip: ip.to_owned(), ..self.clone() }
    }

    /// The headers that the actor sends.
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        self.headers.clone()
    }

    /// The same person or bot at another isolate.
    #[must_use]
    pub fn at(&self, isolate: &Isolate) -> Self {
        Self { isolate: isolate.clone(), ..self.clone() }
    }

    /// Any call.
    pub fn call(&self, method: &str, target: &str, body: &[u8]) -> Answer {
        let (path, query) = target.split_once('?').map_or((target, None), |(p, q)| (p, Some(q.to_owned())));
        let headers: Vec<(String, String)> = self.headers.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect();
        let request = Request {
            method: method.to_owned(),
            path: path.to_owned(),
            query,
            headers: Box::new(headers),
            body: Body::Bytes(body.to_vec()),
            // As the Worker does it: no header, no address.
            ip: self.isolate.world.config.client_ip_header.is_some().then(|| self.ip.clone()),
        };
        Answer(self.isolate.serve(request))
    }

    /// GET.
    pub fn get(&self, target: &str) -> Answer {
        self.call("GET", target, b"")
    }

    /// DELETE.
    pub fn delete(&self, target: &str) -> Answer {
        self.call("DELETE", target, b"")
    }

    /// POST of JSON.
    pub fn post(&self, target: &str, body: &Value) -> Answer {
        self.with("content-type", "application/json").call("POST", target, body.to_string().as_bytes())
    }

    /// PATCH of JSON.
    pub fn patch(&self, target: &str, body: &Value) -> Answer {
        self.with("content-type", "application/json").call("PATCH", target, body.to_string().as_bytes())
    }

    /// PUT of JSON.
    pub fn put(&self, target: &str, body: &Value) -> Answer {
        self.with("content-type", "application/json").call("PUT", target, body.to_string().as_bytes())
    }

    /// POST of a form.
    pub fn form(&self, target: &str, body: &str) -> Answer {
        self.with("content-type", "application/x-www-form-urlencoded").call("POST", target, body.as_bytes())
    }

    /// Makes a subaccount; its id.
    pub fn subaccount(&self, name: &str) -> String {
        let answer = self.post("/v1/subaccounts", &json!({ "name": name, "reference_name": name }));
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["id"].as_str().expect("an id").to_owned()
    }

    /// Makes a system user; its id and token.
    pub fn system_user(&self, subaccount: Option<&str>, username: &str) -> (String, String) {
        let answer = self.post("/v1/system-users", &json!({ "subaccount_id": subaccount, "username": username }));
        assert_eq!(answer.status, 201, "{}", answer.text());
        let body = answer.json();
        (
            body["system_user"]["id"].as_str().expect("an id").to_owned(),
            body["token"]["value"].as_str().expect("a token").to_owned(),
        )
    }
}

/// Runs an invocation, and then what it put off: its own, not that of the one in whose middle it may have come.
fn invocation<T>(future: impl Future<Output = T>) -> T {
    let others = LATER.take();
    let value = run(async {
        let value = future.await;
        loop {
            let later = LATER.take();
            if later.is_empty() {
                return value;
            }
            for work in later {
                work.await;
            }
        }
    });
    LATER.set(others);
    value
}

/// Runs a future that never waits for anything outside: SQLite answers at once.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a native adapter waited"),
    }
}
