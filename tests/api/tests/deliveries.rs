//! Deliveries: at least once, in order, on the schedule, and nobody slows the others.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use api_tests::{Actor, World, answered};
use domain::secret::Secret;
use domain::time::{DAY, HOUR, Instant, MINUTE, SECOND};
use messaging::schedule::DELAYS;
use messaging::signature::{Headers, SigningSecret, verify, verify_meta};
use serde_json::{Value, json};
use service::deps::{CallError, OutsideAnswer, OutsideCall};

const URL: &str = "https://bot.example.com/in";

/// A deployment with a source; the owner, and the way in.
struct Set {
    world: Arc<World>,
    ana: Actor,
    door: String,
}

fn set() -> Set {
    let world = World::new();
    let ana = world.isolate().set_up();
    let source = json!({ "name": "SMS", "provider": "sinch_sms", "authentication": "address" });
    let made = ana.post("/v1/inbound-sources", &source);
    assert_eq!(made.status, 201, "{}", made.text());
    let address = made.json()["secret_url"].as_str().expect("an address").to_owned();
    let door = address.strip_prefix("https://tenure.example.com").expect("ours").to_owned();
    Set { world, ana, door }
}

fn webhook(ana: &Actor, name: &str, more: Value) -> (String, String) {
    let mut body = json!({ "name": name, "kind": "mo", "url": URL, "accept_null_subaccount": true });
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    let made = ana.post("/v1/webhooks", &body);
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    (made["webhook"]["id"].as_str().expect("an id").to_owned(), made["secret"].as_str().expect("a secret").to_owned())
}

impl Set {
    /// Somebody writes.
    fn says(&self, id: &str, person: &str) {
        let body =
            json!({ "id": id, "source": person, "destination": "5511400000000", "messageText": format!("says {id}") });
        let answer = self.ana.without("cookie").post(&self.door, &body);
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    fn deliveries(&self) -> Vec<Value> {
        let mut all = self.ana.get("/v1/deliveries?limit=200").json()["items"].as_array().expect("a list").clone();
        all.reverse();
        all
    }

    fn webhook(&self, id: &str) -> Value {
        self.ana.get(&format!("/v1/webhooks/{id}")).json()
    }

    fn status(&self, id: &str) -> String {
        self.webhook(id)["status"].as_str().expect("a status").to_owned()
    }
}

fn header<'a>(call: &'a OutsideCall, name: &str) -> &'a str {
    let found = call.headers.iter().find(|(its, _)| its == name);
    found.map_or("", |(_, value)| value.as_str())
}

/// What the message of a call said.
fn said(call: &OutsideCall) -> String {
    let body: Value = serde_json::from_slice(&call.body).expect("JSON");
    body["data"]["content"]["text"].as_str().expect("a text").trim_start_matches("says ").to_owned()
}

fn all_said(world: &World) -> Vec<String> {
    world.called().iter().map(|(_, call)| said(call)).collect()
}

fn signed(call: &OutsideCall, secret: &str, now: Instant) -> bool {
    let headers = Headers {
        id: Some(header(call, "webhook-id")),
        timestamp: Some(header(call, "webhook-timestamp")),
        signature: Some(header(call, "webhook-signature")),
    };
    verify(&headers, &call.body, &[&SigningSecret::parse(secret).expect("a secret")], now).is_ok()
}

