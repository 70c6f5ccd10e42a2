//! From where people and system users may come (ADR 0030; limits.md b03, b14; product.md 8.2, check 14).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use api_tests::{Actor, Answer, Isolate, PASSWORD, World};
use domain::audit::Action;
use serde_json::{Value, json};

/// The address that actors of the tests come from, and others.
const HERE: &str = "203.0.113.7";
const THERE: &str = "198.51.100.9";

struct Ground {
    world: Arc<World>,
    isolate: Isolate,
    ana: Actor,
}

fn ground() -> Ground {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    Ground { world, isolate, ana }
}

fn rule(by: &Actor, body: &Value) -> String {
    let made = by.post("/v1/ip-rules", body);
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().expect("an id").to_owned()
}

fn everybody(by: &Actor, network: &str) -> String {
    rule(by, &json!({ "applies_to": "everybody", "network": network }))
}

fn switch(by: &Actor, what: &Value, force: bool) -> Answer {
    let version = by.get("/v1/account").json()["version"].clone();
    by.patch("/v1/account", &json!({ "version": version, "ip_restriction": what, "force": force }))
}

fn switched(by: &Actor, what: &Value) {
    let answer = switch(by, what, false);
    assert_eq!(answer.status, 200, "{}", answer.text());
}

fn sign_in(isolate: &Isolate, email: &str, password: &str, from: &str) -> Answer {
    isolate.nobody().from(from).post("/v1/sessions", &json!({ "email": email, "password": password }))
}

fn whoami(bot: &Actor) -> u16 {
    bot.get("/v1/whoami").status
}

#[test]
fn rules_are_listed_in_one_form_and_say_whom_they_are_for() {
    let Ground { world, ana, .. } = ground();
    let person = world.add_person(1, "operator");
    let (bot, _) = ana.system_user(None, "bot");
    for (network, shown) in [
        ("203.0.113.9/24", "203.0.113.0/24"),
        ("::ffff:198.51.100.9", "198.51.100.9/32"),
        ("2001:DB8::1/32", "2001:db8::/32"),
    ] {
        let made =
            ana.post("/v1/ip-rules", &json!({ "applies_to": "everybody", "network": network, "note": "office" }));
        assert_eq!((made.status, made.json()["network"].as_str()), (201, Some(shown)), "{}", made.text());
        let again = ana.post("/v1/ip-rules", &json!({ "applies_to": "everybody", "network": shown }));
        assert_eq!((again.status, again.field()), (422, "/network taken".to_owned()), "one network has one form");
    }
    rule(&ana, &json!({ "applies_to": "person", "subject_id": person, "network": HERE }));
    rule(&ana, &json!({ "applies_to": "system_users", "network": HERE }));
    world.pass(1);
    let own = rule(&ana, &json!({ "applies_to": "system_user", "subject_id": bot, "network": THERE }));
    let list = ana.get("/v1/ip-rules").json();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(6));
    assert_eq!((list["your_address"].as_str(), list["addresses_known"].as_bool()), (Some(HERE), Some(true)));
    let newest = &list["items"][0];
    assert_eq!((newest["id"].as_str(), newest["subject"]["name"].as_str()), (Some(&*own), Some("bot")));
    let of_bot = ana.get(&format!("/v1/ip-rules?subject_id={bot}")).json();
    assert_eq!(of_bot["items"].as_array().map(Vec::len), Some(1));
    let page = ana.get("/v1/ip-rules?limit=4").json();
    let rest = ana.get(&format!("/v1/ip-rules?limit=4&cursor={}", page["next_cursor"].as_str().expect("more"))).json();
    assert_eq!((rest["items"].as_array().map(Vec::len), rest["next_cursor"].is_null()), (Some(2), true));

    for (body, field) in [
        (json!({ "applies_to": "person", "network": HERE }), "/subject_id required"),
        (json!({ "applies_to": "person", "subject_id": bot, "network": HERE }), "/subject_id invalid_id"),
        (json!({ "applies_to": "everybody", "subject_id": person, "network": HERE }), "/subject_id invalid_choice"),
        (json!({ "applies_to": "everybody", "network": "010.0.0.1" }), "/network invalid_network"),
        (json!({ "applies_to": "everybody", "network": "203.0.113.0/33" }), "/network invalid_network"),
        (
            json!({ "applies_to": "system_user", "subject_id": "su_01jdqsmfxk9v2w3c4b5n6m7p8q", "network": HERE }),
            "/subject_id not_found",
        ),
    ] {
        let answer = ana.post("/v1/ip-rules", &body);
        assert_eq!((answer.status, &*answer.field()), (422, field), "{body}");
    }
    // What was for somebody goes with them.
    ana.post(&format!("/v1/system-users/{bot}/deactivate"), &json!({}));
    assert_eq!(ana.delete(&format!("/v1/system-users/{bot}")).status, 204);
    assert_eq!(ana.delete(&format!("/v1/users/{person}")).status, 204);
    assert_eq!(world.count("SELECT count(*) FROM ip_rule"), 4);
}

