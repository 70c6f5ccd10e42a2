//! Sessions: whose a call is taken to be, and ending all others.

use api_tests::{Actor, Answer, PASSWORD, World};
use contract::BodyFormat;
use contract::endpoint::fill_path;
use contract::example::{Example, sample};
use contract::table::ENDPOINTS;
use serde_json::{Value, json};

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

/// A page that was drawn for one person, in a browser whose cookie is another's by now: whatever it calls is refused
/// before anything is read or written.
#[test]
fn a_page_drawn_for_somebody_else_reads_and_writes_nothing_at_any_endpoint() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let me = ana.get("/v1/me").json()["user"]["id"].as_str().expect("an id").to_owned();
    let other = ana.with("x-tenure-user", &world.add_person(1, "admin"));
    let before = world.dump();
    let examples = api_tests::cell::examples();
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

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0";
const SAFARI: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15";

fn set(actor: &Actor, settings: Value) -> Answer {
    let version = actor.get("/v1/account").json()["version"].clone();
    let mut body = settings;
    body["version"] = version;
    actor.patch("/v1/account", &body)
}

/// What the account shortens counts for the sessions that are open, at their next request, and is where its list, its count
/// and its cookie are.
#[test]
fn the_ends_that_an_account_sets_count_at_once_for_open_sessions() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let other = isolate.sign_in("ana@example.com");
    world.pass(59 * 60_000);
    assert_eq!(ana.get("/v1/me").status, 200, "two hours without use, by default");
    let ana = ana.proven();
    for wrong in [json!({ "session_idle_minutes": 4 }), json!({ "session_idle_minutes": 1441 })] {
        assert_eq!(set(&ana, wrong).field(), "/session_idle_minutes out_of_range");
    }
    for wrong in [json!({ "session_hours": 0 }), json!({ "session_hours": 169 })] {
        assert_eq!(set(&ana, wrong).field(), "/session_hours out_of_range");
    }
    assert_eq!(set(&ana, json!({ "session_idle_minutes": 30 })).status, 200);
    assert_eq!(other.get("/v1/me").code(), "not_signed_in", "it was not used for longer");
    assert_eq!(ana.get("/v1/sessions").json()["items"].as_array().map(Vec::len), Some(1));
    let hours = set(&ana, json!({ "session_hours": 1 }));
    assert_eq!((hours.status, &hours.json()["session_hours"]), (200, &json!(1)));
    let listed = ana.get("/v1/sessions").json();
    let at = |name: &str| {
        domain::time::Instant::parse_rfc3339(listed["items"][0][name].as_str().expect("a time")).expect("a time")
    };
    assert_eq!(at("expires_at").since(at("created_at")), 3_600_000);
    world.pass(60_000);
    assert_eq!(ana.get("/v1/me").code(), "not_signed_in", "an hour after signing in, however much it was used");
    let again = isolate.nobody().post("/v1/sessions", &json!({ "email": "ana@example.com", "password": PASSWORD }));
    assert!(
        again.header("set-cookie").is_some_and(|cookie| cookie.contains("Max-Age=3600;")),
        "the cookie ends with it"
    );
    world.scheduled();
    assert_eq!(world.count("SELECT count(*) FROM session"), 3, "what may be alive elsewhere is not cleared away yet");
    world.pass(169 * 3_600_000);
    world.scheduled();
    assert_eq!(world.count("SELECT count(*) FROM session"), 0);
}

/// The schema holds the bounds, whoever writes.
#[test]
fn no_account_has_ends_out_of_bounds() {
    let world = World::new();
    world.isolate().set_up();
    for wrong in ["session_idle_minutes = 4", "session_idle_minutes = 1441", "session_hours = 0", "session_hours = 169"]
    {
        let refused = world.sql(&format!("UPDATE account SET {wrong}"));
        assert!(format!("{refused:?}").contains("CHECK") || format!("{refused:?}").contains("Audit"), "{refused:?}");
        let audit = api_tests::audit("aud_probe", &world.account(), "account.updated", &world.account());
        let whole = format!(
            "BEGIN; {audit}; UPDATE account SET {wrong}, event_id = 'aud_probe'; {}; COMMIT;",
            api_tests::CLOSE
        );
        let refused = format!("{:?}", world.copy().sql(&whole));
        assert!(refused.contains("CHECK"), "{wrong}: {refused}");
    }
}