#[test]
fn what_somebody_writes_is_told_once_and_signed() {
    let set = set();
    let (id, secret) = webhook(&set.ana, "Bot", json!({ "headers": [{ "name": "X-Key", "value": "sesame open" }] }));
    set.says("1", "5511999990001");
    set.says("1", "5511999990001");
    set.world.drive(MINUTE);
    let calls = set.world.called();
    assert_eq!(calls.len(), 1);
    let (at, call) = &calls[0];
    assert_eq!((call.method, call.url.as_str(), said(call).as_str()), ("POST", URL, "1"));
    assert!(signed(call, &secret, *at));
    assert_eq!((header(call, "x-key"), header(call, "tenure-sequence")), ("sesame open", "1"));
    assert!(header(call, "webhook-id").starts_with("evt_"));
    let all = set.deliveries();
    assert_eq!(
        (&all[0]["state"], &all[0]["attempts"], &all[0]["last_status"]),
        (&json!("delivered"), &json!(1), &json!(200))
    );
    let detail = set.ana.get(&format!("/v1/deliveries/{}", all[0]["id"].as_str().expect("an id")));
    assert!(!detail.text().contains("sesame") && !detail.text().contains("v1,"), "{}", detail.text());
    assert!(detail.json()["request"]["body"].as_str().expect("a body").contains("says 1"));
    assert_eq!(detail.json()["tries"].as_array().map(Vec::len), Some(1));
    let figures = set.ana.get(&format!("/v1/webhooks/{id}/figures")).json();
    assert_eq!((&figures["hours"][0]["delivered"], &figures["hours"][0]["mean_ms"]), (&json!(1), &json!(20)));
    assert!(!set.world.dump().contains("sesame") && !set.world.log().contains("sesame"));
    assert!(!set.world.dump().contains(&secret) && !set.world.log().contains(&secret));
}

#[test]
fn a_delivery_that_fails_is_tried_on_the_schedule_and_given_up() {
    let set = set();
    let (id, _) = webhook(&set.ana, "Bot", json!({}));
    set.world.answer(|_| {
        Ok(OutsideAnswer { status: 302, headers: vec![("location".into(), URL.into())], body: vec![], ms: 5 })
    });
    set.says("1", "5511999990001");
    set.world.drive(40 * HOUR);
    let set = Set { ana: set.world.isolate().sign_in("ana@example.com"), ..set };
    let calls = set.world.called();
    assert_eq!(calls.len(), DELAYS.len());
    let mut before = None;
    for ((at, _), delay) in calls.iter().zip(DELAYS) {
        let waited = at.since(before.unwrap_or(*at));
        assert!((delay * 9 / 10..=delay * 11 / 10).contains(&waited), "{waited} for {delay}");
        before = Some(*at);
    }
    let ids: BTreeSet<_> = calls.iter().map(|(_, call)| header(call, "webhook-id").to_owned()).collect();
    assert_eq!(ids.len(), 1, "every try has the same id");
    let one = &set.deliveries()[0];
    assert_eq!((&one["state"], &one["attempts"], &one["next_attempt_at"]), (&json!("dead"), &json!(8), &Value::Null));
    assert!(set.webhook(&id)["failing_since"].is_string());

    // Sent again it begins anew, with the same id.
    set.world.answer(|_| answered(204));
    let again = set.ana.post(&format!("/v1/deliveries/{}/replay", one["id"].as_str().expect("an id")), &json!({}));
    assert_eq!((again.status, &again.json()["state"]), (200, &json!("pending")));
    set.world.drive(SECOND);
    assert_eq!(set.deliveries()[0]["state"], "delivered");
    let last = set.world.called().pop().expect("a call");
    assert!(ids.contains(header(&last.1, "webhook-id")));
    assert!(set.webhook(&id)["failing_since"].is_null());
}

#[test]
fn a_receiver_that_asks_for_time_gets_it_within_bounds() {
    let set = set();
    webhook(&set.ana, "Bot", json!({}));
    set.world.answer(|_| {
        Ok(OutsideAnswer { status: 503, headers: vec![("retry-after".into(), "90".into())], body: vec![], ms: 5 })
    });
    set.says("1", "5511999990001");
    set.world.drive(89 * SECOND);
    assert_eq!(set.world.called().len(), 1);
    set.world.drive(2 * SECOND);
    assert_eq!(set.world.called().len(), 2);
}