#[test]
fn a_list_is_bounded_by_the_schema() {
    let Ground { world, ana, .. } = ground();
    let person = world.add_person(1, "operator");
    for n in 0..20 {
        rule(&ana, &json!({ "applies_to": "person", "subject_id": person, "network": format!("203.0.113.{n}") }));
    }
    let more = json!({ "applies_to": "person", "subject_id": person, "network": "203.0.113.99" });
    assert_eq!(ana.post("/v1/ip-rules", &more).code(), "ip_rule_limit");
    for n in 0..100 {
        everybody(&ana, &format!("198.51.100.{n}"));
    }
    let more = ana.post("/v1/ip-rules", &json!({ "applies_to": "everybody", "network": "203.0.113.99" }));
    assert_eq!((more.status, &*more.code()), (409, "ip_rule_limit"));
}

#[test]
fn sign_in_and_every_request_obey_open_sessions_too() {
    let Ground { world, isolate, ana } = ground();
    world.add_person(1, "operator");
    let open = isolate.sign_in("operator1@example.com");
    everybody(&ana, HERE);
    assert_eq!(open.from(THERE).get("/v1/me").status, 200, "nothing is restricted yet");
    switched(&ana, &json!({ "people": true }));
    assert_eq!(open.get("/v1/me").status, 200);
    assert_eq!(open.from("::ffff:203.0.113.7").get("/v1/me").status, 200, "the same address in another form");
    // X-Forwarded-For and its like say nothing (b14).
    let spoofed = ["x-forwarded-for", "x-real-ip", "true-client-ip", "cf-connecting-ip", "forwarded"]
        .iter()
        .fold(open.from(THERE), |actor, name| actor.with(name, HERE));
    for (method, path) in [("GET", "/v1/me"), ("GET", "/v1/sessions"), ("DELETE", "/v1/sessions/current")] {
        let refused = spoofed.call(method, path, b"");
        assert_eq!((refused.status, &*refused.code()), (403, "address_not_allowed"), "{method} {path}");
        assert_eq!(
            (refused.json()["ask"].as_str(), refused.json()["address"].as_str()),
            (Some("Ana López"), Some(THERE))
        );
    }
    assert_eq!(open.from("nonsense").get("/v1/me").code(), "address_not_allowed", "what is not known is on no list");

    // At sign-in only whoever knows the password learns of it.
    let right = sign_in(&isolate, "operator1@example.com", PASSWORD, THERE);
    assert_eq!((right.status, &*right.code()), (403, "address_not_allowed"));
    let wrong = sign_in(&isolate, "operator1@example.com", "wrong horse battery staple", THERE);
    let unknown = sign_in(&isolate, "nobody@example.com", PASSWORD, THERE);
    assert_eq!((&*wrong.code(), &*unknown.code()), ("bad_credentials", "bad_credentials"));
    assert!(right.header("set-cookie").is_none());
    assert_eq!(sign_in(&isolate, "operator1@example.com", PASSWORD, HERE).status, 201);

    // One event a quarter of an hour, person and network.
    let told = "SELECT count(*) FROM audit_event WHERE action = 'session.address_refused'";
    assert_eq!(world.count(told), 2, "one of {THERE}, one of what is no address");
    for _ in 0..5 {
        assert_eq!(open.from(THERE).get("/v1/me").status, 403);
    }
    assert_eq!(world.count(told), 2);
    let events = ana.get("/v1/audit-events?action=session.address_refused").json();
    let from = |ip: &str| events["items"].as_array().is_some_and(|all| all.iter().any(|one| one["ip"] == ip));
    assert!(from(THERE), "{events}");
    assert_eq!(Action::AddressRefused.as_str(), "session.address_refused");

    // A rule of their own lets them in at once, and only them.
    let person = open.get("/v1/me").json()["user"]["id"].as_str().expect("an id").to_owned();
    let own = rule(&ana, &json!({ "applies_to": "person", "subject_id": person, "network": "198.51.100.0/24" }));
    assert_eq!(open.from(THERE).get("/v1/me").status, 200);
    assert_eq!(ana.from(THERE).get("/v1/me").status, 403);
    assert_eq!(ana.delete(&format!("/v1/ip-rules/{own}")).status, 204);
    assert_eq!(open.from(THERE).get("/v1/me").status, 403);
}

