//! What an account asks of new tokens, and how their ends are announced.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use api_tests::{Actor, Answer, Isolate, World, made, text};
use domain::time::{DAY, HOUR, Instant, MINUTE};
use serde_json::{Value, json};

struct Ground {
    world: Arc<World>,
    isolate: Isolate,
    ana: Actor,
    bot: String,
    first: String,
}

fn ground() -> Ground {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (bot, first) = ana.system_user(None, "bot");
    world.pass(1_000);
    Ground { world, isolate, ana, bot, first }
}

fn at(value: &Value) -> Instant {
    serde_json::from_value(value.clone()).expect("a time")
}

/// The whole days from now to there, the one that has begun among them.
fn days_to(end: &Value, now: Instant) -> i64 {
    (at(end).since(now) + DAY - 1) / DAY
}

fn settings(ana: &Actor, rules: &Value) -> Answer {
    let mut body = rules.clone();
    body["version"] = ana.get("/v1/account").json()["version"].clone();
    ana.patch("/v1/account", &body)
}

impl Ground {
    fn set(&self, rules: Value) -> Value {
        made(&settings(&self.ana, &rules))
    }

    fn url(&self) -> String {
        format!("/v1/system-users/{}/tokens", self.bot)
    }

    fn asks(&self, with: Value) -> Answer {
        let mut body = json!({ "confirm": true, "keep_others": true });
        body.as_object_mut().expect("an object").extend(with.as_object().cloned().expect("an object"));
        self.ana.post(&self.url(), &body)
    }

    fn days(&self, with: Value) -> Option<i64> {
        let end = made(&self.asks(with))["token"]["expires_at"].clone();
        (!end.is_null()).then(|| days_to(&end, self.world.now()))
    }

    fn token(&self, id: &Value) -> Value {
        let bot = self.ana.get(&format!("/v1/system-users/{}", self.bot)).json()["system_user"].clone();
        bot["tokens"].as_array().expect("a list").iter().find(|one| one["id"] == *id).cloned().expect("it is listed")
    }

    fn rotated(&self, id: &Value) -> Value {
        let url = format!("{}/{}/rotate", self.url(), text(id));
        let token = made(&self.ana.post(&url, &json!({ "overlap_seconds": 60 })))["token"].clone();
        self.token(&token["id"])
    }

    fn again(self) -> Self {
        Ground { ana: self.isolate.sign_in("ana@example.com"), ..self }
    }

    fn last_event(&self, action: &str) -> Value {
        let sql = "SELECT detail FROM audit_event WHERE action = ?1 ORDER BY id DESC LIMIT 1";
        let detail: String = self.world.db.lock().query_row(sql, [action], |row| row.get(0)).expect("an event");
        serde_json::from_str(&detail).expect("JSON")
    }

    fn announced(&self) -> i64 {
        self.world.count("SELECT count(*) FROM audit_event WHERE action = 'system_user.token_end_announced'")
    }

    /// A token that ends in so many days and an hour.
    fn until(&self, days: i64, with: Value) -> Value {
        let mut with = with;
        with["expires_at"] = json!(self.world.now().plus(days * DAY + HOUR));
        made(&self.asks(with))["token"].clone()
    }

    /// The subjects of the mails that tell of an end, with whom they went to, in order.
    fn told(&self) -> Vec<String> {
        let mails = self.world.mails.lock().expect("mails");
        let mut all: Vec<String> = mails
            .iter()
            .filter(|mail| mail.subject.contains("a token ends"))
            .map(|mail| format!("{} {}", mail.to, mail.subject))
            .collect();
        all.sort();
        all
    }
}