#[test]
fn a_conversation_is_told_in_order_and_held_for_five_minutes_at_most() {
    let set = set();
    webhook(&set.ana, "Bot", json!({}));
    set.world.answer(|call| if said(call) == "1" { answered(500) } else { answered(200) });
    for id in ["1", "2", "3"] {
        set.says(id, "5511999990001");
    }
    set.says("other", "5511999990002");
    set.world.drive(4 * MINUTE);
    assert_eq!(all_said(&set.world).iter().filter(|it| *it == "other").count(), 1, "another conversation goes on");
    assert!(!all_said(&set.world).contains(&"2".to_owned()), "held: {:?}", all_said(&set.world));
    set.world.drive(MINUTE + SECOND);
    let after: Vec<_> = all_said(&set.world).into_iter().filter(|it| it == "2" || it == "3").collect();
    assert_eq!(after, ["2", "3"], "they go on in their order");
    let sequences: Vec<_> =
        set.world.called().iter().map(|(_, call)| header(call, "tenure-sequence").to_owned()).collect();
    assert!(sequences.contains(&"3".to_owned()));
}

#[test]
fn one_dead_endpoint_slows_nobody() {
    let set = set();
    for i in 0..50 {
        webhook(&set.ana, &format!("Bot {i}"), json!({ "url": format!("https://bot{i}.example.com/in") }));
    }
    let began = Instant::from_millis(set.world.clock.load(Ordering::SeqCst));
    set.world.answer(|call| if call.url.contains("//bot7.") { Err(CallError::TimedOut) } else { answered(200) });
    for id in 0..5 {
        set.says(&id.to_string(), &format!("551199999000{id}"));
    }
    set.world.drive(MINUTE);
    let alive: Vec<_> = set.world.called().into_iter().filter(|(_, call)| !call.url.contains("//bot7.")).collect();
    assert_eq!(alive.len(), 49 * 5);
    assert!(alive.iter().all(|(at, _)| at.since(began) < SECOND));
    let alarms = set.world.alarms.lock().expect("alarms");
    assert_eq!(alarms.len(), 1, "the dead one's alone is set: {alarms:?}");
}

#[test]
fn a_paused_webhook_is_told_in_order_when_it_goes_on_and_keeps_for_five_days() {
    let set = set();
    let (id, _) = webhook(&set.ana, "Bot", json!({}));
    let to = |what: &str| set.ana.post(&format!("/v1/webhooks/{id}/{what}"), &json!({}));
    assert_eq!(to("pause").json()["status"], "paused");
    assert_eq!(to("pause").status, 200, "a paused one stays so");
    for one in ["1", "2", "3"] {
        set.says(one, "5511999990001");
    }
    set.world.drive(HOUR);
    assert_eq!((set.world.called().len(), &set.webhook(&id)["waiting"]), (0, &json!(3)));
    assert_eq!(to("resume").json()["status"], "active");
    set.world.drive(SECOND);
    assert_eq!(all_said(&set.world), ["1", "2", "3"]);
    to("pause");
    set.says("4", "5511999990001");
    set.world.pass(5 * DAY - MINUTE);
    set.world.scheduled();
    assert_eq!(set.world.count("SELECT count(*) FROM delivery WHERE state = 'pending'"), 1);
    set.world.pass(2 * MINUTE);
    set.world.scheduled();
    let ana = set.world.isolate().sign_in("ana@example.com");
    let last = ana.get("/v1/deliveries?state=dead").json();
    assert_eq!(last["items"][0]["last_error"], "paused_too_long");
}

#[test]
fn gone_is_disabled_at_once_and_people_are_told() {
    let set = set();
    let (id, _) = webhook(&set.ana, "Bot", json!({}));
    set.world.answer(|_| answered(410));
    set.says("1", "5511999990001");
    set.says("2", "5511999990001");
    set.world.drive(MINUTE);
    assert_eq!((set.world.called().len(), set.status(&id).as_str()), (1, "disabled"));
    assert!(set.deliveries().iter().all(|one| one["state"] == "dead"));
    let mails = set.world.mails.lock().expect("mails").clone();
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, "ana@example.com"));
    assert!(mails[0].subject.contains("Bot"));
    assert_eq!(set.world.count("SELECT count(*) FROM audit_event WHERE action = 'webhook.disabled'"), 1);
    // It gets nothing until it goes on; then what it missed can be sent again.
    set.says("3", "5511999990001");
    assert_eq!(set.deliveries().len(), 2);
    let first = set.deliveries()[0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(set.ana.post(&format!("/v1/deliveries/{first}/replay"), &json!({})).code(), "webhook_disabled");
    assert_eq!(set.ana.post(&format!("/v1/webhooks/{id}/pause"), &json!({})).code(), "webhook_disabled");
    assert_eq!(set.ana.post(&format!("/v1/webhooks/{id}/resume"), &json!({})).status, 200);
    set.world.answer(|_| answered(200));
    let since = json!({ "webhook_id": id, "since": "2020-01-01T00:00:00.000Z" });
    assert_eq!(set.ana.post("/v1/deliveries/replay", &since).json()["deliveries"], 3);
    set.world.drive(SECOND);
    assert_eq!(all_said(&set.world)[1..], ["1", "2", "3"]);
}

