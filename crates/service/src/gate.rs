//! The token check: memory, then KV, then the database, under the lease (ADR 0006; `domain::lease`).
//!
//! A hot valid token costs two HMACs and one look-up in memory, and no I/O but the view's refresh, at most about
//! once a second per isolate. What is malformed or forged costs no I/O at all.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use contract::Code;
use domain::ids::{SystemUserId, TokenId};
use domain::lease::{self, Freshness, Record, View};
use domain::principal::Machine;
use domain::time::{Instant, MINUTE, SECOND};
use domain::token::Presented;
use lru::LruCache;
use store::usage::{self, Used};
use store::{Db, records};

use crate::config::Config;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::http::Headers;

/// How many records an isolate keeps, and how many unknown digests for [`UNKNOWN_FOR`].
const CAPACITY: NonZeroUsize = match NonZeroUsize::new(10_000) {
    Some(n) => n,
    None => NonZeroUsize::MIN,
};
/// How long a record is believed at all, from its read from the database on, whether it lay in memory or in KV. Well
/// within the time that the revocation log is kept: an isolate that slept for days has no record that outlived its
/// revocation.
const RECORD_LIFE: i64 = lease::RECORD_LIFE;
/// How long "the database does not know it" is believed, in milliseconds.
const UNKNOWN_FOR: i64 = SECOND;
/// When KV may let go of a record, in seconds.
const KV_TTL: u32 = (lease::RECORD_LIFE / SECOND) as u32;
/// The use of a token is written at most this often, in milliseconds.
const NOTE_EVERY: i64 = MINUTE;

/// What an isolate remembers between requests.
#[derive(Clone)]
pub struct State(Arc<Mutex<Memory>>);

struct Memory {
    view: View,
    refreshing_since: Option<Instant>,
    records: LruCache<String, (Record, Instant)>,
    unknown: LruCache<String, Instant>,
    used: BTreeMap<TokenId, Pending>,
}

/// Use of a token that is not yet written.
struct Pending {
    noted_at: Option<Instant>,
    use_since: Used,
}

impl Default for State {
    fn default() -> Self {
        Self::new()
    }
}

impl State {
    /// An empty memory.
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Memory {
            view: View::default(),
            refreshing_since: None,
            records: LruCache::new(CAPACITY),
            unknown: LruCache::new(CAPACITY),
            used: BTreeMap::new(),
        })))
    }

    // Never held across an await.
    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A change of this isolate's own counts here at once.
    pub fn revoked(&self, system_user: &SystemUserId, min_generation: i64) {
        self.lock().view.raise(system_user.clone(), min_generation);
    }
}

/// A machine credential as it was sent.
#[derive(Debug)]
pub struct Credential {
    username: Option<String>,
    token: String,
}

impl Credential {
    /// Reads `Authorization: Bearer`, or the pair `UserName` and `AuthenticationToken`. None when neither is there.
    /// With both the bearer token is checked, and the username beside it too.
    pub fn read(headers: &dyn Headers) -> Option<Self> {
        if let Some(authorization) = headers.get("authorization") {
            let (scheme, token) = authorization.split_once(' ').unwrap_or((&authorization, ""));
            // Another scheme is a machine's too; its token is simply none of ours.
            let token = if scheme.eq_ignore_ascii_case("bearer") { token.trim().to_owned() } else { String::new() };
            return Some(Self { username: headers.get("username"), token });
        }
        let token = headers.get("authenticationtoken")?;
        // The pair is a pair: a missing username is a wrong one.
        Some(Self { username: Some(headers.get("username").unwrap_or_default()), token: token.trim().to_owned() })
    }

    /// Only a token, without a username.
    pub const fn token(token: String) -> Self {
        Self { username: None, token }
    }
}

/// A header's value may arrive as UTF-8, or as the Latin-1 reading of its bytes.
fn same_username(sent: &str, stored: &str) -> bool {
    let latin1: Option<Vec<u8>> = sent.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    sent == stored || latin1.is_some_and(|bytes| bytes == stored.as_bytes())
}

