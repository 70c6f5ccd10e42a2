//! Rate limits: exact whoever asks at once, closed without the database, and free where permits are at hand (ADR 0036).

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;

use api_tests::{Actor, Answer, CLOSE, Isolate, World, audit};
use contract::table::ENDPOINTS;
use serde_json::{Value, json};

const HOUR: i64 = 3_600_000;

struct Ground {
    world: Arc<World>,
    isolate: Isolate,
    ana: Actor,
    bot: String,
    token: String,
}

fn ground() -> Ground {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (bot, token) = ana.system_user(None, "bot");
    Ground { world, isolate, ana, bot, token }
}

fn limit(calls: i64, per_seconds: i64) -> Value {
    json!({ "calls": calls, "per_seconds": per_seconds })
}

impl Ground {
    fn shown(&self) -> Value {
        self.ana.get(&format!("/v1/system-users/{}", self.bot)).json()["system_user"].clone()
    }

    fn limited(&self, limit: &Value) -> Answer {
        let body = json!({ "version": self.shown()["version"], "rate_limit": limit });
        let answer = self.ana.patch(&format!("/v1/system-users/{}", self.bot), &body);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer
    }

    fn token_limited(&self, limit: &Value) -> Answer {
        let token = &self.shown()["tokens"][0];
        let path = format!("/v1/system-users/{}/tokens/{}", self.bot, token["id"].as_str().expect("an id"));
        let answer = self.ana.patch(&path, &json!({ "version": token["version"], "rate_limit": limit }));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer
    }

    fn call(&self, isolate: &Isolate) -> Answer {
        isolate.bot(&self.token).get("/v1/whoami")
    }

    /// How many of so many calls, one after the other, are answered.
    fn answered(&self, isolate: &Isolate, calls: usize) -> usize {
        (0..calls).filter(|_| self.call(isolate).status == 200).count()
    }

    fn trips(&self) -> usize {
        self.world.spent().0
    }
}

/// The statuses of so many calls at once, spread over these isolates.
fn at_once(isolates: &[Isolate], token: &str, calls: usize) -> Vec<u16> {
    let threads: Vec<_> = isolates
        .iter()
        .cycle()
        .take(calls)
        .map(|isolate| {
            let bot = isolate.bot(token);
            thread::Builder::new()
                .stack_size(1024 * 1024)
                .spawn(move || bot.get("/v1/whoami").status)
                .expect("a thread")
        })
        .collect();
    threads.into_iter().map(|thread| thread.join().expect("an answer")).collect()
}

fn count(all: &[u16], status: u16) -> usize {
    all.iter().filter(|one| **one == status).count()
}

#[test]
fn of_a_thousand_calls_at_once_in_four_isolates_exactly_the_limit_is_answered() {
    for (of_token, calls) in [(false, 100), (true, 100), (false, 7), (true, 19), (false, 1), (true, 640)] {
        let it = ground();
        if of_token {
            it.token_limited(&limit(calls, 3_600))
        } else {
            it.limited(&limit(calls, 3_600))
        };
        let isolates: Vec<_> = (0..4).map(|_| it.world.isolate()).collect();
        for isolate in &isolates {
            // So that no call waits for the record of the token.
            assert_eq!(isolate.bot(&it.token).get("/v1/me").code(), "machine_not_allowed");
        }
        let all = at_once(&isolates, &it.token, 1_000);
        assert_eq!(count(&all, 200), usize::try_from(calls).expect("small"), "{of_token} {calls}");
        assert_eq!(count(&all, 200) + count(&all, 429), 1_000);
        it.world.pass(HOUR);
        assert_eq!(it.call(&isolates[0]).status, 200, "the next window");
    }
}

#[test]
fn windows_that_turn_under_load_are_each_exact() {
    let it = ground();
    it.limited(&limit(50, 1));
    let isolates: Vec<_> = (0..4).map(|_| it.world.isolate()).collect();
    let threads: Vec<_> = (0..8)
        .map(|n| {
            let bot = isolates[n % 4].bot(&it.token);
            thread::spawn(move || {
                // By the second in which the clock stood when it was asked and when it was answered.
                let at = |bot: &Actor| bot.world().now().millis() / 1_000;
                let calls = (0..400).map(|_| (at(&bot), bot.get("/v1/whoami").status, at(&bot)));
                calls.filter(|(_, status, _)| *status == 200).map(|(from, _, to)| (from, to)).collect::<Vec<_>>()
            })
        })
        .collect();
    for _ in 0..200 {
        it.world.pass(25);
        thread::yield_now();
    }
    let all: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().expect("answers")).collect();
    for second in all.iter().map(|(from, _)| *from) {
        let within = all.iter().filter(|(from, to)| *from == second && *to == second).count();
        assert!(within <= 50, "{within} within one second");
    }
    let seconds = all.iter().map(|(_, to)| to).max().zip(all.iter().map(|(from, _)| from).min());
    let windows = seconds.map_or(0, |(last, first)| last - first + 1);
    assert!(i64::try_from(all.len()).expect("few") <= windows * 50, "{} in {windows} windows", all.len());
}