#[test]
fn right_passwords_from_a_wrong_address_use_no_budget_up() {
    let Ground { isolate, ana, .. } = ground();
    everybody(&ana, HERE);
    switched(&ana, &json!({ "people": true }));
    for _ in 0..30 {
        assert_eq!(sign_in(&isolate, "ana@example.com", PASSWORD, THERE).code(), "address_not_allowed");
    }
}

#[test]
fn who_would_lock_themselves_out_must_force_it() {
    let Ground { world, isolate, ana } = ground();
    let empty = switch(&ana, &json!({ "people": true }), false);
    assert_eq!((empty.status, &*empty.code()), (409, "locks_all_out"));
    assert_eq!(switch(&ana, &json!({ "system_users": true }), false).code(), "locks_all_out");
    everybody(&ana, THERE);
    let other = switch(&ana, &json!({ "people": true }), false);
    assert_eq!((&*other.code(), other.json()["address"].as_str()), ("locks_you_out", Some(HERE)));
    assert!(world.verified().bad.is_none());

    let here = everybody(&ana, HERE);
    switched(&ana, &json!({ "people": true }));
    let kept = ana.delete(&format!("/v1/ip-rules/{here}"));
    assert_eq!((kept.status, &*kept.code()), (409, "locks_you_out"), "the last rule that fits stays");
    switched(&ana, &json!({ "people": false }));
    assert_eq!(ana.delete(&format!("/v1/ip-rules/{here}")).status, 204, "it decides nothing now");

    // Forced with an empty list: everybody is out at their next request, the admin included (check 14).
    let Ground { world, ana, .. } = {
        drop((world, isolate));
        ground()
    };
    assert_eq!(switch(&ana, &json!({ "people": true }), true).status, 200);
    assert_eq!(ana.get("/v1/me").code(), "address_not_allowed");
    assert_eq!(sign_in(&world.isolate(), "ana@example.com", PASSWORD, HERE).code(), "address_not_allowed");
}