/// Who manages people sees where somebody is signed in and ends it; not beyond their own rights, and of themselves all but
/// the session that they do it with.
#[test]
fn an_admin_sees_and_ends_a_persons_sessions() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let bo = world.add_person(1, "operator");
    let sign_in = json!({ "email": "operator1@example.com", "password": PASSWORD });
    let answer = isolate.nobody().from("198.51.100.4").with("user-agent", FIREFOX).post("/v1/sessions", &sign_in);
    let theirs = isolate.nobody().with_cookie_of(&answer);
    let path = format!("/v1/users/{bo}/sessions");
    let listed = ana.get(&path).json();
    let one = &listed["items"][0];
    assert_eq!(
        (&one["browser"], &one["system"], &one["ip"]),
        (&json!("Firefox"), &json!("Linux"), &json!("198.51.100.4"))
    );
    assert_eq!((&one["current"], listed["items"].as_array().map(Vec::len)), (&json!(false), Some(1)));
    assert_eq!(theirs.get(&path).code(), "forbidden");
    assert_eq!(theirs.delete(&path).code(), "forbidden");

    // Somebody who manages people and holds less than an admin.
    let grants = json!([{ "permission": "users:manage", "reach": "account" }]);
    let role = ana.post("/v1/roles", &json!({ "name": "Reception", "grants": grants }));
    assert_eq!(role.status, 201, "{}", role.text());
    let cy = world.add_person(2, "user");
    let person = ana.get(&format!("/v1/users/{cy}")).json();
    let body = json!({ "version": person["user"]["version"], "role_id": role.json()["id"] });
    assert_eq!(ana.patch(&format!("/v1/users/{cy}"), &body).status, 200);
    let cy = isolate.sign_in("user2@example.com");
    let me = ana.get("/v1/me").json()["user"]["id"].as_str().expect("an id").to_owned();
    for refused in [cy.get(&format!("/v1/users/{me}/sessions")), cy.delete(&format!("/v1/users/{me}/sessions"))] {
        assert_eq!(refused.code(), "beyond_your_own");
    }

    assert_eq!(ana.delete(&path).status, 204);
    assert_eq!(theirs.get("/v1/me").code(), "not_signed_in");
    let told = format!(
        "SELECT count(*) FROM audit_event WHERE action = 'sessions.deleted' AND subject_id = '{bo}' AND actor_id = '{me}'"
    );
    assert_eq!(world.count(&told), 1);
    let elsewhere = isolate.sign_in("ana@example.com");
    assert_eq!(ana.delete(&format!("/v1/users/{me}/sessions")).status, 204);
    assert_eq!((ana.get("/v1/me").status, elsewhere.get("/v1/me").status), (200, 401));
    world.second_account();
    let eve = isolate.sign_in("eve@other.example");
    for foreign in [eve.get(&path), eve.delete(&path)] {
        assert_eq!(foreign.code(), "not_found");
    }
}

fn new_device_mails(world: &World) -> usize {
    world.mails.lock().expect("mails").iter().filter(|mail| mail.subject.contains("New sign-in")).count()
}

/// The first sign-in of all is nobody's news, nor is one with what was seen before; a new browser or another network is, and
/// only when it was let in.
#[test]
fn a_new_device_is_told_by_mail_and_nothing_else_is() {
    let world = World::new();
    let isolate = world.isolate();
    let from = |ip: &str, agent: &str, password: &str| {
        let body = json!({ "email": "ana@example.com", "password": password });
        isolate.nobody().from(ip).with("user-agent", agent).post("/v1/sessions", &body).status
    };
    isolate.nobody().with("user-agent", FIREFOX).post("/v1/setup", &api_tests::set_up());
    assert_eq!(from("203.0.113.7", FIREFOX, PASSWORD), 201);
    let newer = FIREFOX.replace("121", "130");
    assert_eq!(from("203.0.200.1", &newer, PASSWORD), 201, "an update, and another address of the provider");
    assert_eq!(from("198.51.100.4", SAFARI, "wrong wrong wrong wrong"), 401);
    assert_eq!(new_device_mails(&world), 0);
    assert_eq!(from("203.0.113.7", SAFARI, PASSWORD), 201, "another browser");
    assert_eq!(from("198.51.100.4", FIREFOX, PASSWORD), 201, "another network");
    assert_eq!(from("198.51.100.5", FIREFOX, PASSWORD), 201, "not again");
    assert_eq!(new_device_mails(&world), 2);
    let mails = world.mails.lock().expect("mails").clone();
    assert!(mails.iter().any(|mail| mail.text.contains("Safari · macOS, 203.0.113.7")), "it says which");
    // As long as it is remembered, and no longer; who was away for that long is told of whatever comes.
    world.pass(179 * 86_400_000);
    world.scheduled();
    assert_eq!(from("203.0.113.7", SAFARI, PASSWORD), 201);
    assert_eq!(new_device_mails(&world), 2);
    world.pass(180 * 86_400_000);
    world.scheduled();
    assert_eq!(world.count("SELECT count(*) FROM seen_device"), 0);
    assert_eq!(from("203.0.113.7", SAFARI, PASSWORD), 201);
    assert_eq!(new_device_mails(&world), 3);
    assert!(!world.dump().contains("Safari · macOS"), "a digest says nothing of it");
}

