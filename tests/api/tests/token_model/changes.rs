//! Steps that change something, and the clock.

use api_tests::{made, text};
use serde_json::{Value, json};

use crate::model::{Bot, Call, MOST, Token, Wanted, overlap_ends};
use crate::run::{Kept, Run, Said, is, time};

type Step = fn(&mut Run) -> bool;

/// How often each kind of step is done, and its name.
pub const STEPS: [((usize, Step), &str); 20] = [
    ((26, Run::call), "call"),
    ((4, Run::introspect), "introspect"),
    ((1, Run::nothing_lets_in), "nothing"),
    ((5, Run::look), "look"),
    ((2, Run::list), "list"),
    ((2, Run::again), "again"),
    ((13, Run::pass), "pass"),
    ((7, Run::generate), "generate"),
    ((7, Run::rotate), "rotate"),
    ((3, Run::rotate_many), "rotate_many"),
    ((5, Run::patch), "patch"),
    ((3, Run::end), "end"),
    ((2, Run::set_rules), "set_rules"),
    ((4, Run::switch), "switch"),
    ((2, Run::rename), "rename"),
    ((2, Run::delete), "delete"),
    ((3, Run::create), "create"),
    ((2, Run::found), "found"),
    ((2, Run::surrender), "surrender"),
    ((3, Run::clock), "clock"),
];

impl Run {
    /// One step; which kind it was.
    pub fn step(&mut self) -> usize {
        self.stale();
        let whole: usize = STEPS.iter().map(|((weight, _), _)| weight).sum();
        loop {
            let mut n = self.dice.below(whole);
            let which = STEPS.iter().position(|((weight, _), _)| {
                let here = n < *weight;
                n = n.saturating_sub(*weight);
                here
            });
            let which = which.expect("one of them");
            if (STEPS[which].0.1)(self) {
                return which;
            }
        }
    }