#[test]
fn whoever_has_the_database_opens_it_again_and_the_log_tells_of_it() {
    let Ground { world, isolate, ana } = ground();
    let (_, token) = ana.system_user(None, "bot");
    let bot = isolate.bot(&token);
    assert_eq!(switch(&ana, &json!({ "people": true, "system_users": true }), true).status, 200);
    assert_eq!((ana.get("/v1/me").status, whoami(&bot)), (403, 401));
    // What docs/deploy.md says.
    world.sql("INSERT OR IGNORE INTO address_recovery (account_id) SELECT id FROM account").expect("asks for it");
    world.pass(1);
    world.minute();
    assert_eq!(ana.get("/v1/me").status, 200);
    world.pass(1_001);
    assert_eq!(whoami(&bot), 200);
    let said = ana.get("/v1/audit-events?action=account.updated").json()["items"][0].clone();
    assert_eq!(said["actor"]["kind"].as_str(), Some("deployment"), "{said}");
    assert_eq!(said["detail"]["before"]["restrict_people"].as_bool(), Some(true), "{said}");
    assert_eq!(said["detail"]["after"]["restrict_people"].as_bool(), Some(false), "{said}");
    assert_eq!(world.count("SELECT count(*) FROM address_recovery"), 0);
    assert!(world.verified().bad.is_none());
    // Without an event nobody switches anything, whoever has the database.
    assert!(world.sql("UPDATE account SET restrict_people = 1").is_err());
}

#[test]
fn without_a_trusted_address_nothing_is_restricted() {
    let world = World::with(|raw| raw.client_ip_header = String::new());
    let ana = world.isolate().set_up();
    assert_eq!(ana.get("/v1/ip-rules").json()["addresses_known"].as_bool(), Some(false));
    everybody(&ana, "0.0.0.0/0");
    for force in [false, true] {
        let refused = switch(&ana, &json!({ "people": true }), force);
        assert_eq!((refused.status, &*refused.code()), (409, "no_client_address"));
        assert!(refused.text().contains("CLIENT_IP_HEADER"));
    }
    assert_eq!(switch(&ana, &json!({ "people": false }), false).status, 200, "off is always possible");
}

/// Reported of others, too: OneUptime/oneuptime#3171, any address of a chain let in.
#[test]
fn a_header_that_names_no_single_address_restricts_nobody() {
    let Ground { ana, .. } = ground();
    rule(&ana, &json!({ "applies_to": "system_users", "network": HERE }));
    everybody(&ana, HERE);
    // What proxies write that are set up otherwise: a chain, a port, a zone, a word, nothing.
    for text in [
        &format!("{HERE}, 10.0.0.1"),
        &format!("10.0.0.1,{HERE}"),
        &format!("{HERE}:4431"),
        "fe80::1%eth0",
        "unknown",
        "",
    ] {
        let from = ana.from(text);
        let list = from.get("/v1/ip-rules").json();
        assert_eq!((list["addresses_known"].as_bool(), list["your_address"].as_str()), (Some(false), None), "{text}");
        for (what, force) in [("people", false), ("people", true), ("system_users", false), ("system_users", true)] {
            let refused = switch(&from, &json!({ what: true }), force);
            assert_eq!((refused.status, &*refused.code()), (409, "no_client_address"), "{text}: {what}");
        }
    }
    switched(&ana, &json!({ "people": true, "system_users": true }));
    assert_eq!(
        ana.from(&format!("{HERE}, {THERE}")).get("/v1/account").code(),
        "address_not_allowed",
        "no part of a chain counts"
    );
}