#[test]
fn by_default_a_token_never_ends_and_the_account_says_so() {
    let g = ground();
    let account = g.ana.get("/v1/account").json();
    for name in ["token_default_days", "token_max_days", "token_scopes"] {
        assert_eq!(account[name], json!(null), "{name}");
    }
    assert_eq!(account["token_never"], json!("allowed"));
    assert_eq!((g.days(json!({})), g.days(json!({ "expires_at": null }))), (None, None));
    let wrong = |rules: Value| settings(&g.ana, &rules).field();
    assert_eq!(wrong(json!({ "token_never": "forbidden" })), "/token_default_days required");
    assert_eq!(wrong(json!({ "token_max_days": 90 })), "/token_never invalid_choice");
    let more = json!({ "token_default_days": 91, "token_max_days": 90, "token_never": "with_reason" });
    assert_eq!(wrong(more), "/token_default_days out_of_range");
    assert_eq!(wrong(json!({ "token_default_days": 3_651 })), "/token_default_days out_of_range");
    assert_eq!(wrong(json!({ "token_scopes": ["everything"] })), "/token_scopes invalid_choice");
    // The schema holds the same for whoever goes around.
    for rules in ["token_max_days = 90", "token_never = 'forbidden'", "token_default_days = 0", "token_scopes = '1'"] {
        let open = api_tests::audit("aud_00000000000000000000000099", &g.world.account(), "account.updated", "acc");
        let sql = format!(
            "{open}; UPDATE account SET version = version + 1, event_id = 'aud_00000000000000000000000099', {rules}; {}",
            api_tests::CLOSE
        );
        assert!(g.world.sql(&sql).is_err(), "{rules}");
    }
}

#[test]
fn the_accounts_rules_hold_for_new_tokens_and_leave_the_old_ones_alone() {
    let g = ground();
    let old = made(&g.asks(json!({ "reason": "A lift" })))["token"]["id"].clone();
    let rules = json!({ "token_default_days": 60, "token_max_days": 90, "token_never": "with_reason", "token_scopes": ["send", "ads_read"] });
    let account = g.set(rules.clone());
    for (name, value) in rules.as_object().expect("an object") {
        assert_eq!(account[name], *value, "{name}");
    }
    assert_eq!(account, g.ana.get("/v1/account").json());
    let event = g.last_event("account.updated");
    assert_eq!(event["after"], rules);
    assert_eq!(
        (&event["before"]["token_default_days"], &event["before"]["token_never"]),
        (&json!(null), &json!("allowed"))
    );
    let listed = g.token(&old);
    assert_eq!(
        (&listed["expires_at"], &listed["reason"], &listed["scopes"]),
        (&json!(null), &json!("A lift"), &json!(["introspect", "read_messages", "send"]))
    );
    assert_eq!(g.isolate.bot(&g.first).get("/v1/whoami").status, 200);

    assert_eq!(g.days(json!({})), Some(60));
    let after = |n: i64| json!(g.world.now().plus(n * DAY));
    assert_eq!(g.days(json!({ "expires_at": after(90) })), Some(90));
    assert_eq!(g.asks(json!({ "expires_at": after(91) })).field(), "/expires_at out_of_range");
    assert_eq!(g.asks(json!({ "expires_at": null })).field(), "/reason required");
    assert_eq!(g.asks(json!({ "expires_at": null, "reason": " " })).field(), "/reason required");
    assert_eq!(g.asks(json!({ "reason": "A lift" })).field(), "/reason invalid_choice", "it ends");
    // Ids of one millisecond are in no order.
    g.world.pass(1);
    let lift = made(&g.asks(json!({ "expires_at": null, "reason": "In a lift" })));
    let listed = g.token(&lift["token"]["id"]);
    assert_eq!(
        (&listed["expires_at"], &listed["reason"], &listed["scopes"]),
        (&json!(null), &json!("In a lift"), &json!(["send"]))
    );
    assert_eq!(lift["system_user"]["tokens"][0], listed, "the answer says what there is");
    assert_eq!(g.last_event("system_user.token_generated")["after"]["reason"], json!("In a lift"));
    assert_eq!(g.asks(json!({ "scopes": ["send", "introspect"] })).field(), "/scopes invalid_choice");
    assert_eq!(made(&g.asks(json!({ "scopes": ["ads_read"] })))["token"]["scopes"], json!(["ads_read"]));

    // A system user's first one.
    let sub = g.ana.subaccount("North");
    let first = made(&g.ana.post("/v1/system-users", &json!({ "subaccount_id": sub, "username": "other" })));
    assert_eq!(days_to(&first["token"]["expires_at"], g.world.now()), 60);
    assert_eq!(first["token"]["scopes"], json!(["send"]));

    g.set(json!({ "token_never": "forbidden" }));
    assert_eq!(g.asks(json!({ "expires_at": null, "reason": "A lift" })).field(), "/expires_at required");
    assert_eq!(g.days(json!({})), Some(60));
    g.set(
        json!({ "token_never": "allowed", "token_max_days": null, "token_default_days": null, "token_scopes": null }),
    );
    assert_eq!(g.days(json!({})), None);
}

