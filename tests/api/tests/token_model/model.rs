//! What the tokens of an account should do: written from the documentation (api.md, ADR 0006 and 0034), without a line of the
//! product's own code. Times are milliseconds since 1970.

use std::collections::BTreeSet;

pub const SECOND: i64 = 1_000;
pub const DAY: i64 = 86_400 * SECOND;
/// How long an isolate may answer by what there was (ADR 0006).
pub const DELTA: i64 = SECOND;
/// How late a use may be written (ADR 0034: once a minute and isolate).
pub const WRITTEN_WITHIN: i64 = 60 * SECOND;
/// How many tokens of one system user are accepted at a time.
pub const MOST: usize = 50;
/// What a token can do of which nobody says what it may.
pub const USUAL: [&str; 3] = ["introspect", "read_messages", "send"];

/// A token.
#[derive(Debug, Clone)]
pub struct Token {
    pub id: String,
    pub text: String,
    pub name: Option<String>,
    pub holder: Option<String>,
    pub reason: Option<String>,
    pub scopes: BTreeSet<String>,
    pub networks: Option<Vec<String>>,
    pub created: i64,
    pub expires: Option<i64>,
    pub revoked: Option<i64>,
    pub successor: Option<String>,
    pub when_silent: bool,
    pub version: i64,
    pub first_used: Option<i64>,
    pub last_used: Option<i64>,
}

impl Token {
    pub fn ends(&self) -> Option<i64> {
        [self.expires, self.revoked].into_iter().flatten().min()
    }

    pub fn ended(&self, now: i64) -> bool {
        self.ends().is_some_and(|at| at <= now)
    }

    /// Did it end so long ago that the clock may have cleared it away?
    pub fn may_be_gone(&self, now: i64) -> bool {
        self.ends().is_some_and(|at| at + domain::token::KEPT_OVER <= now)
    }

    /// Lets it end then, unless it ends earlier for the same reason; what has ended stays as it was.
    pub fn end(&mut self, at: i64, now: i64) {
        if !self.ended(now) && self.revoked.is_none_or(|old| old > at) {
            self.revoked = Some(at);
            self.version += 1;
        }
    }

    pub fn used(&mut self, now: i64) {
        self.first_used = self.first_used.or(Some(now));
        self.last_used = Some(now);
    }

    pub fn status(&self, now: i64) -> &'static str {
        // By whichever end came first.
        match () {
            () if self.ended(now) && self.ends() == self.expires => "expired",
            () if self.ended(now) => "revoked",
            () if self.revoked.is_some() => "ending",
            () => "live",
        }
    }
}

/// What the gate knows of a system user, at some time.
#[derive(Debug, Clone)]
pub struct Face {
    pub username: String,
    pub active: bool,
    pub deleted: bool,
    /// The end for another reason than its age, and the networks, by token.
    pub tokens: Vec<(Option<i64>, Option<Vec<String>>)>,
}

/// One that was replaced: when, and by a call to which isolate.
#[derive(Debug, Clone)]
struct Past {
    face: Face,
    until: i64,
    by: usize,
}

/// A system user.
#[derive(Debug, Clone)]
pub struct Bot {
    pub id: String,
    pub subaccount: usize,
    pub username: String,
    pub active: bool,
    pub deleted: bool,
    pub tokens: Vec<Token>,
    past: Vec<Past>,
    /// How often it was changed.
    changes: usize,
}

/// What is said to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Accepted { username: String, ends: Option<i64> },
    Refused,
}

impl Bot {
    pub fn new(id: &str, subaccount: usize, username: &str) -> Self {
        let (id, username) = (id.to_owned(), username.to_owned());
        Self {
            id,
            subaccount,
            username,
            active: true,
            deleted: false,
            tokens: Vec::new(),
            past: Vec::new(),
            changes: 0,
        }
    }

    pub fn face(&self) -> Face {
        Face {
            username: self.username.clone(),
            active: self.active,
            deleted: self.deleted,
            tokens: self.tokens.iter().map(|one| (one.revoked, one.networks.clone())).collect(),
        }
    }

    /// A call to this isolate changed it: what was there before.
    pub fn changed(&mut self, before: Face, by: usize, now: i64) {
        self.past.retain(|one| one.until >= now - DELTA);
        self.past.push(Past { face: before, until: now, by });
        self.changes += 1;
    }

    pub fn accepted(&self, now: i64) -> usize {
        self.tokens.iter().filter(|one| !one.ended(now)).count()
    }

    /// What this isolate may say now: by what there is, or by what there was within Δ, if it was not the isolate that changed it.
    /// Each with the number of the change after which it was so, the newest first.
    pub fn verdicts(&self, token: usize, isolate: usize, call: &Call<'_>) -> Vec<(usize, Verdict)> {
        let mut all = vec![(self.changes, self.verdict(&self.face(), token, call))];
        for (back, old) in (1..).zip(self.past.iter().rev()) {
            if old.until < call.now - DELTA || old.by == isolate {
                break;
            }
            all.push((self.changes - back, self.verdict(&old.face, token, call)));
        }
        all
    }