#[test]
fn a_dry_run_names_who_would_be_out() {
    let Ground { world, isolate, ana } = ground();
    world.add_person(1, "operator");
    world.add_person(2, "operator");
    let away = sign_in(&isolate, "operator1@example.com", PASSWORD, THERE);
    assert_eq!(away.status, 201);
    let (_, token) = ana.system_user(None, "caller");
    ana.system_user(None, "silent");
    assert_eq!(whoami(&isolate.bot(&token).from(THERE)), 200);

    let run = |body: &Value| ana.post("/v1/ip-rules/dry-run", body).json();
    let all = run(&json!({}));
    assert_eq!((all["people"].as_i64(), all["you"].as_bool()), (Some(3), Some(true)), "nothing is listed: {all}");
    assert_eq!(all["system_users"].as_i64(), Some(2));
    everybody(&ana, HERE);
    let people = run(&json!({ "people": true }));
    assert_eq!((people["people"].as_i64(), people["people_unknown"].as_i64()), (Some(1), Some(1)), "{people}");
    assert_eq!((people["you"].as_bool(), people["system_users"].as_i64()), (Some(false), Some(0)));
    let named = people["locked_out"].as_array().expect("a list");
    assert_eq!((named.len(), named[0]["address"].as_str()), (1, Some(THERE)));
    rule(&ana, &json!({ "applies_to": "system_users", "network": HERE }));
    let bots = run(&json!({ "system_users": true }));
    assert_eq!((bots["system_users"].as_i64(), bots["system_users_unknown"].as_i64()), (Some(1), Some(1)), "{bots}");
    assert_eq!(bots["locked_out"][0]["name"].as_str(), Some("caller"));
    let moved = ana.from(THERE).post("/v1/ip-rules/dry-run", &json!({ "people": true })).json();
    assert_eq!((moved["you"].as_bool(), moved["your_address"].as_str()), (Some(true), Some(THERE)));
}

#[test]
fn bots_are_held_to_both_lists_and_told_nothing() {
    let Ground { world, isolate, ana } = ground();
    let (one, token) = ana.system_user(None, "one");
    let (_, other) = ana.system_user(None, "two");
    let (one_bot, two_bot) = (isolate.bot(&token), isolate.bot(&other));
    rule(&ana, &json!({ "applies_to": "system_users", "network": HERE }));
    rule(&ana, &json!({ "applies_to": "system_user", "subject_id": one, "network": THERE }));
    switched(&ana, &json!({ "system_users": true }));
    for (bot, from, expected) in
        [(&one_bot, HERE, 200), (&one_bot, THERE, 200), (&two_bot, HERE, 200), (&two_bot, THERE, 401)]
    {
        assert_eq!(whoami(&bot.from(from)), expected, "{from}");
    }
    assert_eq!(whoami(&two_bot.from("")), 401, "what is not known is on no list");
    // The same answer as any other refused credential.
    let (refused, forged) = (two_bot.from(THERE).get("/v1/whoami"), isolate.bot("nonsense").get("/v1/whoami"));
    let without_id = |answer: &Answer| {
        let mut body = answer.json();
        body.as_object_mut().expect("an object").remove("instance");
        (answer.status, body, answer.header("www-authenticate"))
    };
    assert_eq!(without_id(&refused), without_id(&forged));
    assert!(world.log().contains("\"address\""), "why is in the log");
    // People are not meant.
    assert_eq!(ana.from(THERE).get("/v1/me").status, 200);
    // What another service asks about is not asked from the bot's address.
    let asked = one_bot.form("/v1/introspect", &format!("token={other}"));
    assert_eq!(asked.json()["active"].as_bool(), Some(true));
}