#[test]
fn what_takes_a_tokens_place_obeys_the_rules_of_today() {
    let g = ground();
    let [free, reasoned, long, short] = [
        json!({}),
        json!({ "reason": "A lift" }),
        json!({ "expires_at": g.world.now().plus(365 * DAY) }),
        json!({ "expires_at": g.world.now().plus(7 * DAY) }),
    ]
    .map(|with| made(&g.asks(with))["token"]["id"].clone());
    g.set(json!({ "token_default_days": 60, "token_max_days": 90, "token_never": "with_reason", "token_scopes": ["send"] }));
    let days = |token: &Value| days_to(&token["expires_at"], g.world.now());
    let new = g.rotated(&reasoned);
    assert_eq!((&new["expires_at"], &new["reason"]), (&json!(null), &json!("A lift")), "there is a reason");
    let new = g.rotated(&new["id"]);
    assert_eq!((days(&g.rotated(&free)), days(&g.rotated(&long)), days(&g.rotated(&short))), (60, 90, 7));
    g.set(json!({ "token_never": "forbidden" }));
    let last = g.rotated(&new["id"]);
    assert_eq!((days(&last), &last["reason"], &last["scopes"]), (60, &json!(null), &json!(["send"])));
    // Many at once, too.
    let old = g.ana.get("/v1/system-users").json()["items"][0]["tokens"].clone();
    let first = old.as_array().expect("a list").iter().find(|one| g.first.ends_with(&text(&one["tail"]))).expect("it");
    let many = made(&g.ana.post("/v1/tokens/rotate", &json!({ "ids": [first["id"]], "overlap_seconds": 0 })));
    assert_eq!(days(&many["items"][0]["token"]), 60);
    assert_eq!(many["items"][0]["token"]["scopes"], json!(["send"]));
}

/// Rules that came while a token was on its way hold for it: it is made anew by what is true then.
#[test]
fn rules_that_were_set_meanwhile_are_obeyed() {
    let rules =
        json!({ "token_default_days": 60, "token_max_days": 90, "token_never": "forbidden", "token_scopes": ["send"] });
    let free =
        json!({ "token_default_days": null, "token_max_days": null, "token_never": "allowed", "token_scopes": null });
    let g = ground();
    let sub = g.ana.subaccount("North");
    let meanwhile = || {
        let (ana, rules) = (g.ana.clone(), rules.clone());
        g.world.before_commit.set(move || drop(made(&settings(&ana, &rules))));
    };
    let [id, other] = [(); 2].map(|()| made(&g.asks(json!({})))["token"]["id"].clone());
    let calls: [&dyn Fn() -> Value; 4] = [
        &|| made(&g.asks(json!({})))["token"].clone(),
        &|| g.rotated(&id),
        &|| {
            let one = g.rotated(&other)["id"].clone();
            g.set(free.clone());
            meanwhile();
            made(&g.ana.post("/v1/tokens/rotate", &json!({ "ids": [one], "overlap_seconds": 60 })))["items"][0]["token"]
                .clone()
        },
        &|| made(&g.ana.post("/v1/system-users", &json!({ "subaccount_id": sub, "username": "x" })))["token"].clone(),
    ];
    for call in calls {
        g.set(free.clone());
        meanwhile();
        let token = call();
        assert!(!g.world.before_commit.is_set());
        assert_eq!((days_to(&token["expires_at"], g.world.now()), &token["scopes"]), (60, &json!(["send"])));
    }
    // What is asked for in so many words is refused by the field.
    g.set(free.clone());
    meanwhile();
    assert_eq!(g.asks(json!({ "expires_at": null })).field(), "/expires_at required");
    // Two who change the rules: what fits the rules of before need not fit those of now.
    g.set(free);
    let version = g.ana.get("/v1/account").json()["version"].clone();
    meanwhile();
    let late = g.ana.patch("/v1/account", &json!({ "version": version, "token_default_days": null }));
    assert_eq!((late.status, late.code().as_str()), (409, "stale"));
    // The schema is the last to ask.
    let sql = "UPDATE token SET expires_at = NULL";
    assert!(g.world.sql(sql).is_err());
}

