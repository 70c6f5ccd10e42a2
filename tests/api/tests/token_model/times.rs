//! Steps of time: it passes, caches show what was, the clock does its round.

use crate::model::{DAY, Token};
use crate::run::{Run, Silence, silence, time};

impl Run {
    /// KV shows what it had at some time before, or loses it, or takes nothing new; an isolate is replaced by a cold one.
    pub fn stale(&mut self) {
        use std::sync::atomic::Ordering::SeqCst;
        let of_tokens = |all: &std::collections::BTreeMap<String, String>| -> std::collections::BTreeMap<_, _> {
            all.iter().filter(|(key, _)| key.starts_with("token/")).map(|(k, v)| (k.clone(), v.clone())).collect()
        };
        match self.dice.below(60) {
            0 => self.old_kv = Some(of_tokens(&self.world.kv.lock().expect("no panic"))),
            1 | 2 => {
                if let Some(old) = self.old_kv.clone() {
                    self.world.kv.lock().expect("no panic").extend(old);
                    self.log("KV shows what it had".into());
                }
            }
            3 => self.world.kv.lock().expect("no panic").retain(|key, _| !key.starts_with("token/")),
            4 => {
                let frozen = !self.world.kv_frozen.load(SeqCst);
                self.world.kv_frozen.store(frozen, SeqCst);
            }
            5 => {
                let isolate = self.isolate();
                self.restart(isolate);
                self.log(format!("isolate {isolate} is new"));
            }
            _ => {}
        }
    }

    /// Time passes: mostly little.
    pub fn pass(&mut self) -> bool {
        let millis = match self.dice.below(20) {
            0..6 => 1 + self.dice.below(999),
            6..10 => 1_000 + self.dice.below(2_000),
            10..13 => 2_000 + self.dice.below(60_000),
            13..16 => self.dice.below(3_600_000),
            16..18 => self.dice.below(86_400_000),
            18 => self.dice.of(&[1, 7, 30]) * 86_400_000 + self.dice.below(3) - 1,
            _ => {
                // To the end of some token: just before, at it, or just after.
                let now = self.now();
                let ends = self.token().and_then(|(bot, token)| self.bots[bot].tokens[token].ends());
                let past = self.dice.below(3);
                ends.filter(|at| (now + 2..now + 40 * DAY).contains(at)).map_or(1, |at| (at - now) as usize - 1 + past)
            }
        };
        self.world.pass(millis as i64);
        self.log(format!("{millis} ms pass"));
        true
    }

    /// The clock's round: of each system user one token ends that is silent while its successor works.
    pub fn clock(&mut self) -> bool {
        let (isolate, now) = (self.isolate(), self.now());
        self.log(format!("the clock in {isolate}"));
        self.isolates[isolate].scheduled();
        for bot in 0..self.bots.len() {
            let of = &self.bots[bot];
            let watched = |one: &&Token| one.when_silent && !one.ended(now);
            let how: Vec<(String, Silence)> = of
                .tokens
                .iter()
                .filter(watched)
                .map(|one| (one.id.clone(), silence(one, of, now)))
                .filter(|(_, how)| *how != Silence::No)
                .collect();
            if how.is_empty() {
                continue;
            }
            let shown = self.ana(isolate).get(&format!("/v1/system-users/{}", self.bots[bot].id)).json();
            let listed = shown["system_user"]["tokens"].as_array().cloned().expect("a list");
            let goes_on = |id: &str| listed.iter().any(|one| one["id"] == id && one["revoked_at"] != time(now));
            let over: Vec<&String> = how.iter().map(|(id, _)| id).filter(|id| !goes_on(id)).collect();
            assert!(over.len() <= 1, "one a round: {over:?}");
            let sure = how.iter().any(|(_, how)| *how == Silence::Silent);
            assert!(over.len() == 1 || !sure, "none has ended of {how:?}");
            let Some(id) = over.first() else { continue };
            let token = self.bots[bot].tokens.iter().position(|one| one.id == **id).expect("it is one");
            self.change(bot, isolate, |bot, now| {
                bot.tokens[token].end(now, now);
                bot.tokens[token].when_silent = false;
            });
            self.compare(bot, &shown["system_user"]);
        }
        true
    }
}