#[test]
fn what_nobody_took_is_sent_later_to_whoever_takes_it() {
    let set = set();
    set.says("0", "5511999990001");
    set.world.pass(MINUTE);
    let since = set.world.now().to_rfc3339();
    set.says("1", "5511999990001");
    set.says("2", "5511999990002");
    assert_eq!(set.deliveries().len(), 0);
    let (id, _) = webhook(&set.ana, "Bot", json!({ "accept_null_subaccount": false, "all_subaccounts": true }));
    let again = json!({ "webhook_id": id, "since": since });
    let replay = || set.ana.post("/v1/deliveries/replay", &again).json()["deliveries"].clone();
    assert_eq!(replay(), 0, "it does not take them");
    let takes = json!({ "version": 1, "accept_null_subaccount": true });
    assert_eq!(set.ana.patch(&format!("/v1/webhooks/{id}"), &takes).status, 200);
    let (status, _) = webhook(&set.ana, "States", json!({ "kind": "status" }));
    assert_eq!(
        set.ana.post("/v1/deliveries/replay", &json!({ "webhook_id": status, "since": since })).json()["deliveries"],
        0
    );
    assert_eq!(replay(), 2, "those since then");
    set.world.drive(SECOND);
    assert_eq!(all_said(&set.world), ["1", "2"]);
    assert_eq!(replay(), 0, "it has them");
}

#[test]
fn five_days_of_failure_disable() {
    let set = set();
    let (id, _) = webhook(&set.ana, "Bot", json!({}));
    set.world.answer(|_| Err(CallError::Unreachable("refused".into())));
    for day in 0..5 {
        set.says(&day.to_string(), "5511999990001");
        set.world.drive(DAY);
        assert_eq!(set.world.count("SELECT count(*) FROM webhook WHERE status = 'active'"), 1, "day {day}");
    }
    set.says("6", "5511999990001");
    set.world.drive(MINUTE);
    assert_eq!(set.world.count(&format!("SELECT count(*) FROM webhook WHERE id = '{id}' AND status = 'disabled'")), 1);
    assert_eq!(set.world.mails.lock().expect("mails").len(), 1);
}

#[test]
fn a_new_secret_signs_beside_the_old_one_and_a_new_address_counts_from_the_next_try() {
    let set = set();
    let (id, old) = webhook(&set.ana, "Bot", json!({}));
    set.world.answer(|_| answered(500));
    set.says("1", "5511999990001");
    set.world.drive(SECOND);
    let rotated = set.ana.post(&format!("/v1/webhooks/{id}/rotate-secret"), &json!({ "overlap_seconds": 3600 }));
    assert_eq!(rotated.status, 201, "{}", rotated.text());
    let new = rotated.json()["secret"].as_str().expect("a secret").to_owned();
    assert_eq!(rotated.json()["webhook"]["secrets"].as_array().map(Vec::len), Some(2));
    let url = json!({ "version": rotated.json()["webhook"]["version"], "url": "https://new.example.com/in" });
    let changed = set.ana.patch(&format!("/v1/webhooks/{id}"), &url);
    assert_eq!((changed.status, &changed.json()["url"]), (200, &json!("https://new.example.com/in")));
    set.world.drive(10 * SECOND);
    let calls = set.world.called();
    let (at, second) = &calls[1];
    assert_eq!(second.url, "https://new.example.com/in");
    assert!(signed(second, &old, *at) && signed(second, &new, *at), "both sign");
    set.world.drive(3 * HOUR);
    let set = Set { ana: set.world.isolate().sign_in("ana@example.com"), ..set };
    let (at, last) = set.world.called().pop().expect("a call");
    assert!(!signed(&last, &old, at) && signed(&last, &new, at), "the old one has ended");
    assert_eq!(set.webhook(&id)["secrets"].as_array().map(Vec::len), Some(1));
}