/// A system user with two custodians, and a token that ends in forty days.
fn announced_ground() -> (Ground, Value) {
    let g = ground();
    let (beto, ana) = (g.world.add_person(5, "admin"), g.ana.get("/v1/me").json()["user"]["id"].clone());
    let url = format!("/v1/system-users/{}", g.bot);
    let version = g.ana.get(&url).json()["system_user"]["version"].clone();
    made(&g.ana.patch(&url, &json!({ "version": version, "custodian_ids": [ana, beto] })));
    let token = g.until(40, json!({ "name": "Night shift" }));
    (g, token)
}

#[test]
fn those_who_look_after_it_are_told_thirty_seven_and_one_days_before_once() {
    let (g, token) = announced_ground();
    let [rotated, revoked] = [g.until(40, json!({})), g.until(40, json!({}))];
    let (other, _) = g.ana.system_user(Some(&g.ana.subaccount("North")), "other");
    let body = json!({ "confirm": true, "expires_at": token["expires_at"] });
    made(&g.ana.post(&format!("/v1/system-users/{other}/tokens"), &body));
    let successor = g.rotated(&rotated["id"]);
    for gone in [&revoked, &successor] {
        assert_eq!(g.ana.delete(&format!("{}/{}", g.url(), text(&gone["id"]))).status, 204);
    }
    made(&g.ana.post(&format!("/v1/system-users/{other}/deactivate"), &json!({})));
    let now_told = |before: &[String], left: &str| {
        g.world.scheduled();
        g.world.scheduled();
        let mut all = before.to_vec();
        all.extend(["admin5@example.com", "ana@example.com"].map(|to| format!("{to} Acme: a token ends in {left}")));
        all.sort();
        assert_eq!(g.told(), all);
        all
    };
    g.world.pass(10 * DAY);
    g.world.scheduled();
    assert_eq!((g.announced(), g.told().len()), (0, 0), "a day too early");
    g.world.pass(2 * HOUR);
    let all = now_told(&[], "30 days");
    let text_of = g.world.mails.lock().expect("mails").last().expect("a mail").text.clone();
    let tail = text(&token["tail"]);
    assert!(text_of.contains(&format!("bot (Night shift, …{tail})")), "{text_of}");
    assert!(text_of.contains(&format!("/system-users/{}", g.bot)) && !text_of.contains(&text(&token["value"])));
    let says = json!({ "after": {
        "username": "bot", "token": { "id": token["id"], "name": tail }, "name": "Night shift", "expires_at": token["expires_at"],
    }});
    assert_eq!(g.last_event("system_user.token_end_announced"), says);
    g.world.pass(DAY);
    g.world.scheduled();
    assert_eq!(g.announced(), 1);
    g.world.pass(22 * DAY);
    let all = now_told(&all, "7 days");
    // Given seven days from the beginning: that is no news.
    let late = Ground { ana: g.isolate.sign_in("ana@example.com"), ..ground() };
    let body = json!({ "confirm": true, "keep_others": true, "expires_at": g.world.now().plus(7 * DAY) });
    made(&late.ana.post(&g.url(), &body));
    // What works again is told of once, too, however much was passed over.
    made(&late.ana.post(&format!("/v1/system-users/{other}/activate"), &json!({})));
    g.world.scheduled();
    assert_eq!((g.announced(), g.told().len()), (3, 5));
    g.world.pass(6 * DAY);
    g.world.scheduled();
    g.world.scheduled();
    // The last day of all three.
    assert_eq!((g.announced(), g.told().len() - all.len()), (6, 1 + 2 + 1 + 2));
    g.world.pass(DAY);
    g.world.scheduled();
    assert_eq!(g.announced(), 6, "they have ended");
    assert_eq!(g.world.count("SELECT count(*) FROM token_reminder"), 6);
}

