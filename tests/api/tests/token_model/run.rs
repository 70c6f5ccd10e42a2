//! One run: a deployment, what the model says of it, and the comparison of the two.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use api_tests::{Actor, Answer, Isolate, World, text};
use domain::time::Instant;
use serde_json::{Value, json};

use crate::model::{Bot, Call, DAY, Face, Rules, SECOND, Token, Verdict, WRITTEN_WITHIN};

/// How many isolates there are.
pub const ISOLATES: usize = 4;
/// How long a session is used: shorter than what a fresh proof counts.
const SESSION: i64 = 9 * 60 * SECOND;

/// Numbers by a seed (xorshift64*).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize) % n.max(1)
    }

    pub fn in_a_hundred(&mut self, n: usize) -> bool {
        self.below(100) < n
    }

    pub fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// A call that can be sent again.
pub struct Kept {
    pub at: i64,
    pub key: String,
    pub url: String,
    pub body: Value,
    pub answer: String,
}

/// What is seen of a verdict in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    Refused,
    Accepted,
    /// Accepted, under this name and until then.
    AcceptedAs(String, Option<i64>),
    /// The same, with the end in seconds.
    ActiveAs(String, Option<i64>),
}

impl Said {
    fn fits(&self, verdict: &Verdict) -> bool {
        match (self, verdict) {
            (Self::Refused, Verdict::Refused) | (Self::Accepted, Verdict::Accepted { .. }) => true,
            (Self::AcceptedAs(name, end), Verdict::Accepted { username, ends }) => username == name && ends == end,
            (Self::ActiveAs(name, end), Verdict::Accepted { username, ends }) => {
                username == name && ends.map(|at| at / SECOND) == *end
            }
            _ => false,
        }
    }
}

pub struct Run {
    pub seed: u64,
    pub dice: Dice,
    pub world: Arc<World>,
    pub isolates: Vec<Isolate>,
    pub subaccounts: Vec<String>,
    pub bots: Vec<Bot>,
    pub rules: Rules,
    /// Texts that were tokens of system users that are gone.
    pub gone: Vec<String>,
    pub kept: Vec<Kept>,
    pub counter: usize,
    pub old_kv: Option<BTreeMap<String, String>>,
    /// By which change an isolate has answered already, by token: it never goes back.
    seen: BTreeMap<(usize, String), usize>,
    ana: Option<(Actor, i64)>,
    pub trace: Vec<String>,
}

impl Drop for Run {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let last = self.trace.iter().rev().take(number_of_lines()).rev().cloned().collect::<Vec<_>>().join("\n  ");
            // What the service said of it, too.
            let log = self.world.log();
            let said = log.lines().rev().filter(|line| line.contains("\"error\"")).take(3);
            eprintln!("log:\n  {}", said.collect::<Vec<_>>().join("\n  "));
            eprintln!("seed {}, after {} steps:\n  {last}", self.seed, self.trace.len());
        }
    }
}

impl Run {
    pub fn new(seed: u64) -> Self {
        let world = World::new();
        let isolates: Vec<Isolate> = (0..ISOLATES).map(|_| world.isolate()).collect();
        let ana = isolates[0].set_up();
        let subaccounts = (0..4).map(|n| ana.subaccount(&format!("Sub {n}"))).collect();
        let now = world.now().millis();
        Self {
            seed,
            dice: Dice::new(seed),
            world,
            isolates,
            subaccounts,
            bots: Vec::new(),
            rules: Rules::default(),
            gone: Vec::new(),
            kept: Vec::new(),
            counter: 0,
            old_kv: None,
            seen: BTreeMap::new(),
            ana: Some((ana, now)),
            trace: Vec::new(),
        }
    }

    pub fn now(&self) -> i64 {
        self.world.now().millis()
    }

    pub fn next(&mut self) -> usize {
        self.counter += 1;
        self.counter
    }

