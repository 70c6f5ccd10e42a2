//! Is a system user still needed? Reviews, their mails, what is switched off and what never is; and the idle ones.

use std::sync::Arc;

use api_tests::{Actor, Isolate, World};
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;

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

impl Ground {
    /// Days go by, with the clock's rounds; somebody signs in again, because sessions end.
    fn days(&mut self, n: i64) {
        for _ in 0..n * 4 {
            self.world.pass(6 * HOUR);
            self.world.scheduled();
        }
        self.ana = self.world.isolate().sign_in("ana@example.com");
    }

    fn set(&self, settings: Value) -> Value {
        let mut settings = settings;
        settings["version"] = self.ana.get("/v1/account").json()["version"].clone();
        let set = self.ana.patch("/v1/account", &settings);
        assert_eq!(set.status, 200, "{}", set.text());
        set.json()
    }

    fn bot(&self, id: &str) -> Value {
        self.ana.get(&format!("/v1/system-users/{id}")).json()["system_user"].clone()
    }

    fn is_active(&self, id: &str) -> bool {
        self.bot(id)["status"] == "active"
    }

    fn notices(&self, id: &str) -> i64 {
        self.world.count(&format!("SELECT count(*) FROM attestation_notice WHERE system_user_id = '{id}'"))
    }

    fn subjects(&self) -> Vec<String> {
        self.world.mails.lock().expect("mails").iter().map(|mail| mail.subject.clone()).collect()
    }

    fn call(&self, token: &str) -> u16 {
        self.world.isolate().bot(token).get("/v1/whoami").status
    }
}

#[test]
fn by_default_nobody_is_asked_and_nothing_is_switched_off() {
    let mut g = ground();
    let (id, _) = g.ana.system_user(None, "bot");
    let account = g.ana.get("/v1/account").json();
    assert_eq!((&account["attestation_days"], &account["attestation_grace_days"]), (&Value::Null, &json!(30)));
    g.world.pass(400 * DAY);
    g.days(1);
    assert_eq!((g.is_active(&id), g.notices(&id)), (true, 0));
    assert_eq!((&g.bot(&id)["review_at"], &g.bot(&id)["lapses_at"]), (&Value::Null, &Value::Null));
    for (field, wrong) in [("attestation_days", 29), ("attestation_days", 366), ("attestation_grace_days", 13)] {
        let version = account["version"].clone();
        let refused = g.ana.patch("/v1/account", &json!({ "version": version, field: wrong }));
        assert_eq!(refused.field(), format!("/{field} out_of_range"));
    }
}

#[test]
fn a_review_is_announced_three_times_and_what_nobody_confirms_is_switched_off_and_on_again() {
    let mut g = ground();
    let (id, token) = g.ana.system_user(None, "bot");
    g.set(json!({ "attestation_days": 30, "attestation_grace_days": 14 }));
    let review = g.bot(&id)["review_at"].clone();
    assert_eq!(review, json!(g.world.now().plus(30 * DAY)));
    g.days(15);
    assert_eq!(g.notices(&id), 0);
    g.days(2);
    assert_eq!((g.notices(&id), g.subjects().last().expect("a mail").as_str()), (1, "Acme: is bot still needed?"));
    g.days(7);
    assert_eq!(g.notices(&id), 2);
    g.days(6);
    assert_eq!(g.notices(&id), 4, "a day before, and when it is due");
    let subject = g.subjects().last().cloned().expect("a mail");
    assert!(subject.starts_with("Acme: bot is switched off in 1"), "{subject}");
    let attention = g.ana.get("/v1/attention").json();
    let group = attention["groups"].as_array().expect("groups").iter().find(|one| one["kind"] == "review_due");
    assert_eq!(group.expect("a group")["items"][0]["id"], json!(id));
    g.days(13);
    assert!(g.is_active(&id));
    g.days(2);
    assert_eq!((g.is_active(&id), g.notices(&id), g.call(&token)), (false, 6, 401));
    assert_eq!(g.subjects().last().expect("a mail").as_str(), "Acme: bot was switched off");
    let bot = g.bot(&id);
    assert_eq!(bot["deactivated_by"], Value::Null);
    assert_ne!(bot["deactivated_at"], Value::Null);
    let event = g.ana.get("/v1/audit-events?action=system_user.lapsed").json()["items"][0].clone();
    assert_eq!((&event["subject_id"], &event["detail"]["after"]["status"]), (&json!(id), &json!("inactive")));
    // Switching it on confirms it.
    assert_eq!(g.ana.call("POST", &format!("/v1/system-users/{id}/activate"), b"").status, 200);
    assert_eq!((g.call(&token), &g.bot(&id)["review_at"]), (200, &json!(g.world.now().plus(30 * DAY))));
    g.days(2);
    assert!(g.is_active(&id));
}