/// Who rotates and then revokes the new one has a token again that ends and nothing after it.
#[test]
fn a_token_whose_successor_has_ended_is_announced_again() {
    let g = ground();
    let old = g.until(40, json!({}));
    let id = text(&old["id"]);
    let of_old = |g: &Ground| {
        let said = "SELECT count(*) FROM audit_event WHERE action = 'system_user.token_end_announced'";
        g.world.count(&format!("{said} AND detail LIKE '%{id}%'"))
    };
    g.world.pass(10 * DAY + 2 * HOUR);
    g.world.scheduled();
    assert_eq!(of_old(&g), 1);
    let g = g.again();
    let url = format!("{}/{}/rotate", g.url(), text(&old["id"]));
    let next = made(&g.ana.post(&url, &json!({ "overlap_seconds": 20 * 86_400 })))["token"].clone();
    g.world.pass(14 * DAY);
    g.world.scheduled();
    assert_eq!(of_old(&g), 1, "what takes its place goes on");
    let g = g.again();
    assert_eq!(g.ana.delete(&format!("{}/{}", g.url(), text(&next["id"]))).status, 204);
    g.world.scheduled();
    g.world.scheduled();
    assert_eq!(of_old(&g), 2);
    assert!(g.told().contains(&"ana@example.com Acme: a token ends in 6 days".to_owned()), "{:?}", g.told());
    let said = g.last_event("system_user.token_end_announced")["after"].clone();
    assert_eq!((&said["token"]["id"], &said["expires_at"]), (&old["id"], &g.token(&old["id"])["revoked_at"]));
    g.world.pass(5 * DAY);
    g.world.scheduled();
    assert_eq!(of_old(&g), 3, "its last day");
    let events = format!("SELECT count(*) FROM event WHERE topic = 'token' AND detail LIKE '%{}%'", text(&old["id"]));
    assert_eq!(g.world.count(&events), 3, "webhooks hear of it as often");
}

#[test]
fn two_rounds_at_once_announce_an_end_once() {
    let (g, _) = announced_ground();
    g.world.pass(10 * DAY + 2 * HOUR);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| g.world.scheduled());
        }
    });
    g.world.scheduled();
    assert_eq!((g.announced(), g.told().len()), (1, 2));
}

/// A round stays within what the platform allows; what is left is for the next one.
#[test]
fn many_ends_at_once_are_announced_in_turn() {
    let g = ground();
    for n in 0..35 {
        g.until(if n < 5 { 32 } else { 40 }, json!({}));
    }
    let mut sums = Vec::new();
    for days in [3, 8, 0, 0] {
        g.world.pass(days * DAY);
        let before = g.world.statements.load(Ordering::SeqCst);
        g.world.scheduled();
        sums.push(g.announced());
        assert!(g.world.statements.load(Ordering::SeqCst) - before < 400);
    }
    assert_eq!(sums, [5, 35, 35, 35]);
    g.world.pass(28 * DAY + 2 * HOUR);
    g.world.scheduled();
    assert_eq!(g.announced(), 35 + 30, "the last day, or the last week, of those that have not ended");
    assert_eq!(g.world.count("SELECT count(*) FROM token_reminder WHERE days = 1"), 30);
}

