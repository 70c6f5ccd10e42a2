//! The token check: memory, then KV, then the database, under the lease (ADR 0006; `domain::lease`).
//!
//! A hot valid token costs two HMACs and one look-up in memory, and no I/O but the view's refresh, at most about
//! once a second per isolate. What is malformed or forged costs no I/O at all.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::ids::{AccountId, CredentialId, SystemUserId};
use domain::lease::{self, Freshness, Record, View, Whose};
use domain::principal::Machine;
use domain::time::{Instant, SECOND};
use domain::token::Presented;
use lru::LruCache;
use store::records;
use store::system_users::SystemUserRow;
use store::usage::{RefusedUse, Used};

use crate::access_token;
use crate::config::Config;
use crate::credential::Credential;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::figures::{Counted, NOTE_EVERY, write_refused_behind, write_used_behind};
use crate::known_issuers::Issuers;
use crate::lines::Lines;
use crate::partner_keys::PartnerKeys;
use crate::permits::Permits;
use crate::platform::BEHIND_ANSWER;
use crate::refusals::{Holder, Reason, Refusals, Refused};
use crate::refused_use::{RefusedCall, RefusedUses};
use crate::signing::{Place, Rings};
use crate::sources::Sources;
use crate::tails::Tails;
use crate::tier::{self, Told};

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
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an hour is a few thousand seconds")]
const KV_TTL: u32 = (lease::RECORD_LIFE / SECOND) as u32;

/// What an isolate remembers between requests.
#[derive(Clone)]
pub struct State(Arc<Mutex<Memory>>, Rings);

struct Memory {
    view: View,
    refreshing_since: Option<Instant>,
    /// When the regional tier last gave no answer.
    tier_silent_since: Option<Instant>,
    records: LruCache<String, (Record, Instant)>,
    unknown: LruCache<String, Instant>,
    used: BTreeMap<CredentialId, Pending>,
    refusals: Refusals,
    refused: RefusedUses,
    sources: Sources,
    lines: Lines,
    permits: Permits,
    partner_keys: PartnerKeys,
    issuers: Issuers,
    tails: Tails,
    /// Since when audit events are being sealed, and whether others came meanwhile.
    sealing: (Option<Instant>, bool),
}

/// Use of a token that is not yet written.
struct Pending {
    account: AccountId,
    noted_at: Option<Instant>,
    /// Is there something to write?
    fresh: bool,
    use_since: Used,
}

/// From where a call came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CalledFrom<'a> {
    /// The address, where it is known.
    pub ip: Option<&'a str>,
    /// The program, as it says.
    pub agent: Option<&'a str>,
    /// How long it took to answer it, in milliseconds.
    pub took: i64,
}