#[test]
fn still_needed_begins_anew_and_is_for_those_who_manage_it() {
    let mut g = ground();
    let (id, _) = g.ana.system_user(None, "bot");
    g.set(json!({ "attestation_days": 30, "attestation_grace_days": 14 }));
    g.days(31);
    let attest = format!("/v1/system-users/{id}/attest");
    let done = g.ana.call("POST", &attest, b"");
    assert_eq!(done.status, 200, "{}", done.text());
    let bot = done.json()["system_user"].clone();
    assert_eq!(bot["attested_at"], json!(g.world.now()));
    assert_eq!(bot["review_at"], json!(g.world.now().plus(30 * DAY)));
    let event = g.ana.get("/v1/audit-events?action=system_user.attested").json()["items"][0].clone();
    assert_eq!((&event["actor"]["name"], &event["subject_id"]), (&json!("Ana López"), &json!(id)));
    g.world.second_account();
    let eve = g.world.isolate().sign_in("eve@other.example");
    assert_eq!(eve.call("POST", &attest, b"").status, 404);
    let before = g.notices(&id);
    g.days(14);
    assert_eq!((g.is_active(&id), g.notices(&id)), (true, before));
}

/// Whoever turns it on does not switch off at once what was made long ago; nor does a shorter time.
#[test]
fn what_is_old_when_an_account_begins_to_ask_gets_all_its_notices() {
    let mut g = ground();
    let (id, _) = g.ana.system_user(None, "old");
    g.world.pass(1_000 * DAY);
    g.days(1);
    g.set(json!({ "attestation_days": 90, "attestation_grace_days": 14 }));
    assert_eq!(g.bot(&id)["review_at"], json!(g.world.now().plus(15 * DAY)));
    g.days(14);
    assert_eq!((g.is_active(&id), g.notices(&id)), (true, 3));
    g.set(json!({ "attestation_days": 30 }));
    assert_eq!(g.bot(&id)["review_at"], json!(g.world.now().plus(15 * DAY)), "asked anew, told anew");
    g.days(28);
    assert!(g.is_active(&id));
    g.days(2);
    assert!(!g.is_active(&id));
    // And who turns it off has nothing switched off.
    let (other, _) = g.ana.system_user(None, "other");
    g.days(43);
    g.set(json!({ "attestation_days": null }));
    g.days(30);
    assert!(g.is_active(&other));
}

/// The clock stood still for months: one that is in use gets its three notices over two weeks first.
#[test]
fn what_is_in_use_is_never_switched_off_without_three_notices_over_two_weeks() {
    let mut g = ground();
    let (used, token) = g.ana.system_user(None, "used");
    let (unused, _) = g.ana.system_user(None, "unused");
    g.set(json!({ "attestation_days": 30, "attestation_grace_days": 14 }));
    g.world.pass(100 * DAY);
    let mut noticed = 0;
    for day in 0..40 {
        g.isolate = g.world.isolate();
        // Its use is written behind the answer.
        assert!(g.isolate.bot(&token).get("/v1/whoami").status == 200 || noticed >= 3, "day {day}, {noticed} notices");
        g.isolate.scheduled();
        g.days(1);
        noticed = g.notices(&used);
        // Told by the first round, and not in use: a week is left to answer.
        let told = (g.notices(&unused), g.is_active(&unused));
        assert_eq!(told, (1 + i64::from(day >= 6), day < 7), "day {day}");
        if day < 13 {
            assert!(g.is_active(&used), "day {day}");
        }
        if !g.is_active(&used) {
            assert!(noticed >= 3 && day >= 13, "day {day}, {noticed} notices");
            return;
        }
    }
    panic!("it is switched off at last");
}

/// Does something once, between the reading of what is to be switched off and its batch.
fn at_lapse(world: &Arc<World>, deed: Box<dyn FnOnce() + Send>) {
    let here = Arc::clone(world);
    world.before_commit.set(move || {
        let read = here.reads.lock().expect("reads").last().map(|(sql, _)| sql.contains("ORDER BY ends_at"));
        if read == Some(true) { deed() } else { at_lapse(&here, deed) }
    });
}

#[test]
fn who_confirms_or_uses_it_at_the_same_moment_is_not_too_late() {
    let mut g = ground();
    let bots: Vec<(String, String)> = (0..3).map(|n| g.ana.system_user(None, &format!("bot {n}"))).collect();
    g.set(json!({ "attestation_days": 30, "attestation_grace_days": 14 }));
    g.days(43);
    let [confirmed, used, neither] = [0, 1, 2].map(|n: usize| bots[n].0.clone());
    // One notice is left of the one that is used: it is not enough then.
    g.world
        .sql(&format!("DELETE FROM attestation_notice WHERE system_user_id = '{used}' AND n < 6"))
        .expect("one notice is left");
    g.world.pass(2 * DAY);
    g.ana = g.world.isolate().sign_in("ana@example.com");
    let (world, ana, token) = (Arc::clone(&g.world), g.ana.clone(), bots[1].1.clone());
    let attest = format!("/v1/system-users/{confirmed}/attest");
    let deed = move || {
        assert_eq!(ana.call("POST", &attest, b"").status, 200);
        assert_eq!(world.isolate().bot(&token).get("/v1/whoami").status, 200);
    };
    at_lapse(&g.world, Box::new(deed));
    g.world.scheduled();
    assert!(!g.world.before_commit.is_set(), "it happened");
    assert_eq!([confirmed, used, neither].map(|id| g.is_active(&id)), [true, true, false]);
}