/// Checks credentials for one request.
pub struct Gate<'a, D: Deps> {
    /// The outside.
    pub deps: &'a D,
    /// The configuration.
    pub config: &'a Config,
    /// The isolate's memory.
    pub state: &'a State,
}

impl<D: Deps> Gate<'_, D> {
    /// Lets the bearer in and notes the use, or refuses: always with the same words.
    pub async fn check(&self, credential: &Credential, now: Instant, ip: Option<&str>) -> Result<Machine, Fail> {
        let Some(record) = self.find(&credential.token, now).await? else { return Err(Fail::new(Code::InvalidToken)) };
        if lease::decide(&record, now).is_err() {
            return Err(Fail::new(Code::InvalidToken));
        }
        if credential.username.as_deref().is_some_and(|sent| !same_username(sent, &record.username)) {
            return Err(Fail::new(Code::InvalidToken));
        }
        self.note_use(&record, now, ip);
        let ends_at = record.ends_at();
        Ok(Machine {
            system_user: record.system_user,
            account: record.account,
            subaccount: record.subaccount,
            username: record.username,
            token: record.token,
            scopes: record.scopes,
            expires_at: ends_at,
        })
    }

    /// The record of a token, whether it is accepted or not; none when it is not one of ours. Notes no use.
    pub async fn find(&self, token: &str, now: Instant) -> Result<Option<Record>, Fail> {
        let Ok(presented) = Presented::parse(token) else { return Ok(None) };
        let keys = &self.config.keys;
        if !keys.is_ours(&presented) {
            return Ok(None);
        }
        self.freshen(now).await?;
        let digests: Vec<String> = keys.token_digests(presented.text()).into_iter().map(|d| d.hex).collect();
        if let Some(known) = self.remembered(&digests, now) {
            return Ok(known);
        }
        if let Some(record) = self.cached(&digests, now).await {
            return Ok(Some(record));
        }
        self.stored(&digests, now).await
    }

    /// What memory says: a record to believe, or that the database did not know it a moment ago.
    #[allow(clippy::option_option, reason = "unknown, known to be absent, known")]
    fn remembered(&self, digests: &[String], now: Instant) -> Option<Option<Record>> {
        let mut memory = self.state.lock();
        for digest in digests {
            let known = memory.records.get(digest).cloned();
            let young = known.filter(|(_, since)| now.since(*since) < RECORD_LIFE);
            if let Some((record, _)) = young.filter(|(record, _)| memory.view.believes(record)) {
                return Some(Some(record));
            }
        }
        let first = digests.first()?;
        memory.unknown.get(first).is_some_and(|at| (0..UNKNOWN_FOR).contains(&now.since(*at))).then_some(None)
    }

    /// What KV says. "Not found" says nothing: KV caches that, too.
    async fn cached(&self, digests: &[String], now: Instant) -> Option<Record> {
        for digest in digests {
            let Some(text) = self.deps.cache_get(&cache_key(digest)).await else { continue };
            let Ok((read_at, record)) = serde_json::from_str::<(Instant, Record)>(&text) else { continue };
            // KV is not trusted to let go in time.
            if now.since(read_at) >= RECORD_LIFE {
                continue;
            }
            let mut memory = self.state.lock();
            if memory.view.believes(&record) {
                memory.records.put(digest.clone(), (record.clone(), read_at));
                return Some(record);
            }
        }
        None
    }

    /// What the database says; what it says fills the caches.
    async fn stored(&self, digests: &[String], now: Instant) -> Result<Option<Record>, Fail> {
        let Some((record, digest)) = records::by_digest(self.deps.db(), digests).await? else {
            if let Some(first) = digests.first() {
                self.state.lock().unknown.put(first.clone(), now);
            }
            return Ok(None);
        };
        {
            let mut memory = self.state.lock();
            memory.unknown.pop(&digest);
            memory.records.put(digest.clone(), (record.clone(), now));
        }
        if let Ok(text) = serde_json::to_string(&(now, &record)) {
            let deps = self.deps.clone();
            self.deps.spawn(async move { deps.cache_put(&cache_key(&digest), &text, KV_TTL).await });
        }
        Ok(Some(record))
    }

    /// Makes sure that the view may be believed now; fails closed when the database can't be asked.
    async fn freshen(&self, now: Instant) -> Result<(), Fail> {
        let rev = {
            let mut memory = self.state.lock();
            match memory.view.freshness(now) {
                Freshness::Fresh => return Ok(()),
                Freshness::Aging => {
                    // One refresh at a time; one that got lost is given up after Δ.
                    if memory.refreshing_since.is_some_and(|since| (0..=lease::DELTA).contains(&now.since(since))) {
                        return Ok(());
                    }
                    memory.refreshing_since = Some(now);
                    let (deps, state, rev) = (self.deps.clone(), self.state.clone(), memory.view.rev());
                    self.deps.spawn(async move {
                        if let Err(error) = refresh(&deps, &state, rev).await {
                            crate::log::event(&deps, true, "view_refresh", &format!("{error:?}"));
                        }
                        state.lock().refreshing_since = None;
                    });
                    return Ok(());
                }
                Freshness::Expired => memory.view.rev(),
            }
        };
        refresh(self.deps, self.state, rev).await?;
        Ok(())
    }

    /// Counts an accepted call; writes the counts of all tokens that are due.
    fn note_use(&self, record: &Record, now: Instant, ip: Option<&str>) {
        let mut memory = self.state.lock();
        let pending = memory.used.entry(record.token.clone()).or_insert_with(|| Pending {
            noted_at: None,
            use_since: Used {
                token: record.token.clone(),
                system_user: record.system_user.clone(),
                at: now,
                ip: None,
                calls: Vec::new(),
            },
        });
        pending.use_since.at = now;
        pending.use_since.ip = ip.map(str::to_owned);
        let hour = usage::hour(now);
        match pending.use_since.calls.last_mut() {
            Some((last, calls)) if *last == hour => *calls += 1,
            _ => pending.use_since.calls.push((hour, 1)),
        }
        // The first call is written at once: somebody may be watching for it.
        let due_now = pending.noted_at.is_none_or(|at| now.since(at) >= NOTE_EVERY);
        if !due_now {
            return;
        }
        let due = take_due(&mut memory, now, NOTE_EVERY);
        drop(memory);
        write_use(self.deps, due);
    }
}

