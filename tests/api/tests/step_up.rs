//! A session in other hands is not enough for what gives access or can't be undone.

use std::sync::{Arc, Barrier};

use api_tests::cell::{Cell, actor, cell, entered, examples, fill, send, usual};
use api_tests::graph::echoes;
use api_tests::{Actor, Authenticator, PASSWORD, World};
use contract::Freshness;
use contract::endpoint::Info;
use contract::example::Example;
use contract::table::ENDPOINTS;
use domain::audit::{Action, Detail};
use domain::session::PROOF_LIFE;
use serde_json::{Value, json};

const PROOF: &str = "/v1/sessions/current/proof";

/// What events said that were written after the first `seen` ones.
fn events(world: &World, seen: i64) -> Vec<Detail> {
    let connection = world.db.lock();
    let mut rows = connection
        .prepare("SELECT action, detail FROM audit_event WHERE actor_kind = 'person' ORDER BY rowid LIMIT -1 OFFSET ?1")
        .expect("prepares");
    let rows = rows.query_map([seen], |row| Ok((row.get(0)?, row.get(1)?))).expect("runs");
    rows.map(|row| {
        let (action, detail): (String, String) = row.expect("a row");
        let action = Action::parse(&action).expect("an action");
        Detail::read(action, &mut serde_json::Deserializer::from_str(&detail)).expect("its shape")
    })
    .collect()
}

const EVENTS: &str = "SELECT count(*) FROM audit_event WHERE actor_kind = 'person'";

/// The right call of an endpoint, and for those that do more than their example says, more.
fn bodies(info: &Info, example: &Example) -> Vec<Example> {
    let with = |body: Value| Example { body, ..example.clone() };
    match info.id {
        "update_user" => vec![
            with(json!({ "version": 1, "role_id": "role_developer" })),
            with(json!({ "version": 1, "subaccount_ids": ["{SubaccountId}"] })),
        ],
        _ => vec![example.clone()],
    }
}

fn filled(cell: &Cell, who: &Actor, example: &Example) -> Example {
    example.clone().filled(&mut |name| fill(cell, who, "owner", name))
}

/// What must have happened for the call to change something; who makes it then, and which.
fn prepared(info: &Info, cell: &Cell, who: Actor, mut example: Example) -> (Actor, Example) {
    let (world, password) = (&cell.world, json!({ "password": PASSWORD }));
    let code = |app: &Authenticator| json!(app.code(world.now()));
    match info.id {
        "confirm_two_factor" => {
            let begun = who.post("/v1/me/two-factor", &password).json();
            example.body["code"] = code(&Authenticator::new(begun["secret"].as_str().expect("a key")));
            return (who, example);
        }
        "pass_two_factor" | "renew_recovery_codes" | "delete_two_factor" => {
            let (app, who) = Authenticator::enroll(world, &who);
            if example.body["code"].is_string() {
                example.body["code"] = code(&app);
            }
            return (who, example);
        }
        "set_app_callback" => echoes(world),
        "delete_app_callback" => {
            echoes(world);
            let callback = json!({ "url": "https://bot.example.com/in", "verify_token": "x" });
            let set = who.put(&format!("/v1/apps/{}/callback", example.path[0]), &callback);
            assert_eq!(set.status, 200, "{}", set.text());
        }
        "reset_two_factor" => _ = Authenticator::enroll(world, &world.isolate().sign_in("user50@example.com")),
        "send_mail_code" => {
            let version = who.get("/v1/account").json()["version"].clone();
            let set = who.patch("/v1/account", &json!({ "version": version, "mail_codes": true }));
            assert_eq!(set.status, 200, "{}", set.text());
            return (world.isolate().sign_in("user50@example.com"), example);
        }
        _ => {}
    }
    if let (Some(id), true) = (example.path.first(), info.path.ends_with("/activate")) {
        let off = who.post(&info.path.replace("activate", "deactivate").replace("{id}", id), &json!({}));
        assert_eq!(off.status, 200, "{}", off.text());
    }
    (who, example)
}

