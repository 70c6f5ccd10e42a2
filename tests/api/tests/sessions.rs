//! Sessions: whose a call is taken to be, and ending all others.

use std::collections::BTreeMap;

use api_tests::World;
use contract::endpoint::fill_path;
use contract::example::{Example, sample};
use contract::table::{self, ENDPOINTS};
use contract::{BodyFormat, Endpoint};
use serde_json::json;

/// Signing out everywhere else: this session goes on, others' are not touched, and it leaves an event.
#[test]
fn all_other_sessions_end_and_this_one_goes_on() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let elsewhere = [1, 2].map(|_| isolate.sign_in("ana@example.com"));
    world.add_person(1, "admin");
    let other = isolate.sign_in("admin1@example.com");
    assert_eq!(ana.delete("/v1/sessions").status, 204);
    assert_eq!(ana.get("/v1/sessions").json()["items"].as_array().map(Vec::len), Some(1));
    for gone in elsewhere {
        assert_eq!(gone.get("/v1/me").code(), "not_signed_in");
    }
    assert_eq!(other.get("/v1/me").status, 200);
    assert_eq!(world.count("SELECT count(*) FROM audit_event WHERE action = 'sessions.deleted'"), 1);
}

/// Who was signed out in the meantime ends nobody's session.
#[test]
fn a_session_that_was_ended_meanwhile_ends_no_others() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let other = isolate.sign_in("ana@example.com");
    let meanwhile = other.clone();
    world.before_commit.set(move || assert_eq!(meanwhile.delete("/v1/sessions").status, 204));
    assert_eq!(ana.delete("/v1/sessions").code(), "not_signed_in");
    assert_eq!(other.get("/v1/me").status, 200, "the faster one stays");
}

fn examples() -> BTreeMap<&'static str, Example> {
    macro_rules! all {
        ($($name:ident),+) => { [$((<table::$name as Endpoint>::INFO.id, <table::$name as Endpoint>::example())),+].into() };
    }
    contract::for_each_endpoint!(all)
}

/// A page that was drawn for one person, in a browser whose cookie is another's by now: whatever it calls is refused
/// before anything is read or written.
#[test]
fn a_page_drawn_for_somebody_else_reads_and_writes_nothing_at_any_endpoint() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let me = ana.get("/v1/me").json()["user"]["id"].as_str().expect("an id").to_owned();
    let other = ana.with("x-tenure-user", &world.add_person(1, "admin"));
    let before = world.dump();
    let examples = examples();
    // The session's own last use is a figure that a refused call doesn't write either.
    world.pass(120_000);
    for info in ENDPOINTS.iter().filter(|info| info.auth.takes_session()) {
        let Example { path, body } = examples[info.id].clone().filled(&mut |name| sample(name));
        let target = fill_path(info.path, &path);
        world.reads.lock().expect("reads").clear();
        let answer = match info.format {
            BodyFormat::None => other.call(info.method.as_str(), &target, b""),
            BodyFormat::Form => other.form(&target, "token=x"),
            _ => other.with("content-type", "application/json").call(
                info.method.as_str(),
                &target,
                body.to_string().as_bytes(),
            ),
        };
        // OAuth clients have no word for it; they send no such header either.
        let code = if info.format == BodyFormat::Form { "" } else { "other_person" };
        assert_eq!((answer.code().as_str(), answer.status), (code, 409), "{}: {}", info.id, answer.text());
        assert_eq!(world.reads.lock().expect("reads").len(), 1, "{}: the session alone", info.id);
    }
    assert_eq!(world.dump(), before);
    assert_eq!(ana.with("x-tenure-user", &me).get("/v1/me").status, 200, "one's own name is no matter");
    assert_eq!(other.get("/healthz").status, 200, "what needs no session asks nobody");
    let bot = json!({ "subaccount_id": null, "username": "bot" });
    let token = ana.post("/v1/system-users", &bot).json()["token"]["value"].as_str().expect("a token").to_owned();
    let bot = world.isolate().bot(&token).with("x-tenure-user", &me);
    assert_eq!(bot.get("/v1/whoami").status, 200, "a bot has no session");
}
