//! Steps that change a system user, or what the account asks of new tokens.

use api_tests::{made, text};
use serde_json::json;

use crate::model::{Bot, Call, Rules, Wanted};
use crate::run::{Run, Said, is};

impl Run {
    /// The account asks for something else of new tokens; those that there are stay.
    pub fn set_rules(&mut self) -> bool {
        let isolate = self.isolate();
        let d = &mut self.dice;
        let scopes = ["introspect", "read_messages", "send", "ads_read", "pages_events"];
        let rules = Rules {
            default_days: d.in_a_hundred(60).then(|| d.of(&[1, 30, 90])),
            max_days: d.in_a_hundred(40).then(|| d.of(&[1, 30, 90])),
            never: d.of(&[None, Some("with_reason"), Some("forbidden")]),
            scopes: d
                .in_a_hundred(40)
                .then(|| scopes.iter().filter(|_| d.in_a_hundred(60)).map(|one| (*one).to_owned()).collect()),
        };
        let ana = self.ana(isolate);
        let version = ana.get("/v1/account").json()["version"].clone();
        let body = json!({
            "version": version, "token_default_days": rules.default_days, "token_max_days": rules.max_days,
            "token_never": rules.never.unwrap_or("allowed"), "token_scopes": rules.scopes,
        });
        self.log(format!("rules in {isolate}: {body}"));
        let answer = ana.patch("/v1/account", &body);
        if rules.are_possible() {
            is(&answer, 200);
            self.rules = rules;
        } else {
            is(&answer, 422);
        }
        true
    }

    /// Switched off, or on.
    pub fn switch(&mut self) -> bool {
        let Some(bot) = self.bot() else { return false };
        let isolate = self.isolate();
        // More often on: what is off shows little.
        let on = self.dice.in_a_hundred(if self.bots[bot].active { 30 } else { 80 });
        let url = format!("/v1/system-users/{}/{}", self.bots[bot].id, if on { "activate" } else { "deactivate" });
        self.log(format!("{url} in {isolate}"));
        let answer = self.ana(isolate).post(&url, &json!({}));
        is(&answer, 200);
        if self.bots[bot].active != on {
            self.change(bot, isolate, |bot, _| bot.active = on);
        }
        self.compare(bot, &answer.json()["system_user"]);
        true
    }

    pub fn rename(&mut self) -> bool {
        let Some(bot) = self.bot() else { return false };
        let (isolate, n) = (self.isolate(), self.next());
        let (url, ana) = (format!("/v1/system-users/{}", self.bots[bot].id), self.ana(isolate));
        let version = ana.get(&url).json()["system_user"]["version"].as_i64().expect("a version");
        let name = format!("bot {n}");
        self.log(format!("rename {url} to {name} in {isolate}"));
        let late = ana.patch(&url, &json!({ "version": version + 1, "username": "late" }));
        assert_eq!((late.status, late.code().as_str()), (409, "stale"));
        let answer = ana.patch(&url, &json!({ "version": version, "username": name }));
        is(&answer, 200);
        self.change(bot, isolate, |bot, _| bot.username = name);
        self.compare(bot, &answer.json()["system_user"]);
        true
    }

    pub fn delete(&mut self) -> bool {
        let Some(bot) = self.bot() else { return false };
        let isolate = self.isolate();
        let url = format!("/v1/system-users/{}", self.bots[bot].id);
        self.log(format!("delete {url} in {isolate}"));
        let answer = self.ana(isolate).delete(&url);
        if self.bots[bot].active {
            assert_eq!((answer.status, answer.code().as_str()), (409, "system_user_active"), "{}", answer.text());
            return true;
        }
        is(&answer, 204);
        self.change(bot, isolate, |bot, _| bot.deleted = true);
        // Where it was deleted it is gone at once, and elsewhere within Δ.
        let now = self.now();
        for token in 0..self.bots[bot].tokens.len().min(3) {
            for isolate in 0..crate::run::ISOLATES {
                let call = Call { now, from: Some("203.0.113.7"), username: None };
                let answer = self.isolates[isolate].bot(&self.bots[bot].tokens[token].text).get("/v1/whoami");
                let said = if answer.status == 401 { Said::Refused } else { Said::Accepted };
                self.judge((bot, token), isolate, &call, &said);
            }
        }
        let gone = self.bots.remove(bot);
        self.gone.extend(gone.tokens.into_iter().map(|one| one.text));
        true
    }

    pub fn create(&mut self) -> bool {
        let free: Vec<usize> =
            (0..self.subaccounts.len()).filter(|n| self.bots.iter().all(|bot| bot.subaccount != *n)).collect();
        let (isolate, n, now) = (self.isolate(), self.next(), self.now());
        let taken = free.is_empty();
        if taken && !self.dice.in_a_hundred(10) {
            return false;
        }
        let subaccount = if taken { 0 } else { self.dice.of(&free) };
        let body = json!({ "subaccount_id": self.subaccounts[subaccount], "username": format!("bot {n}") });
        self.log(format!("create in {isolate}: {body}"));
        let key = format!("key {n}");
        let answer = self.ana(isolate).with("idempotency-key", &key).post("/v1/system-users", &body);
        if taken {
            assert_eq!((answer.status, answer.code().as_str()), (409, "subaccount_taken"), "{}", answer.text());
            return true;
        }
        let shown = made(&answer);
        let mut bot = Bot::new(&text(&shown["system_user"]["id"]), subaccount, &format!("bot {n}"));
        let mut token = self.rules.make(&Wanted::default(), now).expect("the first one of a system user");
        (token.id, token.text) = (text(&shown["token"]["id"]), text(&shown["token"]["value"]));
        bot.tokens.push(token);
        self.bots.push(bot);
        self.compare(self.bots.len() - 1, &shown["system_user"]);
        true
    }
}