    /// The admin, at this isolate, with a session that is fresh enough for every call.
    pub fn ana(&mut self, isolate: usize) -> Actor {
        let now = self.now();
        if self.ana.as_ref().is_none_or(|(_, since)| now - since > SESSION) {
            self.ana = Some((self.isolates[isolate].sign_in("ana@example.com"), now));
        }
        self.ana.as_ref().expect("set").0.at(&self.isolates[isolate])
    }

    pub fn log(&mut self, what: String) {
        let at = self.now() - 1_800_000_000_000;
        self.trace.push(format!("{at:>12} {what}"));
    }

    pub fn isolate(&mut self) -> usize {
        self.dice.below(ISOLATES)
    }

    /// A cold isolate takes the place of one.
    pub fn restart(&mut self, isolate: usize) {
        self.isolates[isolate] = self.world.isolate();
        self.seen.retain(|(of, _), _| *of != isolate);
    }

    /// Any system user that is there.
    pub fn bot(&mut self) -> Option<usize> {
        (!self.bots.is_empty()).then(|| self.dice.below(self.bots.len()))
    }

    /// Any token: one that is accepted more often than one that has ended.
    pub fn token(&mut self) -> Option<(usize, usize)> {
        let (bot, now) = (self.bot()?, self.now());
        let of = &self.bots[bot].tokens;
        let accepted: Vec<usize> = (0..of.len()).filter(|n| !of[*n].ended(now)).collect();
        let any: Vec<usize> = (0..of.len()).filter(|n| !of[*n].may_be_gone(now)).collect();
        if any.is_empty() {
            return None;
        }
        match accepted.is_empty() || self.dice.in_a_hundred(15) {
            true => Some((bot, self.dice.of(&any))),
            false => Some((bot, self.dice.of(&accepted))),
        }
    }

    /// Changes a system user by a call to this isolate, in the model.
    pub fn change<T>(&mut self, bot: usize, isolate: usize, how: impl FnOnce(&mut Bot, i64) -> T) -> T {
        let now = self.now();
        let before: Face = self.bots[bot].face();
        let done = how(&mut self.bots[bot], now);
        self.bots[bot].changed(before, isolate, now);
        done
    }

    /// Is what an isolate said of a token one of what it may say? True when it was accepted.
    #[track_caller]
    pub fn judge(&mut self, at: (usize, usize), isolate: usize, call: &Call<'_>, said: &Said) -> bool {
        let (bot, token) = at;
        let id = self.bots[bot].tokens[token].id.clone();
        let since = self.seen.get(&(isolate, id.clone())).copied().unwrap_or_default();
        let all = self.bots[bot].verdicts(token, isolate, call);
        let fitting: Vec<usize> =
            all.iter().filter(|(of, one)| *of >= since && said.fits(one)).map(|(of, _)| *of).collect();
        let Some(least) = fitting.iter().min() else {
            panic!("isolate {isolate} said {said:?} of {id} ({call:?}), and not one of {all:?}, since {since}");
        };
        self.seen.insert((isolate, id), *least);
        *said != Said::Refused
    }

    /// A token was used: what figures say from now on.
    pub fn used(&mut self, (bot, token): (usize, usize)) {
        let now = self.now();
        self.bots[bot].tokens[token].used(now);
    }

    /// Compares a system user as it is listed.
    #[track_caller]
    pub fn compare(&self, bot: usize, listed: &Value) {
        let (now, bot) = (self.now(), &self.bots[bot]);
        assert_eq!(text(&listed["username"]), bot.username);
        assert_eq!(text(&listed["status"]), if bot.active { "active" } else { "inactive" });
        let mut all: Vec<&Token> = bot.tokens.iter().collect();
        all.sort_by(|a, b| b.id.cmp(&a.id));
        // Every accepted one, and the newest ten that have ended; the answer to what ends some has those from before, too.
        let shown = listed["tokens"].as_array().expect("a list");
        let ids: BTreeSet<String> = shown.iter().map(|one| text(&one["id"])).collect();
        let mut ended = 0;
        for one in &all {
            ended += usize::from(one.ended(now));
            assert!(
                ids.contains(&one.id) || (one.ended(now) && ended > 10) || one.may_be_gone(now),
                "{one:?} is not listed"
            );
        }
        for one in shown {
            let expected = all.iter().find(|of| one["id"] == of.id.as_str()).expect("it is one of them");
            compare_token(expected, one, bot, now);
        }
    }
}