#[test]
fn a_change_counts_within_a_second_everywhere_and_the_hot_check_asks_nobody() {
    let Ground { world, ana, .. } = ground();
    let (su, token) = ana.system_user(None, "bot");
    let isolates: Vec<Isolate> = (0..4).map(|_| world.isolate()).collect();
    let bots: Vec<Actor> = isolates.iter().map(|isolate| isolate.bot(&token).from(THERE)).collect();
    let all = |expected: u16, what: &str| {
        for (n, bot) in bots.iter().enumerate() {
            assert_eq!(whoami(bot), expected, "{what}, isolate {n}");
        }
    };
    let first = rule(&ana, &json!({ "applies_to": "system_users", "network": THERE }));
    all(200, "nothing is restricted");
    world.kv_frozen.store(true, Ordering::SeqCst);
    switched(&ana, &json!({ "system_users": true }));
    world.pass(1_001);
    all(200, "listed");

    // Hot: no storage at all.
    let before = (world.queries.load(Ordering::SeqCst), world.kv_reads.load(Ordering::SeqCst));
    for _ in 0..50 {
        all(200, "hot");
    }
    assert_eq!((world.queries.load(Ordering::SeqCst), world.kv_reads.load(Ordering::SeqCst)), before);

    assert_eq!(ana.delete(&format!("/v1/ip-rules/{first}")).status, 204);
    world.pass(1_001);
    all(401, "the account's list has nothing any more");
    let own = rule(&ana, &json!({ "applies_to": "system_user", "subject_id": su, "network": THERE }));
    world.pass(1_001);
    all(200, "its own list");
    assert_eq!(ana.delete(&format!("/v1/ip-rules/{own}")).status, 204);
    world.pass(1_001);
    all(401, "nothing again");
    let hot = (world.queries.load(Ordering::SeqCst), world.kv_reads.load(Ordering::SeqCst));
    all(401, "refused without storage, too");
    assert_eq!(world.kv_reads.load(Ordering::SeqCst), hot.1);
    switched(&ana, &json!({ "system_users": false }));
    world.pass(1_001);
    all(200, "off");
    // One line of the log, however many system users there are; and one of the bot's own list.
    assert_eq!(world.count("SELECT count(*) FROM revocation WHERE system_user_id LIKE 'acc_%'"), 1);
    // The isolate that changed it refuses at once.
    let here = ana.in_isolate(&isolates[0]);
    rule(&here, &json!({ "applies_to": "system_users", "network": HERE }));
    switched(&here, &json!({ "system_users": true }));
    assert_eq!(whoami(&bots[0]), 401);
}

#[test]
fn b03_spellings_of_one_address_are_one_and_a_list_of_ipv6_is_held_to_its_bits() {
    let Ground { isolate, ana, .. } = ground();
    let (_, token) = ana.system_user(None, "bot");
    rule(&ana, &json!({ "applies_to": "system_users", "network": "2001:db8:0:1::/64" }));
    rule(&ana, &json!({ "applies_to": "system_users", "network": "::ffff:203.0.113.7" }));
    switched(&ana, &json!({ "system_users": true }));
    let bot = isolate.bot(&token);
    for same in
        ["2001:db8:0:1::1", "2001:0DB8:0000:0001::ffff", "2001:db8:0:1:0:0:0:1", "203.0.113.7", "::ffff:cb00:7107"]
    {
        assert_eq!(whoami(&bot.from(same)), 200, "{same}");
    }
    for other in ["2001:db8:0:2::1", "::203.0.113.7", "203.0.113.8", "203.0.113.7, 203.0.113.7", "203.0.113.7:443"] {
        assert_eq!(whoami(&bot.from(other)), 401, "{other}");
    }
}

#[test]
fn who_switches_it_on_is_not_overtaken_by_who_takes_the_last_rule_away() {
    for _ in 0..3 {
        let Ground { world, ana, .. } = ground();
        let here = everybody(&ana, HERE);
        let version = ana.get("/v1/account").json()["version"].clone();
        // Held still: the rule goes between the reading and the writing.
        let other = ana.clone();
        let path = format!("/v1/ip-rules/{here}");
        world.before_commit.set(move || assert_eq!(other.delete(&path).status, 204));
        let late = ana.patch("/v1/account", &json!({ "version": version, "ip_restriction": { "people": true } }));
        assert_eq!((late.status, &*late.code()), (409, "locks_all_out"));
        // And the other way round.
        let here = everybody(&ana, HERE);
        let other = ana.clone();
        world.before_commit.set(move || switched(&other, &json!({ "people": true })));
        assert_eq!(ana.delete(&format!("/v1/ip-rules/{here}")).code(), "locks_you_out");
        assert_eq!(ana.get("/v1/me").status, 200);
    }
}