#[test]
fn a_purpose_is_said_changed_and_taken_away() {
    let g = ground();
    let made = g
        .ana
        .post("/v1/system-users", &json!({ "subaccount_id": null, "username": "bot", "purpose": "Answers orders" }));
    assert_eq!(
        (made.status, &made.json()["system_user"]["purpose"]),
        (201, &json!("Answers orders")),
        "{}",
        made.text()
    );
    let id = made.json()["system_user"]["id"].as_str().expect("an id").to_owned();
    let path = format!("/v1/system-users/{id}");
    let changed = g.ana.patch(&path, &json!({ "version": 1, "purpose": "Answers returns" })).json();
    assert_eq!(changed["system_user"]["purpose"], "Answers returns");
    let event = g.ana.get("/v1/audit-events?action=system_user.updated").json()["items"][0]["detail"].clone();
    assert_eq!(
        (&event["before"]["purpose"], &event["after"]["purpose"]),
        (&json!("Answers orders"), &json!("Answers returns"))
    );
    let version = changed["system_user"]["version"].clone();
    let gone = g.ana.patch(&path, &json!({ "version": version, "purpose": null })).json();
    assert_eq!(gone["system_user"]["purpose"], Value::Null);
    let long = "x".repeat(301);
    let refused = g.ana.post("/v1/system-users", &json!({ "subaccount_id": null, "username": "b", "purpose": long }));
    assert_eq!(refused.field(), "/purpose too_long");
}

#[test]
fn idle_ones_are_listed_and_exactly_the_chosen_that_are_idle_still_are_switched_off() {
    let mut g = ground();
    let bots: Vec<(String, String)> = (0..4).map(|n| g.ana.system_user(None, &format!("bot {n}"))).collect();
    g.days(1);
    g.world.pass(100 * DAY);
    g.ana = g.world.isolate().sign_in("ana@example.com");
    assert_eq!(g.isolate.bot(&bots[0].1).get("/v1/whoami").status, 200);
    g.isolate.scheduled();
    let events = g.world.count("SELECT count(*) FROM audit_event");
    let listed = g.ana.get("/v1/idle-system-users?days=90");
    assert_eq!(listed.status, 200, "{} {}", listed.text(), g.world.log());
    let listed = listed.json();
    let mut ids: Vec<&str> =
        listed["items"].as_array().expect("items").iter().filter_map(|one| one["system_user"]["id"].as_str()).collect();
    let mut idle = [bots[1].0.as_str(), &bots[2].0, &bots[3].0];
    ids.sort_unstable();
    idle.sort_unstable();
    assert_eq!(ids, idle);
    assert_eq!(
        (&listed["days"], &listed["more"], &listed["items"][0]["tokens"]),
        (&json!(90), &json!(false), &json!(1))
    );
    assert_eq!(g.world.count("SELECT count(*) FROM audit_event"), events, "a dry run");
    assert_eq!(g.ana.get("/v1/idle-system-users?days=365").json()["items"], json!([]));
    // One is used in the moment of writing, one was used before, one is of nobody here.
    let (world, token) = (Arc::clone(&g.world), bots[1].1.clone());
    g.world.before_commit.set(move || {
        let isolate = world.isolate();
        assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 200);
    });
    let stranger = "su_01jdqsmfxk9v2w3c4b5n6m7p8q";
    let body = json!({ "days": 90, "ids": [bots[0].0, bots[1].0, bots[2].0, stranger] });
    let done = g.ana.post("/v1/idle-system-users/deactivate", &body);
    assert_eq!(done.status, 200, "{}", done.text());
    let done = done.json();
    assert_eq!((&done["items"][0]["id"], done["items"].as_array().map(Vec::len)), (&json!(bots[2].0), Some(1)));
    assert_eq!(done["skipped"], json!([bots[0].0, bots[1].0, stranger]));
    let active: Vec<bool> = bots.iter().map(|(id, _)| g.is_active(id)).collect();
    assert_eq!(active, [true, true, false, true], "the one that nobody chose stays");
    assert_eq!(g.call(&bots[2].1), 401);
    let event = g.ana.get("/v1/audit-events?action=system_user.deactivated").json()["items"][0].clone();
    assert_eq!((&event["subject_id"], &event["actor"]["name"]), (&json!(bots[2].0), &json!("Ana López")));
    // Again: nothing is left of it.
    let again = g.ana.post("/v1/idle-system-users/deactivate", &json!({ "days": 90, "ids": [bots[2].0] })).json();
    assert_eq!((&again["items"], &again["skipped"]), (&json!([]), &json!([bots[2].0])));
    for (ids, code) in [(json!([]), "required"), (json!([bots[3].0, bots[3].0]), "duplicate")] {
        let refused = g.ana.post("/v1/idle-system-users/deactivate", &json!({ "days": 90, "ids": ids }));
        assert_eq!(refused.field(), format!("/ids {code}"));
    }
}