#[test]
fn other_forms_are_written_and_signed_their_own_way() {
    let set = set();
    let (_, secret) = webhook(&set.ana, "Meta", json!({ "format": "meta" }));
    webhook(&set.ana, "Sinch", json!({ "format": "sinch", "url": "https://old.example.com/in" }));
    set.says("1", "5511999990001");
    set.world.drive(SECOND);
    for (_, call) in set.world.called() {
        assert_eq!(header(&call, "webhook-signature"), "");
        let signature = Some(header(&call, "x-hub-signature-256")).filter(|it| !it.is_empty());
        let is_meta = call.url == URL;
        assert_eq!(verify_meta(&[&Secret::new(secret.clone())], &call.body, signature).is_ok(), is_meta);
    }
    assert_eq!(set.world.called().len(), 2);
}

#[test]
fn a_name_that_stands_for_something_else_by_now_is_not_called() {
    let set = set();
    webhook(&set.ana, "Bot", json!({}));
    set.says("1", "5511999990001");
    let inside: IpAddr = "169.254.169.254".parse().expect("an address");
    let public: IpAddr = "93.184.215.14".parse().expect("an address");
    set.world.names.lock().expect("names").insert("bot.example.com".into(), vec![public, inside]);
    set.world.drive(MINUTE);
    assert!(set.world.called().is_empty());
    let one = &set.deliveries()[0];
    assert_eq!((&one["state"], &one["last_error"]), (&json!("pending"), &json!("address_refused")));
    // And at saving.
    let body = json!({ "name": "In", "kind": "mo", "url": "https://bot.example.com/in" });
    assert_eq!(set.ana.post("/v1/webhooks", &body).field(), "/url not_public");
    set.world.names.lock().expect("names").insert("bot.example.com".into(), vec![]);
    assert_eq!(set.ana.post("/v1/webhooks", &body).field(), "/url unresolved");
}

#[test]
fn who_dies_between_call_and_mark_is_followed_by_another_try_with_the_same_id() {
    let set = set();
    webhook(&set.ana, "Bot", json!({}));
    set.says("1", "5511999990001");
    set.says("2", "5511999990001");
    // The call is made, and the database is gone before it is written down.
    let world = Arc::downgrade(&set.world);
    set.world.answer(move |_| {
        if let Some(world) = world.upgrade() {
            world.db_down.store(true, Ordering::SeqCst);
        }
        answered(200)
    });
    set.world.drive(SECOND);
    assert_eq!(set.world.called().len(), 1);
    set.world.db_down.store(false, Ordering::SeqCst);
    set.world.answer(|_| answered(200));
    set.world.drive(2 * MINUTE);
    assert_eq!(all_said(&set.world), ["1", "1", "2"]);
    let calls = set.world.called();
    assert_eq!(header(&calls[0].1, "webhook-id"), header(&calls[1].1, "webhook-id"));
    assert!(set.deliveries().iter().all(|one| one["state"] == "delivered"));
}

#[test]
fn two_drivers_of_a_webhook_at_once_send_nothing_twice() {
    let set = set();
    let (id, _) = webhook(&set.ana, "Bot", json!({}));
    for n in 0..100 {
        set.says(&n.to_string(), &format!("55119999900{:02}", n % 5));
    }
    // The one stands between reading and taking while the other does everything.
    let (world, name) = (Arc::clone(&set.world), id.clone());
    set.world.before_commit.set(move || world.alarm(&name));
    set.world.alarm(&id);
    assert!(!set.world.before_commit.is_set());
    let said_once = |wanted: usize| {
        let said: Vec<usize> = all_said(&set.world).iter().filter_map(|one| one.parse().ok()).collect();
        assert_eq!((said.len(), said.iter().collect::<BTreeSet<_>>().len()), (wanted, wanted), "{said:?}");
        for person in 0..5 {
            assert!(said.iter().filter(|n| *n % 5 == person).is_sorted(), "person {person}: {said:?}");
        }
    };
    said_once(100);
    // And as the threads will have it.
    for n in 100..200 {
        set.says(&n.to_string(), &format!("55119999900{:02}", n % 5));
    }
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| set.world.alarm(&id));
        }
    });
    set.world.drive(SECOND);
    said_once(200);
    assert!(set.deliveries().iter().all(|one| one["attempts"] == 1));
}

