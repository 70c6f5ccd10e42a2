//! Which passwords are taken, and how they are kept.

use api_tests::{Actor, Authenticator, OLD, PASSWORD, World, hash};
use serde_json::json;

/// Every way to choose a password refuses what everybody tries, in whatever case and with whatever around it, and what is
/// longer than is kept.
#[test]
fn every_way_to_choose_a_password_asks_the_list() {
    let world = World::new();
    let isolate = world.isolate();
    let long = "one two three four five six seven eight nine ten ".repeat(3);
    let bad = [("ManchesterUnited", "too_common"), ("!!manchesterunited2026", "too_common"), (&*long, "too_long")];
    let mut first = api_tests::set_up();
    let invited = json!({ "email": "new@example.com", "name": "New", "role_id": "role_operator" });
    for (password, code) in bad {
        first["password"] = json!(password);
        let answer = isolate.nobody().post("/v1/setup", &first);
        assert_eq!(answer.json()["errors"][0]["code"], code, "{}", answer.text());
    }
    let ana = isolate.set_up();
    let bo = world.add_person(1, "operator");
    assert_eq!(ana.post("/v1/invitations", &invited).status, 201);
    assert_eq!(ana.post(&format!("/v1/users/{bo}/reset-password"), &json!({})).status, 202);
    let (invitation, reset) = (world.link_to("new@example.com"), world.link_to("operator1@example.com"));
    for (password, code) in bad {
        let changed = json!({ "current_password": PASSWORD, "new_password": password });
        let temporary = json!({ "password": password });
        let person = json!({ "email": "other@example.com", "name": "Other", "role_id": "role_operator",
            "first_password": "temporary", "temporary_password": password });
        let accepted = json!({ "token": invitation, "name": "New", "password": password });
        let chosen = json!({ "token": reset, "password": password });
        for answer in [
            ana.post("/v1/me/password", &changed),
            ana.post(&format!("/v1/users/{bo}/temporary-password"), &temporary),
            ana.post("/v1/users", &person),
            isolate.nobody().post("/v1/invitations/accept", &accepted),
            isolate.nobody().post("/v1/password-resets/complete", &chosen),
        ] {
            assert_eq!((answer.status, &answer.json()["errors"][0]["code"]), (422, &json!(code)), "{}", answer.text());
        }
    }
    assert_eq!(isolate.sign_in("ana@example.com").get("/v1/me").status, 200);
}

/// A hash of older parameters opens, and is made anew behind the answer: once, told in the log, and no session ends.
#[test]
fn an_older_hash_opens_and_is_made_anew() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    world.age_hashes();
    let outdated = format!("SELECT count(*) FROM person WHERE password_phc LIKE '{OLD}%'");
    let body = json!({ "email": "ana@example.com", "password": "wrong wrong wrong" });
    assert_eq!(isolate.nobody().post("/v1/sessions", &body).status, 401);
    assert_eq!(world.count(&outdated), 1, "a wrong password is hashed nowhere");
    isolate.sign_in("ana@example.com");
    assert_eq!(world.count(&outdated), 0);
    assert_eq!(world.count("SELECT count(*) FROM audit_event WHERE action = 'user.password_rehashed'"), 1);
    assert_eq!(ana.get("/v1/me").status, 200, "no session ends");
    let hashes = world.hashes.load(std::sync::atomic::Ordering::SeqCst);
    isolate.sign_in("ana@example.com");
    assert_eq!(world.hashes.load(std::sync::atomic::Ordering::SeqCst), hashes + 1, "once");
}

/// The password is changed while the old one is hashed anew: the change stays.
#[test]
fn a_password_that_is_changed_while_it_is_hashed_anew_stays_changed() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let account = world.account();
    let audit = api_tests::audit("aud_older", &account, "user.password_changed", "x");
    let set = format!(
        "UPDATE person SET password_phc = '{OLD}' || password_phc, version = version + 1, event_id = 'aud_older'"
    );
    world.sql(&format!("BEGIN; {audit}; {set}; {}; COMMIT;", api_tests::CLOSE)).expect("an older hash");
    let next = "quite another long password";
    let inner = world.clone();
    // The first hash is that of signing in; the change comes while the second one is computed.
    world.during_hash.set(move || {
        inner.during_hash.set(move || {
            let body = json!({ "current_password": PASSWORD, "new_password": next });
            assert_eq!(ana.post("/v1/me/password", &body).status, 204);
        });
    });
    isolate.sign_in("ana@example.com");
    assert!(!world.during_hash.is_set(), "it was hashed anew");
    let kept = format!("SELECT count(*) FROM person WHERE password_phc = '{}'", hash(next));
    assert_eq!(world.count(&kept), 1);
    let old = json!({ "email": "ana@example.com", "password": PASSWORD });
    assert_eq!(isolate.nobody().post("/v1/sessions", &old).status, 401);
    assert_eq!(world.count("SELECT count(*) FROM audit_event WHERE action = 'user.password_rehashed'"), 0);
}

/// How short a password may be is decided with what is true when it is written: a hash takes long.
#[test]
fn a_short_password_is_none_when_the_second_factor_is_required_no_more_at_its_writing() {
    const SHORT: &str = "vK8 tram";
    let world = World::new();
    let isolate = world.isolate();
    let (_, ana) = Authenticator::enroll(&world, &isolate.set_up());
    let bo = world.add_person(1, "operator");
    let set = |actor: &Actor, required: bool| {
        let version = actor.get("/v1/account").json()["version"].clone();
        let answer = actor.patch("/v1/account", &json!({ "version": version, "require_two_factor": required }));
        assert_eq!(answer.status, 200, "{}", answer.text());
    };
    let invited = json!({ "email": "new@example.com", "name": "New", "role_id": "role_operator" });
    assert_eq!(ana.post("/v1/invitations", &invited).status, 201);
    assert_eq!(ana.post(&format!("/v1/users/{bo}/reset-password"), &json!({})).status, 202);
    let links = [
        ("/v1/password-resets/complete", world.link_to("operator1@example.com")),
        ("/v1/invitations/accept", world.link_to("new@example.com")),
    ];
    for (path, link) in links {
        set(&ana, true);
        let switch = ana.clone();
        world.during_hash.set(move || set(&switch, false));
        let answer = isolate.nobody().post(path, &json!({ "token": link, "password": SHORT }));
        assert_eq!((answer.status, answer.field().as_str()), (422, "/password too_short"), "{path}");
        set(&ana, true);
        let answer = isolate.nobody().post(path, &json!({ "token": link, "password": SHORT }));
        assert!(answer.status < 300, "{path}: {}", answer.text());
    }
}