#[test]
fn a_clock_that_was_wrong_lets_nobody_in_too_much_and_costs_one_trip_a_window() {
    let it = ground();
    it.limited(&limit(100, 60));
    let isolate = it.world.isolate();
    assert_eq!(it.call(&isolate).status, 200);
    it.world.sql("UPDATE rate_window SET ends = ends + 6000, granted = 1, block = 1").expect("a clock far ahead");
    it.world.pass(60_000);
    let before = it.world.commits.load(Ordering::SeqCst);
    assert_eq!(it.answered(&isolate, 50), 0);
    assert_eq!(it.world.commits.load(Ordering::SeqCst) - before, 1 + 2, "and the notes of its use and refusals");
    it.world.pass(6_000_000);
    assert_eq!(it.answered(&isolate, 200), 100);
}

#[test]
fn two_limits_at_once_are_both_exact_and_a_refused_call_uses_nothing_up() {
    let it = ground();
    it.limited(&limit(60, 3_600));
    it.token_limited(&limit(40, 3_600));
    let made = it.ana.post(
        &format!("/v1/system-users/{}/tokens", it.bot),
        &json!({ "confirm": true, "keep_others": true, "rate_limit": limit(50, 3_600) }),
    );
    let other = made.json()["token"]["value"].as_str().expect("a token").to_owned();
    let isolates: Vec<_> = (0..4).map(|_| it.world.isolate()).collect();
    assert_eq!(count(&at_once(&isolates, &it.token, 400), 200), 40);
    assert_eq!(count(&at_once(&isolates, &other, 400), 200), 20, "what the other token was refused is left");
}

#[test]
fn isolates_that_go_take_their_permits_with_them_and_never_let_more_in() {
    let it = ground();
    it.limited(&limit(200, 3_600));
    let answered = (0..300).filter(|_| it.call(&it.world.isolate()).status == 200).count();
    assert!((15..=200).contains(&answered), "{answered}");
    let granted = it.world.count("SELECT granted FROM rate_window");
    assert_eq!(granted, 200);
}

#[test]
fn a_hot_call_touches_no_storage_and_there_is_no_write_a_call() {
    let it = ground();
    it.limited(&limit(100_000, 3_600));
    it.token_limited(&limit(50_000, 3_600));
    let isolate = it.world.isolate();
    assert_eq!(it.call(&isolate).status, 200);
    let kv = it.world.kv_reads.load(Ordering::SeqCst);
    let before = it.trips();
    for _ in 0..1_000 {
        assert_eq!(it.call(&isolate).status, 200);
        assert_eq!(*it.world.trips.lock().expect("nobody panicked"), (0, 0), "nothing is asked before the answer");
    }
    assert_eq!(it.trips(), before, "a block holds for them all");
    assert_eq!(it.world.kv_reads.load(Ordering::SeqCst), kv);
    for _ in 0..10_000 {
        assert_eq!(it.call(&isolate).status, 200);
        assert_eq!(*it.world.trips.lock().expect("nobody panicked"), (0, 0), "the next block comes behind an answer");
    }
    assert!(it.trips() - before <= 12, "{} trips", it.trips() - before);
}

#[test]
fn a_spent_window_refuses_without_asking_until_it_ends() {
    let it = ground();
    it.limited(&limit(5, 60));
    let isolate = it.world.isolate();
    it.world.pass(20_500);
    assert_eq!(it.answered(&isolate, 20), 5);
    let before = it.trips();
    for _ in 0..100 {
        let refused = it.call(&isolate);
        assert_eq!((refused.status, refused.code().as_str()), (429, "rate_limited"));
        assert_eq!(refused.header("retry-after").as_deref(), Some("40"));
    }
    assert_eq!(it.trips(), before);
    it.world.pass(39_499);
    assert_eq!(it.call(&isolate).status, 429, "a millisecond before");
    it.world.pass(1);
    assert_eq!(it.answered(&isolate, 20), 5);
    // An isolate that knows nothing asks once, and knows.
    let cold = it.world.isolate();
    assert_eq!(it.answered(&cold, 3), 0);
}