/// Something changes before the first, the second … write of a round: what is announced after it is what is so after it.
#[test]
fn what_changed_meanwhile_is_not_announced() {
    let (g, token) = announced_ground();
    g.world.pass(10 * DAY + 2 * HOUR);
    let g = g.again();
    let url = format!("/v1/system-users/{}", g.bot);
    let system_user = g.ana.get(&url).json()["system_user"].clone();
    let alone = json!({ "version": system_user["version"], "custodian_ids": [system_user["custodians"][0]["id"]] });
    let rotation = format!("{}/{}/rotate", g.url(), text(&token["id"]));
    let mut late = [0, 0];
    for custodian in [true, false] {
        for n in 0.. {
            let world = g.world.copy();
            let ana = g.ana.in_isolate(&world.isolate());
            let (url, alone, rotation) = (url.clone(), alone.clone(), rotation.clone());
            let change = move || {
                drop(made(&match custodian {
                    true => ana.patch(&url, &alone),
                    false => ana.post(&rotation, &json!({ "overlap_seconds": 86_400 })),
                }));
            };
            before_commit(&world, n, Box::new(change));
            world.scheduled();
            if world.before_commit.is_set() {
                assert!(n > 3, "the round has so many");
                break;
            }
            let announced = "SELECT max(rowid) FROM audit_event WHERE action = 'system_user.token_end_announced'";
            let changed = "SELECT max(rowid) FROM audit_event WHERE action IN ('system_user.custodians_changed', 'system_user.token_rotated')";
            let mails = world.count("SELECT count(*) FROM mail WHERE kind = 'token_ends'");
            let came = world.count(&format!(
                "SELECT CASE WHEN ({announced}) IS NULL THEN 0 WHEN ({announced}) < ({changed}) THEN 1 ELSE 2 END"
            ));
            match (custodian, came) {
                (_, 0) => late[usize::from(custodian)] += 1,
                (_, 1) => assert_eq!(mails, 2, "{n}"),
                (true, _) => assert_eq!(mails, 1, "{n}: to whom it is no matter any more"),
                (false, _) => panic!("{n}: it has a successor"),
            }
        }
    }
    assert_eq!(late[1], 1, "the one that was read before and written after the custodians changed");
    assert!(late[0] > 1, "the one before, and what came after the rotation");
}

/// Does this before the write of this number.
fn before_commit(world: &Arc<World>, n: usize, what: Box<dyn FnOnce() + Send>) {
    let again = Arc::clone(world);
    world.before_commit.set(move || match n {
        0 => what(),
        _ => before_commit(&again, n - 1, what),
    });
}

/// A machine hears of its token's end with each answer, and nothing is read for it.
#[test]
fn each_answer_says_when_the_token_ends_that_is_near() {
    let g = ground();
    let told = |value: &str| g.isolate.bot(value).get("/v1/whoami").header("x-tenure-token-expires");
    let token = g.until(31, json!({ "scopes": [] }));
    let value = text(&token["value"]);
    let soon = made(&g.asks(json!({ "expires_at": g.world.now().plus(MINUTE) })))["token"].clone();
    assert_eq!((told(&g.first), told(&value)), (None, None));
    assert_eq!(told(&text(&soon["value"])), Some(text(&soon["expires_at"])));
    g.world.pass(DAY + 2 * HOUR);
    assert_eq!((told(&g.first), told(&value)), (None, Some(text(&token["expires_at"]))));
    // The whole way, to whom something is refused as well, but not to whom nothing is known of.
    let bot = g.isolate.bot(&value);
    assert_eq!(bot.get("/v1/gate").header("x-tenure-token-expires"), Some(text(&token["expires_at"])));
    let refused = bot.form("/v1/introspect", "token=x");
    assert_eq!((refused.status, refused.header("x-tenure-token-expires")), (403, Some(text(&token["expires_at"]))));
    assert_eq!(told(&text(&soon["value"])), None, "it has ended");
    // What gives way ends, too.
    let g2 = Ground { ana: g.isolate.sign_in("ana@example.com"), ..ground() };
    made(&g2.ana.post(&format!("{}/{}/rotate", g.url(), text(&token["id"])), &json!({ "overlap_seconds": 3_600 })));
    assert_eq!(told(&value), Some(g.world.now().plus(HOUR).to_rfc3339()));
    let reads = || {
        let of = [&g.world.queries, &g.world.commits, &g.world.kv_reads];
        of.map(|count| count.load(Ordering::SeqCst))
    };
    let before = reads();
    for _ in 0..10 {
        assert!(told(&value).is_some());
    }
    assert_eq!(reads(), before);
}