#[test]
fn a_lost_alarm_is_found_by_the_clock() {
    let set = set();
    webhook(&set.ana, "Bot", json!({}));
    set.says("1", "5511999990001");
    set.world.alarms.lock().expect("alarms").clear();
    set.world.pass(2 * MINUTE);
    set.world.minute();
    set.world.drive(SECOND);
    assert_eq!(all_said(&set.world), ["1"]);
}

#[test]
fn what_becomes_due_while_a_round_ends_is_not_forgotten() {
    // Time passes between any two looks at the clock: with one of these steps the next try falls between the last look for
    // what is due and the one for what is next.
    for step in (150..1_500).step_by(50) {
        let set = set();
        let (id, _) = webhook(&set.ana, "Bot", json!({}));
        set.says("1", "5511999990001");
        set.world.answer(|_| answered(500));
        set.world.drive(SECOND);
        set.world.answer(|_| answered(200));
        set.world.tick.store(step, Ordering::SeqCst);
        for _ in 0..60 {
            set.world.alarms.lock().expect("alarms").clear();
            set.world.alarm(&id);
            if set.world.count("SELECT count(*) FROM delivery WHERE state = 'pending'") == 0 {
                break;
            }
            let due = set.world.count("SELECT min(next_attempt_at) FROM delivery WHERE state = 'pending'");
            let now = set.world.clock.load(Ordering::SeqCst);
            let alarm = set.world.alarms.lock().expect("alarms").get(&id).map(|at| at.millis());
            assert!(alarm.is_some_and(|at| at <= due.max(now)), "steps of {step} ms: {alarm:?}, due {due}, now {now}");
        }
    }
}

#[test]
fn a_long_queue_goes_in_rounds_and_each_stays_within_what_the_platform_allows() {
    let set = set();
    webhook(&set.ana, "Bot", json!({}));
    for id in 0..300 {
        set.says(&id.to_string(), &format!("55119999900{:02}", id % 3));
    }
    let before = set.world.spent();
    set.world.drive(0);
    let rounds = 300_usize.div_ceil(160);
    let spent = set.world.spent().1 - before.1;
    assert!(spent <= rounds * service::platform::STATEMENTS, "{spent} statements in {rounds} rounds");
    let said = all_said(&set.world);
    assert_eq!(said.len(), 300);
    for person in 0..3 {
        let own: Vec<usize> =
            said.iter().filter_map(|it| it.parse().ok()).filter(|n: &usize| n % 3 == person).collect();
        assert!(own.is_sorted(), "person {person}: {own:?}");
    }
}

#[test]
fn deleting_says_how_many_are_lost() {
    let set = set();
    let (id, _) = webhook(&set.ana, "Bot", json!({}));
    set.ana.post(&format!("/v1/webhooks/{id}/pause"), &json!({}));
    set.says("1", "5511999990001");
    set.says("2", "5511999990001");
    let gone = set.ana.delete(&format!("/v1/webhooks/{id}"));
    assert_eq!((gone.status, &gone.json()["lost"]), (200, &json!(2)));
    let one = &set.deliveries()[0];
    assert_eq!((&one["state"], &one["last_error"]), (&json!("dead"), &json!("webhook_deleted")));
    let again = set.ana.post(&format!("/v1/deliveries/{}/replay", one["id"].as_str().expect("an id")), &json!({}));
    assert_eq!(again.code(), "webhook_gone");
    assert_eq!(set.ana.delete(&format!("/v1/webhooks/{id}")).status, 404);
}