/// Through the whole table: what writes an event of a grave kind says in the table that it wants a fresh proof.
#[test]
fn every_endpoint_that_does_something_grave_asks_for_a_fresh_proof() {
    let (ground, examples) = (cell(), examples());
    // Those whose own body holds the signed-in person's password.
    let asks = |id: &str| entered().get(id).is_some_and(|fields| fields.values().any(|limit| limit == "person"));
    let itself: Vec<_> = ENDPOINTS.iter().map(|info| info.id).filter(|id| asks(id)).collect();
    assert_eq!(
        itself,
        ["prove_session", "change_password", "begin_two_factor", "renew_recovery_codes", "delete_two_factor"]
    );
    let (mut grave, mut wrong) = (0, Vec::new());
    for info in ENDPOINTS.iter().filter(|info| info.auth.takes_session() && !info.method.is_safe()) {
        for example in bodies(info, &examples[info.id]) {
            let cell = ground.copy();
            let owner = actor(&cell, usual(info));
            let example = filled(&cell, &owner, &example);
            let (owner, example) = prepared(info, &cell, owner, example);
            let seen = cell.world.count(EVENTS);
            let answer = send(info, &example, &owner);
            assert!(answer.status < 300, "{} is no right call: {}", info.id, answer.text());
            let is_grave = events(&cell.world, seen).iter().any(Detail::is_grave);
            grave += usize::from(is_grave);
            if is_grave && info.fresh != Freshness::Always && !itself.contains(&info.id) {
                wrong.push(format!("{} does something grave and is not Fresh", info.id));
            }
            if !is_grave && info.fresh == Freshness::Always {
                wrong.push(format!("{} is Fresh and does nothing grave", info.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(grave > 30, "{grave}");
}

#[test]
fn a_session_that_was_proved_long_ago_does_nothing_grave_and_one_that_was_proved_again_does() {
    let (ground, examples) = (cell(), examples());
    for info in ENDPOINTS.iter().filter(|info| info.fresh == Freshness::Always) {
        for example in bodies(info, &examples[info.id]) {
            let cell = ground.copy();
            let owner = actor(&cell, usual(info));
            let example = filled(&cell, &owner, &example);
            let (owner, example) = prepared(info, &cell, owner, example);
            cell.world.pass(PROOF_LIFE);
            // That it was used is noted here, and not with what follows.
            assert_eq!(owner.get("/v1/me").status, 200);
            let (before, mails) = (cell.world.dump(), cell.world.mails.lock().expect("mails").len());
            let answer = send(info, &example, &owner);
            assert_eq!((answer.status, answer.code().as_str()), (403, "fresh_proof_required"), "{}", info.id);
            assert!(answer.json()["detail"].is_string(), "it says what to do");
            assert!(cell.world.dump() == before, "{} wrote something", info.id);
            assert_eq!(cell.world.mails.lock().expect("mails").len(), mails, "{}", info.id);
            let answer = send(info, &example, &owner.proven());
            assert!(answer.status < 300, "{}: {}", info.id, answer.text());
        }
    }
}

/// Who may not at all is told that, and is not asked for a password first.
#[test]
fn who_may_not_is_told_so_before_a_proof_is_asked_for() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    world.add_person(1, "user");
    let user = isolate.sign_in("user1@example.com");
    world.pass(PROOF_LIFE);
    let make = json!({ "subaccount_id": null, "username": "bot" });
    assert_eq!(user.post("/v1/system-users", &make).code(), "forbidden");
    assert_eq!(isolate.nobody().post("/v1/system-users", &make).code(), "not_signed_in");
    assert_eq!(ana.post("/v1/system-users", &make).code(), "fresh_proof_required");
}

#[test]
fn a_file_of_the_log_asks_for_a_fresh_proof_and_a_page_does_not() {
    let world = World::new();
    let ana = world.isolate().set_up();
    world.pass(PROOF_LIFE);
    assert_eq!(ana.get("/v1/audit-events").status, 200);
    for media in ["text/csv", "application/x-ndjson"] {
        assert_eq!(ana.with("accept", media).get("/v1/audit-events").code(), "fresh_proof_required");
    }
    let ana = ana.proven();
    assert_eq!(ana.with("accept", "text/csv").get("/v1/audit-events").status, 200);
}

#[test]
fn a_proof_lasts_ten_minutes_and_the_cookie_from_before_is_of_no_more_use() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    world.pass(PROOF_LIFE - 1);
    ana.system_user(None, "in time");
    world.pass(1);
    let copy = ana.clone();
    let answer = ana.post(PROOF, &json!({ "password": PASSWORD }));
    let until = world.now().plus(PROOF_LIFE).to_rfc3339();
    assert_eq!((answer.status, &answer.json()["proven_until"]), (200, &json!(until)), "{}", answer.text());
    let ana = ana.with_cookie_of(&answer);
    // A copy in other hands did not become proved with it: it is out.
    assert_eq!(copy.get("/v1/me").code(), "not_signed_in");
    ana.system_user(None, "again");
    assert_eq!(ana.get("/v1/sessions").json()["items"].as_array().expect("items").len(), 1, "it is the same session");
    // Its own end is where it was.
    world.pass(PROOF_LIFE);
    assert_eq!(ana.post("/v1/teams", &json!({ "name": "Night" })).status, 201, "what is not grave asks for nothing");
    assert_eq!(ana.delete("/v1/sessions/current").status, 204, "least of all going");
    let said = world.count("SELECT count(*) FROM audit_event WHERE action = 'session.proven'");
    assert_eq!(said, 1);
}

#[test]
fn a_wrong_password_proves_nothing_is_counted_and_told_to_the_log_once() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    world.pass(PROOF_LIFE);
    let seed = world.dump();
    assert_eq!(ana.post(PROOF, &json!({})).field(), "/password required");
    assert_eq!(ana.post(PROOF, &json!({ "password": "x", "extra": 1 })).field(), "/extra unknown_field");
    assert_eq!(seed.matches("proof_refused").count(), 0);
    for _ in 0..100 {
        let answer = ana.post(PROOF, &json!({ "password": "wrong" }));
        assert_eq!((answer.status, answer.field().as_str()), (422, "/password wrong_password"));
    }
    let hashes = world.hashes.load(std::sync::atomic::Ordering::SeqCst);
    let answer = ana.post(PROOF, &json!({ "password": PASSWORD }));
    assert_eq!((answer.status, answer.header("retry-after").is_some()), (429, true), "{}", answer.text());
    assert_eq!(world.hashes.load(std::sync::atomic::Ordering::SeqCst), hashes, "nothing is hashed over the budget");
    assert_eq!(ana.system_user_refused(), "fresh_proof_required");
    assert_eq!(world.count("SELECT count(*) FROM audit_event WHERE action = 'session.proof_refused'"), 1);
    // Outsiders can't use the person's budget up, nor does this one keep the person from signing in.
    isolate.sign_in("ana@example.com").system_user(None, "bot");
}

trait Refused {
    fn system_user_refused(&self) -> String;
}

impl Refused for Actor {
    fn system_user_refused(&self) -> String {
        self.post("/v1/system-users", &json!({ "subaccount_id": null, "username": "refused" })).code()
    }
}

#[test]
fn a_busy_hasher_uses_up_no_attempt_of_a_signed_in_person() {
    use std::sync::atomic::Ordering::SeqCst;
    let world = World::new();
    let ana = world.isolate().set_up();
    world.hasher_full.store(true, SeqCst);
    for _ in 0..150 {
        assert_eq!(ana.post(PROOF, &json!({ "password": PASSWORD })).code(), "busy");
    }
    world.hasher_full.store(false, SeqCst);
    ana.proven().system_user(None, "bot");
}

/// What was proved when the call came in is a condition of what it writes.
#[test]
fn a_session_that_is_no_longer_proved_when_it_writes_writes_nothing() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (then, account) = (Arc::clone(&world), world.account());
    world.before_commit.set(move || {
        // Nothing in the product takes a proof away but time; what will is held to it already.
        let event = api_tests::audit("aud_late", &account, "session.proven", &account);
        let sql = format!(
            "BEGIN; {event}; UPDATE session SET proven_at = 1, event_id = 'aud_late'; {}; COMMIT",
            api_tests::CLOSE
        );
        then.sql(&sql).expect("takes the proof away");
    });
    assert_eq!(ana.system_user_refused(), "fresh_proof_required");
    assert_eq!(world.count("SELECT count(*) FROM system_user"), 0);
}

#[test]
fn a_proof_that_was_overtaken_by_another_password_or_the_end_of_the_session_is_none() {
    type Overtakes = fn(&Actor) -> u16;
    let cases: [(&str, Overtakes); 3] = [
        ("changes the password", |other| {
            let body = json!({ "current_password": PASSWORD, "new_password": "seven lanterns over the quiet harbour" });
            other.post("/v1/me/password", &body).status
        }),
        ("ends the session", |other| other.delete("/v1/sessions").status),
        ("proves the same session", |_| 204),
    ];
    for (what, overtakes) in cases {
        let world = World::new();
        let isolate = world.isolate();
        let ana = isolate.set_up();
        let (other, same) = (isolate.sign_in("ana@example.com"), ana.clone());
        world.pass(PROOF_LIFE);
        world.before_commit.set(move || {
            assert_eq!(overtakes(&other), 204, "{what}");
            if what == "proves the same session" {
                assert_eq!(same.post(PROOF, &json!({ "password": PASSWORD })).status, 200);
            }
        });
        let answer = ana.post(PROOF, &json!({ "password": PASSWORD }));
        assert_eq!(answer.code(), "not_signed_in", "{what}: {}", answer.text());
        let proven = i64::from(what == "proves the same session");
        assert_eq!(world.count("SELECT count(*) FROM audit_event WHERE action = 'session.proven'"), proven, "{what}");
    }
}

/// Two tabs that ask at the same time: one cookie comes of it, and it works.
#[test]
fn of_many_proofs_of_one_session_at_once_one_counts_and_its_cookie_works() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    world.pass(PROOF_LIFE);
    let (barrier, headers) = (Barrier::new(20), ana.headers());
    let answers: Vec<(u16, Option<String>)> = std::thread::scope(|scope| {
        let one = || {
            let tab = headers.iter().fold(world.isolate().nobody(), |tab, (name, value)| tab.with(name, value));
            barrier.wait();
            let answer = tab.post(PROOF, &json!({ "password": PASSWORD }));
            (answer.status, answer.header("set-cookie").and_then(|c| Some(c.split_once(';')?.0.to_owned())))
        };
        let all: Vec<_> = (0..20).map(|_| scope.spawn(one)).collect();
        all.into_iter().map(|one| one.join().expect("an answer")).collect()
    });
    let won: Vec<_> = answers.iter().filter(|(status, _)| *status == 200).collect();
    assert_eq!(won.len(), 1, "{:?}", answers.iter().map(|(status, _)| status).collect::<Vec<_>>());
    assert!(answers.iter().all(|(status, _)| matches!(status, 200 | 401)));
    ana.with("cookie", won[0].1.as_deref().expect("a cookie")).system_user(None, "bot");
}