/// Compares one token.
#[track_caller]
pub fn compare_token(token: &Token, shown: &Value, of: &Bot, now: i64) {
    let said = json!({
        "name": token.name, "holder": token.holder, "reason": token.reason, "networks": token.networks,
        "tail": token.text[token.text.len() - 4..], "status": token.status(now), "successor_id": token.successor,
        "ends_when_silent": token.when_silent, "version": token.version,
    });
    for (name, value) in said.as_object().expect("an object") {
        assert_eq!(&shown[name], value, "{name} of {}: {token:?} {shown}", token.id);
    }
    let scopes: BTreeSet<String> = shown["scopes"].as_array().expect("a list").iter().map(text).collect();
    assert_eq!(scopes, token.scopes);
    for (name, value) in [
        ("created_at", Some(token.created)),
        ("expires_at", token.expires),
        ("revoked_at", token.revoked),
        ("ends_at", token.ends()),
        ("first_used_at", token.first_used),
    ] {
        assert_eq!(at(&shown[name]), value, "{name} of {}: {token:?} {shown}", token.id);
    }
    let last = at(&shown["last_used_at"]);
    let fits = match (last, token.last_used) {
        (Some(shown), Some(last)) => shown <= last && last - shown < WRITTEN_WITHIN,
        (shown, last) => shown == last,
    };
    assert!(fits, "last use of {}: {last:?} is shown, {:?} is so", token.id, token.last_used);
    match silence(token, of, now) {
        Silence::Unsure => {}
        // Of one that has ended it says nothing.
        _ if token.ended(now) => {}
        sure => assert_eq!(shown["is_silent"], json!(sure == Silence::Silent), "{token:?} {shown}"),
    }
}

/// Is a token silent while its successor works?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    Silent,
    /// It was used within the minute in which uses are written.
    Unsure,
    No,
}

pub fn silence(token: &Token, of: &Bot, now: i64) -> Silence {
    // Those that took its place in turn; the last of them is what is left.
    let after = |one: &Token| {
        let id = one.successor.clone()?;
        of.tokens.iter().find(|other| other.id == id)
    };
    let line: Vec<&Token> = std::iter::successors(after(token), |one| after(one)).collect();
    let Some(first) = line.iter().filter_map(|one| one.first_used).min() else { return Silence::No };
    let span = line.iter().filter_map(|one| one.last_used).max().unwrap_or(first) - first;
    if line.last().is_none_or(|last| last.ended(now)) || now - first < DAY || span < DAY {
        return Silence::No;
    }
    let unsure = span < DAY + WRITTEN_WITHIN;
    match token.last_used.map(|at| now - at) {
        Some(ago) if ago < DAY - WRITTEN_WITHIN => Silence::No,
        Some(ago) if ago < DAY => Silence::Unsure,
        _ if unsure => Silence::Unsure,
        _ => Silence::Silent,
    }
}

/// A time in an answer.
pub fn at(value: &Value) -> Option<i64> {
    (!value.is_null()).then(|| serde_json::from_value::<Instant>(value.clone()).expect("a time").millis())
}

/// A time in a request.
pub fn time(at: i64) -> Value {
    json!(Instant::from_millis(at))
}

#[track_caller]
pub fn is(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.text());
}

fn number_of_lines() -> usize {
    std::env::var_os("TENURE_MODEL_TRACE").and_then(|n| n.to_str()?.parse().ok()).unwrap_or(25)
}