    fn wanted(&mut self) -> Wanted {
        let (n, now) = (self.next(), self.now());
        let d = &mut self.dice;
        let scopes: &[&'static str] = &["introspect", "read_messages", "send", "ads_read", "pages_events"];
        Wanted {
            name: d.in_a_hundred(40).then(|| format!("Token {n}")),
            holder: d.in_a_hundred(50).then(|| format!("Holder {}", d.below(3))),
            reason: d.in_a_hundred(15).then(|| "An old device".to_owned()),
            scopes: d.in_a_hundred(40).then(|| scopes.iter().copied().filter(|_| d.in_a_hundred(50)).collect()),
            networks: d.in_a_hundred(25).then(|| networks(d)),
            expires: match d.below(10) {
                0..4 => None,
                4..6 => Some(None),
                6 => Some(Some(now + 1 + d.below(5_000) as i64)),
                7 => Some(Some(now - d.below(2_000) as i64)),
                _ => Some(Some(now + d.below(40 * 86_400_000) as i64)),
            },
        }
    }

    fn generate(&mut self) -> bool {
        let Some(bot) = self.bot() else { return false };
        // Now and then until there is no room.
        let times = if self.dice.in_a_hundred(4) { MOST } else { 1 };
        for _ in 0..times {
            self.generate_one(bot, times > 1);
        }
        true
    }

    fn generate_one(&mut self, bot: usize, fill: bool) {
        let (isolate, now) = (self.isolate(), self.now());
        let wanted = if fill { Wanted::default() } else { self.wanted() };
        let keep = fill || self.dice.in_a_hundred(75);
        let overlap = if keep { 0 } else { self.overlap() };
        let mut body = json!({ "confirm": true });
        let fields = body.as_object_mut().expect("an object");
        let mut put = |name: &str, value: Value| _ = fields.insert(name.to_owned(), value);
        if keep {
            put("keep_others", json!(true));
        } else if overlap > 0 || self.dice.in_a_hundred(50) {
            put("overlap_seconds", json!(overlap));
        }
        for (name, value) in [("name", &wanted.name), ("holder", &wanted.holder), ("reason", &wanted.reason)] {
            if let Some(value) = value {
                put(name, json!(value));
            }
        }
        if let Some(scopes) = &wanted.scopes {
            put("scopes", json!(scopes));
        }
        if let Some(networks) = &wanted.networks {
            put("networks", json!(networks));
        }
        if let Some(end) = wanted.expires {
            put("expires_at", end.map_or(Value::Null, time));
        }
        let url = format!("/v1/system-users/{}/tokens", self.bots[bot].id);
        self.log(format!("generate in {isolate}: {body}"));
        let key = format!("key {}", self.next());
        let answer = self.ana(isolate).with("idempotency-key", &key).post(&url, &body);
        let expected = self.rules.make(&wanted, now);
        let mut token = match expected {
            Ok(token) => token,
            Err(fields) => {
                is(&answer, 422);
                assert!(fields.iter().any(|field| answer.field().starts_with(field)), "{fields:?} {}", answer.text());
                return;
            }
        };
        let ends = overlap_ends(now, overlap);
        let left = self.bots[bot].tokens.iter().filter(|one| {
            let end = if keep || one.ended(now) { one.ends() } else { one.ends().into_iter().chain([ends]).min() };
            end.is_none_or(|at| at > now)
        });
        if left.count() >= MOST {
            assert_eq!((answer.status, answer.code().as_str()), (409, "token_limit"), "{}", answer.text());
            return;
        }
        is(&answer, 201);
        let shown = answer.json();
        (token.id, token.text) = (text(&shown["token"]["id"]), text(&shown["token"]["value"]));
        self.change(bot, isolate, |bot, now| {
            if !keep {
                bot.tokens.iter_mut().for_each(|one| one.end(ends, now));
            }
            bot.tokens.push(token);
        });
        self.compare(bot, &shown["system_user"]);
        self.kept.push(Kept { at: now, key, url, body, answer: answer.text() });
    }

    fn overlap(&mut self) -> i64 {
        match self.dice.below(5) {
            0 => 0,
            1 => 1 + self.dice.below(5) as i64,
            2 => 30 * 86_400,
            _ => self.dice.below(30 * 86_400) as i64,
        }
    }

    fn rotate(&mut self) -> bool {
        let Some((bot, token)) = self.token() else { return false };
        let (isolate, now) = (self.isolate(), self.now());
        let overlap = self.overlap();
        let when_silent = overlap > 0 && self.dice.in_a_hundred(60);
        let old = self.bots[bot].tokens[token].clone();
        let url = format!("/v1/system-users/{}/tokens/{}/rotate", self.bots[bot].id, old.id);
        let body = json!({ "overlap_seconds": overlap, "ends_when_silent": when_silent });
        self.log(format!("rotate {} in {isolate}: {body}", old.id));
        let key = format!("key {}", self.next());
        let answer = self.ana(isolate).with("idempotency-key", &key).post(&url, &body);
        if old.ended(now) {
            assert_eq!((answer.status, answer.code().as_str()), (409, "token_ended"), "{}", answer.text());
            return true;
        }
        if self.has_given_way(bot, &old, now) {
            assert_eq!((answer.status, answer.code().as_str()), (409, "token_rotated"), "{}", answer.text());
            return true;
        }
        if self.bots[bot].accepted(now) - usize::from(overlap == 0) >= MOST {
            assert_eq!((answer.status, answer.code().as_str()), (409, "token_limit"), "{}", answer.text());
            return true;
        }
        is(&answer, 201);
        let shown = answer.json();
        let mut new = self.rules.like(&old, now);
        (new.id, new.text) = (text(&shown["token"]["id"]), text(&shown["token"]["value"]));
        self.change(bot, isolate, |bot, now| gives_way(bot, token, new, (overlap, when_silent), now));
        self.compare(bot, &shown["system_user"]);
        self.kept.push(Kept { at: now, key, url, body, answer: answer.text() });
        // Mostly the new one is used soon.
        if self.dice.in_a_hundred(60) {
            let (isolate, newest) = (self.isolate(), self.bots[bot].tokens.len() - 1);
            self.one_call((bot, newest), isolate);
        }
        true
    }

    /// Has another one taken its place that is accepted?
    fn has_given_way(&self, bot: usize, old: &Token, now: i64) -> bool {
        let successor = self.bots[bot].tokens.iter().find(|one| old.successor.as_ref() == Some(&one.id));
        successor.is_some_and(|one| !one.ended(now))
    }

    /// Several of several system users: all of them, or none.
    fn rotate_many(&mut self) -> bool {
        let (isolate, now) = (self.isolate(), self.now());
        let mut which: Vec<(usize, usize)> = Vec::new();
        for _ in 0..1 + self.dice.below(6) {
            which.extend(self.token().filter(|one| !which.contains(one)));
        }
        let Some(_) = which.first() else { return false };
        let overlap = self.overlap();
        let when_silent = overlap > 0 && self.dice.in_a_hundred(50);
        let ids: Vec<String> = which.iter().map(|(bot, token)| self.bots[*bot].tokens[*token].id.clone()).collect();
        let body = json!({ "ids": ids, "overlap_seconds": overlap, "ends_when_silent": when_silent });
        self.log(format!("rotate many in {isolate}: {body}"));
        let answer = self.ana(isolate).post("/v1/tokens/rotate", &body);
        if which.iter().any(|(bot, token)| self.bots[*bot].tokens[*token].ended(now)) {
            assert_eq!((answer.status, answer.code().as_str()), (409, "token_ended"), "{}", answer.text());
            return true;
        }
        // One whose successor is rotated before it in the same call, and ends at once with that, has given way to nobody.
        let before = |of: &Token, place: usize| {
            let gone =
                |(bot, token): &(usize, usize)| of.successor.as_ref() == Some(&self.bots[*bot].tokens[*token].id);
            overlap == 0 && which[..place].iter().any(gone)
        };
        let given_way = |(place, (bot, token)): (usize, &(usize, usize))| {
            let old = &self.bots[*bot].tokens[*token];
            self.has_given_way(*bot, old, now) && !before(old, place)
        };
        if which.iter().enumerate().any(given_way) {
            // Which of the two is met first depends on the order.
            assert_eq!(answer.status, 409, "{}", answer.text());
            assert!(["token_rotated", "token_limit"].contains(&answer.code().as_str()), "{}", answer.text());
            return true;
        }
        let grows = usize::from(overlap > 0);
        let too_many = |bot: &Bot, n: usize| bot.accepted(now) + n * grows > MOST;
        if (0..self.bots.len()).any(|n| {
            too_many(&self.bots[n], which.iter().filter(|(bot, _)| *bot == n).count())
                && which.iter().any(|(bot, _)| *bot == n)
        }) {
            assert_eq!((answer.status, answer.code().as_str()), (409, "token_limit"), "{}", answer.text());
            return true;
        }
        is(&answer, 201);
        let shown = made(&answer);
        let items = shown["items"].as_array().expect("a list");
        assert_eq!(items.len(), which.len());
        for ((bot, token), item) in which.into_iter().zip(items) {
            let old = &self.bots[bot].tokens[token];
            assert_eq!(item["replaces"], old.id.as_str());
            let mut new = self.rules.like(old, now);
            (new.id, new.text) = (text(&item["token"]["id"]), text(&item["token"]["value"]));
            self.change(bot, isolate, |bot, now| gives_way(bot, token, new, (overlap, when_silent), now));
        }
        true
    }

    /// What a token is called, who holds it, from where it may be used, whether it ends when it is silent.
    fn patch(&mut self) -> bool {
        let Some((bot, token)) = self.token() else { return false };
        let (isolate, now, n) = (self.isolate(), self.now(), self.next());
        let old = self.bots[bot].tokens[token].clone();
        let late = self.dice.in_a_hundred(15);
        let mut body = json!({ "version": old.version + i64::from(late) });
        let mut new = Token { version: old.version + 1, ..old.clone() };
        if self.dice.in_a_hundred(50) {
            new.name = self.dice.in_a_hundred(70).then(|| format!("Name {n}"));
            body["name"] = json!(new.name);
        }
        if self.dice.in_a_hundred(40) {
            new.holder = self.dice.in_a_hundred(70).then(|| format!("Holder {}", n % 3));
            body["holder"] = json!(new.holder);
        }
        if self.dice.in_a_hundred(60) {
            new.networks = self.dice.in_a_hundred(60).then(|| networks(&mut self.dice));
            body["networks"] = json!(new.networks);
            // An empty list is none.
            new.networks = new.networks.filter(|all| !all.is_empty());
        }
        let silent = self.dice.in_a_hundred(25).then(|| self.dice.in_a_hundred(50));
        if let Some(silent) = silent {
            new.when_silent = silent;
            body["ends_when_silent"] = json!(silent);
        }
        let url = format!("/v1/system-users/{}/tokens/{}", self.bots[bot].id, old.id);
        self.log(format!("patch {} in {isolate}: {body}", old.id));
        let answer = self.ana(isolate).patch(&url, &body);
        match () {
            // Of one that ended long ago nobody reads the version.
            () if late && !old.ended(now) => {
                assert_eq!((answer.status, answer.code().as_str()), (409, "stale"), "{}", answer.text())
            }
            () if old.ended(now) => {
                assert_eq!(answer.status, 409, "{}", answer.text());
                assert!(answer.code() == "token_ended" || (late && answer.code() == "stale"), "{}", answer.text());
            }
            () if silent == Some(true) && old.successor.is_none() => {
                assert_eq!(answer.field(), "/ends_when_silent invalid_choice");
            }
            () => {
                is(&answer, 200);
                self.change(bot, isolate, |bot, _| bot.tokens[token] = new);
                self.compare(bot, &answer.json()["system_user"]);
            }
        }
        true
    }

    fn end(&mut self) -> bool {
        let Some((bot, token)) = self.token() else { return false };
        let isolate = self.isolate();
        let url = format!("/v1/system-users/{}/tokens/{}", self.bots[bot].id, self.bots[bot].tokens[token].id);
        self.log(format!("end {url} in {isolate}"));
        is(&self.ana(isolate).delete(&url), 204);
        self.ended(bot, token, isolate);
        true
    }

    /// A token was ended now by a call to this isolate; again is no change.
    fn ended(&mut self, bot: usize, token: usize, isolate: usize) {
        if !self.bots[bot].tokens[token].ended(self.now()) {
            self.change(bot, isolate, |bot, now| bot.tokens[token].end(now, now));
        }
    }

    /// Somebody found some of them, among other things.
    fn found(&mut self) -> bool {
        let isolate = self.isolate();
        let mut which = Vec::new();
        for _ in 0..self.dice.below(4) {
            which.extend(self.token());
        }
        let mut texts: Vec<String> =
            which.iter().map(|(bot, token)| self.bots[*bot].tokens[*token].text.clone()).collect();
        texts.push("tnr_what_is_no_token".into());
        texts.extend(self.gone.last().cloned());
        texts.extend(texts.first().map(|one| format!(" {one} ")));
        self.log(format!("found in {isolate}: {which:?}"));
        is(&self.isolates[isolate].nobody().post("/v1/found-tokens", &json!({ "tokens": texts })), 202);
        for (bot, token) in which {
            self.ended(bot, token, isolate);
        }
        true
    }

    /// A program ends a token that it does not need any more: its own system user's, and no other's.
    fn surrender(&mut self) -> bool {
        let (Some(by), Some(which)) = (self.token(), self.token()) else { return false };
        let (isolate, now) = (self.isolate(), self.now());
        let form = format!("token={}", self.bots[which.0].tokens[which.1].text);
        self.log(format!("revoke {which:?} by {by:?} in {isolate}"));
        if self.dice.in_a_hundred(30) {
            is(&self.ana(isolate).form("/oauth/revoke", &form), 200);
            self.ended(which.0, which.1, isolate);
            return true;
        }
        let call = Call { now, from: Some("203.0.113.7"), username: None };
        let answer = self.isolates[isolate].bot(&self.bots[by.0].tokens[by.1].text).form("/oauth/revoke", &form);
        let said = if answer.status == 401 { Said::Refused } else { Said::Accepted };
        if self.judge(by, isolate, &call, &said) {
            is(&answer, 200);
            self.used(by);
            if by.0 == which.0 {
                self.ended(which.0, which.1, isolate);
            }
        }
        true
    }
}

/// Networks that one of the addresses of the test is in, or none.
fn networks(dice: &mut crate::run::Dice) -> Vec<String> {
    ["203.0.113.0/24", "198.51.100.7/32", "192.0.2.0/24"]
        .into_iter()
        .filter(|_| dice.in_a_hundred(50))
        .map(str::to_owned)
        .collect()
}

/// One token gives way to another.
fn gives_way(bot: &mut Bot, token: usize, new: Token, (overlap, when_silent): (i64, bool), now: i64) {
    let old = &mut bot.tokens[token];
    let ends = overlap_ends(now, overlap);
    old.revoked = Some(old.revoked.map_or(ends, |at| at.min(ends)));
    old.version += 1;
    old.successor = Some(new.id.clone());
    old.when_silent = when_silent;
    bot.tokens.push(new);
}