/// Takes the counts of the tokens whose last note is at least `age` ago.
fn take_due(memory: &mut Memory, now: Instant, age: i64) -> Vec<Used> {
    let mut due = Vec::new();
    // What was written long ago and not used since need not be remembered.
    memory.used.retain(|_, p| !p.use_since.calls.is_empty() || p.noted_at.is_some_and(|at| now.since(at) < NOTE_EVERY));
    for pending in memory.used.values_mut().filter(|p| !p.use_since.calls.is_empty()) {
        if pending.noted_at.is_none_or(|at| now.since(at) >= age) {
            let calls = std::mem::take(&mut pending.use_since.calls);
            due.push(Used { calls, ..pending.use_since.clone() });
            pending.noted_at = Some(now);
        }
    }
    due
}

fn write_use<D: Deps>(deps: &D, due: Vec<Used>) {
    if due.is_empty() {
        return;
    }
    let outside = deps.clone();
    deps.spawn(async move {
        // Some twenty tokens a batch keep each batch short.
        for chunk in due.chunks(20) {
            if let Err(error) = outside.db().commit(&usage::note(chunk)).await {
                crate::log::event(&outside, true, "note_use", &format!("{error:?}"));
            }
        }
    });
}

/// Writes what this isolate has counted so far, before figures are shown.
pub async fn flush_use<D: Deps>(deps: &D, state: &State, now: Instant) {
    let due = take_due(&mut state.lock(), now, 0);
    for chunk in due.chunks(20) {
        if let Err(error) = deps.db().commit(&usage::note(chunk)).await {
            crate::log::event(deps, true, "note_use", &format!("{error:?}"));
        }
    }
}

async fn refresh<D: Deps>(deps: &D, state: &State, rev: i64) -> Result<(), store::DbError> {
    let started = deps.now();
    let delta = records::revocations_since(deps.db(), rev, started).await?;
    state.lock().view.merge(delta, started);
    Ok(())
}

fn cache_key(digest: &str) -> String {
    format!("token/2/{digest}")
}