#[test]
fn what_was_begun_before_is_not_written_after_the_door_closed() {
    let Ground { world, isolate, ana } = ground();
    world.add_person(1, "admin");
    let away = sign_in(&isolate, "admin1@example.com", PASSWORD, THERE);
    let away = isolate.nobody().from(THERE).with_cookie_of(&away);
    everybody(&ana, HERE);
    world.before_commit.set(move || switched(&ana, &json!({ "people": true })));
    let late = away.post("/v1/subaccounts", &json!({ "name": "late", "reference_name": "late" }));
    assert_eq!((late.status, &*late.code()), (403, "address_not_allowed"));
    assert_eq!(world.count("SELECT count(*) FROM subaccount"), 0);
}

#[test]
fn raced_by_threads_nobody_is_ever_locked_out_unforced() {
    let Ground { world, ana, .. } = ground();
    let stop = Arc::new(AtomicBool::new(false));
    std::thread::scope(|scope| {
        for n in 0..3u8 {
            let (ana, stop, isolate) = (ana.clone(), Arc::clone(&stop), world.isolate());
            scope.spawn(move || {
                let ana = ana.in_isolate(&isolate);
                while !stop.load(Ordering::SeqCst) {
                    let made = ana.post("/v1/ip-rules", &json!({ "applies_to": "everybody", "network": HERE }));
                    switch(&ana, &json!({ "people": n != 2 }), false);
                    if made.status == 201 {
                        let id = made.json()["id"].as_str().expect("an id").to_owned();
                        ana.delete(&format!("/v1/ip-rules/{id}"));
                    }
                }
            });
        }
        for _ in 0..150 {
            assert_eq!(ana.get("/v1/me").status, 200, "locked out");
        }
        stop.store(true, Ordering::SeqCst);
    });
    assert!(world.verified().bad.is_none());
}

#[test]
fn b14_no_header_but_the_trusted_one_says_from_where_somebody_comes() {
    let Ground { isolate, ana, .. } = ground();
    let (_, token) = ana.system_user(None, "bot");
    everybody(&ana, HERE);
    rule(&ana, &json!({ "applies_to": "system_users", "network": HERE }));
    switched(&ana, &json!({ "people": true, "system_users": true }));
    for name in ["x-forwarded-for", "x-real-ip", "true-client-ip", "forwarded", "x-client-ip", "cf-connecting-ipv6"] {
        let value = if name == "forwarded" { format!("for={HERE}") } else { HERE.to_owned() };
        let lie = |actor: &Actor| actor.from(THERE).with(name, &value);
        assert_eq!(lie(&ana).get("/v1/me").code(), "address_not_allowed", "{name}");
        assert_eq!(whoami(&lie(&isolate.bot(&token))), 401, "{name}");
        let body = json!({ "email": "ana@example.com", "password": PASSWORD });
        assert_eq!(lie(&isolate.nobody()).post("/v1/sessions", &body).code(), "address_not_allowed", "{name}");
    }
}

#[test]
fn who_accepts_an_invitation_from_elsewhere_gets_no_further() {
    let Ground { world, isolate, ana } = ground();
    everybody(&ana, HERE);
    switched(&ana, &json!({ "people": true }));
    let invite = json!({ "email": "guest@example.com", "name": "Guest", "role_id": "role_user" });
    assert_eq!(ana.post("/v1/invitations", &invite).status, 201);
    let link = world.link_to("guest@example.com");
    let away = isolate.nobody().from(THERE);
    let body = json!({ "token": link, "name": "Guest", "password": "seven lanterns over the quiet harbour" });
    let accepted = away.post("/v1/invitations/accept", &body);
    assert_eq!(accepted.status, 201, "{}", accepted.text());
    let guest = away.with_cookie_of(&accepted);
    assert_eq!(guest.get("/v1/me").code(), "address_not_allowed");
    // Now they can be listed.
    let id = accepted.json()["user"]["id"].clone();
    rule(&ana, &json!({ "applies_to": "person", "subject_id": id, "network": THERE }));
    assert_eq!(guest.get("/v1/me").status, 200);
}