/// What was done with a token that was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use<'a> {
    /// It called, and was answered.
    Call(CalledFrom<'a>),
    /// It called, and the call was refused for another reason: it is in use, but that was no call.
    Refused(CalledFrom<'a>),
    /// Another service asked about it, and was told that it is active.
    Introspection,
}

impl Default for State {
    fn default() -> Self {
        Self::new()
    }
}

impl State {
    /// An empty memory.
    pub fn new() -> Self {
        Self(
            Arc::new(Mutex::new(Memory {
                view: View::default(),
                refreshing_since: None,
                tier_silent_since: None,
                records: LruCache::new(CAPACITY),
                unknown: LruCache::new(CAPACITY),
                used: BTreeMap::new(),
                refusals: Refusals::default(),
                refused: RefusedUses::default(),
                sources: Sources::default(),
                lines: Lines::default(),
                permits: Permits::default(),
                partner_keys: PartnerKeys::default(),
                issuers: Issuers::default(),
                tails: Tails::default(),
                sealing: (None, false),
            })),
            Rings::default(),
        )
    }

    // Never held across an await.
    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Is it for the caller to seal audit events? If not, whoever does it already looks again.
    pub(crate) fn begin_sealing(&self, now: Instant) -> bool {
        let (since, again) = &mut self.lock().sealing;
        // Work behind an answer may be ended before it is done.
        if since.is_some_and(|since| now.millis() - since.millis() < BEHIND_ANSWER) {
            *again = true;
            return false;
        }
        (*since, *again) = (Some(now), false);
        true
    }

    /// Is there more to seal by now?
    pub(crate) fn end_sealing(&self) -> bool {
        let (since, again) = &mut self.lock().sealing;
        if !std::mem::take(again) {
            *since = None;
        }
        since.is_some()
    }

    /// A change of this isolate's own counts here at once.
    pub fn revoked(&self, system_user: &SystemUserId, min_generation: i64) {
        self.lock().view.raise(Whose::SystemUser(system_user.clone()), min_generation);
    }

    /// The same of each of these.
    pub fn revoked_each(&self, min_generations: impl IntoIterator<Item = (SystemUserId, i64)>) {
        for (system_user, min_generation) in min_generations {
            self.revoked(&system_user, min_generation);
        }
    }

    /// The same of all system users of an account.
    pub fn all_revoked(&self, account: &AccountId, min_generation: i64) {
        self.lock().view.raise(Whose::Account(account.clone()), min_generation);
    }

    /// What the isolate knows of inbound sources. Never across an await.
    pub(crate) fn sources<R>(&self, of: impl FnOnce(&mut Sources) -> R) -> R {
        of(&mut self.lock().sources)
    }

    /// Who waits at inbound sources. Never across an await.
    pub(crate) fn lines<R>(&self, of: impl FnOnce(&mut Lines) -> R) -> R {
        of(&mut self.lock().lines)
    }

    /// What the isolate knows of rate limits. Never across an await.
    pub(crate) fn permits<R>(&self, of: impl FnOnce(&mut Permits) -> R) -> R {
        of(&mut self.lock().permits)
    }

    /// The keys of the code host that reports tokens. Never across an await.
    pub(crate) fn partner_keys<R>(&self, of: impl FnOnce(&mut PartnerKeys) -> R) -> R {
        of(&mut self.lock().partner_keys)
    }

    /// The keys of outside issuers. Never across an await.
    pub(crate) fn issuers<R>(&self, of: impl FnOnce(&mut Issuers) -> R) -> R {
        of(&mut self.lock().issuers)
    }

    /// What is known here of the deployment's own keys.
    pub(crate) const fn rings(&self) -> &Rings {
        &self.1
    }

    /// Whose calls are watched. Never across an await.
    pub(crate) fn tails<R>(&self, of: impl FnOnce(&mut Tails) -> R) -> R {
        of(&mut self.lock().tails)
    }

    /// What the log is to say of refusals that were counted together.
    pub(crate) fn refusals_due(&self, now: Instant) -> Vec<(Refused, u64, Instant)> {
        self.lock().refusals.due(now)
    }

    /// Adds what this isolate has counted and not yet written to what was read: nothing is written to be shown.
    pub fn add_pending(&self, account: &AccountId, rows: &mut [SystemUserRow]) {
        self.each_pending(account, |used| {
            if let Some(row) = rows.iter_mut().find(|row| row.id == used.system_user) {
                row.add(used);
            }
        });
    }

    /// Shows what this isolate has counted and not yet written of an account. Never across an await.
    pub fn each_pending(&self, account: &AccountId, mut show: impl FnMut(&Used)) {
        let memory = self.lock();
        memory.used.values().filter(|p| p.fresh && p.account == *account).for_each(|p| show(&p.use_since));
    }

    /// Shows the refused calls that this isolate has counted and not yet written. Never across an await.
    pub fn each_refused(&self, show: impl FnMut(&RefusedUse)) {
        self.lock().refused.each(show);
    }

    /// The calls of an account by hour that this isolate has not yet written.
    pub fn pending_calls(&self, account: &AccountId) -> Vec<(i64, i64)> {
        let memory = self.lock();
        let fresh = memory.used.values().filter(|p| p.fresh && p.account == *account);
        fresh.flat_map(|p| p.use_since.hours.iter().map(|h| (h.hour, h.calls))).collect()
    }
}

impl Counted for State {
    fn counted(&self, now: Instant) -> (Vec<Used>, Vec<RefusedUse>) {
        let mut memory = self.lock();
        (take_due(&mut memory, now, 0), memory.refused.due(now, 0))
    }

    fn not_written(&self, all: &[Used]) {
        let mut memory = self.lock();
        for one in all {
            if let Some(pending) = memory.used.get_mut(&one.token) {
                pending.fresh = true;
                pending.use_since.put_back(&one.hours);
            }
        }
    }

    fn refusals_not_written(&self, all: &[RefusedUse]) {
        let mut memory = self.lock();
        all.iter().for_each(|one| memory.refused.put_back(one));
    }
}

/// What a token turned out to be.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its record; that of what bought it, as far as it goes, when it is an access token.
    pub record: Record,
    /// The service that an access token is for.
    pub audience: Option<String>,
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
    /// Lets the bearer in, or refuses: always with the same words. The use is noted when the call was answered. For which
    /// service an access token is, is for the caller to ask.
    pub async fn check(&self, credential: &Credential, from: Option<&str>, now: Instant) -> Result<Machine, Fail> {
        let found = match self.find(credential.token(), now).await? {
            Ok(found) => found,
            Err(reason) => return Err(Fail::refused(reason, None)),
        };
        Ok(machine(admitted(found.record, credential, from, now)?, found.audience))
    }

    /// The same for whoever has shown otherwise that this token was given to them.
    pub async fn check_known(&self, id: &CredentialId, from: Option<&str>, now: Instant) -> Result<Machine, Fail> {
        let record = self.find_credential(id, now).await?.ok_or_else(|| Fail::refused(Reason::Unknown, None))?;
        if let Err(refusal) = lease::admit(&record, from, now) {
            return Err(Fail::refused(refusal.into(), Some(holder(&record))));
        }
        Ok(machine(record, None))
    }

    /// The record of a client that shows one of its own tokens as its secret. An access token is none: it would buy itself
    /// another for ever.
    pub async fn client(&self, credential: &Credential, from: Option<&str>, now: Instant) -> Result<Record, Fail> {
        match self.find_secret(credential.token(), now).await? {
            Ok(record) => admitted(record, credential, from, now),
            Err(reason) => Err(Fail::refused(reason, None)),
        }
    }

    /// The record of a token of any kind, whether it is accepted or not; or why there is none.
    pub async fn find(&self, token: &str, now: Instant) -> Result<Result<Found, Reason>, Fail> {
        if !access_token::looks_like_one(token) {
            return Ok(self.find_secret(token, now).await?.map(|record| Found { record, audience: None }));
        }
        let place = Place { deps: self.deps, config: self.config, rings: self.state.rings() };
        let claims = match access_token::verify(place, token, now).await? {
            Ok(claims) => claims,
            Err(reason) => return Ok(Err(reason)),
        };
        let record = self.find_credential(&claims.credential, now).await?.and_then(|record| claims.narrow(record));
        Ok(record.map(|record| Found { record, audience: Some(claims.audience) }).ok_or(Reason::Unknown))
    }

    /// The record of a token that is a secret.
    async fn find_secret(&self, token: &str, now: Instant) -> Result<Result<Record, Reason>, Fail> {
        let Ok(presented) = Presented::parse(token) else { return Ok(Err(Reason::Malformed)) };
        let keys = &self.config.keys;
        if !keys.is_ours(&presented) {
            return Ok(Err(Reason::Forged));
        }
        self.freshen(now).await?;
        let digests: Vec<String> = keys.token_digests(presented.text()).into_iter().map(|d| d.hex).collect();
        if let Some(known) = self.remembered(&digests, now) {
            return Ok(known.ok_or(Reason::Unknown));
        }
        if let Some(record) = self.cached(&digests, now).await {
            return Ok(Ok(record));
        }
        let stored = records::by_digest(self.deps.db(), &digests).await?;
        Ok(self.keep(stored, &digests, now).ok_or(Reason::Unknown))
    }

    /// The record of a token or key by its id, which somebody has proved otherwise: by our own signature, or by its own.
    pub async fn find_credential(&self, id: &CredentialId, now: Instant) -> Result<Option<Record>, Fail> {
        self.freshen(now).await?;
        let names = [id.to_string()];
        if let Some(known) = self.remembered(&names, now) {
            return Ok(known);
        }
        if let Some(record) = self.cached(&names, now).await {
            return Ok(Some(record));
        }
        let stored = records::by_id(self.deps.db(), id).await?;
        Ok(self.keep(stored.map(|record| (record, id.to_string())), &names, now))
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

    /// What the database has said fills the caches.
    fn keep(&self, stored: Option<(Record, String)>, names: &[String], now: Instant) -> Option<Record> {
        let Some((record, name)) = stored else {
            if let Some(first) = names.first() {
                self.state.lock().unknown.put(first.clone(), now);
            }
            return None;
        };
        {
            let mut memory = self.state.lock();
            memory.unknown.pop(&name);
            memory.records.put(name.clone(), (record.clone(), now));
        }
        if let Ok(text) = serde_json::to_string(&(now, &record)) {
            let deps = self.deps.clone();
            self.deps.spawn(async move { deps.cache_put(&cache_key(&name), &text, KV_TTL).await });
        }
        Some(record)
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
                    let tier = self.config.view_tier.is_some();
                    self.deps.spawn(async move {
                        if let Err(error) = refresh(&deps, &state, tier, rev).await {
                            crate::log::event(&deps, true, "view_refresh", &format!("{error:?}"));
                        }
                        state.lock().refreshing_since = None;
                        crate::log::refusals(&deps, state.refusals_due(now));
                    });
                    return Ok(());
                }
                Freshness::Expired => memory.view.rev(),
            }
        };
        refresh(self.deps, self.state, self.config.view_tier.is_some(), rev).await?;
        Ok(())
    }

    /// Notes a use; writes the counts of all tokens that are due.
    pub fn note_use(&self, holder: &Holder, how: Use<'_>, now: Instant) {
        let mut memory = self.state.lock();
        let pending = memory.used.entry(holder.token.clone()).or_insert_with(|| Pending {
            account: holder.account.clone(),
            noted_at: None,
            fresh: false,
            use_since: Used {
                token: holder.token.clone(),
                system_user: holder.system_user.clone(),
                at: now,
                ip: None,
                agent: None,
                hours: Vec::new(),
            },
        });
        pending.fresh = true;
        pending.use_since.at = now;
        if let Use::Call(from) | Use::Refused(from) = how {
            pending.use_since.ip = from.ip.map(str::to_owned);
            pending.use_since.agent = from.agent.map(str::to_owned);
        }
        match how {
            Use::Call(from) => pending.use_since.count_call(from.took),
            Use::Introspection => pending.use_since.count_introspection(),
            Use::Refused(_) => {}
        }
        // The first use is written at once: somebody may be watching for it.
        let due_now = pending.noted_at.is_none_or(|at| now.since(at) >= NOTE_EVERY);
        if !due_now {
            return;
        }
        let due = take_due(&mut memory, now, NOTE_EVERY);
        drop(memory);
        write_used_behind(self.deps, self.state, due);
    }
}

