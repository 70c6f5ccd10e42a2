//! Steps that ask and change nothing: calls with tokens, introspection, lists, calls that are sent again.

use std::collections::BTreeSet;

use api_tests::text;
use serde_json::Value;

use crate::model::{Call, DAY, SECOND};
use crate::run::{Run, Said, at, compare_token, is};

const ADDRESSES: [&str; 3] = ["203.0.113.7", "198.51.100.7", "10.1.2.3"];

impl Run {
    /// A call with a token. Several in a row, as bots do.
    pub fn call(&mut self) -> bool {
        let Some(which) = self.token() else { return false };
        for _ in 0..=self.dice.below(4) {
            let isolate = self.isolate();
            self.one_call(which, isolate);
        }
        true
    }

    /// One call; true when it was accepted.
    pub fn one_call(&mut self, which: (usize, usize), isolate: usize) -> bool {
        let now = self.now();
        let token = self.bots[which.0].tokens[which.1].clone();
        let from = self.dice.of(&ADDRESSES);
        let here = self.isolates[isolate].clone();
        let name = match self.dice.below(6) {
            0 => Some(self.bots[which.0].username.clone()),
            1 => Some(format!("bot {}", self.dice.below(self.counter + 1))),
            _ => None,
        };
        let actor = match &name {
            Some(name) => here.nobody().with("username", name).with("authenticationtoken", &token.text),
            None => here.bot(&token.text),
        };
        let call = Call { now, from: Some(from), username: name.as_deref() };
        let scope = ["introspect", "read_messages", "send", "ads_read"][self.dice.below(4)];
        self.log(format!("call of {} in {isolate} from {from} as {name:?}", token.id));
        if self.dice.in_a_hundred(30) {
            let answer = actor.from(from).get(&format!("/v1/gate?scope={scope}"));
            let has = token.scopes.contains(scope);
            let said = match answer.status {
                401 => Said::Refused,
                204 | 403 => {
                    assert_eq!(answer.status == 204, has, "{scope} of {:?}", token.scopes);
                    Said::Accepted
                }
                other => panic!("{other}: {}", answer.text()),
            };
            let accepted = self.judge(which, isolate, &call, &said);
            if accepted {
                self.used(which);
            }
            return accepted;
        }
        let answer = actor.from(from).get("/v1/whoami");
        let said = match answer.status {
            401 => Said::Refused,
            200 => {
                let body = answer.json();
                let scopes: BTreeSet<String> = body["scopes"].as_array().expect("a list").iter().map(text).collect();
                assert_eq!(scopes, token.scopes);
                assert_eq!(text(&body["system_user"]["id"]), self.bots[which.0].id);
                Said::AcceptedAs(text(&body["username"]), at(&body["expires_at"]))
            }
            other => panic!("{other}: {}", answer.text()),
        };
        let accepted = self.judge(which, isolate, &call, &said);
        if accepted {
            self.used(which);
        }
        accepted
    }

    /// Somebody asks whether a token is good, wherever its holder may be.
    pub fn introspect(&mut self) -> bool {
        let Some(which) = self.token() else { return false };
        let (isolate, now) = (self.isolate(), self.now());
        let token = self.bots[which.0].tokens[which.1].clone();
        self.log(format!("introspection of {} in {isolate}", token.id));
        let answer = self.ana(isolate).form("/v1/introspect", &format!("token={}", token.text));
        is(&answer, 200);
        let body = answer.json();
        let call = Call { now, from: None, username: None };
        let said = match body["active"].as_bool() {
            Some(true) => {
                let scope = body["scope"].as_str().unwrap_or_default();
                let scopes: BTreeSet<String> = scope.split_whitespace().map(str::to_owned).collect();
                assert_eq!(scopes, token.scopes);
                Said::ActiveAs(text(&body["username"]), body["exp"].as_i64())
            }
            _ => Said::Refused,
        };
        if self.judge(which, isolate, &call, &said) {
            self.used(which);
        }
        true
    }

    /// A text that is no token, or was one.
    pub fn nothing_lets_in(&mut self) -> bool {
        let isolate = self.isolate();
        let good = self.bots.first().and_then(|bot| bot.tokens.first()).map(|token| token.text.clone());
        let mut texts: Vec<String> = self.gone.iter().rev().take(3).cloned().collect();
        if let Some(good) = good {
            let swap = if &good[10..11] == "a" { "b" } else { "a" };
            texts.push(format!("{}{swap}{}", &good[..10], &good[11..]));
        }
        self.log(format!("{} texts that are no tokens, in {isolate}", texts.len()));
        // What went within the last second is judged where it went.
        self.world.pass(SECOND + 1);
        for text in &texts {
            is(&self.isolates[isolate].bot(text).get("/v1/whoami"), 401);
        }
        !texts.is_empty()
    }