/// However many devices somebody has, so many are remembered, the last ones.
#[test]
fn no_more_devices_are_remembered_than_a_person_may_have() {
    let world = World::new();
    let isolate = world.isolate();
    isolate.set_up();
    let body = json!({ "email": "ana@example.com", "password": PASSWORD });
    for n in 0..55 {
        world.pass(1);
        assert_eq!(isolate.nobody().from(&format!("10.{n}.0.1")).post("/v1/sessions", &body).status, 201);
    }
    assert_eq!(world.count("SELECT count(*) FROM seen_device"), 50);
    let told = new_device_mails(&world);
    assert_eq!(isolate.nobody().from("10.54.0.9").post("/v1/sessions", &body).status, 201);
    assert_eq!(new_device_mails(&world), told, "the last one is known");
}

/// Of many sign-ins at once with one new device one is told: it is decided where it is written.
#[test]
fn of_many_at_once_with_a_new_device_one_is_told() {
    let world = World::new();
    world.isolate().set_up();
    std::thread::scope(|all| {
        for _ in 0..20 {
            all.spawn(|| {
                let body = json!({ "email": "ana@example.com", "password": PASSWORD });
                let answer = world.isolate().nobody().from("198.51.100.4").post("/v1/sessions", &body);
                assert_eq!(answer.status, 201, "{}", answer.text());
            });
        }
    });
    world.minute();
    assert_eq!(new_device_mails(&world), 1);
}

/// What ends which session (ADR 0031). Rights are read at each request: a change of role ends nothing, and counts at once.
#[test]
fn what_ends_sessions_ends_these_and_no_others() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let bo = world.add_person(1, "admin");
    let sign_in = || isolate.sign_in("admin1@example.com");
    let (here, there) = (sign_in(), sign_in());
    // One's own password: this one goes on under another secret.
    let body = json!({ "current_password": PASSWORD, "new_password": "another good long password" });
    let changed = here.post("/v1/me/password", &body);
    assert_eq!(changed.status, 204, "{}", changed.text());
    assert_eq!((here.get("/v1/me").status, there.get("/v1/me").status), (401, 401), "the old secret, and the others");
    let here = isolate.nobody().with_cookie_of(&changed);
    assert_eq!(here.get("/v1/me").status, 200);
    // The role: no session ends, and no right outlives it.
    let person = here.get(&format!("/v1/users/{bo}")).json();
    let body = json!({ "version": person["user"]["version"], "role_id": "role_operator" });
    let changed = ana.patch(&format!("/v1/users/{bo}"), &body);
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!((here.get("/v1/me").status, here.get("/v1/users").status), (200, 403));
    // A password from somebody else, the status.
    let body = json!({ "password": "a temporary long password" });
    assert_eq!(ana.post(&format!("/v1/users/{bo}/temporary-password"), &body).status, 204);
    assert_eq!(here.get("/v1/me").status, 401);
    let body = json!({ "email": "admin1@example.com", "password": "a temporary long password" });
    let here = isolate.nobody().with_cookie_of(&isolate.nobody().post("/v1/sessions", &body));
    assert_eq!(here.get("/v1/me").status, 200);
    assert_eq!(ana.post(&format!("/v1/users/{bo}/deactivate"), &json!({})).status, 200);
    assert_eq!(here.get("/v1/me").status, 401);
    assert_eq!(ana.get("/v1/me").status, 200, "nobody else's");
}