/// Who calls, by the record that lets it in.
pub fn machine(record: Record, audience: Option<String>) -> Machine {
    Machine {
        expires_at: record.ends_at(),
        system_user: record.system_user,
        account: record.account,
        subaccount: record.subaccount,
        environment: record.environment,
        subaccounts: record.subaccounts,
        username: record.username,
        token: record.token,
        scopes: record.scopes,
        limits: record.limits,
        audience,
    }
}

/// The record, if it lets its holder in now, from there, under this name.
fn admitted(record: Record, credential: &Credential, from: Option<&str>, now: Instant) -> Result<Record, Fail> {
    if let Err(refusal) = lease::admit(&record, from, now) {
        return Err(Fail::refused(refusal.into(), Some(holder(&record))));
    }
    if !credential.names(&record.username, &record.system_user) {
        return Err(Fail::refused(Reason::Username, Some(holder(&record))));
    }
    Ok(record)
}

/// Counts a refused credential; writes the counts that are due. True when the log gets a line for it now.
pub fn note_refusal<D: Deps>(deps: &D, state: &State, refused: &Refused, call: RefusedCall<'_>) -> bool {
    let mut memory = state.lock();
    let told = memory.refusals.note(refused, call.at);
    let holder = refused.holder.as_ref();
    let due = holder
        .map(|holder| memory.refused.note(holder, (refused.reason, refused.claim.as_ref()), call))
        .unwrap_or_default();
    drop(memory);
    write_refused_behind(deps, state, due);
    told
}