    /// What is shown of a system user.
    pub fn look(&mut self) -> bool {
        let Some(bot) = self.bot() else { return false };
        let isolate = self.isolate();
        self.log(format!("look at {} in {isolate}", self.bots[bot].id));
        let answer = self.ana(isolate).get(&format!("/v1/system-users/{}", self.bots[bot].id));
        is(&answer, 200);
        self.compare(bot, &answer.json()["system_user"]);
        true
    }

    /// The tokens of all system users, page by page.
    pub fn list(&mut self) -> bool {
        let (isolate, now) = (self.isolate(), self.now());
        let all = self.dice.in_a_hundred(30);
        let holder = self.dice.in_a_hundred(30).then(|| format!("Holder {}", self.dice.below(3)));
        let limit = 10 + self.dice.below(80);
        self.log(format!("list in {isolate}: all {all}, {holder:?}, {limit} a page"));
        let ana = self.ana(isolate);
        let mut filter = format!("limit={limit}&state={}", if all { "all" } else { "accepted" });
        if let Some(holder) = &holder {
            filter += &format!("&holder={}", holder.replace(' ', "%20"));
        }
        let (mut shown, mut cursor): (Vec<Value>, String) = (Vec::new(), String::new());
        loop {
            let answer = ana.get(&format!("/v1/tokens?{filter}{cursor}"));
            is(&answer, 200);
            let page = answer.json();
            shown.extend(page["items"].as_array().cloned().expect("a list"));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let mut ids: Vec<String> = shown.iter().map(|one| text(&one["token"]["id"])).collect();
        assert!(ids.is_sorted_by(|a, b| a > b), "the newest first, none twice");
        let mut known = self.bots.iter().flat_map(|bot| &bot.tokens);
        let may_be_gone: Vec<&str> =
            known.by_ref().filter(|one| one.may_be_gone(now)).map(|one| one.id.as_str()).collect();
        ids.retain(|id| !may_be_gone.contains(&id.as_str()));
        let mut expected: Vec<String> = Vec::new();
        for bot in &self.bots {
            for token in bot.tokens.iter().filter(|one| (all && !one.may_be_gone(now)) || !one.ended(now)) {
                if holder.is_none() || token.holder == holder {
                    expected.push(token.id.clone());
                    let one = shown.iter().find(|one| one["token"]["id"] == token.id.as_str());
                    let one = one.unwrap_or_else(|| panic!("{token:?} is not listed"));
                    compare_token(token, &one["token"], bot, now);
                    assert_eq!(text(&one["system_user"]["username"]), bot.username);
                }
            }
        }
        expected.sort_by(|a, b| b.cmp(a));
        assert_eq!(ids, expected);
        true
    }

    /// A call is sent again under its key: the same answer, and nothing is made. Another body under the key is refused.
    pub fn again(&mut self) -> bool {
        let (isolate, now) = (self.isolate(), self.now());
        self.kept.retain(|one| now - one.at < DAY - SECOND);
        if self.kept.is_empty() {
            return false;
        }
        let which = self.dice.below(self.kept.len());
        let ana = self.ana(isolate);
        let kept = &self.kept[which];
        let with_key = ana.with("idempotency-key", &kept.key);
        let count = || self.world.count("SELECT count(*) FROM token");
        let before = count();
        let answer = with_key.post(&kept.url, &kept.body);
        assert_eq!((answer.status, &answer.text()), (201, &kept.answer), "{}", kept.url);
        let mut other = kept.body.clone();
        other["overlap_seconds"] = 77.into();
        let other = with_key.post(&kept.url, &other);
        assert_eq!((other.status, other.code().as_str()), (409, "idempotency_mismatch"), "{}", other.text());
        assert_eq!(count(), before);
        let line = format!("again in {isolate}: {}", kept.url);
        self.log(line);
        true
    }

    /// Everything there is, at the end of a run.
    pub fn whole(&mut self) {
        for bot in 0..self.bots.len() {
            let answer = self.ana(0).get(&format!("/v1/system-users/{}", self.bots[bot].id));
            self.compare(bot, &answer.json()["system_user"]);
        }
        self.list();
        let found = self.world.verified();
        assert!(found.bad.is_none(), "the log is as it was: {:?}", found.bad);
    }
}