#[test]
fn without_the_database_nobody_is_let_in_by_guess() {
    let it = ground();
    it.limited(&limit(200, 3_600));
    let isolate = it.world.isolate();
    assert_eq!(it.call(&isolate).status, 200);
    it.world.db_down.store(true, Ordering::SeqCst);
    let all: Vec<_> = (0..50).map(|_| it.call(&isolate)).collect();
    let held = all.iter().take_while(|answer| answer.status == 200).count();
    assert!((1..=20).contains(&held), "what it holds: {held}");
    assert!(all[held..].iter().all(|answer| answer.status == 503 && answer.header("retry-after").is_some()));
    it.world.db_down.store(false, Ordering::SeqCst);
    let rest = it.answered(&isolate, 400);
    assert!(held + 1 + rest <= 200, "{held} {rest}");
    // Many who wait for the same trip hear together that it failed.
    it.world.pass(HOUR);
    assert_eq!(isolate.bot(&it.token).get("/v1/me").code(), "machine_not_allowed");
    it.world.db_down.store(true, Ordering::SeqCst);
    assert_eq!(count(&at_once(std::slice::from_ref(&isolate), &it.token, 50), 503), 50);
}

#[test]
fn an_answer_that_is_lost_loses_permits_and_lets_nobody_in_twice() {
    let it = ground();
    it.limited(&limit(10, 3_600));
    let isolate = it.world.isolate();
    assert_eq!(isolate.bot(&it.token).get("/v1/me").code(), "machine_not_allowed");
    it.world.answer_lost.store(true, Ordering::SeqCst);
    it.world.trips_left.store(1, Ordering::SeqCst);
    assert_eq!(it.call(&isolate).status, 503);
    it.world.answer_lost.store(false, Ordering::SeqCst);
    it.world.trips_left.store(usize::MAX, Ordering::SeqCst);
    assert_eq!(it.answered(&isolate, 50), 9);
}

#[test]
fn another_limit_counts_everywhere_within_a_second_and_in_the_running_window() {
    let it = ground();
    it.limited(&limit(1_000, 3_600));
    let (here, there) = (it.world.isolate(), it.world.isolate());
    assert_eq!((it.answered(&here, 60), it.answered(&there, 60)), (60, 60));
    // Lower than what was let in: nothing more, though both hold permits.
    it.limited(&limit(100, 3_600));
    it.world.pass(1_001);
    assert_eq!((it.answered(&here, 20), it.answered(&there, 20)), (0, 0));
    // Higher: as many more as were not taken, and no more than the limit in all.
    it.limited(&limit(300, 3_600));
    it.world.pass(1_001);
    let more = it.answered(&here, 400) + it.answered(&there, 400);
    assert!((1..=180).contains(&more), "{more}");
    // None any more.
    it.limited(&Value::Null);
    it.world.pass(1_001);
    assert_eq!(it.answered(&here, 400), 400);
    assert_eq!(it.call(&here).header("ratelimit"), None);
    // The isolate that served the change knows at once.
    it.limited(&limit(1, 60));
    assert_eq!(it.answered(&it.isolate, 5), 1);
}

#[test]
fn a_lower_limit_is_obeyed_by_isolates_that_do_not_know_of_it_yet() {
    let it = ground();
    it.limited(&limit(100, 3_600));
    let there = it.world.isolate();
    assert_eq!(it.answered(&there, 1), 1);
    it.limited(&limit(10, 3_600));
    // It still has its record of the higher one; permits it gets are of the lower one.
    assert!(it.answered(&there, 100) <= 14, "its block and the lower limit's rest");
    assert_eq!(it.world.count("SELECT granted <= calls FROM rate_window"), 1);
}