    fn verdict(&self, face: &Face, token: usize, call: &Call<'_>) -> Verdict {
        let one = &self.tokens[token];
        // One that was not made yet is looked up anew.
        let (revoked, networks) = face.tokens.get(token).cloned().unwrap_or((one.revoked, one.networks.clone()));
        let ends = [one.expires, revoked].into_iter().flatten().min();
        let listed = networks.is_none_or(|all| call.from.is_none_or(|from| all.iter().any(|net| covers(net, from))));
        let named = call.username.is_none_or(|name| name == face.username);
        let good = face.active && !face.deleted && ends.is_none_or(|at| at > call.now) && listed && named;
        if good { Verdict::Accepted { username: face.username.clone(), ends } } else { Verdict::Refused }
    }
}

/// A call with a token.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    pub now: i64,
    /// From where; none where that is not asked.
    pub from: Option<&'a str>,
    /// The name that was sent with it.
    pub username: Option<&'a str>,
}

/// Networks of the test end on a whole byte.
fn covers(network: &str, address: &str) -> bool {
    let (prefix, bits) = network.split_once('/').unwrap_or((network, "32"));
    let bytes = bits.parse::<usize>().expect("bits") / 8;
    prefix.split('.').take(bytes).eq(address.split('.').take(bytes))
}

/// What the account asks of new tokens.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    pub default_days: Option<i64>,
    pub max_days: Option<i64>,
    /// `allowed` (none), `with_reason`, `forbidden`.
    pub never: Option<&'static str>,
    pub scopes: Option<BTreeSet<String>>,
}

/// What is asked of a new token.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub name: Option<String>,
    pub holder: Option<String>,
    pub reason: Option<String>,
    pub scopes: Option<Vec<&'static str>>,
    pub networks: Option<Vec<String>>,
    pub expires: Option<Option<i64>>,
}

pub fn whole_second(at: i64) -> i64 {
    at - at.rem_euclid(SECOND)
}

/// The end of an overlap: never early, on a whole second.
pub fn overlap_ends(now: i64, seconds: i64) -> i64 {
    if seconds == 0 { now } else { -whole_second(-(now + seconds * SECOND)) }
}

impl Rules {
    fn within(&self, scope: &str) -> bool {
        self.scopes.as_ref().is_none_or(|all| all.contains(scope))
    }

    fn usual_end(&self, now: i64) -> Option<i64> {
        self.default_days.map(|days| whole_second(now + days * DAY))
    }

    fn lets_never_end(&self, reason: Option<&str>) -> bool {
        match self.never {
            None => true,
            Some("with_reason") => reason.is_some(),
            Some(_) => false,
        }
    }

    /// Can an account have these?
    pub fn are_possible(&self) -> bool {
        let bounded = self.never.is_some();
        (!bounded || self.default_days.is_some())
            && (bounded || self.max_days.is_none())
            && self.default_days.zip(self.max_days).is_none_or(|(usual, most)| usual <= most)
    }

    /// The token that such a wish makes; or the fields one of which is refused.
    pub fn make(&self, wanted: &Wanted, now: i64) -> Result<Token, Vec<&'static str>> {
        let mut wrong = Vec::new();
        let scopes: BTreeSet<String> = match &wanted.scopes {
            Some(all) => all.iter().map(|one| (*one).to_owned()).collect(),
            None => USUAL.iter().filter(|one| self.within(one)).map(|one| (*one).to_owned()).collect(),
        };
        if scopes.iter().any(|one| !self.within(one)) {
            wrong.push("/scopes");
        }
        let expires = wanted.expires.map_or_else(|| self.usual_end(now), |end| end.map(whole_second));
        let too_late = |at| self.max_days.is_some_and(|days| at > now + days * DAY);
        match expires {
            Some(at) if at <= now || too_late(at) => wrong.push("/expires_at"),
            Some(_) if wanted.reason.is_some() => wrong.push("/reason"),
            None if !self.lets_never_end(wanted.reason.as_deref()) => wrong.extend(["/expires_at", "/reason"]),
            _ => {}
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(Token {
            id: String::new(),
            text: String::new(),
            name: wanted.name.clone(),
            holder: wanted.holder.clone(),
            reason: wanted.reason.clone(),
            scopes,
            networks: wanted.networks.clone().filter(|all| !all.is_empty()),
            created: now,
            expires,
            revoked: None,
            successor: None,
            when_silent: false,
            version: 1,
            first_used: None,
            last_used: None,
        })
    }

    /// What takes the place of a token: like it, as far as the rules of today go. It is never dead from the beginning.
    pub fn like(&self, old: &Token, now: i64) -> Token {
        let most = self.max_days.map_or(i64::MAX, |days| days * DAY);
        let expires = match old.expires {
            Some(end) => Some(whole_second(now + (end - old.created).min(most)).max(whole_second(now) + SECOND)),
            None if self.lets_never_end(old.reason.as_deref()) => None,
            None => self.usual_end(now),
        };
        Token {
            scopes: old.scopes.iter().filter(|one| self.within(one)).cloned().collect(),
            reason: old.reason.clone().filter(|_| expires.is_none()),
            created: now,
            expires,
            revoked: None,
            successor: None,
            when_silent: false,
            version: 1,
            first_used: None,
            last_used: None,
            ..old.clone()
        }
    }
}