/// Whose token a record is of.
pub fn holder(record: &Record) -> Holder {
    Holder { account: record.account.clone(), system_user: record.system_user.clone(), token: record.token.clone() }
}

/// Takes the counts of the tokens whose last note is at least `age` ago.
fn take_due(memory: &mut Memory, now: Instant, age: i64) -> Vec<Used> {
    let mut due = Vec::new();
    // What was written long ago and not used since need not be remembered.
    memory.used.retain(|_, p| p.fresh || p.noted_at.is_some_and(|at| now.since(at) < NOTE_EVERY));
    for pending in memory.used.values_mut().filter(|p| p.fresh) {
        if pending.noted_at.is_none_or(|at| now.since(at) >= age) {
            let hours = std::mem::take(&mut pending.use_since.hours);
            due.push(Used { hours, ..pending.use_since.clone() });
            // Not when it is written, but what of: a use that comes after a pause is written at once, as the first one is.
            // Otherwise what another token's call wrote of long ago would keep it back, and a token in use could fall silent.
            (pending.noted_at, pending.fresh) = (Some(pending.use_since.at), false);
        }
    }
    due
}

/// Renews the view: through the regional tier, where there is one; at the primary, where there is none, it does not answer,
/// or what it has is too old.
async fn refresh<D: Deps>(deps: &D, state: &State, tier: bool, rev: i64) -> Result<(), store::DbError> {
    if tier && through_tier(deps, state, rev).await {
        return Ok(());
    }
    let started = deps.now();
    let (delta, watched) = records::view_since(deps.db(), rev, started).await?;
    let mut memory = state.lock();
    memory.view.merge(delta, started);
    memory.tails.watch(watched);
    Ok(())
}

/// Asks the regional tier. Is the view one to believe afterwards?
async fn through_tier<D: Deps>(deps: &D, state: &State, rev: i64) -> bool {
    let asked = deps.now();
    let silent = state.lock().tier_silent_since;
    if silent.is_some_and(|since| (0..tier::PAUSE).contains(&asked.since(since))) {
        return false;
    }
    let told = deps.ask_tier(rev).await.and_then(|text| Told::read(&text));
    let Some((from, Some((lines, watched)))) = told.map(|told| (told.counts_from(asked), told.into_view())) else {
        state.lock().tier_silent_since = Some(asked);
        crate::log::event(deps, true, "view_tier", "no answer in time");
        return false;
    };
    let mut memory = state.lock();
    memory.tier_silent_since = None;
    memory.view.merge(lines, from);
    memory.tails.watch(watched);
    memory.view.freshness(asked) != Freshness::Expired
}

fn cache_key(digest: &str) -> String {
    // The number is that of the record's form: one without its networks or limits must not be taken for one without restriction.
    format!("token/7/{digest}")
}