#[test]
fn answers_say_what_is_left() {
    let it = ground();
    assert_eq!(it.call(&it.isolate).header("ratelimit"), None, "no limit by default");
    it.limited(&limit(1_000, 60));
    it.token_limited(&limit(2, 3_600));
    it.world.pass(15_250);
    let first = it.call(&it.isolate);
    let policy = r#""system_user";q=1000;w=60, "token";q=2;w=3600"#;
    assert_eq!(first.header("ratelimit-policy").as_deref(), Some(policy));
    assert_eq!(first.header("ratelimit").as_deref(), Some(r#""system_user";r=999;t=45, "token";r=1;t=3585"#));
    let last = it.call(&it.isolate);
    assert_eq!(last.header("ratelimit").as_deref(), Some(r#""system_user";r=998;t=45, "token";r=0;t=3585"#));
    let refused = it.call(&it.isolate);
    assert_eq!(refused.status, 429);
    assert_eq!(refused.header("retry-after").as_deref(), Some("3585"));
    assert_eq!(refused.header("ratelimit-policy").as_deref(), Some(policy));
    assert_eq!(refused.header("ratelimit").as_deref(), Some(r#""system_user";r=998;t=45, "token";r=0;t=3585"#));
    assert_eq!(refused.json()["violated-policies"], json!(["token"]));
    // Whoever manages it sees why.
    let why = it.ana.get(&format!("/v1/refusals?system_user_id={}", it.bot)).json();
    assert_eq!(why["items"][0]["reason"], "rate_limit", "{why}");
    // At a place for people it is told so, whatever its limit; with a bad credential nothing is said of limits.
    assert_eq!(it.isolate.bot(&it.token).get("/v1/me").code(), "machine_not_allowed");
    assert_eq!(it.isolate.bot("nothing").get("/v1/whoami").header("ratelimit"), None);
}

/// Whatever a system user may call asks for a permit, before anything else is looked at.
#[test]
fn every_call_of_a_machine_needs_a_permit() {
    let g = ground();
    g.limited(&limit(1, 3_600));
    assert_eq!(g.call(&g.isolate).status, 200);
    let bot = g.isolate.bot(&g.token);
    let machines =
        ENDPOINTS.iter().filter(|info| info.auth.takes_machines() && !info.unlimited && !info.path.contains('{'));
    let statuses: Vec<_> =
        machines.map(|info| (info.id, bot.call(info.method.as_str(), info.path, b"").status)).collect();
    assert!(statuses.len() > 5 && statuses.iter().any(|(id, _)| *id == "gate"), "{statuses:?}");
    assert_eq!(statuses.iter().find(|(_, status)| *status != 429), None);
}

#[test]
fn a_call_that_lacks_a_scope_is_a_call() {
    let it = ground();
    let body = json!({ "confirm": true, "scopes": [], "rate_limit": limit(3, 3_600) });
    let made = it.ana.post(&format!("/v1/system-users/{}/tokens", it.bot), &body);
    let bot = it.isolate.bot(made.json()["token"]["value"].as_str().expect("a token"));
    let codes: Vec<_> = (0..5).map(|_| bot.form("/v1/introspect", "token=x").status).collect();
    assert_eq!(codes, [403, 403, 403, 429, 429]);
}

#[test]
fn a_limit_goes_on_with_a_rotation_and_is_said_in_the_log() {
    let it = ground();
    let listed = it.token_limited(&limit(5, 60)).json()["system_user"]["tokens"][0].clone();
    assert_eq!(listed["rate_limit"], limit(5, 60));
    let path = format!("/v1/system-users/{}/tokens/{}/rotate", it.bot, listed["id"].as_str().expect("an id"));
    let rotated = it.ana.post(&path, &json!({ "overlap_seconds": 0 })).json();
    assert_eq!(rotated["system_user"]["tokens"][0]["rate_limit"], limit(5, 60));
    assert_eq!(it.shown()["tokens"][0]["rate_limit"], limit(5, 60));
    let bot = it.isolate.bot(rotated["token"]["value"].as_str().expect("a token"));
    assert_eq!((0..9).filter(|_| bot.get("/v1/whoami").status == 200).count(), 5);
    it.limited(&limit(100, 60));
    it.world.pass(1);
    it.limited(&Value::Null);
    let said = |action: &str| {
        let page = it.ana.get(&format!("/v1/audit-events?action={action}")).json();
        page["items"][0]["detail"].clone()
    };
    let updated = said("system_user.updated");
    assert_eq!(updated["before"]["rate_limit"], limit(100, 60), "{updated}");
    assert_eq!(updated["after"], json!({ "rate_limit": null }));
    let updated = said("system_user.token_updated");
    assert_eq!((&updated["before"]["rate_limit"], &updated["after"]["rate_limit"]), (&Value::Null, &limit(5, 60)));
    assert_eq!(said("system_user.token_rotated")["after"]["rate_limit"], limit(5, 60));
}

#[test]
fn a_limit_that_can_not_be_is_refused_at_its_field() {
    let it = ground();
    let version = it.shown()["version"].clone();
    for (bad, code) in [
        (limit(0, 60), "out_of_range"),
        (limit(1_000_001, 60), "out_of_range"),
        (limit(1, 0), "out_of_range"),
        (limit(1, 3_601), "out_of_range"),
        (json!({ "calls": 1 }), "invalid_type"),
        (json!({ "calls": 1, "per_seconds": 1, "burst": 2 }), "invalid_type"),
        (json!(100), "invalid_type"),
    ] {
        let body = json!({ "version": version, "rate_limit": bad });
        let answer = it.ana.patch(&format!("/v1/system-users/{}", it.bot), &body);
        assert_eq!(answer.status, 422);
        assert_eq!(answer.json()["errors"], json!([{ "pointer": "/rate_limit", "code": code }]));
    }
    // A username alone leaves the limit as it is.
    it.limited(&limit(7, 60));
    let body = json!({ "version": it.shown()["version"], "username": "robot" });
    let renamed = it.ana.patch(&format!("/v1/system-users/{}", it.bot), &body).json();
    assert_eq!(renamed["system_user"]["rate_limit"], limit(7, 60));
}

#[test]
fn the_schema_holds_the_count_to_the_limit() {
    let it = ground();
    let refused = |sql: &str| it.world.sql(sql).is_err();
    assert!(refused("INSERT INTO rate_window VALUES ('x', 60, 60, 5, 6, 6)"), "more than there is");
    it.world.sql("INSERT INTO rate_window VALUES ('x', 60, 120, 5, 4, 2)").expect("within");
    assert!(refused("UPDATE rate_window SET granted = 6"));
    assert!(refused("UPDATE rate_window SET granted = 3"), "nothing is given back");
    assert!(refused("UPDATE rate_window SET ends = 60"), "windows don't go back");
    assert!(!refused("UPDATE rate_window SET ends = 180, granted = 1, block = 1"));
    // A limit without another generation would not be heard of.
    let event = |sql: &str| {
        let audit = audit("aud_x", &it.world.account(), "system_user.updated", &it.bot);
        it.world.sql(&format!("BEGIN; {audit}; {sql}; {CLOSE}; COMMIT;"))
    };
    let silent = "UPDATE system_user SET rate_calls = 5, rate_seconds = 60, version = version + 1, event_id = 'aud_x'";
    assert!(event(silent).is_err());
    _ = it.world.sql("ROLLBACK");
    assert!(
        event("UPDATE token SET rate_calls = 5, rate_seconds = 60, version = version + 1, event_id = 'aud_x'").is_err()
    );
    _ = it.world.sql("ROLLBACK");
}

#[test]
fn counts_go_a_day_after_their_window() {
    let it = ground();
    it.limited(&limit(5, 60));
    assert_eq!(it.call(&it.isolate).status, 200);
    it.world.scheduled();
    assert_eq!(it.world.count("SELECT count(*) FROM rate_window"), 1);
    it.world.pass(25 * HOUR);
    it.world.scheduled();
    assert_eq!(it.world.count("SELECT count(*) FROM rate_window"), 0);
}

/// Buying an access token is a call; ending a token is not: who found one could use its limit up and keep its owner from ending it.
#[test]
fn buying_needs_a_permit_and_ending_needs_none() {
    let g = ground();
    g.limited(&limit(3, 3_600));
    let client = format!("client_id={}&client_secret={}", g.bot, g.token);
    let buy = || g.isolate.nobody().form("/oauth/token", &format!("grant_type=client_credentials&{client}"));
    for left in [2, 1, 0] {
        let bought = buy();
        let said = bought.header("ratelimit").unwrap_or_default();
        assert!(bought.status == 200 && said.contains(&format!("r={left}")), "{} {said}", bought.text());
    }
    let refused = buy();
    assert_eq!((refused.status, refused.header("retry-after").is_some()), (429, true), "{}", refused.text());
    assert_eq!(g.call(&g.isolate).status, 429);
    let ended = g.isolate.nobody().form("/oauth/revoke", &format!("token={}&{client}", g.token));
    assert_eq!(ended.status, 200, "{}", ended.text());
    assert_eq!(g.call(&g.isolate).status, 401);
}
